package origin

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// words is a text of n words drawn from a large vocabulary.
func words(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", r.IntN(5000))
	}
	return out
}

// jaccard is the true similarity of two texts' shingles, and their true
// containment.
func jaccard(a, b []string) (similarity, containment float64) {
	set := func(ws []string) map[string]bool {
		m := map[string]bool{}
		for i := 0; i+shingleWords <= len(ws); i++ {
			m[strings.Join(ws[i:i+shingleWords], " ")] = true
		}
		return m
	}
	x, y := set(a), set(b)
	both := 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both), float64(both) / float64(min(len(x), len(y)))
}

func TestSimilarityEstimatesJaccard(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var worst, sum float64
	const trials = 200
	for range trials {
		a := words(r, 300+r.IntN(300))
		b := slices.Clone(a)
		for range r.IntN(80) {
			b[r.IntN(len(b))] = fmt.Sprintf("x%d", r.IntN(5000))
		}
		if r.IntN(2) == 0 {
			b = append(b, words(r, r.IntN(200))...)
		}
		s, u := Sign(strings.Join(a, " ")), Sign(strings.Join(b, " "))
		j, c := jaccard(a, b)
		d := s.Similarity(u) - j
		sum += d
		worst = max(worst, math.Abs(d))
		if e := math.Abs(s.Containment(u) - c); e > 0.25 {
			t.Errorf("containment %.2f, true %.2f", s.Containment(u), c)
		}
	}
	if worst > 0.18 || math.Abs(sum/trials) > 0.01 {
		t.Errorf("worst error %.3f, mean error %+.4f; want at most 0.18 and no bias", worst, sum/trials)
	}
}

func TestARespunCopySharesABandAndAnotherStoryDoesNot(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	missed, false1 := 0, 0
	for range 200 {
		story := words(r, 350)
		copied := append([]string{"experts", "revealed", "that"}, story...)
		for range 15 {
			copied[r.IntN(len(copied))] = "changed"
		}
		other := words(r, 350)
		if !shareBand(Sign(strings.Join(story, " ")), Sign(strings.Join(copied, " "))) {
			missed++
		}
		if shareBand(Sign(strings.Join(story, " ")), Sign(strings.Join(other, " "))) {
			false1++
		}
	}
	if missed > 0 || false1 > 0 {
		t.Errorf("%d copies missed, %d other stories taken for copies; want none", missed, false1)
	}
}

func shareBand(a, b Signature) bool {
	kb := b.BandKeys()
	return slices.ContainsFunc(a.BandKeys(), func(k uint64) bool { return slices.Contains(kb, k) })
}

func TestSignatureIgnoresCaseAndPunctuation(t *testing.T) {
	a, b := Sign("The pact, signed in Oslo, is “live”."), Sign("the pact signed in oslo is live")
	if a != b {
		t.Error("the same words give different signatures")
	}
}

func TestADocumentIsSignedByItsOwnWords(t *testing.T) {
	body := "Norland has frozen the harbour pact with Estmark, its minister said on Tuesday.\n\nTalks go on, she added.\n"
	sign := func(text string) Signature {
		d, err := Parse([]byte(text), Source{Path: "a.md"})
		if err != nil {
			t.Fatal(err)
		}
		return SignDocument(&d.Header)
	}
	plain := sign("---\ntitle: Pact frozen\n---\n" + body)
	spun := sign("---\ntitle: \"Breaking: Norland acts\"\nexcerpt: It was a surprise.\n---\nHere's what you need to know: " + body +
		"\nSign up for our World Today newsletter\n\nAdditional reporting by Ana Poole\n")
	if plain != spun {
		t.Errorf("similarity %.2f of a copy under another title with its own trimmings, want the same signature", plain.Similarity(spun))
	}
	if plain == (Signature{}) {
		t.Error("the document has no signature")
	}
}

// Ledgers may hold these keys: a change of the algorithm must not go unnoticed.
func TestBandKeysAreStable(t *testing.T) {
	a := Sign("The harbour agreement between Norland and Estmark was signed on Tuesday.")
	if got, want := a.BandKeys()[0], uint64(0xfd05f7ecef26e13); got != want {
		t.Errorf("band key 0 = %#x, want %#x", got, want)
	}
}

func TestATextWithoutWordsHasNoKeys(t *testing.T) {
	s := Sign(" … — ")
	if s.BandKeys() != nil || s.Similarity(s) != 0 || s.Containment(s) != 0 {
		t.Error("a text without words is like another")
	}
}

func BenchmarkSign(b *testing.B) {
	text := strings.Join(words(rand.New(rand.NewPCG(5, 6)), 400), " ")
	for b.Loop() {
		Sign(text)
	}
}
