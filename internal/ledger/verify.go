package ledger

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/zeebo/xxh3"

	"github.com/parley-desk/parley"
)

// Verify reads the whole ledger again: every hash of the chain, every payload
// and original against its hash, every id against its content, every dropped
// payload against the judgement that dropped it, and every index table against
// the log. The first thing that does not hold is returned as a [*Broken]; the
// statistics end with the head's hash, which somebody who wrote it down earlier
// can look for in the log: records cut off the end leave no other trace.
// progress, if not nil, is called now and then.
func (l *Ledger) Verify(ctx context.Context, progress func(done, total int64)) (Stats, error) {
	if err := l.checkFile(ctx); err != nil {
		return Stats{}, l.fail(err)
	}
	err := l.read(ctx, time.Time{}, func(r *reader) error {
		v := verifier{r: r, redactions: map[string]string{}, indexes: map[*table]uint64{}, words: map[int64]bool{}}
		err := r.log(0, func(rec *Record) error {
			if progress != nil && (rec.Seq%256 == 0 || rec.Seq == r.head) {
				progress(rec.Seq, r.head)
			}
			return v.record(rec)
		})
		if err != nil {
			return err
		}
		if v.last.Seq != r.head {
			return &Broken{Why: fmt.Sprintf("record %d is missing", v.last.Seq+1)}
		}
		return v.indexTables()
	})
	if err != nil {
		return Stats{}, err
	}
	return l.Stats(ctx)
}

// checkFile lets SQLite check its file, on a connection of its own: on one that
// has been used, the check takes a full-text index that was built again since
// for a damaged one.
func (l *Ledger) checkFile(ctx context.Context) error {
	db, err := driver.Open(l.reads, fts5.Register)
	if err != nil {
		return err
	}
	defer db.Close()
	var damage string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&damage); err != nil {
		return err
	}
	if damage != "ok" {
		return &Broken{Why: "the file is damaged: " + damage}
	}
	return nil
}

type verifier struct {
	r          *reader
	last       Record
	redactions map[string]string // id of redact judgement → its target
	indexes    map[*table]uint64 // sum of the hashes of the rows that there should be
	words      map[int64]bool
}

func (v *verifier) record(r *Record) error {
	broken := func(format string, args ...any) error {
		return &Broken{r.Seq, r.Kind, r.ID, fmt.Sprintf(format, args...)}
	}
	if r.Seq != v.last.Seq+1 {
		return &Broken{Why: fmt.Sprintf("record %d is missing", v.last.Seq+1)}
	}
	if r.Learned.Before(v.last.Learned) {
		return broken("was learned before the record ahead of it")
	}
	if err := r.Follows(v.last.Seq, v.last.Hash); err != nil {
		return broken("%v", err)
	}
	v.last = Record{Seq: r.Seq, Hash: r.Hash, Learned: r.Learned}
	if r.Payload == nil {
		if err := v.isExcused(r.PayloadHash[:]); err != nil {
			return broken("%v", err)
		}
	} else {
		if err := r.CheckPayload(); err != nil {
			return broken("%v", err)
		}
		if r.Kind == KindDocument {
			if err := v.originalOf(r.ID); err != nil {
				return broken("%v", err)
			}
		}
	}
	in, err := indexOf(r, v.document)
	if err != nil {
		return broken("%v", err)
	}
	for _, row := range in.rows {
		h, err := rowHash(row.table, row.values)
		if err != nil {
			return broken("%v", err)
		}
		v.indexes[row.table] += h
	}
	if in.docSeq != 0 {
		v.words[in.docSeq] = true
	}
	return nil
}

// contentID is the id that a record's payload gives it.
func contentID(r *Record) (string, error) {
	switch r.Kind {
	case KindDocument:
		var p documentPayload
		err := decode(r.Payload, &p)
		return "sha256:" + p.Original, err
	case KindRun:
		var p runPayload
		err := decode(r.Payload, &p)
		return runID(p.Document, p.Run), err
	case KindPair:
		var p pairPayload
		err := decode(r.Payload, &p)
		return pairID(p.A, p.B), err
	case KindJudgement:
		var p judgementPayload
		err := decode(r.Payload, &p)
		return JudgementID(p.Judgement), err
	case KindDealFile:
		var p dealFilePayload
		err := decode(r.Payload, &p)
		return dealFileID(p.Deal, []byte(p.YAML)), err
	}
	return "", fmt.Errorf("unknown kind %q", r.Kind)
}

