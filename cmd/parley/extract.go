package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) extractCommand() *cobra.Command {
	var known origin.Known
	var workers int
	var least float64
	var trace bool
	c := p.command("extract", groupRead, cobra.Command{})
	knownFlags(c, &known)
	f := c.Flags()
	workersFlag(c, &workers)
	f.Float64Var(&least, "min-confidence", 0, "leave out what the reader is less sure of than `P`, 0 to 1")
	f.BoolVar(&trace, "trace", false, "show how each sentence was read, for people")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := p.input(args, known)
		if err != nil {
			return err
		}
		if err := checkWorkers(workers); err != nil {
			return err
		}
		if !(least >= 0 && least <= 1) {
			return usagef("--min-confidence %v: want a number from 0 to 1", least)
		}
		read := func(doc *parley.Document) (r extracted) {
			x := extract.Document(doc)
			r.place, r.left = placeOf(doc), x.DropInvalid()
			keepConfident(&x, least)
			b, err := json.Marshal(x)
			if err != nil {
				r.err = fmt.Errorf("%s: %w", r.place, err)
				return r
			}
			r.line = append(safe.JSON(b), '\n')
			return r
		}
		if trace {
			read = func(doc *parley.Document) extracted { return extracted{line: p.trace(doc)} }
		}
		return p.extract(cmd.Context(), in, workers, read)
	}
	return c
}

// extracted is what is written of one document.
type extracted struct {
	line  []byte
	place string
	left  []error // items that were not valid
	err   error   // of the document
}

// extract reads the inputs with several workers and writes the results in input
// order. A failed input is named on standard error and the others go on.
func (p *program) extract(ctx context.Context, in origin.Input, workers int, read func(*parley.Document) extracted) error {
	queue := make(chan chan extracted, 2*workers) // in input order
	slots := make(chan struct{}, workers)
	stop := make(chan struct{})
	go func() {
		defer close(queue)
		for doc, err := range origin.Read(ctx, in) {
			done := make(chan extracted, 1)
			select {
			case queue <- done:
			case <-stop:
				return
			}
			if err != nil {
				done <- extracted{err: err}
				continue
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				var r extracted
				defer func() {
					// An archive of years is not lost to one post.
					if why := recover(); why != nil {
						r = extracted{err: fmt.Errorf("%s: the extractor failed: %v", placeOf(doc), why)}
					}
					done <- r
				}()
				r = read(doc)
			}()
		}
	}()
	defer close(stop)
	var failed []string
	for done := range queue {
		if ctx.Err() != nil {
			break
		}
		r := <-done
		if r.err != nil {
			failed = append(failed, r.err.Error())
			p.failure(r.err)
			continue
		}
		p.leftOut(r.place, r.left)
		if _, err := p.out.Write(r.line); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("interrupted: %w", err)
	}
	if failed != nil {
		return partlyError{failed, true}
	}
	return nil
}

// failure names a failed input on standard error, at once.
func (p *program) failure(err error) {
	fmt.Fprintf(p.err, "parley: %s\n", safe.Text(err.Error()))
	p.err.flush()
}

// leftOut names what the reader found in a document and could not stand by: a
// mistake of the reader, which costs the item and not the document.
func (p *program) leftOut(place string, why []error) {
	for _, err := range why {
		fmt.Fprintf(p.err, "parley: %s: left out: %s\n", safe.Line(place), safe.Text(err.Error()))
	}
	p.err.flush()
}

// placeOf names a document in messages.
func placeOf(doc *parley.Document) string {
	switch {
	case doc.Path != "":
		return string(doc.Path)
	case doc.URL != "":
		return string(doc.URL)
	}
	return doc.ID
}

// keepConfident leaves out items below the least confidence, and with a deal
// or statement what hangs on it.
func keepConfident(x *parley.Extraction, least float64) {
	if least == 0 {
		return
	}
	gone := map[string]bool{}
	x.Deals = kept(x.Deals, func(d parley.Deal) bool {
		gone[d.ID] = d.Confidence < least
		return !gone[d.ID]
	})
	x.Statements = kept(x.Statements, func(s parley.Statement) bool {
		gone[s.ID] = s.Confidence < least
		return !gone[s.ID]
	})
	for i := range x.Statements {
		if gone[string(x.Statements[i].Parent)] {
			x.Statements[i].Parent = ""
		}
	}
	x.Assertions = kept(x.Assertions, func(a parley.Assertion) bool {
		return a.Confidence >= least && !gone[a.Deal] && !gone[string(a.Statement)] && !gone[a.ToDeal]
	})
	for i := range x.Assertions {
		if gone[string(x.Assertions[i].RequiresDeal)] {
			x.Assertions[i].RequiresDeal = ""
		}
	}
}

func kept[T any](in []T, keep func(T) bool) []T {
	out := in[:0]
	for _, v := range in {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
