package lang

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// mentionKind says what words a mention is made of.
type mentionKind uint8

const (
	mentionName mentionKind = iota
	mentionPronoun
	mentionNominal // "the minister", "officials"
	mentionDemonym // "British": stands for the state, but is not it
	mentionList    // "Rivet and Dorn plc", named together
)

// mention is a stretch of tokens that refers to an actor.
type mention struct {
	kind   mentionKind
	toks   [2]int
	head   int // token
	actor  int // -1 when it is not known
	name   int // index in Doc.Names, -1 for none
	guess  int // actor it stands for if it stands for one at all, -1
	num    number
	within int // first person: length of the innermost span whose speaker is known
	size   int // how many, where the text says: "the three countries"

	// Of noun phrases:
	noun   string      // the role noun, in the singular
	sense  []sense     // what it can stand for
	def    bool        // "the firm", "his company", "PM"
	mods   []string    // the other words before the noun, lower case
	state  *knownActor // a state among them
	owner  int         // the name whose it is ("Gaza's health ministry"), as an index of Doc.Names; -1
	beside int         // the name directly before the noun ("the Rivet group"), likewise
}

// number is the grammatical number of a mention.
type number uint8

const (
	one number = iota
	two        // "both sides", "the two firms"
	many
)

// pronoun is what a pronoun tells of whom it stands for.
type pronoun struct {
	person int // 1 or 3
	sex    gender
	thing  bool // it
	num    number
	owner  bool // "his"
}

var pronouns = map[string]pronoun{
	"he": {person: 3, sex: genderMale}, "him": {person: 3, sex: genderMale}, "himself": {person: 3, sex: genderMale},
	"his": {person: 3, sex: genderMale, owner: true},
	"she": {person: 3, sex: genderFemale}, "herself": {person: 3, sex: genderFemale},
	"her": {person: 3, sex: genderFemale, owner: true},
	"it":  {person: 3, thing: true}, "itself": {person: 3, thing: true}, "its": {person: 3, thing: true, owner: true},
	"they": {person: 3, num: many}, "them": {person: 3, num: many}, "themselves": {person: 3, num: many},
	"their": {person: 3, num: many, owner: true},
	"i":     {person: 1}, "me": {person: 1}, "myself": {person: 1}, "my": {person: 1, owner: true},
	"we": {person: 1, num: many}, "us": {person: 1, num: many}, "ourselves": {person: 1, num: many},
	"our": {person: 1, num: many, owner: true},
}

func firstPerson(low string) bool { return pronouns[low].person == 1 }

// collectMentions gathers everything that may refer, in text order: names and
// lists of names, adjectives of states, pronouns, and noun phrases whose head
// is a role noun.
func (d *Doc) collectMentions() {
	r, g := d.refs, gaz()
	c := collector{d: d, g: g, named: make([]int32, len(d.Toks))}
	for k, n := range d.Names {
		for i := n.Toks[0]; i < n.Toks[1]; i++ {
			c.named[i] = int32(k + 1)
		}
		kind := mentionName
		if n.Type == NameOther {
			if !Demonym(d.Toks[n.Toks[0]].Text) {
				continue
			}
			kind = mentionDemonym
		}
		r.mentions = append(r.mentions, mention{kind: kind, toks: n.Toks, head: n.Toks[1] - 1, actor: -1, guess: -1, name: k, owner: -1, beside: -1})
	}
	for p := range d.Paras {
		para := &d.Paras[p]
		if para.Apart {
			continue
		}
		for i := para.Toks[0]; i < para.Toks[1]; i++ {
			t := &d.Toks[i]
			if t.Apart || c.named[i] > 0 {
				continue
			}
			if pr, ok := pronouns[t.Low]; ok && !(t.Low == "us" && t.Text != "us" || t.Low == "i" && t.Text != "I") {
				r.mentions = append(r.mentions, mention{kind: mentionPronoun, toks: [2]int{i, i + 1}, head: i, actor: -1, guess: -1, name: -1, owner: -1, beside: -1, num: pr.num})
				continue
			}
			if m, ok := c.nominal(i); ok {
				r.mentions = append(r.mentions, m)
				i = m.head
			}
		}
	}
	r.named = c.named
	r.mentions = append(r.mentions, c.lists()...)
	sort.SliceStable(r.mentions, func(i, j int) bool {
		a, b := r.mentions[i].toks, r.mentions[j].toks
		return a[0] < b[0] || a[0] == b[0] && a[1] < b[1]
	})
	r.sorted = len(r.mentions)
	for i := range r.mentions {
		if r.mentions[i].kind != mentionList {
			r.at[r.mentions[i].head] = i
		}
	}
}

