package lang

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// pronoun is what a pronoun tells of whom it stands for.
type pronoun struct {
	person     int // 1 or 3
	sex        gender
	thing      bool // it
	plural     bool
	possessive bool
}

var pronouns = map[string]pronoun{
	"he": {person: 3, sex: genderMale}, "him": {person: 3, sex: genderMale}, "himself": {person: 3, sex: genderMale},
	"his": {person: 3, sex: genderMale, possessive: true},
	"she": {person: 3, sex: genderFemale}, "herself": {person: 3, sex: genderFemale},
	"her": {person: 3, sex: genderFemale, possessive: true},
	"it":  {person: 3, thing: true}, "itself": {person: 3, thing: true}, "its": {person: 3, thing: true, possessive: true},
	"they": {person: 3, plural: true}, "them": {person: 3, plural: true}, "themselves": {person: 3, plural: true},
	"their": {person: 3, plural: true, possessive: true},
	"i":     {person: 1}, "me": {person: 1}, "myself": {person: 1}, "my": {person: 1, possessive: true},
	"we": {person: 1, plural: true}, "us": {person: 1, plural: true}, "ourselves": {person: 1, plural: true},
	"our": {person: 1, plural: true, possessive: true},
}

func firstPerson(low string) bool { return pronouns[low].person == 1 }

// collectMentions gathers everything that may refer, in text order: names,
// adjectives of states, pronouns, and noun phrases whose head is a role noun.
func (d *Doc) collectMentions() {
	r, g := d.refs, gaz()
	named := make([]int32, len(d.Toks)) // name + 1 that a token is in
	for k, n := range d.Names {
		for i := n.Toks[0]; i < n.Toks[1]; i++ {
			named[i] = int32(k + 1)
		}
		kind := mentionName
		if n.Type == NameOther {
			if g.adjective[d.Toks[n.Toks[0]].Text] == nil && g.people[d.Toks[n.Toks[0]].Text] == nil {
				continue
			}
			kind = mentionDemonym
		}
		r.mentions = append(r.mentions, mention{kind: kind, toks: n.Toks, head: n.Toks[1] - 1, actor: -1, name: k, owner: -1, count: 1})
	}
	for p := range d.Paras {
		para := &d.Paras[p]
		if para.Apart {
			continue
		}
		for i := para.Toks[0]; i < para.Toks[1]; i++ {
			t := &d.Toks[i]
			if t.Apart || named[i] > 0 {
				continue
			}
			if pr, ok := pronouns[t.Low]; ok && !(t.Low == "us" && t.Text != "us") {
				count := 1
				if pr.plural {
					count = -1
				}
				r.mentions = append(r.mentions, mention{kind: mentionPronoun, toks: [2]int{i, i + 1}, head: i, actor: -1, owner: -1, count: count, name: -1})
				continue
			}
			if m, ok := d.nominal(i, named); ok {
				r.mentions = append(r.mentions, m)
				i = m.head
			}
		}
	}
	sort.SliceStable(r.mentions, func(i, j int) bool {
		a, b := r.mentions[i].toks, r.mentions[j].toks
		return a[0] < b[0] || a[0] == b[0] && a[1] > b[1]
	})
	r.sorted = len(r.mentions)
	for i := range r.mentions {
		r.at[r.mentions[i].head] = i
	}
}

// smallWords end a noun phrase on its left.
var smallWords = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`and or but of in on at to for from with by as that which who whose whom when while where if because
		said says say told tell tells is was are were be been being has have had do does did will would can could may might shall should must
		not n't than then there here so also after before since until during under over into about against between among per via
		he she it they we you i him them me us what how why yet however meanwhile including like
		, . ; : ? ! ( ) [ ] " “ ” -- – —`) {
		smallWords[w] = true
	}
}

