package origin

import (
	"sort"

	"github.com/parley-desk/parley"
)

// prose is text under construction that knows where each of its bytes came
// from: segments are in text order, and a segment of equal lengths was copied
// byte by byte. Text that no segment covers came from nowhere: a folded blank,
// a word of the reader's.
type prose struct {
	text []byte
	segs parley.OffsetMap
}

// copied appends src[from:to] as it stands.
func (p *prose) copied(src string, from, to int) {
	if from >= to {
		return
	}
	p.segment(parley.Segment{Text: len(p.text), TextLen: to - from, Original: from, OriginalLen: to - from})
	p.text = append(p.text, src[from:to]...)
}

// made appends text that stands for source bytes [from, to) as a whole.
func (p *prose) made(text string, from, to int) {
	if text == "" {
		return
	}
	p.segs = appendWhole(p.segs, len(p.text), len(text), from, to-from)
	p.text = append(p.text, text...)
}

// added appends text that came from nowhere.
func (p *prose) added(text string) { p.text = append(p.text, text...) }

// segment appends a segment and joins it to the last one where both are copies
// that meet on both sides.
func (p *prose) segment(s parley.Segment) { p.segs = appendSegment(p.segs, s) }

func appendSegment(m parley.OffsetMap, s parley.Segment) parley.OffsetMap {
	if n := len(m); n > 0 && s.TextLen == s.OriginalLen {
		l := &m[n-1]
		if l.TextLen == l.OriginalLen && l.Text+l.TextLen == s.Text && l.Original+l.OriginalLen == s.Original {
			l.TextLen += s.TextLen
			l.OriginalLen += s.OriginalLen
			return m
		}
	}
	return append(m, s)
}

// appendWhole maps a changed stretch. Equal lengths would say that it was
// copied, so a change that keeps the length is written as two segments, the
// first of which holds all the original bytes.
func appendWhole(m parley.OffsetMap, text, textLen, original, originalLen int) parley.OffsetMap {
	switch {
	case textLen != originalLen:
		return append(m, parley.Segment{Text: text, TextLen: textLen, Original: original, OriginalLen: originalLen})
	case textLen < 2:
		return m
	}
	return append(m, parley.Segment{Text: text, TextLen: 1, Original: original, OriginalLen: originalLen},
		parley.Segment{Text: text + 1, TextLen: textLen - 1, Original: original + originalLen, OriginalLen: 0})
}

// appendSlice appends what m says of text bytes [from, to), moved to lie at
// text offset at.
func appendSlice(out, m parley.OffsetMap, from, to, at int) parley.OffsetMap {
	if from >= to {
		return out
	}
	first := sort.Search(len(m), func(i int) bool { return m[i].Text+m[i].TextLen > from })
	for _, s := range m[first:] {
		if s.Text >= to {
			break
		}
		isCopy := s.TextLen == s.OriginalLen
		front, back := max(0, from-s.Text), max(0, s.Text+s.TextLen-to)
		s.Text += front + at - from
		s.TextLen -= front + back
		if isCopy {
			s.Original += front
			s.OriginalLen = s.TextLen
			out = appendSegment(out, s)
			continue
		}
		out = appendWhole(out, s.Text, s.TextLen, s.Original, s.OriginalLen)
	}
	return out
}

// edit replaces one stretch of a prose by other text.
type edit struct {
	parley.Span
	to string
}

// rewrite is p with the edits made; they are in text order and do not overlap.
// What replaces words stands for all the source bytes of the stretch; a blank
// that replaces white space stands for nothing.
func (p prose) rewrite(edits []edit) prose {
	if len(edits) == 0 {
		return p
	}
	out := prose{text: make([]byte, 0, len(p.text)), segs: make(parley.OffsetMap, 0, len(p.segs)+len(edits))}
	at := 0
	keep := func(to int) {
		out.segs = appendSlice(out.segs, p.segs, at, to, len(out.text))
		out.text = append(out.text, p.text[at:to]...)
	}
	for _, e := range edits {
		keep(e.Start)
		if e.to != "" && e.to != " " {
			if o, ok := p.segs.Original(e.Span); ok {
				out.segs = appendWhole(out.segs, len(out.text), len(e.to), o.Start, o.Len())
			}
		}
		out.text = append(out.text, e.to...)
		at = e.End
	}
	keep(len(p.text))
	return out
}

// slice is the stretch of p that s covers.
func (p prose) slice(s parley.Span) prose {
	segs := appendSlice(nil, p.segs, s.Start, s.End, 0)
	return prose{p.text[s.Start:s.End:s.End], segs}
}

// append adds q behind p.
func (p *prose) append(q prose) {
	p.segs = appendSlice(p.segs, q.segs, 0, len(q.text), len(p.text))
	p.text = append(p.text, q.text...)
}

// compose leads from the text of outer, whose originals are offsets into the
// text of inner, to the originals of inner.
func compose(outer, inner parley.OffsetMap) parley.OffsetMap {
	out := make(parley.OffsetMap, 0, len(outer))
	for _, s := range outer {
		if s.TextLen == s.OriginalLen {
			out = appendSlice(out, inner, s.Original, s.Original+s.OriginalLen, s.Text)
			continue
		}
		if o, ok := inner.Original(parley.Span{Start: s.Original, End: s.Original + s.OriginalLen}); ok {
			out = appendWhole(out, s.Text, s.TextLen, o.Start, o.Len())
		}
	}
	return out
}
