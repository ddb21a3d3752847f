package assertion

import (
	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// commitments finds what parties undertake: after a verb of pledging, ahead or
// done by a verb of doing, and the money that a deal's own phrase names.
func (r *reader) commitments() {
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			if !r.tok(i).Apart && r.is(i, "VERB") && !r.attributes(i) {
				r.undertaking(i, sent.Toks[1])
			}
		}
	}
	r.prices()
	r.figures()
}

// figures proposes every figure that no rule before has taken: what it counts
// may be undertaken in words that no list has ("25% of the debt written off").
func (r *reader) figures() {
	taken := map[*lang.Figure]bool{}
	for k := range r.candidates {
		if f := r.candidates[k].figure; f != nil {
			taken[f] = true
		}
	}
	for k := range r.d.Figures {
		x := &r.d.Figures[k]
		if taken[x] || x.Rule == "money_converted" {
			continue
		}
		i, to := r.tokensOf(x.Span)
		if i >= len(r.d.Toks) || r.tok(i).Sent < 0 || r.apart(r.tok(i).Sent) || r.tok(i).Apart {
			continue
		}
		from, end := r.sentence(i)
		v, _ := r.verbOf(i)
		if v < 0 {
			v = i
		}
		c := candidate{kind: parley.TypeCommitment, mention: -1, trigger: v, state: parley.StatePledged, figure: x, rule: "commitment_figure"}
		c.mood = r.moodOf(v)
		if c.mood.modal == "" && (c.mood.perfect || r.tok(v).XPOS == "VBD") {
			c.state = parley.StateDelivered
		}
		if c.deal = r.dealNear(i, i, to); c.deal < 0 {
			continue
		}
		if v != i {
			c.who, _ = r.undertaker(v, r.governor(v))
		}
		g, last := r.giver(x, i, to, end)
		if len(g) > 0 {
			c.who, c.rule = g, "commitment_given"
			if r.leading >= 0 && r.sentencesSince(c.deal, i) > 0 {
				c.deal = r.leading // told along with what the story is about
			}
		}
		if !r.concerns(c.deal, i, c.who) && (c.rule != "commitment_given" || r.sentencesSince(c.deal, i) > nearby) {
			continue
		}
		if len(c.who) == 0 {
			c.who = r.likelyHolder(c.deal)
			c.rule = "commitment_figure_whoever"
		}
		a, b := max(from, i-6), min(end, to+10)
		if v != i && v < i && i-v < 14 {
			a, b = r.predicate(v, end)
		}
		b = max(b, last)
		c.what = [2]int{min(a, i), b}
		c.from, c.to = c.what[0], c.what[1]
		c.due = r.due(c.what[0], c.what[1])
		r.add(c)
	}
}

// giver is who gives what a figure at tokens i..to counts, where the words
// beside it say so: "£5bn of investment from Kestrel", "Kestrel's £5bn pledge",
// "including Kestrel (£5bn) and Rivet".
func (r *reader) giver(x *lang.Figure, i, to, end int) (who []string, last int) {
	if x.Rate != nil {
		return nil, to
	}
	from, _ := r.sentence(i)
	gift, passive := false, false
	for k := to; k < min(end, to+18); k++ {
		t := r.tok(k)
		switch {
		case r.is(k, "NOUN"):
			gift = gift || r.w.gifts[r.singularAt(k)]
			continue
		case t.Low == "from" && (gift || k == to && r.low(i-1) != "to"), t.Low == "by" && (gift || passive):
			return r.listed(k+1, end)
		case t.XPOS == "VBN" || t.XPOS == "RP":
			passive = true
			continue
		case r.is(k, "ADJ", "ADP", "NUM", "PROPN", "SYM", "DET", "AUX") || isHyphen(t.Low) || t.Low == "(" || t.Low == ")":
			continue
		}
		break
	}
	if r.low(i-1) == "(" && r.low(to) == ")" && r.is(i-2, "PROPN") {
		return r.partiesIn(max(from, i-4), i-1), to
	}
	own := -1
	for k := i - 1; k >= max(from, i-4); k-- {
		if r.low(k) == "'s" || r.low(k) == "'" {
			own = k
		}
	}
	if own >= 0 && gift {
		return r.partiesIn(r.nounLeft(own-1), own), to
	}
	return nil, to
}

