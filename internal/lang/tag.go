package lang

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// The tagger goes through a sentence from left to right and gives each token a
// universal and a Penn tag at once: a linear model over the words around it,
// their forms and classes, and the two tags before. Words that the treebanks
// always tag alike (most of the closed classes) are looked up.

type tagger struct {
	model *learn.Linear // labels "NOUN NN"
	upos  []Tag
	xpos  []string
	dict  *learn.Dict // key → label, and dictSure when the word is always tagged so
}

const dictSure = 1 << 15

var loadTagger = sync.OnceValue(func() *tagger {
	g, err := readTagger(weights.Tag())
	if err != nil {
		panic(err) // the program was built with a broken file
	}
	return g
})

func readTagger(f *learn.File) (*tagger, error) {
	m, err := f.Linear("tag")
	if err != nil {
		return nil, err
	}
	dict, err := f.Dict("dict")
	if err != nil {
		return nil, err
	}
	return newTagger(m, dict), nil
}

func newTagger(m *learn.Linear, dict *learn.Dict) *tagger {
	g := &tagger{model: m, dict: dict}
	for _, l := range m.Labels {
		u, x, _ := strings.Cut(l, " ")
		g.upos, g.xpos = append(g.upos, Tag(u)), append(g.xpos, x)
	}
	return g
}

// form is the surface of a token as the models see it.
type form struct {
	key   uint64
	tail  uint64 // last eight bytes of the lower-case form, the last one lowest
	head  uint64 // first eight bytes, the first one lowest
	shape uint64
	class Class
	label uint16 // most frequent label of the word, +1; 0 when it is rare
	sure  bool
}

func suffix(f *form, n int) uint64 { return f.tail & (1<<(8*n) - 1) }
func prefix(f *form, n int) uint64 { return f.head & (1<<(8*n) - 1) }

func (g *tagger) form(t *Tok) form {
	f := form{key: t.Key, class: t.Class, shape: shapeOf(t.Text)}
	low := t.Low
	for i := max(0, len(low)-8); i < len(low); i++ {
		f.tail = f.tail<<8 | uint64(low[i])
	}
	for i := min(8, len(low)) - 1; i >= 0; i-- {
		f.head = f.head<<8 | uint64(low[i])
	}
	if v, ok := g.dict.Lookup(t.Key); ok {
		f.label, f.sure = v&^dictSure+1, v&dictSure != 0
	}
	return f
}

// shapeOf folds a word to its runs of capitals, small letters, digits and other
// characters, three bits a run. One capital differs from several, four digits
// from other numbers.
func shapeOf(s string) uint64 {
	const upper, lower, digit, other, uppers, year = 1, 2, 3, 4, 5, 6
	var shape, last uint64
	run, runs := 0, 0
	for i := 0; i < len(s); {
		c, n := other, 1
		switch b := s[i]; {
		case 'a' <= b && b <= 'z':
			c = lower
		case isUpper(b):
			c = upper
		case isDigit(b):
			c = digit
		case b >= utf8.RuneSelf:
			var r rune
			if r, n = utf8.DecodeRuneInString(s[i:]); unicode.IsUpper(r) {
				c = upper
			} else if unicode.IsLetter(r) {
				c = lower
			}
		}
		i += n
		if uint64(c) == last {
			run++
			if c == upper && run == 2 {
				shape += uppers - upper
			}
			if c == digit {
				switch run {
				case 4:
					shape += year - digit
				case 5:
					shape -= year - digit
				}
			}
			continue
		}
		if runs == 16 {
			break
		}
		shape, last, run, runs = shape<<3|uint64(c), uint64(c), 1, runs+1
	}
	return shape
}

// capsMode says how a sentence is capitalised, so that the shape of a word in a
// headline is not taken for that of a name.
func capsMode(toks []Tok) uint64 {
	const plain, title, upper, lower = 0, 1, 2, 3
	long, capital, all, letters := 0, 0, 0, 0
	for i := range toks {
		s := toks[i].Text
		r, _ := utf8.DecodeRuneInString(s)
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if len(s) < 4 {
			continue
		}
		long++
		if unicode.IsUpper(r) {
			capital++
			if strings.IndexFunc(s, unicode.IsLower) < 0 {
				all++
			}
		}
	}
	switch {
	case long >= 2 && all*10 >= long*9:
		return upper
	case long >= 3 && capital*10 >= long*8:
		return title
	case capital == 0 && letters >= 3 && !firstUpper(toks):
		return lower
	}
	return plain
}

func firstUpper(toks []Tok) bool {
	for i := range toks {
		if r, _ := utf8.DecodeRuneInString(toks[i].Text); unicode.IsLetter(r) {
			return unicode.IsUpper(r)
		}
	}
	return false
}

var (
	formBefore = form{key: 1, tail: 1, shape: 1 << 50}
	formAfter  = form{key: 2, tail: 2, shape: 2 << 50}
)

