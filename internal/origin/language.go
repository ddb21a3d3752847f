package origin

import (
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"github.com/parley-desk/parley"
)

// languages are those that news is told apart in: with fewer to choose from the
// detector errs less.
var languages = func() map[whatlanggo.Lang]bool {
	m := map[whatlanggo.Lang]bool{}
	for _, code := range strings.Fields("eng fra deu spa ita por nld swe nob dan fin pol ces slk hun ron bul ell rus ukr tur arb heb pes hin urd ben tam tel mar guj jpn cmn kor tha vie ind hrv srp slv lit lav est cat") {
		if l := whatlanggo.CodeToLang(code); l >= 0 {
			m[l] = true
		}
	}
	return m
}()

// english are words that no long English text does without.
var english = map[string]bool{
	"the": true, "of": true, "and": true, "to": true, "in": true, "a": true, "is": true, "for": true, "on": true, "that": true, "with": true,
	"as": true, "by": true, "at": true, "from": true, "has": true, "was": true, "it": true, "said": true, "will": true, "be": true, "not": true,
}

// language is the ISO 639-1 code of a text's language. A text too short to tell
// counts as English unless its script says otherwise; what the document declares
// decides nothing, since templates declare "en" whatever they hold.
func language(text string) parley.Optional {
	words, known, letters, latin := 0, 0, 0, 0
	for w := range strings.FieldsSeq(text) {
		words++
		if english[strings.ToLower(strings.Trim(w, ".,;:!?\"'()“”‘’"))] {
			known++
		}
		for _, r := range w {
			if unicode.IsLetter(r) {
				letters++
				if unicode.Is(unicode.Latin, r) {
					latin++
				}
			}
		}
		if words >= 2000 {
			break
		}
	}
	if latin*2 > letters || letters == 0 {
		// One word in eight of English prose is on the list; a table or a list of
		// names has fewer, but so has a short text in any language.
		if known*8 >= words || words < 30 {
			return "en"
		}
	}
	info := whatlanggo.DetectWithOptions(text[:min(len(text), 20_000)], whatlanggo.Options{Whitelist: languages})
	if latin*2 > letters && (info.Confidence < 0.5 || known*25 >= words && info.Lang != whatlanggo.Eng && info.Confidence < 0.9) {
		return "en"
	}
	if info.Lang < 0 {
		return ""
	}
	return parley.Optional(whatlanggo.LangToStringShort(info.Lang))
}
