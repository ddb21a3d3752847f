package assertion

import (
	"github.com/parley-desk/parley"
)

// obstacles finds what stands in a deal's way.
func (r *reader) obstacles() {
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			if r.tok(i).Apart {
				continue
			}
			words := r.w.obstacles[r.lemma(i)]
			if low := r.low(i); low != r.lemma(i) { // "citing", "stalled"
				words = append(r.w.obstacles[low], words...)
			}
			for _, w := range words {
				n := r.particles(i, sent.Toks[1], w.rest)
				if n < 0 {
					continue
				}
				if r.obstacle(i, n, sent.Toks[1], w.where) {
					break
				}
			}
		}
	}
}

// strains are verbs that tell of an obstacle whatever their object is: "has
// eroded trust", "will limit the progress".
var strains = map[string]bool{"erode": true, "limit": true, "hamper": true, "complicate": true, "derail": true, "torpedo": true, "scupper": true, "undermine": true, "hinder": true, "sour": true}

type obstacleWord struct {
	rest  []string
	where string
}

func (r *reader) obstacle(i, after, end int, where string) bool {
	c := candidate{kind: parley.TypeObstacle, mention: -1, trigger: i, rule: "obstacle_" + where}
	switch where {
	case "subj":
		if !r.is(i, "VERB") {
			return false
		}
		m := r.mentionAfter(after, end, 8)
		if m < 0 {
			if m, _ = r.argument(i, after, end, "obj"); m < 0 {
				// "threatens to derail the talks"
				for k := after; k < min(end, after+10); k++ {
					if r.at[k] >= 0 {
						m = r.at[k]
						break
					}
				}
			}
		}
		s, passive := r.subject(i)
		if passive || r.child(i, "aux:pass") >= 0 {
			// "the deal was blocked by Norland"
			if m = r.mentionOf(s); m < 0 {
				return false
			}
			for _, x := range r.children[i] {
				if k := r.child(x, "case"); k >= 0 && r.low(k) == "by" {
					c.mention, c.deal = m, r.found[m].deal
					c.what = [2]int{k + 1, max(r.last[x]+1, k+2)}
					c.from, c.to = r.found[m].toks[0], c.what[1]
					c.rule = "obstacle_agent"
					c.mood = r.moodOf(i)
					r.add(c)
					return true
				}
			}
			return false
		}
		if s < 0 {
			return false
		}
		if m >= 0 {
			if k := r.at[s]; k >= 0 && r.found[k].deal == r.found[m].deal {
				return false
			}
			c.mention, c.deal = m, r.found[m].deal
		} else if c.deal = r.context(i); c.deal < 0 || !strains[r.lemma(i)] {
			return false
		}
		a, b := r.phrase(s)
		c.what = [2]int{a, b}
		c.from, c.to = a, max(i+1, b)
		if m >= 0 {
			c.to = max(r.found[m].toks[1], b)
		}
	case "over", "because":
		k := after
		if where == "over" {
			if k = r.overWhat(after, end); k < 0 {
				return false
			}
		}
		to := r.clauseEnd(k, end)
		if to <= k {
			return false
		}
		m := r.nearest(i, to, 30)
		if m >= 0 {
			c.mention, c.deal = m, r.found[m].deal
		} else if c.deal = r.context(i); c.deal < 0 {
			return false
		}
		if where == "because" && !r.troubled(i) {
			return false
		}
		c.what = [2]int{k, to}
		c.from, c.to = i, to
		r.obstacleList(c)
		return true
	case "obj":
		if !r.is(i, "VERB") {
			return false
		}
		o := r.child(i, "obj")
		if o < 0 {
			return false
		}
		a, b := r.phrase(o)
		m := r.nearest(i, b, 25)
		if m >= 0 {
			c.mention, c.deal = m, r.found[m].deal
		} else if c.deal = r.context(i); c.deal < 0 {
			return false
		}
		c.what = [2]int{a, b}
		c.from, c.to = i, b
	case "that":
		k := after
		if r.low(k) == "that" {
			k++
		}
		to := r.clauseEnd(k, end)
		m := r.nearest(i, to, 30)
		if to <= k+2 || !r.finiteSoon(k, to) {
			return false
		}
		if m >= 0 {
			c.mention, c.deal = m, r.found[m].deal
		} else if c.deal = r.context(i); c.deal < 0 {
			return false
		}
		c.what = [2]int{k, to}
		c.from, c.to = i, to
	case "inf":
		to := r.clauseEnd(after, end)
		m := r.nearest(i, to, 25)
		if m < 0 || to <= after {
			return false
		}
		c.mention, c.deal = m, r.found[m].deal
		c.what = [2]int{after, to}
		c.from, c.to = i, to
	case "pred":
		m := r.nearest(i, after, 30)
		if m >= 0 {
			c.mention, c.deal = m, r.found[m].deal
		} else if c.deal = r.context(i); c.deal < 0 {
			return false
		}
		s := r.child(i, "nsubj")
		if s < 0 {
			if g, rel := r.verbOf(i); g >= 0 && rel != "nsubj" {
				s, _ = r.subject(g)
			}
		}
		if s >= 0 && s != i {
			a, b := r.phrase(s)
			c.what = [2]int{a, b}
			c.from, c.to = a, max(after, b)
			r.obstacleList(c)
			return true
		}
		// "the main sticking point is fish", "sticking points, including fish"
		for k := after; k < min(end, after+8); k++ {
			if w := r.low(k); w == "is" || w == "are" || w == "was" || w == "were" || w == "including" || w == "remained" || w == ":" || w == "of" || w == "over" {
				to := r.clauseEnd(k+1, end)
				if to > k+1 {
					c.what = [2]int{k + 1, to}
					c.from, c.to = i, to
					r.obstacleList(c)
					return true
				}
			}
		}
		return false
	}
	c.mood = r.moodOf(i)
	r.add(c)
	return true
}

