package attribution

import (
	"strings"
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// form says which forms of a verb a word can be.
type form uint8

const (
	formBase form = 1 << iota
	formThird
	formPast
	formPart // past participle
	formIng
)

// frame is a set of the constructions a cue verb takes, see en/cues.txt.
type frame uint16

const (
	frameSay frame = 1 << iota
	frameTell
	frameTo
	frameUrge
	frameAs
	frameOf
	frameFor
	frameCall
	frameOut
	frameWhether
	frameQuote
	frameNoun
	frameImpersonal
)

var frameNames = map[string]frame{"say": frameSay, "tell": frameTell, "to": frameTo, "urge": frameUrge, "as": frameAs, "of": frameOf,
	"for": frameFor, "call": frameCall, "out": frameOut, "whether": frameWhether, "quote": frameQuote, "np": frameNoun, "imp": frameImpersonal}

// cueWord is one reading of a word as a cue.
type cueWord struct {
	lemma  string
	forms  form
	frames frame
	act    parley.Act
	noun   bool
}

// lists holds the word lists of en/ in the form in which they are asked.
type lists struct {
	verbs               map[string]*cueWord
	nouns               map[string]*cueWord
	closed              map[string]class
	adjectives, adverbs map[string]parley.Act
	mute                map[string]string // see en/mute.txt
	telling             map[string]bool
	anonymity           map[string]bool
	speakers            map[string]bool // nouns for people, offices and bodies
	companies           map[string]bool // plural nouns for companies and bodies
	partitives          map[string]bool // "one", "members" before of
	peoples             map[string]bool // "Ukrainians"
	channels, platforms map[string]bool
	sourceNouns         map[string]string // head noun → basis
}

var words = sync.OnceValue(func() *lists {
	l := &lists{verbs: map[string]*cueWord{}, nouns: map[string]*cueWord{}, closed: closedClasses(),
		adjectives: acts("adjective_cues"), adverbs: acts("adverb_cues"), mute: map[string]string{}, telling: set("telling"), anonymity: set("anonymity"), speakers: map[string]bool{}, companies: set("joint_nouns"), partitives: set("partitives"), peoples: map[string]bool{}, channels: set("channels"), platforms: set("platforms"), sourceNouns: map[string]string{}}
	for _, e := range lexicon.List("cues") {
		w := cueWord{lemma: e.Field(0), act: parley.Act(e.Field(4))}
		for f := range strings.SplitSeq(e.Field(3), ",") {
			w.frames |= frameNames[f]
		}
		pasts := strings.Split(e.Field(1), "|")
		if e.Field(1) == "-" {
			pasts[0] = regularPast(w.lemma)
		}
		parts := pasts
		if e.Field(2) != "-" {
			parts = strings.Split(e.Field(2), "|")
		}
		l.verb(w, w.lemma, formBase)
		l.verb(w, third(w.lemma), formThird)
		for _, past := range pasts {
			l.verb(w, past, formPast)
			l.verb(w, gerund(w.lemma, past), formIng)
		}
		for _, part := range parts {
			l.verb(w, part, formPart)
		}
	}
	for _, e := range lexicon.List("noun_cues") {
		w := cueWord{lemma: e.Field(0), act: parley.Act(e.Field(2)), frames: frameSay, noun: true}
		l.nouns[e.Field(0)] = &w
		if p := e.Field(1); p != "-" {
			l.nouns[p] = &w
		}
	}
	for _, e := range lexicon.List("roles") {
		if t := parley.EntityType(e.Field(1)); t != parley.EntityDocument {
			l.speakers[strings.ToLower(e.Field(0))] = true
		}
	}
	for _, e := range lexicon.List("demonyms") {
		if e.Field(2) == "people" {
			l.peoples[e.Field(0)] = true
		}
	}
	for _, e := range lexicon.List("mute") {
		l.mute[e.Field(0)] = e.Field(1)
	}
	for _, e := range lexicon.List("source_nouns") {
		l.sourceNouns[e.Field(0)] = e.Field(1)
	}
	return l
})

// verb enters one form of a verb. A word that two verbs share ("found", "saw")
// is that of the verb whose past it is.
func (l *lists) verb(w cueWord, word string, f form) {
	had := l.verbs[word]
	if had != nil && had.lemma != w.lemma && f == formBase {
		return
	}
	w.forms = f
	if had != nil && had.lemma == w.lemma {
		w.forms |= had.forms
	}
	l.verbs[word] = &w
}

func acts(list string) map[string]parley.Act {
	m := map[string]parley.Act{}
	for _, e := range lexicon.List(list) {
		m[e.Field(0)] = parley.Act(e.Field(1))
	}
	return m
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func regularPast(v string) string {
	switch n := len(v); {
	case v[n-1] == 'e':
		return v + "d"
	case v[n-1] == 'y' && !vowel(v[n-2]):
		return v[:n-1] + "ied"
	}
	return v + "ed"
}

func third(v string) string {
	switch n := len(v); {
	case v[n-1] == 'y' && !vowel(v[n-2]):
		return v[:n-1] + "ies"
	case strings.HasSuffix(v, "s"), strings.HasSuffix(v, "sh"), strings.HasSuffix(v, "ch"), strings.HasSuffix(v, "x"):
		return v + "es"
	}
	return v + "s"
}

// gerund doubles the last consonant where the past tense does ("admitted").
func gerund(v, past string) string {
	n := len(v)
	switch {
	case strings.HasSuffix(v, "ee"):
		return v + "ing"
	case v[n-1] == 'e':
		return v[:n-1] + "ing"
	case strings.HasPrefix(past, v+v[n-1:]):
		return v + v[n-1:] + "ing"
	}
	return v + "ing"
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, e := range lexicon.List(list) {
		m[e.Field(0)] = true
	}
	return m
}
