package lang

import "testing"

func TestLikeWordsShareAClass(t *testing.T) {
	for _, pair := range [][2]string{{"said", "told"}, {"monday", "friday"}, {"france", "germany"}, {"billion", "million"}, {"talks", "negotiations"}} {
		a, b := ClassOf(pair[0]), ClassOf(pair[1])
		if !a.Known() || a.C64() != b.C64() {
			t.Errorf("%s and %s: %d and %d of 64", pair[0], pair[1], a.C64(), b.C64())
		}
	}
	if ClassOf("the").Rank() >= ClassOf("memorandum").Rank() {
		t.Error("the is rarer than memorandum")
	}
	if ClassOf("xqzzwv").Known() {
		t.Error("a word that does not exist is known")
	}
}
