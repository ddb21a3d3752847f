package lang

import (
	"strings"
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// knownActor is the gazetteer's record of one thing in the world.
type knownActor struct {
	name  string   // full usual English name
	typ   NameType // entity type, or NamePlace
	up    string   // name of whom it speaks for, "" when for itself
	home  string   // outlets and companies: ISO code of the country at home
	nouns []string // role nouns for it: "airline"
	adj   string   // states: the adjective, "Chinese"
	iso   string   // states: ISO code

	capital bool // the words are the seat of the government, or just the town
}

// gazetteer holds the lexicon's lists of actors, and a trie over the tokens of
// their names.
type gazetteer struct {
	byName map[string]*knownActor // full name
	nodes  map[gazEdge]int32
	ends   map[int32][]gazEnd // node → names that end there

	adjective map[string]*knownActor // "British" → United Kingdom, "Welsh" → Wales
	people    map[string]*knownActor // "Britons"
	roles     map[string][]sense     // by noun, lower case; may be several words
	roleFirst map[string]int         // first word of a role → most words of one
	given     map[string]gender      // "Keir"
	suffix    map[string]NameType    // last word of a name, lower case → type
	plural    map[string]bool        // "officials", "ministers"
	anonymous map[string]bool        // "source", "people": quoted and not named
	unnamed   []string               // the same, in the list's order
	likeRole  map[string][]string    // role nouns that stand for the same people: "PM"
	titles    map[string]gender      // "mr", "dame"
	words     map[string]wordClass
	govOf     map[string]*knownActor // state → its government
	homes     map[string]*knownActor // ISO code → state
	atHome    map[atHome]*knownActor // what words mean in the news of one state: "the Treasury"
	leaders   map[string][]leader    // by last word of the name
}

type atHome struct{ low, iso string }

// leader is one term of somebody in office.
type leader struct {
	name, office string
	of           *knownActor
	from, to     string // ISO dates
	sex          gender
}

type gazEdge struct {
	node int32
	low  string
}

// gazEnd is one spelling of an actor's name.
type gazEnd struct {
	actor   *knownActor
	surface string
}

// sense is what a role noun can stand for.
type sense struct {
	typ    NameType
	sex    gender
	public public
}

// public says for which government a role speaks.
type public uint8

const (
	notPublic    public = iota
	publicState         // that of the state named beside it
	publicAtHome        // also that of the state at home when none is named
)

// wordClass is a set of what small words do in names and noun phrases.
type wordClass uint8

const (
	wordLegal wordClass = 1 << iota
	wordEnd
	wordPreposition
	wordQuantity
	wordBeforePlace
	wordAfterPlace
	wordForm
)

// wordClasses are the classes as the lexicon calls them.
var wordClasses = map[string]wordClass{"legal": wordLegal, "end": wordEnd, "preposition": wordPreposition,
	"quantity": wordQuantity, "before-place": wordBeforePlace, "after-place": wordAfterPlace, "form": wordForm}

type gender uint8

const (
	genderUnknown gender = iota
	genderMale
	genderFemale
)

var gaz = sync.OnceValue(loadGazetteer)

func loadGazetteer() *gazetteer {
	g := &gazetteer{
		byName: map[string]*knownActor{}, nodes: map[gazEdge]int32{}, ends: map[int32][]gazEnd{},
		adjective: map[string]*knownActor{}, people: map[string]*knownActor{}, roles: map[string][]sense{}, roleFirst: map[string]int{},
		given: map[string]gender{}, suffix: map[string]NameType{}, plural: map[string]bool{}, govOf: map[string]*knownActor{},
		homes: map[string]*knownActor{}, atHome: map[atHome]*knownActor{}, leaders: map[string][]leader{},
		anonymous: map[string]bool{}, likeRole: map[string][]string{}, titles: map[string]gender{}, words: map[string]wordClass{},
	}
	split := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, "|")
	}
	add := func(a knownActor, short string) *knownActor {
		k := g.byName[a.name]
		if k == nil {
			k = &a
			g.byName[a.name] = k
			g.insert(a.name, k)
		}
		for _, s := range split(short) {
			g.insert(s, k)
		}
		return k
	}
	for _, e := range lexicon.List("states") {
		s := add(knownActor{name: e.Field(0), typ: NameType(parley.EntityState), iso: e.Field(1)}, e.Field(2))
		if s.iso != "" {
			g.homes[s.iso] = s
		}
	}
	for _, e := range lexicon.List("bodies") {
		add(knownActor{name: e.Field(0), typ: NameType(e.Field(1)), up: e.Field(3), nouns: split(e.Field(4))}, e.Field(2))
	}
	for _, e := range lexicon.List("companies") {
		add(knownActor{name: e.Field(0), typ: NameType(parley.EntityCompany), home: e.Field(2), nouns: split(e.Field(3))}, e.Field(1))
	}
	for _, e := range lexicon.List("outlets_names") {
		add(knownActor{name: e.Field(0), typ: NameType(parley.EntityOutlet), home: e.Field(2)}, e.Field(1))
	}
	for _, e := range lexicon.List("places") {
		add(knownActor{name: e.Field(0), typ: NamePlace}, "")
	}
	for _, e := range lexicon.List("demonyms") {
		of := g.byName[e.Field(1)]
		if of == nil {
			continue
		}
		if e.Field(2) == "people" {
			g.people[e.Field(0)] = of
			continue
		}
		g.adjective[e.Field(0)] = of
		if e.Field(2) == "adj" {
			of.adj = e.Field(0)
		}
	}
	for _, e := range lexicon.List("states") {
		g.addGovernment(g.byName[e.Field(0)])
	}
	for _, e := range lexicon.List("metonyms") {
		k := g.byName[e.Field(1)]
		if k == nil {
			k = &knownActor{name: e.Field(1), typ: NameType(e.Field(2)), up: e.Field(3)}
			g.byName[k.name] = k
		}
		if home := e.Field(4); home != "" {
			g.atHome[atHome{strings.ToLower(e.Field(0)), home}] = k
			continue
		}
		g.insert(e.Field(0), k)
	}
	for _, e := range lexicon.List("states") {
		state := g.byName[e.Field(0)]
		for _, c := range split(e.Field(3)) {
			if g.byName[c] != nil && g.byName[c].typ != NamePlace {
				continue // "Brussels" is the European Union, "Singapore" the state
			}
			k := &knownActor{name: c, typ: NamePlace, up: g.govOf[state.name].name, capital: true}
			g.byName[c] = k
			g.insert(c, k)
		}
	}
	if b := g.byName["Brussels"]; b != nil {
		b.capital = true
	}
	for _, e := range lexicon.List("roles") {
		r := sense{typ: NameType(e.Field(1))}
		switch e.Field(2) {
		case "m":
			r.sex = genderMale
		case "f":
			r.sex = genderFemale
		}
		switch e.Field(3) {
		case "state":
			r.public = publicState
		case "home":
			r.public = publicAtHome
		}
		noun := strings.ToLower(e.Field(0))
		if e.Field(4) != "" {
			g.likeRole[noun] = strings.Split(e.Field(4), "|")
		}
		g.roles[noun] = append(g.roles[noun], r)
		first, rest, _ := strings.Cut(noun, " ")
		g.roleFirst[first] = max(g.roleFirst[first], 1+len(strings.Fields(rest)))
	}
	for _, e := range lexicon.List("leaders") {
		l := leader{name: e.Field(0), office: e.Field(1), of: g.byName[e.Field(2)], from: e.Field(3), to: e.Field(4), sex: genderMale}
		if e.Field(5) == "f" {
			l.sex = genderFemale
		}
		if l.of != nil {
			last := lastWord(l.name)
			g.leaders[last] = append(g.leaders[last], l)
		}
	}
	for _, e := range lexicon.List("given_names") {
		switch e.Field(1) {
		case "m":
			g.given[e.Field(0)] = genderMale
		case "f":
			g.given[e.Field(0)] = genderFemale
		default:
			g.given[e.Field(0)] = genderUnknown
		}
	}
	for _, e := range lexicon.List("companies_suffixes") {
		g.suffix[strings.ToLower(e.Field(0))] = NameType(e.Field(1))
	}
	for _, e := range lexicon.List("groups") {
		g.plural[strings.ToLower(e.Field(0))] = true
		if e.Field(1) == "unnamed" {
			g.anonymous[singular(e.Field(0))] = true
			g.unnamed = append(g.unnamed, singular(e.Field(0)))
		}
	}
	for _, e := range lexicon.List("phrase_words") {
		if e.Field(1) != "title" {
			g.words[e.Field(0)] |= wordClasses[e.Field(1)]
			continue
		}
		sex := genderUnknown
		switch e.Field(2) {
		case "m":
			sex = genderMale
		case "f":
			sex = genderFemale
		}
		g.titles[e.Field(0)] = sex
	}
	return g
}

