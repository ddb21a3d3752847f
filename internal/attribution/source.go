package attribution

// span is a half-open range of tokens.
type span struct{ from, to int }

func (s span) empty() bool          { return s.to <= s.from }
func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }
func (s span) contains(o span) bool { return s.from <= o.from && o.to <= s.to }

// place says where a source was looked for.
type place uint8

const (
	sourceNone      place = iota
	sourceBefore          // "[Lind] said"
	sourceAside           // "[Lind], who chairs the board, said"
	sourceRelative        // "[the memorandum], which says"
	sourceInverted        // "said [Lind]"
	sourceMain            // "[Lind] left early, saying"
	sourceShared          // "[Lind] said A and warned B"
	sourceAgent           // "was told by [Lind]"
	sourceAfter           // "according to [Lind]"
	sourcePossessor       // "[Lind]'s claim that"
	sourceEarlier         // the subject of the sentence before
	places                // number of places
)

// source is a candidate.
type source struct {
	span
	place place
}

const (
	maxEdges  = 6  // left or right edges tried for one noun phrase
	maxPhrase = 20 // tokens of the longest source
)

// sources lists the candidates for a cue. shared is the source of the cue
// before it in the sentence, empty when there is none.
func (v *view) sources(c *cue, shared span, out []source) []source {
	out = append(out, source{place: sourceNone})
	from, to := v.sent(c.head)
	add := func(s span, p place) {
		for _, o := range out {
			if o.span == s && (o.place == p || p == sourceMain || p == sourceEarlier) {
				return
			}
		}
		out = append(out, source{s, p})
	}
	before := func(end int, p place) {
		for n, s := range v.leftEdges(end, from) {
			if n > 0 && v.clause(s, end) {
				break // and what is longer holds the verb too
			}
			add(span{s, end}, p)
		}
	}
	after := func(start int, p place) {
		for _, e := range v.rightEdges(start, to) {
			add(span{start, e}, p)
		}
	}
	switch c.kind {
	case cueAccording:
		after(c.to, sourceAfter)
		return out
	case cueAdverb:
		return out
	case cueNoun:
		if v.low(c.from-1) == "'s" {
			before(c.from-1, sourcePossessor)
		} else if v.is(c.from-1, classPoss) {
			add(span{c.from - 1, c.from}, sourcePossessor)
		} else if p := c.from - 1; p > from+1 && !v.punct(p) && v.low(p-1) == "'s" { // Lind's latest claim
			before(p-1, sourcePossessor)
		}
		if w := v.low(c.to); w == "by" || w == "from" || w == "of" || w == "among" {
			after(c.to+1, sourceAgent)
		}
		// "Lind issued a warning that": the subject of the sentence.
		if p := v.subjectEnd(from, c.from); p > from {
			before(p, sourceMain)
		}
		if !shared.empty() {
			add(shared, sourceShared)
		}
		return out
	}
	end := c.from
	for end > from && v.is(end-1, classAdv) {
		end--
	}
	switch {
	case end <= from:
	case v.low(end-1) == "as" && c.word.forms&formIng != 0 && end-1 > from && v.d.Toks[end-2].Tag != "VERB": // "quoted the envoy as saying"
		before(end-1, sourceBefore)
		return out
	case v.is(end-1, classComma) || v.is(end-1, classDash) || v.low(end-1) == ")":
		// an aside, or the end of the main clause
		tried := 0
		for p := end - 2; p > from && tried < 3; p-- {
			if v.is(p, classComma) || v.is(p, classDash) || v.low(p) == "(" {
				before(p, sourceAside)
				tried++
			}
		}
		// an apposition is part of the phrase: "The envoy, Marta Quill, said"
		before(end-1, sourceBefore)
	case v.low(end-1) == "who" || v.low(end-1) == "which" || v.low(end-1) == "that":
		p := end - 1
		if p > from && v.is(p-1, classComma) {
			p--
		}
		before(p, sourceRelative)
	default:
		before(end, sourceBefore)
		if v.dated[end-1] { // "Trump on Monday said", "Intavec late last year said"
			p := end - 1
			for p > from && (v.dated[p-1] || v.is(p-1, classPrep) || v.is(p-1, classAdv)) {
				p--
			}
			if p > from {
				before(p, sourceBefore)
			}
		}
	}
	if c.word.forms&formPast != 0 || c.word.forms&formThird != 0 || c.word.forms&formBase != 0 {
		start := c.to
		for start < to && v.is(start, classAdv) {
			start++
		}
		if start < to && !v.punct(start) && v.class[start] != classSub && v.class[start] != classPrep {
			after(start, sourceInverted)
		}
	}
	if c.passive {
		for p := c.to; p < min(to, c.to+8); p++ {
			if v.low(p) == "by" && p+1 < to && !v.dated[p+1] {
				after(p+1, sourceAgent)
				break
			}
		}
	}
	if !shared.empty() {
		add(shared, sourceShared)
	}
	v.subjects(c, from, add)
	if c.word.forms&formIng != 0 || c.infinite || v.is(end-1, classConj) {
		if p := v.subjectEnd(from, c.from); p > from {
			before(p, sourceMain)
		}
	}
	return out
}

