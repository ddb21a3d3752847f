package lang

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/learn"
)

// Treebank is a list of sentences annotated with tags and trees, as UD has them.
type Treebank []TreeSent

// TreeSent is one annotated sentence. NewPara says that a paragraph begins.
type TreeSent struct {
	Toks    []TreeTok
	NewPara bool
}

// TreeTok is one annotated token. Head is the index of the head in the
// sentence, -1 for the root. Glued says that no blank follows.
type TreeTok struct {
	Text, Lemma string
	Tag         Tag
	XPOS        string
	Head        int
	Rel         string
	Glued       bool
}

// ReadTreebank reads CoNLL-U. Empty nodes are left out; the words of a
// multiword token stand alone, glued when the token is written in one piece.
func ReadTreebank(r io.Reader) (Treebank, error) {
	var out Treebank
	var s TreeSent
	end := 0          // last word of the multiword token we are in
	endGlued := false // whether that token is glued to the next
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	line := 0
	flush := func() {
		if len(s.Toks) > 0 {
			out = append(out, s)
		}
		s, end = TreeSent{}, 0
	}
	for sc.Scan() {
		line++
		text := sc.Text()
		switch {
		case text == "":
			flush()
			continue
		case strings.HasPrefix(text, "# newpar"), strings.HasPrefix(text, "# newdoc"):
			s.NewPara = true
			continue
		case text[0] == '#':
			continue
		}
		f := strings.Split(text, "\t")
		if len(f) != 10 {
			return nil, fmt.Errorf("%d: %d fields, want 10", line, len(f))
		}
		if strings.Contains(f[0], ".") {
			continue
		}
		glued := strings.Contains(f[9], "SpaceAfter=No")
		if _, last, ok := strings.Cut(f[0], "-"); ok {
			n, err := strconv.Atoi(last)
			if err != nil {
				return nil, fmt.Errorf("%d: range %q", line, f[0])
			}
			end, endGlued = n, glued
			continue
		}
		head, err := strconv.Atoi(f[6])
		if err != nil || head < 0 {
			return nil, fmt.Errorf("%d: head %q", line, f[6])
		}
		if n := len(s.Toks) + 1; n < end {
			glued = true
		} else if n == end {
			glued = endGlued
		}
		s.Toks = append(s.Toks, TreeTok{Text: f[1], Lemma: f[2], Tag: Tag(f[3]), XPOS: f[4], Head: head - 1, Rel: f[7], Glued: glued})
	}
	flush()
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%d: %w", line+1, err)
	}
	for i, s := range out {
		for _, t := range s.Toks {
			if t.Head >= len(s.Toks) {
				return nil, fmt.Errorf("sentence %d: head %d of %d tokens", i+1, t.Head+1, len(s.Toks))
			}
		}
	}
	return out, nil
}

// doc makes a document of the sentences with their own tokens and no analysis.
func (tb Treebank) doc() *Doc {
	t := newTokenizer("")
	d := &Doc{}
	var text strings.Builder
	for k, s := range tb {
		if k > 0 {
			if s.NewPara {
				text.WriteString("\n\n")
			} else {
				text.WriteByte(' ')
			}
		}
		if k == 0 || s.NewPara {
			d.Paras = append(d.Paras, Para{Part: parley.PartBody, Toks: [2]int{len(t.toks), 0}, Sents: [2]int{len(d.Sents), 0}})
		}
		from := len(t.toks)
		for _, w := range s.Toks {
			start := text.Len()
			text.WriteString(w.Text)
			t.text = text.String()
			t.emit(start, text.Len())
			t.toks[len(t.toks)-1].Sent = len(d.Sents)
			if !w.Glued {
				text.WriteByte(' ')
			}
		}
		p := len(d.Paras) - 1
		d.Sents = append(d.Sents, Sent{Span: parley.Span{Start: t.toks[from].Start, End: t.toks[len(t.toks)-1].End}, Para: p, Toks: [2]int{from, len(t.toks)}})
		d.Paras[p].Toks[1], d.Paras[p].Sents[1] = len(t.toks), len(d.Sents)
	}
	d.Text = text.String()
	d.Toks = t.finish()
	for p := range d.Paras {
		para := &d.Paras[p]
		para.Start, para.End = d.Toks[para.Toks[0]].Start, d.Toks[para.Toks[1]-1].End
	}
	for i := range d.Toks {
		d.Toks[i].know()
	}
	return d
}

