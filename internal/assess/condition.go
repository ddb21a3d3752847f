package assess

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
)

// Condition is something a deal waits for, with everybody who says that it
// does, and whether it is met.
type Condition struct {
	*condition.Condition
	Requires     string // the words of who said it first, or the declared expression
	RequiresDeal *Deal
	Declared     bool    // a deal file says it
	Facts        []*Fact // who says that it is a condition, newest first
	Met          *condition.Node
}

// State is the state of the answer whether the condition is met.
func (c *Condition) State() State {
	switch c.Met.Truth {
	case parley.True, parley.False:
		return StateUndisputed
	case parley.Both:
		return StateDisputed
	}
	return StateNotSaid
}

// Told are the facts that the leaves of a worked-out condition rest on.
func Told(n *condition.Node) []*Fact {
	var out []*Fact
	if n.Told != nil {
		if fs, ok := n.Told.Proof.([]*Fact); ok {
			out = append(out, fs...)
		}
	}
	for _, m := range n.Of {
		out = append(out, Told(m)...)
	}
	return out
}

// conditions collects the deal's conditions: the declared ones, then those that
// documents tell of, each once.
func (w *work) conditions(d *Deal) {
	if d.Declared != nil {
		for _, c := range d.Declared.Conditions {
			have := &Condition{Condition: c, Requires: condition.Print(c.Expr), Declared: true}
			if words, ok := c.Expr.(condition.Words); ok {
				have.Requires = words.Text
				if words.On != nil {
					have.RequiresDeal = w.out.Deal(words.On.ID)
				}
			}
			d.Conditions = append(d.Conditions, have)
		}
	}
	facts := w.counted(d, parley.TypeCondition)
	slices.Reverse(facts) // who said it first worded it; what is said of it later moves only whether it is met
	for _, f := range facts {
		a := &f.Assertion
		var on *Deal
		if a.RequiresDeal != "" {
			on = w.dealOf[w.local[localDeal{f.extraction, string(a.RequiresDeal)}]]
		}
		c := sameCondition(d.Conditions, a, on)
		if c == nil {
			words := condition.Words{Text: a.Requires}
			if on != nil {
				words.On = &condition.Deal{ID: on.ID}
			}
			c = &Condition{Requires: a.Requires, RequiresDeal: on,
				Condition: &condition.Condition{Effect: a.Effect, Deal: condition.Deal{ID: d.ID}, Kind: kindOf(a), Expr: words}}
			d.Conditions = append(d.Conditions, c)
		}
		c.Facts = append([]*Fact{f}, c.Facts...)
	}
}

// sameCondition is the condition that an assertion tells of again: the same
// effect, and words that overlap or the same other deal with nothing else to
// tell them apart.
func sameCondition(cs []*Condition, a *parley.Assertion, on *Deal) *Condition {
	for _, c := range cs {
		if c.Effect != a.Effect || c.RequiresDeal != nil && on != nil && c.RequiresDeal != on {
			continue
		}
		if o := overlap(c.Requires, a.Requires); o >= 0.8 || o >= 0.5 && on != nil && c.RequiresDeal == on {
			return c
		}
		// A deal file quotes the heart of what a post tells at length.
		if c.Declared && (c.RequiresDeal == on || on == nil) && strings.Contains(" "+parley.FoldName(a.Requires)+" ", " "+parley.FoldName(c.Requires)+" ") {
			return c
		}
	}
	return nil
}

// kindOf reads the kind off the words that join a condition to its effect. The
// reading half gives none.
func kindOf(a *parley.Assertion) condition.Kind {
	words := " " + parley.FoldName(a.Evidence.Text) + " "
	switch {
	case strings.Contains(words, " alongside "), strings.Contains(words, " in parallel "), strings.Contains(words, " at the same time "):
		return condition.Concurrent
	case strings.Contains(words, " unless "), strings.Contains(words, " until "):
		return condition.Subsequent
	}
	return condition.Precedent
}

// world answers the conditions of one deal from the facts of an assessment.
type world struct {
	w    *work
	deal *Deal
}

// Now is the held time: the moment the question is about.
func (v world) Now() time.Time { return v.w.options.Times.Held }

