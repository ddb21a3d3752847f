package origin

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// phrases is the boilerplate list, by where a phrase must stand.
type phrases map[string]*phraseSet

// phraseSet matches any of many phrases. Those without a gap are looked up by
// their first word.
type phraseSet struct {
	byFirst map[string][]string
	gapped  []gapped
}

// gapped is a phrase with a gap: what stands before the gap, and all of it.
type gapped struct {
	head string
	re   *regexp.Regexp
}

// boilerplateLists reads en/boilerplate.txt and en/artefacts.txt once.
var boilerplateLists = sync.OnceValue(func() phrases {
	ph := phrases{}
	for _, name := range []string{"boilerplate", "artefacts"} {
		for _, e := range lexicon.List(name) {
			set := ph[e.Field(1)]
			if set == nil {
				set = &phraseSet{byFirst: map[string][]string{}}
				ph[e.Field(1)] = set
			}
			set.add(e.Field(0))
		}
	}
	return ph
})

func (s *phraseSet) add(phrase string) {
	if strings.ContainsAny(phrase, "…#") {
		re := regexp.QuoteMeta(phrase)
		re = strings.ReplaceAll(re, "…", `.{1,60}?`)
		re = strings.ReplaceAll(re, "#", `\d{1,2}`)
		head := phrase[:strings.IndexAny(phrase, "…#")]
		s.gapped = append(s.gapped, gapped{head, regexp.MustCompile("^" + re)})
		return
	}
	w := firstWord(phrase)
	s.byFirst[w] = append(s.byFirst[w], phrase)
}

func firstWord(s string) string {
	i := strings.IndexByte(s, ' ')
	if i < 0 {
		return s
	}
	return s[:i]
}

// prefix is the length of the longest phrase with which low begins, 0 when none
// does. A phrase that ends in a letter ends at a word's end.
func (s *phraseSet) prefix(low string) int {
	if s == nil {
		return 0
	}
	best := 0
	try := func(n int) {
		last, _ := utf8.DecodeLastRuneInString(low[:n])
		next, _ := utf8.DecodeRuneInString(low[n:])
		if n > best && (!isWordRune(last) || !isWordRune(next)) {
			best = n
		}
	}
	for _, p := range s.byFirst[firstWord(low)] {
		if strings.HasPrefix(low, p) {
			try(len(p))
		}
	}
	// A phrase of one word may be followed by a mark that is no blank.
	if w := strings.TrimRightFunc(firstWord(low), func(r rune) bool { return !isWordRune(r) }); w != firstWord(low) {
		for _, p := range s.byFirst[w] {
			if strings.HasPrefix(low, p) {
				try(len(p))
			}
		}
	}
	for _, g := range s.gapped {
		if strings.HasPrefix(low, g.head) {
			if m := g.re.FindStringIndex(low); m != nil {
				try(m[1])
			}
		}
	}
	return best
}

// in reports whether low holds a phrase; one with a gap only begins a text.
func (s *phraseSet) in(low string) bool {
	if s == nil {
		return false
	}
	for _, ps := range s.byFirst {
		for _, p := range ps {
			if i := strings.Index(low, p); i >= 0 && wordEdge(low, i, i+len(p)) {
				return true
			}
		}
	}
	return false
}

