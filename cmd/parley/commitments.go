package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/draw"
	"github.com/parley-desk/parley/internal/pledge"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) commitmentsCommand() *cobra.Command {
	var q question
	var of answer.CommitmentQuery
	var format string
	c := p.command("commitments", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	byFlag(c, &of.By)
	formatFlag(c, &format, []draw.Format{draw.SVG})
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkFormat(format, []draw.Format{draw.SVG}); err != nil {
			return err
		}
		q.json = q.json || format == "json"
		if len(args) > 0 {
			of.Deal = args[0]
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			cs, err := d.Commitments(cmd.Context(), q.ask, of)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(cs)
			}
			if format == string(draw.SVG) {
				return draw.Commitments(p.out, cs)
			}
			p.asked(cs.Asked)
			p.commitments(cs)
			return nil
		})
	}
	return c
}

// byFlag is the party whose commitments are asked for.
func byFlag(c *cobra.Command, by *string) {
	c.Flags().StringVar(by, "by", "", "only what `PARTY` undertakes")
}

// commitments prints commitments and what they come to, a block a deal.
func (p *program) commitments(cs *answer.Commitments) {
	o := p.out
	if len(cs.Commitments) == 0 {
		o.line("no commitments")
	}
	for i := 0; i < len(cs.Commitments); {
		j := i
		for j < len(cs.Commitments) && cs.Commitments[j].Deal.ID == cs.Commitments[i].Deal.ID {
			j++
		}
		if i > 0 {
			o.line("")
		}
		o.paragraph("", o.heading(safe.Line(cs.Commitments[i].Deal.Name)))
		o.commitments(cs.Commitments[i:j], 2)
		for _, d := range cs.ByDeal {
			if d.Deal.ID == cs.Commitments[i].Deal.ID {
				o.totals(d.Totals, cs.Commitments)
			}
		}
		i = j
	}
	if len(cs.ByParty) > 1 {
		o.section("By party")
		t := table{indent: 2}
		for _, x := range cs.ByParty {
			for i, sum := range x.Totals {
				name := ""
				if i == 0 {
					name = safe.Line(x.Party)
				}
				t.add(plain(name), strong(spread(sum)), faint(delivered(sum)))
			}
		}
		t.print(o)
	}
	if len(cs.ByDeal) > 1 {
		o.section("In all")
		o.totals(cs.Totals, cs.Commitments)
	}
}

// commitments prints one deal's commitments, parts under their wholes: a
// promise's figure is never shown without the word that says how far it has
// come.
func (s *screen) commitments(cs []answer.Commitment, indent int) {
	width := 0
	for _, c := range cs {
		width = max(width, len(words(string(c.State))))
	}
	in := map[parley.Optional]bool{}
	for _, c := range cs {
		in[parley.Optional(c.ID)] = true
	}
	var print func(c answer.Commitment, indent int)
	print = func(c answer.Commitment, indent int) {
		s.commitment(c, indent, width)
		for _, part := range cs {
			if part.PartOf == parley.Optional(c.ID) {
				print(part, indent+2)
			}
		}
	}
	for _, c := range cs {
		if !in[c.PartOf] {
			print(c, indent)
		}
	}
}

func (s *screen) commitment(c answer.Commitment, indent, width int) {
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
	sum := s.strong(figure(c.Amount, c.Rate, c.Quantity))
	if c.Was != nil {
		sum += ", was " + money(c.Was.Value, c.Was.Currency)
	}
	for _, a := range c.Also {
		sum += s.faint(", also told as " + figure(&a, nil, nil))
	}
	lead := strings.Repeat(" ", indent)
	state := words(string(c.State))
	first := lead + s.styled(commitmentStyle(c), state) + strings.Repeat(" ", max(0, width-len(state))+2)
	rest := lead + strings.Repeat(" ", width+2)
	s.hanging(first, rest, strings.Join(parts(sum, parties, due), " · "))
	said := ""
	if len(c.Evidence) > 0 {
		said = when(c.Evidence[0])
	}
	s.hanging(rest, rest, s.faint(strings.Join(parts(mark(c.What), said), ", ")))
	if rungs := ladder(c); len(rungs) > 1 {
		s.hanging(rest, rest, strings.Join(rungs, " → "))
	}
	if c.Amount != nil && c.Now != nil && (c.Now.Possible == nil || c.Now.Certain != *c.Now.Possible || c.Now.Certain != c.Amount.Value && c.State != parley.StateWithdrawn) {
		s.hanging(rest, rest, "comes to "+spread(answer.Total{Currency: c.Amount.Currency, Range: *c.Now}))
	}
	if c.Vague {
		s.hanging(rest, rest, s.care("too vague to check: "+gaps(c.Missing)))
	}
}

// ladder is how a commitment came to where it is: each step when it was first
// said, and by whom; that it was named again is left out.
func ladder(c answer.Commitment) []string {
	var out []string
	var last answer.Rung
	for i, r := range c.Ladder {
		if i > 0 && (r.State == parley.StatePledged || r.State == last.State) {
			continue
		}
		last = r
		by := string(r.Voice)
		if by == "" {
			by = string(r.Outlet)
		}
		out = append(out, strings.Join(parts(words(string(r.State))+" "+string(r.Said), safe.Line(by)), ", "))
	}
	return out
}

func gaps(missing []pledge.Gap) string {
	var out []string
	for _, g := range missing {
		switch g {
		case pledge.GapWho:
			out = append(out, "nobody named")
		default:
			out = append(out, "no "+string(g))
		}
	}
	return strings.Join(out, ", ")
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
// certain, what is possible, and what somebody says was delivered; then which
// of them may hold one another.
func (s *screen) totals(ts []answer.Total, cs []answer.Commitment) {
	name := func(id string) string {
		i := slices.IndexFunc(cs, func(c answer.Commitment) bool { return c.ID == id })
		if i < 0 {
			return "another commitment"
		}
		c := cs[i]
		return strings.Join(parts(figure(c.Amount, nil, nil), safe.Line(strings.Join(c.Who, ", "))), " by ")
	}
	for _, t := range ts {
		if t.Of < 2 {
			continue
		}
		text := strings.Join(parts("in all "+spread(t), delivered(t)), ", ")
		s.paragraph("  ", s.strong(text)+s.faint(" (of "+plural(t.Of, "commitment")+")"))
		for _, o := range t.Overlaps {
			switch o.Relation {
			case pledge.RelationMaybePart:
				s.hanging("    ", "      ", s.faint(name(o.A)+" may be part of "+name(o.B)))
			case pledge.RelationMaybeSame:
				s.hanging("    ", "      ", s.faint(name(o.A)+" may be the same as "+name(o.B)))
			}
		}
	}
}

// spread prints a range of money.
func spread(t answer.Total) string {
	about := ""
	if t.About && t.Certain > 0 {
		about = "about "
	}
	switch {
	case t.Possible == nil:
		return about + money(t.Certain, t.Currency) + " certain, no upper end"
	case *t.Possible == t.Certain:
		return about + money(t.Certain, t.Currency)
	}
	return about + money(t.Certain, t.Currency) + " certain, " + money(*t.Possible, t.Currency) + " possible"
}

func delivered(t answer.Total) string {
	if t.Delivered == 0 {
		return ""
	}
	return fmt.Sprintf("of which %s delivered", money(t.Delivered, t.Currency))
}
