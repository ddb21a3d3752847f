package assess

import (
	"slices"
	"sort"

	"github.com/parley-desk/parley"
)

// State is the state of an answer.
type State string

// The answer states.
const (
	StateUndisputed State = "undisputed" // all voices that speak hold the same
	StateDiffer     State = "differ"     // not the same, and both can be true
	StateDisputed   State = "disputed"   // cannot all be true
	StateNotSaid    State = "not said"
)

// Position is one voice's place on one axis.
type Position struct {
	Voice    *Voice   // the claims' holder: under PolicySides the side that they are rolled up to
	Counted  bool     // the policy hears this voice
	Values   []string // what stands; more than one when the voice said both at one time
	Standing []*Claim // newest first
	Passed   []*Claim // what the voice said before, newest first, with why it no longer stands
}

// Newest is the claim that speaks for the position.
func (p *Position) Newest() *Claim { return p.Standing[0] }

// rolledUp reports whether some of the position's claims are by others who speak
// for its voice.
func (p *Position) rolledUp() bool {
	other := func(c *Claim) bool { return c.Voice != p.Voice }
	return slices.ContainsFunc(p.Standing, other) || slices.ContainsFunc(p.Passed, other)
}

// Claim is one fact read as a value of an axis, stated by a position or
// entailed by an event.
type Claim struct {
	*Fact
	Axis  parley.Axis
	Value string
	Held  parley.Interval // since when: the event's date, else when it was said; From is zero for an event without a date
	Out   Outcome
	By    *Claim // what took its place
}

// Entails is the value of the axis that an event that occurred leaves a deal
// at, or "". Planned and denied events entail nothing.
func Entails(e parley.Event, axis parley.Axis) string { return entails[axis][e] }

// entails is the published table (docs/laws.md). A delay says when and not
// whether, so it entails no value.
var entails = map[parley.Axis]map[parley.Event]string{
	parley.AxisStage: {
		parley.EventProposed: "proposed", parley.EventOffered: "proposed",
		parley.EventTalksOpened: "negotiating", parley.EventTalksResumed: "negotiating",
		parley.EventAgreed: "agreed", parley.EventSigned: "signed",
		parley.EventRatified: "approved", parley.EventApproved: "approved",
		parley.EventEnteredIntoForce: "in_force", parley.EventCompleted: "completed",
		parley.EventTerminated: "ended", parley.EventExpired: "ended", parley.EventWithdrawn: "ended", parley.EventRejected: "ended",
	},
	parley.AxisActivity: {
		parley.EventTalksOpened: "active", parley.EventTalksResumed: "active",
		parley.EventStalled: "stalled", parley.EventPaused: "paused",
	},
}

// ended is the stage that no other can be true beside.
const ended = "ended"

// step is a stage's place on the ladder.
func step(stage string) int { return slices.Index(parley.AxisValues[parley.AxisStage].Values(), stage) }

// Compatible reports whether a and b can both be true of one deal, each said at
// its time: the published table (docs/laws.md).
func Compatible(axis parley.Axis, a, b string, aSaid, bSaid parley.Interval) bool {
	if a == b {
		return true
	}
	switch axis {
	case parley.AxisStage:
		// A live stage is at odds with an end only when it was said no earlier.
		if a == ended {
			return before(bSaid, aSaid)
		}
		if b == ended {
			return before(aSaid, bSaid)
		}
		return true
	case parley.AxisActivity:
		return a != "active" && b != "active"
	}
	return false
}

// claims reads the facts of one deal as values of the axis.
func claims(axis parley.Axis, facts []*Fact) []*Claim {
	var out []*Claim
	for _, f := range facts {
		a := &f.Assertion
		switch {
		case a.Type == parley.TypePosition && a.Axis == axis:
			if a.Derivation == parley.DerivationEntailed && eventSays(facts, f) {
				continue // the event itself says it, with its date
			}
			out = append(out, &Claim{Fact: f, Axis: axis, Value: a.Value, Held: f.Said, Out: f.Out})
		case a.Type == parley.TypeEvent && a.Status == parley.StatusOccurred && entails[axis][a.Event] != "":
			out = append(out, &Claim{Fact: f, Axis: axis, Value: entails[axis][a.Event], Held: eventHeld(f), Out: f.Out})
		}
	}
	return out
}

// eventSays reports whether an event of the same document and voice entails the
// position f.
func eventSays(facts []*Fact, f *Fact) bool {
	for _, g := range facts {
		if a := &g.Assertion; g.Document == f.Document && g.Voice == f.Voice && a.Type == parley.TypeEvent &&
			a.Status == parley.StatusOccurred && entails[f.Assertion.Axis][a.Event] == f.Assertion.Value {
			return true
		}
	}
	return false
}

