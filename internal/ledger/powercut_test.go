package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/parley-desk/parley"
)

// note is document n of a run that needs no extraction.
func note(n int) (*parley.Document, *parley.Extraction) {
	text := fmt.Sprintf("Note %d. %s", n, strings.Repeat(fmt.Sprintf("The envoys spoke of point %d again. ", n*7919), 20))
	doc := &parley.Document{Original: []byte(text), MediaType: "text/plain", Encoding: "utf-8"}
	doc.ID, doc.Text = parley.DocumentID(doc.Original), text
	return doc, &parley.Extraction{Schema: parley.SchemaExtract, Header: doc.Header}
}

// life is a ledger's life on a disk whose power is cut a few times. It returns
// how many acknowledged documents were lost.
func life(t *testing.T, seed uint64, synchronous string) (lost int) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 7))
	d := &disk{files: map[string]*diskFile{}}
	kept := map[int]bool{} // acknowledged
	next := 0
	for cut := 0; cut <= 3; cut++ {
		d.cut = 0
		if cut < 3 {
			d.cut = d.ops + 1 + r.IntN([]int{60, 400, 1200}[r.IntN(3)])
		}
		name := d.plug(t)
		l, err := Open(ctx, "ledger.db", Options{vfs: name, synchronous: synchronous})
		if err != nil && !d.off {
			if synchronous == "OFF" {
				return len(kept)
			}
			t.Fatalf("seed %d: after %d cuts it does not open: %v", seed, cut, err)
		}
		if err == nil && !d.off {
			lost += check(t, l, seed, cut, kept, synchronous)
		}
		for n := 0; n < 12 && err == nil && !d.off; n++ {
			if r.IntN(4) == 0 {
				_ = l.scrub(ctx) // moves the write-ahead log into the file
			}
			next++
			doc, x := note(next)
			if _, e := l.AppendReading(ctx, doc, x, RunKey{Extractor: "test"}, Sketch{}); e == nil {
				kept[next] = true
			} else if !d.off {
				if synchronous == "OFF" {
					lost++
					break
				}
				t.Fatalf("seed %d: %v", seed, e)
			}
		}
		if l != nil {
			_ = l.Close()
		}
		d = d.reboot(r)
	}
	return lost
}

// check looks for every acknowledged document and verifies the chain.
func check(t *testing.T, l *Ledger, seed uint64, cut int, kept map[int]bool, synchronous string) (lost int) {
	ctx := context.Background()
	for n := range kept {
		doc, _ := note(n)
		back, err := l.Document(ctx, doc.ID)
		if err == nil && string(back.Original) == string(doc.Original) {
			continue
		}
		if lost++; synchronous != "OFF" {
			t.Errorf("seed %d: after %d cuts document %d is lost: %v", seed, cut, n, err)
		}
		delete(kept, n)
	}
	if st, err := l.Verify(ctx, nil); err != nil {
		if lost++; synchronous != "OFF" {
			t.Errorf("seed %d: after %d cuts: %v", seed, cut, err)
		}
	} else if st.Records != 2*st.Documents {
		t.Errorf("seed %d: half a document: %+v", seed, st)
	}
	return lost
}

// lives is how many ledgers the power is cut on.
func lives() int {
	if os.Getenv("PARLEY_SOAK") != "" {
		return 1000
	}
	return 8
}

func TestNoAcknowledgedDocumentIsLostToAPowerCut(t *testing.T) {
	for seed := range lives() {
		life(t, uint64(seed), "FULL")
	}
	t.Attr("soak", fmt.Sprintf("%d ledgers, power cut three times each", lives()))
}

// A disk to which nothing is synced must lose something, or the test above
// tests nothing.
func TestWithoutSyncsAPowerCutLosesDocuments(t *testing.T) {
	lost := 0
	for seed := range lives() / 2 {
		lost += life(t, uint64(seed), "OFF")
	}
	if lost == 0 {
		t.Error("nothing was lost")
	}
	t.Attr("soak", fmt.Sprintf("%d ledgers lost %d documents or their order", lives()/2, lost))
}

func TestAFullDiskLosesNothingAndSaysSo(t *testing.T) {
	ctx := context.Background()
	d := &disk{files: map[string]*diskFile{}}
	l, err := Open(ctx, "ledger.db", Options{vfs: d.plug(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	kept := map[int]bool{}
	add := func(n int) error {
		doc, x := note(n)
		_, err := l.AppendReading(ctx, doc, x, RunKey{Extractor: "test"}, Sketch{})
		if err == nil {
			kept[n] = true
		}
		return err
	}
	if err := add(1); err != nil {
		t.Fatal(err)
	}
	d.mu.Lock()
	d.room = d.used() + 300_000
	d.mu.Unlock()
	n := 2
	for err = add(n); err == nil && n < 200; err = add(n) {
		n++
	}
	if !errors.Is(err, sqlite3.FULL) || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("after %d documents: %v", n, err)
	}
	check(t, l, 0, 0, kept, "FULL")
	d.mu.Lock()
	d.room = 0
	d.mu.Unlock()
	if err := add(n); err != nil {
		t.Fatal(err)
	}
	check(t, l, 0, 0, kept, "FULL")
}
