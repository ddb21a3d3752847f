package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/export"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// exportCSV writes one statement a row. Every word of a stranger's is guarded.
func exportCSV(ctx context.Context, l *ledger.Ledger, w io.Writer, o ledger.ExportOptions) error {
	out := csv.NewWriter(w)
	out.Write([]string{"statement", "document", "outlet", "title", "url", "published", "speaker", "source", "cue", "content",
		"kind", "act", "basis", "channel", "said", "about", "confidence", "by_rule"})
	err := eachStatement(ctx, l, o, func(s ledger.StatementHit) error {
		source, cue := "", ""
		if s.Source != nil {
			source = s.Source.Text
		}
		if s.Cue != nil {
			cue = s.Cue.Text
		}
		row := []string{s.ID, s.Document, string(s.Outlet), string(s.Title), string(s.URL), string(s.Published), s.Speaker, source, cue, s.Content.Text,
			string(s.Kind), string(s.Act), string(s.Basis), string(s.Channel), string(s.Said), strings.Join(s.About, "; "),
			strconv.FormatFloat(s.Confidence, 'f', 2, 64), s.ByRule}
		for i, cell := range row {
			row[i] = safe.Cell(cell)
		}
		return out.Write(row)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// eachStatement runs f on every statement, newest published first. Those of
// confidential notes are left out unless asked for.
func eachStatement(ctx context.Context, l *ledger.Ledger, o ledger.ExportOptions, f func(ledger.StatementHit) error) error {
	var view answer.Ledger = l.Public()
	if o.Confidential {
		view = l
	}
	q := ledger.StatementQuery{Limit: 500}
	for {
		hits, next, err := view.Statements(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if err := f(h); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}

// exportAnnotations writes an AnnotationPage, one annotation a line.
func exportAnnotations(ctx context.Context, l *ledger.Ledger, w io.Writer, o ledger.ExportOptions) error {
	var doc *parley.Document
	lead := "\n"
	if _, err := io.WriteString(w, export.AnnotationPageHead); err != nil {
		return err
	}
	err := eachStatement(ctx, l, o, func(s ledger.StatementHit) error {
		if doc == nil || doc.ID != s.Document {
			var err error
			if doc, err = l.Document(ctx, s.Document); err != nil {
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
