package lang

import (
	"slices"
	"testing"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// actorLists are the lists the gazetteer is made of.
var actorLists = []string{"states", "demonyms", "bodies", "companies", "outlets_names", "metonyms", "places", "leaders",
	"roles", "groups", "given_names", "companies_suffixes", "phrase_words"}

func TestListsOfActorsAreSorted(t *testing.T) {
	for _, name := range actorLists {
		var keys []string
		for _, e := range lexicon.List(name) {
			key := ""
			for _, f := range e.Fields {
				key += f + "\t"
			}
			keys = append(keys, key)
		}
		if !slices.IsSorted(keys) {
			for i := 1; i < len(keys); i++ {
				if keys[i] < keys[i-1] {
					t.Errorf("%s: %q comes after %q", name, keys[i], keys[i-1])
					break
				}
			}
		}
	}
}

func TestListsOfActorsReferToEachOther(t *testing.T) {
	g := gaz()
	known := func(list string, line int, name string) {
		if name != "" && g.byName[name] == nil {
			t.Errorf("en/%s.txt:%d: nothing is named %q", list, line, name)
		}
	}
	types := func(list string, line int, typ string) {
		switch NameType(typ) {
		case NamePlace, NameDeal:
		default:
			if !parley.Entities.Has(typ) {
				t.Errorf("en/%s.txt:%d: %q is no type", list, line, typ)
			}
		}
	}
	for _, e := range lexicon.List("bodies") {
		known("bodies", e.Line, e.Field(3))
		types("bodies", e.Line, e.Field(1))
	}
	for _, e := range lexicon.List("metonyms") {
		known("metonyms", e.Line, e.Field(3))
		types("metonyms", e.Line, e.Field(2))
	}
	for _, e := range lexicon.List("demonyms") {
		known("demonyms", e.Line, e.Field(1))
	}
	for _, e := range lexicon.List("leaders") {
		known("leaders", e.Line, e.Field(2))
	}
	for _, e := range lexicon.List("roles") {
		types("roles", e.Line, e.Field(1))
	}
	for _, e := range lexicon.List("companies_suffixes") {
		types("companies_suffixes", e.Line, e.Field(1))
	}
	for _, e := range lexicon.List("phrase_words") {
		if e.Field(1) != "title" && wordClasses[e.Field(1)] == 0 {
			t.Errorf("en/phrase_words.txt:%d: no class %q", e.Line, e.Field(1))
		}
	}
	for _, list := range []string{"companies", "outlets_names"} {
		for _, e := range lexicon.List(list) {
			if iso := e.Field(2); iso != "" && g.homes[iso] == nil && iso != "HK" {
				t.Errorf("en/%s.txt:%d: no state has the code %q", list, e.Line, iso)
			}
		}
	}
}

func TestGovernmentsOfStates(t *testing.T) {
	g := gaz()
	for state, want := range map[string]string{
		"United Kingdom": "UK government", "United States": "US government", "China": "Chinese government",
		"European Union": "European Union", "New Zealand": "New Zealand government", "DR Congo": "Congolese government", "Australia": "Australian government",
	} {
		if k := g.govOf[state]; k == nil || k.name != want {
			t.Errorf("the government of %s is %v, want %s", state, k, want)
		}
	}
}
