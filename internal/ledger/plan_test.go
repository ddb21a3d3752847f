package ledger_test

import (
	"errors"
	"maps"
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
// in a large ledger as in a small one: the steps that each statement takes in
// SQLite's machine must not grow with the number of documents.
func TestTheCostOfOneThingDoesNotGrowWithTheLedger(t *testing.T) {
	small, large := steps(t, 40), steps(t, 240)
	for q, n := range large {
		if n > 2*small[q]+200 {
			t.Errorf("%d steps in a small ledger, %d in one six times as large: %s", small[q], n, strings.Join(strings.Fields(q), " "))
		}
	}
	if len(large) < 30 {
		t.Errorf("only %d statements were counted", len(large))
	}
}

// steps fills a ledger, does one of everything, and returns how many steps each
// statement took at most.
func steps(t *testing.T, documents int) map[string]int {
	var mu sync.Mutex
	most := map[string]int{}
	l := open(t, filepath.Join(t.TempDir(), "l.db"), ledger.Connecting(func(c *sqlite3.Conn) error {
		return errors.Join(fts5.Register(c), c.Trace(sqlite3.TRACE_PROFILE, func(_ sqlite3.TraceEvent, stmt, _ any) error {
			s := stmt.(*sqlite3.Stmt)
			mu.Lock()
			defer mu.Unlock()
			most[s.SQL()] = max(most[s.SQL()], s.Status(sqlite3.STMTSTATUS_VM_STEP, true))
			return nil
		}))
	}))
	archive := ledgertest.Archive{Deals: 100_000, Statements: 2, Paragraphs: 1}
	_, x, _ := archive.Document(7)
	key := x.DealKeys(&x.Deals[0])[0]
	add := func(n int) {
		t.Helper()
		doc, x, sketch := archive.Document(n)
		// Each document has deals of its own: of one deal there is as much in a
		// small ledger as in a large one.
		for i := range x.Deals {
			x.Deals[i].Name += strings.Repeat("I", 1+n%40) + string(rune('A'+n/40)) + " Accord"
		}
		if n == 7 {
			key = x.DealKeys(&x.Deals[0])[0]
		}
		if n%2 == 1 { // near-duplicates of the one before
			_, _, sketch = archive.Document(n - 1)
		}
		if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
			t.Fatal(err)
		}
	}
	for n := range documents {
		add(n)
	}
	mu.Lock()
	clear(most)
	mu.Unlock()

	add(1000)
	for _, target := range []string{x.Statements[0].ID, "s-1", "s-2"} {
		if _, err := l.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictAccept, Target: target, Who: "ana"}); err != nil {
			t.Fatal(err)
		}
	}
	var errs [11]error
	_, errs[0] = l.AppendDealFile(ctx, "amber", []byte("name: Amber"), []string{key})
	e, err := l.Evidence(ctx, ledger.Query{Keys: []string{key}, Deals: []string{x.ID + "#d1"}})
	if errs[1] = err; len(e.Readings) != 2 || len(e.Pairs) != 1 || len(e.DealFiles) != 1 {
		t.Errorf("%d readings, %d pairs", len(e.Readings), len(e.Pairs))
	}
	_, errs[2] = l.Document(ctx, x.ID)
	_, errs[3] = l.HasRun(ctx, x.ID, ledgertest.Run0)
	_, errs[4] = l.DealHeads(ctx, ledger.HeadQuery{Keys: []string{key}})
	_, errs[5] = l.DealHeads(ctx, ledger.HeadQuery{Prefix: key})
	_, errs[6] = l.Find(ctx, x.Statements[1].ID)
	_, _, errs[7] = l.Statements(ctx, ledger.StatementQuery{Limit: 5})
	_, _, errs[8] = l.Statements(ctx, ledger.StatementQuery{About: []string{key}})
	_, _, errs[9] = l.Statements(ctx, ledger.StatementQuery{By: x.Entities[0].Name, Limit: 5})
	_, errs[10] = l.Documents(ctx, ledger.DocumentQuery{URL: string(x.URL)})
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	return maps.Clone(most)
}