// eventHeld is when an event's outcome began: its date, no later than it was
// said; without a date, some time before it was said.
func eventHeld(f *Fact) parley.Interval {
	iv := parse(f.Assertion.Date)
	if iv.Zero() || !iv.From.Before(f.Said.To) {
		return parley.Interval{To: f.Said.To}
	}
	if iv.To.After(f.Said.To) {
		iv.To = f.Said.To
	}
	return iv
}

// event reports whether the claim is entailed by an event.
func (c *Claim) event() bool { return c.Assertion.Type == parley.TypeEvent }

// positions works out every voice's place on the axis.
func positions(axis parley.Axis, facts []*Fact, t Times, hears func(*Claim) bool) []*Position {
	byVoice := map[*Voice]*Position{}
	var out []*Position
	said := map[*Voice][]*Claim{}
	for _, c := range claims(axis, facts) {
		p := byVoice[c.Holder]
		if p == nil {
			p = &Position{Voice: c.Holder}
			byVoice[c.Holder] = p
			out = append(out, p)
		}
		if c.Out == OutNone && !within(c.Held, t.Held) {
			c.Out = OutLater
		}
		if c.Out == OutNone {
			if d := retraction(facts, c.Fact, t); d != nil {
				c.Out, c.For = OutRetracted, d
			}
		}
		if c.Out != OutNone {
			if c.Out != OutEcho {
				p.Passed = append(p.Passed, c)
			}
			continue
		}
		said[c.Holder] = append(said[c.Holder], c)
	}
	kept := out[:0]
	for _, p := range out {
		standing, passed := newest(axis, said[p.Voice])
		p.Passed = append(p.Passed, passed...)
		sortClaims(p.Passed)
		if len(standing) == 0 && len(p.Passed) == 0 {
			continue
		}
		sortClaims(standing)
		p.Standing = standing
		for _, c := range standing {
			p.Counted = p.Counted || hears(c)
			if !slices.Contains(p.Values, c.Value) {
				p.Values = append(p.Values, c.Value)
			}
		}
		kept = append(kept, p)
	}
	sort.SliceStable(kept, func(i, j int) bool {
		a, b := kept[i], kept[j]
		if (len(a.Standing) > 0) != (len(b.Standing) > 0) {
			return len(a.Standing) > 0
		}
		if len(a.Standing) > 0 && !a.Newest().Said.From.Equal(b.Newest().Said.From) {
			return a.Newest().Said.From.After(b.Newest().Said.From)
		}
		return a.Voice.ID < b.Voice.ID
	})
	return kept
}

// retraction is a later denial, by the same holder, of the event f.
func retraction(facts []*Fact, f *Fact, t Times) *Fact {
	if f.Assertion.Type != parley.TypeEvent {
		return nil
	}
	for _, g := range facts {
		if a := &g.Assertion; g.Holder == f.Holder && g.Out == OutNone && a.Type == parley.TypeEvent && a.Event == f.Assertion.Event &&
			a.Status == parley.StatusDenied && before(f.Said, g.Said) && within(g.Said, t.Held) {
			return g
		}
	}
	return nil
}

// newest parts one voice's claims on one axis into what stands and what has
// passed. A claim passes when the voice certainly said another one later; of
// those that remain, everything that can stand beside the others does. What
// only tells an earlier step again neither stands nor replaces.
func newest(axis parley.Axis, cs []*Claim) (standing, passed []*Claim) {
	sort.SliceStable(cs, func(i, j int) bool {
		if !cs[i].Said.To.Equal(cs[j].Said.To) {
			return cs[i].Said.To.Before(cs[j].Said.To)
		}
		return cs[i].ID < cs[j].ID
	})
	for len(cs) > 0 {
		// Claims that end at one moment are weighed against what stood before any
		// of them, so that none of them goes first.
		k := 1
		for k < len(cs) && cs[k].Said.To.Equal(cs[0].Said.To) {
			k++
		}
		var fresh []*Claim
		for _, c := range cs[:k] {
			if s := retold(axis, c, standing); s != nil {
				passed = append(passed, dismiss(c, OutEarlier, s))
			} else {
				fresh = append(fresh, c)
			}
		}
		cs = cs[k:]
		kept := fresh
		for _, s := range standing {
			if i := slices.IndexFunc(fresh, func(c *Claim) bool { return before(s.Said, c.Said) }); i >= 0 {
				passed = append(passed, dismiss(s, OutReplaced, fresh[i]))
			} else {
				kept = append(kept, s)
			}
		}
		standing = kept
	}
	standing, dropped := settle(axis, standing)
	return standing, append(passed, dropped...)
}

