package lang

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// atom is a word, a number or a mark of the text: finer than a token ("£31bn"
// is three), so that reading figures and dates does not hang on how tokens are
// cut.
type atom struct {
	parley.Span
	kind  atomKind
	low   string  // lower case
	value float64 // of a number
	gap   bool    // white space stands before it
}

type atomKind uint8

const (
	atomWord atomKind = iota
	atomNumber
	atomMark
)

// atoms cuts text[span] into atoms.
func atoms(text string, span parley.Span) []atom {
	out := make([]atom, 0, span.Len()/5+4)
	gap := true
	for i := span.Start; i < span.End; {
		r, n := utf8.DecodeRuneInString(text[i:span.End])
		switch {
		case unicode.IsSpace(r):
			gap = true
			i += n
			continue
		case r >= '0' && r <= '9':
			j, v := readNumber(text, i, span.End)
			out = append(out, atom{parley.Span{Start: i, End: j}, atomNumber, text[i:j], v, gap})
			i = j
		case unicode.IsLetter(r):
			j := i + n
			for j < span.End {
				r, n := utf8.DecodeRuneInString(text[j:span.End])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) {
					break
				}
				j += n
			}
			out = append(out, atom{parley.Span{Start: i, End: j}, atomWord, strings.ToLower(text[i:j]), 0, gap})
			i = j
		default:
			out = append(out, atom{parley.Span{Start: i, End: i + n}, atomMark, text[i : i+n], 0, gap})
			i += n
		}
		gap = false
	}
	return out
}

// readNumber reads the digits at text[i:end]: "13,000", "1.4", "2". It returns
// where they end.
func readNumber(text string, i, end int) (int, float64) {
	digit := func(k int) bool { return k < end && text[k] >= '0' && text[k] <= '9' }
	j := i
	for digit(j) {
		j++
	}
	plain := text[i:j]
	if len(plain) <= 3 {
		// Groups of three, or of two as Indian figures have ("1,00,000").
		for j < end && text[j] == ',' && digit(j+1) && digit(j+2) {
			k := j + 3
			if digit(k) {
				k++
			}
			if digit(k) || k-j == 3 && (k >= end || text[k] != ',') {
				break
			}
			plain += text[j+1 : k]
			j = k
		}
	}
	if j < end && text[j] == '.' && digit(j+1) {
		k := j + 1
		for digit(k) {
			k++
		}
		plain += text[j:k]
		j = k
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		v = 0
	}
	return j, v
}

// figureWords are the lists that figures are read with.
type figureWords struct {
	unit, scale map[string]float64
	currency    map[string]currency
	qualifier   map[string]qualified
	thing       map[string]string
}

const longestCurrency = 5 // atoms of "u.s. dollars"

type currency struct {
	code          string
	factor        float64
	before, after bool
	joined        bool // only without a blank: "272p"
	large         bool // a word of other meanings too: "2,000 won"
}

type qualified struct {
	parley.Qualifier
	after bool
}

var figureLists = sync.OnceValue(func() figureWords {
	w := figureWords{map[string]float64{}, map[string]float64{}, map[string]currency{}, map[string]qualified{}, map[string]string{}}
	for _, e := range lexicon.List("numbers") {
		v, _ := strconv.ParseFloat(e.Field(1), 64)
		if e.Field(2) == "scale" {
			w.scale[e.Field(0)] = v
		} else {
			w.unit[e.Field(0)] = v
		}
	}
	for _, e := range lexicon.List("currencies") {
		f, _ := strconv.ParseFloat(e.Field(2), 64)
		c := currency{code: e.Field(1), factor: f}
		switch e.Field(3) {
		case "before":
			c.before = true
		case "after":
			c.after = true
		case "joined":
			c.after, c.joined = true, true
		case "large":
			c.after, c.large = true, true
		default:
			c.before, c.after = true, true
		}
		w.currency[e.Field(0)] = c
	}
	for _, e := range lexicon.List("qualifiers") {
		w.qualifier[e.Field(0)] = qualified{parley.Qualifier(e.Field(1)), e.Field(2) == "after"}
	}
	for _, e := range lexicon.List("counted") {
		w.thing[e.Field(0)] = e.Field(1)
	}
	return w
})

// findFigures fills d.Figures: money, rates and quantities of the article's own
// paragraphs, in text order and without overlap. Figure.Span holds the number
// with its currency or unit and not the words that qualify it.
//
// Rules: money, money_per_share ("$4 per share"), money_converted (in brackets
// behind another amount: the same money again), rate, rate_zero ("tariffs cut
// to zero"), quantity.
func (d *Doc) findFigures() {
	d.Figures = nil
	for _, span := range d.ownSpans() {
		s := figureScan{text: d.Text, a: atoms(d.Text, span), w: figureLists()}
		s.run()
		d.Figures = append(d.Figures, s.out...)
	}
}

