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

// Perceptron trains a [Linear] model: the averaged perceptron (Collins 2002).
// It serves models whose features depend on their own earlier decisions. A
// label has a row from the first update that touches a feature.
type Perceptron struct {
	width int
	index index
	w     []float32
	sum   []float64 // sum of step * change, for the average
	step  float64
}

// NewPerceptron starts an untrained model with width labels.
func NewPerceptron(width int) *Perceptron { return &Perceptron{width: width, step: 1} }

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
func (p *Perceptron) Linear(labels []string, pack Pack) *Linear {
	avg := make([]float64, len(p.w))
	for i, w := range p.w {
		avg[i] = float64(w) - p.sum[i]/p.step
	}
	return &Linear{*newTable(p.index.list(), p.width, avg, pack), labels}
}
