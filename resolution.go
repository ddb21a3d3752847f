package parley

import (
	"strings"
	"unicode"
)

// DealKeys are the keys under which deal d of x is joined with deals of other
// documents by name: the folded proper names among its name and aliases, less
// the parties' names ("US-UK Economic Prosperity Deal" and "Economic Prosperity
// Deal" give one key). A name counts when it holds two or more content words
// beside the parties' names, of which one says what sort of instrument it is and
// one tells it from others of the sort, or when it is an acronym of four letters
// or more. A description, a headline's title case ("Risky Investment") or a
// generic alias ("tech pact", "Free Trade Agreement") gives no key.
//
// The name's key comes first, if it has one; an alias's never does unless the
// name has none. Keys depend on names only, never on the document's text, so
// that an extraction kept without its text gives the same ones.
func (x *Extraction) DealKeys(d *Deal) []string {
	party := partyWords{}
	for _, p := range d.Parties {
		for _, e := range x.Entities {
			if e.ID == p {
				party.add(e.Name)
			}
		}
	}
	var keys []string
	seen := map[string]bool{"": true}
	for i, name := range append([]string{d.Name}, d.Aliases...) {
		key := NameKey(name, party.has)
		// An acronym among the aliases may be a company's.
		if i > 0 && !strings.Contains(key, " ") {
			continue
		}
		if !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// NameKey is the key of one name of a deal, see [Extraction.DealKeys], or ""
// when the name is none by which deals are joined. party reports whether a
// folded word is part of a party's name; nil is "none is".
func NameKey(name string, party func(word string) bool) string {
	if !properName(name) {
		return ""
	}
	var content, telling []string
	instrument := false
	for _, w := range strings.Fields(FoldName(name)) {
		if len(w) == 1 && w[0] >= 'a' || nameStop[w] || party != nil && party(w) {
			continue
		}
		if w == "tech" {
			w = "technology" // one name as headlines shorten it
		}
		content = append(content, w)
		if !nameGeneric[w] && strings.Trim(w, "0123456789") != "" {
			telling = append(telling, w)
		}
		instrument = instrument || nameInstrument[w]
	}
	if len(content) >= 2 && len(telling) > 0 && instrument || len(telling) == 1 && acronym(name, telling[0]) {
		return strings.Join(content, " ")
	}
	return ""
}

// PartyWords is the party function of [NameKey] for parties of these names.
func PartyWords(names ...string) func(word string) bool {
	party := partyWords{}
	for _, n := range names {
		party.add(n)
	}
	return party.has
}

// partyWords holds the words by which a deal's name may name its parties: the
// words of their names and their initials.
type partyWords map[string]bool

func (p partyWords) add(name string) {
	words := strings.Fields(FoldName(name))
	var initials strings.Builder
	for _, w := range words {
		p[w] = true
		if !nameStop[w] {
			initials.WriteString(w[:1])
		}
	}
	if initials.Len() >= 2 {
		p[initials.String()] = true
	}
}

// has also finds the words for a party's people, which begin as its name does:
// "Indian" for India, "Canadian" for Canada.
func (p partyWords) has(word string) bool {
	if p[word] {
		return true
	}
	if len(word) < 5 {
		return false
	}
	for w := range p {
		if len(w) >= 4 && strings.HasPrefix(word, w[:4]) && len(word) <= len(w)+3 {
			return true
		}
	}
	return false
}

// acronym reports whether the name writes the folded word as four or more
// capitals: CPTPP, AUKUS, New START.
func acronym(name, word string) bool {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) >= 4 && w == strings.ToUpper(w) && !strings.ContainsAny(w, "0123456789") && strings.ToLower(w) == word {
			return true
		}
	}
	return false
}

// nameStop are words that tell no deal from another.
var nameStop = map[string]bool{"the": true, "a": true, "an": true, "of": true, "on": true, "for": true, "and": true, "between": true, "with": true, "to": true, "in": true, "by": true}

// nameGeneric are words that any deal's name may hold: a name made of these
// alone tells it from no other.
var nameGeneric = wordSet(`accord accords acquisition agreement agreements alliance arms arrangement association bilateral
	bill billion business ceasefire commercial compact comprehensive convention cooperation corporate customs deal deals declaration
	defence defense draft economic energy final financing framework free fta fund global grand growth initial interim international
	investment joint landmark letter loan master memo memorandum merger million minerals mining mou mutual national new nuclear offer
	pact package partnership peace plan political preliminary proposal protocol purchase rescue roadmap sale scheme security
	settlement special statement steel strategic summit supply takeover talks tariff tariffs tech technology term terms trade
	transaction transfer treaty trillion truce understanding`)

// nameInstrument are the general words that say what sort of instrument a name
// is of.
var nameInstrument = wordSet(`accord accords agreement agreements alliance arrangement ceasefire charter compact convention
	declaration deal framework initiative memorandum pact partnership plan programme program project protocol roadmap scheme
	settlement treaty truce understanding`)

// GeneralWord reports whether a folded word is one that any deal's name may
// hold and that tells none from another.
func GeneralWord(word string) bool { return nameStop[word] || nameGeneric[word] }

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// properName reports whether every word of name but the small ones begins with
// a capital or a digit, as in "Economic Prosperity Deal".
func properName(name string) bool {
	words := strings.Fields(strings.TrimPrefix(name, "the "))
	for i, w := range words {
		c := w[0]
		if i > 0 && nameStop[strings.ToLower(w)] {
			continue
		}
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return len(words) > 0
}
