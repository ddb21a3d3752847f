package ledger

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

	"github.com/parley-desk/parley"
)

// SchemaLedger names the format that [Ledger.Export] writes.
const SchemaLedger = "parley.ledger/1"

// ExportOptions of [Ledger.Export].
type ExportOptions struct {
	// Confidential exports the words of confidential notes too; else their
	// records are there without payload.
	Confidential bool
	// WithoutOriginals leaves the documents' original bytes out. Such an export
	// cannot be imported.
	WithoutOriginals bool
}

// exportHeader is the first line of an export.
type exportHeader struct {
	Schema  string `json:"schema"`
	Ledger  string `json:"ledger"`
	Records int64  `json:"records"`
}

// exportLine is one record of an export.
type exportLine struct {
	Seq         int64           `json:"seq"`
	Kind        Kind            `json:"kind"`
	ID          string          `json:"id"`
	Learned     string          `json:"learned"` // RFC 3339, six digits after the second
	PayloadHash string          `json:"payload_hash"`
	Prev        string          `json:"prev"`
	Hash        string          `json:"hash"`
	Withheld    string          `json:"withheld,omitempty"` // redacted or confidential: why there is no payload
	Payload     json.RawMessage `json:"payload"`
	Original    []byte          `json:"original,omitempty"` // base64
}

const microseconds = "2006-01-02T15:04:05.000000Z"

// Export writes the log as JSON Lines: a line about the ledger, then a line a
// record, in order. The same log always gives the same bytes.
func (l *Ledger) Export(ctx context.Context, to io.Writer, o ExportOptions) error {
	return l.read(ctx, time.Time{}, func(r *reader) error {
		b := bufio.NewWriterSize(to, 64<<10)
		e := json.NewEncoder(b)
		e.SetEscapeHTML(false)
		if err := e.Encode(exportHeader{SchemaLedger, l.id, r.head}); err != nil {
			return err
		}
		secret := map[string]bool{} // confidential documents
		if !o.Confidential {
			var err error
			if secret, err = r.confidential(); err != nil {
				return err
			}
		}
		err := r.log(0, func(rec *Record) error {
			line := exportLine{Seq: rec.Seq, Kind: rec.Kind, ID: rec.ID, Learned: rec.Learned.Format(microseconds),
				PayloadHash: hex.EncodeToString(rec.PayloadHash[:]), Prev: hex.EncodeToString(rec.Prev[:]), Hash: hex.EncodeToString(rec.Hash[:]),
				Payload: rec.Payload}
			words, err := wordsOf(rec)
			switch {
			case err != nil:
				return err
			case rec.Payload == nil:
				line.Withheld = "redacted"
			case secret[words]:
				line.Withheld, line.Payload = "confidential", nil
			case rec.Kind == KindDocument && !o.WithoutOriginals:
				if line.Original, err = r.original(rec.ID); err != nil {
					return err
				}
			}
			return e.Encode(line)
		})
		if err != nil {
			return err
		}
		return b.Flush()
	})
}

// wordsOf is the id of the document whose words a record holds.
func wordsOf(r *Record) (string, error) {
	if r.Kind == KindDocument {
		return r.ID, nil
	}
	if r.Payload == nil || r.Kind != KindRun && r.Kind != KindJudgement {
		return "", nil
	}
	var p struct {
		Document string
		Anchor   *parley.Anchor
	}
	if err := decode(r.Payload, &p); err != nil {
		return "", fmt.Errorf("record %d: %w", r.Seq, err)
	}
	if p.Anchor != nil {
		return p.Anchor.Document, nil
	}
	return p.Document, nil
}

// original returns a document's bytes as they were fetched.
func (r *reader) original(id string) ([]byte, error) {
	var data []byte
	err := r.tx.QueryRowContext(r.ctx, `SELECT c.data FROM document d JOIN content c ON c.hash = d.original
		WHERE d.seq = (SELECT seq FROM record WHERE kind = 'document' AND id = ?)`, id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, unknownDocument(id)
	}
	if err != nil {
		return nil, err
	}
	return inflate(data)
}

// Imported says what [Ledger.Import] did. Its numbers are of records.
type Imported struct {
	Ledger   string `json:"ledger"` // where the export came from
	New      int    `json:"new"`
	Known    int    `json:"known"`
	Withheld int    `json:"withheld"` // came without payload
	Refused  int    `json:"refused"`  // of documents whose words a judgement keeps out here
	Kept     int    `json:"kept"`     // deal files that stay as they are here
}