// addGovernment makes the executive of a state: "UK government", "Chinese
// government". The European Union is its own.
func (g *gazetteer) addGovernment(state *knownActor) {
	var k *knownActor
	switch state.iso {
	case "EU":
		k = state
	case "GB":
		k = g.byName["UK government"]
	case "US":
		k = g.byName["US government"]
	}
	if k == nil {
		adj := state.adj
		if adj == "" || g.adjective[adj] != state {
			adj = state.name
		}
		k = &knownActor{name: adj + " government", typ: NameType(parley.EntityBody), up: state.name}
		g.byName[k.name] = k
		g.insert(k.name, k)
		if adj != state.name {
			g.insert(state.name+" government", k)
		}
	}
	g.govOf[state.name] = k
}

// insert adds one spelling of k to the trie.
func (g *gazetteer) insert(surface string, k *knownActor) {
	t := newTokenizer(surface)
	t.span(0, len(surface))
	node := int32(0)
	for _, tok := range t.finish() {
		e := gazEdge{node, tok.Low}
		next, ok := g.nodes[e]
		if !ok {
			next = int32(len(g.nodes) + 1)
			g.nodes[e] = next
		}
		node = next
	}
	for _, e := range g.ends[node] {
		if e.actor == k && e.surface == surface {
			return
		}
	}
	g.ends[node] = append(g.ends[node], gazEnd{k, surface})
}

