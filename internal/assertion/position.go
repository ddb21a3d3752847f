package assertion

import (
	"github.com/parley-desk/parley"
)

// positionWord is a phrase that tells where a deal stands.
type positionWord struct {
	axis   parley.Axis
	value  string
	denied string // value when the clause is negated, "" for none
	find   string // subj, near, attr
}

// positions finds what is said of where deals stand, and what verbs of resuming
// presuppose.
func (r *reader) positions() {
	r.talking()
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			if r.tok(i).Apart {
				continue
			}
			w, n := r.w.positions.at(r.lemma, i)
			if k, m := r.w.positions.at(r.low, i); m > n {
				w, n = k, m
			}
			if n == 1 && r.is(i, "NOUN") && w.find == "subj" && r.low(i) != r.lemma(i) {
				n = 0 // "transform lives"
			}
			if n > 0 {
				r.position(i, i+n, w)
				i += n - 1
				continue
			}
			r.presupposed(i, sent.Toks[1])
		}
	}
}

// talking takes the outlet's mention of talks for a word that the deal is being
// negotiated. That they go on now, only "in talks" says: "after two days of
// talks" does not. What somebody says about talks is no position of theirs.
func (r *reader) talking() {
	for k := range r.found {
		m := &r.found[k]
		if m.deal < 0 || m.noun.class != classTalks || m.negated {
			continue
		}
		c := candidate{kind: parley.TypePosition, deal: m.deal, mention: k, trigger: m.head, axis: parley.AxisStage, value: "negotiating", rule: "position_talks", mood: r.moodOf(m.head)}
		in := m.toks[0] > 0 && r.low(m.toks[0]-1) == "in"
		switch {
		case in:
			c.rule = "position_in_talks"
			r.add(c)
			c.axis, c.value = parley.AxisActivity, "active"
			r.add(c)
		case r.holder(m.head, m.head+1) == nil:
			r.add(c)
		}
	}
}

func (r *reader) position(i, to int, w positionWord) {
	m, rule := -1, "position_"+w.find
	switch w.find {
	case "attr":
		if m = r.at[i]; m < 0 {
			if m = r.predicated(i); m < 0 {
				m = r.nearest(i, to, 8)
			}
		}
	case "subj":
		if m = r.predicated(to - 1); m < 0 {
			switch {
			case i > 0 && r.at[i] >= 0 && r.found[r.at[i]].head != i: // "stalled talks"
				m = r.at[i]
			case r.process(i, to): // "active conversations"
				rule = "position_process"
			case r.reaching(i) >= 0:
				m, rule = r.reaching(i), "position_before"
			case r.is(i, "VERB"):
				return
			default: // a headline: "negotiations over the pact still live"
				if m, rule = r.beside(i), "position_beside"; m < 0 {
					return
				}
			}
		}
	default:
		if m = r.at[i]; m < 0 {
			if m = r.topic(to); m < 0 {
				m = r.nearest(i, to, 25)
			}
		}
	}
	deal := -1
	if m >= 0 {
		deal = r.found[m].deal
	} else if w.find != "subj" || rule == "position_process" {
		deal = r.context(i)
	}
	if deal < 0 {
		return
	}
	c := candidate{kind: parley.TypePosition, deal: deal, mention: m, trigger: i, axis: w.axis, value: w.value, rule: rule}
	verb := i
	if !r.is(i, "VERB") {
		if g, _ := r.verbOf(i); g >= 0 {
			verb = g
		}
	}
	c.mood = r.moodOf(verb)
	if c.mood.hypo != "" || m >= 0 && supposes(r.low(r.found[m].toks[0]-1)) {
		return // "once the treaty is in force"
	}
	if r.low(i-1) == "not" || r.low(i-1) == "n't" || r.low(i-1) == "no" || i > 1 && r.low(i-2) == "not" || r.hasNot(i) {
		c.mood.negated = true
	}
	if c.mood.negated {
		if w.denied == "" {
			return
		}
		c.value = w.denied
	}
	c.from, c.to = r.clause(i, m)
	c.to = max(c.to, to)
	r.add(c)
}

// supposes reports whether what follows a word is not said to hold.
func supposes(w string) bool {
	switch w {
	case "if", "once", "unless", "until", "whether", "before":
		return true
	}
	return false
}

// topic is a mention of the deal that "over hydrogen" or "on hydrogen" at i
// points to: the one deal told from others by that word.
func (r *reader) topic(i int) int {
	if w := r.low(i); w != "over" && w != "on" && w != "about" {
		return -1
	}
	_, end := r.sentence(i)
	best := -1
	for k := i + 1; k < r.nounRight(i+1, end); k++ {
		if r.at[k] >= 0 {
			return r.at[k]
		}
		for n, d := range r.deals {
			if d.words[r.singularAt(k)] == 0 {
				continue
			}
			if best >= 0 && best != n {
				return -1
			}
			best = n
		}
	}
	if best < 0 {
		return -1
	}
	return r.deals[best].mentions[0]
}

