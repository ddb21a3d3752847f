package attribution

import (
	"github.com/parley-desk/parley/internal/learn"
)

// A cue with one source and one content is scored as the sum of six factors:
// the cue in its place, the source, the content's beginning, its end, its
// extent, and how source and content lie to each other. Each factor is a list
// of feature keys, made once however many triples it takes part in.

// options are the triples of one cue: every source with every content that it
// can go with, and their factors.
type options struct {
	cue      cue
	sources  []source
	contents []content

	factors learn.Seq
	cueAt   int32
	source  []int32    // factor of each source
	content [][3]int32 // factors of each content: beginning, end, extent
	pairs   []int32    // factor of source i with content j at i*len(contents)+j, -1 where they exclude each other

	known map[uint64]int32
}

func (v *view) options(c cue, shared span, o *options) {
	o.cue = c
	o.factors.Reset()
	o.sources = v.sources(&c, shared, o.sources[:0])
	o.contents = v.contents(&c, o.contents[:0])
	o.source, o.content, o.pairs = o.source[:0], o.content[:0], o.pairs[:0]
	if o.known == nil {
		o.known = map[uint64]int32{}
	}
	clear(o.known)
	f := featurizer{v: v, c: &o.cue, s: &o.factors}
	f.from, f.to = v.sent(c.head)
	f.lemma = learn.Hash(c.word.lemma)
	f.family = uint64(v.d.Toks[c.head].Class.C256())<<3 | uint64(c.kind)
	f.cue()
	o.cueAt = o.next()
	for i := range o.sources {
		f.source(&o.sources[i])
		o.source = append(o.source, o.next())
	}
	for j := range o.contents {
		k := &o.contents[j]
		o.content = append(o.content, [3]int32{
			o.once(1, uint64(k.shape), uint64(k.open.kind), uint64(k.open.at), func() { f.opening(k) }),
			o.once(2, uint64(k.shape), uint64(k.end.kind), uint64(k.end.at), func() { f.closing(k) }),
			func() int32 { f.extent(k); return o.next() }(),
		})
	}
	for i := range o.sources {
		for j := range o.contents {
			s, k := &o.sources[i], &o.contents[j]
			at := int32(-1)
			if fits(&o.cue, s, k) && o.stands(v, s) {
				gap, order := v.gap(s, k, &o.cue)
				at = o.once(3, uint64(s.place)<<8|uint64(k.shape), gap, order, func() { f.pair(s, k, gap, order) })
			}
			o.pairs = append(o.pairs, at)
		}
	}
}

func (o *options) next() int32 {
	o.factors.Next()
	return int32(o.factors.Len() - 1)
}

// once makes a factor the first time it is asked for by these values.
func (o *options) once(kind, a, b, c uint64, make func()) int32 {
	key := learn.Mix3(kind, a, b, c)
	if at, ok := o.known[key]; ok {
		return at
	}
	make()
	at := o.next()
	o.known[key] = at
	return at
}

// stands reports whether a source can be that of the cue at all: who is told,
// warned or accused is not who speaks ("I am told" is the outlet's own).
func (o *options) stands(v *view, s *source) bool {
	if s.place != sourceNone {
		// Who is named within a quotation does not speak outside of it.
		if q := v.quote[s.to-1]; q >= 0 && !v.quotes[q].contains(span{o.cue.from, o.cue.to}) && (s.from > v.quotes[q].from+1 || s.to < v.quotes[q].to-1) {
			return false
		}
	}
	if !o.cue.passive || o.cue.kind != cueVerb || s.place == sourceNone || s.place == sourceAgent || o.cue.word.lemma == "quote" {
		return true
	}
	return s.to-s.from == 1 && (v.low(s.from) == "i" || v.low(s.from) == "we")
}

// fits reports whether a source and a content can belong together: they share
// no word, and who a raised content's sentence is about does not speak in it.
func fits(c *cue, s *source, k *content) bool {
	if s.place == sourceNone {
		return true
	}
	if k.shape == contentRaised || k.shape == contentAround {
		return s.place == sourceAgent
	}
	return !s.overlaps(k.first) && (k.second.empty() || !s.overlaps(k.second))
}

