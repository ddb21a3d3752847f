package ledger_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

func TestLedgerIsAStore(t *testing.T) {
	dir := t.TempDir()
	var n atomic.Int64
	ledgertest.Run(t, func(t ledgertest.TB, now func() time.Time) ledgertest.Store {
		o := ledger.Unsynced // the disk has tests of its own
		o.Now = now
		l, err := ledger.Open(ctx, filepath.Join(dir, fmt.Sprint(n.Add(1), ".db")), o)
		if err != nil {
			t.Fatalf("%v", err)
		}
		return l
	})
}

var ctx = context.Background()

func open(t *testing.T, path string, o ledger.Options) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(ctx, path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// filled is a ledger of n documents, closed.
func filled(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "l.db")
	l := open(t, path, ledger.Unsynced)
	for i := range n {
		appendTo(t, l, i)
	}
	if _, err := l.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictAccept, Target: "s-1", Who: "ana"}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func appendTo(t *testing.T, l *ledger.Ledger, n int) {
	t.Helper()
	doc, x, sketch := ledgertest.Archive{Deals: 5, Statements: 2, Paragraphs: 1}.Document(n)
	if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
		t.Fatal(err)
	}
}

// raw opens the file as a stranger's tool would, without the ledger's pragmas.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := driver.Open("file:"+path, fts5.Register)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestEvidenceIsNeitherChangedNorDeleted(t *testing.T) {
	db := raw(t, filled(t, 2))
	for _, q := range []string{
		"UPDATE record SET learned = 0 WHERE seq = 1",
		"UPDATE record SET id = 'x'",
		"DELETE FROM record WHERE seq = 4",
		"DELETE FROM content",
		"UPDATE content SET data = x'00'",
		"INSERT INTO record VALUES (99, 'pair', 'p-1', 9e15, x'', x'', x'')",
		"INSERT INTO record VALUES (6, 'pair', 'p-1', 9e15, x'', zeroblob(32), x'')",
		"INSERT INTO record SELECT seq + 5, 'pair', 'p-1', 0, payload_hash, hash, hash FROM record WHERE seq = 5",
		"INSERT OR REPLACE INTO record SELECT seq, kind, id, learned + 1, payload_hash, prev, hash FROM record WHERE seq = 2",
		"INSERT INTO redaction SELECT payload_hash, 'j-unknown' FROM record WHERE seq = 1",
		"INSERT INTO redaction SELECT r.payload_hash, j.id FROM record r, judgement j WHERE r.seq = 1",
	} {
		if _, err := db.Exec(q); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestVerifyNamesTheFirstBrokenRecord(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"time", "DROP TRIGGER record_update; UPDATE record SET learned = learned + 1 WHERE seq = 3", "record 3 (document sha256:"},
		{"kind", "DROP TRIGGER record_update; UPDATE record SET kind = 'pair' WHERE seq = 2", "record 2 (pair r-"},
		{"hole", "DROP TRIGGER record_delete; DELETE FROM record WHERE seq = 2", "record 2 is missing"},
		{"rewritten", "DROP TRIGGER record_update; UPDATE record SET hash = zeroblob(32) WHERE seq = 4", "record 4 (run r-"},
		{"payload", "DROP TRIGGER content_delete; DELETE FROM content WHERE hash = (SELECT payload_hash FROM record WHERE seq = 2)", "record 2 (run r-"},
		{"swapped", "DROP TRIGGER content_update; UPDATE content SET data = (SELECT data FROM content WHERE hash = (SELECT payload_hash FROM record WHERE seq = 2)) WHERE hash = (SELECT payload_hash FROM record WHERE seq = 4)",
			"record 4 (run r-"},
		{"original", "DROP TRIGGER content_delete; DELETE FROM content WHERE hash = (SELECT original FROM document WHERE seq = 3)", "record 3 (document sha256:"},
		{"false redaction", "DROP TRIGGER redaction_insert; INSERT INTO redaction SELECT r.payload_hash, j.id FROM record r, judgement j WHERE r.seq = 2; DELETE FROM content WHERE hash IN (SELECT hash FROM redaction)",
			"without a redact judgement"},
		{"index", "DELETE FROM deal_key", "index table deal_key"},
		{"index value", "UPDATE reading SET title = 'x' WHERE seq = 2", "index table reading"},
		{"words", "DELETE FROM word WHERE rowid = 1", "full-text index"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filled(t, 3)
			db := raw(t, path)
			if _, err := db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			db.Close()
			l := open(t, path, ledger.Options{})
			_, err := l.Verify(ctx, nil)
			var broken *ledger.Broken
			if !errors.As(err, &broken) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
		})
	}
}

