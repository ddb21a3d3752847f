package ledger

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// terms splits what a user searches for: words, phrases in double quotes, and
// a star at the end of a word.
func terms(words string) (out []term, err error) {
	for rest := words; rest != ""; {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			break
		}
		var t term
		if phrase, ok := strings.CutPrefix(rest, `"`); ok {
			t.text, rest, ok = strings.Cut(phrase, `"`)
			if !ok {
				return nil, fmt.Errorf("search: unclosed quote in %s", words)
			}
		} else {
			end := strings.IndexFunc(rest, unicode.IsSpace)
			if end < 0 {
				end = len(rest)
			}
			t.text, rest = rest[:end], rest[end:]
			t.text, t.prefix = strings.CutSuffix(t.text, "*")
		}
		if strings.IndexFunc(t.text, wordRune) >= 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

type term struct {
	text   string
	prefix bool
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// ftsQuery writes a user's words in the language of the full-text index, every
// term quoted so that none is an operator. It is "" when there are no words.
func ftsQuery(words string) (string, error) {
	ts, err := terms(words)
	if err != nil || len(ts) == 0 {
		return "", err
	}
	var b strings.Builder
	b.WriteString("{title text} : (")
	for i, t := range ts {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + strings.ReplaceAll(strings.ReplaceAll(t.text, "\x00", " "), `"`, `""`) + `"`)
		if t.prefix {
			b.WriteString("*")
		}
	}
	return b.String() + ")", nil
}

// stemsOf are the beginnings by which a snippet finds the words again. The
// index stems ("resuming" finds "resumed"); for marking words it is near enough
// to compare beginnings without the last letters.
func stemsOf(words string) []string {
	ts, _ := terms(words)
	var out []string
	for _, t := range ts {
		for _, w := range strings.FieldsFunc(strings.ToLower(t.text), func(r rune) bool { return !wordRune(r) }) {
			for _, ending := range []string{"ing", "ed", "es", "s", "e"} {
				if s := strings.TrimSuffix(w, ending); s != w && len(s) >= 4 && !t.prefix {
					w = s
					break
				}
			}
			out = append(out, w)
		}
	}
	return out
}

// snippetBytes is about how long a snippet is.
const snippetBytes = 160

// snippet cuts the stretch of text out that holds most of the words, and marks
// them.
func snippet(text string, stems []string) (string, []parley.Span) {
	var hits []parley.Span
	var which []int
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !wordRune(r) {
			at += size
			continue
		}
		end := at
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !wordRune(r) {
				break
			}
			end += size
		}
		word := strings.ToLower(text[at:end])
		for i, s := range stems {
			if strings.HasPrefix(word, s) && len(word) <= len(s)+4 {
				hits, which = append(hits, parley.Span{Start: at, End: end}), append(which, i)
				break
			}
		}
		at = end
	}
	best, most := 0, -1
	for i := range hits {
		seen := map[int]bool{}
		for j := i; j < len(hits) && hits[j].End <= hits[i].Start+snippetBytes; j++ {
			seen[which[j]] = true
		}
		if len(seen) > most {
			best, most = i, len(seen)
		}
	}
	from, to := 0, min(len(text), snippetBytes)
	if len(hits) > 0 {
		from = max(0, hits[best].Start-snippetBytes/4)
		to = min(len(text), from+snippetBytes)
	}
	from, to = wordEdge(text, from, 1), wordEdge(text, to, -1)
	if to <= from {
		return "", nil
	}
	var marks []parley.Span
	for _, h := range hits {
		if h.Start >= from && h.End <= to {
			marks = append(marks, parley.Span{Start: h.Start - from, End: h.End - from})
		}
	}
	return text[from:to], marks
}

// wordEdge moves an offset within text to the next blank in direction dir, so
// that no word is cut.
func wordEdge(text string, at, dir int) int {
	if at <= 0 || at >= len(text) {
		return max(0, min(at, len(text)))
	}
	if dir > 0 {
		if i := strings.IndexFunc(text[at:], unicode.IsSpace); i >= 0 && i < snippetBytes/4 {
			return at + i + len(string(firstRune(text[at+i:])))
		}
	} else if i := strings.LastIndexFunc(text[:at], unicode.IsSpace); i >= 0 && at-i < snippetBytes/4 {
		return i
	}
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
