package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/bundle"
	"github.com/parley-desk/parley/internal/safe"
)

// proved is what `parley prove --json` says.
type proved struct {
	Schema    string `json:"schema"`
	File      string `json:"file"`
	ID        string `json:"id"` // SHA-256 of the manifest
	Bytes     int    `json:"bytes"`
	Documents int    `json:"documents"`
	Records   int    `json:"records"`
	bundle.Manifest
}

func (p *program) proveCommand() *cobra.Command {
	var q question
	var o bundle.Options
	var to string
	c := p.command("prove", groupAsk, cobra.Command{Args: cobra.RangeArgs(1, 2), ValidArgsFunction: p.completeDeal(&q)})
	f := c.Flags()
	f.StringVarP(&to, "output", "o", "", "write the bundle to the new `FILE`")
	f.BoolVar(&o.QuotesOnly, "quotes-only", false, "leave out the documents: of their texts only what is quoted, and their hashes")
	f.BoolVar(&o.Confidential, "confidential", false, "take in notes marked confidential")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if to == "" {
			return usagef("name the bundle's file: parley prove %q -o bundle.zip", args[0])
		}
		if err := q.check(); err != nil {
			return err
		}
		o.Deal = args[0]
		if len(args) > 1 {
			o.Axis = args[1]
			if err := oneOf("AXIS", o.Axis, parley.Axes.Values()...); err != nil {
				return err
			}
		}
		l, err := p.openLedger(cmd.Context(), q.ledger)
		if err != nil {
			return err
		}
		defer l.Close()
		o.Ask, o.MadeBy = q.ask, p.madeBy()
		m, err := bundle.Make(cmd.Context(), l, o)
		if err != nil {
			return p.explained(cmd.Context(), l, err)
		}
		if err := p.writeTo(to, func(w io.Writer) error { _, err := w.Write(m.Archive); return err }); err != nil {
			return err
		}
		if q.json {
			return p.json(proved{"parley.prove/1", to, m.ID, len(m.Archive), m.Documents, m.Records, m.Manifest})
		}
		out := p.out
		out.paragraph("", out.heading(safe.Line(m.Answer.Deal.Name)))
		out.paragraph("", safe.Line(m.Answer.Sentence.Text))
		out.line("")
		with := "with their originals"
		if o.QuotesOnly {
			with = "by their quoted words and hashes"
		}
		out.paragraph("", fmt.Sprintf("Wrote %s: the answer, its proof and %s of the ledger, %s %s.", safe.Line(to), plural(m.Records, "record"), plural(m.Documents, "document"), with))
		out.paragraph("", "Whoever gets it runs: parley verify "+safe.Line(to))
		out.line("bundle " + m.ID)
		out.line("head   " + m.Manifest.HeadHash)
		return nil
	}
	return c
}

// madeBy names this program in a bundle.
func (p *program) madeBy() string {
	v := build()
	name := "parley " + v.Version
	if v.Revision != "" {
		name += " " + v.Revision
	}
	if v.Modified {
		name += " and changes"
	}
	return name
}

// readBundle reads a file whole if it begins as a bundle does; nil if not.
func readBundle(name string) ([]byte, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	begin := make([]byte, 4)
	if n, err := io.ReadFull(f, begin); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && err != io.EOF {
		return nil, err
	} else if !bundle.Is(begin[:n]) {
		return nil, nil
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > bundle.MostBytes {
		return nil, fmt.Errorf("%s: has %d bytes; a bundle has at most %d", name, info.Size(), int64(bundle.MostBytes))
	}
	rest, err := io.ReadAll(io.LimitReader(f, bundle.MostBytes))
	return append(begin, rest...), err
}
