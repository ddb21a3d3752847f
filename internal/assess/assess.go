package assess

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
	"github.com/parley-desk/parley/internal/dealfile"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/pledge"
)

// Policy says which voices a headline is read from, and which count as one. All
// are listed whatever the policy.
type Policy string

// The policies.
const (
	PolicyAll      Policy = "all"      // every voice, each for itself
	PolicyOfficial Policy = "official" // parties, who speaks for them, bodies, companies, texts
	PolicyPress    Policy = "press"    // outlets and the sources they do not name
	PolicySides    Policy = "sides"    // every voice, rolled up to the party or body that it speaks for
)

// Policies lists them, the default first.
var Policies = []Policy{PolicyAll, PolicyOfficial, PolicyPress, PolicySides}

// Options are what an assessment depends on beside the evidence. The zero
// value asks for by-name, all, unbounded.
type Options struct {
	Resolution Resolution
	Policy     Policy
	Times      Times
}

// Assessment is where every deal of the evidence stands.
type Assessment struct {
	Head      int64
	Options   Options
	Deals     []*Deal     // by id
	Hidden    []*Deal     // deals of which the times leave no document
	Documents []*Document // by publication, then id; those the times leave out are not Visible
	Orphans   []Orphan

	judged  []parley.Judgement
	reviews map[string]Review
	byID    map[string]*Deal // by id, by former id and by mention's ref
}

// Deal is one deal with everything said about it.
type Deal struct {
	ID         string
	Name       string
	Aliases    []string
	Kind       parley.DealKind
	Instrument parley.Instrument
	Parties    []Party
	Areas      []string
	Main       bool // some document is about it
	Join       Join
	Declared   *dealfile.Deal
	Mentions   []*Mention
	FormerIDs  []string // ids under which single mentions can be looked up

	Facts       []*Fact // all of them, by document; Out says which do not count
	Axes        []*Axis // stage, activity, operative, binding
	Conditions  []*Condition
	Obstacles   []*Obstacle
	Commitments []*pledge.Commitment
	Links       []*Link
	Events      []*Fact
	Denials     []*Denial
	Silences    []*Silence
	Unheard     []Party     // parties for whom no voice in the ledger speaks about this deal
	Documents   []*Document // visible ones that mention it, by publication

	voices *voices
	told   map[*pledge.Telling]*Fact
}

// Keys are the name keys of the deal's mentions.
func (d *Deal) Keys() []string {
	set := map[string]bool{}
	for _, m := range d.Mentions {
		for _, k := range m.keys {
			set[k] = true
		}
	}
	return sortedKeys(set)
}

// Refs are the addresses of the deal's mentions.
func (d *Deal) Refs() []string {
	out := make([]string, len(d.Mentions))
	for i, m := range d.Mentions {
		out[i] = m.Ref()
	}
	return out
}

// Axis is the answer on one axis. What it concludes is read off its proof.
type Axis struct {
	Axis      parley.Axis
	Positions []*Position // those that stand first, newest first
	Proof     *Proof
}

// State is the state of the answer.
func (a *Axis) State() State { return State(a.Proof.Value) }

