package assertion

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// mention is a stretch of the text that speaks of a deal: a noun phrase ("the
// trade deal with Norland"), or a clause ("Kestrel buys Rivet").
type mention struct {
	toks [2]int // the phrase, up to and with its head
	long [2]int // with what belongs to it after the head
	head int    // the deal noun or verb
	noun dealNoun
	own  class // of the head noun alone: "deal" of "a deal to buy Rivet"

	proper   string            // its proper name, "" for a description
	acronym  string            // in brackets behind it: "MoU", "Tripp"
	parties  []string          // entity ids, in text order
	given    []string          // of those, the ones that stand in the phrase itself
	how      map[string]string // party → what made it one
	det      determiner
	plural   bool
	negated  bool // "no deal"
	named    bool // its name is given to what was just spoken of: "a pact called"
	contrast string
	clause   bool // told by a verb
	inner    bool // modifies another noun: "takeover battle"
	within   int  // mention whose complement this clause is ("a deal to buy Rivet"), -1
	verb     dealVerb
	target   string // entity that is acquired, "" when unknown
	buyer    string // who acquires it or merges with it, "" when unknown
	kinds    map[parley.DealKind]int
	rule     string
	deal     int // index of its deal, -1 before clustering
}

type determiner uint8

const (
	bare determiner = iota
	indefinite
	definite
	demonstrative
	possessive
)

// finder gathers the mentions of a document.
type finder struct {
	*view
	w *lists
	// headline tells paragraphs whose words are mostly capitalised.
	headline []bool
	sporting []bool
	roundup  bool            // the post is a collection of unrelated items
	outside  map[string]bool // entities that are no parties, as far as known
	found    []mention
	claimed  []bool // tokens inside a mention's phrase
}

func newFinder(v *view) *finder {
	f := &finder{view: v, w: known(), claimed: make([]bool, len(v.d.Toks)), outside: map[string]bool{}}
	f.headline, f.sporting = make([]bool, len(v.d.Paras)), make([]bool, len(v.d.Paras))
	doc := 0
	for p, para := range v.d.Paras {
		upper, words, sport := 0, 0, 0
		for i := para.Toks[0]; i < para.Toks[1]; i++ {
			t := v.tok(i)
			if r, _ := utf8.DecodeRuneInString(t.Text); unicode.IsLetter(r) && len(t.Text) > 3 {
				words++
				if unicode.IsUpper(r) {
					upper++
				}
			}
			if _, n := f.w.sport.at(v.low, i); n > 0 {
				sport++
			}
		}
		f.headline[p] = words > 3 && upper*10 > words*7
		f.sporting[p] = sport >= 2
		doc += sport
	}
	// A report of sport names it in every second paragraph.
	if doc >= 3 && doc*3 > len(v.d.Paras) {
		for p := range f.sporting {
			f.sporting[p] = true
		}
	}
	f.roundup = f.collected()
	return f
}

// run finds the mentions of the whole document, in text order.
func (f *finder) run() []mention {
	for _, s := range f.d.Sents {
		if s.Para >= 0 && s.Para < len(f.d.Paras) && f.d.Paras[s.Para].Apart || f.table(s.Toks[0], s.Toks[1]) {
			continue
		}
		for i := s.Toks[0]; i < s.Toks[1]; i++ {
			if f.tok(i).Apart || f.claimed[i] {
				continue
			}
			if n := f.nominal(i, s.Toks[1]); n > 0 {
				i += n - 1
				continue
			}
			f.clausal(i, s.Toks[1])
		}
	}
	return f.found
}

// table reports whether tokens from..to are rows of figures rather than a
// sentence.
func (f *finder) table(from, to int) bool {
	numbers, verbs := 0, 0
	for i := from; i < to; i++ {
		switch {
		case f.is(i, "NUM") && f.low(i) != "" && f.low(i)[0] <= '9':
			numbers++
		case f.is(i, "VERB", "AUX"):
			verbs++
		}
	}
	n := to - from
	return n > 12 && numbers*10 > n*3 || n > 40 && verbs*25 < n
}

func (f *finder) singularAt(i int) string { return singular(f.low(i)) }

