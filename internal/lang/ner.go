package lang

import (
	"strings"
	"sync"
	"unicode"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// The coarse classes that the name model tells apart, and its labels.
const (
	coarsePerson = iota
	coarseOrg
	coarsePlace
	coarsePeople // what belongs to a people: "British"
	coarseMisc
	coarseClasses
)

// NameClasses are the classes of the name model, as corpora and scores call
// them: persons, organisations, places, nationalities, other names.
var NameClasses = [coarseClasses]string{"PER", "ORG", "LOC", "NORP", "MISC"}

// nameLabels are O, then B and I of each class.
var nameLabels = func() []string {
	out := []string{"O"}
	for _, c := range NameClasses {
		out = append(out, "B-"+c, "I-"+c)
	}
	return out
}()

var nameModel = sync.OnceValue(func() *learn.CRF {
	m, err := weights.Names().CRF("names")
	if err != nil {
		return nil
	}
	return m
})

// nameFeatures computes the features of the name model for the tokens of a
// document, sentence by sentence.
type nameFeatures struct {
	d     *Doc
	g     *gazetteer
	toks  []nameTok
	seen  map[string]caseCount // by lower-case word
	seq   learn.Seq
	lat   learn.Lattice
	style paraStyle
}

// caseCount says how the running text writes a word inside a sentence.
type caseCount struct{ small, capital int32 }

// nameTok is what the templates look up of one token.
type nameTok struct {
	low, shape, short      uint64
	c1024, c256, c64, rank uint64
	pre1, pre2, pre3       uint64
	suf1, suf2, suf3, suf4 uint64
	lists                  uint64 // bits of the word lists it is on
	gaz                    uint64 // longest gazetteer name that covers it: type and place in it
	doc                    uint64 // how the document writes it elsewhere
	tag                    uint64
	capital                bool
	big                    bool // has a capital anywhere
}

// Bits of nameTok.lists.
const (
	listGivenMale = 1 << iota
	listGivenFemale
	listGiven
	listHonorific
	listRole
	listPlural
	listAdjective
	listPeople
	listSuffixCompany
	listSuffixBody
	listSuffixPlace
	listSuffixOther
)

func newNameFeatures(d *Doc) *nameFeatures {
	f := &nameFeatures{d: d, g: gaz(), toks: make([]nameTok, len(d.Toks)), seen: map[string]caseCount{}}
	for s := range d.Sents {
		sent := &d.Sents[s]
		if d.style[sent.Para] != styleText {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			t := &d.Toks[i]
			if !wordy(t.Text) {
				continue
			}
			c := f.seen[t.Low]
			switch {
			case !capital(t.Text):
				c.small++
			case i > sent.Toks[0] && wordy(d.Toks[i-1].Text):
				c.capital++
			default:
				continue
			}
			f.seen[t.Low] = c
		}
	}
	return f
}

// sentence scores the tokens of sentence s; the lattice is valid until the
// next call.
func (f *nameFeatures) sentence(m *learn.CRF, s int) *learn.Lattice {
	f.features(s, true)
	m.Lattice(&f.seq, &f.lat)
	for i := range f.lat.Len() {
		if len(f.seq.At(i)) == 0 {
			f.lat.Add(i, 0, noName)
		}
	}
	return &f.lat
}

// noName is the score that holds a token fast to be in no name.
const noName = 30

// features fills f.seq with those of sentence s. When thrifty, tokens without a
// capital in them or beside them, three of five in running text, get none: they
// are in no name.
func (f *nameFeatures) features(s int, thrifty bool) {
	sent := &f.d.Sents[s]
	f.style = f.d.style[sent.Para]
	from, to := sent.Toks[0], sent.Toks[1]
	for i := from; i < to; i++ {
		f.token(i)
	}
	f.gazetteerTags(from, to)
	f.seq.Reset()
	near := func(i int) bool { return i >= from && i < to && f.toks[i].big }
	for i := from; i < to; i++ {
		// "Ji-ho"
		hyphened := i-2 >= from && f.d.Toks[i-1].Text == "-" && near(i-2)
		if !thrifty || near(i-1) || near(i) || near(i+1) || hyphened {
			f.templates(i, from, to)
		}
		f.seq.Next()
	}
}

func (f *nameFeatures) token(i int) {
	t, x := &f.d.Toks[i], &f.toks[i]
	low, text := t.Low, t.Text
	*x = nameTok{low: learn.Hash(low)}
	long, short := shapes(text)
	x.shape, x.short = learn.Hash(long), learn.Hash(short)
	x.tag = learn.Hash(string(t.Tag))
	c := classOf(x.low)
	x.rank = uint64(c.Rank())
	if c.Known() {
		x.c1024, x.c256, x.c64 = uint64(c.C1024())+1, uint64(c.C256())+1, uint64(c.C64())+1
	}
	affix := func(n int, tail bool) uint64 {
		if len(text) < n {
			return 0
		}
		if tail {
			return learn.Hash(text[len(text)-n:])
		}
		return learn.Hash(text[:n])
	}
	x.pre1, x.pre2, x.pre3 = affix(2, false), affix(3, false), affix(4, false)
	x.suf1, x.suf2, x.suf3, x.suf4 = affix(1, true), affix(2, true), affix(3, true), affix(4, true)
	x.capital = capital(text)
	x.big = x.capital || strings.ContainsFunc(text, unicode.IsUpper)
	if sex, ok := f.g.given[text]; ok {
		x.lists |= listGiven
		switch sex {
		case genderMale:
			x.lists |= listGivenMale
		case genderFemale:
			x.lists |= listGivenFemale
		}
	}
	if honorific(low) {
		x.lists |= listHonorific
	}
	if f.g.roles[low] != nil {
		x.lists |= listRole
	}
	if f.g.plural[low] {
		x.lists |= listPlural
	}
	if f.g.adjective[text] != nil {
		x.lists |= listAdjective
	}
	if f.g.people[text] != nil {
		x.lists |= listPeople
	}
	switch f.g.suffix[low] {
	case "":
	case nameCompany:
		x.lists |= listSuffixCompany
	case nameBody:
		x.lists |= listSuffixBody
	case NamePlace:
		x.lists |= listSuffixPlace
	default:
		x.lists |= listSuffixOther
	}
	s := f.seen[low]
	level := func(n int32) uint64 { return uint64(min(n, 3)) }
	x.doc = 1 + level(s.small)*4 + level(s.capital)
}

// gazetteerTags notes for each token the longest gazetteer name over it.
func (f *nameFeatures) gazetteerTags(from, to int) {
	for i := from; i < to; {
		k, n := f.g.match(f.d, i, to, f.style == styleShouted)
		if k == nil {
			i++
			continue
		}
		typ := learn.Hash(string(k.typ))
		if k.capital {
			typ++
		}
		for j := i; j < i+n; j++ {
			place := uint64(0) // alone, first, inside, last
			switch {
			case n == 1:
			case j == i:
				place = 1
			case j == i+n-1:
				place = 3
			default:
				place = 2
			}
			f.toks[j].gaz = typ*8 + place + 1
		}
		i += n
	}
}

// templates adds the features of token i of the sentence [from,to).
func (f *nameFeatures) templates(i, from, to int) {
	var none nameTok
	none.low, none.short = 1, 1
	at := func(j int) *nameTok {
		if j < from || j >= to {
			return &none
		}
		return &f.toks[j]
	}
	x, p, n, pp, nn := at(i), at(i-1), at(i+1), at(i-2), at(i+2)
	style := uint64(f.style)
	opener := uint64(0)
	if i == from || i == from+1 && !wordy(f.d.Toks[from].Text) {
		opener = 1
	}
	add := func(template, v uint64) { f.seq.Add(learn.Mix(template, v)) }
	add2 := func(template, a, b uint64) { f.seq.Add(learn.Mix2(template, a, b)) }
	add(1, style*2+opener)
	add(2, x.low)
	add2(3, x.low, x.short)
	add(4, x.shape)
	add2(5, x.short, opener+2*style)
	add2(6, x.pre1, x.short)
	add(7, x.pre2)
	add(8, x.pre3)
	add(9, x.suf2)
	add(10, x.suf3)
	add(11, x.suf4)
	add(12, x.c1024)
	add2(13, x.c256, x.short)
	add2(14, x.c64, x.short)
	add2(15, x.rank, x.short)
	add(16, x.lists)
	for b := uint64(1); b <= listSuffixOther; b <<= 1 {
		if x.lists&b != 0 {
			add2(17, b, x.short)
		}
		if p.lists&b != 0 {
			add2(18, b, x.short)
		}
		if n.lists&b != 0 {
			add2(19, b, x.short)
		}
	}
	add(20, x.gaz)
	add2(21, x.gaz, p.gaz)
	add2(22, x.gaz, n.gaz)
	add2(23, x.gaz, x.low)
	add2(24, x.doc, x.short)
	add2(25, x.doc, opener)
	// Neighbours.
	add(30, p.low)
	add(31, n.low)
	add(32, pp.low)
	add(33, nn.low)
	add2(34, p.low, x.short)
	add2(35, n.low, x.short)
	add2(36, p.low, x.low)
	add2(37, x.low, n.low)
	add2(38, p.c256, x.short)
	add2(39, n.c256, x.short)
	add2(40, pp.c256, p.short)
	add2(41, nn.c256, n.short)
	add2(42, p.short, x.short)
	add2(43, x.short, n.short)
	f.seq.Add(learn.Mix3(44, p.short, x.short, n.short))
	f.seq.Add(learn.Mix3(45, p.c64, x.short, n.c64))
	add2(46, p.c256, x.c256)
	add2(47, x.c256, n.c256)
	add2(48, p.lists, x.short)
	add2(49, n.lists, x.short)
	add2(50, p.gaz, x.short)
	add2(51, n.gaz, x.short)
	add2(52, p.low, n.low)
	add2(53, at(i-3).c256, pp.short)
	add2(54, at(i+3).c256, nn.short)
	add2(55, x.tag, x.short)
	add2(56, p.tag, x.tag)
	add2(57, x.tag, n.tag)
	f.seq.Add(learn.Mix3(58, x.tag, x.gaz, opener))
	f.seq.Add(learn.Mix3(59, p.tag, x.tag, n.tag))
	// The stretch of capitals that the token is in.
	if x.capital {
		a, b := i, i+1
		for a > from && i-a < 6 && f.toks[a-1].capital {
			a--
		}
		for b < to && b-i < 6 && f.toks[b].capital {
			b++
		}
		add2(60, uint64(i-a), uint64(b-i))
		add2(61, at(a-1).low, at(b).low)
		add(62, at(a-1).low)
		add(63, at(b).low)
		add2(64, f.toks[b-1].low, uint64(i-a))
		add(65, f.toks[b-1].lists)
		add(66, f.toks[a].lists)
		add2(67, at(b).c256, uint64(min(b-i, 3)))
		add2(68, at(a-1).c256, uint64(min(i-a, 3)))
		add(69, f.toks[b-1].c256)
		add(70, f.toks[a].c256)
		add2(71, f.toks[b-1].gaz, f.toks[a].gaz)
	}
}

// shapes gives the pattern of a word's letters ("Xxxxx", "XX", "xX"), and the
// same with runs folded.
func shapes(s string) (long, short string) {
	var l, c [24]byte
	ln, cn := 0, 0
	for _, r := range s {
		b := byte('-')
		switch {
		case unicode.IsUpper(r):
			b = 'X'
		case unicode.IsLower(r):
			b = 'x'
		case unicode.IsDigit(r):
			b = '9'
		case r == '.' || r == '&' || r == '\'':
			b = byte(r)
		case unicode.IsLetter(r):
			b = 'l'
		}
		if ln < 6 {
			l[ln] = b
			ln++
		}
		if cn < len(c) && (cn == 0 || c[cn-1] != b) {
			c[cn] = b
			cn++
		}
	}
	return string(l[:ln]), string(c[:cn])
}

// NamedText is a text whose names are known, for training and measuring. Spans
// are bytes of Text, in order.
type NamedText struct {
	Text  string
	Names []ClassedSpan
	// Partial says that Names are only some of the names: no other word with a
	// capital is known to be none.
	Partial bool
	// Weight multiplies what is learnt from it.
	Weight float64
}

// ClassedSpan is a name and its class, one of NameClasses.
type ClassedSpan struct {
	Start, End int
	Class      string
}

// prepared cuts a text into sentences and computes how it uses capitals.
func prepared(text string) *Doc {
	d := &Doc{Text: text, Header: &parley.Header{Text: text}}
	d.split()
	d.tag()
	d.styleParas()
	return d
}

// labelsOf gives each token its label. A name that begins or ends within a
// token is left out.
func labelsOf(d *Doc, names []ClassedSpan) []int {
	out := make([]int, len(d.Toks))
	k := 0
	for i := range d.Toks {
		for k < len(names) && names[k].End <= d.Toks[i].Start {
			k++
		}
		if k == len(names) {
			break
		}
		n := names[k]
		class := classNumber(n.Class)
		if class < 0 || d.Toks[i].Start < n.Start || d.Toks[i].End > n.End {
			continue
		}
		out[i] = 1 + 2*class
		if i > 0 && d.Toks[i-1].Start >= n.Start && d.Toks[i-1].Sent == d.Toks[i].Sent && (out[i-1]-1)/2 == class && out[i-1] > 0 {
			out[i]++
		}
	}
	return out
}

func classNumber(class string) int {
	for i, c := range NameClasses {
		if c == class {
			return i
		}
	}
	return -1
}

// TrainNames learns the name model from texts and returns it packed. report
// hears of its progress.
func TrainNames(texts []NamedText, o learn.Options) *learn.CRF {
	o.Allowed = learn.BIO(nameLabels)
	t := learn.NewCRFTrainer(nameLabels, o)
	for _, text := range texts {
		for _, variant := range variants(text) {
			d := prepared(variant.Text)
			gold := labelsOf(d, variant.Names)
			for i := range gold {
				if variant.Partial && gold[i] == 0 && capital(d.Toks[i].Text) {
					gold[i] = -1
				}
			}
			f := newNameFeatures(d)
			for s := range d.Sents {
				sent := &d.Sents[s]
				f.features(s, false)
				t.Add(&f.seq, gold[sent.Toks[0]:sent.Toks[1]], variant.Weight)
			}
		}
	}
	return t.Train()
}

// variants are a text itself and its beginning as a headline and in capitals,
// so that the model does not lean on the case of letters alone.
func variants(t NamedText) []NamedText {
	out := []NamedText{t}
	cut := 0
	for i := 0; i < len(t.Text) && i < 600; i++ {
		if t.Text[i] == '\n' && i > 40 {
			cut = i
			break
		}
	}
	if cut == 0 {
		return out
	}
	head := NamedText{Text: t.Text[:cut], Weight: t.Weight * 0.5, Partial: t.Partial}
	for _, n := range t.Names {
		if n.End <= cut {
			head.Names = append(head.Names, n)
		}
	}
	title, upper := head, head
	title.Text, upper.Text = headlineCase(head.Text), strings.ToUpper(head.Text)
	if len(title.Text) == cut {
		out = append(out, title)
	}
	if len(upper.Text) == cut {
		upper.Weight *= 0.5
		out = append(out, upper)
	}
	return out
}

func headlineCase(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		if start && unicode.IsLower(r) {
			b.WriteRune(unicode.ToTitle(r))
		} else {
			b.WriteRune(r)
		}
		start = unicode.IsSpace(r) || r == '"' || r == '(' || r == '“'
	}
	return b.String()
}

// NamesBy returns the names that model m finds in text, by itself: the way to
// measure it.
func NamesBy(m *learn.CRF, text string) []ClassedSpan {
	d := prepared(text)
	f := newNameFeatures(d)
	var out []ClassedSpan
	for s := range d.Sents {
		from := d.Sents[s].Toks[0]
		path := f.sentence(m, s).Best()
		for i := 0; i < len(path); i++ {
			if path[i] == 0 {
				continue
			}
			j := i + 1
			for j < len(path) && path[j] == path[i]+1 {
				j++
			}
			out = append(out, ClassedSpan{d.Toks[from+i].Start, d.Toks[from+j-1].End, NameClasses[(path[i]-1)/2]})
			i = j - 1
		}
	}
	return out
}

// Demonym reports whether word is an adjective or noun of a people that the
// lexicon lists.
func Demonym(word string) bool {
	g := gaz()
	return g.adjective[word] != nil || g.people[word] != nil
}

// Place reports whether name is that of a state or place that the lexicon
// lists.
func Place(name string) bool {
	k := gaz().byName[name]
	return k != nil && (k.typ == nameState || k.typ == NamePlace)
}
