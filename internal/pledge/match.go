package pledge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
)

// How far two descriptions must share words to be of one thing. Found by hand on
// the example posts; between them lies what only other signs can decide.
const (
	sameWords  = 0.6  // with nothing else to go by
	likeWords  = 0.3  // beside a shared party
	someWords  = 0.25 // beside a shared party and an exchangeable or equal sum
	farInBytes = 1500 // between a stated whole and its parts
)

// Match joins tellings into commitments, oldest first. Echoes and tellings that
// do not count are for the caller to leave out.
//
// It goes from the surest sign to the weakest, and each step takes what the
// steps before made as fixed: equal figures of named parties; equal figures
// where one telling names nobody or a crowd ("US firms") and only one party's
// pledge fits; a cut with what it cuts; the same sum in another currency; and
// last what gives no figure, by its words. Where two pledges fit a telling
// equally well it joins neither: [Totals] then counts it as an overlap.
func Match(ts []*Telling) []*Commitment {
	ts = slices.Clone(ts)
	slices.SortFunc(ts, compare)
	byDeal := map[string][]*node{}
	var deals []string
	for _, t := range ts {
		if byDeal[t.Deal] == nil {
			deals = append(deals, t.Deal)
		}
		byDeal[t.Deal] = append(byDeal[t.Deal], newNode(t))
	}
	var out []*Commitment
	for _, d := range deals {
		g := &graph{nodes: byDeal[d]}
		g.equalFigures()
		g.crowds()
		g.cuts()
		g.currencies()
		g.withoutFigure()
		cs := make([]*Commitment, 0, len(g.nodes))
		byRoot := map[*node]*Commitment{}
		for _, ns := range g.clusters() {
			c := build(ns)
			byRoot[ns[0].root()] = c
			cs = append(cs, c)
		}
		g.parts(byRoot)
		out = append(out, cs...)
	}
	slices.SortStableFunc(out, func(a, b *Commitment) int { return compare(a.Tellings[0], b.Tellings[0]) })
	return out
}

// node is a telling in a forest whose trees are commitments.
type node struct {
	*Telling
	up    *node
	named []string // folded names of its parties that are no crowd
	crowd []string // folded names of states among the others
	fig   figure
	what  map[string]bool
}

func newNode(t *Telling) *node {
	n := &node{Telling: t, fig: figureOf(t.Assertion), what: bag(t.Assertion.What)}
	for _, p := range t.Who {
		fold := parley.FoldName(p.Name)
		switch {
		case !p.crowd():
			n.named = append(n.named, fold)
		case p.Type != parley.EntityGroup:
			n.crowd = append(n.crowd, strings.TrimSuffix(fold, " government"))
		}
	}
	return n
}

// crowd reports whether the party is one that may stand for others: a group
// without a name of its own, or a state.
func (p Party) crowd() bool {
	return p.Type == parley.EntityGroup || p.Type == parley.EntityState || strings.HasSuffix(parley.FoldName(p.Name), " government")
}

func (n *node) root() *node {
	for n.up != nil {
		n = n.up
	}
	return n
}

// join makes the older root the root of both.
func join(a, b *node) {
	a, b = a.root(), b.root()
	switch c := compare(a.Telling, b.Telling); {
	case a == b:
	case c <= 0:
		b.up = a
	default:
		a.up = b
	}
}

// shares reports whether a named party undertakes both.
func (n *node) shares(m *node) bool { return common(n.named, m.named) }

// fits reports whether one party can undertake both: somebody is named in both,
// or in one of them nobody but a crowd or state, and no two different states.
func (n *node) fits(m *node) bool {
	if len(n.named) > 0 && len(m.named) > 0 {
		return n.shares(m)
	}
	return len(n.crowd) == 0 || len(m.crowd) == 0 || common(n.crowd, m.crowd)
}

