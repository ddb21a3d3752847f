package assess

import (
	"slices"
	"sort"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
)

// Flip is a set of statements that nobody has made, and what would then be.
type Flip struct {
	To  string // an answer state, or "met", "not met"
	Say []Saying
}

// Saying is one such statement: who would have to say what. For a date or a
// period it is time that must pass, and nobody has to speak.
type Saying struct {
	Who   []string // names, any of which would do; empty for anybody
	Claim string   // in the condition language
}

// yet is when a statement will be said that nobody has made: after all others.
var yet = instant(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))

// flipsAtMost bounds how many sets are listed for one answer.
const flipsAtMost = 4

// Flips lists the smallest sets of statements that would change the axis's
// state: what would open a dispute, and what would end one.
func (a *Axis) Flips(d *Deal) []Flip {
	claim := func(value string) string {
		return condition.Print(condition.Position{Axis: a.Axis, Deal: condition.Deal{ID: d.ID}, Value: value})
	}
	var counted []*Position
	for _, p := range a.Positions {
		if p.Counted {
			counted = append(counted, p)
		}
	}
	values := parley.AxisValues[a.Axis].Values()
	clash := func(value string, p *Position) bool {
		return slices.ContainsFunc(p.Standing, func(c *Claim) bool {
			return c.Value != value && !Compatible(a.Axis, c.Value, value, c.Said, yet)
		})
	}
	switch a.State() {
	case StateUndisputed, StateDiffer:
		// One party that speaks against a value which stands by another's word: its
		// own it would replace.
		for _, v := range values {
			against := func(name string) bool {
				return slices.ContainsFunc(counted, func(p *Position) bool { return clash(v, p) && parley.FoldName(p.Voice.Name) != parley.FoldName(name) })
			}
			who := slices.DeleteFunc(partyNames(d), func(name string) bool { return !against(name) })
			anybody := len(d.Parties) == 0 && slices.ContainsFunc(counted, func(p *Position) bool { return clash(v, p) })
			if len(who) > 0 || anybody {
				return []Flip{{string(StateDisputed), []Saying{{who, claim(v)}}}}
			}
		}
	case StateDisputed:
		// For each value, the voices that would have to come round to it.
		var out []Flip
		for _, v := range values {
			f := Flip{To: string(StateUndisputed)}
			for _, p := range counted {
				switch {
				case clash(v, p):
					f.Say = append(f.Say, Saying{[]string{p.Voice.Name}, claim(v)})
				case !slices.Equal(p.Values, []string{v}):
					f.To = string(StateDiffer)
				}
			}
			if slices.ContainsFunc(counted, func(p *Position) bool { return slices.Contains(p.Values, v) }) && len(f.Say) > 0 {
				out = append(out, f)
			}
		}
		sort.SliceStable(out, func(i, j int) bool { return len(out[i].Say) < len(out[j].Say) })
		for i, f := range out {
			if len(f.Say) > len(out[0].Say) {
				out = out[:i]
				break
			}
		}
		return out[:min(len(out), flipsAtMost)]
	}
	return nil
}

// Flips lists the smallest sets of statements that would make a condition of d
// met, and not met.
func (a *Assessment) Flips(d *Deal, c *Condition) []Flip {
	var out []Flip
	for _, want := range []bool{true, false} {
		to := map[bool]string{true: "met", false: "not met"}[want]
		sets, _ := condition.Flips(c.Met, want)
		for i, set := range sets {
			if len(set) == 0 || i == flipsAtMost {
				break
			}
			f := Flip{To: to}
			for _, s := range set {
				f.Say = append(f.Say, Saying{a.whose(d, s.X), s.String()})
			}
			out = append(out, f)
		}
	}
	return out
}

// whose says who would have to speak: the judge whom the condition names, else
// the one it asks to act, else the parties of the deal it points to.
func (a *Assessment) whose(d *Deal, x condition.Expr) []string {
	on := d
	at := func(ref *condition.Deal) {
		if ref == nil {
			return
		}
		if o := a.Deal(ref.ID); o != nil {
			on = o
		}
	}
	switch x := x.(type) {
	case condition.Words:
		if x.Judge != "" {
			return []string{x.Judge}
		}
		if x.From != "" {
			return []string{x.From}
		}
		at(x.On)
	case condition.Event:
		if x.Who != "" {
			return []string{x.Who}
		}
		at(&x.Deal)
	case condition.Position:
		at(&x.Deal)
	case condition.Reached, condition.Elapsed:
		return nil
	}
	return partyNames(on)
}

func partyNames(d *Deal) []string {
	var out []string
	for _, p := range d.Parties {
		out = append(out, p.Name)
	}
	return out
}
