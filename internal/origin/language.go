package origin

import (
	"strings"
	"sync"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// functionWords are the commonest words of the languages that the Latin
// alphabet writes, each with the ISO 639-1 codes of its languages.
var functionWords = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, e := range lexicon.List("languages") {
		for _, w := range strings.Fields(e.Field(1)) {
			m[w] = append(m[w], e.Field(0))
		}
	}
	return m
})

// language is the ISO 639-1 code of a text's language, "und" for a script that
// the detector does not know. A text is English unless its script says
// otherwise, or it is long enough to tell and has more function words of the
// language that the detector names than English ones.
// What the document declares decides nothing: templates declare "en" whatever
// they hold.
func language(text string) parley.Optional {
	const most = 20_000 // bytes looked at
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	words, letters, latin := 0, 0, 0
	counts := map[string]int{}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		w = strings.ToLower(w)
		words++
		for _, code := range functionWords()[w] {
			counts[code]++
		}
		for _, r := range w {
			letters++
			if r < 0x250 || unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
	}
	inLatin := latin*2 >= letters
	if inLatin {
		most := 0
		for _, n := range counts {
			most = max(most, n)
		}
		if words < 30 || most*8 < words || most == counts["en"] {
			return "en"
		}
	}
	info := whatlanggo.Detect(text)
	code := whatlanggo.LangToStringShort(info.Lang)
	if inLatin && (counts[code]*8 < words || counts[code] <= counts["en"]) {
		return "en"
	}
	if code == "" {
		return "und"
	}
	return parley.Optional(code)
}