// receives reports whether who undertakes n is to whom m is undertaken.
func (n *node) receives(m *node) bool {
	for _, p := range m.To {
		fold := strings.TrimSuffix(parley.FoldName(p.Name), " government")
		if slices.Contains(n.named, fold) || slices.Contains(n.crowd, fold) {
			return true
		}
	}
	return false
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// agree compares what two tellings measure. Figures that are only near each
// other, rates and quantities need words in common too.
func (n *node) agree(m *node) bool {
	switch n.fig.like(m.fig) {
	case alike:
		return n.fig.money() && !n.another(m) || overlap(n.what, m.what) >= likeWords
	case near:
		return overlap(n.what, m.what) >= likeWords
	}
	return false
}

// another reports whether one text tells of two equal sums: "£1bn for a plant
// and another £1bn for its supplies".
func (n *node) another(m *node) bool {
	return n.Document == m.Document && overlap(n.what, m.what) < likeWords &&
		(marked(n.Assertion.What+" "+n.Assertion.Evidence.Text, markOther) || marked(m.Assertion.What+" "+m.Assertion.Evidence.Text, markOther))
}

// graph is the tellings of one deal.
type graph struct{ nodes []*node }

// clusters lists the trees, each by age, the oldest tree first.
func (g *graph) clusters() [][]*node {
	at := map[*node]int{}
	var out [][]*node
	for _, n := range g.nodes {
		r := n.root()
		i, ok := at[r]
		if !ok {
			i = len(out)
			at[r] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], n)
	}
	return out
}

// equalFigures joins figures that agree: those of named parties among
// themselves, and those that name nobody but a crowd among themselves.
func (g *graph) equalFigures() {
	for i, n := range g.nodes {
		for _, m := range g.nodes[i+1:] {
			if n.fig.kind == "" || (len(n.named) == 0) != (len(m.named) == 0) {
				continue
			}
			if (n.shares(m) || len(n.named) == 0 && n.fits(m)) && n.agree(m) {
				join(n, m)
			}
		}
	}
}

// crowds joins to a named party's pledge the same figure told of a crowd or of
// nobody, where no other pledge fits.
func (g *graph) crowds() {
	clusters := g.clusters()
	var joins [][2]*node
	for _, ns := range clusters {
		if len(ns[0].named) > 0 || ns[0].fig.kind == "" {
			continue
		}
		var found [][]*node
		for _, ms := range clusters {
			if len(ms[0].named) > 0 && anyPair(ns, ms, (*node).meansNamed) {
				found = append(found, ms)
			}
		}
		if len(found) == 1 {
			joins = append(joins, [2]*node{ns[0], found[0][0]})
		}
	}
	for _, j := range joins {
		join(j[0], j[1])
	}
}

// meansNamed reports whether n, of a crowd, tells of what m's party undertakes.
// A state is no company: then the words must say so too.
func (n *node) meansNamed(m *node) bool {
	if n.fig.like(m.fig) != alike || n.receives(m) || m.receives(n) || !n.agree(m) {
		return false
	}
	return len(n.crowd) == 0 || overlap(n.what, m.what) >= someWords
}

func anyPair(ns, ms []*node, is func(n, m *node) bool) bool {
	return slices.ContainsFunc(ns, func(n *node) bool { return slices.ContainsFunc(ms, func(m *node) bool { return is(n, m) }) })
}

// cuts joins what was cut to the larger figure that it was cut from.
func (g *graph) cuts() {
	clusters := g.clusters()
	var joins [][2]*node
	for _, ns := range clusters {
		i := slices.IndexFunc(ns, func(n *node) bool { return n.state() == parley.StateCut && n.fig.kind != "" })
		if i < 0 {
			continue
		}
		n := ns[i]
		if of := best(clusters, n, func(m *node) float64 {
			if m.root() == n.root() || m.fig.kind != n.fig.kind || m.fig.value <= n.fig.value || !n.fits(m) || compare(n.Telling, m.Telling) < 0 {
				return 0
			}
			if words := overlap(n.what, m.what); n.shares(m) || words >= likeWords {
				return 0.01 + words
			}
			return 0
		}); of != nil {
			joins = append(joins, [2]*node{n, of})
		}
	}
	for _, j := range joins {
		join(j[0], j[1])
	}
}

