package assertion

import (
	"sort"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// reader reads one document: its deals, then what is said about each.
type reader struct {
	*finder
	statements []parley.Statement
	deals      []*deal
	at         []int // mention that a token belongs to, -1
	candidates []candidate
	times      map[said]int // how often the rules find the same said
	leading    int          // deal most spoken of, -1
	words      [][]uint64   // by group: what is the same for all its readings

	named map[string]int // sentences in which a possible party is named
	rank  map[string]int // its place by that, from 1
}

// candidate is an assertion that a rule proposes. What it becomes depends on
// how sure the filter is.
type candidate struct {
	kind    parley.AssertionType
	deal    int
	mention int // that it is said of, -1 when the deal is understood
	trigger int // token
	rule    string
	mood    mood
	by      string
	stmt    *parley.Statement
	from    int // evidence tokens
	to      int

	event  parley.Event
	status parley.EventStatus
	date   lang.DateMention

	axis  parley.Axis
	value string
	deriv parley.Derivation

	who, receivers []string
	figure         *lang.Figure
	due            string
	state          parley.CommitmentState

	effect   parley.Effect
	requires int // index of the deal it points to, -1
	met      *bool

	relation parley.Relation
	other    int // index of the deal linked to

	what [2]int // tokens of "what" or "requires"

	group   int      // of readings of one candidate
	first   bool     // the rule's own reading
	before  int      // how often the same was said earlier in the document
	choices []choice // how the reading came to its parts
	keep    float64
}

// mood is what a clause says of its verb.
type mood struct {
	status  parley.EventStatus
	negated bool
	modal   string // "will", "could", "expected": what makes it no plain fact
	hypo    string // "if", "unless", "once": it stands in such a clause
	present bool
	perfect bool
	passive bool
}

func (r *reader) apart(sent int) bool {
	p := r.d.Sents[sent].Para
	return p >= 0 && p < len(r.d.Paras) && r.d.Paras[p].Apart
}

// index notes which mention each token belongs to; the innermost wins.
func (r *reader) index() {
	r.at = make([]int, len(r.d.Toks))
	for i := range r.at {
		r.at[i] = -1
	}
	for k := range r.found {
		m := &r.found[k]
		if m.deal < 0 {
			continue
		}
		if m.clause {
			if r.at[m.head] < 0 {
				r.at[m.head] = k
			}
			continue
		}
		for i := m.toks[0]; i < m.toks[1]; i++ {
			r.at[i] = k
		}
	}
}

// moodOf reads the mood of the clause of the verb (or the noun's verb) at i.
func (r *reader) moodOf(i int) mood {
	m := mood{status: parley.StatusOccurred}
	v := i
	if !r.is(i, "VERB", "AUX") {
		if g, _ := r.verbOf(i); g >= 0 && r.tok(g).Sent == r.tok(i).Sent {
			v = g
		}
		for k := max(0, i-3); k < i; k++ {
			if w := r.low(k); r.w.ahead[w] {
				m.modal = w
			}
		}
	}
	if !r.is(i, "VERB") || r.tok(i).XPOS == "VBG" {
		// "prior to closing", "in advance of the pact entering into force"
		for k := i - 1; k >= max(0, i-6); k-- {
			w := r.low(k)
			if w == "before" || w == "pending" || w == "upon" || w == "to" && r.low(k-1) == "prior" || w == "of" && (r.low(k-1) == "ahead" || r.low(k-1) == "advance") {
				m.modal = w
			}
			if r.tok(k).Tag == "PUNCT" || r.is(k, "VERB") {
				break
			}
		}
	}
	for n := 0; n < 6 && v >= 0; n++ {
		t := r.tok(v)
		toInf := false
		for _, c := range r.children[v] {
			ct := r.tok(c)
			switch {
			case ct.Low == "not" || ct.Low == "n't" || ct.Low == "never" || ct.Low == "no" && ct.Rel == "advmod":
				m.negated = !m.negated
			case ct.Low == "will" || ct.Low == "'ll" || ct.Low == "would" || ct.Low == "could" || ct.Low == "may" || ct.Low == "might" || ct.Low == "should" || ct.Low == "must" || ct.Low == "can" || ct.Low == "shall" || ct.Low == "wo" || ct.Low == "ca":
				if m.modal == "" && c < v {
					m.modal = ct.Low
				}
			case ct.Rel == "mark" && (ct.Low == "if" || ct.Low == "unless" || ct.Low == "once" || ct.Low == "until" || ct.Low == "whether" || ct.Low == "provided"):
				if m.hypo == "" {
					m.hypo = ct.Low
				}
			case ct.Low == "once" && ct.Rel == "advmod" && t.Rel == "advcl" && c < v:
				if m.hypo == "" {
					m.hypo = ct.Low
				}
			case ct.Low == "to" && c < v && (ct.Rel == "mark" || ct.Tag == "PART"):
				toInf = r.low(c+1) != "have" // "pleased to have reached"
			case n == 0 && (ct.Low == "have" || ct.Low == "has" || ct.Low == "had" || ct.Low == "'ve") && ct.Tag == "AUX":
				m.perfect = true
			case n == 0 && (ct.Rel == "aux:pass"):
				m.passive = true
			case ct.Low == "yet" && toInf:
				m.negated = true
			}
		}
		if n == 0 {
			m.present = t.XPOS == "VBZ" || t.XPOS == "VBP"
		}
		up, rel := t.Head, t.Rel
		if toInf && rel == "ccomp" && r.low(v-1) == "to" && r.is(v-2, "VERB") && r.tok(v-2).Sent == t.Sent {
			up, rel = v-2, "xcomp" // "we hope to resume", whatever the parse made of it
		}
		switch rel {
		case "xcomp", "ccomp", "acl", "advcl", "conj":
			if up < 0 || r.tok(up).Sent != t.Sent {
				up = -1
				break
			}
			l := r.lemma(up)
			switch {
			case rel == "conj":
				if n == 0 && !r.sharesAux(v) {
					up = -1
				}
			case rel == "ccomp":
				switch role := r.w.roles[l]; {
				case l == "deny":
					m.negated = !m.negated
				case role&roleAhead != 0 && m.modal == "":
					m.modal = l
				}
				up = -1
			case rel == "advcl" && !toInf:
				up = -1
			case toInf && r.w.roles[l]&roleNot != 0:
				m.negated = !m.negated
			case toInf && r.w.roles[l]&roleSo != 0:
			case toInf:
				if m.modal == "" {
					m.modal = l
				}
			}
			if up >= 0 && !r.is(up, "VERB", "AUX", "ADJ") {
				if toInf && m.modal == "" {
					m.modal = "to"
				}
				up = -1
			}
		default:
			if toInf && m.modal == "" {
				m.modal = "to"
			}
			up = -1
		}
		v = up
	}
	switch {
	case m.negated:
		m.status = parley.StatusDenied
	case m.modal != "" || m.hypo != "":
		m.status = parley.StatusPlanned
	}
	return m
}

// sharesAux reports whether a coordinated verb has no auxiliary or subject of
// its own, so that it shares those of the verb before it.
func (r *reader) sharesAux(v int) bool {
	return r.child(v, "aux", "aux:pass", "nsubj", "nsubj:pass") < 0
}

// dateOf is the date that belongs to the word at i: the nearest in its sentence
// with no other verb between, else none.
func (r *reader) dateOf(i int) lang.DateMention {
	from, to := r.sentence(i)
	span := r.span(from, to)
	best, bestGap, dates := lang.DateMention{}, 1000, 0
	for _, x := range r.d.Dates {
		if !span.Contains(x.Span) {
			continue
		}
		dates++
		k := sort.Search(len(r.d.Toks), func(n int) bool { return r.d.Toks[n].End > x.Start })
		gap := k - i
		if gap < 0 {
			gap = -gap
		}
		lo, hi := min(i, k), max(i, k)
		for n := lo + 1; n < hi; n++ {
			if r.is(n, "VERB") && r.tok(n).XPOS != "VBN" {
				gap += 12
			} else if r.low(n) == "," || r.low(n) == ";" {
				gap += 2
			}
		}
		// The parse says to which verb an adverbial belongs.
		switch g, _ := r.verbOf(k); {
		case g == i:
			gap -= 10
		case g >= 0 && k > g && k-g <= 3 && (g < lo || g > hi || r.is(i, "VERB")):
			gap += 15 // "the pact, announced in May, is suspended"
		}
		if gap < bestGap {
			best, bestGap = x, gap
		}
	}
	if bestGap > 25 && (dates > 1 || bestGap > 60) {
		return lang.DateMention{}
	}
	return best
}

// recent is the month of publication, marked as approximate: when what is told
// as news, with no date of its own, happened.
func (r *reader) recent() string {
	if r.d.Header == nil {
		return ""
	}
	in, err := parley.ParseDate(string(r.d.Header.Published))
	if err != nil {
		return ""
	}
	return in.From.Format("2006-01") + "~"
}

// holder is who says what stands at tokens from..to: the source of the
// innermost statement whose content holds them.
func (r *reader) holder(from, to int) *parley.Statement {
	span := r.span(from, to)
	var best *parley.Statement
	size := 1 << 30
	for k := range r.statements {
		s := &r.statements[k]
		for _, c := range s.Content.Spans {
			if c.Contains(span) && s.Content.Bounds().Len() < size {
				best, size = s, s.Content.Bounds().Len()
			}
		}
	}
	return best
}

// attributes reports whether token i is the cue of a statement.
func (r *reader) attributes(i int) bool {
	s := r.tok(i).Span
	for k := range r.statements {
		if c := r.statements[k].Cue; c != nil {
			for _, x := range c.Spans {
				if x.Contains(s) {
					return true
				}
			}
		}
	}
	return false
}

// add gives a candidate its holder and evidence and notes it.
func (r *reader) add(c candidate) {
	if c.deal < 0 || c.deal >= len(r.deals) {
		return
	}
	c.stmt = r.holder(c.trigger, c.trigger+1)
	if c.stmt != nil && (c.stmt.Basis == parley.BasisDeclined || c.stmt.Basis == parley.BasisNoResponse) {
		return // who will not comment on "live" talks says nothing of them
	}
	if c.stmt != nil && c.stmt.Source != nil {
		c.by = string(c.stmt.Source.Entity)
	}
	if c.from == c.to {
		c.from, c.to = r.clause(c.trigger, c.mention)
	}
	if c.deriv == "" {
		c.deriv = parley.DerivationStated
	}
	r.candidates = append(r.candidates, c)
}

// clause is the stretch of words around a trigger and the mention it speaks of.
func (r *reader) clause(i, mention int) (int, int) {
	from, to := i, i+1
	if mention >= 0 {
		m := &r.found[mention]
		if r.tok(m.head).Sent == r.tok(i).Sent {
			from, to = min(from, m.toks[0]), max(to, m.long[1])
		}
	}
	if r.is(i, "VERB") {
		if s, _ := r.subject(i); s >= 0 && s < from && r.tok(s).Sent == r.tok(i).Sent && from-s < 15 {
			a, _ := r.phrase(s)
			from = max(a, s-8)
		}
		for _, c := range r.children[i] {
			if t := r.tok(c); c < from && from-c <= 4 && (t.Rel == "aux" || t.Rel == "aux:pass" || t.Rel == "advmod") {
				from = c
			}
		}
	}
	return from, min(to, from+40)
}

// outlet is the entity of the document's outlet, made when it is first asked
// for; "" when the document does not show its outlet.
func (r *reader) outlet() string {
	h := r.d.Header
	if h == nil || h.Outlet == "" {
		return ""
	}
	return r.d.AddEntity(string(h.Outlet), parley.EntityOutlet, nil, parley.Span{})
}

// assertions turns what the filter keeps into assertions, in text order.
func (r *reader) assertions() []parley.Assertion {
	outlet := r.outlet()
	var out []parley.Assertion
	for i := range r.candidates {
		c := &r.candidates[i]
		d := r.deals[c.deal]
		if d.id == "" {
			continue
		}
		a := parley.Assertion{ID: "a" + strconv.Itoa(i+1), Deal: d.id, Type: c.kind, Derivation: c.deriv, Evidence: r.part(c.from, c.to), Confidence: c.keep, ByRule: c.rule}
		a.By = parley.Optional(c.by)
		if c.stmt != nil {
			a.Statement = parley.Optional(c.stmt.ID)
		} else {
			a.By = parley.Optional(outlet)
		}
		switch c.kind {
		case parley.TypeEvent:
			a.Event, a.Status, a.Date = c.event, c.status, parley.Optional(c.date.Date)
		case parley.TypePosition:
			a.Axis, a.Value = c.axis, c.value
		case parley.TypeCommitment:
			a.Who, a.To, a.State, a.Due = c.who, c.receivers, c.state, parley.Optional(c.due)
			a.What = r.part(c.what[0], c.what[1]).Text
			if c.figure != nil {
				a.Amount, a.Rate, a.Quantity = c.figure.Amount, c.figure.Rate, c.figure.Quantity
			}
		case parley.TypeCondition:
			a.Effect, a.Requires, a.Met = c.effect, r.part(c.what[0], c.what[1]).Text, c.met
			if c.requires >= 0 && c.requires < len(r.deals) {
				a.RequiresDeal = parley.Optional(r.deals[c.requires].id)
			}
		case parley.TypeObstacle:
			a.What = r.part(c.what[0], c.what[1]).Text
		case parley.TypeLink:
			a.Relation = c.relation
			if a.ToDeal = r.deals[c.other].id; a.ToDeal == "" {
				continue
			}
		}
		if strings.TrimSpace(a.Evidence.Text) == "" {
			continue
		}
		out = append(out, a)
	}
	return out
}
