// Package ledgertest is the suite that every store of evidence must pass, and
// the invented archive that it and the benchmarks fill stores with.
package ledgertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Store is what a store of evidence does; [ledger.Ledger] has the words on
// each method.
type Store interface {
	AppendReading(context.Context, *parley.Document, *parley.Extraction, ledger.RunKey, ledger.Sketch) (ledger.Receipt, error)
	AppendJudgement(context.Context, parley.Judgement) (ledger.Judged, error)
	AppendDealFile(ctx context.Context, id string, yaml []byte, keys []string) (ledger.Declared, error)
	HasRun(ctx context.Context, document string, run ledger.RunKey) (bool, error)
	Evidence(context.Context, ledger.Query) (*ledger.Evidence, error)
	DealHeads(context.Context, ledger.HeadQuery) ([]ledger.Head, error)
	Document(ctx context.Context, id string) (*parley.Document, error)
	Documents(context.Context, ledger.DocumentQuery) ([]ledger.DocumentInfo, error)
	Statements(context.Context, ledger.StatementQuery) ([]ledger.StatementHit, string, error)
	Search(ctx context.Context, words string, limit, offset int) ([]ledger.Hit, error)
	Find(ctx context.Context, prefix string) ([]ledger.Item, error)
	Log(ctx context.Context, after int64) iter.Seq2[ledger.Record, error]
	Stats(context.Context) (ledger.Stats, error)
	Verify(ctx context.Context, progress func(done, total int64)) (ledger.Stats, error)
	Reindex(ctx context.Context, progress func(done, total int64)) error
	Export(context.Context, io.Writer, ledger.ExportOptions) error
	Import(context.Context, io.Reader) (ledger.Imported, error)
	Close() error
}

// TB is what opening a store may use; both *testing.T and *rapid.T have it.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Run runs the suite. open makes an empty store that takes its time from now.
func Run(t *testing.T, open func(t TB, now func() time.Time) Store) {
	for name, test := range map[string]func(*testing.T, suite){
		"ReadingTwiceChangesNothing":             readingTwice,
		"AnotherReaderAddsARun":                  anotherReader,
		"AChangedPageIsAVersion":                 changedPage,
		"WhatIsNotTheDocumentIsRefused":          refused,
		"EvidenceIsOfTheDealsAskedFor":           evidenceByKey,
		"ADocumentComesBackAsItWas":              documentComesBack,
		"ALateDocumentEntersAtItsArrival":        lateDocument,
		"AClockSetBackChangesNoPastAnswer":       clockSetBack,
		"JudgementsFollowWhatTheyAreAbout":       judgements,
		"DealFilesKeepTheirWordings":             dealFiles,
		"NearDuplicatesPairWhicheverCameFirst":   pairs,
		"RedactedWordsAreGoneAndTheChainHolds":   redaction,
		"ARedactionCanComeBeforeItsDocument":     earlyRedaction,
		"SearchTakesAnyWordsAndNoOperators":      search,
		"StatementsAreFilteredAndPaged":          statements,
		"DocumentsAreFilteredAndPaged":           documents,
		"AnItemIsFoundByTheBeginningOfItsID":     find,
		"TheLogIsAChain":                         log,
		"RebuiltIndexesAreTheSame":               reindex,
		"TwoLedgersAreUnited":                    union,
		"ABrokenExportIsRefused":                 brokenExport,
		"ConfidentialWordsAreWithheld":           confidential,
		"ManyWritersChangeNoPastAnswer":          manyWriters,
		"AnyOrderOfArrivalGivesTheSameEvidence":  anyOrder,
		"AJudgementAndItsUndoLeaveEvidenceEqual": undo,
		"ExportAndImportGiveTheSameEvidence":     exportImport,
		"AnInterruptedAppendLeavesNothing":       interrupted,
	} {
		t.Run(name, func(t *testing.T) { test(t, suite{open}) })
	}
}

type suite struct {
	open func(TB, func() time.Time) Store
}

// clock is a settable clock.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
	return c.t
}

func (s suite) new(t *testing.T) (Store, *clock) {
	c := newClock()
	store := s.open(t, c.now)
	t.Cleanup(func() { store.Close() })
	return store, c
}

var (
	ctx   = context.Background()
	posts = Archive{Deals: 6, Statements: 4, Paragraphs: 1}
)

func must[T any](v T, err error) func(TB) T {
	return func(t TB) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%v", err)
		}
		return v
	}
}

// read appends document n of the archive.
func read(t TB, s Store, n int) ledger.Receipt {
	t.Helper()
	doc, x, sketch := posts.Document(n)
	return must(s.AppendReading(ctx, doc, x, Run0, sketch))(t)
}

func judge(t TB, s Store, verdict parley.Verdict, target string) ledger.Judged {
	t.Helper()
	return must(s.AppendJudgement(ctx, parley.Judgement{Verdict: verdict, Target: target, Who: "ana", When: "2026-03-01T10:00:00Z"}))(t)
}

func all(t TB, s Store) *ledger.Evidence {
	t.Helper()
	return must(s.Evidence(ctx, ledger.Query{Texts: true}))(t)
}

