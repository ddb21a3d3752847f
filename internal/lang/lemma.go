package lang

import (
	"strings"
	"sync"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/lexicon"
)

// Lemmas come from a list of irregular forms and from endings. Where an ending
// leaves the lemma open ("hoped": hop or hope), spelling decides, then which of
// the candidates is the more frequent word.

// irregular holds the forms of the lexicon, by kind of word.
var irregular = sync.OnceValue(func() map[byte]map[string]string {
	out := map[byte]map[string]string{'v': {}, 'n': {}, 'a': {}, 'o': {}}
	for _, e := range lexicon.List("lemmas") {
		kind, form, _ := strings.Cut(e.Field(0), " ")
		out[kind[0]][form] = e.Field(1)
	}
	return out
})

// lemma returns the lemma of a tagged token, as UD has it: small letters but for
// proper nouns.
func lemma(t *Tok, forms map[byte]map[string]string) string {
	low := t.Low
	switch t.XPOS {
	case "NNP":
		return t.Text
	case "NNPS":
		if strings.HasSuffix(t.Text, "ies") && len(t.Text) > 4 {
			return t.Text[:len(t.Text)-3] + "y"
		}
		return strings.TrimSuffix(t.Text, "s")
	}
	switch t.Tag {
	case "VERB", "AUX":
		if l, ok := forms['v'][low]; ok && t.XPOS != "VB" {
			return l
		}
		switch {
		case low == "'d" && t.XPOS == "MD":
			return "would"
		case low == "'d":
			return "have"
		case t.XPOS == "VBZ":
			return stripS(low)
		case t.XPOS == "VBG" && strings.HasSuffix(low, "ing"):
			return stem(low, 3)
		case (t.XPOS == "VBD" || t.XPOS == "VBN") && strings.HasSuffix(low, "ed"):
			return stem(low, 2)
		}
	case "NOUN":
		if t.XPOS == "NNS" {
			if l, ok := forms['n'][low]; ok {
				return l
			}
			return stripS(low)
		}
	case "ADJ", "ADV":
		if t.XPOS == "JJR" || t.XPOS == "JJS" || t.XPOS == "RBR" || t.XPOS == "RBS" {
			if l, ok := forms['a'][low]; ok {
				if l == "well" && t.Tag == "ADJ" {
					return "good"
				}
				return l
			}
			if low == "more" || low == "most" || low == "less" || low == "least" {
				return low
			}
			if t.XPOS[2] == 'R' && strings.HasSuffix(low, "er") {
				return stem(low, 2)
			}
			if t.XPOS[2] == 'S' && strings.HasSuffix(low, "est") {
				return stem(low, 3)
			}
		}
	case "PROPN":
		return t.Text
	case "PRON", "DET", "PART":
		if low == "i" {
			return "I"
		}
		if low == "her" && t.XPOS == "PRP" {
			return "she"
		}
		if l, ok := forms['o'][low]; ok {
			return l
		}
	}
	return low
}

// stripS undoes the s of plurals and of the third person.
func stripS(s string) string {
	n := len(s)
	switch {
	case n < 4 || s[n-1] != 's' || s[n-2] == 's' || s[n-2] == '\'':
		if n == 3 && s[n-1] == 's' && s[n-2] != 's' && s[n-2] != 'u' && s[n-2] != 'i' {
			return s[:n-1]
		}
		return s
	case strings.HasSuffix(s, "ies"):
		if n == 4 {
			return s[:n-1]
		}
		return s[:n-3] + "y"
	case strings.HasSuffix(s, "sses"), strings.HasSuffix(s, "shes"), strings.HasSuffix(s, "ches"), strings.HasSuffix(s, "xes"), strings.HasSuffix(s, "zzes"):
		return s[:n-2]
	case strings.HasSuffix(s, "oes"):
		return s[:n-2]
	}
	return s[:n-1]
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// stem takes an ending of n letters off and mends what it did to the stem.
func stem(s string, n int) string {
	b := s[:len(s)-n]
	m := len(b)
	if m < 2 {
		return s
	}
	last := b[m-1]
	vowels := 0
	for i := range m {
		if vowel(b[i]) || b[i] == 'y' && i > 0 {
			vowels++
		}
	}
	switch {
	case vowels == 0: // not an ending: "red", "king"
		return s
	case last == 'i' && n != 3, last == 'i' && !strings.HasSuffix(s, "ing"):
		return b[:m-1] + "y"
	case last == 'u', last == 'v', last == 'e' && n == 2 && m == 2:
		return b + "e"
	case last == b[m-2] && !vowel(last):
		if last == 's' || last == 'l' || last == 'f' || last == 'z' {
			if one, two := rarity(b[:m-1]), rarity(b); m < 5 || two <= one {
				return b
			}
		}
		return b[:m-1]
	case vowel(last) && last != 'e':
		if strings.HasSuffix(b, "o") || vowel(b[m-2]) {
			return b
		}
		return b + "e"
	case m == 2 || vowels == 1 && vowel(b[m-2]) && !strings.ContainsRune("wxy", rune(last)):
		// One short syllable would have doubled its consonant.
		return b + "e"
	}
	var buf [32]byte
	with := append(append(buf[:0], b...), 'e')
	if classOf(learn.HashBytes(with)).rarity() < rarity(b) {
		return b + "e"
	}
	return b
}

// rarity is the rank of a word, greater than any rank when it is not known.
func rarity(s string) int { return ClassOf(s).rarity() }

func (c Class) rarity() int {
	if !c.Known() {
		return 64
	}
	return c.Rank()
}

// lemmatize gives every tagged token its lemma.
func (d *Doc) lemmatize() {
	forms := irregular()
	for i := range d.Toks {
		t := &d.Toks[i]
		t.Lemma = lemma(t, forms)
	}
}