// originalOf checks that the bytes of a document are there and its own.
func (v *verifier) originalOf(document string) error {
	hash, err := hex.DecodeString(strings.TrimPrefix(document, "sha256:"))
	if err != nil {
		return err
	}
	var data []byte
	err = v.r.tx.QueryRowContext(v.r.ctx, "SELECT data FROM content WHERE hash = ?", hash).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("the original bytes are missing")
	}
	if err != nil {
		return err
	}
	if data, err = inflate(data); err != nil {
		return fmt.Errorf("original: %w", err)
	}
	if parley.DocumentID(data) != document {
		return errors.New("the original bytes do not match their hash")
	}
	return nil
}

// isExcused checks that a judgement dropped the content.
func (v *verifier) isExcused(hash []byte) error {
	var judgement string
	err := v.r.tx.QueryRowContext(v.r.ctx, "SELECT judgement FROM redaction WHERE hash = ?", hash).Scan(&judgement)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("the payload is missing")
	}
	if err != nil {
		return err
	}
	var by Record
	by, err = scanRecord(v.r.tx.QueryRowContext(v.r.ctx, selectRecord+" WHERE r.kind = 'judgement' AND r.id = ?", judgement))
	var p judgementPayload
	if err == nil && by.Payload != nil {
		err = decode(by.Payload, &p)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if p.Verdict != parley.VerdictRedact {
		return fmt.Errorf("the payload was dropped without a redact judgement (%s)", judgement)
	}
	return nil
}

func (v *verifier) document(id string) (seq, learned int64, err error) {
	err = v.r.tx.QueryRowContext(v.r.ctx, "SELECT seq, learned FROM record WHERE kind = 'document' AND id = ?", id).Scan(&seq, &learned)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, fmt.Errorf("its document %s is missing", id)
	}
	return seq, learned, err
}

// indexTables compares the sums of row hashes, which do not depend on the
// order of rows, with those of the tables.
func (v *verifier) indexTables() error {
	for _, t := range tables {
		var sum uint64
		values := make([]any, len(t.columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		query := "SELECT "
		for i, c := range t.columns {
			if i > 0 {
				query += ", "
			}
			query += c
		}
		err := v.r.each(func(rows *sql.Rows) error {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			h, err := rowHash(t, values)
			sum += h
			return err
		}, query+" FROM "+t.name)
		if err != nil {
			return err
		}
		if sum != v.indexes[t] {
			return &Broken{Why: fmt.Sprintf("the index table %s does not agree with the log: build the indexes again", t.name)}
		}
	}
	missing := errors.New("the full-text index does not agree with the log: build the indexes again")
	err := v.r.each(func(rows *sql.Rows) error {
		var s int64
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if !v.words[s] {
			return missing
		}
		delete(v.words, s)
		return nil
	}, "SELECT id FROM word_docsize")
	if err == nil && len(v.words) > 0 {
		err = missing
	}
	if errors.Is(err, missing) {
		return &Broken{Why: missing.Error()}
	}
	return err
}

// rowHash hashes the values of a row as they read back from the database. The
// packed form is hashed as it was before compression, since another version of
// the compressor may write other bytes.
func rowHash(t *table, values []any) (uint64, error) {
	var b []byte
	for i, v := range values {
		if t == tablePacked && t.columns[i] == "data" {
			data, err := inflate(v.([]byte))
			if err != nil {
				return 0, err
			}
			v = data
		}
		var text string
		switch v := v.(type) {
		case int64:
			text = fmt.Sprint(v)
		case int:
			text = fmt.Sprint(v)
		case bool:
			text = "0"
			if v {
				text = "1"
			}
		case float64:
			text = fmt.Sprint(math.Float64bits(v))
		case string:
			text = v
		case []byte:
			text = string(v)
		default:
			return 0, fmt.Errorf("index: a value of type %T in %s", v, t.name)
		}
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return xxh3.Hash(b), nil
}
