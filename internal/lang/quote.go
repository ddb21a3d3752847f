package lang

import (
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Quotation marks are paired a paragraph at a time in two passes. Double marks
// (", “ ”, « », and two single marks that stand for one) go first, on a stack.
// Single marks, which are also apostrophes, are then paired among those that
// stand in the same double quotation. A mark that finds no partner and does
// not open a paragraph quotes nothing.

// markRole is what a mark can be, judged by its form and its neighbours.
type markRole uint8

const (
	markNone  markRole = 0
	markOpen  markRole = 1
	markClose markRole = 2
	markEither
)

// quoteMark reports whether a token is a quotation mark and which style.
func quoteMark(s string) (style QuoteStyle, ok bool) {
	switch s {
	case `"`, "“", "”", "„", "«", "»", "‟":
		return QuoteDouble, true
	case "''", "``", "’’", "‘‘":
		return QuoteTwoSingle, true
	case "'", "‘", "’", "`", "‚", "‛":
		return QuoteSingle, true
	}
	return 0, false
}

// role judges one mark. Curly marks say what they are, but a closing single
// one is an apostrophe too; straight marks open after a blank, an opening
// bracket or a dash and before anything but one, and close the other way about.
func role(text string, para parley.Span, s parley.Span) markRole {
	switch s.In(text) {
	case "“", "„", "«", "‟", "‘‘", "``", "‚":
		return markOpen
	case "”", "»", "’’":
		return markClose
	}
	before, after := '\n', '\n'
	if s.Start > para.Start {
		before, _ = utf8.DecodeLastRuneInString(text[para.Start:s.Start])
	}
	if s.End < para.End {
		after, _ = utf8.DecodeRuneInString(text[s.End:para.End])
	}
	var r markRole
	if opensAfter(before) && !isSpace(after) {
		r |= markOpen
	}
	if !isSpace(before) && !strings.ContainsRune("([{“‘", before) && !isWord(after) {
		r |= markClose
	}
	switch s.In(text) {
	case "‘", "‛", "`":
		r &= markOpen
	case "’":
		r &= markClose
	}
	return r
}

func opensAfter(r rune) bool {
	return isSpace(r) || strings.ContainsRune("([{—–-/\"“‘':", r)
}

// quoter holds what the pairing of one document needs, reused from paragraph
// to paragraph.
type quoter struct {
	d       *Doc
	pairs   []pair
	stack   []int // indices of pairs still open
	singles []single
	left    bool // the paragraph before ended inside a double quotation
	leftOne bool // the same for single marks
	byStart []int
}

// pair is one quotation by its tokens; close is -1 while it is open.
type pair struct {
	open, close int
	style       QuoteStyle
	cut         int  // end of an unclosed one in tokens, when another opens inside it; -1 for the paragraph's end
	bare        bool // the opening mark was forgotten, open is the quotation's first word
}

// single is one single mark that may open or close.
type single struct {
	tok    int
	role   markRole
	strong bool // closes for certain: not after a plural's s
	ctx    int  // pair of double marks it stands in, -1 none
}

// paragraph finds the quotations of paragraph p and sets Tok.Quote.
func (q *quoter) paragraph(p int) {
	d := q.d
	para := d.Paras[p]
	q.pairs, q.stack, q.singles = q.pairs[:0], q.stack[:0], q.singles[:0]
	first := para.Toks[0]
	continues, continuesOne := false, false
	for i := para.Toks[0]; i < para.Toks[1]; i++ {
		t := &d.Toks[i]
		if c := t.Text[0]; c != '"' && c != '\'' && c != '`' && c < 0xC2 {
			continue
		}
		style, ok := quoteMark(t.Text)
		if !ok || t.Apart {
			continue
		}
		r := role(d.Text, para.Span, t.Span)
		if style == QuoteSingle {
			q.addSingle(i, r)
			continue
		}
		if r == markNone || r == markOpen|markClose {
			// It touches blanks, marks or letters on both sides: whatever is due.
			r = markOpen
			if len(q.stack) > 0 && q.pairs[q.stack[len(q.stack)-1]].style == style {
				r = markClose
			}
		}
		switch r {
		case markOpen:
			if i == first && q.left {
				continues = true
			}
			q.pairs = append(q.pairs, pair{open: i, close: -1, style: style, cut: -1})
			q.stack = append(q.stack, len(q.pairs)-1)
		case markClose:
			if n := len(q.stack); n > 0 {
				q.pairs[q.stack[n-1]].close = i
				q.stack = q.stack[:n-1]
			} else if len(q.pairs) == 0 && len(q.singles) == 0 && i > first && strings.Contains(",.!?", d.Toks[i-1].Text) {
				// We are nearly there," she said. The opening mark was lost, or
				// the paragraph before left it open and this one did not repeat it.
				continues = q.left
				q.pairs = append(q.pairs, pair{open: first, close: i, style: style, cut: -1, bare: true})
			}
		}
	}
	q.left = len(q.stack) > 0
	// What is still open ends where the next one opens: a forgotten mark must
	// not swallow the paragraph.
	for _, k := range q.stack {
		if k+1 < len(q.pairs) {
			q.pairs[k].cut = q.pairs[k+1].open
		}
	}
	if n := len(q.stack); n > 0 && q.pairs[q.stack[n-1]].cut >= 0 {
		q.left = false
	}
	q.pairSingles(p, &continuesOne)
	q.store(p, continues, continuesOne)
}

// elided are words that begin with an apostrophe.
func elided(low string) bool {
	switch low {
	case "em", "tis", "twas", "til", "cause", "cos", "n", "bout", "round", "s", "re", "ll", "ve", "d", "m", "t":
		return true
	}
	return false
}

func (q *quoter) addSingle(i int, r markRole) {
	d := q.d
	if r&markOpen != 0 && i+1 < len(d.Toks) {
		next := &d.Toks[i+1]
		if next.Start == d.Toks[i].End && (elided(next.Low) && d.Toks[i].Text != "‘" || len(next.Text) == 2 && isDigit(next.Text[0]) && isDigit(next.Text[1])) {
			r &^= markOpen
		}
	}
	if r == markNone {
		return
	}
	ctx := -1
	if n := len(q.stack); n > 0 {
		ctx = q.stack[n-1]
	}
	strong := true
	if i > 0 && d.Toks[i-1].End == d.Toks[i].Start {
		low := d.Toks[i-1].Low
		strong = low[len(low)-1] != 's' || i+1 < len(d.Toks) && d.Toks[i+1].Start == d.Toks[i].End
	}
	q.singles = append(q.singles, single{i, r, strong, ctx})
}

// pairSingles pairs the single marks context by context.
func (q *quoter) pairSingles(p int, continues *bool) {
	if len(q.singles) == 0 {
		q.leftOne = false
		return
	}
	first := q.d.Paras[p].Toks[0]
	// last[ctx] is the mark that is open in a context; weak[ctx] the first
	// mark after it that could be its close or a plural's apostrophe.
	type state struct{ open, weak int }
	states := map[int]*state{}
	order := []int{}
	closeWith := func(st *state, tok int) {
		q.pairs = append(q.pairs, pair{open: st.open, close: tok, style: QuoteSingle, cut: -1})
		st.open, st.weak = -1, -1
	}
	for _, s := range q.singles {
		st := states[s.ctx]
		if st == nil {
			st = &state{-1, -1}
			states[s.ctx] = st
			order = append(order, s.ctx)
		}
		switch {
		case s.role&markClose != 0 && st.open >= 0 && s.tok > st.open+1:
			if s.strong {
				closeWith(st, s.tok)
			} else if st.weak < 0 {
				st.weak = s.tok
			}
		case s.role&markOpen != 0:
			if st.weak >= 0 {
				closeWith(st, st.weak)
			}
			st.open = s.tok
		}
	}
	left := false
	for _, ctx := range order {
		st := states[ctx]
		if st.weak >= 0 {
			closeWith(st, st.weak)
		}
		if st.open == first && ctx < 0 && (q.leftOne || q.nextOpensSingle(p)) {
			q.pairs = append(q.pairs, pair{open: st.open, close: -1, style: QuoteSingle, cut: -1})
			left = true
		}
	}
	if q.leftOne && len(q.singles) > 0 && q.singles[0].tok == first && q.singles[0].role&markOpen != 0 {
		*continues = true
	}
	q.leftOne = left
}

// nextOpensSingle reports whether the paragraph after p begins with a single
// mark, as one does that goes on with an unclosed quotation.
func (q *quoter) nextOpensSingle(p int) bool {
	if p+1 >= len(q.d.Paras) {
		return false
	}
	s := q.d.Paras[p+1].In(q.d.Text)
	return strings.HasPrefix(s, "'") || strings.HasPrefix(s, "‘")
}

// store turns the pairs into quotations in text order with their depths.
func (q *quoter) store(p int, continues, continuesOne bool) {
	if len(q.pairs) == 0 {
		return
	}
	d := q.d
	para := d.Paras[p]
	// Double pairs were opened in text order; singles follow them, in an
	// order of their own. Sort by the opening token through a table.
	n := para.Toks[1] - para.Toks[0]
	if cap(q.byStart) < n {
		q.byStart = make([]int, n)
	}
	at := q.byStart[:n]
	clear(at)
	for k, pr := range q.pairs {
		at[pr.open-para.Toks[0]] = k + 1
	}
	type frame struct{ quote, last int } // last token of the quotation
	var open []frame
	for i := para.Toks[0]; i < para.Toks[1]; i++ {
		for len(open) > 0 && i > open[len(open)-1].last {
			open = open[:len(open)-1]
		}
		if k := at[i-para.Toks[0]]; k > 0 {
			pr := q.pairs[k-1]
			last, inner := pr.close, 0
			if pr.close >= 0 {
				inner = d.Toks[pr.close].Start
			} else {
				last = para.Toks[1] - 1
				if pr.cut >= 0 {
					last = pr.cut - 1
				}
				inner = d.Toks[last].End
			}
			if len(open) > 0 && last > open[len(open)-1].last {
				// Crosses the quotation round it: the marks were not a pair.
				last = -1
			}
			if last > i && last != pr.close || last > i+1 { // not empty
				start := d.Toks[pr.open].End
				if pr.bare {
					start = d.Toks[pr.open].Start
				}
				quote := Quote{
					Span:  parley.Span{Start: d.Toks[pr.open].Start, End: d.Toks[last].End},
					Inner: parley.Span{Start: start, End: max(inner, start)},
					Style: pr.style,
					Depth: len(open),
					Open:  pr.close < 0,
					Para:  p,
				}
				if i == para.Toks[0] {
					quote.Continues = continues && pr.style != QuoteSingle || continuesOne && pr.style == QuoteSingle
				}
				d.Quotes = append(d.Quotes, quote)
				open = append(open, frame{len(d.Quotes) - 1, last})
			}
		}
		if len(open) > 0 {
			d.Toks[i].Quote = open[len(open)-1].quote
		}
	}
}
