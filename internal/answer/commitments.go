package answer

import (
	"context"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaCommitments names the format of [Commitments].
const SchemaCommitments = "parley.commitments/1"

// Commitments lists what was promised.
type Commitments struct {
	Schema string `json:"schema"`
	Asked
	Commitments []Commitment `json:"commitments"`
}

// Commitment is one undertaking and how far it has come.
type Commitment struct {
	Deal     DealRef                `json:"deal"`
	Who      []string               `json:"who"`
	To       []string               `json:"to"`
	What     string                 `json:"what"`
	Amount   *parley.Amount         `json:"amount"`
	Rate     *parley.Rate           `json:"rate"`
	Quantity *parley.Quantity       `json:"quantity"`
	Due      parley.Optional        `json:"due"`
	Overdue  bool                   `json:"overdue"`
	State    parley.CommitmentState `json:"state"`
	Evidence []Evidence             `json:"evidence"` // newest first
}

// Commitments lists the commitments of one deal, or of all when deal is "".
func (k *Desk) Commitments(ctx context.Context, a Ask, deal string) (*Commitments, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	deals := as.Deals
	if deal != "" {
		d, err := Find(as, deal)
		if err != nil {
			return nil, err
		}
		deals = []*assess.Deal{d}
	}
	out := &Commitments{Schema: SchemaCommitments, Asked: a.asked(as), Commitments: []Commitment{}}
	for _, d := range deals {
		for _, c := range d.Commitments {
			out.Commitments = append(out.Commitments, commitment(d, c, a.now(as.Options.Times)))
		}
	}
	return out, nil
}

func commitment(d *assess.Deal, c *assess.Commitment, now time.Time) Commitment {
	out := Commitment{Deal: *ref(d), Who: list(c.Who), To: list(c.To), What: c.What, Amount: c.Amount, Rate: c.Rate, Quantity: c.Quantity,
		Due: parley.Optional(c.Due), State: c.State, Evidence: evidences(c.Facts, now)}
	if due, err := parley.ParseDate(c.Due); err == nil && !now.IsZero() {
		done := c.State == parley.StateDelivered || c.State == parley.StateWithdrawn
		out.Overdue = !done && !due.To.After(now)
	}
	return out
}
