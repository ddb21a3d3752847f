package main

import (
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/draw"
)

func (p *program) graphCommand() *cobra.Command {
	var q question
	var format string
	c := p.command("graph", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	c.Flags().StringVar(&format, "format", string(draw.Text), "`HOW` to draw it: text, svg, mermaid, dot")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		var formats []string
		for _, f := range draw.Formats {
			formats = append(formats, string(f))
		}
		if err := oneOf("--format", format, formats...); err != nil {
			return err
		}
		deal := ""
		if len(args) > 0 {
			deal = args[0]
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			g, err := d.Graph(cmd.Context(), q.ask, deal)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(g)
			}
			return draw.Graph(p.out, g, draw.Format(format))
		})
	}
	return c
}
