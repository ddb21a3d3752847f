package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"time"
)

// ID is the ledger's own name: 32 hex digits drawn when it was made.
func (l *Ledger) ID() string { return l.id }

// Head is the sequence number of the newest record, 0 for an empty log.
func (l *Ledger) Head(ctx context.Context) (int64, error) {
	var head int64
	err := l.rdb.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM record").Scan(&head)
	return head, l.fail(err)
}

// Log yields the records after sequence number after, in order, as the log
// stands when it is called. An error is the last thing yielded.
func (l *Ledger) Log(ctx context.Context, after int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		more := true
		err := l.read(ctx, time.Time{}, func(r *reader) error {
			return r.log(after, func(rec *Record) error {
				if more = yield(*rec, nil); !more {
					return errStop
				}
				return nil
			})
		})
		if err != nil && more {
			yield(Record{}, err)
		}
	}
}

var errStop = errors.New("stop")

// log runs f on the records after a sequence number.
func (r *reader) log(after int64, f func(*Record) error) error {
	return r.each(func(rows *sql.Rows) error {
		rec, err := scanRecord(rows)
		if err != nil {
			return err
		}
		return f(&rec)
	}, selectRecord+" WHERE r.seq > ? AND r.seq <= ? ORDER BY r.seq", after, r.head)
}

// Stats are the numbers of what a ledger holds.
type Stats struct {
	Ledger     string    `json:"ledger"`
	Records    int64     `json:"records"`
	Head       string    `json:"head"` // hash of the newest record
	Documents  int64     `json:"documents"`
	Redacted   int64     `json:"redacted"`
	Runs       int64     `json:"runs"`
	Pairs      int64     `json:"pairs"`
	Judgements int64     `json:"judgements"`
	DealFiles  int64     `json:"deal_files"`
	Statements int64     `json:"statements"` // of all runs, as are the next two
	Deals      int64     `json:"deals"`
	Assertions int64     `json:"assertions"`
	Bytes      int64     `json:"bytes"` // of the file and its write-ahead log
	First      time.Time `json:"first"` // learned; zero when empty
	Last       time.Time `json:"last"`
}

// Stats counts what the ledger holds.
func (l *Ledger) Stats(ctx context.Context) (Stats, error) {
	s := Stats{Ledger: l.id}
	err := l.read(ctx, time.Time{}, func(r *reader) error {
		var first, last int64
		err := r.tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM document WHERE redacted),
			(SELECT count(*) FROM reading), (SELECT count(*) FROM pair), (SELECT count(*) FROM judgement), (SELECT count(*) FROM deal_file),
			(SELECT coalesce(sum(statements), 0) FROM reading), (SELECT coalesce(sum(deals), 0) FROM reading), (SELECT coalesce(sum(assertions), 0) FROM reading),
			(SELECT coalesce(min(learned), 0) FROM record), (SELECT coalesce(max(learned), 0) FROM record),
			coalesce((SELECT lower(hex(hash)) FROM record ORDER BY seq DESC LIMIT 1), '')`).
			Scan(&s.Documents, &s.Redacted, &s.Runs, &s.Pairs, &s.Judgements, &s.DealFiles, &s.Statements, &s.Deals, &s.Assertions, &first, &last, &s.Head)
		if s.Records = r.head; s.Records > 0 {
			s.First, s.Last = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
		}
		return err
	})
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(l.path + suffix); err == nil {
			s.Bytes += info.Size()
		}
	}
	return s, err
}

// Broken says which record does not hold, and why.
type Broken struct {
	Seq  int64
	Kind Kind
	ID   string
	Why  string
}

// Error names the record.
func (b *Broken) Error() string {
	if b.Seq == 0 {
		return b.Why
	}
	return fmt.Sprintf("record %d (%s %s): %s", b.Seq, b.Kind, b.ID, b.Why)
}