// gap is how much lies between a content before the cue and the source or cue
// that follows it, and the order of the three.
func (v *view) gap(s *source, k *content, c *cue) (gap, order uint64) {
	next := c.from
	if s.place != sourceNone && s.from < next && s.from >= k.first.to {
		next = s.from
	}
	if k.shape == contentLeft || k.shape == contentSplit {
		for i := k.first.to; i < next; i++ {
			if !v.punct(i) {
				gap++
			}
		}
		gap = min(gap, 6)
	} else if k.shape == contentRight && s.place == sourceInverted {
		for i := s.to; i < k.first.from; i++ {
			if !v.punct(i) {
				gap++
			}
		}
		gap = min(gap, 6)
	}
	if s.place == sourceNone {
		return gap, 0
	}
	switch {
	case s.from >= k.all().to:
		order = 1
	case s.to <= k.first.from:
		order = 2
	default:
		order = 3
	}
	return gap, order
}

// templates number the features.
const (
	tCue uint64 = iota*64 + 1
	tSource
	tOpening
	tClosing
	tExtent
	tPair
)

type featurizer struct {
	v        *view
	c        *cue
	s        *learn.Seq
	from, to int // the cue's sentence
	lemma    uint64
	family   uint64 // of verbs like the cue: its word class
}

func (f *featurizer) add(template, a uint64)     { f.s.Add(learn.Mix(template, a)) }
func (f *featurizer) add2(template, a, b uint64) { f.s.Add(learn.Mix2(template, a, b)) }

// word is the key of a token, 0 outside its sentence.
func (f *featurizer) word(i int) uint64 {
	if i < f.from || i >= f.to {
		return 0
	}
	return f.v.hash[i]
}

func (f *featurizer) class(i int) uint64 {
	if i < f.from {
		return 100
	}
	if i >= f.to {
		return 101
	}
	return uint64(f.v.class[i])
}

func (f *featurizer) tag(i int) uint64 {
	if i < f.from || i >= f.to {
		return 1
	}
	return learn.Hash(string(f.v.d.Toks[i].Tag))
}

// similar is the group of words like token i, 0 outside its sentence.
func (f *featurizer) similar(i int) uint64 {
	if i < f.from || i >= f.to {
		return 0
	}
	return 1 + uint64(f.v.d.Toks[i].Class.C256())
}

func (f *featurizer) rel(i int) uint64 { return learn.Hash(f.v.d.Toks[i].Rel) }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func bucket(n int) uint64 {
	switch {
	case n < 0:
		return 99
	case n < 5:
		return uint64(n)
	case n < 8:
		return 5
	case n < 12:
		return 6
	case n < 20:
		return 7
	case n < 40:
		return 8
	}
	return 9
}

// quoted is the depth of quotation at a token: 0 outside.
func (f *featurizer) quoted(i int) uint64 {
	if i < 0 || i >= len(f.v.d.Toks) {
		return 0
	}
	q := f.v.quote[i]
	if q < 0 {
		return 0
	}
	return 1 + uint64(f.v.depth[q])
}

