package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
)

// benchAnswers measures what an answer costs on synthetic ledgers that grow: deals
// with Zipf's skew, four statements to a document. The last column is the
// growth exponent between the smallest and the largest ledger: 0 is flat, 1
// grows with the ledger.
func benchAnswers(args []string, out io.Writer) error {
	f := flag.NewFlagSet("bench-answers", flag.ContinueOnError)
	sizes := f.String("statements", "1000,10000,100000", "how many statements the ledgers hold")
	questions := f.Int("questions", 200, "how often each question is asked")
	seed := f.Int64("seed", 1, "of the synthetic ledgers")
	if err := f.Parse(args); err != nil {
		return err
	}
	var ns []int
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 4 {
			return fmt.Errorf("--statements: %q is no number of statements", s)
		}
		ns = append(ns, n)
	}
	var names []string
	rows := map[string][]float64{}
	for _, n := range ns {
		err := measure(n, *questions, *seed, func(name string, v float64) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			rows[name] = append(rows[name], v)
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "| |")
	for _, n := range ns {
		fmt.Fprintf(out, " %d statements |", n)
	}
	fmt.Fprintf(out, " exponent |\n|---|%s---|\n", strings.Repeat("---|", len(ns)))
	for _, name := range names {
		vs := rows[name]
		fmt.Fprintf(out, "| %s |", name)
		for _, v := range vs {
			fmt.Fprintf(out, " %.3g |", v)
		}
		first, last := vs[0], vs[len(vs)-1]
		fmt.Fprintf(out, " %.2f |\n", math.Log(last/first)/math.Log(float64(ns[len(ns)-1])/float64(ns[0])))
	}
	return nil
}

// perDocument is how many statements a synthetic document has.
const perDocument = 4

// measure fills one ledger and reports each figure of it.
func measure(n, questions int, seed int64, report func(name string, v float64)) error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	clock := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	path := filepath.Join(dir, "bench.db")
	l, err := ledger.Open(ctx, path, ledger.Options{Now: func() time.Time { return clock }})
	if err != nil {
		return err
	}
	defer l.Close()

	r := rand.New(rand.NewSource(seed))
	deals := max(n/10, 4)
	skew := rand.NewZipf(r, 1.2, 8, uint64(deals-1))
	counts := map[int]int{}
	docs := n / perDocument
	var last []float64
	for i := range docs {
		clock = clock.Add(365 * 24 * time.Hour / time.Duration(docs))
		deal := int(skew.Uint64())
		counts[deal] += perDocument
		doc, x := synthetic(r, i, deal, clock)
		start := time.Now()
		if _, err := l.AppendReading(ctx, doc, x, ledger.RunKey{Extractor: "bench"}, ledger.Sketch{}); err != nil {
			return err
		}
		if i >= docs-200 {
			last = append(last, ms(time.Since(start))/perDocument)
		}
	}
	report("one more statement, with its commit, ms p50", quantile(last, 0.5))

	var usual []int
	largest := 0
	for d, c := range counts {
		if c <= 200 {
			usual = append(usual, d)
		}
		if c > counts[largest] {
			largest = d
		}
	}
	slices.Sort(usual)
	k := answer.New(l)
	ask := func(name string, times int, which func() int, f func(deal string) error) error {
		var took []float64
		for range times {
			d := dealName(which())
			start := time.Now()
			if err := f(d); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			took = append(took, ms(time.Since(start)))
		}
		report(name+", ms p50", quantile(took, 0.5))
		report(name+", ms p99", quantile(took, 0.99))
		return nil
	}
	show := func(a answer.Ask) func(string) error {
		return func(deal string) error {
			_, err := k.Show(ctx, a, deal)
			return err
		}
	}
	any := func() int { return usual[r.Intn(len(usual))] }
	if err := ask("show", questions, any, show(answer.Ask{})); err != nil {
		return err
	}
	if err := ask("show --as-of", questions, any, show(answer.Ask{AsOf: "2026-01-01"})); err != nil {
		return err
	}
	if err := ask("show --ledger-at", questions, any, show(answer.Ask{LedgerAt: "2025-12-31"})); err != nil {
		return err
	}
	if err := ask("diff of a month", questions, any, func(deal string) error {
		_, err := k.Diff(ctx, answer.Ask{}, answer.DiffQuery{Since: "2025-12-01", Deal: deal})
		return err
	}); err != nil {
		return err
	}
	if err := ask("show of the largest deal", 5, func() int { return largest }, show(answer.Ask{})); err != nil {
		return err
	}
	report("statements of the largest deal", float64(counts[largest]))
	start := time.Now()
	if err := l.Reindex(ctx, func(int64, int64) {}); err != nil {
		return err
	}
	report("rebuild, ms", ms(time.Since(start)))
	stat, err := os.Stat(path)
	if err != nil {
		return err
	}
	report("bytes a statement", float64(stat.Size())/float64(n))
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func quantile(vs []float64, q float64) float64 {
	slices.Sort(vs)
	return vs[min(len(vs)-1, int(q*float64(len(vs))))]
}

