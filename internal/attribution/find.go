package attribution

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
)

// Find returns the statements of a document in text order, with local ids
// "s1", "s2"….
func Find(d *lang.Doc) []parley.Statement { return FindWith(d, embedded()) }

// FindWith is [Find] with given weights; nil weights leave the rules alone.
func FindWith(d *lang.Doc, r *learn.Ranker) []parley.Statement {
	f := finder{v: newView(d), ranker: r, bases: map[string]parley.Basis{}}
	f.titles()
	f.cues()
	f.bareQuotes()
	f.tidy()
	return f.statements()
}

// found is a statement in tokens, before it is typed.
type found struct {
	cue     *cue // nil for a quotation without one
	source  span
	content []span
	place   place
	rule    string
	score   float64 // probability that it is one and these are its parts
}

func (f *found) bounds() span {
	return span{f.content[0].from, f.content[len(f.content)-1].to}
}

type finder struct {
	v      *view
	ranker *learn.Ranker
	found  []found

	bases   map[string]parley.Basis // of entities, by what they were first called
	pressed bool                    // another outlet has been reported from
	sums    []int32
}

// threshold is the probability below which a cue attributes nothing. Found by
// cross-validation over the train posts.
const threshold = 0.45

// cues chooses the triple of every cue.
func (f *finder) cues() {
	if f.ranker == nil {
		return
	}
	var o options
	forEachCue(f.v, func(c cue, shared span) span {
		f.v.options(c, shared, &o)
		at, p, odds := f.best(&o)
		if p < threshold {
			return span{}
		}
		at = f.beforeVerb(&o, f.withSubject(&o, at))
		s, k := o.sources[at/len(o.contents)], o.contents[at%len(o.contents)]
		st := found{cue: &c, source: s.span, place: s.place, rule: ruleOf(&c, &s, &k), score: f.ranker.Calibration.P(odds)}
		st.content = append(st.content, k.first)
		if !k.second.empty() {
			st.content = append(st.content, k.second)
		}
		f.found = append(f.found, st)
		f.andThat(&o, &st, at)
		return s.span
	})
}

// withSubject joins the two pieces of a sentence that the cue parts without
// quotation marks, subject and verb: "[The fee], according to the treasury,
// [was halved]".
func (f *finder) withSubject(o *options, at int) int {
	v, n := f.v, len(o.contents)
	k, s := &o.contents[at%n], &o.sources[at/n]
	var second int // where the verb's piece begins
	switch {
	case k.shape == contentRight && k.open.kind == uint8(openComma):
		second = k.first.from
	case k.shape == contentLeft:
		if second = o.cue.to; s.from >= second {
			second = s.to
		}
		if q := v.nextQuote(&o.cue, second); k.end.kind == uint8(closeQuote) && q > 0 {
			// "We will return," he said, "when the quota is settled."
			second = q
			break
		}
		if second >= len(v.class) || !v.is(second, classComma) {
			return at
		}
		second++
	default:
		return at
	}
	if _, to := v.sent(o.cue.head); second >= to || !v.opensQuote(second) && (!v.finite(second) || v.quoted(second)) {
		return at
	}
	best := at
	for j := range o.contents {
		c := &o.contents[j]
		if i := at/n*n + j; c.shape == contentSplit && c.second.from == second && o.pairs[i] >= 0 && (best == at || f.score(o, i) > f.score(o, best)) {
			best = i
		}
	}
	return best
}

// nextQuote is where a quotation opens after a comma in the rest of the cue's
// sentence, before any other cue; -1 for nowhere.
func (v *view) nextQuote(c *cue, from int) int {
	_, to := v.sent(c.head)
	for i := from; i < to; i++ {
		if v.opensQuote(i) {
			if v.depth[v.quote[i]] == 0 && v.is(i-1, classComma) {
				return i
			}
			return -1
		}
		if v.verb[i] != nil && v.d.Toks[i].Tag == "VERB" {
			return -1
		}
	}
	return -1
}

