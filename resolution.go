package parley

import "strings"

// DealKeys are the keys under which deal d of x is joined with deals of other
// documents by name: the folded proper names among its name and aliases that
// hold two or more content words beside the parties' names. A description or a
// generic alias ("tech pact") gives none.
func (x *Extraction) DealKeys(d *Deal) []string {
	party := map[string]bool{}
	for _, e := range x.Entities {
		for _, p := range d.Parties {
			if p != e.ID {
				continue
			}
			for _, w := range strings.Fields(FoldName(e.Name)) {
				party[w] = true
			}
			for _, m := range e.Mentions {
				for _, w := range strings.Fields(FoldName(m.In(x.Text))) {
					party[w] = true
				}
			}
		}
	}
	var keys []string
	seen := map[string]bool{}
	for _, name := range append([]string{d.Name}, d.Aliases...) {
		if !properName(name) {
			continue
		}
		var content []string
		for _, w := range strings.Fields(FoldName(name)) {
			if !party[w] && !nameStop[w] {
				content = append(content, w)
			}
		}
		if key := strings.Join(content, " "); len(content) >= 2 && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// nameStop are words that tell no deal from another.
var nameStop = map[string]bool{"the": true, "a": true, "an": true, "of": true, "on": true, "for": true, "and": true, "between": true, "with": true, "to": true, "in": true, "by": true}

// properName reports whether every word of name but the small ones begins with
// a capital or a digit, as in "Economic Prosperity Deal".
func properName(name string) bool {
	words := strings.Fields(name)
	for i, w := range words {
		c := w[0]
		if i > 0 && nameStop[strings.ToLower(w)] {
			continue
		}
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return len(words) > 0
}
