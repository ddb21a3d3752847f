package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/export"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// The forms of an export that are one file about the ledger itself.
const (
	formLog         = "log"
	formAnnotations = "annotations"
)

func (p *program) exportCommand() *cobra.Command {
	var path, format, to, since string
	var o ledger.ExportOptions
	c := p.command("export", groupKeep, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.StringVar(&format, "format", formLog, "`FORM` of the export: log, annotations; or one or several of csv, jsonl, parquet, ftm, atom, with commas")
	f.StringVarP(&to, "output", "o", "", "write to the new `FILE`, or folder for the tables; else to standard output")
	f.StringVar(&since, "since", "", "atom: only what changed after `DATE`")
	f.BoolVar(&o.Confidential, "confidential", false, "notes marked confidential too")
	f.BoolVar(&o.WithoutOriginals, "without-originals", false, "log: leave the original bytes out (cannot be imported)")
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		formats := strings.Split(format, ",")
		known := []string{formLog, formAnnotations}
		for _, f := range export.Formats {
			known = append(known, string(f))
		}
		for _, f := range formats {
			if err := oneOf("--format", f, known...); err != nil {
				return err
			}
			if (f == formLog || f == formAnnotations) && len(formats) > 1 {
				return usagef("--format: %s is one file and goes with no other", f)
			}
		}
		if since != "" {
			if _, err := parley.ParseDate(since); err != nil {
				return usagef("--since: %w", err)
			}
		}
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		var view export.Source = l.Public()
		if o.Confidential {
			view = l
		}
		switch formats[0] {
		case formLog:
			return p.writeTo(to, func(w io.Writer) error { return l.Export(cmd.Context(), w, o) })
		case formAnnotations:
			return p.writeTo(to, func(w io.Writer) error { return exportAnnotations(cmd.Context(), view, w) })
		}
		eo := export.Options{Ask: answer.Ask{Now: p.now()}, Since: since, Ledger: l.ID()}
		if to == "" {
			if len(formats) > 1 || formats[0] == string(export.Parquet) {
				return usagef("name a folder for these: -o FOLDER")
			}
			data, err := export.One(cmd.Context(), view, export.Format(formats[0]), eo)
			if err != nil {
				return err
			}
			_, err = p.out.Write(data)
			return err
		}
		for _, f := range formats {
			eo.Formats = append(eo.Formats, export.Format(f))
		}
		files, err := export.Files(cmd.Context(), view, eo)
		if err != nil {
			return err
		}
		if err := writeFolder(to, files); err != nil {
			return err
		}
		p.out.paragraph("", fmt.Sprintf("Wrote %s to %s.", plural(len(files), "file"), safe.Line(to)))
		return nil
	}
	return c
}

// exportAnnotations writes an AnnotationPage, one annotation a line.
func exportAnnotations(ctx context.Context, src export.Source, w io.Writer) error {
	var doc *parley.Document
	lead := "\n"
	if _, err := io.WriteString(w, export.AnnotationPageHead); err != nil {
		return err
	}
	err := export.EachStatement(ctx, src, func(s ledger.StatementHit) error {
		if doc == nil || doc.ID != s.Document {
			var err error
			if doc, err = src.Document(ctx, s.Document); err != nil {
				return err
			}
		}
		b, err := json.Marshal(export.Annotate(s, doc, export.UsualSurroundings))
		if err != nil {
			return err
		}
		_, err = w.Write(append([]byte(lead), safe.JSON(b)...))
		lead = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, export.AnnotationPageTail)
	return err
}

// writeFolder writes files into a new folder that is there whole or not at all.
func writeFolder(to string, files []export.File) error {
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%s: is there already; name a new folder", to)
	}
	to = filepath.Clean(to)
	part, err := os.MkdirTemp(filepath.Dir(to), filepath.Base(to)+".part")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(part, f.Name), f.Data, 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(part, 0o755); err != nil {
		return err
	}
	return os.Rename(part, to)
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
