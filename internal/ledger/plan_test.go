package ledger_test

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

// What is asked of one document or deal, and what is appended, costs the same
// in a large ledger: no statement may walk over a table.
func TestNothingWalksOverATable(t *testing.T) {
	const documents = 200
	var mu sync.Mutex
	walked := map[string]int{}
	l := open(t, filepath.Join(t.TempDir(), "l.db"), ledger.Connecting(func(c *sqlite3.Conn) error {
		return errors.Join(fts5.Register(c), c.Trace(sqlite3.TRACE_PROFILE, func(_ sqlite3.TraceEvent, stmt, _ any) error {
			s := stmt.(*sqlite3.Stmt)
			if n := s.Status(sqlite3.STMTSTATUS_FULLSCAN_STEP, true); n > 0 {
				mu.Lock()
				walked[s.SQL()] = max(walked[s.SQL()], n)
				mu.Unlock()
			}
			return nil
		}))
	}))
	archive := ledgertest.Archive{Deals: 2 * documents, Statements: 2, Paragraphs: 1}
	_, x, _ := archive.Document(documents / 2)
	for n := range documents {
		doc, x, sketch := archive.Document(n)
		if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
			t.Fatal(err)
		}
	}
	for _, target := range []string{x.Statements[0].ID, "s-1", "s-2"} {
		if _, err := l.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictAccept, Target: target, Who: "ana"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.AppendDealFile(ctx, "amber", []byte("name: Amber"), []string{"amber"}); err != nil {
		t.Fatal(err)
	}
	// The deal that is written about least, so that little is decoded.
	rare := ""
	heads, err := l.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, h := range heads {
		count[h.Keys[0]]++
	}
	for _, h := range heads {
		if rare == "" || count[h.Keys[0]] < count[rare] {
			rare = h.Keys[0]
		}
	}
	mu.Lock()
	for q := range walked {
		if strings.Contains(q, "FROM deal e") { // the list of all deals
			delete(walked, q)
		}
	}
	mu.Unlock()
	var errs [9]error
	_, errs[0] = l.Evidence(ctx, ledger.Query{Keys: []string{rare}, Deals: []string{x.ID + "#d1"}})
	_, errs[1] = l.Document(ctx, x.ID)
	_, errs[2] = l.HasRun(ctx, x.ID, ledgertest.Run0)
	_, errs[3] = l.DealHeads(ctx, ledger.HeadQuery{Keys: []string{rare}})
	_, errs[4] = l.DealHeads(ctx, ledger.HeadQuery{Prefix: parley.FoldName(x.Deals[0].Name)})
	_, errs[5] = l.Find(ctx, x.Statements[1].ID)
	_, _, errs[6] = l.Statements(ctx, ledger.StatementQuery{Limit: 5})
	_, _, errs[7] = l.Statements(ctx, ledger.StatementQuery{About: []string{rare}})
	_, errs[8] = l.Documents(ctx, ledger.DocumentQuery{URL: string(x.URL)})
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	for q, n := range walked {
		if n > documents/4 {
			t.Errorf("%d rows walked over by %s", n, strings.Join(strings.Fields(q), " "))
		}
	}
}
