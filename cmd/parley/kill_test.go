package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin/origintest"
)

// killing is how reads are killed: so often, each after a time between soonest
// and latest, in a folder of so many posts. A read that ends sooner is begun
// again with a new ledger. Every other time is counted from the read's first
// write, so that starts and writes are both hit on any machine.
type killing struct {
	kills, posts    int
	soonest, latest time.Duration
}

func killings() killing {
	if os.Getenv("PARLEY_SOAK") != "" {
		return killing{kills: 100, posts: 1500, soonest: 200 * time.Millisecond, latest: 2 * time.Second}
	}
	return killing{kills: 3, posts: 24, soonest: 10 * time.Millisecond, latest: 150 * time.Millisecond}
}

// TestAKilledReadLosesNothing kills reads as kill -9 does and begins them again:
// after each kill the ledger opens, verifies and holds whole documents only, no
// fewer than before, and the end is what an unbroken read makes.
func TestAKilledReadLosesNothing(t *testing.T) {
	k := killings()
	dir := t.TempDir()
	posts := filepath.Join(dir, "posts")
	writePosts(t, posts, k.posts)
	whole := filepath.Join(dir, "whole.db")
	if out, err := exec.Command("parley", "read", "--ledger", whole, posts).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := exported(t, whole)

	r := rand.New(rand.NewPCG(9, 9))
	killed, midway, ledgers := 0, 0, 0
	for killed < k.kills {
		ledgers++
		file := filepath.Join(dir, fmt.Sprintf("%d.db", ledgers))
		held := int64(0)
		for done := false; !done; {
			wait := k.soonest + time.Duration(r.Int64N(int64(k.latest-k.soonest)))
			if killed >= k.kills {
				wait = time.Hour
			}
			done = readUntil(t, file, posts, killed%2 == 0, wait)
			if !done {
				killed++
			}
			now := wholeDocuments(t, file)
			if now < held {
				t.Fatalf("%d documents after kill %d, %d before", now, killed, held)
			}
			if !done && now > held && now < int64(k.posts) {
				midway++
			}
			held = now
		}
		if diff := firstDifference(want, exported(t, file)); diff != "" {
			t.Fatalf("the end differs from an unbroken read: %s", diff)
		}
	}
	t.Attr("soak", fmt.Sprintf("%d reads of %d posts killed, %d of them after some documents and before the last; %d ledgers", killed, k.posts, midway, ledgers))
}

// writePosts writes so many generated posts into a new folder.
func writePosts(t *testing.T, dir string, n int) {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		name, text := origintest.Post(i)
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readUntil runs parley read and kills it some time after its start or its
// first write. It reports whether the read was done before.
func readUntil(t *testing.T, file, posts string, fromWrite bool, wait time.Duration) bool {
	t.Helper()
	cmd := exec.Command("parley", "read", "--ledger", file, posts)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for from := time.Now(); ; {
		select {
		case err := <-ended:
			if err != nil && cmd.ProcessState.ExitCode() != -1 {
				t.Fatalf("%v: %s", err, errs.String())
			}
			return err == nil
		case <-look.C:
		}
		if fromWrite {
			// The ledger was closed properly before, which leaves no such file.
			if log, err := os.Stat(file + "-wal"); err != nil || log.Size() == 0 {
				continue
			}
			from, fromWrite = time.Now(), false
		}
		if time.Since(from) >= wait {
			cmd.Process.Kill()
		}
	}
}

// wholeDocuments verifies the ledger and counts its documents, each of which
// must have been read.
func wholeDocuments(t *testing.T, file string) int64 {
	t.Helper()
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return 0 // killed before there was one
	}
	l, err := ledger.Open(t.Context(), file, ledger.Options{})
	if err != nil {
		t.Fatalf("does not open: %v", err)
	}
	defer l.Close()
	s, err := l.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Runs != s.Documents || s.Records != s.Documents+s.Runs+s.Pairs {
		t.Fatalf("half a document: %+v", s)
	}
	return s.Documents
}

// exported is the ledger's export without what no two reads have in common: the
// ledger's id, the times of learning and the hashes made with them.
func exported(t *testing.T, file string) []map[string]json.RawMessage {
	t.Helper()
	l, err := ledger.Open(t.Context(), file, ledger.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, in := io.Pipe()
	go func() { in.CloseWithError(l.Export(t.Context(), in, ledger.ExportOptions{})) }()
	var lines []map[string]json.RawMessage
	for d := json.NewDecoder(out); ; {
		var line map[string]json.RawMessage
		if err := d.Decode(&line); err == io.EOF {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"ledger", "learned", "prev", "hash"} {
			delete(line, k)
		}
		lines = append(lines, line)
	}
}

// firstDifference says where two exports differ; "" when they do not.
func firstDifference(want, got []map[string]json.RawMessage) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		for k := range want[i] {
			if !bytes.Equal(want[i][k], got[i][k]) {
				return fmt.Sprintf("line %d: %s is %.300s, want %.300s", i+1, k, got[i][k], want[i][k])
			}
		}
		if len(want[i]) != len(got[i]) {
			return fmt.Sprintf("line %d has other fields", i+1)
		}
	}
	return ""
}