type collector struct {
	d     *Doc
	g     *gazetteer
	named []int32 // name + 1 that a token is in
	depth int     // of nouns before the one looked at
}

// lists finds names of one sort that stand together: "India, Oman and Fiji".
func (c *collector) lists() []mention {
	d := c.d
	var out []mention
	for k := 0; k < len(d.Names); k++ {
		end := k
		and := false
		for end+1 < len(d.Names) && end-k < 2*mostTogether && sameSort(d.Names[k].Type, d.Names[end+1].Type) && !and {
			i, j := d.Names[end].Toks[1], d.Names[end+1].Toks[0]
			for j > i && d.Toks[j-1].Low == "the" {
				j--
			}
			gap := ""
			for n := i; n < j && n < i+3; n++ {
				gap += d.Toks[n].Low
			}
			if j-i > 2 || j == i || d.Toks[i].Sent != d.Toks[j].Sent {
				break
			}
			if gap != "," && gap != "and" && gap != ",and" && gap != "&" {
				break
			}
			and = gap != ","
			end++
		}
		if and && end > k {
			toks := [2]int{d.Names[k].Toks[0], d.Names[end].Toks[1]}
			out = append(out, mention{kind: mentionList, toks: toks, head: toks[1] - 1, actor: -1, guess: -1, name: k, owner: -1, beside: end, num: many})
			k = end
		}
	}
	return out
}

// sameSort reports whether names of these types can stand in one list.
func sameSort(a, b NameType) bool {
	sort := func(t NameType) int {
		switch t {
		case namePerson:
			return 1
		case nameState, NamePlace:
			return 2
		case nameCompany, nameBody, nameGroup, nameOutlet, nameOffice:
			return 3
		}
		return 0
	}
	return sort(a) == sort(b) && sort(a) > 0
}

// nominal reads the noun phrase whose head is the role noun that begins with
// token i.
func (c *collector) nominal(i int) (mention, bool) {
	d, g := c.d, c.g
	end := d.Sents[d.Toks[i].Sent].Toks[1]
	n, senses := g.roleAt(d, i, end)
	num := one
	if n == 0 {
		low := d.Toks[i].Low
		base := singular(low)
		senses = g.roles[base]
		if base == low && !g.plural[low] || senses == nil && !g.plural[low] {
			return mention{}, false
		}
		n, num = 1, many
	}
	for k := i; k < i+n; k++ {
		if c.named[k] > 0 {
			return mention{}, false
		}
	}
	head := i + n - 1
	// The last noun is the head: "company executives", "chief negotiator",
	// "government bonds".
	if next := head + 1; next < end && c.named[next] == 0 {
		t := &d.Toks[next]
		if m, _ := g.roleAt(d, next, end); c.depth < 6 && (m > 0 || g.plural[t.Low] || g.roles[singular(t.Low)] != nil) {
			c.depth++
			m, ok := c.nominal(next)
			c.depth--
			if ok {
				return m, true
			}
		}
		if t.Tag == "NOUN" || t.Text == "-" && t.Start == d.Toks[head].End && next+1 < end && d.Toks[next+1].Start == t.End {
			return mention{}, false
		}
		if t.Tag == "ADJ" && next+1 < end && d.Toks[next+1].Tag == "NOUN" {
			return mention{}, false // "chief scientific adviser"
		}
	}
	switch d.Toks[head].Tag {
	case "VERB", "AUX", "ADV", "ADP":
		return mention{}, false
	}
	m := mention{kind: mentionNominal, head: head, actor: -1, guess: -1, name: -1, owner: -1, beside: -1, num: num, sense: senses}
	m.noun = d.Toks[i].Low
	for k := i + 1; k <= head; k++ {
		if d.Toks[k].Start > d.Toks[k-1].End {
			m.noun += " "
		}
		m.noun += d.Toks[k].Low
	}
	if num == many {
		m.noun = singular(m.noun)
	}
	c.left(&m, i)
	return m, true
}

