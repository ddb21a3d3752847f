package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/ledger"
)

func (p *program) exportCommand() *cobra.Command {
	var path, format, to string
	var o ledger.ExportOptions
	c := p.command("export", groupKeep, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.StringVar(&format, "format", "jsonl", "`FORM` of the export: jsonl, csv, annotations")
	f.StringVarP(&to, "output", "o", "", "write to the new `FILE`, else to standard output")
	f.BoolVar(&o.Confidential, "confidential", false, "the words of confidential notes too")
	f.BoolVar(&o.WithoutOriginals, "without-originals", false, "jsonl: leave the original bytes out (cannot be imported)")
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := oneOf("--format", format, "jsonl", "csv", "annotations"); err != nil {
			return err
		}
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		return p.writeTo(to, func(w io.Writer) error { return exportTo(cmd.Context(), l, w, format, o) })
	}
	return c
}

func exportTo(ctx context.Context, l *ledger.Ledger, w io.Writer, format string, o ledger.ExportOptions) error {
	switch format {
	case "csv":
		return exportCSV(ctx, l, w, o)
	case "annotations":
		return exportAnnotations(ctx, l, w, o)
	}
	return l.Export(ctx, w, o)
}

// writeTo lets write write to standard output, or to a new file that is there
// whole or not at all.
func (p *program) writeTo(file string, write func(io.Writer) error) (err error) {
	if file == "" {
		return write(p.out)
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s: is there already; name a new file", file)
	}
	part := file + ".part"
	f, err := os.Create(part)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(part)
		}
	}()
	b := bufio.NewWriter(f)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(part, file)
}
