package assertion

import (
	"sort"
	"strings"
)

// tidy drops from the wording of m at tokens from..to what is not of the name:
// whose it is in the speaker's eyes ("its stake in Rivet"), a headline's verb
// ("Announce Agreement"), when it happened ("the accord on Tuesday"), and words
// that open what comes next.
func (f *finder) tidy(m *mention, from, to int) (int, int) {
	for !m.clause && from < m.head && (f.tok(from).XPOS == "PRP$" || f.is(from, "DET", "CCONJ") || f.w.roles[f.lemma(from)]&roleParty != 0 && f.is(from, "VERB") && f.tok(from).XPOS != "VBN" && f.tok(from).XPOS != "VBG") {
		from++
	}
	for to > m.head+1 {
		k := to - 1
		if f.dated(k) || f.is(k, "ADP", "CCONJ", "SCONJ", "DET", "AUX") || f.is(k, "PUNCT") && f.low(k) != ")" || opens(f.low(k)) {
			to--
			continue
		}
		break
	}
	return f.trim(from, to)
}

// opens reports whether a word at the end of a wording opens another clause.
func opens(w string) bool {
	switch w {
	case "that", "which", "who", "whose", "where", "when", "will", "would", "as", "after", "amid":
		return true
	}
	return false
}

// dated reports whether token k is part of an expression of time.
func (f *finder) dated(k int) bool {
	s := f.tok(k).Span
	for i := range f.d.Dates {
		if f.d.Dates[i].Span.Contains(s) {
			return true
		}
	}
	return false
}

// subjectNamed reports whether a clause names who does it before its verb.
func (f *finder) subjectNamed(m *mention) bool {
	for k := m.long[0]; k < m.head; k++ {
		if f.upper(k) && f.is(k, "PROPN", "NOUN", "ADJ") {
			return true
		}
	}
	return false
}

// withSides gives a wording that tells nothing of its own ("strategic
// partnership", "partnering with Rivet") the names of its parties: "Kestrel-
// Rivet strategic partnership", "Kestrel purchase of Rivet".
func (f *finder) withSides(d *deal, wording string) string {
	noun, bought := wording, ""
	for _, i := range d.mentions {
		if m := &f.found[i]; m.clause && strings.Contains(f.text(m.long[0], m.long[1]), wording) {
			noun = m.verb.noun
			if m.verb.by == "obj" {
				bought = m.target
			}
			break
		}
	}
	var sides []string
	for _, e := range d.parties {
		if x := f.d.Entity(e); x != nil && d.votes[e] > 0 && e != bought && len(sides) < 2 {
			sides = append(sides, x.Name)
		}
	}
	sort.SliceStable(sides, func(i, j int) bool { return f.buyerNamed(d, sides[i]) && !f.buyerNamed(d, sides[j]) })
	switch x := f.d.Entity(bought); {
	case x != nil && len(sides) > 0:
		return sides[0] + " " + noun + " of " + x.Name
	case x != nil:
		return noun + " of " + x.Name
	case len(sides) == 0:
		return wording
	}
	return strings.Join(sides, "-") + " " + noun
}

// buyerNamed reports whether the one who buys in d has this name.
func (f *finder) buyerNamed(d *deal, name string) bool {
	for e := range d.buyers {
		if x := f.d.Entity(e); x != nil && x.Name == name {
			return true
		}
	}
	return false
}

// surelyNamed reports whether a deal bears the proper name of a treaty or the
// like, so that there is such a deal however little the text says of it: "the
// Digital Growth Partnership".
func (f *finder) surelyNamed(d *deal) bool {
	for _, i := range d.mentions {
		m := &f.found[i]
		if m.proper == "" || m.plural || m.inner {
			continue
		}
		switch f.low(m.head) {
		case "treaty", "accord", "pact", "partnership", "agreement", "truce", "ceasefire":
			if n := len(f.content(m)); n > 1 || n > 0 && len(m.given) > 0 {
				return true
			}
		}
	}
	return false
}
