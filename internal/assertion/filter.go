package assertion

import (
	"sort"
	"strconv"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
)

// Model judges what the rules propose. Each part gives the probability that a
// careful reader would have noted the thing.
type Model struct {
	Deal, Main, Party *learn.Ranker
	// Assertion holds one judge for each type of assertion.
	Assertion map[parley.AssertionType]*learn.Ranker
}

// Open reads a model from its weights file.
func Open(f *learn.File) (*Model, error) {
	m := &Model{Assertion: map[parley.AssertionType]*learn.Ranker{}}
	for name, part := range map[string]**learn.Ranker{"deal": &m.Deal, "main": &m.Main, "party": &m.Party} {
		r, err := f.Ranker(name)
		if err != nil {
			return nil, err
		}
		*part = r
	}
	for _, t := range Types {
		r, err := f.Ranker(string(t))
		if err != nil {
			return nil, err
		}
		m.Assertion[t] = r
	}
	return m, nil
}

// Write puts the model's parts into a weights file.
func (m *Model) Write(b *learn.Builder) {
	b.Ranker("deal", m.Deal)
	b.Ranker("main", m.Main)
	b.Ranker("party", m.Party)
	for _, t := range Types {
		b.Ranker(string(t), m.Assertion[t])
	}
}

// Types are the types of assertions, in the order of the model's parts.
var Types = []parley.AssertionType{parley.TypeEvent, parley.TypePosition, parley.TypeCommitment, parley.TypeCondition, parley.TypeObstacle, parley.TypeLink}

// p is the probability that an item with these features is right.
func p(r *learn.Ranker, keys []uint64) float64 { return r.Calibration.P(r.Score(keys)) }

// features are the keys of one item. A feature is a template and values; each
// conjunction is a template of its own.
type features struct{ keys []uint64 }

func (f *features) add(template string, values ...string) {
	h := learn.Hash(template)
	for _, v := range values {
		h = learn.Mix(h, learn.Hash(v))
	}
	f.keys = append(f.keys, h)
}

func (f *features) flag(template string, on bool) {
	if on {
		f.keys = append(f.keys, learn.Hash(template))
	}
}

// bucket writes a count coarsely.
func bucket(n int) string {
	switch {
	case n <= 0:
		return "0"
	case n == 1:
		return "1"
	case n == 2:
		return "2"
	case n <= 4:
		return "3"
	case n <= 8:
		return "5"
	case n <= 16:
		return "9"
	}
	return "17"
}

// tenth writes a probability coarsely.
func tenth(p float64) string {
	return string(rune('0' + min(9, int(p*10))))
}

// place says where in the document a token stands.
func (r *reader) place(i int) string {
	s := r.tok(i).Sent
	if s < 0 {
		return "none"
	}
	p := r.d.Sents[s].Para
	if part := r.d.Paras[p].Part; part != parley.PartBody {
		return string(part)
	}
	n := 0
	for k := p - 1; k >= 0 && r.d.Paras[k].Part == parley.PartBody; k-- {
		n++
	}
	if n == 0 {
		return "lead"
	}
	return "body" + bucket(n)
}

