package assess

import (
	"slices"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
)

// Near is what bears on a deal's answer beside its own documents: deals that
// may be joined with it, that it is linked to or waits for, and whatever
// judgements name. Evidence that holds all of it gives the same answer as the
// whole log.
type Near struct {
	Keys    []string // name keys
	Refs    []string // addresses and ids of mentions in the evidence, under which judgements may stand
	Missing []string // ids that the evidence does not hold
	Names   []string // folded names of declared deals, by which documents' deals are joined to them
}

// Near lists what bears on the answers of the deals.
func (a *Assessment) Near(deals ...*Deal) Near {
	keys, refs, missing, names := set{}, set{}, set{}, set{}
	add := func(o *Deal) {
		for _, m := range o.Mentions {
			keys.add(m.keys...)
			refs.add(m.Ref(), m.ID())
			if m.Declared != nil {
				for _, n := range m.Names {
					names.add(parley.FoldName(n))
				}
			}
		}
	}
	id := func(ref string) {
		if o := a.byID[ref]; o != nil {
			add(o)
		} else {
			missing.add(ref)
		}
	}
	for _, d := range deals {
		add(d)
		for _, l := range d.Links {
			add(l.To)
		}
		for _, c := range d.Conditions {
			if c.RequiresDeal != nil {
				add(c.RequiresDeal)
			}
			for _, on := range c.Deals() {
				id(on.ID)
			}
		}
	}
	for n := -1; n < len(refs)+len(keys); {
		n = len(refs) + len(keys)
		for _, j := range a.judged {
			if pair := j.Verdict == parley.VerdictSame || j.Verdict == parley.VerdictDifferent; pair && (refs[j.Target] || refs[string(j.Other)]) {
				id(j.Target)
				id(string(j.Other))
			}
		}
		// Aliases chain names together.
		for _, o := range append(slices.Clone(a.Deals), a.Hidden...) {
			if slices.ContainsFunc(o.Mentions, func(m *Mention) bool {
				return slices.ContainsFunc(m.keys, func(k string) bool { return keys[k] })
			}) {
				add(o)
			}
		}
	}
	return Near{sortedKeys(keys), sortedKeys(refs), sortedKeys(missing), sortedKeys(names)}
}

// Dependents are the deals, and those whose conditions wait for any of them, and
// so on: whose answers a statement about them can change.
func (a *Assessment) Dependents(deals ...*Deal) []*Deal {
	out := slices.Clone(deals)
	all := append(slices.Clone(a.Deals), a.Hidden...)
	for n := -1; n != len(out); {
		n = len(out)
		for _, o := range all {
			if !slices.Contains(out, o) && slices.ContainsFunc(o.Conditions, func(c *Condition) bool {
				return c.RequiresDeal != nil && slices.Contains(out, c.RequiresDeal) ||
					slices.ContainsFunc(c.Deals(), func(on condition.Deal) bool { return slices.Contains(out, a.byID[on.ID]) })
			}) {
				out = append(out, o)
			}
		}
	}
	return out
}

type set map[string]bool

func (s set) add(words ...string) {
	for _, w := range words {
		s[w] = true
	}
}
