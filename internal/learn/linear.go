package learn

// Linear is a multiclass linear model.
type Linear struct {
	Table
	Labels []string
}

// Score sets scores, one a label, to the sums over keys.
func (m *Linear) Score(keys []uint64, scores []int32) {
	clear(scores)
	m.AddTo(scores, keys...)
}

// Top is the number of the largest score, the first of equals.
func Top(scores []int32) int {
	best := 0
	for c, s := range scores {
		if s > scores[best] {
			best = c
		}
	}
	return best
}

// Perceptron trains a [Linear] model: the averaged perceptron (Collins 2002),
// with a margin. It serves models whose features depend on their own earlier
// decisions. A label has a row from the first update that touches a feature.
type Perceptron struct {
	width  int
	index  index
	w      []float32
	sum    []float64 // sum of step * change, for the average
	step   float64
	scores []float32
}

// NewPerceptron starts an untrained model with width labels.
func NewPerceptron(width int) *Perceptron {
	return &Perceptron{width: width, step: 1, scores: make([]float32, width)}
}

// Teach scores keys, moves the weights when the label want does not lead every
// other by margin, and returns the label it had guessed.
func (p *Perceptron) Teach(keys []uint64, want int, margin float32) (guess int) {
	p.Score(keys, p.scores)
	rival := -1 // the best of the others
	for c, s := range p.scores {
		if s > p.scores[guess] {
			guess = c
		}
		if c != want && (rival < 0 || s > p.scores[rival]) {
			rival = c
		}
	}
	p.step++
	if rival >= 0 && (guess != want || p.scores[want]-p.scores[rival] < margin) {
		p.Update(keys, want, 1)
		p.Update(keys, rival, -1)
	}
	return guess
}

// Guess is the label that keys have under the current weights.
func (p *Perceptron) Guess(keys []uint64) int {
	p.Score(keys, p.scores)
	best := 0
	for c, s := range p.scores {
		if s > p.scores[best] {
			best = c
		}
	}
	return best
}

// Score sets scores to the sums over keys under the current weights.
func (p *Perceptron) Score(keys []uint64, scores []float32) {
	clear(scores)
	for _, k := range keys {
		id := p.index.find(k)
		if id < 0 {
			continue
		}
		row := p.w[int(id)*p.width : (int(id)+1)*p.width]
		for c, w := range row {
			scores[c] += w
		}
	}
}

// Update adds by to the weights that keys have for label.
func (p *Perceptron) Update(keys []uint64, label int, by float32) {
	for _, k := range keys {
		id := int(p.index.add(k))
		if (id+1)*p.width > len(p.w) {
			p.w = append(p.w, make([]float32, p.width)...)
			p.sum = append(p.sum, make([]float64, p.width)...)
		}
		p.w[id*p.width+label] += by
		p.sum[id*p.width+label] += p.step * float64(by)
	}
}

// Tick counts one decision, right or wrong; averages are over decisions.
func (p *Perceptron) Tick() { p.step++ }

// Features is the number of features with weights.
func (p *Perceptron) Features() int { return int(p.index.n) }

// Linear packs the averaged weights.
func (p *Perceptron) Linear(labels []string, pack Pack) *Linear { return Average(labels, pack, p) }

// Average packs the mean of several perceptrons' averaged weights. Trained on
// the same examples in other orders they differ in their mistakes.
func Average(labels []string, pack Pack, ps ...*Perceptron) *Linear {
	var all index
	var sum []float64
	for _, p := range ps {
		for i, k := range p.index.list() {
			id := int(all.add(k)) * p.width
			if id == len(sum) {
				sum = append(sum, make([]float64, p.width)...)
			}
			for c := range p.width {
				at := i*p.width + c
				sum[id+c] += (float64(p.w[at]) - p.sum[at]/p.step) / float64(len(ps))
			}
		}
	}
	return &Linear{*newTable(all.list(), len(labels), sum, pack), labels}
}
