package answer

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/pledge"
)

// SchemaCommitments names the format of [Commitments].
const SchemaCommitments = "parley.commitments/1"

// Commitments lists what was promised, the newest pledge first.
type Commitments struct {
	Schema string `json:"schema"`
	Asked
	By          parley.Optional `json:"by"` // the party asked for
	Commitments []Commitment    `json:"commitments"`
	Totals      []Total         `json:"totals"`   // of all of them, by currency
	ByDeal      []DealTotals    `json:"by_deal"`  // by deal id; deals without money left out
	ByParty     []PartyTotals   `json:"by_party"` // by name; what several undertake together is certain for none of them
}

// Commitment is one undertaking and how far it has come.
type Commitment struct {
	ID       string                 `json:"id"` // of the oldest assertion that tells of it
	Deal     DealRef                `json:"deal"`
	Who      []string               `json:"who"`
	To       []string               `json:"to"`
	What     string                 `json:"what"`
	Amount   *parley.Amount         `json:"amount"`
	Was      *parley.Amount         `json:"was"`  // before it was cut
	Also     []parley.Amount        `json:"also"` // the same sum as told in other currencies
	Now      *Range                 `json:"now"`  // what the sum comes to after what happened to it and its parts
	Rate     *parley.Rate           `json:"rate"`
	Quantity *parley.Quantity       `json:"quantity"`
	Due      parley.Optional        `json:"due"`
	Overdue  bool                   `json:"overdue"`
	State    parley.CommitmentState `json:"state"`   // the newest step that moves it
	Answer   assess.State           `json:"answer"`  // whether the voices agree on it
	Vague    bool                   `json:"vague"`   // it says neither how much nor by when, so that nobody can check it
	Missing  []pledge.Gap           `json:"missing"` // what it lacks to be checked: who, amount, measure, date
	PartOf   parley.Optional        `json:"part_of"` // id of the commitment whose sum the texts call this a part of
	Ladder   []Rung                 `json:"ladder"`  // every word on it, oldest first
	Steps    []Step                 `json:"steps"`   // each voice's newest word, newest first
	Evidence []Evidence             `json:"evidence"`
}

// Rung is one word on how far a commitment has come, in the order of time.
type Rung struct {
	State     parley.CommitmentState `json:"state"`
	Amount    *parley.Amount         `json:"amount"` // as told then, in the currency of then
	Said      parley.Optional        `json:"said"`   // date; the last day it can have been
	Voice     parley.Optional        `json:"voice"`
	Outlet    parley.Optional        `json:"outlet"`
	Assertion string                 `json:"assertion"`
}

// Step is one voice's newest word on how far a commitment has come.
type Step struct {
	State parley.CommitmentState `json:"state"`
	Evidence
}

// Range is what a sum comes to.
type Range struct {
	Certain  float64  `json:"certain"`
	Possible *float64 `json:"possible"` // null when it has no upper end
}

// Total is what commitments come to in one currency: a range, of promises.
type Total struct {
	Currency string `json:"currency"`
	Range
	Delivered float64   `json:"delivered"` // of which somebody says that it was delivered
	About     bool      `json:"about"`     // a sum in it is said to be about its figure
	Of        int       `json:"of"`        // how many commitments
	Overlaps  []Overlap `json:"overlaps"`  // why Certain is less than the sum of all
}

// Overlap is two commitments of which one may hold the other, by their ids.
type Overlap struct {
	A        string          `json:"a"`
	B        string          `json:"b"`
	Relation pledge.Relation `json:"relation"` // A is part of B, maybe part of B, or maybe the same as B
}

// DealTotals is what the commitments of one deal come to.
type DealTotals struct {
	Deal   DealRef `json:"deal"`
	Totals []Total `json:"totals"`
}

// PartyTotals is what the commitments of one party come to.
type PartyTotals struct {
	Party  string  `json:"party"`
	Totals []Total `json:"totals"`
}

// CommitmentQuery says which commitments are wanted.
type CommitmentQuery struct {
	Deal string // "" for all
	By   string // a party's name or the words it begins with; "" for all
}

// Commitments lists commitments and adds them up.
func (k *Desk) Commitments(ctx context.Context, a Ask, q CommitmentQuery) (*Commitments, error) {
	as, deals, err := k.deals(ctx, a, q.Deal)
	if err != nil {
		return nil, err
	}
	found, err := undertakings(deals, q.By)
	if err != nil {
		return nil, err
	}
	out := &Commitments{Schema: SchemaCommitments, Asked: a.asked(as), By: parley.Optional(q.By), Commitments: []Commitment{}, ByDeal: []DealTotals{}, ByParty: []PartyTotals{}}
	var all []*pledge.Commitment
	for _, d := range deals {
		for _, c := range found[d] {
			out.Commitments = append(out.Commitments, commitment(d, c, a.now(as.Options.Times)))
		}
		all = append(all, found[d]...)
		if ts := totals(pledge.Totals(found[d])); len(ts) > 0 {
			out.ByDeal = append(out.ByDeal, DealTotals{*ref(d), ts})
		}
	}
	for _, p := range pledge.ByParty(all) {
		out.ByParty = append(out.ByParty, PartyTotals{p.Party, totals(p.Totals)})
	}
	out.Totals = totals(pledge.Totals(all))
	return out, nil
}

// SchemaOverdue names the format of [Overdue].
const SchemaOverdue = "parley.overdue/1"

