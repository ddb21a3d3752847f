package assess

import (
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Document is one document of the evidence with its place in time and among
// the others.
type Document struct {
	Header    *parley.Header
	Kind      parley.DocumentKind
	Published parley.Interval // zero when the document gives no date
	Learned   time.Time
	Known     parley.Interval // when the public could know it: published, else learned
	Visible   bool            // counts at the assessment's known time

	// Newer is the version that took this one's place under the same URL.
	Newer *Document
	// Original is the document that this one copies; nil for an original.
	Original *Document
	Faith    Faith // how faithful the copy is

	seq  int64
	runs []ledger.Reading // newest first
}

// ID is the document's address.
func (d *Document) ID() string { return d.Header.ID }

// Faith is how faithful a copy is.
type Faith string

// The values of [Faith].
const (
	FaithVerbatim Faith = "verbatim" // the same words
	FaithAltered  Faith = "altered"  // re-spun, retitled or edited
	FaithSummary  Faith = "summary"  // a short form of the original
)

// Shares of shingles at which a copy is called verbatim or a summary. A changed
// opener and title move a post of 600 words to about 0.9.
const (
	verbatimAt = 0.95
	summaryAt  = 0.5
)

// documents puts the readings of each document together and places the
// documents in time, as versions of a page and as copies of one another.
func documents(ev ledger.Evidence, t Times) map[string]*Document {
	docs := map[string]*Document{}
	for _, r := range ev.Readings {
		if !t.Ledger.IsZero() && !r.Learned.Before(t.Ledger) {
			continue
		}
		d := docs[r.Extraction.ID]
		if d == nil {
			d = &Document{Learned: r.Learned.UTC(), seq: r.DocSeq}
			docs[r.Extraction.ID] = d
		}
		d.runs = append(d.runs, r)
	}
	for _, d := range docs {
		sort.Slice(d.runs, func(i, j int) bool { return d.runs[i].Seq > d.runs[j].Seq })
		d.Header, d.Kind = &d.runs[0].Extraction.Header, d.runs[0].Kind
		d.Published = parse(d.Header.Published)
		if d.Known = d.Published; d.Published.Zero() {
			d.Known = instant(d.Learned)
		}
	}
	versions(docs)
	for _, d := range docs {
		d.Visible = within(d.Known, t.Known)
	}
	for _, d := range docs {
		for d.Newer != nil && !d.Newer.Visible {
			d.Newer = d.Newer.Newer
		}
	}
	copies(docs, ev.Pairs, t)
	return docs
}

// versions links the documents found under one URL in the order in which they
// stood there. A later version that still gives the first one's date of
// publication was changed without saying when: the public could know it for
// certain only when the ledger learned it.
func versions(docs map[string]*Document) {
	byURL := map[parley.Optional][]*Document{}
	for _, d := range docs {
		if d.Header.URL != "" {
			byURL[d.Header.URL] = append(byURL[d.Header.URL], d)
		}
	}
	for _, vs := range byURL {
		sort.Slice(vs, func(i, j int) bool {
			if a, b := vs[i].Known.From, vs[j].Known.From; !a.Equal(b) {
				return a.Before(b)
			}
			return vs[i].seq < vs[j].seq
		})
		for i := 1; i < len(vs); i++ {
			if vs[i].Published == vs[i-1].Published && vs[i].Learned.After(vs[i].Known.From) {
				vs[i].Known = instant(vs[i].Learned)
			}
			vs[i-1].Newer = vs[i]
		}
	}
}

// copies finds, among the visible documents, who copied whom. Documents that
// near-duplicate pairs connect share one origin: the one published first, then
// the one with the smaller id. Versions of one page are no copies of each
// other.
func copies(docs map[string]*Document, pairs []ledger.Pair, t Times) {
	origin := groups{}
	score := map[[2]*Document]ledger.Pair{}
	for _, p := range pairs {
		a, b := docs[p.A], docs[p.B]
		if a == nil || b == nil || !a.Visible || !b.Visible || a.Header.URL != "" && a.Header.URL == b.Header.URL {
			continue
		}
		score[[2]*Document{a, b}], score[[2]*Document{b, a}] = p, p
		origin.join(a, b)
	}
	for _, d := range docs {
		o := origin.find(d)
		if o == d {
			continue
		}
		d.Original, d.Faith = o, FaithAltered
		switch p, ok := score[[2]*Document{d, o}]; {
		case ok && p.Score >= verbatimAt:
			d.Faith = FaithVerbatim
		case ok && p.Score < summaryAt && p.Contained > p.Score && length(d) < length(o):
			d.Faith = FaithSummary
		}
	}
}

// groups joins documents; each group is known by its earliest one.
type groups map[*Document]*Document

func (g groups) find(d *Document) *Document {
	if g[d] == nil || g[d] == d {
		return d
	}
	g[d] = g.find(g[d])
	return g[d]
}

func (g groups) join(a, b *Document) {
	if a, b = g.find(a), g.find(b); a == b {
		return
	} else if earlier(b, a) {
		a, b = b, a
	}
	g[b] = a
}

// families lists the documents, two or more, that share words as copies or as
// versions of a page, whatever the public knew of them.
func families(docs map[string]*Document, pairs []ledger.Pair) [][]*Document {
	g := groups{}
	for _, p := range pairs {
		if a, b := docs[p.A], docs[p.B]; a != nil && b != nil {
			g.join(a, b)
		}
	}
	page := map[parley.Optional]*Document{}
	ordered := inOrder(docs)
	for _, d := range ordered {
		if d.Header.URL == "" {
			continue
		}
		if first := page[d.Header.URL]; first != nil {
			g.join(first, d)
		} else {
			page[d.Header.URL] = d
		}
	}
	members := map[*Document][]*Document{}
	for _, d := range ordered {
		members[g.find(d)] = append(members[g.find(d)], d)
	}
	var out [][]*Document
	for _, d := range ordered {
		if len(members[d]) > 1 {
			out = append(out, members[d])
		}
	}
	return out
}

// earlier orders documents by publication, then id.
func earlier(a, b *Document) bool {
	if !a.Known.From.Equal(b.Known.From) {
		return a.Known.From.Before(b.Known.From)
	}
	return a.ID() < b.ID()
}

// inOrder lists the documents by publication, then id.
func inOrder(docs map[string]*Document) []*Document {
	out := make([]*Document, 0, len(docs))
	for _, d := range docs {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return earlier(out[i], out[j]) })
	return out
}

// length is that of the document's text, which the evidence need not hold.
func length(d *Document) int {
	n := 0
	for _, p := range d.Header.Parts {
		n = max(n, p.Span.End)
	}
	return n
}

// Reading is what the newest run found in the document. It is not to be changed.
func (d *Document) Reading() *parley.Extraction { return &d.runs[0].Extraction }
