package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

// desk is a ledger of some documents, one of which is confidential and one of
// which begins its words as a formula does.
func desk(t *testing.T) (l *ledger.Ledger, secret string) {
	t.Helper()
	l, err := ledger.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	posts := ledgertest.Archive{Deals: 4, Paragraphs: 1}
	for n := range 5 {
		doc, x, sketch := posts.Document(n)
		switch n {
		case 3:
			doc.Confidential, secret = true, doc.ID
		case 4:
			x.Title, doc.Title = "=HYPERLINK(\"https://evil.example\")", "=HYPERLINK(\"https://evil.example\")"
		}
		if _, err := l.AppendReading(t.Context(), doc, x, ledgertest.Run0, sketch); err != nil {
			t.Fatal(err)
		}
	}
	return l, secret
}

func exported(t *testing.T, src Source) map[string][]byte {
	t.Helper()
	files, err := Files(t.Context(), src, Options{Formats: Formats, Ledger: "l"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Name] = f.Data
	}
	return out
}

func TestConfidentialNotesStayAtTheDesk(t *testing.T) {
	l, secret := desk(t)
	for name, data := range exported(t, l.Public()) {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s tells of the confidential note", name)
		}
	}
	if all := exported(t, l); !bytes.Contains(all["documents.csv"], []byte(secret)) {
		t.Error("the desk's own export lacks it")
	}
}

func TestSameLedgerGivesSameBytes(t *testing.T) {
	l, _ := desk(t)
	if a, b := exported(t, l), exported(t, l); !reflect.DeepEqual(a, b) {
		t.Error("two exports of one ledger differ")
	}
}

func TestNoCellIsTakenForAFormula(t *testing.T) {
	l, _ := desk(t)
	for name, data := range exported(t, l) {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			for _, c := range r {
				if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
					t.Errorf("%s: %q", name, c)
				}
			}
		}
		if name == "documents.csv" && !strings.Contains(string(data), "'=HYPERLINK") {
			t.Error("the title is not there to be guarded")
		}
	}
}

// The three forms of a table hold the same rows.
func TestParquetAndJSONLinesAgree(t *testing.T) {
	l, _ := desk(t)
	files := exported(t, l)
	same[dealRow](t, files, "deals")
	same[sayRow](t, files, "readings")
	same[statementRow](t, files, "statements")
	same[documentRow](t, files, "documents")
}

func same[T any](t *testing.T, files map[string][]byte, name string) {
	t.Helper()
	data := files[name+".parquet"]
	columns, err := parquet.Read[T](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var lines []T
	for line := range bytes.Lines(files[name+".jsonl"]) {
		var r T
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, r)
	}
	a, _ := json.Marshal(columns)
	b, _ := json.Marshal(lines)
	// Parquet does not tell an empty list from none.
	if string(bytes.ReplaceAll(a, []byte("null"), []byte("[]"))) != string(bytes.ReplaceAll(b, []byte("null"), []byte("[]"))) || len(lines) == 0 {
		t.Errorf("%s: parquet has\n%.400s\nJSON Lines\n%.400s", name, a, b)
	}
}

func TestEveryColumnIsDescribed(t *testing.T) {
	l, _ := desk(t)
	files := exported(t, l)
	var p dataPackage
	if err := json.Unmarshal(files["datapackage.json"], &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Resources) != len(files)-2 {
		t.Errorf("%d of %d files are described", len(p.Resources), len(files)-2)
	}
	for _, r := range p.Resources {
		data := files[r.Path]
		if len(data) != r.Bytes {
			t.Errorf("%s: %d bytes, described as %d", r.Path, len(data), r.Bytes)
		}
		if r.Format != "csv" {
			continue
		}
		head, err := csv.NewReader(bytes.NewReader(data)).Read()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range r.Schema.Fields {
			if f.Name != head[i] || f.Description == "" || f.Type == "" {
				t.Errorf("%s: column %q is described as %+v", r.Path, head[i], f)
			}
		}
	}
}

func TestEveryFollowTheMoneyReferenceLeadsSomewhere(t *testing.T) {
	l, _ := desk(t)
	g, err := gather(context.Background(), l, Options{}.Ask)
	if err != nil {
		t.Fatal(err)
	}
	rows := followTheMoney(g).of
	schema, ids := map[string]string{}, map[string]bool{}
	for _, r := range rows {
		if r.Prop == "id" && schema[r.EntityID] == "" {
			schema[r.EntityID] = r.Schema
		}
		if ids[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		ids[r.ID] = true
	}
	involved := 0
	for _, r := range rows {
		if schema[r.EntityID] == "" || r.PropType == "entity" && schema[r.Value] == "" {
			t.Errorf("%+v refers to nothing", r)
		}
		if r.Prop == "involved" {
			involved++
		}
	}
	if involved == 0 {
		t.Error("nobody is involved in anything")
	}
}

// A change that was in the feed keeps its id and date when more is read of
// other deals.
func TestFeedEntriesKeepTheirIDs(t *testing.T) {
	l, _ := desk(t)
	titles := map[string]string{}
	read := func() map[string]string {
		var f atomFeed
		if err := xml.Unmarshal(exported(t, l)["changes.atom"], &f); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, e := range f.Entries {
			if _, err := parley.ParseDate(e.Updated); err != nil || e.Title == "" || e.Content.Text == "" {
				t.Errorf("entry %+v: %v", e, err)
			}
			out[e.ID], titles[e.ID] = e.Updated, e.Title
		}
		if len(out) != len(f.Entries) || len(out) == 0 {
			t.Errorf("%d entries with %d ids", len(f.Entries), len(out))
		}
		return out
	}
	before := read()
	doc, x, sketch := ledgertest.Archive{Deals: 400}.Document(300)
	if _, err := l.AppendReading(t.Context(), doc, x, ledgertest.Run0, sketch); err != nil {
		t.Fatal(err)
	}
	after, kept := read(), 0
	for id, at := range before {
		if strings.HasPrefix(titles[id], x.Deals[0].Name) || strings.HasPrefix(titles[id], x.Deals[1].Name) {
			continue
		}
		if kept++; after[id] != at {
			t.Errorf("%s of %s is now of %q", id, at, after[id])
		}
	}
	if kept == 0 {
		t.Error("every deal is told of anew")
	}
}