// subjects adds what the parse takes for the subject of the cue, or of the verb
// it hangs on.
func (v *view) subjects(c *cue, from int, add func(span, place)) {
	if !v.parsed {
		return
	}
	h := c.head
	for range 4 {
		if s := int(v.subject[h]); s >= from {
			p := sourceMain
			if h == c.head {
				p = sourceBefore
			}
			whole := span{int(v.left[s]), int(v.right[s]) + 1}
			for whole.to > whole.from && v.punct(whole.to-1) && v.low(whole.to-1) != ")" {
				whole.to--
			}
			if whole.to > c.from && whole.from < c.to || whole.to-whole.from > 2*maxPhrase || whole.empty() {
				return
			}
			add(whole, p)
			for i := s + 1; i < whole.to; i++ {
				if v.is(i, classComma) || v.is(i, classPrep) && v.low(i) != "of" || v.low(i) == "who" || v.low(i) == "which" || v.low(i) == "that" {
					add(span{whole.from, i}, p)
					break
				}
			}
			return
		}
		up := v.d.Toks[h].Head
		if up < from || h == c.head && c.word.forms&(formPast|formThird) != 0 && !c.infinite && !v.coordinated(c) {
			return
		}
		h = up
	}
}

// clause reports whether [from, to) holds a verb with a tense that is in no
// relative clause.
func (v *view) clause(from, to int) bool {
	for i := from; i < to; i++ {
		switch v.low(i) {
		case "who", "which", "that", "what", "whom":
			return false
		}
		if v.finite(i) && v.d.Toks[i].Tag == "VERB" && i > from {
			return true
		}
	}
	return false
}

// coordinated reports whether a conjunction stands right before the cue.
func (v *view) coordinated(c *cue) bool {
	p := c.from - 1
	for p > 0 && v.is(p, classAdv) {
		p--
	}
	return v.is(p, classConj)
}

// finite reports whether token i is a verb with a tense.
func (v *view) finite(i int) bool {
	switch v.d.Toks[i].XPOS {
	case "VBD", "VBZ", "VBP", "MD":
		return true
	}
	return false
}

// leftEdges lists where a noun phrase that ends before token end may begin,
// nearest first.
func (v *view) leftEdges(end, least int) []int {
	if end <= least || v.punct(end-1) && v.low(end-1) != ")" {
		return nil
	}
	var edges []int
	for i := end - 1; i >= least && i >= end-maxPhrase && len(edges) < maxEdges; i-- {
		c := v.class[i]
		if i < end-1 && (c == classColon || c == classStop && v.low(i) != ")" && v.low(i) != "(") {
			break
		}
		if v.punct(i) {
			if c == classQuote && i < end-1 && i > least && !v.is(i-1, className) {
				break
			}
			continue
		}
		start := i == least
		if !start {
			p := v.class[i-1]
			switch {
			case v.punct(i - 1):
				// a plural's apostrophe ends no phrase: "the workers' union"
				start = v.low(i-1) != "'" && v.low(i-1) != "’" || v.quoted(i-1)
			case p == classConj || p == classSub || p == classAux || p == classNeg || p == classAdv || p == classPron:
				start = true
			case c == classDet || c == classPoss || c == classPron || c == classNumber:
				start = true
			case v.finite(i-1) && v.d.Toks[i-1].Tag == "VERB": // "said [farmers] fear"
				start = true
			case c == className && p != className:
				start = true
			case p == classPrep && v.low(i-1) != "of":
				start = true
			}
		}
		if start {
			edges = append(edges, i)
		}
	}
	return edges
}

// rightEdges lists where a noun phrase that begins at start may end, nearest
// first.
func (v *view) rightEdges(start, most int) []int {
	var edges []int
	for i := start + 1; i <= most && i <= start+maxPhrase && len(edges) < maxEdges; i++ {
		if i == most {
			edges = append(edges, i)
			break
		}
		if v.punct(i - 1) {
			continue
		}
		c, p := v.class[i], v.class[i-1]
		switch {
		case v.punct(i):
			edges = append(edges, i)
			if c == classColon || c == classStop && v.low(i) != "(" {
				return edges
			}
		case p == classDet || p == classPoss || p == classPrep && i > start+1 || v.low(i) == "'s":
		case c == classPrep || c == classSub || c == classConj || c == classAux || c == classAdv || c == classPron || c == classDet:
			edges = append(edges, i)
		case p == classPron, p == className && c == classWord, c == className && p == classWord && i > start+1:
			edges = append(edges, i)
		}
	}
	return edges
}

// subjectEnd guesses where the subject of the main clause of [from, before)
// ends: at the first verb-like word after its first noun phrase.
func (v *view) subjectEnd(from, before int) int {
	for i := from + 1; i < before; i++ {
		if v.class[i] == classAux {
			return i
		}
		switch v.d.Toks[i].Tag {
		case "VERB", "AUX":
			return i
		case "":
			if w := v.verb[i]; w != nil && !v.nounAt(i, from) && (w.forms&(formPast|formThird) != 0 || v.is(i-1, classPron)) || v.class[i] == classWord && len(v.low(i)) > 4 && v.low(i)[len(v.low(i))-2:] == "ed" {
				return i
			}
		}
	}
	return -1
}
