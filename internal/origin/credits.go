package origin

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// name1 is one personal name: two to five words in capitals, with initials,
// particles and hyphens.
const name1 = `\p{Lu}[\p{L}'’.-]*(?:\s+(?:de|da|di|du|van|von|der|den|del|la|le|al|bin|ben|el|Mc|Mac|St\.|[\p{Lu}][\p{L}'’.-]*)){1,4}`

var (
	byLine     = regexp.MustCompile(`^(?:By|BY|by|Words by|Written by|Story by|Report by)[:\s]\s*(.{3,140})$`)
	dashName   = regexp.MustCompile(`^[-–—]{1,2}\s?(?:By\s+)?(` + name1 + `)$`)
	reportedBy = regexp.MustCompile(`(?i)(?:reporting|writing|written|assistance|compiled|contributions?|research|produced)(?:\s+(?:by|from)\s*:?\s+|\s*:\s+)(?:the\s+)?([^;)]{3,240})`)
	writeTo    = regexp.MustCompile(`(?i)^\(?write to ((?:[^@]){3,120}?) at ([\w.+-]+@[\w.-]+)`)
	contribd   = regexp.MustCompile(`^(?:[\p{Lu}][\p{L}'’ ]{0,30}'s )?(` + name1 + `(?:(?:, | and |, and )` + name1 + `){0,5})(?: in [\p{Lu}][\p{L} ,.]+?)? contributed (?:to this (?:report|story|article)|reporting)`)
	editingBy  = regexp.MustCompile(`(?i)\bediting by\b.*`)
	place      = regexp.MustCompile(`\s+(?:in|from|at)\s+\p{Lu}.*$`)
	oneName    = regexp.MustCompile(`^` + name1 + `$`)
	splitNames = regexp.MustCompile(`\s*(?:,\s*and\s+|,|\band\b|&|\bund\b)\s*`)
)

// creditLine gives the names of a paragraph that does nothing but say who
// reported, nil when it is another. A paragraph that only names editors gives an
// empty list. low is text as [lowered] makes it, without leading marks.
func creditLine(text, low string) []string {
	text = strings.Trim(text, "*_ ")
	if len(text) > 400 || utf8.RuneCountInString(text) < 5 {
		return nil
	}
	if len(text) < 160 && (strings.HasPrefix(low, "by") || strings.Contains(low[:min(len(low), 14)], " by")) {
		if m := byLine.FindStringSubmatch(text); m != nil && !endsLikeProse(m[1]) {
			if names := namesIn(m[1]); len(names) > 0 {
				return names
			}
			return nil
		}
	}
	if r, _ := utf8.DecodeRuneInString(text); r == '-' || r == '–' || r == '—' {
		if m := dashName.FindStringSubmatch(text); m != nil {
			return []string{m[1]}
		}
	}
	if strings.Contains(text, "@") {
		if m := writeTo.FindStringSubmatch(text); m != nil {
			return notNil(namesIn(m[1]))
		}
	}
	if strings.Contains(text, "contributed ") {
		if m := contribd.FindStringSubmatch(text); m != nil {
			return notNil(namesIn(m[1]))
		}
	}
	if boilerplateLists()["credit"].prefix(strings.TrimLeft(low, "([-–— ")) == 0 {
		return nil
	}
	if m := reportedBy.FindStringSubmatch(editingBy.ReplaceAllString(text, "")); m != nil {
		return notNil(namesIn(firstSentence(m[1])))
	}
	if editingBy.MatchString(text) {
		return []string{}
	}
	return nil
}

// firstSentence is s up to a full stop that ends no initial and no "Jr".
func firstSentence(s string) string {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '.' && s[i+1] == ' ' && i > 2 && isLower(s[i-1]) && isLower(s[i-2]) {
			return s[:i]
		}
	}
	return s
}

func notNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// endsLikeProse tells "By Tuesday the talks had failed." from a byline.
func endsLikeProse(s string) bool {
	return strings.HasSuffix(s, ".") && strings.Count(s, " ") > 6
}

