package assess

import (
	"github.com/parley-desk/parley"
)

// Denial is a fact that denies, with what it denies: the facts of other voices
// that say what it says is not so.
type Denial struct {
	*Fact
	Of   []*Fact // in the order of their documents; none when no other voice in the ledger says it
	Back []*Fact // what the same voice said before and takes back
}

// denials pairs what is denied in d with who says it.
func (w *work) denials(d *Deal) {
	for _, f := range d.Facts {
		if f.Out != OutNone || !within(f.Said, w.options.Times.Held) {
			continue
		}
		a := &f.Assertion
		event := a.Type == parley.TypeEvent && a.Status == parley.StatusDenied
		position := a.Type == parley.TypePosition && f.Statement != nil && f.Statement.Act == parley.ActDeny
		if !event && !position {
			continue
		}
		den := &Denial{Fact: f}
		for _, g := range d.Facts {
			b := &g.Assertion
			if g.Out != OutNone || g == f || !within(g.Said, w.options.Times.Held) {
				continue
			}
			switch {
			case event && b.Type == parley.TypeEvent && b.Event == a.Event && b.Status != parley.StatusDenied,
				event && b.Type == parley.TypePosition && b.Value != "" && entails[b.Axis][a.Event] == b.Value,
				position && b.Type == parley.TypePosition && b.Axis == a.Axis && !Compatible(a.Axis, a.Value, b.Value, f.Said, g.Said),
				position && b.Type == parley.TypeEvent && b.Status == parley.StatusOccurred && entails[a.Axis][b.Event] != "" &&
					!Compatible(a.Axis, a.Value, entails[a.Axis][b.Event], f.Said, g.Said):
				switch {
				case g.Holder != f.Holder:
					den.Of = append(den.Of, g)
				case before(g.Said, f.Said):
					den.Back = append(den.Back, g)
				}
			}
		}
		d.Denials = append(d.Denials, den)
	}
}

// Contradiction is two voices whose words cannot both be true.
type Contradiction struct {
	A, B  *Claim // A spoke first
	Since parley.Interval
}

// Contradictions lists who contradicts whom on the axis, and since when: since
// the later of the two spoke. Only counted voices are compared.
func (a *Axis) Contradictions() []Contradiction {
	var out []Contradiction
	for i, p := range a.Positions {
		for _, q := range a.Positions[i+1:] {
			if !p.Counted || !q.Counted {
				continue
			}
			if c, ok := contradict(a.Axis, p, q); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

func contradict(axis parley.Axis, p, q *Position) (Contradiction, bool) {
	for _, x := range p.Standing {
		for _, y := range q.Standing {
			if !Compatible(axis, x.Value, y.Value, x.Said, y.Said) {
				if y.Said.From.Before(x.Said.From) {
					x, y = y, x
				}
				return Contradiction{x, y, y.Said}, true
			}
		}
	}
	return Contradiction{}, false
}
