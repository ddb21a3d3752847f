package score

// Outcome is a confidence and what came of it.
type Outcome struct {
	Confidence float64
	Right      bool
}

// CalibrationError is the expected calibration error in percent: how far, on
// average, the confidence of an item is from the share of right ones among
// those of like confidence (ten bins of equal width; Naeini et al. 2015).
func CalibrationError(outcomes []Outcome) float64 {
	type bin struct{ n, right, sum float64 }
	var bins [10]bin
	for _, o := range outcomes {
		b := &bins[max(0, min(9, int(o.Confidence*10)))]
		b.n++
		b.sum += o.Confidence
		if o.Right {
			b.right++
		}
	}
	e := 0.0
	for _, b := range bins {
		e += max(b.sum-b.right, b.right-b.sum)
	}
	if len(outcomes) == 0 {
		return 0
	}
	return 100 * e / float64(len(outcomes))
}
