package attribution

import (
	"math"
	"math/rand/v2"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
)

// Example is a document with the statements it is known to hold.
type Example struct {
	Doc        *lang.Doc
	Statements []Labelled
	// Convention tells which definition of a statement the labels follow.
	Convention Convention
	Weight     float64 // of each of its cues
}

// Convention is a definition of what counts as a statement.
type Convention uint8

// The conventions that there are labels for.
const (
	Guidelines Convention = iota // eval/GUIDELINES.md
	PolNeAR                      // no nesting; propositional attitudes of every sort
)

// Labelled is a known statement by its byte spans. A nil Cue is a quotation
// that merely continues. Optional ones may be found or not.
type Labelled struct {
	Source, Cue, Content []parley.Span
	Optional             bool
}

// TrainOptions steer [Train].
type TrainOptions struct {
	Epochs       int
	Rate, L1, L2 float64
	MinCount     int
	Seed         uint64
	// Drop is the share of features left out of each lesson at random, so that no
	// few of them carry all (Wang and Manning 2013).
	Drop   float64
	Pack   learn.Pack
	Report func(epoch int, loss float64)
}

// lesson is one cue with its factors as feature ids and which triples are right.
type lesson struct {
	weight  float32
	ids     []int32 // features of all factors
	ends    []int32
	cueAt   int32
	source  []int32
	content [][3]int32
	pairs   []int32
	none    bool    // nothing is attributed here
	right   []int32 // indices into pairs
}

// Train learns to choose the triple of each cue. The weights are those of the
// Guidelines convention; what PolNeAR's labels teach is shared between the two.
func Train(examples []Example, o TrainOptions) *learn.Ranker {
	return TrainFor(examples, Guidelines, o)
}

// TrainFor is [Train] with the weights of any convention.
func TrainFor(examples []Example, c Convention, o TrainOptions) *learn.Ranker {
	t := trainer{o: o, index: map[uint64]int32{}}
	for _, e := range examples {
		t.add(&e)
	}
	t.prune()
	w := t.run()
	return t.pack(w, c)
}

type trainer struct {
	o       TrainOptions
	index   map[uint64]int32 // key without convention
	keys    []uint64
	count   []int32
	lessons []lesson
	domain  []Convention // of each lesson
}

func (t *trainer) id(key uint64) int32 {
	id, ok := t.index[key]
	if !ok {
		id = int32(len(t.keys))
		t.index[key] = id
		t.keys = append(t.keys, key)
		t.count = append(t.count, 0)
	}
	return id
}

func (t *trainer) add(e *Example) {
	v := newView(e.Doc)
	var o options
	forEachCue(v, func(c cue, shared span) span {
		g := goldFor(v, &c, e)
		if g.skip {
			return g.source
		}
		v.options(c, shared, &o)
		l := lesson{weight: float32(e.Weight), cueAt: o.cueAt, none: g.none}
		if g.optional {
			l.weight *= 0.3
		}
		if !g.none {
			l.right = g.match(v, &o)
			if len(l.right) == 0 {
				return g.source
			}
		}
		l.source = append(l.source, o.source...)
		l.content = append(l.content, o.content...)
		l.pairs = append(l.pairs, o.pairs...)
		seen := map[int32]bool{}
		for i := range o.factors.Len() {
			for _, k := range o.factors.At(i) {
				id := t.id(k)
				l.ids = append(l.ids, id)
				if !seen[id] {
					seen[id] = true
					t.count[id]++
				}
			}
			l.ends = append(l.ends, int32(len(l.ids)))
		}
		t.lessons = append(t.lessons, l)
		t.domain = append(t.domain, e.Convention)
		return g.source
	})
}

// forEachCue walks the cues of a document in text order. f returns the source
// it settled on, which the cues after it in the sentence may share.
func forEachCue(v *view, f func(c cue, shared span) span) {
	var cues []cue
	for _, s := range v.d.Sents {
		if v.d.Paras[s.Para].Apart {
			continue
		}
		cues = v.findCues(s.Toks[0], s.Toks[1], cues[:0])
		var shared span
		for _, c := range cues {
			if got := f(c, shared); !got.empty() && got.from >= s.Toks[0] && got.to <= s.Toks[1] && !(got.to-got.from == 1 && v.is(got.from, classPron) && v.d.Toks[got.from].Low[0] == 'w') {
				shared = got
			}
		}
	}
}