func wordEdge(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	first, _ := utf8.DecodeRuneInString(s[from:])
	last, _ := utf8.DecodeLastRuneInString(s[:to])
	return !(isWordRune(before) && isWordRune(first) && from > 0) && !(isWordRune(after) && isWordRune(last) && to < len(s))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// lowered is s in lower case with apostrophes, blanks and dashes made plain. It
// need not be as long as s: see [originalLen].
func lowered(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return plainMarks.Replace(strings.ToLower(s))
}

var plainMarks = strings.NewReplacer("’", "'", "‘", "'", "\u00a0", " ", "–", "-")

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// apart decides what of one paragraph is not the article's.
type apart struct {
	whole bool          // all of it
	spans []parley.Span // these sentences of it
	names []string      // the reporters whom what is set apart names
}

const longestUI = 40 // bytes of a paragraph that a button or a menu may be

// setApart looks at one body or caption paragraph.
func setApart(text string) apart {
	ph := boilerplateLists()
	low := strings.TrimLeft(lowered(text), "*_>•·-–— ")
	bare := strings.Trim(low, " .:!*_()[]|")
	if names := creditLine(text, low); names != nil {
		return apart{whole: true, names: names}
	}
	equals := func(where, s string) bool { return ph[where].prefix(s) == len(s) && len(s) > 0 }
	switch {
	case equals("paragraph", bare), equals("paragraph", low):
		return apart{whole: true}
	case len(low) <= longestUI && equals("ui", bare):
		return apart{whole: true}
	case len(low) < 160 && imageCredit(text, low):
		return apart{whole: true}
	case len(low) < 100 && stamp(text, low):
		return apart{whole: true}
	case strings.HasPrefix(low, "(") && ph["adds"].prefix(low) > 0 && len(low) < 300:
		return apart{whole: true}
	}
	holds := ph["has"].in(low)
	sents := roughSentences(text)
	var spans []parley.Span
	var names []string
	for i, s := range sents {
		l := low
		if len(sents) > 1 {
			l = strings.TrimLeft(lowered(s.In(text)), "*_>•·-–— ")
		}
		starts := ph["starts"].prefix(l) > 0
		if i == 0 && starts && len(text) < 600 {
			return apart{whole: true}
		}
		if starts && i > 0 && startsLabel(l) {
			starts = false // "Read:" in the middle of a paragraph labels nothing
		}
		credited := creditLine(s.In(text), l)
		names = append(names, credited...)
		if starts || i > 0 && len(l) < 100 && imageCredit(s.In(text), l) || credited != nil || holds && ph["has"].in(l) || calls(ph, l) {
			spans = append(spans, s)
		}
	}
	if len(spans) == 0 {
		return apart{}
	}
	if len(spans) == len(sents) {
		return apart{whole: true, names: names}
	}
	return apart{spans: joined(spans), names: names}
}

// startsLabel reports whether a phrase begins with a label and its colon.
func startsLabel(low string) bool {
	i := strings.IndexByte(low, ':')
	return i > 0 && i < 14
}

// calls reports whether a sentence calls the reader to a newsletter or a
// broadcast.
func calls(ph phrases, low string) bool {
	switch firstWord(low) {
	case "sign", "subscribe", "get":
		return ph["newsletter"].in(low)
	case "listen", "watch", "hear", "follow", "catch", "you", "download":
		return ph["on:listen"].in(low)
	}
	return false
}

// joined merges spans that only a blank parts.
func joined(spans []parley.Span) []parley.Span {
	out := spans[:1]
	for _, s := range spans[1:] {
		if last := &out[len(out)-1]; s.Start <= last.End+1 {
			last.End = s.End
		} else {
			out = append(out, s)
		}
	}
	return out
}

// roughSentences parts a paragraph at full stops followed by a blank and a
// capital. Boilerplate is looked for in these; the reader's own sentences are
// another package's.
func roughSentences(text string) []parley.Span {
	var out []parley.Span
	from := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i] {
		case '.', '!', '?', ';':
		default:
			continue
		}
		j := i + 1
		for j < len(text) && strings.IndexByte("\"')]*", text[j]) >= 0 {
			j++
		}
		if j == i+1 && i > 2 && isLower(text[i-1]) && isLower(text[i-2]) && j+1 < len(text) && isUpper(text[j]) && isLower(text[j+1]) {
			out = append(out, parley.Span{Start: from, End: j}) // "… empower you.Save up to …"
			from = j
			continue
		}
		if j < len(text) && text[j] == ' ' && j+1 < len(text) {
			r, _ := utf8.DecodeRuneInString(text[j+1:])
			if text[i] == ';' || unicode.IsUpper(r) || unicode.IsDigit(r) || r == '(' || r == '"' || r == '“' || r == '*' {
				out = append(out, parley.Span{Start: from, End: j})
				from, i = j+1, j
			}
		}
	}
	if from < len(text) {
		out = append(out, parley.Span{Start: from, End: len(text)})
	}
	return out
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' }
func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

var pictureSources = sync.OnceValue(func() map[string]bool { return wordSet("picture_sources") })

// pictureMark parts whose a picture is from who supplies it.
var pictureMark = lazy(`/ ?|, | via | by |: ?`)

// imageCredit reports whether a paragraph says whose a picture is.
func imageCredit(text, low string) bool {
	if boilerplateLists()["image"].prefix(low) > 0 && !strings.Contains(text, ". ") {
		return true
	}
	if strings.Count(text, " ") > 14 || strings.ContainsAny(text, "?!\"“") || strings.Contains(text, ". ") {
		return false
	}
	for _, m := range pictureMark().FindAllStringIndex(low, -1) {
		if pictureSources()[strings.TrimRight(low[m[1]:], " .)")] {
			return true
		}
	}
	return false
}

var (
	clock  = lazy(`(?i)\b\d{1,2}[:.]\d{2}\s*(?:am|pm|a\.m\.|p\.m\.)?\b|\b\d{1,2}\s*(?:am|pm)\b`)
	figure = lazy(`^\d{1,4}(?:st|nd|rd|th|am|pm)?$`)
)

// stampWords are the words of date lines, months and weekdays among them.
var stampWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, e := range lexicon.List("boilerplate") {
		if e.Field(1) == "stamp" {
			m[e.Field(0)] = true
		}
	}
	for _, e := range lexicon.List("calendar") {
		if k := e.Field(1); k == "month" || k == "weekday" {
			m[e.Field(0)] = true
		}
	}
	return m
})

// stamp reports whether a paragraph is a date line: nothing but dates, times and
// the words around them.
func stamp(text, low string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",:/()[]|·•", r) })
	if len(words) < 2 || len(words) > 16 {
		return false
	}
	digits := false
	for _, w := range words {
		w = strings.Trim(w, ".-–—")
		if w == "" {
			continue
		}
		if !figure().MatchString(w) && !stampWords()[strings.ToLower(w)] {
			return boilerplateLists()["lead"].prefix(low) > 0 && len(words) < 10 && clock().MatchString(text)
		}
		digits = digits || w[0] >= '0' && w[0] <= '9'
	}
	return digits
}