func TestAnythingButALedgerIsRefused(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other.db")
	if _, err := raw(t, other).Exec("CREATE TABLE t (x)"); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filled(t, 1)
	if _, err := raw(t, newer).Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		other:                              "not a Parley ledger",
		text:                               "not a Parley ledger",
		newer:                              "newer parley",
		filepath.Join(dir, "none", "l.db"): "folder exists",
		dir:                                "",
	} {
		l, err := ledger.Open(ctx, path, ledger.Options{})
		if err == nil {
			l.Close()
			t.Errorf("%s was opened", path)
			continue
		}
		if !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", path, err, want)
		}
	}
	if _, err := ledger.Open(ctx, filepath.Join(dir, "no.db"), ledger.Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a ledger that is not there, read-only: %v", err)
	}
	if b, err := os.ReadFile(text); err != nil || !strings.HasPrefix(string(b), "not a database") {
		t.Error("a file that is no ledger was changed")
	}
}

func TestAFileNameMayHoldAnything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20é&mode=ro.db")
	l := open(t, path, ledger.Options{})
	appendTo(t, l, 1)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestAReadOnlyLedgerAnswersAndRefusesToWrite(t *testing.T) {
	path := filled(t, 3)
	check := func(t *testing.T) {
		l := open(t, path, ledger.Options{ReadOnly: true})
		e, err := l.Evidence(ctx, ledger.Query{LedgerAt: time.Now()})
		if err != nil || len(e.Readings) != 3 {
			t.Errorf("%v", err)
		}
		if _, err := l.Verify(ctx, nil); err != nil {
			t.Error(err)
		}
		doc, x, sketch := ledgertest.Archive{}.Document(9)
		if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); !errors.Is(err, ledger.ErrReadOnly) {
			t.Errorf("%v", err)
		}
	}
	t.Run("in a folder that may be written", check)
	t.Run("beside one that writes", func(t *testing.T) {
		l := open(t, path, ledger.Options{})
		appendTo(t, l, 1)
		check(t)
		l.Close()
	})
	t.Run("in a folder that may not", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("the superuser may write anywhere")
		}
		os.Chmod(path, 0o400)
		os.Chmod(filepath.Dir(path), 0o500)
		defer os.Chmod(filepath.Dir(path), 0o700)
		check(t)
		if _, err := ledger.Open(ctx, path, ledger.Options{}); !errors.Is(err, ledger.ErrReadOnly) {
			t.Errorf("%v", err)
		}
	})
}

func TestSeveralLedgersOnOneFileTakeTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			l, err := ledger.Open(ctx, path, ledger.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer l.Close()
			for i := range 8 {
				doc, x, sketch := ledgertest.Archive{Statements: 1, Paragraphs: 1}.Document(4*w + i)
				if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	l := open(t, path, ledger.Options{})
	if st, err := l.Verify(ctx, nil); err != nil || st.Documents != 16 {
		t.Errorf("%v, %d documents", err, st.Documents)
	}
}

func TestWhoWaitsTooLongIsToldWhy(t *testing.T) {
	path := filled(t, 1)
	holder := raw(t, path)
	tx, err := holder.BeginTx(ctx, nil) // immediate
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	l := open(t, path, ledger.Options{Wait: 20 * time.Millisecond})
	doc, x, sketch := ledgertest.Archive{}.Document(9)
	if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err == nil || !strings.Contains(err.Error(), "another parley is writing") {
		t.Errorf("%v", err)
	}
	if e, err := l.Evidence(ctx, ledger.Query{}); err != nil || len(e.Readings) != 1 {
		t.Errorf("a reader has to wait: %v", err)
	}
	tx.Rollback()
	appendTo(t, l, 9)
}

func TestABackupIsALedger(t *testing.T) {
	dir := t.TempDir()
	l := open(t, filepath.Join(dir, "l.db"), ledger.Options{})
	for i := range 5 {
		appendTo(t, l, i)
	}
	copied := filepath.Join(dir, "copy.db")
	if err := l.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	appendTo(t, l, 5)
	b := open(t, copied, ledger.Options{})
	if st, err := b.Verify(ctx, nil); err != nil || st.Documents != 5 || st.Ledger != l.ID() {
		t.Errorf("%v, %+v", err, st)
	}
	appendTo(t, b, 6)
	if err := l.Backup(ctx, copied); err == nil {
		t.Error("a backup was written over")
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*.part*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestIndexesOfAnotherVersionAreBuiltAgain(t *testing.T) {
	path := filled(t, 3)
	db := raw(t, path)
	if _, err := db.Exec("UPDATE meta SET value = 'other' WHERE key = 'index'; DELETE FROM deal_key"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := ledger.Open(ctx, path, ledger.Options{ReadOnly: true}); err == nil {
		t.Error("stale indexes were read")
	}
	told := int64(0)
	l := open(t, path, ledger.Options{Reindexing: func(done, total int64) { told = total }})
	if _, err := l.Verify(ctx, nil); err != nil || told != 7 {
		t.Errorf("%v after %d records", err, told)
	}
}

func TestRedactedWordsLeaveTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := open(t, path, ledger.Options{})
	for i := range 6 {
		appendTo(t, l, i)
	}
	text := "A secret word of this document alone is xylophonist. The rest of it says nothing that others do not."
	doc := &parley.Document{Original: []byte(text)}
	doc.ID, doc.Text, doc.Title = parley.DocumentID(doc.Original), text, "Of a vibraphonist"
	x := &parley.Extraction{Schema: parley.SchemaExtract, Header: doc.Header}
	if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, ledger.Sketch{}); err != nil {
		t.Fatal(err)
	}
	appendTo(t, l, 7)
	if _, err := l.AppendJudgement(ctx, parley.Judgement{Verdict: parley.VerdictRedact, Target: doc.ID, Who: "ana"}); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"xylophon", "vibraphon"} { // as the index stems them
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%q is left in the file%s", word, suffix)
			}
		}
	}
}

// The export is checked here by the words of docs/formats/ledger.md alone.
func TestTheChainIsAsDocumented(t *testing.T) {
	l := open(t, filled(t, 2), ledger.Options{})
	var out bytes.Buffer
	if err := l.Export(ctx, &out, ledger.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	prev := strings.Repeat("0", 64)
	for _, line := range lines[1:] {
		var r struct {
			Seq                                         int64
			Kind, ID, Learned, Payload_hash, Prev, Hash string
			Payload                                     json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		learned, err := time.Parse(time.RFC3339Nano, r.Learned)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range []string{"parley.record/1", fmt.Sprint(r.Seq), r.Kind, r.ID, fmt.Sprint(learned.UnixMicro()), r.Payload_hash, r.Prev} {
			fmt.Fprintf(&b, "%d:%s", len(f), f)
		}
		if hash := fmt.Sprintf("%x", sha256.Sum256([]byte(b.String()))); hash != r.Hash || r.Prev != prev {
			t.Errorf("record %d: the hash is %s, want %s", r.Seq, r.Hash, hash)
		}
		if hash := fmt.Sprintf("%x", sha256.Sum256(r.Payload)); hash != r.Payload_hash {
			t.Errorf("record %d: the payload's hash is %s, want %s", r.Seq, r.Payload_hash, hash)
		}
		prev = r.Hash
	}
}

// Every released format is read: testdata holds an export of each.
func TestReleasedExportsAreImported(t *testing.T) {
	files, err := filepath.Glob("testdata/ledger-*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatal("no exports", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		l := open(t, filepath.Join(t.TempDir(), "l.db"), ledger.Options{})
		in, err := l.Import(ctx, f)
		if err != nil || in.New == 0 || in.Known+in.Refused+in.Kept > 0 {
			t.Errorf("%s: %v, %+v", file, err, in)
		}
		if _, err := l.Verify(ctx, nil); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestMain(m *testing.M) {
	ledgertest.Soak = os.Getenv("PARLEY_SOAK") != ""
	code := m.Run()
	if bench.dir != "" {
		os.RemoveAll(bench.dir)
	}
	os.Exit(code)
}
