package assertion

import (
	"sort"
	"strconv"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
)

// Draft is what the rules propose for a document, before it is judged.
type Draft struct{ r *reader }

// Propose runs the rules. Like [Find] it may add entities to d.
func Propose(d *lang.Doc, statements []parley.Statement) *Draft {
	r := &reader{finder: newFinder(newView(d)), statements: statements}
	r.run()
	r.deals = r.cluster()
	r.standing()
	for i, x := range r.deals {
		x.id = "d" + strconv.Itoa(i+1)
		r.neighbours(x)
		x.parties = r.eligible(x, r.order(x))
	}
	r.index()
	r.lead()
	r.events()
	r.positions()
	r.commitments()
	r.conditions()
	r.obstacles()
	r.links()
	r.readings()
	return &Draft{r}
}

// neighbours notes who else is named where the deal is.
func (r *reader) neighbours(d *deal) {
	d.near = map[string]int{}
	seen := map[int]bool{}
	for _, i := range d.mentions {
		s := r.tok(r.found[i].head).Sent
		if s < 0 || seen[s] {
			continue
		}
		seen[s] = true
		for _, e := range r.sentParties(s) {
			d.near[e]++
		}
	}
}

// sentParties are the possible parties that sentence s names.
func (r *reader) sentParties(s int) []string {
	sent := r.d.Sents[s]
	return r.partiesIn(sent.Toks[0], sent.Toks[1])
}

// standing counts in how many sentences each possible party is named and ranks
// them by it.
func (r *reader) standing() {
	r.named, r.rank = map[string]int{}, map[string]int{}
	for s := range r.d.Sents {
		if !r.apart(s) {
			for _, e := range r.sentParties(s) {
				r.named[e]++
			}
		}
	}
	var all []string
	for e := range r.named {
		all = append(all, e)
	}
	sort.Slice(all, func(i, j int) bool {
		return r.named[all[i]] > r.named[all[j]] || r.named[all[i]] == r.named[all[j]] && all[i] < all[j]
	})
	for i, e := range all {
		r.rank[e] = i + 1
	}
}

// order lists whoever may be a party of d, the likeliest first.
func (r *reader) order(d *deal) []string {
	out := make([]string, 0, len(d.votes))
	for e := range d.votes {
		out = append(out, e)
	}
	for e := range d.near {
		if d.votes[e] == 0 {
			out = append(out, e)
		}
	}
	for e, n := range r.rank { // whom the document names most
		if n <= 4 && d.votes[e] == 0 && d.near[e] == 0 {
			out = append(out, e)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := d.votes[out[i]], d.votes[out[j]]; a != b {
			return a > b
		}
		if a, b := d.near[out[i]], d.near[out[j]]; a != b {
			return a > b
		}
		return len(out[i]) < len(out[j]) || len(out[i]) == len(out[j]) && out[i] < out[j]
	})
	return out
}

// lead marks the deal that most of the document is about: the one most spoken
// of, its headline counting double.
func (r *reader) lead() {
	best, top := -1, 0.0
	defer func() { r.leading = best }()
	for k, d := range r.deals {
		s := 0.0
		for _, i := range d.mentions {
			switch r.place(r.found[i].head) {
			case "title":
				s += 3
			case "excerpt", "lead":
				s += 1.5
			default:
				s++
			}
		}
		d.main = false
		if s > top {
			best, top = k, s
		}
	}
	if best >= 0 {
		r.deals[best].main = true
	}
}

// Deals are the proposed deals with all who may be their parties.
func (x *Draft) Deals() []parley.Deal {
	out := make([]parley.Deal, len(x.r.deals))
	for k, d := range x.r.deals {
		out[k] = x.r.export(d)
	}
	return out
}

// Assertions are the proposed assertions, in text order.
func (x *Draft) Assertions() []parley.Assertion { return x.r.assertions() }

// DealFeatures are the keys by which deal k is judged.
func (x *Draft) DealFeatures(k int) []uint64 { return x.r.dealFeatures(k) }

// PartyFeatures are the keys by which party n of deal k is judged.
func (x *Draft) PartyFeatures(k, n int) []uint64 {
	return x.r.partyFeatures(k, x.r.deals[k].parties[n])
}

// AssertionFeatures are the keys by which assertion n is judged. They hang on
// how sure it is that there is such a deal, see [Draft.Judge].
func (x *Draft) AssertionFeatures(n int) []uint64 { return x.r.features(&x.r.candidates[n]) }

// Group tells which assertions are readings of the same words: those with the
// same group as assertion n. Of a group one at most is right.
func (x *Draft) Group(n int) int { return x.r.candidates[n].group }

// Judge gives each deal the probability that it is one.
func (x *Draft) Judge(k int, p float64) { x.r.deals[k].keep = p }

// Result keeps what the model finds likely.
func (x *Draft) Result(m *Model) ([]parley.Deal, []parley.Assertion) {
	r := x.r
	for k := range r.deals {
		r.deals[k].keep = p(m.Deal, r.dealFeatures(k))
		if r.surelyNamed(r.deals[k]) {
			r.deals[k].keep = max(r.deals[k].keep, leastDeal)
		}
	}
	r.judgeMain(m)
	for k, d := range r.deals {
		r.judgeParties(m, k, d)
	}
	for from := 0; from < len(r.candidates); {
		to := from + 1
		for to < len(r.candidates) && r.candidates[to].group == r.candidates[from].group {
			to++
		}
		r.choose(m.Assertion[r.candidates[from].kind], r.candidates[from:to])
		from = to
	}
	r.unmet()
	return r.result()
}

