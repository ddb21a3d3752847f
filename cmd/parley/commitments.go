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

// commitments prints one deal's commitments as a table: a promise's figure is
// never shown without the word that says how far it has come.
func (s *screen) commitments(cs []answer.Commitment, indent int) {
	t := table{indent: indent, right: []int{1}}
	for _, c := range cs {
		state := string(c.State)
		if c.Overdue {
			state += ", overdue"
		}
		due := ""
		if c.Due != "" {
			due = "due " + string(c.Due)
		}
		said := ""
		if len(c.Evidence) > 0 {
			said = when(c.Evidence[0])
		}
		t.add(cell{words(state), commitmentStyle(c)}, strong(figure(c.Amount, c.Rate, c.Quantity)), plain(safe.Line(strings.Join(c.Who, ", "))),
			plain(mark(c.What)), plain(due), faint(said))
	}
	t.print(s)
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

func commitmentStyle(c answer.Commitment) style {
	switch c.State {
	case parley.StateDelivered:
		return goodStyle
	case parley.StateWithdrawn, parley.StateCut:
		return badStyle
	case parley.StateInDoubt:
		return careStyle
	}
	if c.Overdue {
		return careStyle
	}
	return plainStyle
}
