package origin

import (
	"encoding/binary"
	"math"
	"sort"
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"

	"github.com/parley-desk/parley"
)

// Near-duplicates are found by MinHash (Broder, "On the resemblance and
// containment of documents", 1997) over shingles of words. A signature is
// SignatureSize minima; two texts agree in each of them with the probability of
// their Jaccard similarity. For the lookup among many the signature is cut into
// Bands bands of rows values: texts that share a band's key are candidates.
// With 32 bands of 4 rows the chance to become one is 99.9 % at a similarity
// of 0.7, 88 % at 0.5, 23 % at 0.3 and 1 % at 0.15.
const (
	SignatureSize = 128
	Bands         = 32
	bandRows      = SignatureSize / Bands
	shingleWords  = 3
)

// Signature is the MinHash signature of a text, and how many different shingles
// it has. The zero Signature is that of a text without words.
type Signature struct {
	Shingles int
	Minima   [SignatureSize]uint32
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
// punctuation, case and white space do not. A text of fewer than three words is
// one shingle.
func Sign(text string) Signature {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return Signature{}
	}
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = xxh3.HashString(w)
	}
	n := max(1, len(words)-shingleWords+1)
	seen := make(map[uint64]struct{}, n)
	var s Signature
	for i := range s.Minima {
		s.Minima[i] = math.MaxUint32
	}
	for i := range n {
		h := uint64(0)
		for _, w := range hashes[i:min(i+shingleWords, len(hashes))] {
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

// Similarity estimates the Jaccard similarity of the two texts' shingles, 0 to
// 1. Its standard error is at most 0.045.
func (s Signature) Similarity(t Signature) float64 {
	if s.Shingles == 0 || t.Shingles == 0 {
		return 0
	}
	n := 0
	for i := range s.Minima {
		if s.Minima[i] == t.Minima[i] {
			n++
		}
	}
	return float64(n) / SignatureSize
}

// Containment estimates how much of the shorter text is in the longer one, 0 to
// 1: 1 for a text and its beginning.
func (s Signature) Containment(t Signature) float64 {
	j := s.Similarity(t)
	small := float64(min(s.Shingles, t.Shingles))
	if small == 0 {
		return 0
	}
	return min(1, j/(1+j)*float64(s.Shingles+t.Shingles)/small)
}

// BandKeys are the keys under which an index finds the text: two texts are
// candidates for near-duplicates when they share one. A key holds its band's
// number, so that one column can hold all. A text without words has none.
func (s Signature) BandKeys() []uint64 {
	if s.Shingles == 0 {
		return nil
	}
	keys := make([]uint64, Bands)
	var buf [4 * bandRows]byte
	for i := range keys {
		for r := range bandRows {
			binary.LittleEndian.PutUint32(buf[4*r:], s.Minima[i*bandRows+r])
		}
		keys[i] = xxh3.HashSeed(buf[:], uint64(i)+1)
	}
	return keys
}
