package assertion

import (
	"strings"
	"unicode"

	"github.com/parley-desk/parley"
)

// bystander reports whether an entity stands outside every deal of the
// document, going by how the document names it: in brackets only, or as the
// house of those who comment.
func (f *finder) bystander(x *parley.Entity) bool {
	out, ok := f.outside[x.ID]
	if !ok {
		out = x.Type != parley.EntityState && len(x.Mentions) > 0 && (f.described(x) || f.listing(x) || f.every(x, f.bracketed) || x.Type == parley.EntityCompany && f.every(x, f.comments))
		f.outside[x.ID] = out
	}
	return out
}

// described reports whether what stands for a name is a mere description: "its
// healthcare business", "AI start-up". "xAI" is a name.
func (f *finder) described(x *parley.Entity) bool {
	if x.Type == parley.EntityBody {
		return x.Name == "force" && f.every(x, f.inForce)
	}
	if x.Type != parley.EntityCompany {
		return false
	}
	words := strings.Fields(x.Name)
	if len(words) == 0 {
		return false
	}
	has := func(s string) bool { return strings.IndexFunc(s, unicode.IsUpper) >= 0 }
	last := words[len(words)-1]
	if !has(last) {
		return !has(x.Name) || f.w.assets[singular(strings.ReplaceAll(last, "-", " - "))]
	}
	return len(words) == 1 && f.w.assets[strings.ToLower(last)] // "the Company"
}

// inForce tells "the treaty is in force" from "the force".
func (f *finder) inForce(s parley.Span) bool {
	i, _ := f.tokensOf(s)
	return f.low(i-1) == "in" || f.low(i-1) == "into"
}

func (f *finder) every(x *parley.Entity, is func(parley.Span) bool) bool {
	for _, s := range x.Mentions {
		if !is(s) {
			return false
		}
	}
	return true
}

// bracketed reports whether the words at s stand in brackets: "Kestrel (NYSE:
// KST)".
func (f *finder) bracketed(s parley.Span) bool {
	before := f.d.Text[max(0, s.Start-24):s.Start]
	if n := strings.LastIndexAny(before, "()"); n < 0 || before[n] != '(' {
		return false
	}
	return strings.Contains(f.d.Text[s.End:min(len(f.d.Text), s.End+24)], ")")
}

// listing reports whether an entity is the exchange before a ticker: "Kestrel
// (Nasdaq: KST)".
func (f *finder) listing(x *parley.Entity) bool {
	for _, s := range x.Mentions {
		if s.Start > 0 && f.d.Text[s.Start-1] == '(' && strings.HasPrefix(f.d.Text[s.End:], ":") {
			return true
		}
	}
	return false
}

// comments reports whether the words at s are the house of somebody who
// comments on others' business: "Quill Bank analysts say", "Quill Bank's Ada
// North says in a research note".
func (f *finder) comments(s parley.Span) bool {
	i, to := f.tokensOf(s)
	for k := to; k < to+4; k++ {
		if f.w.commentators[f.singularAt(k)] {
			return true
		}
		if f.is(k, "VERB") && f.tok(k).XPOS != "VBG" || f.is(k, "PUNCT") && f.low(k) != "'s" {
			break
		}
	}
	if f.w.commentators[f.singularAt(i-2)] && f.low(i-1) == "at" {
		return true
	}
	// The sentence is taken from a note to clients.
	from, end := f.sentence(i)
	for k := from; k < end; k++ {
		if f.low(k) == "note" && (f.low(k-1) == "research" || f.low(k-1) == "a" && f.low(k-2) == "in" || f.low(k+1) == "to" && f.low(k+2) == "clients") {
			return f.low(to) == "'s" || f.is(to, "VERB") || f.is(to, "AUX")
		}
	}
	return false
}

// eligible leaves out of ids who cannot be a party of d: what has no name,
// outlets that only report it and, in a collection of items, whoever is not
// named beside it.
func (f *finder) eligible(d *deal, ids []string) []string {
	out := ids[:0]
	for _, e := range ids {
		x := f.d.Entity(e)
		if x == nil || f.described(x) || x.Type == parley.EntityOutlet && !f.given(d, e) || f.roundup && d.votes[e] == 0 && d.near[e] == 0 {
			continue
		}
		out = append(out, e)
	}
	return out
}

// given reports whether a mention of d names e in its own words.
func (f *finder) given(d *deal, e string) bool {
	for _, i := range d.mentions {
		if m := &f.found[i]; has(m.given, e) {
			return true
		}
	}
	return false
}

// collected reports whether the post collects unrelated items: its headline
// says so, or paragraph after paragraph begins with a time of day.
func (f *finder) collected() bool {
	timed := 0
	for _, p := range f.d.Paras {
		for i := p.Toks[0]; i < p.Toks[1]; i++ {
			if p.Part == parley.PartTitle {
				if _, n := f.w.roundups.at(f.low, i); n > 0 {
					return true
				}
			}
		}
		if w := f.low(p.Toks[0] + 1); f.is(p.Toks[0], "NUM") && (w == "et" || w == "gmt" || w == "ist" || w == "edt" || w == "est") {
			timed++
		}
	}
	return timed > 2
}

// elsewhere reports whether m stands in another item of a collection than d and
// names nobody of d.
func (f *finder) elsewhere(m *mention, d *deal) bool {
	if f.d.Sents[f.tok(m.head).Sent].Para == f.d.Sents[f.tok(d.last).Sent].Para {
		return false
	}
	for _, e := range m.given {
		if d.votes[e] >= 1 {
			return false
		}
	}
	return true
}