// content is evidence without its places in the log and times of learning: what
// must not depend on the order of arrival.
func content(e *ledger.Evidence) string {
	var lines []string
	add := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		lines = append(lines, string(b))
	}
	for _, r := range e.Readings {
		r.Seq, r.DocSeq, r.Learned = 0, 0, time.Time{}
		add(r)
	}
	for _, p := range e.Pairs {
		p.Seq = 0
		add(p)
	}
	for _, j := range e.Judgements {
		add(j.Judgement)
	}
	for _, d := range e.DealFiles {
		d.Seq, d.Learned = 0, time.Time{}
		add(d)
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func same(t TB, what, want, got string) {
	t.Helper()
	if want != got {
		t.Fatalf("%s (-want +got):\n%s", what, cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
	}
}

func verify(t TB, s Store) ledger.Stats {
	t.Helper()
	return must(s.Verify(ctx, nil))(t)
}

func readingTwice(t *testing.T, s suite) {
	store, c := s.new(t)
	first := read(t, store, 1)
	if !first.New || !first.NewDoc {
		t.Fatalf("the first reading says %+v", first)
	}
	before, size := content(all(t, store)), verify(t, store).Records
	c.add(time.Hour)
	second := read(t, store, 1)
	if second.New || second.NewDoc || second.Seq != first.Seq {
		t.Errorf("the second reading says %+v, the first %+v", second, first)
	}
	same(t, "evidence after reading twice", before, content(all(t, store)))
	if now := verify(t, store).Records; now != size {
		t.Errorf("reading twice made %d records of %d", now, size)
	}
	doc, _, _ := posts.Document(1)
	if !must(store.HasRun(ctx, doc.ID, Run0))(t) {
		t.Error("the run is not known")
	}
	if must(store.HasRun(ctx, doc.ID, ledger.RunKey{Extractor: "other"}))(t) {
		t.Error("another reader's run is known")
	}
}

func anotherReader(t *testing.T, s suite) {
	store, _ := s.new(t)
	read(t, store, 1)
	doc, x, sketch := posts.Document(1)
	better := *x
	better.Deals = append([]parley.Deal(nil), x.Deals...)
	better.Deals[0].Name = "Moonlit Fjord Accord"
	r := must(store.AppendReading(ctx, doc, &better, ledger.RunKey{Extractor: "synthetic/2"}, sketch))(t)
	if !r.New || r.NewDoc || len(r.Pairs) > 0 {
		t.Errorf("the second run says %+v", r)
	}
	e := must(store.Evidence(ctx, ledger.Query{Keys: []string{x.DealKeys(&x.Deals[0])[0]}}))(t)
	if len(e.Readings) != 2 || e.Readings[0].Run != Run0 || e.Readings[1].Run.Extractor != "synthetic/2" {
		t.Errorf("want both runs in log order, also of the document whose newest run has lost the key; have %+v", e.Readings)
	}
	heads := must(store.DealHeads(ctx, ledger.HeadQuery{}))(t)
	if len(heads) != 2 || heads[0].Name != "Moonlit Fjord Accord" {
		t.Errorf("heads are not of the newest run: %+v", heads)
	}
	if hits, _, err := store.Statements(ctx, ledger.StatementQuery{}); err != nil || len(hits) != len(x.Statements) {
		t.Errorf("%d statements of %d, %v", len(hits), len(x.Statements), err)
	}
	verify(t, store)
}

func changedPage(t *testing.T, s suite) {
	store, _ := s.new(t)
	page := func(n int) (string, ledger.Receipt) {
		doc, x, sketch := posts.Document(n)
		doc.URL, x.URL = "https://desk.example/story", "https://desk.example/story"
		return doc.ID, must(store.AppendReading(ctx, doc, x, Run0, sketch))(t)
	}
	first, r1 := page(1)
	second, r2 := page(2)
	_, again := page(1)
	third, r3 := page(3)
	if r1.VersionOf != "" || r2.VersionOf != first || again.New || r3.VersionOf != second {
		t.Errorf("versions: %+v %+v %+v %+v", r1, r2, again, r3)
	}
	var got []string
	for _, d := range must(store.Documents(ctx, ledger.DocumentQuery{URL: "https://desk.example/story"}))(t) {
		got = append(got, d.ID+" of "+d.VersionOf)
	}
	want := []string{first + " of ", second + " of " + first, third + " of " + second}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func refused(t *testing.T, s suite) {
	store, _ := s.new(t)
	doc, x, sketch := posts.Document(1)
	other, _, _ := posts.Document(2)
	if _, err := store.AppendReading(ctx, other, x, Run0, sketch); err == nil {
		t.Error("an extraction of another document was taken")
	}
	lying := *doc
	lying.Original = []byte("other bytes")
	if _, err := store.AppendReading(ctx, &lying, x, Run0, sketch); err == nil {
		t.Error("bytes that do not have the document's id were taken")
	}
	wrong := *x
	wrong.Statements = append([]parley.Statement(nil), x.Statements...)
	wrong.Statements[0].Content.Text = "never said"
	if _, err := store.AppendReading(ctx, doc, &wrong, Run0, sketch); err == nil {
		t.Error("words that are not in the document were taken")
	}
	if _, err := store.AppendJudgement(ctx, parley.Judgement{Verdict: "perhaps", Target: doc.ID, Who: "ana"}); err == nil {
		t.Error("an unknown verdict was taken")
	}
	if n := verify(t, store).Records; n != 0 {
		t.Errorf("%d records after nothing but refusals", n)
	}
}

func evidenceByKey(t *testing.T, s suite) {
	store, _ := s.new(t)
	byKey := map[string][]string{}
	for n := range 12 {
		read(t, store, n)
		_, x, _ := posts.Document(n)
		seen := map[string]bool{}
		for i := range x.Deals {
			for _, k := range x.DealKeys(&x.Deals[i]) {
				if !seen[k] {
					seen[k] = true
					byKey[k] = append(byKey[k], x.ID)
				}
			}
		}
	}
	for key, want := range byKey {
		var got []string
		e := must(store.Evidence(ctx, ledger.Query{Keys: []string{key}}))(t)
		for _, r := range e.Readings {
			got = append(got, r.Extraction.ID)
			if r.Extraction.Text != "" {
				t.Error("a text that was not asked for")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("key %q: %s", key, diff)
		}
	}
	_, x, _ := posts.Document(3)
	e := must(store.Evidence(ctx, ledger.Query{Deals: []string{x.ID + "#d1"}, Texts: true}))(t)
	if len(e.Readings) != 1 {
		t.Fatalf("%d readings of one document", len(e.Readings))
	}
	want, got := must(json.Marshal(x))(t), must(json.Marshal(e.Readings[0].Extraction))(t)
	same(t, "extraction", string(want), string(got))
	if e := must(store.Evidence(ctx, ledger.Query{Keys: []string{"no such deal"}}))(t); len(e.Readings) != 0 {
		t.Errorf("%d readings of no deal", len(e.Readings))
	}
	heads := must(store.DealHeads(ctx, ledger.HeadQuery{Prefix: parley.FoldName(x.Deals[0].Name)[:6]}))(t)
	if len(heads) == 0 {
		t.Error("no deal is found by the beginning of its name")
	}
	for _, h := range heads {
		if !strings.HasPrefix(parley.FoldName(h.Name), parley.FoldName(x.Deals[0].Name)[:6]) {
			t.Errorf("%q is found by another name's beginning", h.Name)
		}
	}
}

func documentComesBack(t *testing.T, s suite) {
	store, _ := s.new(t)
	doc, x, sketch := posts.Document(5)
	doc.Kind, doc.Confidential = parley.DocumentNote, true
	must(store.AppendReading(ctx, doc, x, Run0, sketch))(t)
	got := must(store.Document(ctx, doc.ID))(t)
	a, b := must(json.Marshal(doc))(t), must(json.Marshal(got))(t)
	// Lists are never null in the record.
	same(t, "document", strings.ReplaceAll(string(a), "null", "[]"), strings.ReplaceAll(string(b), "null", "[]"))
	if _, err := store.Document(ctx, "sha256:none"); !errors.Is(err, ledger.ErrUnknown) {
		t.Errorf("an unknown document gives %v", err)
	}
}

func lateDocument(t *testing.T, s suite) {
	store, c := s.new(t)
	read(t, store, 1)
	yesterday := c.add(time.Minute)
	before := must(store.Evidence(ctx, ledger.Query{LedgerAt: yesterday}))(t)
	c.add(24 * time.Hour)
	doc, x, sketch := posts.Document(0) // published before document 1
	must(store.AppendReading(ctx, doc, x, Run0, sketch))(t)
	after := must(store.Evidence(ctx, ledger.Query{LedgerAt: yesterday}))(t)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("yesterday's evidence changed: %s", diff)
	}
	now := must(store.Evidence(ctx, ledger.Query{LedgerAt: c.now()}))(t)
	if len(now.Readings) != 2 || now.Readings[1].Extraction.ID != doc.ID || now.Readings[1].Learned.Before(yesterday) {
		t.Errorf("today's evidence: %d readings", len(now.Readings))
	}
	for _, q := range []ledger.DocumentQuery{{LedgerAt: yesterday}, {LedgerAt: yesterday, Words: "accord"}} {
		if got := must(store.Documents(ctx, q))(t); len(got) != 1 {
			t.Errorf("%d documents yesterday", len(got))
		}
	}
}

func clockSetBack(t *testing.T, s suite) {
	store, c := s.new(t)
	read(t, store, 1)
	asked := c.add(time.Hour)
	before := must(store.Evidence(ctx, ledger.Query{LedgerAt: asked}))(t)
	c.add(-30 * time.Minute)
	read(t, store, 2)
	c.add(-300 * time.Hour)
	judge(t, store, parley.VerdictUnsure, before.Readings[0].Extraction.ID)
	after := must(store.Evidence(ctx, ledger.Query{LedgerAt: asked}))(t)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the answer at %v changed after the clock was set back: %s", asked, diff)
	}
	last := time.Time{}
	for r, err := range store.Log(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Learned.Before(last) {
			t.Errorf("record %d was learned before the record ahead of it", r.Seq)
		}
		last = r.Learned
	}
	if e := must(store.Evidence(ctx, ledger.Query{LedgerAt: last}))(t); len(e.Readings) != 2 || len(e.Judgements) != 1 {
		t.Error("the newest record's own time does not show it")
	}
	verify(t, store)
}

func judgements(t *testing.T, s suite) {
	store, _ := s.new(t)
	for n := range 8 {
		read(t, store, n)
	}
	_, x, _ := posts.Document(2)
	key := x.DealKeys(&x.Deals[0])[0]
	var want []string
	a := judge(t, store, parley.VerdictAccept, x.Statements[0].ID)
	want = append(want, a.ID)
	for _, target := range []string{x.Assertions[0].ID, x.ID + "#d1", x.ID, x.ID + "#e1"} {
		want = append(want, judge(t, store, parley.VerdictReject, target).ID)
	}
	u := judge(t, store, parley.VerdictUndo, a.ID)
	want = append(want, u.ID, judge(t, store, parley.VerdictUndo, u.ID).ID)
	judge(t, store, parley.VerdictAccept, "s-ffffffffffffffffffff")                                // about nothing here
	want = append(want, judge(t, store, parley.VerdictReject, parley.VoiceTarget+"some voice").ID) // which any document may have
	if again := judge(t, store, parley.VerdictAccept, x.Statements[0].ID); again.Seq != a.Seq || !again.Learned.Equal(a.Learned) {
		t.Errorf("the same judgement twice: %+v and %+v", a, again)
	}
	var got []string
	for _, j := range must(store.Evidence(ctx, ledger.Query{Keys: []string{key}}))(t).Judgements {
		got = append(got, j.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(all(t, store).Judgements); n != len(want)+1 {
		t.Errorf("%d judgements in all", n)
	}
}

func dealFiles(t *testing.T, s suite) {
	store, c := s.new(t)
	add := func(yaml string, keys ...string) ledger.Declared {
		c.add(time.Minute)
		return must(store.AppendDealFile(ctx, "amber", []byte(yaml), keys))(t)
	}
	a := add("name: Amber Anchor Accord", "amber anchor accord")
	if again := add("name: Amber Anchor Accord", "amber anchor accord"); again.Seq != a.Seq {
		t.Error("the newest wording was appended again")
	}
	b := add("name: Birch Anchor Accord", "birch anchor accord")
	back := add("name: Amber Anchor Accord", "amber anchor accord")
	if back.Seq <= b.Seq {
		t.Error("a wording that came back was not appended")
	}
	must(store.AppendDealFile(ctx, "cedar", []byte("name: Cedar"), []string{"cedar beacon accord"}))(t)
	for _, q := range []ledger.Query{{Keys: []string{"birch anchor accord"}}, {Deals: []string{"amber"}}} {
		e := must(store.Evidence(ctx, q))(t)
		if len(e.DealFiles) != 3 || e.DealFiles[0].ID != "amber" || string(e.DealFiles[1].YAML) != "name: Birch Anchor Accord" {
			t.Errorf("%+v gives %+v", q, e.DealFiles)
		}
	}
	if e := must(store.Evidence(ctx, ledger.Query{LedgerAt: a.Learned}))(t); len(e.DealFiles) != 1 {
		t.Errorf("%d deal files at first", len(e.DealFiles))
	}
}

// altered is document n with another title and some words changed.
func altered(n int) (*parley.Document, *parley.Extraction, ledger.Sketch) {
	doc, x, sketch := posts.Document(n)
	d, y := *doc, parley.Extraction{Schema: x.Schema, Header: x.Header}
	d.Original = append([]byte("Editor's note. "), doc.Original...)
	d.ID = parley.DocumentID(d.Original)
	d.URL = ""
	y.ID, y.URL = d.ID, d.URL
	sketch.Mins = append([]uint32(nil), sketch.Mins...)
	for i := 0; i < len(sketch.Mins); i += 9 {
		sketch.Mins[i]++
	}
	sketch.Shingles += 3
	return &d, &y, sketch
}

func pairs(t *testing.T, s suite) {
	doc, x, sketch := posts.Document(1)
	doc2, x2, sketch2 := altered(1)
	forth, _ := s.new(t)
	must(forth.AppendReading(ctx, doc, x, Run0, sketch))(t)
	read(t, forth, 2)
	r := must(forth.AppendReading(ctx, doc2, x2, Run0, sketch2))(t)
	if diff := cmp.Diff([]string{doc.ID}, r.Pairs); diff != "" {
		t.Errorf("the copy's receipt: %s", diff)
	}
	back, _ := s.new(t)
	must(back.AppendReading(ctx, doc2, x2, Run0, sketch2))(t)
	must(back.AppendReading(ctx, doc, x, Run0, sketch))(t)
	read(t, back, 2)
	same(t, "evidence", content(all(t, forth)), content(all(t, back)))
	e := must(forth.Evidence(ctx, ledger.Query{Keys: []string{x.DealKeys(&x.Deals[0])[0]}}))(t)
	if len(e.Pairs) != 1 || e.Pairs[0].A > e.Pairs[0].B || e.Pairs[0].Score < 0.5 || e.Pairs[0].Score >= 1 || e.Pairs[0].Contained > 1 {
		t.Errorf("pairs %+v", e.Pairs)
	}
	verify(t, forth)
}

func redaction(t *testing.T, s suite) {
	store, _ := s.new(t)
	doc, x, sketch := posts.Document(1)
	must(store.AppendReading(ctx, doc, x, Run0, sketch))(t)
	read(t, store, 2)
	quote := must(store.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictAccept, Target: x.Statements[0].ID, Who: "ana",
		Anchor: &parley.Anchor{Document: x.ID, Text: x.Statements[0].Content.Text}}))(t)
	plain := judge(t, store, parley.VerdictAccept, x.Statements[1].ID)
	before := must(store.Stats(ctx))(t)
	judge(t, store, parley.VerdictRedact, doc.ID)

	after := verify(t, store)
	if after.Records != before.Records+1 || after.Redacted != 1 || after.Documents != before.Documents {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if _, err := store.Document(ctx, doc.ID); !errors.Is(err, ledger.ErrUnknown) {
		t.Errorf("the document: %v", err)
	}
	e := all(t, store)
	for _, r := range e.Readings {
		if r.Extraction.ID == doc.ID {
			t.Error("a reading is left")
		}
	}
	for _, j := range e.Judgements {
		if j.ID == quote.ID {
			t.Error("a judgement that quotes it is left")
		}
		if j.ID == plain.ID {
			plain.ID = ""
		}
	}
	if plain.ID != "" {
		t.Error("a judgement that quotes nothing is gone")
	}
	for r, err := range store.Log(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(r.Payload, []byte(x.Statements[0].Content.Text)) {
			t.Errorf("record %d still has its words", r.Seq)
		}
	}
	again := must(store.AppendReading(ctx, doc, x, ledger.RunKey{Extractor: "synthetic/2"}, sketch))(t)
	if again.New || !again.Redacted {
		t.Errorf("reading it again says %+v", again)
	}
	must(0, store.Reindex(ctx, nil))(t)
	verify(t, store)
	var out bytes.Buffer
	must(0, store.Export(ctx, &out, ledger.ExportOptions{}))(t)
	other, _ := s.new(t)
	if in := must(other.Import(ctx, &out))(t); in.Withheld != 3 {
		t.Errorf("imported %+v", in)
	}
	verify(t, other)
	if again := must(other.AppendReading(ctx, doc, x, Run0, sketch))(t); !again.Redacted {
		t.Errorf("the other ledger took the words: %+v", again)
	}
}

func earlyRedaction(t *testing.T, s suite) {
	store, _ := s.new(t)
	doc, x, sketch := posts.Document(1)
	judge(t, store, parley.VerdictRedact, doc.ID)
	if r := must(store.AppendReading(ctx, doc, x, Run0, sketch))(t); r.New || !r.Redacted {
		t.Errorf("%+v", r)
	}
	if n := verify(t, store).Documents; n != 0 {
		t.Errorf("%d documents", n)
	}
}

func search(t *testing.T, s suite) {
	store, _ := s.new(t)
	for n := range 6 {
		read(t, store, n)
	}
	_, x, _ := posts.Document(3)
	name := x.Deals[0].Name
	hits := must(store.Search(ctx, `"`+name+`"`, 10, 0))(t)
	found := false
	for _, h := range hits {
		found = found || h.ID == x.ID
		if len(h.Marks) == 0 || h.Snippet == "" {
			t.Errorf("no words marked in %q", h.Snippet)
		}
		for _, m := range h.Marks {
			if m.In(h.Snippet) == "" {
				t.Errorf("mark %v does not fit %q", m, h.Snippet)
			}
		}
	}
	if !found {
		t.Errorf("%q does not find its document", name)
	}
	if page := must(store.Search(ctx, "accord", 2, 2))(t); len(page) != 2 {
		t.Errorf("a page of %d", len(page))
	}
	if hits := must(store.Search(ctx, "accords", 10, 0))(t); len(hits) != 6 {
		t.Errorf("another form of the word finds %d", len(hits))
	}
	if hits := must(store.Search(ctx, "acco*", 10, 0))(t); len(hits) != 6 {
		t.Errorf("a beginning finds %d", len(hits))
	}
	for _, words := range []string{"accord OR nothing", "title:accord", "accord NOT minister", "NEAR(a b)", "ids : x", "accord ) (", "^accord", "a\x00b", "-accord", "{text}"} {
		if _, err := store.Search(ctx, words, 10, 0); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
	if hits := must(store.Search(ctx, "accord OR nothing", 10, 0))(t); len(hits) != 0 {
		t.Error("OR is an operator")
	}
	for _, words := range []string{"", "  ", `"open`, "*", "()"} {
		if _, err := store.Search(ctx, words, 10, 0); err == nil {
			t.Errorf("%q is no error", words)
		}
	}
}

func statements(t *testing.T, s suite) {
	store, c := s.new(t)
	type key struct{ doc, id string }
	every := map[key]bool{}
	for n := range 9 {
		read(t, store, n)
		_, x, _ := posts.Document(n)
		for _, st := range x.Statements {
			every[key{x.ID, st.ID}] = true
		}
	}
	var pages int
	got := map[key]bool{}
	for q := (ledger.StatementQuery{Limit: 5}); ; pages++ {
		hits, next, err := store.Statements(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			k := key{h.Document, h.ID}
			if got[k] || !every[k] {
				t.Errorf("%v comes twice or is not there", k)
			}
			got[k] = true
		}
		if q.After = next; next == "" {
			break
		}
	}
	if len(got) != len(every) || pages < len(every)/5-1 {
		t.Errorf("%d of %d statements on %d pages", len(got), len(every), pages+1)
	}

	_, x, _ := posts.Document(4)
	by := x.Entities[0].Name
	key1 := x.DealKeys(&x.Deals[0])[0]
	for name, q := range map[string]ledger.StatementQuery{
		"by":       {By: strings.ToUpper(by)},
		"about":    {About: []string{key1}},
		"both":     {By: by, About: []string{key1}},
		"words":    {Words: x.Deals[0].Name},
		"act":      {Act: parley.ActAssert, Basis: parley.BasisOnRecord},
		"since":    {Since: time.Date(2020, 1, 1, 1, 0, 0, 0, time.UTC)},
		"until":    {Until: time.Date(2020, 1, 1, 1, 30, 0, 0, time.UTC)},
		"everyone": {},
	} {
		hits, _, err := store.Statements(ctx, q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := 0
		for n := range 9 {
			_, y, _ := posts.Document(n)
			when, _ := parley.ParseDate(string(y.Published))
			for _, st := range y.Statements {
				said := map[string]bool{}
				for id := st.Source.Entity; id != ""; {
					for _, e := range y.Entities {
						if e.ID == string(id) {
							said[e.Name], id = true, e.SpeaksFor
							break
						}
					}
				}
				ok := (q.By == "" || said[by]) && (q.Since.IsZero() || !when.From.Before(q.Since)) && (q.Until.IsZero() || when.From.Before(q.Until))
				if q.About != nil {
					on := false
					for _, a := range y.Assertions {
						for i := range y.Deals {
							on = on || string(a.Statement) == st.ID && a.Deal == y.Deals[i].ID && y.DealKeys(&y.Deals[i])[0] == key1
						}
					}
					ok = ok && on
				}
				if q.Words != "" {
					ok = ok && strings.Contains(y.Text, x.Deals[0].Name) && strings.Contains(st.Content.Text, strings.Fields(x.Deals[0].Name)[2])
				}
				if ok {
					want++
				}
			}
		}
		if q.Words == "" && len(hits) != want || len(hits) == 0 {
			t.Errorf("%s: %d statements, want %d", name, len(hits), want)
		}
		for i := 1; i < len(hits); i++ {
			if hits[i].Published > hits[i-1].Published {
				t.Errorf("%s: not newest first", name)
			}
		}
	}
	if hits, _, err := store.Statements(ctx, ledger.StatementQuery{LedgerAt: c.now().Add(-time.Hour)}); err != nil || len(hits) != 0 {
		t.Errorf("%d statements before anything was read, %v", len(hits), err)
	}
	if _, _, err := store.Statements(ctx, ledger.StatementQuery{After: "nowhere"}); err == nil {
		t.Error("a cursor of no page is no error")
	}
}

func documents(t *testing.T, s suite) {
	store, _ := s.new(t)
	var want []string
	for n := range 7 {
		read(t, store, n)
		doc, _, _ := posts.Document(n)
		want = append(want, doc.ID)
	}
	var got []string
	q := ledger.DocumentQuery{Limit: 3}
	for {
		page := must(store.Documents(ctx, q))(t)
		for _, d := range page {
			got = append(got, d.ID)
			if d.Title == "" || d.Outlet == "" || d.Statements == 0 || d.Deals != 2 || d.Runs != 1 || d.Size == 0 {
				t.Errorf("%+v", d)
			}
			q.After = d.Seq
		}
		if len(page) < q.Limit {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := must(store.Documents(ctx, ledger.DocumentQuery{Language: "fr"}))(t); len(got) != 0 {
		t.Errorf("%d documents in French", len(got))
	}
	since := ledger.DocumentQuery{Since: time.Date(2020, 1, 1, 0, 34, 0, 0, time.UTC), Until: time.Date(2020, 1, 1, 1, 8, 0, 0, time.UTC)}
	if got := must(store.Documents(ctx, since))(t); len(got) != 2 {
		t.Errorf("%d documents of that half hour", len(got))
	}
}

func find(t *testing.T, s suite) {
	store, _ := s.new(t)
	for n := range 5 {
		read(t, store, n)
	}
	_, x, _ := posts.Document(3)
	for _, st := range x.Statements {
		for _, prefix := range []string{st.ID, st.ID[:8], st.ID[:20]} {
			items := must(store.Find(ctx, prefix))(t)
			if len(items) != 1 || items[0].ID != st.ID || items[0].Document != x.ID || items[0].Statement == nil {
				t.Errorf("%s finds %+v", prefix, items)
			}
		}
	}
	if items := must(store.Find(ctx, x.Assertions[0].ID))(t); len(items) != 1 || items[0].Assertion == nil {
		t.Errorf("an assertion: %+v", items)
	}
	if items := must(store.Find(ctx, "s-00000000000000000000"))(t); len(items) != 0 {
		t.Errorf("an unknown id: %+v", items)
	}
	for _, prefix := range []string{"", "s-", "amber", `s-"*`, "s-XYZ"} {
		if _, err := store.Find(ctx, prefix); err == nil {
			t.Errorf("%q is no error", prefix)
		}
	}
}

func log(t *testing.T, s suite) {
	store, _ := s.new(t)
	for n := range 3 {
		read(t, store, n)
	}
	var kinds []string
	var last ledger.Record
	for r, err := range store.Log(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Seq != last.Seq+1 || r.Prev != last.Hash {
			t.Errorf("record %d does not follow %d", r.Seq, last.Seq)
		}
		last, kinds = r, append(kinds, string(r.Kind))
	}
	if got := strings.Join(kinds, " "); got != "document run document run document run" {
		t.Error(got)
	}
	n := 0
	for range store.Log(ctx, 4) {
		if n++; n == 1 {
			break
		}
	}
	if st := must(store.Stats(ctx))(t); st.Head != fmt.Sprintf("%x", last.Hash) || st.Records != 6 || st.Statements != 12 || st.Deals != 6 {
		t.Errorf("%+v", st)
	}
}

func reindex(t *testing.T, s suite) {
	store, _ := s.new(t)
	for n := range 4 {
		read(t, store, n)
	}
	doc, x, sketch := altered(2)
	must(store.AppendReading(ctx, doc, x, Run0, sketch))(t)
	judge(t, store, parley.VerdictAccept, x.ID)
	must(store.AppendDealFile(ctx, "amber", []byte("name: Amber"), []string{"amber"}))(t)
	before := all(t, store)
	steps := int64(0)
	must(0, store.Reindex(ctx, func(done, total int64) { steps = done }))(t)
	if diff := cmp.Diff(before, all(t, store)); diff != "" {
		t.Error(diff)
	}
	if steps != before.Head {
		t.Errorf("progress ended at %d of %d", steps, before.Head)
	}
	verify(t, store)
	if hits := must(store.Search(ctx, "accord", 10, 0))(t); len(hits) < 4 {
		t.Errorf("%d hits", len(hits))
	}
}

func export(t TB, s Store) []byte {
	t.Helper()
	var b bytes.Buffer
	must(0, s.Export(ctx, &b, ledger.ExportOptions{}))(t)
	return b.Bytes()
}

func union(t *testing.T, s suite) {
	a, _ := s.new(t)
	b, cb := s.new(t)
	cb.add(48 * time.Hour)
	for n := range 4 {
		read(t, a, n)
	}
	_, x, _ := posts.Document(1)
	judge(t, a, parley.VerdictAccept, x.Statements[0].ID)
	must(a.AppendDealFile(ctx, "amber", []byte("name: Amber"), []string{"amber anchor accord"}))(t)
	must(a.AppendDealFile(ctx, "cedar", []byte("name: Cedar"), nil))(t)
	must(a.AppendDealFile(ctx, "cedar", []byte("name: Cedar Two"), nil))(t)
	for n := 2; n < 6; n++ {
		read(t, b, n)
	}
	must(b.AppendDealFile(ctx, "amber", []byte("name: Amber of our own"), nil))(t)
	copied, y, sketch := altered(0)
	must(b.AppendReading(ctx, copied, y, Run0, sketch))(t)

	in := must(b.Import(ctx, bytes.NewReader(export(t, a))))(t)
	if in.New != 2*2+1+2 || in.Known != 2*2 || in.Kept != 1 {
		t.Errorf("%+v", in)
	}
	verify(t, b)
	e := all(t, b)
	if len(e.Readings) != 7 || len(e.Judgements) != 1 || len(e.Pairs) != 1 || len(e.DealFiles) != 3 {
		t.Errorf("%d readings, %d judgements, %d pairs, %d deal files", len(e.Readings), len(e.Judgements), len(e.Pairs), len(e.DealFiles))
	}
	if learned := e.Readings[5].Learned; learned.Before(cb.now()) {
		t.Errorf("a document that was imported has the time %v of the other ledger", learned)
	}
	for r, err := range b.Log(ctx, e.Readings[5].DocSeq-1) {
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(r.Payload, []byte(`"came_from"`)) && r.Kind != ledger.KindPair {
			t.Errorf("record %d does not say where it came from", r.Seq)
		}
	}
	again := must(b.Import(ctx, bytes.NewReader(export(t, a))))(t)
	if again.New != 0 {
		t.Errorf("importing again: %+v", again)
	}
	must(a.Import(ctx, bytes.NewReader(export(t, b))))(t)
	a1, b1 := all(t, a), all(t, b)
	a1.DealFiles, b1.DealFiles = nil, nil // each keeps its own
	same(t, "two ledgers that have imported each other", content(a1), content(b1))
}

func brokenExport(t *testing.T, s suite) {
	a, _ := s.new(t)
	for n := range 3 {
		read(t, a, n)
	}
	good := export(t, a)
	lines := bytes.SplitAfter(good, []byte("\n"))
	for name, bad := range map[string][]byte{
		"cut":        bytes.Join(lines[:4], nil),
		"hole":       bytes.Join(append(append([][]byte{}, lines[:2]...), lines[3:]...), nil),
		"payload":    bytes.Replace(good, []byte("Accord is active"), []byte("Accord is broken"), 1),
		"time":       bytes.Replace(good, []byte(`"learned":"2026`), []byte(`"learned":"2025`), 1),
		"no header":  bytes.Join(lines[1:], nil),
		"not a line": append(append([]byte{}, good...), "{"...),
		"empty":      nil,
	} {
		b, _ := s.new(t)
		if bytes.Equal(bad, good) {
			t.Fatalf("%s: nothing was broken", name)
		}
		if _, err := b.Import(ctx, bytes.NewReader(bad)); err == nil && name != "empty" {
			t.Errorf("%s: no error", name)
		}
		verify(t, b)
		if _, err := b.Import(ctx, bytes.NewReader(good)); err != nil {
			t.Errorf("%s, then whole: %v", name, err)
		}
		same(t, name, content(all(t, a)), content(all(t, b)))
	}
}

func confidential(t *testing.T, s suite) {
	a, _ := s.new(t)
	doc, x, sketch := posts.Document(1)
	doc.Kind, doc.Confidential = parley.DocumentNote, true
	must(a.AppendReading(ctx, doc, x, Run0, sketch))(t)
	read(t, a, 2)
	out := export(t, a)
	if bytes.Contains(out, []byte(x.Statements[0].Content.Text)) {
		t.Error("the export holds confidential words")
	}
	b, _ := s.new(t)
	if in := must(b.Import(ctx, bytes.NewReader(out)))(t); in.New != 2 || in.Withheld != 2 {
		t.Errorf("%+v", in)
	}
	var whole bytes.Buffer
	must(0, a.Export(ctx, &whole, ledger.ExportOptions{Confidential: true}))(t)
	must(b.Import(ctx, &whole))(t)
	same(t, "evidence", content(all(t, a)), content(all(t, b)))
	if info := must(b.Documents(ctx, ledger.DocumentQuery{}))(t); !info[1].Confidential || info[1].Kind != parley.DocumentNote {
		t.Errorf("%+v", info[1])
	}
}

func manyWriters(t *testing.T, s suite) {
	store, c := s.new(t)
	type answer struct {
		at time.Time
		e  *ledger.Evidence
	}
	var mu sync.Mutex
	var answers []answer
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 8 {
				c.add(time.Duration(i%3-1) * time.Millisecond) // now and then backwards
				doc, x, sketch := posts.Document(100*w + i)
				if _, err := store.AppendReading(ctx, doc, x, Run0, sketch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 10 {
				at := c.now()
				e, err := store.Evidence(ctx, ledger.Query{LedgerAt: at})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answers = append(answers, answer{at, e})
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if now := must(store.Evidence(ctx, ledger.Query{LedgerAt: a.at}))(t); now.Head != a.e.Head || len(now.Readings) != len(a.e.Readings) {
			t.Errorf("at %v: %d records then, %d now", a.at, a.e.Head, now.Head)
		}
	}
	if st := verify(t, store); st.Documents != 32 {
		t.Errorf("%d documents", st.Documents)
	}
}

// event is one thing that happens to a store.
type event struct {
	document int // read it
	copied   bool
	judge    int // else judge a statement of this document
}

func (ev event) apply(t TB, s Store) {
	switch {
	case ev.judge > 0:
		_, x, _ := posts.Document(ev.judge)
		judge(t, s, parley.VerdictAccept, x.Statements[0].ID)
	case ev.copied:
		doc, x, sketch := altered(ev.document)
		must(s.AppendReading(ctx, doc, x, Run0, sketch))(t)
	default:
		read(t, s, ev.document)
	}
}

func anyOrder(t *testing.T, s suite) {
	checkSome(t, 6, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) event {
			n := rapid.IntRange(1, 6).Draw(t, "document")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				return event{judge: n}
			case 1:
				return event{document: n, copied: true}
			}
			return event{document: n}
		}), 1, 10).Draw(t, "events")
		order := rapid.Permutation(events).Draw(t, "order")
		steps := rapid.SliceOfN(rapid.IntRange(-3, 3), len(events), len(events)).Draw(t, "clock")
		c1, c2 := newClock(), newClock()
		a, b := s.open(t, c1.now), s.open(t, c2.now)
		defer a.Close()
		defer b.Close()
		for i := range events {
			events[i].apply(t, a)
			c1.add(time.Duration(steps[i]) * time.Hour)
			order[i].apply(t, b)
			order[i/2].apply(t, b) // again
		}
		same(t, "evidence", content(all(t, a)), content(all(t, b)))
		for n := 1; n <= 6; n++ {
			_, x, _ := posts.Document(n)
			q := ledger.Query{Keys: x.DealKeys(&x.Deals[0])}
			same(t, q.Keys[0], content(must(a.Evidence(ctx, q))(t)), content(must(b.Evidence(ctx, q))(t)))
		}
		verify(t, a)
		verify(t, b)
	})
}

func undo(t *testing.T, s suite) {
	store, c := s.new(t)
	for n := range 4 {
		read(t, store, n)
	}
	at := c.add(time.Hour)
	before := must(store.Evidence(ctx, ledger.Query{LedgerAt: at}))(t)
	_, x, _ := posts.Document(1)
	j := judge(t, store, parley.VerdictReject, x.Statements[0].ID)
	u := judge(t, store, parley.VerdictUndo, j.ID)
	if diff := cmp.Diff(before, must(store.Evidence(ctx, ledger.Query{LedgerAt: at}))(t)); diff != "" {
		t.Error(diff)
	}
	now := all(t, store)
	if len(now.Judgements) != 2 || now.Judgements[1].Target != j.ID || now.Judgements[1].Seq != u.Seq {
		t.Errorf("%+v", now.Judgements)
	}
	now.Judgements = nil
	before = must(store.Evidence(ctx, ledger.Query{LedgerAt: at, Texts: true}))(t)
	same(t, "all but the judgements", content(before), content(now))
}

func exportImport(t *testing.T, s suite) {
	checkSome(t, 4, func(t *rapid.T) {
		c := newClock()
		a := s.open(t, c.now)
		defer a.Close()
		for _, n := range rapid.SliceOfN(rapid.IntRange(1, 8), 1, 8).Draw(t, "documents") {
			event{document: n, copied: n%3 == 0}.apply(t, a)
			if n%2 == 0 {
				event{judge: n}.apply(t, a)
			}
			c.add(time.Minute)
		}
		b := s.open(t, c.now)
		defer b.Close()
		first := export(t, a)
		must(b.Import(ctx, bytes.NewReader(first)))(t)
		same(t, "evidence", content(all(t, a)), content(all(t, b)))
		if !bytes.Equal(first, export(t, a)) {
			t.Fatalf("two exports of one log differ")
		}
		verify(t, b)
	})
}

func interrupted(t *testing.T, s suite) {
	store, _ := s.new(t)
	read(t, store, 1)
	before := verify(t, store).Records
	gone, cancel := context.WithCancel(ctx)
	cancel()
	doc, x, sketch := posts.Document(2)
	if _, err := store.AppendReading(gone, doc, x, Run0, sketch); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if n := verify(t, store).Records; n != before {
		t.Errorf("%d records, before %d", n, before)
	}
	read(t, store, 2)
	verify(t, store)
}

// checkSome runs a property n times, since each time makes stores on disk; in
// a soak, as often as rapid's own flag says.
func checkSome(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	if !Soak {
		f := flag.Lookup("rapid.checks")
		old := f.Value.String()
		defer f.Value.Set(old)
		if err := f.Value.Set(fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, property)
}

// Soak makes the properties run at full count.
var Soak bool