// nominal reads the noun phrase whose head is the role noun that begins with
// token i.
func (d *Doc) nominal(i int, named []int32) (mention, bool) {
	g := gaz()
	end := d.Sents[d.Toks[i].Sent].Toks[1]
	n, senses := g.roleAt(d, i, end)
	count := 1
	if n == 0 {
		low := d.Toks[i].Low
		one := singular(low)
		if one == low && !g.plural[low] {
			return mention{}, false
		}
		senses = g.roles[one]
		if senses == nil && !g.plural[low] {
			return mention{}, false
		}
		n, count = 1, -1
	}
	head := i + n - 1
	if d.Toks[head].Low == "chief" || d.Toks[head].Low == "general" {
		// "chief negotiator", "general secretary": the noun is to come.
		if head+1 < end && named[head+1] == 0 {
			if m, _ := g.roleAt(d, head+1, end); m > 0 {
				return d.nominal(head+1, named)
			}
		}
	}
	// The last noun is the head: "company executives", "government bonds".
	if head+1 < end && named[head+1] == 0 {
		next := &d.Toks[head+1]
		if m, _ := g.roleAt(d, head+1, end); m > 0 || g.plural[next.Low] || g.roles[singular(next.Low)] != nil {
			return d.nominal(head+1, named)
		}
		if next.Tag == "NOUN" || next.Text == "-" && next.Start == d.Toks[head].End {
			return mention{}, false
		}
	}
	if t := d.Toks[head].Tag; t == "VERB" || t == "AUX" || t == "ADV" {
		return mention{}, false
	}
	m := mention{kind: mentionNominal, head: head, actor: -1, name: -1, owner: -1, count: count, sense: senses}
	var noun []string
	for k := i; k <= head; k++ {
		noun = append(noun, d.Toks[k].Low)
	}
	m.noun = strings.Join(noun, " ")
	if count < 0 {
		m.noun = singular(m.noun)
	}
	start := d.Sents[d.Toks[i].Sent].Toks[0]
	from := i
	for k := i - 1; k >= start && i-k < 9; k-- {
		t := &d.Toks[k]
		switch t.Low {
		case "the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my":
			m.def = true
			from = k
		case "a", "an", "another", "one", "some", "several", "many", "any", "every", "no", "most":
			from = k
		case "both", "two":
			m.count = 2
			if k > start && (d.Toks[k-1].Low == "the" || d.Toks[k-1].Low == "these") {
				k--
			}
			m.def = true
			from = k
		case "'s", "'":
			m.def = true
			continue
		case "of":
			if k+1 < i && d.Toks[k+1].Low == "the" && false {
				continue
			}
		}
		if from == k {
			break
		}
		if smallWords[t.Low] || t.Apart || t.Tag == "VERB" || t.Tag == "ADP" || t.Tag == "PUNCT" || t.Tag == "AUX" || t.Tag == "SCONJ" || t.Tag == "CCONJ" {
			if t.Low == "and" && k > start && capital(d.Toks[k-1].Text) && capital(d.Toks[k+1].Text) && named[k-1] == 0 && k-1 > start {
				continue // "Business and Trade Secretary"
			}
			break
		}
		from = k
		if d.Toks[k].Text != "-" {
			m.mods = append(m.mods, t.Low)
		}
	}
	for from < i && (d.Toks[from].Low == "'s" || d.Toks[from].Low == "'" || d.Toks[from].Text == "-") {
		from++
	}
	m.toks = [2]int{from, head + 1}
	for k := from; k < i; k++ {
		if named[k] > 0 && m.state == nil {
			n := d.Names[named[k]-1]
			if a := g.adjective[d.Toks[k].Text]; a != nil {
				m.state = a
			} else if n.Type == nameState {
				m.state, _ = g.match(d, n.Toks[0], n.Toks[1], false)
			}
		}
	}
	if len(m.mods) > 0 && !m.def && capital(d.Toks[head].Text) && from == i {
		m.def = true
	}
	// "Foreign Secretary said", "PM says": a title without an article.
	if !m.def && from+len(m.mods) == i && (capital(d.Toks[head].Text) || m.state != nil) && count > 0 {
		switch d.Toks[from].Low {
		case "a", "an", "another", "one", "some", "any", "no", "every":
		default:
			m.def = true
		}
	}
	return m, true
}

