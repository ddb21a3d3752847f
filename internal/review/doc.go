// Package review is how people check what the reader found: in what order, by
// which decisions, and how far they agree with it and with each other.
//
// In come a ledger and a person's decisions; out come the queue, judgements
// appended to the ledger, figures of agreement, and reviewed posts as annotated
// ones. A decision is a judgement, an input beside the documents: nothing here
// edits what was read, and everything can be undone.
package review

import (
	"context"
	"iter"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Ledger is what review reads from and appends to.
type Ledger interface {
	Evidence(ctx context.Context, q ledger.Query) (*ledger.Evidence, error)
	Find(ctx context.Context, prefix string) ([]ledger.Item, error)
	Document(ctx context.Context, id string) (*parley.Document, error)
	Log(ctx context.Context, after int64) iter.Seq2[ledger.Record, error]
	AppendJudgement(ctx context.Context, j parley.Judgement) (ledger.Judged, error)
}