// answer is what the labels say of one cue.
type answer struct {
	skip, none, optional bool
	source               span // for the cues that follow
	labels               []Labelled
}

func goldFor(v *view, c *cue, e *Example) answer {
	var a answer
	head := v.d.Toks[c.head].Span
	inside := false
	for _, s := range e.Statements {
		hit := false
		for _, sp := range s.Cue {
			hit = hit || sp.Overlaps(head)
		}
		if hit {
			a.labels = append(a.labels, s)
			continue
		}
		for _, sp := range s.Content {
			inside = inside || sp.Contains(head)
		}
	}
	if len(a.labels) == 0 {
		a.none = true
		// PolNeAR labels nothing inside a content.
		a.skip = e.Convention == PolNeAR && inside
		return a
	}
	a.optional = true
	for _, s := range a.labels {
		a.optional = a.optional && s.Optional
		if len(s.Source) > 0 && a.source.empty() {
			a.source = v.tokens(s.Source[0])
		}
	}
	return a
}

// tokens is the tokens that a byte span touches.
func (v *view) tokens(s parley.Span) span {
	toks := v.d.Toks
	return span{
		sort.Search(len(toks), func(i int) bool { return toks[i].End > s.Start }),
		sort.Search(len(toks), func(i int) bool { return toks[i].Start >= s.End }),
	}
}

// match returns the triples that agree with a label.
func (a *answer) match(v *view, o *options) []int32 {
	var right []int32
	for _, l := range a.labels {
		bestSource, sources := 0.0, make([]float64, len(o.sources))
		for i := range o.sources {
			sources[i] = v.agreeSource(l.Source, o.sources[i].span)
			bestSource = max(bestSource, sources[i])
		}
		bestContent, contents := 0.0, make([]float64, len(o.contents))
		for j := range o.contents {
			contents[j] = v.agreement(l.Content, o.contents[j].first, o.contents[j].second)
			bestContent = max(bestContent, contents[j])
		}
		if bestSource < 0.6 || bestContent < 0.75 && (o.cue.kind != cueRefusal && o.cue.kind != cueSilence) {
			continue
		}
		for i := range o.sources {
			for j := range o.contents {
				at := i*len(o.contents) + j
				if sources[i] >= bestSource-1e-9 && contents[j] >= bestContent-1e-9 && o.pairs[at] >= 0 {
					right = append(right, int32(at))
				}
			}
		}
	}
	return right
}

func (v *view) agreeSource(label []parley.Span, s span) float64 {
	if len(label) == 0 || s.empty() {
		if len(label) == 0 && s.empty() {
			return 1
		}
		return 0
	}
	return v.agreement(label, s, span{})
}

// agreement is the F1 of the word tokens of a label and of up to two spans.
func (v *view) agreement(label []parley.Span, first, second span) float64 {
	var gold, got, both int
	for _, l := range label {
		s := v.tokens(l)
		for i := s.from; i < s.to; i++ {
			if v.punct(i) {
				continue
			}
			gold++
			if first.from <= i && i < first.to || second.from <= i && i < second.to {
				both++
			}
		}
	}
	for _, s := range []span{first, second} {
		for i := s.from; i < s.to; i++ {
			if !v.punct(i) {
				got++
			}
		}
	}
	if both == 0 {
		return 0
	}
	return 2 * float64(both) / float64(gold+got)
}

// prune leaves out features that fewer than MinCount cues have.
func (t *trainer) prune() {
	to := make([]int32, len(t.keys))
	var keys []uint64
	for id, n := range t.count {
		to[id] = -1
		if int(n) >= t.o.MinCount {
			to[id] = int32(len(keys))
			keys = append(keys, t.keys[id])
		}
	}
	t.keys, t.index, t.count = keys, nil, nil
	for k := range t.lessons {
		l := &t.lessons[k]
		out, at := l.ids[:0], 0
		for f, end := range l.ends {
			for ; at < int(end); at++ {
				if id := to[l.ids[at]]; id >= 0 {
					out = append(out, id)
				}
			}
			l.ends[f] = int32(len(out))
		}
		l.ids = out
	}
}

// learnt weights are those of a feature for all conventions and for each one alone
// (Daumé 2007).
type learnt struct{ w, z, n [3][]float32 }