// nounAt reads a deal noun of one or more tokens at i.
func (f *finder) nounAt(i int) (dealNoun, int) {
	n, k := f.w.nouns.at(f.low, i)
	if k == 0 {
		n, k = f.w.nouns.at(f.singularAt, i)
	}
	if k == 1 && f.is(i, "VERB", "AUX", "ADV", "ADP") && !f.headlineNoun(i) {
		return n, 0
	}
	return n, k
}

// headlineNoun takes back what a tagger makes of "Kestrel confirms deal" in the
// clipped grammar of headlines.
func (f *finder) headlineNoun(i int) bool {
	s := f.tok(i).Sent
	if s < 0 || f.d.Paras[f.d.Sents[s].Para].Part != parley.PartTitle || f.low(i) != "deal" && f.low(i) != "pact" && f.low(i) != "bid" && f.low(i) != "truce" && f.low(i) != "offer" {
		return false
	}
	return f.within(i-1, s) && (f.is(i-1, "VERB", "ADJ", "NUM", "DET") || isHyphen(f.low(i-1)) || f.low(i-1) == "'s")
}

// nominal reads a mention whose deal noun begins at i and returns how many
// tokens the noun takes, 0 when there is no mention.
func (f *finder) nominal(i, end int) int {
	noun, n := f.nounAt(i)
	if n == 0 {
		return 0
	}
	m := mention{noun: noun, kinds: map[parley.DealKind]int{}, deal: -1, within: -1, rule: "noun"}
	m.weigh(noun.kind, 2)
	// "merger talks", "takeover bid": the last noun is the head, the first tells
	// what it is about.
	last := i + n
	for last < end {
		next, k := f.nounAt(last)
		if k == 0 || f.tok(last).Apart {
			break
		}
		if next.class == classTalks || next.class == classPlan || next.class == classPact {
			// The first noun's class says more.
			if m.noun.class == classPlan || m.noun.class == classTalks {
				m.noun.class = next.class
			}
		} else {
			m.noun.class = next.class
		}
		if next.instrument != "other" && next.instrument != "" {
			m.noun.instrument = next.instrument
		}
		m.weigh(next.kind, 2)
		last += k
	}
	m.head = last - 1
	m.own = m.noun.class
	if h, k := f.nounAt(m.head); k > 0 {
		m.own = h.class
	}
	if f.is(last, "NOUN") && !f.tok(last).Apart && f.tok(last).Tag != "" || isHyphen(f.low(last)) && f.tok(last).Start == f.tok(m.head).End && f.is(last+1, "NOUN", "ADJ", "VERB") {
		m.inner = true
		if m.noun.class == classPlan || m.noun.class == classTalks || m.noun.class == classFinance {
			return 0
		}
	}
	if f.inOtherName(i, last) || f.trading(i, last) {
		return 0
	}
	if f.idiom(i, last) || f.sporting[f.d.Sents[f.tok(i).Sent].Para] {
		return last - i
	}
	from := f.nounLeft(i)
	if w := f.low(from - 1); w == "called" || w == "dubbed" || isMark(w) && (f.low(from-2) == "called" || f.low(from-2) == "dubbed") || f.low(from-2) == "known" && w == "as" {
		m.named = true
	}
	for k := from; k < i; k++ {
		if f.claimed[k] {
			from = k + 1
		}
	}
	m.toks = [2]int{from, last}
	f.determine(&m)
	f.properName(&m, end)
	f.complement(&m, end)
	f.nominalParties(&m)
	m.plural = m.noun.class != classTalks && (f.tok(m.head).XPOS == "NNS" || f.tok(m.head).XPOS == "NNPS" || strings.HasSuffix(f.low(m.head), "s") && singular(f.low(m.head)) != f.low(m.head))
	if f.noDeal(&m, i) {
		return last - i
	}
	for k := m.toks[0]; k < m.toks[1]; k++ {
		f.claimed[k] = true
	}
	f.found = append(f.found, m)
	return last - i
}