// best is the oldest node of the cluster whose best member scores highest for
// n; nil when none scores or two score the same.
func best(clusters [][]*node, n *node, score func(*node) float64) *node {
	var found *node
	most, tied := 0.0, false
	for _, ms := range clusters {
		top := 0.0
		for _, m := range ms {
			top = max(top, score(m))
		}
		switch {
		case top > most:
			found, most, tied = ms[0], top, false
		case top == most && top > 0:
			tied = true
		}
	}
	if tied {
		return nil
	}
	return found
}

// currencies joins sums of two currencies that can be one, where each is the
// only one that the other can be.
func (g *graph) currencies() {
	clusters := g.clusters()
	partners := make([]map[string][]int, len(clusters))
	for i, ns := range clusters {
		partners[i] = map[string][]int{}
		for j, ms := range clusters {
			if i != j && anyPair(ns, ms, (*node).converted) {
				k := ms[0].fig.kind
				partners[i][k] = append(partners[i][k], j)
			}
		}
	}
	for i, ns := range clusters {
		for _, js := range partners[i] {
			if len(js) == 1 && len(partners[js[0]][ns[0].fig.kind]) == 1 {
				join(ns[0], clusters[js[0]][0])
			}
		}
	}
}

// converted reports whether m may tell in another currency what n tells.
func (n *node) converted(m *node) bool {
	if !n.fig.money() || !m.fig.money() || !exchangeable(n.fig, m.fig) || n.receives(m) || m.receives(n) {
		return false
	}
	switch words := overlap(n.what, m.what); {
	case n.shares(m):
		return words >= someWords
	case len(n.named) == 0 && len(m.named) == 0:
		return n.fits(m) && words >= likeWords
	}
	return false
}

// withoutFigure joins tellings that give no figure: to the pledge that their
// words are of; a further step also to the only pledge of its party; the rest
// among themselves.
func (g *graph) withoutFigure() {
	var figured [][]*node
	for _, ns := range g.clusters() {
		if ns[0].root().fig.kind != "" || slices.ContainsFunc(ns, func(n *node) bool { return n.fig.kind != "" }) {
			figured = append(figured, ns)
		}
	}
	var joins [][2]*node
	var rest []*node
	for _, n := range g.nodes {
		if n.fig.kind != "" {
			continue
		}
		words := bag(n.Assertion.What, n.Assertion.Evidence.Text)
		score := func(m *node) float64 {
			if !n.fits(m) || n.receives(m) {
				return 0
			}
			shared := max(overlap(n.what, m.what), overlap(words, m.what))
			if shared >= sameWords || n.state() != parley.StatePledged && n.shares(m) && shared >= likeWords {
				return shared
			}
			return 0
		}
		of := best(figured, n, score)
		if of == nil && n.state() != parley.StatePledged {
			of = best(figured, n, func(m *node) float64 {
				if n.shares(m) {
					return 1
				}
				return 0
			})
		}
		if of == nil {
			rest = append(rest, n)
			continue
		}
		joins = append(joins, [2]*node{n, of})
	}
	for _, j := range joins {
		join(j[0], j[1])
	}
	for i, n := range rest {
		for _, m := range rest[i+1:] {
			if n.fits(m) && overlap(n.what, m.what) >= sameWords {
				join(n, m)
			}
		}
	}
}

// build puts a cluster's tellings together.
func build(ns []*node) *Commitment {
	c := &Commitment{Deal: ns[0].Deal, What: ns[0].Assertion.What}
	for _, n := range ns {
		c.Tellings = append(c.Tellings, n.Telling)
		c.who = append(c.who, n.Who...)
		c.To = append(c.To, names(n.To)...)
		if n.Assertion.Due != "" {
			c.Due = string(n.Assertion.Due)
		}
	}
	// A crowd is whoever is named.
	if slices.ContainsFunc(ns, func(n *node) bool { return len(n.named) > 0 }) {
		c.who = slices.DeleteFunc(c.who, Party.crowd)
	}
	c.who = distinct(c.who, func(p Party) string { return p.Name })
	c.Who, c.To = names(c.who), distinct(c.To, func(n string) string { return n })
	c.measure()
	return c
}

