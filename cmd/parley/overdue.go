package main

import (
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// soonAtMost bounds how far ahead parley overdue looks: a century.
const soonAtMost = 36525

func (p *program) overdueCommand() *cobra.Command {
	var q question
	var of answer.CommitmentQuery
	var days int
	c := p.command("overdue", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	byFlag(c, &of.By)
	c.Flags().IntVar(&days, "within", 0, "also what falls due within `DAYS`")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			of.Deal = args[0]
		}
		if days < 0 || days > soonAtMost {
			return usagef("--within %d: want a number of days from 0 to %d", days, soonAtMost)
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			o, err := d.Overdue(cmd.Context(), q.ask, of, days)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(o)
			}
			p.asked(o.Asked)
			p.overdue(o)
			return nil
		})
	}
	return c
}

func (p *program) overdue(o *answer.Overdue) {
	if len(o.Overdue) == 0 {
		p.out.line("nothing overdue")
	}
	p.due(o.Overdue)
	if o.Days > 0 {
		p.out.section("Due within " + plural(o.Days, "day"))
		if len(o.Soon) == 0 {
			p.out.line("  nothing")
		}
		p.due(o.Soon)
	}
}

// due prints commitments in the order given, each with its deal.
func (p *program) due(cs []answer.Commitment) {
	for _, c := range cs {
		p.out.paragraph("", p.out.heading(string(c.Due))+" "+safe.Line(c.Deal.Name))
		p.out.commitment(c, 2, len(words(string(c.State))))
	}
}
