package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) whatIfCommand() *cobra.Command {
	var q question
	c := p.command("what-if", groupAsk, cobra.Command{Args: cobra.ExactArgs(1)})
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			w, err := d.WhatIf(cmd.Context(), q.ask, args[0])
			if err != nil && strings.HasPrefix(err.Error(), `"`) { // the supposition could not be read
				return usageError{err}
			}
			if err != nil {
				return err
			}
			if q.json {
				return p.json(w)
			}
			p.asked(w.Asked)
			known := ""
			if !w.Supposed.Known {
				known = ", of whom the ledger has heard nothing yet,"
			}
			p.out.paragraph("", "Suppose that "+safe.Line(w.Supposed.Voice)+known+" says "+safe.Line(w.Supposed.Claim)+" on "+day(parley.Optional(w.Supposed.Said))+".")
			p.out.line("")
			if len(w.Deals) == 0 {
				p.out.line("No answer would change.")
			}
			p.changes(w.Deals)
			p.out.line("")
			p.out.line(p.out.faint("Nothing of this was written down."))
			return nil
		})
	}
	return c
}
