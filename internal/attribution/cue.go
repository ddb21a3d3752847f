package attribution

import (
	"github.com/parley-desk/parley"
)

// cueKind says what sort of word attributes.
type cueKind uint8

const (
	cueVerb cueKind = iota
	cueNoun
	cueAdjective
	cueAdverb    // "reportedly"
	cueAccording // "according to"
	cueRefusal   // "declined to comment"
	cueSilence   // "did not respond"
)

// cue is a candidate: words that may attribute something to somebody.
type cue struct {
	kind     cueKind
	head     int // token
	from, to int // the words with auxiliaries and adverbs, half-open token range
	word     cueWord
	passive  bool
	negated  bool
	infinite bool // after "to"
}

// findCues lists the candidates of one sentence in text order.
func (v *view) findCues(from, to int, out []cue) []cue {
	l := words()
	for i := from; i < to; i++ {
		t := &v.d.Toks[i]
		if t.Apart {
			continue
		}
		low := t.Low
		if low == "according" && v.low(i+1) == "to" {
			out = append(out, cue{kind: cueAccording, head: i, from: i, to: i + 2, word: cueWord{lemma: "according", act: parley.ActAssert}})
			i++
			continue
		}
		if c, ok := v.mute(i, from, to); ok {
			out = append(out, c)
			i = c.to - 1
			continue
		}
		verb, noun := v.verb[i], v.noun[i]
		switch {
		case verb != nil && noun != nil:
			// "The minister claims", "claims that": the construction around it decides.
			if v.nounAt(i, from) {
				out = append(out, cue{kind: cueNoun, head: i, from: i, to: i + 1, word: *noun})
			} else {
				out = append(out, v.verbGroup(i, from, *verb))
			}
		case verb != nil:
			if verb.forms == formIng && (v.is(i-1, classDet) || v.is(i-1, classPoss)) || t.Tag == "NOUN" && v.nounPlace(i, from) {
				continue
			}
			if v.anonymous(i, to) {
				continue
			}
			out = append(out, v.verbGroup(i, from, *verb))
		case noun != nil:
			out = append(out, cue{kind: cueNoun, head: i, from: i, to: i + 1, word: *noun})
		case t.Tag == "VERB" && v.reports(i, from, to):
			out = append(out, v.verbGroup(i, from, cueWord{lemma: v.lemma(i), forms: formOf(t.XPOS), act: parley.ActAssert}))
		default:
			if act, ok := l.adverbs[low]; ok {
				out = append(out, cue{kind: cueAdverb, head: i, from: i, to: i + 1, word: cueWord{lemma: low, act: act}})
			} else if act, ok := l.adjectives[low]; ok && i > from && i+1 < to {
				if next := v.low(i + 1); next == "that" || next == "to" || next == "about" || next == "of" || next == "it" || next == "the" || v.is(i+1, classPron) {
					c := v.verbGroup(i, from, cueWord{lemma: low, act: act, frames: frameSay | frameTo})
					c.kind, c.passive = cueAdjective, false
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// reports tells whether a verb that is not listed has what a reporting verb
// has: a clause or a quotation beside it.
func (v *view) reports(i, from, to int) bool {
	for p := i + 1; p < min(to, i+5); p++ {
		if v.low(p) == "that" && v.clauseThat(p) || v.is(p, classQuote) && v.opensQuote(p) || v.is(p, classColon) {
			return true
		}
	}
	for p := i - 1; p >= max(from, i-9); p-- {
		if v.closesQuote(p) {
			return true
		}
	}
	if v.parsed {
		for p := max(from, i-40); p < min(to, i+40); p++ {
			if t := &v.d.Toks[p]; t.Head == i && (t.Rel == "ccomp" || t.Rel == "parataxis") {
				return true
			}
		}
	}
	return false
}

// anonymous reports whether the verb at i only asks for anonymity: "who asked
// not to be named".
func (v *view) anonymous(i, to int) bool {
	if w := v.verb[i]; w == nil || w.frames&frameUrge == 0 {
		return false
	}
	for p := i + 1; p < min(to, i+6); p++ {
		if words().anonymity[v.low(p)] {
			return true
		}
	}
	return false
}

// lemma is the base form of a token, or the token itself when nobody said.
func (v *view) lemma(i int) string {
	if l := v.d.Toks[i].Lemma; l != "" {
		return l
	}
	return v.low(i)
}

// formOf reads a verb's form off its Penn tag.
func formOf(xpos string) form {
	switch xpos {
	case "VB", "VBP":
		return formBase
	case "VBZ":
		return formThird
	case "VBD":
		return formPast
	case "VBN":
		return formPart
	case "VBG":
		return formIng
	}
	return formBase | formPast
}

// nounAt reports whether the word at i, which can be noun or verb, is a noun.
func (v *view) nounAt(i, from int) bool {
	switch v.d.Toks[i].Tag {
	case "NOUN", "PROPN":
		return true
	case "VERB", "AUX":
		return false
	}
	if i == from {
		return v.low(i+1) == "that" || v.low(i+1) == "of" || v.low(i+1) == "over"
	}
	return v.nounPlace(i, from)
}

// nounPlace reports whether what stands before the word at i asks for a noun.
func (v *view) nounPlace(i, from int) bool {
	p := i - 1
	for p > from && v.is(p, classAdv) {
		p--
	}
	if p < from {
		return false
	}
	switch v.class[p] {
	case classDet, classPoss, classPrep, classNumber:
		return true
	case classWord:
		if v.low(p) == "'s" {
			return true
		}
	}
	return false
}

// verbGroup widens a verb to its auxiliaries: "has also said".
func (v *view) verbGroup(i, from int, w cueWord) cue {
	c := cue{kind: cueVerb, head: i, from: i, to: i + 1, word: w}
	be := false
	for p := i - 1; p >= from; p-- {
		switch v.class[p] {
		case classAux:
			switch v.low(p) {
			case "be", "is", "are", "was", "were", "been", "being", "'re", "'m", "am":
				be = true
			}
			c.from = p
			continue
		case classNeg:
			c.negated = true
			c.from = p
			continue
		case classAdv:
			continue
		}
		if v.low(p) == "to" {
			c.infinite = true
		}
		break
	}
	if c.from > from && v.low(c.from-1) == "'s" && v.is(c.from-2, classPron) {
		c.from--
		be = be || w.forms&formPart != 0
	}
	c.passive = be && w.forms&formPart != 0
	switch {
	case w.frames&frameOut != 0 && v.low(i+1) == "out":
		c.to = i + 2
	case w.frames&frameCall != 0 && (v.low(i+1) == "on" || v.low(i+1) == "for" || v.low(i+1) == "upon"):
		c.to = i + 2
	}
	return c
}

// mute recognises refusals and silences that begin with the head verb at i:
// "declined to comment", "did not immediately respond to a request".
func (v *view) mute(i, from, to int) (cue, bool) {
	l := words()
	kind, ok := l.mute[v.low(i)]
	if !ok {
		return cue{}, false
	}
	switch kind {
	case "refuse": // declined to comment, refused to say
		j := i + 1
		if v.low(j) != "to" || j+1 >= to || !l.telling[v.low(j+1)] {
			return cue{}, false
		}
		c := v.verbGroup(i, from, cueWord{lemma: "decline", act: parley.ActDecline})
		c.kind, c.to = cueRefusal, j+2
		return c, !c.negated
	case "answer": // did not respond, has not commented, could not be reached
		c := v.verbGroup(i, from, cueWord{lemma: "respond", act: parley.ActSilent})
		if !c.negated {
			return cue{}, false
		}
		c.kind = cueSilence
		if l.telling[v.low(i)] || v.low(i) == "commented" {
			c.kind, c.word.act = cueRefusal, parley.ActDecline
		}
		return c, true
	}
	return cue{}, false
}

// muted is what a refusal or a silence leaves open: "whether steel was
// included", "a request for comment", else the refused word itself.
func (v *view) muted(c *cue, to int) span {
	end := c.to
	for end < to && !v.is(end, classComma) && !v.is(end, classColon) && !(v.is(end, classStop) && end > c.to) {
		end++
	}
	for end > c.to && v.punct(end-1) {
		end--
	}
	start := c.to
	switch v.low(start) {
	case "on", "to", "about", "beyond":
		start++
	}
	if v.low(c.to-1) == "comment" && v.low(c.to) != "on" && c.kind == cueRefusal || start >= end {
		return span{c.to - 1, c.to}
	}
	return span{start, end}
}
