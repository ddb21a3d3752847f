package attribution

import "github.com/parley-desk/parley/internal/lang"

// sureness is the share of right ones among what each rule found in the train
// posts.
var sureness = map[string]float64{"quote-continued": 0.95, "quote-after-subject": 0.7}

// bareQuotes finds the quotations that no cue of their sentence claims: a
// sentence that goes on with the quotation before it, a paragraph of quotation
// without a cue, and a quotation after a paragraph that ends in a colon.
func (f *finder) bareQuotes() {
	v := f.v
	for q := range v.d.Quotes {
		quote := &v.d.Quotes[q]
		s := v.quotes[q]
		if quote.Depth > 0 || !f.standsAlone(s, quote) || f.claimed(s) {
			continue
		}
		para := v.d.Paras[quote.Para].Toks
		before := f.lastBefore(s.from)
		if before >= 0 && f.found[before].bounds().from >= para[0] {
			b := &f.found[before]
			// "It is close," Quill said. "It is not done." is one statement.
			if b.cue != nil && b.cue.head > b.content[0].from && v.quotedSpan(b.content[len(b.content)-1]) && s.from >= b.cue.to && f.adjacent(b, s) {
				b.content = append(b.content, s)
				continue
			}
		}
		if s.from == para[0] {
			if cue, source, ok := f.colonBefore(quote.Para); ok {
				f.add(found{cue: &cue, source: source, content: []span{s}, rule: "quote-after-colon", score: 0.9})
				continue
			}
		}
		rule, source := "quote-continued", span{}
		if before >= 0 {
			source = f.found[before].source
		}
		if s.from > para[0] && (before < 0 || f.anchor(before) < para[0]) {
			// "Osei was blunt. "They walked out."": the sentence before has the speaker.
			if subject, ok := f.subjectBefore(s.from, para[0]); ok {
				source, rule = subject, "quote-after-subject"
			}
		}
		if source.empty() {
			continue
		}
		f.add(found{source: source, content: []span{s}, rule: rule, score: sureness[rule]})
	}
}

// standsAlone reports whether a quotation is made of whole sentences and no
// others share them.
func (f *finder) standsAlone(s span, q *lang.Quote) bool {
	v := f.v
	words := 0
	for i := s.from; i < s.to; i++ {
		if !v.punct(i) {
			words++
		}
	}
	if words < 2 {
		return false
	}
	first, _ := v.sent(s.from)
	_, last := v.sent(s.to - 1)
	if first != s.from {
		return false
	}
	for i := s.to; i < last; i++ {
		if !v.punct(i) {
			return false
		}
	}
	para := v.d.Paras[q.Para].Toks
	return words >= 4 || s.from > para[0] || q.Continues
}

// claimed reports whether a content already holds the quotation or part of it.
func (f *finder) claimed(s span) bool {
	for i := len(f.found) - 1; i >= 0; i-- {
		b := f.found[i].bounds()
		if b.to <= s.from-400 {
			break
		}
		for _, c := range f.found[i].content {
			// A statement nested in the quotation does not claim it.
			if c.overlaps(s) && !(s.from < c.from && c.to < s.to && f.found[i].cue != nil && s.contains(span{f.found[i].cue.from, f.found[i].cue.to})) {
				return true
			}
		}
	}
	return false
}

// lastBefore is the last statement that begins before token i, nested ones in
// direct quotations aside, -1 for none.
func (f *finder) lastBefore(i int) int {
	best := -1
	for k := range f.found {
		x := &f.found[k]
		at := x.bounds().from
		if x.cue != nil {
			at = max(at, x.cue.from)
			if f.v.quoted(x.cue.head) {
				continue
			}
		}
		if at >= i || x.source.empty() {
			continue
		}
		if best < 0 || at >= f.anchor(best) {
			best = k
		}
	}
	return best
}

func (f *finder) anchor(k int) int {
	x := &f.found[k]
	if x.cue != nil {
		return max(x.bounds().from, x.cue.from)
	}
	return x.bounds().from
}

func (v *view) quotedSpan(s span) bool {
	return v.opensQuote(s.from) || v.quoted(s.to-1)
}

// adjacent reports whether the sentence of a statement's cue ends right before s.
func (f *finder) adjacent(b *found, s span) bool {
	_, end := f.v.sent(b.cue.head)
	return end == s.from || b.content[len(b.content)-1].to >= s.from-1
}

// colonBefore looks for a cue at the end of the paragraph before p when that
// ends in a colon.
func (f *finder) colonBefore(p int) (cue, span, bool) {
	v := f.v
	if p == 0 {
		return cue{}, span{}, false
	}
	prev := v.d.Paras[p-1]
	last := prev.Toks[1] - 1
	if prev.Apart || last < prev.Toks[0] || !v.is(last, classColon) {
		return cue{}, span{}, false
	}
	from, to := v.sent(last)
	cues := v.findCues(from, to, nil)
	for i := len(cues) - 1; i >= 0; i-- {
		c := cues[i]
		if c.kind != cueVerb || v.quoted(c.head) {
			continue
		}
		end := c.from
		for end > from && v.is(end-1, classAdv) {
			end--
		}
		edges := v.leftEdges(end, from)
		if len(edges) == 0 {
			continue
		}
		return c, span{edges[len(edges)-1], end}, true
	}
	return cue{}, span{}, false
}

// subjectBefore is the subject of the sentence that ends before token i in the
// same paragraph.
func (f *finder) subjectBefore(i, para int) (span, bool) {
	v := f.v
	if i <= para {
		return span{}, false
	}
	from, to := v.sent(i - 1)
	if v.parsed {
		for t := from; t < to; t++ {
			if r := v.d.Toks[t].Rel; (r == "nsubj" || r == "nsubj:pass") && v.d.Toks[v.d.Toks[t].Head].Rel == "root" {
				return span{int(v.left[t]), int(v.right[t]) + 1}, true
			}
		}
	}
	end := v.subjectEnd(from, to)
	if end < 0 {
		return span{}, false
	}
	edges := v.leftEdges(end, from)
	if len(edges) == 0 {
		return span{}, false
	}
	return span{edges[len(edges)-1], end}, true
}

func (f *finder) add(x found) { f.found = append(f.found, x) }
