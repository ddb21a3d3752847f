package assertion

import (
	"github.com/parley-desk/parley"
)

// conditions finds what deals hang on: a clause after "if" and its like whose
// main clause speaks of a deal, "subject to", what is needed first.
func (r *reader) conditions() {
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			if r.tok(i).Apart {
				continue
			}
			form, n := r.w.conditions.at(r.low, i)
			if n == 0 {
				continue
			}
			switch form {
			case "clause":
				r.conditionClause(i, i+n, sent.Toks[1])
			case "noun":
				r.conditionNoun(i, i+n, sent.Toks[1])
			case "need":
				r.conditionNeed(i, i+n, sent.Toks[1])
			case "must":
				r.conditionMust(i, i+n, sent.Toks[1])
			}
			i += n - 1
		}
	}
}

// clauseEnd is the end of the clause that begins at i.
func (r *reader) clauseEnd(i, end int) int {
	k := i
	for ; k < min(end, i+35); k++ {
		switch w := r.low(k); w {
		case ",", ";", ":", ".", "—", "–":
			if w == "," && (r.low(k+1) == "and" && !r.finiteSoon(k+2, end) || r.is(k+1, "PROPN", "NOUN", "ADJ") && r.is(k-1, "PROPN", "NOUN") && !r.finiteSoon(k+1, end)) {
				continue
			}
			if w == "–" && r.tok(k).Start == r.tok(k-1).End {
				continue
			}
			return k
		}
		switch r.low(k) {
		case "then", "before":
			if k > i+2 {
				return k
			}
		case "in":
			if k > i+2 && r.low(k+1) == "order" {
				return k
			}
		case "for":
			if k > i+2 && r.low(k+1) == "it" && r.low(k+2) == "to" {
				return k
			}
		}
	}
	return k
}

func (r *reader) conditionClause(i, from, end int) {
	to := r.clauseEnd(from, end)
	if to <= from+1 {
		return
	}
	deal, m := r.dealBeside(i, to)
	if deal < 0 {
		return
	}
	c := candidate{kind: parley.TypeCondition, deal: deal, mention: m, trigger: i, what: [2]int{from, to}, rule: "condition_" + r.low(i), requires: r.dealIn(from, to, deal)}
	c.effect = r.effectOf(i, from, to)
	c.from, c.to = i, to
	c.mood = r.moodOf(r.mainVerb(i))
	r.add(c)
}

// mainVerb is the verb of the clause that the words at i depend on.
func (r *reader) mainVerb(i int) int {
	v, _ := r.verbOf(i)
	if v < 0 {
		return i
	}
	if h := r.tok(v).Head; r.tok(v).Rel == "advcl" && h >= 0 {
		return h
	}
	return v
}

// dealBeside is the deal spoken of in the sentence outside the condition at
// i..to, else inside, else the one in context.
func (r *reader) dealBeside(i, to int) (deal, m int) {
	from, end := r.sentence(i)
	for k := i - 1; k >= from; k-- {
		if m := r.at[k]; m >= 0 {
			return r.found[m].deal, m
		}
	}
	for k := to; k < end; k++ {
		if m := r.at[k]; m >= 0 {
			return r.found[m].deal, m
		}
	}
	for k := i; k < to; k++ {
		if m := r.at[k]; m >= 0 {
			return r.found[m].deal, m
		}
	}
	return r.context(i), -1
}

func (r *reader) dealIn(from, to, but int) int {
	for k := from; k < to; k++ {
		if m := r.at[k]; m >= 0 && r.found[m].deal != but {
			return r.found[m].deal
		}
	}
	return -1
}

// effectOf reads what the condition bears on: from the verb of the main clause,
// else from the words beside the condition.
func (r *reader) effectOf(i, from, to int) parley.Effect {
	if v := r.mainVerb(i); v < from || v >= to {
		if e, ok := r.w.effects[r.lemma(v)]; ok {
			return e
		}
	}
	a, b := r.sentence(i)
	for k := a; k < b; k++ {
		if k >= from && k < to {
			continue
		}
		if e, ok := r.w.effects[r.lemma(k)]; ok {
			return e
		}
	}
	return parley.EffectOther
}