func dismiss(c *Claim, why Outcome, by *Claim) *Claim {
	c.Out, c.By = why, by
	return c
}

// retold is the standing claim, said before, from which c only tells how the
// deal came there: "the pact, which was proposed in January" moves no pact that
// the voice has called signed, and "talks had stalled in May" none that it has
// called active since. nil when c tells something new.
func retold(axis parley.Axis, c *Claim, standing []*Claim) *Claim {
	if !c.event() || c.Assertion.Event == parley.EventTalksResumed && c.Held.From.IsZero() {
		return nil
	}
	for _, s := range standing {
		if !before(s.Said, c.Said) {
			continue
		}
		if axis == parley.AxisStage && step(c.Value) < step(s.Value) && (c.Held.From.IsZero() || !before(s.Held, c.Held)) ||
			axis != parley.AxisStage && !c.Held.From.IsZero() && before(c.Held, s.Held) {
			return s
		}
	}
	return nil
}

// settle decides what stands of one saying. On the stage ladder the furthest
// step stands, since what was signed stays signed; an end stands beside it only
// when the words leave both open. On other axes the latest stands.
func settle(axis parley.Axis, now []*Claim) (keep, drop []*Claim) {
	if axis == parley.AxisStage {
		return settleStage(now)
	}
	for _, c := range now {
		var by *Claim
		for _, d := range now {
			if before(c.Held, d.Held) {
				by = d
			}
		}
		if by == nil {
			keep = append(keep, c)
		} else {
			drop = append(drop, dismiss(c, OutReplaced, by))
		}
	}
	return keep, drop
}

func settleStage(now []*Claim) (keep, drop []*Claim) {
	var live, ends []*Claim
	explicit := false
	for _, c := range now {
		if c.Value == ended {
			ends = append(ends, c)
		} else {
			live = append(live, c)
			explicit = explicit || !c.event()
		}
	}
	if len(live) == 0 {
		return ends, nil
	}
	// Steps taken after every end revive the deal; otherwise an end closes what
	// went before it, unless the same saying calls the deal live in so many
	// words: then one end was of something else ("rejected the first offer").
	if len(ends) > 0 {
		var revived []*Claim
		for _, c := range live {
			if !slices.ContainsFunc(ends, func(e *Claim) bool { return !before(e.Held, c.Held) }) {
				revived = append(revived, c)
			}
		}
		switch {
		case len(revived) > 0:
			k, d := settleStage(revived)
			for _, c := range now {
				if !slices.Contains(revived, c) {
					d = append(d, dismiss(c, OutReplaced, k[0]))
				}
			}
			return k, d
		case !explicit:
			for _, c := range live {
				drop = append(drop, dismiss(c, OutReplaced, ends[0]))
			}
			return ends, drop
		}
	}
	furthest := 0
	for _, c := range live {
		furthest = max(furthest, step(c.Value))
	}
	for _, c := range live {
		if step(c.Value) == furthest {
			keep = append(keep, c)
		}
	}
	for _, c := range live {
		if step(c.Value) < furthest {
			drop = append(drop, dismiss(c, OutEarlier, keep[0]))
		}
	}
	for _, c := range ends {
		if c.event() {
			drop = append(drop, dismiss(c, OutReplaced, keep[0]))
		} else {
			keep = append(keep, c)
		}
	}
	return keep, drop
}

// sortClaims puts the newest first; at one time stated before inferred, body
// before title, the surer reading first.
func sortClaims(cs []*Claim) {
	sort.SliceStable(cs, func(i, j int) bool {
		a, b := cs[i], cs[j]
		if !a.Said.From.Equal(b.Said.From) {
			return a.Said.From.After(b.Said.From)
		}
		if x, y := rank(a), rank(b); x != y {
			return x < y
		}
		if a.Assertion.Confidence != b.Assertion.Confidence {
			return a.Assertion.Confidence > b.Assertion.Confidence
		}
		return a.ID < b.ID
	})
}

func rank(c *Claim) int {
	n := 0
	if c.event() || c.Assertion.Derivation != parley.DerivationStated {
		n += 2
	}
	if c.Statement != nil && c.Statement.Part == parley.PartTitle {
		n++
	}
	return n
}

// stateOf compares the counted positions.
func stateOf(axis parley.Axis, ps []*Position) State {
	var all []*Claim
	for _, p := range ps {
		if p.Counted {
			all = append(all, p.Standing...)
		}
	}
	if len(all) == 0 {
		return StateNotSaid
	}
	state := StateUndisputed
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.Value == b.Value {
				continue
			}
			if !Compatible(axis, a.Value, b.Value, a.Said, b.Said) {
				return StateDisputed
			}
			state = StateDiffer
		}
	}
	return state
}
