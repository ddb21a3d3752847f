package answer

import (
	"context"
	"slices"
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaFront names the format of [Front].
const SchemaFront = "parley.front/1"

// Front is what a desk wants to know first: what changed, what is contested,
// what is late, and where nothing is heard any more.
type Front struct {
	Schema string `json:"schema"`
	Asked
	Since     parley.Optional `json:"since"` // ledger time from which changes are counted; null for none
	Deals     int             `json:"deals"`
	Documents int             `json:"documents"`
	Readings  int             `json:"readings"` // assertions that count
	Reviewed  int             `json:"reviewed"` // of which people have stood by
	Changed   []DealChange    `json:"changed"`
	Disputed  []Dispute       `json:"disputed"` // the newest first
	Overdue   []Commitment    `json:"overdue"`
	Missed    []Waiting       `json:"missed"` // conditions whose deadline passed without word
	Stale     []Stale         `json:"stale"`  // the longest unheard first
}

// Dispute is an axis of a deal on which voices contradict each other.
type Dispute struct {
	Deal   DealRef         `json:"deal"`
	Axis   parley.Axis     `json:"axis"`
	Values []string        `json:"values"`
	Since  parley.Optional `json:"since"` // date of the newest contradiction
	A      string          `json:"a"`     // who contradicts whom in it
	AValue string          `json:"a_value"`
	B      string          `json:"b"`
	BValue string          `json:"b_value"`
}

// Waiting is a condition of a deal.
type Waiting struct {
	Deal DealRef `json:"deal"`
	Condition
}

// Stale is a deal that is not over and of which nothing was heard for long.
type Stale struct {
	DealRow
	Days int `json:"days"` // since the newest document
}

// staleAfter is how many days without a document make a deal stale, and
// staleAtMost how many such deals a desk is told of.
const (
	staleAfter  = 90
	staleAtMost = 12
)

// Front looks over all deals. since is the ledger time, as a date, from which
// changes are counted; "" counts none.
func (k *Desk) Front(ctx context.Context, a Ask, since string) (*Front, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	now := a.now(as.Options.Times)
	out := &Front{Schema: SchemaFront, Asked: a.asked(as), Since: parley.Optional(since), Deals: len(as.Deals), Changed: []DealChange{},
		Disputed: []Dispute{}, Overdue: []Commitment{}, Missed: []Waiting{}, Stale: []Stale{}}
	if since != "" {
		old := a
		old.LedgerAt = since
		before, err := k.assess(ctx, old, ledger.Query{})
		if err != nil {
			return nil, err
		}
		out.Changed = compare(before, as, old.now(before.Options.Times), now).all()
	}
	for _, d := range as.Documents {
		if d.Visible {
			out.Documents++
		}
	}
	for _, d := range as.Deals {
		s := sources(d)
		out.Readings += s.Assertions
		out.Reviewed += s.Reviewed
		for _, ax := range d.Axes {
			if ax.State() == assess.StateDisputed {
				out.Disputed = append(out.Disputed, dispute(d, ax))
			}
		}
		for _, c := range d.Commitments {
			if x := commitment(d, c, now); x.Overdue {
				out.Overdue = append(out.Overdue, x)
			}
		}
		for _, c := range d.Conditions {
			if c.Met.Missed {
				out.Missed = append(out.Missed, Waiting{*ref(d), showCondition(as, d, c, now)})
			}
		}
		if newest := newestDocument(d); !now.IsZero() && !newest.IsZero() && d.Main && !over(d) {
			if days := int(now.Sub(newest) / (24 * time.Hour)); days >= staleAfter {
				out.Stale = append(out.Stale, Stale{row(d), days})
			}
		}
	}
	sort.SliceStable(out.Disputed, func(i, j int) bool { return out.Disputed[i].Since > out.Disputed[j].Since })
	sort.SliceStable(out.Overdue, func(i, j int) bool { return out.Overdue[i].Due > out.Overdue[j].Due })
	sort.SliceStable(out.Stale, func(i, j int) bool { return out.Stale[i].Days > out.Stale[j].Days })
	out.Stale = out.Stale[:min(len(out.Stale), staleAtMost)]
	return out, nil
}

// dispute names the newest contradiction of an axis.
func dispute(d *assess.Deal, ax *assess.Axis) Dispute {
	out := Dispute{Deal: *ref(d), Axis: ax.Axis, Values: list(ax.Values())}
	for _, c := range ax.Contradictions() {
		if s := day(c.Since); out.A == "" || s > out.Since {
			out.Since, out.A, out.AValue, out.B, out.BValue = s, c.A.Voice.Name, c.A.Value, c.B.Voice.Name, c.B.Value
		}
	}
	return out
}

// over reports whether somebody says that the deal is completed or ended, and
// nobody that it is not.
func over(d *assess.Deal) bool {
	for _, ax := range d.Axes {
		if ax.Axis == parley.AxisStage {
			vs := ax.Values()
			return len(vs) > 0 && !slices.ContainsFunc(vs, func(v string) bool { return v != "completed" && v != "ended" })
		}
	}
	return false
}
