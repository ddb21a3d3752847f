package pledge

import (
	"cmp"
	"slices"

	"github.com/parley-desk/parley"
)

// Range is what a sum comes to: Least for certain, Most at most, in units of
// its currency. Most is +Inf where it has no upper end.
type Range struct{ Least, Most float64 }

// Range is what the commitment's sum comes to now: its figure, less what was
// cut or withdrawn of its parts, and with what is in doubt or disputed left out
// of the certain end. It is never more than the sum that was stated.
func (c *Commitment) Range() Range {
	if c.Amount == nil {
		return Range{}
	}
	least, most := bounds(c.Amount)
	off := Range{}
	if c.Was == nil && c.State() != parley.StateDelivered { // what is done or cut is so whatever its parts came to
		for _, p := range c.Parts {
			r := p.reduction()
			off.Least, off.Most = off.Least+r.Least, off.Most+r.Most
		}
	}
	r := Range{max(0, least-off.Most), max(0, most-off.Least)}
	switch {
	case c.unsure():
		r.Least = 0
	case c.State() == parley.StateWithdrawn:
		r = Range{}
	}
	// What was delivered of a whole that is gone or in doubt is there.
	done := c.deliveredParts()
	r.Most = max(r.Most, done)
	r.Least = max(r.Least, done)
	return r
}

// stated is the sum before any cut.
func (c *Commitment) stated() *parley.Amount {
	if c.Was != nil {
		return c.Was
	}
	return c.Amount
}

// unsure reports whether nothing of the sum is certain.
func (c *Commitment) unsure() bool {
	return c.Disputed() || c.State() == parley.StateInDoubt || c.State() == parley.StateCut && c.Was == nil && !c.cutTo()
}

// cutTo reports whether a cut says to what.
func (c *Commitment) cutTo() bool {
	return slices.ContainsFunc(c.Tellings, func(t *Telling) bool {
		return t.state() == parley.StateCut && figureOf(t.Assertion).kind == c.sum().kind
	})
}

// reduction is by how much less the sum is than it was stated to be.
func (c *Commitment) reduction() Range {
	least, most := bounds(c.stated())
	switch now := c.Range(); {
	case c.unsure():
		return Range{0, max(0, most-now.Least)}
	case c.State() == parley.StateWithdrawn, c.Was != nil:
		return Range{max(0, least-now.Most), max(0, most-now.Least)}
	}
	var off Range
	for _, p := range c.Parts {
		r := p.reduction()
		off.Least, off.Most = off.Least+r.Least, off.Most+r.Most
	}
	return off
}

// Delivered is how much of the sum somebody says was delivered.
func (c *Commitment) Delivered() float64 {
	if c.Amount == nil {
		return 0
	}
	if c.State() == parley.StateDelivered && !c.Disputed() {
		return c.Amount.Value
	}
	return c.deliveredParts()
}

func (c *Commitment) deliveredParts() float64 {
	done := 0.0
	for _, p := range c.Parts {
		done += p.Delivered()
	}
	_, most := bounds(c.stated())
	return min(done, most)
}

// Relation is how two sums hang together.
type Relation string

// The values of [Relation].
const (
	RelationPart      Relation = "part"       // a text says that A is part of B
	RelationMaybePart Relation = "maybe part" // A's party may be among B's
	RelationMaybeSame Relation = "maybe same" // A may be B, told otherwise
)

// Overlap is two sums of which one may hold the other.
type Overlap struct {
	A, B     *Commitment
	Relation Relation
}

// Total is what commitments of money come to in one currency: promises, never
// money in hand. Certain counts once what is or may be told twice, and leaves
// out what is only "up to", in doubt or disputed; Possible takes everything
// that no text calls a part for its own, and is +Inf where a sum has no upper
// end. Sums told in two currencies count in the one in which they were told
// first. Withdrawn ones count for nothing.
type Total struct {
	Currency          string
	Certain, Possible float64
	Delivered         float64 // of which somebody says that it was delivered
	About             bool    // a sum in it is "about" its figure
	Of                []*Commitment
	Overlaps          []Overlap
}

// Totals adds up commitments by currency. A part whose whole is among them
// counts within it.
func Totals(cs []*Commitment) []Total { return totals(cs, false) }

// PartyTotals is what one party's commitments come to.
type PartyTotals struct {
	Party  string
	Totals []Total
}

// ByParty adds up the commitments of each party, by name. Of what several
// undertake together nothing is certain of one of them, and all is possible.
func ByParty(cs []*Commitment) []PartyTotals {
	byFold := map[string][]*Commitment{}
	name := map[string]string{}
	var folds []string
	for _, c := range cs {
		for _, n := range c.Who {
			fold := parley.FoldName(n)
			if name[fold] == "" {
				name[fold] = n
				folds = append(folds, fold)
			}
			byFold[fold] = append(byFold[fold], c)
		}
	}
	slices.Sort(folds)
	var out []PartyTotals
	for _, fold := range folds {
		if ts := totals(byFold[fold], true); len(ts) > 0 {
			out = append(out, PartyTotals{name[fold], ts})
		}
	}
	return out
}