// left reads what stands before the noun that begins with token i.
func (c *collector) left(m *mention, i int) {
	d, g := c.d, c.g
	start := d.Sents[d.Toks[i].Sent].Toks[0]
	from := i
	indefinite := false
scan:
	for k := i - 1; k >= start && i-k < 14; k-- {
		t := &d.Toks[k]
		if t.Apart {
			break
		}
		if c.named[k] > 0 {
			name := d.Names[c.named[k]-1]
			if name.Toks[0] < start {
				break
			}
			if from == i {
				m.beside = int(c.named[k] - 1)
			}
			if name.Type == namePerson && m.owner < 0 {
				break // "Quill ministers" is no phrase
			}
			if a := g.adjective[t.Text]; a != nil && m.state == nil {
				m.state = a
			} else if name.Type == nameState && m.state == nil {
				m.state, _ = g.match(d, name.Toks[0], name.Toks[1], false)
			}
			for j := name.Toks[0]; j < name.Toks[1]; j++ {
				m.mods = append(m.mods, d.Toks[j].Low)
			}
			k = name.Toks[0]
			from = k
			continue
		}
		switch t.Low {
		case "the", "this", "that", "these", "those":
			m.def, from = true, k
			break scan
		case "its", "his", "her", "their", "our", "my":
			m.def, from = true, k
			break scan
		case "a", "an", "another", "some", "several", "many", "any", "every", "no", "most", "one":
			indefinite, from = true, k
			break scan
		case "both", "two", "three", "four":
			if m.num == many && (t.Low == "both" || t.Low == "two" || k > start && d.Toks[k-1].Low == "the") {
				m.num, m.def, from = two, true, k
				m.size = map[string]int{"three": 3, "four": 4}[t.Low]
				if k > start && (d.Toks[k-1].Low == "the" || d.Toks[k-1].Low == "these") {
					from = k - 1
				}
				break scan
			}
		case "'s", "'":
			if k > start && (c.named[k-1] > 0 || wordy(d.Toks[k-1].Text)) && (t.Low == "'s" || strings.HasSuffix(d.Toks[k-1].Low, "s")) {
				m.def = true
				if c.named[k-1] > 0 && m.owner < 0 {
					m.owner = int(c.named[k-1] - 1)
				}
				continue
			}
			break scan
		case "and":
			// "Business and Trade Secretary"
			if k-1 > start && k+1 < i && capital(d.Toks[k-1].Text) && capital(d.Toks[k+1].Text) && capital(d.Toks[i].Text) && c.named[k-1] == 0 {
				continue
			}
			break scan
		case "-":
			if k > start && d.Toks[k-1].End == t.Start {
				continue
			}
			break scan
		}
		if g.is(t.Low, wordEnd) || !wordy(t.Text) && !isDigit(t.Text[0]) && t.Text != "£" && t.Text != "$" && t.Text != "€" && t.Text != "%" && t.Text != "&" && t.Text != "/" {
			break
		}
		switch t.Tag {
		case "VERB":
			if t.XPOS != "VBG" && t.XPOS != "VBN" {
				break scan
			}
		case "AUX", "ADP", "SCONJ", "CCONJ", "ADV", "PUNCT", "INTJ":
			break scan
		case "":
			// Untagged words are taken only while they look like titles.
			if !capital(t.Text) && i-k > 3 {
				break scan
			}
		}
		from = k
		m.mods = append(m.mods, t.Low)
	}
	m.toks = [2]int{from, m.head + 1}
	// "airline says" leaves out its article in a headline only.
	if !m.def && !indefinite && m.num == one && d.Paras[d.Sents[d.Toks[i].Sent].Para].Part == parley.PartTitle {
		m.def = true
	}
	// "Foreign Secretary said", "US envoy says": a title without an article.
	if !m.def && !indefinite && m.num == one && (capital(d.Toks[i].Text) && from == start || capital(d.Toks[i].Text) && i > start || m.state != nil || from == start && d.style[d.Sents[d.Toks[i].Sent].Para] != styleText) {
		m.def = true
	}
}

