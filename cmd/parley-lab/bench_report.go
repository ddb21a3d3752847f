package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
	"github.com/parley-desk/parley/internal/origin/origintest"
)

// benchReport measures the program as a user has it, on generated posts, and
// the ledger as it grows, and writes docs/bench.md.
func benchReport(args []string, out io.Writer) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := f.Bool("quick", false, "a fiftieth of the counts")
	to := f.String("o", "", "write to this file, else to standard output")
	note := f.String("note", "", "a sentence about the machine")
	grown := f.String("grown", "", "keep the synthetic ledgers in this folder, go on from those that are there, and measure nothing else")
	if err := f.Parse(args); err != nil {
		return err
	}
	b := benching{posts: 10_000, extracted: 1000, starts: 50, sizes: []int{1000, 10_000, 100_000}}
	if *quick {
		b = benching{posts: 200, extracted: 100, starts: 10, sizes: []int{100, 300, 1000}}
	}
	var err error
	if b.dir, err = os.MkdirTemp("", "parley-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.grownIn = b.dir; *grown != "" {
		b.grownIn = *grown
	}
	b.program = filepath.Join(b.dir, "parley.exe")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", b.program, "./cmd/parley").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}
	command := "make bench"
	if *quick {
		command = "go run ./cmd/parley-lab bench -quick"
	}
	fmt.Fprintf(&b.page, "# Speed and memory\n\n`%s` on %s, %s.", command, time.Now().UTC().Format("2 January 2006"), machine())
	if *note != "" {
		fmt.Fprintf(&b.page, " %s", *note)
	}
	b.page.WriteString("\n")
	parts := []func() error{b.starting, b.reading, b.extracting, b.growing}
	if *grown != "" {
		parts = []func() error{b.growing}
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
		if *to == "" {
			continue
		}
		if err := os.WriteFile(*to, b.page.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if *to == "" {
		_, err = out.Write(b.page.Bytes())
	}
	return err
}

// benching is one run of benchReport.
type benching struct {
	posts     int   // read into one ledger
	extracted int   // by parley extract
	starts    int   // of the program, to see how long one takes
	sizes     []int // of the growing ledgers, in documents
	dir       string
	grownIn   string // folder of the growing ledgers
	program   string
	page      bytes.Buffer
}

// table begins a table.
func (b *benching) table(title, words string, columns ...string) {
	fmt.Fprintf(&b.page, "\n## %s\n\n%s\n\n| %s |\n|---|%s\n", title, words, strings.Join(columns, " | "), strings.Repeat("---:|", len(columns)-1))
}

func (b *benching) row(cells ...string) {
	fmt.Fprintf(&b.page, "| %s |\n", strings.Join(cells, " | "))
}

// cost is what a run of the program took.
type cost struct {
	took, processor time.Duration // by the clock on the wall; of all cores
	peak            int64         // bytes of memory
}

// run runs the program.
func (b *benching) run(args ...string) (cost, error) {
	c := exec.Command(b.program, args...)
	var errs bytes.Buffer
	c.Stderr = &errs
	start := time.Now()
	if err := c.Run(); err != nil {
		return cost{}, fmt.Errorf("parley %s: %w: %s", args[0], err, errs.String())
	}
	s := c.ProcessState
	return cost{time.Since(start), s.UserTime() + s.SystemTime(), peakMemory(s)}, nil
}

// folder writes n generated posts and returns their bytes.
func (b *benching) folder(name string, n int) (dir string, size int64, err error) {
	dir = filepath.Join(b.dir, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", 0, err
	}
	for i := range n {
		name, text := origintest.Post(i)
		size += int64(len(text))
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return "", 0, err
		}
	}
	return dir, size, nil
}