// events are the deal's event facts that count at the held time: an event that
// occurred by when it occurred, another by when it was said. What its voice took
// back does not count.
func (w *work) events(d *Deal) []*Fact {
	var out []*Fact
	for _, f := range d.Facts {
		if f.Assertion.Type != parley.TypeEvent || f.Out != OutNone || retraction(d.Facts, f, w.options.Times) != nil {
			continue
		}
		at := f.Said
		if f.Assertion.Status == parley.StatusOccurred {
			at = eventHeld(f)
		}
		if within(at, w.options.Times.Held) {
			out = append(out, f)
		}
	}
	return out
}

// Tell is what the voices say of an expression.
func (v world) Tell(x condition.Expr) condition.Told {
	switch x := x.(type) {
	case condition.Words:
		return v.words(x)
	case condition.Event:
		return v.event(x)
	case condition.Position:
		return v.position(x)
	}
	return condition.Told{}
}

// words: statements that say of a condition in these words, of this deal or of
// the one it points to, that it is met or not.
func (v world) words(x condition.Words) condition.Told {
	facts := v.w.counted(v.deal, parley.TypeCondition)
	if x.On != nil {
		if on := v.w.out.Deal(x.On.ID); on != nil && on != v.deal {
			facts = append(facts, v.w.counted(on, parley.TypeCondition)...)
		}
	}
	var fs []*Fact
	for _, f := range facts {
		a := &f.Assertion
		if a.Met == nil {
			continue
		}
		if x.On != nil && a.RequiresDeal != "" {
			if on := v.w.dealOf[v.w.local[localDeal{f.extraction, string(a.RequiresDeal)}]]; on != nil && on.ID != x.On.ID {
				continue
			}
		}
		if overlap(x.Text, a.Requires) >= 0.6 || strings.Contains(" "+parley.FoldName(a.Requires)+" ", " "+parley.FoldName(x.Text)+" ") {
			fs = append(fs, f)
		}
	}
	return tell(fs, func(f *Fact) (bool, parley.Interval) {
		return *f.Assertion.Met, parley.Interval{To: f.Said.To}
	})
}

// event: the event told as having occurred or denied, or the stage it leads to
// held by a voice.
func (v world) event(x condition.Event) condition.Told {
	d := v.w.out.Deal(x.Deal.ID)
	if d == nil {
		return condition.Told{}
	}
	if x.Amount != nil {
		return v.paid(d, x)
	}
	var fs []*Fact
	for _, f := range v.w.events(d) {
		a := &f.Assertion
		if a.Event == x.Event && a.Status != parley.StatusPlanned && (x.Who == "" || namesOf(f, x.Who)) && ofProvision(f, x.Deal) {
			fs = append(fs, f)
		}
	}
	if x.Parties > 0 {
		return countParties(d, fs, x.Parties)
	}
	if value := entails[parley.AxisStage][x.Event]; value != "" && x.Who == "" && x.Deal.Provision == "" {
		for _, p := range d.Axis(parley.AxisStage).Positions {
			for _, c := range p.Standing {
				if c.Value == value && !c.event() {
					fs = append(fs, c.Fact)
				}
			}
		}
	}
	return tell(fs, func(f *Fact) (bool, parley.Interval) {
		if f.Assertion.Type == parley.TypePosition {
			return true, parley.Interval{To: f.Said.To}
		}
		return f.Assertion.Status == parley.StatusOccurred, eventHeld(f)
	})
}

// countParties: true since the fact with which there were enough. Parties are
// those whom facts name or whose side speaks, or as many as a fact counts.
func countParties(d *Deal, fs []*Fact, enough int) condition.Told {
	sort.SliceStable(fs, func(i, j int) bool {
		if a, b := eventHeld(fs[i]).To, eventHeld(fs[j]).To; !a.Equal(b) {
			return a.Before(b)
		}
		return fs[i].ID < fs[j].ID
	})
	seen := map[string]bool{}
	for i, f := range fs {
		if f.Assertion.Status != parley.StatusOccurred {
			continue
		}
		for _, p := range d.Parties {
			seen[p.Name] = seen[p.Name] || namesOf(f, p.Name)
		}
		if countOfParties(f) >= enough || count(seen) >= enough {
			return condition.Told{Truth: parley.True, Since: eventHeld(f), Proof: slices.Clone(fs[:i+1])}
		}
	}
	return condition.Told{Proof: fs}
}