// choose keeps the likeliest of the readings of one candidate.
func (r *reader) choose(m *learn.Ranker, group []candidate) {
	best, top := 0, 0.0
	for n := range group {
		if s := m.Score(r.features(&group[n])); n == 0 || s > top {
			best, top = n, s
		}
	}
	c := &group[best]
	c.keep = m.Calibration.P(top)
	if c.deriv == parley.DerivationPresupposed {
		c.keep = max(c.keep, c.least()) // the guidelines leave no choice: what is to be resumed is paused
	}
}

// unmet takes back positions that stand in a condition: "once it has made
// progress" does not say that it makes any; and events that wait for one: "it
// takes effect only alongside progress".
func (r *reader) unmet() {
	for _, c := range r.candidates {
		if c.kind != parley.TypeCondition || c.keep < c.least() {
			continue
		}
		verb := r.mainVerb(c.trigger)
		for n := range r.candidates {
			switch o := &r.candidates[n]; {
			case o.kind == parley.TypePosition && o.trigger >= c.what[0] && o.trigger < c.what[1]:
				o.keep = 0
			case o.kind == parley.TypeEvent && o.trigger == verb && o.status == parley.StatusOccurred && o.mood.present:
				o.keep = 0
			}
		}
	}
}

// judgeMain marks what the document is about: the likeliest deal, and another
// that comes near it.
func (r *reader) judgeMain(m *Model) {
	best := -1
	score := make([]float64, len(r.deals))
	for k, d := range r.deals {
		d.main = false
		if d.keep < leastMain {
			continue
		}
		score[k] = m.Main.Score(r.dealFeatures(k))
		if best < 0 || score[k] > score[best] {
			best = k
		}
	}
	if best >= 0 {
		r.deals[best].main = true
	}
}

func (r *reader) judgeParties(m *Model, k int, d *deal) {
	kept := d.parties[:0:0]
	for _, e := range d.parties {
		if p(m.Party, r.partyFeatures(k, e)) >= leastParty {
			kept = append(kept, e)
		}
	}
	d.parties = kept
}

// What is kept: found by cross-validation for the best F1.
const (
	leastDeal  = 0.46
	leastMain  = 0.35 // for the deal that a document is about
	leastParty = 0.45
)

var least = map[parley.AssertionType]float64{parley.TypeEvent: 0.38, parley.TypePosition: 0.36, parley.TypeCommitment: 0.22, parley.TypeCondition: 0.26, parley.TypeObstacle: 0.24, parley.TypeLink: 0.3}

// least is the probability from which on a candidate is kept. Few posts teach
// the judge what the rarer axes, a halt, a giver named beside his money or a
// deal that waits for another look like, but their words say it plainly.
func (c *candidate) least() float64 {
	switch {
	case c.kind == parley.TypePosition && (c.axis == parley.AxisBinding || c.axis == parley.AxisOperative || c.value == "paused"):
		return 0.25
	case c.kind == parley.TypeCommitment && c.rule == "commitment_given":
		return 0.12
	case c.kind == parley.TypeCondition && c.requires >= 0 && c.effect != parley.EffectOther:
		return 0.08
	}
	return least[c.kind]
}

// result leaves out what is unlikely and, of what says the same thing twice,
// all but the likeliest.
func (r *reader) result() ([]parley.Deal, []parley.Assertion) {
	var deals []parley.Deal
	for _, d := range r.deals {
		if d.keep < leastDeal && !d.main {
			d.id = ""
			continue
		}
		d.id = "d" + strconv.Itoa(len(deals)+1)
		deals = append(deals, r.export(d))
	}
	r.candidates = r.distinct()
	return deals, r.assertions()
}

// distinct is the candidates that are likely enough and repeat nothing.
func (r *reader) distinct() []candidate {
	type key struct {
		kind        parley.AssertionType
		deal        int
		what, by, f string
	}
	best := map[key]int{}
	keys := make([]key, len(r.candidates))
	for i := range r.candidates {
		c := &r.candidates[i]
		k := key{kind: c.kind, deal: c.deal}
		switch c.kind {
		case parley.TypeEvent:
			k.what = string(c.event) + "/" + string(c.status)
		case parley.TypePosition:
			k.what, k.by = string(c.axis)+"/"+c.value, c.by
		case parley.TypeCommitment:
			if c.figure != nil {
				k.f = figureKey(c.figure)
			} else {
				k.what = parley.FoldName(r.part(c.what[0], c.what[1]).Text)
			}
		case parley.TypeLink:
			k.what, k.f = string(c.relation), strconv.Itoa(c.other)
		default:
			k.what = string(c.effect) + parley.FoldName(r.part(c.what[0], c.what[1]).Text)
		}
		keys[i] = k
		if c.keep < c.least() {
			continue
		}
		if b, ok := best[k]; !ok || c.keep > r.candidates[b].keep {
			best[k] = i
		}
	}
	out := r.candidates[:0:0]
	for i := range r.candidates {
		if b, ok := best[keys[i]]; ok && b == i {
			out = append(out, r.candidates[i])
		}
	}
	return out
}

func figureKey(f *lang.Figure) string {
	switch {
	case f.Amount != nil:
		return "amount " + strconv.FormatFloat(f.Amount.Value, 'g', -1, 64) + f.Amount.Currency
	case f.Rate != nil:
		return "rate " + strconv.FormatFloat(f.Rate.Value, 'g', -1, 64)
	}
	return "quantity " + strconv.FormatFloat(f.Quantity.Value, 'g', -1, 64) + f.Quantity.Unit
}