// Overdue lists the commitments whose time has passed and that nobody says were
// delivered or withdrawn, and those whose time is near.
type Overdue struct {
	Schema string `json:"schema"`
	Asked
	By      parley.Optional `json:"by"`
	Days    int             `json:"days"`    // how far ahead Soon looks
	Overdue []Commitment    `json:"overdue"` // the longest overdue first
	Soon    []Commitment    `json:"soon"`    // the next due first
}

// Overdue lists what should have been delivered by the time asked about, which
// may be to come, or now; and what will have to be within so many days of it.
func (k *Desk) Overdue(ctx context.Context, a Ask, q CommitmentQuery, days int) (*Overdue, error) {
	as, deals, err := k.deals(ctx, a, q.Deal)
	if err != nil {
		return nil, err
	}
	found, err := undertakings(deals, q.By)
	if err != nil {
		return nil, err
	}
	now := a.now(as.Options.Times)
	if held := as.Options.Times.Held; !held.IsZero() {
		now = held // a time to come too: what will be overdue if nothing more is heard
	}
	out := &Overdue{Schema: SchemaOverdue, Asked: a.asked(as), By: parley.Optional(q.By), Days: days, Overdue: []Commitment{}, Soon: []Commitment{}}
	for _, d := range deals {
		for _, c := range found[d] {
			due, err := parley.ParseDate(c.Due)
			if s := c.State(); err != nil || now.IsZero() || s == parley.StateDelivered || s == parley.StateWithdrawn {
				continue
			}
			switch x := commitment(d, c, now); {
			case x.Overdue:
				out.Overdue = append(out.Overdue, x)
			case !due.To.After(now.AddDate(0, 0, days)):
				out.Soon = append(out.Soon, x)
			}
		}
	}
	byDue := func(x, y Commitment) int {
		a, _ := parley.ParseDate(string(x.Due))
		b, _ := parley.ParseDate(string(y.Due))
		return a.To.Compare(b.To)
	}
	slices.SortStableFunc(out.Overdue, byDue)
	slices.SortStableFunc(out.Soon, byDue)
	return out, nil
}

// undertakings are the commitments of deals that a party made, all when by is
// "". A name that nobody bears who undertakes something is an error.
func undertakings(deals []*assess.Deal, by string) (map[*assess.Deal][]*pledge.Commitment, error) {
	out := map[*assess.Deal][]*pledge.Commitment{}
	fold := parley.FoldName(by)
	var known []string
	found := false
	for _, d := range deals {
		for _, c := range d.Commitments {
			mine := by == ""
			for _, n := range c.Who {
				mine = mine || fold != "" && strings.HasPrefix(parley.FoldName(n)+" ", fold+" ")
				if !slices.Contains(known, n) {
					known = append(known, n)
				}
			}
			if mine {
				found = true
				out[d] = append(out[d], c)
			}
		}
	}
	if by == "" || found {
		return out, nil
	}
	slices.Sort(known)
	switch {
	case len(known) == 0:
		return nil, fmt.Errorf("--by %q: nobody undertakes anything", by)
	case len(known) > mostNames:
		return nil, fmt.Errorf("--by %q: nobody of that name undertakes anything; those who do: %s and %d others", by, strings.Join(known[:mostNames], ", "), len(known)-mostNames)
	}
	return nil, fmt.Errorf("--by %q: nobody of that name undertakes anything; those who do: %s", by, strings.Join(known, ", "))
}

// mostNames is how many names an error lists.
const mostNames = 8

func totals(ts []pledge.Total) []Total {
	out := []Total{}
	for _, t := range ts {
		x := Total{Currency: t.Currency, Range: span(t.Certain, t.Possible), Delivered: t.Delivered, About: t.About, Of: len(t.Of), Overlaps: []Overlap{}}
		for _, o := range t.Overlaps {
			x.Overlaps = append(x.Overlaps, Overlap{o.A.ID(), o.B.ID(), o.Relation})
		}
		out = append(out, x)
	}
	return out
}

func span(least, most float64) Range {
	r := Range{Certain: least}
	if !math.IsInf(most, 1) {
		r.Possible = &most
	}
	return r
}

func commitment(d *assess.Deal, c *pledge.Commitment, now time.Time) Commitment {
	out := Commitment{ID: c.ID(), Deal: *ref(d), Who: list(c.Who), To: list(c.To), What: c.What, Amount: c.Amount, Was: c.Was, Also: list(c.Also),
		Rate: c.Rate, Quantity: c.Quantity, Due: parley.Optional(c.Due), State: c.State(), Answer: assess.Kept(c), Vague: c.Vague(),
		Missing: list(c.Missing()), Ladder: []Rung{}, Steps: []Step{}, Evidence: evidences(d.Tellings(c), now)}
	if c.Amount != nil {
		r := c.Range()
		now := span(r.Least, r.Most)
		out.Now = &now
	}
	if c.Whole != nil {
		out.PartOf = parley.Optional(c.Whole.ID())
	}
	for _, t := range c.Tellings {
		f := d.Told(t)
		out.Ladder = append(out.Ladder, Rung{t.Assertion.State, t.Assertion.Amount, day(t.Said), parley.Optional(f.Voice.Name), f.Document.Header.Outlet, f.ID})
	}
	for _, t := range c.Standing() {
		out.Steps = append(out.Steps, Step{t.Assertion.State, evidence(d.Told(t), now)})
	}
	if due, err := parley.ParseDate(c.Due); err == nil && !now.IsZero() {
		done := out.State == parley.StateDelivered || out.State == parley.StateWithdrawn
		out.Overdue = !done && !due.To.After(now)
	}
	return out
}