// Values are the distinct values of the counted positions, newest first.
func (a *Axis) Values() []string {
	var out []string
	for _, p := range a.Positions {
		if !p.Counted {
			continue
		}
		for _, v := range p.Values {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// Silence is somebody who was asked, or could have spoken, and did not answer.
type Silence struct {
	*Said
	Declined bool // said that they would not comment; else gave no answer
}

// Said is a statement that is not about one axis, with its speaker.
type Said struct {
	Document  *Document
	Statement *parley.Statement
	Voice     *Voice
	Time      parley.Interval
}

// Assess works out where every deal in the evidence stands.
func Assess(ev ledger.Evidence, o Options) *Assessment {
	if o.Resolution == "" {
		o.Resolution = ByName
	}
	if o.Policy == "" {
		o.Policy = PolicyAll
	}
	docs := documents(ev, o.Times)
	w := &work{
		out:     &Assessment{Head: ev.Head, Options: o, Documents: inOrder(docs), byID: map[string]*Deal{}},
		judged:  effective(ev.Judgements, o.Times),
		same:    sameNames{},
		housed:  set{},
		dealOf:  map[*Mention]*Deal{},
		local:   map[localDeal]*Mention{},
		options: o,
	}
	w.reviews = reviews(w.judged)
	w.families = families(docs, ev.Pairs)
	w.resolve(declared(ev.DealFiles, o.Times))
	w.gather()
	for _, d := range w.out.Deals {
		w.finish(d)
	}
	// Conditions look at other deals' answers, so they come when all are there.
	for _, d := range w.out.Deals {
		w.conditions(d)
	}
	for _, d := range w.out.Deals {
		for _, c := range d.Conditions {
			c.Met = condition.Eval(c.Expr, world{w, d})
		}
	}
	w.out.judged, w.out.reviews = w.judged, w.reviews
	var shown []*Deal
	for _, d := range w.out.Deals {
		if len(d.Documents) == 0 && d.Declared == nil {
			w.out.Hidden = append(w.out.Hidden, d)
		} else {
			shown = append(shown, d)
		}
	}
	w.out.Deals = shown
	sort.Slice(w.out.Deals, func(i, j int) bool { return w.out.Deals[i].ID < w.out.Deals[j].ID })
	return w.out
}

// Deal finds a deal by its id, a former id, or a mention's ref ("sha256:…#d1");
// nil when there is none, or the times leave nothing of it.
func (a *Assessment) Deal(id string) *Deal {
	if d := a.byID[id]; d != nil && (len(d.Documents) > 0 || d.Declared != nil) {
		return d
	}
	return nil
}

// Review is what people have decided about a statement or an assertion.
func (a *Assessment) Review(id string) Review { return a.reviews[id] }

// Amended is st with the fields that people corrected; ok is false when nobody
// corrected any.
func (a *Assessment) Amended(st *parley.Statement) (out *parley.Statement, ok bool) {
	amends := a.reviews[st.ID].amends
	if len(amends) == 0 {
		return st, false
	}
	x, err := amend(*st, amends)
	return &x, err == nil
}

// AmendedAssertion is x with the fields that people corrected.
func (a *Assessment) AmendedAssertion(x *parley.Assertion) *parley.Assertion {
	out, err := amend(*x, a.reviews[x.ID].amends)
	if err != nil {
		return x
	}
	return &out
}

// Judgements are those that hold, in the order in which they were made.
func (a *Assessment) Judgements() []parley.Judgement { return a.judged }

// Any is Deal for deals that are hidden too.
func (a *Assessment) Any(id string) *Deal { return a.byID[id] }

type localDeal struct {
	x  *parley.Extraction
	id string
}

// work is the state of one call of Assess.
type work struct {
	out      *Assessment
	options  Options
	judged   []parley.Judgement
	reviews  map[string]Review
	housed   set // judged ids that a document of the evidence has
	families [][]*Document
	same     sameNames
	local    map[localDeal]*Mention
	dealOf   map[*Mention]*Deal
}

// resolve joins the documents' deals, visible or not: what a deal is called
// and which documents speak of it is the same at every known time.
func (w *work) resolve(files []*dealfile.Deal) {
	r := &resolver{byName: w.options.Resolution == ByName}
	for _, d := range files {
		m := &Mention{Declared: d, Names: append([]string{d.Name}, d.Aliases...), keys: d.Keys()}
		for _, p := range d.Parties {
			m.Parties = append(m.Parties, Party{Name: p})
		}
		r.mentions = append(r.mentions, m)
	}
	for _, d := range w.out.Documents {
		x := &d.runs[0].Extraction
		for i := range x.Deals {
			deal := &x.Deals[i]
			m := &Mention{Document: d, Deal: deal, Names: append([]string{deal.Name}, deal.Aliases...), x: x, keys: x.DealKeys(deal)}
			for _, p := range deal.Parties {
				if e := entityOf(x, p); e != nil {
					m.Parties = append(m.Parties, Party{e.Name, e.Type})
				}
			}
			w.local[localDeal{x, deal.ID}] = m
			r.mentions = append(r.mentions, m)
		}
	}
	for _, j := range w.judged {
		pair := pairOf[string]{j.Target, string(j.Other)}
		switch j.Verdict {
		case parley.VerdictSame:
			w.sameVoice(pair)
			r.same = append(r.same, pair)
			r.apart = slices.DeleteFunc(r.apart, pair.equals)
		case parley.VerdictDifferent:
			r.apart = append(r.apart, pair)
			r.same = slices.DeleteFunc(r.same, pair.equals)
			w.otherVoice(pair)
		}
	}
	ids := map[string]bool{}
	for _, c := range r.resolve() {
		d := newDeal(c)
		d.voices = &voices{byID: map[string]*Voice{}, same: w.same}
		// Two deals of one name in one document are told apart by a number.
		for n, id := 2, d.ID; ids[d.ID]; n++ {
			d.ID = fmt.Sprintf("%s-%d", id, n)
		}
		ids[d.ID] = true
		w.out.Deals = append(w.out.Deals, d)
		for _, m := range d.Mentions {
			w.dealOf[m] = d
			w.out.byID[m.Ref()] = d
		}
	}
	for _, d := range w.out.Deals {
		w.out.byID[d.ID] = d
	}
	for _, d := range w.out.Deals {
		for _, id := range d.FormerIDs {
			if w.out.byID[id] == nil {
				w.out.byID[id] = d
			}
		}
	}
}

// declared reads the newest wording of each deal file. A ledger takes in only
// files that can be read; one that no longer can declares nothing.
func declared(files []ledger.Declared, t Times) []*dealfile.Deal {
	newest := map[string]ledger.Declared{}
	for _, f := range files {
		if have, ok := newest[f.ID]; (!ok || f.Seq > have.Seq) && (t.Ledger.IsZero() || f.Learned.Before(t.Ledger)) {
			newest[f.ID] = f
		}
	}
	var out []*dealfile.Deal
	for _, id := range sortedKeys(newest) {
		if ds, err := dealfile.Parse(id, newest[id].YAML); err == nil && len(ds) == 1 {
			out = append(out, ds[0])
		}
	}
	return out
}

// sameVoice joins the names of two entities that a person judged the same, each
// given as "sha256:…#e1" or as "entity:" and a name.
func (w *work) sameVoice(p pairOf[string]) {
	a, b := w.entityName(p.a), w.entityName(p.b)
	if a, b = w.same.canonical(a), w.same.canonical(b); a != "" && b != "" && a != b {
		w.same[max(a, b)] = min(a, b)
	}
}

// otherVoice takes such a judgement back.
func (w *work) otherVoice(p pairOf[string]) {
	a, b := w.entityName(p.a), w.entityName(p.b)
	if a != "" && w.same[max(a, b)] == min(a, b) {
		delete(w.same, max(a, b))
	}
}

func (w *work) entityName(ref string) string {
	if n, ok := strings.CutPrefix(ref, parley.VoiceTarget); ok {
		return parley.FoldName(n)
	}
	doc, local, ok := strings.Cut(ref, "#e")
	for _, d := range w.out.Documents {
		if ok && d.ID() == doc {
			if e := entityOf(&d.runs[0].Extraction, "e"+local); e != nil {
				return parley.FoldName(e.Name)
			}
		}
	}
	return ""
}

func (p pairOf[T]) equals(q pairOf[T]) bool {
	return any(p.a) == any(q.a) && any(p.b) == any(q.b) || any(p.a) == any(q.b) && any(p.b) == any(q.a)
}

// newDeal describes a cluster: a deal file's words first, else the words that
// most documents use.
func newDeal(c *cluster) *Deal {
	d := &Deal{ID: c.mentions[0].ID(), Join: c.join, Mentions: c.mentions}
	names, kinds, instruments := map[string]int{}, map[string]int{}, map[string]int{}
	types := map[string]parley.EntityType{}
	var parties, aliases []string
	for _, m := range c.mentions {
		if m.Declared != nil {
			d.declare(m.Declared)
			continue
		}
		d.FormerIDs = append(d.FormerIDs, m.ID())
		d.Main = d.Main || m.Deal.Main
		for i, n := range m.Names {
			aliases = append(aliases, n)
			switch {
			case i == 0 && len(m.keys) > 0:
				names[n] += 4
			case i == 0:
				names[n] += 2
			}
		}
		kinds[string(m.Deal.Kind)]++
		instruments[string(m.Deal.Instrument)]++
		for _, p := range m.Parties {
			parties = append(parties, p.Name)
			types[p.Name] = p.Type
		}
		d.Areas = append(d.Areas, m.Deal.Areas...)
	}
	d.Name, d.Kind, d.Instrument = most(names), parley.DealKind(most(kinds)), parley.Instrument(most(instruments))
	if f := d.Declared; f != nil {
		d.ID, d.Name = f.ID, f.Name
		if f.Kind != "" {
			d.Kind = f.Kind
		}
		if f.Instrument != "" {
			d.Instrument = f.Instrument
		}
		if len(f.Parties) > 0 {
			parties = f.Parties
		}
		aliases = append(append([]string(nil), f.Aliases...), aliases...)
		d.Areas = append(append([]string(nil), f.Areas...), d.Areas...)
	}
	for _, p := range distinct(parties) {
		d.Parties = append(d.Parties, Party{p, types[p]})
	}
	d.Areas = distinct(d.Areas)
	d.Aliases = slices.DeleteFunc(distinct(aliases), func(a string) bool { return parley.FoldName(a) == parley.FoldName(d.Name) })
	d.FormerIDs = slices.DeleteFunc(distinct(d.FormerIDs), func(id string) bool { return id == d.ID })
	return d
}

// declare gives a deal what its file says. Of two files that a person judged
// to be of one deal the first by id names it, and the conditions of both hold.
func (d *Deal) declare(f *dealfile.Deal) {
	if d.Declared == nil {
		d.Declared = f
		return
	}
	both := *d.Declared
	both.Aliases = slices.Concat(both.Aliases, []string{f.Name}, f.Aliases)
	both.Parties = distinct(slices.Concat(both.Parties, f.Parties))
	both.Areas = slices.Concat(both.Areas, f.Areas)
	both.Conditions = slices.Concat(both.Conditions, f.Conditions)
	d.Declared = &both
	d.FormerIDs = append(d.FormerIDs, f.ID)
}

// distinct keeps the first of the names that fold to the same.
func distinct(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if k := parley.FoldName(n); !seen[k] {
			seen[k] = true
			out = append(out, n)
		}
	}
	return out
}

// most is the key with the highest count, the longest and then the first of
// equal ones.
func most(counts map[string]int) string {
	best := ""
	for _, k := range sortedKeys(counts) {
		if c := counts[k] - counts[best]; best == "" || c > 0 || c == 0 && len(k) > len(best) {
			best = k
		}
	}
	return best
}

// gather collects the facts of the visible documents under their deals.
func (w *work) gather() {
	onItems := map[string][]parley.Judgement{}
	for _, j := range w.judged {
		if strings.HasPrefix(j.Target, "s-") || strings.HasPrefix(j.Target, "a-") {
			onItems[j.Target] = append(onItems[j.Target], j)
		}
	}
	kept := map[*Document][]keptItem{}
	for _, d := range w.out.Documents {
		kept[d] = w.anchor(d, onItems)
	}
	w.homeless(onItems)
	w.spread()
	for _, d := range w.out.Documents {
		if !d.Visible {
			continue
		}
		x := &d.runs[0].Extraction
		for i := range x.Deals {
			deal := w.dealOf[w.local[localDeal{x, x.Deals[i].ID}]]
			if n := len(deal.Documents); n == 0 || deal.Documents[n-1] != d {
				deal.Documents = append(deal.Documents, d)
			}
		}
		sts := map[string]*parley.Statement{}
		for i := range x.Statements {
			st := w.statement(&x.Statements[i])
			sts[st.ID] = st
		}
		for i := range x.Assertions {
			w.fact(d, x, sts, &x.Assertions[i])
		}
		for _, k := range kept[d] {
			w.keep(d, k)
		}
		for i := range x.Statements {
			w.silence(d, x, sts[x.Statements[i].ID])
		}
	}
}

// keep adds an assertion of an older run that a person stood by. Its deal is
// the newest run's deal of the same name, else the one the document is about.
func (w *work) keep(d *Document, k keptItem) {
	if k.item.assertion == nil {
		return
	}
	old, x := k.item.x, &d.runs[0].Extraction
	for i := range old.Deals {
		at := localDeal{old, old.Deals[i].ID}
		if w.local[at] != nil {
			continue
		}
		for j := range x.Deals {
			m := w.local[localDeal{x, x.Deals[j].ID}]
			same := slices.ContainsFunc(m.Names, func(n string) bool { return parley.FoldName(n) == parley.FoldName(old.Deals[i].Name) })
			if same || w.local[at] == nil && x.Deals[j].Main && old.Deals[i].Main {
				w.local[at] = m
			}
		}
	}
	sts := map[string]*parley.Statement{}
	for i := range old.Statements {
		st := w.statement(&old.Statements[i])
		sts[st.ID] = st
	}
	if f := w.fact(d, old, sts, k.item.assertion); f != nil {
		f.OlderRun = true
	}
}

func (w *work) statement(st *parley.Statement) *parley.Statement {
	out, err := amend(*st, w.reviews[st.ID].amends)
	if err != nil {
		return st
	}
	return &out
}

func (w *work) fact(d *Document, x *parley.Extraction, sts map[string]*parley.Statement, a *parley.Assertion) *Fact {
	f := &Fact{ID: a.ID, Document: d, Assertion: *a, Review: w.reviews[a.ID], extraction: x}
	if amended, err := amend(*a, f.Review.amends); err == nil && w.local[localDeal{x, amended.Deal}] != nil {
		f.Assertion = amended
	}
	m := w.local[localDeal{x, f.Assertion.Deal}]
	if m == nil {
		return nil
	}
	deal := w.dealOf[m]
	if a.Statement != "" {
		if f.Statement = sts[string(a.Statement)]; f.Statement == nil {
			f.Out = OutIncomplete
		}
	}
	f.Voice = deal.voices.of(d, x, string(f.Assertion.By))
	if len(w.reviews) > 0 {
		f.asRead = f.saying(deal.voices.of(d, x, string(a.By)), a.Key())
	}
	f.Said = said(d, f.Statement)
	if f.Review.Verdict == parley.VerdictReject || a.Statement != "" && w.reviews[string(a.Statement)].Verdict == parley.VerdictReject {
		f.Out = OutRejected
	}
	deal.Facts = append(deal.Facts, f)
	return f
}

// silence notes who would not speak. A refusal names no deal; it is counted
// under what the document is about.
func (w *work) silence(d *Document, x *parley.Extraction, st *parley.Statement) {
	if st.Act != parley.ActDecline && st.Act != parley.ActSilent || st.Source == nil || d.Original != nil || d.Newer != nil ||
		w.reviews[st.ID].Verdict == parley.VerdictReject {
		return
	}
	at := said(d, st)
	if !within(at, w.options.Times.Held) {
		return
	}
	for i := range x.Deals {
		if x.Deals[i].Main || len(x.Deals) == 1 {
			deal := w.dealOf[w.local[localDeal{x, x.Deals[i].ID}]]
			s := &Silence{Said: &Said{Document: d, Statement: st, Time: at}, Declined: st.Act == parley.ActDecline}
			if st.Source.Entity != "" {
				s.Voice = deal.voices.of(d, x, string(st.Source.Entity))
			} else {
				s.Voice = &Voice{ID: "words:" + parley.FoldName(st.Source.Text), Name: st.Source.Text, Document: d.ID()}
			}
			deal.Silences = append(deal.Silences, s)
		}
	}
}

// finish works out the answers of one deal from its facts.
func (w *work) finish(d *Deal) {
	sortFacts(d.Facts)
	settleEchoes(d.Facts)
	w.hold(d)
	for _, axis := range parley.Axes.Values() {
		d.Axes = append(d.Axes, answerAxis(parley.Axis(axis), d, w.options))
	}
	d.Events = w.events(d)
	w.denials(d)
	w.obstacles(d)
	w.commitments(d)
	w.links(d)
	d.Unheard = unheard(d)
}

// unheard lists the parties whose side no counted fact comes from.
func unheard(d *Deal) []Party {
	var out []Party
	for _, p := range d.Parties {
		heard := false
		for _, f := range d.Facts {
			heard = heard || f.Out == OutNone && f.Voice.SpeaksAs(p.Name)
		}
		if !heard {
			out = append(out, p)
		}
	}
	return out
}

func answerAxis(axis parley.Axis, d *Deal, o Options) *Axis {
	a := &Axis{Axis: axis, Positions: positions(axis, d.Facts, o.Times, o.Policy.hears)}
	a.Proof = proveAxis(d, a)
	return a
}

// hears reports whether the policy counts a claim.
func (p Policy) hears(c *Claim) bool {
	switch p {
	case PolicyOfficial:
		switch c.Basis() {
		case parley.BasisOnRecord, parley.BasisUnnamedOfficial, parley.BasisDocument:
			return c.Voice.official()
		}
		return false
	case PolicyPress:
		switch c.Basis() {
		case "", parley.BasisUnnamedSource, parley.BasisOutletKnowledge, parley.BasisPressReport, parley.BasisUnsourced:
			return true
		}
		return c.Voice.Type == parley.EntityOutlet
	}
	return true
}
