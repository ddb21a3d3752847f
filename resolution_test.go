package parley_test

import (
	"testing"

	"github.com/parley-desk/parley"
)

func TestNameKeys(t *testing.T) {
	us := parley.PartyWords("United States", "United Kingdom")
	for name, want := range map[string]string{
		"US-UK Technology Prosperity Deal":           "technology prosperity deal",
		"Technology Prosperity Deal":                 "technology prosperity deal",
		"Tech Prosperity Deal":                       "technology prosperity deal",
		"the US-UK Economic Prosperity Deal":         "economic prosperity deal",
		"Good Friday Agreement":                      "good friday agreement",
		"Windsor Framework":                          "windsor framework",
		"Abraham Accords":                            "abraham accords",
		"CPTPP":                                      "cptpp",
		"New START":                                  "new start",
		"tech pact":                                  "", // a description
		"Technology prosperity deal":                 "",
		"UK-US Free Trade Agreement":                 "", // general words alone
		"Memorandum of Understanding":                "",
		"MOU":                                        "",
		"TPD":                                        "", // too short to be sure
		"$2.3 Billion Deal":                          "",
		"Risky Investment":                           "", // a headline's title case
		"Buy Playa Hotels for $2.6 Billion":          "",
		"Comprehensive Global Strategic Partnership": "",
		"":  "",
		"–": "",
	} {
		if got := parley.NameKey(name, us); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestPartyWordsKnowInitialsAndPeople(t *testing.T) {
	party := parley.PartyWords("United States", "India", "European Union")
	for word, want := range map[string]bool{"us": true, "united": true, "eu": true, "indian": true, "indiana": true, "union": true, "unit": false, "uk": false} {
		if party(word) != want {
			t.Errorf("%s: %v", word, !want)
		}
	}
}
