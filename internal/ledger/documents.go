package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/parley-desk/parley"
)

// Document returns a document as its newest run normalised it, with its
// original bytes. It fails with [ErrUnknown] when there is none or its words
// were dropped.
func (l *Ledger) Document(ctx context.Context, id string) (*parley.Document, error) {
	var doc *parley.Document
	err := l.read(ctx, time.Time{}, func(r *reader) error {
		var run, original []byte
		var kind string
		d := &parley.Document{}
		err := r.tx.QueryRowContext(ctx, `SELECT d.kind, d.confidential, d.media_type, c.data, o.data
			FROM document d JOIN reading g ON g.doc_seq = d.seq JOIN record rr ON rr.seq = g.seq
			JOIN content c ON c.hash = rr.payload_hash JOIN content o ON o.hash = d.original
			WHERE d.seq = (SELECT seq FROM record WHERE kind = 'document' AND id = ?) ORDER BY g.seq DESC LIMIT 1`, id).Scan(&kind, &d.Confidential, &d.MediaType, &run, &original)
		if errors.Is(err, sql.ErrNoRows) {
			return unknownDocument(id)
		}
		if err != nil {
			return err
		}
		if run, err = inflate(run); err != nil {
			return err
		}
		var p runPayload
		var x parley.Extraction
		if err := decode(run, &p); err != nil {
			return err
		}
		if err := decode(p.Extraction, &x); err != nil {
			return err
		}
		d.Header, d.Kind, d.Encoding, d.Map = x.Header, parley.DocumentKind(kind), p.Encoding, p.Map
		d.Original, err = inflate(original)
		doc = d
		return err
	})
	return doc, err
}

func unknownDocument(id string) error { return fmt.Errorf("document %s: %w", id, ErrUnknown) }

// HasRun reports whether run has read the document.
func (l *Ledger) HasRun(ctx context.Context, document string, run RunKey) (bool, error) {
	var has bool
	err := l.rdb.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM record WHERE kind = 'run' AND id = ?)", runID(document, run)).Scan(&has)
	return has, l.fail(err)
}

// DocumentInfo is what a list shows of a document.
type DocumentInfo struct {
	ID           string
	URL, Path    parley.Optional
	Title        parley.Optional
	Outlet       parley.Optional
	Published    parley.Optional // as written
	Language     parley.Optional
	Kind         parley.DocumentKind
	Confidential bool
	Redacted     bool      // a judgement dropped its words; most fields are empty
	Seq          int64     // of its record
	Learned      time.Time // when it entered this ledger
	Size         int       // of its original bytes
	Runs         int       // readers that have read it
	Statements   int       // in its newest run, as are the next two
	Deals        int
	Assertions   int
	VersionOf    string // id of the newest earlier document under the same URL
}

// DocumentQuery says which documents [Ledger.Documents] lists. Its zero value
// asks for all, oldest in the ledger first.
type DocumentQuery struct {
	Words    string    // as for [Ledger.Search], but in log order
	URL      string    // only versions of this page
	Language string    // ISO 639-1
	Since    time.Time // published (else learned) at or after
	Until    time.Time // published (else learned) before
	LedgerAt time.Time
	After    int64 // sequence number of the last document of the page before
	Limit    int   // 0 for all
}

// Documents lists documents in log order.
func (l *Ledger) Documents(ctx context.Context, q DocumentQuery) ([]DocumentInfo, error) {
	match, err := ftsQuery(q.Words)
	if err != nil {
		return nil, err
	}
	var out []DocumentInfo
	err = l.read(ctx, q.LedgerAt, func(r *reader) error {
		where, args := "d.seq > ?", []any{q.After}
		if match != "" {
			where += " AND d.seq IN (SELECT rowid FROM word WHERE word MATCH ?)"
			args = append(args, match)
		}
		if q.URL != "" {
			where += " AND d.url = ?"
			args = append(args, q.URL)
		}
		if q.Language != "" {
			where += " AND g.language = ?"
			args = append(args, q.Language)
		}
		where, args = between(where, args, "g.at", q.Since, q.Until)
		out, err = r.documents(where, "d.seq", q.Limit, args...)
		return err
	})
	return out, err
}

// between adds bounds of time to a condition.
func between(where string, args []any, column string, since, until time.Time) (string, []any) {
	if !since.IsZero() {
		where += " AND " + column + " >= ?"
		args = append(args, since.UnixMicro())
	}
	if !until.IsZero() {
		where += " AND " + column + " < ?"
		args = append(args, until.UnixMicro())
	}
	return where, args
}