func (f *featurizer) cue() {
	v, c := f.v, f.c
	form := uint64(c.word.forms)<<4 | bit(c.passive)<<2 | bit(c.negated)<<1 | bit(c.infinite)
	head := v.hash[c.head]
	t := tCue
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	one(uint64(c.kind))
	one(f.lemma)
	one(head)
	two(f.lemma, form)
	two(uint64(c.kind), form)
	two(uint64(c.word.frames), form)
	one(f.word(c.from - 1))
	one(f.word(c.to))
	two(f.word(c.from-1), f.lemma)
	two(f.word(c.to), f.lemma)
	two(f.class(c.from-1), f.class(c.to))
	two(f.class(c.to), f.class(c.to+1))
	two(f.class(c.to), f.lemma)
	two(f.class(c.from-1), f.lemma)
	two(f.class(c.from-1), f.class(c.from-2))
	two(f.word(c.to), f.word(c.to+1))
	two(f.quoted(c.head), uint64(c.kind))
	two(f.quoted(c.head), f.lemma)
	part := learn.Hash(string(v.d.Paras[v.d.Sents[v.d.Toks[c.head].Sent].Para].Part))
	two(part, uint64(c.kind))
	two(part, form)
	that := false
	for i := c.to; i < min(f.to, c.to+8); i++ {
		that = that || v.low(i) == "that"
	}
	two(bit(that), f.lemma)
	two(bit(that), uint64(c.kind))
	two(bucket(c.from-f.from), bucket(f.to-c.to))
	// Is there any quotation in the sentence, and where?
	before, after := false, false
	for i := f.from; i < f.to; i++ {
		if v.is(i, classQuote) {
			before = before || i < c.from
			after = after || i >= c.to
		}
	}
	two(bit(before)<<1|bit(after), f.lemma)
	two(bit(before)<<1|bit(after), form)
	two(f.tag(c.head), uint64(c.kind))
	two(f.tag(c.from-1), f.tag(c.to))
	two(f.tag(c.to), f.tag(c.to+1))
	two(f.tag(c.from-1), f.tag(c.from-2))
	two(f.tag(c.head), f.lemma)
	two(f.family, form)
	two(uint64(v.d.Toks[c.head].Class.C1024()), uint64(c.kind))
	two(f.family, f.class(c.to))
	two(f.family, bit(that))
	if !v.parsed {
		return
	}
	two(f.tag(c.head), f.rel(c.head))
	two(f.rel(c.head), f.lemma)
	two(f.rel(c.head), form)
	var has uint64
	for i := f.from; i < f.to; i++ {
		if v.d.Toks[i].Head != c.head {
			continue
		}
		switch v.d.Toks[i].Rel {
		case "nsubj", "nsubj:pass", "csubj":
			has |= 1
		case "ccomp":
			has |= 2
		case "xcomp":
			has |= 4
		case "parataxis":
			has |= 8
		case "obj":
			has |= 16
		case "mark":
			has |= 32
		case "acl", "acl:relcl":
			has |= 64
		case "advcl":
			has |= 128
		}
	}
	one(has)
	two(has, f.lemma)
	two(has, uint64(c.kind))
	if h := v.d.Toks[c.head].Head; h >= 0 {
		two(v.hash[h], f.rel(c.head))
	}
}

