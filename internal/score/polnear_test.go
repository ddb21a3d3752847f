package score

import (
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

func relation(text, source, cue, content string) Relation {
	at := func(s string) []parley.Span {
		if s == "" {
			return nil
		}
		i := strings.Index(text, s)
		return []parley.Span{{Start: i, End: i + len(s)}}
	}
	return Relation{at(source), at(cue), at(content)}
}

func TestRelationsIgnoreOuterMarksAndNestedStatements(t *testing.T) {
	text := `"The tide turned," Osei said. Lind fears that Osei said too much.`
	gold := Corpus{Text: text, Relations: []Relation{
		relation(text, "Osei", "said", `"The tide turned,"`),
		relation(text, "Lind", "fears", "that Osei said too much"),
	}}
	nested := relation(text, "", "", "too much")
	nested.Cue = []parley.Span{{Start: strings.Index(text, "said too"), End: strings.Index(text, "said too") + 4}}
	read := []Relation{relation(text, "Osei", "said", "The tide turned"), relation(text, "Lind", "fears", "Osei said too much"), nested}
	rows := map[string]Row{}
	for _, r := range Relations([]Corpus{gold}, [][]Relation{read}) {
		rows[r.Name] = r
	}
	for name, want := range map[string]float64{"polnear_detect": 1, "polnear_triple_80": 1, "polnear_triple_exact": 0.5, "polnear_content_exact": 0.5, "polnear_source_exact": 1} {
		if got := rows[name].F1; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got := rows["polnear_detect"].Read; got != 2 {
		t.Errorf("%d statements counted as read, want the 2 outermost", got)
	}
}

func TestAlignmentHasTheGreatestTotal(t *testing.T) {
	// Greedy pairing would take 0.9 first and end at 1.0.
	got := assign([][]float64{{0.9, 0.8}, {0.7, 0.1}})
	if got[0] != 1 || got[1] != 0 {
		t.Errorf("rows got columns %v, want [1 0]", got)
	}
}

func TestApostropheWithinAWordStaysInIt(t *testing.T) {
	text := `don't 'go' £4m`
	var got []string
	for _, s := range wordsAndMarks(text) {
		got = append(got, s.In(text))
	}
	if want := "don't|'|go|'|£|4m"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}
