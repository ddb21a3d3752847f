package learn

import (
	"math"
	"slices"
)

// CRF is a linear-chain conditional random field: a score a token and label
// from features, and a score for each pair of labels in a row.
type CRF struct {
	Linear
	trans []float32 // from*L + to; -Inf where it is not allowed
	start []float32
	end   []float32
}

// Lattice is a scored sequence and the scratch space of its questions. Its
// zero value is ready; reuse it.
type Lattice struct {
	crf    *CRF
	n, l   int
	unary  []float32
	scores []int32

	known       bool // forward and backward sums are up to date
	exp         []float64
	expTrans    []float64
	expFor      *CRF
	alpha, beta []float64
	scale       []float64

	best []float32
	back []int32
	path []int
}

// Lattice scores the items of s into l, which the caller reuses.
func (c *CRF) Lattice(s *Seq, l *Lattice) {
	l.crf, l.n, l.l, l.known = c, s.Len(), len(c.Labels), false
	l.unary = slices.Grow(l.unary[:0], l.n*l.l)[:l.n*l.l]
	l.scores = slices.Grow(l.scores[:0], l.l)[:l.l]
	unit := float32(c.unit)
	for i := range l.n {
		c.Score(s.At(i), l.scores)
		for y, q := range l.scores {
			l.unary[i*l.l+y] = float32(q) * unit
		}
	}
}

// Len is the number of items.
func (l *Lattice) Len() int { return l.n }

// Add raises the score of label y at item i, to bring in knowledge from
// outside the model; minus infinity forbids it.
func (l *Lattice) Add(i, y int, by float32) {
	l.unary[i*l.l+y] += by
	l.known = false
}

// Best returns the most probable labels. They are valid until the next call.
func (l *Lattice) Best() []int {
	n, L, c := l.n, l.l, l.crf
	l.path = slices.Grow(l.path[:0], n)[:n]
	if n == 0 {
		return l.path
	}
	l.best = slices.Grow(l.best[:0], 2*L)[:2*L]
	l.back = slices.Grow(l.back[:0], n*L)[:n*L]
	prev, cur := l.best[:L], l.best[L:]
	for y := range L {
		prev[y] = c.start[y] + l.unary[y]
	}
	for i := 1; i < n; i++ {
		for y := range L {
			top, from := float32(math.Inf(-1)), 0
			for x := range L {
				if s := prev[x] + c.trans[x*L+y]; s > top {
					top, from = s, x
				}
			}
			cur[y] = top + l.unary[i*L+y]
			l.back[i*L+y] = int32(from)
		}
		prev, cur = cur, prev
	}
	top, y := float32(math.Inf(-1)), 0
	for x := range L {
		if s := prev[x] + c.end[x]; s > top {
			top, y = s, x
		}
	}
	for i := n - 1; i >= 0; i-- {
		l.path[i] = y
		y = int(l.back[i*L+y])
	}
	return l.path
}

// Path is one label sequence; P is its probability.
type Path struct {
	Labels []int
	P      float64
}

// KBest returns the k most probable label sequences, best first, fewer when
// there are fewer. It allocates its result.
func (l *Lattice) KBest(k int) []Path {
	n, L, c := l.n, l.l, l.crf
	if n == 0 || k <= 0 {
		return nil
	}
	type cell struct {
		score float32
		from  int32 // label*k + rank of the cell before
	}
	inf := float32(math.Inf(-1))
	cells := make([]cell, n*L*k)
	for i := range cells {
		cells[i].score = inf
	}
	insert := func(list []cell, e cell) {
		if e.score <= list[k-1].score {
			return
		}
		j := k - 1
		for ; j > 0 && list[j-1].score < e.score; j-- {
			list[j] = list[j-1]
		}
		list[j] = e
	}
	for y := range L {
		cells[y*k] = cell{c.start[y] + l.unary[y], -1}
	}
	for i := 1; i < n; i++ {
		for y := range L {
			list := cells[(i*L+y)*k : (i*L+y+1)*k]
			u := l.unary[i*L+y]
			for x := range L {
				t := c.trans[x*L+y] + u
				for r := range k {
					s := cells[((i-1)*L+x)*k+r].score + t
					if s <= list[k-1].score {
						break
					}
					insert(list, cell{s, int32(x*k + r)})
				}
			}
		}
	}
	final := make([]cell, k)
	for i := range final {
		final[i].score = inf
	}
	for y := range L {
		for r := range k {
			insert(final, cell{cells[((n-1)*L+y)*k+r].score + c.end[y], int32(y*k + r)})
		}
	}
	z := l.LogZ()
	var out []Path
	for _, f := range final {
		if f.score == inf {
			break
		}
		p := Path{make([]int, n), math.Exp(float64(f.score) - z)}
		at := f.from
		for i := n - 1; i >= 0; i-- {
			p.Labels[i] = int(at) / k
			at = cells[i*L*k+int(at)].from
		}
		out = append(out, p)
	}
	return out
}