// totals adds up; ofOne leaves what several undertake out of the certain end.
func totals(cs []*Commitment, ofOne bool) []Total {
	in := map[*Commitment]bool{}
	for _, c := range cs {
		in[c] = true
	}
	var tops []*Commitment
	byCurrency := map[string]*Total{}
	var out []*Total
	for _, c := range cs {
		if c.Amount == nil {
			continue
		}
		t := byCurrency[c.Amount.Currency]
		if t == nil {
			t = &Total{Currency: c.Amount.Currency}
			byCurrency[t.Currency] = t
			out = append(out, t)
		}
		t.Of = append(t.Of, c)
		if c.Amount.Qualifier == parley.QualifierAbout {
			t.About = true
		}
		if whole := c.within(in); whole != nil {
			t.Overlaps = append(t.Overlaps, Overlap{c, whole, RelationPart})
		} else {
			tops = append(tops, c)
		}
	}
	// The largest first, so that each sum is held against those that may hold it.
	held := make([]*entry, len(tops))
	for i, c := range tops {
		held[i] = &entry{c, c.Range(), c.first(), nil}
		if ofOne && len(c.Who) > 1 {
			held[i].Least = 0
		}
	}
	slices.SortStableFunc(held, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.sum().value, a.sum().value), cmp.Compare(b.Most, a.Most), compare(a.Tellings[0], b.Tellings[0]))
	})
	inside := map[*entry]bool{}
	for i, c := range held {
		t := byCurrency[c.Amount.Currency]
		t.Possible += c.Most
		t.Delivered += c.Delivered()
		var holders []*entry
		for _, l := range held[:i] {
			if rel := c.maybe(l); rel != "" && c.Most > 0 {
				t.Overlaps = append(t.Overlaps, Overlap{c.Commitment, l.Commitment, rel})
				holders = append(holders, l)
			}
		}
		// With one holder in its currency it counts with that; with more, nowhere.
		inside[c] = len(holders) > 0
		if len(holders) == 1 && holders[0].Amount.Currency == c.Amount.Currency {
			holders[0].holds = append(holders[0].holds, c)
		}
	}
	for _, c := range held {
		if !inside[c] {
			byCurrency[c.Amount.Currency].Certain += c.certain()
		}
	}
	slices.SortFunc(out, func(a, b *Total) int { return cmp.Compare(a.Currency, b.Currency) })
	list := make([]Total, len(out))
	for i, t := range out {
		list[i] = *t
	}
	return list
}

// entry is a commitment among others that may hold it.
type entry struct {
	*Commitment
	Range
	*node
	holds []*entry // those that only it may hold
}

// certain is what the sum and those that it may hold come to at least: its own
// or theirs, and of two figures for one thing the smaller.
func (s *entry) certain() float64 {
	least, parts := s.Least, 0.0
	for _, h := range s.holds {
		if h.maybe(s) == RelationMaybeSame {
			least = min(least, h.certain())
		} else {
			parts += h.certain()
		}
	}
	return max(least, parts)
}

// within is the nearest whole of c that is in the set.
func (c *Commitment) within(in map[*Commitment]bool) *Commitment {
	for w := c.Whole; w != nil; w = w.Whole {
		if in[w] {
			return w
		}
	}
	return nil
}

// maybe says how s may be contained in l, the larger or equal of the two; ""
// when it is not.
func (s *entry) maybe(l *entry) Relation {
	a, b := s.node, l.node
	if a.receives(b) || b.receives(a) {
		return ""
	}
	words := func() float64 { return overlap(a.what, b.what) }
	switch {
	case a.Deal != b.Deal:
		// The same sum of the same party under another deal's name.
		if a.shares(b) && (a.fig.like(b.fig) == alike || exchangeable(a.fig, b.fig) && words() >= likeWords) {
			return RelationMaybeSame
		}
	case a.fig.kind != b.fig.kind:
		if a.fits(b) && exchangeable(a.fig, b.fig) && (len(a.named) == 0 && len(b.named) == 0 || words() >= likeWords) {
			return RelationMaybeSame
		}
	case a.fits(b) && a.fig.like(b.fig) != unlike, a.shares(b) && len(a.named) == len(b.named) && words() >= sameWords:
		return RelationMaybeSame
	case a.fits(b) && a.fig.less(b.fig) && (len(a.named) > 0 || len(b.named) == 0) && !l.full(s.Commitment):
		return RelationMaybePart
	}
	return ""
}

// first is the commitment as one telling: its parties, and its sum before any
// cut.
func (c *Commitment) first() *node {
	t := *c.Tellings[0]
	t.Who, t.To = c.who, nil
	for _, o := range c.Tellings {
		t.To = append(t.To, o.To...)
	}
	n := newNode(&t)
	n.what, n.fig = bag(c.What), c.sum()
	return n
}

// full reports whether the parts that texts give of c leave no room for p.
func (c *Commitment) full(p *Commitment) bool {
	total := 0.0
	for _, o := range c.Parts {
		total += o.sum().value
	}
	return len(c.Parts) > 0 && total+p.sum().value > c.sum().value*(1+roundAbout)
}
