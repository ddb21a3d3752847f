package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/draw"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) timelineCommand() *cobra.Command {
	var q question
	var format string
	c := p.command("timeline", groupAsk, cobra.Command{Args: cobra.ExactArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	formatFlag(c, &format, draw.TimelineFormats)
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkFormat(format, draw.TimelineFormats); err != nil {
			return err
		}
		q.json = q.json || format == "json"
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			t, err := d.Timeline(cmd.Context(), q.ask, args[0])
			if err != nil {
				return err
			}
			if q.json {
				return p.json(t)
			}
			if format != string(draw.Text) {
				return draw.Timeline(p.out, t, draw.Format(format))
			}
			p.asked(t.Asked)
			p.timeline(t)
			return nil
		})
	}
	return c
}

// timeline prints what happened and what was said, oldest first. A date with
// "by" is the day by which something was said.
func (p *program) timeline(t *answer.Timeline) {
	p.out.paragraph("", p.out.heading(safe.Line(t.Deal.Name)))
	if len(t.Entries) == 0 {
		p.out.line("nothing is said of it")
	}
	for _, e := range t.Entries {
		date := day(e.Date)
		if e.Clock == answer.ClockPublished || e.Clock == answer.ClockLearned {
			date = "by " + date
		}
		what, after := p.out.strong(happened(e)), footing(e.Evidence)
		if e.Out != "" {
			what, after = p.out.faint(happened(e)), string(e.Out)
		}
		p.out.paragraph(fmt.Sprintf("%-13s  ", date), what+p.out.faint(" · "+who(e.Voice, e.Evidence)+", "+after))
	}
}

// happened says what an entry of a timeline is.
func happened(e answer.Entry) string {
	switch e.Type {
	case parley.TypePosition:
		return positionWords(parley.Axis(e.Axis), string(e.Value))
	case parley.TypeEvent:
		s := words(string(e.Event))
		if e.Status != "" && parley.EventStatus(e.Status) != parley.StatusOccurred {
			s += ", " + string(e.Status)
		}
		return s
	case parley.TypeCommitment:
		return words(string(e.State)) + ": " + mark(shorten(string(e.What), 60))
	case parley.TypeCondition:
		return "waits for " + mark(shorten(string(e.What), 60))
	case parley.TypeObstacle:
		return "in the way: " + mark(shorten(string(e.What), 60))
	}
	return "hangs together: " + mark(shorten(e.Words, 60))
}

// positionWords says a value of an axis so that it stands by itself.
func positionWords(axis parley.Axis, value string) string {
	switch axis {
	case parley.AxisOperative, parley.AxisBinding:
		if value == "false" {
			return "not " + string(axis)
		}
		return string(axis)
	case parley.AxisActivity:
		return "talks " + words(value)
	}
	return words(value)
}
