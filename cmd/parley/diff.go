package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) diffCommand() *cobra.Command {
	var q question
	var which answer.DiffQuery
	c := p.command("diff", groupAsk, cobra.Command{Args: cobra.MaximumNArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	f := c.Flags()
	f.StringVar(&which.Since, "since", "", "what was published after `DATE`")
	f.StringVar(&which.SinceRead, "since-read", "", "what this ledger learned after `DATE`")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if (which.Since == "") == (which.SinceRead == "") {
			return usagef("want --since DATE or --since-read DATE")
		}
		if len(args) > 0 {
			which.Deal = args[0]
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			df, err := d.Diff(cmd.Context(), q.ask, which)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(df)
			}
			p.asked(df.Asked)
			if len(df.Deals) == 0 {
				p.out.paragraph("", fmt.Sprintf("Nothing that was %s after %s changed an answer.", df.By, df.Since))
			}
			p.changes(df.Deals)
			return nil
		})
	}
	return c
}

// changes prints each deal's changed answers, and under each what did it.
func (p *program) changes(deals []answer.DealChange) {
	o := p.out
	for i, d := range deals {
		if i > 0 {
			o.line("")
		}
		note := ""
		switch {
		case d.New:
			note = o.faint(" (new)")
		case d.Gone:
			note = o.faint(" (gone)")
		}
		o.paragraph("", o.heading(safe.Line(d.Deal.Name))+note)
		if d.Before != "" && d.Before != d.After {
			o.paragraph("  before  ", o.faint(safe.Line(string(d.Before))))
		}
		if d.After != "" {
			o.paragraph("  now     ", safe.Line(string(d.After)))
		}
		for _, c := range d.Changes {
			p.change(c)
		}
	}
}

func (p *program) change(c answer.Change) {
	o := p.out
	o.paragraph("  ", o.what(c)+": "+changed(c))
	for _, v := range c.Voices {
		became := strings.Join(v.After, ", ")
		if became == "" {
			became = "nothing that stands"
		}
		text := who(v.Voice, answer.Evidence{}) + ": "
		if len(v.Before) > 0 {
			text += words(strings.Join(v.Before, ", ")) + " → "
		}
		o.paragraph("    ", text+words(became)+o.faint(", "+string(v.Cause)))
		for _, e := range v.By {
			speaker := ""
			if e.Voice.ID != v.Voice.ID {
				speaker = "by " + who(e.Voice, e)
			}
			o.paragraph("      ", o.faint(strings.Join(parts(mark(shorten(e.Words, 120)), speaker, when(e), footing(e), string(e.Out)), ", ")))
		}
	}
	if len(c.Voices) == 0 {
		o.evidences("    ", c.By)
	}
}

// what names a change, in the colour of its weight.
func (s *screen) what(c answer.Change) string {
	switch text := string(c.What); c.What {
	case answer.WhatVoices:
		return s.strong("other voices")
	case answer.WhatReversed, answer.WhatDisputed, answer.WhatUnmet, answer.WhatMissed:
		return s.bad(text)
	case answer.WhatOverdue, answer.WhatGone:
		return s.care(text)
	case answer.WhatMet, answer.WhatResolved:
		return s.good(text)
	default:
		return s.strong(text)
	}
}

// changed says which answer changed, and from what to what.
func changed(c answer.Change) string {
	if c.After != nil {
		text := string(c.Axis)
		if c.What == answer.WhatVoices {
			return text + " still " + words(strings.Join(c.After.Values, "/"))
		}
		if c.Before != nil && len(c.Before.Values) > 0 {
			text += " " + words(strings.Join(c.Before.Values, "/")) + " →"
		}
		if len(c.After.Values) == 0 {
			return text + " not said"
		}
		return text + " " + words(strings.Join(c.After.Values, "/"))
	}
	text := words(safe.Line(c.Key))
	if c.Type != string(parley.TypeEvent) {
		key := c.Key
		if len(c.By) > 0 {
			key = c.By[0].Words
		}
		text = c.Type + " " + mark(shorten(key, 100))
	}
	if c.State != "" {
		if c.Was != "" {
			text += ", " + words(string(c.Was)) + " →"
		} else {
			text += ","
		}
		text += " " + words(string(c.State))
	}
	return text
}
