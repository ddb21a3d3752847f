package lang

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// Tokens follow the English Universal Dependencies treebanks: clitics, most
// hyphens, slashes, currency signs and units are tokens of their own
// ("do|n't", "US|-|UK", "£|31|bn"); abbreviations, decimals, dates, addresses
// and words with a bound prefix ("post-war") stay whole.

// words is what the tokeniser and the sentence splitter know about single
// words, from the lexicon.
type words struct {
	abbr    map[string]abbrClass // without the final stop, as written or lower case
	prefix  map[string]bool      // bound prefixes that keep their hyphen
	unit    map[string]bool      // units that follow a number without a blank
	openers map[string]bool      // words that open a sentence after an abbreviation
	report  map[string]bool      // verb forms that follow or precede a quotation
}

type abbrClass uint8

const (
	abbrNone   abbrClass = iota
	abbrTitle            // a name follows: never ends a sentence
	abbrNumber           // one only before a number
	abbrOther            // may end a sentence
)

var known = sync.OnceValue(func() *words {
	w := &words{map[string]abbrClass{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, e := range lexicon.List("abbreviations") {
		switch e.Field(1) {
		case "title":
			w.abbr[e.Field(0)] = abbrTitle
		case "number":
			w.abbr[e.Field(0)] = abbrNumber
		default:
			w.abbr[e.Field(0)] = abbrOther
		}
	}
	for name, set := range map[string]map[string]bool{
		"prefixes": w.prefix, "units": w.unit, "sentence-openers": w.openers, "reporting-forms": w.report,
	} {
		for _, e := range lexicon.List(name) {
			set[e.Field(0)] = true
		}
	}
	return w
})

// tokenizer cuts paragraphs into tokens. Low forms of all tokens share one
// buffer, so that a document costs a handful of allocations.
type tokenizer struct {
	text string
	toks []Tok
	low  []byte
	ends []int32 // end of each token's low form in low; -1 when it is the text itself
	w    *words
}

func newTokenizer(text string) *tokenizer {
	n := len(text)/4 + 8
	return &tokenizer{text: text, toks: make([]Tok, 0, n), ends: make([]int32, 0, n), w: known()}
}

// finish fills in the lower-case forms.
func (t *tokenizer) finish() []Tok {
	low := string(t.low)
	at := 0
	for i := range t.toks {
		if e := t.ends[i]; e >= 0 {
			t.toks[i].Low = low[at:e]
			at = int(e)
		} else {
			t.toks[i].Low = t.toks[i].Text
		}
	}
	return t.toks
}

func (t *tokenizer) emit(start, end int) {
	if start >= end {
		return
	}
	s := t.text[start:end]
	t.toks = append(t.toks, Tok{Span: parley.Span{Start: start, End: end}, Text: s, Head: -1, Quote: -1})
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '`' {
			t.lower(s)
			t.ends = append(t.ends, int32(len(t.low)))
			return
		}
	}
	t.ends = append(t.ends, -1)
}

func (t *tokenizer) lower(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			t.low = append(t.low, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch r {
		case '’', '‘', 'ʼ':
			t.low = append(t.low, '\'')
		default:
			t.low = utf8.AppendRune(t.low, unicode.ToLower(r))
		}
	}
}

// isSpace covers the blanks that fetched text has, no-break blanks and
// zero-width characters among them.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\n', '\t', '\r', '\v', '\f', 0xA0, 0x200B, 0x200C, 0x2060, 0xFEFF:
		return true
	}
	return r >= 0x1680 && unicode.IsSpace(r)
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 0xAD
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isAlpha(c byte) bool { return isUpper(c) || 'a' <= c && c <= 'z' }

// apostrophe returns the length of the apostrophe that s begins with, or 0.
func apostrophe(s string) int {
	switch {
	case s == "":
		return 0
	case s[0] == '\'' || s[0] == '`':
		return 1
	case strings.HasPrefix(s, "’"), strings.HasPrefix(s, "‘"):
		return 3
	case strings.HasPrefix(s, "ʼ"):
		return 2
	}
	return 0
}

// span cuts text[start:end] into tokens.
func (t *tokenizer) span(start, end int) {
	for i := start; i < end; {
		r, n := rune(t.text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(t.text[i:end])
		}
		if isSpace(r) {
			i += n
			continue
		}
		j := i + n
		for j < end {
			r, n = rune(t.text[j]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRuneInString(t.text[j:end])
			}
			if isSpace(r) {
				break
			}
			j += n
		}
		t.chunk(i, j)
		i = j
	}
}

// chunk cuts one stretch without blanks into tokens.
func (t *tokenizer) chunk(i, end int) {
	if from, to, ok := address(t.text[i:end]); ok {
		from, to = from+i, to+i
		t.plain(i, from)
		t.emit(from, to)
		i = to
	}
	t.plain(i, end)
}

