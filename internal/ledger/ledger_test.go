package ledger_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

func TestLedgerIsAStore(t *testing.T) {
	dir := t.TempDir()
	var n atomic.Int64
	ledgertest.Run(t, func(t ledgertest.TB, now func() time.Time) ledgertest.Store {
		l, err := ledger.Open(context.Background(), filepath.Join(dir, fmt.Sprint(n.Add(1), ".db")), ledger.Options{Now: now})
		if err != nil {
			t.Fatalf("%v", err)
		}
		return l
	})
}

func TestMain(m *testing.M) {
	ledgertest.Soak = os.Getenv("PARLEY_SOAK") != ""
	os.Exit(m.Run())
}
