package assertion

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/lang"
)

// TestSaid reads short stories and looks for what each of them says plainly.
func TestSaid(t *testing.T) {
	const pact = "Norland and Estland signed the Hydrogen Alliance Pact in May, the two governments said.\n\n"
	for _, test := range []struct {
		about, text string
		want        []string
		not         string // no assertion begins with this
	}{
		{"a participle after its noun, which the parse takes for a verb",
			pact + "The Hydrogen Alliance Pact signed in May has stalled.",
			[]string{"event signed occurred 2026-05"}, ""},
		{"a deal told only by an infinitive, with the passive far behind its noun",
			pact + "However, a proposed deal to scrap duties on Norland timber sent to Estland has been put on hold indefinitely.",
			[]string{"position activity paused"}, ""},
		{"obstacles in a list after who quarrels",
			pact + "Talks over the pact have stalled, and the Harbour Post said there were \"wider disagreements\" between the two sides, including over fishing quotas and pipeline tariffs.",
			[]string{"obstacle fishing quotas", "obstacle pipeline tariffs"}, ""},
		{"a cause without the words that join it",
			pact + "Talks over the pact have stalled because of Estland's concerns about port fees.",
			[]string{"obstacle Estland's concerns about port fees"}, "obstacle of"},
		{"givers in a list behind a passive",
			pact + "A total of €12bn in planned spending was set out by energy giants including Microsoft, Nvidia and Google when the pact was announced.",
			[]string{"commitment 12000000000 Microsoft+Nvidia+Google"}, ""},
		{"what is to be resumed is paused, on its condition",
			pact + "\"We hope to resume talks on the Hydrogen Alliance Pact once Estland has ratified the Northern Trade Treaty,\" Norland's trade minister Ina Moss said.",
			[]string{"position activity paused", "condition resumed Estland has ratified the Northern Trade Treaty"}, ""},
		{"who declines to comment on live talks holds nothing",
			pact + "Estland's energy ministry declined to comment on the live talks over the pact.",
			nil, "position activity active"},
		{"a date that belongs to another verb",
			pact + "The pact, announced in January, was suspended on Monday, Norland's trade ministry said.",
			[]string{"event paused occurred 2026-06-01"}, "event paused occurred 2026-01"},
		{"what will hold once something has happened does not hold",
			pact + "The bank said it would lend €90m for the pipelines once the pact is in force.",
			nil, "position stage in_force"},
		{"what takes effect only alongside something has not taken effect",
			pact + "A memorandum states that the pact enters into force only in parallel with progress on the Northern Trade Treaty.",
			[]string{"condition in_force progress on the Northern Trade Treaty"}, "event entered_into_force occurred"},
		{"confidence is no agreement",
			"Norland is in talks with Estland over the Hydrogen Alliance Pact. \"We're confident of securing a deal,\" Norland's prime minister said.",
			nil, "position stage agreed"},
	} {
		got := readOf(t, test.text)
		for _, w := range test.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: no %q in\n  %s", test.about, w, strings.Join(got, "\n  "))
			}
		}
		for _, g := range got {
			if test.not != "" && strings.HasPrefix(g, test.not) {
				t.Errorf("%s: wrongly read %q", test.about, g)
			}
		}
	}
}

// readOf is what is read in a text published by the Courier on 3 June 2026.
func readOf(t *testing.T, text string) []string {
	t.Helper()
	h := &parley.Header{Published: "2026-06-03T09:00:00", Outlet: "Courier", Language: "en", Text: text}
	from := 0
	for _, p := range strings.SplitAfter(text, "\n\n") {
		h.Parts = append(h.Parts, parley.TextPart{Part: parley.PartBody, Span: parley.Span{Start: from, End: from + len(p)}})
		from += len(p)
	}
	d := lang.Analyze(h)
	_, list := Find(d, attribution.Find(d))
	var out []string
	for _, a := range list {
		s := string(a.Type)
		switch a.Type {
		case parley.TypeEvent:
			s = fmt.Sprintf("event %s %s %s", a.Event, a.Status, a.Date)
		case parley.TypePosition:
			s = fmt.Sprintf("position %s %s", a.Axis, a.Value)
		case parley.TypeCondition:
			s = fmt.Sprintf("condition %s %s", a.Effect, a.Requires)
		case parley.TypeObstacle:
			s = "obstacle " + a.What
		case parley.TypeCommitment:
			var who []string
			for _, e := range a.Who {
				who = append(who, d.Entity(e).Name)
			}
			s = "commitment " + strings.Join(who, "+")
			if a.Amount != nil {
				s = fmt.Sprintf("commitment %.0f %s", a.Amount.Value, strings.Join(who, "+"))
			}
		}
		out = append(out, s)
	}
	return out
}
