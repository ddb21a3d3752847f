package assess

import (
	"slices"
	"strings"

	"github.com/parley-desk/parley"
)

// Heard is when a party's side was last heard on a deal.
type Heard struct {
	Party Party
	Last  *Fact // nil when no voice of that side speaks in the ledger
}

// Heard tells for each party when it was last heard.
func (d *Deal) Heard() []Heard {
	var out []Heard
	for _, p := range d.Parties {
		h := Heard{Party: p}
		for _, f := range d.Facts {
			if f.Out != OutNone || f.Narration() || !sideOf(f.Voice, p.Name) {
				continue
			}
			if h.Last == nil || h.Last.Said.From.Before(f.Said.From) {
				h.Last = f
			}
		}
		out = append(out, h)
	}
	return out
}

// sideOf reports whether the voice is, or speaks for, the party. A state's
// government is its voice.
func sideOf(v *Voice, party string) bool {
	p := parley.FoldName(party)
	for _, n := range append([]string{v.Name}, v.SpeaksFor...) {
		n = parley.FoldName(n)
		if n == p || strings.HasSuffix(n, " government") && parley.PartyWords(party)(strings.TrimSuffix(n, " government")) {
			return true
		}
	}
	return false
}

// Candidate is a deal that the resolution did not join and a person may.
type Candidate struct {
	Deal *Deal
	Why  string
}

// candidatesAtMost bounds a list that nobody reads to its end.
const candidatesAtMost = 5

// Candidates lists deals that may be d: of the same parties and kind, with a
// name in common or a description that shares a word of substance, unless one
// document tells the two apart.
func (a *Assessment) Candidates(d *Deal) []Candidate {
	mine := partySet(d)
	if len(mine) < 2 {
		return nil
	}
	in := map[*Document]bool{}
	for _, m := range d.Mentions {
		in[m.Document] = true
	}
	var out []Candidate
	for _, o := range a.Deals {
		if o == d || o.Kind != d.Kind || !slices.Equal(partySet(o), mine) ||
			slices.ContainsFunc(o.Mentions, func(m *Mention) bool { return m.Document != nil && in[m.Document] }) {
			continue
		}
		if word := shared(d, o); word != "" {
			out = append(out, Candidate{o, "same parties and kind, both called " + word})
		}
		if len(out) == candidatesAtMost {
			break
		}
	}
	return out
}

func partySet(d *Deal) []string {
	var out []string
	for _, p := range d.Parties {
		out = append(out, parley.FoldName(p.Name))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shared is the longest name two deals have in common, or the longest word of
// their names that is no party's and tells deals apart.
func shared(a, b *Deal) string {
	names := func(d *Deal) []string { return append([]string{d.Name}, d.Aliases...) }
	best := ""
	for _, n := range names(a) {
		for _, m := range names(b) {
			if parley.FoldName(n) == parley.FoldName(m) && len(n) > len(best) {
				best = n
			}
		}
	}
	if best != "" {
		return "“" + best + "”"
	}
	var parties []string
	for _, p := range a.Parties {
		parties = append(parties, p.Name)
	}
	party := parley.PartyWords(parties...)
	words := map[string]bool{}
	for _, n := range names(a) {
		for _, w := range strings.Fields(parley.FoldName(n)) {
			words[w] = true
		}
	}
	for _, n := range names(b) {
		for _, w := range strings.Fields(parley.FoldName(n)) {
			if words[w] && !party(w) && len(w) > 4 && !parley.GeneralWord(w) && len(w) > len(best) {
				best = w
			}
		}
	}
	return best
}
