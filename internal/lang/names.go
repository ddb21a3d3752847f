package lang

import (
	"math"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/learn"
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

// findNames fills in Doc.Names: the name model reads sentence by sentence, the
// gazetteer adds what it knows, and what a document says clearly in one place
// decides for the places where it does not.
func (d *Doc) findNames() {
	d.styleParas()
	f := &nameFinder{d: d, g: gaz(), model: nameModel(), features: newNameFeatures(d), taken: make([]int32, len(d.Toks))}
	for p := range d.Paras {
		para := &d.Paras[p]
		if para.Apart {
			continue
		}
		for s := para.Sents[0]; s < para.Sents[1]; s++ {
			f.sentence(s)
		}
	}
	f.agree()
	sort.Slice(f.out, func(i, j int) bool { return f.out[i].toks[0] < f.out[j].toks[0] })
	d.Names = make([]Name, len(f.out))
	for i, c := range f.out {
		d.Names[i] = Name{Span: d.spanOf(c.toks), Toks: c.toks, Type: f.typeOf(c), Confidence: c.p}
	}
}

// nameFinder finds the names of one document.
type nameFinder struct {
	d        *Doc
	g        *gazetteer
	model    *learn.CRF
	features *nameFeatures
	out      []candidate
	taken    []int32 // candidate + 1 that a token is in
}

// candidate is a name that was found in one place.
type candidate struct {
	toks  [2]int
	class int
	p     float64
	known *knownActor
}

// sentence adds the names of sentence s.
func (f *nameFinder) sentence(s int) {
	d := f.d
	from, to := d.Sents[s].Toks[0], d.Sents[s].Toks[1]
	any := false
	for i := from; i < to && !any; i++ {
		any = capital(d.Toks[i].Text) || shortName(d.Toks[i].Text)
	}
	if !any {
		return
	}
	style := d.style[d.Sents[s].Para]
	if f.model != nil {
		lat := f.features.sentence(f.model, s)
		f.prefer(lat, from, to, style)
		f.read(lat, from)
	}
	// Names of the gazetteer that the model passed over.
	for i := from; i < to; {
		if f.taken[i] > 0 || d.Toks[i].Apart {
			i++
			continue
		}
		k, n := f.g.match(d, i, to, style == styleShouted)
		if k == nil || n == 1 && !f.certain(i, k, style) {
			if Demonym(d.Toks[i].Text) {
				f.add(candidate{[2]int{i, i + 1}, coarsePeople, 0.9, nil})
			}
			i++
			continue
		}
		free := true
		for j := i; j < i+n; j++ {
			free = free && f.taken[j] == 0
		}
		if free {
			f.add(candidate{[2]int{i, i + n}, coarseOf(k.typ), 0.9, k})
		}
		i += n
	}
	if style == styleText {
		f.named(from, to)
	}
}

// prefer raises the score of readings in which names of several words that the
// gazetteer lists are names as a whole.
func (f *nameFinder) prefer(lat *learn.Lattice, from, to int, style paraStyle) {
	const by = 4
	for i := from; i < to; {
		k, n := f.g.match(f.d, i, to, style == styleShouted)
		if n < 2 {
			i++
			continue
		}
		class := coarseOf(k.typ)
		lat.Add(i-from, 1+2*class, by)
		for j := i + 1; j < i+n; j++ {
			lat.Add(j-from, 2+2*class, by)
		}
		i += n
	}
}

// named adds stretches of proper nouns that neither the model nor the
// gazetteer took, where a given name or a telling last word shows what they are:
// "The Harbour Times".
func (f *nameFinder) named(from, to int) {
	d := f.d
	for i := from; i < to; i++ {
		proper := func(j int) bool {
			t := &d.Toks[j]
			return f.taken[j] == 0 && capital(t.Text) && (t.Tag == "PROPN" || t.Tag == "NOUN" || t.Tag == "ADJ") && f.features.seen[t.Low].small == 0
		}
		if !proper(i) {
			continue
		}
		j := i + 1
		for j < to && proper(j) {
			j++
		}
		switch {
		case j-i < 2 || f.onlyRole([2]int{i, j}):
		case f.g.suffix[d.Toks[j-1].Low] != "":
			f.add(candidate{[2]int{i, j}, coarseOf(f.g.suffix[d.Toks[j-1].Low]), 0.4, nil})
		case j-i < 4 && f.g.givenName(d.Toks[i].Text):
			f.add(candidate{[2]int{i, j}, coarsePerson, 0.4, nil})
		}
		i = j - 1
	}
}

// certain reports whether a word that the gazetteer lists is its name even
// where the model sees none: states and acronyms, and what the tagger takes for
// a proper noun.
func (f *nameFinder) certain(i int, k *knownActor, style paraStyle) bool {
	if k.typ == nameState || k.capital {
		return !(f.g.givenName(f.d.Toks[i].Text) && style != styleText)
	}
	t := &f.d.Toks[i]
	return style == styleText && (shortName(t.Text) || t.Tag == "PROPN" && f.features.seen[t.Low].small == 0)
}

// read adds the names of the model's best reading.
func (f *nameFinder) read(lat *learn.Lattice, from int) {
	path := lat.Best()
	for i := 0; i < len(path); i++ {
		if path[i] == 0 {
			continue
		}
		class := (path[i] - 1) / 2
		j := i + 1
		for j < len(path) && path[j] == path[i]+1 {
			j++
		}
		p := lat.SpanP(i, j, 1+2*class, 2+2*class)
		f.trimmed(candidate{[2]int{from + i, from + j}, class, p, nil})
		i = j - 1
	}
}

// trimmed adds c without the titles, articles and marks at its ends; what is
// left of "US President Donald Trump" are two names.
func (f *nameFinder) trimmed(c candidate) {
	d := f.d
	for c.toks[0] < c.toks[1] && (!wordy(d.Toks[c.toks[0]].Text) && !isDigit(d.Toks[c.toks[0]].Text[0]) || d.Toks[c.toks[0]].Low == "the" && c.class != coarseOrg && c.class != coarseMisc) {
		c.toks[0]++
	}
	for c.toks[0] < c.toks[1] && (d.Toks[c.toks[1]-1].Low == "'s" || d.Toks[c.toks[1]-1].Low == "'" || d.Toks[c.toks[1]-1].Text == ",") {
		c.toks[1]--
	}
	if c.class == coarsePerson {
		for c.toks[0] < c.toks[1]-1 && honorific(d.Toks[c.toks[0]].Low) {
			c.toks[0]++
		}
		c.toks[0] = f.afterOffice(c.toks)
		if f.onlyRole(c.toks) {
			return
		}
		for i := c.toks[0]; i < c.toks[1]-1; i++ {
			if n, _ := f.g.roleAt(d, i, c.toks[1]); n > 0 && i+n < c.toks[1] && !f.g.givenName(d.Toks[i].Text) {
				if i > c.toks[0] {
					f.part([2]int{c.toks[0], i})
				}
				c.toks[0] = i + n
				i = c.toks[0] - 1
			}
		}
	}
	if c.toks[0] >= c.toks[1] || d.Toks[c.toks[0]].Apart {
		return
	}
	if i := c.toks[1]; c.class == coarseOrg && d.sameSentence(i-1, i) && f.g.is(strings.TrimSuffix(d.Toks[i].Low, "."), wordLegal) {
		c.toks[1]++
	}
	if k, n := f.g.match(d, c.toks[0], c.toks[1], d.styleAt(c.toks[0]) == styleShouted); n == c.toks[1]-c.toks[0] {
		c.known = k
	}
	f.add(c)
}

// afterOffice is where the person's name begins in "Secretary of Defense Ann
// Ek": with the given name, once there is an "of".
func (f *nameFinder) afterOffice(toks [2]int) int {
	office := toks[0] > 0 && f.d.Toks[toks[0]-1].Low == "of" || toks[0] > 1 && f.d.Toks[toks[0]-1].Low == "the" && f.d.Toks[toks[0]-2].Low == "of"
	for i := toks[0]; i < toks[1]-1; i++ {
		low := f.d.Toks[i].Low
		office = office || low == "of" || low == "for" || low == "to"
		if office && f.g.givenName(f.d.Toks[i].Text) {
			return i
		}
	}
	return toks[0]
}

// onlyRole reports whether toks are a title without a name: "Foreign
// Secretary".
func (f *nameFinder) onlyRole(toks [2]int) bool {
	last := toks[1] - 1
	if f.g.givenName(f.d.Toks[toks[0]].Text) && toks[1]-toks[0] > 1 {
		return false
	}
	if toks[0] > 0 && honorific(f.d.Toks[toks[0]-1].Low) {
		return false
	}
	for i := toks[0]; i < toks[1]; i++ {
		if n, senses := f.g.roleAt(f.d, i, toks[1]); n > 0 && i+n-1 == last {
			for _, s := range senses {
				if s.typ == namePerson {
					return true
				}
			}
		}
	}
	return false
}

// part adds the gazetteer's name or the adjective that toks is, if it is one.
func (f *nameFinder) part(toks [2]int) {
	if k, n := f.g.match(f.d, toks[0], toks[1], false); n == toks[1]-toks[0] {
		f.add(candidate{toks, coarseOf(k.typ), 0.9, k})
	} else if toks[1]-toks[0] == 1 && Demonym(f.d.Toks[toks[0]].Text) {
		f.add(candidate{toks, coarsePeople, 0.9, nil})
	}
}

func (f *nameFinder) add(c candidate) {
	f.out = append(f.out, c)
	for i := c.toks[0]; i < c.toks[1]; i++ {
		f.taken[i] = int32(len(f.out))
	}
}

func coarseOf(t NameType) int {
	switch t {
	case namePerson:
		return coarsePerson
	case nameState, NamePlace:
		return coarsePlace
	case NameDeal, NameOther, nameDocument:
		return coarseMisc
	}
	return coarseOrg
}

func (d *Doc) styleAt(tok int) paraStyle { return d.style[d.Sents[d.Toks[tok].Sent].Para] }

// agree makes the document agree with itself: a name has one class
// throughout, that of its surest readings; a word that is somebody's surname
// in one place is so where the model saw no name, or another.
func (f *nameFinder) agree() {
	d := f.d
	votes := map[string]*[coarseClasses]float64{}
	vote := func(text string, class int, by float64) {
		v := votes[text]
		if v == nil {
			v = new([coarseClasses]float64)
			votes[text] = v
		}
		v[class] += by
	}
	for _, c := range f.out {
		text := d.nameText(c.toks)
		// A reading of even odds has no voice.
		vote(text, c.class, math.Max(0.05, c.p-0.3))
		if c.known != nil && c.toks[1]-c.toks[0] == 1 && !f.g.givenName(text) {
			vote(text, coarseOf(c.known.typ), 0.6)
		}
		switch {
		case c.class == coarsePerson && c.toks[1]-c.toks[0] > 1 && c.p > 0.5:
			vote(d.Toks[c.toks[1]-1].Text, coarsePerson, c.p)
		case c.class == coarseOrg && c.toks[1]-c.toks[0] > 1 && c.p > 0.4:
			vote(d.Toks[c.toks[0]].Text, coarseOrg, 0.8*c.p)
		}
		if c.toks[0] > 0 && c.class == coarsePerson && honorific(d.Toks[c.toks[0]-1].Low) && c.toks[1]-c.toks[0] == 1 {
			vote(text, coarsePerson, 1)
		}
	}
	for i := range f.out {
		c := &f.out[i]
		if c.known != nil && c.toks[1]-c.toks[0] > 1 {
			continue
		}
		v := votes[d.nameText(c.toks)]
		best := c.class
		for class, x := range v {
			if x > v[best] {
				best = class
			}
		}
		if best != c.class {
			c.class = best
			if best == coarsePerson {
				c.known = nil
			}
		}
	}
	// Words of known names that no reading took.
	for i := range d.Toks {
		t := &d.Toks[i]
		if f.taken[i] > 0 || t.Apart || !capital(t.Text) {
			continue
		}
		v := votes[t.Text]
		if v == nil || d.styleAt(i) == styleShouted {
			continue
		}
		if s := f.features.seen[t.Low]; s.small > s.capital {
			continue
		}
		best := coarsePerson
		for class, x := range v {
			if x > v[best] {
				best = class
			}
		}
		if v[best] > 0.5 {
			toks := [2]int{i, i + 1}
			if best == coarsePerson {
				toks[0] = f.fullerName(i)
			}
			f.add(candidate{toks, best, 0.5, nil})
		}
	}
}

// fullerName is where the name begins of which token i, a surname, is the last
// word.
func (f *nameFinder) fullerName(i int) int {
	d := f.d
	from := i
	for k := i - 1; k >= 0 && i-k < 5 && d.sameSentence(k, i) && f.taken[k] == 0; k-- {
		t := &d.Toks[k]
		if t.Text == "-" && t.End == d.Toks[k+1].Start && k > 0 && d.Toks[k-1].End == t.Start {
			continue
		}
		if !capital(t.Text) || honorific(t.Low) || Demonym(t.Text) || f.g.roles[t.Low] != nil || f.features.seen[t.Low].small > 0 || k == d.Sents[t.Sent].Toks[0] && !f.g.givenName(t.Text) {
			break
		}
		from = k
	}
	return from
}

// typeOf is the type of a name: what the gazetteer says of it, else what its
// last word tells, else what its class allows.
func (f *nameFinder) typeOf(c candidate) NameType {
	d := f.d
	last := d.Toks[c.toks[1]-1].Low
	n := c.toks[1] - c.toks[0]
	suffix := f.g.suffix[last]
	if n < 2 {
		suffix = ""
	}
	if c.known != nil && (coarseOf(c.known.typ) == c.class || c.class != coarsePerson) {
		return c.known.typ
	}
	if suffix == NameDeal || suffix == nameDocument {
		return suffix
	}
	switch c.class {
	case coarsePerson:
		return namePerson
	case coarsePlace:
		return NamePlace
	case coarsePeople:
		return NameOther
	case coarseOrg:
		if suffix != "" && suffix != NamePlace {
			return suffix
		}
		switch d.Toks[c.toks[0]].Low {
		case "ministry", "department", "university", "office", "committee", "council", "institute", "court", "union", "association", "house", "federation":
			return nameBody
		}
		return f.organisation(c)
	}
	return NameOther
}

// organisation tells what kind of organisation a name is of which only the
// class is known.
func (f *nameFinder) organisation(c candidate) NameType {
	d := f.d
	if c.toks[1]-c.toks[0] == 1 && strings.ToUpper(d.Toks[c.toks[0]].Text) == d.Toks[c.toks[0]].Text {
		return nameBody
	}
	return nameCompany
}

// paraStyle says how a paragraph uses capitals.
type paraStyle uint8

const (
	styleText     paraStyle = iota
	styleHeadline           // most words have a capital, so that capitals say little
	styleShouted            // no small letters to speak of
)

// styleParas fills in d.style.
func (d *Doc) styleParas() {
	d.style = make([]paraStyle, len(d.Paras))
	for p := range d.Paras {
		d.style[p] = d.styleOf(p)
	}
}

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

// honorific reports whether low is a title before a person's name that is no
// part of it.
func honorific(low string) bool {
	_, ok := gaz().titles[strings.TrimSuffix(low, ".")]
	return ok
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
