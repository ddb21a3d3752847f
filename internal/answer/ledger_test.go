package answer

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
)

// keep opens a ledger in a file and appends what the evidence holds, in its
// order and at its times.
func keep(tb testing.TB, ev ledger.Evidence) *ledger.Ledger {
	tb.Helper()
	ctx := context.Background()
	var now time.Time
	l, err := ledger.Open(ctx, filepath.Join(tb.TempDir(), "test.db"), ledger.Options{Now: func() time.Time { return now }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	for _, r := range ev.Readings {
		now = r.Learned
		x := r.Extraction
		// The test's documents are addressed by their labels, not their bytes.
		doc := &parley.Document{Header: x.Header, Kind: r.Kind, MediaType: "text/plain", Encoding: "utf-8", Original: []byte(x.Text),
			Map: parley.OffsetMap{{TextLen: len(x.Text), OriginalLen: len(x.Text)}}}
		doc.ID = parley.DocumentID(doc.Original)
		x.ID = doc.ID
		if _, err := l.AppendReading(ctx, doc, &x, r.Run, ledger.Sketch{}); err != nil {
			tb.Fatal(err)
		}
	}
	for _, f := range ev.DealFiles {
		if _, err := l.AppendDealFile(ctx, f.ID, f.YAML, nil); err != nil {
			tb.Fatal(err)
		}
	}
	return l
}

// answersOf are all deals' answers, without what tells one ledger from another.
func answersOf(tb testing.TB, k *Desk, a Ask) []*Show {
	tb.Helper()
	ctx := context.Background()
	ds, err := k.Deals(ctx, a, DealsQuery{})
	if err != nil {
		tb.Fatal(err)
	}
	var out []*Show
	for _, d := range ds.Deals {
		s, err := k.Show(ctx, a, d.ID)
		if err != nil {
			tb.Fatal(err)
		}
		s.Head = 0
		out = append(out, s)
	}
	return out
}

func TestTheLedgerGivesTheSameAnswersAndSoDoesItsCopy(t *testing.T) {
	ev := assesstest.Evidence(t, cast+december+resume+"\n@old Sky 2025-06-01 learned=2026-03-02\nWhite House says: activity(tpd) = active\n")
	ev.DealFiles = []ledger.Declared{{ID: "us-uk-epd", YAML: []byte("id: us-uk-epd\nname: Economic Prosperity Deal\nparties: [United States, United Kingdom]\n")}}
	l := keep(t, ev)
	// The same by way of memory, under the addresses that the ledger gives.
	m := &memory{ev}
	m.ev.Readings = nil
	for _, r := range ev.Readings {
		r.Extraction.ID = parley.DocumentID([]byte(r.Extraction.Text))
		m.ev.Readings = append(m.ev.Readings, r)
	}
	for i := range m.ev.DealFiles {
		m.ev.DealFiles[i].Learned = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	}
	ctx := context.Background()
	var log bytes.Buffer
	if err := l.Export(ctx, &log, ledger.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	copied, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "copy.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if _, err := copied.Import(ctx, &log); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Ask{{}, {KnownAt: "2025-12-31"}, {AsOf: "2026-02-01"}, {LedgerAt: "2026-03-01"}} {
		want := answersOf(t, New(m), a)
		if d := cmp.Diff(want, answersOf(t, New(l), a)); d != "" {
			t.Errorf("%+v: the ledger answers otherwise:\n%s", a, d)
		}
		if a.LedgerAt == "" {
			if d := cmp.Diff(want, answersOf(t, New(copied), a)); d != "" {
				t.Errorf("%+v: the copy answers otherwise:\n%s", a, d)
			}
		}
	}
}

// Four voices seem to have changed their minds in one week. One did; of one the
// page was edited, of one the text had been misread, and one we had corrected.
const fourKinds = `
voice Marta Quill: person; for UK government
@speaker BBC 2025-12-01 learned=2025-12-01
White House says: activity(tpd) = active
@page Sky 2025-12-01 learned=2025-12-01 url=https://sky.example/deal
Downing Street says: activity(tpd) = active
UK government says: stage(tpd) = signed
@misread Wire 2025-12-01 learned=2025-12-01
Michael Kratsios says: activity(tpd) = active
@judged Post 2025-12-01 learned=2025-12-01
Marta Quill says: activity(tpd) = active
@told Gazette 2025-12-01 learned=2025-12-01
The New York Times reports: signed(tpd) 2025-11-30
@speaker2 BBC 2025-12-10 learned=2025-12-10
White House says: activity(tpd) = paused
@page2 Sky 2025-12-01 learned=2025-12-10 url=https://sky.example/deal
Downing Street says: activity(tpd) = stalled
@misread Wire 2025-12-01 run=2 learned=2025-12-10
Michael Kratsios says: activity(tpd) = active
@told2 Gazette 2025-12-09 learned=2025-12-10
The New York Times denies: signed(tpd) denied
@late FT 2025-11-20 learned=2025-12-10
Nvidia says: activity(tpd) = active
`

func TestTheFourKindsOfChange(t *testing.T) {
	ctx := context.Background()
	ev := assesstest.Evidence(t, cast+fourKinds)
	reread := &ev.Readings[7].Extraction.Assertions[0] // of the same words
	reread.ID, reread.Value = "a-5ea11ed5ea11ed5ea11e", "stalled"
	l := keep(t, ev)
	amended := ev.Readings[3].Extraction.Assertions[0]
	if _, err := l.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictAmend, Target: amended.ID, Field: "value", Value: `"paused"`, Who: "ines", When: "2025-12-10T00:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	k := New(l)
	d, err := k.Diff(ctx, Ask{}, DiffQuery{SinceRead: "2025-12-05", Deal: "tech pact"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range d.Deals[0].Changes {
		for _, v := range c.Voices {
			got[string(v.Voice.Name)+", "+c.Key] = strings.Join(v.Before, "+") + " → " + strings.Join(v.After, "+") + ": " + string(v.Cause)
		}
	}
	want := map[string]string{
		"White House, activity":      "active → paused: changed its position",
		"Downing Street, activity":   "active → stalled: the page was edited",
		"UK government, stage":       "signed → : the page was edited",
		"Michael Kratsios, activity": "active → stalled: the text was re-read",
		"Marta Quill, activity":      "active → paused: a person corrected it",
		"The New York Times, stage":  "signed → : changed its position",
		"Nvidia, activity":           " → active: spoke",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// What each clock says of the week before: the late article was public then,
	// and not in this ledger; the misreading and its correction are about how we
	// read, so what was known is told as we read it now.
	for a, want := range map[Ask]string{
		{KnownAt: "2025-12-05"}:  "Downing Street active, Marta Quill paused, Michael Kratsios stalled, Nvidia active, White House active",
		{LedgerAt: "2025-12-05"}: "Downing Street active, Marta Quill active, Michael Kratsios active, White House active",
	} {
		s, err := k.Show(ctx, a, "tech pact")
		if err != nil {
			t.Fatal(err)
		}
		if got := axes(s); !strings.Contains(got, ": "+want) {
			t.Errorf("%+v: %s\nwant %s", a, got, want)
		}
	}
}

func TestProofsEndInTheWordsOfTheOriginal(t *testing.T) {
	ctx := context.Background()
	l := keep(t, assesstest.Evidence(t, cast+strings.ReplaceAll(december, "trade barriers", "trade “barriers” — £31bn")))
	k := New(l)
	x, err := k.Explain(ctx, Ask{}, "tech pact", "")
	if err != nil {
		t.Fatal(err)
	}
	leaves := 0
	var walk func(ps []Proof)
	walk = func(ps []Proof) {
		for _, p := range ps {
			if p.Leaf != nil {
				leaves++
				doc, err := l.Document(ctx, p.Leaf.Document)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range []*Words{&p.Leaf.Proof, p.Leaf.Statements} {
					if w == nil {
						continue
					}
					if got := w.Original[0].In(string(doc.Original)); got != w.Text {
						t.Errorf("bytes give %q, want %q", got, w.Text)
					}
					runes := []rune(doc.Text)
					if got := string(runes[w.Spans[0].Start:w.Spans[0].End]); got != w.Text {
						t.Errorf("code points give %q, want %q", got, w.Text)
					}
				}
			}
			walk(p.Of)
		}
	}
	walk(x.Proofs)
	walk(x.Conditions)
	if leaves < 4 {
		t.Errorf("%d leaves", leaves)
	}
	if root := x.Proofs[0]; root.Value != "disputed" {
		t.Errorf("root %+v", root)
	}
	screen := x.Screen(6)
	if n := screen.Proofs[0].Cut + len(screen.Proofs[0].Of); n != len(x.Proofs[0].Of) {
		t.Errorf("cut is not marked: %d of %d", n, len(x.Proofs[0].Of))
	}
}

// crowd tells of one deal with n statements by twenty voices over a year.
func crowd(n int) string {
	var b strings.Builder
	b.WriteString(cast)
	for i := range n {
		if i%4 == 0 {
			day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i)
			fmt.Fprintf(&b, "@c%d Wire %s learned=%s\ntells: announced(tpd) %s\n", i, day.Format("2006-01-02"), day.Format("2006-01-02"), day.Format("2006-01-02"))
		}
		fmt.Fprintf(&b, "Voice %d says: activity(tpd) = %s\n", i%20, []string{"active", "stalled", "paused"}[i%3])
	}
	return b.String()
}

func BenchmarkShow(b *testing.B) {
	for _, n := range []int{20, 200, 2000} {
		k := New(keep(b, assesstest.Evidence(b, crowd(n))))
		for _, a := range []Ask{{}, {KnownAt: "2025-06-01"}} {
			b.Run(fmt.Sprintf("%d statements%s", n, map[bool]string{true: ", known at"}[a.KnownAt != ""]), func(b *testing.B) {
				for b.Loop() {
					if _, err := k.Show(context.Background(), a, "Technology Prosperity Deal"); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
