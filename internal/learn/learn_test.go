package learn

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// randomCRF is a chain with random weights for items with the keys 1..keys.
func randomCRF(rng *rand.Rand, labels, keys int) *CRF {
	names := []string{"O", "B-a", "I-a", "B-b", "I-b"}[:labels]
	ks := make([]uint64, keys)
	for i := range ks {
		ks[i] = Mix(1, uint64(i))
	}
	w := make([]float64, keys*labels)
	for i := range w {
		w[i] = rng.NormFloat64()
	}
	edges := make([]float32, labels*labels+2*labels)
	for i := range edges {
		edges[i] = float32(rng.NormFloat64())
	}
	if labels > 2 {
		edges[2] = float32(math.Inf(-1)) // O before I-a
	}
	L2 := labels * labels
	return &CRF{Linear{*newTable(ks, labels, w, Pack{}), names}, edges[:L2], edges[L2 : L2+labels], edges[L2+labels:]}
}

func randomSeq(rng *rand.Rand, n, keys int) *Seq {
	var s Seq
	for range n {
		for range 3 {
			s.Add(Mix(1, uint64(rng.IntN(keys))))
		}
		s.Next()
	}
	return &s
}

// every calls f with each label sequence and its score.
func every(l *Lattice, f func(path []int, score float64)) {
	path := make([]int, l.n)
	var walk func(i int, score float64)
	walk = func(i int, score float64) {
		if i == l.n {
			f(path, score+float64(l.crf.end[path[i-1]]))
			return
		}
		for y := range l.l {
			path[i] = y
			s := score + float64(l.unary[i*l.l+y])
			if i == 0 {
				s += float64(l.crf.start[y])
			} else {
				s += float64(l.crf.trans[path[i-1]*l.l+y])
			}
			walk(i+1, s)
		}
	}
	walk(0, 0)
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-5*(1+math.Abs(a)) }

func TestLatticeAgreesWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		labels := rapid.IntRange(1, 4).Draw(t, "labels")
		n := rapid.IntRange(1, 5).Draw(t, "n")
		c := randomCRF(rng, labels, 6)
		var l Lattice
		c.Lattice(randomSeq(rng, n, 6), &l)
		i := rng.IntN(n)
		j := i + 1 + rng.IntN(n-i)
		begin, inside := min(1, labels-1), min(2, labels-1)
		z, marginal, span := 0.0, make([]float64, labels), 0.0
		type scored struct {
			labels []int
			score  float64
		}
		var all []scored
		every(&l, func(p []int, s float64) {
			z += math.Exp(s)
			marginal[p[i]] += math.Exp(s)
			is := p[i] == begin
			for k := i + 1; k < j; k++ {
				is = is && p[k] == inside
			}
			if is && (j == n || p[j] != inside) {
				span += math.Exp(s)
			}
			if !math.IsInf(s, -1) {
				all = append(all, scored{slices.Clone(p), s})
			}
		})
		if !near(l.LogZ(), math.Log(z)) {
			t.Fatalf("log Z %v, want %v", l.LogZ(), math.Log(z))
		}
		for y := range labels {
			if !near(l.P(i, y), marginal[y]/z) {
				t.Fatalf("P(%d,%d) %v, want %v", i, y, l.P(i, y), marginal[y]/z)
			}
		}
		if p := l.SpanP(i, j, begin, inside); !near(p, span/z) {
			t.Fatalf("SpanP %v, want %v", p, span/z)
		}
		slices.SortFunc(all, func(a, b scored) int {
			if a.score > b.score {
				return -1
			}
			return 1
		})
		if best := l.Best(); !slices.Equal(best, all[0].labels) {
			t.Fatalf("best %v, want %v", best, all[0].labels)
		}
		got := l.KBest(4)
		if len(got) != min(4, len(all)) {
			t.Fatalf("%d best, want %d", len(got), min(4, len(all)))
		}
		for k, p := range got {
			if !near(p.P, math.Exp(all[k].score)/z) {
				t.Fatalf("path %d: P %v, want %v", k, p.P, math.Exp(all[k].score)/z)
			}
		}
	})
}

func TestTableKeepsWeights(t *testing.T) {
	for _, width := range []int{1, 5, 40} {
		testTable(t, width)
	}
}

