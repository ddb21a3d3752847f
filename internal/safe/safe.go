// Package safe lets strangers' words out: to a terminal, a JSON stream, a
// spreadsheet cell. In comes any string, valid UTF-8 or not; out comes one that
// a reader sees as it is and that nothing on the way obeys.
//
// It changes how words are shown, never what is kept: the ledger and the JSON
// values hold the words as they were read.
package safe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks one letter may carry before the rest are
// spelled out. Vietnamese and Hebrew need up to three; towers of marks that
// paint over the lines above need many.
const maxMarks = 4

// Text makes every character of s that acts instead of showing visible: control
// and escape characters, bidirectional and zero-width ones, private use, the
// line separators of Unicode, towers of combining marks, as <U+202E>; bytes that
// are no UTF-8 as <0xFF>. Line feeds and tabs stay. Text that holds none of
// these comes back as it is, and Text(Text(s)) is Text(s).
func Text(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	marks := 0
	var prev rune
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "<0x%02X>", s[i])
			r = 0
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			// the line feed that follows says it all
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > maxMarks || smuggles(r) {
				escape(&b, r)
			} else {
				b.WriteRune(r)
			}
		case r == joiner && joins(prev):
			b.WriteRune(r)
		case acts(r):
			escape(&b, r)
		default:
			b.WriteRune(r)
		}
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			marks = 0
		}
		prev, i = r, i+n
	}
	return b.String()
}

// Line is Text on one line: line feeds, tabs and runs of blanks become one
// blank, and those at the ends go.
func Line(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// plain reports whether s is printable ASCII with line feeds and tabs, as most
// text is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// joiner is ZERO WIDTH JOINER, which builds one picture of several.
const joiner = '\u200d'

// joins reports whether a joiner after r builds a picture: r is a symbol, a
// skin tone or the picture-style selector. After anything else it only makes
// two equal-looking names differ.
func joins(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) || r == '\ufe0f' }

// acts reports whether r does something to its surroundings, or nothing that a
// reader could see, instead of showing itself.
func acts(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point):
		return true
	}
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0: // Hangul fillers: letters that show as nothing
		return true
	}
	return smuggles(r)
}

// smuggles reports whether r is a selector of the supplementary planes: 240
// invisible marks after which any bytes can be hidden.
func smuggles(r rune) bool { return r >= 0xe0100 && r <= 0xe01ef }

func escape(b *strings.Builder, r rune) { fmt.Fprintf(b, "<U+%04X>", r) }

// JSON makes encoded JSON safe to print: what [Text] would spell out stands as
// a \u escape inside its string, so that a program reads the same values and a
// terminal obeys none of them. Outside strings valid JSON holds only ASCII.
func JSON(encoded []byte) []byte {
	i := 0
	for i < len(encoded) && encoded[i] < 0x7f {
		i++
	}
	if i == len(encoded) {
		return encoded
	}
	out := append(make([]byte, 0, len(encoded)+64), encoded[:i]...)
	for i < len(encoded) {
		r, n := utf8.DecodeRune(encoded[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			out = append(out, `\ufffd`...)
		case r < 0x7f || !acts(r):
			out = append(out, encoded[i:i+n]...)
		case r > 0xffff:
			hi, lo := 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += n
	}
	return out
}

// Cell makes s a spreadsheet cell that no program takes for a formula: one that
// begins with = + - @, with their full-width forms, or with a blank before one
// of them, gets a leading apostrophe, which spreadsheets show as text. Numbers
// of the program's own need no guard; words do. The caller still quotes the
// cell as CSV asks.
func Cell(s string) string {
	t := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || acts(r) })
	s = Text(s)
	if t == "" {
		return s
	}
	switch r, _ := utf8.DecodeRuneInString(t); r {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠':
		return "'" + s
	}
	return s
}

// HTML makes a finished page safe to send: what [Text] would spell out stands
// spelled out, escaped as a page needs it. Markup holds only ASCII, so that what
// acts can only stand in text and in quoted values.
func HTML(page []byte) []byte {
	s := string(page)
	if plain(s) {
		return page
	}
	var b strings.Builder
	b.Grow(len(s) + 64)
	for rest := s; rest != ""; {
		i := strings.IndexAny(rest, "<>")
		if i < 0 {
			i = len(rest)
		}
		// Between angle brackets of the page's own, Text adds only its own.
		b.WriteString(bracket.Replace(Text(rest[:i])))
		if i < len(rest) {
			b.WriteByte(rest[i])
			i++
		}
		rest = rest[i:]
	}
	return []byte(b.String())
}

var bracket = strings.NewReplacer("<", "&lt;", ">", "&gt;")
