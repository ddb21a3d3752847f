package answer

import (
	"context"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaOrphans names the format of [Orphans].
const SchemaOrphans = "parley.orphans/1"

// Orphans lists judgements about words that no reading finds any more. They are
// kept, and hold again when a reading finds the words.
type Orphans struct {
	Schema     string             `json:"schema"`
	Judgements []parley.Judgement `json:"judgements"`
}

// Orphans looks through all judgements for such.
func (k *Desk) Orphans(ctx context.Context, a Ask) (*Orphans, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	out := &Orphans{SchemaOrphans, []parley.Judgement{}}
	for _, o := range as.Orphans {
		out.Judgements = append(out.Judgements, o.Judgement)
	}
	return out, nil
}
