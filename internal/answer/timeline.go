package answer

import (
	"context"
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// SchemaTimeline names the format of [Timeline].
const SchemaTimeline = "parley.timeline/1"

// Timeline is what happened to a deal and what was said of it, oldest first.
type Timeline struct {
	Schema string `json:"schema"`
	Asked
	Deal    DealRef `json:"deal"`
	Entries []Entry `json:"entries"`
	// Silences are those who would not or did not answer.
	Silences []Silence `json:"silences"`
}

// Entry is one fact in its place in time.
type Entry struct {
	Date   parley.Optional        `json:"date"`  // EDTF
	Clock  Clock                  `json:"clock"` // what the date is the date of
	Type   parley.AssertionType   `json:"type"`
	Axis   parley.Optional        `json:"axis"`   // position
	Value  parley.Optional        `json:"value"`  // position
	Event  parley.Optional        `json:"event"`  // event
	Status parley.Optional        `json:"status"` // event
	State  parley.CommitmentState `json:"state,omitempty"`
	What   parley.Optional        `json:"what"` // obstacle, commitment, condition: words of the post
	Evidence
}

// Clock says what a date in a timeline is the date of.
type Clock string

// The values of [Clock].
const (
	ClockHappened  Clock = "happened"
	ClockPlanned   Clock = "planned"
	ClockSaid      Clock = "said"
	ClockPublished Clock = "published"
	ClockLearned   Clock = "learned"
)

// Timeline lists what is known of a deal in the order of time. What was
// replaced, retracted, rejected or withdrawn is there too, and says so; echoes
// stand with what they echo.
func (k *Desk) Timeline(ctx context.Context, a Ask, deal string) (*Timeline, error) {
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	out := &Timeline{Schema: SchemaTimeline, Asked: a.asked(as), Deal: *ref(d), Entries: []Entry{}}
	now := a.now(as.Options.Times)
	passed := map[*assess.Fact]assess.Outcome{}
	for _, ax := range d.Axes {
		for _, p := range ax.Positions {
			for _, c := range p.Passed {
				passed[c.Fact] = c.Out
			}
		}
	}
	at := map[int]parley.Interval{}
	var entries []Entry
	for _, f := range d.Facts {
		if f.Out == assess.OutEcho || f.Out == assess.OutIncomplete {
			continue
		}
		e := entry(f, now)
		// That an event is no longer where the voice sees the deal does not undo it;
		// that its voice takes it back does.
		if f.Out == assess.OutNone && (f.Assertion.Type == parley.TypePosition || passed[f] == assess.OutRetracted) {
			e.Out = parley.Optional(passed[f])
		}
		at[len(entries)] = when(f)
		entries = append(entries, e)
	}
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return at[order[i]].From.Before(at[order[j]].From) })
	for _, i := range order {
		out.Entries = append(out.Entries, entries[i])
	}
	out.Silences = silences(d)
	return out, nil
}

func entry(f *assess.Fact, now time.Time) Entry {
	a := &f.Assertion
	e := Entry{Type: a.Type, Axis: parley.Optional(a.Axis), Value: parley.Optional(a.Value), Event: parley.Optional(a.Event),
		Status: parley.Optional(a.Status), State: a.State, What: parley.Optional(a.What), Evidence: evidence(f, now)}
	if a.Type == parley.TypeCondition {
		e.What = parley.Optional(a.Requires)
	}
	switch {
	case a.Date != "" && a.Status == parley.StatusPlanned:
		e.Date, e.Clock = a.Date, ClockPlanned
	case a.Date != "":
		e.Date, e.Clock = a.Date, ClockHappened
	case f.Statement != nil && f.Statement.Said != "":
		e.Date, e.Clock = f.Statement.Said, ClockSaid
	case !f.Document.Published.Zero():
		e.Date, e.Clock = f.Document.Header.Published, ClockPublished
	default:
		e.Date, e.Clock = parley.Optional(f.Document.Learned.Format(time.RFC3339)), ClockLearned
	}
	return e
}

// when places a fact in time: its own date, else when it was said.
func when(f *assess.Fact) parley.Interval {
	if f.Assertion.Date != "" {
		if iv, err := parley.ParseDate(string(f.Assertion.Date)); err == nil {
			return iv
		}
	}
	return f.Said
}