// ownSpans are the paragraphs that are the article's own words; the whole text
// when it has not been cut into paragraphs.
func (d *Doc) ownSpans() []parley.Span {
	if d.Paras == nil {
		return []parley.Span{{Start: 0, End: len(d.Text)}}
	}
	out := make([]parley.Span, 0, len(d.Paras))
	for _, p := range d.Paras {
		if !p.Apart {
			out = append(out, p.Span)
		}
	}
	return out
}

type figureScan struct {
	text string
	a    []atom
	w    figureWords
	out  []Figure
}

func (s *figureScan) run() {
	for i := 0; i < len(s.a); {
		if n := s.at(i); n > i {
			i = n
			continue
		}
		i++
	}
}

// word is the lower-case text of atom i, "" past either end.
func (s *figureScan) word(i int) string {
	if i < 0 || i >= len(s.a) {
		return ""
	}
	return s.a[i].low
}

func (s *figureScan) joined(i int) bool { return i < len(s.a) && !s.a[i].gap }

// phrase looks atoms i... up in a list whose keys are words joined by blanks,
// the longest first. It returns the key and the atom after it.
func phraseAt[T any](a []atom, i int, list map[string]T, longest int) (T, int, bool) {
	for n := min(longest, len(a)-i); n > 0; n-- {
		key := a[i].low
		for _, x := range a[i+1 : i+n] {
			if x.gap {
				key += " "
			}
			key += x.low
		}
		if v, ok := list[key]; ok {
			return v, i + n, true
		}
	}
	var none T
	return none, i, false
}

// at reads a figure that begins at atom i and returns the atom after it, or i.
func (s *figureScan) at(i int) int {
	cur, j, hasCur := phraseAt(s.a, i, s.w.currency, longestCurrency)
	hasCur = hasCur && cur.before
	if !hasCur {
		j = i
	} else if s.word(j) == "." && s.joined(j) { // "Rs. 500"
		j++
	}
	v, k, spelled, ok := s.amount(j)
	if !ok {
		return i
	}
	// "$5-7 billion": the upper end.
	if (s.word(k) == "-" || s.word(k) == "–") && s.joined(k) && s.joined(k+1) && hasCur {
		if v2, k2, _, ok := s.amount(k + 1); ok && v2 > v {
			v, k = v2, k2
		}
	}
	if !hasCur {
		if c, n, ok := phraseAt(s.a, k, s.w.currency, longestCurrency); ok && c.after && (!c.joined || s.joined(k) && !spelled) && (!c.large || v >= 1000) {
			cur, hasCur, k = c, true, n
		} else if s.word(k) == "-" && s.joined(k) && v >= 1e5 { // "20-million-pound"; a "500-pound bomb" is weighed
			if c, n, ok := phraseAt(s.a, k+1, s.w.currency, 2); ok && c.after && !c.joined {
				cur, hasCur, k = c, true, n
			}
		}
	}
	if hasCur {
		return s.money(i, k, v, cur)
	}
	if n := s.rateMark(k); n > k {
		return s.rate(i, n, v)
	}
	if spelled && v == 0 && s.zeroRate(i) {
		s.add(i, k, Figure{Rate: &parley.Rate{Value: 0, Unit: "percent", Qualifier: parley.QualifierExact}, Rule: "rate_zero"})
		return k
	}
	return s.quantity(i, k, v)
}

// amount reads a number with its scale at atom i: "31bn", "2,000 crore", "two",
// "twenty five", "a million". spelled tells words from digits.
func (s *figureScan) amount(i int) (v float64, next int, spelled, ok bool) {
	if i >= len(s.a) {
		return
	}
	j := i
	if s.a[i].kind == atomNumber {
		// "B12" and "A380" are names.
		if i > 0 && !s.a[i].gap && s.a[i-1].kind == atomWord {
			if c, known := s.w.currency[s.a[i-1].low]; !known || !c.before {
				return 0, i, false, false
			}
		}
		v, j = s.a[i].value, i+1
	} else {
		spelled = true
		u, known := s.w.unit[s.a[i].low]
		switch {
		case known:
			v, j = u, i+1
			if s.word(j) == "-" && s.joined(j) && s.joined(j+1) {
				j++
			}
			if w, more := s.w.unit[s.word(j)]; more && v >= 20 && w < 10 {
				v, j = v+w, j+1
			} else if s.word(j-1) == "-" {
				j--
			}
		case s.a[i].low == "a" || s.a[i].low == "an" || s.a[i].low == "half":
			v, j = 1, i+1
			if s.a[i].low == "half" {
				v = 0.5
				if s.word(j) == "a" {
					j++
				}
			}
			if _, scale := s.w.scale[s.word(j)]; !scale {
				return 0, i, false, false
			}
		default:
			return 0, i, false, false
		}
	}
	for j < len(s.a) {
		k := j
		if s.word(k) == "-" && s.joined(k) && s.joined(k+1) { // "20-million-pound"
			k++
		}
		f, scale := s.w.scale[s.word(k)]
		if !scale || len(s.word(k)) == 1 && !s.joined(k) {
			break
		}
		v, j = v*f, k+1
	}
	return v, j, spelled, true
}