// SyntaxScore is how an analysis compares with a treebank, in per cent.
type SyntaxScore struct {
	UPOS, XPOS float64
	UAS, LAS   float64 // LAS by universal relation, without subtypes
}

// ScoreTagger tags a treebank's own tokens with a weights file of the tagger.
func ScoreTagger(file []byte, tb Treebank) (SyntaxScore, error) {
	f, err := learn.Open(file)
	if err != nil {
		return SyntaxScore{}, err
	}
	g, err := readTagger(f)
	if err != nil {
		return SyntaxScore{}, err
	}
	d := tb.doc()
	var s tagging
	for _, sent := range d.Sents {
		g.sentence(d.Toks[sent.Toks[0]:sent.Toks[1]], &s)
	}
	return tb.score(d), nil
}

// score compares an analysis of the treebank's own tokens with it.
func (tb Treebank) score(d *Doc) SyntaxScore {
	var s SyntaxScore
	n := 0.0
	for k, sent := range tb {
		from := d.Sents[k].Toks[0]
		for i, want := range sent.Toks {
			got := d.Toks[from+i]
			n++
			if got.Tag == want.Tag {
				s.UPOS++
			}
			if got.XPOS == want.XPOS {
				s.XPOS++
			}
			head := got.Head
			if head >= 0 {
				head -= from
			}
			if head == want.Head {
				s.UAS++
				if universal(got.Rel) == universal(want.Rel) {
					s.LAS++
				}
			}
		}
	}
	for _, x := range []*float64{&s.UPOS, &s.XPOS, &s.UAS, &s.LAS} {
		*x *= 100 / max(n, 1)
	}
	return s
}

// universal is a relation without its subtype.
func universal(rel string) string {
	u, _, _ := strings.Cut(rel, ":")
	return u
}

// RawScore is how an analysis of plain text compares with a treebank, as F1 in
// per cent: tokens and sentences by their spans, the rest over tokens that agree.
type RawScore struct{ Tokens, Sents, UPOS, UAS, LAS float64 }

// ScoreRaw reads the treebank's text as a document and compares.
func ScoreRaw(tb Treebank) RawScore {
	gold := tb.doc()
	d := &Doc{Text: gold.Text, Header: &parley.Header{Text: gold.Text}}
	d.split()
	d.tag()
	d.parse()
	at := map[parley.Span]int{}
	for i := range gold.Toks {
		at[gold.Toks[i].Span] = i
	}
	sents := map[parley.Span]bool{}
	for _, s := range gold.Sents {
		sents[s.Span] = true
	}
	var want []TreeTok
	var base []int // number of the first token of each token's sentence
	for k, s := range tb {
		for range s.Toks {
			base = append(base, gold.Sents[k].Toks[0])
		}
		want = append(want, s.Toks...)
	}
	var tokens, upos, uas, las, same float64
	for i := range d.Toks {
		t := &d.Toks[i]
		j, ok := at[t.Span]
		if !ok {
			continue
		}
		tokens++
		if t.Tag == want[j].Tag {
			upos++
		}
		head := want[j].Head
		if head >= 0 {
			head += base[j]
		}
		if (t.Head < 0) != (head < 0) || t.Head >= 0 && d.Toks[t.Head].Span != gold.Toks[head].Span {
			continue
		}
		uas++
		if universal(t.Rel) == universal(want[j].Rel) {
			las++
		}
	}
	for _, s := range d.Sents {
		if sents[s.Span] {
			same++
		}
	}
	n := float64(len(d.Toks) + len(gold.Toks))
	f := func(x float64) float64 { return 200 * x / n }
	return RawScore{f(tokens), 200 * same / float64(len(d.Sents)+len(gold.Sents)), f(upos), f(uas), f(las)}
}