func (f *featurizer) source(s *source) {
	v, c := f.v, f.c
	p := uint64(s.place)
	form := uint64(c.word.forms)<<4 | bit(c.passive)<<2 | bit(c.negated)<<1 | bit(c.infinite)
	t := tSource
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	one(p)
	two(p, f.lemma)
	two(p, uint64(c.kind))
	two(p, form)
	if s.empty() {
		two(f.class(c.from-1), uint64(c.kind))
		two(f.class(c.from-1), form)
		two(f.word(c.from-1), uint64(c.kind))
		return
	}
	t = tSource + 12
	n := s.to - s.from
	first, last := s.from, s.to-1
	two(p, v.hash[first])
	two(p, v.hash[last])
	one(v.hash[last])
	two(p, f.class(first))
	two(p, f.class(last))
	two(f.class(first), f.class(last))
	two(f.class(first-1), f.class(first))
	two(p, f.class(first-1))
	two(p, f.word(first-1))
	two(f.word(first-1), f.class(first))
	two(f.class(last), f.class(s.to))
	two(p, f.class(s.to))
	two(p, f.word(s.to))
	two(p, bucket(n))
	two(bucket(n), f.class(first))
	var in uint64
	verbs, others := 0, 0
	for i := first; i < s.to; i++ {
		switch v.class[i] {
		case classComma:
			in |= 1
		case classConj:
			in |= 2
		case classAux, classNeg:
			in |= 4
		case classSub:
			in |= 8
		case classQuote:
			in |= 16
		case classPrep:
			if v.low(i) != "of" {
				in |= 32
			}
		case classPron:
			if i > first {
				in |= 64
			}
		case className:
			others++
		}
		if v.dated[i] {
			in |= 128
		}
		if v.verb[i] != nil {
			verbs++
		}
	}
	two(p, in)
	two(in, f.class(first))
	two(p, bucket(verbs))
	two(p, bit(others > 0)<<1|bit(others == n))
	two(p, f.quoted(first)<<4|f.quoted(c.head))
	dist := 0
	if s.to <= c.from {
		dist = c.from - s.to
	} else {
		dist = s.from - c.to
	}
	two(p, bucket(dist))
	two(p, bit(first == f.from)<<1|bit(s.to == f.to))
	if s.place == sourceShared {
		two(f.word(c.from-1), form)
		two(f.class(c.from-1), form)
	}
	t = tSource + 40
	two(p, f.family)
	two(p, uint64(v.d.Toks[last].Class.C256()))
	two(f.family, uint64(v.d.Toks[last].Class.C64()))
	two(p, uint64(v.d.Toks[first].Class.C256()))
	two(p, f.similar(s.to))
	one(nameType(v, s.span))
	two(p, nameType(v, s.span))
	two(f.tag(first-1), f.tag(first))
	two(f.tag(last), f.tag(s.to))
	two(p, f.tag(first)<<1^f.tag(last))
	var tags uint64
	for i := first; i < s.to; i++ {
		switch v.d.Toks[i].Tag {
		case "VERB":
			tags |= 1
		case "AUX":
			tags |= 2
		case "ADV":
			tags |= 4
		case "SCONJ":
			tags |= 8
		case "CCONJ":
			tags |= 16
		}
	}
	two(p, tags)
	two(tags, f.tag(last))
	if !v.parsed {
		return
	}
	// How the phrase hangs on the cue.
	root, out := v.root(s.span)
	h := v.d.Toks[root].Head
	link := uint64(0)
	switch {
	case h == c.head:
		link = 1
	case v.d.Toks[c.head].Head == root:
		link = 2
	case h >= 0 && v.d.Toks[c.head].Head == h:
		link = 3
	case h >= 0 && v.d.Toks[h].Head == c.head:
		link = 4
	case h >= c.from && h < c.to:
		link = 5
	}
	two(link<<8|p, f.rel(root))
	two(link, f.rel(root))
	two(link<<16|f.rel(c.head)<<20, f.rel(root))
	two(p, bit(int(v.left[root]) == first)<<1|bit(int(v.right[root]) == last))
	two(p, bucket(out))
	two(p, f.tag(root))
	two(v.hash[root], p)
	one(v.hash[root])
	two(p<<8|bit(int(v.right[root]) > last), f.tag(s.to))
	two(p<<8|bit(int(v.left[root]) < first), f.tag(first-1))
}

// nameType is the type of the last name in a span, and whether it fills it.
func nameType(v *view, s span) uint64 {
	a, b := v.d.Toks[s.from].Start, v.d.Toks[s.to-1].End
	names := v.d.Names
	lo, hi := 0, len(names)
	for lo < hi {
		m := (lo + hi) / 2
		if names[m].Start >= b {
			hi = m
		} else {
			lo = m + 1
		}
	}
	if lo == 0 || names[lo-1].End <= a {
		return 0
	}
	n := names[lo-1]
	return learn.Mix2(7, learn.Hash(string(n.Type)), bit(n.End == b)<<1|bit(n.Start == a))
}

// root is the first token of s whose head lies outside, and how many such
// tokens s has.
func (v *view) root(s span) (root, out int) {
	root = -1
	for i := s.from; i < s.to; i++ {
		if h := v.d.Toks[i].Head; (h < s.from || h >= s.to) && v.d.Toks[i].Rel != "punct" {
			if root < 0 {
				root = i
			}
			out++
		}
	}
	if root < 0 {
		root = s.to - 1
	}
	return root, out
}