func (s *figureScan) money(i, k int, v float64, c currency) int {
	f := Figure{Amount: &parley.Amount{Value: round(v * c.factor), Currency: c.code, Qualifier: s.qualifier(i, k)}, Rule: "money"}
	switch {
	case s.bracketed(i):
		f.Rule = "money_converted"
	case s.perShare(k):
		f.Rule = "money_per_share"
	}
	s.add(i, k, f)
	return k
}

// round takes off the dust of multiplying by a cent.
func round(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// bracketed reports whether atom i stands in brackets that open right behind
// another amount: "€90bn (£79bn; $105bn)".
func (s *figureScan) bracketed(i int) bool {
	for k := i - 1; k >= 0 && i-k < 10; k-- {
		switch s.a[k].low {
		case "(":
			n := len(s.out)
			return n > 0 && s.out[n-1].Amount != nil && k > 0 && s.out[n-1].End >= s.a[max(0, k-4)].Start && s.out[n-1].End <= s.a[k].Start
		case ")", ".":
			return false
		case ";", ",", "/", "or":
			if n := len(s.out); n > 0 && s.out[n-1].Rule == "money_converted" && s.out[n-1].End >= s.a[max(0, k-1)].Start {
				return true
			}
		}
	}
	return false
}

func (s *figureScan) perShare(k int) bool {
	if s.word(k) == "-" {
		k++
	}
	if w := s.word(k); w != "per" && w != "a" && w != "for" && w != "each" && w != "apiece" {
		return false
	}
	for n := k + 1; n < min(k+6, len(s.a)); n++ {
		switch s.a[n].low {
		case "share", "unit", "stock", "ads":
			return true
		case ".", ",", ";":
			return false
		}
	}
	return false
}

// rateMark is the atom after a percent sign or word at k, else k.
func (s *figureScan) rateMark(k int) int {
	switch s.word(k) {
	case "%", "percent", "pc", "percentage":
		if s.word(k) == "percentage" {
			if w := s.word(k + 1); w != "point" && w != "points" {
				return k
			}
			return k + 2
		}
		return k + 1
	case "per":
		if s.word(k+1) == "cent" {
			return k + 2
		}
	case "-":
		if s.joined(k) && s.joined(k+1) && s.word(k+1) != "-" { // "a 20-percent cut"
			if n := s.rateMark(k + 1); n > k+1 {
				return n
			}
		}
	}
	return k
}

func (s *figureScan) rate(i, n int, v float64) int {
	r := &parley.Rate{Value: v, Unit: "percent", Qualifier: s.qualifier(i, n)}
	// "from 25% to 15%": one figure, the level that is reached.
	if s.word(i-1) == "from" {
		j := n
		if s.word(j) == "to" || s.word(j) == "down" && s.word(j+1) == "to" || s.word(j) == "up" && s.word(j+1) == "to" {
			if s.word(j) != "to" {
				j++
			}
			if s.word(j+1) == "just" || s.word(j+1) == "about" {
				j++
			}
			if to, k, spelled, ok := s.amount(j + 1); ok {
				if m := s.rateMark(k); m > k || spelled && to == 0 {
					from := v
					r.Value, r.From = to, &from
					s.add(i, m, Figure{Rate: r, Rule: "rate"})
					return m
				}
			}
		}
	}
	// "a 10% tariff, down from 27.5%"
	if s.word(i-1) == "from" && (s.word(i-2) == "down" || s.word(i-2) == "up" || s.word(i-3) == "down" || s.word(i-3) == "cut") {
		if n := len(s.out); n > 0 && s.out[n-1].Rate != nil && s.out[n-1].Rate.From == nil && s.a[i].Start-s.out[n-1].End < 60 {
			from := v
			s.out[n-1].Rate.From = &from
		}
	}
	s.add(i, n, Figure{Rate: r, Rule: "rate"})
	return n
}

// zeroRate reports whether the word "zero" at atom i is the level of a duty:
// "tariffs have been cut to zero".
func (s *figureScan) zeroRate(i int) bool {
	if s.word(i-1) != "to" && s.word(i-1) != "at" {
		return false
	}
	for k := i - 1; k >= 0 && i-k < 20; k-- {
		switch s.a[k].low {
		case "tariff", "tariffs", "duty", "duties", "levy", "levies", "rate", "rates", "tax", "taxes":
			return true
		case ".", ";":
			return false
		}
	}
	return false
}

// notThings are words after a number that make it no quantity.
var notThings = map[string]bool{"and": true, "or": true, "of": true, "to": true, "in": true, "-": true}

// quantity reads the noun that the number at i..k counts, with up to four words
// between ("five new warships", "three second-hand Virginia-class submarines").
func (s *figureScan) quantity(i, k int, v float64) int {
	if v == 0 || i > 0 && !s.a[i].gap && s.a[i-1].kind == atomMark && strings.ContainsAny(s.a[i-1].low, "-–/.:'’#") {
		return i
	}
	if w := s.word(i - 1); (w == "in" || w == "by" || w == "since") && v >= 1900 && v < 2100 && s.a[i].Len() == 4 {
		return i // a year
	}
	for n, words := k, 0; n < len(s.a) && words < 5; n++ {
		a := s.a[n]
		if a.kind == atomMark {
			if a.low != "-" || a.gap {
				return i
			}
			continue
		}
		if a.kind == atomNumber || notThings[a.low] && n == k || a.low == "of" || a.low == "per" {
			return i
		}
		if unit, m, ok := phraseAt(s.a, n, s.w.thing, 3); ok {
			// "600 aid trucks": the last noun of the run is what is counted.
			for m < len(s.a) && s.a[m].kind == atomWord && s.a[m].gap {
				next, after, more := phraseAt(s.a, m, s.w.thing, 3)
				if !more {
					break
				}
				unit, m = next, after
			}
			q := &parley.Quantity{Value: round(v), Unit: unit, Of: s.of(k, n, m), Qualifier: s.qualifier(i, m)}
			s.add(i, m, Figure{Quantity: q, Rule: "quantity"})
			return m
		}
		words++
	}
	return i
}

// of is what the counted unit is made of: the words between number and unit
// ("18 Cambodian soldiers"), else the noun after "of" ("tonnes of beef").
func (s *figureScan) of(k, n, m int) parley.Optional {
	for k < n && s.a[k].kind == atomMark { // "2.8-gigawatt"
		k++
	}
	if n > k {
		return parley.Optional(s.text[s.a[k].Start:s.a[m-1].End])
	}
	if s.word(m) != "of" {
		return ""
	}
	j := m + 1
	for j < len(s.a) && j < m+5 && s.a[j].kind == atomWord && s.a[j].gap && !ofEnds[s.a[j].low] {
		j++
	}
	if j == m+1 {
		return ""
	}
	return parley.Optional(s.text[s.a[m+1].Start:s.a[j-1].End])
}

var ofEnds = map[string]bool{"a": true, "an": true, "the": true, "and": true, "or": true, "to": true, "from": true, "in": true, "for": true, "by": true,
	"with": true, "at": true, "on": true, "into": true, "can": true, "will": true, "would": true, "is": true, "are": true, "was": true, "were": true,
	"that": true, "which": true, "who": true, "held": true, "per": true, "each": true, "over": true, "has": true, "have": true, "had": true}

// qualifier is what the words before atom i and after atom k-1 make of the
// figure between them.
func (s *figureScan) qualifier(i, k int) parley.Qualifier {
	for n := 4; n > 0; n-- {
		if i-n < 0 {
			continue
		}
		// The phrase must reach up to the figure, an article aside ("more than a £1bn").
		if q, end, ok := phraseAt(s.a, i-n, s.w.qualifier, n); ok && !q.after && (end == i || end == i-1 && s.word(end) == "a") {
			return q.Qualifier
		}
	}
	if s.word(k) == "+" {
		return parley.QualifierAtLeast
	}
	if k < len(s.a) {
		if q, _, ok := phraseAt(s.a, k, s.w.qualifier, 2); ok && q.after {
			return q.Qualifier
		}
	}
	return parley.QualifierExact
}

func (s *figureScan) add(i, k int, f Figure) {
	f.Span = parley.Span{Start: s.a[i].Start, End: s.a[k-1].End}
	s.out = append(s.out, f)
}