func (b *benching) reading() error {
	posts, size, err := b.folder("posts", b.posts)
	if err != nil {
		return err
	}
	file := filepath.Join(b.dir, "read.db")
	first, err := b.run("read", "--ledger", file, posts)
	if err != nil {
		return err
	}
	again, err := b.run("read", "--ledger", file, posts)
	if err != nil {
		return err
	}
	l, err := ledger.Open(context.Background(), file, ledger.Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	s, err := l.Stats(context.Background())
	if err != nil {
		return err
	}
	n := float64(b.posts)
	b.table("Reading into a ledger", fmt.Sprintf("`parley read` of %d generated posts of %d bytes on average, one commit a document.", b.posts, size/int64(b.posts)),
		"", "figure")
	b.row("documents a second", fmt.Sprintf("%.0f", n/first.took.Seconds()))
	b.row("megabytes a second", fmt.Sprintf("%.2f", float64(size)/1e6/first.took.Seconds()))
	b.row("processor time a document, ms", figure(ms(first.processor)/n))
	b.row("peak memory, MB", megabytes(first.peak))
	b.row("ledger bytes a document", fmt.Sprintf("%.0f", float64(s.Bytes)/n))
	b.row("statements a document", fmt.Sprintf("%.1f", float64(s.Statements)/n))
	b.row("reading the same again (nothing new), documents a second", fmt.Sprintf("%.0f", n/again.took.Seconds()))
	return b.bytesOf(file)
}

// bytesOf says what the bytes of a ledger are for.
func (b *benching) bytesOf(file string) error {
	db, err := driver.Open("file:"+filepath.ToSlash(file)+"?mode=ro", fts5.Register)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.Query(`SELECT CASE WHEN r.kind = 'document' THEN 'the original, compressed'
			WHEN r.kind = 'run' THEN 'what was found, as the log has it: JSON, compressed' ELSE 'other records' END,
			count(*), sum(length(c.data)), sum(length(x.data))
		FROM record r LEFT JOIN content c ON c.hash = r.payload_hash LEFT JOIN document d ON d.seq = r.seq LEFT JOIN content x ON x.hash = d.original
		GROUP BY 1 UNION ALL SELECT 'the same to be read at once: an index', 0, sum(length(data)), 0 FROM packed
		UNION ALL SELECT 'the full-text index', 0, sum(length(block)), 0 FROM word_data`)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := float64(b.posts)
	b.page.WriteString("\nOf these, and the rest is rows, indexes and half-filled pages:\n\n| bytes a document | |\n|---|---:|\n")
	for rows.Next() {
		var what string
		var records int
		var size, original sql.NullFloat64
		if err := rows.Scan(&what, &records, &size, &original); err != nil {
			return err
		}
		b.row(what, fmt.Sprintf("%.0f", (size.Float64+original.Float64)/n))
	}
	return rows.Err()
}

func (b *benching) extracting() error {
	posts, size, err := b.folder("extract", b.extracted)
	if err != nil {
		return err
	}
	b.table("Extracting", fmt.Sprintf("`parley extract -j N` of %d of these posts, the program's start included.", b.extracted),
		"workers", "documents a second", "MB a second", "processor time a document, ms", "peak memory, MB")
	for _, workers := range []int{1, 2} {
		c, err := b.run("extract", "-j", strconv.Itoa(workers), posts)
		if err != nil {
			return err
		}
		b.row(strconv.Itoa(workers), fmt.Sprintf("%.0f", float64(b.extracted)/c.took.Seconds()), fmt.Sprintf("%.2f", float64(size)/1e6/c.took.Seconds()),
			figure(ms(c.processor)/float64(b.extracted)), megabytes(c.peak))
	}
	return nil
}

func (b *benching) growing() error {
	b.table("As the ledger grows", "Ledgers of synthetic documents with ten statements each, on a tenth as many deals, of which the k-th is written about a k-th as often as the first. `show` looks at what bears on its deal: it grows with the deal's own documents and not with the ledger, as `deals`, `graph` and `what-if` do, which look at everything. Milliseconds: the median and the 99th of a hundred, and the mean of the time that the processor had to work.",
		"documents", "one more document, p50", "p99", "processor", "`show` of a deal in 2 to 20 documents, p50", "p99", "processor", "`show` of the deal in most documents", "which are")
	for _, size := range b.sizes {
		cells, err := b.grown(size)
		if err != nil {
			return err
		}
		b.row(cells...)
	}
	return nil
}

// grown fills a ledger with documents and measures it.
func (b *benching) grown(size int) (cells []string, err error) {
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(b.grownIn, fmt.Sprintf("%d.db", size)), ledger.Options{})
	if err != nil {
		return nil, err
	}
	defer l.Close()
	held, err := fill(ctx, l, size)
	if err != nil {
		return nil, err
	}
	archive := ledgertest.Archive{Deals: max(10, size/10)}
	add := func(n int) (time.Duration, error) {
		doc, x, sketch := archive.Document(n)
		start := time.Now()
		_, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch)
		return time.Since(start), err
	}
	const times = 100
	var appends, shows []float64
	worked := processorTime()
	for n := range times {
		took, err := add(held + n)
		if err != nil {
			return nil, err
		}
		appends = append(appends, ms(took))
	}
	appending := ms(processorTime()-worked) / times
	documents, mention := map[string]int{}, map[string]string{}
	heads, err := l.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		if !strings.HasPrefix(mention[h.Name], h.Document) {
			documents[h.Name]++
		}
		mention[h.Name] = h.Document + "#" + h.Local
	}
	var usual []string
	most := ""
	for name, n := range documents {
		if n >= 2 && n <= 20 {
			usual = append(usual, name)
		}
		if n > documents[most] || n == documents[most] && name < most {
			most = name
		}
	}
	if len(usual) == 0 {
		return nil, fmt.Errorf("%d documents are too few for two about one deal", size)
	}
	slices.Sort(usual)
	desk := answer.New(l)
	show := func(deal string) (time.Duration, error) {
		start := time.Now()
		_, err := desk.Show(ctx, answer.Ask{}, mention[deal])
		return time.Since(start), err
	}
	r := rand.New(rand.NewSource(1))
	worked = processorTime()
	for range times {
		took, err := show(usual[r.Intn(len(usual))])
		if err != nil {
			return nil, err
		}
		shows = append(shows, ms(took))
	}
	showing := ms(processorTime()-worked) / times
	largest, err := show(most)
	if err != nil {
		return nil, err
	}
	return []string{strconv.Itoa(size), figure(quantile(appends, 0.5)), figure(quantile(appends, 0.99)), figure(appending),
		figure(quantile(shows, 0.5)), figure(quantile(shows, 0.99)), figure(showing), figure(ms(largest)), strconv.Itoa(documents[most])}, nil
}

