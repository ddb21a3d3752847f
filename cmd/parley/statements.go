package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) statementsCommand() *cobra.Command {
	var q question
	var which answer.StatementsQuery
	c := p.command("statements", groupAsk, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.StringVar(&which.By, "by", "", "by `NAME`; whoever speaks for it counts too")
	f.StringVar(&which.About, "about", "", "about `DEAL`")
	f.StringVar((*string)(&which.Basis), "basis", "", "on `BASIS` "+strings.Join(parley.Bases.Values(), ", "))
	f.StringVar((*string)(&which.Act), "act", "", "that `ACT` "+strings.Join(parley.Acts.Values(), ", "))
	f.StringVar(&which.Words, "words", "", "that hold one of `WORDS`, in a document that holds all")
	f.StringVar(&which.Since, "since", "", "in a document published on `DATE` or later")
	f.IntVar(&which.Limit, "limit", 50, "at most `N`, 0 for all")
	f.StringVar(&which.After, "after", "", "the page after `MARK`, which the page before ends with")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if which.Basis != "" {
			if err := oneOf("--basis", string(which.Basis), parley.Bases.Values()...); err != nil {
				return err
			}
		}
		if which.Act != "" {
			if err := oneOf("--act", string(which.Act), parley.Acts.Values()...); err != nil {
				return err
			}
		}
		if which.Limit < 0 {
			return usagef("--limit %d: want 0 or more", which.Limit)
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			ss, err := d.Statements(cmd.Context(), q.ask, which)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(ss)
			}
			if len(ss.Statements) == 0 {
				p.out.line("no statements")
			}
			for i, s := range ss.Statements {
				if i > 0 {
					p.out.line("")
				}
				p.statement(s)
			}
			if ss.Next != "" {
				p.out.line("")
				p.out.paragraph("", p.out.faint("more: --after "+string(ss.Next)))
			}
			return nil
		})
	}
	return c
}

// statement prints who said what, then where it stands.
func (p *program) statement(s answer.Statement) {
	o := p.out
	speaker := safe.Line(string(s.Speaker))
	if speaker == "" {
		speaker = "nobody named"
	}
	said := "by " + day(s.Published)
	if s.Said != "" {
		said = string(s.Said)
	} else if s.Published == "" {
		said = ""
	}
	o.paragraph("", strings.Join(parts(o.strong(speaker), said, words(string(s.Basis)), words(string(s.Act)), o.faint(s.ID)), " · "))
	o.paragraph("  ", mark(s.Content))
	where := strings.Join(parts(safe.Line(string(s.Outlet)), safe.Line(string(s.Title))), ", ")
	if len(s.About) > 0 {
		where += "; about " + safe.Line(strings.Join(s.About, ", "))
	}
	o.paragraph("  ", o.faint(where))
}
