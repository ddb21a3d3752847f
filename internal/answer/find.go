package answer

import (
	"context"
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaFinds names the format of [Finds].
const SchemaFinds = "parley.finds/1"

// Finds is what words find: deals, statements and documents, with the counts by
// which documents can be narrowed.
type Finds struct {
	Schema     string          `json:"schema"`
	KnownAt    parley.Optional `json:"known_at"`
	Words      string          `json:"words"`
	Outlet     parley.Optional `json:"outlet"` // narrowed to
	Year       parley.Optional `json:"year"`
	Deals      []DealRef       `json:"deals"`      // whose name begins so
	Statements []Statement     `json:"statements"` // the newest few
	Documents  []Found         `json:"documents"`  // the best first
	Total      int             `json:"total"`      // documents that fit, as far as was looked
	More       bool            `json:"more"`       // there are more than was looked at
	Outlets    []Count         `json:"outlets"`    // of all that were looked at, most first
	Years      []Count         `json:"years"`      // newest first
}

// Count is how many documents share a value.
type Count struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

// FindQuery says what to find.
type FindQuery struct {
	Words  string // see [ledger.Ledger.Search]
	Outlet string
	Year   string
	Limit  int // documents; 0 for all that are looked at
	Offset int
}

// findWindow is how many documents are looked at, the best first: what comes
// after them nobody reads.
const findWindow = 200

// findStatements is how many statements and deals come along.
const findStatements = 8

// Find finds by words what the public could know at a's known time.
func (k *Desk) Find(ctx context.Context, a Ask, q FindQuery) (*Finds, error) {
	t, err := a.times()
	if err != nil {
		return nil, err
	}
	found, err := k.Search(ctx, q.Words, findWindow+1, 0)
	if err != nil {
		return nil, err
	}
	out := &Finds{Schema: SchemaFinds, KnownAt: parley.Optional(a.KnownAt), Words: q.Words, Outlet: parley.Optional(q.Outlet), Year: parley.Optional(q.Year),
		Deals: []DealRef{}, Documents: []Found{}, Outlets: []Count{}, Years: []Count{}}
	if len(found.Documents) > findWindow {
		found.Documents, out.More = found.Documents[:findWindow], true
	}
	outlets, years := map[string]int{}, map[string]int{}
	for _, d := range found.Documents {
		if !t.Known.IsZero() {
			if iv, err := parley.ParseDate(string(d.Published)); err != nil || iv.To.After(t.Known) {
				continue
			}
		}
		year := ""
		if len(d.Published) >= 4 {
			year = string(d.Published[:4])
		}
		fitsOutlet, fitsYear := q.Outlet == "" || string(d.Outlet) == q.Outlet, q.Year == "" || year == q.Year
		if fitsYear && d.Outlet != "" {
			outlets[string(d.Outlet)]++
		}
		if fitsOutlet && year != "" {
			years[year]++
		}
		if !fitsOutlet || !fitsYear {
			continue
		}
		if out.Total++; out.Total > q.Offset && (q.Limit == 0 || len(out.Documents) < q.Limit) {
			out.Documents = append(out.Documents, d)
		}
	}
	out.Outlets, out.Years = counts(outlets), counts(years)
	sort.SliceStable(out.Years, func(i, j int) bool { return out.Years[i].Value > out.Years[j].Value })
	said, err := k.Statements(ctx, a, StatementsQuery{Words: q.Words, Limit: findStatements})
	if err != nil {
		return nil, err
	}
	out.Statements = said.Statements
	hq := ledger.HeadQuery{Prefix: parley.FoldName(q.Words)}
	if !t.Ledger.IsZero() {
		hq.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	if hq.Prefix == "" {
		return out, nil
	}
	heads, err := k.ledger.DealHeads(ctx, hq)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := len(heads) - 1; i >= 0 && len(out.Deals) < findStatements; i-- {
		if h := heads[i]; !seen[parley.FoldName(h.Name)] {
			seen[parley.FoldName(h.Name)] = true
			out.Deals = append(out.Deals, DealRef{h.Document + "#" + h.Local, h.Name})
		}
	}
	return out, nil
}

// counts lists values, most first, then by value.
func counts(m map[string]int) []Count {
	out := []Count{}
	for v, n := range m {
		out = append(out, Count{v, n})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].N != out[j].N {
			return out[i].N > out[j].N
		}
		return out[i].Value < out[j].Value
	})
	return out
}
