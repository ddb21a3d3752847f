package lang

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
)

// actor is somebody or something that a document speaks of. It becomes an
// entity of the document when it has a name, or when a later stage asks for it.
type actor struct {
	name    string
	typ     NameType
	known   *knownActor
	sex     gender
	plural  bool
	guessed bool   // an organisation or place whose kind nothing has told yet
	id      string // of its entity, "" before it has one

	roles    []string    // as the text words them: "director of the Office of Trade"
	nouns    []string    // role nouns it was called, lower case: "director", "firm"
	of       []string    // lower-case words of the text that describe it beside the noun: "us", "trade"
	state    *knownActor // the state of its role: "the US president"
	up       int         // actor it speaks for, -1
	members  []int       // of "both sides", "the two companies"
	names    int         // mentions by name
	mentions []int
}

// references holds who is who in a document.
type references struct {
	actors   []actor
	mentions []mention // the first sorted of them by first token
	sorted   int
	at       map[int]int // head token → mention
	byKnown  map[*knownActor]int
	home     *knownActor    // the state whose government is "the government"
	groups   map[string]int // actors of several together
	named    []int32        // name + 1 that a token is in
	resolver *resolver
	entities []int          // the actor of each entity
	byFold   map[string]int // actors by folded name, for AddEntity
}

// findActors fills in Doc.Entities.
func (d *Doc) findActors() {
	d.startActors()
	d.finishActors(&resolver{d: d, model: actorModel()})
}

// startActors finds what may refer, and the actors that have names.
func (d *Doc) startActors() {
	d.refs = &references{at: map[int]int{}, byKnown: map[*knownActor]int{}}
	d.setHome()
	d.collectMentions()
	d.nameActors()
}

// finishActors resolves the mentions that are no names and makes entities of
// the named actors.
func (d *Doc) finishActors(v *resolver) {
	r := d.refs
	r.resolver = v
	d.resolveMentions(v)
	for i := range r.actors {
		if r.actors[i].names > 0 && r.actors[i].isEntity() {
			d.entityOf(i)
		}
	}
}

// isEntity reports whether a has one of the entity types: a place or a work is
// named, but does not act.
func (a *actor) isEntity() bool { return parley.Entities.Has(string(a.typ)) }

// entityOf returns the id of the entity of actor i, which it makes when there
// is none yet, or "" for what is no entity.
func (d *Doc) entityOf(i int) string {
	if i < 0 {
		return ""
	}
	a := &d.refs.actors[i]
	if a.id != "" {
		return a.id
	}
	if !a.isEntity() {
		return ""
	}
	a.id = "e" + strconv.Itoa(len(d.Entities)+1)
	e := parley.Entity{ID: a.id, Name: a.name, Type: parley.EntityType(a.typ), Roles: a.roles}
	for _, m := range a.mentions {
		if d.refs.mentions[m].kind != mentionDemonym {
			e.Mentions = append(e.Mentions, d.spanOf(d.refs.mentions[m].toks))
		}
	}
	sort.Slice(e.Mentions, func(i, j int) bool { return e.Mentions[i].Start < e.Mentions[j].Start })
	at := len(d.Entities)
	d.Entities = append(d.Entities, e)
	d.refs.entities = append(d.refs.entities, i)
	if up := a.up; up >= 0 && up != i {
		d.Entities[at].SpeaksFor = parley.Optional(d.entityOf(up))
	}
	return d.Entities[at].ID
}

// spanOf is the byte range of a range of tokens.
func (d *Doc) spanOf(toks [2]int) parley.Span {
	return parley.Span{Start: d.Toks[toks[0]].Start, End: d.Toks[toks[1]-1].End}
}

// tokensIn is the range of tokens that lie within span.
func (d *Doc) tokensIn(span parley.Span) [2]int {
	i := sort.Search(len(d.Toks), func(i int) bool { return d.Toks[i].Start >= span.Start })
	j := i
	for j < len(d.Toks) && d.Toks[j].End <= span.End {
		j++
	}
	return [2]int{i, j}
}

// known returns the actor of a thing of the gazetteer, with those it speaks for.
func (d *Doc) knownActor(k *knownActor) int {
	if i, ok := d.refs.byKnown[k]; ok {
		return i
	}
	i := d.newActor(actor{name: k.name, typ: k.typ, known: k, nouns: append([]string(nil), k.nouns...), state: gaz().homes[k.home]})
	d.refs.byKnown[k] = i
	if up := gaz().byName[k.up]; up != nil && up != k {
		u := d.knownActor(up)
		d.refs.actors[i].up = u
	}
	return i
}

func (d *Doc) newActor(a actor) int {
	a.up = -1
	d.refs.actors = append(d.refs.actors, a)
	return len(d.refs.actors) - 1
}

