package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) commitmentsCommand() *cobra.Command {
	var q question
	c := p.command("commitments", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		deal := ""
		if len(args) > 0 {
			deal = args[0]
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			cs, err := d.Commitments(cmd.Context(), q.ask, deal)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(cs)
			}
			p.asked(cs.Asked)
			if len(cs.Commitments) == 0 {
				p.out.line("no commitments")
			}
			for i := 0; i < len(cs.Commitments); {
				j := i
				for j < len(cs.Commitments) && cs.Commitments[j].Deal.ID == cs.Commitments[i].Deal.ID {
					j++
				}
				if i > 0 {
					p.out.line("")
				}
				p.out.paragraph("", p.out.heading(safe.Line(cs.Commitments[i].Deal.Name)))
				p.out.commitments(cs.Commitments[i:j], 2)
				i = j
			}
			return nil
		})
	}
	return c
}

// commitments prints one deal's commitments: a promise's figure is never shown
// without the word that says how far it has come.
func (s *screen) commitments(cs []answer.Commitment, indent int) {
	lead := strings.Repeat(" ", indent)
	width := 0
	for _, c := range cs {
		width = max(width, len(words(string(c.State))))
	}
	for _, c := range cs {
		parties := safe.Line(strings.Join(c.Who, ", "))
		if len(c.To) > 0 {
			parties += " to " + safe.Line(strings.Join(c.To, ", "))
		}
		due := ""
		if c.Due != "" {
			due = "due " + string(c.Due)
		}
		if c.Overdue {
			due += s.care(", overdue")
		}
		state := words(string(c.State))
		first := lead + s.styled(commitmentStyle(c), state) + strings.Repeat(" ", width-len(state)+2)
		rest := lead + strings.Repeat(" ", width+2)
		s.hanging(first, rest, strings.Join(parts(s.strong(figure(c.Amount, c.Rate, c.Quantity)), parties, due), " · "))
		said := ""
		if len(c.Evidence) > 0 {
			said = when(c.Evidence[0])
		}
		s.hanging(rest, rest, s.faint(strings.Join(parts(mark(c.What), said), ", ")))
	}
}

func commitmentStyle(c answer.Commitment) style {
	switch c.State {
	case parley.StateDelivered:
		return goodStyle
	case parley.StateWithdrawn, parley.StateCut:
		return badStyle
	case parley.StateInDoubt:
		return careStyle
	}
	return plainStyle
}

// totals prints what several commitments come to, in each currency: what is
// certain, what is possible, and what somebody says was delivered.
func (s *screen) totals(ts []answer.Total) {
	for _, t := range ts {
		if t.Of < 2 {
			continue
		}
		text := "in all " + money(t.Certain, t.Currency) + " certain, "
		switch {
		case t.Possible == nil:
			text += "no upper end"
		case *t.Possible == t.Certain:
			text = "in all " + money(t.Certain, t.Currency)
		default:
			text += money(*t.Possible, t.Currency) + " possible"
		}
		if t.Delivered > 0 {
			text += ", of which " + money(t.Delivered, t.Currency) + " delivered"
		}
		s.paragraph("  ", s.strong(text)+s.faint(" (of "+plural(t.Of, "commitment")+")"))
	}
}