// distinct keeps the first of those whose names fold to the same.
func distinct[T any](list []T, name func(T) string) []T {
	var out []T
	for _, x := range list {
		if !slices.ContainsFunc(out, func(y T) bool { return parley.FoldName(name(x)) == parley.FoldName(name(y)) }) {
			out = append(out, x)
		}
	}
	return out
}

func names(ps []Party) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return out
}

// measure finds the commitment's figure: the oldest that is told, unless a later
// cut made it smaller. A sum keeps the currency in which it was told first.
func (c *Commitment) measure() {
	var first, cut *Telling
	for _, t := range c.Tellings {
		f := figureOf(t.Assertion)
		switch {
		case f.kind == "":
		case first == nil, first.state() == parley.StateCut && f.kind == figureOf(first.Assertion).kind && f.value > figureOf(first.Assertion).value:
			first = t // what a cut was from may be told after it
		}
	}
	if first == nil {
		return
	}
	was := figureOf(first.Assertion)
	for _, t := range c.Tellings {
		switch f := figureOf(t.Assertion); {
		case t.state() == parley.StateCut && f.kind == was.kind && f.value < was.value:
			if cut == nil || cut.Said.From.Before(t.Said.From) || f.value < figureOf(cut.Assertion).value {
				cut = t
			}
		case f.money() && was.money() && f.kind != was.kind && !slices.ContainsFunc(c.Also, func(a parley.Amount) bool { return a.Currency == f.kind }):
			c.Also = append(c.Also, *t.Assertion.Amount)
		}
	}
	slices.SortFunc(c.Also, func(a, b parley.Amount) int { return strings.Compare(a.Currency, b.Currency) })
	now := first.Assertion
	if cut != nil {
		now, c.Was = cut.Assertion, first.Assertion.Amount
	}
	c.Amount, c.Rate, c.Quantity = now.Amount, now.Rate, now.Quantity
}

// parts finds which sums the texts call part of which.
func (g *graph) parts(of map[*node]*Commitment) {
	clusters := g.clusters()
	for _, ns := range clusters {
		part := of[ns[0].root()]
		for _, ms := range clusters {
			whole := of[ms[0].root()]
			if part == whole || !part.sum().less(whole.sum()) || part.Whole != nil && !whole.sum().less(part.Whole.sum()) {
				continue
			}
			if anyPair(ns, ms, func(n, m *node) bool { return n.partOf(m) || g.addsUp(n, m) }) {
				part.Whole = whole
			}
		}
	}
	for _, ns := range clusters {
		if c := of[ns[0].root()]; c.Whole != nil {
			c.Whole.Parts = append(c.Whole.Parts, c)
		}
	}
	for _, c := range of {
		slices.SortStableFunc(c.Parts, func(a, b *Commitment) int { return cmp.Compare(b.sum().value, a.sum().value) })
	}
}

// sum is the commitment's sum before any cut.
func (c *Commitment) sum() figure {
	switch {
	case c.Was != nil:
		return figure{c.Was.Currency, c.Was.Value, c.Was.Qualifier}
	case c.Amount != nil:
		return figure{c.Amount.Currency, c.Amount.Value, c.Amount.Qualifier}
	}
	return figure{}
}

func (f figure) less(g figure) bool { return f.money() && f.kind == g.kind && f.value < g.value }

// canBePart reports whether n's sum can be part of m's: it is smaller, of the
// same text and of somebody whom m's parties may include.
func (n *node) canBePart(m *node) bool {
	return n.Document == m.Document && n.fig.less(m.fig) && !n.receives(m) && (len(m.named) == 0 || len(n.named) == 0 || n.shares(m))
}

// partOf reports whether the text marks n as a part of m: one clause tells both
// ("£31bn, including £22bn from Microsoft"), the words of n do ("the rest, some
// $1.7bn"), or those of m do ("a total of €9bn") and n follows.
func (n *node) partOf(m *node) bool {
	if !n.canBePart(m) {
		return false
	}
	a, b := n.Assertion.Evidence.Bounds(), m.Assertion.Evidence.Bounds()
	words := n.Assertion.What + " " + n.Assertion.Evidence.Text
	switch {
	case a.Overlaps(b):
		return marked(words, markPart) || marked(words, markWhole)
	case a.Start < b.End || a.Start-b.End > farInBytes || marked(words, markOther):
		return false
	}
	return marked(words+" "+n.Context, markPart) || len(n.named) > 0 && marked(m.Assertion.What+" "+m.Assertion.Evidence.Text+" "+m.Context, markWhole)
}

