package assertion

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// deal is what several mentions of a document speak of.
type deal struct {
	id        string
	mentions  []int
	class     class
	parties   []string
	votes     map[string]float64
	near      map[string]int // entities in the sentences of its mentions
	kinds     map[parley.DealKind]int
	words     map[string]int // what tells it from others: modifiers, lower case
	proper    []string
	contrast  string
	money     map[float64]bool
	contrasts map[string]bool
	concepts  map[string]bool
	verbs     map[string]bool
	targets   map[string]bool
	buyers    map[string]bool
	last      int // token of its last mention
	main      bool
	keep      float64 // probability that it is a deal the document tells of
}

// generic reports whether the mention has nothing of its own that tells which
// deal it speaks of: "the deal", "this agreement", "a deal".
func (m *mention) generic() bool {
	return !m.clause && m.proper == "" && len(m.given) == 0 && m.contrast == ""
}

// form says what sort of mention it is.
func (m *mention) form() string {
	switch {
	case m.clause:
		return "clause"
	case m.proper != "":
		return "proper"
	case m.generic():
		return "generic"
	}
	return "described"
}

// cluster joins mentions into deals, in text order.
func (f *finder) cluster() []*deal {
	var deals []*deal
	for i := range f.found {
		m := &f.found[i]
		content := f.content(m)
		if m.within >= 0 {
			if d := f.found[m.within].deal; d >= 0 {
				f.join(deals[d], i, content)
				m.deal = d
				continue
			}
		}
		if m.vague() && len(content) == 0 {
			m.deal = -1
			continue
		}
		best, bestScore := -1, 0.0
		if m.noun.class == classTalks && m.generic() && len(content) == 0 {
			bestScore = -3 // talks are about what is at hand
		}
		for k, d := range deals {
			s := f.affinity(m, content, d, deals)
			if s > bestScore {
				best, bestScore = k, s
			}
		}
		if best < 0 && !f.founds(m, content) {
			m.deal = -1
			continue
		}
		if best < 0 {
			best = len(deals)
			deals = append(deals, &deal{class: m.noun.class, votes: map[string]float64{}, kinds: map[parley.DealKind]int{}, words: map[string]int{}, money: map[float64]bool{}, contrasts: map[string]bool{}, concepts: map[string]bool{}, verbs: map[string]bool{}, targets: map[string]bool{}, buyers: map[string]bool{}, contrast: m.contrast})
		}
		f.join(deals[best], i, content)
		m.deal = best
	}
	return f.unite(deals)
}

// unite joins deals that the text told apart only because it worded them in
// new ways: those of the same sides, and what only the headline names.
func (f *finder) unite(deals []*deal) []*deal {
	for b := 1; b < len(deals); b++ {
		for a := 0; a < b; a++ {
			if deals[a] != nil && deals[b] != nil && f.sameSides(deals[a], deals[b]) {
				for _, i := range deals[b].mentions {
					f.join(deals[a], i, f.content(&f.found[i]))
				}
				sort.Ints(deals[a].mentions)
				deals[b] = nil
			}
		}
	}
	kept := deals[:0]
	for _, d := range deals {
		if d != nil {
			for _, i := range d.mentions {
				f.found[i].deal = len(kept)
			}
			kept = append(kept, d)
		}
	}
	return kept
}

// sameSides reports whether two deals are one by who is in them.
func (f *finder) sameSides(a, b *deal) bool {
	if !goTogether(a.class, b.class) || a.contrast != b.contrast || len(a.proper) > 0 && len(b.proper) > 0 {
		return false
	}
	for w := range b.contrasts {
		if !a.contrasts[w] {
			return false
		}
	}
	for w := range a.contrasts {
		if !b.contrasts[w] {
			return false
		}
	}
	if len(a.money) > 0 && len(b.money) > 0 {
		same := false
		for x := range a.money {
			same = same || b.money[x]
		}
		if !same {
			return false
		}
	}
	if k, l := topKind(a.kinds), topKind(b.kinds); k != "" && l != "" && k != l && k != parley.DealOther && l != parley.DealOther && k != parley.DealMerger && l != parley.DealMerger {
		return false
	}
	if a.class == classMerger && b.class == classMerger && len(a.targets) > 0 && len(b.targets) > 0 {
		for t := range a.targets {
			if b.targets[t] {
				return !disjoint(a.buyers, b.buyers)
			}
		}
		return false
	}
	shared := 0
	for e := range b.votes {
		if a.votes[e] > 0 {
			shared++
		}
	}
	return shared > 1 && (shared == len(a.votes) || shared == len(b.votes))
}

