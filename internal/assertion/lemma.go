package assertion

import (
	"strings"

	"github.com/parley-desk/parley/internal/lexicon"
)

// inflect maps the forms of verbs to the base forms that the lists use. Forms
// are made from the lists' verbs, so that only verbs that matter are known.
func inflect(verbs map[string]bool) map[string]string {
	out := map[string]string{}
	irregular := map[string][]string{}
	for _, e := range lexicon.List("irregular-verbs") {
		irregular[e.Field(0)] = strings.Split(e.Field(1), "|")
		verbs[e.Field(0)] = true
	}
	put := func(form, base string) {
		if _, taken := out[form]; !taken {
			out[form] = base
		}
	}
	for v := range verbs {
		if !participle(v, verbs) {
			out[v] = v
		}
	}
	for v := range verbs {
		for _, f := range irregular[v] {
			out[f] = v
		}
	}
	for v := range verbs {
		n := len(v)
		if n < 2 || out[v] != v {
			continue
		}
		last, before := v[n-1], v[n-2]
		vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
		switch {
		case last == 'e':
			put(v+"s", v)
			put(v+"d", v)
			put(v[:n-1]+"ing", v)
		case last == 'y' && !vowel(before):
			put(v[:n-1]+"ies", v)
			put(v[:n-1]+"ied", v)
			put(v+"ing", v)
		default:
			put(v+"s", v)
			if last == 's' || last == 'h' || last == 'x' || last == 'z' || last == 'o' {
				put(v+"es", v)
			}
			put(v+"ed", v)
			put(v+"ing", v)
			if !vowel(last) && vowel(before) && last != 'w' && last != 'x' && last != 'y' {
				put(v+v[n-1:]+"ed", v)
				put(v+v[n-1:]+"ing", v)
			}
		}
	}
	return out
}

// participle reports whether v is a regular participle of another listed verb:
// some lists have "stalled" or "citing" as words of their own.
func participle(v string, verbs map[string]bool) bool {
	for _, ending := range []string{"ed", "ing"} {
		if stem, ok := strings.CutSuffix(v, ending); ok && (verbs[stem] || verbs[stem+"e"]) {
			return true
		}
	}
	return false
}