func (f *featurizer) opening(k *content) {
	v, c := f.v, f.c
	sh := uint64(k.shape)
	kind := sh<<8 | uint64(k.open.kind)
	at := k.open.at
	right := k.shape == contentRight
	if k.shape == contentSplit || k.shape == contentRaised {
		kind |= 1 << 16
	}
	t := tOpening
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	one(kind)
	two(kind, f.lemma)
	two(kind, uint64(c.word.frames))
	two(kind, uint64(c.word.forms)<<1|bit(c.passive))
	two(kind, v.hash[at])
	two(kind, uint64(v.class[at]))
	two(kind, f.word(at-1))
	two(kind, f.class(at-1))
	two(kind, uint64(v.class[at])<<8|f.class(at+1))
	two(kind, f.word(at+1))
	two(kind, f.quoted(at)<<4|f.quoted(c.head))
	if right {
		d := at - c.to
		two(kind, bucket(d))
		two(kind, f.class(c.to))
		two(f.lemma, f.class(c.to)<<8|uint64(v.class[at]))
		two(f.lemma, v.hash[at])
		// What is jumped over?
		var in uint64
		for i := c.to; i < at; i++ {
			switch {
			case v.is(i, classPron):
				in |= 1
			case v.is(i, className):
				in |= 2
			case v.is(i, classPrep):
				in |= 4
			case v.is(i, classComma):
				in |= 8
			case v.low(i) == "that":
				in |= 16
			case v.is(i, classAux):
				in |= 32
			case v.is(i, classSub):
				in |= 64
			case v.is(i, classConj):
				in |= 128
			}
		}
		two(kind, in)
		two(in, f.lemma)
		two(in, uint64(v.class[at]))
	}
	t = tOpening + 32
	two(kind, f.family)
	two(kind, f.similar(at))
	two(f.family, uint64(v.class[at]))
	two(kind, f.tag(at))
	two(kind, f.tag(at)<<1^f.tag(at-1))
	two(kind, f.tag(at)<<1^f.tag(at+1))
	two(f.lemma, f.tag(at))
	if !v.parsed {
		return
	}
	two(kind, f.rel(at))
	// Is it the beginning of something that hangs on the cue?
	two(kind, f.starts(at))
}

// starts is the relations through which constituents that begin at token i hang
// on the cue, stops those of constituents that end there.
func (f *featurizer) starts(i int) uint64 { return f.hangs(i, f.v.left) }
func (f *featurizer) stops(i int) uint64  { return f.hangs(i, f.v.right) }

// hangs climbs from token i through the heads whose subtree has its edge at i.
func (f *featurizer) hangs(i int, edge []int32) uint64 {
	v, found := f.v, uint64(0)
	for x, steps := i, 0; x >= 0 && steps < 12 && int(edge[x]) == i; steps++ {
		h := v.d.Toks[x].Head
		if h == f.c.head {
			return f.rel(x)
		}
		if x == f.c.head {
			return 2
		}
		found = 1
		x = h
	}
	return found
}

func (f *featurizer) closing(k *content) {
	v, c := f.v, f.c
	kind := uint64(k.shape)<<8 | uint64(k.end.kind)
	at := k.end.at
	t := tClosing
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	one(kind)
	two(kind, f.lemma)
	two(kind, uint64(c.kind))
	two(kind, f.word(at))
	two(kind, f.class(at))
	two(kind, f.word(at+1))
	two(kind, f.class(at+1))
	two(f.word(at), f.word(at+1))
	two(f.class(at), f.class(at+1)<<8|f.class(at+2))
	two(kind, v.hash[at-1])
	two(kind, uint64(v.class[at-1]))
	two(kind, bucket(f.to-at))
	two(kind, f.quoted(at-1)<<4|f.quoted(at))
	// Does another attribution follow?
	next := uint64(0)
	for i := at; i < min(f.to, at+7); i++ {
		if w := v.verb[i]; w != nil {
			next = 1 + uint64(w.forms)
			break
		}
		if v.low(i) == "according" {
			next = 200
			break
		}
	}
	two(kind, next)
	two(next, f.class(at)<<8|f.class(at+1))
	two(kind, f.joined(at))
	two(kind, f.xpos(at+1))
	two(f.class(at), f.xpos(at+1))
	if k.shape == contentLeft {
		two(kind, bucket(c.from-at))
		two(f.lemma, f.class(at))
		two(f.lemma, f.class(c.to))
		two(f.lemma, bit(c.to >= f.to-1))
		two(kind, bit(c.to >= f.to-1)<<8|f.class(c.to))
	}
	t = tClosing + 32
	two(kind, f.family)
	two(kind, f.similar(at))
	two(kind, f.similar(at+1))
	two(kind, f.tag(at)<<1^f.tag(at+1))
	two(f.tag(at-1), f.tag(at)<<1^f.tag(at+1))
	two(kind, f.tag(at+1)<<1^f.tag(at+2))
	two(f.class(at)<<8|f.class(at+1), f.tag(at+2)<<1^f.tag(at+1))
	if !v.parsed {
		return
	}
	if at > f.from && at-1 < f.to {
		two(kind, f.stops(at-1))
	}
	if at+1 < f.to && at >= f.from {
		two(kind, f.rel(at))
		two(kind, f.rel(at+1))
		h := v.d.Toks[at].Head
		if v.punct(at) {
			h = v.d.Toks[at+1].Head
		}
		// Does what follows hang on the cue, on the content, or elsewhere?
		where := uint64(0)
		switch {
		case h == c.head:
			where = 1
		case h >= 0 && k.holds(h):
			where = 2
		case h > at:
			where = 3
		}
		two(kind, where)
		two(where, f.tag(at+1))
		two(where, f.class(at)<<8|f.class(at+1))
	}
}