// beforeVerb ends the content of a noun that is the subject of its sentence
// before the sentence's verb: "The claim that [the plant is safe] was disputed".
func (f *finder) beforeVerb(o *options, at int) int {
	v, n := f.v, len(o.contents)
	k := &o.contents[at%n]
	if o.cue.kind != cueNoun || k.shape != contentRight || k.end.kind == uint8(closeVerb) {
		return at
	}
	from, _ := v.sent(o.cue.head)
	for i := from; i < o.cue.from; i++ {
		if v.low(i) != "'s" && (v.d.Toks[i].Tag == "VERB" || v.d.Toks[i].Tag == "AUX" || v.punct(i)) {
			return at
		}
	}
	best := at
	for j := range o.contents {
		c := &o.contents[j]
		i := at/n*n + j
		if c.shape != contentRight || c.end.kind != uint8(closeVerb) || c.first.from != k.first.from || c.first.to > k.first.to || o.pairs[i] < 0 {
			continue
		}
		whole := false
		for p := c.first.from; p < c.first.to; p++ {
			whole = whole || v.finite(p)
		}
		if whole && (best == at || c.first.to > o.contents[best%n].first.to) {
			best = i
		}
	}
	return best
}

// andThat adds the further contents of "said A and that B", each a statement of
// its own.
func (f *finder) andThat(o *options, st *found, at int) {
	v := f.v
	n := len(o.contents)
	if k := o.contents[at%n]; k.shape != contentRight || k.end.kind == uint8(closeQuote) && k.open.kind == uint8(openQuote) {
		return
	}
	_, to := v.sent(st.cue.head)
	st = &f.found[len(f.found)-1]
	whole := st.content[0]
	for i := whole.from + 2; i+2 < whole.to; i++ {
		if v.low(i) == "and" && v.low(i+1) == "that" && !v.quoted(i) && v.clauseThat(i+1) {
			st.content = []span{{whole.from, i}}
			more := *st
			more.content, more.rule = []span{{i + 2, whole.to}}, "cue-and-that"
			f.found = append(f.found, more)
			return
		}
	}
	end := whole.to
	for range 4 { // more than four in a row are no statements but a list
		next := end
		for next < to && (v.is(next, classComma) || v.is(next, classConj) || v.is(next, classAdv)) {
			next++
		}
		if next == end || v.low(next) != "that" || next+1 >= to || !v.clauseThat(next) || !v.is(next-1, classConj) && !v.is(next-1, classAdv) {
			return
		}
		next++
		best, top := span{}, int32(math.MinInt32)
		for j := range o.contents {
			k := &o.contents[j]
			if i := at/n*n + j; k.shape == contentRight && k.first.from == next && o.pairs[i] >= 0 {
				if s := f.score(o, i); s > top {
					best, top = k.first, s
				}
			}
		}
		if best.empty() {
			ends := v.closings(next)
			best = span{next, ends[len(ends)-1].at}
		}
		more := *st
		more.content, more.rule = []span{best}, "cue-and-that"
		f.found = append(f.found, more)
		end = best.to
	}
}

// clauseThat reports whether the "that" at i opens a clause and is no
// determiner.
func (v *view) clauseThat(i int) bool {
	switch v.d.Toks[i].Tag {
	case "SCONJ":
		return true
	case "DET", "PRON":
		return false
	}
	switch v.class[i+1] {
	case classDet, classPoss, classPron, className, classNumber, classSub:
		return true
	}
	return false
}

// score is the sum of a triple's factors.
func (f *finder) score(o *options, i int) int32 {
	n := len(o.contents)
	c := o.content[i%n]
	return f.sums[o.cueAt] + f.sums[o.source[i/n]] + f.sums[c[0]] + f.sums[c[1]] + f.sums[c[2]] + f.sums[o.pairs[i]]
}

