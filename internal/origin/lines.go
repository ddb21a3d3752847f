package origin

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// How a format reader marks breaks within a block: a line that ends, and a
// paragraph that ends for certain.
const (
	lineBreak      = "\u2028"
	paragraphBreak = "\u2029"
)

// add appends a block to the page. Where it has line breaks they may be those
// of a text wrapped at some width, or each line may be a paragraph, as in a page
// whose paragraphs lost their blank lines; [paragraphEnds] decides.
func (p *page) add(part parley.PartName, t prose) {
	from := 0
	for from < len(t.text) {
		to := bytes.Index(t.text[from:], []byte(paragraphBreak))
		if to < 0 {
			to = len(t.text)
		} else {
			to += from
		}
		p.addLines(part, t, parley.Span{Start: from, End: to})
		from = to + len(paragraphBreak)
	}
}

func (p *page) addLines(part parley.PartName, t prose, s parley.Span) {
	var lines []parley.Span
	for from := s.Start; from < s.End; {
		to := bytes.Index(t.text[from:s.End], []byte(lineBreak))
		next := s.End
		if to < 0 {
			to = s.End
		} else {
			to += from
			next = to + len(lineBreak)
		}
		if len(bytes.TrimFunc(t.text[from:to], isSpace)) > 0 {
			lines = append(lines, parley.Span{Start: from, End: to})
		}
		from = next
	}
	if len(lines) == 0 {
		return
	}
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = strings.TrimFunc(string(t.text[l.Start:l.End]), isSpace)
	}
	ends := paragraphEnds(text)
	at := lines[0].Start
	for i, l := range lines {
		if ends[i] {
			p.blocks = append(p.blocks, block{part, t.slice(parley.Span{Start: at, End: l.End})})
			if i+1 < len(lines) {
				at = lines[i+1].Start
			}
		}
	}
}

// paragraphEnds says of each line of a block whether a paragraph ends with it.
//
// Lines are wrapped when each would have been too long with the next line's
// first word in it. Lines that are no wider than wrapped text but break in the
// middle of sentences were wrapped by hand. Of other lines each is a paragraph,
// unless the next goes on in lower case.
func paragraphEnds(lines []string) []bool {
	ends := make([]bool, len(lines))
	ends[len(lines)-1] = true
	if len(lines) == 1 {
		return ends
	}
	const widest = 120 // nobody wraps prose wider
	width, wrapped, mid := 0, true, 0
	length := make([]int, len(lines))
	for i, l := range lines {
		length[i] = utf8.RuneCountInString(l)
		width = max(width, length[i])
	}
	for i := range len(lines) - 1 {
		first, _, _ := strings.Cut(lines[i+1], " ")
		if length[i]+1+utf8.RuneCountInString(first) <= width {
			wrapped = false
		}
		if !endsSentence(lines[i]) && length[i] >= 30 {
			mid++
		}
	}
	if width > widest || width < 30 {
		wrapped = false
	}
	for i := range len(lines) - 1 {
		r, _ := utf8.DecodeRuneInString(lines[i+1])
		goesOn := unicode.IsLower(r) && !endsSentence(lines[i])
		byHand := width <= widest && mid > 0 && length[i]*2 >= width
		ends[i] = !wrapped && !goesOn && !byHand
	}
	return ends
}

// endsSentence reports whether a line ends as a sentence or a heading with a
// colon does.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, "\"'”’»)]*_ \u00a0")
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?…:;", r)
}

// isSpace is white space, and the characters of no width that stand among it.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060'
}