// overWhat is where the words begin that tell what a quarrel is about: "a rift
// over fish", "wider quarrels” between the two sides, including over fish".
func (r *reader) overWhat(after, end int) int {
	k := after
	for k < min(end, after+3) {
		switch r.low(k) {
		case "over", "on", "about", "that", "from", "of":
			return k + 1
		}
		k++
	}
	if isMark(r.low(after)) {
		after++
	}
	if r.low(after) == "between" || r.low(after) == "with" || r.low(after) == "among" {
		k = r.nounRight(after+1, end)
		for n := 0; n < 3 && (isMark(r.low(k)) || r.low(k) == "," || r.low(k) == "including"); n++ {
			k++
		}
		if r.low(k) == "over" || r.low(k) == "about" || r.low(k) == "on" {
			return k + 1
		}
	}
	return -1
}

// obstacleList adds each part of "fishing rights and state aid" on its own.
func (r *reader) obstacleList(c candidate) {
	c.mood = r.moodOf(c.trigger)
	from := c.what[0]
	for k := c.what[0] + 1; k < c.what[1]-1; k++ {
		if w := r.low(k); (w == "and" || w == ",") && r.tok(k).Quote == r.tok(from).Quote && !r.finiteSoon(from, c.what[1]) && r.nounRight(from, k) == k {
			if r.nounRight(k+1, c.what[1]) > k+1 {
				part := c
				part.what = [2]int{from, k}
				r.add(part)
				from = k + 1
			}
		}
	}
	c.what[0] = from
	r.add(c)
}

// troubled reports whether the sentence of token i says that something of a
// deal has stopped or may stop.
func (r *reader) troubled(i int) bool {
	from, to := r.sentence(i)
	for k := from; k < to; k++ {
		if r.w.troubles[r.lemma(k)] {
			return true
		}
	}
	return false
}