// resolveMentions decides whom role nouns and pronouns stand for.
func (d *Doc) resolveMentions() {
	r := d.refs
	d.appositions()
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.actor >= 0 {
			continue
		}
		switch m.kind {
		case mentionDemonym:
			word := d.Toks[m.toks[0]].Text
			k := gaz().adjective[word]
			if k == nil {
				k = gaz().people[word]
			}
			if k != nil && k.typ == nameState {
				a := d.knownActor(k)
				r.mentions[i].actor = a
				r.actors[a].mentions = append(r.actors[a].mentions, i)
			}
		case mentionNominal:
			if a := d.nominalActor(i); a >= 0 {
				d.attach(i, a)
			}
		case mentionPronoun:
			if a := d.pronounActor(i); a >= 0 {
				d.attach(i, a)
			}
		}
	}
}

// appositions reads what the text says somebody is: "chancellor Rachel
// Reeves", "Michael Kratsios, director of ...", "its chief executive, Ann Ek,".
func (d *Doc) appositions() {
	r := d.refs
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != mentionNominal {
			continue
		}
		after := m.toks[1]
		before := m.toks[0] - 1
		for after < len(d.Toks) && honorific(d.Toks[after].Low) {
			after++
		}
		if n := d.nameFrom(after); n >= 0 && d.fits(m, n) && d.sameSentence(m.head, after) && m.count > 0 {
			d.giveRole(i, n)
			continue
		}
		if m.count > 0 && before >= 1 && d.Toks[before].Text == "," {
			if n := d.nameTo(before); n >= 0 && d.fits(m, n) && d.sameSentence(m.head, before) {
				d.giveRole(i, n)
				continue
			}
		}
		if m.count > 0 && before >= 1 {
			switch d.Toks[before].Low {
			case "is", "was", "became":
				if n := d.nameTo(before); n >= 0 && d.fits(m, n) && d.sameSentence(m.head, before) {
					d.giveRole(i, n)
					continue
				}
			}
		}
		if m.def && m.count > 0 && after < len(d.Toks) && d.Toks[after].Text == "," {
			k := after + 1
			for k < len(d.Toks) && honorific(d.Toks[k].Low) {
				k++
			}
			if n := d.nameFrom(k); n >= 0 && d.fits(m, n) && d.sameSentence(m.head, k) {
				end := r.mentions[n].toks[1]
				if end >= len(d.Toks) || d.Toks[end].Text == "," || d.Toks[end].Text == "." || !d.sameSentence(m.head, end) || !capital(d.Toks[end].Text) && d.Toks[end].Low != "and" {
					d.giveRole(i, n)
				}
			}
		}
	}
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

func (d *Doc) sameSentence(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(d.Toks) && j < len(d.Toks) && d.Toks[i].Sent == d.Toks[j].Sent
}

// fits reports whether nominal m can describe the actor of name mention n.
func (d *Doc) fits(m *mention, n int) bool {
	a := d.refs.mentions[n].actor
	return a >= 0 && m.means(d.refs.actors[a].typ)
}

// means reports whether m's noun can stand for an actor of type t.
func (m *mention) means(t NameType) bool {
	for _, s := range m.sense {
		if s.typ == t || s.typ == nameCompany && (t == nameBody || t == nameOutlet) || s.typ == nameBody && (t == nameCompany || t == nameGroup || t == nameOutlet || t == nameOffice) {
			return true
		}
	}
	return false
}

// giveRole records that the actor of name n is what nominal m says.
func (d *Doc) giveRole(m, n int) {
	r := d.refs
	a := r.mentions[n].actor
	d.attach(m, a)
	mm, act := &r.mentions[m], &r.actors[a]
	from := mm.toks[0]
	switch d.Toks[from].Low {
	case "the", "a", "an", "its", "his", "her", "their":
		from++
	}
	if from >= mm.toks[1] {
		return
	}
	words := parley.Span{Start: d.Toks[from].Start, End: d.Toks[mm.toks[1]-1].End}.In(d.Text)
	if !has(act.roles, words) {
		act.roles = append(act.roles, words)
	}
	for _, s := range mm.sense {
		if s.typ == act.typ && s.sex != genderUnknown && act.sex == genderUnknown {
			act.sex = s.sex
		}
	}
	if act.up < 0 && act.typ == namePerson {
		if up := d.employer(mm); up >= 0 && up != a {
			r.actors[a].up = up
		}
	}
}

