package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/dealfile"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) importCSVCommand() *cobra.Command {
	var to string
	var columns []string
	c := p.command("import-csv", groupReview, cobra.Command{Args: cobra.ExactArgs(1)})
	f := c.Flags()
	f.StringVarP(&to, "output", "o", "", "write the deal files to the new `FILE`, else to standard output")
	f.StringArrayVar(&columns, "column", nil, "`HEADING=FIELD`: what a column stands for; HEADING=- leaves it out")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		given := map[string]string{}
		for _, m := range columns {
			heading, field, ok := strings.Cut(m, "=")
			if !ok || heading == "" || field == "" {
				return usagef("--column %q: want HEADING=FIELD, such as \"Deal type=kind\"", m)
			}
			given[heading] = field
		}
		src, err := p.wholeFile(args[0])
		if err != nil {
			return err
		}
		s, err := dealfile.FromSheet(filepath.ToSlash(args[0]), src, given)
		if err != nil {
			return err
		}
		var failed []string
		for _, e := range s.Errors {
			failed = append(failed, e.Error())
			p.failure(e)
		}
		if len(s.Deals) > 0 {
			err := p.writeTo(to, func(w io.Writer) error {
				for i, d := range s.Deals {
					if i > 0 {
						fmt.Fprintln(w, "---")
					}
					if _, err := io.WriteString(w, safe.Text(string(d.YAML))); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		if len(s.Left) > 0 {
			p.err.paragraph("", fmt.Sprintf("Not taken over: %s. Name what they stand for with --column HEADING=FIELD.", safe.Line(strings.Join(quoted(s.Left), ", "))))
		}
		if to != "" {
			p.out.paragraph("", fmt.Sprintf("Wrote %s to %s; parley declare %s takes them in.", plural(len(s.Deals), "deal"), safe.Line(to), safe.Line(to)))
		}
		if failed != nil {
			return partlyError{failed, true}
		}
		return nil
	}
	return c
}

// wholeFile reads a file, or standard input for "-", of at most the size of a
// document.
func (p *program) wholeFile(name string) ([]byte, error) {
	r := p.in
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such file", name)
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, origin.MaxDocument+1))
	if err == nil && len(b) > origin.MaxDocument {
		err = fmt.Errorf("%s: more than %d bytes", name, origin.MaxDocument)
	}
	return b, err
}
