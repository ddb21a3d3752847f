package lang

import (
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/learn"
)

// Analyze reads a document's text. Boilerplate paragraphs are cut into tokens
// and no further; artefacts stand in sentences of their own.
func Analyze(h *parley.Header) *Doc {
	d := &Doc{Text: h.Text, Header: h}
	d.split()
	d.tag()
	d.lemmatize()
	d.parse()
	d.findNames()
	d.findActors()
	d.findDates()
	d.findFigures()
	return d
}

// split fills in paragraphs, tokens, quotations and sentences.
func (d *Doc) split() {
	t := newTokenizer(d.Text)
	for _, part := range d.parts() {
		for start := part.Span.Start; start < part.Span.End; {
			end := part.Span.End
			if i := strings.IndexByte(d.Text[start:end], '\n'); i >= 0 {
				end = start + i
			}
			if s := trim(d.Text, parley.Span{Start: start, End: end}); !s.Empty() {
				from := len(t.toks)
				t.span(s.Start, s.End)
				if len(t.toks) > from {
					d.Paras = append(d.Paras, Para{Span: s, Part: part.Part, Toks: [2]int{from, len(t.toks)}})
				}
			}
			start = end + 1
		}
	}
	d.Toks = t.finish()
	for i := range d.Toks {
		d.Toks[i].know()
	}
	d.setApart()
	q := quoter{d: d}
	for p := range d.Paras {
		if !d.Paras[p].Apart {
			q.paragraph(p)
		}
		d.sentences(p)
	}
}

// know fills in what is known of a token without its neighbours.
func (t *Tok) know() {
	switch t.Text {
	case "“", "”", "''", "``", "’’", "‘‘", "«", "»", "„":
		t.Key = learn.Hash(`"`)
		t.Class = classOf(t.Key)
	case "–", "—":
		t.Key = learn.Hash("--")
		t.Class = classOf(t.Key)
	default:
		t.Key = learn.Hash(t.Low)
		t.Class = classOf(t.Key)
		if t.Low[0]-'0' < 10 {
			t.Key = numberKey(t.Low)
		}
	}
}

// numberKey is the key of a word that begins with a digit: all digits are alike.
func numberKey(low string) uint64 {
	var buf [24]byte
	b := append(buf[:0], low[:min(len(low), len(buf))]...)
	for i, c := range b {
		if isDigit(c) {
			b[i] = '0'
		}
	}
	return learn.HashBytes(b)
}

// parts returns the header's parts that fit the text, or the whole text as a
// body when there are none.
func (d *Doc) parts() []parley.TextPart {
	at := 0
	for _, p := range d.Header.Parts {
		if p.Span.Start < at || p.Span.End < p.Span.Start || p.Span.End > len(d.Text) {
			at = -1
			break
		}
		at = p.Span.End
	}
	if len(d.Header.Parts) == 0 || at < 0 {
		return []parley.TextPart{{Part: parley.PartBody, Span: parley.Span{Start: 0, End: len(d.Text)}}}
	}
	return d.Header.Parts
}

func trim(text string, s parley.Span) parley.Span {
	in := s.In(text)
	in2 := strings.TrimLeftFunc(in, isSpace)
	s.Start += len(in) - len(in2)
	s.End = s.Start + len(strings.TrimRightFunc(in2, isSpace))
	return s
}

// setApart marks the tokens and paragraphs that are no words of the article.
func (d *Doc) setApart() {
	mark := func(spans []parley.SetApart) {
		k := 0
		for i := range d.Toks {
			for k < len(spans) && spans[k].Span.End <= d.Toks[i].Start {
				k++
			}
			if k < len(spans) && spans[k].Span.Overlaps(d.Toks[i].Span) {
				d.Toks[i].Apart = true
			}
		}
	}
	mark(d.Header.Boilerplate)
	for p := range d.Paras {
		para := &d.Paras[p]
		if para.Part == parley.PartBoilerplate {
			for i := para.Toks[0]; i < para.Toks[1]; i++ {
				d.Toks[i].Apart = true
			}
		}
		para.Apart = true
		for i := para.Toks[0]; i < para.Toks[1] && para.Apart; i++ {
			para.Apart = d.Toks[i].Apart
		}
	}
	mark(d.Header.Artefacts)
}