// addMention files m; its actor, when known, gets it.
func (d *Doc) addMention(m mention) int {
	r := d.refs
	r.mentions = append(r.mentions, m)
	i := len(r.mentions) - 1
	r.at[m.head] = i
	if m.actor >= 0 {
		d.attach(i, m.actor)
	}
	return i
}

// attach makes mention m one of actor a.
func (d *Doc) attach(m, a int) {
	mm, aa := &d.refs.mentions[m], &d.refs.actors[a]
	mm.actor = a
	aa.mentions = append(aa.mentions, m)
	switch mm.kind {
	case mentionName:
		aa.names++
	case mentionNominal:
		aa.describe(mm)
	}
}

func (a *actor) describe(m *mention) {
	if m.noun != "" && !has(a.nouns, m.noun) {
		a.nouns = append(a.nouns, m.noun)
	}
	for _, w := range m.mods {
		if !has(a.of, w) {
			a.of = append(a.of, w)
		}
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

// setHome finds the state whose government the document calls "the
// government": that of its outlet, else the one it speaks of most.
func (d *Doc) setHome() {
	g, r := gaz(), d.refs
	if k := g.outlet(string(d.Header.Outlet)); k != nil {
		if r.home = g.homes[k.home]; r.home != nil {
			return
		}
	}
	count := map[*knownActor]int{}
	best := 0
	for _, n := range d.Names {
		var k *knownActor
		switch n.Type {
		case nameState:
			k, _ = g.match(d, n.Toks[0], n.Toks[1], false)
		case NameOther:
			k = g.adjective[d.Toks[n.Toks[0]].Text]
		}
		if k == nil || k.typ != nameState || k.iso == "EU" {
			continue
		}
		count[k]++
		if count[k] > best {
			best, r.home = count[k], k
		}
	}
}

// stateOf is the state at the top of whom actor i speaks for, nil when there
// is none.
func (d *Doc) stateOf(i int) *knownActor {
	for n := 0; i >= 0 && n < 6; n++ {
		a := &d.refs.actors[i]
		if a.typ == nameState && a.known != nil {
			return a.known
		}
		i = a.up
	}
	return nil
}

// Entity returns the entity with this id, or nil. The pointer is good until
// the next entity is added.
func (d *Doc) Entity(id string) *parley.Entity {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "e"))
	if err != nil || n < 1 || n > len(d.Entities) {
		return nil
	}
	return &d.Entities[n-1]
}

// EntityAt returns the entity to which the noun phrase at span refers: "Prime
// Minister Sir Keir Starmer", "Nvidia boss Jensen Huang", "his company", "He".
// ok is false when the words name nobody that the document tells of.
func (d *Doc) EntityAt(span parley.Span) (id string, ok bool) {
	m := d.mentionAt(d.tokensIn(span))
	if m < 0 || d.refs.mentions[m].actor < 0 {
		return "", false
	}
	id = d.entityOf(d.metonym(d.refs.mentions[m].actor))
	return id, id != ""
}

// metonym is who speaks when a place does: the government whose seat it is.
func (d *Doc) metonym(a int) int {
	act := &d.refs.actors[a]
	if act.typ == NamePlace && act.known != nil {
		if act.known.capital && act.up >= 0 {
			return act.up
		}
	}
	return a
}

// Resolve is EntityAt for words that are known to be somebody who speaks or
// acts: when they name nobody, an entity is made of them ("two people familiar
// with the talks", a group; "A Rivet spokesman", a person who speaks for Rivet).
// It returns "" for an empty span and for pronouns that stand for nobody.
func (d *Doc) Resolve(span parley.Span) string {
	if id, ok := d.EntityAt(span); ok {
		return id
	}
	toks := d.tokensIn(span)
	if toks[0] >= toks[1] {
		return ""
	}
	m := d.mentionAt(toks)
	if m < 0 {
		m = d.lateMention(toks)
	}
	mm := &d.refs.mentions[m]
	if mm.actor >= 0 {
		return d.entityOf(d.metonym(mm.actor))
	}
	if mm.kind == mentionPronoun {
		// Whoever speaks is somebody.
		if mm.guess < 0 {
			return ""
		}
		d.attach(m, mm.guess)
		d.addSpan(mm.guess, toks)
		return d.entityOf(mm.guess)
	}
	a := d.unnamed(mm)
	d.refs.actors[a].name = d.phrase(toks)
	d.attach(m, a)
	return d.entityOf(a)
}