// sum runs forward-backward in the probability domain, scaled item by item.
func (l *Lattice) sum() {
	if l.known {
		return
	}
	l.known = true
	n, L, c := l.n, l.l, l.crf
	if l.expFor != c {
		l.expTrans = slices.Grow(l.expTrans[:0], L*L)[:L*L]
		for i, t := range c.trans {
			l.expTrans[i] = math.Exp(float64(t))
		}
		l.expFor = c
	}
	grow := func(s []float64, n int) []float64 { return slices.Grow(s[:0], n)[:n] }
	l.exp, l.alpha, l.beta, l.scale = grow(l.exp, n*L), grow(l.alpha, n*L), grow(l.beta, n*L), grow(l.scale, n)
	forwardBackward(n, L, l.unary, c.start, c.end, l.expTrans, l.exp, l.alpha, l.beta, l.scale)
}

// forwardBackward fills alpha and beta so that alpha*beta is the marginal of
// each label, and scale so that the sum of its logarithms is log Z.
func forwardBackward(n, L int, unary, start, end []float32, trans, exp, alpha, beta, scale []float64) {
	for i := range n {
		top := float32(math.Inf(-1))
		for y := range L {
			u := unary[i*L+y]
			if i == 0 {
				u += start[y]
			}
			if i == n-1 {
				u += end[y]
			}
			exp[i*L+y] = float64(u)
			top = max(top, u)
		}
		if math.IsInf(float64(top), -1) {
			top = 0
		}
		for y := range L {
			exp[i*L+y] = math.Exp(exp[i*L+y] - float64(top))
		}
		scale[i] = float64(top) // finished below
	}
	for i := range n {
		total := 0.0
		for y := range L {
			a := 1.0
			if i > 0 {
				a = 0
				prev := alpha[(i-1)*L : i*L]
				for x, p := range prev {
					a += p * trans[x*L+y]
				}
			}
			a *= exp[i*L+y]
			alpha[i*L+y] = a
			total += a
		}
		if total <= 0 {
			total = math.SmallestNonzeroFloat64
		}
		for y := range L {
			alpha[i*L+y] /= total
		}
		scale[i] += math.Log(total)
		exp0 := 1 / total
		for y := range L {
			exp[i*L+y] *= exp0
		}
	}
	for y := range L {
		beta[(n-1)*L+y] = 1
	}
	for i := n - 2; i >= 0; i-- {
		for x := range L {
			b := 0.0
			for y := range L {
				b += trans[x*L+y] * exp[(i+1)*L+y] * beta[(i+1)*L+y]
			}
			beta[i*L+x] = b
		}
	}
}

// LogZ is the logarithm of the sum of all sequences' exponentiated scores.
func (l *Lattice) LogZ() float64 {
	if l.n == 0 {
		return 0
	}
	l.sum()
	z := 0.0
	for _, s := range l.scale[:l.n] {
		z += s
	}
	return z
}

// P is the probability that item i has label y.
func (l *Lattice) P(i, y int) float64 {
	l.sum()
	return l.alpha[i*l.l+y] * l.beta[i*l.l+y]
}

// SpanP is the probability that items [i,j) are exactly one span: label begin,
// then inside to its end, and not inside after it.
func (l *Lattice) SpanP(i, j, begin, inside int) float64 {
	l.sum()
	L := l.l
	p, y := l.alpha[i*L+begin], begin
	for k := i + 1; k < j; k++ {
		p *= l.expTrans[y*L+inside] * l.exp[k*L+inside]
		y = inside
	}
	if j == l.n {
		return p
	}
	after := 0.0
	for x := range L {
		if x != inside {
			after += l.expTrans[y*L+x] * l.exp[j*L+x] * l.beta[j*L+x]
		}
	}
	return p * after
}