func dealName(i int) string { return "Harbour " + letters(i) + " Framework" }

// letters writes a number as a word of its own.
func letters(i int) string {
	s := "Q"
	for i++; i > 0; i /= 20 {
		s += string("bcdfghjklmnprstvwxyz"[i%20]) + "a"
	}
	return s
}

// synthetic is one document about one deal: four voices' positions on it.
func synthetic(r *rand.Rand, n, deal int, published time.Time) (*parley.Document, *parley.Extraction) {
	name := dealName(deal)
	var text strings.Builder
	x := &parley.Extraction{Schema: parley.SchemaExtract, Entities: []parley.Entity{
		{ID: "e1", Name: "United States", Type: parley.EntityState}, {ID: "e2", Name: "United Kingdom", Type: parley.EntityState}, {ID: "e3", Name: "Wire", Type: parley.EntityOutlet}}}
	write := func(words string) parley.Part {
		start := text.Len()
		text.WriteString(words + ". ")
		return parley.Part{Text: words, Spans: []parley.Span{{Start: start, End: start + len(words)}}}
	}
	title := write(fmt.Sprintf("Report %d on the %s", n, name))
	x.Deals = []parley.Deal{{ID: "d1", Name: name, Kind: parley.DealTrade, Instrument: "framework", Parties: []string{"e1", "e2"}, Main: true, Mentions: title.Spans, Confidence: 1}}
	for i := range perDocument {
		e := fmt.Sprintf("e%d", i+4)
		who := fmt.Sprintf("Minister %s", letters(r.Intn(40)))
		x.Entities = append(x.Entities, parley.Entity{ID: e, Name: who, Type: parley.EntityPerson, SpeaksFor: []parley.Optional{"e1", "e2"}[i%2]})
		value := []string{"active", "stalled", "paused"}[r.Intn(3)]
		source, cue, content := write(who), write("said"), write("talks on it are "+value)
		id := fmt.Sprintf("s-%d-%d", n, i)
		x.Statements = append(x.Statements, parley.Statement{ID: id, Part: parley.PartBody, Source: &parley.SourcePart{Part: source, Entity: parley.Optional(e)},
			Cue: &cue, Content: content, Kind: parley.KindIndirect, Act: parley.ActAssert, Basis: parley.BasisOnRecord, Confidence: 1, ByRule: "bench"})
		x.Assertions = append(x.Assertions, parley.Assertion{ID: fmt.Sprintf("a-%d-%d", n, i), Deal: "d1", Type: parley.TypePosition, By: parley.Optional(e),
			Statement: parley.Optional(id), Derivation: parley.DerivationStated, Evidence: content, Confidence: 1, ByRule: "bench", Axis: parley.AxisActivity, Value: value})
	}
	x.Text, x.Language = text.String(), "en"
	x.Parts = []parley.TextPart{{Part: parley.PartBody, Span: parley.Span{Start: 0, End: len(x.Text)}}}
	x.Published, x.Outlet = parley.Optional(published.Format("2006-01-02T15:04:05")), "Wire"
	x.ID = parley.DocumentID([]byte(x.Text))
	return &parley.Document{Header: x.Header, Kind: parley.DocumentArticle, MediaType: "text/plain", Encoding: "utf-8", Original: []byte(x.Text),
		Map: parley.OffsetMap{{TextLen: len(x.Text), OriginalLen: len(x.Text)}}}, x
}
