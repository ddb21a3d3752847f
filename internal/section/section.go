// Package section finds the numbered parts of official texts ("Section III",
// "Article 5", "Annex B") and where other words cite them.
//
// In come a text and words; out come spans and labels. Roman and Arabic numbers
// are one: who cites Section 3 means Section III. What a part says is not looked
// at.
package section

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// Label names a part: its kind and number, "section 3", "annex b". The number
// keeps what follows it in brackets: "article 5(2)".
type Label struct{ Kind, Number string }

func (l Label) String() string { return l.Kind + " " + l.Number }

// Address is the label as the end of an address: "section-3".
func (l Label) Address() string {
	return l.Kind + "-" + strings.NewReplacer("(", "-", ")", "").Replace(l.Number)
}

// Within reports whether l is o or lies in it: article 5(2) within article 5.
func (l Label) Within(o Label) bool {
	return l.Kind == o.Kind && (l.Number == o.Number || strings.HasPrefix(l.Number, o.Number+"("))
}

// Section is a part of a text, from its heading to the next one.
type Section struct {
	Label
	Heading string      // as it stands: "Section III. Status"
	Span    parley.Span // bytes of the text, heading included
}

// headingAtMost is the most bytes that a heading's line may have.
const headingAtMost = 100

// Parse lists the sections of a text: lines, or the beginnings of lines, of the
// form "Section III", "Article 5 – Taxes". A text that has fewer than two such
// lines has no sections.
func Parse(text string) []Section {
	var out []Section
	at := 0
	for line := range strings.Lines(text) {
		words := strings.TrimLeft(line, " \t#*")
		if label, rest, ok := read(words); ok && startsUpper(words) && heads(rest) {
			heading := strings.TrimRight(strings.TrimSpace(words), "#* ")
			if len(heading) > headingAtMost {
				heading = strings.TrimSpace(words[:len(words)-len(rest)])
			}
			out = append(out, Section{label, heading, parley.Span{Start: at, End: len(text)}})
			if n := len(out); n > 1 {
				out[n-2].Span.End = at
			}
		}
		at += len(line)
	}
	if len(out) < 2 {
		return nil
	}
	for i := range out {
		out[i].Span.End = out[i].Span.Start + len(strings.TrimRight(out[i].Span.In(text), "\n "))
	}
	return out
}

// heads reports whether what follows a label lets it be a heading, and not the
// beginning of a sentence about a section: nothing, a mark, or a title.
func heads(rest string) bool {
	rest = strings.TrimSpace(rest)
	return rest == "" || strings.ContainsAny(rest[:1], ".:-–—(") || startsMark(rest) || startsUpper(rest)
}

func startsMark(s string) bool { return strings.HasPrefix(s, "–") || strings.HasPrefix(s, "—") }

func startsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// Cited lists the parts that words cite, each once, in order.
func Cited(words string) []Label {
	var out []Label
	for i := 0; i < len(words); {
		if i > 0 && !boundary(words[i-1]) {
			i++
			continue
		}
		label, rest, ok := read(words[i:])
		if !ok {
			i++
			continue
		}
		dup := false
		for _, o := range out {
			dup = dup || o == label
		}
		if !dup {
			out = append(out, label)
		}
		i = len(words) - len(rest)
	}
	return out
}

func boundary(b byte) bool {
	return b < 0x80 && !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z')
}

var kinds = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, e := range lexicon.List("section-words") {
		out[e.Field(0)] = e.Field(1)
	}
	return out
})

// read reads a label at the beginning of s and gives what follows it.
func read(s string) (Label, string, bool) {
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	kind := kinds()[strings.ToLower(s[:n])]
	if kind == "" {
		return Label{}, s, false
	}
	rest := strings.TrimPrefix(s[n:], ".")
	after := strings.TrimLeft(rest, " \u00a0")
	if after == rest {
		return Label{}, s, false
	}
	n = 0
	for n < len(after) && (after[n] >= '0' && after[n] <= '9' || after[n] >= 'a' && after[n] <= 'z' || after[n] >= 'A' && after[n] <= 'Z') {
		n++
	}
	number, ok := numbered(after[:n])
	if !ok {
		return Label{}, s, false
	}
	rest = after[n:]
	for strings.HasPrefix(rest, "(") {
		end := strings.IndexByte(rest, ')')
		if end < 2 || end > 5 || strings.ContainsAny(rest[1:end], " .,") {
			break
		}
		number += strings.ToLower(rest[:end+1])
		rest = rest[end+1:]
	}
	return Label{kind, number}, rest, true
}

// numbered makes one of the forms of a number: "3", "III" and "3A" stay apart
// only where they differ; a single capital letter numbers an annex.
func numbered(s string) (string, bool) {
	switch {
	case s == "":
		return "", false
	case s[0] >= '0' && s[0] <= '9':
		if len(s) > 5 {
			return "", false
		}
		return strings.ToLower(strings.TrimLeft(s, "0")), strings.TrimLeft(s, "0") != ""
	case s != strings.ToUpper(s):
		return "", false
	}
	if v := roman(s); v > 0 {
		return strconv.Itoa(v), true
	}
	if len(s) == 1 {
		return strings.ToLower(s), true
	}
	return "", false
}

// roman is the value of a Roman number in capitals up to 89, else 0. L and more
// would make words of letters ("CD") numbers.
func roman(s string) int {
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50}
	total := 0
	for i := range len(s) {
		v := values[s[i]]
		if v == 0 {
			return 0
		}
		if i+1 < len(s) && v < values[s[i+1]] {
			total -= v
		} else {
			total += v
		}
	}
	if total < 1 || total > 89 || inRoman(total) != s {
		return 0
	}
	return total
}

func inRoman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		v int
		s string
	}{{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= d.v {
			b.WriteString(d.s)
			n -= d.v
		}
	}
	return b.String()
}
