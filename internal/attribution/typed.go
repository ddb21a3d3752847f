package attribution

import (
	"strings"

	"github.com/parley-desk/parley"
)

// typed fills in what follows from a statement's parts: kind, act, basis,
// channel, date of speech and the source's entity.
func (f *finder) typed(x *found, s *parley.Statement) {
	s.Kind = f.v.kind(&s.Content)
	s.Act = f.act(x)
	s.Basis = f.basis(x, s)
	s.Channel = f.channel(x)
	s.Said = f.said(x)
	if s.Source != nil {
		if id := f.v.d.Resolve(s.Source.Bounds()); id != "" {
			s.Source.Entity = parley.Optional(id)
			for _, c := range s.Content.Spans {
				f.v.d.SetSpeaker(c, id)
			}
		}
	}
}

// kind tells by the quotation state of the content's words.
func (v *view) kind(p *parley.Part) parley.Kind {
	in, out := 0, 0
	for _, s := range p.Spans {
		t := v.tokens(s)
		for i := t.from; i < t.to; i++ {
			switch {
			case v.punct(i):
			case v.quoted(i):
				in++
			default:
				out++
			}
		}
	}
	switch {
	case in == 0:
		return parley.KindIndirect
	case out == 0:
		return parley.KindDirect
	}
	return parley.KindMixed
}

// act is what the speaker does in saying it.
func (f *finder) act(x *found) parley.Act {
	if x.cue == nil {
		return parley.ActAssert
	}
	act := x.cue.word.act
	if act == "" {
		act = parley.ActAssert
	}
	if x.cue.negated && x.cue.kind == cueVerb {
		switch act {
		case parley.ActAssert: // "did not say that": nothing is asserted
			return parley.ActDecline
		case parley.ActDeny:
			return parley.ActAssert
		}
	}
	return act
}

// basis tells how the outlet comes to know it.
func (f *finder) basis(x *found, s *parley.Statement) parley.Basis {
	v := f.v
	if x.cue != nil {
		switch x.cue.kind {
		case cueRefusal:
			return parley.BasisDeclined
		case cueSilence:
			return parley.BasisNoResponse
		}
	}
	if x.source.empty() {
		return parley.BasisUnsourced
	}
	src := x.source
	if x.cue != nil && src.to-src.from == 1 && (v.low(src.from) == "i" || v.low(src.from) == "we") && !v.quoted(src.from) {
		return parley.BasisOutletKnowledge
	}
	head, named := v.headOfSource(src)
	if f.isOutlet(src) {
		if own := string(v.d.Header.Outlet); own != "" && sameOutlet(own, s.Source.Text) {
			return parley.BasisOutletKnowledge
		}
		if x.cue != nil && x.cue.word.lemma == "understand" {
			return parley.BasisOutletKnowledge
		}
		return parley.BasisPressReport
	}
	word := v.low(head)
	if s.Act == parley.ActDecline && words().sourceNouns[word] != string(parley.BasisDocument) {
		return parley.BasisDeclined
	}
	if named {
		return parley.BasisOnRecord
	}
	basis, ok := words().sourceNouns[word]
	if !ok {
		return parley.BasisOnRecord
	}
	definite := v.low(src.from) == "the" || v.is(src.from, classPoss) || v.low(src.from) == "this" || v.low(src.from) == "that"
	switch parley.Basis(basis) {
	case parley.BasisUnnamedOfficial:
		// "The minister" stands for one with a name; "the spokesman" does not.
		if definite && !strings.HasSuffix(word, "s") && !strings.HasPrefix(word, "spokes") && word != "official" && word != "aide" {
			return parley.BasisOnRecord
		}
	case parley.BasisUnnamedSource:
		if definite && !strings.HasSuffix(word, "s") && word != "source" && word != "industry" && word != "market" {
			return parley.BasisOnRecord
		}
	}
	return parley.Basis(basis)
}

