package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// writer is one transaction at the end of the log.
type writer struct {
	l       *Ledger
	ctx     context.Context
	last    int64 // sequence number of the newest record
	prev    [sha256.Size]byte
	learned int64 // microseconds; one time for all records of the transaction
}

// write runs f in one transaction, which is on disk when write returns nil. An
// error of f undoes all of it.
func (l *Ledger) write(ctx context.Context, f func(*writer) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w == nil {
		return l.fail(ErrReadOnly)
	}
	if err := ctx.Err(); err != nil {
		return l.fail(err)
	}
	w := &writer{l: l, ctx: ctx}
	if _, err := l.w.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return l.fail(err)
	}
	err := w.begin()
	if err == nil {
		err = f(w)
	}
	// What was begun is ended even when the caller no longer waits.
	end := context.WithoutCancel(ctx)
	if err == nil {
		_, err = l.w.ExecContext(end, "COMMIT")
	}
	if err != nil {
		_, _ = l.w.ExecContext(end, "ROLLBACK") // fails harmlessly where SQLite has rolled back by itself
		return l.fail(err)
	}
	return nil
}

// begin reads the end of the log. The time of this transaction is later than
// that of every earlier one and than every past time that was asked about.
func (w *writer) begin() error {
	var last, learned, asked int64
	var prev []byte
	err := w.row("SELECT seq, learned, hash FROM record ORDER BY seq DESC LIMIT 1").Scan(&last, &learned, &prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if len(prev) == len(w.prev) {
		w.prev = [sha256.Size]byte(prev)
	}
	if err := w.row("SELECT value FROM meta WHERE key = 'asked'").Scan(&asked); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	w.last, w.learned = last, max(learned+1, asked+1, w.l.now().UnixMicro())
	return nil
}

// record appends one record and its payload, and returns its sequence number.
func (w *writer) record(kind Kind, id string, payload []byte) (int64, error) {
	r := Record{Seq: w.last + 1, Kind: kind, ID: id, Learned: time.UnixMicro(w.learned), PayloadHash: sha256.Sum256(payload), Prev: w.prev}
	r.Hash = r.Sum()
	if err := w.content(r.PayloadHash, pack().EncodeAll(payload, nil)); err != nil {
		return 0, err
	}
	err := w.exec("INSERT INTO record (seq, kind, id, learned, payload_hash, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
		r.Seq, string(r.Kind), r.ID, w.learned, r.PayloadHash[:], r.Prev[:], r.Hash[:])
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	w.last, w.prev = r.Seq, r.Hash
	return r.Seq, nil
}

// content keeps compressed bytes under the hash of what they were.
func (w *writer) content(hash [sha256.Size]byte, data []byte) error {
	return w.exec("INSERT INTO content (hash, data) VALUES (?, ?)", hash[:], data)
}

// has returns the sequence number of the newest record of an id, 0 for none.
func (w *writer) has(kind Kind, id string) (int64, error) {
	var seq int64
	err := w.row("SELECT coalesce(max(seq), 0) FROM record WHERE id = ? AND kind = ?", id, string(kind)).Scan(&seq)
	return seq, err
}

func (w *writer) exec(query string, args ...any) error {
	s, err := w.stmt(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(w.ctx, args...)
	return err
}

func (w *writer) row(query string, args ...any) *sql.Row {
	s, err := w.stmt(query)
	if err != nil {
		return w.l.w.QueryRowContext(w.ctx, query, args...) // which gives the error again
	}
	return s.QueryRowContext(w.ctx, args...)
}

func (w *writer) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(w.ctx, args...)
}

// stmt prepares a statement once for the life of the connection.
func (w *writer) stmt(query string) (*sql.Stmt, error) {
	if s := w.l.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.l.w.PrepareContext(w.ctx, query)
	if err == nil {
		w.l.stmts[query] = s
	}
	return s, err
}
