package assertion

import (
	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// view answers questions about the words of a document: what a noun phrase
// covers, who is the subject of a verb, what a clause says of its verb.
type view struct {
	d *lang.Doc
	// first and last are the outermost tokens of each token's subtree.
	first, last []int
	children    [][]int
	tags        []lang.Tag
}

func newView(d *lang.Doc) *view {
	v := &view{d: d, first: make([]int, len(d.Toks)), last: make([]int, len(d.Toks)), children: make([][]int, len(d.Toks)), tags: make([]lang.Tag, len(d.Toks))}
	for i := range d.Toks {
		v.first[i], v.last[i], v.tags[i] = i, i, d.Toks[i].Tag
	}
	v.headlineVerbs()
	for i := range d.Toks {
		if h := d.Toks[i].Head; h >= 0 && h < len(d.Toks) && h != i {
			v.children[h] = append(v.children[h], i)
		}
	}
	// A subtree's bounds reach its head step by step; a tree is no deeper than
	// its sentence is long, and a broken one stops at the bound.
	for _, s := range d.Sents {
		for i := s.Toks[0]; i < s.Toks[1]; i++ {
			for h, n := d.Toks[i].Head, s.Toks[0]; h >= s.Toks[0] && h < s.Toks[1] && n < s.Toks[1]; h, n = d.Toks[h].Head, n+1 {
				if v.first[h] <= i && v.last[h] >= i {
					break
				}
				v.first[h], v.last[h] = min(v.first[h], i), max(v.last[h], i)
			}
		}
	}
	return v
}

func (v *view) tok(i int) *lang.Tok {
	if i < 0 || i >= len(v.d.Toks) {
		return &nothing
	}
	return &v.d.Toks[i]
}

var nothing = lang.Tok{Head: -1, Sent: -1, Quote: -1}

func (v *view) low(i int) string { return v.tok(i).Low }

// lemma is the base form of a listed verb, a noun without its plural's s, else
// the token's lower-case form.
func (v *view) lemma(i int) string {
	t := v.tok(i)
	if v.is(i, "VERB", "AUX", "") {
		if b, ok := known().base[t.Low]; ok {
			return b
		}
		return t.Low
	}
	if t.Tag == "NOUN" {
		return singular(t.Low)
	}
	return t.Low
}

// headlineVerbs takes for verbs what a tagger takes for nouns in the clipped
// grammar of headlines: "Kestrel signs deal with Rivet".
func (v *view) headlineVerbs() {
	for _, p := range v.d.Paras {
		if p.Part == parley.PartBody && p.Toks[1]-p.Toks[0] > 25 {
			continue
		}
		for i := p.Toks[0] + 1; i+1 < p.Toks[1]; i++ {
			t := &v.d.Toks[i]
			if t.Tag != "NOUN" && t.Tag != "PROPN" || len(t.Low) < 4 || t.Low[len(t.Low)-1] != 's' && t.Low != "ink" {
				continue
			}
			if b, ok := known().base[t.Low]; !ok || known().roles[b]&roleParty == 0 && len(known().events[b]) == 0 {
				continue
			}
			before, after := v.d.Toks[i-1].Tag, v.d.Toks[i+1].Tag
			if (before == "PROPN" || before == "NOUN") && (after == "NOUN" || after == "ADJ" || after == "DET" || after == "NUM" || after == "SYM" || after == "PROPN") {
				if _, n := known().nouns.at(v.low, i); n == 0 {
					v.tags[i] = "VERB"
				}
			}
		}
	}
}

func (v *view) is(i int, tags ...lang.Tag) bool {
	if i < 0 || i >= len(v.tags) {
		return false
	}
	t := v.tags[i]
	for _, x := range tags {
		if t == x {
			return true
		}
	}
	return false
}

// within reports whether token i lies in sentence s.
func (v *view) within(i, s int) bool {
	return s >= 0 && s < len(v.d.Sents) && i >= v.d.Sents[s].Toks[0] && i < v.d.Sents[s].Toks[1]
}

// sentence is the half-open token range of i's sentence.
func (v *view) sentence(i int) (int, int) {
	s := v.tok(i).Sent
	if s < 0 || s >= len(v.d.Sents) {
		return i, i + 1
	}
	return v.d.Sents[s].Toks[0], v.d.Sents[s].Toks[1]
}

// span covers tokens from..to, to not included.
func (v *view) span(from, to int) parley.Span {
	if from < 0 || from >= to || to > len(v.d.Toks) {
		return parley.Span{}
	}
	return parley.Span{Start: v.d.Toks[from].Start, End: v.d.Toks[to-1].End}
}

func (v *view) text(from, to int) string { return v.span(from, to).In(v.d.Text) }

// part is the text of tokens from..to without marks at its ends that open or
// close nothing inside it.
func (v *view) part(from, to int) parley.Part {
	from, to = v.trim(from, to)
	return parley.NewPart(v.d.Text, v.span(from, to))
}

// trim drops punctuation at both ends and quotation marks whose pair lies
// outside.
func (v *view) trim(from, to int) (int, int) {
	for from < to && v.is(from, "PUNCT") && !v.pairedMark(from, to, from) {
		from++
	}
	for from < to && v.is(to-1, "PUNCT") && !v.pairedMark(from, to, to-1) {
		to--
	}
	return from, to
}

// pairedMark reports whether token i is a quotation mark or bracket with its
// fellow in from..to.
func (v *view) pairedMark(from, to, i int) bool {
	switch v.low(i) {
	case "(", ")":
		open, shut := 0, 0
		for k := from; k < to; k++ {
			switch v.low(k) {
			case "(":
				open++
			case ")":
				shut++
			}
		}
		return open == shut
	}
	if !isMark(v.low(i)) {
		return false
	}
	n := 0
	for k := from; k < to; k++ {
		if isMark(v.low(k)) {
			n++
		}
	}
	return n%2 == 0
}

// isMark reports whether a token is a quotation mark.
func isMark(s string) bool {
	switch s {
	case `"`, "“", "”", "'", "‘", "’", "''", "``", "„", "«", "»":
		return true
	}
	return false
}

func isHyphen(s string) bool { return s == "-" || s == "‑" || s == "–" }

// nounLeft is the first token of the noun phrase that ends in the noun at head:
// determiner, adjectives, participles, nouns, names, figures, possessors.
func (v *view) nounLeft(head int) int {
	from, _ := v.sentence(head)
	i := head
	for i > from {
		p := i - 1
		t := v.tok(p)
		if t.Apart {
			break
		}
		switch {
		case v.is(p, "NOUN", "PROPN", "ADJ", "NUM", "DET", "SYM"), t.Tag == "X":
		case t.Tag == "PRON" && (t.XPOS == "PRP$" || t.Low == "its" || t.Low == "their" || t.Low == "his" || t.Low == "her" || t.Low == "our" || t.Low == "my" || t.Low == "your" || t.Low == "this" || t.Low == "that" || t.Low == "these" || t.Low == "those"):
		case isHyphen(t.Low) && p > from && t.Start == v.tok(p-1).End:
		case t.Low == "'s" || t.Low == "'" && v.is(p-1, "NOUN", "PROPN") && t.Start == v.tok(p-1).End:
		case t.Tag == "VERB" && (t.XPOS == "VBN" || t.XPOS == "VBG") && v.modifier(p, i):
		case t.Tag == "ADV" && v.is(i, "ADJ", "VERB") && i < head && !v.is(i, "DET"):
		case t.Tag == "ADP" && i < head && (t.Low == "post" || t.Low == "pre" || t.Low == "anti" || t.Low == "in" && isHyphen(v.low(i)) || t.Low == "per" && isHyphen(v.low(p-1))):
		case isMark(t.Low) && i < head+1 && p > from && v.innerMark(p, from, head):
		case t.Low == "," && i < head && v.is(p-1, "ADJ", "NOUN", "PROPN") && v.is(i, "ADJ") && v.commaInside(p, head):
		case t.Tag == "CCONJ" && t.Low == "and" && i < head && v.sharedModifier(p, head):
		default:
			return v.leadingMark(i, head)
		}
		if t.Tag == "DET" || t.XPOS == "PRP$" {
			// Nothing but "all" and "both" stands before a determiner.
			if !(v.tok(p-1).Low == "all" || v.tok(p-1).Low == "both") {
				return p
			}
		}
		i = p
	}
	return v.leadingMark(i, head)
}

// leadingMark steps off a closing mark or comma that no noun phrase begins with.
func (v *view) leadingMark(i, head int) int {
	for i < head && (isHyphen(v.low(i)) || v.low(i) == "," || v.is(i, "CCONJ") || v.low(i) == "'s" || isMark(v.low(i)) && !v.pairedMark(i, head+2, i)) {
		i++
	}
	return i
}

// modifier tells a participle before a noun ("a proposed deal") from a verb
// that governs it ("signed deals").
func (v *view) modifier(p, next int) bool {
	t := v.tok(p)
	if t.Rel == "amod" || t.Rel == "compound" {
		return true
	}
	if isHyphen(v.low(p - 1)) {
		return true
	}
	return v.is(p-1, "DET", "ADJ") || v.tok(p-1).XPOS == "PRP$" || v.low(p-1) == "'s"
}

// innerMark reports whether the quotation mark at p is part of the phrase: its
// fellow stands between from and head too.
func (v *view) innerMark(p, from, head int) bool {
	q := v.tok(p).Quote
	if q < 0 || q >= len(v.d.Quotes) {
		return false
	}
	s := v.d.Quotes[q].Span
	return s.Start >= v.tok(max(from, head-12)).Start && s.End <= v.tok(head).End+4
}

func (v *view) commaInside(p, head int) bool {
	for k := p + 1; k <= head; k++ {
		if v.is(k, "NOUN", "PROPN") {
			return k == head || v.is(k, "NOUN") && head-k <= 4
		}
		if !v.is(k, "ADJ", "ADV") && !isHyphen(v.low(k)) {
			return false
		}
	}
	return false
}

// sharedModifier: "ceasefire and hostage release deal": both sides of the "and"
// are nouns or names that modify the head.
func (v *view) sharedModifier(p, head int) bool {
	if head-p > 6 {
		return false
	}
	for k := p + 1; k < head; k++ {
		if !v.is(k, "NOUN", "PROPN", "ADJ") && !isHyphen(v.low(k)) {
			return false
		}
	}
	l := p - 1
	return head-p > 1 && v.is(l, "NOUN", "PROPN", "ADJ") && (v.tok(l).Head == head || v.tok(p+1).Head == head && v.is(l, "NOUN", "PROPN"))
}

// nounRight is the token after the noun phrase that begins at i: everything up
// to its last noun, with coordinated names ("Japan, Cambodia and Thailand").
func (v *view) nounRight(i, end int) int {
	j, last := i, i
	for j < end {
		t := v.tok(j)
		switch {
		case v.is(j, "NOUN", "PROPN", "NUM", "SYM"), t.Tag == "PRON":
			last = j + 1
		case v.is(j, "DET", "ADJ", "X"), t.XPOS == "PRP$", isHyphen(t.Low), t.Low == "'s", isMark(t.Low), t.Low == "%", t.Low == "’":
		case t.Tag == "VERB" && (t.XPOS == "VBN" || t.XPOS == "VBG") && v.modifier(j, j+1) && v.is(j+1, "NOUN", "PROPN", "ADJ"):
		case t.Tag == "ADV" && v.is(j+1, "ADJ"):
		case last == j && (t.Low == "and" || t.Low == "," || t.Low == "&") && (v.is(j+1, "PROPN") || v.is(j+1, "DET", "ADJ", "NOUN") && t.Low == "and" || t.Low == "," && v.low(j+1) == "and" && v.is(j+2, "PROPN")):
		default:
			return last
		}
		j++
	}
	return last
}

// verbOf is the verb that governs token i through nouns and prepositions, and
// the relation by which the chain hangs on it; -1 when there is none.
func (v *view) verbOf(i int) (verb int, rel string) {
	for n := 0; n < 8; n++ {
		t := v.tok(i)
		h := t.Head
		if h < 0 {
			return -1, t.Rel
		}
		if v.is(h, "VERB", "AUX") {
			return h, t.Rel
		}
		i = h
	}
	return -1, ""
}

// child is the first child of i in one of the relations, or -1.
func (v *view) child(i int, rels ...string) int {
	if i < 0 || i >= len(v.children) {
		return -1
	}
	for _, c := range v.children[i] {
		for _, r := range rels {
			if v.tok(c).Rel == r {
				return c
			}
		}
	}
	return -1
}

// subject is the token that is subject of verb, taken from the verb it hangs on
// where it has none of its own: "agreed to buy", "met and signed", "the firm,
// which bought ...". passive tells "was bought".
func (v *view) subject(verb int) (tok int, passive bool) {
	for n := 0; n < 5 && verb >= 0; n++ {
		if s := v.child(verb, "nsubj:pass", "csubj:pass"); s >= 0 {
			return v.antecedent(s, verb), true
		}
		if s := v.child(verb, "nsubj", "csubj"); s >= 0 {
			return v.antecedent(s, verb), false
		}
		t := v.tok(verb)
		switch t.Rel {
		case "conj", "xcomp", "advcl", "parataxis", "ccomp":
			verb = t.Head
		case "acl", "acl:relcl":
			// "a deal to buy X": whoever has the deal; "the firm buying X"
			if h := t.Head; h >= 0 && (t.XPOS == "VBG" || t.XPOS == "VBN" || t.Rel == "acl:relcl") {
				return h, t.XPOS == "VBN"
			}
			verb, _ = v.verbOf(t.Head)
		default:
			return -1, false
		}
	}
	return -1, false
}

// antecedent turns a relative pronoun into the noun its clause belongs to.
func (v *view) antecedent(s, verb int) int {
	switch v.low(s) {
	case "which", "who", "that", "whose":
		for n := 0; n < 4 && verb >= 0; n++ {
			if t := v.tok(verb); t.Rel == "acl:relcl" || t.Rel == "acl" {
				if t.Head >= 0 {
					return t.Head
				}
			}
			verb = v.tok(verb).Head
		}
	}
	return s
}

// phrase is the token range of the noun phrase headed by i, relative clauses
// and appositions after it left out.
func (v *view) phrase(i int) (from, to int) {
	if i < 0 {
		return 0, 0
	}
	from, to = v.first[i], i+1
	if l := v.nounLeft(i); l < from {
		from = l
	}
	if from < i-25 {
		from = v.nounLeft(i)
	}
	for _, c := range v.children[i] {
		if c < i {
			continue
		}
		switch v.tok(c).Rel {
		case "flat", "fixed", "compound", "nmod", "conj", "nmod:poss", "nummod", "case":
			if v.tok(c).Sent == v.tok(i).Sent {
				to = max(to, v.last[c]+1)
			}
		}
	}
	// A relative clause inside a coordinated part would bring others in.
	for k := i + 1; k < to; k++ {
		if t := v.tok(k); t.Rel == "acl:relcl" || t.Low == "which" || t.Low == "who" {
			for k > i+1 && (v.is(k-1, "PUNCT", "PRON")) {
				k--
			}
			return from, max(i+1, min(k, v.first[k]))
		}
	}
	return from, to
}
