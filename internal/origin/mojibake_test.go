package origin

import (
	"testing"
)

func mended(s string) (string, int) {
	var p prose
	p.copied(s, 0, len(s))
	q, repairs := mend(p)
	return string(q.text), len(repairs)
}

func TestMojibakeIsMended(t *testing.T) {
	for _, c := range []struct{ broken, right string }{
		{"worth Â£31bn", "worth £31bn"},
		{"about Â£2bn and Â€5bn", "about £2bn and Â€5bn"}, // Â€ was no character
		{"we donâ€™t know", "we don’t know"},
		{"â€œThe pact is offâ€\u009d", "“The pact is off”"},
		{"the deal â€“ at last â€” is done", "the deal – at last — is done"},
		{"and soâ€¦", "and so…"},
		{"cafÃ© in MalmÃ¶, SÃ£o Paulo, EspaÃ±a", "café in Malmö, São Paulo, España"},
		{"Ã–sterreich, Ã…ngstrom", "Österreich, Ångstrom"},
		{"LuÃ\u00ads", "Luís"}, // í is Ã and a soft hyphen
		{"â‚¬300m", "€300m"},
		{"Acmeâ„¢", "Acme™"},
		{"25Â°C, Â½ of it, Â©2025, Â«ouiÂ»", "25°C, ½ of it, ©2025, «oui»"},
		{"siÄ™ zdarzyÅ‚o", "się zdarzyło"},
		{"well done ðŸ‘\u008d", "well done 👍"},
		// read as ISO 8859-1
		{"donâ\u0080\u0099t", "don’t"},
		// broken twice and three times
		{"donÃ¢â‚¬â„¢t", "don’t"},
		{"Ã‚Â£31bn", "£31bn"},
		{"Ã¢â‚¬Å“Fair windsÃ¢â‚¬Â\u009d", "“Fair winds”"},
		{"donÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t", "don’t"},
		// other encodings
		{"don‚Äôt pay ¬£5bn in M√ºnchen", "don’t pay £5bn in München"}, // Mac Roman
		{"donвЂ™t", "don’t"}, // windows-1251
		{"donÔÇÖt", "don’t"}, // code page 850
		{"donΓÇÖt", "don’t"}, // code page 437
	} {
		if got, n := mended(c.broken); got != c.right || n == 0 {
			t.Errorf("%q mended to %q in %d repairs, want %q", c.broken, got, n, c.right)
		}
	}
}

func TestRightTextIsLeftAlone(t *testing.T) {
	for _, s := range []string{
		"café, naïve, Malmö, São Paulo, España, Ångström, Žižek, Łódź",
		"“Fair winds,” she said – at last… it’s €300m, £31bn, ¥5bn, ™ ® © ° ½ §",
		"the ‘CAFÉ’ and the “CAFÉ”, SIEMPRE FUÉ… NO–SÉ—", // É and a mark are valid UTF-8
		"AMANHÃ”, disse; MANHÃ… e “MANHÔ",
		"to Å” and back, “Å”, Ä“", // a village; a letter in quotation marks
		"L’ÂGE D’OR, CHÂTEAU, âme",
		"À bientôt, «Ô Canada», forêt’s",
		"Ça va? Où? Être — naïf",
		"Привет, мир: “В Москве”, в Ђаково",
		"Γεια σου «Κόσμε», ΓΗ’ς",
		"日本語のテキスト、中文文本。한국어",
		"ÃÂ of itself", // two letters, no sequence
		"√2 ≈ 1.41, ¬p, ‚low’ quotes‘, ┬─┐",
		"ÄÖÜ äöü ß ÅØÆ åøæ",
		"🏰✨👍🏽",
		"price: 5 € – 10 €, “quoted” ‘single’",
		"",
	} {
		if got, n := mended(s); got != s || n != 0 {
			t.Errorf("%q was mended to %q", s, got)
		}
	}
}

func TestARepairNamesTheWholeWord(t *testing.T) {
	d, err := Parse([]byte("It costs Â£31bn\u00a0now.Â\u00a0Norland wonâ€™t pay.\n"), Source{Path: "a.md"})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	want := [][2]string{{"Â£31bn", "£31bn"}, {"now.Â\u00a0Norland", "now. Norland"}, {"wonâ€™t", "won’t"}}
	if len(d.Repairs) != len(want) {
		t.Fatalf("repairs %v, want %v", d.Repairs, want)
	}
	for i, r := range d.Repairs {
		if r.From != want[i][0] || r.To != want[i][1] {
			t.Errorf("repair %q → %q, want %q → %q", r.From, r.To, want[i][0], want[i][1])
		}
	}
	if want := "It costs £31bn now. Norland won’t pay."; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
}