// documents lists documents d, with their newest run g, for which where holds.
func (r *reader) documents(where, order string, limit int, args ...any) ([]DocumentInfo, error) {
	if limit <= 0 {
		limit = -1
	}
	var out []DocumentInfo
	err := r.each(func(rows *sql.Rows) error {
		var d DocumentInfo
		var learned int64
		var title, outlet, published, language sql.NullString // NULL without a run
		err := rows.Scan(&d.ID, &d.URL, &d.Path, &title, &outlet, &published, &language, &d.Kind, &d.Confidential, &d.Redacted,
			&d.Seq, &learned, &d.Size, &d.Runs, &d.Statements, &d.Deals, &d.Assertions, &d.VersionOf)
		d.Title, d.Outlet = parley.Optional(title.String), parley.Optional(outlet.String)
		d.Published, d.Language = parley.Optional(published.String), parley.Optional(language.String)
		d.Learned = time.UnixMicro(learned).UTC()
		out = append(out, d)
		return err
	}, `SELECT d.id, d.url, d.path, g.title, g.outlet, g.published, g.language, d.kind,
			d.confidential, d.redacted, d.seq, dr.learned, d.size, (SELECT count(*) FROM reading c WHERE c.doc_seq = d.seq AND c.seq <= ?1),
			coalesce(g.statements, 0), coalesce(g.deals, 0), coalesce(g.assertions, 0),
			CASE d.url WHEN '' THEN '' ELSE coalesce((SELECT v.id FROM document v WHERE v.url = d.url AND v.seq < d.seq ORDER BY v.seq DESC LIMIT 1), '') END
		FROM document d JOIN record dr ON dr.seq = d.seq
		LEFT JOIN reading g ON g.seq = (SELECT max(n.seq) FROM reading n WHERE n.doc_seq = d.seq AND n.seq <= ?1)
		WHERE d.seq <= ?1 AND `+where+" ORDER BY "+order+" LIMIT "+fmt.Sprint(limit), append([]any{r.head}, args...)...)
	return out, err
}

// Hit is a document that holds the words that were searched for.
type Hit struct {
	DocumentInfo
	// Snippet is a stretch of its text, and Marks the words in it, in bytes.
	Snippet string
	Marks   []parley.Span
}

// Search finds documents by words, best first: all of the words, in any form
// ("resume" finds "resumed"); a phrase in double quotes; a word that begins so
// with a star at its end. Nothing else has a meaning in words.
func (l *Ledger) Search(ctx context.Context, words string, limit, offset int) ([]Hit, error) {
	match, err := ftsQuery(words)
	if err != nil {
		return nil, err
	}
	if match == "" {
		return nil, errors.New("search: no words")
	}
	var out []Hit
	err = l.read(ctx, time.Time{}, func(r *reader) error {
		if limit <= 0 {
			limit = -1
		}
		var seqs []int64
		err := r.each(func(rows *sql.Rows) error {
			var s int64
			err := rows.Scan(&s)
			seqs = append(seqs, s)
			return err
		}, "SELECT rowid FROM word WHERE word MATCH ? ORDER BY bm25(word, 4, 1, 0), rowid DESC LIMIT ? OFFSET ?", match, limit, offset)
		if err != nil {
			return err
		}
		stems := stemsOf(words)
		for _, s := range seqs {
			infos, err := r.documents("d.seq = ?", "d.seq", 1, s)
			if err != nil {
				return err
			}
			for _, d := range infos {
				text, err := r.text(s)
				if err != nil {
					return err
				}
				h := Hit{DocumentInfo: d}
				h.Snippet, h.Marks = snippet(text, stems)
				out = append(out, h)
			}
		}
		return nil
	})
	return out, err
}

// text is the text of a document's newest run.
func (r *reader) text(docSeq int64) (string, error) {
	var run int64
	err := r.tx.QueryRowContext(r.ctx, "SELECT seq FROM reading WHERE doc_seq = ? AND seq <= ? ORDER BY seq DESC LIMIT 1", docSeq, r.head).Scan(&run)
	if err != nil {
		return "", err
	}
	x, err := r.decoded(run)
	if err != nil {
		return "", err
	}
	return x.Extraction.Text, nil
}
