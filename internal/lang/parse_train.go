package lang

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/parley-desk/parley/internal/learn"
)

// TrainParser trains the parser and returns its weights file. It tags the
// treebank itself, each fifth with a tagger trained on the others, so that the
// parser learns from tags as bad as those it will get.
func TrainParser(tb Treebank, o TrainOptions) ([]byte, error) {
	d := tb.doc()
	d.pairQuotes()
	const folds = 5
	labels, number := tagLabels(tb)
	for fold := range folds {
		var rest Treebank
		var at []int
		for k, s := range tb {
			// Folds of hundreds keep documents together.
			if k/100%folds == fold {
				at = append(at, k)
			} else {
				rest = append(rest, s)
			}
		}
		o.report(fmt.Sprintf("tags of fold %d", fold+1))
		g := trainTagger(rest, labels, number, TrainOptions{Epochs: 6, Seed: o.Seed + uint64(fold)})
		var s tagging
		for _, k := range at {
			g.sentence(d.Toks[d.Sents[k].Toks[0]:d.Sents[k].Toks[1]], &s)
		}
	}
	p := trainParser(tb, d, o)
	var b learn.Builder
	b.Linear("moves", p.moves)
	b.Linear("relations", p.rels)
	return b.Bytes()
}

// goldTree is the tree of one sentence, with the root as its last node.
type goldTree struct {
	head []int
	rel  []int
	deps [][]int
}

func trainParser(tb Treebank, d *Doc, o TrainOptions) *parser {
	count := map[string]int{}
	for _, s := range tb {
		for _, t := range s.Toks {
			count[t.Rel]++
		}
	}
	var rels []string
	for r, n := range count {
		if n >= 5 && r != "root" {
			rels = append(rels, r)
		}
	}
	slices.SortFunc(rels, func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	number := map[string]int{}
	for i, r := range rels {
		number[r] = i
	}
	trees := make([]goldTree, len(tb))
	for k, s := range tb {
		n := len(s.Toks)
		t := goldTree{make([]int, n+1), make([]int, n+1), make([][]int, n+1)}
		t.head[n] = -1
		for i, w := range s.Toks {
			t.head[i] = w.Head
			if w.Head < 0 {
				t.head[i] = n
			}
			r, ok := number[w.Rel]
			if !ok {
				if r, ok = number[universal(w.Rel)]; !ok {
					r = -1
				}
			}
			t.rel[i] = r
			t.deps[t.head[i]] = append(t.deps[t.head[i]], i)
		}
		trees[k] = t
	}
	var moves, relations []*learn.Perceptron
	for run := range max(1, o.Runs) {
		m, r := learn.NewPerceptron(3), learn.NewPerceptron(len(rels))
		moves, relations = append(moves, m), append(relations, r)
		rng := rand.New(rand.NewPCG(o.Seed, 0x9A5E+uint64(run)))
		order := rng.Perm(len(tb))
		var s parsing
		for epoch := range o.Epochs {
			rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			wrong, all := 0, 0
			for _, k := range order {
				sent := d.Sents[k].Toks
				w, n := s.learn(d.Toks[sent[0]:sent[1]], &trees[k], m, r, func() bool { return epoch > 0 && rng.Float64() < 0.9 })
				wrong, all = wrong+w, all+n
			}
			o.report(fmt.Sprintf("parse run %d epoch %d: %.2f %% wrong, %d and %d features", run+1, epoch+1, 100*float64(wrong)/float64(max(all, 1)), m.Features(), r.Features()))
		}
	}
	return &parser{
		learn.Average([]string{"shift", "left", "right"}, learn.Pack{MaxRows: o.Rows, Min: 0.1}, moves...),
		learn.Average(rels, learn.Pack{MaxRows: o.Rows / 3, Min: 0.1}, relations...),
	}
}

// learn parses one sentence while it teaches the moves and relations. Explore
// says whether to go on from a wrong move, so that the model learns from the
// states that its mistakes lead to (Goldberg and Nivre 2012). It returns the
// number of wrong moves and of all that were a choice.
func (s *parsing) learn(toks []Tok, gold *goldTree, moves, relations *learn.Perceptron, explore func() bool) (wrong, all int) {
	s.start(toks)
	var scores [3]float32
	for !s.done() {
		m := s.only()
		if m < 0 {
			s.keys = s.moveKeys(s.keys[:0])
			moves.Score(s.keys, scores[:])
			var cost [3]int
			least := 1 << 30
			for c := range move(3) {
				if s.can(c) {
					cost[c] = s.cost(c, gold)
					least = min(least, cost[c])
				}
			}
			right, rival := move(-1), move(-1) // the best of each kind
			for c := range move(3) {
				switch {
				case !s.can(c):
				case cost[c] == least:
					if right < 0 || scores[c] > scores[right] {
						right = c
					}
				case rival < 0 || scores[c] > scores[rival]:
					rival = c
				}
			}
			moves.Tick()
			all++
			if m = right; rival >= 0 {
				if scores[right]-scores[rival] < parseMargin {
					moves.Update(s.keys, int(right), 1)
					moves.Update(s.keys, int(rival), -1)
				}
				if scores[rival] >= scores[right] {
					wrong++
					if explore() {
						m = rival
					}
				}
			}
		}
		rel := -1
		if m != moveShift {
			s.keys = s.relKeys(s.keys[:0], m)
			dep, head := s.arc(m)
			if want := gold.rel[dep]; gold.head[dep] == head && want >= 0 && head != s.root() {
				rel = relations.Teach(s.keys, want, parseMargin)
			} else {
				rel = relations.Guess(s.keys)
			}
		}
		s.do(m, rel)
	}
	return wrong, all
}

// cost is the number of gold arcs that a move puts out of reach.
func (s *parsing) cost(m move, gold *goldTree) int {
	n := 0
	if m == moveShift {
		b := s.next
		for _, i := range s.stack {
			if gold.head[i] == b {
				n++
			}
		}
		for _, i := range s.stack[:max(0, len(s.stack)-1)] {
			if gold.head[b] == i {
				n++
			}
		}
		return n
	}
	top := s.stacked(0)
	for _, dep := range gold.deps[top] {
		if dep >= s.next {
			n++
		}
	}
	head := gold.head[top]
	switch {
	case m == moveLeft && head != s.next && (head > s.next || head == s.stacked(1)):
		n++
	case m == moveRight && head >= s.next:
		n++
	}
	return n
}

// ScoreParser tags and parses a treebank's own tokens with the given weights
// files of the tagger and the parser.
func ScoreParser(tagFile, parseFile []byte, tb Treebank) (SyntaxScore, error) {
	tf, err := learn.Open(tagFile)
	if err != nil {
		return SyntaxScore{}, err
	}
	g, err := readTagger(tf)
	if err != nil {
		return SyntaxScore{}, err
	}
	pf, err := learn.Open(parseFile)
	if err != nil {
		return SyntaxScore{}, err
	}
	p, err := readParser(pf)
	if err != nil {
		return SyntaxScore{}, err
	}
	d := tb.doc()
	d.pairQuotes()
	var ts tagging
	var ps parsing
	for _, sent := range d.Sents {
		toks := d.Toks[sent.Toks[0]:sent.Toks[1]]
		g.sentence(toks, &ts)
		p.sentence(toks, sent.Toks[0], &ps)
	}
	return tb.score(d), nil
}

// pairQuotes finds the quotations of a treebank's document.
func (d *Doc) pairQuotes() {
	q := quoter{d: d}
	for p := range d.Paras {
		q.paragraph(p)
	}
}