// trading reports whether the noun at i..last speaks of everyday business: "net
// sales", "the March contract", "in a bid to win votes".
func (f *finder) trading(i, last int) bool {
	switch w := f.low(last - 1); w {
	case "sales", "purchases":
		return f.low(i-1) != "arms" && f.low(i-1) != "asset" && f.low(i-1) != "weapons"
	case "bid", "offer":
		if w == "bid" && (f.low(last) == "at" || f.low(i-1) == "a" && f.low(i-2) == "in") {
			return true // "in a bid for greater openness"
		}
		if f.low(last) == "to" && (f.is(last+1, "VERB") || f.tok(last+1).XPOS == "VB") {
			if _, n := f.verbAt(last + 1); n == 0 && f.tok(last+1).Low != "secure" {
				return w == "bid" || f.low(i-1) == "an" && f.low(i-2) == "in"
			}
		}
	case "contract", "contracts", "settlement":
		for k := max(0, i-3); k < i; k++ {
			if f.tradingMonth(f.low(k)) {
				return true
			}
		}
	}
	return false
}

// tradingMonth reports whether a word names the month or market of a future.
func (f *finder) tradingMonth(w string) bool {
	switch w {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "futures", "nymex", "comex", "benchmark", "active", "brent", "wti", "spot":
		return true
	}
	return false
}

// inOtherName reports whether the noun at i..last is part of the name of
// somebody: "the Takeover Panel".
func (f *finder) inOtherName(i, last int) bool {
	for _, n := range f.d.Names {
		if n.Toks[0] <= i && last <= n.Toks[1] && n.Toks[1]-n.Toks[0] > last-i {
			switch string(n.Type) {
			case "company", "body", "office", "outlet", "person", "place":
				return true
			}
		}
	}
	return false
}

func (m *mention) weigh(k parley.DealKind, w int) {
	if k != "" {
		m.kinds[k] += w
	}
}

// idiom reports whether the noun at i..last is part of a phrase that names no deal.
func (f *finder) idiom(i, last int) bool {
	for k := max(0, i-4); k <= i; k++ {
		if _, n := f.w.idioms.at(f.low, k); n > 0 && k+n > i {
			return true
		}
	}
	return false
}

// determine reads the words before the head: its determiner, what contrasts it
// with other deals, what kind it is.
func (f *finder) determine(m *mention) {
	switch t := f.tok(m.toks[0]); t.Low {
	case "the", "both":
		m.det = definite
	case "this", "that", "these", "those":
		m.det = demonstrative
	case "its", "their", "his", "her", "our", "my", "your":
		m.det = possessive
	case "a", "an", "any", "some", "another", "each", "every", "such", "more", "several", "many":
		m.det = indefinite
	case "no":
		m.det, m.negated = indefinite, true
	}
	for k := m.toks[0]; k < m.head; k++ {
		t := f.tok(k)
		if t.Low == "'s" || t.Low == "'" && k > m.toks[0] {
			m.det = possessive
		}
		if f.w.contrasts[t.Low] {
			m.contrast = t.Low
		}
		if t.Tag == "NUM" && f.pastYear(t.Low) {
			m.contrast = t.Low // "that 2016 deal"
		}
		f.weighWord(m, k, 1)
	}
}

// pastYear reports whether s is a year before the one of publication.
func (f *finder) pastYear(s string) bool {
	if len(s) != 4 || s < "1900" || f.d.Header == nil || len(f.d.Header.Published) < 4 {
		return false
	}
	return s < string(f.d.Header.Published[:4])
}

func (f *finder) weighWord(m *mention, k, by int) {
	for _, w := range []string{f.low(k), f.singularAt(k), f.lemma(k)} {
		if x, ok := f.w.kinds[w]; ok {
			m.weigh(x.kind, x.weight*by)
			return
		}
	}
}

func (f *finder) upper(i int) bool {
	r, _ := utf8.DecodeRuneInString(f.tok(i).Text)
	return unicode.IsUpper(r)
}

