package pledge

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// Marks of the list pledge-words.
const (
	markWhole = "whole"
	markPart  = "part"
	markOther = "other"
	markMoney = "money"
)

var marks = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, e := range lexicon.List("pledge-words") {
		out[e.Field(1)] = append(out[e.Field(1)], e.Field(0))
	}
	return out
})

var dull = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, e := range lexicon.List("function_words") {
		out[e.Field(0)] = true
	}
	return out
})

// marked reports whether text holds words with the mark.
func marked(text, mark string) bool {
	fold := " " + parley.FoldName(text) + " "
	return slices.ContainsFunc(marks()[mark], func(w string) bool { return strings.Contains(fold, " "+w+" ") })
}

// stemAt is where words are cut, so that "invest", "investing" and "investment"
// are one.
const stemAt = 6

// bag is the set of the content words of texts, each cut to its first letters.
// Words with digits are left out: figures are compared as figures.
func bag(texts ...string) map[string]bool {
	out := map[string]bool{}
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if dull()[w] || len(w) < 2 || strings.ContainsFunc(w, unicode.IsDigit) {
				continue
			}
			r := []rune(w)
			out[string(r[:min(len(r), stemAt)])] = true
		}
	}
	return out
}

// overlap is the Dice coefficient of two bags, in 0 to 1.
func overlap(a, b map[string]bool) float64 {
	shared := 0
	for w := range a {
		if b[w] {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}
