package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) searchCommand() *cobra.Command {
	var path string
	var asJSON bool
	var limit, offset int
	c := p.command("search", groupAsk, cobra.Command{Args: cobra.MinimumNArgs(1)})
	c.Flags().IntVar(&limit, "limit", 20, "at most `N`, 0 for all")
	c.Flags().IntVar(&offset, "offset", 0, "without the first `N`")
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if limit < 0 || offset < 0 {
			return usagef("--limit and --offset: want 0 or more")
		}
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		s, err := answer.New(l).Search(cmd.Context(), strings.Join(args, " "), limit, offset)
		if err != nil {
			return err
		}
		if asJSON {
			return p.json(s)
		}
		o := p.out
		if len(s.Documents) == 0 {
			o.line("no document holds that")
		}
		for i, f := range s.Documents {
			if i > 0 {
				o.line("")
			}
			title := safe.Line(string(f.Title))
			if title == "" {
				title = f.Document
			}
			o.paragraph("", o.strong(title))
			o.paragraph("  ", o.faint(strings.Join(parts(safe.Line(string(f.Outlet)), day(f.Published), safe.Line(string(f.URL))), ", ")))
			o.paragraph("  ", o.marked(f.Snippet, f.Marks))
		}
		return nil
	}
	return c
}

// marked makes the found words of a snippet stand out: in colour, or between
// brackets where there is none. The marks are code points.
func (s *screen) marked(snippet string, marks []parley.Span) string {
	r := []rune(snippet)
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End > len(r) {
			continue
		}
		b.WriteString(safe.Text(string(r[at:m.Start])))
		found := safe.Text(string(r[m.Start:m.End]))
		if s.colour {
			b.WriteString(s.care(found))
		} else {
			b.WriteString("[" + found + "]")
		}
		at = m.End
	}
	b.WriteString(safe.Text(string(r[at:])))
	return b.String()
}
