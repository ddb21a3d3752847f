package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"

	"github.com/parley-desk/parley"
)

// redact drops what the ledger holds of a document's words: its original bytes,
// its payload and its runs', and the judgements that quote it. The records
// stay, with the hashes of what they held. A document that is not here yet is
// refused when it comes.
func (w *writer) redact(j parley.Judgement) error {
	docSeq, _, err := w.document(j.Target)
	if err != nil || docSeq == 0 {
		return err
	}
	drop := []int64{docSeq}
	for _, q := range []string{
		"SELECT seq FROM reading WHERE doc_seq = ?",
		"SELECT t.seq FROM judgement_target t JOIN judgement j ON j.seq = t.seq WHERE t.target = (SELECT id FROM document WHERE seq = ?) AND j.verdict <> 'redact'",
	} {
		rows, err := w.query(q, docSeq)
		if err != nil {
			return err
		}
		for rows.Next() {
			var s int64
			if err := rows.Scan(&s); err != nil {
				rows.Close()
				return err
			}
			drop = append(drop, s)
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	if err := w.exec("PRAGMA secure_delete = ON"); err != nil {
		return err
	}
	defer func() { _ = w.exec("PRAGMA secure_delete = OFF") }()
	for _, seq := range drop {
		r, err := scanRecord(w.row(selectRecord+" WHERE r.seq = ?", seq))
		if err != nil {
			return err
		}
		hashes := [][]byte{r.PayloadHash[:]}
		switch r.Kind {
		case KindDocument:
			var p documentPayload
			if err := decode(r.Payload, &p); err != nil {
				return err
			}
			original, err := hex.DecodeString(p.Original)
			if err != nil || len(original) != sha256.Size {
				break
			}
			hashes = append(hashes, original)
		case KindJudgement:
			var p judgementPayload
			if err := decode(r.Payload, &p); err != nil {
				return err
			}
			if p.Anchor == nil || p.Anchor.Document != j.Target {
				continue // it names the document but quotes nothing
			}
		}
		for _, h := range hashes {
			if err := w.exec("INSERT INTO redaction (hash, judgement) VALUES (?, ?)", h, j.ID); err != nil {
				return err
			}
			if err := w.exec("DELETE FROM content WHERE hash = ?", h); err != nil {
				return err
			}
		}
		for _, t := range tables {
			if err := w.exec("DELETE FROM "+t.name+" WHERE "+t.seq+" = ?", seq); err != nil {
				return err
			}
		}
		if r.Kind == KindDocument {
			if err := w.index(documentRows(seq, r.ID, nil)); err != nil {
				return err
			}
		}
	}
	if err := w.exec("DELETE FROM word WHERE rowid = ?", docSeq); err != nil {
		return err
	}
	// The full-text index only marks what is deleted; this makes it forget.
	return w.exec("INSERT INTO word (word) VALUES ('optimize')")
}

// scrub takes dropped words out of the write-ahead log as well, where no other
// process is reading.
func (l *Ledger) scrub(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var busy, logged, done sql.NullInt64
	err := l.w.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logged, &done)
	return l.fail(err)
}
