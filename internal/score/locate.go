package score

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Locate finds the spans of annotated statements in the post's normalised
// text: annotations hold words, not offsets. A content may have been joined
// from two places, a source may be the one of an earlier statement; of several
// places the one nearest to the content is taken. What cannot be found stays
// nil; a statement whose content cannot be found is left out.
func Locate(g *Gold, h *parley.Header) []Relation {
	l := locator{text: h.Text, parts: h.Parts}
	l.split()
	out := make([]Relation, len(g.Statements))
	for i := range g.Statements {
		out[i] = l.relation(&g.Statements[i])
	}
	return out
}

type locator struct {
	text  string
	parts []parley.TextPart
	words []string
	spans []parley.Span
	first map[string][]int // word to its places
}

func (l *locator) split() {
	l.first = map[string][]int{}
	start := -1
	flush := func(end int) {
		if start >= 0 {
			w := strings.ToLower(l.text[start:end])
			l.first[w] = append(l.first[w], len(l.words))
			l.words = append(l.words, w)
			l.spans = append(l.spans, parley.Span{Start: start, End: end})
			start = -1
		}
	}
	for i := 0; i < len(l.text); {
		r, n := utf8.DecodeRuneInString(l.text[i:])
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			if start < 0 {
				start = i
			}
		} else {
			flush(i)
		}
		i += n
	}
	flush(len(l.text))
}

// at matches ws from word i on, with at most one gap, and returns the ranges of
// words and how wide the gap is.
func (l *locator) at(ws []string, i int) (ranges [][2]int, gap int, ok bool) {
	run := func(ws []string, i int) int {
		n := 0
		for n < len(ws) && i+n < len(l.words) && l.words[i+n] == ws[n] {
			n++
		}
		return n
	}
	n := run(ws, i)
	if n == len(ws) {
		return [][2]int{{i, i + n}}, 0, true
	}
	// The gap may begin earlier than where the words first differ.
	for k := n; k >= 1 && k > n-4; k-- {
		for j := i + k + 1; j < len(l.words) && j < i+k+60; j++ {
			if run(ws[k:], j) == len(ws)-k {
				return [][2]int{{i, i + k}, {j, j + len(ws) - k}}, j - i - k, true
			}
		}
	}
	return nil, 0, false
}

func (l *locator) relation(s *GoldStatement) Relation {
	var r Relation
	ws := words(s.Content)
	if len(ws) == 0 {
		return r
	}
	var cue, source []string
	if s.Cue != nil {
		cue = words(*s.Cue)
	}
	if s.Source != nil {
		source = words(*s.Source)
	}
	best := 1 << 30
	for _, i := range l.first[ws[0]] {
		ranges, gap, ok := l.at(ws, i)
		if !ok {
			continue
		}
		c, cueCost := l.near(cue, ranges, nil)
		from, sourceCost := l.near(source, ranges, c)
		cost := 3*cueCost + min(sourceCost, 200) + gap
		if s.Part != "" && l.part(ranges) != s.Part {
			cost += 1000
		}
		if cost < best {
			best = cost
			r = Relation{Content: l.bytes(ranges), Cue: l.bytes(c), Source: l.bytes(from)}
		}
	}
	return r
}

// part is the part of the document in which ranges of words begin.
func (l *locator) part(ranges [][2]int) string {
	at := l.spans[ranges[0][0]].Start
	for _, p := range l.parts {
		if p.Span.Start <= at && at < p.Span.End {
			return string(p.Part)
		}
	}
	return ""
}

// near is the place of ws nearest to the content's ranges (to the cue's when
// that is known), outside them if it can be.
func (l *locator) near(ws []string, content, cue [][2]int) ([][2]int, int) {
	if len(ws) == 0 {
		return nil, 0
	}
	best, cost := [][2]int(nil), 1<<20
	for _, i := range l.first[ws[0]] {
		ranges, gap, ok := l.at(ws, i)
		if !ok || gap > 4 {
			continue
		}
		a, b := ranges[0][0], ranges[len(ranges)-1][1]
		d := 1 << 20
		to := content
		if len(cue) > 0 {
			to = cue
		}
		for _, c := range to {
			switch {
			case b <= c[0]:
				d = min(d, c[0]-b)
			case a >= c[1]:
				d = min(d, a-c[1])
			default:
				d = min(d, 500)
			}
		}
		for _, c := range content {
			if a < c[1] && c[0] < b {
				d += 300
			}
		}
		if d+gap < cost {
			best, cost = ranges, d+gap
		}
	}
	return best, cost
}

func (l *locator) bytes(ranges [][2]int) []parley.Span {
	var out []parley.Span
	for _, r := range ranges {
		out = append(out, parley.Span{Start: l.spans[r[0]].Start, End: l.spans[r[1]-1].End})
	}
	return out
}