// namesIn reads a list of names as bylines give it: "Michael Race, Business
// reporter, BBC News", "Saikat Das and Nic Querolo", "the BBC's Ana Poole in
// Rome". Roles, outlets and places are left out.
func namesIn(s string) []string {
	var out []string
	for i, part := range splitNames.Split(strings.Trim(s, " .*_()"), -1) {
		part = strings.TrimSpace(part)
		if owner, after, ok := strings.Cut(strings.Replace(part, "’s ", "'s ", 1), "'s "); ok && isOutletName(strings.TrimPrefix(owner, "the ")) {
			part = after
		}
		part = strings.TrimSpace(place.ReplaceAllString(part, ""))
		part = strings.TrimRight(part, ".")
		if part == "" || isOutletName(part) || isRole(part) || !oneName.MatchString(part) {
			if i == 0 {
				return nil
			}
			continue
		}
		out = append(out, part)
	}
	return out
}

func isOutletName(s string) bool {
	_, ok := outletNamed(s)
	return ok
}

// roleWords are the last words of what a byline says a person is.
var roleWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("reporter correspondent editor writer journalist producer staff news desk analyst columnist presenter team bureau newsroom online digital agency agencies service services contributor fellow photographer newswires business politics") {
		m[w] = true
	}
	return m
}()

func isRole(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if roleWords[w] {
			return true
		}
	}
	return false
}

// isRoleLine reports whether a paragraph is nothing but what a reporter is, as
// under a name at the top of a page: "Business correspondent, Harbour Radio".
func isRoleLine(text string) bool {
	return isRole(text) && strings.Count(text, " ") < 8 && !strings.HasSuffix(text, ".") && !strings.ContainsAny(text, "\"“:?!")
}

var (
	introduced = regexp.MustCompile(`\b(?:editor|correspondent|reporter|presenter|columnist|analyst)s?,? (` + name1 + `),? (?:looks|examines|analyses|analyzes|explains|assesses|considers|writes|asks|reports|explores|unpacks|answers|takes|sets out|weighs)\b`)
	writesHe   = regexp.MustCompile(`(?:, writes |\bwrites (?:our )?(?:[\p{Ll}]+ ){0,4}|\b[Aa]nalysis by )(` + name1 + `)`)
	speech     = regexp.MustCompile(`^\s(?:said|says|told|added|adds|insisted|warned|has|had|was|is|will|would)\b`)
)

// writers are the authors whom the title or the excerpt names: before the
// title's colon or dash, when the text does not speak of that person ("Ana Poole:
// what the pact means"), and where the excerpt presents them.
func writers(h *parley.Header) []string {
	var out []string
	title := withoutLabel(string(h.Title))
	name, _, ok := strings.Cut(strings.Replace(title, " - ", ": ", 1), ": ")
	if ok && personal(name) && !spokenOf(h.Text[len(h.Title):], name[strings.LastIndexByte(name, ' ')+1:]) {
		out = append(out, name)
	}
	for _, part := range h.Parts {
		if part.Part == parley.PartTitle || part.Part == parley.PartExcerpt {
			for _, re := range []*regexp.Regexp{introduced, writesHe} {
				if m := re.FindStringSubmatch(part.Span.In(h.Text)); m != nil && givenNames()[firstWord(m[1])] {
					out = append(out, m[1])
				}
			}
		}
	}
	return out
}

// spokenOf reports whether a text is about the person of that surname: names
// them more than once, or has them speak.
func spokenOf(text, surname string) bool {
	n := strings.Count(text, surname)
	i := strings.Index(text, surname)
	return n > 1 || n == 1 && speech.MatchString(text[i+len(surname):])
}

// personal reports whether a paragraph is nothing but one person's name, as on
// pages that lost the word before it. The first name has to be a known one.
func personal(text string) bool {
	if !oneName.MatchString(text) || strings.Count(text, " ") > 3 || isOutletName(text) || isRole(text) {
		return false
	}
	return givenNames()[firstWord(text)]
}

var givenNames = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, e := range lexicon.List("given_names") {
		m[e.Field(0)] = true
	}
	return m
})
