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
// alphabet writes, each with the ISO 639-1 codes of its languages; English is
// not among them.
var functionWords = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, e := range lexicon.List("other_languages") {
		for _, w := range strings.Fields(e.Field(1)) {
			m[w] = append(m[w], e.Field(0))
		}
	}
	return m
})

// englishWords are words that no long English text does without.
var englishWords = map[string]bool{
	"the": true, "of": true, "and": true, "to": true, "in": true, "a": true, "is": true, "for": true, "on": true, "that": true, "with": true,
	"as": true, "by": true, "at": true, "from": true, "has": true, "was": true, "it": true, "said": true, "will": true, "be": true, "not": true,
}

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
	words, english, letters, latin := 0, 0, 0, 0
	others := map[string]int{}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		w = strings.ToLower(w)
		words++
		if englishWords[w] {
			english++
		}
		for _, code := range functionWords()[w] {
			others[code]++
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
		foreign := 0
		for _, n := range others {
			foreign = max(foreign, n)
		}
		if words < 30 || foreign*8 < words || foreign <= english {
			return "en"
		}
	}
	info := whatlanggo.Detect(text)
	code := whatlanggo.LangToStringShort(info.Lang)
	if inLatin && (others[code]*8 < words || others[code] <= english) {
		return "en"
	}
	if code == "" {
		return "und"
	}
	return parley.Optional(code)
}