// joined says whether a verb that could be the cue's twin is coordinated at
// token i: "and called it", "but says".
func (f *featurizer) joined(i int) uint64 {
	v := f.v
	for i < f.to && v.is(i, classComma) {
		i++
	}
	if i >= f.to || i < f.from || !v.is(i, classConj) {
		return 0
	}
	for i++; i < f.to && (v.is(i, classAdv) || v.is(i, classAux)); i++ {
	}
	if i >= f.to {
		return 1
	}
	return 2 + bit(v.verb[i] != nil)<<2 | bit(v.d.Toks[i].Tag == "VERB")<<3 | bit(v.d.Toks[i].XPOS == v.d.Toks[f.c.head].XPOS)<<4
}

func (f *featurizer) xpos(i int) uint64 {
	if i < f.from || i >= f.to {
		return 1
	}
	return learn.Hash(f.v.d.Toks[i].XPOS)
}

func (f *featurizer) extent(k *content) {
	v, c := f.v, f.c
	sh := uint64(k.shape)
	n := k.first.to - k.first.from
	m := k.second.to - k.second.from
	t := tExtent
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	edges := sh<<16 | uint64(k.open.kind)<<8 | uint64(k.end.kind)
	one(edges)
	two(sh, bucket(n))
	two(edges, bucket(n))
	two(sh, bucket(m))
	two(edges, f.lemma)
	open, inside, outside, cues := 0, 0, 0, 0
	var in, passed uint64
	for _, s := range []span{k.first, k.second} {
		for i := s.from; i < min(s.to, s.from+2*sentReach); i++ {
			if v.is(i, classQuote) {
				switch {
				case v.opensQuote(i):
					open++
				case v.closesQuote(i):
					open--
				}
				continue
			}
			if v.punct(i) {
				continue
			}
			if !v.quoted(i) {
				// What might have ended it, had it been so.
				switch {
				case v.is(i, classConj):
					if j := f.joined(i); j > 6 {
						passed |= 1 << (j >> 2 & 7)
					}
				case v.is(i-1, classComma) && v.d.Toks[i].XPOS == "VBG":
					passed |= 1 << 9
				case v.is(i-1, classComma) && (v.low(i) == "which" || v.low(i) == "who"):
					passed |= 1 << 10
				case v.is(i, classPron) && v.is(i-1, classSub) && i+1 < s.to && v.verb[i+1] != nil:
					passed |= 1 << 11
				case v.is(i, classSub) && i > s.from:
					passed |= 1 << 12
				case v.is(i-1, classDash):
					passed |= 1 << 13
				case v.dated[i] && i == s.to-1:
					passed |= 1 << 14
				}
			}
			if v.quoted(i) {
				inside++
			} else {
				outside++
			}
			switch v.class[i] {
			case classAux:
				in |= 1
			case classPron:
				in |= 2
			}
			if w := v.verb[i]; w != nil {
				if !v.quoted(i) {
					cues++
				}
				if w.forms&(formPast|formThird) != 0 {
					in |= 4
				}
			}
		}
	}
	quoted := uint64(0)
	switch {
	case inside == 0:
	case outside == 0:
		quoted = 1
	default:
		quoted = 2
	}
	state := quoted<<2 | uint64(min(max(open+1, 0), 3))
	two(sh, state)
	two(edges, state)
	two(state, f.lemma)
	two(sh, in)
	two(sh<<8|in, bucket(n+m))
	two(in, f.lemma)
	two(sh, bucket(cues))
	two(edges, bucket(cues))
	for b := uint64(0); b < 15; b++ {
		if passed>>b&1 != 0 {
			f.add2(tExtent+62, sh, b)
			f.add2(tExtent+63, f.lemma, b)
		}
	}
	two(edges, passed)
	if k.shape == contentSplit || k.shape == contentRaised || k.shape == contentAround {
		two(edges, uint64(k.joint.kind))
		two(edges<<4|uint64(k.joint.kind), f.class(k.second.from))
		two(f.lemma, uint64(k.joint.kind))
		two(edges<<4|uint64(k.joint.kind), f.quoted(k.first.to-1)<<4|f.quoted(k.second.from))
		two(sh, f.class(k.first.to))
		two(bucket(n), bucket(m)|sh<<8)
	}
	t = tExtent + 28
	two(edges, f.family)
	two(state, f.family)
	t = tExtent + 32
	finite := uint64(0)
	for _, s := range []span{k.first, k.second} {
		for i := s.from; i < s.to; i++ {
			if v.finite(i) {
				finite |= 1
			} else if v.d.Toks[i].Tag == "VERB" {
				finite |= 2
			}
		}
	}
	two(sh, finite)
	two(edges, finite)
	two(f.lemma, finite)
	two(uint64(k.open.kind)<<8|finite, f.tag(k.first.from))
	if k.shape != contentRight {
		first := uint64(0)
		for i := k.first.from; i < k.first.to; i++ {
			if v.finite(i) {
				first |= 1
			} else if v.d.Toks[i].Tag == "VERB" {
				first |= 2
			}
		}
		two(edges, first)
	}
	if !v.parsed {
		return
	}
	t = tExtent + 44
	piece := k.first
	if k.shape == contentSplit {
		piece = k.second
		if k.open.kind != uint8(openQuote) {
			piece = k.first
		}
	}
	root, out := v.root(piece)
	link := uint64(0)
	h := v.d.Toks[root].Head
	switch {
	case h == c.head:
		link = 1
	case v.d.Toks[c.head].Head == root:
		link = 2
	case h >= 0 && v.d.Toks[c.head].Head == h:
		link = 3
	case h >= 0 && v.d.Toks[h].Head == c.head:
		link = 4
	case h < 0:
		link = 5
	}
	two(sh<<8|link, f.rel(root))
	two(sh<<8|link, f.rel(c.head))
	two(link<<8|uint64(k.open.kind), f.rel(root))
	two(sh, bucket(out))
	two(edges, bucket(out))
	two(sh<<8|link, f.tag(root))
	two(sh<<8|link, bit(int(v.left[root]) >= piece.from-1)<<1|bit(int(v.right[root]) < piece.to))
	two(f.lemma, link)
}

func (f *featurizer) pair(s *source, k *content, gap, order uint64) {
	c := f.c
	where := uint64(s.place)<<16 | uint64(k.shape)<<8 | order
	form := uint64(c.word.forms)<<4 | bit(c.passive)<<2 | bit(c.negated)<<1 | bit(c.infinite)
	t := tPair
	one := func(a uint64) { f.add(t, a); t++ }
	two := func(a, b uint64) { f.add2(t, a, b); t++ }
	one(where)
	two(where, f.lemma)
	two(where, form)
	two(where, uint64(c.kind))
	two(where, gap)
	two(where, f.class(c.from-1))
	two(where, f.class(c.to))
	two(where, f.family)
	if f.v.parsed {
		two(where, f.rel(c.head))
	}
}
