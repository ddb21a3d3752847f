package condition

import (
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

// World tells what has been said of the smallest expressions. Everything else
// follows from them.
type World interface {
	// Tell is what is told of x, a [Words], an [Event] or a [Position].
	Tell(x Expr) Told
	// Now is the first moment after those the question is about: by then dates
	// are reached or missed. Zero when the question names none, and then no date
	// is either.
	Now() time.Time
}

// Told is what a world tells of one expression.
type Told struct {
	Truth parley.Truth
	Since parley.Interval // when what is told true began to be so; zero when nobody says
	Proof any             // the world's own, carried to the node
}

// Node is a worked-out expression. Its Truth follows from the nodes it is of.
type Node struct {
	Expr   Expr
	Truth  parley.Truth
	Since  parley.Interval // when it came true; zero when unknown or not true
	Missed bool            // the deadline has passed and nobody says that it was met
	Told   *Told           // for an expression that the world tells
	Of     []*Node
}

// Eval works x out over w.
func Eval(x Expr, w World) *Node {
	n := &Node{Expr: x}
	sub := func(y Expr) *Node {
		m := Eval(y, w)
		n.Of = append(n.Of, m)
		return m
	}
	switch x := x.(type) {
	case All:
		n.Truth = parley.True
		for _, y := range x.Of {
			m := sub(y)
			n.Truth = n.Truth.And(m.Truth)
			n.Missed = n.Missed || m.Missed
		}
		n.Since = since(n.Of, true)
	case Any:
		n.Truth = parley.False
		n.Missed = len(x.Of) > 0
		for _, y := range x.Of {
			m := sub(y)
			n.Truth = n.Truth.Or(m.Truth)
			n.Missed = n.Missed && m.Missed
		}
		n.Since = since(n.Of, false)
	case Not:
		n.Truth = sub(x.X).Truth.Not()
	case Reached:
		if iv, err := parley.ParseDate(x.Date); err == nil {
			n.Since = parley.Interval{From: iv.From, To: iv.From.Add(1)}
			n.Truth = reached(w.Now(), n.Since.From, n.Since.To)
		}
	case Deadline:
		evalDeadline(n, x, sub, w.Now())
	case Elapsed:
		of := sub(x.Of)
		switch {
		case of.Truth&parley.True == 0:
			n.Truth = of.Truth // what has not happened has not been long ago
		case !of.Since.Zero():
			from, to := x.After.after(of.Since.From), x.After.after(of.Since.To)
			if of.Since.From.IsZero() {
				from = time.Time{}
			}
			n.Truth = reached(w.Now(), from, to) | of.Truth&parley.False
			n.Since = parley.Interval{From: from, To: to}
		}
	default:
		told := w.Tell(x)
		n.Told, n.Truth, n.Since = &told, told.Truth, told.Since
	}
	if n.Truth&parley.True == 0 {
		n.Since = parley.Interval{}
	}
	return n
}

// reached is whether a moment in [from, to) has come before now.
func reached(now, from, to time.Time) parley.Truth {
	switch {
	case now.IsZero():
		return parley.None
	case !now.Before(to):
		return parley.True
	case !now.After(from):
		return parley.False
	}
	return parley.None
}

// evalDeadline: what came true in time stays so; what came late, or is told
// false when the time is up, is false; what may still come is open.
func evalDeadline(n *Node, x Deadline, sub func(Expr) *Node, now time.Time) {
	m := sub(x.X)
	var limit parley.Interval // the last moment in time lies in it
	if x.Within == nil {
		iv, err := parley.ParseDate(x.By)
		if err != nil {
			return
		}
		limit = parley.Interval{From: iv.To, To: iv.To}
	} else {
		of := sub(x.Of)
		if of.Truth&parley.True == 0 || of.Since.Zero() {
			return // the clock does not run yet
		}
		limit = parley.Interval{From: x.Within.after(of.Since.From), To: x.Within.after(of.Since.To)}
		if of.Since.From.IsZero() {
			limit.From = time.Time{}
		}
	}
	over := !now.IsZero() && !now.Before(limit.To)
	if m.Truth&parley.True != 0 {
		switch {
		case !m.Since.Zero() && !m.Since.To.After(limit.From), !now.IsZero() && !now.After(limit.From):
			n.Truth |= parley.True
			n.Since = m.Since
		case !m.Since.Zero() && !m.Since.From.Before(limit.To):
			n.Truth |= parley.False
		}
	}
	if over {
		n.Truth |= m.Truth & parley.False
		n.Missed = n.Truth == parley.None
	}
}

// after is t plus the period, by the calendar.
func (p Period) after(t time.Time) time.Time {
	switch p.Unit {
	case "weeks":
		return t.AddDate(0, 0, 7*p.N)
	case "months":
		return t.AddDate(0, p.N, 0)
	case "years":
		return t.AddDate(p.N, 0, 0)
	}
	return t.AddDate(0, 0, p.N)
}

// since is when all, or the first, of the nodes came true; zero when one that
// matters does not say.
func since(of []*Node, all bool) parley.Interval {
	var out parley.Interval
	for i, n := range of {
		if n.Truth&parley.True == 0 {
			if all {
				return parley.Interval{}
			}
			continue
		}
		if n.Since.Zero() {
			return parley.Interval{}
		}
		if i == 0 || out.Zero() {
			out = n.Since
			continue
		}
		if later := n.Since.To.After(out.To); later == all {
			out.To = n.Since.To
		}
		if later := n.Since.From.After(out.From); later == all {
			out.From = n.Since.From
		}
	}
	return out
}

// Saying is a statement that nobody has made yet: that X holds, or that it does
// not. For a date or a period it is time that must pass.
type Saying struct {
	X     Expr
	Holds bool
}

// String is the saying in the language.
func (s Saying) String() string {
	if s.Holds {
		return Print(s.X)
	}
	return Print(Not{s.X})
}

// flipsAtMost bounds how many sets of sayings Flips looks at and returns.
const flipsAtMost = 16

// Flips lists the smallest sets of further sayings after each of which the node
// would be told true (want), or told false (!want); the fewest sayings first.
// The empty set alone means that it is told so already. cut is set when there
// are more than are listed.
func Flips(n *Node, want bool) (sets [][]Saying, cut bool) {
	f := &flipper{}
	sets = f.of(n, want)
	return sets, f.cut
}

type flipper struct{ cut bool }

func (f *flipper) of(n *Node, want bool) [][]Saying {
	bit := parley.True
	if !want {
		bit = parley.False
	}
	if n.Truth&bit != 0 {
		return [][]Saying{{}}
	}
	switch x := n.Expr.(type) {
	case All:
		if want {
			return f.every(n.Of, want)
		}
		return f.some(n.Of, want)
	case Any:
		if want {
			return f.some(n.Of, want)
		}
		return f.every(n.Of, want)
	case Not:
		return f.of(n.Of[0], !want)
	case Deadline:
		if sets := f.of(n.Of[0], want); len(sets) != 1 || len(sets[0]) > 0 {
			return sets
		}
		// X is told already; what lacks is that its time is known to be in time.
		return [][]Saying{{{X: x, Holds: want}}}
	case Elapsed:
		sets := f.of(n.Of[0], want)
		if want {
			for i := range sets {
				sets[i] = append(sets[i], Saying{x, true})
			}
		}
		return sets
	}
	return [][]Saying{{{X: n.Expr, Holds: want}}}
}

// some: one of the nodes suffices.
func (f *flipper) some(of []*Node, want bool) [][]Saying {
	var out [][]Saying
	for _, n := range of {
		out = append(out, f.of(n, want)...)
	}
	return f.smallest(out)
}

// every: one set of each node is needed.
func (f *flipper) every(of []*Node, want bool) [][]Saying {
	out := [][]Saying{{}}
	for _, n := range of {
		var next [][]Saying
		for _, a := range out {
			for _, b := range f.of(n, want) {
				next = append(next, union(a, b))
			}
		}
		out = f.smallest(next)
	}
	return out
}

func union(a, b []Saying) []Saying {
	out := append([]Saying(nil), a...)
	for _, s := range b {
		if !contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func contains(set []Saying, s Saying) bool {
	for _, t := range set {
		if t.String() == s.String() {
			return true
		}
	}
	return false
}

// smallest drops sets that hold another one, and keeps the first few.
func (f *flipper) smallest(sets [][]Saying) [][]Saying {
	sort.SliceStable(sets, func(i, j int) bool {
		if len(sets[i]) != len(sets[j]) {
			return len(sets[i]) < len(sets[j])
		}
		return key(sets[i]) < key(sets[j])
	})
	var out [][]Saying
next:
	for _, s := range sets {
		for _, kept := range out {
			within := true
			for _, t := range kept {
				within = within && contains(s, t)
			}
			if within {
				continue next
			}
		}
		if len(out) == flipsAtMost {
			f.cut = true
			break
		}
		out = append(out, s)
	}
	return out
}

func key(set []Saying) string {
	var b strings.Builder
	for _, s := range set {
		b.WriteString(s.String() + "\n")
	}
	return b.String()
}
