package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) dealsCommand() *cobra.Command {
	var q question
	var which answer.DealsQuery
	var like, of string
	var candidates bool
	c := p.command("deals", groupAsk, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.BoolVar(&candidates, "candidates", false, "pairs that may be one deal, to be judged")
	f.StringVar(&like, "like", "", "those that may be the same as `DEAL`, to be judged")
	f.StringVar(&of, "mentions", "", "what was joined into `DEAL`, with the ids to hold it apart by")
	f.StringVar(&which.Party, "party", "", "with this party, by `NAME` or its beginning")
	f.StringVar(&which.Kind, "kind", "", "of `KIND` "+strings.Join(parley.DealKinds.Values(), ", "))
	f.StringVar(&which.State, "state", "", "`WHERE` they stand: disputed, stalled, signed …, or activity=disputed")
	f.StringVar(&which.Since, "since", "", "in a document published on `DATE` or later")
	f.BoolVar(&which.Main, "main", false, "only those that some document is about")
	f.StringVar(&which.Sort, "sort", "newest", "`ORDER` of the list: newest, name, documents")
	f.IntVar(&which.Limit, "limit", 50, "at most `N`, 0 for all")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if which.Limit < 0 {
			return usagef("--limit %d: want 0 or more", which.Limit)
		}
		if err := oneOf("--sort", which.Sort, "newest", "name", "documents"); err != nil {
			return err
		}
		if (like != "" || candidates) && of != "" || like != "" && candidates {
			return usagef("--candidates, --like and --mentions are three questions: ask one")
		}
		if which.Kind != "" {
			if err := oneOf("--kind", which.Kind, parley.DealKinds.Values()...); err != nil {
				return err
			}
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			switch {
			case like != "" || candidates:
				return p.candidates(cmd.Context(), d, &q, like, which.Limit)
			case of != "":
				return p.mentions(cmd.Context(), d, &q, of)
			}
			ds, err := d.Deals(cmd.Context(), q.ask, which)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(ds)
			}
			p.asked(ds.Asked)
			p.deals(ds)
			return nil
		})
	}
	return c
}

func (p *program) deals(ds *answer.Deals) {
	t := table{head: []string{"deal", "stands", "docs", "newest"}, right: []int{2}}
	wide := p.out.width >= 110
	if wide {
		t.head, t.right = []string{"deal", "parties", "stands", "docs", "newest"}, []int{3}
	}
	for _, d := range ds.Deals {
		cells := []cell{strong(safe.Line(d.Name)), plain(stands(d.Axes)), plain(fmt.Sprint(d.Sources.Documents)), plain(day(d.Sources.Newest))}
		if wide {
			cells = slices.Insert(cells, 1, plain(safe.Line(strings.Join(d.Parties, ", "))))
		}
		t.add(cells...)
	}
	if len(t.rows) == 0 {
		p.out.line("no deals")
		return
	}
	t.print(p.out)
	if ds.Total > len(ds.Deals) {
		p.out.line("")
		p.out.paragraph("", p.out.faint(fmt.Sprintf("the first %d of %s; --limit 0 shows all", len(ds.Deals), grouped(float64(ds.Total)))))
	}
}

// candidates lists pairs of deals that were not joined and may be one.
func (p *program) candidates(ctx context.Context, d *answer.Desk, q *question, deal string, most int) error {
	c, err := d.Candidates(ctx, q.ask, deal)
	if err != nil {
		return err
	}
	all := len(c.Candidates)
	if most > 0 {
		c.Candidates = c.Candidates[:min(most, all)]
	}
	if q.json {
		return p.json(c)
	}
	p.asked(c.Asked)
	o := p.out
	if all == 0 {
		o.line("no deals seem the same")
		return nil
	}
	for i, x := range c.Candidates {
		if i > 0 {
			o.line("")
		}
		o.paragraph("", o.strong(x.Why))
		for _, side := range []answer.DealRow{x.A, x.B} {
			newest := ""
			if side.Sources.Newest != "" {
				newest = "newest " + day(side.Sources.Newest)
			}
			o.hanging("  ", "    ", strings.Join(parts(safe.Line(side.Name), o.faint(side.ID), o.faint(stands(side.Axes)), o.faint(plural(side.Sources.Documents, "document")), o.faint(newest)), ", "))
		}
		o.paragraph("  ", o.faint("parley judge same "+x.A.ID+" "+x.B.ID+", or different"))
	}
	if all > len(c.Candidates) {
		o.line("")
		o.paragraph("", o.faint(fmt.Sprintf("the first %d of %s; --limit 0 shows all", len(c.Candidates), grouped(float64(all)))))
	}
	return nil
}

// mentions lists what was joined into one deal.
func (p *program) mentions(ctx context.Context, d *answer.Desk, q *question, deal string) error {
	m, err := d.Mentions(ctx, q.ask, deal)
	if err != nil {
		return err
	}
	if q.json {
		return p.json(m)
	}
	p.asked(m.Asked)
	p.out.paragraph("", p.out.heading(safe.Line(m.Deal.Name))+p.out.faint(", "+m.Joined))
	for _, x := range m.Mentions {
		in := "in " + mark(shorten(string(x.Title), 80))
		if x.Declared {
			in = "in its deal file"
		}
		p.out.paragraph("  ", p.out.strong(x.ID))
		p.out.paragraph("    ", strings.Join(parts(safe.Line(x.Name), p.out.faint(in), p.out.faint(day(x.Published))), ", "))
	}
	return nil
}

// stands says in a few words where a deal stands: stage and activity, and
// effect where somebody speaks of it.
func stands(axes []answer.Answer) string {
	var said []string
	for _, ax := range axes {
		values := words(strings.Join(ax.Values, "/"))
		switch {
		case ax.State == assess.StateNotSaid || ax.Axis == parley.AxisBinding:
			continue
		case ax.Axis == parley.AxisOperative && values == "true":
			values = "operative"
		case ax.Axis == parley.AxisOperative && values == "false":
			values = "not operative"
		case ax.State == assess.StateDisputed:
			values = string(ax.Axis) + " disputed"
		}
		said = append(said, values)
	}
	if said == nil {
		return "not said"
	}
	return strings.Join(said, ", ")
}

// completeDeal completes a deal's name from the ledger that the flags name, and
// the argument after it with one of the given words.
func (p *program) completeDeal(q *question, then ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
		case 1:
			return then, cobra.ShellCompDirectiveNoFileComp
		default:
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		l, err := p.openLedger(cmd.Context(), q.ledger)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer l.Close()
		heads, err := l.DealHeads(cmd.Context(), ledger.HeadQuery{Prefix: parley.FoldName(begun)})
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, h := range heads {
			if name := safe.Line(h.Name); strings.HasPrefix(strings.ToLower(name), strings.ToLower(begun)) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return slices.Compact(names), cobra.ShellCompDirectiveNoFileComp
	}
}
