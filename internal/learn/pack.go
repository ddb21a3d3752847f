package learn

// NewRanker packs weights that another trainer has learnt, one a key, into a
// ranker. Keys must differ.
func NewRanker(keys []uint64, weights []float64, p Pack) *Ranker {
	return &Ranker{Table: *newTable(keys, 1, weights, p), Calibration: Logistic{A: 1}}
}