// around is a token with its neighbours and the labels before it.
type around struct {
	mode           uint64
	p2, p1         *form
	w              *form
	n1, n2         *form
	label1, label2 uint64 // labels of the token before and the one before that
	first          uint64 // 1 for the first word of a sentence
}

// keys appends the features of the tagger.
func (a *around) keys(k []uint64) []uint64 {
	w := a.w
	t1, t12 := a.label1, a.label1<<8|a.label2
	c := uint64(w.class)
	shape := w.shape | a.mode<<60 | a.first<<59
	return append(k,
		learn.Mix(1, w.key),
		learn.Mix(2, suffix(w, 1)),
		learn.Mix(3, suffix(w, 2)),
		learn.Mix(4, suffix(w, 3)),
		learn.Mix(5, suffix(w, 4)),
		learn.Mix(6, prefix(w, 1)),
		learn.Mix(7, prefix(w, 3)),
		learn.Mix(8, shape),
		learn.Mix2(9, shape, t1),
		learn.Mix(10, a.p1.key),
		learn.Mix(11, a.p2.key),
		learn.Mix(12, a.n1.key),
		learn.Mix(13, a.n2.key),
		learn.Mix(14, t1),
		learn.Mix(15, t12),
		learn.Mix2(16, t1, w.key),
		learn.Mix2(17, t12, uint64(w.label)),
		learn.Mix2(18, t1, suffix(w, 3)),
		learn.Mix(19, c>>14&1023),
		learn.Mix2(20, c>>6&255, t1),
		learn.Mix2(21, c>>6&255, suffix(w, 2)),
		learn.Mix2(22, c>>24, shape),
		learn.Mix(23, uint64(a.p1.class)>>6&255),
		learn.Mix(24, uint64(a.n1.class)>>6&255),
		learn.Mix(25, uint64(a.n2.class)>>6&255),
		learn.Mix2(26, uint64(w.label), uint64(a.n1.label)),
		learn.Mix3(27, t1, uint64(w.label), uint64(a.n1.label)),
		learn.Mix2(28, uint64(a.n1.label), uint64(a.n2.label)),
		learn.Mix(29, suffix(a.n1, 3)),
		learn.Mix(30, suffix(a.p1, 3)),
		learn.Mix2(31, a.n1.shape, w.shape),
		learn.Mix2(32, a.p1.shape, w.shape),
		learn.Mix2(33, a.p1.key, w.key),
		learn.Mix2(34, w.key, a.n1.key),
		learn.Mix2(35, t1, a.n1.key),
		learn.Mix2(36, suffix(w, 3), uint64(a.n1.label)),
	)
}

// tagging is the scratch space of the tagger.
type tagging struct {
	forms  []form
	labels []uint8
	keys   []uint64
	scores []int32
}

// window sets a to token i of the sentence.
func (s *tagging) window(a *around, i int) {
	at := func(i int) *form {
		switch {
		case i < 0:
			return &formBefore
		case i >= len(s.forms):
			return &formAfter
		}
		return &s.forms[i]
	}
	a.p2, a.p1, a.w, a.n1, a.n2 = at(i-2), at(i-1), &s.forms[i], at(i+1), at(i+2)
	a.label1, a.label2, a.first = 255, 255, 1
	if i > 0 {
		a.label1 = uint64(s.labels[i-1])
		a.first = 0
		if i > 1 {
			a.label2 = uint64(s.labels[i-2])
		} else if s.forms[0].shape == 4 { // after an opening mark
			a.first = 1
		}
	}
}

// sentence tags the tokens of one sentence.
func (g *tagger) sentence(toks []Tok, s *tagging) {
	s.forms = s.forms[:0]
	for i := range toks {
		s.forms = append(s.forms, g.form(&toks[i]))
	}
	if len(s.labels) < len(toks) {
		s.labels = make([]uint8, 2*len(toks))
	}
	if len(s.scores) != g.model.Width() {
		s.scores = make([]int32, g.model.Width())
	}
	a := around{mode: capsMode(toks)}
	for i := range toks {
		label := 0
		if f := &s.forms[i]; f.sure {
			label = int(f.label - 1)
		} else {
			s.window(&a, i)
			s.keys = a.keys(s.keys[:0])
			g.model.Score(s.keys, s.scores)
			label = learn.Top(s.scores)
		}
		s.labels[i] = uint8(label)
		toks[i].Tag, toks[i].XPOS = g.upos[label], g.xpos[label]
	}
}

// tag tags all sentences of the article's own words.
func (d *Doc) tag() {
	g := loadTagger()
	var s tagging
	for _, sent := range d.Sents {
		if toks := d.Toks[sent.Toks[0]:sent.Toks[1]]; !toks[0].Apart {
			g.sentence(toks, &s)
		}
	}
}
