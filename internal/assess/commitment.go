package assess

import (
	"slices"
	"sort"

	"github.com/parley-desk/parley"
)

// Commitment is one undertaking with the steps that statements report of it.
type Commitment struct {
	Who      []string // names, as the newest fact that names anybody has them
	To       []string
	What     string
	Amount   *parley.Amount // as last cut or pledged
	Was      *parley.Amount // before it was cut, nil when it was not
	Rate     *parley.Rate
	Quantity *parley.Quantity
	Due      string // EDTF, "" when none is given
	Steps    []Step // each voice's newest word on it, newest first
	Facts    []*Fact
}

// Step is one voice's newest word on a commitment.
type Step struct {
	State parley.CommitmentState
	*Fact
}

// State is how far the commitment has come: the newest step that moves it. That
// somebody names the pledge again moves nothing.
func (c *Commitment) State() parley.CommitmentState {
	for _, s := range c.Steps {
		if s.State != parley.StatePledged {
			return s.State
		}
	}
	return parley.StatePledged
}

// Answer is the state of the answer how far it has come.
func (c *Commitment) Answer() State {
	answer := StateUndisputed
	for i, s := range c.Steps {
		for _, t := range c.Steps[i+1:] {
			switch {
			case s.State == t.State || s.State == parley.StatePledged || t.State == parley.StatePledged:
			case s.Voice != t.Voice && against[s.State] == t.State, s.Voice != t.Voice && against[t.State] == s.State:
				return StateDisputed
			default:
				answer = StateDiffer
			}
		}
	}
	return answer
}

// against are the states of which, said by two voices, only one can be true.
var against = map[parley.CommitmentState]parley.CommitmentState{
	parley.StateWithdrawn: parley.StateDelivered, parley.StateReaffirmed: parley.StateWithdrawn,
}

// commitments joins the facts that tell of one undertaking. Facts are taken in
// the order in which they were said, so that a later step finds its pledge.
func (w *work) commitments(d *Deal) {
	facts := w.counted(d, parley.TypeCommitment)
	slices.Reverse(facts)
	for _, f := range facts {
		a := &f.Assertion
		who, to := names(f.extraction, a.Who), names(f.extraction, a.To)
		c := d.commitment(a, who)
		if c == nil {
			c = &Commitment{What: a.What}
			d.Commitments = append(d.Commitments, c)
		}
		if len(who) > 0 {
			c.Who = who
		}
		if len(to) > 0 {
			c.To = to
		}
		if a.Amount != nil {
			if c.Amount != nil && a.State == parley.StateCut && a.Amount.Value < c.Amount.Value {
				c.Was = c.Amount
			}
			if c.Amount == nil || a.State == parley.StateCut {
				c.Amount = a.Amount
			}
		}
		if a.Rate != nil {
			c.Rate = a.Rate
		}
		if a.Quantity != nil {
			c.Quantity = a.Quantity
		}
		if a.Due != "" {
			c.Due = string(a.Due)
		}
		c.Facts = append([]*Fact{f}, c.Facts...)
	}
	for _, c := range d.Commitments {
		for _, f := range c.Facts {
			if !slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Voice == f.Voice && before(f.Said, s.Said) }) {
				c.Steps = append(c.Steps, Step{f.Assertion.State, f})
			}
		}
	}
	slices.Reverse(d.Commitments)
}

// commitment is the deal's commitment of which an assertion tells.
func (d *Deal) commitment(a *parley.Assertion, who []string) *Commitment {
	for _, c := range d.Commitments {
		if c.same(a, who) {
			return c
		}
	}
	// A further step may give another figure, or none: it belongs to the one
	// pledge of those who made it.
	if a.State == parley.StatePledged || len(who) == 0 {
		return nil
	}
	var found *Commitment
	for _, c := range d.Commitments {
		if shares(c.Who, who) && overlap(c.What, a.What) >= 0.3 {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// same reports whether an assertion speaks of the commitment: somebody in
// common on the committing side, and the same figure or, where one gives none,
// the same words.
func (c *Commitment) same(a *parley.Assertion, who []string) bool {
	if len(c.Who) > 0 && len(who) > 0 && !shares(c.Who, who) {
		return false
	}
	switch {
	case c.Amount != nil && a.Amount != nil:
		return c.Amount.Currency == a.Amount.Currency && (c.Amount.Value == a.Amount.Value || c.Was != nil && c.Was.Value == a.Amount.Value)
	case c.Rate != nil && a.Rate != nil:
		return c.Rate.Value == a.Rate.Value && c.Rate.Unit == a.Rate.Unit && overlap(c.What, a.What) >= 0.3
	case c.Quantity != nil && a.Quantity != nil:
		return c.Quantity.Value == a.Quantity.Value && c.Quantity.Unit == a.Quantity.Unit
	}
	return overlap(c.What, a.What) >= 0.6
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(n string) bool {
		return slices.ContainsFunc(b, func(m string) bool { return parley.FoldName(n) == parley.FoldName(m) })
	})
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

// Total is what a deal's commitments of money come to in one currency, as a
// range: Certain counts once what may be a part or a restatement of something
// else, and leaves out what is only "up to" or in doubt; Possible takes every
// commitment for its own. It is what was promised or delivered, never money in
// hand.
type Total struct {
	Currency          string
	Certain, Possible float64
	Delivered         float64 // of which somebody says that it was delivered
	AtLeast           bool    // a commitment was "at least" its figure, so that Possible has no top
	Of                []*Commitment
}

// Totals adds up commitments, by currency. Withdrawn ones count for nothing.
func Totals(cs []*Commitment) []Total {
	byCurrency := map[string]*Total{}
	for _, c := range cs {
		if c.Amount == nil || c.State() == parley.StateWithdrawn {
			continue
		}
		t := byCurrency[c.Amount.Currency]
		if t == nil {
			t = &Total{Currency: c.Amount.Currency}
			byCurrency[t.Currency] = t
		}
		t.Of = append(t.Of, c)
	}
	var out []Total
	for _, cur := range sortedKeys(byCurrency) {
		t := byCurrency[cur]
		// The largest first: a smaller sum by somebody who has a share in a larger
		// one may be a part of it.
		large := slices.Clone(t.Of)
		sort.SliceStable(large, func(i, j int) bool { return large[i].Amount.Value > large[j].Amount.Value })
		for i, c := range large {
			t.Possible += c.Amount.Value
			t.AtLeast = t.AtLeast || c.Amount.Qualifier == parley.QualifierAtLeast
			if c.State() == parley.StateDelivered {
				t.Delivered += c.Amount.Value
			}
			part := slices.ContainsFunc(large[:i], func(l *Commitment) bool { return len(c.Who) == 0 || len(l.Who) == 0 || shares(l.Who, c.Who) })
			if !part && c.Amount.Qualifier != parley.QualifierUpTo && c.State() != parley.StateInDoubt {
				t.Certain += c.Amount.Value
			}
		}
		out = append(out, *t)
	}
	return out
}
