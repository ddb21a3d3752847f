package assertion

import (
	"sort"

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
}

// undertaking reads a verb phrase that is something undertaken.
func (r *reader) undertaking(i, end int) {
	kind := r.w.commit[r.lemma(i)]
	c := candidate{kind: parley.TypeCommitment, mention: -1, trigger: i, state: parley.StatePledged}
	gov := r.governor(i)
	switch {
	case gov != i && r.w.commit[r.lemma(gov)] == "pledge":
		c.rule = "commitment_" + r.lemma(gov) + "_to"
	case kind == "pledge" && r.child(i, "obj") >= 0 && r.lemma(i) != "agree" && r.lemma(i) != "offer":
		c.rule = "commitment_pledges"
	case kind == "act":
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
		default:
			return
		}
	}
	if c.mood.negated && c.rule == "commitment_done" {
		return
	}
	from, to := r.predicate(i, end)
	figs := r.figuresIn(from, to)
	s, passive := r.subject(i)
	if s >= 0 {
		for _, e := range r.actors(s) {
			if r.partyType(e) {
				if p := r.party(e); !has(c.who, p) {
					c.who = append(c.who, p)
				}
			}
		}
		if passive {
			c.who = r.agent(i)
		}
	}
	c.deal = r.dealNear(i, from, to)
	if c.deal < 0 {
		return
	}
	if c.rule == "commitment_will" || c.rule == "commitment_done" {
		near := false
		for _, e := range c.who {
			near = near || r.deals[c.deal].votes[e] > 0 || r.deals[c.deal].near[e] > 1
		}
		from, to := r.sentence(i)
		for k := from; k < to; k++ {
			near = near || r.at[k] >= 0 && r.found[r.at[k]].deal == c.deal
		}
		if !near {
			return
		}
	}
	if len(c.who) == 0 {
		if !passive && s < 0 {
			return
		}
		c.who = r.likelyHolder(c.deal)
	}
	for _, e := range r.partiesIn(i+1, to) {
		if !has(c.who, e) {
			c.receivers = append(c.receivers, e)
		}
	}
	c.what = [2]int{from, to}
	c.from, c.to = from, to
	if s >= 0 && s < from && from-s < 15 {
		a, _ := r.phrase(s)
		c.from = a
	}
	c.due = r.due(from, to)
	if len(figs) == 0 {
		r.add(c)
		return
	}
	for k := range figs {
		c.figure = figs[k]
		r.add(c)
	}
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
		i := sort.Search(len(r.d.Toks), func(n int) bool { return r.d.Toks[n].End > x.Start })
		to := sort.Search(len(r.d.Toks), func(n int) bool { return r.d.Toks[n].Start >= x.End })
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