// Import adds the records of an export that are not here yet. They are learned
// now; when the other ledger learned them is kept in their payloads. The
// export's chain is checked on the way, and an error names its line; what was
// imported by then stays, and importing again goes on from there. Pairs between
// the two ledgers' documents are found. A deal file is taken over only where
// this ledger has none of its own for that deal.
func (l *Ledger) Import(ctx context.Context, from io.Reader) (Imported, error) {
	in := importer{l: l, ctx: ctx}
	b := bufio.NewReaderSize(from, 64<<10)
	for n := 1; ; n++ {
		line, err := b.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return in.done, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := in.line(n, line); err != nil {
				return in.done, fmt.Errorf("line %d: %w", n, err)
			}
		}
		if err == io.EOF {
			break
		}
	}
	if in.records != in.last.Seq {
		return in.done, fmt.Errorf("the export is cut short: it has %d of %d records", in.last.Seq, in.records)
	}
	return in.done, nil
}

type importer struct {
	l       *Ledger
	ctx     context.Context
	done    Imported
	records int64
	last    Record
	waiting *reading // a document whose run has not come yet
}

func (in *importer) line(n int, line []byte) error {
	if n == 1 {
		var h exportHeader
		if err := json.Unmarshal(line, &h); err != nil || h.Schema != SchemaLedger {
			return fmt.Errorf("not an export of a ledger: want schema %q", SchemaLedger)
		}
		in.done.Ledger, in.records = h.Ledger, h.Records
		return nil
	}
	var x exportLine
	if err := json.Unmarshal(line, &x); err != nil {
		return err
	}
	r := Record{Seq: x.Seq, Kind: x.Kind, ID: x.ID, Payload: x.Payload}
	var errs [4]error
	r.Learned, errs[0] = time.Parse(time.RFC3339, x.Learned)
	errs[1] = hash(&r.PayloadHash, x.PayloadHash)
	errs[2] = hash(&r.Prev, x.Prev)
	errs[3] = hash(&r.Hash, x.Hash)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if r.Seq != in.last.Seq+1 || r.Prev != in.last.Hash || r.Hash != r.Sum() {
		return fmt.Errorf("record %d does not continue the chain", r.Seq)
	}
	in.last = r
	if bytes.Equal(r.Payload, []byte("null")) || len(r.Payload) == 0 {
		in.done.Withheld++
		return nil
	}
	if sha256.Sum256(r.Payload) != r.PayloadHash {
		return fmt.Errorf("record %d: the payload does not match its hash", r.Seq)
	}
	if err := in.record(&r, x.Original); err != nil {
		return fmt.Errorf("record %d (%s %s): %w", r.Seq, r.Kind, r.ID, err)
	}
	return nil
}

func hash(to *[sha256.Size]byte, digits string) error {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(to) {
		return fmt.Errorf("%q is no hash", digits)
	}
	copy(to[:], b)
	return nil
}

func (in *importer) record(r *Record, original []byte) error {
	from := &origin{Ledger: in.done.Ledger, Seq: r.Seq, Learned: r.Learned}
	count := func(isNew bool) {
		if isNew {
			in.done.New++
		} else {
			in.done.Known++
		}
	}
	switch r.Kind {
	case KindDocument:
		w := reading{id: r.ID, original: original}
		if err := decode(r.Payload, &w.doc); err != nil {
			return err
		}
		if parley.DocumentID(original) != r.ID || "sha256:"+w.doc.Original != r.ID {
			return errors.New("the original bytes are not those of its id")
		}
		if w.doc.CameFrom == nil {
			w.doc.CameFrom = from
		}
		in.waiting = &w // goes into the log with its first run
	case KindRun:
		return in.run(r, from)
	case KindPair:
		var p pairPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		if p.CameFrom == nil {
			p.CameFrom = from
		}
		return in.l.write(in.ctx, func(w *writer) error {
			for _, id := range []string{p.A, p.B} {
				if seq, _, err := w.document(id); err != nil || seq == 0 {
					in.done.Withheld++ // a pair of a document that did not come
					return err
				}
			}
			isNew, err := w.pair(&p)
			if err == nil {
				count(isNew)
			}
			return err
		})
	case KindJudgement:
		var p judgementPayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		if JudgementID(p.Judgement) != r.ID {
			return errors.New("its content has another id")
		}
		if p.CameFrom == nil {
			p.CameFrom = from
		}
		head, err := in.l.head(in.ctx)
		if err != nil {
			return err
		}
		j, err := in.l.appendJudgement(in.ctx, p)
		if err == nil {
			count(j.Seq > head)
		}
		return err
	case KindDealFile:
		var p dealFilePayload
		if err := decode(r.Payload, &p); err != nil {
			return err
		}
		if p.CameFrom == nil {
			p.CameFrom = from
		}
		return in.dealFile(r, p, count)
	default:
		return fmt.Errorf("unknown kind %q", r.Kind)
	}
	return nil
}