// lateMention files a noun phrase that was not taken for a mention, and finds
// whom it stands for.
func (d *Doc) lateMention(toks [2]int) int {
	r := d.refs
	head := d.headOf(toks)
	m := mention{kind: mentionNominal, toks: toks, head: head, actor: -1, guess: -1, name: -1, owner: -1, beside: -1}
	if tag := d.Toks[head].Tag; tag != "NOUN" {
		d.Toks[head].Tag = "NOUN" // a source's head is no verb
		defer func() { d.Toks[head].Tag = tag }()
	}
	c := collector{d: d, g: gaz(), named: r.named}
	if got, ok := c.nominal(head); ok && got.head < toks[1] {
		m = got
	}
	i := d.addMention(m)
	r.resolver.says = append(r.resolver.says, true)
	if m.noun != "" {
		pos := d.firstMention(m.toks[0])
		if a := r.resolver.nominal(i, pos); a >= 0 {
			d.attach(i, a)
			d.addSpan(a, m.toks)
		}
	}
	return i
}

// AddEntity adds an entity that an earlier stage did not find and returns its
// id. When the document has one of that name, the mention is added to it.
func (d *Doc) AddEntity(name string, typ parley.EntityType, roles []string, at parley.Span) string {
	r := d.refs
	fold := parley.FoldName(name)
	toks := d.tokensIn(at)
	if r.byFold == nil {
		r.byFold = map[string]int{}
		for i := len(r.actors) - 1; i >= 0; i-- {
			if r.actors[i].isEntity() {
				r.byFold[parley.FoldName(r.actors[i].name)] = i
			}
		}
	}
	if i, ok := r.byFold[fold]; ok {
		id := d.entityOf(i)
		d.addSpan(i, toks)
		return id
	}
	k := gaz().byName[name]
	var i int
	if k != nil && parley.Entities.Has(string(k.typ)) {
		i = d.knownActor(k)
	} else {
		i = d.newActor(actor{name: name, typ: NameType(typ), roles: roles})
	}
	r.byFold[fold] = i
	id := d.entityOf(i)
	d.addSpan(i, toks)
	return id
}

// addSpan gives actor i, which has an entity, the mention at toks unless it
// has it.
func (d *Doc) addSpan(i int, toks [2]int) {
	if toks[0] >= toks[1] {
		return
	}
	e := d.Entity(d.refs.actors[i].id)
	if e == nil {
		return // its mentions come with it, should it become one
	}
	s := d.spanOf(toks)
	k := sort.Search(len(e.Mentions), func(i int) bool { return e.Mentions[i].Start >= s.Start })
	for j := k; j < len(e.Mentions) && e.Mentions[j].Start == s.Start; j++ {
		if e.Mentions[j] == s {
			return
		}
	}
	e.Mentions = slices.Insert(e.Mentions, k, s)
}

// EntitiesIn lists the entities that the words of span name, in text order and
// each once: names, and adjectives of states ("the US-India deal", "British
// steel"). Pronouns and role nouns count when they are resolved; "both sides"
// gives its members.
func (d *Doc) EntitiesIn(span parley.Span) []string {
	toks := d.tokensIn(span)
	var out []string
	for i := d.firstMention(toks[0]); i < d.refs.sorted; i++ {
		m := &d.refs.mentions[i]
		if m.toks[0] >= toks[1] {
			break
		}
		if m.toks[0] < toks[0] || m.toks[1] > toks[1] || m.actor < 0 {
			continue
		}
		for _, a := range d.members(m.actor) {
			if id := d.entityOf(a); id != "" && !has(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// Members returns the entities that one stands for: those of "both sides", or
// itself.
func (d *Doc) Members(id string) []string {
	i := d.actorOf(id)
	if i < 0 || len(d.refs.actors[i].members) == 0 {
		return []string{id}
	}
	var out []string
	for _, a := range d.members(i) {
		if m := d.entityOf(a); m != "" {
			out = append(out, m)
		}
	}
	return out
}

// actorOf is the actor of the entity with this id, -1 when there is none.
func (d *Doc) actorOf(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "e"))
	if err != nil || n < 1 || n > len(d.refs.entities) {
		return -1
	}
	return d.refs.entities[n-1]
}

func (d *Doc) members(i int) []int {
	if m := d.refs.actors[i].members; len(m) > 0 {
		return m
	}
	return []int{i}
}

// SetSpeaker says whose words the text at span is: a statement's content. "I",
// "we" and "our" in it then stand for that entity. The innermost span counts.
func (d *Doc) SetSpeaker(span parley.Span, id string) {
	i := d.actorOf(id)
	if i < 0 {
		return
	}
	toks := d.tokensIn(span)
	for k := d.firstMention(toks[0]); k < d.refs.sorted && d.refs.mentions[k].toks[0] < toks[1]; k++ {
		m := &d.refs.mentions[k]
		if m.kind == mentionPronoun && firstPerson(d.Toks[m.head].Low) && (m.within == 0 || span.Len() < m.within) {
			m.actor, m.within = i, span.Len()
		}
	}
}

// firstMention is the first mention that begins at token i or later.
func (d *Doc) firstMention(i int) int {
	return sort.Search(d.refs.sorted, func(k int) bool { return d.refs.mentions[k].toks[0] >= i })
}
