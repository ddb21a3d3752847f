package lang

import (
	"compress/gzip"
	"fmt"
	"os"
	"testing"
)

// treebank reads a treebank of the shared corpora, or skips the test.
func treebank(t *testing.T, name string) Treebank {
	t.Helper()
	f, err := os.Open("../../../shared/data/ud/" + name + ".conllu.gz")
	if err != nil {
		t.Skip("needs the shared corpora")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	tb, err := ReadTreebank(z)
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

// The floors are what the committed weights reach, less a little; they only go up.
func TestSyntaxFloors(t *testing.T) {
	for _, c := range []struct {
		file                     string
		upos, xpos, lemma        float64
		uas, las                 float64
		tokens, sents, rawU, raw float64
	}{
		{"en_ewt-dev", 95.4, 94.6, 97, 84, 80, 97, 75, 92, 75},
		{"en_gum-open-dev", 96.4, 96.2, 97, 83, 79, 98, 85, 94, 75},
	} {
		tb := treebank(t, c.file)
		d := tb.doc()
		d.pairQuotes()
		d.tag()
		d.parse()
		s, r := tb.score(d), ScoreRaw(tb)
		lemmas := lemmaScore(tb)
		t.Logf("%s: UPOS %.2f XPOS %.2f lemma %.2f UAS %.2f LAS %.2f; raw: tokens %.2f sentences %.2f UPOS %.2f UAS %.2f LAS %.2f",
			c.file, s.UPOS, s.XPOS, lemmas, s.UAS, s.LAS, r.Tokens, r.Sents, r.UPOS, r.UAS, r.LAS)
		for _, x := range []struct {
			what       string
			got, floor float64
		}{
			{"UPOS", s.UPOS, c.upos}, {"XPOS", s.XPOS, c.xpos}, {"lemma", lemmas, c.lemma}, {"UAS", s.UAS, c.uas}, {"LAS", s.LAS, c.las},
			{"raw tokens", r.Tokens, c.tokens}, {"raw sentences", r.Sents, c.sents}, {"raw UPOS", r.UPOS, c.rawU}, {"raw LAS", r.LAS, c.raw},
		} {
			if x.got < x.floor {
				t.Errorf("%s: %s %.2f, floor %.2f", c.file, x.what, x.got, x.floor)
			}
		}
	}
}

// lemmaScore is the share of right lemmas given the right tags.
func lemmaScore(tb Treebank) float64 {
	d := tb.doc()
	i, right := 0, 0.0
	var wrong map[string]int
	if os.Getenv("LEMMAS") != "" {
		wrong = map[string]int{}
	}
	for _, s := range tb {
		for _, w := range s.Toks {
			t := &d.Toks[i]
			t.Tag, t.XPOS = w.Tag, w.XPOS
			if lemma(t, irregular()) == w.Lemma {
				right++
			} else if wrong != nil {
				wrong[fmt.Sprintf("%s/%s: %s, got %s", w.Text, w.XPOS, w.Lemma, lemma(t, irregular()))]++
			}
			i++
		}
	}
	for k, n := range wrong {
		fmt.Println(n, k)
	}
	return 100 * right / float64(max(i, 1))
}
