package intake

import (
	"math"
	"strings"
	"unicode"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/zeebo/xxh3"
)

const (
	shingleWords = 4   // words a shingle
	sketchMins   = 128 // minima a sketch: the error of an estimate is about 0.04
	// A text of fewer shingles says too little to be a copy of another.
	sketchLeast = 12
)

// sketch is what near-duplicates of doc are found by: the shingles of the
// words of its title, excerpt and body, without what is set apart.
func sketch(doc *parley.Document) ledger.Sketch {
	words := shinglable(doc)
	if len(words) < sketchLeast+shingleWords-1 {
		return ledger.Sketch{}
	}
	seen := make(map[uint64]bool, len(words))
	s := ledger.Sketch{Mins: make([]uint32, sketchMins)}
	for i := range s.Mins {
		s.Mins[i] = math.MaxUint32
	}
	var b []byte
	for i := 0; i+shingleWords <= len(words); i++ {
		b = b[:0]
		for _, w := range words[i : i+shingleWords] {
			b = append(append(b, w...), ' ')
		}
		h := xxh3.Hash(b)
		if seen[h] {
			continue
		}
		seen[h] = true
		// Many hash functions from one: multiply and add, upper half
		// (Dietzfelbinger's multiply-shift).
		for j := range s.Mins {
			v := uint32((h*multipliers[j] + addends[j]) >> 32)
			s.Mins[j] = min(s.Mins[j], v)
		}
	}
	s.Shingles = len(seen)
	return s
}

// multipliers are odd; both lists are the splitmix64 sequence from 0.
var multipliers, addends = func() (m, a [sketchMins]uint64) {
	var state uint64
	next := func() uint64 {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range m {
		m[i], a[i] = next()|1, next()
	}
	return m, a
}()

// shinglable are the folded words of doc's own text.
func shinglable(doc *parley.Document) []string {
	var words []string
	for _, p := range doc.Parts {
		if p.Part == parley.PartBoilerplate || p.Part == parley.PartCaption {
			continue
		}
		words = append(words, strings.FieldsFunc(strings.ToLower(p.Span.In(doc.Text)), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})...)
	}
	return words
}