// properName sees whether the phrase is a proper name: its head and a word
// before it are capitalised where others are not, with what belongs to the name
// after the head ("Treaty on the Prohibition of Nuclear Weapons").
func (f *finder) properName(m *mention, end int) {
	if !f.upper(m.head) || f.headline[f.d.Sents[f.tok(m.head).Sent].Para] {
		return
	}
	from := m.head
	for k := m.head - 1; k >= m.toks[0]; k-- {
		if f.upper(k) && !f.is(k, "DET", "PRON") {
			from = k
			continue
		}
		if isHyphen(f.low(k)) || f.low(k) == "of" || f.low(k) == "and" || f.low(k) == "&" {
			continue
		}
		break
	}
	// "the United States-Norland Agreement": a name within is taken whole.
	for _, n := range f.d.Names {
		if n.Toks[0] < from && from < n.Toks[1] && !f.claimed[n.Toks[0]] {
			from = n.Toks[0]
			m.toks[0] = min(m.toks[0], from)
		}
	}
	to := m.head + 1
	for k := to; k < min(end, m.head+14); k++ {
		t := f.tok(k)
		switch {
		case f.dated(k) || t.Low == "," && f.is(k+1, "DET"):
			k = end // "the Harbour Accord on Tuesday"
		case f.upper(k) && !f.is(k, "VERB", "AUX", "PRON"):
			to = k + 1
		case t.Low == "of" || t.Low == "on" || t.Low == "for" || t.Low == "the" || t.Low == "and" || t.Low == "an" || t.Low == "between" || t.Low == "," || t.Low == "in" || t.Low == "to" || isHyphen(t.Low):
		default:
			k = end
		}
	}
	start, _ := f.sentence(m.head)
	if from == m.head && to == m.head+1 {
		return
	}
	if from == m.head && m.head == start {
		return // "Talks with Norland": a sentence begins
	}
	if from < m.head || to > m.head+2 {
		// A state's name before a common noun makes no name: "UK Deal".
		words := 0
		for k := from; k < to; k++ {
			if f.upper(k) && len(f.d.EntitiesIn(f.span(k, k+1))) == 0 {
				words++
			}
		}
		if words < 2 {
			return
		}
		m.proper = f.text(from, to)
		m.rule = "proper_name"
		if to > m.long[1] {
			m.long[1] = to
		}
		if to > m.toks[1] {
			m.toks[1] = to
		}
	}
}

// complement reads what belongs to the noun after it: prepositional phrases, an
// infinitive ("a deal to cut tariffs"), an acronym in brackets.
func (f *finder) complement(m *mention, end int) {
	j := m.toks[1]
	m.long = [2]int{m.toks[0], j}
	const reach = 22
	for j < min(end, m.toks[1]+reach) {
		t := f.tok(j)
		switch {
		case t.Apart:
			return
		case t.Low == "(":
			k := j + 1
			for k < end && f.low(k) != ")" {
				k++
			}
			if k == j+2 && f.upper(j+1) && k < end {
				m.acronym = f.tok(j + 1).Text
				j = k + 1
				m.long[1] = j
				continue
			}
			if k < end && k-j < 8 && j == m.long[1] {
				j = k + 1
				continue
			}
			return
		case t.Low == "to" && (f.is(j+1, "VERB", "AUX") || f.tok(j+1).XPOS == "VB"):
			m.long[1] = f.infinitiveEnd(j+1, min(end, m.toks[1]+reach))
			return
		case t.Low == "that" || t.Low == "which":
			return
		case isMark(t.Low) && j == m.toks[1]:
			j++
			continue
		case f.is(j, "ADP") || t.Low == "between" || t.Low == "with" || t.Low == "for" || t.Low == "on" || t.Low == "over":
			if !complementary[t.Low] || t.Low == "into" && m.noun.class != classFinance {
				return
			}
			if f.tok(j+1).XPOS == "VBG" || f.is(j+1, "VERB") && strings.HasSuffix(f.low(j+1), "ing") {
				m.long[1] = f.infinitiveEnd(j+1, min(end, m.toks[1]+reach))
				return
			}
			k := f.nounRight(j+1, end)
			if k <= j+1 {
				return
			}
			j = k
			m.long[1] = j
			continue
		}
		return
	}
}

// complementary are the prepositions whose phrases belong to a deal noun.
var complementary = map[string]bool{"of": true, "with": true, "between": true, "for": true, "on": true, "over": true, "from": true, "to": true, "by": true, "in": true, "against": true, "among": true, "into": true, "under": false, "about": true}