func testTable(t *testing.T, width int) {
	const n = 5000
	rng := rand.New(rand.NewPCG(1, 2))
	keys := make([]uint64, n)
	w := make([]float64, n*width)
	for i := range keys {
		keys[i] = rng.Uint64()
		for c := range width {
			w[i*width+c] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(3)))
		}
	}
	table := newTable(keys, width, w, Pack{})
	missing, scores := 0, make([]int32, width)
	for i, k := range keys {
		clear(scores)
		table.AddTo(scores, k)
		top, off := 0.0, 0.0
		for c := range width {
			x := w[i*width+c]
			top = max(top, math.Abs(x))
			off = max(off, math.Abs(x-float64(scores[c])*table.Unit()))
		}
		if off > 0.01*top+table.Unit() {
			missing++
		}
	}
	if missing > n*3/100 {
		t.Errorf("%d of %d rows lost", missing, n)
	}
	wrong := 0
	for range 100000 {
		if _, slot := table.find(rng.Uint64()); slot < slots {
			wrong++
		}
	}
	if wrong > 30 {
		t.Errorf("%d of 100,000 absent keys found", wrong)
	}
}

// toy is a task that only the neighbours decide: an item's label is the parity
// of its left neighbour.
func toy(seed uint64, add func(s *Seq, gold []int)) {
	rng := rand.New(rand.NewPCG(seed, 3))
	for range 200 {
		var s Seq
		var gold []int
		prev := 0
		for range 8 {
			v := rng.IntN(20)
			s.Add(Mix(1, uint64(v)))
			s.Add(Mix(2, uint64(prev)))
			s.Next()
			gold = append(gold, prev%2)
			prev = v
		}
		add(&s, gold)
	}
}

func trainToy() *CRF {
	tr := NewCRFTrainer([]string{"even", "odd"}, Options{Epochs: 5, Rate: 0.3, L1: 0.01, MinCount: 2, Seed: 7})
	toy(1, func(s *Seq, gold []int) { tr.Add(s, gold, 1) })
	return tr.Train()
}

func TestCRFLearnsAndIsDeterministic(t *testing.T) {
	c := trainToy()
	var l Lattice
	right, all := 0, 0
	toy(2, func(s *Seq, gold []int) {
		c.Lattice(s, &l)
		for i, y := range l.Best() {
			if y == gold[i] {
				right++
			}
			all++
		}
	})
	if right*100 < all*99 {
		t.Errorf("%d of %d right", right, all)
	}
	var a, b Builder
	a.CRF("toy", c)
	b.CRF("toy", trainToy())
	x, _ := a.Bytes()
	y, _ := b.Bytes()
	if !bytes.Equal(x, y) {
		t.Error("two trainings on the same data differ")
	}
}

func TestUnknownLabelsAreSummedOver(t *testing.T) {
	tr := NewCRFTrainer([]string{"even", "odd"}, Options{Epochs: 5, Rate: 0.3, Seed: 7})
	toy(1, func(s *Seq, gold []int) {
		gold[3], gold[4] = -1, -1
		tr.Add(s, gold, 1)
	})
	c := tr.Train()
	var l Lattice
	toy(2, func(s *Seq, gold []int) {
		c.Lattice(s, &l)
		if !slices.Equal(l.Best(), gold) {
			t.Fatalf("%v, want %v", l.Best(), gold)
		}
	})
}