// listed are the parties of the noun phrase at i, or those it includes: "tech
// firms including Kestrel, Rivet and Holm".
func (r *reader) listed(i, end int) (who []string, last int) {
	to := r.nounRight(i, end)
	out := r.partiesIn(i, to)
	k := to
	if r.low(k) == "," {
		k++
	}
	if w := r.low(k); w == "including" || w == "like" || w == "such" && r.low(k+1) == "as" {
		if w == "such" {
			k++
		}
		to = r.nounRight(k+1, end)
		for _, e := range r.partiesIn(k+1, to) {
			if !has(out, e) {
				out = append(out, e)
			}
		}
	}
	return out, to
}

// undertaking reads a verb phrase that is something undertaken.
func (r *reader) undertaking(i, end int) {
	c := candidate{kind: parley.TypeCommitment, mention: -1, trigger: i, state: parley.StatePledged}
	gov, by := r.undertaken(i)
	act := r.w.commit[r.lemma(i)] == "act"
	switch {
	case by != "":
		c.rule = "commitment_" + by
	case r.w.commit[r.lemma(i)] == "pledge" && r.child(i, "obj") >= 0 && r.lemma(i) != "agree" && r.lemma(i) != "offer":
		c.rule = "commitment_pledges"
	case act:
		c.rule = "commitment_will"
	default:
		return
	}
	c.mood = r.moodOf(i)
	if c.rule == "commitment_will" {
		switch {
		case c.mood.modal != "":
			switch c.mood.modal {
			case "could", "may", "might", "can", "want", "hope", "try", "fail", "refuse", "need":
				return
			}
		case c.mood.perfect || r.tok(i).XPOS == "VBD" || c.mood.passive:
			c.state = parley.StateDelivered
			c.rule = "commitment_done"
		case r.tok(i).XPOS == "VBG" && r.child(i, "aux") >= 0: // "is investing £80m"
			c.rule = "commitment_doing"
		default:
			return
		}
	}
	if c.mood.negated && c.rule == "commitment_done" {
		return
	}
	from, to := r.predicate(i, end)
	c.who, _ = r.undertaker(i, gov)
	if c.deal = r.dealNear(i, from, to); c.deal < 0 {
		return
	}
	if by == "" && !r.concerns(c.deal, i, c.who) {
		return
	}
	if len(c.who) == 0 {
		c.who = r.likelyHolder(c.deal)
		c.rule += "_whoever"
	}
	for _, e := range r.partiesIn(i+1, to) {
		if !has(c.who, e) {
			c.receivers = append(c.receivers, e)
		}
	}
	c.what = [2]int{from, to}
	c.from, c.to = from, to
	if s, _ := r.subject(i); s >= 0 && s < from && from-s < 15 {
		a, _ := r.phrase(s)
		c.from = a
	}
	c.due = r.due(from, to)
	figs := r.figuresIn(from, to)
	if len(figs) == 0 {
		r.add(c)
		return
	}
	for k := range figs {
		x := c
		x.figure = figs[k]
		a, b := r.tokensOf(figs[k].Span)
		if g, last := r.giver(figs[k], a, b, end); len(g) > 0 {
			x.what[1], x.to = max(x.what[1], last), max(x.to, last)
			x.who, x.receivers = g, without(append(c.receivers, c.who...), g)
			x.rule = "commitment_given"
		}
		r.add(x)
	}
}

