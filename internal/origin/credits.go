package origin

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// personName is one personal name: two to five words in capitals, with initials,
// particles and hyphens.
const personName = `\p{Lu}[\p{L}'’.-]*(?:\s+(?:de|da|di|du|van|von|der|den|del|la|le|al|bin|ben|el|Mc|Mac|St\.|[\p{Lu}][\p{L}'’.-]*)){1,4}`

var (
	byLine      = lazy(`^(?:By|BY|by|Words by|Written by|Story by|Report by)[:\s]\s*(.{3,140})$`)
	dashName    = lazy(`^[-–—]{1,2}\s?(?:By\s+)?(` + personName + `)$`)
	writeTo     = lazy(`(?i)^\(?write to ((?:[^@]){3,120}?) at ([\w.+-]+@[\w.-]+)`)
	contributed = lazy(`^(?:[\p{Lu}][\p{L}'’ ]{0,30}'s )?(` + personName + `(?:(?:, | and |, and )` + personName + `){0,5})(?: in [\p{Lu}][\p{L} ,.]+?)? contributed (?:to this (?:report|story|article)|reporting)`)
	place       = lazy(`\s+(?:in|from|at)\s+\p{Lu}.*$`)
	oneName     = lazy(`^` + personName + `$`)
	splitNames  = lazy(`\s*(?:,\s*and\s+|,|\band\b|&|\bund\b)\s*`)
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
		if m := byLine().FindStringSubmatch(text); m != nil && !endsLikeProse(m[1]) {
			names := namesIn(m[1])
			if len(names) == 0 {
				return nil
			}
			// "By Tuesday, Ana Poole …" is no byline, "By the BBC's Ana Poole" is one.
			if before, _, _ := strings.Cut(m[1], names[0]); before == "" || strings.HasSuffix(before, "s ") {
				return names
			}
			return nil
		}
	}
	if r, _ := utf8.DecodeRuneInString(text); r == '-' || r == '–' || r == '—' {
		if m := dashName().FindStringSubmatch(text); m != nil {
			return []string{m[1]}
		}
	}
	if strings.Contains(text, "@") {
		if m := writeTo().FindStringSubmatch(text); m != nil {
			return notNil(namesIn(m[1]))
		}
	}
	if strings.Contains(text, "contributed ") {
		if m := contributed().FindStringSubmatch(text); m != nil {
			return notNil(namesIn(m[1]))
		}
	}
	if name, role, ok := strings.Cut(text, ", "); ok && isRoleLine(role) && personal(name) {
		return []string{name} // "Ana Poole, business editor"
	}
	var names []string
	credits := false
	for clause := range strings.SplitSeq(text, ";") {
		clause = strings.TrimLeft(clause, "([-–—* ")
		low := lowered(clause)
		if n := boilerplateLists()["credit"].prefix(low); n > 0 {
			found := namesIn(firstSentence(clause[originalLen(clause, n):]))
			if len(found) == 0 && len(clause) > 80 {
				break // "Analysis by the institute found that …"
			}
			names = append(names, found...)
		} else if boilerplateLists()["editors"].prefix(low) == 0 {
			break
		}
		credits = true
	}
	if !credits {
		return nil
	}
	return notNil(names)
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
	s = strings.TrimPrefix(strings.Trim(s, " .:*_()"), "the ")
	for _, part := range splitNames().Split(s, -1) {
		part = strings.TrimSpace(part)
		if owner, after, ok := strings.Cut(strings.Replace(part, "’s ", "'s ", 1), "'s "); ok && isOutletName(strings.TrimPrefix(owner, "the ")) {
			part = after
		}
		part = strings.TrimSpace(place().ReplaceAllString(part, ""))
		part = strings.TrimRight(part, ".")
		if part == "" || isOutletName(part) || isRole(part) || !oneName().MatchString(part) {
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

// roleWords are what a byline says a person is.
var roleWords = sync.OnceValue(func() map[string]bool { return wordSet("byline_roles") })

func isRole(s string) bool {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if roleWords()[w] {
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
	introduced = lazy(`\b(?:editor|correspondent|reporter|presenter|columnist|analyst)s?,? (` + personName + `),? (?:looks|examines|analyses|analyzes|explains|assesses|considers|writes|asks|reports|explores|unpacks|answers|takes|sets out|weighs)\b`)
	writesHe   = lazy(`(?:, writes |\bwrites (?:our )?(?:[\p{Ll}]+ ){0,4}|\b[Aa]nalysis by )(` + personName + `)`)
	speech     = lazy(`^\s(?:said|says|told|added|adds|insisted|warned|has|had|was|is|will|would)\b`)
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
			for _, re := range []*regexp.Regexp{introduced(), writesHe()} {
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
	return n > 1 || n == 1 && speech().MatchString(text[i+len(surname):])
}

// personal reports whether a paragraph is nothing but one person's name, as on
// pages that lost the word before it. The first name has to be a known one.
func personal(text string) bool {
	if !oneName().MatchString(text) || strings.Count(text, " ") > 3 || isOutletName(text) || isRole(text) {
		return false
	}
	return givenNames()[firstWord(text)]
}

var givenNames = sync.OnceValue(func() map[string]bool { return wordSet("given_names") })