func count(set map[string]bool) int {
	n := 0
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// ofProvision reports whether a fact speaks of the provision that a condition
// points to.
func ofProvision(f *Fact, d condition.Deal) bool {
	return d.Provision == "" || namesOf(f, strings.NewReplacer("-", " ", "/", " ").Replace(d.Provision))
}

// paid: money delivered under the deal, of the amount or more.
func (v world) paid(d *Deal, x condition.Event) condition.Told {
	var fs []*Fact
	for _, f := range v.w.counted(d, parley.TypeCommitment) {
		a := &f.Assertion
		if a.State == parley.StateDelivered && a.Amount != nil && a.Amount.Currency == x.Amount.Currency && a.Amount.Value >= x.Amount.Value &&
			(x.Who == "" || namesOf(f, x.Who)) {
			fs = append(fs, f)
		}
	}
	return tell(fs, func(f *Fact) (bool, parley.Interval) { return true, parley.Interval{To: f.Said.To} })
}

// position: a counted voice at the value, or at one that cannot be true beside
// it.
func (v world) position(x condition.Position) condition.Told {
	d := v.w.out.Deal(x.Deal.ID)
	if d == nil {
		return condition.Told{}
	}
	var fs []*Fact
	holds := map[*Fact]*Claim{}
	for _, p := range d.Axis(x.Axis).Positions {
		if !p.Counted {
			continue
		}
		for _, c := range p.Standing {
			if c.Value == x.Value || !Compatible(x.Axis, c.Value, x.Value, c.Said, c.Said) {
				fs = append(fs, c.Fact)
				holds[c.Fact] = c
			}
		}
	}
	return tell(fs, func(f *Fact) (bool, parley.Interval) { return holds[f].Value == x.Value, holds[f].Held })
}

// tell joins what the newest saying of each voice tells, and when the earliest
// of those that tell it true began. Facts come in any order.
func tell(fs []*Fact, read func(*Fact) (holds bool, since parley.Interval)) condition.Told {
	newestFirst(fs)
	var told condition.Told
	var kept []*Fact
	for _, f := range fs {
		if slices.ContainsFunc(kept, func(g *Fact) bool { return g.Holder == f.Holder && before(f.Said, g.Said) }) {
			continue // the voice has said another thing since
		}
		kept = append(kept, f)
		holds, since := read(f)
		if !holds {
			told.Truth = told.Truth.Join(parley.False)
			continue
		}
		if told.Truth&parley.True == 0 || since.To.Before(told.Since.To) {
			told.Since = since
		}
		told.Truth = told.Truth.Join(parley.True)
	}
	told.Proof = kept
	return told
}

// namesOf reports whether a fact's words or its speaker name somebody.
func namesOf(f *Fact, who string) bool {
	words := f.Assertion.Evidence.Text + " " + f.Voice.Name
	if f.Statement != nil {
		words += " " + f.Statement.Content.Text
	}
	return strings.Contains(" "+parley.FoldName(words)+" ", " "+parley.FoldName(who)+" ") || f.Voice.SpeaksAs(who)
}

var partyCount = regexp.MustCompile(`(?i)\b(\d[\d,]*)(?:\s+\w+){0,2}\s+(?:parties|countries|states|members|nations|signatories)\b`)

// countOfParties is the largest number of parties that the fact's words give.
func countOfParties(f *Fact) int {
	words := f.Assertion.Evidence.Text
	if f.Statement != nil {
		words += ". " + f.Statement.Content.Text
	}
	most := 0
	for _, m := range partyCount.FindAllStringSubmatch(words, -1) {
		if n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", "")); err == nil {
			most = max(most, n)
		}
	}
	return most
}

// Axis is the deal's answer on the axis; one that nobody gave is not said.
func (d *Deal) Axis(axis parley.Axis) *Axis {
	for _, a := range d.Axes {
		if a.Axis == axis {
			return a
		}
	}
	return &Axis{Axis: axis, Proof: &Proof{Value: string(StateNotSaid)}}
}
