package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/draw"
)

func (p *program) graphCommand() *cobra.Command {
	var q question
	var format string
	c := p.command("graph", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	formatFlag(c, &format, draw.Formats)
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkFormat(format, draw.Formats); err != nil {
			return err
		}
		q.json = q.json || format == "json"
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

// formatFlag gives a command that draws --format. Text is for the screen, and
// json the same as --json.
func formatFlag(c *cobra.Command, to *string, formats []draw.Format) {
	c.Flags().StringVar(to, "format", string(draw.Text), "`HOW` to draw it: "+strings.Join(formatWords(formats), ", "))
}

func checkFormat(format string, formats []draw.Format) error {
	return oneOf("--format", format, formatWords(formats)...)
}

// formatWords are a picture's formats with those that every one has.
func formatWords(formats []draw.Format) []string {
	words := []string{string(draw.Text)}
	for _, f := range formats {
		if f != draw.Text {
			words = append(words, string(f))
		}
	}
	return append(words, "json")
}