// match returns the longest name of the gazetteer that begins with token i and
// ends before token end, and the number of its tokens. Letter case must agree,
// save that longer names may be written in other capitals ("Ministry of
// defence") and that in shouted text only names of two words or more than
// three letters are taken.
func (g *gazetteer) match(d *Doc, i, end int, shouted bool) (*knownActor, int) {
	node := int32(0)
	var best *knownActor
	n := 0
	for j := i; j < end; j++ {
		next, ok := g.nodes[gazEdge{node, d.Toks[j].Low}]
		if !ok {
			break
		}
		node = next
		for _, e := range g.ends[node] {
			if g.caseAgrees(d, e.surface, i, j+1, shouted) {
				best, n = e.actor, j+1-i
				break
			}
		}
	}
	return best, n
}

func (g *gazetteer) caseAgrees(d *Doc, surface string, i, j int, shouted bool) bool {
	text := d.Text[d.Toks[i].Start:d.Toks[j-1].End]
	if text == surface || strings.ReplaceAll(text, "’", "'") == surface {
		return true
	}
	if shouted {
		return j-i > 1 || len(surface) > 3 && surface != strings.ToUpper(surface)
	}
	return j-i > 1 && capital(d.Toks[i].Text) && (capital(d.Toks[j-1].Text) || !capital(lastWord(surface)))
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// roleAt returns the number of tokens of the longest role noun that begins with
// token i, and its senses; 0 when there is none.
func (g *gazetteer) roleAt(d *Doc, i, end int) (int, []sense) {
	longest := g.roleFirst[d.Toks[i].Low]
	if longest == 0 {
		longest = g.roleFirst[singular(d.Toks[i].Low)]
	}
	for n := min(longest, end-i); n > 1; n-- {
		noun := d.Toks[i].Low
		for j := i + 1; j < i+n; j++ {
			noun += " " + d.Toks[j].Low
		}
		if r := g.roles[noun]; r != nil {
			return n, r
		}
	}
	// "co-founder", "vice-president" are three tokens.
	if i+2 < end && d.Toks[i+1].Text == "-" && d.Toks[i+1].Start == d.Toks[i].End && d.Toks[i+2].Start == d.Toks[i+1].End {
		if r := g.roles[d.Toks[i].Low+"-"+d.Toks[i+2].Low]; r != nil {
			return 3, r
		}
	}
	if r := g.roles[d.Toks[i].Low]; r != nil {
		return 1, r
	}
	return 0, nil
}

// singular is the usual singular of a regular plural, or the word itself.
func singular(low string) string {
	switch {
	case len(low) < 4 || !strings.HasSuffix(low, "s") || strings.HasSuffix(low, "ss"):
		return low
	case strings.HasSuffix(low, "ies"):
		return low[:len(low)-3] + "y"
	}
	return low[:len(low)-1]
}

func (g *gazetteer) givenName(word string) bool {
	_, ok := g.given[word]
	return ok
}

// outlet is the gazetteer's outlet of that name, nil when it has none.
func (g *gazetteer) outlet(name string) *knownActor {
	if name == "" {
		return nil
	}
	t := newTokenizer(name)
	t.span(0, len(name))
	d := &Doc{Text: name, Toks: t.finish()}
	if k, n := g.match(d, 0, len(d.Toks), false); n == len(d.Toks) && k.typ == nameOutlet {
		return k
	}
	return nil
}

func (g *gazetteer) is(low string, class wordClass) bool { return g.words[low]&class != 0 }

// same lists the role nouns that stand for the same people as noun.
func (g *gazetteer) same(noun string) []string {
	if !g.anonymous[noun] {
		return g.likeRole[noun]
	}
	return g.unnamed
}
