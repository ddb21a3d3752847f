package web

import (
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/phrase"
)

// paragraph is one paragraph of a document as a page shows it: its words in
// stretches that are marked alike, and notes on what begins in it.
type paragraph struct {
	Part     parley.PartName
	Segments []segment
	Notes    []note
}

// segment is a stretch of text that carries the same marks.
type segment struct {
	Text  string
	Class string // of "source cue content told artefact apart repair"; "" for plain words
	Title string // what was mended
	Notes []note // that begin here
}

// note is one finding beside the text.
type note struct {
	N         int    // 0 for what the outlet tells itself
	ID        string // of the statement or assertion
	Statement *parley.Statement
	Speaker   string
	Parent    bool // stands within another statement
	Says      []told
	Verdict   parley.Verdict
}

// told is what a statement or the outlet says of a deal.
type told struct {
	parley.Assertion
	Deal    answer.DealRef
	Claim   string
	Verdict parley.Verdict
}

// mark is one reason to mark a stretch of text.
type mark struct {
	parley.Span
	class, title string
}

// paragraphs lays out a document with everything found in it marked, or only
// the statement or narration with the id only. The words that show the
// assertion with the id shown are underlined.
func paragraphs(d *answer.Document, only, shown string) []paragraph {
	x := &d.Extraction
	verdicts := map[string]parley.Verdict{}
	for _, r := range d.Reviews {
		verdicts[r.ID] = r.Verdict
	}
	deals := map[string]answer.DealRef{}
	for _, in := range d.Deals {
		deals[in.Local] = in.Deal
	}
	speakers := map[string]string{}
	for _, e := range x.Entities {
		speakers[e.ID] = e.Name
	}
	says := map[string][]told{}
	for _, a := range x.Assertions {
		says[string(a.Statement)] = append(says[string(a.Statement)], told{a, deals[a.Deal], claim(&a), verdicts[a.ID]})
	}

	var marks []mark
	notes := map[int][]note{} // by where their words begin
	add := func(p parley.Part, class string) {
		for _, s := range p.Spans {
			marks = append(marks, mark{s, class, ""})
		}
	}
	for i := range x.Statements {
		s := &x.Statements[i]
		if only != "" && s.ID != only {
			continue
		}
		add(s.Content, "content")
		at := s.Content.Bounds().Start
		if s.Cue != nil {
			add(*s.Cue, "cue")
			at = min(at, s.Cue.Bounds().Start)
		}
		n := note{N: i + 1, ID: s.ID, Statement: s, Parent: s.Parent != "", Says: says[s.ID], Verdict: verdicts[s.ID]}
		if s.Source != nil {
			add(s.Source.Part, "source")
			at = min(at, s.Source.Bounds().Start)
			n.Speaker = speakers[string(s.Source.Entity)]
		}
		notes[at] = append(notes[at], n)
	}
	for _, a := range x.Assertions {
		if a.ID == shown && a.Statement != "" {
			add(a.Evidence, "shows")
		}
	}
	for _, t := range says[""] {
		if only != "" && t.ID != only {
			continue
		}
		add(t.Evidence, "told")
		at := t.Evidence.Bounds().Start
		notes[at] = append(notes[at], note{ID: t.ID, Says: []told{t}, Verdict: t.Verdict})
	}
	for _, r := range x.Repairs {
		marks = append(marks, mark{r.Span, "repair", "as fetched: " + r.From})
	}
	for _, a := range x.Artefacts {
		marks = append(marks, mark{a.Span, "artefact", "glued on by a re-publisher"})
	}

	var out []paragraph
	for _, part := range x.Parts {
		p := paragraph{Part: part.Part}
		p.Segments = segments(x.Text, part.Span, marks, notes)
		for _, s := range p.Segments {
			p.Notes = append(p.Notes, s.Notes...)
		}
		out = append(out, p)
	}
	return out
}

// segments cuts a stretch of text wherever a mark begins or ends.
func segments(text string, within parley.Span, marks []mark, notes map[int][]note) []segment {
	cuts := []int{within.Start, within.End}
	var here []mark
	for _, m := range marks {
		if m.Overlaps(within) {
			here = append(here, m)
			cuts = append(cuts, max(m.Start, within.Start), min(m.End, within.End))
		}
	}
	for at := range notes {
		if within.Start <= at && at < within.End {
			cuts = append(cuts, at)
		}
	}
	sort.Ints(cuts)
	cuts = slices.Compact(cuts)
	var out []segment
	for i := 0; i+1 < len(cuts); i++ {
		s := segment{Text: text[cuts[i]:cuts[i+1]], Notes: notes[cuts[i]]}
		var classes []string
		for _, m := range here {
			if m.Start <= cuts[i] && cuts[i+1] <= m.End {
				if !slices.Contains(classes, m.class) {
					classes = append(classes, m.class)
				}
				if m.title != "" {
					s.Title = m.title
				}
			}
		}
		slices.Sort(classes)
		s.Class = strings.Join(classes, " ")
		out = append(out, s)
	}
	return out
}

// claim says what an assertion says of its deal.
func claim(a *parley.Assertion) string {
	if a.Type == parley.TypePosition {
		return axisValue(a.Axis, a.Value)
	}
	return string(a.Type) + ": " + phrase.Summary(a)
}