// hasNot reports whether the predicate at i is negated by a word of its own or
// of its subject: "none of it is binding", "no proposal is binding".
func (r *reader) hasNot(i int) bool {
	if s := r.child(i, "nsubj"); s >= 0 && s < i {
		if w := r.low(s); w == "none" || w == "nothing" || w == "neither" {
			return true
		}
		if d := r.child(s, "det"); d >= 0 && (r.low(d) == "no" || r.low(d) == "neither") {
			return true
		}
	}
	for _, c := range r.children[i] {
		if w := r.low(c); c < i && (w == "not" || w == "n't" || w == "never") {
			return true
		}
	}
	return false
}

// predicated is the mention of which the word at i is said: subject of the verb
// or of the adjective, else what the participle modifies.
func (r *reader) predicated(i int) int {
	for n := 0; n < 4 && i >= 0; n++ {
		if s := r.child(i, "nsubj", "nsubj:pass"); s >= 0 {
			return r.mentionOf(r.antecedent(s, i))
		}
		t := r.tok(i)
		if (t.Rel == "acl" || t.Rel == "acl:relcl" || t.Rel == "amod") && t.Head >= 0 {
			if m := r.mentionOf(t.Head); m >= 0 {
				return m
			}
		}
		if t.Head < 0 || !r.is(t.Head, "VERB", "AUX", "ADJ", "NOUN", "ADV") {
			return -1
		}
		i = t.Head
	}
	return -1
}

// process reports whether the words i..to are said of work on a deal that is
// not named.
func (r *reader) process(i, to int) bool {
	if h := r.tok(i).Head; r.tok(i).Rel == "amod" && h >= 0 {
		return r.w.process[r.singularAt(h)]
	}
	s := r.child(to-1, "nsubj", "nsubj:pass")
	return s >= 0 && r.w.process[r.singularAt(s)]
}

// beside is the mention shortly before i with no verb between.
func (r *reader) beside(i int) int {
	from, _ := r.sentence(i)
	for k := i - 1; k >= from && k > i-6 && !r.is(k, "VERB"); k-- {
		if m := r.at[k]; m >= 0 && !r.found[m].clause {
			return m
		}
	}
	return -1
}

// nearest is the mention nearest to tokens i..to in their sentence.
func (r *reader) nearest(i, to, reach int) int {
	from, end := r.sentence(i)
	for k := 1; k <= reach; k++ {
		if p := i - k; p >= from && r.at[p] >= 0 && !r.found[r.at[p]].clause {
			return r.at[p]
		}
		if p := to - 1 + k; p < end && r.at[p] >= 0 && !r.found[r.at[p]].clause {
			return r.at[p]
		}
	}
	return -1
}

// context is the deal that a sentence without a mention speaks of: the one last
// mentioned in this paragraph or the one before, else the document's main one.
func (r *reader) context(i int) int {
	sent := r.tok(i).Sent
	if sent < 0 {
		return -1
	}
	para := r.d.Sents[sent].Para
	for k := i; k >= 0 && k > i-250; k-- {
		if m := r.at[k]; m >= 0 {
			if p := r.d.Sents[r.tok(k).Sent].Para; p < para-1 {
				break
			}
			return r.found[m].deal
		}
	}
	for k, d := range r.deals {
		if d.main {
			return k
		}
	}
	return -1
}

// presupposed: what somebody hopes to resume is paused.
func (r *reader) presupposed(i, end int) {
	if !r.is(i, "VERB") || r.w.roles[r.lemma(i)]&roleResume == 0 {
		return
	}
	md := r.moodOf(i)
	if md.status == parley.StatusOccurred || md.negated {
		return
	}
	m, _ := r.argument(i, i+1, end, "obj")
	if m < 0 {
		m, _ = r.argument(i, i+1, end, "subj")
	}
	deal := -1
	if m >= 0 {
		deal = r.found[m].deal
	} else if o := r.child(i, "obj"); o >= 0 && r.w.process[r.singularAt(o)] { // "hope to resume work with"
		deal = r.context(i)
	}
	if deal < 0 {
		return
	}
	r.add(candidate{kind: parley.TypePosition, deal: deal, mention: m, trigger: i, axis: parley.AxisActivity, value: "paused",
		deriv: parley.DerivationPresupposed, mood: md, rule: "position_presupposed_" + r.lemma(i)})
}