func disjoint(a, b map[string]bool) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	for x := range a {
		if b[x] {
			return false
		}
	}
	return true
}

// vague reports whether the mention is a mere word for money or plans:
// "funding", "investment", "plans".
func (m *mention) vague() bool {
	return m.generic() && (m.det == bare || m.plural && m.det == indefinite) && (m.noun.class == classPlan || m.noun.class == classFinance)
}

// founds reports whether a mention that fits no deal can be the first of one:
// talks and plans need a party or a telling word.
func (f *finder) founds(m *mention, content []string) bool {
	switch {
	case m.proper != "" || m.clause:
		return true
	case m.plural && m.det != definite && m.det != demonstrative && len(m.given) == 0:
		return false // "bolt-on acquisitions", "arms deals": deals in general
	case m.noun.class == classTalks:
		return len(m.given) > 0 && (len(m.parties) > 1 || topKind(m.kinds) != "") || topKind(m.kinds) != "" && len(content) > 0
	case m.noun.class == classPlan && m.plural && f.singularAt(m.head) == "plan" && len(m.given) < 2:
		return false // "the ministry's plans"
	case m.noun.class == classPlan:
		return topKind(m.kinds) != "" && (len(content) > 0 || len(m.given) > 0) || len(m.given) > 1
	case m.inner:
		return len(m.given) > 0 || len(content) > 0
	}
	return true
}

func (f *finder) join(d *deal, i int, content []string) {
	m := &f.found[i]
	d.mentions = append(d.mentions, i)
	if d.class == classTalks || d.class == classPlan || d.class == classPact && m.noun.class != classTalks && m.noun.class != classPlan {
		d.class = m.noun.class
	}
	for _, e := range m.parties {
		w := 0.5
		if has(m.given, e) {
			w = 1
		}
		d.votes[e] += w
		if !has(d.parties, e) && w == 1 {
			d.parties = append(d.parties, e)
		}
	}
	for k, w := range m.kinds {
		d.kinds[k] += w
	}
	for _, w := range content {
		d.words[w]++
	}
	if m.proper != "" && !has(d.proper, m.proper) {
		d.proper = append(d.proper, m.proper)
	}
	for _, x := range f.moneyIn(m) {
		d.money[x] = true
	}
	if m.contrast != "" {
		d.contrasts[m.contrast] = true
	}
	if c := f.concept(m); c != "" {
		d.concepts[c] = true
	}
	if m.clause {
		d.verbs[f.lemma(m.head)] = true
	}
	if m.target != "" {
		d.targets[m.target] = true
	}
	if m.buyer != "" && m.noun.class == classMerger {
		d.buyers[m.buyer] = true
	}
	d.last = m.head
}

// content are the words of a mention that tell its deal from others.
func (f *finder) content(m *mention) []string {
	var out []string
	add := func(k int) {
		w := f.singularAt(k)
		if f.is(k, "NUM") && !f.figured(k) && !has(out, w) {
			out = append(out, w) // "a 60-day truce"
			return
		}
		if !f.is(k, "NOUN", "PROPN", "ADJ", "VERB") || f.w.dull[w] || f.w.contrasts[w] || len(w) < 2 {
			return
		}
		if _, n := f.nounAt(k); n > 0 && k >= m.head-2 {
			return
		}
		if len(f.d.EntitiesIn(f.span(k, k+1))) > 0 {
			return
		}
		if !has(out, w) {
			out = append(out, w)
		}
	}
	if m.clause {
		return nil
	}
	for k := m.toks[0]; k < m.toks[1]; k++ {
		add(k)
	}
	return out
}

// figured reports whether token k is part of an amount, rate or count.
func (f *finder) figured(k int) bool {
	t := f.tok(k)
	for i := range f.d.Figures {
		if f.d.Figures[i].Span.Overlaps(t.Span) {
			return true
		}
	}
	return false
}