// dealFeatures describes a deal that the rules propose.
func (r *reader) dealFeatures(k int) []uint64 {
	d := r.deals[k]
	var f features
	f.add("bias")
	nouns, clauses, generic, known, plural, negated, inner, quoted, contrast := 0, 0, 0, 0, 0, 0, 0, 0, 0
	title, lead := false, false
	heads := map[string]bool{}
	for _, i := range d.mentions {
		m := &r.found[i]
		switch pl := r.place(m.head); pl {
		case "title":
			title = true
		case "lead", "excerpt":
			lead = true
		}
		if m.clause {
			clauses++
		} else {
			nouns++
		}
		count := func(n *int, on bool) {
			if on {
				*n++
			}
		}
		count(&generic, m.generic())
		count(&known, m.det == definite || m.det == demonstrative)
		count(&plural, m.plural)
		count(&negated, m.negated)
		count(&inner, m.inner)
		count(&quoted, r.tok(m.head).Quote >= 0)
		count(&contrast, m.contrast != "")
		heads[r.lemma(m.head)] = true
	}
	first := &r.found[d.mentions[0]]
	n := len(d.mentions)
	f.add("mentions", bucket(n))
	f.add("nouns", bucket(nouns), "clauses", bucket(clauses))
	f.add("class", string(d.class))
	f.add("class", string(d.class), "mentions", bucket(n))
	f.flag("title", title)
	f.flag("lead", lead)
	f.add("where", r.place(first.head))
	f.add("class", string(d.class), "where", r.place(first.head))
	f.flag("proper", len(d.proper) > 0)
	f.flag("all generic", generic == n)
	f.flag("none generic", generic == 0)
	f.add("definite", bucket(known))
	f.flag("all plural", plural == n)
	f.flag("all negated", negated == n)
	f.flag("all inner", inner == n)
	f.flag("all quoted", quoted == n)
	f.flag("contrast", contrast > 0)
	f.add("contrast", d.contrast)
	f.add("det", string(rune('0'+first.det)), string(d.class))
	f.add("kind", string(topKind(d.kinds)))
	for h := range heads {
		f.add("head", h)
		f.add("head", h, "mentions", bucket(n))
	}
	states, companies, bodies := 0, 0, 0
	voted := 0
	for _, e := range d.parties {
		if d.votes[e] == 0 {
			continue
		}
		voted++
		if x := r.d.Entity(e); x != nil {
			switch x.Type {
			case parley.EntityState:
				states++
			case parley.EntityCompany, parley.EntityOutlet:
				companies++
			default:
				bodies++
			}
		}
	}
	f.add("parties", bucket(voted))
	f.add("parties", bucket(voted), string(d.class))
	f.add("parties", bucket(voted), "mentions", bucket(n))
	f.add("party types", bucket(states), bucket(companies), bucket(bodies))
	f.flag("money", len(d.money) > 0)
	f.add("words", bucket(len(d.words)))
	// Against the deal that is spoken of most.
	most, rank := k, 0
	for o, x := range r.deals {
		if len(x.mentions) > len(r.deals[most].mentions) {
			most = o
		}
		if len(x.mentions) > n || len(x.mentions) == n && o < k {
			rank++
		}
	}
	f.add("rank", bucket(rank))
	f.add("rank", bucket(rank), "parties", bucket(voted))
	f.add("deals", bucket(len(r.deals)))
	if most != k {
		top := r.deals[most]
		shared := 0
		for e := range d.votes {
			if top.votes[e] > 0 {
				shared++
			}
		}
		rel := "apart"
		switch {
		case voted == 0:
			rel = "none"
		case shared == voted:
			rel = "subset"
		case shared > 0:
			rel = "overlap"
		}
		f.add("beside", rel)
		f.add("beside", rel, string(d.class))
		same := topKind(d.kinds) == topKind(top.kinds)
		f.flag("beside same kind", same)
		if same {
			f.add("beside same kind", rel)
		}
		f.flag("beside same class", d.class == top.class)
	}
	// How the deal is worded.
	given := map[string]bool{}
	twoGiven := false
	for _, i := range d.mentions {
		m := &r.found[i]
		twoGiven = twoGiven || len(m.given) > 1
		for _, e := range m.given {
			given[e] = true
		}
	}
	f.add("given", bucket(len(given)))
	f.add("given", bucket(len(given)), "mentions", bucket(n))
	f.add("given", bucket(len(given)), "class", string(d.class))
	f.flag("two given", twoGiven)
	f.add("two given", strconv.FormatBool(twoGiven), string(d.class))
	f.add("first", first.form(), string(rune('0'+first.det)), bucket(n))
	f.add("first class", first.form(), string(rune('0'+first.det)), string(first.noun.class))
	f.add("first head", r.singularAt(first.head), string(rune('0'+first.det)))
	f.add("head class", strconv.Itoa(lang.ClassOf(r.singularAt(first.head)).C256()))
	if v, rel := r.verbOf(first.head); v >= 0 {
		f.add("governed", r.lemma(v))
		f.add("governed", r.lemma(v), rel)
		f.add("governed class", strconv.Itoa(lang.ClassOf(r.low(v)).C256()), rel)
	}
	if before := r.low(first.toks[0] - 1); first.toks[0] > 0 {
		f.add("before", before)
		f.add("before", before, string(first.noun.class))
	}
	f.add("after", r.low(first.toks[1]))
	for w := range d.words {
		f.add("word", w)
		f.add("word class", strconv.Itoa(lang.ClassOf(w).C64()))
	}
	f.flag("sentence of another", r.sharesSentence(k))
	events := 0
	seen := map[string]bool{}
	for i := range r.candidates {
		c := &r.candidates[i]
		if c.deal != k || !c.first {
			continue
		}
		events++
		if key := string(c.kind) + string(c.event) + c.value; !seen[key] {
			seen[key] = true
			f.add("said", key)
		}
	}
	f.add("said of", bucket(events))
	if first.clause {
		f.add("verb", r.lemma(first.head))
		md := r.moodOf(first.head)
		f.add("verb mood", string(md.status), md.modal)
		f.flag("verb perfect", md.perfect)
		f.add("verb form", r.tok(first.head).XPOS)
		f.flag("target", first.target != "")
		if x := r.dateOf(first.head); x.Date != "" {
			old := r.d.Header != nil && len(r.d.Header.Published) >= 4 && x.Date[:4] < string(r.d.Header.Published)[:4]
			f.flag("verb old", old)
		}
	}
	return f.keys
}