// infinitiveEnd is the end of the verb phrase that begins at i.
func (f *finder) infinitiveEnd(i, end int) int {
	j := i + 1
	for ; j < end; j++ {
		t := f.tok(j)
		if t.Tag == "PUNCT" && !isMark(t.Low) && !isHyphen(t.Low) || t.Low == "that" || t.Low == "which" || t.Low == "who" || t.Low == "but" || t.Tag == "SCONJ" ||
			t.XPOS == "VBD" || t.XPOS == "VBZ" || t.XPOS == "MD" || t.Tag == "AUX" {
			break
		}
	}
	for j > i+1 && (f.is(j-1, "PUNCT", "ADP", "CCONJ", "DET") || isMark(f.low(j-1)) || f.is(j-1, "PRON") && f.is(j, "AUX", "VERB")) {
		j--
	}
	return j
}

// nominalParties finds who the parties are: names inside the phrase, after
// "with", "between" and the like, and who signs, reaches or leaves it.
func (f *finder) nominalParties(m *mention) {
	merger := m.noun.class == classMerger || m.noun.class == classFinance
	owner := m.toks[0] // end of a possessor: "Kestrel's" of "Kestrel's Rivet takeover"
	for k := m.toks[0]; k < m.head; k++ {
		if f.low(k) == "'s" || f.low(k) == "'" && k > m.toks[0] && f.is(k-1, "PROPN", "NOUN") {
			owner = k + 1
		}
	}
	if owner == m.toks[0] && m.det == possessive { // "its takeover": whose it is, coreference guesses
		owner++
		for _, e := range f.partiesIn(m.toks[0], owner) {
			m.addParty(e, false, "its")
		}
	} else {
		for _, e := range f.partiesIn(m.toks[0], owner) {
			m.addParty(e, true, "possessor")
			if merger {
				f.buys(m, e)
			}
		}
	}
	for _, e := range f.buyable(m, f.partiesIn(owner, m.head)) {
		m.addParty(e, true, "modifier")
		if m.noun.class == classMerger && m.target == "" && f.buyableType(e) {
			m.target = e
		}
	}
	prep, at := "", m.toks[1]
	flush := func(to int) {
		if prep == "" || to <= at {
			return
		}
		takes := false
		switch prep {
		case "with", "between", "among", "against":
			takes = true
		case "of", "for", "to", "from", "by", "in":
			takes = merger || m.noun.class == classVenture && (prep == "of" || prep == "by") || prep == "by"
			if m.noun.class == classPact && prep == "for" && f.companyIn(at, to) {
				takes = true
			}
		}
		if !takes {
			return
		}
		for _, e := range f.buyable(m, f.partiesIn(at, to)) {
			m.addParty(e, true, prep)
			switch {
			case !merger:
			case (prep == "of" || prep == "for" || prep == "in") && m.target == "" && f.buyableType(e):
				m.target = e
			case prep == "by" || prep == "with" || prep == "from":
				f.buys(m, e)
			}
		}
	}
	for k := m.toks[1]; k < m.long[1]; k++ {
		t := f.tok(k)
		if t.Low == "to" && (f.is(k+1, "VERB") || f.tok(k+1).XPOS == "VB") {
			flush(k)
			prep = ""
			f.verbParties(m, k+1, m.long[1])
			break
		}
		if f.is(k, "ADP") && complementary[t.Low] {
			flush(k)
			prep, at = t.Low, k+1
			if f.tok(k+1).XPOS == "VBG" {
				prep = ""
				f.verbParties(m, k+1, m.long[1])
				break
			}
		}
	}
	flush(m.long[1])
	if m.noun.class != classPlan {
		for k := m.toks[1]; k < m.long[1]; k++ {
			f.weighWord(m, k, 1)
		}
	}
	f.actingParties(m)
}

// verbParties takes the other side of a verb after "a deal to": what is bought,
// who is merged with.
func (f *finder) verbParties(m *mention, verb, end int) {
	dv, n := f.verbAt(verb)
	if n == 0 {
		// "a deal to end the war between Norland and Sudland", "to lend Norland €9bn"
		for _, e := range f.partiesIn(verb+1, end) {
			m.addParty(e, true, "infinitive")
		}
		return
	}
	m.weigh(dv.kind, 3)
	if m.noun.class == classPact || m.noun.class == classTalks || m.noun.class == classPlan {
		m.noun.class = dv.class
	}
	for _, e := range f.buyable(m, f.partiesIn(verb+n, end)) {
		m.addParty(e, true, "object")
		if m.target == "" && dv.class == classMerger && f.buyableType(e) {
			m.target = e
		}
	}
}

