package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
)

var ctx = context.Background()

// header is an extractor that finds nothing.
func header(doc *parley.Document) parley.Extraction {
	return parley.Extraction{Schema: parley.SchemaExtract, Header: doc.Header}
}

var key = ledger.RunKey{Extractor: "test/1"}

func open(t *testing.T) *ledger.Ledger {
	t.Helper()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	l, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "l.db"), ledger.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// folder writes files and returns where they are.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func post(title, body string) string {
	return "---\ntitle: " + title + "\ndate: 2026-02-01 10:00:00 +0000\n---\n\n" + body + "\n"
}

const story = `Ministers of Ardenia and Belmora met in the harbour town of Kelp on Monday and agreed to open talks on a fisheries accord
that both sides have put off for nine years. "We have waited long enough," said the Ardenian minister. The Belmoran side would
not say when the next round is to be held, and fishermen on both coasts said that they had not been asked.`

func numbered(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("%03d.md", i)] = post(fmt.Sprintf("Round %d of the talks", i),
			strings.Repeat(fmt.Sprintf("The envoys met for round %d and parted without a word about the figure %d. ", i, i*7919), 4))
	}
	return files
}

func read(t *testing.T, store intake.Store, o intake.Options, args ...string) intake.Summary {
	t.Helper()
	if o.Extract == nil {
		o.Extract, o.Reader = header, key
	}
	s, err := intake.Run(ctx, store, origin.Input{Args: args}, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOneAndManyWorkersMakeTheSameLedger(t *testing.T) {
	dir := folder(t, numbered(30))
	var exports []string
	for _, workers := range []int{1, 4} {
		l := open(t)
		o := intake.Options{Workers: workers, Reader: key, Extract: func(doc *parley.Document) parley.Extraction {
			time.Sleep(time.Duration(len(doc.Original)%7) * time.Millisecond / 4) // finish out of order
			return header(doc)
		}}
		if s := read(t, l, o, dir); s.New != 30 || s.Documents != 30 || len(s.Failures) > 0 {
			t.Fatalf("%d workers: %+v", workers, s)
		}
		var out strings.Builder
		if err := l.Export(ctx, &out, ledger.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
		exports = append(exports, strings.ReplaceAll(out.String(), l.ID(), ""))
	}
	if diff := cmp.Diff(exports[0], exports[1]); diff != "" {
		t.Error(diff)
	}
}

func TestFailuresAreCollectedAndTheRestIsKept(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.md": post("A", story), "b.md": "", "c.md": "\x7fELF\x02\x01\x01\x00\x00\x00\x00", "d.md": post("D", "Short."),
	})
	l := open(t)
	var seen []string
	s := read(t, l, intake.Options{Each: func(i intake.Item) {
		if i.Err != nil {
			seen = append(seen, "error")
		} else {
			seen = append(seen, filepath.Base(i.Place))
		}
	}}, dir, filepath.Join(dir, "gone.md"))
	if s.New != 2 || len(s.Failures) != 3 {
		t.Fatalf("%+v", s)
	}
	for i, name := range []string{"b.md", "c.md", "gone.md"} {
		if !strings.Contains(s.Failures[i].Error(), name+":") {
			t.Errorf("%q does not begin with its place", s.Failures[i])
		}
	}
	if got := strings.Join(seen, " "); got != "a.md error error d.md error" {
		t.Errorf("told in the order %s", got)
	}
}

func TestAFailingExtractorFailsItsDocumentAndAWrongItemOnlyItself(t *testing.T) {
	dir := folder(t, numbered(3))
	l := open(t)
	var left []error
	s := read(t, l, intake.Options{Reader: key, Each: func(i intake.Item) { left = append(left, i.LeftOut...) }, Extract: func(doc *parley.Document) parley.Extraction {
		switch filepath.Base(string(doc.Path)) {
		case "000.md":
			panic("a rule went wrong")
		case "001.md":
			x := header(doc)
			x.Deals = []parley.Deal{{ID: "d1", Name: "x", Kind: "no kind"}}
			return x
		}
		return header(doc)
	}}, dir)
	if s.New != 2 || len(s.Failures) != 1 || s.Deals != 0 {
		t.Fatalf("%+v", s)
	}
	if len(left) != 1 || !strings.Contains(left[0].Error(), `deal d1: unknown kind "no kind"`) {
		t.Errorf("left out: %v", left)
	}
}

func TestWhatWasReadIsSkippedBeforeExtraction(t *testing.T) {
	dir := folder(t, numbered(6))
	l := open(t)
	var extracted atomic.Int64
	o := intake.Options{Reader: key, Extract: func(doc *parley.Document) parley.Extraction {
		extracted.Add(1)
		return header(doc)
	}}
	read(t, l, o, dir)
	again := read(t, l, o, dir)
	if again.Known != 6 || again.New != 0 || extracted.Load() != 6 {
		t.Errorf("again: %+v after %d extractions", again, extracted.Load())
	}
	o.Reader = ledger.RunKey{Extractor: "test/2"}
	if s := read(t, l, o, dir); s.Reread != 6 || s.New != 0 {
		t.Errorf("a new reader: %+v", s)
	}
}

func TestAnInterruptedReadGoesOnWhereItStopped(t *testing.T) {
	dir := folder(t, numbered(20))
	l := open(t)
	stopped, cancel := context.WithCancel(ctx)
	n := 0
	s, err := intake.Run(stopped, l, origin.Input{Args: []string{dir}}, intake.Options{Workers: 3, Reader: key, Extract: header, Each: func(intake.Item) {
		if n++; n == 7 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || s.New < 7 || s.New > 8 || len(s.Failures) > 0 {
		t.Fatalf("%v, %+v", err, s)
	}
	if rest := read(t, l, intake.Options{}, dir); rest.Known != s.New || rest.New != 20-s.New {
		t.Errorf("resumed: %+v", rest)
	}
	if st, err := l.Verify(ctx, nil); err != nil || st.Documents != 20 {
		t.Errorf("%v, %d documents", err, st.Documents)
	}
}

// full is a store whose disk is full after some documents.
type full struct {
	*ledger.Ledger
	left int
}

var errFull = errors.New("the disk is full")

func (f *full) AppendReading(ctx context.Context, doc *parley.Document, x *parley.Extraction, run ledger.RunKey, s ledger.Sketch) (ledger.Receipt, error) {
	if f.left--; f.left < 0 {
		return ledger.Receipt{}, errFull
	}
	return f.Ledger.AppendReading(ctx, doc, x, run, s)
}

func TestAFailingStoreEndsTheRead(t *testing.T) {
	dir := folder(t, numbered(20))
	s, err := intake.Run(ctx, &full{Ledger: open(t), left: 5}, origin.Input{Args: []string{dir}}, intake.Options{Reader: key, Extract: header})
	if !errors.Is(err, errFull) || s.New != 5 {
		t.Errorf("%v, %+v", err, s)
	}
}

func TestCopiesVersionsAndOtherLanguagesAreListed(t *testing.T) {
	dir := folder(t, map[string]string{
		"1.md": post("Talks to open on fisheries", story),
		"2.md": post("Fisheries: two sides to talk at last", "Good morning to all readers.\n\n"+story),
		"3.md": post("Nothing of the kind", "The museum of Estmark has bought a clock that runs backwards, and the town has asked why. Nobody could say what it is for or who is to wind it."),
		"4.md": post("Pourparlers", strings.Repeat("Les ministres se sont réunis lundi dans le port pour parler de la pêche et des quotas, sans résultat pour le moment. ", 4)),
	})
	l := open(t)
	s := read(t, l, intake.Options{}, dir)
	if s.New != 4 || len(s.Copies) != 1 || filepath.Base(s.Copies[0].Place) != "2.md" {
		t.Errorf("copies: %+v", s.Copies)
	}
	if len(s.Unread) != 1 || filepath.Base(s.Unread[0].Place) != "4.md" {
		t.Errorf("unread: %+v", s.Unread)
	}
	page := filepath.Join(folder(t, map[string]string{"p.txt": story}), "p.txt")
	known := origin.Known{URL: "https://desk.example/p"}
	for i, text := range []string{story, story + " Later they left."} {
		if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := intake.Run(ctx, l, origin.Input{Args: []string{page}, Known: known}, intake.Options{Reader: key, Extract: header})
		if err != nil || len(s.Versions) != i {
			t.Errorf("%v, %+v", err, s)
		}
	}
}

func TestTheEmbeddedReaderFillsALedger(t *testing.T) {
	dir := folder(t, map[string]string{"a.md": post("Talks to open on fisheries", story)})
	l := open(t)
	s, err := intake.Run(ctx, l, origin.Input{Args: []string{dir}}, intake.Options{})
	if err != nil || s.New != 1 || len(s.Failures) > 0 {
		t.Fatalf("%v, %+v", err, s)
	}
	e, err := l.Evidence(ctx, ledger.Query{})
	if err != nil || len(e.Readings) != 1 || e.Readings[0].Run != intake.CurrentReader() {
		t.Errorf("%v, %+v", err, e)
	}
}
