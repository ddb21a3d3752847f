package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// The entity types as name types.
const (
	namePerson   = NameType(parley.EntityPerson)
	nameOffice   = NameType(parley.EntityOffice)
	nameBody     = NameType(parley.EntityBody)
	nameCompany  = NameType(parley.EntityCompany)
	nameState    = NameType(parley.EntityState)
	nameOutlet   = NameType(parley.EntityOutlet)
	nameDocument = NameType(parley.EntityDocument)
	nameGroup    = NameType(parley.EntityGroup)
)

// findNames fills in Doc.Names.
func (d *Doc) findNames() {
	d.style = make([]paraStyle, len(d.Paras))
	for p := range d.Paras {
		d.style[p] = d.styleOf(p)
	}
	f := nameFinder{d: d, g: gaz(), lower: map[string]bool{}, inside: map[string]bool{}}
	f.survey()
	for p := range d.Paras {
		if !d.Paras[p].Apart {
			f.paragraph(p)
		}
	}
	d.Names = f.out
}

// nameFinder finds names by capitals and the gazetteer.
type nameFinder struct {
	d      *Doc
	g      *gazetteer
	lower  map[string]bool // words that the document also writes without a capital
	inside map[string]bool // words with a capital inside a sentence
	out    []Name
	opener bool // the token looked at opens a sentence
}

// survey notes how the running text writes its words, so that the capital of a
// sentence's first word, or of a headline's words, can be told from a name's.
func (f *nameFinder) survey() {
	for s := range f.d.Sents {
		sent := &f.d.Sents[s]
		if f.d.style[sent.Para] != styleText {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			t := &f.d.Toks[i]
			switch {
			case !capital(t.Text):
				f.lower[t.Low] = true
			case i > sent.Toks[0] && wordy(f.d.Toks[i-1].Text):
				f.inside[t.Text] = true
			}
		}
	}
}

// paraStyle says how a paragraph uses capitals.
type paraStyle uint8

const (
	styleText     paraStyle = iota
	styleHeadline           // most words have a capital, so that capitals say little
	styleShouted            // no small letters to speak of
)

func (d *Doc) styleOf(p int) paraStyle {
	para := &d.Paras[p]
	small, big := 0, 0
	for _, c := range []byte(d.Text[para.Start:para.End]) {
		switch {
		case 'a' <= c && c <= 'z':
			small++
		case isUpper(c):
			big++
		}
	}
	if big > 10 && small*10 < big {
		return styleShouted
	}
	long, capitals := 0, 0
	for i := para.Toks[0]; i < para.Toks[1]; i++ {
		if len(d.Toks[i].Text) > 3 && wordy(d.Toks[i].Text) {
			long++
			if capital(d.Toks[i].Text) {
				capitals++
			}
		}
	}
	if long > 3 && long < 40 && capitals*4 >= long*3 {
		return styleHeadline
	}
	return styleText
}

func (f *nameFinder) paragraph(p int) {
	d, para := f.d, &f.d.Paras[p]
	headline, shouted := d.style[p] == styleHeadline, d.style[p] == styleShouted
	for s := para.Sents[0]; s < para.Sents[1]; s++ {
		i, end := d.Sents[s].Toks[0], d.Sents[s].Toks[1]
		f.opener = true
		for i < end {
			t := &d.Toks[i]
			if t.Apart || !capital(t.Text) && t.Low != "al" && t.Low != "de" {
				if wordy(t.Text) {
					f.opener = false
				}
				i++
				continue
			}
			i = f.at(i, end, headline, shouted)
			f.opener = false
		}
	}
}

// at emits the names of the stretch of capitals that begins with token i, and
// returns the token after it.
func (f *nameFinder) at(i, end int, headline, shouted bool) int {
	d, g := f.d, f.g
	k, n := g.match(d, i, end, shouted)
	run := f.run(i, end)
	if k != nil && n >= run {
		f.emit(i, i+n, k.typ, 0.95)
		return i + n
	}
	if honorific(d.Toks[i].Low) {
		return i + 1
	}
	if headline && k == nil || shouted {
		if k != nil {
			f.emit(i, i+n, k.typ, 0.9)
			return i + n
		}
		return f.headlineName(i, i+run)
	}
	// A longer name that its last word tells: "UK Steel", "Ford Foundation".
	if typ, m := f.suffixed(i, run); m > n && m > 1 {
		f.emit(i, i+m, typ, 0.8)
		return i + m
	}
	if k != nil && !(f.isGiven(i) && run > n && !f.isRole(i+n, end)) {
		f.emit(i, i+n, k.typ, 0.9)
		return i + n
	}
	if a := g.adjective[d.Toks[i].Text]; a != nil || g.people[d.Toks[i].Text] != nil {
		f.emit(i, i+1, NameOther, 0.9)
		return i + 1
	}
	if n, _ := g.roleAt(d, i, end); n > 0 && !f.isGiven(i) {
		return i + n
	}
	if f.opener && (f.lower[d.Toks[i].Low] || run == 1 && !f.inside[d.Toks[i].Text] && !f.isGiven(i) && !shortName(d.Toks[i].Text)) {
		return i + 1
	}
	// Up to the next name of the gazetteer, role or title.
	m := 1
	for m < run {
		if k, _ := g.match(d, i+m, i+run, false); k != nil && k.typ == nameState {
			break
		}
		if f.isRole(i+m, end) || honorific(d.Toks[i+m].Low) {
			break
		}
		m++
	}
	for m > 1 && !capital(d.Toks[i+m-1].Text) {
		m--
	}
	f.emit(i, i+m, f.guess(i, i+m), 0.6)
	return i + m
}