// actingParties adds the subject of the verb that concludes or ends the deal.
func (f *finder) actingParties(m *mention) {
	verb, rel := f.verbOf(m.head)
	if verb < 0 {
		// "X is in talks with Y": the noun itself is the predicate.
		if s := f.child(m.head, "nsubj"); s >= 0 && f.child(m.head, "cop", "case") >= 0 {
			f.addSubject(m, s)
		}
		return
	}
	if rel == "nsubj" || rel == "nsubj:pass" {
		// "was signed by A and B"
		for _, c := range f.children[verb] {
			if r := f.tok(c).Rel; (r == "obl" || r == "obl:agent") && f.child(c, "case") >= 0 && f.low(f.child(c, "case")) == "by" && f.w.roles[f.lemma(verb)]&roleParty != 0 {
				from, to := f.phrase(c)
				for _, e := range f.partiesIn(from, to) {
					m.addParty(e, false, "agent")
				}
			}
		}
		return
	}
	if f.w.roles[f.lemma(verb)]&roleParty == 0 || m.negated {
		return
	}
	s, passive := f.subject(verb)
	if s < 0 || passive || s == m.head {
		return
	}
	f.addSubject(m, s)
}

// buys notes the company or body that acquires, when it is the first to be told.
func (f *finder) buys(m *mention, e string) {
	if x := f.d.Entity(e); m.buyer == "" && x != nil && (x.Type == parley.EntityCompany || x.Type == parley.EntityBody || x.Type == parley.EntityOutlet && m.clause) {
		m.buyer = e
	}
}

func (f *finder) addSubject(m *mention, s int) {
	for _, e := range f.actors(s) {
		if f.partyType(e) {
			m.addParty(f.party(e), false, "subject")
			f.buys(m, f.party(e))
		}
	}
}

// actors are the entities that the noun phrase headed by i stands for: the
// phrase's own, else those it names.
func (f *finder) actors(i int) []string {
	from, to := f.phrase(i)
	if id, ok := f.d.EntityAt(f.span(from, to)); ok && f.child(i, "conj") < 0 {
		return f.d.Members(id)
	}
	if f.child(i, "conj") < 0 {
		if id, ok := f.d.EntityAt(f.span(i, i+1)); ok {
			return f.d.Members(id)
		}
	}
	return f.d.EntitiesIn(f.span(from, to))
}