// means reports whether m's noun can stand for actor a. Of an organisation that
// only its name is known of, any noun for organisations may tell the kind.
func (m *mention) means(a *actor) bool {
	for _, s := range m.sense {
		if s.typ == a.typ {
			return true
		}
		switch s.typ {
		case nameCompany:
			if a.typ == nameOutlet || a.guessed && a.typ != namePerson {
				return true
			}
		case nameBody:
			if a.typ == nameGroup || a.typ == nameOffice || a.guessed && a.typ != namePerson && a.typ != NamePlace {
				return true
			}
		case nameOutlet:
			if a.guessed && a.typ != namePerson && a.typ != NamePlace {
				return true
			}
		}
	}
	return false
}

// public says for which government somebody with m's role speaks.
func (m *mention) public() public {
	for _, s := range m.sense {
		if s.public != notPublic {
			return s.public
		}
	}
	return notPublic
}

// sex is the gender that m's noun tells.
func (m *mention) sex() gender {
	for _, s := range m.sense {
		if s.sex != genderUnknown {
			return s.sex
		}
	}
	return genderUnknown
}

// phrase is the words of toks without their article.
func (d *Doc) phrase(toks [2]int) string {
	from := toks[0]
	switch d.Toks[from].Low {
	case "the", "a", "an":
		if from+1 < toks[1] {
			from++
		}
	}
	return strings.Join(strings.Fields(d.Text[d.Toks[from].Start:d.Toks[toks[1]-1].End]), " ")
}

// extended is toks with what says more of an unnamed group after its noun:
// "people [familiar with the matter]".
func (d *Doc) extended(toks [2]int) [2]int {
	end := d.Sents[d.Toks[toks[0]].Sent].Toks[1]
	i := toks[1]
	if i >= end {
		return toks
	}
	switch d.Toks[i].Low {
	case "familiar", "close", "briefed", "with", "involved", "from", "at", "in", "near":
	default:
		return toks
	}
	for j := i; j < end && j < i+8; j++ {
		t := &d.Toks[j]
		if !wordy(t.Text) && t.Text != "-" || known().report[t.Low] || pronouns[t.Low].person > 0 && !pronouns[t.Low].owner || t.Low == "who" || t.Low == "that" || t.Low == "have" || t.Low == "has" {
			break
		}
		i = j + 1
	}
	return [2]int{toks[0], i}
}

// sameSentence reports whether tokens i and j are in one sentence.
func (d *Doc) sameSentence(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(d.Toks) && j < len(d.Toks) && d.Toks[i].Sent == d.Toks[j].Sent
}

// headOf is the head token of the noun phrase toks.
func (d *Doc) headOf(toks [2]int) int {
	for i := toks[0]; i < toks[1]; i++ {
		if h := d.Toks[i].Head; d.Toks[i].Rel != "" && (h < toks[0] || h >= toks[1]) && d.Toks[i].Tag != "PUNCT" && d.Toks[i].Tag != "ADP" {
			return i
		}
	}
	for i := toks[0] + 1; i < toks[1]; i++ {
		if gaz().is(d.Toks[i].Low, wordPreposition) || d.Toks[i].Low == "," || d.Toks[i].Low == "who" {
			return i - 1
		}
	}
	return toks[1] - 1
}

