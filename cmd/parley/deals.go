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
	var like string
	c := p.command("deals", groupAsk, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.StringVar(&like, "like", "", "those that may be the same as `DEAL`, to be judged")
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
		if which.Kind != "" {
			if err := oneOf("--kind", which.Kind, parley.DealKinds.Values()...); err != nil {
				return err
			}
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			if like != "" {
				return p.like(cmd.Context(), d, &q, like)
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

// like lists the deals that were not joined to one and may be the same.
func (p *program) like(ctx context.Context, d *answer.Desk, q *question, deal string) error {
	c, err := d.Candidates(ctx, q.ask, deal)
	if err != nil {
		return err
	}
	if q.json {
		return p.json(c)
	}
	if len(c.Candidates) == 0 {
		p.out.line("no deal seems the same")
		return nil
	}
	t := table{head: []string{"deal", "id", "why"}}
	for _, x := range c.Candidates {
		t.add(strong(safe.Line(x.Name)), plain(x.ID), faint(safe.Line(x.Why)))
	}
	t.print(p.out)
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