// best is the best triple, the probability that the cue attributes something,
// and how sure this triple is: the log-odds of it against all else.
func (f *finder) best(o *options) (at int, p, odds float64) {
	f.sums = f.sums[:0]
	for i := range o.factors.Len() {
		s := int32(0)
		for _, k := range o.factors.At(i) {
			s += f.ranker.Weight(k)
		}
		f.sums = append(f.sums, s)
	}
	top, at := int32(math.MinInt32), -1
	for i, pair := range o.pairs {
		if pair >= 0 {
			if s := f.score(o, i); s > top {
				top, at = s, i
			}
		}
	}
	if at < 0 {
		return 0, 0, math.Inf(-1)
	}
	// Triples of the same source whose content begins alike and is nearly as
	// long count for the same reading.
	n, unit := len(o.contents), f.ranker.Unit()
	k := &o.contents[at%n]
	same, other := 1.0, 0.0
	for i, pair := range o.pairs {
		if pair < 0 || i == at {
			continue
		}
		d := float64(f.score(o, i)-top) * unit
		if d < -12 {
			continue
		}
		c := &o.contents[i%n]
		if i/n == at/n && c.shape == k.shape && c.first.from == k.first.from && alike(c.all(), k.all()) {
			same += math.Exp(d)
		} else {
			other += math.Exp(d)
		}
	}
	none := math.Exp(-float64(top) * unit)
	return at, (same + other) / (same + other + none), math.Log(same / (other + none + 1e-6))
}

// alike reports whether two spans share four fifths of the longer one.
func alike(a, b span) bool {
	both := min(a.to, b.to) - max(a.from, b.from)
	return 5*both >= 4*max(a.to-a.from, b.to-b.from)
}

func ruleOf(c *cue, s *source, k *content) string {
	kind := [...]string{"verb", "noun", "adjective", "adverb", "according", "refusal", "silence"}[c.kind]
	lie := [...]string{"right", "left", "split", "raised", "around", "mute"}[k.shape]
	from := [...]string{"none", "before", "aside", "relative", "inverted", "main", "shared", "agent", "after", "possessor", "earlier"}[s.place]
	return "cue-" + kind + "-" + lie + "-" + from
}

// tidy puts the statements in order and drops the lesser of two that say the
// same words of the same content.
func (f *finder) tidy() {
	sort.SliceStable(f.found, func(i, j int) bool {
		a, b := f.found[i].bounds(), f.found[j].bounds()
		if a.from != b.from {
			return a.from < b.from
		}
		return a.to > b.to
	})
	f.found = dedupe(f.found)
}

func dedupe(in []found) []found {
	var out []found
	for _, x := range in {
		dup := false
		for k := len(out) - 1; k >= 0 && k >= len(out)-8; k-- {
			if sameContent(out[k].content, x.content) {
				if x.score > out[k].score {
					out[k] = x
				}
				dup = true
				break
			}
		}
		if !dup {
			out = append(out, x)
		}
	}
	return out
}