// mentionAt is the mention that the noun phrase toks most nearly is, -1 when
// there is none.
func (d *Doc) mentionAt(toks [2]int) int {
	r := d.refs
	for toks[0] < toks[1] && !wordy(d.Toks[toks[0]].Text) && !isDigit(d.Toks[toks[0]].Text[0]) {
		toks[0]++
	}
	for toks[0] < toks[1] {
		t := &d.Toks[toks[1]-1]
		if t.Low != "'s" && t.Low != "'" && (wordy(t.Text) || isDigit(t.Text[0])) {
			break
		}
		toks[1]--
	}
	// "two of the sources", "one of the officials"
	if i := toks[0]; i+2 < toks[1] && d.Toks[i+1].Low == "of" && gaz().is(d.Toks[i].Low, wordQuantity) {
		toks[0] += 2
	}
	if toks[0] >= toks[1] {
		return -1
	}
	start := toks[0]
	if d.Toks[start].Low == "the" || honorific(d.Toks[start].Low) {
		start++
	}
	first, last, list := -1, -1, -1
	for k := d.firstMention(toks[0]); k < r.sorted && r.mentions[k].toks[0] < toks[1]; k++ {
		m := &r.mentions[k]
		if m.toks[1] > toks[1] {
			continue
		}
		if m.toks == toks || m.toks == [2]int{start, toks[1]} {
			return k
		}
		switch {
		case m.kind == mentionList:
			if m.toks[0] <= start && list < 0 {
				list = k
			}
		case m.kind == mentionDemonym:
		default:
			if (m.toks[0] == toks[0] || m.toks[0] == start) && m.kind != mentionPronoun {
				first = k // the longest that begins there
			}
			if m.kind == mentionName && m.toks[1] == toks[1] {
				last = k
			}
		}
	}
	// The name at the end of "Chief Minister of Gibraltar Ann Ek", of "the
	// regulator, Ofwat", but not of "a spokesman for Ann Ek".
	if last >= 0 && (first < 0 || r.mentions[first].kind == mentionNominal || d.Names[r.mentions[first].name].Type != namePerson) {
		before := r.mentions[last].toks[0] - 1
		for before > toks[0] && (honorific(d.Toks[before].Low) || d.Toks[before].Low == "the") {
			before--
		}
		typ := d.Names[r.mentions[last].name].Type
		t := &d.Toks[before]
		possessive := t.Low == "'s" && typ == namePerson && first >= 0 && r.mentions[first].kind == mentionName
		if before >= toks[0] && !gaz().is(t.Low, wordPreposition) && (t.Low != "'s" && t.Low != "'" || possessive) && t.Low != "and" && (typ == namePerson || t.Text == "," || d.roleEnds(before)) {
			return last
		}
	}
	if list >= 0 {
		return list
	}
	if first >= 0 && r.mentions[first].kind == mentionNominal {
		return first
	}
	head := d.headOf(toks)
	if k, ok := r.at[head]; ok && r.mentions[k].kind != mentionDemonym {
		return k
	}
	// A name is the whole phrase only if nothing else has it as a part:
	// "Rivet's website" is not Rivet.
	if first >= 0 && r.mentions[first].toks[1] <= head {
		return -1
	}
	return first
}

// roleEnds reports whether token i is a role noun.
func (d *Doc) roleEnds(i int) bool {
	return gaz().roles[d.Toks[i].Low] != nil
}

// nameFrom is the name mention that begins with token i, nameTo the one that
// ends before it; -1 when there is none.
func (d *Doc) nameFrom(i int) int {
	for k := d.firstMention(i); k < d.refs.sorted && d.refs.mentions[k].toks[0] == i; k++ {
		if d.refs.mentions[k].kind == mentionName {
			return k
		}
	}
	return -1
}

func (d *Doc) nameTo(i int) int {
	if k, ok := d.refs.at[i-1]; ok && d.refs.mentions[k].kind == mentionName {
		return k
	}
	return -1
}

// mentionOfName is the mention of Doc.Names[n], -1 for n below 0.
func (d *Doc) mentionOfName(n int) int {
	if n < 0 {
		return -1
	}
	if k, ok := d.refs.at[d.Names[n].Toks[1]-1]; ok && d.refs.mentions[k].name == n {
		return k
	}
	return -1
}
