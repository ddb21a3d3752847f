package assertion

import "github.com/parley-desk/parley"

// linkWord is a phrase between two deals.
type linkWord struct {
	relation parley.Relation
	reverse  bool // the second deal is the one that the link starts from
}

// links finds what one deal is to another named in the same sentence.
func (r *reader) links() {
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			w, n := r.w.links.at(r.low, i)
			if n == 0 {
				continue
			}
			a, b := -1, -1
			for k := i - 1; k >= sent.Toks[0] && i-k < 25; k-- {
				if r.at[k] >= 0 {
					a = r.at[k]
					break
				}
			}
			for k := i + n; k < min(sent.Toks[1], i+n+12); k++ {
				if r.at[k] >= 0 {
					b = r.at[k]
					break
				}
			}
			if b < 0 {
				continue
			}
			c := candidate{kind: parley.TypeLink, mention: b, trigger: i, relation: w.relation, rule: "link_" + r.low(i)}
			if a >= 0 {
				c.deal = r.found[a].deal
			} else {
				c.deal = r.context(sent.Toks[0])
			}
			c.other = r.found[b].deal
			if w.reverse {
				c.deal, c.other = c.other, c.deal
			}
			if c.deal < 0 || c.deal == c.other {
				continue
			}
			from := i
			if a >= 0 {
				from = r.found[a].toks[0]
			}
			c.from, c.to = from, r.found[b].toks[1]
			c.mood = r.moodOf(i)
			r.add(c)
		}
	}
}
