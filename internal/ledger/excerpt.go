package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Follows reports what is wrong with r as the record after one whose number
// and hash are given, or nil: its number, its place in the chain, its own hash.
func (r *Record) Follows(seq int64, hash [sha256.Size]byte) error {
	switch {
	case r.Seq != seq+1:
		return fmt.Errorf("record %d is missing", seq+1)
	case r.Prev != hash:
		return errors.New("does not continue the chain")
	case r.Hash != r.Sum():
		return errors.New("does not match its hash")
	}
	return nil
}

// CheckPayload reports what is wrong with the payload, or nil: that PayloadHash
// is its hash and that the record is named after it.
func (r *Record) CheckPayload() error {
	if sha256.Sum256(r.Payload) != r.PayloadHash {
		return errors.New("the payload does not match its hash")
	}
	want, err := contentID(r)
	if err != nil {
		return err
	}
	if r.ID != want {
		return fmt.Errorf("its content has the id %s", want)
	}
	return nil
}

// Chain yields the records after one sequence number up to another, in order
// and without payloads. An error is the last thing yielded.
func (l *Ledger) Chain(ctx context.Context, after, until int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		more := true
		err := l.read(ctx, time.Time{}, func(r *reader) error {
			return r.each(func(rows *sql.Rows) error {
				rec, err := scanRecord(rows)
				if err != nil {
					return err
				}
				if more = yield(rec, nil); !more {
					return errStop
				}
				return nil
			}, `SELECT seq, kind, id, learned, payload_hash, prev, hash, NULL FROM record WHERE seq > ? AND seq <= ? ORDER BY seq`, after, min(until, r.head))
		})
		if err != nil && more {
			yield(Record{}, err)
		}
	}
}

// Records returns the records with these sequence numbers, in log order, with
// payloads.
func (l *Ledger) Records(ctx context.Context, seqs []int64) ([]Record, error) {
	wanted := map[int64]bool{}
	for _, s := range seqs {
		wanted[s] = true
	}
	var out []Record
	err := l.read(ctx, time.Time{}, func(r *reader) error {
		return r.each(func(rows *sql.Rows) error {
			rec, err := scanRecord(rows)
			out = append(out, rec)
			return err
		}, selectRecord+" WHERE r.seq IN (SELECT value FROM json_each(?)) ORDER BY r.seq", seqList(wanted))
	})
	return out, err
}

// Excerpt is some records of a log away from their ledger, in memory: enough to
// answer what they bear on. Every question is asked of all of them.
type Excerpt struct {
	evidence Evidence
	docs     map[string]*parley.Document
}

// NewExcerpt makes an excerpt of records in log order. head is the sequence
// number of the newest record of the log that was looked at; originals holds
// the documents' bytes by id, where they are at hand. The payloads of runs may
// be what [Quotes] makes of them.
func NewExcerpt(records []Record, head int64, originals map[string][]byte) (*Excerpt, error) {
	x := &Excerpt{evidence: Evidence{Head: head}, docs: map[string]*parley.Document{}}
	seqs := map[string]int64{}
	learned := map[string]time.Time{}
	for i := range records {
		r := &records[i]
		if err := x.add(r, seqs, learned, originals); err != nil {
			return nil, &Broken{r.Seq, r.Kind, r.ID, err.Error()}
		}
	}
	return x, nil
}

func (x *Excerpt) add(r *Record, seqs map[string]int64, learned map[string]time.Time, originals map[string][]byte) error {
	if id, err := contentID(r); err != nil {
		return err
	} else if id != r.ID {
		return fmt.Errorf("its content has the id %s", id)
	}
	switch r.Kind {
	case KindDocument:
		var p documentPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		seqs[r.ID], learned[r.ID] = r.Seq, r.Learned
		x.docs[r.ID] = &parley.Document{Kind: p.Kind, Confidential: p.Confidential, MediaType: p.MediaType, Original: originals[r.ID]}
	case KindRun:
		var p runPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		doc := x.docs[p.Document]
		if doc == nil {
			return fmt.Errorf("its document %s is missing", p.Document)
		}
		g := Reading{Seq: r.Seq, Learned: learned[p.Document], DocSeq: seqs[p.Document], Run: p.Run, Kind: doc.Kind}
		if err := decode(p.Extraction, &g.Extraction); err != nil {
			return err
		}
		if g.Extraction.ID != p.Document {
			return fmt.Errorf("it reads %s, not its document %s", g.Extraction.ID, p.Document)
		}
		if err := g.Extraction.Validate(); err != nil {
			return err
		}
		doc.Header, doc.Encoding, doc.Map = g.Extraction.Header, p.Encoding, p.Map // the newest run's, as records come in order
		x.evidence.Readings = append(x.evidence.Readings, g)
	case KindPair:
		var p pairPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		x.evidence.Pairs = append(x.evidence.Pairs, Pair{A: p.A, B: p.B, Score: p.Score, Contained: p.Contained, Seq: r.Seq})
	case KindJudgement:
		var p judgementPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		x.evidence.Judgements = append(x.evidence.Judgements, Judged{Judgement: p.Judgement, Seq: r.Seq, Learned: r.Learned})
	case KindDealFile:
		var p dealFilePayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		x.evidence.DealFiles = append(x.evidence.DealFiles, Declared{ID: p.Deal, YAML: []byte(p.YAML), Seq: r.Seq, Learned: r.Learned})
	default:
		return fmt.Errorf("unknown kind %q", r.Kind)
	}
	return nil
}