// concepts are deal nouns that name one sort of instrument; the others ("deal",
// "agreement", "takeover") go for any.
var concepts = map[string]string{"memorandum": "memorandum", "memoranda": "memorandum", "mou": "memorandum", "loan": "loan", "treaty": "treaty", "framework": "framework",
	"contract": "contract", "venture": "venture", "partnership": "venture", "alliance": "venture", "collaboration": "venture", "ceasefire": "truce", "truce": "truce",
	"stake": "stake", "settlement": "settlement", "statement": "statement", "investment": "investment"}

func (f *finder) concept(m *mention) string {
	if m.clause {
		return ""
	}
	for k := m.head; k >= m.toks[0] && k > m.head-4; k-- {
		if c := concepts[f.singularAt(k)]; c != "" {
			return c
		}
	}
	return ""
}

func (f *finder) moneyIn(m *mention) []float64 { return f.amountsIn(m.toks[0], m.toks[1]) }

func (f *finder) amountsIn(from, to int) []float64 {
	var out []float64
	s := f.span(from, to)
	for _, x := range f.d.Figures {
		if x.Amount != nil && s.Contains(x.Span) {
			out = append(out, x.Amount.Value)
		}
	}
	return out
}

// affinity says how well a mention fits a deal; above 0 it may join.
func (f *finder) affinity(m *mention, content []string, d *deal, all []*deal) float64 {
	if f.setDown(m, d) {
		return 100
	}
	if m.proper != "" && len(d.proper) > 0 {
		for _, p := range d.proper {
			if sameName(p, m.proper) {
				return 100
			}
		}
		return -1
	}
	if m.acronym != "" || m.proper != "" {
		for _, i := range d.mentions {
			if a := f.found[i].acronym; a != "" && (a == m.proper || a == m.acronym) {
				return 100
			}
		}
	}
	if !goTogether(m.noun.class, d.class) || f.roundup && f.elsewhere(m, d) {
		return -1
	}
	score := 0.0
	// Parties.
	given := m.given
	if m.clause {
		given = m.parties
	}
	if core := d.core(); len(given) > 0 && len(core) > 0 {
		shared := 0
		for _, e := range given {
			if has(core, e) {
				shared++
			}
		}
		switch {
		case shared == 0:
			score -= 4
		case shared < len(given) && shared < len(core):
			if len(given) >= 2 && len(core) >= 2 || m.clause {
				score -= 4
			} else {
				score--
			}
		default:
			score += 1 + float64(shared)
		}
	}
	if m.target != "" && len(d.targets) > 0 && m.noun.class == classMerger && d.class == classMerger {
		switch {
		case d.targets[m.target]:
			score += 2
			if m.buyer != "" && len(d.buyers) > 0 && !d.buyers[m.buyer] && !d.buyers[m.target] {
				score -= 6 // two bids for one company
			}
		case d.buyers[m.target] || m.buyer != "" && d.targets[m.buyer]:
		default:
			score -= 4
		}
	}
	// What tells it from others.
	shared := 0
	for _, w := range content {
		if d.words[w] > 0 {
			shared++
		}
	}
	switch {
	case shared > 0:
		score += 1.5
	case len(content) > 0 && len(d.words) > 0:
		score--
		if m.det == indefinite && f.late(m) {
			score--
		}
		for _, w := range content {
			if m.det == indefinite && w[0] >= '0' && w[0] <= '9' || numberWord(w) {
				score -= 2 // "a 60-day truce", "a two-month ceasefire"
				break
			}
		}
	}
	if m.det == indefinite && len(m.parties) > 1 && len(m.given) < 2 && len(d.parties) > 1 {
		for _, e := range m.parties {
			if d.votes[e] == 0 {
				score -= 1.5 // "the two firms had an exclusive agreement"
				break
			}
		}
	}
	switch c := f.concept(m); {
	case c == "":
	case d.concepts[c]:
		score++
	case f.late(m) && m.det == indefinite:
		score -= 2.5
	case f.late(m) && len(d.concepts) > 0:
		score--
	}
	if m.proper != "" && len(d.proper) == 0 && shared == 0 && len(m.given) == 0 && !m.named {
		score -= 4
	}
	if m.clause && d.verbs[f.lemma(m.head)] && (m.buyer == "" || d.buyers[m.buyer]) {
		score += 2
	}
	switch k, dk := topKind(m.kinds), topKind(d.kinds); {
	case k == "" || dk == "" || k == parley.DealOther || dk == parley.DealOther:
	case k == dk:
		score++
	default:
		score -= 1.5
	}
	if m.contrast != "" && m.contrast != d.contrast {
		score -= 4
	}
	if d.contrast != "" && m.contrast == "" && m.generic() && len(content) == 0 && m.det == indefinite {
		score -= 2
	}
	if mm := f.moneyIn(m); len(mm) > 0 && len(d.money) > 0 {
		same := false
		for _, x := range mm {
			same = same || d.money[x]
		}
		if same {
			score += 3
		} else {
			score -= 3
		}
	}
	if m.plural && m.det != definite && m.det != demonstrative {
		score -= 2
	}
	if m.det == indefinite && len(d.proper) > 0 && f.late(m) && f.low(m.toks[1]) == "to" {
		score -= 4 // "a draft deal to lift the quota", beside a deal with a name
	}
	// "the deal" speaks of the one just spoken of; "a deal" of the one at hand.
	gap := f.tok(m.head).Sent - f.tok(d.last).Sent
	switch {
	case m.det == definite || m.det == demonstrative || m.det == possessive:
		score += 2
		switch {
		case gap <= 0:
			score += 1.5
		case gap == 1:
			score++
		case gap <= 3:
			score += 0.5
		}
	case m.clause:
		score += 0.5
	default:
		score += 0.75
		if gap <= 1 {
			score += 0.25
		}
	}
	size := len(d.mentions)
	for _, x := range all {
		if len(x.mentions) > size {
			size = -1
			break
		}
	}
	if size > 0 {
		score += 0.6
	}
	return score
}

