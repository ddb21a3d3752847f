package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

// indexVersion changes whenever the code below, or what it calls in other
// packages (name keys, folded names, dates), may give other rows for a record.
// An index of another version is built again when the ledger is opened.
const indexVersion = "2"

// indexStamp is the version together with the layout of the packed form.
func indexStamp() string {
	sum := sha256.Sum256([]byte(layout(reflect.TypeFor[packed]())))
	return indexVersion + "." + hex.EncodeToString(sum[:4])
}

// row is one row of an index table. Rows are a function of one record, so that
// appending, rebuilding and checking them is the same code.
type row struct {
	table  *table
	values []any
}

// table is an index table: the columns that rows fill, and the one that holds
// the sequence number of the record they come from.
type table struct {
	name    string
	columns []string
	seq     string
}

var (
	tableDocument  = &table{"document", []string{"seq", "id", "url", "path", "kind", "confidential", "media_type", "original", "size", "redacted"}, "seq"}
	tableReading   = &table{"reading", []string{"seq", "doc_seq", "at", "outlet", "title", "published", "language", "statements", "deals", "assertions", "acts", "bases"}, "seq"}
	tablePacked    = &table{"packed", []string{"seq", "data"}, "seq"}
	tableVoice     = &table{"voice", []string{"voice", "at", "run_seq"}, "run_seq"}
	tableDeal      = &table{"deal", []string{"run_seq", "ord", "doc_seq", "local", "name", "aliases", "keys", "parties", "kind", "instrument", "main", "confidence"}, "run_seq"}
	tableDealKey   = &table{"deal_key", []string{"key", "run_seq", "doc_seq"}, "run_seq"}
	tableDealName  = &table{"deal_name", []string{"name", "run_seq", "ord"}, "run_seq"}
	tableSketch    = &table{"sketch", []string{"run_seq", "document", "mins", "shingles"}, "run_seq"}
	tableBand      = &table{"band", []string{"hash", "run_seq"}, "run_seq"}
	tablePair      = &table{"pair", []string{"seq", "a", "b", "score", "contained"}, "seq"}
	tableJudgement = &table{"judgement", []string{"seq", "id", "verdict"}, "seq"}
	tableTarget    = &table{"judgement_target", []string{"target", "seq"}, "seq"}
	tableDealFile  = &table{"deal_file", []string{"seq", "deal"}, "seq"}
	tableFileKey   = &table{"deal_file_key", []string{"key", "seq"}, "seq"}

	tables = []*table{tableDocument, tableReading, tablePacked, tableVoice, tableDeal, tableDealKey,
		tableDealName, tableSketch, tableBand, tablePair, tableJudgement, tableTarget, tableDealFile, tableFileKey}
)

func (t *table) insert() string {
	return "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
}

// index writes rows.
func (w *writer) index(rows []row) error {
	for _, r := range rows {
		if err := w.exec(r.table.insert(), r.values...); err != nil {
			return err
		}
	}
	return nil
}

func documentRows(seq int64, id string, p *documentPayload) []row {
	if p == nil {
		return []row{{tableDocument, []any{seq, id, "", "", "", false, "", []byte{}, 0, true}}}
	}
	original, _ := hex.DecodeString(p.Original)
	return []row{{tableDocument, []any{seq, id, string(p.URL), string(p.Path), string(p.Kind), p.Confidential, p.MediaType, original, p.Size, false}}}
}

// runRows are the rows of a run of the document at docSeq, which this ledger
// learned at learned (microseconds).
func runRows(seq, docSeq, learned int64, p *runPayload, x *parley.Extraction) []row {
	at := learned
	if when, err := parley.ParseDate(string(x.Published)); err == nil {
		at = when.From.UnixMicro()
	}
	acts, bases := int64(0), int64(0)
	for i := range x.Statements {
		acts |= bit(parley.Acts, string(x.Statements[i].Act))
		bases |= bit(parley.Bases, string(x.Statements[i].Basis))
	}
	rows := []row{
		{tableReading, []any{seq, docSeq, at, string(x.Outlet), string(x.Title), string(x.Published), string(x.Language),
			len(x.Statements), len(x.Deals), len(x.Assertions), acts, bases}},
		{tablePacked, []any{seq, pack().EncodeAll(packRun(p.Run, x), nil)}},
	}
	voices := map[string]bool{}
	for _, chain := range voicesOf(x) {
		for _, v := range chain {
			voices[v] = true
		}
	}
	for _, v := range sorted(voices) {
		rows = append(rows, row{tableVoice, []any{v, at, seq}})
	}
	rows = append(rows, dealRows(seq, docSeq, x)...)
	if len(p.Sketch.Mins) > 0 {
		rows = append(rows, row{tableSketch, []any{seq, p.Document, p.Sketch.bytes(), p.Sketch.Shingles}})
	}
	for _, h := range p.Sketch.bands() {
		rows = append(rows, row{tableBand, []any{h, seq}})
	}
	return rows
}