// undertaken finds what makes the verb at i something undertaken: a verb of
// pledging before its infinitive or gerund ("agreed to cut", "committed to
// cutting", also the second of two), or a noun ("a pledge not to join").
func (r *reader) undertaken(i int) (gov int, by string) {
	v := i
	for n := 0; n < 3 && r.tok(v).Rel == "conj" && r.sharesAux(v) && r.tok(v).Head >= 0; n++ {
		v = r.tok(v).Head
	}
	if g := r.governor(v); g != v {
		if r.w.commit[r.lemma(g)] == "pledge" {
			return g, r.lemma(g) + "_to"
		}
		if r.w.roles[r.lemma(g)]&roleMakes != 0 && (r.child(g, "obj") >= 0 || r.child(v, "nsubj") >= 0) {
			return g, "makes"
		}
	}
	h := r.tok(v).Head
	if h < 0 {
		return i, ""
	}
	switch r.tok(v).Rel {
	case "advcl", "ccomp", "obl", "xcomp":
		if r.w.commit[r.lemma(h)] == "pledge" && r.tok(v).XPOS == "VBG" {
			return h, r.lemma(h) + "_to"
		}
		if r.w.roles[r.lemma(h)]&roleMakes != 0 && (r.child(v, "nsubj") >= 0 || r.child(h, "obj") >= 0) {
			return h, "makes"
		}
	case "acl":
		switch r.singularAt(h) {
		case "pledge", "commitment", "promise", "undertaking", "vow", "assurance", "guarantee":
			return h, "noun"
		}
	}
	return i, ""
}

// undertaker is who does what the verb at i says: its subject; the object of a
// verb that makes somebody do it; a passive's agent.
func (r *reader) undertaker(i, gov int) (who []string, passive bool) {
	take := func(t int) {
		if t < 0 {
			return
		}
		for _, e := range r.actors(t) {
			if r.partyType(e) {
				if p := r.party(e); !has(who, p) {
					who = append(who, p)
				}
			}
		}
	}
	if r.w.roles[r.lemma(gov)]&roleMakes != 0 && gov != i {
		if s := r.child(i, "nsubj"); s >= 0 {
			take(s)
		} else {
			take(r.child(gov, "obj"))
		}
		return who, false
	}
	if r.child(i, "aux:pass") >= 0 {
		return r.agent(i), true
	}
	if r.is(gov, "NOUN") {
		for _, t := range r.children[gov] {
			switch r.tok(t).Rel {
			case "nmod:poss", "nmod":
				take(t)
			}
		}
		return who, false
	}
	s, passive := r.subject(i)
	if passive {
		return r.agent(i), true
	}
	take(s)
	return who, false
}

// nearby is how many sentences after a deal's mention money may be told of that
// others give along with it.
const nearby = 3

// concerns reports whether what somebody does near a deal has to do with it:
// the deal is in the sentence, or a party or one of those the document names
// most does it.
func (r *reader) concerns(deal, i int, who []string) bool {
	for _, e := range who {
		if r.deals[deal].votes[e] > 0 || r.deals[deal].near[e] > 0 || r.rank[e] > 0 && r.rank[e] <= 4 {
			return true
		}
	}
	return r.sentencesSince(deal, i) == 0
}

// predicate is the verb with what belongs to it, to the end of its clause.
func (r *reader) predicate(i, end int) (int, int) {
	to := i + 1
	for to < min(end, i+30) {
		t := r.tok(to)
		if t.Low == ";" || t.Low == ":" || t.Low == "." || t.Low == "—" || t.Low == "which" || t.Low == "who" || t.Low == "but" || t.Low == "while" || t.Low == "although" || t.Low == "after" && r.is(to+1, "DET", "PRON", "VERB") {
			break
		}
		if t.Low == "," && (r.is(to+1, "SCONJ", "PRON", "VERB", "ADP", "CCONJ", "DET", "ADV") || r.low(to+1) == "which") {
			break
		}
		if t.Low == "and" && (r.is(to+1, "VERB", "AUX", "PRON") || r.is(to+1, "DET", "PROPN", "NOUN") && r.finiteSoon(to+1, end)) {
			break
		}
		if isMark(t.Low) && t.Quote < 0 && r.tok(i).Quote >= 0 {
			break
		}
		to++
	}
	return i, to
}

// finiteSoon reports whether a finite verb follows the noun phrase at k, so
// that a new clause begins there.
func (r *reader) finiteSoon(k, end int) bool {
	for n := k; n < min(end, k+7); n++ {
		if x := r.tok(n).XPOS; x == "VBD" || x == "VBZ" || x == "VBP" || x == "MD" {
			return true
		}
		if r.tok(n).Tag == "PUNCT" && !isHyphen(r.low(n)) {
			return false
		}
	}
	return false
}

