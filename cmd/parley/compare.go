package main

import (
	"slices"
	"strings"

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

// compare prints how each outlet tells of a deal: what it says itself, then
// whom it gives a word, and what nobody else has.
func (p *program) compare(c *answer.Compare) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(c.Deal.Name)))
	for _, out := range c.Outlets {
		name := safe.Line(string(out.Name))
		if name == "" {
			name = "without an outlet"
		}
		o.line("")
		text := o.strong(name) + o.faint(" · "+plural(out.Documents, "document"))
		if out.Newest != "" {
			text += o.faint(", newest " + day(out.Newest))
		}
		o.paragraph("", text)
		p.tellings("itself  ", out.Own, out.Alone)
		p.tellings("others  ", out.Others, out.Alone)
	}
}

func (p *program) tellings(lead string, ts []answer.Telling, alone []string) {
	o := p.out
	for _, t := range ts {
		who := ""
		if lead == "others  " {
			who = ", " + safe.Line(string(t.Voice.Name))
		}
		only := ""
		if slices.Contains(alone, t.Assertion) {
			only = ", nobody else"
		}
		claim, _, long := strings.Cut(t.Claim, ": ")
		if long { // the claim is in a form for comparing; a reader wants the words
			claim += " " + mark(shorten(t.Words, 80))
		}
		o.paragraph("  "+lead, words(safe.Line(claim))+o.faint(who+", "+when(t.Evidence)+only))
	}
}