func sameContent(a, b []span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// statements types what was found.
func (f *finder) statements() []parley.Statement {
	d := f.v.d
	var out []parley.Statement
	for i := range f.found {
		x := &f.found[i]
		content, ok := f.v.contentPart(x.content)
		if !ok {
			continue
		}
		s := parley.Statement{
			ID:         "s" + strconv.Itoa(len(out)+1),
			Part:       d.Paras[d.Sents[d.Toks[x.content[0].from].Sent].Para].Part,
			Content:    content,
			Confidence: math.Round(1000*min(max(x.score, 0.001), 0.999)) / 1000,
			ByRule:     x.rule,
		}
		if !x.source.empty() {
			s.Source = &parley.SourcePart{Part: f.v.part(x.source)}
		}
		if x.cue != nil {
			c := f.v.cuePart(x.cue)
			s.Cue = &c
		}
		f.typed(x, &s)
		if x.cue == nil {
			follow(&s, out)
		}
		out = append(out, s)
	}
	f.spread(out)
	nest(out)
	return out
}

// follow gives a quotation that goes on what it shares with the last statement
// of the same source.
func follow(s *parley.Statement, before []parley.Statement) {
	for i := len(before) - 1; i >= 0; i-- {
		b := &before[i]
		if b.Source != nil && s.Source != nil && b.Source.Bounds() == s.Source.Bounds() {
			if b.Basis != parley.BasisDeclined && b.Basis != parley.BasisNoResponse {
				s.Basis = b.Basis
			}
			s.Said, s.Channel = b.Said, b.Channel
			return
		}
	}
}

// part is the words of a span without marks at its edges.
func (v *view) part(s span) parley.Part {
	for s.to-1 > s.from && v.punct(s.to-1) && v.low(s.to-1) != ")" {
		s.to--
	}
	for s.from < s.to-1 && v.punct(s.from) && v.low(s.from) != "(" {
		s.from++
	}
	return parley.NewPart(v.d.Text, parley.Span{Start: v.d.Toks[s.from].Start, End: v.d.Toks[s.to-1].End})
}

// cuePart is the words of a cue: the verb with its auxiliaries, without the
// adverbs between them.
func (v *view) cuePart(c *cue) parley.Part {
	var spans []parley.Span
	for i := c.from; i < c.to; i++ {
		if v.is(i, classAdv) && c.kind != cueAdverb && v.low(i) != "never" && c.kind != cueSilence && c.kind != cueRefusal {
			continue
		}
		t := v.d.Toks[i].Span
		if n := len(spans); n > 0 && (i == c.from || !v.is(i-1, classAdv) || c.kind >= cueRefusal) {
			spans[n-1].End = t.End
			continue
		}
		spans = append(spans, t)
	}
	if len(spans) == 0 {
		spans = append(spans, v.d.Toks[c.head].Span)
	}
	return parley.NewPart(v.d.Text, spans...)
}

// contentPart is the words of a content without the quotation marks that
// enclose it and the marks at its edges.
func (v *view) contentPart(pieces []span) (parley.Part, bool) {
	var spans []parley.Span
	for _, s := range pieces {
		for s.from < s.to && v.punct(s.from) && !v.is(s.from, classQuote) && v.low(s.from) != "(" && v.low(s.from) != "[" {
			s.from++
		}
		for s.from < s.to && v.punct(s.to-1) && !v.is(s.to-1, classQuote) && v.low(s.to-1) != ")" && v.low(s.to-1) != "]" {
			s.to--
		}
		if s.from < s.to && v.opensQuote(s.from) {
			q := v.quotes[v.quote[s.from]]
			if q.to >= s.to || q.to > s.to-2 && v.is(s.to-1, classQuote) {
				s.from++
				if q.to == s.to && v.is(s.to-1, classQuote) {
					s.to--
				}
				for s.from < s.to && v.is(s.to-1, classComma) {
					s.to--
				}
			}
		} else if s.from < s.to && v.closesQuote(s.to-1) && v.quotes[v.quote[s.to-1]].from < s.from {
			s.to--
			for s.from < s.to && v.is(s.to-1, classComma) {
				s.to--
			}
		}
		if s.from < s.to {
			spans = append(spans, parley.Span{Start: v.d.Toks[s.from].Start, End: v.d.Toks[s.to-1].End})
		}
	}
	if len(spans) == 0 {
		return parley.Part{}, false
	}
	return parley.NewPart(v.d.Text, spans...), true
}

// nest sets each statement's parent: the smallest other content that holds it,
// cue and all.
func nest(ss []parley.Statement) {
	// Contents by where they begin, with the farthest end of all up to each: none
	// before one whose farthest end is short of a span can hold it.
	type piece struct {
		parley.Span
		of, farthest int
	}
	var pieces []piece
	for j := range ss {
		for _, s := range ss[j].Content.Spans {
			pieces = append(pieces, piece{Span: s, of: j})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.Start - b.Start })
	for i := range pieces {
		pieces[i].farthest = pieces[i].End
		if i > 0 {
			pieces[i].farthest = max(pieces[i].End, pieces[i-1].farthest)
		}
	}
	var holding []piece
	for i := range ss {
		in := ss[i].Content.Bounds()
		if ss[i].Cue != nil {
			c := ss[i].Cue.Bounds()
			in.Start, in.End = min(in.Start, c.Start), max(in.End, c.End)
		}
		holding = holding[:0]
		for p := sort.Search(len(pieces), func(p int) bool { return pieces[p].Start > in.Start }) - 1; p >= 0 && pieces[p].farthest >= in.End; p-- {
			if s := pieces[p]; s.of != i && s.Contains(in) && s.Len() > in.Len() {
				holding = append(holding, s)
			}
		}
		slices.SortFunc(holding, func(a, b piece) int { return a.of - b.of })
		best := -1
		for _, s := range holding {
			if best < 0 || s.Len() < ss[best].Content.Bounds().Len() {
				best = s.of
			}
		}
		if best >= 0 {
			ss[i].Parent = parley.Optional(ss[best].ID)
		}
	}
}