// Evidence returns all of the excerpt that was learned by q.LedgerAt.
func (x *Excerpt) Evidence(_ context.Context, q Query) (*Evidence, error) {
	e := &Evidence{Head: x.evidence.Head, Pairs: x.evidence.Pairs}
	in := func(learned time.Time) bool { return q.LedgerAt.IsZero() || !learned.After(q.LedgerAt) }
	for _, g := range x.evidence.Readings {
		if in(g.Learned) {
			if !q.Texts {
				g.Extraction.Text = ""
			}
			e.Readings = append(e.Readings, g)
		}
	}
	for _, j := range x.evidence.Judgements {
		if in(j.Learned) {
			e.Judgements = append(e.Judgements, j)
		}
	}
	for _, f := range x.evidence.DealFiles {
		if in(f.Learned) {
			e.DealFiles = append(e.DealFiles, f)
		}
	}
	return e, nil
}

// DealHeads returns none: what [Excerpt.Evidence] returns holds every deal
// there is to find.
func (x *Excerpt) DealHeads(context.Context, HeadQuery) ([]Head, error) { return nil, nil }

// Document returns a document as its newest run normalised it; Original is nil
// where the excerpt was made without.
func (x *Excerpt) Document(_ context.Context, id string) (*parley.Document, error) {
	if d := x.docs[id]; d != nil {
		return d, nil
	}
	return nil, unknownDocument(id)
}

// Documents lists the documents in order of their ids.
func (x *Excerpt) Documents() []*parley.Document {
	var out []*parley.Document
	for _, d := range x.docs {
		if d.ID != "" {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *parley.Document) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Statements lists the statements of each document's newest run in log order,
// whatever is asked.
func (x *Excerpt) Statements(context.Context, StatementQuery) (hits []StatementHit, next string, err error) {
	newest := map[string]int64{}
	for _, g := range x.evidence.Readings {
		newest[g.Extraction.ID] = g.Seq
	}
	for _, g := range x.evidence.Readings {
		e := &g.Extraction
		if newest[e.ID] != g.Seq {
			continue
		}
		for i := range e.Statements {
			s := &e.Statements[i]
			hits = append(hits, StatementHit{Statement: *s, Speaker: speaker(e, s), About: about(e, s), Document: e.ID, Title: e.Title,
				Outlet: e.Outlet, URL: e.URL, Published: e.Published, Learned: g.Learned, Seq: g.Seq})
		}
	}
	return hits, "", nil
}

// Search finds nothing: an excerpt has no index of words.
func (x *Excerpt) Search(context.Context, string, int, int) ([]Hit, error) { return nil, nil }

// blots stand for characters of one to four bytes that are withheld, so that
// every offset stays what it was.
var blots = [...]string{1: "_", 2: "·", 3: "…", 4: "🔳"}

// Quotes is a run's payload with every character of the text blotted out that
// no statement and no assertion quotes, and without what else is made of the
// text. Offsets stay what they were, in bytes and in code points, so that it
// is read and checked as the whole payload is.
func Quotes(run Record) (json.RawMessage, error) {
	if run.Kind != KindRun {
		return nil, fmt.Errorf("record %d is a %s, not a run", run.Seq, run.Kind)
	}
	var p runPayload
	if err := decode(run.Payload, &p); err != nil {
		return nil, err
	}
	var x parley.Extraction
	if err := decode(p.Extraction, &x); err != nil {
		return nil, err
	}
	quoted := make([]bool, len(x.Text))
	keep := func(part parley.Part) {
		for _, s := range part.Spans {
			for i := s.Start; i < s.End; i++ {
				quoted[i] = true
			}
		}
	}
	for _, s := range x.Statements {
		if s.Source != nil {
			keep(s.Source.Part)
		}
		if s.Cue != nil {
			keep(*s.Cue)
		}
		keep(s.Content)
	}
	for _, a := range x.Assertions {
		keep(a.Evidence)
	}
	var b strings.Builder
	for i, r := range x.Text {
		if quoted[i] || r == '\n' {
			b.WriteRune(r)
		} else {
			b.WriteString(blots[utf8.RuneLen(r)])
		}
	}
	x.Text, x.Repairs, x.Boilerplate, x.Artefacts = b.String(), nil, nil, nil
	var err error
	if p.Extraction, err = json.Marshal(x); err != nil {
		return nil, err
	}
	p.Sketch = Sketch{}
	return encode(p)
}
