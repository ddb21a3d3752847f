package bundle

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/dealfile"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
)

var update = flag.Bool("update", false, "write the bundle of this format version anew")

// examples is a ledger of the example posts and deal files, made once.
var examples = sync.OnceValues(func() (*ledger.Ledger, error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bundle")
	if err != nil {
		return nil, err
	}
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	l, err := ledger.Open(ctx, filepath.Join(dir, "examples.db"), ledger.Options{Now: func() time.Time { now = now.Add(time.Minute); return now }})
	if err != nil {
		return nil, err
	}
	posts, err := filepath.Glob("../../examples/posts/*")
	if err != nil {
		return nil, err
	}
	if s, err := intake.Run(ctx, l, origin.Input{Args: posts}, intake.Options{}); err != nil || len(s.Failures) > 0 {
		return nil, fmt.Errorf("%w %v", err, s.Failures)
	}
	files, err := filepath.Glob("../../examples/deals/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		deals, err := dealfile.Parse(f, b)
		if err != nil {
			return nil, err
		}
		for _, d := range deals {
			if _, err := l.AppendDealFile(ctx, d.ID, d.YAML, d.Keys()); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if l, err := examples(); err == nil {
		l.Close()
	}
	os.Exit(code)
}

func desk(t testing.TB) *ledger.Ledger {
	t.Helper()
	l, err := examples()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const program = "parley (test)"

func prove(t testing.TB, o Options) *Made {
	t.Helper()
	o.MadeBy = program
	m, err := Make(context.Background(), desk(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func verify(t testing.TB, data []byte) *Report {
	t.Helper()
	r, err := Verify(context.Background(), data, program)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const battery = "Battery Minerals Partnership"

func TestEveryAnswerOfTheExamplesVerifies(t *testing.T) {
	deals, err := answer.New(desk(t)).Deals(t.Context(), answer.Ask{}, answer.DealsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deals.Deals {
		for _, quotes := range []bool{false, true} {
			m := prove(t, Options{Deal: d.ID, QuotesOnly: quotes})
			r := verify(t, m.Archive)
			if !r.Whole {
				t.Errorf("%s: %v", d.ID, r.Problems)
			}
			if r.ID != m.ID || r.Answer == nil || r.Answer.Sentence.Text != m.Answer.Sentence.Text {
				t.Errorf("%s: verified %s, made %s", d.ID, r.ID, m.ID)
			}
			for _, f := range m.Manifest.Files {
				if quotes && strings.HasPrefix(f.Name, "originals/") {
					t.Errorf("%s: %s travels with the quotes only", d.ID, f.Name)
				}
			}
		}
	}
}

func TestEveryTimeAndPolicyVerifies(t *testing.T) {
	for _, a := range []answer.Ask{{KnownAt: "2025-10"}, {AsOf: "2025-06"}, {LedgerAt: "2026-03-01T08:10Z"}, {Policy: "official"}, {Resolution: "judged"}} {
		deal := battery
		if a.Resolution != "" {
			heads, err := desk(t).DealHeads(t.Context(), ledger.HeadQuery{Prefix: parley.FoldName(battery)})
			if err != nil {
				t.Fatal(err)
			}
			deal = heads[0].Document + "#" + heads[0].Local
		}
		m := prove(t, Options{Ask: a, Deal: deal, Axis: "activity"})
		if r := verify(t, m.Archive); !r.Whole {
			t.Errorf("%+v: %v", a, r.Problems)
		}
	}
}

func TestSameQuestionGivesSameBytes(t *testing.T) {
	a := prove(t, Options{Deal: battery, Ask: answer.Ask{Now: time.Now()}})
	b := prove(t, Options{Deal: battery})
	if !bytes.Equal(a.Archive, b.Archive) {
		t.Error("two bundles of one answer differ")
	}
}

// changes is how many single-byte changes are tried.
func changes() int {
	if os.Getenv("PARLEY_SOAK") != "" {
		return 1000
	}
	return 40
}

func TestEveryChangedByteIsFound(t *testing.T) {
	for _, quotes := range []bool{false, true} {
		m := prove(t, Options{Deal: battery, QuotesOnly: quotes})
		_, regions := archive(nil, "")
		files, note, err := unpack(m.Archive)
		if err != nil {
			t.Fatal(err)
		}
		_, regions = archive(files, note)
		r := rand.New(rand.NewPCG(1, 2))
		places := []int{0, len(m.Archive) - 1}
		for range changes() {
			places = append(places, r.IntN(len(m.Archive)))
		}
		// Each kind of region once, since most bytes are those of texts.
		for i := range regions {
			places = append(places, regions[i].end-1)
		}
		for _, at := range places {
			data := slices.Clone(m.Archive)
			data[at] ^= byte(1 + r.IntN(255))
			got := verify(t, data)
			if got.Whole || len(got.Problems) == 0 {
				t.Fatalf("byte %d changed to %#x: not found", at, data[at])
			}
			in := regions[slices.IndexFunc(regions, func(g region) bool { return at < g.end })].what
			if member.MatchString(in) && got.Problems[0].File != in {
				t.Fatalf("byte %d, in %s: named as %v", at, in, got.Problems)
			}
		}
		t.Attr("soak", fmt.Sprintf("%d changes of one byte", len(places)))
	}
}

func TestWhatIsCutOffOrAddedIsFound(t *testing.T) {
	m := prove(t, Options{Deal: battery})
	for _, data := range [][]byte{nil, m.Archive[:len(m.Archive)-1], m.Archive[:len(m.Archive)/2], append(slices.Clone(m.Archive), 0), append([]byte{0}, m.Archive...)} {
		if r := verify(t, data); r.Whole {
			t.Errorf("%d bytes of %d pass", len(data), len(m.Archive))
		}
	}
}

// forge changes files of a bundle and makes every hash that anybody could make
// fit again.
func forge(t *testing.T, m *Made, change func(map[string][]byte, *Manifest)) []byte {
	t.Helper()
	files := map[string][]byte{}
	list, _, err := unpack(m.Archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if f.name != "manifest.json" {
			files[f.name] = f.data
		}
	}
	n := &Made{Manifest: m.Manifest}
	change(files, &n.Manifest)
	if err := n.seal(files); err != nil {
		t.Fatal(err)
	}
	return n.Archive
}

func swap(name, from, to string) func(map[string][]byte, *Manifest) {
	return func(files map[string][]byte, _ *Manifest) {
		for f := range files {
			if strings.HasPrefix(f, name) {
				files[f] = bytes.ReplaceAll(files[f], []byte(from), []byte(to))
			}
		}
	}
}

// A forger who makes all hashes fit again is caught by working out.
func TestAForgedBundleIsFound(t *testing.T) {
	m := prove(t, Options{Deal: battery})
	quoted := prove(t, Options{Deal: battery, QuotesOnly: true})
	drop := func(prefix string) func(map[string][]byte, *Manifest) {
		return func(files map[string][]byte, _ *Manifest) {
			for f := range files {
				if strings.HasPrefix(f, prefix) {
					delete(files, f)
					return
				}
			}
		}
	}
	tests := []struct {
		name   string
		of     *Made
		change func(map[string][]byte, *Manifest)
		want   string
	}{
		{"nothing", m, func(map[string][]byte, *Manifest) {}, ""},
		{"the answer", m, swap("answer.json", "disputed", "undisputed"), "answer.json: line"},
		{"the proof", m, swap("proof.json", "stalled", "active"), "proof.json: line"},
		{"an annotation", m, swap("annotations.jsonld", "stalled", "thrived"), "annotations.jsonld: line"},
		{"the readme", m, swap("README.txt", "evidence", "evidents"), "README.txt: is not the text"},
		{"a record", m, swap("records/", "stalled", "thrived"), "the payload does not match its hash"},
		{"an original", m, swap("originals/", "stalled", "thrived"), "its SHA-256 is not its name"},
		{"quoted words", quoted, func(f map[string][]byte, n *Manifest) {
			swap("quotes/", " have stalled", " have thrived")(f, n)
			swap("quotes/", `"stalled over`, `"thrived over`)(f, n)
		}, "answer.json: line"},
		{"a record of the chain", m, swap("chain.jsonl", `"kind":"run"`, `"kind":"pair"`), "chain.jsonl: ends with record"},
		{"the answer of another version", m, func(f map[string][]byte, n *Manifest) {
			n.MadeBy = "parley 0.0"
			swap("answer.json", "disputed", "undisputed")(f, n)
		}, "answer.json: does not say what the evidence gives"},
		{"the question", m, func(_ map[string][]byte, n *Manifest) { n.Question.KnownAt = "2025-06" }, "answer.json: line"},
		{"a policy that is none", m, func(_ map[string][]byte, n *Manifest) { n.Question.Policy = "mine" }, "manifest.json: asks by the policy"},
		{"an original less", m, drop("originals/"), "is missing"},
		{"a record less", m, drop("records/"), ""},
		{"quotes for a whole text", m, func(f map[string][]byte, _ *Manifest) { f["quotes/000000000002.json"] = f["records/000000000002.json"] }, "quotes"},
		{"a file more", m, func(f map[string][]byte, _ *Manifest) { f["records/000000009999.json"] = []byte("{}") }, "there is no such record in the chain"},
		{"a path out of the folder", m, func(f map[string][]byte, _ *Manifest) { f["../records.json"] = []byte("{}") }, "which has no place in a bundle"},
	}
	for _, test := range tests {
		r := verify(t, forge(t, test.of, test.change))
		switch {
		case test.name == "nothing":
			if !r.Whole {
				t.Errorf("sealed again: %v", r.Problems)
			}
		case r.Whole:
			t.Errorf("%s: passes", test.name)
		case !strings.Contains(fmt.Sprint(r.Problems), test.want):
			t.Errorf("%s: %v, want %q", test.name, r.Problems, test.want)
		}
	}
}

func TestWordsOfAnotherVersionAreANote(t *testing.T) {
	m := prove(t, Options{Deal: battery})
	r := verify(t, forge(t, m, func(f map[string][]byte, n *Manifest) {
		n.MadeBy = "parley 0.0"
		swap("proof.json", `"rule": "`, `"rule": "old `)(f, n)
	}))
	if !r.Whole || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "worded otherwise") {
		t.Errorf("%v %v", r.Problems, r.Notes)
	}
}

// Each released version of the format stays here as it was written.
func TestBundlesOfEveryFormatVersionVerify(t *testing.T) {
	const newest = "testdata/bundle-1.zip"
	if *update {
		o := Options{Deal: "Northern Fisheries Accord", MadeBy: "parley 0.1 (fixture)"}
		m, err := Make(t.Context(), desk(t), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(newest, m.Archive, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob("testdata/bundle-*.zip")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if r := verify(t, data); !r.Whole {
			t.Errorf("%s: %v", name, r.Problems)
		}
	}
}

func FuzzVerify(f *testing.F) {
	m, err := Make(f.Context(), desk(f), Options{Deal: battery, MadeBy: program})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(m.Archive[:2000])
	small, _ := archive([]file{{"manifest.json", []byte(`{"schema":"parley.bundle/1"}`)}}, "x")
	f.Add(small)
	f.Fuzz(func(t *testing.T, data []byte) {
		if r := verify(t, data); r.Whole != (len(r.Problems) == 0) {
			t.Errorf("whole %v with %d problems", r.Whole, len(r.Problems))
		}
	})
}
