// Package pledge keeps account of what parties undertake: which tellings are of
// one commitment, how far it has come, what is part of what, and what it all
// comes to.
//
// In come tellings, each one commitment assertion of one document with its
// time; out come commitments and, for any set of them, totals. The result is a
// function of the set of tellings: their order decides nothing.
//
// It promises, and its tests hold it to, that a total's certain end is never
// above its possible end, that telling a pledge again never changes a total,
// and that a part never raises its whole above the sum that was stated.
//
// It reads no grammar. Beside figures and names it looks at words in two ways:
// how far two descriptions share them, and whether they mark a sum as a whole
// or a part ("a total of", "including"; lexicon list pledge-words).
package pledge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
)

// Party is who undertakes something, or to whom.
type Party struct {
	Name string
	Type parley.EntityType
}

// Telling is one document's word on a commitment.
type Telling struct {
	Deal      string // deal id; tellings of two deals are never of one commitment
	Document  string
	Voice     string          // who says it
	Said      parley.Interval // when
	Who, To   []Party
	Assertion *parley.Assertion
	Context   string // the words of the statement it stands in, "" for narration
}

func (t *Telling) state() parley.CommitmentState { return t.Assertion.State }

// compare orders tellings by when they were said, then by document, place and
// id, so that a set has one order.
func compare(a, b *Telling) int {
	return cmp.Or(a.Said.From.Compare(b.Said.From), a.Said.To.Compare(b.Said.To), strings.Compare(a.Document, b.Document),
		a.Assertion.Evidence.Bounds().Start-b.Assertion.Evidence.Bounds().Start, strings.Compare(a.Assertion.ID, b.Assertion.ID))
}

// Commitment is one undertaking with everything told of it.
type Commitment struct {
	Deal     string
	Who, To  []string // names, the oldest told first; groups and states only where nobody else is named
	What     string   // words of the oldest telling
	Amount   *parley.Amount
	Was      *parley.Amount  // before it was cut, nil when it was not
	Also     []parley.Amount // the same sum as told in other currencies, by currency
	Rate     *parley.Rate
	Quantity *parley.Quantity
	Due      string     // EDTF, "" when none is given
	Tellings []*Telling // oldest said first
	Whole    *Commitment
	Parts    []*Commitment // what the texts call part of this sum, largest first

	who []Party
}

// ID is the id of the oldest assertion that tells of the commitment.
func (c *Commitment) ID() string { return c.Tellings[0].Assertion.ID }

// Standing lists each voice's newest word, newest first. Two words that one
// voice said at one time both stand.
func (c *Commitment) Standing() []*Telling {
	var out []*Telling
	for i := len(c.Tellings) - 1; i >= 0; i-- {
		t := c.Tellings[i]
		if !slices.ContainsFunc(out, func(s *Telling) bool { return s.Voice == t.Voice && !t.Said.To.After(s.Said.From) }) {
			out = append(out, t)
		}
	}
	return out
}

// State is how far the commitment has come: the newest word that moves it. That
// somebody names the pledge again moves nothing.
func (c *Commitment) State() parley.CommitmentState {
	if t := c.mover(); t != nil {
		return t.state()
	}
	return parley.StatePledged
}

// mover is the newest telling that says more than that the pledge was made.
// What is done stays done: a cut, a withdrawal or a delivery counts from when it
// was first told, whoever tells it again. Of several at one time the gloomiest
// counts.
func (c *Commitment) mover() *Telling {
	var found *Telling
	for i, t := range c.Tellings {
		if t.state() == parley.StatePledged || lasting(t.state()) && slices.ContainsFunc(c.Tellings[:i], t.repeats) {
			continue
		}
		if found == nil || found.Said.From.Before(t.Said.From) || slices.Index(gloom, found.state()) <= slices.Index(gloom, t.state()) {
			found = t
		}
	}
	return found
}

// gloom orders the states that move a commitment.
var gloom = []parley.CommitmentState{parley.StateDelivered, parley.StateReaffirmed, parley.StateCut, parley.StateInDoubt, parley.StateWithdrawn}

func lasting(s parley.CommitmentState) bool {
	return s == parley.StateCut || s == parley.StateWithdrawn || s == parley.StateDelivered
}

// repeats reports whether t tells the step of an older telling again.
func (t *Telling) repeats(older *Telling) bool {
	return older.state() == t.state() && (t.state() != parley.StateCut || figureOf(t.Assertion) == figureOf(older.Assertion))
}

// Disputed reports whether two voices' standing words cannot both be true: one
// has it withdrawn and another delivered, or reaffirmed no earlier.
func (c *Commitment) Disputed() bool {
	standing := c.Standing()
	for _, s := range standing {
		for _, t := range standing {
			if s.Voice == t.Voice || s.state() != parley.StateWithdrawn {
				continue
			}
			if t.state() == parley.StateDelivered || t.state() == parley.StateReaffirmed && !t.Said.From.Before(s.Said.From) {
				return true
			}
		}
	}
	return false
}

// Gap is something without which nobody can check whether a pledge was kept.
type Gap string

// The values of [Gap].
const (
	GapWho     Gap = "who"     // nobody is named who undertakes it
	GapAmount  Gap = "amount"  // it is to pay, and no sum is given
	GapMeasure Gap = "measure" // no sum, rate or quantity
	GapDate    Gap = "date"    // no time by which
)

// Missing lists what a pledge lacks to be checked; nothing for one that was
// delivered or withdrawn.
func (c *Commitment) Missing() []Gap {
	if s := c.State(); s == parley.StateDelivered || s == parley.StateWithdrawn {
		return nil
	}
	var out []Gap
	if len(c.Who) == 0 {
		out = append(out, GapWho)
	}
	switch {
	case c.measured():
	case marked(c.What, markMoney):
		out = append(out, GapAmount)
	default:
		out = append(out, GapMeasure)
	}
	if c.Due == "" {
		out = append(out, GapDate)
	}
	return out
}

// Vague reports whether a pledge cannot be checked at all: it says neither how
// much nor by when.
func (c *Commitment) Vague() bool {
	gaps := c.Missing()
	return !c.measured() && slices.Contains(gaps, GapDate)
}

func (c *Commitment) measured() bool { return c.Amount != nil || c.Rate != nil || c.Quantity != nil }
