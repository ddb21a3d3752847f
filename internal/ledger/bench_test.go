package ledger_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

// The benchmarks work on one ledger of PARLEY_BENCH_DOCUMENTS documents (1,000
// unless set) of ten statements, on a tenth as many deals.
var bench struct {
	once sync.Once
	dir  string
	size int
}

func benchArchive() ledgertest.Archive { return ledgertest.Archive{Deals: max(10, bench.size/10)} }

func benchLedger(b *testing.B, o ledger.Options) *ledger.Ledger {
	b.Helper()
	bench.once.Do(func() {
		bench.size, _ = strconv.Atoi(os.Getenv("PARLEY_BENCH_DOCUMENTS"))
		if bench.size == 0 {
			bench.size = 1000
		}
		var err error
		if bench.dir, err = os.MkdirTemp("", "parley-bench"); err != nil {
			b.Fatal(err)
		}
		l, err := ledger.Open(ctx, filepath.Join(bench.dir, "l.db"), ledger.Unsynced)
		if err != nil {
			b.Fatal(err)
		}
		defer l.Close()
		for n := range bench.size {
			doc, x, sketch := benchArchive().Document(n)
			if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
				b.Fatal(err)
			}
		}
	})
	l, err := ledger.Open(ctx, filepath.Join(bench.dir, "l.db"), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	return l
}

func BenchmarkAppend(b *testing.B) {
	for name, o := range map[string]ledger.Options{"synced": {}, "unsynced": ledger.Unsynced} {
		b.Run(name, func(b *testing.B) {
			l := benchLedger(b, o)
			st, err := l.Stats(ctx)
			if err != nil {
				b.Fatal(err)
			}
			n := int(st.Documents)
			size := float64(st.Bytes) / float64(n)
			b.ResetTimer()
			for b.Loop() {
				n++
				doc, x, sketch := benchArchive().Document(n)
				if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(size, "bytes/document")
		})
	}
}

// keyOf finds the deal's key of about so many documents.
func keyOf(b *testing.B, l *ledger.Ledger, documents int) (string, int) {
	b.Helper()
	count := map[string]int{}
	for n := range bench.size {
		_, x, _ := benchArchive().Document(n)
		for i := range x.Deals {
			for _, k := range x.DealKeys(&x.Deals[i]) {
				count[k]++
			}
		}
	}
	best := ""
	for k, c := range count {
		if best == "" || abs(c-documents) < abs(count[best]-documents) || c == count[best] && k < best {
			best = k
		}
	}
	return best, count[best]
}

func abs(n int) int { return max(n, -n) }

func BenchmarkEvidence(b *testing.B) {
	for _, size := range []int{1, 20, 1000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			l := benchLedger(b, ledger.Options{})
			key, n := keyOf(b, l, size)
			b.ResetTimer()
			for b.Loop() {
				if _, err := l.Evidence(ctx, ledger.Query{Keys: []string{key}}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n), "documents")
		})
	}
}

func BenchmarkDealHeads(b *testing.B) {
	l := benchLedger(b, ledger.Options{})
	for name, q := range map[string]ledger.HeadQuery{"all": {}, "one name": {Prefix: "amber anchor accord"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.DealHeads(ctx, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkStatements(b *testing.B) {
	l := benchLedger(b, ledger.Options{})
	for name, q := range map[string]ledger.StatementQuery{"newest": {Limit: 50}, "by": {By: "Ardenia", Limit: 50}, "words": {Words: "umbrellas", Limit: 50}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := l.Statements(ctx, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	l := benchLedger(b, ledger.Options{})
	for b.Loop() {
		if _, err := l.Search(ctx, `"amber anchor"`, 20, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	l := benchLedger(b, ledger.Options{})
	_, x, _ := benchArchive().Document(bench.size / 2)
	for b.Loop() {
		if items, err := l.Find(ctx, x.Statements[0].ID); err != nil || len(items) != 1 {
			b.Fatal(err, items)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	l := benchLedger(b, ledger.Options{})
	for b.Loop() {
		if _, err := l.Verify(ctx, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(bench.size)*1e3, "µs/document")
}
