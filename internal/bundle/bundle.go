package bundle

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/export"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// Schema names the format that [Make] writes.
const Schema = "parley.bundle/1"

const schemaChain = "parley.chain/1"

//go:embed README.txt
var readme []byte

// Options of [Make].
type Options struct {
	Ask  answer.Ask // Now is not used: what a bundle says does not change by itself
	Deal string     // as [answer.Find] takes it
	Axis string     // whose proof the bundle holds; "" for all that somebody speaks of
	// QuotesOnly leaves out the originals, and of the texts all but the quoted
	// words.
	QuotesOnly bool
	// Confidential takes in notes that are marked so.
	Confidential bool
	// MadeBy names the program and its version. An answer by the same program
	// must be the same byte for byte when it is worked out again.
	MadeBy string
}

// Manifest says what a bundle holds and what was asked.
type Manifest struct {
	Schema     string   `json:"schema"`
	MadeBy     string   `json:"made_by"`
	Ledger     string   `json:"ledger"` // the ledger's own name
	Head       int64    `json:"head"`   // the newest record that was looked at
	HeadHash   string   `json:"head_hash"`
	Question   Question `json:"question"`
	QuotesOnly bool     `json:"quotes_only"`
	Files      []File   `json:"files"` // all others, by name
}

// Question is what the answer answers.
type Question struct {
	Deal       string            `json:"deal"` // id
	Axis       parley.Optional   `json:"axis"`
	AsOf       parley.Optional   `json:"as_of"`
	KnownAt    parley.Optional   `json:"known_at"`
	LedgerAt   parley.Optional   `json:"ledger_at"`
	Resolution assess.Resolution `json:"resolution"`
	Policy     assess.Policy     `json:"policy"`
}

func (q Question) ask() answer.Ask {
	return answer.Ask{AsOf: string(q.AsOf), KnownAt: string(q.KnownAt), LedgerAt: string(q.LedgerAt), Resolution: q.Resolution, Policy: q.Policy}
}

