package attribution

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// typed fills in what follows from a statement's parts: kind, act, basis,
// channel, date of speech and the source's entity.
func (f *finder) typed(x *found, s *parley.Statement) {
	s.Kind = f.v.kind(&s.Content)
	s.Act = f.act(x)
	if s.Source != nil {
		if id := f.v.d.Resolve(s.Source.Bounds()); id != "" {
			s.Source.Entity = parley.Optional(id)
			for _, c := range s.Content.Spans {
				f.v.d.SetSpeaker(c, id)
			}
		}
	}
	s.Basis = f.basis(x, s)
	s.Channel = f.channel(x)
	s.Said = f.said(x)
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

// said is the date of speech: the date nearest to the cue in its sentence that
// is no part of what is said, here or by another statement around it.
func (f *finder) said(x *found) parley.Optional {
	v := f.v
	if x.cue == nil {
		return ""
	}
	from, to := v.sent(x.cue.head)
	a, b := v.d.Toks[from].Start, v.d.Toks[to-1].End
	dates := v.d.Dates
	best, dist := "", 1<<30
	for i := sort.Search(len(dates), func(i int) bool { return dates[i].Start >= a }); i < len(dates) && dates[i].End <= b; i++ {
		m := &dates[i]
		if m.Date == "" || strings.Contains(m.Date, "/") || m.Future || m.Until || m.Since {
			continue
		}
		t := v.tokens(m.Span)
		// "told the Courier on Monday the fee was halved": right after the cue it
		// is no part of the content, wherever that was taken to begin.
		if near := t.from >= x.cue.to && t.from <= x.cue.to+1; !near && f.saidWithin(x, t.from) {
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

// saidWithin reports whether token i is among the words of x, or of a statement that
// the cue of x stands outside of.
func (f *finder) saidWithin(x *found, i int) bool {
	if f.inContent(x, i) {
		return true
	}
	for k := f.near(i); k < len(f.found) && f.found[k].bounds().from <= i; k++ {
		o := &f.found[k]
		if o != x && f.inContent(o, i) && !f.inContent(o, x.cue.head) {
			return true
		}
	}
	return false
}

// near is the first of the statements, which are in text order, that may hold
// token i.
func (f *finder) near(i int) int {
	k := sort.Search(len(f.found), func(k int) bool { return f.found[k].bounds().from > i })
	return max(0, k-12)
}

// spread gives a statement without a date that of the one before by the same
// source, as long as no more than a few paragraphs lie between them.
func (f *finder) spread(ss []parley.Statement) {
	const reach = 5
	type last struct {
		date parley.Optional
		para int
	}
	known := map[parley.Optional]last{}
	for i := range ss {
		s := &ss[i]
		if s.Source == nil || s.Source.Entity == "" {
			continue
		}
		para := f.v.d.Sents[f.v.d.Toks[f.v.tokens(s.Content.Bounds()).from].Sent].Para
		if s.Said == "" {
			if l, ok := known[s.Source.Entity]; ok && para-l.para <= reach {
				s.Said = l.date
			}
		}
		if s.Said != "" {
			known[s.Source.Entity] = last{s.Said, para}
		}
	}
	// Headline, summary and opening tell first what the body dates.
	opening := 0
	for opening < len(f.v.d.Paras) && f.v.d.Paras[opening].Part != parley.PartBody {
		opening++
	}
	clear(known)
	for i := len(ss) - 1; i >= 0; i-- {
		s := &ss[i]
		if s.Source == nil || s.Source.Entity == "" {
			continue
		}
		para := f.v.d.Sents[f.v.d.Toks[f.v.tokens(s.Content.Bounds()).from].Sent].Para
		if s.Said != "" {
			known[s.Source.Entity] = last{s.Said, para}
		} else if l, ok := known[s.Source.Entity]; ok && para <= opening+1 && l.para <= opening+2*reach {
			s.Said = l.date
		}
	}
}