func (t *trainer) run() *learnt {
	var m learnt
	for k := range 3 {
		m.w[k], m.z[k], m.n[k] = make([]float32, len(t.keys)), make([]float32, len(t.keys)), make([]float32, len(t.keys))
	}
	order := make([]int, len(t.lessons))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.o.Seed, 0x5EED))
	var sum, grad, p []float64
	limit := uint32(t.o.Drop * (1 << 16))
	scale := 1 / (1 - t.o.Drop)
	for epoch := range t.o.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for _, at := range order {
			l := &t.lessons[at]
			salt := rng.Uint32()
			dropped := func(id int32) bool { return (uint32(id)^salt)*2654435761>>16 < limit }
			own := 1 + int(t.domain[at])
			sum = sum[:0]
			from := int32(0)
			for _, end := range l.ends {
				s := float32(0)
				for _, id := range l.ids[from:end] {
					if !dropped(id) {
						s += m.w[0][id] + m.w[own][id]
					}
				}
				sum = append(sum, float64(s)*scale)
				from = end
			}
			grad = grad[:0]
			for range sum {
				grad = append(grad, 0)
			}
			loss += l.gradient(sum, grad, &p)
			from = 0
			for f, end := range l.ends {
				g := grad[f] * float64(l.weight)
				if g > 1e-4 || g < -1e-4 {
					for _, id := range l.ids[from:end] {
						if !dropped(id) {
							t.step(&m, 0, id, g)
							t.step(&m, own, id, g)
						}
					}
				}
				from = end
			}
		}
		if t.o.Report != nil {
			t.o.Report(epoch+1, loss/float64(max(len(order), 1)))
		}
	}
	return &m
}

// gradient adds to grad the gradient of the lesson's loss by factor.
func (l *lesson) gradient(sum, grad []float64, scratch *[]float64) float64 {
	p := (*scratch)[:0]
	n := len(l.content)
	top := 0.0 // the score of "nothing is attributed here"
	base := sum[l.cueAt]
	for at, pair := range l.pairs {
		if pair < 0 {
			p = append(p, math.Inf(-1))
			continue
		}
		c := l.content[at%n]
		s := base + sum[l.source[at/n]] + sum[c[0]] + sum[c[1]] + sum[c[2]] + sum[pair]
		p = append(p, s)
		top = max(top, s)
	}
	none := math.Exp(-top)
	all := none
	for at := range p {
		p[at] = math.Exp(p[at] - top)
		all += p[at]
	}
	good := 0.0
	if l.none {
		good = none
	}
	for _, at := range l.right {
		good += p[at]
	}
	good = max(good, 1e-300)
	for _, at := range l.right {
		l.spread(grad, int(at), n, -p[at]/good)
	}
	for at := range p {
		if g := p[at] / all; g > 1e-6 {
			l.spread(grad, at, n, g)
		}
	}
	*scratch = p
	return math.Log(all / good)
}

func (l *lesson) spread(grad []float64, at, n int, g float64) {
	c := l.content[at%n]
	grad[l.cueAt] += g
	grad[l.source[at/n]] += g
	grad[c[0]] += g
	grad[c[1]] += g
	grad[c[2]] += g
	grad[l.pairs[at]] += g
}

// step is FTRL-proximal (McMahan et al. 2013), which leaves rare weights at 0.
func (t *trainer) step(m *learnt, k int, id int32, g float64) {
	n := float64(m.n[k][id])
	n2 := n + g*g
	sq, sq2 := math.Sqrt(n), math.Sqrt(n2)
	z := float64(m.z[k][id]) + g - (sq2-sq)/t.o.Rate*float64(m.w[k][id])
	m.n[k][id], m.z[k][id] = float32(n2), float32(z)
	switch {
	case z > t.o.L1:
		m.w[k][id] = float32(-(z - t.o.L1) / ((1+sq2)/t.o.Rate + t.o.L2))
	case z < -t.o.L1:
		m.w[k][id] = float32(-(z + t.o.L1) / ((1+sq2)/t.o.Rate + t.o.L2))
	default:
		m.w[k][id] = 0
	}
}

// pack adds up what all conventions and the given one taught.
func (t *trainer) pack(m *learnt, c Convention) *learn.Ranker {
	w := make([]float64, len(t.keys))
	for id := range w {
		w[id] = float64(m.w[0][id] + m.w[1+int(c)][id])
	}
	return learn.NewRanker(t.keys, w, t.o.Pack)
}
