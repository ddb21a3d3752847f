package answer

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaDocument names the format of [Document].
const SchemaDocument = "parley.document/1"

// Document is one document with everything that was found in it, and its place
// among its versions and copies.
type Document struct {
	Schema string `json:"schema"`
	Asked
	Kind     parley.DocumentKind `json:"kind"`
	Learned  string              `json:"learned"` // RFC 3339: when it entered this ledger
	Reader   ledger.RunKey       `json:"reader"`  // the reader whose findings these are
	Deals    []DealIn            `json:"deals"`
	Original *Copy               `json:"original"` // what this document copies
	Copies   []Copy              `json:"copies"`   // what copies it
	Versions []Version           `json:"versions"` // of its page, this one among them, oldest first
	Reviews  []Reviewed          `json:"reviews"`  // of what was found in it
	// Extraction is what the reader found. In the program its spans are bytes,
	// in JSON code points.
	Extraction parley.Extraction `json:"extraction"`
}

// DealIn leads from a deal as the document has it to the deal of the ledger.
type DealIn struct {
	Local string  `json:"local"` // id in the document
	Deal  DealRef `json:"deal"`
}

// Copy is a document that copies another, or is copied.
type Copy struct {
	Echo
	Versions []string `json:"versions"` // ids of further versions of the same page
}

// Version is one state of a page.
type Version struct {
	Document  string          `json:"document"`
	Published parley.Optional `json:"published"`
	Learned   string          `json:"learned"` // RFC 3339
	Added     []string        `json:"added"`   // contents of statements that the version before did not have
	Gone      []string        `json:"gone"`    // and of those that it had
}

// Reviewed is what people have decided about one statement or assertion.
type Reviewed struct {
	ID      string          `json:"id"`
	Verdict parley.Verdict  `json:"verdict"`
	Who     string          `json:"who"`
	When    string          `json:"when"`
	Why     parley.Optional `json:"why"`
}

// Document gives a document by its whole id. It fails with
// [ledger.ErrUnknown] when the ledger has none, or its words were withheld.
func (k *Desk) Document(ctx context.Context, a Ask, id string) (*Document, error) {
	as, ev, err := k.around(ctx, a, id)
	if err != nil {
		return nil, err
	}
	r := newestReading(ev, id)
	if r == nil {
		return nil, fmt.Errorf("document %s: %w", id, ledger.ErrUnknown)
	}
	x := &r.Extraction
	out := &Document{Schema: SchemaDocument, Asked: a.asked(as), Kind: r.Kind, Learned: r.Learned.Format(time.RFC3339), Reader: r.Run,
		Deals: []DealIn{}, Copies: []Copy{}, Versions: []Version{}, Reviews: []Reviewed{}, Extraction: *x}
	for _, d := range x.Deals {
		if joined := as.Any(id + "#" + d.ID); joined != nil {
			out.Deals = append(out.Deals, DealIn{d.ID, *ref(joined)})
		}
	}
	for _, d := range as.Documents {
		switch {
		case d.ID() == id && d.Original != nil:
			out.Original = &Copy{copyOf(d.Original, d.Faith), []string{}}
		case d.Original != nil && d.Original.ID() == id:
			out.Copies = append(out.Copies, Copy{copyOf(d, d.Faith), []string{}})
		}
		if d.ID() == id || x.URL != "" && d.Header.URL == x.URL {
			out.Versions = append(out.Versions, Version{d.ID(), d.Header.Published, d.Learned.Format(time.RFC3339), []string{}, []string{}})
		}
	}
	sort.SliceStable(out.Versions, func(i, j int) bool { return out.Versions[i].Learned < out.Versions[j].Learned })
	for i := 1; i < len(out.Versions); i++ {
		was, is := contents(ev, out.Versions[i-1].Document), contents(ev, out.Versions[i].Document)
		out.Versions[i].Added, out.Versions[i].Gone = without(is, was), without(was, is)
	}
	for _, s := range x.Statements {
		out.review(as, s.ID)
	}
	for _, s := range x.Assertions {
		out.review(as, s.ID)
	}
	return out, nil
}

// around is the evidence of one document with its versions and copies, texts
// included, and what it comes to.
func (k *Desk) around(ctx context.Context, a Ask, id string) (*assess.Assessment, *ledger.Evidence, error) {
	t, err := a.times()
	if err != nil {
		return nil, nil, err
	}
	q := ledger.Query{Keys: []string{}, Deals: []string{id}, Files: true, Texts: true}
	if !t.Ledger.IsZero() {
		q.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	ev, err := k.ledger.Evidence(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	return assess.Assess(*ev, assess.Options{Resolution: a.Resolution, Policy: a.Policy, Times: t}), ev, nil
}

func newestReading(ev *ledger.Evidence, id string) *ledger.Reading {
	for i := len(ev.Readings) - 1; i >= 0; i-- {
		if ev.Readings[i].Extraction.ID == id {
			return &ev.Readings[i]
		}
	}
	return nil
}

// contents are the words attributed in a document.
func contents(ev *ledger.Evidence, id string) []string {
	var out []string
	if r := newestReading(ev, id); r != nil {
		for _, s := range r.Extraction.Statements {
			out = append(out, s.Content.Text)
		}
	}
	return out
}

// without lists what a has and b has not, words compared as names are.
func without(a, b []string) []string {
	out := []string{}
	for _, s := range a {
		if !slices.ContainsFunc(b, func(t string) bool { return parley.FoldName(s) == parley.FoldName(t) }) {
			out = append(out, s)
		}
	}
	return out
}

func copyOf(d *assess.Document, faith assess.Faith) Echo {
	return Echo{d.ID(), d.Header.Title, d.Header.Outlet, d.Header.Published, parley.Optional(faith)}
}

func (d *Document) review(as *assess.Assessment, id string) {
	if r := as.Review(id); r.Verdict != "" {
		d.Reviews = append(d.Reviews, Reviewed{id, r.Verdict, r.Who, r.When, parley.Optional(r.Why)})
	}
}
