// Package intake reads inputs into a ledger: it is where the reading half and
// the keeping half meet.
//
// In come files, folders, URLs or a stream ([origin.Input]); out goes a
// [Summary] of what the ledger learned. Documents are extracted in parallel and
// appended in input order, one transaction each, so that the ledger is the same
// with one worker or many. A read that was interrupted is resumed by reading
// again: what this reader has read is skipped before it is extracted. One bad
// input never stops the others.
package intake

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/lexicon"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/weights"
)

// Store is what intake asks of a ledger.
type Store interface {
	// HasRun reports whether run has read the document.
	HasRun(ctx context.Context, document string, run ledger.RunKey) (bool, error)
	AppendReading(ctx context.Context, doc *parley.Document, x *parley.Extraction, run ledger.RunKey, sketch ledger.Sketch) (ledger.Receipt, error)
}

// Options of [Run]. The zero value is what a program wants.
type Options struct {
	// Workers is the number of documents extracted at a time; 0 for one a
	// processor.
	Workers int
	// Each, if not nil, is told of every document and failed input, in input
	// order.
	Each func(Item)
	// Reader and Extract are another extractor and its key; nil and zero for
	// the embedded one.
	Reader  ledger.RunKey
	Extract func(*parley.Document) parley.Extraction
}

// Item is one document, or one input that failed.
type Item struct {
	Err      error // begins with the input's place; the other fields are empty then
	ID       string
	Place    string // path or URL
	Title    parley.Optional
	Language parley.Optional
	Known    bool // this reader had read it before; nothing was appended
	// Unread says that the document is in a language that the reader does not
	// know: it is kept, and has no statements.
	Unread  bool
	Receipt ledger.Receipt // zero where Known
	// LeftOut says, one error each, which items of the extractor's result broke
	// the contract and are not in the ledger.
	LeftOut []error
	Counts  Counts // zero where Known
}

// Counts are numbers of things found.
type Counts struct {
	Statements int `json:"statements"`
	Deals      int `json:"deals"`
	Assertions int `json:"assertions"`
}

// Summary says what a read did.
type Summary struct {
	Documents int    // that were looked at, failures not counted
	New       int    // documents that were not in the ledger
	Reread    int    // documents that were, and were read by a new reader
	Known     int    // documents of which nothing was new
	Counts           // found in what was new or re-read
	Copies    []Item // new documents that have near-duplicates in the ledger
	Versions  []Item // new documents under a URL that had another one
	Unread    []Item
	Redacted  []Item // documents whose words a judgement keeps out
	Failures  []error
}

// CurrentReader is the key of the embedded extractor.
func CurrentReader() ledger.RunKey {
	return ledger.RunKey{Extractor: extract.Version, Weights: weights.Hash(), Lexicon: lexicon.Hash(), Normaliser: normaliser}
}

// normaliser is the version of what origin makes of bytes.
const normaliser = "parley-origin/1"

// Run reads in into store. Inputs that fail are in the summary; an error is
// returned only when the store fails or ctx ends, with the summary of what was
// done by then.
func Run(ctx context.Context, store Store, in origin.Input, o Options) (Summary, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Extract == nil {
		o.Extract, o.Reader = extract.Document, CurrentReader()
	}
	ctx, stop := context.WithCancel(ctx)
	r := &run{store: store, o: o, jobs: make(chan *job, o.Workers), order: make(chan *job, 2*o.Workers)}
	var pool sync.WaitGroup
	defer pool.Wait()
	defer stop()
	pool.Go(func() { r.produce(ctx, in) })
	for range o.Workers {
		pool.Go(func() { r.work(ctx) })
	}
	return r.consume(ctx)
}

// run is one call of Run.
type run struct {
	store Store
	o     Options
	jobs  chan *job // to the workers
	order chan *job // the same jobs in input order
}

// job is one document on its way.
type job struct {
	doc    *parley.Document
	x      parley.Extraction
	left   []error // items of x that were not valid
	sketch ledger.Sketch
	known  bool
	err    error // of the input
	fatal  error // of the store
	done   chan struct{}
}

func (r *run) produce(ctx context.Context, in origin.Input) {
	defer close(r.jobs)
	defer close(r.order)
	for doc, err := range origin.Read(ctx, in) {
		j := &job{doc: doc, err: err, done: make(chan struct{})}
		for _, to := range []chan *job{r.order, r.jobs} {
			select {
			case to <- j:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (r *run) work(ctx context.Context) {
	for j := range r.jobs {
		if j.err == nil {
			r.extract(ctx, j)
		}
		close(j.done)
	}
}

// extract fills j. A document on which the extractor fails is a failed input:
// an archive of years is not lost to one post.
func (r *run) extract(ctx context.Context, j *job) {
	if j.known, j.fatal = r.store.HasRun(ctx, j.doc.ID, r.o.Reader); j.known || j.fatal != nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			j.err = fmt.Errorf("%s: the extractor failed: %v", place(j.doc), p)
		}
	}()
	j.x = r.o.Extract(j.doc)
	j.left = j.x.DropInvalid()
	signature := origin.SignDocument(&j.doc.Header)
	j.sketch = ledger.Sketch{Mins: signature.Minima, Shingles: signature.Shingles}
}

func (r *run) consume(ctx context.Context) (Summary, error) {
	var s Summary
	for j := range r.order {
		select {
		case <-j.done:
		case <-ctx.Done():
			return s, ctx.Err()
		}
		if j.fatal != nil {
			return s, j.fatal
		}
		item := Item{Err: j.err}
		if j.err == nil {
			item = Item{ID: j.doc.ID, Place: place(j.doc), Title: j.doc.Title, Language: j.doc.Language, Known: j.known, Unread: unread(j.doc)}
			if !j.known {
				item.LeftOut = j.left
				var err error
				if item.Receipt, err = r.store.AppendReading(ctx, j.doc, &j.x, r.o.Reader, j.sketch); err != nil {
					return s, err
				}
				item.Known = !item.Receipt.New
				item.Counts = Counts{len(j.x.Statements), len(j.x.Deals), len(j.x.Assertions)}
			}
		} else if ctx.Err() != nil && errors.Is(j.err, ctx.Err()) {
			break
		}
		s.add(item)
		if r.o.Each != nil {
			r.o.Each(item)
		}
	}
	return s, ctx.Err()
}

func (s *Summary) add(i Item) {
	if i.Err != nil {
		s.Failures = append(s.Failures, i.Err)
		return
	}
	s.Documents++
	switch {
	case i.Receipt.Redacted:
		s.Redacted = append(s.Redacted, i)
	case i.Known:
		s.Known++
	case i.Receipt.NewDoc:
		s.New++
	default:
		s.Reread++
	}
	if i.Unread {
		s.Unread = append(s.Unread, i)
	}
	if !i.Receipt.New {
		return
	}
	s.Statements += i.Counts.Statements
	s.Deals += i.Counts.Deals
	s.Assertions += i.Counts.Assertions
	if len(i.Receipt.Pairs) > 0 {
		s.Copies = append(s.Copies, i)
	}
	if i.Receipt.VersionOf != "" {
		s.Versions = append(s.Versions, i)
	}
}

func place(doc *parley.Document) string {
	switch {
	case doc.Path != "":
		return string(doc.Path)
	case doc.URL != "":
		return string(doc.URL)
	}
	return "standard input"
}

// unread reports whether the document is in a language that no reader here
// knows; one whose language nobody could tell is tried as English.
func unread(doc *parley.Document) bool { return doc.Language != "" && doc.Language != "en" }