// employer is whom somebody with role m speaks for: the organisation or the
// government of the state among its modifiers, or what follows "of".
func (d *Doc) employer(m *mention) int {
	r := d.refs
	for k := d.firstMention(m.toks[0]); k < r.sorted && r.mentions[k].toks[0] < m.toks[1]; k++ {
		o := &r.mentions[k]
		if o.kind == mentionName && o.actor >= 0 && o.head < m.head {
			switch r.actors[o.actor].typ {
			case nameCompany, nameBody, nameGroup, nameOffice, nameOutlet:
				return o.actor
			}
		}
	}
	for j := m.toks[1]; j < len(d.Toks) && j < m.toks[1]+3 && d.sameSentence(j, m.head); j++ {
		switch d.Toks[j].Low {
		case "of", "at", "for", "the":
			continue
		}
		if n := d.nameFrom(j); n >= 0 && j > m.toks[1] {
			switch r.actors[r.mentions[n].actor].typ {
			case nameCompany, nameBody, nameGroup, nameOffice, nameOutlet:
				return r.mentions[n].actor
			}
		}
		break
	}
	if m.state != nil {
		if k := gaz().govOf[m.state.name]; k != nil && official(m.noun) {
			return d.knownActor(k)
		}
	}
	if d.refs.home != nil && national(m.noun) && m.state == nil {
		return d.knownActor(gaz().govOf[d.refs.home.name])
	}
	return -1
}

// official reports whether somebody of that role acts for a government.
func official(noun string) bool {
	for _, w := range []string{"minister", "president", "secretary", "ambassador", "envoy", "official", "negotiator", "diplomat", "chancellor", "premier", "spokes", "representative", "commissioner", "adviser", "pm"} {
		if strings.Contains(noun, w) {
			return true
		}
	}
	return false
}

// national reports whether the role is of the government at home when no
// state is named: "the chancellor", "the prime minister".
func national(noun string) bool {
	switch noun {
	case "prime minister", "pm", "chancellor", "secretary of state":
		return true
	}
	return false
}

// nominalActor finds whom a noun phrase stands for, or makes an actor of its
// own for it.
func (d *Doc) nominalActor(i int) int {
	r, g := d.refs, gaz()
	m := &r.mentions[i]
	if m.noun == "government" && m.count > 0 {
		if m.state != nil {
			if k := g.govOf[m.state.name]; k != nil {
				return d.knownActor(k)
			}
		}
		if m.def {
			return d.government(i)
		}
	}
	if m.count > 1 {
		if a := d.pair(i); a >= 0 {
			return a
		}
	}
	if m.def && m.count > 0 {
		best, top := -1, 0.0
		for a := range r.actors {
			if s := d.nominalScore(i, a); s > top {
				best, top = a, s
			}
		}
		if best >= 0 {
			return best
		}
	}
	if m.def && m.count < 0 {
		// "the sources" after "two sources".
		for k := i - 1; k >= 0 && k > i-60; k-- {
			if o := &r.mentions[k]; o.kind == mentionNominal && o.count < 0 && o.noun == m.noun && o.actor >= 0 {
				return o.actor
			}
		}
	}
	return d.ownActor(i)
}

