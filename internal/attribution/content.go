package attribution

// shape says where a content lies about its cue.
type shape uint8

const (
	contentRight  shape = iota // "said [the quota stands]"
	contentLeft                // "[The quota stands], Lind said"
	contentSplit               // "[The quota]," Lind said, "[stands]"
	contentRaised              // "[the quota] is expected [to stand]"
	contentAround              // "[the quota] reportedly [stands]"
	contentMute                // "declined to [comment]"
	shapes                     // number of shapes
)

// opening says what a content begins after or with.
type opening uint8

const (
	openAtCue opening = iota
	openThat
	openQuote
	openColon
	openComma
	openTo
	openWhether
	openPrep
	openPhrase // after what may be an addressee or a time
	openSentence
	openConj
	openSub
	openSubject
	openAs
	openings
)

// closing says what a content ends before.
type closing uint8

const (
	closeSentence closing = iota
	closeComma
	closeDash
	closeConj
	closeSub
	closeQuote
	closePrep
	closeAdverb
	closeFirst // the end of the first piece of a split content lies right before source or cue
	closeMark
	closeVerb // before the verb of the sentence a noun cue stands in
	closings
)

// edge is one end of a content candidate.
type edge struct {
	at   int
	kind uint8 // opening or closing
}

// content is a candidate: one piece, or two.
type content struct {
	first, second span // second is empty for one piece
	shape         shape
	open, end     edge
	joint         edge // where the first of two pieces ends
}

// all is the smallest span that covers both pieces.
func (c *content) all() span {
	if c.second.empty() {
		return c.first
	}
	return span{c.first.from, c.second.to}
}

func (c *content) holds(i int) bool {
	return c.first.from <= i && i < c.first.to || c.second.from <= i && i < c.second.to
}

// contents lists the candidates for a cue.
func (v *view) contents(c *cue, out []content) []content {
	from, to := v.sent(c.head)
	if c.kind == cueRefusal || c.kind == cueSilence {
		s := v.muted(c, to)
		return append(out, content{first: s, shape: contentMute, open: edge{s.from, uint8(openAtCue)}, end: edge{s.to, uint8(closeSentence)}})
	}
	if c.kind == cueAdverb {
		for _, o := range v.leftOpenings(c.from, from) {
			for _, e := range v.closings(c.to) {
				out = append(out, content{first: span{o.at, c.from}, second: span{c.to, e.at}, shape: contentAround, open: o, end: e, joint: edge{c.from, uint8(closeAdverb)}})
			}
		}
		return v.keepFull(out)
	}
	rights := v.rightOpenings(c, to)
	var rightEnds [][]edge
	for _, o := range rights {
		ends := v.closings(o.at)
		if c.kind == cueNoun {
			ends = v.verbClosings(o.at, to, ends)
		}
		rightEnds = append(rightEnds, ends)
		for _, e := range ends {
			out = append(out, content{first: span{o.at, e.at}, shape: contentRight, open: o, end: e})
		}
	}
	if c.passive || c.word.frames&frameImpersonal != 0 && c.word.forms&formPart != 0 || c.kind == cueAdjective {
		subject := c.from
		for subject > from && v.is(subject-1, classAdv) {
			subject--
		}
		for _, s := range v.leftEdges(subject, from) {
			for k, o := range rights {
				if o.kind != uint8(openTo) && o.kind != uint8(openAs) {
					continue
				}
				for _, e := range rightEnds[k] {
					out = append(out, content{first: span{s, subject}, second: span{o.at, e.at}, shape: contentRaised,
						open: edge{s, uint8(openSubject)}, end: e, joint: edge{subject, uint8(closeFirst)}})
				}
				break
			}
		}
	}
	if c.kind == cueNoun || c.word.forms == formIng && c.kind == cueVerb && !v.quoteBefore(c.from, from) {
		return v.keepFull(out)
	}
	// What stands before the cue and its source.
	ends := v.leftClosings(c, from)
	for n, e := range ends {
		for _, o := range v.leftOpenings(e.at, from) {
			left := content{first: span{o.at, e.at}, shape: contentLeft, open: o, end: e}
			out = append(out, left)
			if n > 1 {
				continue
			}
			for k, r := range v.afterMiddle(c, to) {
				if k > 2 {
					break
				}
				for _, x := range v.closings(r.at) {
					out = append(out, content{first: left.first, second: span{r.at, x.at}, shape: contentSplit, open: o, joint: e, end: x})
				}
			}
		}
	}
	return v.keepFull(out)
}