// address finds a URL or e-mail address in a stretch without blanks and leaves
// the punctuation round it out.
func address(s string) (from, to int, ok bool) {
	if len(s) < 5 {
		return 0, 0, false
	}
	at := strings.Index(s, "://")
	switch {
	case at >= 3 || strings.Contains(s, "www."):
		from = strings.Index(s, "http")
		if from < 0 {
			from = strings.Index(s, "www.")
		}
		if from < 0 {
			return 0, 0, false
		}
	case strings.IndexByte(s, '@') > 0:
		at = strings.IndexByte(s, '@')
		if strings.IndexByte(s[at:], '.') < 2 || !isWord(rune(s[at-1])) {
			return 0, 0, false
		}
		from = at
		for from > 0 && (isWord(rune(s[from-1])) || strings.IndexByte(".-+%", s[from-1]) >= 0) {
			from--
		}
	default:
		return 0, 0, false
	}
	to = len(s)
	if i := strings.IndexAny(s[from:], "<>\"“”’‘"); i >= 0 {
		to = from + i
	}
	for to > from && strings.IndexByte(".,;:!?'\")]}", s[to-1]) >= 0 {
		to--
	}
	return from, to, to-from >= 5
}

// plain cuts text without addresses.
func (t *tokenizer) plain(i, end int) {
	for i < end {
		r, n := utf8.DecodeRuneInString(t.text[i:end])
		switch {
		case isWord(r):
			i = t.word(i, end)
		case (r == '@' || r == '#') && i+1 < end && isAlpha(t.text[i+1]):
			j := i + 1
			for j < end && isWord(rune(t.text[j])) {
				j++
			}
			t.emit(i, j)
			i = j
		default:
			j := t.mark(i, end, r, n)
			t.emit(i, j)
			i = j
		}
	}
}

// mark returns the end of the punctuation token at i: runs of stops, dashes,
// exclamation and question marks are one token, and so are two single marks
// that stand for a double one.
func (t *tokenizer) mark(i, end int, r rune, n int) int {
	j := i + n
	switch r {
	case '.', '-', '*', '=', '_', '~':
		for j < end && t.text[j] == byte(r) {
			j++
		}
	case '!', '?':
		for j < end && (t.text[j] == '!' || t.text[j] == '?') {
			j++
		}
	case '\'', '`':
		if j < end && t.text[j] == byte(r) {
			return j + 1
		}
		// '90s
		if k := digits(t.text[j:end]); k == 2 {
			rest := t.text[j+k : end]
			if strings.HasPrefix(rest, "s") && (len(rest) == 1 || !isWord(rune(rest[1]))) {
				return j + k + 1
			}
		}
	case '‘', '’':
		for _, m := range []string{"‘", "’"} {
			if strings.HasPrefix(t.text[j:end], m) && (r == '‘') == (m == "‘") {
				return j + len(m)
			}
		}
	}
	return j
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// word emits the word at i with its clitics and returns where it ends.
func (t *tokenizer) word(i, end int) int {
	s := t.text
	j := i // end of the word so far
	for j < end {
		c := s[j]
		if c >= utf8.RuneSelf {
			if n := apostrophe(s[j:end]); n > 0 {
				if e := t.clitic(i, j, n, end); e > 0 {
					return e
				}
				if !inWord(s, j, j+n, end) {
					break
				}
				j += n
				continue
			}
			r, n := utf8.DecodeRuneInString(s[j:end])
			if !isWord(r) {
				break
			}
			j += n
			continue
		}
		if isWord(rune(c)) {
			j++
			continue
		}
		var next byte
		if j+1 < end {
			next = s[j+1]
		}
		prev := s[j-1]
		switch c {
		case '\'', '`':
			if e := t.clitic(i, j, 1, end); e > 0 {
				return e
			}
			if inWord(s, j, j+1, end) {
				j++
				continue
			}
		case '.':
			switch {
			case isDigit(prev) && isDigit(next):
				j++
				continue
			case isAlpha(next) && t.dotted(i, j, end):
				j++
				continue
			case next != '.' && t.abbreviation(i, j, end):
				j++
				t.emit(i, j)
				return j
			}
		case ',':
			if isDigit(prev) && digits(s[j+1:end]) >= 3 && digits(s[i:j]) > 0 {
				j++
				continue
			}
		case ':', '/':
			if isDigit(prev) && isDigit(next) && digits(s[i:j]) > 0 {
				j++
				continue
			}
		case '&':
			if isUpper(prev) && isUpper(next) {
				j++
				continue
			}
		case '$':
			if isUpper(prev) && isDigit(next) && j-i <= 3 {
				j++
				t.emit(i, j)
				return j
			}
		case '-':
			if t.hyphen(i, j, end) {
				j++
				continue
			}
		}
		break
	}
	return t.cut(i, j)
}

// inWord reports whether the apostrophe text[j:k] stands inside a word
// (o'clock, O'Neill, Qur'an).
func inWord(s string, j, k, end int) bool {
	if k >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[k:end])
	return isWord(r) && unicode.IsLetter(r) && j > 0 && !isDigit(s[j-1])
}