// fill adds to a ledger what it lacks of so many documents, and returns how many
// it holds then. Several at a time are made, so that the time goes into writing.
func fill(ctx context.Context, l *ledger.Ledger, size int) (int, error) {
	s, err := l.Stats(ctx)
	if err != nil {
		return 0, err
	}
	const workers = 8
	archive := ledgertest.Archive{Deals: max(10, size/10)}
	// One that was being filled may lack some of the last.
	next := atomic.Int64{}
	next.Store(max(0, s.Documents-2*workers))
	failed := make(chan error, workers)
	for range workers {
		go func() {
			for n := int(next.Add(1) - 1); n < size; n = int(next.Add(1) - 1) {
				doc, x, sketch := archive.Document(n)
				if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range workers {
		err = errors.Join(err, <-failed)
	}
	return max(size, int(s.Documents)), err
}

func (b *benching) starting() error {
	b.table("Starting", fmt.Sprintf("Milliseconds from start to exit, of %d starts; extract reads one sentence, for which it loads all weights.", b.starts),
		"command", "p50", "p90", "least", "processor")
	sentence := filepath.Join(b.dir, "sentence.txt")
	if err := os.WriteFile(sentence, []byte("Norway and Chile signed the Fjord Pact on Tuesday, Oslo said."), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"version"}, {"--help"}, {"extract", sentence}} {
		var took []float64
		var processor time.Duration
		for range b.starts {
			c, err := b.run(args...)
			if err != nil {
				return err
			}
			took = append(took, ms(c.took))
			processor += c.processor
		}
		b.row("`parley "+args[0]+"`", figure(quantile(took, 0.5)), figure(quantile(took, 0.9)), figure(slices.Min(took)), figure(ms(processor)/float64(b.starts)))
	}
	return nil
}

func figure(v float64) string { return fmt.Sprintf("%.1f", v) }

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "not known"
	}
	return fmt.Sprintf("%.0f", float64(bytes)/1e6)
}

// machine says what a measurement was made on, and how busy that was.
func machine() string {
	s := fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if cpu, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(cpu), "model name\t: "); ok {
			name, _, _ := strings.Cut(rest, "\n")
			s = name + ", " + s
		}
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		one, _, _ := strings.Cut(string(load), " ")
		s += ", load average " + one + " at the start"
	}
	return s
}
