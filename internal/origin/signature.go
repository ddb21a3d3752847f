package origin

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"

	"github.com/parley-desk/parley"
)

// Near-duplicates are found by MinHash (Broder, "On the resemblance and
// containment of documents", 1997) over shingles of words: two texts agree in
// each minimum with the probability of their Jaccard similarity. The error of an
// estimate is about 0.04 with so many minima.
const (
	signatureSize = 128
	shingleWords  = 4
	// A text of fewer shingles says too little to be a copy of another.
	leastShingles = 12
)

// Signature is the MinHash signature of a text, and how many different shingles
// it has. The zero Signature is that of a text too short to be like another.
type Signature struct {
	Shingles int
	Minima   []uint32
}

// SignDocument makes the signature of a document's own words: its body and
// captions without boilerplate and artefacts. Title and excerpt are left out,
// since a copy goes under another title.
func SignDocument(h *parley.Header) Signature {
	var b strings.Builder
	apart := append(append([]parley.SetApart(nil), h.Boilerplate...), h.Artefacts...)
	sort.SliceStable(apart, func(i, j int) bool { return apart[i].Span.Start < apart[j].Span.Start })
	for _, part := range h.Parts {
		if part.Part != parley.PartBody && part.Part != parley.PartCaption {
			continue
		}
		at := part.Span.Start
		for len(apart) > 0 && apart[0].Span.Start < part.Span.End {
			if s := apart[0].Span; s.Start >= at {
				b.WriteString(h.Text[at:s.Start])
				at = s.End
			}
			apart = apart[1:]
		}
		b.WriteString(h.Text[min(at, part.Span.End):part.Span.End])
		b.WriteString("\n")
	}
	return Sign(b.String())
}

// Sign makes the signature of a text. Letters and digits count, in lower case;
// punctuation, case and white space do not.
func Sign(text string) Signature {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	n := len(words) - shingleWords + 1
	if n < leastShingles {
		return Signature{}
	}
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = xxh3.HashString(w)
	}
	seen := make(map[uint64]struct{}, n)
	s := Signature{Minima: make([]uint32, signatureSize)}
	for i := range s.Minima {
		s.Minima[i] = math.MaxUint32
	}
	for i := range n {
		h := uint64(0)
		for _, w := range hashes[i : i+shingleWords] {
			h = (h ^ w) * 0x9e3779b97f4a7c15
			h ^= h >> 32
		}
		if _, twice := seen[h]; twice {
			continue
		}
		seen[h] = struct{}{}
		// The i-th hash function is a + i*b (Kirsch and Mitzenmacher, "Less hashing,
		// same performance", 2006) of the two halves, mixed once more.
		a, b := h, (h>>32|h<<32)|1
		for i := range s.Minima {
			a += b
			if m := uint32((a * 0xbf58476d1ce4e5b9) >> 32); m < s.Minima[i] {
				s.Minima[i] = m
			}
		}
	}
	s.Shingles = len(seen)
	return s
}
