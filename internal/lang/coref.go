package lang

import (
	"sort"
	"strings"
	"sync"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// actorModel ranks whom pronouns and role nouns stand for.
var actorModel = sync.OnceValue(func() *learn.Ranker {
	m, err := weights.Actors().Ranker("actors")
	if err != nil {
		return nil
	}
	return m
})

// Bounds on how far back a mention looks for whom it stands for, so that the
// time for a document is linear in its length.
const (
	backMentions  = 120
	backSentences = 14
	mostNamed     = 6 // actors named most often, wherever they were named last
	sameNoun      = 4 // actors that were called by a noun
	mostTogether  = 6 // members of a group of named actors
)

// resolver decides whom the mentions of one document stand for.
type resolver struct {
	d      *Doc
	model  *learn.Ranker
	says   []bool       // mentions that seem to speak
	named  []int        // actors by how often the document names them
	headed map[int]bool // actors that the headline names
	byNoun map[string][]int
	cands  []option
	seen   map[int]int
	seq    learn.Seq

	// teach, when set, tells which options are right instead of the model;
	// known is false when the truth is not known.
	teach func(m int, options []option) (right []bool, known bool)
	// heard is called with each list that was taught.
	heard func(s *learn.Seq, right []bool)
}

// option is an actor that a mention may stand for.
type option struct {
	actor int // -1 for nobody the document has spoken of
	last  int // its last mention before, -1 when it is only named later
	order int // how many others were mentioned since
}

func (d *Doc) resolveMentions(v *resolver) {
	r := d.refs
	d.appositions()
	v.says = make([]bool, len(r.mentions))
	for i := range r.mentions {
		v.says[i] = d.speaks(&r.mentions[i])
	}
	for a := range r.actors {
		if r.actors[a].names > 0 {
			v.named = append(v.named, a)
		}
	}
	sort.SliceStable(v.named, func(i, j int) bool { return r.actors[v.named[i]].names > r.actors[v.named[j]].names })
	v.named = v.named[:min(len(v.named), mostNamed)]
	v.byNoun, v.seen, v.headed = map[string][]int{}, map[int]int{}, map[int]bool{}
	for i := 0; i < r.sorted && d.Sents[d.Toks[r.mentions[i].head].Sent].Para == 0; i++ {
		if a := r.mentions[i].actor; a >= 0 {
			v.headed[a] = true
		}
	}
	for a := range r.actors {
		for _, n := range r.actors[a].nouns {
			v.byNoun[n] = append(v.byNoun[n], a)
		}
	}
	for i := 0; i < r.sorted; i++ {
		m := &r.mentions[i]
		if m.actor >= 0 {
			continue
		}
		a := -1
		switch m.kind {
		case mentionDemonym:
			a = v.demonym(m)
		case mentionList:
			a = v.list(m)
		case mentionPronoun:
			if pronouns[d.Toks[m.head].Low].person == 3 {
				a, r.mentions[i].guess = v.choose(i, i)
			}
		case mentionNominal:
			a = v.nominal(i, i)
		}
		if a >= 0 {
			d.attach(i, a)
			if m := &r.mentions[i]; m.kind == mentionNominal {
				v.note(m.noun, a)
			}
		}
	}
}

func (v *resolver) note(noun string, a int) {
	list := v.byNoun[noun]
	for _, b := range list[max(0, len(list)-2*sameNoun):] {
		if b == a {
			return
		}
	}
	v.byNoun[noun] = append(list, a)
}

func (v *resolver) demonym(m *mention) int {
	g := gaz()
	word := v.d.Toks[m.toks[0]].Text
	k := g.adjective[word]
	if k == nil {
		k = g.people[word]
	}
	if k == nil || k.typ != nameState {
		return -1
	}
	return v.d.knownActor(k)
}

// list is the actor of names in a row.
func (v *resolver) list(m *mention) int {
	var members []int
	for n := m.name; n <= m.beside && len(members) <= mostTogether; n++ {
		if k := v.d.mentionOfName(n); k >= 0 && v.d.refs.mentions[k].actor >= 0 {
			members = append(members, v.d.refs.mentions[k].actor)
		}
	}
	return v.group(members)
}

// group is the actor of several together.
func (v *resolver) group(members []int) int {
	r := v.d.refs
	var set []int
	for _, a := range members {
		dup := false
		for _, b := range set {
			dup = dup || a == b
		}
		if !dup {
			set = append(set, a)
		}
	}
	if len(set) < 2 || len(set) > mostTogether {
		return -1
	}
	sorted := append([]int(nil), set...)
	sort.Ints(sorted)
	key := ""
	names := make([]string, len(set))
	for i, a := range sorted {
		key += string(rune(a+1)) + ","
		names[i] = r.actors[set[i]].name
	}
	if r.groups == nil {
		r.groups = map[string]int{}
	}
	if a, ok := r.groups[key]; ok {
		return a
	}
	name := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	a := v.d.newActor(actor{name: name, typ: nameGroup, plural: true, members: set})
	r.groups[key] = a
	return a
}

// nominal finds whom a noun phrase stands for, or makes an actor of its own
// for it.
func (v *resolver) nominal(i, pos int) int {
	d, g := v.d, gaz()
	m := &d.refs.mentions[i]
	if m.noun == "government" && m.num == one {
		if m.state != nil {
			if k := g.govOf[m.state.name]; k != nil {
				return d.knownActor(k)
			}
		}
		if m.def && m.owner < 0 && m.beside < 0 {
			if a := d.government(pos); a >= 0 {
				return a
			}
		}
	}
	if home := d.refs.home; home != nil && m.def && len(m.mods) == 0 && m.num == one {
		if k := g.atHome[atHome{m.noun, home.iso}]; k != nil && capital(d.Toks[m.head].Text) {
			return d.knownActor(k)
		}
	}
	if m.num == one {
		if a := v.possessed(m); a >= 0 {
			return a
		}
	}
	if m.num == many && g.anonymous[m.noun] {
		if a := v.sources(m, pos); a >= 0 {
			return a
		}
	}
	if m.num == two {
		if a := v.pair(i, pos); a >= 0 {
			return a
		}
	}
	if m.def || m.num == many && len(m.mods) == 0 {
		a, guess := v.choose(i, pos)
		if a >= 0 {
			return a
		}
		if m.num == one && generic(m) {
			a = guess // "the firm" is one that was named
		}
		if a >= 0 {
			return a
		}
	}
	return d.unnamed(&d.refs.mentions[i])
}

// sources is the group of unnamed people spoken of before that "the sources",
// or "sources" after a headline's, are. Their fullest description is their
// name.
func (v *resolver) sources(m *mention, pos int) int {
	d := v.d
	r := d.refs
	for k := pos - 1; k >= 0 && k > pos-300; k-- {
		o := &r.mentions[k]
		if o.kind != mentionNominal || o.num == one || o.actor < 0 || !gaz().anonymous[o.noun] || !r.actors[o.actor].plural {
			continue
		}
		headline := d.Sents[d.Toks[o.head].Sent].Para == 0
		if !m.def && len(m.mods) > 0 && !headline {
			return -1
		}
		a := &r.actors[o.actor]
		if full := d.phrase(d.extended(m.toks)); a.names == 0 && len(full) > len(a.name) {
			a.name = full
		}
		return o.actor
	}
	return -1
}

// possessed is the organisation of "his company", "Ms Ek's firm", when it is
// known for whom the possessor speaks.
func (v *resolver) possessed(m *mention) int {
	r := v.d.refs
	k, ok := r.at[m.toks[0]]
	if m.owner >= 0 {
		k, ok = v.d.mentionOfName(m.owner), true
	}
	if !ok || k < 0 || r.mentions[k].actor < 0 {
		return -1
	}
	a := &r.actors[r.mentions[k].actor]
	if a.typ != namePerson || r.mentions[k].kind != mentionName && !pronouns[v.d.Toks[r.mentions[k].head].Low].owner {
		return -1
	}
	if m.noun == "government" {
		if s := v.d.stateOf(r.mentions[k].actor); s != nil {
			return v.d.knownActor(gaz().govOf[s.name])
		}
		if a.state != nil {
			return v.d.knownActor(gaz().govOf[a.state.name])
		}
		return -1
	}
	if a.up >= 0 && m.means(&r.actors[a.up]) && !strings.HasSuffix(r.actors[a.up].name, "government") {
		return a.up
	}
	return -1
}

// generic reports whether m's noun says no more than what sort of organisation
// it is, so that it is never one the document has not named.
func generic(m *mention) bool {
	if len(m.mods) > 0 {
		return false
	}
	for _, s := range m.sense {
		if s.typ == nameCompany || s.typ == nameOutlet {
			return true
		}
	}
	return m.noun == "union" || m.noun == "bloc"
}

// unnamed makes an actor of the words of m.
func (d *Doc) unnamed(m *mention) int {
	a := actor{typ: nameGroup, plural: m.num != one, sex: m.sex(), state: m.state}
	switch {
	case m.num != one:
		a.name = d.phrase(d.extended(m.toks))
	case len(m.sense) > 0:
		a.typ = m.sense[0].typ
		a.name = d.phrase(m.toks)
	default:
		a.typ = namePerson
		a.name = d.phrase(m.toks)
	}
	up := d.employer(m)
	if up < 0 && m.def && (m.noun == "report" || m.noun == "story" || m.noun == "article") {
		up = d.reporter(m)
	}
	if up < 0 && m.num != one && d.refs.home != nil && m.state == nil && m.noun == "minister" {
		up = d.knownActor(gaz().govOf[d.refs.home.name])
	}
	n := d.newActor(a)
	d.refs.actors[n].up = up
	return n
}

// reporter is the outlet last spoken of before m, whose report it may be.
func (d *Doc) reporter(m *mention) int {
	r := d.refs
	own := gaz().outlet(string(d.Header.Outlet))
	pos := d.firstMention(m.toks[0])
	for k := pos - 1; k >= 0 && k > pos-80; k-- {
		if a := r.mentions[k].actor; a >= 0 && r.actors[a].typ == nameOutlet && (own == nil || r.actors[a].known != own) {
			return a
		}
	}
	return -1
}

// pair is the actor of "both sides", "the two companies": the pair last named
// together, else the two of that sort the document has spoken of most.
func (v *resolver) pair(i, pos int) int {
	r := v.d.refs
	m := &r.mentions[i]
	want := func(a *actor) bool {
		t := a.typ
		switch m.noun {
		case "":
			return t == nameState || t == nameCompany || t == nameBody || t == namePerson
		case "side", "party":
			return t == nameState || t == nameCompany || t == nameBody || t == nameGroup
		case "leader":
			return t == namePerson
		case "government", "country", "nation", "state":
			return t == nameState
		}
		return m.means(a)
	}
	var got []int
	score := map[int]int{}
	for k := max(0, pos-400); k < pos; k++ {
		a := r.mentions[k].actor
		if a < 0 || !want(&r.actors[a]) || r.actors[a].names == 0 && r.mentions[k].kind != mentionDemonym {
			continue
		}
		if len(r.actors[a].members) > 0 {
			continue
		}
		if score[a] == 0 {
			got = append(got, a)
		}
		score[a] += 2
		if pos-k < 12 {
			score[a] += 3
		}
	}
	for k := pos - 1; k >= 0 && k > pos-40; k-- {
		if a := r.mentions[k].actor; a >= 0 && len(r.actors[a].members) == max(2, m.size) && want(&r.actors[r.actors[a].members[0]]) {
			return a
		}
	}
	size := max(2, m.size)
	if len(got) < size {
		return -1
	}
	sort.SliceStable(got, func(x, y int) bool { return score[got[x]] > score[got[y]] })
	return v.group(got[:size])
}

// choose asks the model whom mention i, which stands before mention pos, stands
// for, -1 for nobody, and whom it would name if it were somebody.
func (v *resolver) choose(i, pos int) (a, guess int) {
	v.gather(i, pos)
	if len(v.cands) == 0 {
		return -1, -1
	}
	v.cands = append(v.cands, option{actor: -1, last: -1})
	if v.teach != nil {
		right, known := v.teach(i, v.cands)
		if known {
			if v.heard != nil {
				v.features(i)
				v.heard(&v.seq, right)
			}
			for c, ok := range right {
				if ok {
					return v.cands[c].actor, v.cands[c].actor
				}
			}
			return -1, -1
		}
	}
	if v.model == nil {
		return v.cands[0].actor, v.cands[0].actor
	}
	v.features(i)
	nobody := len(v.cands) - 1
	best, top := 0, 0.0
	for c := range nobody {
		if s := v.model.Score(v.seq.At(c)); c == 0 || s > top {
			best, top = c, s
		}
	}
	if v.model.Score(v.seq.At(nobody)) > top {
		return -1, v.cands[best].actor
	}
	return v.cands[best].actor, v.cands[best].actor
}

// gather collects whom mention i can stand for: who was spoken of not long
// ago, who is named most, and who was called by its noun before.
func (v *resolver) gather(i, pos int) {
	r := v.d.refs
	m := &r.mentions[i]
	v.cands = v.cands[:0]
	clear(v.seen)
	here := v.d.Toks[m.head].Sent
	add := func(a, last int) {
		if _, ok := v.seen[a]; ok {
			return
		}
		v.seen[a] = len(v.cands)
		if v.allows(i, a) {
			v.cands = append(v.cands, option{a, last, len(v.seen) - 1})
		}
	}
	for k := pos - 1; k >= 0 && k > pos-backMentions; k-- {
		o := &r.mentions[k]
		if here-v.d.Toks[o.head].Sent > backSentences {
			break
		}
		if o.actor < 0 || o.kind == mentionDemonym || o.toks[1] > m.toks[0] {
			continue
		}
		add(o.actor, k)
	}
	lastOf := func(a int) int {
		ms := r.actors[a].mentions
		// Mentions are attached by name first and then in text order: look for
		// the last one before i among a bounded number.
		last := -1
		for n := len(ms) - 1; n >= 0 && n > len(ms)-200; n-- {
			if ms[n] < pos && ms[n] > last {
				last = ms[n]
			}
		}
		return last
	}
	for _, a := range v.named {
		add(a, lastOf(a))
	}
	if m.num == many && (m.def || m.kind == mentionPronoun) {
		if a := v.pair(i, pos); a >= 0 {
			add(a, lastOf(a))
		}
	}
	if m.kind == mentionNominal {
		list := v.byNoun[m.noun]
		for n := len(list) - 1; n >= 0 && n >= len(list)-sameNoun; n-- {
			add(list[n], lastOf(list[n]))
		}
		for _, other := range gaz().same(m.noun) {
			list := v.byNoun[other]
			for _, a := range list[max(0, len(list)-sameNoun):] {
				add(a, lastOf(a))
			}
		}
	}
}

// allows reports whether mention i can stand for actor a at all.
func (v *resolver) allows(i, a int) bool {
	r := v.d.refs
	m, act := &r.mentions[i], &r.actors[a]
	if m.kind == mentionPronoun {
		p := pronouns[v.d.Toks[m.head].Low]
		switch {
		case p.sex != genderUnknown:
			return act.typ == namePerson && !act.plural && (act.sex == genderUnknown || act.sex == p.sex)
		case p.thing:
			return !act.plural && act.typ != namePerson
		}
		return act.plural || act.typ != namePerson && act.typ != nameDocument || act.names == 0
	}
	if act.typ == NamePlace || act.typ == NameOther && act.names > 0 {
		return false
	}
	if m.num != one {
		if !act.plural {
			return false
		}
		if len(act.members) == 0 {
			return has(act.nouns, m.noun) || hasAny(act.nouns, gaz().same(m.noun)) || m.noun == "group"
		}
		return m.means(&r.actors[act.members[0]])
	}
	if act.plural || !m.means(act) {
		return false
	}
	if strings.HasPrefix(m.noun, "spokes") && act.names > 0 && !suffixOf(act.nouns, m.noun) && !has(act.nouns, m.noun) {
		return false
	}
	if act.typ == namePerson {
		// "The deputy prime minister" is not the prime minister.
		for _, w := range []string{"deputy", "vice", "shadow", "former"} {
			if has(m.mods, w) && !has(act.of, w) {
				return false
			}
			if has(act.of, w) && !has(m.mods, w) && (m.noun == "president" || m.noun == "prime minister" || m.noun == "chancellor") {
				return false
			}
		}
	}
	if m.state != nil {
		s := act.state
		if s == nil && act.typ == namePerson {
			s = v.d.stateOf(a)
		}
		if s != nil && s != m.state {
			return false
		}
	}
	if m.sex() != genderUnknown && act.sex != genderUnknown && m.sex() != act.sex {
		return false
	}
	return true
}

// speaks reports whether m seems to be the source of a statement: a verb of
// saying stands next to it.
func (d *Doc) speaks(m *mention) bool {
	end := m.toks[1]
	w := known()
	for j := end; j < end+3 && d.sameSentence(m.head, j); j++ {
		t := &d.Toks[j]
		if w.report[t.Low] {
			return true
		}
		switch t.Low {
		case "has", "have", "had", "also", "later", "then", "previously", "earlier":
			continue
		}
		break
	}
	if i := m.toks[0] - 1; d.sameSentence(m.head, i) && w.report[d.Toks[i].Low] {
		return i > 0 && (d.Toks[i-1].Text == "," || d.Toks[i-1].Quote >= 0 || d.Toks[i-1].Text == "\"" || d.Toks[i-1].Text == "”")
	}
	return false
}

// subjectLike reports whether mention k looks like a subject.
func (d *Doc) subjectLike(k int) bool {
	m := &d.refs.mentions[k]
	if t := &d.Toks[d.subjectHead(k)]; t.Rel != "" {
		return strings.HasPrefix(t.Rel, "nsubj")
	}
	return m.toks[0] <= d.Sents[d.Toks[m.head].Sent].Toks[0]+3
}