// sharesSentence reports whether the deal's only mention stands in a sentence
// that also speaks of the deal most spoken of.
func (r *reader) sharesSentence(k int) bool {
	d := r.deals[k]
	if len(d.mentions) > 1 {
		return false
	}
	s := r.tok(r.found[d.mentions[0]].head).Sent
	for o, x := range r.deals {
		if o == k || !r.bigger(o) {
			continue
		}
		for _, i := range x.mentions {
			if r.tok(r.found[i].head).Sent == s {
				return true
			}
		}
	}
	return false
}

// partyFeatures describes entity e as a party of deal k.
func (r *reader) partyFeatures(k int, e string) []uint64 {
	d := r.deals[k]
	var f features
	f.add("bias")
	x := r.d.Entity(e)
	if x == nil {
		return f.keys
	}
	total, rank := 0.0, 0
	for _, v := range d.votes {
		total += v
		if v > d.votes[e] {
			rank++
		}
	}
	share := 0.0
	if total > 0 {
		share = d.votes[e] / total
	}
	nearest := 0
	for _, n := range d.near {
		nearest = max(nearest, n)
	}
	f.add("near", bucket(d.near[e]), bucket(len(d.mentions)))
	if nearest > 0 {
		f.add("near share", tenth(float64(d.near[e])/float64(nearest)))
		f.add("near share", tenth(float64(d.near[e])/float64(nearest)), "votes", bucket(int(d.votes[e]*2)))
	}
	f.add("standing", bucket(r.rank[e]), string(x.Type))
	f.add("standing", bucket(r.rank[e]), "votes", bucket(int(d.votes[e]*2)))
	f.add("standing", bucket(r.rank[e]), "main", strconv.FormatBool(r.bigger(k)))
	f.add("named", bucket(r.named[e]))
	f.add("type", string(x.Type), string(d.class))
	f.add("votes", bucket(int(d.votes[e]*2)))
	f.add("share", tenth(share))
	f.add("rank", bucket(rank), "of", bucket(len(d.votes)))
	f.add("rank", bucket(rank), "share", tenth(share))
	how := map[string]int{}
	given := 0
	title := false
	for _, i := range d.mentions {
		m := &r.found[i]
		if h, ok := m.how[e]; ok {
			how[h]++
			if r.place(m.head) == "title" {
				title = true
			}
		}
		if has(m.given, e) {
			given++
		}
	}
	for h, n := range how {
		f.add("how", h, bucket(n))
		f.add("how", h, string(d.class))
		f.add("how", h, string(x.Type))
	}
	f.add("hows", bucket(len(how)))
	f.add("given", bucket(given))
	f.flag("title", title)
	f.add("mentions", bucket(len(x.Mentions)))
	f.flag("speaks for", x.SpeaksFor != "")
	f.flag("outlet", r.d.Header != nil && parley.FoldName(x.Name) == parley.FoldName(string(r.d.Header.Outlet)))
	states, companies := 0, 0
	for _, o := range d.parties {
		if d.votes[o] == 0 {
			continue
		}
		if y := r.d.Entity(o); y != nil && y.Type == parley.EntityState {
			states++
		} else if y != nil && y.Type == parley.EntityCompany {
			companies++
		}
	}
	f.add("company", string(x.Type), bucket(states), bucket(companies))
	f.add("kind", string(topKind(d.kinds)), string(x.Type))
	return f.keys
}