func TestPerceptronLearns(t *testing.T) {
	var runs []*Perceptron
	for seed := range uint64(2) {
		p := NewPerceptron(2)
		for range 3 {
			toy(1+seed, func(s *Seq, gold []int) {
				for i, g := range gold {
					p.Teach(s.At(i), g, 2)
				}
			})
		}
		runs = append(runs, p)
	}
	m := Average([]string{"even", "odd"}, Pack{}, runs...)
	scores := make([]int32, 2)
	toy(3, func(s *Seq, gold []int) {
		for i, g := range gold {
			m.Score(s.At(i), scores)
			if Top(scores) != g {
				t.Fatal("wrong on the toy task")
			}
		}
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestRankerLearnsAndCalibrates(t *testing.T) {
	// Of four candidates the one with the largest number is right, four times in five.
	lists := func(seed uint64, f func(s *Seq, right []bool)) {
		rng := rand.New(rand.NewPCG(seed, 4))
		for range 4000 {
			var s Seq
			right := make([]bool, 4)
			best, top := 0, -1
			for i := range 4 {
				v := rng.IntN(30)
				s.Add(Mix(1, uint64(v)))
				s.Next()
				if v > top {
					best, top = i, v
				}
			}
			if rng.IntN(5) == 0 {
				best = rng.IntN(4)
			}
			right[best] = true
			f(&s, right)
		}
	}
	tr := NewRankTrainer(Options{Epochs: 10, Rate: 0.2, Seed: 1})
	lists(1, func(s *Seq, right []bool) { tr.Add(s, right, 1) })
	r := tr.Train()
	var scores []float64
	var hits []bool
	winner := func(s *Seq, right []bool) (float64, bool) {
		best, second, at := math.Inf(-1), math.Inf(-1), 0
		for i := range 4 {
			x := r.Score(s.At(i))
			if x > best {
				best, second, at = x, best, i
			} else {
				second = max(second, x)
			}
		}
		return best - second, right[at]
	}
	lists(2, func(s *Seq, right []bool) {
		lead, ok := winner(s, right)
		scores, hits = append(scores, lead), append(hits, ok)
	})
	r.Calibration = FitLogistic(scores, hits)
	sum, good, n := 0.0, 0.0, 0.0
	lists(3, func(s *Seq, right []bool) {
		lead, ok := winner(s, right)
		sum += r.Calibration.P(lead)
		good += float64(boolInt(ok))
		n++
	})
	if good/n < 0.7 || math.Abs(sum-good)/n > 0.05 {
		t.Errorf("%.2f right, %.2f promised", good/n, sum/n)
	}
}

func TestFileRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	c := randomCRF(rng, 3, 50)
	var b Builder
	b.CRF("roles", c)
	b.Raw("table", []byte("abc"))
	b.Linear("tags", &c.Linear)
	b.Ranker("triples", &Ranker{Table: *newTable([]uint64{1, 2}, 1, []float64{1, -2}, Pack{}), Calibration: Logistic{2, -1}})
	data, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	c2, err := f.CRF("roles")
	if err != nil {
		t.Fatal(err)
	}
	s := randomSeq(rng, 6, 50)
	var l, l2 Lattice
	c.Lattice(s, &l)
	c2.Lattice(s, &l2)
	if l.LogZ() != l2.LogZ() {
		t.Errorf("log Z %v, want %v", l2.LogZ(), l.LogZ())
	}
	if raw, err := f.Raw("table"); err != nil || string(raw) != "abc" {
		t.Errorf("raw %q, %v", raw, err)
	}
	r, err := f.Ranker("triples")
	if err != nil || math.Abs(r.Score([]uint64{1, 2, 3})+1) > 0.02 || r.Calibration.A != 2 {
		t.Errorf("ranker %v, %v", r, err)
	}
	if _, err := f.Linear("roles"); err == nil {
		t.Error("a chain came back as a multiclass model")
	}
	data[len(data)-40] ^= 1
	if f, err := Open(data); err == nil && f.Verify() == nil {
		t.Error("a changed byte was not noticed")
	}
}

func TestDictKeepsValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	keys, values := make([]uint64, 6000), make([]uint16, 6000)
	for i := range keys {
		keys[i], values[i] = rng.Uint64(), uint16(i)
	}
	d := NewDict(keys, values)
	lost := 0
	for i, k := range keys {
		if v, ok := d.Lookup(k); !ok || v != values[i] {
			lost++
			if i < 2000 {
				t.Errorf("key %d of the first third lost", i)
			}
		}
	}
	if lost > 400 {
		t.Errorf("%d of 6,000 lost", lost)
	}
}

func FuzzOpen(f *testing.F) {
	var b Builder
	b.Raw("x", []byte("abc"))
	data, _ := b.Bytes()
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if f, err := Open(data); err == nil {
			_, _ = f.CRF("x")
			_, _ = f.Linear("x")
			_, _ = f.Raw("x")
		}
	})
}

func TestInferenceAllocatesNothing(t *testing.T) {
	c := trainToy()
	var l Lattice
	toy(3, func(s *Seq, _ []int) {
		c.Lattice(s, &l)
		l.Best()
		l.LogZ()
		if n := testing.AllocsPerRun(2, func() {
			c.Lattice(s, &l)
			l.Best()
			_ = l.P(0, 0)
		}); n > 0 {
			t.Fatalf("%v allocations", n)
		}
	})
}

func BenchmarkAddTo(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, width = 150_000, 17
	keys, w := make([]uint64, n), make([]float64, n*width)
	for i := range keys {
		keys[i] = rng.Uint64()
	}
	for i := range w {
		w[i] = rng.NormFloat64()
	}
	t := newTable(keys, width, w, Pack{})
	scores := make([]int32, width)
	i := 0
	for b.Loop() {
		t.AddTo(scores, keys[i])
		i = (i + 7919) % n
	}
}