// File is a file of a bundle.
type File struct {
	Name   string `json:"name"`
	Size   int    `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// chainHead is the first line of chain.jsonl: the record before the first one
// listed.
type chainHead struct {
	Schema string `json:"schema"`
	Ledger string `json:"ledger"`
	After  int64  `json:"after"`
	Hash   string `json:"hash"`
}

// chainLine is a record without its payload. Its hash, and that of the one
// before, are worked out when the chain is read.
type chainLine struct {
	Seq         int64       `json:"seq"`
	Kind        ledger.Kind `json:"kind"`
	ID          string      `json:"id"`
	Learned     string      `json:"learned"` // RFC 3339, six digits after the second
	PayloadHash string      `json:"payload_hash"`
}

const microseconds = "2006-01-02T15:04:05.000000Z"

// Made is a bundle that was made.
type Made struct {
	Archive  []byte
	ID       string // SHA-256 of its manifest, which covers all of it
	Manifest Manifest
	Answer   *answer.Show
	// Documents and Records count what travels.
	Documents, Records int
}

// Make bundles the answer to a question with its proof and evidence.
func Make(ctx context.Context, l *ledger.Ledger, o Options) (*Made, error) {
	var view answer.Ledger = l
	if !o.Confidential {
		view = l.Public()
	}
	o.Ask.Now = time.Time{}
	heard := &listener{Ledger: view}
	live, err := answer.New(heard).Show(ctx, o.Ask, o.Deal)
	if err != nil {
		return nil, err
	}
	q := Question{Deal: live.Deal.ID, Axis: parley.Optional(o.Axis), AsOf: live.AsOf, KnownAt: live.KnownAt, LedgerAt: live.LedgerAt,
		Resolution: live.Resolution, Policy: live.Policy}
	want, err := pretty(live)
	if err != nil {
		return nil, err
	}
	// Deal files of other deals rarely bear on the answer; where they do, all go.
	for _, files := range [][]ledger.Declared{filesNamed(heard.evidence.DealFiles, want), heard.evidence.DealFiles} {
		ev := *heard.evidence
		ev.DealFiles = files
		m, err := pack(ctx, l, &ev, q, o)
		if err != nil {
			return nil, err
		}
		have, err := pretty(m.Answer)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(have, want) {
			return m, nil
		}
	}
	return nil, errors.New("the answer from the evidence alone is not the ledger's; this is a fault of the program")
}

// listener keeps the evidence that was given last: that on which an answer
// rests.
type listener struct {
	answer.Ledger
	evidence *ledger.Evidence
}

func (l *listener) Evidence(ctx context.Context, q ledger.Query) (*ledger.Evidence, error) {
	e, err := l.Ledger.Evidence(ctx, q)
	l.evidence = e
	return e, err
}

// filesNamed are the deal files of deals whose id stands in an answer.
func filesNamed(files []ledger.Declared, answer []byte) []ledger.Declared {
	return slices.DeleteFunc(slices.Clone(files), func(f ledger.Declared) bool {
		id, err := json.Marshal(f.ID)
		return err != nil || !bytes.Contains(answer, id)
	})
}

// pack makes the bundle of evidence.
func pack(ctx context.Context, l *ledger.Ledger, ev *ledger.Evidence, q Question, o Options) (*Made, error) {
	records, err := l.Records(ctx, seqsOf(ev))
	if err != nil {
		return nil, err
	}
	files, originals := map[string][]byte{}, map[string][]byte{}
	for i := range records {
		r := &records[i]
		if r.Payload == nil {
			return nil, fmt.Errorf("record %d (%s %s) was redacted meanwhile; ask again", r.Seq, r.Kind, r.ID)
		}
		name := recordName("records", r.Seq)
		switch {
		case r.Kind == ledger.KindDocument && !o.QuotesOnly:
			doc, err := l.Document(ctx, r.ID)
			if err != nil {
				return nil, err
			}
			originals[r.ID] = doc.Original
			files[originalName(r.ID)] = doc.Original
		case r.Kind == ledger.KindRun && o.QuotesOnly:
			if r.Payload, err = ledger.Quotes(*r); err != nil {
				return nil, err
			}
			name = recordName("quotes", r.Seq)
		}
		files[name] = r.Payload
	}
	if len(files) > mostFiles {
		return nil, fmt.Errorf("the answer rests on %d records: more than a bundle holds", len(records))
	}
	if len(records) == 0 {
		return nil, errors.New("nothing in the ledger bears on this answer")
	}
	m := &Made{Manifest: Manifest{Schema: Schema, MadeBy: o.MadeBy, Ledger: l.ID(), Head: ev.Head, Question: q, QuotesOnly: o.QuotesOnly}, Records: len(records)}
	if files["chain.jsonl"], m.Manifest.HeadHash, err = chainOf(ctx, l, records[0].Seq, ev.Head); err != nil {
		return nil, err
	}
	excerpt, err := ledger.NewExcerpt(records, ev.Head, originals)
	if err != nil {
		return nil, err
	}
	m.Documents = len(excerpt.Documents())
	said, err := workOut(ctx, excerpt, q, o.QuotesOnly)
	if err != nil {
		return nil, err
	}
	m.Answer = said.show
	for name, data := range said.files {
		files[name] = data
	}
	files["README.txt"] = readme
	return m, m.seal(files)
}

// seal writes the manifest and the archive.
func (m *Made) seal(files map[string][]byte) error {
	all := make([]file, 0, len(files)+1)
	for name, data := range files {
		all = append(all, file{name, data})
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	m.Manifest.Files = []File{}
	for _, f := range all {
		m.Manifest.Files = append(m.Manifest.Files, File{f.name, len(f.data), hexSum(f.data)})
	}
	manifest, err := pretty(m.Manifest)
	if err != nil {
		return err
	}
	m.ID = hexSum(manifest)
	all = slices.Insert(all, 0, file{"manifest.json", manifest})
	m.Archive, _ = archive(all, comment(m.ID))
	if len(m.Archive) > MostBytes {
		return fmt.Errorf("the bundle would have %d bytes: more than one may have", len(m.Archive))
	}
	return nil
}

// comment is the archive's: it binds the manifest, which binds the rest.
func comment(id string) string { return Schema + " sha256:" + id }

// seqsOf are the sequence numbers of all records in e.
func seqsOf(e *ledger.Evidence) []int64 {
	var out []int64
	for _, g := range e.Readings {
		out = append(out, g.DocSeq, g.Seq)
	}
	for _, p := range e.Pairs {
		out = append(out, p.Seq)
	}
	for _, j := range e.Judgements {
		out = append(out, j.Seq)
	}
	for _, f := range e.DealFiles {
		out = append(out, f.Seq)
	}
	return out
}

func recordName(folder string, seq int64) string { return fmt.Sprintf("%s/%012d.json", folder, seq) }

func originalName(id string) string { return "originals/" + strings.TrimPrefix(id, "sha256:") }

// chainOf is chain.jsonl from a record to the head, and the head's hash.
func chainOf(ctx context.Context, l *ledger.Ledger, from, head int64) (lines []byte, hash string, err error) {
	before := chainHead{Schema: schemaChain, Ledger: l.ID(), After: from - 1}
	var b bytes.Buffer
	for r, err := range l.Chain(ctx, from-1, head) {
		if err != nil {
			return nil, "", err
		}
		if r.Seq == from {
			before.Hash = hex.EncodeToString(r.Prev[:])
			if err := line(&b, before); err != nil {
				return nil, "", err
			}
		}
		if err := line(&b, chainLine{r.Seq, r.Kind, r.ID, r.Learned.Format(microseconds), hex.EncodeToString(r.PayloadHash[:])}); err != nil {
			return nil, "", err
		}
		hash = hex.EncodeToString(r.Hash[:])
	}
	return b.Bytes(), hash, nil
}

func line(b *bytes.Buffer, v any) error {
	j, err := json.Marshal(v)
	if err != nil {
		return err
	}
	b.Write(append(safe.JSON(j), '\n'))
	return nil
}

// saying is what the evidence says: the files of a bundle that are worked out.
type saying struct {
	show  *answer.Show
	files map[string][]byte
}

// workOut answers q from the evidence of an excerpt alone.
func workOut(ctx context.Context, x *ledger.Excerpt, q Question, quotesOnly bool) (*saying, error) {
	desk := answer.New(x)
	show, err := desk.Show(ctx, q.ask(), q.Deal)
	if err != nil {
		return nil, err
	}
	proof, err := desk.Explain(ctx, q.ask(), q.Deal, string(q.Axis))
	if err != nil {
		return nil, err
	}
	s := &saying{show, map[string][]byte{}}
	if s.files["answer.json"], err = pretty(show); err != nil {
		return nil, err
	}
	if s.files["proof.json"], err = pretty(proof); err != nil {
		return nil, err
	}
	s.files["annotations.jsonld"], err = annotations(ctx, x, quotesOnly)
	return s, err
}

// annotations are those of all statements of the excerpt's documents.
func annotations(ctx context.Context, x *ledger.Excerpt, quotesOnly bool) ([]byte, error) {
	around := export.UsualSurroundings
	if quotesOnly {
		around = export.NoSurroundings
	}
	hits, _, err := x.Statements(ctx, ledger.StatementQuery{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(export.AnnotationPageHead)
	for i, h := range hits {
		doc, err := x.Document(ctx, h.Document)
		if err != nil {
			return nil, err
		}
		j, err := json.Marshal(export.Annotate(h, doc, around))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(safe.JSON(j))
	}
	b.WriteString(export.AnnotationPageTail)
	return b.Bytes(), nil
}

func pretty(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return append(safe.JSON(b), '\n'), err
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
