package web

import (
	"strings"

	"github.com/parley-desk/parley/docs"
	"github.com/parley-desk/parley/internal/review"
)

// measured is how well the reader does on posts that it never learnt from.
type measured struct {
	What                  string
	Precision, Recall, F1 string // in a hundred; "" where the measure has none
}

type aboutPage struct {
	Measured  []measured
	Agreement *review.Agreement
}

// measuredNames are the rows of the quality page that say how sure a kind of
// reading is, in words for readers.
var measuredNames = []struct{ row, name string }{{"detect", "statements"}, {"source", "their source"}, {"cue", "their cue"}, {"basis", "their basis"},
	{"deals", "deals"}, {"position", "positions"}, {"event", "events"}, {"commitment", "commitments"}, {"condition", "conditions"}, {"obstacle", "obstacles"}}

// quality reads the table of the posts that the reader never learnt from off
// the page that the project's scorer writes.
func quality(page string) []measured {
	_, table, _ := strings.Cut(page, "\n## dev")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := map[string]measured{}
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		var m measured
		for i, w := range f {
			if i+1 == len(f) {
				break
			}
			switch w {
			case "P":
				m.Precision = f[i+1]
			case "R":
				m.Recall = f[i+1]
			case "F1/acc":
				m.F1 = f[i+1]
			}
		}
		if m.F1 != "" {
			rows[f[0]] = m
		}
	}
	var out []measured
	for _, n := range measuredNames {
		if m, ok := rows[n.row]; ok {
			m.What = n.name
			out = append(out, m)
		}
	}
	return out
}

func (c *call) about() error {
	a, err := review.Agree(c.r.Context(), c.s.o.Ledger)
	if err != nil {
		return err
	}
	return c.reply(result{template: "about.html", title: "About the figures", page: aboutPage{quality(docs.Quality), a}})
}