func numberWord(w string) bool {
	switch w {
	case "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "thirty", "sixty", "ninety":
		return true
	}
	return false
}

// late reports whether a mention stands behind the opening paragraphs, where a
// story says several times what it is about.
func (f *finder) late(m *mention) bool {
	s := f.tok(m.head).Sent
	if s < 0 {
		return false
	}
	p, n := f.d.Sents[s].Para, 0
	if f.d.Paras[p].Part != parley.PartBody {
		return false
	}
	for k := p - 1; k >= 0 && f.d.Paras[k].Part == parley.PartBody; k-- {
		n++
	}
	return n > 1
}

// setDown reports whether m is the paper that d, last spoken of in the same
// sentence, stands on: "the pact was documented in a memorandum".
func (f *finder) setDown(m *mention, d *deal) bool {
	from := d.last + 1
	if m.det != indefinite || f.tok(d.last).Sent != f.tok(m.head).Sent || m.toks[0]-from < 2 || m.toks[0]-from > 6 || f.low(m.toks[0]-1) != "in" {
		return false
	}
	for k := from; k < m.toks[0]; k++ {
		if f.w.roles[f.lemma(k)]&roleWrites != 0 {
			return true
		}
	}
	return false
}

// core are the parties that a deal's mentions name again and again.
func (d *deal) core() []string {
	most := 0.0
	for _, e := range d.parties {
		most = max(most, d.votes[e])
	}
	var out []string
	for _, e := range d.parties {
		if d.votes[e]*4 >= most {
			out = append(out, e)
		}
	}
	return out
}

// sameName reports whether one name is the other, its end, or the other with a
// word cut short ("Tech Prosperity Deal").
func sameName(a, b string) bool {
	a, b = parley.FoldName(a), parley.FoldName(b)
	if v, w := strings.Fields(a), strings.Fields(b); len(v) == len(w) && len(v) > 1 {
		same := true
		for i := range v {
			short, long := v[i], w[i]
			if len(short) > len(long) {
				short, long = long, short
			}
			same = same && (short == long || len(short) > 2 && strings.HasPrefix(long, short))
		}
		if same {
			return true
		}
	}
	return a == b || strings.HasSuffix(a, " "+b) || strings.HasSuffix(b, " "+a) || strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" ")
}

func goTogether(a, b class) bool {
	if a == b {
		return true
	}
	open := func(c class) bool { return c == classPact || c == classTalks || c == classPlan }
	return open(a) || open(b)
}

