package ledger

import (
	"encoding/hex"
	"encoding/json"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

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
	tableDocument  = &table{"document", []string{"seq", "id", "url", "path", "kind", "confidential", "media_type", "original", "size"}, "seq"}
	tableReading   = &table{"reading", []string{"seq", "doc_seq", "outlet", "title", "published", "since", "language", "statements", "deals", "assertions"}, "seq"}
	tableDeal      = &table{"deal", []string{"run_seq", "ord", "doc_seq", "local", "name", "aliases", "keys", "parties", "kind", "instrument", "main", "confidence"}, "run_seq"}
	tableDealKey   = &table{"deal_key", []string{"key", "run_seq", "doc_seq"}, "run_seq"}
	tableDealName  = &table{"deal_name", []string{"name", "run_seq", "ord"}, "run_seq"}
	tablePair      = &table{"pair", []string{"seq", "a", "b", "score", "contained"}, "seq"}
	tableJudgement = &table{"judgement", []string{"seq", "id", "verdict"}, "seq"}
	tableTarget    = &table{"judgement_target", []string{"target", "seq"}, "seq"}
	tableDealFile  = &table{"deal_file", []string{"seq", "deal"}, "seq"}
	tableFileKey   = &table{"deal_file_key", []string{"key", "seq"}, "seq"}
	tableSketch    = &table{"sketch", []string{"run_seq", "document", "mins", "shingles"}, "run_seq"}
	tableBand      = &table{"band", []string{"hash", "run_seq", "doc_seq"}, "run_seq"}
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

func (w *writer) learnedAt(seq int64) (time.Time, error) {
	var us int64
	err := w.row("SELECT learned FROM record WHERE seq = ?", seq).Scan(&us)
	return time.UnixMicro(us).UTC(), err
}

func documentRows(seq int64, id string, p *documentPayload) []row {
	original, _ := hex.DecodeString(p.Original)
	return []row{{tableDocument, []any{seq, id, string(p.URL), string(p.Path), string(p.Kind), p.Confidential, p.MediaType, original, p.Size}}}
}

func runRows(seq, docSeq int64, p *runPayload, x *parley.Extraction) []row {
	var since any
	if when, err := parley.ParseDate(string(x.Published)); err == nil {
		since = when.From.UnixMicro()
	}
	rows := []row{{tableReading, []any{seq, docSeq, string(x.Outlet), string(x.Title), string(x.Published), since, string(x.Language),
		len(x.Statements), len(x.Deals), len(x.Assertions)}}}

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
	if len(p.Sketch.Mins) > 0 {
		rows = append(rows, row{tableSketch, []any{seq, p.Document, p.Sketch.bytes(), p.Sketch.Shingles}})
	}
	for _, h := range p.Sketch.bands() {
		rows = append(rows, row{tableBand, []any{h, seq, docSeq}})
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
