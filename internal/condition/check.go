package condition

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// Problem is something that a set of conditions that can be read still has
// wrong.
type Problem struct {
	Condition  int      // which of the conditions
	Offset     int      // byte of its source
	Message    string   // what is wrong
	Suggestion string   // a deal that may have been meant
	Cycle      []string // for a circle, the effects on its path, the first again at the end
}

func (p Problem) String() string {
	if p.Suggestion != "" {
		return fmt.Sprintf("%s; did you mean %q?", p.Message, p.Suggestion)
	}
	return p.Message
}

// Check finds deals that are not among the known ids, and conditions that wait
// for each other. Problems come in the order of the conditions.
func Check(cs []*Condition, known []string) []Problem {
	var out []Problem
	for i, c := range cs {
		for _, d := range c.Deals() {
			if !slices.Contains(known, d.ID) {
				out = append(out, Problem{Condition: i, Offset: d.Offset, Message: fmt.Sprintf("no deal %q", d.ID), Suggestion: Nearest(d.ID, known)})
			}
		}
	}
	return append(out, cycles(cs)...)
}

// Deals lists every deal that the condition names, its own first.
func (c *Condition) Deals() []Deal {
	out := []Deal{c.Deal}
	Walk(c.Expr, func(x Expr) {
		if d := dealOf(x); d != nil {
			out = append(out, *d)
		}
	})
	return out
}

func dealOf(x Expr) *Deal {
	switch x := x.(type) {
	case Words:
		return x.On
	case Event:
		return &x.Deal
	case Position:
		return &x.Deal
	}
	return nil
}

// Walk calls f on x and on every expression in it, from left to right.
func Walk(x Expr, f func(Expr)) {
	f(x)
	switch x := x.(type) {
	case All:
		for _, y := range x.Of {
			Walk(y, f)
		}
	case Any:
		for _, y := range x.Of {
			Walk(y, f)
		}
	case Not:
		Walk(x.X, f)
	case Deadline:
		Walk(x.X, f)
		if x.Of != nil {
			Walk(x.Of, f)
		}
	case Elapsed:
		Walk(x.Of, f)
	}
}

// effectOf is the effect that an event or a position amounts to, "" for none:
// what ties a condition to the condition it waits for.
func effectOf(x Expr) (parley.Effect, string) {
	switch x := x.(type) {
	case Event:
		switch x.Event {
		case parley.EventSigned:
			return parley.EffectSigned, x.Deal.String()
		case parley.EventApproved, parley.EventRatified:
			return parley.EffectApproved, x.Deal.String()
		case parley.EventEnteredIntoForce:
			return parley.EffectInForce, x.Deal.String()
		case parley.EventCompleted:
			return parley.EffectCompleted, x.Deal.String()
		case parley.EventTalksResumed:
			return parley.EffectResumed, x.Deal.String()
		case parley.EventDelivered:
			return parley.EffectPaid, x.Deal.String()
		}
	case Position:
		switch x.Value {
		case "true":
			if x.Axis == parley.AxisOperative {
				return parley.EffectOperative, x.Deal.String()
			}
		case "signed", "approved", "in_force", "completed":
			return parley.Effect(x.Value), x.Deal.String()
		}
	}
	return "", ""
}

// cycles finds the circles among effects that wait for effects. Each is
// reported once, under the first of its conditions, as the path it takes. What
// ends an effect makes no circle.
func cycles(cs []*Condition) []Problem {
	type edge struct {
		to        string
		condition int
	}
	graph := map[string][]edge{}
	for i, c := range cs {
		if c.Kind == Subsequent {
			continue
		}
		from := string(c.Effect) + "(" + c.Deal.String() + ")"
		Walk(c.Expr, func(x Expr) {
			e, d := effectOf(x)
			to := string(e) + "(" + d + ")"
			if e != "" && !slices.ContainsFunc(graph[from], func(have edge) bool { return have.to == to }) {
				graph[from] = append(graph[from], edge{to, i})
			}
		})
	}
	nodes := make([]string, 0, len(graph))
	for n := range graph {
		nodes = append(nodes, n)
	}
	sort.Strings(nodes)
	var out []Problem
	const visiting, done = 1, 2
	state := map[string]int{}
	var path []edge // how each node of the walk was reached; path[0] is the start
	var visit func(n string)
	visit = func(n string) {
		state[n] = visiting
		for _, e := range graph[n] {
			switch state[e.to] {
			case 0:
				path = append(path, e)
				visit(e.to)
				path = path[:len(path)-1]
			case visiting:
				at := slices.IndexFunc(path, func(p edge) bool { return p.to == e.to })
				p := Problem{Condition: e.condition}
				for _, q := range path[at:] {
					p.Cycle = append(p.Cycle, q.to)
				}
				for _, q := range path[at+1:] {
					p.Condition = min(p.Condition, q.condition)
				}
				p.Cycle = append(p.Cycle, e.to)
				p.Message = "circle: " + strings.Join(p.Cycle, " waits for ")
				out = append(out, p)
			}
		}
		state[n] = done
	}
	for _, n := range nodes {
		if state[n] == 0 {
			path = append(path[:0], edge{to: n})
			visit(n)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Condition < out[j].Condition })
	return out
}