// topKind is the heaviest kind, the first by name of equals; "" when none.
func topKind(kinds map[parley.DealKind]int) parley.DealKind {
	best, most := parley.DealKind(""), 0
	for k, w := range kinds {
		if w > most || w == most && k < best {
			best, most = k, w
		}
	}
	return best
}

// name is the fullest proper name of a deal, else the mention that describes it
// best in two to eight words.
func (f *finder) name(d *deal) string {
	best := ""
	for _, p := range d.proper {
		if len(p) > len(best) {
			best = p
		}
	}
	if best != "" {
		return best
	}
	top, telling := -1e9, false
	for _, i := range d.mentions {
		m := &f.found[i]
		for k, form := range f.forms(m) {
			n := len(strings.Fields(form))
			s := 0.0
			s += 1.5 * float64(len(m.given))
			s += float64(len(f.content(m)))
			most := 8
			if f.toldAfter(m) {
				most = 14
				if k == 0 {
					s++
				}
			}
			if n > most {
				s -= float64(n-most) * 0.7
			}
			if n < 2 {
				s -= 3
			}
			if m.generic() {
				s -= 2
			}
			if m.plural || m.det == indefinite && m.negated || m.inner {
				s -= 2
			}
			if m.inner || m.noun.class == classPlan && d.class != classPlan {
				s -= 2 // "deal structures", "its plans"
			}
			if m.clause {
				s -= 0.5
			}
			if s > top {
				top, best = s, form
				telling = (len(m.given) > 0 || len(f.content(m)) > 0) && n > 1
				if m.clause {
					telling = f.subjectNamed(m)
				}
			}
		}
	}
	if !telling {
		best = f.withSides(d, best)
	}
	return best
}

// toldAfter reports whether what a deal is about stands only in the infinitive
// after its noun: "a proposed deal to scrap duties on timber".
func (f *finder) toldAfter(m *mention) bool {
	return !m.clause && f.low(m.toks[1]) == "to" && m.long[1] > m.toks[1]+1 && len(f.content(m)) == 0
}

// forms are the wordings of a mention, without its article.
func (f *finder) forms(m *mention) []string {
	var out []string
	add := func(from, to int) {
		if w := f.low(from); !m.clause && (w == "a" || w == "an" || w == "the" || w == "any" || w == "no" || w == "another") && from+1 < to {
			from++
		}
		from, to = f.tidy(m, from, to)
		if s := f.text(from, to); s != "" && !has(out, s) {
			out = append(out, s)
		}
	}
	if m.clause {
		add(m.long[0], m.long[1])
		add(m.toks[0], m.toks[1])
		return out
	}
	add(m.long[0], m.long[1])
	add(m.toks[0], m.toks[1])
	// With its first complement only.
	if f.is(m.toks[1], "ADP") {
		for k := m.toks[1] + 2; k < m.long[1]; k++ {
			if f.is(k, "ADP") {
				add(m.toks[0], k)
				break
			}
		}
	}
	return out
}

// aliases are the other wordings, the most telling first, "the deal" last.
func (f *finder) aliases(d *deal, name string) []string {
	type wording struct {
		text  string
		score float64
	}
	var all []wording
	seen := map[string]bool{parley.FoldName(name): true}
	add := func(s string, score float64) {
		if k := parley.FoldName(s); k != "" && !seen[k] {
			seen[k] = true
			all = append(all, wording{s, score})
		}
	}
	for _, i := range d.mentions {
		m := &f.found[i]
		if m.proper != "" {
			add(m.proper, 10)
		}
		if m.acronym != "" {
			add(m.acronym, 9)
		}
		if m.negated {
			continue
		}
		for n, form := range f.forms(m) {
			s := 3 - float64(n)*0.3 + float64(len(m.given))
			if w := len(strings.Fields(form)); w > 9 || w == 1 {
				s -= 2.5
			}
			if m.generic() && len(f.content(m)) == 0 {
				s -= 2
			}
			add(form, s)
		}
		if m.generic() && m.det == definite && len(f.content(m)) == 0 && m.toks[1]-m.toks[0] == 2 {
			add(f.text(m.toks[0], m.toks[1]), 2.5)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	var out []string
	for _, w := range all {
		if len(out) == maxAliases {
			break
		}
		out = append(out, w.text)
	}
	return out
}

const maxAliases = 10
