package assertion

import (
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// class groups nouns and verbs by the sort of deal they speak of. Mentions of
// one deal have classes that go together.
type class string

const (
	classPact    class = "pact"
	classTruce   class = "truce"
	classMerger  class = "merger"
	classFinance class = "finance"
	classVenture class = "venture"
	classTalks   class = "talks"
	classPlan    class = "plan"
)

// dealNoun is what a deal noun tells.
type dealNoun struct {
	class      class
	kind       parley.DealKind
	instrument parley.Instrument
}

// dealVerb is a verb that makes a deal of its subject and another.
type dealVerb struct {
	class class
	kind  parley.DealKind
	by    string // "obj", or the preposition of the other side
	noun  string
}

type kindWeight struct {
	kind   parley.DealKind
	weight int
}

type lists struct {
	nouns      phrases[dealNoun]
	verbs      phrases[dealVerb]
	kinds      map[string]kindWeight
	contrasts  map[string]bool
	idioms     phrases[bool]
	sport      phrases[bool]
	smallPrint phrases[bool]
	roundups   phrases[bool]
	events     map[string][]eventWord

	positions  phrases[positionWord]
	commit     map[string]string
	conditions phrases[string]
	obstacles  map[string][]obstacleWord
	effects    map[string]parley.Effect
	troubles   map[string]bool
	links      phrases[linkWord]

	base       map[string]string // form of a verb → base form
	roles      map[string]verbRole
	assets     map[string]bool
	securities map[string]bool
	dull       map[string]bool

	commentators map[string]bool

	carriers, ahead, process, gifts map[string]bool
}

// verbRole says what part a verb plays around deals; the values add up.
type verbRole uint8

const (
	roleParty verbRole = 1 << iota
	roleAhead
	roleSo
	roleNot
	roleResume
	roleWrites
	roleMakes
	roleHolds
)

var known = sync.OnceValue(func() *lists {
	w := &lists{kinds: map[string]kindWeight{}, contrasts: map[string]bool{}, events: map[string][]eventWord{}, commit: map[string]string{},
		obstacles: map[string][]obstacleWord{}, effects: map[string]parley.Effect{}, troubles: map[string]bool{},
		roles: map[string]verbRole{}, assets: map[string]bool{}, securities: map[string]bool{}, commentators: map[string]bool{}, dull: map[string]bool{}, carriers: map[string]bool{}, ahead: map[string]bool{}, process: map[string]bool{}, gifts: map[string]bool{}}
	for _, e := range lexicon.List("deal-nouns") {
		w.nouns.add(e.Field(0), dealNoun{class(e.Field(1)), parley.DealKind(e.Field(2)), parley.Instrument(e.Field(3))})
	}
	for _, e := range lexicon.List("deal-verbs") {
		w.verbs.add(e.Field(0), dealVerb{class(e.Field(1)), parley.DealKind(e.Field(2)), e.Field(3), e.Field(4)})
	}
	for _, e := range lexicon.List("deal-kinds") {
		n, _ := strconv.Atoi(e.Field(2))
		w.kinds[e.Field(0)] = kindWeight{parley.DealKind(e.Field(1)), n}
	}
	for _, e := range lexicon.List("deal-contrasts") {
		w.contrasts[e.Field(0)] = true
	}
	for _, e := range lexicon.List("deal-idioms") {
		w.idioms.add(e.Field(0), true)
	}
	for _, e := range lexicon.List("event-words") {
		key := strings.Fields(e.Field(0))
		x := eventWord{rest: key[1:], slot: e.Field(1), event: parley.Event(e.Field(2))}
		if e.Field(3) != "" {
			for _, c := range strings.Split(e.Field(3), ",") {
				x.classes = append(x.classes, class(c))
			}
		}
		w.events[key[0]] = append(w.events[key[0]], x)
	}
	for _, e := range lexicon.List("position-words") {
		w.positions.add(e.Field(0), positionWord{parley.Axis(e.Field(1)), e.Field(2), e.Field(3), e.Field(4)})
	}
	for _, e := range lexicon.List("commitment-words") {
		w.commit[e.Field(0)] = e.Field(1)
	}
	for _, e := range lexicon.List("condition-words") {
		w.conditions.add(e.Field(0), e.Field(1))
	}
	for _, e := range lexicon.List("obstacle-words") {
		key := strings.Fields(e.Field(0))
		w.obstacles[key[0]] = append(w.obstacles[key[0]], obstacleWord{key[1:], e.Field(1)})
	}
	for _, words := range w.obstacles { // "because of" before "because"
		sort.SliceStable(words, func(i, j int) bool { return len(words[i].rest) > len(words[j].rest) })
	}
	for _, e := range lexicon.List("effect-words") {
		w.effects[e.Field(0)] = parley.Effect(e.Field(1))
	}
	for _, e := range lexicon.List("trouble-words") {
		w.troubles[e.Field(0)] = true
	}
	for _, e := range lexicon.List("link-words") {
		w.links.add(e.Field(0), linkWord{parley.Relation(e.Field(1)), e.Field(2) == "reverse"})
	}
	for _, e := range lexicon.List("sport-words") {
		w.sport.add(e.Field(0), true)
	}
	roles := map[string]verbRole{"party": roleParty, "ahead": roleAhead, "so": roleSo, "not": roleNot, "resume": roleResume, "makes": roleMakes, "writes": roleWrites, "holds": roleHolds}
	for _, e := range lexicon.List("verb-roles") {
		for _, r := range strings.Split(e.Field(1), ",") {
			w.roles[e.Field(0)] |= roles[r]
		}
	}
	for _, e := range lexicon.List("deal-assets") {
		w.assets[e.Field(0)] = true
	}
	for _, e := range lexicon.List("securities") {
		w.securities[e.Field(0)] = true
	}
	for _, e := range lexicon.List("roundup-words") {
		w.roundups.add(e.Field(0), true)
	}
	for _, e := range lexicon.List("commentators") {
		w.commentators[e.Field(0)] = true
	}
	for _, e := range lexicon.List("small-print") {
		w.smallPrint.add(e.Field(0), true)
	}
	for _, e := range lexicon.List("dull-words") {
		w.dull[e.Field(0)] = true
	}
	for _, e := range lexicon.List("noun-roles") {
		for _, role := range strings.Split(e.Field(1), ",") {
			switch role {
			case "carrier":
				w.carriers[e.Field(0)] = true
			case "ahead":
				w.ahead[e.Field(0)] = true
			case "process":
				w.process[e.Field(0)] = true
			case "gift":
				w.gifts[e.Field(0)] = true
			}
		}
	}
	w.base = inflect(w.verbsListed())
	return w
})

// verbsListed are the verbs that the lists name, most of them in base form.
func (w *lists) verbsListed() map[string]bool {
	out := map[string]bool{}
	for _, name := range []string{"event-words", "deal-verbs", "commitment-words", "obstacle-words", "position-words", "effect-words", "trouble-words", "verb-roles"} {
		for _, e := range lexicon.List(name) {
			out[strings.Fields(e.Field(0))[0]] = true
		}
	}
	return out
}

// phrases finds phrases of a list in tokens, by first word and longest first.
type phrases[T any] struct {
	byFirst map[string][]phrase[T]
}

type phrase[T any] struct {
	words []string
	value T
}

// add takes words as a list has them; their hyphens are tokens of their own.
func (p *phrases[T]) add(key string, value T) {
	words := strings.Fields(strings.ReplaceAll(key, "-", " - "))
	if len(words) == 0 {
		return
	}
	if p.byFirst == nil {
		p.byFirst = map[string][]phrase[T]{}
	}
	l := append(p.byFirst[words[0]], phrase[T]{words, value})
	for i := len(l) - 1; i > 0 && len(l[i].words) > len(l[i-1].words); i-- {
		l[i], l[i-1] = l[i-1], l[i]
	}
	p.byFirst[words[0]] = l
}

// at is the longest phrase whose words are those of word(i), word(i+1), ...; n
// is how many tokens it takes, 0 when there is none.
func (p *phrases[T]) at(word func(int) string, i int) (value T, n int) {
	for _, c := range p.byFirst[word(i)] {
		ok := true
		for k := 1; k < len(c.words) && ok; k++ {
			ok = word(i+k) == c.words[k]
		}
		if ok {
			return c.value, len(c.words)
		}
	}
	return value, 0
}

// singular takes a plural's ending off a noun.
func singular(low string) string {
	switch {
	case len(low) < 4 || strings.HasSuffix(low, "ss") || strings.HasSuffix(low, "us"):
		return low
	case strings.HasSuffix(low, "ies"):
		return low[:len(low)-3] + "y"
	case strings.HasSuffix(low, "s"):
		return low[:len(low)-1]
	}
	return low
}