func (in *importer) run(r *Record, from *origin) error {
	w := reading{x: &parley.Extraction{}}
	if err := decode(r.Payload, &w.run); err != nil {
		return err
	}
	if err := decode(w.run.Extraction, w.x); err != nil {
		return err
	}
	if err := w.x.Validate(); err != nil {
		return err
	}
	if w.run.CameFrom == nil {
		w.run.CameFrom = from
	}
	document := w.run.Document
	if w.x.ID != document || runID(document, w.run.Run) != r.ID {
		return errors.New("its content has another id")
	}
	records := 1
	if in.waiting != nil && in.waiting.id == document {
		w.id, w.doc, w.original = in.waiting.id, in.waiting.doc, in.waiting.original
		in.waiting = nil
		records = 2
	} else {
		doc, err := in.l.document(in.ctx, document)
		if errors.Is(err, ErrUnknown) {
			in.done.Withheld++ // a run of a document that did not come
			return nil
		}
		if err != nil {
			return err
		}
		w.id, w.doc = document, doc
	}
	receipt, err := in.l.appendReading(in.ctx, w)
	switch {
	case err != nil:
		return err
	case receipt.Redacted:
		in.done.Refused += records
	default:
		isNew := 0
		if receipt.New {
			isNew++
		}
		if receipt.NewDoc {
			isNew++
		}
		in.done.New += isNew
		in.done.Known += records - isNew
	}
	return nil
}

// dealFile takes a deal file's wording over unless it is here, or this ledger
// has a file of its own for the deal.
func (in *importer) dealFile(r *Record, p dealFilePayload, count func(bool)) error {
	payload, err := encode(p)
	if err != nil {
		return err
	}
	id := dealFileID(p.Deal, []byte(p.YAML))
	if id != r.ID {
		return errors.New("its content has another id")
	}
	return in.l.write(in.ctx, func(w *writer) error {
		known, err := w.hasDealFile(p.Deal, id)
		if err != nil {
			return err
		}
		if known {
			count(false)
			return nil
		}
		newest, err := scanRecord(w.row(selectRecord+" WHERE r.seq = (SELECT max(seq) FROM deal_file WHERE deal = ?)", p.Deal))
		if err == nil {
			var own dealFilePayload
			if err := decode(newest.Payload, &own); err != nil {
				return err
			}
			if own.CameFrom == nil || own.CameFrom.Ledger != p.CameFrom.Ledger {
				in.done.Kept++
				return nil
			}
		} else if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		seq, err := w.record(KindDealFile, id, payload)
		if err != nil {
			return err
		}
		count(true)
		return w.index(dealFileRows(seq, &p))
	})
}

func (l *Ledger) head(ctx context.Context) (seq int64, err error) {
	err = l.rdb.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM record").Scan(&seq)
	return seq, l.fail(err)
}

// document is the payload of a document's record.
func (l *Ledger) document(ctx context.Context, id string) (p documentPayload, err error) {
	err = l.read(ctx, time.Time{}, func(r *reader) error {
		rec, err := scanRecord(r.tx.QueryRowContext(ctx, selectRecord+" WHERE r.kind = 'document' AND r.id = ?", id))
		if errors.Is(err, sql.ErrNoRows) {
			return unknownDocument(id)
		}
		if err != nil || rec.Payload == nil {
			return err
		}
		return decode(rec.Payload, &p)
	})
	return p, err
}

// Backup copies the ledger, as it is at one moment, into a new file at path,
// while it may be read and written. The copy is a ledger like any other.
func (l *Ledger) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s: is there already; name a new file", path)
	}
	part := path + ".part"
	defer os.Remove(part)
	c, err := l.rdb.Conn(ctx)
	if err != nil {
		return l.fail(err)
	}
	defer c.Close()
	err = c.Raw(func(raw any) error {
		return raw.(driver.Conn).Raw().Backup("main", part)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}