// bit stands for a word in a set of a vocabulary's words.
func bit(v parley.Vocabulary, word string) int64 {
	for i, w := range v.Words {
		if w.Value == word {
			return 1 << i
		}
	}
	return 0
}

// voicesOf are, for each statement of x, the folded names of its speaker and of
// those that the speaker speaks for.
func voicesOf(x *parley.Extraction) [][]string {
	entities := map[string]*parley.Entity{}
	for i := range x.Entities {
		entities[x.Entities[i].ID] = &x.Entities[i]
	}
	out := make([][]string, len(x.Statements))
	for i, s := range x.Statements {
		if s.Source == nil {
			continue
		}
		for e := entities[string(s.Source.Entity)]; e != nil; e = entities[string(e.SpeaksFor)] {
			name := parley.FoldName(e.Name)
			if slices.Contains(out[i], name) {
				break
			}
			out[i] = append(out[i], name)
		}
	}
	return out
}

// dealKeys are the name keys of x's deals by local id; a deal without one
// stands under "document#deal".
func dealKeys(x *parley.Extraction) map[string][]string {
	keys := map[string][]string{}
	for i := range x.Deals {
		d := &x.Deals[i]
		if keys[d.ID] = x.DealKeys(d); len(keys[d.ID]) == 0 {
			keys[d.ID] = []string{x.ID + "#" + d.ID}
		}
	}
	return keys
}

func dealRows(seq, docSeq int64, x *parley.Extraction) []row {
	var rows []row
	names := map[string]string{}
	for _, e := range x.Entities {
		names[e.ID] = e.Name
	}
	allKeys := map[string]bool{}
	for i := range x.Deals {
		d := &x.Deals[i]
		keys := x.DealKeys(d)
		for _, k := range keys {
			allKeys[k] = true
		}
		var parties []string
		for _, p := range d.Parties {
			parties = append(parties, names[p])
		}
		rows = append(rows, row{tableDeal, []any{seq, i, docSeq, d.ID, d.Name, jsonList(d.Aliases), jsonList(keys), jsonList(parties),
			string(d.Kind), string(d.Instrument), d.Main, d.Confidence}})
		folded := map[string]bool{}
		for _, n := range append([]string{d.Name}, d.Aliases...) {
			if f := parley.FoldName(n); f != "" {
				folded[f] = true
			}
		}
		for _, n := range sorted(folded) {
			rows = append(rows, row{tableDealName, []any{n, seq, i}})
		}
	}
	for _, k := range sorted(allKeys) {
		rows = append(rows, row{tableDealKey, []any{k, seq, docSeq}})
	}
	return rows
}

func pairRows(seq int64, p *pairPayload) []row {
	return []row{{tablePair, []any{seq, p.A, p.B, p.Score, p.Contained}}}
}

func judgementRows(seq int64, p *judgementPayload) []row {
	targets := map[string]bool{p.Target: true}
	if p.Other != "" {
		targets[string(p.Other)] = true
	}
	if p.Anchor != nil && p.Anchor.Document != "" {
		targets[p.Anchor.Document] = true
	}
	rows := []row{{tableJudgement, []any{seq, p.ID, string(p.Verdict)}}}
	for _, t := range sorted(targets) {
		rows = append(rows, row{tableTarget, []any{t, seq}})
	}
	return rows
}

func dealFileRows(seq int64, p *dealFilePayload) []row {
	rows := []row{{tableDealFile, []any{seq, p.Deal}}}
	keys := map[string]bool{}
	for _, k := range p.Keys {
		keys[k] = true
	}
	for _, k := range sorted(keys) {
		rows = append(rows, row{tableFileKey, []any{k, seq}})
	}
	return rows
}

// indexed is what a record gives the indexes.
type indexed struct {
	rows   []row
	docSeq int64              // of a run
	x      *parley.Extraction // of a run
}

// indexOf reads a record's payload into rows. document finds a document's
// record; a record whose payload was dropped gives nothing but the mark that
// it was.
func indexOf(r *Record, document func(id string) (seq, learned int64, err error)) (out indexed, err error) {
	if r.Payload == nil {
		if r.Kind == KindDocument {
			out.rows = documentRows(r.Seq, r.ID, nil)
		}
		return out, nil
	}
	switch r.Kind {
	case KindDocument:
		var p documentPayload
		if err = decode(r.Payload, &p); err == nil {
			out.rows = documentRows(r.Seq, r.ID, &p)
		}
	case KindRun:
		var p runPayload
		out.x = &parley.Extraction{}
		if err = decode(r.Payload, &p); err != nil {
			return out, err
		}
		if err = decode(p.Extraction, out.x); err != nil {
			return out, err
		}
		var learned int64
		if out.docSeq, learned, err = document(p.Document); err != nil {
			return out, err
		}
		out.rows = runRows(r.Seq, out.docSeq, learned, &p, out.x)
	case KindPair:
		var p pairPayload
		if err = decode(r.Payload, &p); err == nil {
			out.rows = pairRows(r.Seq, &p)
		}
	case KindJudgement:
		var p judgementPayload
		if err = decode(r.Payload, &p); err == nil {
			out.rows = judgementRows(r.Seq, &p)
		}
	case KindDealFile:
		var p dealFilePayload
		if err = decode(r.Payload, &p); err == nil {
			out.rows = dealFileRows(r.Seq, &p)
		}
	default:
		err = fmt.Errorf("unknown kind %q", r.Kind)
	}
	return out, err
}

