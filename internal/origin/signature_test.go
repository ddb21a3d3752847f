package origin

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
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

// jaccard is the true similarity of two texts' shingles.
func jaccard(a, b []string) float64 {
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
	return float64(both) / float64(len(x)+len(y)-both)
}

// similarity is the share of minima that two signatures agree in.
func similarity(s, t Signature) float64 {
	same := 0
	for i := range s.Minima {
		if s.Minima[i] == t.Minima[i] {
			same++
		}
	}
	return float64(same) / signatureSize
}

func TestMinimaAgreeAsOftenAsShinglesDo(t *testing.T) {
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
		d := similarity(s, u) - jaccard(a, b)
		sum += d
		worst = max(worst, math.Abs(d))
	}
	if worst > 0.18 || math.Abs(sum/trials) > 0.01 {
		t.Errorf("worst error %.3f, mean error %+.4f; want at most 0.18 and no bias", worst, sum/trials)
	}
}

func TestSignatureIgnoresCaseAndPunctuation(t *testing.T) {
	a := Sign("The pact, signed in Oslo on 3 May, is “live”; nobody on either coast had waited for it.")
	b := Sign("the pact signed in oslo on 3 may is live nobody on either coast had waited for it")
	if a.Shingles == 0 || !reflect.DeepEqual(a, b) {
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
	if !reflect.DeepEqual(plain, spun) {
		t.Errorf("similarity %.2f of a copy under another title with its own trimmings, want the same signature", similarity(plain, spun))
	}
	if plain.Shingles == 0 {
		t.Error("the document has no signature")
	}
}

// Ledgers hold these minima: a change of the algorithm must not go unnoticed.
func TestMinimaAreStable(t *testing.T) {
	a := Sign("The harbour agreement between Norland and Estmark was signed on Tuesday after nine years of talks.")
	if got, want := a.Minima[0], uint32(0x1be45a7e); got != want {
		t.Errorf("the first minimum is %#x, want %#x", got, want)
	}
}

func TestAShortTextHasNoSignature(t *testing.T) {
	for _, text := range []string{"", " … — ", "Talks go on, she added."} {
		if s := Sign(text); s.Shingles != 0 || s.Minima != nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	text := strings.Join(words(rand.New(rand.NewPCG(5, 6)), 400), " ")
	for b.Loop() {
		Sign(text)
	}
}
