package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) compareCommand() *cobra.Command {
	var q question
	c := p.command("compare", groupAsk, cobra.Command{Args: cobra.ExactArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			cmp, err := d.Compare(cmd.Context(), q.ask, args[0])
			if err != nil {
				return err
			}
			if q.json {
				return p.json(cmp)
			}
			p.asked(cmp.Asked)
			p.compare(cmp)
			return nil
		})
	}
	return c
}

// compare prints one block an outlet.
func (p *program) compare(c *answer.Compare) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(c.Deal.Name)))
	for _, outlet := range c.Outlets {
		o.line("")
		name := safe.Line(string(outlet.Name))
		if name == "" {
			name = "no outlet shown"
		}
		from := plural(outlet.Documents, "document")
		if outlet.Copies > 0 {
			from += ", " + grouped(float64(outlet.Copies)) + " of them copies"
		}
		o.paragraph("", o.strong(name)+o.faint(" · "+from+", newest "+day(outlet.Newest)))
		p.tellings("in its own name", outlet.Own, outlet.Alone)
		p.tellings("whom it gives a word", outlet.Others, outlet.Alone)
		if len(outlet.Own)+len(outlet.Others) == 0 {
			o.paragraph("  ", o.faint("says nothing of where it stands"))
		}
	}
}

func (p *program) tellings(title string, ts []answer.Telling, alone []string) {
	if len(ts) == 0 {
		return
	}
	o := p.out
	o.paragraph("  ", o.faint(title))
	for _, t := range ts {
		after := ""
		if slices.Contains(alone, t.Assertion) {
			after = o.care(" alone")
		}
		o.hanging("    ", "      ", safe.Line(words(t.Claim))+after+o.faint(" · "+who(t.Voice, t.Evidence)+": "+mark(shorten(t.Words, 90))))
	}
}