// addsUp reports whether the sums that named parties have in m's text, n's one
// of them, come to m's.
func (g *graph) addsUp(n, m *node) bool {
	if !n.canBePart(m) || len(n.named) == 0 || len(m.named) > 0 {
		return false
	}
	seen := map[*node]bool{}
	total, count := 0.0, 0
	for _, o := range g.nodes {
		if o.canBePart(m) && len(o.named) > 0 && !seen[o.root()] {
			seen[o.root()] = true
			total += o.fig.value
			count++
		}
	}
	return count > 1 && total == m.fig.value
}

// Find is the commitment that a telling from outside the set speaks of, whether
// or not it has its figure, state and date right; nil when none fits. The same
// figure of a party that may be the same comes first, then the same party and
// like words, then the same words, of another party at last.
func Find(cs []*Commitment, t *Telling) *Commitment {
	n := newNode(t)
	var found *Commitment
	most := 0.0
	for _, c := range cs {
		if c.Deal != t.Deal {
			continue
		}
		score := 0.0
		for _, o := range c.Tellings {
			m := newNode(o)
			m.named, m.crowd = c.first().named, c.first().crowd
			words := max(overlap(n.what, m.what), overlap(n.what, bag(c.What)))
			switch alike := n.fig.like(m.fig) == alike; {
			case n.receives(m):
			case alike && (n.shares(m) || n.fits(m) && words >= someWords):
				score = max(score, 3+words)
			case n.shares(m) && words >= likeWords:
				score = max(score, 2+words)
			case n.fits(m) && words >= sameWords:
				score = max(score, 1+words)
			case alike && words >= sameWords:
				score = max(score, words)
			}
		}
		if score > most {
			found, most = c, score
		}
	}
	return found
}

// Fits reports whether the telling's parties may be those of the commitment.
func (c *Commitment) Fits(t *Telling) bool { return c.first().fits(newNode(t)) }

// Hold says how the telling's figure stands to the commitment's.
func (c *Commitment) Hold(t *Telling) FigureCheck {
	f := figureOf(t.Assertion)
	if f.kind == "" {
		return FigureNone
	}
	now := figure{}
	switch {
	case c.Amount != nil:
		now = figure{c.Amount.Currency, c.Amount.Value, c.Amount.Qualifier}
	case c.Rate != nil || c.Quantity != nil:
		now = figureOf(&parley.Assertion{Rate: c.Rate, Quantity: c.Quantity})
	}
	was := c.sum()
	for _, o := range c.Tellings {
		g := figureOf(o.Assertion)
		if f.like(g) == unlike {
			continue
		}
		// What was told once and was cut since is no longer so.
		if c.Was != nil && g.like(now) == unlike && (g.kind == now.kind || !exchangeable(g, now)) {
			return FigureOutdated
		}
		return FigureSame
	}
	switch {
	case now.kind == "", f.money() != now.money():
		return FigureUnknown
	case f.kind != now.kind && (exchangeable(f, now) || exchangeable(f, was)):
		return FigureUnknown
	}
	return FigureOther
}

// FigureCheck is how a telling's figure stands to what the ledger has.
type FigureCheck string

// The values of [FigureCheck].
const (
	FigureNone     FigureCheck = "none"     // the telling gives none
	FigureSame     FigureCheck = "same"     // it was told so, and stands
	FigureOutdated FigureCheck = "outdated" // it was told so, and was cut since
	FigureOther    FigureCheck = "other"    // another one is told
	FigureUnknown  FigureCheck = "unknown"  // none is told that can be compared
)

// SameFigure reports whether two assertions give one figure, qualifiers aside.
func SameFigure(a, b *parley.Assertion) bool { return figureOf(a).like(figureOf(b)) == alike }