// keepFull drops candidates without a word.
func (v *view) keepFull(cs []content) []content {
	kept := cs[:0]
	for _, c := range cs {
		if c.first.to > c.first.from && (c.shape < contentSplit || c.shape == contentMute || c.second.to > c.second.from) {
			kept = append(kept, c)
		}
	}
	return kept
}

func (v *view) quoteBefore(i, from int) bool {
	for p := i - 1; p >= from && p > i-8; p-- {
		if v.is(p, classQuote) {
			return true
		}
	}
	return false
}

// rightOpenings lists where a content after the cue may begin.
func (v *view) rightOpenings(c *cue, to int) []edge {
	const reach = 28
	var out []edge
	seen := -1
	add := func(at int, kind opening) {
		if at < to && at > seen && len(out) < 9 {
			out = append(out, edge{at, uint8(kind)})
			seen = at
		}
	}
	start := c.to
	for start < to && v.is(start, classAdv) && !v.is(start+1, classComma) {
		start++
	}
	phrases := 0
	for i := start; i < min(to, c.to+reach); i++ {
		low := v.low(i)
		switch {
		case v.is(i, classQuote) && v.opensQuote(i):
			add(i, openQuote)
		case low == "to" && (i == start || v.class[i-1] != classPrep):
			add(i, openTo)
		case low == "as" && c.word.frames&frameAs != 0:
			add(i, openAs)
		case low == "whether" || low == "if" || low == "how" || low == "why" || low == "what":
			add(i, openWhether)
		case i == start:
			if !v.punct(i) && low != "that" {
				add(i, openAtCue)
			}
		case v.low(i-1) == "that":
			add(i, openThat)
		case v.is(i-1, classColon):
			add(i, openColon)
		case v.is(i-1, classComma):
			add(i, openComma)
		case i <= c.to+4 && v.is(i-1, classPrep) && (i-1 == start || v.low(i-1) == "of" || v.low(i-1) == "as" || v.low(i-1) == "for" || v.low(i-1) == "about"):
			add(i, openPrep)
		case phrases < 3 && (c.word.frames&(frameTell|frameSay) != 0) && (v.is(i, classDet) || v.is(i, classPron) || v.is(i, classPoss) || v.is(i, className) && !v.is(i-1, className)) &&
			!v.is(i-1, classPrep) && !v.is(i-1, classDet) && !v.is(i-1, classPoss) && !v.punct(i-1) && !v.is(i-1, classConj) && !v.is(i-1, classAux):
			add(i, openPhrase)
			phrases++
		}
	}
	return out
}

// opensQuote reports whether the mark at i opens a quotation.
func (v *view) opensQuote(i int) bool {
	q := v.quote[i]
	return q >= 0 && v.quotes[q].from == i
}

// closesQuote reports whether the mark at i closes one.
func (v *view) closesQuote(i int) bool {
	q := v.quote[i]
	return q >= 0 && v.quotes[q].to == i+1 && v.is(i, classQuote)
}

// closings lists where a content that begins at start may end, in text order.
func (v *view) closings(start int) []edge {
	_, to := v.sent(start)
	end := to
	for end > start+1 && v.punct(end-1) && !v.is(end-1, classQuote) && v.low(end-1) != ")" {
		end--
	}
	var out []edge
	// A quotation that begins here and runs on over sentences ends with its mark.
	if q := v.quote[start]; q >= 0 && v.quotes[q].from == start && v.quotes[q].to > to {
		out = append(out, edge{v.quotes[q].to, uint8(closeQuote)})
		return out
	}
	for i := start + 1; i < end; i++ {
		low := v.low(i)
		switch {
		case v.closesQuote(i - 1):
			out = append(out, edge{i, uint8(closeQuote)})
		case v.is(i, classComma):
			out = append(out, edge{i, uint8(closeComma)})
		case v.is(i, classDash) && i+1 < end && v.d.Toks[i].Start > v.d.Toks[i-1].End:
			out = append(out, edge{i, uint8(closeDash)})
		case v.is(i, classColon) || v.is(i, classStop) && low != "(":
			out = append(out, edge{i, uint8(closeMark)})
		case low == "and" || low == "but" || low == "or":
			out = append(out, edge{i, uint8(closeConj)})
		case v.is(i, classSub) && low != "that" && !v.punct(i-1):
			out = append(out, edge{i, uint8(closeSub)})
		case low == "according" || (low == "after" || low == "before" || low == "during" || low == "at" || low == "in" || low == "on" || low == "with" || low == "following") && i > start+3 && !v.punct(i-1):
			out = append(out, edge{i, uint8(closePrep)})
		}
	}
	if q := v.quote[end-1]; q >= 0 && v.quotes[q].from > start && v.quotes[q].to > to && v.depth[q] == 0 {
		// It ends within a quotation that runs on: "asked two questions: "Who …? And who …?""
		out = append(out, edge{v.quotes[q].to, uint8(closeMark)})
	}
	const near, far = 7, 6
	if len(out) > near+far {
		out = append(out[:near], out[len(out)-far:]...)
	}
	last := uint8(closeSentence)
	if v.closesQuote(end - 1) {
		last = uint8(closeQuote)
	}
	return append(out, edge{end, last})
}

