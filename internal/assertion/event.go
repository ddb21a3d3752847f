package assertion

import (
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// eventWord is one reading of a verb or noun that tells what happens to a deal.
type eventWord struct {
	rest    []string // particles that follow
	slot    string   // obj, subj, noun, or a preposition
	event   parley.Event
	classes []class // of the mention in the slot; nil for any but talks
}

// takes reports whether a mention can stand in the word's slot.
func (w *eventWord) takes(m *mention) bool {
	if w.classes == nil {
		return m.own != classTalks
	}
	for _, x := range w.classes {
		if x == m.own || x == m.noun.class && m.own != classTalks {
			return true
		}
	}
	return false
}

// events finds what happens to deals: a word of the event list with a mention
// of a deal in its slot.
func (r *reader) events() {
	for s, sent := range r.d.Sents {
		if r.apart(s) {
			continue
		}
		for i := sent.Toks[0]; i < sent.Toks[1]; i++ {
			if r.tok(i).Apart {
				continue
			}
			switch {
			case r.is(i, "VERB"):
				r.verbEvent(i, sent.Toks[1])
			case r.is(i, "NOUN"):
				r.nounEvent(i, sent.Toks[1])
			}
		}
	}
	for k := range r.found {
		if r.found[k].clause && r.found[k].deal >= 0 {
			r.clauseEvent(k)
		}
	}
}

func (r *reader) verbEvent(i, end int) {
	if i > 0 && isHyphen(r.low(i-1)) && r.tok(i-1).End == r.tok(i).Start {
		return // "a US-backed plan"
	}
	done := map[parley.Event]bool{}
	switch r.lemma(i) {
	case "agree":
		// "has agreed to pay $200m": the deal is the one spoken of.
		if v := r.child(i, "xcomp", "advcl"); v > i && r.low(r.first[v]) == "to" && r.at[v] < 0 {
			if k := r.dealNear(i, i, r.last[v]+1); k >= 0 {
				r.event(candidate{kind: parley.TypeEvent, deal: k, mention: -1, trigger: i, event: parley.EventAgreed, rule: "event_agrees_to_do"})
				done[parley.EventAgreed] = true
			}
		}
	case "offer", "bid":
		// "offered 272p a share"
		if len(r.amountsIn(i, min(end, i+8))) > 0 {
			if k := r.dealNear(i, i, min(end, i+12)); k >= 0 {
				r.event(candidate{kind: parley.TypeEvent, deal: k, mention: -1, trigger: i, event: parley.EventOffered, rule: "event_offers_money"})
				done[parley.EventOffered] = true
			}
		}
	}
	for _, w := range r.w.events[r.lemma(i)] {
		if w.slot == "noun" || done[w.event] {
			continue
		}
		after := r.particles(i, end, w.rest)
		if after < 0 {
			continue
		}
		if p := r.child(i, "compound:prt"); p > i && len(w.rest) == 0 && r.low(p) != w.slot {
			continue // "frozen out", "sold off": another verb
		}
		m, rule := r.argument(i, after, end, w.slot)
		if m < 0 || !w.takes(&r.found[m]) {
			continue
		}
		done[w.event] = true
		if w.event == parley.EventAgreed && r.found[m].clause {
			continue
		}
		if w.event == parley.EventProposed && (r.low(r.found[m].head) == "offer" || r.low(r.found[m].head) == "bid") {
			w.event = parley.EventOffered
		}
		if g := r.governor(i); g != i && r.lemma(g) == "refuse" && (w.event == parley.EventSigned || w.event == parley.EventAgreed || w.event == parley.EventApproved) {
			r.event(candidate{kind: parley.TypeEvent, deal: r.found[m].deal, mention: m, trigger: g, event: parley.EventRejected, rule: "event_refuses_to"})
		}
		if g := r.governor(i); g != i && w.event == parley.EventOffered && r.w.roles[r.lemma(g)]&roleAhead != 0 {
			r.event(candidate{kind: parley.TypeEvent, deal: r.found[m].deal, mention: m, trigger: g, event: parley.EventProposed, rule: "event_means_to"})
		}
		c := candidate{kind: parley.TypeEvent, deal: r.found[m].deal, mention: m, trigger: i, event: w.event, rule: "event_" + rule}
		if len(w.rest) > 0 {
			c.from, c.to = r.clause(i, m)
			c.to = max(c.to, r.restEnd(i, end, w.rest))
		}
		r.event(c)
	}
}

// particles finds the words that must follow a verb within a few tokens ("put
// the talks on hold") and returns the token after the first stretch of them, or
// -1.
func (r *reader) particles(i, end int, rest []string) int {
	at := i + 1
	for _, w := range rest {
		k := at
		for k < min(end, at+5) && r.low(k) != w && r.singularAt(k) != w {
			if r.is(k, "VERB", "SCONJ") || r.tok(k).Tag == "PUNCT" && !isMark(r.low(k)) && !isHyphen(r.low(k)) {
				return -1
			}
			k++
		}
		if k >= min(end, at+5) {
			return -1
		}
		if k == at {
			at++
		}
	}
	return at
}

// restEnd is the token after the last of the words that follow a verb.
func (r *reader) restEnd(i, end int, rest []string) int {
	for k := i + 1; k < min(end, i+1+5*len(rest)); k++ {
		if w := rest[len(rest)-1]; r.low(k) == w || r.singularAt(k) == w {
			return k + 1
		}
	}
	return i + 1
}

// argument finds the mention in a verb's slot: by the parse, else by what
// stands next to the verb.
func (r *reader) argument(verb, after, end int, slot string) (m int, rule string) {
	switch slot {
	case "near":
		if m := r.nearest(verb, after, 18); m >= 0 {
			return m, "near"
		}
	case "obj":
		for _, rel := range [2]string{"obj", "nsubj:pass"} {
			o := r.child(verb, rel)
			if m := r.mentionOf(o); m >= 0 {
				return m, "object"
			}
			if m := r.meant(o); m >= 0 {
				return m, "pronoun"
			}
		}
		t := r.tok(verb)
		if (t.Rel == "acl" || t.Rel == "acl:relcl") && t.Head >= 0 {
			// "a deal signed in May", "the pact, which was signed", "the deal they signed"
			if m := r.mentionOf(t.Head); m >= 0 && (t.XPOS == "VBN" || r.child(verb, "obj") < 0) {
				return m, "relative"
			}
		}
		if m := r.reduced(verb); m >= 0 {
			return m, "relative"
		}
		if m := r.reaching(verb); m >= 0 && t.XPOS == "VBN" {
			return m, "before"
		}
		if s, passive := r.subject(verb); passive {
			if m := r.mentionOf(s); m >= 0 {
				return m, "passive"
			}
			// "The deal, said the minister, was signed": the parse lost it.
			if r.child(verb, "obj") >= 0 {
				return -1, ""
			}
			if m := r.beside(verb); m >= 0 {
				return m, "before"
			}
		} else if m := r.mentionAfter(after, end, 7); m >= 0 {
			return m, "next"
		}
	case "subj":
		if s, _ := r.subject(verb); s >= 0 {
			if m := r.mentionOf(s); m >= 0 {
				return m, "subject"
			}
			if m := r.meant(s); m >= 0 {
				return m, "pronoun"
			}
			return -1, ""
		}
		if r.tok(verb).Rel != "" {
			return -1, ""
		}
	default:
		for k := after; k < min(end, after+4); k++ {
			if r.low(k) == slot {
				if m := r.mentionAfter(k+1, end, 7); m >= 0 {
					return m, "prepositional"
				}
				return -1, ""
			}
			if r.is(k, "VERB", "SCONJ") {
				return -1, ""
			}
		}
	}
	return -1, ""
}

// reaching is the mention whose words end where the verb group of token i
// begins, as the subject of a passive does, whatever the parse made of it: "a
// deal to scrap duties on timber sent abroad has been put on hold".
func (r *reader) reaching(i int) int {
	from, _ := r.sentence(i)
	k, be := i, false
	for k > from && (r.is(k-1, "AUX", "ADV", "PART") || r.tok(k-1).XPOS == "VBN" && r.is(k-2, "AUX")) {
		k--
		be = be || r.is(k, "AUX")
	}
	if !be {
		return -1
	}
	for n := k - 1; n >= max(from, k-20); n-- {
		m := r.at[n]
		if m < 0 {
			continue
		}
		if x := &r.found[m]; !x.clause && x.long[1] <= k && (x.long[1] == k || x.long[1] > x.toks[1] && r.nounRight(x.long[1]-1, k) == k) {
			return m
		}
		return -1
	}
	return -1
}

// reduced is the mention right before a participle that tells what was done to
// it, where the parse takes it for the subject: "the accord struck last year".
func (r *reader) reduced(verb int) int {
	if r.tok(verb).XPOS != "VBN" || r.child(verb, "aux", "aux:pass", "cop") >= 0 || r.child(verb, "obj", "ccomp", "xcomp") >= 0 {
		return -1
	}
	s := r.child(verb, "nsubj")
	if s < 0 || s > verb {
		return -1
	}
	m := r.mentionOf(s)
	if m < 0 {
		return -1
	}
	for k := max(s+1, r.found[m].toks[1]); k < verb; k++ {
		if !r.is(k, "ADV") {
			return -1
		}
	}
	return m
}

// meant is the mention that a bare "it", "this" or "that" at i may stand for:
// the last one before it, in this sentence or the one before.
func (r *reader) meant(i int) int {
	switch r.low(i) {
	case "it", "this", "that":
	default:
		return -1
	}
	s := r.tok(i).Sent
	for k := i - 1; k >= 0 && r.tok(k).Sent >= s-1; k-- {
		if m := r.at[k]; m >= 0 && !r.found[m].clause {
			return m
		}
	}
	return -1
}

// mentionOf is the mention whose phrase token i is the head of, or that heads
// what i stands for ("the terms of the deal", "a round of talks").
func (r *reader) mentionOf(i int) int {
	if i < 0 {
		return -1
	}
	if m := r.at[i]; m >= 0 {
		return m
	}
	if r.w.carriers[r.singularAt(i)] {
		for _, c := range r.children[i] {
			if k := r.child(c, "case"); k >= 0 && r.low(k) == "of" {
				if m := r.at[c]; m >= 0 {
					return m
				}
			}
			if t := r.tok(c); t.Rel == "acl" { // "efforts to broker a deal"
				if m := r.mentionOf(r.child(c, "obj")); m >= 0 {
					return m
				}
			}
		}
	}
	return -1
}

// mentionAfter is the mention that begins within reach tokens from i, no verb
// or clause between.
func (r *reader) mentionAfter(i, end, reach int) int {
	for k := i; k < min(end, i+reach); k++ {
		if m := r.at[k]; m >= 0 {
			if r.found[m].clause && k != r.found[m].head {
				return -1
			}
			return m
		}
		t := r.tok(k)
		if r.is(k, "VERB", "AUX", "SCONJ", "CCONJ") || t.Tag == "ADP" && t.Low != "of" && k > i || t.Tag == "PUNCT" && !isMark(t.Low) && !isHyphen(t.Low) {
			return -1
		}
	}
	return -1
}

func (r *reader) nounEvent(i, end int) {
	for _, lemma := range []string{r.lemma(i), r.singularAt(i)} {
		for _, w := range r.w.events[lemma] {
			if !strings.HasPrefix(w.slot, "noun") {
				continue
			}
			m := -1
			rule := "event_noun_of"
			for k := i + 1; k < min(end, i+4) && m < 0; k++ {
				if l := r.low(k); l == "of" || l == "to" || l == "for" || l == "in" || l == "from" || l == "with" {
					m = r.mentionAfter(k+1, end, 7)
					break
				}
			}
			if m < 0 && i > 0 {
				if k := r.at[i-1]; k >= 0 && r.tok(i-1).Sent == r.tok(i).Sent {
					m, rule = k, "event_noun_compound"
				} else if r.low(i-1) == "'s" && i > 1 && r.at[i-2] >= 0 {
					m, rule = r.at[i-2], "event_noun_compound"
				}
			}
			if m < 0 && w.event == parley.EventBreached {
				// "repeated violations" while a truce is spoken of
				if k := r.context(i); k >= 0 && r.deals[k].class == classTruce {
					r.event(candidate{kind: parley.TypeEvent, deal: k, mention: -1, trigger: i, event: w.event, rule: "event_noun_alone"})
					return
				}
			}
			if m < 0 || !w.takes(&r.found[m]) {
				continue
			}
			r.event(candidate{kind: parley.TypeEvent, deal: r.found[m].deal, mention: m, trigger: i, event: w.event, rule: rule})
			return
		}
	}
}

// clauseEvent reads what a clause that tells of a deal says happened: "agreed
// to buy", "bought in 2018", "to be taken over".
func (r *reader) clauseEvent(k int) {
	m := &r.found[k]
	verb := m.head
	c := candidate{kind: parley.TypeEvent, deal: m.deal, mention: k, trigger: verb}
	gov := r.governor(verb)
	switch r.lemma(gov) {
	case "agree":
		c.event, c.trigger, c.rule = parley.EventAgreed, gov, "event_agrees_to"
	case "offer", "bid":
		c.event, c.trigger, c.rule = parley.EventOffered, gov, "event_offers_to"
	case "propose":
		c.event, c.trigger, c.rule = parley.EventProposed, gov, "event_proposes_to"
	case "announce", "unveil":
		c.event, c.trigger, c.rule = parley.EventAnnounced, gov, "event_announces"
	default:
		switch m.noun.class {
		case classMerger:
			c.event, c.rule = parley.EventCompleted, "event_deal_verb"
		default:
			c.event, c.rule = parley.EventAgreed, "event_deal_verb"
		}
	}
	r.event(c)
}

// governor is the verb on whose infinitive verb hangs: "agreed" of "agreed to
// buy", else verb itself.
func (r *reader) governor(verb int) int {
	t := r.tok(verb)
	if t.Rel == "xcomp" && t.Head >= 0 {
		return t.Head
	}
	if t.Rel == "advcl" && t.Head >= 0 && verb > 0 && (r.low(verb-1) == "to" || r.low(verb-1) == "be") && r.lemma(t.Head) == "agree" {
		return t.Head
	}
	if verb > 1 && r.low(verb-1) == "to" && r.is(verb-2, "VERB") {
		return verb - 2
	}
	if verb > 2 && r.low(verb-1) == "be" && r.low(verb-2) == "to" && r.is(verb-3, "VERB") {
		return verb - 3
	}
	return verb
}

// event completes a candidate: status by the clause's mood, date, holder.
func (r *reader) event(c candidate) {
	mood := r.moodOf(c.trigger)
	if c.mention >= 0 && r.found[c.mention].negated {
		mood.status = parley.StatusDenied
	}
	c.mood = mood
	c.status = mood.status
	c.date = r.dateOf(c.trigger)
	if c.status == parley.StatusOccurred && c.date.Future && c.date.Date != "" {
		// "Ministers sign in May": but not what is to be done in May.
		if i, _ := r.tokensOf(c.date.Span); !mood.perfect && r.dates(i) == c.trigger {
			c.status = parley.StatusPlanned
		} else {
			c.date = lang.DateMention{}
		}
	}
	if c.date.Date == "" && c.status == parley.StatusOccurred && (mood.perfect || mood.present || r.early(c.trigger)) {
		c.date.Date = r.recent()
		c.date.Rule = "recent"
	}
	r.add(c)
}

// early reports whether token i stands where news does: title, excerpt or the
// first paragraphs.
func (r *reader) early(i int) bool {
	switch r.place(i) {
	case "title", "excerpt", "lead", "body1", "body2", "body3":
		return true
	}
	return false
}

// dates is the verb that the date at token i belongs to.
func (r *reader) dates(i int) int {
	v, _ := r.verbOf(i)
	return v
}