// clitic emits word and clitic when the apostrophe at j, n bytes long, begins
// one, and returns where the clitic ends, else 0.
func (t *tokenizer) clitic(i, j, n, end int) int {
	k := j + n
	for k < end && isAlpha(t.text[k]) {
		k++
	}
	if k < end {
		if r, _ := utf8.DecodeRuneInString(t.text[k:end]); isWord(r) {
			return 0
		}
		// rock'n'roll and the like: not a clitic when another apostrophe and letter follow.
		if m := apostrophe(t.text[k:end]); m > 0 && inWord(t.text, k, k+m, end) {
			return 0
		}
	}
	tail := t.text[j+n : k]
	switch tail {
	case "s", "S", "re", "RE", "ve", "VE", "ll", "LL", "d", "D", "m", "M":
		t.cut(i, j)
		t.emit(j, k)
		return k
	case "t", "T":
		if c := t.text[j-1]; (c == 'n' || c == 'N') && j-1 > i {
			t.emit(i, j-1)
			t.emit(j-1, k)
			return k
		}
	}
	return 0
}

// dotted reports whether the stop at j lies inside a token: U.S., e.g., p.m,
// a host or file name. "ended.The" is two sentences that lost their blank.
func (t *tokenizer) dotted(i, j, end int) bool {
	s := t.text
	last := strings.LastIndexByte(s[i:j], '.') + 1 // 0 when there is none
	if j-i-last == 1 && isAlpha(s[j-1]) {
		// A single letter before the stop: and one, or a known form, after it.
		k := j + 1
		for k < end && isAlpha(s[k]) {
			k++
		}
		return k-j-1 == 1 || k < end && s[k] == '.' && k-j-1 <= 2
	}
	k := j + 1
	for k < end && (isAlpha(s[k]) || isDigit(s[k])) {
		k++
	}
	switch strings.ToLower(s[j+1 : k]) {
	case "com", "org", "net", "gov", "co", "uk", "edu", "io", "eu", "info", "ai", "tv", "htm", "html", "pdf", "doc", "xls", "txt", "jpg":
		return true
	case "d": // Ph.D
		return s[i:j] == "Ph"
	}
	return false
}

// abbreviation reports whether the stop at j belongs to the word text[i:j].
func (t *tokenizer) abbreviation(i, j, end int) bool {
	s := t.text
	w := s[i:j]
	if len(w) == 1 && isUpper(w[0]) && w != "I" {
		return t.nameFollows(j + 1) // an initial
	}
	if strings.IndexByte(w, '.') > 0 { // U.S., a.m., e.g.
		return isAlpha(s[j-1])
	}
	c := t.w.abbr[w]
	if c == abbrNone && len(w) <= 8 {
		c = t.w.abbr[strings.ToLower(w)]
		if c == abbrTitle && !isUpper(w[0]) {
			c = abbrNone
		}
	}
	switch c {
	case abbrNone:
		return false
	case abbrNumber:
		k := j + 1
		for k < len(s) && s[k] == ' ' {
			k++
		}
		return k < len(s) && isDigit(s[k])
	}
	return true
}

// nameFollows reports whether the next word after at begins with a capital
// letter, as a surname after an initial does.
func (t *tokenizer) nameFollows(at int) bool {
	s := t.text
	if at >= len(s) {
		return false
	}
	r, n := utf8.DecodeRuneInString(s[at:])
	if isSpace(r) {
		r, _ = utf8.DecodeRuneInString(s[at+n:])
	}
	return unicode.IsUpper(r)
}

// hyphen reports whether the hyphen at j is kept inside its word: after a
// bound prefix, and in numbers of three groups (dates, telephone numbers).
func (t *tokenizer) hyphen(i, j, end int) bool {
	s := t.text
	if j+1 >= end {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(s[j+1 : end]); !isWord(r) {
		return false
	}
	if isDigit(s[i]) {
		if digits(s[i:j]) == j-i { // the first hyphen
			k := j + 1 + digits(s[j+1:end])
			return k > j+1 && k+1 < end && s[k] == '-' && isDigit(s[k+1])
		}
		return strings.IndexByte(s[i:j], '-') > 0 && isDigit(s[j+1])
	}
	if j-i > 8 || strings.IndexByte(s[i:j], '-') >= 0 {
		return false
	}
	w := s[i:j]
	return t.w.prefix[w] || t.w.prefix[strings.ToLower(w)]
}

// cut emits text[i:j], a word without clitics, after splitting contracted and
// glued words, and returns j.
func (t *tokenizer) cut(i, j int) int {
	s := t.text[i:j]
	if isDigit(s[0]) {
		n := 0
		for n < len(s) && (isDigit(s[n]) || s[n] == '.' || s[n] == ',' || s[n] == ':') {
			n++
		}
		if n < len(s) && t.w.unit[strings.ToLower(s[n:])] {
			t.emit(i, i+n)
			t.emit(i+n, j)
			return j
		}
	}
	at := 0
	switch len(s) {
	case 5:
		if strings.EqualFold(s, "gonna") || strings.EqualFold(s, "gotta") || strings.EqualFold(s, "wanna") {
			at = 3
		}
	case 6:
		if strings.EqualFold(s, "cannot") {
			at = 3
		}
	}
	if at > 0 {
		t.emit(i, i+at)
	}
	t.emit(i+at, j)
	return j
}
