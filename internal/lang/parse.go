package lang

import (
	"sync"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// The parser reads a sentence from left to right with three moves, the
// arc-hybrid system of Kuhlmann, Gómez-Rodríguez and Satta (2011): shift the next
// token onto the stack; make the top of the stack depend on the next token
// (left); make it depend on the token below it (right). One linear model
// chooses the move, a second one names the relation. An artificial root stands
// after the last token; one token only may depend on it.

type move int

const (
	moveShift move = iota
	moveLeft
	moveRight
)

type parser struct {
	moves *learn.Linear
	rels  *learn.Linear
}

var loadParser = sync.OnceValue(func() *parser {
	p, err := readParser(weights.Parse())
	if err != nil {
		panic(err) // the program was built with a broken file
	}
	return p
})

func readParser(f *learn.File) (*parser, error) {
	moves, err := f.Linear("moves")
	if err != nil {
		return nil, err
	}
	rels, err := f.Linear("relations")
	if err != nil {
		return nil, err
	}
	return &parser{moves, rels}, nil
}

// node is a token as the parser sees it.
type node struct {
	key         uint64
	tag         uint64 // key of its tags
	both        uint64 // of word and tags
	c64, c256   uint64
	quote       int
	head        int // -1 until it has one
	rel         int
	l1, l2      int // outermost and next dependent on the left, -1
	r1, r2      int
	left, right uint64 // number of dependents
}

// parsing is the scratch space of the parser and the state of one sentence.
type parsing struct {
	nodes  []node // one a token, the root last
	stack  []int
	next   int
	commas []int // number of separating marks before each token
	keys   []uint64
	move   []int32
	rel    []int32
}

// noNode stands for a token that is not there.
var noNode = node{key: 3, tag: 3, both: 3, head: -1, rel: -1, l1: -1, l2: -1, r1: -1, r2: -1}

// start sets up a sentence.
func (s *parsing) start(toks []Tok) {
	s.nodes, s.stack, s.commas, s.next = s.nodes[:0], s.stack[:0], s.commas[:0], 0
	marks := 0
	for i := range toks {
		t := &toks[i]
		n := noNode
		n.key, n.tag = t.Key, tagKey(t.Tag, t.XPOS)
		n.both = learn.Mix2(1, n.key, n.tag)
		n.c64, n.c256 = uint64(t.Class)&63, uint64(t.Class)>>6&255
		n.quote = t.Quote
		s.nodes = append(s.nodes, n)
		s.commas = append(s.commas, marks)
		switch t.Text {
		case ",", ";", ":", "-", "–", "—", "(", ")", "--":
			marks++
		}
	}
	root := noNode
	root.key, root.tag, root.both = 4, 4, 4
	root.quote = -1
	s.nodes = append(s.nodes, root)
	s.commas = append(s.commas, marks)
}

// tagKey turns the two tags into a number, without allocating.
func tagKey(upos Tag, xpos string) uint64 {
	k := uint64(0)
	for i := 0; i < len(upos); i++ {
		k = k*31 + uint64(upos[i])
	}
	for i := 0; i < len(xpos); i++ {
		k = k*131 + uint64(xpos[i]) + 1<<40
	}
	return k
}

func (s *parsing) at(i int) *node {
	if i < 0 {
		return &noNode
	}
	return &s.nodes[i]
}

// stacked is the i-th token from the top of the stack, -1 when there is none.
func (s *parsing) stacked(i int) int {
	if i >= len(s.stack) {
		return -1
	}
	return s.stack[len(s.stack)-1-i]
}

// buffered is the i-th token not yet shifted, the root among them, -1 when there is none.
func (s *parsing) buffered(i int) int {
	if s.next+i >= len(s.nodes) {
		return -1
	}
	return s.next + i
}

func (s *parsing) root() int  { return len(s.nodes) - 1 }
func (s *parsing) done() bool { return s.next == s.root() && len(s.stack) == 0 }

// can reports whether a move is possible.
func (s *parsing) can(m move) bool {
	switch m {
	case moveShift:
		return s.next < s.root()
	case moveLeft:
		return len(s.stack) > 0 && (s.next < s.root() || len(s.stack) == 1)
	default:
		return len(s.stack) > 1
	}
}

// arc returns dependent and head of the arc that a move makes.
func (s *parsing) arc(m move) (dep, head int) {
	if m == moveLeft {
		return s.stacked(0), s.next
	}
	return s.stacked(0), s.stacked(1)
}

// do makes a move; rel names the arc.
func (s *parsing) do(m move, rel int) {
	if m == moveShift {
		s.stack = append(s.stack, s.next)
		s.next++
		return
	}
	dep, head := s.arc(m)
	s.stack = s.stack[:len(s.stack)-1]
	d, h := &s.nodes[dep], &s.nodes[head]
	d.head, d.rel = head, rel
	if dep < head {
		h.l2, h.l1 = h.l1, dep
		h.left++
	} else {
		h.r2, h.r1 = h.r1, dep
		h.right++
	}
}

// gap folds the distance of two tokens.
func gap(a, b int) uint64 {
	d := b - a
	switch {
	case d < 0:
		return 0
	case d < 5:
		return uint64(d)
	case d < 10:
		return 5
	case d < 20:
		return 6
	}
	return 7
}

// moveKeys appends the features of the state.
func (s *parsing) moveKeys(k []uint64) []uint64 {
	i0, i1, i2 := s.stacked(0), s.stacked(1), s.stacked(2)
	j0, j1, j2 := s.buffered(0), s.buffered(1), s.buffered(2)
	s0, s1, s2 := s.at(i0), s.at(i1), s.at(i2)
	b0, b1, b2 := s.at(j0), s.at(j1), s.at(j2)
	s0l, s0r, s0l2, s0r2 := s.at(s0.l1), s.at(s0.r1), s.at(s0.l2), s.at(s0.r2)
	s1l, s1r := s.at(s1.l1), s.at(s1.r1)
	b0l, b0l2 := s.at(b0.l1), s.at(b0.l2)
	dist := uint64(9)
	commas := uint64(0)
	if i0 >= 0 {
		dist = gap(i0, j0)
		commas = uint64(min(3, s.commas[j0]-s.commas[i0]))
	}
	dist1 := uint64(9)
	if i1 >= 0 {
		dist1 = gap(i1, i0)
	}
	quotes := uint64(0)
	if s0.quote == b0.quote {
		quotes = 1
	}
	if s1.quote == s0.quote {
		quotes |= 2
	}
	rel := func(n *node) uint64 { return uint64(n.rel + 1) }
	ends := uint64(min(3, len(s.stack)))
	if j0 == s.root() {
		ends |= 4
	}
	return append(k,
		learn.Mix(1, s0.key), learn.Mix(2, s0.tag), learn.Mix(3, s0.both), learn.Mix(4, s0.c256),
		learn.Mix(5, s1.key), learn.Mix(6, s1.tag), learn.Mix(7, s1.both),
		learn.Mix(8, b0.key), learn.Mix(9, b0.tag), learn.Mix(10, b0.both), learn.Mix(11, b0.c256),
		learn.Mix(12, b1.key), learn.Mix(13, b1.tag), learn.Mix(14, b1.both),
		learn.Mix(15, b2.tag), learn.Mix(16, b2.both), learn.Mix(17, s2.tag),
		learn.Mix2(18, s0.both, b0.both), learn.Mix2(19, s0.both, b0.tag), learn.Mix2(20, s0.tag, b0.both),
		learn.Mix2(21, s0.key, b0.key), learn.Mix2(22, s0.tag, b0.tag), learn.Mix2(23, b0.tag, b1.tag),
		learn.Mix2(24, s0.c256, b0.c256), learn.Mix3(25, s0.c64<<8|b0.c64, s0.tag, b0.tag),
		learn.Mix2(26, s1.tag, s0.tag), learn.Mix2(27, s1.key, s0.key), learn.Mix2(28, s1.both, s0.tag), learn.Mix2(29, s1.tag, s0.both),
		learn.Mix2(30, s1.c256, s0.c256), learn.Mix2(31, s1.tag, b0.tag), learn.Mix2(32, s1.both, b0.tag),
		learn.Mix3(33, b0.tag, b1.tag, b2.tag), learn.Mix3(34, s0.tag, b0.tag, b1.tag),
		learn.Mix3(35, s1.tag, s0.tag, b0.tag), learn.Mix3(36, s2.tag, s1.tag, s0.tag),
		learn.Mix3(37, s0.tag, s0l.tag, b0.tag), learn.Mix3(38, s0.tag, s0r.tag, b0.tag),
		learn.Mix3(39, s0.tag, b0.tag, b0l.tag), learn.Mix3(40, s1.tag, s1r.tag, s0.tag),
		learn.Mix3(41, s1.tag, s1l.tag, s0.tag), learn.Mix3(42, s1.tag, s0.tag, s0r.tag), learn.Mix3(43, s1.tag, s0.tag, s0l.tag),
		learn.Mix2(44, s0.key, dist), learn.Mix2(45, s0.tag, dist), learn.Mix2(46, b0.key, dist), learn.Mix2(47, b0.tag, dist),
		learn.Mix3(48, s0.tag, b0.tag, dist<<2|commas), learn.Mix3(49, s1.tag, s0.tag, dist1),
		learn.Mix2(50, s0.key, s0.right), learn.Mix2(51, s0.tag, s0.right<<4|s0.left), learn.Mix2(52, s0.key, s0.left),
		learn.Mix2(53, b0.key, b0.left), learn.Mix2(54, b0.tag, b0.left), learn.Mix2(55, s1.tag, s1.right),
		learn.Mix3(56, s0.tag, rel(s0l)<<8|rel(s0l2), b0.tag), learn.Mix3(57, s0.tag, rel(s0r)<<8|rel(s0r2), b0.tag),
		learn.Mix3(58, b0.tag, rel(b0l)<<8|rel(b0l2), s0.tag), learn.Mix3(59, s1.tag, rel(s1r), s0.tag),
		learn.Mix2(60, s0.both, rel(s0r)), learn.Mix2(61, s0.both, rel(s0l)), learn.Mix2(62, b0.both, rel(b0l)),
		learn.Mix3(63, s0.tag, b0.tag, quotes<<4|commas), learn.Mix3(64, s1.tag, s0.tag, quotes),
		learn.Mix3(65, s0.tag, b0.tag, ends), learn.Mix3(66, s0.key, b0.tag, b1.tag), learn.Mix3(67, s0.tag, b0.key, b1.tag),
		learn.Mix3(68, s1.key, s0.tag, b0.tag), learn.Mix3(69, s1.tag, s0.key, b0.tag), learn.Mix3(70, s1.tag, s0.tag, b0.key),
		learn.Mix3(71, s1.c64, s0.c64, b0.c64), learn.Mix3(72, s0r.key, s0.tag, b0.tag), learn.Mix2(73, s0l.key, s0.both),
		learn.Mix2(74, b1.key, b0.tag), learn.Mix3(75, s1.tag, rel(s1r)<<8|rel(s0r), b0.tag),
	)
}

// relKeys appends the features of an arc's relation.
func (s *parsing) relKeys(k []uint64, m move) []uint64 {
	i, j := s.arc(m)
	d, h := s.at(i), s.at(j)
	dir := uint64(m)
	dist := gap(min(i, j), max(i, j))<<2 | dir
	dl, dr := s.at(d.l1), s.at(d.r1)
	hl, hr := s.at(h.l1), s.at(h.r1)
	before, after := s.at(i-1), &noNode
	if i+1 < len(s.nodes) {
		after = &s.nodes[i+1]
	}
	rel := func(n *node) uint64 { return uint64(n.rel + 1) }
	return append(k,
		learn.Mix2(101, d.key, dir), learn.Mix2(102, d.tag, dir), learn.Mix2(103, d.both, dir),
		learn.Mix2(104, h.key, dir), learn.Mix2(105, h.tag, dir), learn.Mix2(106, h.both, dir),
		learn.Mix3(107, d.tag, h.tag, dist), learn.Mix3(108, d.both, h.tag, dir), learn.Mix3(109, d.tag, h.both, dir),
		learn.Mix3(110, d.key, h.key, dir), learn.Mix3(111, d.c256, h.c256, dir), learn.Mix3(112, d.c64, h.key, dir), learn.Mix3(113, d.key, h.c64, dir),
		learn.Mix3(114, d.tag, h.tag, rel(dl)<<8|dir), learn.Mix3(115, d.tag, dl.key, dir), learn.Mix3(116, d.tag, dl.both, h.tag),
		learn.Mix3(117, d.tag, dr.tag, h.tag<<2|dir), learn.Mix3(118, h.tag, rel(hl)<<2|dir, d.tag), learn.Mix3(119, h.both, rel(hl)<<2|dir, d.tag),
		learn.Mix3(120, h.tag, rel(hr)<<2|dir, d.tag), learn.Mix3(121, d.tag, before.tag, dir), learn.Mix3(122, d.tag, after.tag, dir),
		learn.Mix3(123, d.tag, before.key, h.tag), learn.Mix3(124, d.c256, d.tag, h.tag<<2|dir), learn.Mix3(125, h.c256, d.tag, h.tag<<2|dir),
		learn.Mix3(126, h.left<<4|h.right, d.tag, h.tag<<2|dir),
	)
}

// sentence parses the tagged tokens of one sentence, whose first is number base.
func (p *parser) sentence(toks []Tok, base int, s *parsing) {
	s.start(toks)
	if len(s.rel) != p.rels.Width() {
		s.move, s.rel = make([]int32, p.moves.Width()), make([]int32, p.rels.Width())
	}
	for !s.done() {
		m := s.only()
		if m < 0 {
			s.keys = s.moveKeys(s.keys[:0])
			p.moves.Score(s.keys, s.move)
			for c := range move(3) {
				if s.can(c) && (m < 0 || s.move[c] > s.move[m]) {
					m = c
				}
			}
		}
		rel := -1
		if m != moveShift {
			s.keys = s.relKeys(s.keys[:0], m)
			p.rels.Score(s.keys, s.rel)
			rel = learn.Top(s.rel)
		}
		s.do(m, rel)
	}
	for i := range toks {
		n := &s.nodes[i]
		if n.head == s.root() {
			toks[i].Head, toks[i].Rel = -1, "root"
		} else {
			toks[i].Head, toks[i].Rel = base+n.head, p.rels.Labels[n.rel]
		}
	}
}

// only returns the one move that is possible, -1 when there is a choice.
func (s *parsing) only() move {
	m := move(-1)
	for c := range move(3) {
		if s.can(c) {
			if m >= 0 {
				return -1
			}
			m = c
		}
	}
	return m
}

// parse parses all tagged sentences.
func (d *Doc) parse() {
	p := loadParser()
	var s parsing
	for _, sent := range d.Sents {
		if toks := d.Toks[sent.Toks[0]:sent.Toks[1]]; !toks[0].Apart {
			p.sentence(toks, sent.Toks[0], &s)
		}
	}
}
