package parley

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Span is the half-open range [Start, End) of a text, counted in bytes inside
// the program. In JSON it is a two-element array, in code points once an
// [Extraction] has converted it.
type Span struct{ Start, End int }

// MarshalJSON writes [start,end].
func (s Span) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", s.Start, s.End), nil
}

// UnmarshalJSON reads [start,end].
func (s *Span) UnmarshalJSON(b []byte) error {
	var a []int
	if err := json.Unmarshal(b, &a); err != nil {
		return fmt.Errorf("span: want [start,end]: %w", err)
	}
	if len(a) != 2 {
		return fmt.Errorf("span: want [start,end], have %d numbers", len(a))
	}
	s.Start, s.End = a[0], a[1]
	return nil
}

// Len is the number of bytes covered.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether s covers nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// In returns the bytes of text that s covers, or "" when s does not fit it.
func (s Span) In(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Runes is s counted in code points of text, as every public format counts.
func (s Span) Runes(text string) Span { return newRuneIndex(text).toRunes(s) }

// Part is a stretch of a document's text, possibly in several pieces. Its Text
// is the pieces joined by one blank; the pieces are in text order.
type Part struct {
	Text  string `json:"text"`
	Spans []Span `json:"spans"`
}

// NewPart cuts the spans out of text, in text order.
func NewPart(text string, spans ...Span) Part {
	spans = append([]Span(nil), spans...)
	sort.Slice(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	pieces := make([]string, len(spans))
	for i, s := range spans {
		pieces[i] = s.In(text)
	}
	return Part{Text: strings.Join(pieces, " "), Spans: spans}
}

// Bounds is the smallest span that covers every piece of p.
func (p Part) Bounds() Span {
	if len(p.Spans) == 0 {
		return Span{}
	}
	b := p.Spans[0]
	for _, s := range p.Spans[1:] {
		b.Start, b.End = min(b.Start, s.Start), max(b.End, s.End)
	}
	return b
}

// runeIndex turns byte offsets of a text into code point offsets and back.
// For a text of ASCII it holds nothing.
type runeIndex struct {
	text  string
	bytes []int // bytes[i] is the byte offset of code point i; nil when all ASCII
}

func newRuneIndex(text string) runeIndex {
	if utf8.RuneCountInString(text) == len(text) {
		return runeIndex{text: text}
	}
	bytes := make([]int, 0, len(text)+1)
	for i := range text {
		bytes = append(bytes, i)
	}
	return runeIndex{text: text, bytes: append(bytes, len(text))}
}

func (x runeIndex) toRunes(s Span) Span {
	if x.bytes == nil {
		return s
	}
	return Span{sort.SearchInts(x.bytes, s.Start), sort.SearchInts(x.bytes, s.End)}
}

func (x runeIndex) toBytes(s Span) (Span, error) {
	n := len(x.text)
	if x.bytes != nil {
		n = len(x.bytes) - 1
	}
	if s.Start < 0 || s.End < s.Start || s.End > n {
		return Span{}, fmt.Errorf("span [%d,%d] does not fit a text of %d code points", s.Start, s.End, n)
	}
	if x.bytes == nil {
		return s, nil
	}
	return Span{x.bytes[s.Start], x.bytes[s.End]}, nil
}
