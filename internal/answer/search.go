package answer

import (
	"context"

	"github.com/parley-desk/parley"
)

// SchemaSearch names the format of [Search].
const SchemaSearch = "parley.search/1"

// Search lists documents that hold words, best first.
type Search struct {
	Schema    string  `json:"schema"`
	Words     string  `json:"words"`
	Documents []Found `json:"documents"`
}

// Found is a document that was searched for.
type Found struct {
	Document  string          `json:"document"`
	Title     parley.Optional `json:"title"`
	Outlet    parley.Optional `json:"outlet"`
	Published parley.Optional `json:"published"`
	URL       parley.Optional `json:"url"`
	Snippet   string          `json:"snippet"`
	Marks     []parley.Span   `json:"marks"` // the words found, in code points of the snippet
}

// Search finds documents by words; see [ledger.Ledger.Search] for what may
// stand in them.
func (k *Desk) Search(ctx context.Context, words string, limit, offset int) (*Search, error) {
	hits, err := k.ledger.Search(ctx, words, limit, offset)
	if err != nil {
		return nil, err
	}
	out := &Search{Schema: SchemaSearch, Words: words, Documents: []Found{}}
	for _, h := range hits {
		f := Found{h.ID, h.Title, h.Outlet, h.Published, h.URL, h.Snippet, []parley.Span{}}
		for _, m := range h.Marks {
			f.Marks = append(f.Marks, m.Runes(h.Snippet))
		}
		out.Documents = append(out.Documents, f)
	}
	return out, nil
}
