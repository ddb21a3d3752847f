package answer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
)

// Cite is the attributed sentence with a note for each source, for pasting into
// a text.
type Cite struct {
	Text  string `json:"text"` // with the notes' numbers in brackets after each clause
	Notes []Note `json:"notes"`
}

// Note is the source of a clause.
type Note struct {
	N         int             `json:"n"`
	Voice     parley.Optional `json:"voice"`
	Outlet    parley.Optional `json:"outlet"`
	Title     parley.Optional `json:"title"`
	Published parley.Optional `json:"published"`
	Words     string          `json:"words"`
	Document  string          `json:"document"`
}

// Cite gives the sentence of s with its sources in notes.
func (s *Show) Cite() Cite {
	all := map[string]Evidence{}
	keep := func(es []Evidence) {
		for _, e := range es {
			if _, ok := all[e.Assertion]; !ok {
				all[e.Assertion] = e
			}
		}
	}
	for _, ax := range s.Axes {
		for _, v := range ax.Voices {
			keep(v.Standing)
		}
	}
	for _, e := range s.Events {
		keep([]Evidence{e.Evidence})
	}
	for _, c := range s.Conditions {
		keep(c.Evidence)
	}
	for _, o := range s.Obstacles {
		keep(o.Evidence)
	}
	for _, c := range s.Commitments {
		keep(c.Evidence)
	}
	var out Cite
	var parts []string
	for _, c := range s.Sentence.Clauses {
		text := c.Text
		var numbers []string
		for _, id := range c.Assertions {
			e, ok := all[id]
			if !ok {
				continue
			}
			// One note for what one document says in one clause or another in the
			// same words.
			i := slices.IndexFunc(out.Notes, func(n Note) bool { return n.Document == e.Document && n.Words == e.Words })
			if i < 0 {
				i = len(out.Notes)
				out.Notes = append(out.Notes, Note{i + 1, e.Voice.Name, e.Outlet, e.Title, e.Published, e.Words, e.Document})
			}
			if n := fmt.Sprint(i + 1); !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
		if len(numbers) > 0 {
			text += " [" + strings.Join(numbers, ", ") + "]"
		}
		parts = append(parts, text)
	}
	if n := s.Sentence.More; n > 0 {
		parts = append(parts, more(n))
	}
	out.Text = capital(strings.Join(parts, "; ")) + "."
	out.Notes = list(out.Notes)
	return out
}
