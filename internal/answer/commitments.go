package answer

import (
	"context"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// SchemaCommitments names the format of [Commitments].
const SchemaCommitments = "parley.commitments/1"

// Commitments lists what was promised.
type Commitments struct {
	Schema string `json:"schema"`
	Asked
	Commitments []Commitment `json:"commitments"`
	Totals      []Total      `json:"totals"` // by currency
}

// Commitment is one undertaking and how far it has come.
type Commitment struct {
	Deal     DealRef                `json:"deal"`
	Who      []string               `json:"who"`
	To       []string               `json:"to"`
	What     string                 `json:"what"`
	Amount   *parley.Amount         `json:"amount"`
	Was      *parley.Amount         `json:"was"` // before it was cut
	Rate     *parley.Rate           `json:"rate"`
	Quantity *parley.Quantity       `json:"quantity"`
	Due      parley.Optional        `json:"due"`
	Overdue  bool                   `json:"overdue"`
	State    parley.CommitmentState `json:"state"`  // the newest step that moves it
	Answer   assess.State           `json:"answer"` // whether the voices agree on it
	Steps    []Step                 `json:"steps"`  // each voice's newest word, newest first
	Evidence []Evidence             `json:"evidence"`
}

// Step is one voice's newest word on how far a commitment has come.
type Step struct {
	State parley.CommitmentState `json:"state"`
	Evidence
}

// Total is what commitments come to in one currency: a range, of promises.
type Total struct {
	Currency  string   `json:"currency"`
	Certain   float64  `json:"certain"`   // parts, restatements, "up to" and what is in doubt left out
	Possible  *float64 `json:"possible"`  // every commitment taken for its own; null when one has no upper end
	Delivered float64  `json:"delivered"` // of which somebody says that it was delivered
	Of        int      `json:"of"`        // how many commitments
}

func totals(cs []*assess.Commitment) []Total {
	out := []Total{}
	for _, t := range assess.Totals(cs) {
		x := Total{Currency: t.Currency, Certain: t.Certain, Delivered: t.Delivered, Of: len(t.Of)}
		if !t.AtLeast {
			x.Possible = &t.Possible
		}
		out = append(out, x)
	}
	return out
}

// Commitments lists the commitments of one deal, or of all when deal is "".
func (k *Desk) Commitments(ctx context.Context, a Ask, deal string) (*Commitments, error) {
	as, deals, err := k.deals(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	out := &Commitments{Schema: SchemaCommitments, Asked: a.asked(as), Commitments: []Commitment{}}
	var all []*assess.Commitment
	for _, d := range deals {
		all = append(all, d.Commitments...)
		for _, c := range d.Commitments {
			out.Commitments = append(out.Commitments, commitment(d, c, a.now(as.Options.Times)))
		}
	}
	out.Totals = totals(all)
	return out, nil
}

func commitment(d *assess.Deal, c *assess.Commitment, now time.Time) Commitment {
	out := Commitment{Deal: *ref(d), Who: list(c.Who), To: list(c.To), What: c.What, Amount: c.Amount, Was: c.Was, Rate: c.Rate, Quantity: c.Quantity,
		Due: parley.Optional(c.Due), State: c.State(), Answer: c.Answer(), Steps: []Step{}, Evidence: evidences(c.Facts, now)}
	for _, s := range c.Steps {
		out.Steps = append(out.Steps, Step{s.State, evidence(s.Fact, now)})
	}
	if due, err := parley.ParseDate(c.Due); err == nil && !now.IsZero() {
		done := out.State == parley.StateDelivered || out.State == parley.StateWithdrawn
		out.Overdue = !done && !due.To.After(now)
	}
	return out
}
