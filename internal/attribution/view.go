package attribution

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/lexicon"
)

// class is what a token is at a glance, known before any tag.
type class uint8

const (
	classWord class = iota
	classDet
	classPoss
	classPron
	classPrep
	classSub
	classConj
	classAux
	classNeg
	classAdv
	className   // begins with a capital, not by place in the sentence alone
	classNumber // begins with a digit
	classQuote  // quotation mark
	classComma
	classDash
	classColon
	classStop // . ; ! ? and brackets
	classMark // any other punctuation
)

var classNames = map[string]class{"det": classDet, "poss": classPoss, "pron": classPron, "prep": classPrep, "sub": classSub,
	"conj": classConj, "aux": classAux, "neg": classNeg, "adv": classAdv}

// view is a document with what is asked of its tokens again and again.
type view struct {
	d           *lang.Doc
	class       []class
	verb        []*cueWord // reading as a listed verb, nil for none
	noun        []*cueWord
	hash        []uint64 // of Tok.Low
	quotes      []span   // quotations in tokens, marks included: d.Quotes and unclosed ones it leaves out
	quote       []int32  // the innermost of them at each token, -1 outside
	depth       []uint8  // of each quotation
	dated       []bool   // token is part of an expression of time
	tagged      bool
	parsed      bool
	left, right []int32 // extent of each token's subtree, when parsed
	subject     []int32 // each verb's subject, -1 for none
}

func newView(d *lang.Doc) *view {
	v := &view{d: d, class: make([]class, len(d.Toks)), verb: make([]*cueWord, len(d.Toks)), noun: make([]*cueWord, len(d.Toks)), hash: make([]uint64, len(d.Toks))}
	l := words()
	closed := l.closed
	for i := range d.Toks {
		t := &d.Toks[i]
		v.hash[i] = learn.Hash(t.Low)
		v.class[i] = classOf(t, closed)
		if v.class[i] == classWord || v.class[i] == className || v.class[i] == classPrep || v.class[i] == classAdv {
			v.verb[i], v.noun[i] = l.verbs[t.Low], l.nouns[t.Low]
		}
		v.tagged = v.tagged || t.Tag == "VERB"
	}
	for _, s := range d.Sents {
		// A capital at the head of a sentence says nothing of a closed-class word.
		for i := s.Toks[0]; i < s.Toks[1]; i++ {
			if v.class[i] == classQuote {
				continue
			}
			if c, ok := closed[d.Toks[i].Low]; ok {
				v.class[i] = c
			}
			break
		}
	}
	v.findQuotes()
	v.dated = make([]bool, len(d.Toks))
	for _, m := range d.Dates {
		for s := v.tokens(m.Span); s.from < s.to; s.from++ {
			v.dated[s.from] = true
		}
	}
	v.findExtents()
	for i := 1; i < len(d.Toks); i++ {
		// A plural's apostrophe is no mark: "the farmers' leader".
		if v.class[i] == classQuote && v.quote[i] < 0 && len(v.low(i-1)) > 0 && v.low(i - 1)[len(v.low(i-1))-1] == 's' && d.Toks[i].Start == d.Toks[i-1].End {
			v.class[i] = classWord
		}
	}
	return v
}

// findQuotes turns the quotations' spans into tokens.
func (v *view) findQuotes() {
	v.quotes = make([]span, len(v.d.Quotes))
	for q, quote := range v.d.Quotes {
		para := v.d.Paras[quote.Para].Toks
		toks := v.d.Toks[para[0]:para[1]]
		from := sort.Search(len(toks), func(i int) bool { return toks[i].End > quote.Start })
		to := sort.Search(len(toks), func(i int) bool { return toks[i].Start >= quote.End })
		v.quotes[q] = span{para[0] + from, para[0] + to}
		v.depth = append(v.depth, uint8(min(quote.Depth, 9)))
	}
	v.quote = make([]int32, len(v.d.Toks))
	for i := range v.d.Toks {
		v.quote[i] = int32(v.d.Toks[i].Quote)
	}
	// A single mark after a colon that no mark closes, with the next paragraph
	// opening anew: "said: 'We will not sign."
	for p := 0; p+1 < len(v.d.Paras); p++ {
		toks := v.d.Paras[p].Toks
		if v.d.Paras[p].Apart || !v.is(v.d.Paras[p+1].Toks[0], classQuote) {
			continue
		}
		for i := toks[1] - 2; i > toks[0]; i-- {
			if v.quote[i] >= 0 {
				break
			}
			if v.is(i, classQuote) && v.is(i-1, classColon) {
				q := span{i, toks[1]}
				v.quotes, v.depth = append(v.quotes, q), append(v.depth, 0)
				for k := q.from; k < q.to; k++ {
					v.quote[k] = int32(len(v.quotes) - 1)
				}
				break
			}
		}
	}
}

