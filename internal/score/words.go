package score

import (
	"sort"
	"strings"
	"unicode"
)

// words are the lower-cased runs of letters or digits of s.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("the a an of for and to on in with between deal agreement its their his her new proposed") {
		m[w] = true
	}
	return m
}()

// contentWords is s without stop words, unless nothing else is left.
func contentWords(s string) string {
	all := words(s)
	var kept []string
	for _, w := range all {
		if !stopWords[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = all
	}
	return strings.Join(kept, " ")
}

// overlap is the F1 of the words of a and b as bags.
func overlap(a, b string) float64 {
	wa, wb := words(a), words(b)
	if len(wa) == 0 || len(wb) == 0 {
		if len(wa) == 0 && len(wb) == 0 {
			return 1
		}
		return 0
	}
	bag := make(map[string]int, len(wa))
	for _, w := range wa {
		bag[w]++
	}
	hit := 0
	for _, w := range wb {
		if bag[w] > 0 {
			bag[w]--
			hit++
		}
	}
	if hit == 0 {
		return 0
	}
	p, r := float64(hit)/float64(len(wb)), float64(hit)/float64(len(wa))
	return float64(2*p*r) / (p + r)
}

// best is the greatest overlap of a with one of bs, 0 with none.
func best(a string, bs []string) float64 {
	m := 0.0
	for _, b := range bs {
		m = max(m, overlap(a, b))
	}
	return m
}

// datesAgree reports whether one EDTF date is a prefix of the other
// ("2025-09" and "2025-09-18"). Where the annotation has none any will do.
func datesAgree(gold, read string) bool {
	if gold == "" {
		return true
	}
	if read == "" {
		return false
	}
	day := func(s string) string { return strings.TrimRight(s[:min(len(s), 10)], "~?") }
	g, r := day(gold), day(read)
	return strings.HasPrefix(r, g) || len(r) >= min(len(g), 7) && strings.HasPrefix(g, r)
}

// pairs pairs gold with read items one to one, greedily, the best score first.
// A pair needs least(gold) and more than nothing.
func pairs(gold, read int, score func(g, r int) float64, least func(g int) float64) [][2]int {
	type cell struct {
		score float64
		g, r  int
	}
	var cells []cell
	for g := range gold {
		for r := range read {
			if s := score(g, r); s > 0 && s >= least(g) {
				cells = append(cells, cell{s, g, r})
			}
		}
	}
	sort.SliceStable(cells, func(i, j int) bool { return cells[i].score > cells[j].score })
	usedG, usedR := make([]bool, gold), make([]bool, read)
	var out [][2]int
	for _, c := range cells {
		if !usedG[c.g] && !usedR[c.r] {
			usedG[c.g], usedR[c.r] = true, true
			out = append(out, [2]int{c.g, c.r})
		}
	}
	return out
}

func always(least float64) func(int) float64 { return func(int) float64 { return least } }