// bigger reports whether no deal of the document has more mentions than deal k.
func (r *reader) bigger(k int) bool {
	for _, d := range r.deals {
		if len(d.mentions) > len(r.deals[k].mentions) {
			return false
		}
	}
	return true
}

// features describes a proposed assertion: its words, then what sets this
// reading of them apart.
func (r *reader) features(c *candidate) []uint64 {
	for len(r.words) <= c.group {
		r.words = append(r.words, nil)
	}
	if r.words[c.group] == nil {
		r.words[c.group] = r.triggerFeatures(c)
	}
	f := features{append([]uint64(nil), r.words[c.group]...)}
	r.choiceFeatures(&f, c)
	return f.keys
}

// triggerFeatures describe the words of a candidate, which are the same for all
// its readings.
func (r *reader) triggerFeatures(c *candidate) []uint64 {
	var f features
	what, trigger := c.label(), r.lemma(c.trigger)
	if c.kind == parley.TypeCondition {
		what = "" // the effect is one of the choices
	}
	f.add("bias")
	f.add("what", what)
	f.add("rule", c.rule)
	f.add("rule", c.rule, what)
	f.add("trigger", trigger)
	f.add("trigger", trigger, what)
	f.add("modal", c.mood.modal)
	f.add("hypo", c.mood.hypo)
	f.add("form", r.tok(c.trigger).XPOS)
	f.add("form", r.tok(c.trigger).XPOS, what)
	f.flag("negated", c.mood.negated)
	f.flag("perfect", c.mood.perfect)
	f.flag("passive", c.mood.passive)
	f.add("place", r.place(c.trigger))
	f.add("place", r.place(c.trigger), what)
	f.flag("quoted", r.tok(c.trigger).Quote >= 0)
	f.add("before", bucket(c.before))
	f.add("before", bucket(c.before), what)
	if c.kind != parley.TypeEvent && c.kind != parley.TypePosition {
		r.wordFeatures(&f, c, what)
	}
	return f.keys
}