func (r *reader) figuresIn(from, to int) []*lang.Figure {
	s := r.span(from, to)
	var out []*lang.Figure
	for k := range r.d.Figures {
		x := &r.d.Figures[k]
		if s.Contains(x.Span) && x.Rule != "money_converted" {
			out = append(out, x)
		}
	}
	return out
}

// agent are the parties after a passive's "by".
func (r *reader) agent(verb int) []string {
	for _, c := range r.children[verb] {
		if k := r.child(c, "case"); k >= 0 && r.low(k) == "by" {
			from, to := r.phrase(c)
			return r.partiesIn(from, to)
		}
	}
	return nil
}

// dealNear is the deal that a clause about token i belongs to: one mentioned in
// the clause, else in the sentence, else the one the text speaks of.
func (r *reader) dealNear(i, from, to int) int {
	for k := from; k < to; k++ {
		if m := r.at[k]; m >= 0 {
			return r.found[m].deal
		}
	}
	if m := r.nearest(i, i+1, 40); m >= 0 {
		return r.found[m].deal
	}
	return r.context(i)
}

// likelyHolder are the parties of a deal whose commitment names nobody.
func (r *reader) likelyHolder(deal int) []string {
	var out []string
	for _, e := range r.deals[deal].parties {
		if r.deals[deal].votes[e] > 0 {
			out = append(out, e)
		}
	}
	return out[:min(2, len(out))]
}

// due is the date by which something at tokens from..to is to be done.
func (r *reader) due(from, to int) string {
	s := r.span(from, to)
	for k := len(r.d.Dates) - 1; k >= 0; k-- {
		x := r.d.Dates[k]
		if s.Contains(x.Span) && (x.Until || x.Future) && x.Date != "" {
			if n := len(x.Date); n > 11 {
				return x.Date[n-10:]
			}
			return x.Date
		}
	}
	return ""
}

// prices finds the money that a deal's own phrase names: "a $38bn deal", "the
// deal, worth £500m", "a stake for $2 billion".
func (r *reader) prices() {
	for k := range r.d.Figures {
		x := &r.d.Figures[k]
		if x.Amount == nil || x.Rule == "money_converted" {
			continue
		}
		i, to := r.tokensOf(x.Span)
		if i >= len(r.d.Toks) || r.tok(i).Sent < 0 || r.apart(r.tok(i).Sent) {
			continue
		}
		c := candidate{kind: parley.TypeCommitment, mention: -1, trigger: i, state: parley.StatePledged, figure: x, rule: "commitment_price"}
		if m := r.at[i]; m >= 0 {
			c.mention = m
		} else {
			from, _ := r.sentence(i)
			for n := i - 1; n >= max(from, i-8); n-- {
				switch r.lemma(n) {
				case "worth", "value", "valued", "for", "price", "cost", "at":
					c.rule = "commitment_worth"
				}
				if m := r.at[n]; m >= 0 {
					c.mention = m
					break
				}
			}
			if c.mention < 0 || c.rule != "commitment_worth" {
				continue
			}
		}
		m := &r.found[c.mention]
		c.deal = m.deal
		c.who = r.payer(m)
		if len(c.who) == 0 {
			c.who = r.likelyHolder(c.deal)
		}
		c.what = [2]int{min(i, m.toks[0]), max(to, m.long[1])}
		if m.clause {
			c.what = [2]int{min(i, m.toks[0]), max(to, m.toks[1])}
		}
		c.from, c.to = c.what[0], c.what[1]
		c.mood = r.moodOf(m.head)
		r.add(c)
	}
}

// payer is the party that pays under a mention's deal: who buys or invests.
func (r *reader) payer(m *mention) []string {
	var out []string
	for _, e := range m.parties {
		if e != m.target && !has(m.given, e) {
			out = append(out, e)
		}
	}
	if len(out) == 0 && m.target != "" {
		for _, e := range r.likelyHolder(m.deal) {
			if e != m.target {
				out = append(out, e)
			}
		}
	}
	return out
}

// without is ids less those in not.
func without(ids, not []string) []string {
	var out []string
	for _, e := range ids {
		if !has(not, e) {
			out = append(out, e)
		}
	}
	return out
}
