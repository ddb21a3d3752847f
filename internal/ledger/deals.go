package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/parley-desk/parley"
)

// Head is the head of one deal as one document shows it: what a list is made
// from without decoding the document.
type Head struct {
	Document   string // id
	Local      string // the deal's id in the document
	Name       string
	Aliases    []string
	Keys       []string // see [parley.Extraction.DealKeys]
	Parties    []string // names
	Kind       parley.DealKind
	Instrument parley.Instrument
	Main       bool
	Confidence float64
	Outlet     parley.Optional
	Published  parley.Optional // of the document, as written
	Seq        int64           // of the run's record
	DocSeq     int64           // of the document's record
	Learned    time.Time       // when the document entered this ledger
}

// HeadQuery says which deals [Ledger.DealHeads] lists. Its zero value asks for
// all.
type HeadQuery struct {
	// Prefix is what a name or alias begins with, in the form of
	// [parley.FoldName].
	Prefix string
	// Keys are name keys, any of which the deal must have; nil for any deal.
	Keys []string
	// LedgerAt bounds the log; zero for all.
	LedgerAt time.Time
}

// DealHeads lists the deals that the newest run of each document found, in log
// order. Deals of redacted documents are left out.
func (l *Ledger) DealHeads(ctx context.Context, q HeadQuery) ([]Head, error) {
	var out []Head
	err := l.read(ctx, q.LedgerAt, func(r *reader) error {
		which, args := "", []any{r.head, r.head}
		if q.Prefix != "" {
			which += " AND (e.run_seq, e.ord) IN (SELECT run_seq, ord FROM deal_name WHERE name >= ? AND name < ?)"
			args = append(args, q.Prefix, q.Prefix+"\U0010ffff")
		}
		if q.Keys != nil {
			which += " AND e.run_seq IN (SELECT run_seq FROM deal_key WHERE key IN (SELECT value FROM json_each(?)))"
			args = append(args, list(q.Keys))
		}
		wanted := map[string]bool{}
		for _, k := range q.Keys {
			wanted[k] = true
		}
		return r.each(func(rows *sql.Rows) error {
			var h Head
			var learned int64
			var aliases, keys, parties []byte
			err := rows.Scan(&h.Document, &h.Local, &h.Name, &aliases, &keys, &parties, &h.Kind, &h.Instrument, &h.Main, &h.Confidence,
				&h.Outlet, &h.Published, &h.Seq, &h.DocSeq, &learned)
			if err != nil {
				return err
			}
			h.Learned = time.UnixMicro(learned).UTC()
			if err := errors.Join(decode(aliases, &h.Aliases), decode(keys, &h.Keys), decode(parties, &h.Parties)); err != nil {
				return err
			}
			if q.Keys != nil && !anyOf(h.Keys, wanted) {
				return nil
			}
			out = append(out, h)
			return nil
		}, `SELECT d.id, e.local, e.name, e.aliases, e.keys, e.parties, e.kind, e.instrument, e.main, e.confidence,
			g.outlet, g.published, g.seq, d.seq, dr.learned
			FROM deal e JOIN reading g ON g.seq = e.run_seq JOIN document d ON d.seq = e.doc_seq JOIN record dr ON dr.seq = d.seq
			WHERE e.run_seq <= ? AND NOT EXISTS (SELECT 1 FROM reading n WHERE n.doc_seq = e.doc_seq AND n.seq > e.run_seq AND n.seq <= ?)`+which+
			` ORDER BY e.run_seq, e.ord`, args...)
	})
	return out, err
}

func anyOf(list []string, set map[string]bool) bool {
	for _, s := range list {
		if set[s] {
			return true
		}
	}
	return false
}
