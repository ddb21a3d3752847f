package main

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

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
	withheld := map[string]bool{}
	if !o.Confidential {
		docs, err := l.Documents(ctx, ledger.DocumentQuery{})
		if err != nil {
			return err
		}
		for _, d := range docs {
			withheld[d.ID] = d.Confidential
		}
	}
	q := ledger.StatementQuery{Limit: 500}
	for {
		hits, next, err := l.Statements(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if withheld[h.Document] {
				continue
			}
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
