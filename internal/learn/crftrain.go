package learn

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Options steer the training of log-linear models by FTRL-proximal (McMahan et
// al. 2013), AdaGrad with lazy regularisation.
type Options struct {
	Epochs   int
	Rate     float64 // step size, about 0.1 to 0.5
	L1, L2   float64 // L1 about 0.1 to 1 leaves the table sparse
	MinCount int     // rarer features are left out
	Seed     uint64  // of the order of examples
	Pack     Pack
	// Allowed says which labels may follow which; nil allows all. Begin and end
	// are -1.
	Allowed func(from, to int) bool
	// Report, when set, hears the mean loss an item after each epoch.
	Report func(epoch int, loss float64)
}

// BIO returns an Allowed for labels "O", "B-x", "I-x": I-x follows only B-x and
// I-x.
func BIO(labels []string) func(from, to int) bool {
	return func(from, to int) bool {
		if to < 0 || labels[to][0] != 'I' {
			return true
		}
		return from >= 0 && labels[from][0] != 'O' && labels[from][1:] == labels[to][1:]
	}
}

// ftrl holds the weights of a model in training.
type ftrl struct {
	w      []float32
	z      []float32
	n      []float32
	rate   float64
	l1, l2 float64
}

func newFTRL(n int, o Options) *ftrl {
	return &ftrl{make([]float32, n), make([]float32, n), make([]float32, n), o.Rate, o.L1, o.L2}
}

// step moves weight i against gradient g.
func (f *ftrl) step(i int, g float64) {
	n := float64(f.n[i])
	n2 := n + g*g
	sq, sq2 := math.Sqrt(n), math.Sqrt(n2)
	sigma := (sq2 - sq) / f.rate
	z := float64(f.z[i]) + g - sigma*float64(f.w[i])
	f.n[i], f.z[i] = float32(n2), float32(z)
	switch {
	case z > f.l1:
		f.w[i] = float32(-(z - f.l1) / ((1+sq2)/f.rate + f.l2))
	case z < -f.l1:
		f.w[i] = float32(-(z + f.l1) / ((1+sq2)/f.rate + f.l2))
	default:
		f.w[i] = 0
	}
}

// examples holds sequences with their features numbered.
type examples struct {
	index index
	count []int32
	ids   []int32
	items []int // end of each item in ids
	seqs  []int // end of each sequence in items
}

func (e *examples) add(s *Seq) {
	for i := range s.Len() {
		for _, k := range s.At(i) {
			id := e.index.add(k)
			if int(id) == len(e.count) {
				e.count = append(e.count, 0)
			}
			e.count[id]++
			e.ids = append(e.ids, id)
		}
		e.items = append(e.items, len(e.ids))
	}
	e.seqs = append(e.seqs, len(e.items))
}

// prune leaves out features rarer than n and returns the keys that stay.
func (e *examples) prune(n int) []uint64 {
	keys := e.index.list()
	renumber := make([]int32, len(keys))
	var kept []uint64
	for id, c := range e.count {
		renumber[id] = -1
		if int(c) >= n {
			renumber[id] = int32(len(kept))
			kept = append(kept, keys[id])
		}
	}
	at := 0
	from := 0
	for i, end := range e.items {
		for _, id := range e.ids[from:end] {
			if r := renumber[id]; r >= 0 {
				e.ids[at] = r
				at++
			}
		}
		from = end
		e.items[i] = at
	}
	e.ids = e.ids[:at]
	return kept
}

func (e *examples) seq(s int) (from, to int) {
	if s > 0 {
		from = e.seqs[s-1]
	}
	return from, e.seqs[s]
}

func (e *examples) item(i int) []int32 {
	if i == 0 {
		return e.ids[:e.items[0]]
	}
	return e.ids[e.items[i-1]:e.items[i]]
}

// CRFTrainer collects examples and trains a [CRF].
type CRFTrainer struct {
	labels []string
	o      Options
	data   examples
	gold   []int8
	weight []float32
}

// NewCRFTrainer starts a trainer for at most 127 labels.
func NewCRFTrainer(labels []string, o Options) *CRFTrainer {
	return &CRFTrainer{labels: labels, o: o}
}

// Add takes one sequence with its labels; -1 is a label that is not known and
// is summed over. The sequence is copied. Weight multiplies its gradient.
func (t *CRFTrainer) Add(s *Seq, gold []int, weight float64) {
	if s.Len() == 0 || s.Len() != len(gold) {
		return
	}
	t.data.add(s)
	for _, y := range gold {
		t.gold = append(t.gold, int8(y))
	}
	t.weight = append(t.weight, float32(weight))
}

// Train returns the trained model. It uses up the trainer.
func (t *CRFTrainer) Train() *CRF {
	L := len(t.labels)
	keys := t.data.prune(t.o.MinCount)
	f := newFTRL(len(keys)*L, t.o)
	edge := newFTRL(L*L+2*L, t.o)
	edge.l1, edge.l2 = 0, 0
	inf := float32(math.Inf(-1))
	for i := range edge.w {
		if !t.allowed(i) {
			edge.w[i] = inf
		}
	}
	var unary, clamped []float32
	var exp, alpha, beta, scale, alpha2, beta2, scale2, exp2, diff []float64
	expTrans := make([]float64, L*L)
	grow := func(s []float64, n int) []float64 { return slices.Grow(s[:0], n)[:n] }
	order := make([]int, len(t.weight))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.o.Seed, 0x5EED))
	for epoch := range t.o.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss, items := 0.0, 0
		for _, s := range order {
			from, to := t.data.seq(s)
			n := to - from
			unary = slices.Grow(unary[:0], n*L)[:n*L]
			clear(unary)
			for i := range n {
				u := unary[i*L : (i+1)*L]
				for _, id := range t.data.item(from + i) {
					for y, w := range f.w[int(id)*L : (int(id)+1)*L] {
						u[y] += w
					}
				}
			}
			trans, start, end := edge.w[:L*L], edge.w[L*L:L*L+L], edge.w[L*L+L:]
			for i, w := range trans {
				expTrans[i] = math.Exp(float64(w))
			}
			exp, alpha, beta, scale = grow(exp, n*L), grow(alpha, n*L), grow(beta, n*L), grow(scale, n)
			forwardBackward(n, L, unary, start, end, expTrans, exp, alpha, beta, scale)
			// The same with the known labels held fast gives the other side of
			// the gradient.
			clamped = append(clamped[:0], unary...)
			for i := range n {
				if g := int(t.gold[from+i]); g >= 0 {
					for y := range L {
						if y != g {
							clamped[i*L+y] = inf
						}
					}
				}
			}
			exp2, alpha2, beta2, scale2 = grow(exp2, n*L), grow(alpha2, n*L), grow(beta2, n*L), grow(scale2, n)
			forwardBackward(n, L, clamped, start, end, expTrans, exp2, alpha2, beta2, scale2)
			for i := range n {
				loss += scale[i] - scale2[i]
			}
			items += n
			by := float64(t.weight[s])
			diff = grow(diff, L)
			for i := range n {
				most := 0.0
				for y := range L {
					diff[y] = alpha[i*L+y]*beta[i*L+y] - alpha2[i*L+y]*beta2[i*L+y]
					most = max(most, math.Abs(diff[y]))
				}
				if most < 1e-4 {
					continue
				}
				for _, id := range t.data.item(from + i) {
					for y, g := range diff {
						if g > 1e-5 || g < -1e-5 {
							f.step(int(id)*L+y, g*by)
						}
					}
				}
			}
			for y := range L {
				t.edgeStep(edge, L*L+y, (alpha[y]*beta[y]-alpha2[y]*beta2[y])*by)
				k := (n-1)*L + y
				t.edgeStep(edge, L*L+L+y, (alpha[k]*beta[k]-alpha2[k]*beta2[k])*by)
			}
			if n > 1 {
				for x := range L {
					for y := range L {
						if expTrans[x*L+y] == 0 {
							continue
						}
						g := 0.0
						for i := range n - 1 {
							g += alpha[i*L+x]*exp[(i+1)*L+y]*beta[(i+1)*L+y] - alpha2[i*L+x]*exp2[(i+1)*L+y]*beta2[(i+1)*L+y]
						}
						t.edgeStep(edge, x*L+y, g*expTrans[x*L+y]*by)
					}
				}
			}
		}
		if t.o.Report != nil {
			t.o.Report(epoch+1, loss/float64(max(items, 1)))
		}
	}
	w := make([]float64, len(f.w))
	for i, x := range f.w {
		w[i] = float64(x)
	}
	return &CRF{
		Linear: Linear{*newTable(keys, L, w, t.o.Pack), t.labels},
		trans:  edge.w[:L*L], start: edge.w[L*L : L*L+L], end: edge.w[L*L+L:],
	}
}

func (t *CRFTrainer) edgeStep(edge *ftrl, i int, g float64) {
	if g != 0 && !math.IsInf(float64(edge.w[i]), -1) {
		edge.step(i, g)
	}
}

// allowed decodes the number of an edge weight.
func (t *CRFTrainer) allowed(i int) bool {
	L := len(t.labels)
	switch {
	case t.o.Allowed == nil:
		return true
	case i < L*L:
		return t.o.Allowed(i/L, i%L)
	case i < L*L+L:
		return t.o.Allowed(-1, i-L*L)
	}
	return t.o.Allowed(i-L*L-L, -1)
}
