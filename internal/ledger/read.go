package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

// reader is one consistent view of the ledger.
type reader struct {
	ctx  context.Context
	tx   *sql.Tx
	head int64 // only records up to here are seen

	cache *cache
}

// read runs f on one view of the ledger as it was at the ledger time at, or as
// it is when at is zero.
func (l *Ledger) read(ctx context.Context, at time.Time, f func(*reader) error) error {
	if err := l.settle(ctx, at); err != nil {
		return err
	}
	tx, err := l.rdb.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return l.fail(err)
	}
	defer tx.Rollback()
	r := &reader{ctx: ctx, tx: tx, cache: &l.cache}
	until := int64(math.MaxInt64)
	if !at.IsZero() {
		until = at.UnixMicro()
	}
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM record WHERE learned = (SELECT max(learned) FROM record WHERE learned <= ?)", until).Scan(&r.head)
	if err == nil {
		err = f(r)
	}
	return l.fail(err)
}

// settle makes the answer at a past ledger time final before it is given: were
// the machine's clock set back afterwards, a later record could else take a
// time before at. It writes only when at lies after the newest record.
func (l *Ledger) settle(ctx context.Context, at time.Time) error {
	if at.IsZero() || l.w == nil {
		return nil
	}
	asked := min(at.UnixMicro(), l.now().UnixMicro())
	var settled int64
	err := l.rdb.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(learned) FROM record), 0),
		coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'asked'), 0))`).Scan(&settled)
	if err != nil || asked <= settled {
		return l.fail(err)
	}
	return l.write(ctx, func(w *writer) error {
		return w.exec(`INSERT INTO meta VALUES ('asked', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
			WHERE CAST(excluded.value AS INTEGER) > CAST(value AS INTEGER)`, fmt.Sprint(asked))
	})
}

// each runs f on every row of a query.
func (r *reader) each(f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := r.tx.QueryContext(r.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func decode(payload []byte, v any) error {
	if err := json.Unmarshal(payload, v); err != nil {
		return fmt.Errorf("payload: %w", err)
	}
	return nil
}

// inflate is the payload whose compressed bytes are data.
func inflate(data []byte) ([]byte, error) {
	b, err := unpack().DecodeAll(data, nil)
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	return b, nil
}

// list is the argument of "IN (SELECT value FROM json_each(?))".
func list(ids []string) string { return jsonList(ids) }

// Evidence returns the records that bear on a question, in log order. Only the
// documents concerned are decoded.
func (l *Ledger) Evidence(ctx context.Context, q Query) (*Evidence, error) {
	var e *Evidence
	err := l.read(ctx, q.LedgerAt, func(r *reader) (err error) {
		e, err = r.evidence(q)
		return err
	})
	return e, err
}

func (r *reader) evidence(q Query) (*Evidence, error) {
	e := &Evidence{Head: r.head}
	all := q.Keys == nil && q.Deals == nil
	which, args := "", []any{r.head}
	if !all {
		docs, err := r.documentsOf(q)
		if err != nil {
			return nil, err
		}
		which, args = "AND r.doc_seq IN (SELECT value FROM json_each(?))", append(args, docs)
	}
	// All of them are read in one go and not kept; the few of one question are
	// likely to be asked for again.
	data := "NULL"
	if all {
		data = "(SELECT data FROM packed WHERE seq = r.seq)"
	}
	err := r.each(func(rows *sql.Rows) error {
		var x Reading
		var learned int64
		var kind string
		var data []byte
		if err := rows.Scan(&x.Seq, &x.DocSeq, &learned, &kind, &data); err != nil {
			return err
		}
		x.Learned, x.Kind = time.UnixMicro(learned).UTC(), parley.DocumentKind(kind)
		if all {
			if err := x.decode(data); err != nil {
				return fmt.Errorf("record %d: %w", x.Seq, err)
			}
		}
		e.Readings = append(e.Readings, x)
		return nil
	}, "SELECT r.seq, r.doc_seq, dr.learned, d.kind, "+data+`
		FROM reading r JOIN document d ON d.seq = r.doc_seq JOIN record dr ON dr.seq = r.doc_seq
		WHERE r.seq <= ? `+which+` ORDER BY r.seq`, args...)
	for i := range e.Readings {
		if err != nil {
			break
		}
		x := &e.Readings[i]
		if !all {
			var d *Reading
			if d, err = r.decoded(x.Seq); err != nil {
				err = fmt.Errorf("record %d: %w", x.Seq, err)
				break
			}
			x.Run, x.Extraction = d.Run, d.Extraction
		}
		if !q.Texts {
			x.Extraction.Text = ""
		}
	}
	if err != nil {
		return nil, err
	}
	if e.DealFiles, err = r.dealFiles(q, all); err != nil {
		return nil, err
	}
	if e.Pairs, err = r.pairs(e.Readings, all); err != nil {
		return nil, err
	}
	e.Judgements, err = r.judgements(e, q.Deals, all)
	return e, err
}

// documentsOf is the JSON list of sequence numbers of the documents that a
// query names.
func (r *reader) documentsOf(q Query) (string, error) {
	seqs := map[int64]bool{}
	add := func(rows *sql.Rows) error {
		var s int64
		err := rows.Scan(&s)
		seqs[s] = true
		return err
	}
	if len(q.Keys) > 0 {
		err := r.each(add, "SELECT doc_seq FROM deal_key WHERE key IN (SELECT value FROM json_each(?)) AND run_seq <= ?", list(q.Keys), r.head)
		if err != nil {
			return "", err
		}
	}
	if len(q.Deals) > 0 {
		ids := map[string]bool{}
		for _, d := range q.Deals {
			id, _, _ := strings.Cut(d, "#")
			ids[id] = true
		}
		err := r.each(add, "SELECT seq FROM record WHERE kind = 'document' AND id IN (SELECT value FROM json_each(?)) AND seq <= ?", list(sorted(ids)), r.head)
		if err != nil {
			return "", err
		}
	}
	// Copies and other versions bear on what a document counts for, whatever
	// deals they speak of; and theirs on theirs. CROSS JOIN keeps SQLite from
	// beginning at the other end, with every document there is.
	for fresh := seqs; len(fresh) > 0; {
		docs := seqList(fresh)
		fresh = map[int64]bool{}
		for _, query := range []string{
			`FROM json_each(?) j CROSS JOIN document d ON d.seq = j.value CROSS JOIN document o ON o.url = d.url WHERE d.url <> '' AND o.seq <= ?`,
			`FROM json_each(?) j CROSS JOIN record d ON d.seq = j.value CROSS JOIN pair p ON p.a = d.id
				CROSS JOIN record o ON o.kind = 'document' AND o.id = p.b WHERE p.seq <= ?`,
			`FROM json_each(?) j CROSS JOIN record d ON d.seq = j.value CROSS JOIN pair p ON p.b = d.id
				CROSS JOIN record o ON o.kind = 'document' AND o.id = p.a WHERE p.seq <= ?`,
		} {
			err := r.each(func(rows *sql.Rows) error {
				var s int64
				err := rows.Scan(&s)
				if !seqs[s] {
					seqs[s], fresh[s] = true, true
				}
				return err
			}, "SELECT o.seq "+query, docs, r.head)
			if err != nil {
				return "", err
			}
		}
	}
	return seqList(seqs), nil
}

// seqList is a set of sequence numbers as a JSON list.
func seqList(seqs map[int64]bool) string {
	out := make([]int64, 0, len(seqs))
	for s := range seqs {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	b, _ := json.Marshal(out)
	return string(b)
}

// decode fills x from the packed form of its run.
func (x *Reading) decode(data []byte) error {
	b, err := inflate(data)
	if err != nil {
		return err
	}
	x.Run, x.Extraction, err = unpackRun(b)
	return err
}

func (r *reader) pairs(readings []Reading, all bool) ([]Pair, error) {
	var out []Pair
	add := func(rows *sql.Rows) error {
		var p Pair
		err := rows.Scan(&p.A, &p.B, &p.Score, &p.Contained, &p.Seq)
		out = append(out, p)
		return err
	}
	if all {
		return out, r.each(add, "SELECT a, b, score, contained, seq FROM pair WHERE seq <= ? ORDER BY seq", r.head)
	}
	ids := map[string]bool{}
	for i := range readings {
		ids[readings[i].Extraction.ID] = true
	}
	docs := list(sorted(ids))
	return out, r.each(add, `SELECT a, b, score, contained, seq FROM pair WHERE a IN (SELECT value FROM json_each(?)) AND seq <= ?
		UNION SELECT a, b, score, contained, seq FROM pair WHERE b IN (SELECT value FROM json_each(?)) AND seq <= ? ORDER BY seq`, docs, r.head, docs, r.head)
}

// judgements are those on anything in e, and those on these judgements.
func (r *reader) judgements(e *Evidence, deals []string, all bool) ([]Judged, error) {
	seqs := map[int64]bool{}
	found := map[int64]Judged{}
	scan := func(rows *sql.Rows) error {
		var j Judged
		var learned int64
		var data []byte
		if err := rows.Scan(&j.Seq, &learned, &data); err != nil {
			return err
		}
		j.Learned = time.UnixMicro(learned).UTC()
		payload, err := inflate(data)
		if err != nil {
			return err
		}
		var p judgementPayload
		if err := decode(payload, &p); err != nil {
			return fmt.Errorf("record %d: %w", j.Seq, err)
		}
		j.Judgement = p.Judgement
		found[j.Seq] = j
		return nil
	}
	const from = `SELECT j.seq, r.learned, c.data FROM judgement j JOIN record r ON r.seq = j.seq JOIN content c ON c.hash = r.payload_hash WHERE j.seq <= ?`
	if all {
		if err := r.each(scan, from, r.head); err != nil {
			return nil, err
		}
	} else {
		var some bool
		if err := r.tx.QueryRowContext(r.ctx, "SELECT EXISTS (SELECT 1 FROM judgement)").Scan(&some); err != nil || !some {
			return nil, err
		}
		targets := e.ids()
		for _, d := range deals {
			targets[d] = true
		}
		next := map[int64]bool{}
		note := func(rows *sql.Rows) error {
			var s int64
			err := rows.Scan(&s)
			if !seqs[s] {
				seqs[s], next[s] = true, true
			}
			return err
		}
		// Any document may have a voice that is judged by name.
		if err := r.each(note, "SELECT seq FROM judgement_target WHERE target >= ? AND target < ? AND seq <= ?",
			parley.VoiceTarget, parley.VoiceTarget+"\U0010ffff", r.head); err != nil {
			return nil, err
		}
		for len(targets) > 0 {
			err := r.each(note, "SELECT seq FROM judgement_target WHERE target IN (SELECT value FROM json_each(?)) AND seq <= ?", list(sorted(targets)), r.head)
			if err != nil {
				return nil, err
			}
			targets = map[string]bool{}
			for s := range next {
				if err := r.each(scan, from+" AND j.seq = ?", r.head, s); err != nil {
					return nil, err
				}
				targets[found[s].ID] = true
			}
			delete(targets, "")
			next = map[int64]bool{}
		}
	}
	out := make([]Judged, 0, len(found))
	for _, j := range found {
		out = append(out, j)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Seq < out[j].Seq })
	return out, nil
}

// ids are all ids in e that a judgement can be about.
func (e *Evidence) ids() map[string]bool {
	out := map[string]bool{}
	for i := range e.Readings {
		x := &e.Readings[i].Extraction
		out[x.ID] = true
		for _, v := range x.Entities {
			out[x.ID+"#"+v.ID] = true
		}
		for _, v := range x.Deals {
			out[x.ID+"#"+v.ID] = true
		}
		for _, v := range x.Statements {
			out[v.ID] = true
		}
		for _, v := range x.Assertions {
			out[v.ID] = true
		}
	}
	for _, f := range e.DealFiles {
		out[f.ID] = true
	}
	return out
}

func (r *reader) dealFiles(q Query, all bool) ([]Declared, error) {
	var out []Declared
	which, args := "", []any{r.head}
	if !all && !q.Files {
		// A file that once had a wanted key is wanted in all its wordings, since
		// the newest says which keys it has.
		which = `AND f.deal IN (SELECT deal FROM deal_file WHERE seq IN (SELECT seq FROM deal_file_key WHERE key IN (SELECT value FROM json_each(?)))
			UNION SELECT value FROM json_each(?))`
		args = append(args, list(q.Keys), list(q.Deals))
	}
	return out, r.each(func(rows *sql.Rows) error {
		var d Declared
		var learned int64
		var data []byte
		if err := rows.Scan(&d.Seq, &d.ID, &learned, &data); err != nil {
			return err
		}
		payload, err := inflate(data)
		if err != nil {
			return err
		}
		var p dealFilePayload
		if err := decode(payload, &p); err != nil {
			return fmt.Errorf("record %d: %w", d.Seq, err)
		}
		d.YAML, d.Learned = []byte(p.YAML), time.UnixMicro(learned).UTC()
		out = append(out, d)
		return nil
	}, `SELECT f.seq, f.deal, r.learned, c.data FROM deal_file f JOIN record r ON r.seq = f.seq JOIN content c ON c.hash = r.payload_hash
		WHERE f.seq <= ? `+which+` ORDER BY f.seq`, args...)
}