// headOfSource is the head noun of a source, and whether a name heads it.
func (v *view) headOfSource(s span) (head int, named bool) {
	end := s.to
	for i := s.from; i < s.to; i++ {
		// the phrase ends where a modifier begins: "a spokesman for Rivet"
		if i > s.from && (v.is(i, classPrep) || v.is(i, classSub) || v.is(i, classComma) || v.low(i) == "who" || v.low(i) == "which" || v.low(i) == "that" || v.low(i) == "familiar" || v.low(i) == "close" || v.low(i) == "involved" || v.low(i) == "briefed") {
			end = i
			break
		}
	}
	for end-1 > s.from && v.punct(end-1) {
		end--
	}
	head = end - 1
	if v.low(head) == "'s" && head > s.from {
		head--
	}
	if v.low(head) == "others" || v.low(head) == "other" {
		return head, false
	}
	if v.is(head, className) && !(words().sourceNouns[v.low(head)] != "" && head == s.from) {
		_, listed := words().sourceNouns[v.low(head)]
		return head, !listed
	}
	// "Trump adviser Peter Navarro, who" ends in a name; "envoy Marta Quill" too.
	if end < s.to && v.is(end, classComma) && end+1 < s.to && v.is(end+1, className) {
		return head, true
	}
	return head, false
}

// isOutlet reports whether a newspaper, agency, broadcaster or site heads the
// source.
func (f *finder) isOutlet(s span) bool {
	v := f.v
	a, b := v.d.Toks[s.from].Start, v.d.Toks[s.to-1].End
	for _, n := range v.d.Names {
		if n.Start >= b {
			break
		}
		if n.End == b && n.Start >= a && string(n.Type) == string(parley.EntityOutlet) {
			return true
		}
	}
	head, _ := v.headOfSource(s)
	return words().sourceNouns[v.low(head)] == string(parley.BasisPressReport)
}

func sameOutlet(own, source string) bool {
	a, b := parley.FoldName(own), parley.FoldName(source)
	return a == b || strings.HasPrefix(b, a+" ") || strings.HasPrefix(a, b+" ")
}

// channel is how it was said: "in a statement", "on X", "told the Courier".
func (f *finder) channel(x *found) parley.Optional {
	if x.cue == nil {
		return ""
	}
	v := f.v
	l := words()
	from, to := v.sent(x.cue.head)
	for i := from; i < to; i++ {
		if f.inContent(x, i) {
			continue
		}
		switch v.low(i) {
		case "in", "at", "during", "via":
			if i+1 >= to || !(v.is(i+1, classDet) || v.is(i+1, classPoss)) {
				continue
			}
			for j := i + 2; j < min(to, i+6); j++ {
				if v.punct(j) || v.is(j, classPrep) {
					break
				}
				if l.channels[v.low(j)] && !(j+1 < to && l.channels[v.low(j+1)]) {
					return parley.Optional(parley.Span{Start: v.d.Toks[i+1].Start, End: v.d.Toks[j].End}.In(v.d.Text))
				}
			}
		case "on":
			for j := i + 1; j < min(to, i+3); j++ {
				p := parley.Span{Start: v.d.Toks[i+1].Start, End: v.d.Toks[j].End}.In(v.d.Text)
				if l.platforms[p] {
					return parley.Optional(p)
				}
			}
		}
	}
	if x.cue.word.frames&frameTell != 0 && !x.cue.passive {
		start := x.cue.to
		a := v.d.Toks[x.cue.to-1].End
		for _, n := range v.d.Names {
			if n.Start >= a && n.Start-a <= 5 && start < to && string(n.Type) == string(parley.EntityOutlet) {
				return parley.Optional(n.In(v.d.Text))
			}
		}
	}
	return ""
}

func (f *finder) inContent(x *found, i int) bool {
	for _, c := range x.content {
		if c.from <= i && i < c.to {
			return true
		}
	}
	return false
}

// said is the date of speech: the date nearest to the cue in its sentence and
// outside the content; for a quotation that goes on, that of the one before.
func (f *finder) said(x *found) parley.Optional {
	v := f.v
	if x.cue == nil {
		return ""
	}
	from, to := v.sent(x.cue.head)
	a, b := v.d.Toks[from].Start, v.d.Toks[to-1].End
	best, dist := "", 1<<30
	for _, m := range v.d.Dates {
		if m.Start < a || m.End > b || m.Date == "" || m.Future || m.Until || m.Since {
			continue
		}
		t := v.tokens(m.Span)
		if f.inContent(x, t.from) || !x.source.empty() && x.source.from <= t.from && t.from < x.source.to {
			continue
		}
		gap := t.from - x.cue.head
		if gap < 0 {
			gap = -gap
		}
		if gap < dist {
			best, dist = m.Date, gap
		}
	}
	return parley.Optional(best)
}