func (r *reader) conditionNoun(i, from, end int) {
	to := r.clauseEnd(from, end)
	if to <= from {
		return
	}
	deal, m := r.dealBeside(i, to)
	if deal < 0 {
		return
	}
	c := candidate{kind: parley.TypeCondition, deal: deal, mention: m, trigger: i, what: [2]int{from, to}, rule: "condition_" + r.low(i), requires: r.dealIn(from, to, deal)}
	c.effect = r.effectOf(i, from, to)
	r.approvalEffect(&c)
	c.from, c.to = i, to
	c.mood = r.moodOf(r.mainVerb(i))
	r.add(c)
}

// approvalEffect is what a deal that is subject to something waits for, when the
// words do not say it: a merger to close, a pact to take effect.
func (r *reader) approvalEffect(c *candidate) {
	if c.effect != parley.EffectOther {
		return
	}
	switch r.deals[c.deal].class {
	case classMerger, classFinance:
		c.effect = parley.EffectCompleted
	case classPact, classTruce, classVenture:
		c.effect = parley.EffectInForce
	}
}

// conditionMust reads "the takeover must be approved by Norland" and "Norland
// must first approve it": what a deal must undergo, or what must be done while
// it is spoken of.
func (r *reader) conditionMust(i, from, end int) {
	v := from
	for v < min(end, from+4) && !r.is(v, "VERB") {
		v++
	}
	if v >= min(end, from+4) {
		return
	}
	to := r.clauseEnd(from, end)
	s, _ := r.subject(v)
	c := candidate{kind: parley.TypeCondition, mention: -1, trigger: i, rule: "condition_must", effect: parley.EffectOther}
	if m := r.mentionOf(s); m >= 0 {
		c.mention, c.deal = m, r.found[m].deal
		if r.low(from) == "be" {
			from++
		}
		c.what = [2]int{from, to}
		c.rule = "condition_must_undergo"
	} else {
		if s < 0 || r.tok(s).Sent != r.tok(i).Sent {
			return
		}
		a, _ := r.phrase(s)
		c.deal, c.mention = r.dealBeside(a, to)
		c.what = [2]int{a, to}
	}
	if c.deal < 0 || c.what[1] <= c.what[0] {
		return
	}
	c.requires = r.dealIn(c.what[0], c.what[1], c.deal)
	c.effect = r.effectOf(i, c.what[0], c.what[1])
	if m := c.mention; m >= 0 && c.rule == "condition_must_undergo" && r.found[m].noun.class == classMerger {
		r.approvalEffect(&c)
	}
	c.from, c.to = c.what[0], c.what[1]
	c.mood = r.moodOf(v)
	r.add(c)
}

func (r *reader) conditionNeed(i, from, end int) {
	to := r.clauseEnd(from, end)
	if to <= from {
		return
	}
	deal, m := r.dealBeside(i, to)
	if deal < 0 || m < 0 {
		return
	}
	if r.low(from) == "to" && r.is(from+1, "AUX", "VERB") {
		from++
		if r.low(from) == "be" {
			from++
		}
	}
	c := candidate{kind: parley.TypeCondition, deal: deal, mention: m, trigger: i, what: [2]int{from, to}, rule: "condition_need", requires: r.dealIn(from, to, deal)}
	c.effect = r.effectOf(i, from, to)
	if r.found[m].noun.class == classMerger || r.approves(from, to) {
		r.approvalEffect(&c)
	}
	c.from, c.to = i, to
	c.mood = r.moodOf(i)
	r.add(c)
}

// approves reports whether tokens from..to speak of somebody's approval.
func (r *reader) approves(from, to int) bool {
	for k := from; k < to; k++ {
		if r.w.effects[r.lemma(k)] == parley.EffectApproved || r.w.effects[r.singularAt(k)] == parley.EffectApproved || r.lemma(k) == "sign" {
			return true
		}
	}
	return false
}