// headlineName takes from a headline's capitals the longest stretch that the
// body or the list of given names knows as a name.
func (f *nameFinder) headlineName(i, end int) int {
	if end <= i {
		return i + 1
	}
	t := &f.d.Toks[i]
	if f.inside[t.Text] && !f.lower[t.Low] && !f.isRole(i, end) {
		j := i + 1
		for j < end && f.inside[f.d.Toks[j].Text] && !f.lower[f.d.Toks[j].Low] {
			j++
		}
		f.emit(i, j, f.guess(i, j), 0.5)
		return j
	}
	return i + 1
}

// run is the number of tokens of the stretch of capitals that begins with
// token i: capitalised words, joined by small words of names.
func (f *nameFinder) run(i, end int) int {
	d := f.d
	n := 1
	for j := i + 1; j < end; j++ {
		t := &d.Toks[j]
		if t.Quote != d.Toks[i].Quote {
			break
		}
		if capital(t.Text) || n == j-i && isDigit(t.Text[0]) && false {
			n = j + 1 - i
			continue
		}
		switch t.Low {
		case "of", "de", "la", "le", "du", "da", "dos", "del", "van", "von", "der", "den", "bin", "bint", "al", "el", "ibn", "&", "-", "the", "'s":
			if t.Low == "the" && d.Toks[j-1].Low != "of" || t.Low == "'s" {
				return n
			}
			continue
		}
		break
	}
	return n
}

// suffixed finds the longest name of at most run tokens from i on whose last
// word tells its type.
func (f *nameFinder) suffixed(i, run int) (NameType, int) {
	d := f.d
	for m := run; m > 1; m-- {
		if typ, ok := f.g.suffix[d.Toks[i+m-1].Low]; ok && capital(d.Toks[i+m-1].Text) {
			return typ, m
		}
	}
	switch d.Toks[i].Low {
	case "ministry", "department", "bank", "university", "office", "house", "committee", "council", "institute", "court", "union", "society", "association":
		if run > 2 && d.Toks[i+1].Low == "of" {
			return nameBody, run
		}
	}
	return "", 0
}

func (f *nameFinder) isGiven(i int) bool {
	_, ok := f.g.given[f.d.Toks[i].Text]
	return ok
}

func (f *nameFinder) isRole(i, end int) bool {
	if i >= end {
		return false
	}
	n, _ := f.g.roleAt(f.d, i, end)
	return n > 0
}

// guess is the type of a name that no list knows.
func (f *nameFinder) guess(i, j int) NameType {
	d := f.d
	if typ, ok := f.g.suffix[d.Toks[j-1].Low]; ok && j-i > 1 {
		return typ
	}
	if f.isGiven(i) || i > 0 && honorific(d.Toks[i-1].Low) {
		return namePerson
	}
	if i > 0 {
		switch d.Toks[i-1].Low {
		case "in", "near":
			return NamePlace
		}
	}
	if j-i == 1 && strings.ToUpper(d.Toks[i].Text) == d.Toks[i].Text {
		return nameBody
	}
	if j-i == 2 || j-i == 3 {
		return namePerson
	}
	return nameCompany
}

func (f *nameFinder) emit(i, j int, typ NameType, confidence float64) {
	f.out = append(f.out, Name{
		Span: parley.Span{Start: f.d.Toks[i].Start, End: f.d.Toks[j-1].End},
		Toks: [2]int{i, j}, Type: typ, Confidence: confidence,
	})
}

// honorific reports whether low is a title before a person's name that is no
// part of it.
func honorific(low string) bool {
	_, ok := honorifics[strings.TrimSuffix(low, ".")]
	return ok
}

var honorifics = map[string]gender{
	"mr": genderMale, "mrs": genderFemale, "ms": genderFemale, "miss": genderFemale, "sir": genderMale, "dame": genderFemale,
	"lord": genderMale, "lady": genderFemale, "baroness": genderFemale, "dr": genderUnknown, "prof": genderUnknown, "professor": genderUnknown,
	"rev": genderUnknown, "sen": genderUnknown, "rep": genderUnknown, "gov": genderUnknown, "gen": genderUnknown, "col": genderUnknown,
	"lt": genderUnknown, "capt": genderUnknown, "sgt": genderUnknown, "hon": genderUnknown, "shri": genderMale, "smt": genderFemale,
	"m": genderUnknown, "mx": genderUnknown,
}

// capital reports whether a word begins with a capital letter.
func capital(s string) bool {
	if s == "" {
		return false
	}
	if s[0] < utf8.RuneSelf {
		return isUpper(s[0])
	}
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// wordy reports whether a token is a word, no mark or figure.
func wordy(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// shortName reports whether s looks like an acronym or a name with inner
// capitals ("xAI", "SMIC").
func shortName(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}
