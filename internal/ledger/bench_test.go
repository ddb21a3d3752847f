package ledger_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

func TestBenchFill(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("FILL"))
	if n == 0 {
		t.Skip()
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "l.db")
	l, err := ledger.Open(ctx, path, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a := ledgertest.Archive{Deals: 10000}
	var gen, app time.Duration
	t0 := time.Now()
	for i := range n {
		t1 := time.Now()
		doc, x, s := a.Document(i)
		t2 := time.Now()
		if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, s); err != nil {
			t.Fatal(err)
		}
		gen += t2.Sub(t1)
		app += time.Since(t2)
		if i > 0 && i%1000 == 0 {
			t.Log(i, "append", app/1000)
			app = 0
		}
	}
	t.Log("total", time.Since(t0), "gen", gen)
	fi, _ := os.Stat(path)
	t.Log("bytes/doc", fi.Size()/int64(n))
	heads, err := l.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, h := range heads {
		count[h.Keys[0]]++
	}
	hist := map[int]string{}
	for k, c := range count {
		hist[c] = k
	}
	for _, c := range []int{1, 5, 10, 20, 40, 100} {
		if hist[c] == "" {
			continue
		}
		t1 := time.Now()
		e, err := l.Evidence(ctx, ledger.Query{Keys: []string{hist[c]}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(c, len(e.Readings), time.Since(t1))
	}
}