// wordFeatures describes the words that a commitment, condition or obstacle
// quotes.
func (r *reader) wordFeatures(f *features, c *candidate, what string) {
	from, to := c.what[0], c.what[1]
	f.add("length", bucket((to-from)/2))
	f.add("first", r.low(from))
	f.add("first tag", string(r.tok(from).Tag))
	f.add("figure", figureSort(c))
	if c.figure != nil {
		r.figureFeatures(f, c)
	}
	f.add("trigger class", strconv.Itoa(lang.ClassOf(r.low(c.trigger)).C256()))
	f.add("trigger class", strconv.Itoa(lang.ClassOf(r.low(c.trigger)).C64()), c.rule)
	f.flag("due", c.due != "")
	f.flag("points at a deal", c.requires >= 0)
	verbs, names := 0, 0
	for k := from; k < to; k++ {
		if r.is(k, "VERB") {
			verbs++
		}
		if r.is(k, "PROPN") {
			names++
		}
		if r.is(k, "VERB", "NOUN") && k-from < 12 {
			f.add("word", r.lemma(k))
		}
	}
	f.add("verbs", bucket(verbs))
	f.add("names", bucket(names))
	// What the clause beside it does.
	v := r.mainVerb(c.trigger)
	f.add("main verb", r.lemma(v))
	f.add("main verb", r.lemma(v), what)
	f.add("governor", r.lemma(r.governor(c.trigger)))
	if c.kind == parley.TypeCondition {
		// "only takes effect alongside", "hope to resume once".
		form, _ := r.w.conditions.at(r.low, c.trigger)
		_, bears := r.w.effects[r.lemma(v)]
		f.add("bears", strconv.FormatBool(bears && (v < from || v >= to)), form)
		f.add("bears", strconv.FormatBool(bears && (v < from || v >= to)), strconv.FormatBool(c.requires >= 0))
	}
	a, b := r.sentence(c.trigger)
	inside := false
	for k := a; k < b; k++ {
		inside = inside || r.at[k] >= 0 && r.found[r.at[k]].deal == c.deal
	}
	f.flag("deal in sentence", inside)
}

// figureFeatures describes the figure of a commitment: what stands around it and
// how often the document names it.
func (r *reader) figureFeatures(f *features, c *candidate) {
	kind := figureSort(c)
	f.add("figure", c.figure.Rule)
	f.add("figure trigger", c.figure.Rule, r.lemma(c.trigger))
	f.add("figure class", kind, string(r.deals[c.deal].class))
	f.add("figure place", kind, r.place(c.trigger))
	same, before, larger := 0, 0, 0
	key := figureKey(c.figure)
	for k := range r.d.Figures {
		x := &r.d.Figures[k]
		if figureKey(x) == key {
			same++
		}
		if x.Amount != nil && c.figure.Amount != nil {
			if x.Amount.Value > c.figure.Amount.Value {
				larger++
			}
			if x.Start < c.figure.Start {
				before++
			}
		}
	}
	f.add("figure named", kind, bucket(same))
	f.add("figure first", kind, bucket(before))
	f.add("figure larger", kind, bucket(larger))
	i, to := r.tokensOf(c.figure.Span)
	f.add("figure before", r.low(i-1), kind)
	f.add("figure before", r.low(i-2), r.low(i-1))
	f.add("figure after", r.low(to), kind)
	f.add("figure after", r.low(to), r.low(to+1))
	if h := r.nextNoun(to, min(len(r.d.Toks), to+5)); h >= 0 {
		f.add("figure noun", r.singularAt(h))
		f.add("figure noun class", strconv.Itoa(lang.ClassOf(r.low(h)).C64()), kind)
	}
	if q := c.figure.Quantity; q != nil {
		f.add("unit", q.Unit)
	}
	in, gap := r.at[i], 99
	f.flag("figure in mention", in >= 0)
	a, b := r.sentence(i)
	for k := a; k < b; k++ {
		if m := r.at[k]; m >= 0 && r.found[m].deal == c.deal {
			gap = min(gap, max(i-k, k-i))
		}
	}
	f.add("figure gap", bucket(gap/2), kind)
}

// tokensOf are the tokens that a span covers, from the first to behind the last.
func (v *view) tokensOf(s parley.Span) (int, int) {
	i := sort.Search(len(v.d.Toks), func(n int) bool { return v.d.Toks[n].End > s.Start })
	return i, i + sort.Search(len(v.d.Toks)-i, func(n int) bool { return v.d.Toks[i+n].Start >= s.End })
}

func figureSort(c *candidate) string {
	switch {
	case c.figure == nil:
		return "none"
	case c.figure.Amount != nil:
		return "amount"
	case c.figure.Rate != nil:
		return "rate"
	}
	return "quantity"
}
