package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// Candidate is a pair of deals that the resolution did not join and a person
// may.
type Candidate struct {
	A, B *Deal // A comes first by id
	Why  string
	rank int
}

// Ranks of candidates, the likeliest first.
const (
	rankName        = iota // a name in common
	rankWord               // a telling word of their names in common
	rankDescription        // at least one is only described: "the trade pact"
)

// Candidates lists the pairs of deals that may be one, the likeliest first: of
// the same parties and kind, with a name or a telling word in common, or of
// which one has no proper name. Pairs that a document or a person tells apart
// are none. Of d only, unless d is nil.
func (a *Assessment) Candidates(d *Deal) []Candidate {
	alike := map[string][]*Deal{}
	for _, o := range a.Deals {
		if ps := partySet(o); len(ps) > 1 && (d == nil || o.Kind == d.Kind) {
			key := string(o.Kind) + "\x1e" + strings.Join(ps, "\x1e")
			alike[key] = append(alike[key], o)
		}
	}
	apart := a.heldApart()
	var out []Candidate
	for _, key := range sortedKeys(alike) {
		if d != nil && !slices.Contains(alike[key], d) {
			continue
		}
		group := alike[key]
		for i, x := range group {
			for _, y := range group[i+1:] {
				if d != nil && x != d && y != d || together(x, y) || apart[pairOf[*Deal]{x, y}] || x.Declared != nil && y.Declared != nil {
					continue
				}
				if why, rank, ok := alikeBy(x, y); ok {
					out = append(out, Candidate{x, y, why, rank})
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].rank < out[j].rank })
	return out
}

// together reports whether one document speaks of both: then it means two.
func together(x, y *Deal) bool {
	in := map[*Document]bool{}
	for _, m := range x.Mentions {
		in[m.Document] = m.Document != nil
	}
	return slices.ContainsFunc(y.Mentions, func(m *Mention) bool { return in[m.Document] })
}

// heldApart are the pairs of deals, in either order, that a person judged
// different, or could not tell.
func (a *Assessment) heldApart() map[pairOf[*Deal]]bool {
	out := map[pairOf[*Deal]]bool{}
	for _, j := range a.judged {
		x, y := a.byID[j.Target], a.byID[string(j.Other)]
		if (j.Verdict == parley.VerdictDifferent || j.Verdict == parley.VerdictUnsure) && x != nil && y != nil {
			out[pairOf[*Deal]{x, y}], out[pairOf[*Deal]{y, x}] = true, true
		}
	}
	return out
}

func alikeBy(x, y *Deal) (why string, rank int, ok bool) {
	name, word := shared(x, y)
	switch {
	case name != "":
		return "same parties and kind, both called “" + name + "”", rankName, true
	case word != "":
		return "same parties and kind, both named after " + word, rankWord, true
	case len(x.Keys()) == 0 || len(y.Keys()) == 0:
		return "same parties and kind, and one has no name of its own", rankDescription, true
	}
	return "", 0, false
}

func partySet(d *Deal) []string {
	var out []string
	for _, p := range d.Parties {
		out = append(out, parley.FoldName(p.Name))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shared is the longest name that two deals have in common, and the longest
// word of their names that is no party's and tells deals apart.
func shared(a, b *Deal) (name, word string) {
	names := func(d *Deal) []string { return append([]string{d.Name}, d.Aliases...) }
	for _, n := range names(a) {
		for _, m := range names(b) {
			if parley.FoldName(n) == parley.FoldName(m) && len(n) > len(name) {
				name = n
			}
		}
	}
	party := parley.PartyWords(partyNames(a)...)
	words := map[string]bool{}
	for _, n := range names(a) {
		for _, w := range strings.Fields(parley.FoldName(n)) {
			words[w] = true
		}
	}
	for _, n := range names(b) {
		for _, w := range strings.Fields(parley.FoldName(n)) {
			if words[w] && !party(w) && len(w) > 4 && !parley.GeneralWord(w) && len(w) > len(word) {
				word = w
			}
		}
	}
	return name, word
}