// verbClosings adds to the ends of a noun cue's content those before a verb:
// "the claim that [the plant is safe] was disputed".
func (v *view) verbClosings(start, to int, ends []edge) []edge {
	n := 0
	for i := start + 2; i < min(to, start+30) && n < 5; i++ {
		if v.finite(i) && !v.is(i-1, classAux) && !v.is(i-1, classAdv) {
			ends = append(ends, edge{i, uint8(closeVerb)})
			n++
		}
	}
	return ends
}

// leftClosings lists where a content before the cue may end: the marks nearest
// to it, nearest first.
func (v *view) leftClosings(c *cue, from int) []edge {
	var out []edge
	for i := c.from - 1; i > from && len(out) < 3 && i > c.from-2*maxPhrase; i-- {
		switch {
		case v.closesQuote(i):
			out = append(out, edge{i + 1, uint8(closeQuote)})
		case v.is(i, classComma) && v.is(i+1, classQuote) && v.closesQuote(i+1):
		case v.is(i, classComma) && !v.closesQuote(i-1):
			out = append(out, edge{i, uint8(closeComma)})
		case v.is(i, classDash) && v.d.Toks[i].Start > v.d.Toks[i-1].End:
			out = append(out, edge{i, uint8(closeDash)})
		case v.is(i, classColon):
			return out
		}
	}
	if c.kind == cueAccording || len(out) == 0 {
		if c.from > from && !v.punct(c.from-1) {
			out = append(out, edge{c.from, uint8(closeFirst)})
		}
	}
	return out
}

// leftOpenings lists where a content that ends at end may begin.
func (v *view) leftOpenings(end, from int) []edge {
	var out []edge
	if end-1 >= 0 && v.closesQuote(end-1) {
		q := v.quotes[v.quote[end-1]]
		out = append(out, edge{q.from, uint8(openQuote)})
		if q.from <= from {
			return out
		}
	}
	n := 0
	for i := end - 1; i > from && n < 4; i-- {
		switch {
		case v.is(i-1, classComma):
			out = append(out, edge{i, uint8(openComma)})
		case v.low(i-1) == "that":
			out = append(out, edge{i, uint8(openThat)})
		case v.is(i-1, classConj) || v.is(i-1, classDash):
			out = append(out, edge{i, uint8(openConj)})
		case v.is(i-1, classSub):
			out = append(out, edge{i, uint8(openSub)})
		case v.is(i-1, classColon):
			out = append(out, edge{i, uint8(openColon)})
		case v.opensQuote(i):
			out = append(out, edge{i, uint8(openQuote)})
		default:
			continue
		}
		n++
	}
	first := from
	if v.is(first, classConj) && first+1 < end {
		out = append(out, edge{first + 1, uint8(openConj)})
	}
	return append(out, edge{first, uint8(openSentence)})
}

// afterMiddle lists where the second piece of a content split by its cue may
// begin: past source and cue, after a comma or at a quotation, or at the
// quotation that opens the next sentence.
func (v *view) afterMiddle(c *cue, to int) []edge {
	var out []edge
	for i := c.to; i < to && i < c.to+maxPhrase && len(out) < 2; i++ {
		switch {
		case v.is(i, classQuote) && v.opensQuote(i):
			out = append(out, edge{i, uint8(openQuote)})
		case v.is(i-1, classComma) && i > c.to && !v.is(i, classQuote):
			out = append(out, edge{i, uint8(openComma)})
		}
	}
	if to < len(v.d.Toks) && v.is(to, classQuote) && v.opensQuote(to) && v.d.Sents[v.d.Toks[to].Sent].Para == v.d.Sents[v.d.Toks[c.head].Sent].Para {
		out = append(out, edge{to, uint8(openQuote)})
	}
	return out
}