// quoted reports whether token i stands in a quotation, marks included.
func (v *view) quoted(i int) bool { return v.quote[i] >= 0 }

// findExtents notes how far each token's subtree reaches.
func (v *view) findExtents() {
	toks := v.d.Toks
	for i := range toks {
		v.parsed = v.parsed || toks[i].Rel != ""
	}
	if !v.parsed {
		return
	}
	v.left, v.right, v.subject = make([]int32, len(toks)), make([]int32, len(toks)), make([]int32, len(toks))
	for i := range toks {
		v.left[i], v.right[i], v.subject[i] = int32(i), int32(i), -1
	}
	for i := range toks {
		if h := toks[i].Head; h >= 0 && h < len(toks) && (toks[i].Rel == "nsubj" || toks[i].Rel == "nsubj:pass") && v.subject[h] < 0 {
			v.subject[h] = int32(i)
		}
	}
	// A tree of depth n needs n passes at most; trees of text are shallow, and
	// what a dozen passes do not reach is left out.
	for range 12 {
		changed := false
		for i := range toks {
			h := toks[i].Head
			if h < 0 || h >= len(toks) || h == i {
				continue
			}
			if v.left[i] < v.left[h] {
				v.left[h], changed = v.left[i], true
			}
			if v.right[i] > v.right[h] {
				v.right[h], changed = v.right[i], true
			}
		}
		if !changed {
			break
		}
	}
}

func classOf(t *lang.Tok, closed map[string]class) class {
	r, _ := utf8.DecodeRuneInString(t.Text)
	switch {
	case unicode.IsDigit(r):
		return classNumber
	case unicode.IsUpper(r) && (len(t.Text) > 1 && t.Text != "It" || t.Text != "I" && t.Text != "A"):
		if c, ok := closed[t.Low]; ok && !isAllUpper(t.Text) {
			return c
		}
		return className
	case unicode.IsLetter(r):
		if c, ok := closed[t.Low]; ok {
			return c
		}
		if len(t.Low) > 4 && strings.HasSuffix(t.Low, "ly") {
			return classAdv
		}
		return classWord
	}
	switch t.Text {
	case ",":
		return classComma
	case ":":
		return classColon
	case "-", "–", "—", "--":
		return classDash
	case ".", ";", "!", "?", "(", ")", "[", "]", "…", "...":
		return classStop
	case `"`, "“", "”", "„", "«", "»", "''", "``", "’’", "‘‘", "‘", "’", "'":
		return classQuote
	case "'s", "’s":
		return classWord
	case "n't", "n’t":
		return classNeg
	case "%", "$", "£", "€", "&", "+", "#", "@":
		return classWord
	}
	if c, ok := closed[t.Low]; ok {
		return c
	}
	return classMark
}

func isAllUpper(s string) bool { return len(s) > 1 && strings.ToUpper(s) == s }

func (v *view) low(i int) string {
	if i < 0 || i >= len(v.d.Toks) {
		return ""
	}
	return v.d.Toks[i].Low
}

func (v *view) is(i int, c class) bool { return i >= 0 && i < len(v.class) && v.class[i] == c }

// punct reports whether token i is a mark of any sort.
func (v *view) punct(i int) bool { return v.class[i] >= classQuote }

// sentReach bounds how far from a token its sentence is looked at, in tokens:
// farther than any sentence that a person wrote goes on, and so near that the
// time for a text without full stops grows with its length only.
const sentReach = 400

// sent is the half-open token range of the sentence of token i, as far as it is
// within reach.
func (v *view) sent(i int) (from, to int) {
	s := v.d.Sents[v.d.Toks[i].Sent].Toks
	return max(s[0], i-sentReach), min(s[1], i+sentReach)
}

// closedClasses reads the closed-class words.
func closedClasses() map[string]class {
	m := map[string]class{}
	for _, e := range lexicon.List("function_words") {
		m[e.Field(0)] = classNames[e.Field(1)]
	}
	return m
}