// ownActor makes an actor of a noun phrase that stands for nobody named.
func (d *Doc) ownActor(i int) int {
	m := &d.refs.mentions[i]
	typ := nameGroup
	if m.count > 0 {
		typ = namePerson
		if len(m.sense) > 0 {
			typ = m.sense[0].typ
		}
	}
	a := actor{name: d.phrase(m.toks), typ: typ, plural: m.count < 0}
	for _, s := range m.sense {
		if s.sex != genderUnknown {
			a.sex = s.sex
		}
	}
	n := d.newActor(a)
	if up := d.employer(m); up >= 0 {
		d.refs.actors[n].up = up
	}
	return n
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

// unnamedActor is the actor of a source that names nobody.
func (d *Doc) unnamedActor(m int, toks [2]int) int {
	if a := d.refs.mentions[m].actor; a >= 0 {
		return a
	}
	a := d.ownActor(m)
	d.refs.actors[a].name = d.phrase(toks)
	d.attach(m, a)
	return a
}

// government is whom "the government" means: the one last named, else that of
// the state at home.
func (d *Doc) government(i int) int {
	r := d.refs
	for k := i - 1; k >= 0 && k > i-40; k-- {
		if a := r.mentions[k].actor; a >= 0 && r.mentions[k].kind != mentionDemonym {
			if strings.HasSuffix(r.actors[a].name, " government") {
				return a
			}
		}
	}
	if r.home != nil {
		return d.knownActor(gaz().govOf[r.home.name])
	}
	return d.ownActor(i)
}

// pair makes the actor of "both sides", "the two companies".
func (d *Doc) pair(i int) int {
	r := d.refs
	m := &r.mentions[i]
	want := func(t NameType) bool {
		switch m.noun {
		case "side", "party":
			return t == nameState || t == nameCompany || t == nameBody || t == nameGroup
		case "leader":
			return t == namePerson
		}
		for _, s := range m.sense {
			if s.typ == t {
				return true
			}
		}
		return false
	}
	var got []int
	score := map[int]int{}
	for k := 0; k < i; k++ {
		if a := r.mentions[k].actor; a >= 0 && want(r.actors[a].typ) && len(r.actors[a].members) == 0 && r.actors[a].names > 0 {
			if score[a] == 0 {
				got = append(got, a)
			}
			score[a] += 2
			if i-k < 12 {
				score[a] += 3
			}
		}
	}
	if len(got) < 2 {
		return -1
	}
	sort.SliceStable(got, func(x, y int) bool { return score[got[x]] > score[got[y]] })
	got = got[:2]
	sort.Ints(got)
	for a := range r.actors {
		if x := r.actors[a].members; len(x) == 2 && x[0] == got[0] && x[1] == got[1] {
			return a
		}
	}
	return d.newActor(actor{name: r.actors[got[0]].name + " and " + r.actors[got[1]].name, typ: nameGroup, plural: true, members: append([]int(nil), got...)})
}

// nominalScore says how well definite nominal i suits actor a; 0 not at all.
func (d *Doc) nominalScore(i, a int) float64 {
	r := d.refs
	m, act := &r.mentions[i], &r.actors[a]
	if len(act.mentions) == 0 || act.plural || len(act.members) > 0 || !m.means(act.typ) {
		return 0
	}
	last := -1
	for _, k := range act.mentions {
		if k < i {
			last = k
		}
	}
	if last < 0 {
		return 0
	}
	if m.state != nil {
		if s := d.stateOf(a); s != nil && s != m.state {
			return 0
		}
	}
	dist := float64(d.Toks[m.head].Sent - d.Toks[r.mentions[last].head].Sent)
	score := 1/(1+dist/3) + 0.02*float64(min(len(act.mentions), 20))
	called := false
	for _, n := range act.nouns {
		if n == m.noun || strings.HasSuffix(n, " "+m.noun) || m.noun == "pm" && n == "prime minister" || n == "pm" && m.noun == "prime minister" {
			called = true
		}
	}
	strict := act.typ == namePerson || act.typ == nameBody || act.typ == nameDocument
	switch {
	case called:
		score += 2
	case strings.HasSuffix(strings.ToLower(act.name), m.noun):
		score += 1.5
	case strict && act.names == 0:
		return 0
	case act.typ == namePerson:
		if dist > 1 || len(act.nouns) > 0 {
			return 0
		}
	case act.typ == nameBody && !(m.noun == "group" || m.noun == "organisation"):
		return 0
	}
	shared := 0
	for _, w := range m.mods {
		if has(act.of, w) {
			shared++
		}
	}
	score += 0.5 * float64(shared)
	if act.sex != genderUnknown {
		for _, s := range m.sense {
			if s.sex != genderUnknown && s.sex != act.sex {
				return 0
			}
		}
	}
	return score
}

// pronounActor finds whom a pronoun stands for, -1 when nobody suits.
func (d *Doc) pronounActor(i int) int {
	r := d.refs
	m := &r.mentions[i]
	p := pronouns[d.Toks[m.head].Low]
	if p.person == 1 {
		return -1 // its speaker, whom attribution knows
	}
	best, top := -1, 0.0
	seen := map[int]bool{}
	for k := i - 1; k >= 0; k-- {
		o := &r.mentions[k]
		dist := d.Toks[m.head].Sent - d.Toks[o.head].Sent
		if dist > 8 {
			break
		}
		a := o.actor
		if a < 0 || o.kind == mentionDemonym || seen[a] && dist > 0 {
			continue
		}
		if !d.pronounFits(p, a) {
			continue
		}
		score := 1 / (1 + 0.6*float64(dist))
		if d.subjectLike(k) {
			score += 0.5
		}
		if o.kind == mentionPronoun && d.Toks[o.head].Low == d.Toks[m.head].Low {
			score += 0.4
		}
		if d.Toks[o.head].Quote >= 0 && d.Toks[o.head].Quote != d.Toks[m.head].Quote {
			score -= 0.5
		}
		if r.actors[a].names > 0 {
			score += 0.1
		}
		score += 0.02 * float64(min(len(r.actors[a].mentions), 10))
		if !seen[a] && score > top {
			best, top = a, score
		}
		seen[a] = true
	}
	return best
}

func (d *Doc) pronounFits(p pronoun, a int) bool {
	act := &d.refs.actors[a]
	switch {
	case p.sex != genderUnknown:
		return act.typ == namePerson && !act.plural && (act.sex == genderUnknown || act.sex == p.sex)
	case p.thing:
		return act.typ != namePerson && act.typ != nameGroup && act.typ != NamePlace && !act.plural || act.typ == nameGroup && act.names > 0
	case p.plural:
		return act.plural || act.typ == nameGroup || act.typ == nameCompany || act.typ == nameBody
	}
	return false
}

// subjectLike reports whether mention k looks like a subject.
func (d *Doc) subjectLike(k int) bool {
	m := &d.refs.mentions[k]
	if rel := d.Toks[m.head].Rel; rel != "" {
		return strings.HasPrefix(rel, "nsubj")
	}
	return m.toks[0] <= d.Sents[d.Toks[m.head].Sent].Toks[0]+3
}

// headOf is the head token of the noun phrase toks.
func (d *Doc) headOf(toks [2]int) int {
	for i := toks[0]; i < toks[1]; i++ {
		if h := d.Toks[i].Head; d.Toks[i].Rel != "" && (h < toks[0] || h >= toks[1]) && d.Toks[i].Tag != "PUNCT" {
			return i
		}
	}
	for i := toks[0] + 1; i < toks[1]; i++ {
		switch d.Toks[i].Low {
		case "of", "in", "from", "at", "for", "with", ",", "who", "which", "that":
			return i - 1
		}
	}
	return toks[1] - 1
}

// mentionAt is the mention that the noun phrase toks most nearly is, -1 when
// there is none.
func (d *Doc) mentionAt(toks [2]int) int {
	r := d.refs
	for toks[0] < toks[1] && (d.Toks[toks[0]].Tag == "PUNCT" || !wordy(d.Toks[toks[0]].Text) && !isDigit(d.Toks[toks[0]].Text[0])) {
		toks[0]++
	}
	for toks[0] < toks[1] {
		t := &d.Toks[toks[1]-1]
		if t.Low != "'s" && t.Low != "'" && wordy(t.Text) {
			break
		}
		toks[1]--
	}
	if toks[0] >= toks[1] {
		return -1
	}
	// A name that follows its role: "Nvidia boss Jensen Huang".
	head := d.headOf(toks)
	best := -1
	for k := d.firstMention(toks[0]); k < r.sorted && r.mentions[k].toks[0] < toks[1]; k++ {
		m := &r.mentions[k]
		if m.toks[1] > toks[1] {
			continue
		}
		if m.toks == toks {
			return k
		}
		if m.kind != mentionDemonym && m.toks[0] <= head && head < m.toks[1] && (best < 0 || m.head == head) {
			best = k
		}
	}
	if best >= 0 {
		// The role noun of an apposition stands for the name's actor already.
		return best
	}
	if k, ok := r.at[head]; ok && r.mentions[k].kind != mentionDemonym {
		return k
	}
	return -1
}
