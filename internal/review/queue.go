package review

import (
	"context"
	"math"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/phrase"
)

// SchemaQueue names the format of [Queue].
const SchemaQueue = "parley.queue/1"

// Queue is what is to be looked at, what is worth most first.
type Queue struct {
	Schema   string `json:"schema"`
	Head     int64  `json:"head"` // the newest record that was looked at
	Readings int    `json:"readings"`
	Reviewed int    `json:"reviewed"`
	Total    int    `json:"total"` // how many wait, before the limit
	Items    []Item `json:"items"`
}

// Item is one thing to decide: whether a statement was read right, whether it
// says what it is read to say of a deal, or whether two deals are one.
type Item struct {
	ID         string          `json:"id"`   // of the statement, assertion or first deal
	Kind       string          `json:"kind"` // statement, deals, or an assertion's type
	Deal       answer.DealRef  `json:"deal"`
	Other      *answer.DealRef `json:"other"` // deals: the second one
	Claim      string          `json:"claim"` // an assertion's: what it says of the deal
	Voice      parley.Optional `json:"voice"`
	Words      string          `json:"words"` // of the document; deals: why they may be one
	Statement  parley.Optional `json:"statement"`
	Document   string          `json:"document"`
	Title      parley.Optional `json:"title"`
	Outlet     parley.Optional `json:"outlet"`
	Published  parley.Optional `json:"published"`
	Confidence float64         `json:"confidence"`
	Stake      float64         `json:"stake"` // how much hangs on it
	Why        []string        `json:"why"`   // it is asked about
}

// worth is what looking at the item brings: how likely it is wrong, times how
// much hangs on it.
func (i *Item) worth() float64 { return (1 - i.Confidence) * i.Stake }

// NewQueue looks over all deals. limit bounds the items; 0 for all.
//
// An item is worth the doubt in it times its stake. The stake of an assertion
// grows with what it decides (a side of a dispute, the only voice on an axis),
// with whether a document is about the deal, and with the logarithm of how many
// documents speak of it. What a person has looked at is not asked again.
func NewQueue(ctx context.Context, l Ledger, limit int) (*Queue, error) {
	ev, err := l.Evidence(ctx, ledger.Query{})
	if err != nil {
		return nil, err
	}
	as := assess.Assess(*ev, assess.Options{})
	q := &Queue{Schema: SchemaQueue, Head: ev.Head, Items: []Item{}}
	asked := map[string]bool{}
	for _, d := range as.Deals {
		weight := 1 + math.Log2(float64(max(1, len(d.Documents))))
		if d.Main {
			weight *= 1.5
		}
		decides, why := deciding(d)
		for _, f := range d.Facts {
			if f.Out != assess.OutNone {
				continue
			}
			q.Readings++
			if f.Review.Reviewed() {
				q.Reviewed++
			}
			if f.Review.Verdict != "" {
				continue
			}
			it := Item{ID: f.ID, Kind: string(f.Assertion.Type), Deal: answer.DealRef{ID: d.ID, Name: d.Name}, Claim: phrase.Summary(&f.Assertion),
				Voice: parley.Optional(f.Voice.Name), Words: f.Assertion.Evidence.Text, Confidence: f.Assertion.Confidence, Stake: weight * stake(&f.Assertion), Why: []string{}}
			it.place(f.Document.Header)
			if w := why[f.ID]; w != "" {
				it.Stake *= decides[f.ID]
				it.Why = append(it.Why, w)
			}
			if f.Statement != nil {
				it.Statement = parley.Optional(f.Statement.ID)
				// The words of the statement come before what they say.
				if !asked[f.Statement.ID] && as.Review(f.Statement.ID).Verdict == "" && f.Statement.Confidence < f.Assertion.Confidence {
					asked[f.Statement.ID] = true
					s := it
					s.ID, s.Kind, s.Claim, s.Words, s.Confidence = f.Statement.ID, "statement", "", f.Statement.Content.Text, f.Statement.Confidence
					q.Items = append(q.Items, s)
				}
			}
			q.Items = append(q.Items, it)
		}
	}
	q.Items = append(q.Items, pairs(as)...)
	for i := range q.Items {
		if it := &q.Items[i]; it.Confidence < doubtful && len(it.Why) == 0 {
			it.Why = append(it.Why, "the machine is not sure")
		}
	}
	sort.SliceStable(q.Items, func(i, j int) bool {
		if a, b := q.Items[i].worth(), q.Items[j].worth(); a != b {
			return a > b
		}
		return q.Items[i].ID < q.Items[j].ID
	})
	if q.Total = len(q.Items); limit > 0 {
		q.Items = q.Items[:min(limit, q.Total)]
	}
	return q, nil
}

// doubtful is the confidence below which an item says that the machine is not
// sure: wrong more often than one time in three.
const doubtful = 0.66

func (i *Item) place(h *parley.Header) {
	i.Document, i.Title, i.Outlet, i.Published = h.ID, h.Title, h.Outlet, h.Published
}

// stake is how much an assertion of a type moves an answer.
func stake(a *parley.Assertion) float64 {
	switch a.Type {
	case parley.TypePosition, parley.TypeCondition:
		return 2
	case parley.TypeEvent, parley.TypeCommitment:
		return 1.5
	}
	return 1
}

// deciding finds the facts on which an answer of the deal rests alone, and
// those that make a dispute.
func deciding(d *assess.Deal) (times map[string]float64, why map[string]string) {
	times, why = map[string]float64{}, map[string]string{}
	for _, ax := range d.Axes {
		var alone []*assess.Claim
		counted := 0
		for _, p := range ax.Positions {
			if p.Counted {
				counted++
				alone = p.Standing
			}
		}
		if counted == 1 && len(alone) == 1 {
			times[alone[0].Fact.ID], why[alone[0].Fact.ID] = 2, "the only voice on "+string(ax.Axis)
		}
		for _, c := range ax.Contradictions() {
			for _, side := range []*assess.Claim{c.A, c.B} {
				times[side.Fact.ID], why[side.Fact.ID] = 3, "one side of a dispute on "+string(ax.Axis)
			}
		}
	}
	return times, why
}

// likely is how probable it is taken to be that a candidate is the same deal:
// nothing is known of it beforehand.
const likely = 0.5

// pairs are deals that may be one.
func pairs(as *assess.Assessment) []Item {
	var out []Item
	for _, c := range as.Candidates(nil) {
		if len(c.A.Documents) == 0 || len(c.B.Documents) == 0 {
			continue
		}
		it := Item{ID: c.A.ID, Kind: "deals", Deal: answer.DealRef{ID: c.A.ID, Name: c.A.Name}, Other: &answer.DealRef{ID: c.B.ID, Name: c.B.Name}, Words: c.Why,
			Confidence: likely, Stake: 1 + math.Log2(float64(len(c.A.Documents)+len(c.B.Documents))), Why: []string{"two deals may be one"}}
		it.place(c.A.Documents[len(c.A.Documents)-1].Header)
		out = append(out, it)
	}
	return out
}
