package assess

import (
	"slices"

	"github.com/parley-desk/parley"
)

// Commitment is one undertaking with the steps that have been reported of it.
type Commitment struct {
	Who      []string // names, as the newest fact that names anybody has them
	To       []string
	What     string
	Amount   *parley.Amount
	Rate     *parley.Rate
	Quantity *parley.Quantity
	Due      string // EDTF, "" when none is given
	State    parley.CommitmentState
	Facts    []*Fact // newest first
}

func (w *work) commitments(d *Deal) {
	for _, f := range w.counted(d, parley.TypeCommitment) {
		a := &f.Assertion
		who, to := names(f.extraction, a.Who), names(f.extraction, a.To)
		i := slices.IndexFunc(d.Commitments, func(c *Commitment) bool { return c.same(a, who) })
		if i < 0 {
			i = len(d.Commitments)
			d.Commitments = append(d.Commitments, &Commitment{What: a.What, State: a.State})
		}
		c := d.Commitments[i]
		if len(c.Who) == 0 {
			c.Who = who
		}
		if len(c.To) == 0 {
			c.To = to
		}
		if c.Amount == nil {
			c.Amount = a.Amount
		}
		if c.Rate == nil {
			c.Rate = a.Rate
		}
		if c.Quantity == nil {
			c.Quantity = a.Quantity
		}
		if c.Due == "" {
			c.Due = string(a.Due)
		}
		c.Facts = append(c.Facts, f)
	}
}

// same reports whether an assertion speaks of the commitment: somebody in
// common on the committing side, and the same figure or, where one gives none,
// the same words.
func (c *Commitment) same(a *parley.Assertion, who []string) bool {
	if len(c.Who) > 0 && len(who) > 0 && !slices.ContainsFunc(who, func(n string) bool {
		return slices.ContainsFunc(c.Who, func(m string) bool { return parley.FoldName(n) == parley.FoldName(m) })
	}) {
		return false
	}
	switch {
	case c.Amount != nil && a.Amount != nil:
		return c.Amount.Value == a.Amount.Value && c.Amount.Currency == a.Amount.Currency
	case c.Rate != nil && a.Rate != nil:
		return c.Rate.Value == a.Rate.Value && c.Rate.Unit == a.Rate.Unit && overlap(c.What, a.What) >= 0.3
	case c.Quantity != nil && a.Quantity != nil:
		return c.Quantity.Value == a.Quantity.Value && c.Quantity.Unit == a.Quantity.Unit
	}
	return overlap(c.What, a.What) >= 0.6
}

func names(x *parley.Extraction, ids []string) []string {
	var out []string
	for _, id := range ids {
		if e := entityOf(x, id); e != nil {
			out = append(out, e.Name)
		}
	}
	return distinct(out)
}
