package learn

import (
	"math"
	"math/rand/v2"
)

// Ranker scores candidates; the highest of a list wins.
type Ranker struct {
	Table
	// Calibration turns the winner's score, or its lead, whichever it was
	// fitted on, into the probability that it is right.
	Calibration Logistic
}

// Score is the score of a candidate with these features.
func (r *Ranker) Score(keys []uint64) float64 {
	var s int32
	for _, k := range keys {
		s += r.Weight(k)
	}
	return float64(s) * r.unit
}

// RankTrainer trains a [Ranker] on lists of candidates, by the likelihood of
// the right ones among their list.
type RankTrainer struct {
	o      Options
	data   examples
	right  []bool
	weight []float32
}

// NewRankTrainer starts a trainer; Allowed is not used.
func NewRankTrainer(o Options) *RankTrainer { return &RankTrainer{o: o} }

// Add takes one list and which of its candidates are right. A list without a
// right candidate teaches nothing: give "none of these" a candidate of its own.
func (t *RankTrainer) Add(list *Seq, right []bool, weight float64) {
	any := false
	for _, r := range right {
		any = any || r
	}
	if !any || list.Len() != len(right) {
		return
	}
	t.data.add(list)
	t.right = append(t.right, right...)
	t.weight = append(t.weight, float32(weight))
}

// Train returns the trained model. It uses up the trainer.
func (t *RankTrainer) Train() *Ranker {
	keys := t.data.prune(t.o.MinCount)
	f := newFTRL(len(keys), t.o)
	order := make([]int, len(t.weight))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.o.Seed, 0x5EED))
	var p []float64
	for epoch := range t.o.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for _, s := range order {
			from, to := t.data.seq(s)
			p = p[:0]
			top := math.Inf(-1)
			for i := from; i < to; i++ {
				score := 0.0
				for _, id := range t.data.item(i) {
					score += float64(f.w[id])
				}
				p = append(p, score)
				top = max(top, score)
			}
			all, good := 0.0, 0.0
			for i := range p {
				p[i] = math.Exp(p[i] - top)
				all += p[i]
				if t.right[from+i] {
					good += p[i]
				}
			}
			good = max(good, 1e-300)
			loss += math.Log(all / good)
			for i := range p {
				g := p[i] / all
				if t.right[from+i] {
					g -= p[i] / good
				}
				if g > 1e-5 || g < -1e-5 {
					for _, id := range t.data.item(from + i) {
						f.step(int(id), g*float64(t.weight[s]))
					}
				}
			}
		}
		if t.o.Report != nil {
			t.o.Report(epoch+1, loss/float64(max(len(order), 1)))
		}
	}
	w := make([]float64, len(f.w))
	for i, x := range f.w {
		w[i] = float64(x)
	}
	return &Ranker{Table: *newTable(keys, 1, w, t.o.Pack), Calibration: Logistic{A: 1}}
}

// Logistic turns a score s into the probability 1 / (1 + exp(-(A*s + B))).
type Logistic struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
}

// P is the probability at score s.
func (l Logistic) P(s float64) float64 { return 1 / (1 + math.Exp(-(l.A*s + l.B))) }

// FitLogistic fits a Logistic to scores of which right says whether they were
// those of right answers (Platt 1999, with his smoothed targets), by Newton's
// method. Fit it on data that the scored model was not trained on.
func FitLogistic(scores []float64, right []bool) Logistic {
	pos, neg := 0.0, 0.0
	for _, r := range right {
		if r {
			pos++
		} else {
			neg++
		}
	}
	hi, lo := (pos+1)/(pos+2), 1/(neg+2)
	l := Logistic{0, math.Log((pos + 1) / (neg + 1))}
	for range 100 {
		var ga, gb, haa, hab, hbb float64
		for i, s := range scores {
			y := lo
			if right[i] {
				y = hi
			}
			p := l.P(s)
			d, v := p-y, p*(1-p)
			ga += d * s
			gb += d
			haa += v * s * s
			hab += v * s
			hbb += v
		}
		haa, hbb = haa+1e-9, hbb+1e-9
		det := haa*hbb - hab*hab
		if det <= 0 {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		// Newton's step may overshoot far from the optimum.
		if m := max(math.Abs(da), math.Abs(db)); m > 5 {
			da, db = da*5/m, db*5/m
		}
		l.A -= da
		l.B -= db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	return l
}
