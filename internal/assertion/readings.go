package assertion

import (
	"sort"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// A rule sees that words speak of a deal; what it cannot see for sure is of
// which deal, and since when. readings turns a candidate into a group of
// readings that differ in this, the rule's own first. The model chooses the
// likeliest of a group, or none.

// mostDeals bounds the deals that one candidate may speak of.
const mostDeals = 4

// choice says how a reading came to one of its parts: "deal slot", "who speaker".
type choice struct{ part, how string }

func (r *reader) readings() {
	base := r.candidates
	sort.SliceStable(base, func(i, j int) bool { return base[i].trigger < base[j].trigger })
	r.candidates = make([]candidate, 0, 4*len(base))
	r.count(base)
	seen := map[said]int{}
	for g := range base {
		c := &base[g]
		c.group, c.first = g, true
		c.before = seen[c.said()]
		seen[c.said()]++
		r.read(*c)
	}
}

// said is what a candidate says, whoever says it.
type said struct {
	kind parley.AssertionType
	deal int
	what string
}

func (c *candidate) said() said { return said{c.kind, c.deal, c.label() + string(c.status)} }

// label is what a candidate asserts, apart from of what and by whom.
func (c *candidate) label() string {
	return string(c.event) + string(c.axis) + c.value + string(c.state) + string(c.effect) + string(c.relation)
}

// count notes how often the document says the same.
func (r *reader) count(base []candidate) {
	r.times = map[said]int{}
	for i := range base {
		r.times[base[i].said()]++
	}
}

// read adds the readings of c. Whose position it is, who undertakes something
// and what a condition bears on are left to the rules: with the posts there are
// to learn from, a free choice of these finds less than the rules do.
func (r *reader) read(c candidate) {
	c.add(choice{"deal", "slot"})
	switch c.kind {
	case parley.TypeEvent:
		for k, d := range r.dealsNear(&c) {
			x := r.about(c, d)
			for _, when := range r.whens(&c) {
				y := x
				y.date = when.date
				y.add(choice{"date", when.how})
				r.put(y)
				if k > 0 {
					break
				}
			}
		}
	case parley.TypeCondition, parley.TypeObstacle:
		for _, d := range r.dealsNear(&c) {
			r.put(r.about(c, d))
		}
	default:
		r.put(c)
	}
}

func (c *candidate) add(x choice) { c.choices = append(c.choices[:len(c.choices):len(c.choices)], x) }

// put adds a reading; all but the first of a group are alternatives.
func (r *reader) put(c candidate) {
	if n := len(r.candidates); n > 0 && r.candidates[n-1].group == c.group {
		c.first = false
	}
	r.candidates = append(r.candidates, c)
}

// nearDeal is a deal that a candidate may speak of.
type nearDeal struct {
	deal, mention int
	how           string
}

// dealsNear are the deals that the words at a candidate's trigger may speak of:
// the rule's own, those of the same sentence from the nearest on, the one in
// context, the one the document is most about.
func (r *reader) dealsNear(c *candidate) []nearDeal {
	out := []nearDeal{{c.deal, c.mention, "slot"}}
	add := func(deal, mention int, how string) {
		if deal < 0 || len(out) == mostDeals || c.kind == parley.TypeCondition && deal == c.requires {
			return
		}
		for _, x := range out {
			if x.deal == deal {
				return
			}
		}
		out = append(out, nearDeal{deal, mention, how})
	}
	if c.kind == parley.TypeEvent && c.mention >= 0 && !r.found[c.mention].generic() {
		return out // a deal told apart from others, in the verb's own slot
	}
	from, to := r.sentence(c.trigger)
	for k := 1; k < to-from; k++ {
		for _, p := range [2]int{c.trigger - k, c.trigger + k} {
			if p >= from && p < to && r.at[p] >= 0 {
				add(r.found[r.at[p]].deal, r.at[p], "sentence")
			}
		}
	}
	add(r.context(from), -1, "context")
	add(r.leading, -1, "lead")
	return out
}

// about is c said of another deal.
func (r *reader) about(c candidate, d nearDeal) candidate {
	if d.deal == c.deal {
		return c
	}
	c.deal, c.mention = d.deal, d.mention
	c.choices = []choice{{"deal", d.how}}
	return c
}

// when is a date that an event may have.
type when struct {
	date lang.DateMention
	how  string
}

// whens are the dates that an event may have: the rule's, the others of the
// sentence, that of the news, none.
func (r *reader) whens(c *candidate) []when {
	out := []when{{c.date, "own"}}
	add := func(how string, d lang.DateMention) {
		if len(out) == 4 {
			return
		}
		for _, x := range out {
			if x.date.Date == d.Date {
				return
			}
		}
		out = append(out, when{d, how})
	}
	from, to := r.sentence(c.trigger)
	span := r.span(from, to)
	for _, x := range r.d.Dates {
		if span.Contains(x.Span) && x.Date != "" {
			add("sentence", x)
		}
	}
	if c.status == parley.StatusOccurred {
		add("news", lang.DateMention{Date: r.recent(), Rule: "recent"})
	}
	add("none", lang.DateMention{})
	return out
}

// choiceFeatures describe how a reading differs from the others of its group:
// what speaks for its deal, its holder, its date.
func (r *reader) choiceFeatures(f *features, c *candidate) {
	d := r.deals[c.deal]
	what, trigger := c.label(), r.lemma(c.trigger)
	kind := "what"
	if c.figure != nil {
		kind = "figure"
	}
	for _, x := range c.choices {
		f.add(x.part, x.how)
		f.add(x.part, x.how, c.rule)
		f.add(x.part, x.how, what)
		f.add(x.part, x.how, r.place(c.trigger))
	}
	via := c.choices[0].how
	// Of which deal.
	f.flag("main", d.main)
	f.flag("leading", c.deal == r.leading)
	f.add("deal", tenth(d.keep))
	f.add("deal", tenth(d.keep), via)
	f.add("class", string(d.class), what)
	f.add("class", string(d.class), trigger)
	f.add("deal mentions", bucket(len(d.mentions)), via)
	gap := r.sentencesSince(c.deal, c.trigger)
	f.add("sentences since", bucket(gap), via)
	f.add("sentences since", bucket(gap), strconv.FormatBool(d.main))
	from, to := r.sentence(c.trigger)
	named, of := 0, 0
	for _, e := range r.partiesIn(from, to) {
		of++
		if d.votes[e] > 0 {
			named++
		}
	}
	f.add("parties beside", bucket(named), bucket(of))
	f.add("parties beside", bucket(named), via)
	if c.by != "" {
		f.flag("party speaks", r.partyType(c.by) && d.votes[r.party(c.by)] > 0)
	}
	same := r.times[c.said()]
	f.add("same", bucket(same), what)
	if c.mention >= 0 {
		m := &r.found[c.mention]
		form := m.form()
		f.add("mention", form, string(rune('0'+m.det)))
		f.add("mention", form, what)
		f.add("mention", form, via)
		f.add("mention class", string(m.noun.class), what)
		f.flag("plural", m.plural)
		f.flag("inner", m.inner)
		f.flag("contrast", m.contrast != "")
		gap := max(m.head-c.trigger, c.trigger-m.head)
		f.add("gap", bucket(gap))
		f.add("gap", bucket(gap), via)
		f.flag("other sentence", r.tok(m.head).Sent != r.tok(c.trigger).Sent)
	} else {
		f.add("mention", "none")
		f.add("mention", "none", what)
	}
	// On whose word.
	switch {
	case c.stmt == nil:
		f.add("by", "narrator")
		f.add("by", "narrator", what)
	case c.stmt.Source == nil:
		f.add("by", "nobody")
		f.add("by", "nobody", what)
	default:
		f.add("by", string(c.stmt.Basis))
		f.add("by", string(c.stmt.Act), what)
		f.add("by", string(c.stmt.Kind), what)
		f.add("act", string(c.stmt.Act), string(c.status))
		if cue := c.stmt.Cue; cue != nil {
			f.add("cue", strings.ToLower(cue.Text))
		}
		if e := r.d.Entity(c.by); e != nil {
			f.add("by type", string(e.Type), what)
		}
	}
	// When, and whether it has come about.
	f.add("status", string(c.status), c.mood.modal)
	f.add("status", string(c.status), what)
	f.add("status", string(c.status), trigger)
	f.add("status", string(c.status), r.tok(c.trigger).XPOS, strconv.FormatBool(c.mood.passive))
	f.add("status", string(c.status), c.mood.hypo)
	if c.kind == parley.TypeEvent {
		f.add("date", bucket(len(c.date.Date)), what)
		f.add("date", c.date.Rule, what)
		f.add("date", c.date.Rule, string(c.status))
		f.add("date", c.date.Rule, r.place(c.trigger))
		f.add("date", c.date.Rule, r.tok(c.trigger).XPOS, strconv.FormatBool(c.mood.perfect))
		f.flag("date ahead", c.date.Future)
		f.add("date ahead", strconv.FormatBool(c.date.Future), string(c.status))
		if c.date.Len() > 0 {
			k, _ := r.tokensOf(c.date.Span)
			f.add("date gap", bucket(max(k-c.trigger, c.trigger-k)/2), strconv.FormatBool(k > c.trigger))
			g, _ := r.verbOf(k)
			f.flag("date of the verb", g == c.trigger)
		}
	}
	// Who is to act.
	if c.kind == parley.TypeCommitment {
		in := 0
		for _, e := range c.who {
			if d.votes[e] > 0 {
				in++
			}
			if x := r.d.Entity(e); x != nil {
				f.add("who type", string(x.Type), trigger)
				f.add("who type", string(x.Type), string(d.class), kind)
			}
			f.add("who rank", bucket(r.rank[e]))
			f.flag("who buys", d.buyers[e])
			f.flag("who is bought", d.targets[e])
		}
		f.add("who", bucket(len(c.who)))
		f.add("who", bucket(len(c.who)), bucket(in))
		f.flag("to", len(c.receivers) > 0)
	}
	if c.kind == parley.TypeCondition {
		v := r.lemma(r.mainVerb(c.trigger))
		f.add("effect", string(c.effect), v)
		f.add("effect", string(c.effect), string(d.class))
		f.add("effect", string(c.effect), c.rule, string(d.class))
		for k := from; k < to; k++ {
			if (k < c.what[0] || k >= c.what[1]) && r.is(k, "VERB", "NOUN", "ADJ") {
				f.add("effect word", string(c.effect), r.lemma(k))
			}
		}
		for k := c.what[0]; k < c.what[1]; k++ {
			if r.is(k, "VERB", "NOUN") {
				f.add("effect needs", string(c.effect), r.lemma(k))
			}
		}
	}
}

// sentencesSince counts the sentences from the last mention of a deal up to
// token i; 99 when none comes before.
func (r *reader) sentencesSince(deal, i int) int {
	s := r.tok(i).Sent
	best := 99
	for _, k := range r.deals[deal].mentions {
		if n := s - r.tok(r.found[k].head).Sent; n >= 0 && n < best {
			best = n
		}
	}
	return best
}