// words puts the words of a document's newest run, and the ids of what any run
// found in it, into the full-text index.
func (w *writer) words(docSeq int64, x *parley.Extraction) error {
	ids := itemTokens(nil, x)
	rows, err := w.query("SELECT p.data FROM reading g JOIN packed p ON p.seq = g.seq WHERE g.doc_seq = ? ORDER BY g.seq DESC LIMIT -1 OFFSET 1", docSeq)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var earlier Reading
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := earlier.decode(data); err != nil {
			return err
		}
		ids = itemTokens(ids, &earlier.Extraction)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := w.exec("DELETE FROM word WHERE rowid = ?", docSeq); err != nil {
		return err
	}
	return w.exec("INSERT INTO word (rowid, title, text, ids) VALUES (?, ?, ?, ?)", docSeq, string(x.Title), x.Text, string(ids))
}

// itemDigits is how many digits of an item's id are indexed: enough to lead to
// few documents, which are then looked at.
const itemDigits = 8

// itemTokens are the beginnings of the ids of x's statements and assertions as
// words: digits and an "x", which keeps the stemmer from taking "ed" for an
// ending.
func itemTokens(b []byte, x *parley.Extraction) []byte {
	add := func(id string) {
		_, digits, _ := strings.Cut(id, "-")
		b = append(append(b, digits[:min(itemDigits, len(digits))]...), 'x', ' ')
	}
	for _, s := range x.Statements {
		add(s.ID)
	}
	for _, a := range x.Assertions {
		add(a.ID)
	}
	return b
}

// Reindex builds all indexes again from the log, in one transaction. progress,
// if not nil, is called now and then with the number of records done.
func (l *Ledger) Reindex(ctx context.Context, progress func(done, total int64)) error {
	return l.write(ctx, func(w *writer) error {
		for _, t := range tables {
			if err := w.exec("DELETE FROM " + t.name); err != nil {
				return err
			}
		}
		if err := w.exec("INSERT INTO word (word) VALUES ('delete-all')"); err != nil {
			return err
		}
		for seq := int64(1); seq <= w.last; seq++ {
			r, err := scanRecord(w.row(selectRecord+" WHERE r.seq = ?", seq))
			if err != nil {
				return err
			}
			in, err := indexOf(&r, w.document)
			if err == nil {
				err = w.index(in.rows)
			}
			if err == nil && in.docSeq != 0 {
				err = w.words(in.docSeq, in.x)
			}
			if err != nil {
				return fmt.Errorf("record %d (%s %s): %w", seq, r.Kind, r.ID, err)
			}
			if progress != nil && (seq%256 == 0 || seq == w.last) {
				progress(seq, w.last)
			}
		}
		return w.exec("INSERT INTO meta VALUES ('index', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", indexStamp())
	})
}

const selectRecord = `SELECT r.seq, r.kind, r.id, r.learned, r.payload_hash, r.prev, r.hash, c.data
	FROM record r LEFT JOIN content c ON c.hash = r.payload_hash`

// scanRecord reads a row of selectRecord.
func scanRecord(from interface{ Scan(...any) error }) (Record, error) {
	var r Record
	var learned int64
	var payload, prev, hash, data []byte
	if err := from.Scan(&r.Seq, &r.Kind, &r.ID, &learned, &payload, &prev, &hash, &data); err != nil {
		return r, err
	}
	r.Learned = time.UnixMicro(learned).UTC()
	copy(r.PayloadHash[:], payload)
	copy(r.Prev[:], prev)
	copy(r.Hash[:], hash)
	if data == nil {
		return r, nil
	}
	var err error
	if r.Payload, err = inflate(data); err != nil {
		return r, fmt.Errorf("record %d (%s %s): %w", r.Seq, r.Kind, r.ID, err)
	}
	return r, nil
}

// indexIsStale says whether the indexes were made by other code than this.
func (l *Ledger) indexIsStale(ctx context.Context) (bool, error) {
	var stamp string
	err := l.rdb.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'index'").Scan(&stamp)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return stamp != indexStamp(), err
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

func jsonList(s []string) string {
	if s == nil {
		s = []string{}
	}
	b, _ := json.Marshal(s)
	return string(b)
}