// addParty notes a party; given tells that the phrase itself names it, how what
// made it one.
func (m *mention) addParty(id string, given bool, how string) {
	if id == "" {
		return
	}
	if m.how == nil {
		m.how = map[string]string{}
	}
	if m.how[id] == "" {
		m.how[id] = how
	}
	if given && !has(m.given, id) {
		m.given = append(m.given, id)
	}
	if !has(m.parties, id) {
		m.parties = append(m.parties, id)
	}
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// partiesIn are the entities in tokens from..to that can be parties.
func (f *finder) partiesIn(from, to int) []string {
	if from >= to {
		return nil
	}
	var out []string
	for _, e := range f.d.EntitiesIn(f.span(from, to)) {
		for _, m := range f.d.Members(e) {
			if f.partyType(m) {
				if p := f.party(m); !has(out, p) {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// buyable leaves states out of the sides of a merger where companies are named:
// "the takeover of British chip maker Rivet".
func (f *finder) buyable(m *mention, ids []string) []string {
	if m.noun.class != classMerger {
		return ids
	}
	var out []string
	for _, e := range ids {
		if x := f.d.Entity(e); x != nil && x.Type != parley.EntityState {
			out = append(out, e)
		}
	}
	if out == nil {
		return ids
	}
	return out
}

// buyableType reports whether an entity can be bought.
func (f *finder) buyableType(e string) bool {
	x := f.d.Entity(e)
	return x != nil && x.Type != parley.EntityState && x.Type != parley.EntityPerson
}

func (f *finder) companyIn(from, to int) bool {
	for _, e := range f.d.EntitiesIn(f.span(from, to)) {
		if x := f.d.Entity(e); x != nil && x.Type == parley.EntityCompany {
			return true
		}
	}
	return false
}

// partyType reports whether an entity can be a party: a state, body or company,
// or somebody who speaks for one.
func (f *finder) partyType(id string) bool {
	x := f.d.Entity(id)
	if x == nil || f.bystander(x) {
		return false
	}
	switch x.Type {
	case parley.EntityState, parley.EntityBody, parley.EntityCompany, parley.EntityOutlet:
		return true
	case parley.EntityPerson, parley.EntityOffice:
		return x.SpeaksFor != ""
	case parley.EntityGroup:
		// "Hamas", "the Kestrel Front", not "officials": a name of its own.
		r, _ := utf8.DecodeRuneInString(x.Name)
		return unicode.IsUpper(r) && len(x.Mentions) > 0 && f.named(x.Mentions[0])
	}
	return false
}

// named reports whether the words at span are a proper name.
func (f *finder) named(s parley.Span) bool {
	for _, n := range f.d.Names {
		if n.Span.Overlaps(s) {
			return true
		}
	}
	return false
}

// party is the state, body or company that an actor stands for.
func (f *finder) party(id string) string {
	for n := 0; n < 5; n++ {
		x := f.d.Entity(id)
		if x == nil || x.SpeaksFor == "" {
			return id
		}
		switch x.Type {
		case parley.EntityState, parley.EntityCompany, parley.EntityOutlet:
			return id
		case parley.EntityBody:
			if up := f.d.Entity(string(x.SpeaksFor)); up == nil || up.Type != parley.EntityState {
				return id
			}
		}
		id = string(x.SpeaksFor)
	}
	return id
}

// verbAt reads a deal verb with its particle at i.
func (f *finder) verbAt(i int) (dealVerb, int) {
	if !f.is(i, "VERB") {
		return dealVerb{}, 0
	}
	word := func(k int) string {
		if k == i {
			return f.lemma(i)
		}
		return f.low(k)
	}
	if v, n := f.w.verbs.at(word, i); n > 0 {
		return v, n
	}
	// "take the mill over", "take it private"
	if p := f.child(i, "compound:prt", "xcomp", "advmod"); p > i && p < i+8 {
		join := func(k int) string {
			if k == i+1 {
				return f.low(p)
			}
			return word(k)
		}
		if v, n := f.w.verbs.at(join, i); n == 2 {
			return v, 1
		}
	}
	return dealVerb{}, 0
}

// clausal reads a mention that a verb tells at token i: "Kestrel buys Rivet".
func (f *finder) clausal(i, end int) {
	dv, n := f.verbAt(i)
	if n == 0 || f.sporting[f.d.Sents[f.tok(i).Sent].Para] || f.disclaimed(f.tok(i).Sent) || f.advised(i) || f.low(i+n) == "as" {
		return
	}
	m := mention{head: i, clause: true, verb: dv, own: dv.class, noun: dealNoun{dv.class, dv.kind, "other"}, kinds: map[parley.DealKind]int{}, deal: -1, within: -1, rule: "verb"}
	for k := len(f.found) - 1; k >= 0 && k >= len(f.found)-3; k-- {
		if o := &f.found[k]; !o.clause && o.toks[1] <= i && i < o.long[1] {
			m.within = k
			break
		}
	}
	if dv.class == classMerger {
		m.noun.instrument = parley.InstrumentMergerAgreement
	}
	m.weigh(dv.kind, 3)
	subj, passive := f.subject(i)
	if f.anybody(subj) {
		return
	}
	passive = passive || f.child(i, "aux:pass") >= 0 // "agreed to be taken over"
	from, to := i, i+n
	var target []string
	switch {
	case dv.by == "obj" && passive:
		if subj < 0 {
			return
		}
		target = f.sellable(subj)
		for _, c := range f.children[i] {
			if k := f.child(c, "case"); k >= 0 && f.low(k) == "by" {
				a, b := f.phrase(c)
				to = max(to, b)
				for _, e := range f.partiesIn(a, b) {
					m.addParty(e, true, "agent")
					f.buys(&m, e)
				}
			}
		}
	case dv.by == "obj":
		o := f.child(i, "obj")
		if o < 0 {
			if o = f.nextNoun(i+n, end); o < 0 {
				return
			}
		}
		target = f.sellable(o)
		_, b := f.phrase(o)
		to = max(to, b)
		if subj >= 0 && subj != o {
			f.addSubject(&m, subj)
		}
	default:
		k := i + n
		if dv.by == "for" && len(f.amountsIn(i, min(end, i+10))) == 0 {
			return // "paid dearly for Rivet"
		}
		reach := min(end, i+10)
		for k < reach && f.low(k) != dv.by && !(dv.by == "in" && f.low(k) == "into") {
			if dv.by == "with" && f.is(k, "VERB", "AUX", "SCONJ") || f.low(k) == "." {
				k = reach
				break
			}
			k++
		}
		if k >= reach {
			// "A and B merge"
			if dv.by != "with" || subj < 0 || len(f.actors(subj)) < 2 {
				return
			}
		} else {
			b := f.nounRight(k+1, end)
			if target = f.partiesIn(k+1, b); dv.by == "for" {
				target = nil
				if h := f.nextNoun(k+1, end); h >= 0 {
					target = f.sellable(h)
				}
			}
			to = max(to, b)
			if len(target) == 0 {
				return
			}
		}
		if subj >= 0 && !passive {
			f.addSubject(&m, subj)
		}
	}
	if len(target) == 0 && dv.by == "obj" {
		return
	}
	for _, e := range target {
		if e == "" {
			continue
		}
		if m.target == "" {
			m.target = e
		}
		m.addParty(e, true, "target")
	}
	if len(m.parties) == 0 {
		return
	}
	if subj >= 0 && subj < i && f.tok(subj).Sent == f.tok(i).Sent && i-subj < 12 {
		a, _ := f.phrase(subj)
		from = a
		for _, e := range m.parties {
			m.addParty(e, true, "")
		}
	}
	// "sold to Y", "for £500m"
	for k := to; k < min(end, to+12); k++ {
		if w := f.low(k); (w == "to" || w == "from" || w == "for") && !f.is(k+1, "VERB") {
			b := f.nounRight(k+1, end)
			if b <= k+1 {
				break
			}
			if w != "for" {
				for _, e := range f.partiesIn(k+1, b) {
					m.addParty(e, true, "seller or buyer")
				}
			}
			to = b
			k = b - 1
			continue
		}
		break
	}
	m.toks = [2]int{i, to}
	m.long = [2]int{from, to}
	m.contrast = f.yearOf(i, to, end)
	f.found = append(f.found, m)
}

// yearOf is the past year that a clause at i..to dates itself to, "" when none.
func (f *finder) yearOf(i, to, end int) string {
	s := f.span(i, min(end, to+6))
	for _, x := range f.d.Dates {
		if s.Contains(x.Span) && len(x.Date) >= 4 && !x.Future && f.pastYear(x.Date[:4]) {
			return x.Date[:4]
		}
	}
	return ""
}

// sellable are the companies that the noun phrase headed by o names or is part
// of: "Rivet", "a 10% stake in Rivet", "Rivet's foundry arm". A phrase that
// speaks of a stake or a unit whose owner is not named gives one empty id.
func (f *finder) sellable(o int) []string {
	from, to := f.phrase(o)
	if f.securities(from, to) {
		return nil
	}
	var out []string
	if f.tok(from).XPOS == "PRP$" {
		from++ // "to sell their firm": whose it is, is not what is sold
	}
	for _, e := range f.d.EntitiesIn(f.span(from, to)) {
		if x := f.d.Entity(e); x != nil && (x.Type == parley.EntityCompany || x.Type == parley.EntityBody || x.Type == parley.EntityOutlet) {
			out = append(out, e)
		}
	}
	if len(out) == 0 && f.w.assets[f.singularAt(o)] {
		return []string{""}
	}
	return out
}

// nextNoun is the head of the noun phrase that begins at i.
func (f *finder) nextNoun(i, end int) int {
	for k := i; k < min(end, i+8); k++ {
		if f.is(k, "NOUN", "PROPN") && !f.is(k+1, "NOUN", "PROPN") {
			return k
		}
		if !f.is(k, "DET", "ADJ", "NUM", "NOUN", "PROPN", "SYM") && !isHyphen(f.low(k)) {
			return -1
		}
	}
	return -1
}
