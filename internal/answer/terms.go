package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/section"
)

// SchemaTerms names the format of [Terms].
const SchemaTerms = "parley.terms/1"

// Terms sets side by side how parties, or outlets, tell of one deal: a row a
// term, a column a teller.
type Terms struct {
	Schema string `json:"schema"`
	Asked
	Deal    DealRef      `json:"deal"`
	By      TermsBy      `json:"by"`
	Columns []Column     `json:"columns"` // parties as the deal has them, then its texts, then the others; outlets by name, then its texts
	Rows    []TermRow    `json:"rows"`    // axes, events, conditions, commitments, obstacles
	Texts   []TextOfDeal `json:"texts"`   // official texts of the deal in the ledger
}

// TermsBy says whose accounts are compared.
type TermsBy string

// The values of [TermsBy].
const (
	ByParty  TermsBy = "party"
	ByOutlet TermsBy = "outlet"
)

// Column is one teller.
type Column struct {
	Kind ColumnKind      `json:"kind"`
	Name parley.Optional `json:"name"` // null: documents that show no outlet
}

// ColumnKind says what a column holds.
type ColumnKind string

// The values of [ColumnKind].
const (
	ColumnParty  ColumnKind = "party"  // who is, or speaks for, the party
	ColumnText   ColumnKind = "text"   // the deal's own text, and what others quote of it
	ColumnOthers ColumnKind = "others" // whoever else has a word; outlets' narration left out
	ColumnOutlet ColumnKind = "outlet" // what stands in one outlet, its own or others' words
)

// TermRow is one term.
type TermRow struct {
	Kind  parley.AssertionType `json:"kind"`  // position, event, condition, commitment, obstacle
	Term  string               `json:"term"`  // an axis, an event, or the words of what is required, promised, in the way
	State TermState            `json:"state"` // whether the cells agree
	Cells []Cell               `json:"cells"` // one a column
}

// TermState says whether the tellers of a term agree.
type TermState string

// The values of [TermState].
const (
	TermSame     TermState = "same"     // all who mention it say the same
	TermAlone    TermState = "alone"    // one mentions it
	TermDiffer   TermState = "differ"   // not the same, and both can be true
	TermDisputed TermState = "disputed" // cannot all be true
)

// Cell is what one teller says of a term; without tellings it is not mentioned.
type Cell struct {
	Tellings []TermTelling `json:"tellings"` // newest first
}

// TermTelling is one telling of a term, down to the words.
type TermTelling struct {
	Value    string           `json:"value"` // an axis value, occurred, a commitment's state, met, not met, or "said"
	Date     parley.Optional  `json:"date"`  // of an event; due of a commitment
	Amount   *parley.Amount   `json:"amount"`
	Rate     *parley.Rate     `json:"rate"`
	Quantity *parley.Quantity `json:"quantity"`
	Own      bool             `json:"own"`   // the column's own word; else somebody's whom an outlet quotes
	Cites    []Citation       `json:"cites"` // sections of official texts that it names
	Evidence
}

// same reports whether two tellings say one thing.
func (t *TermTelling) same(u *TermTelling) bool {
	switch {
	case t.Value != u.Value, !agreeDates(string(t.Date), string(u.Date)):
		return false
	case t.Amount != nil && u.Amount != nil:
		return *t.Amount == *u.Amount
	case t.Rate != nil && u.Rate != nil:
		return t.Rate.Value == u.Rate.Value && t.Rate.Unit == u.Rate.Unit
	case t.Quantity != nil && u.Quantity != nil:
		return t.Quantity.Value == u.Quantity.Value && t.Quantity.Unit == u.Quantity.Unit
	}
	return true
}

// Citation is a section of an official text that a telling names.
type Citation struct {
	Label   string          `json:"label"`   // "section 3"
	Address parley.Optional `json:"address"` // document and section, "sha256:…#section-3"; null when no text in the ledger has it
	Heading parley.Optional `json:"heading"`
}

// TextOfDeal is an official text with its sections.
type TextOfDeal struct {
	Document  string          `json:"document"`
	Title     parley.Optional `json:"title"`
	Published parley.Optional `json:"published"`
	Sections  []TextSection   `json:"sections"`
}

// TextSection is one numbered part of an official text.
type TextSection struct {
	Label   string      `json:"label"`
	Address string      `json:"address"`
	Heading string      `json:"heading"`
	Words   string      `json:"words"` // heading included
	Span    parley.Span `json:"span"`
	CitedBy []Evidence  `json:"cited_by"` // who names it, newest first
}

// Terms sets the tellers' accounts of a deal side by side.
func (k *Desk) Terms(ctx context.Context, a Ask, deal string, by TermsBy) (*Terms, error) {
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	now := a.now(as.Options.Times)
	out := &Terms{Schema: SchemaTerms, Asked: a.asked(as), Deal: *ref(d), By: by, Rows: []TermRow{}}
	s := &sides{deal: d, by: by, now: now}
	if err := k.texts(ctx, s); err != nil {
		return nil, err
	}
	out.Texts = list(s.texts)
	s.columns()
	out.Columns = list(s.cols)
	for _, ax := range d.Axes {
		r := s.row(parley.TypePosition, string(ax.Axis))
		for _, p := range ax.Positions {
			for _, c := range p.Standing {
				r.tell(c.Fact, func(t *TermTelling) { t.Value = c.Value })
			}
		}
		r.disputed = ax.State() == assess.StateDisputed
		out.add(r)
	}
	events := map[parley.Event]*rowOf{}
	for _, f := range d.Events {
		e := f.Assertion.Event
		if events[e] == nil {
			events[e] = s.row(parley.TypeEvent, string(e))
		}
		events[e].tell(f, func(t *TermTelling) { t.Value, t.Date = string(f.Assertion.Status), f.Assertion.Date })
	}
	for _, e := range parley.Events.Values() {
		if r := events[parley.Event(e)]; r != nil {
			r.disputed = r.both(string(parley.StatusOccurred), string(parley.StatusDenied))
			out.add(r)
		}
	}
	for _, c := range d.Conditions {
		r := s.row(parley.TypeCondition, c.Requires)
		for _, f := range append(slices.Clone(c.Facts), assess.Told(c.Met)...) {
			r.tell(f, func(t *TermTelling) { t.Value = met(f) })
		}
		r.disputed = r.both("met", "not met")
		out.add(r)
	}
	for _, c := range d.Commitments {
		r := s.row(parley.TypeCommitment, c.What)
		for _, f := range d.Tellings(c) {
			r.tell(f, func(t *TermTelling) {
				x := &f.Assertion
				t.Value, t.Date, t.Amount, t.Rate, t.Quantity = string(x.State), x.Due, x.Amount, x.Rate, x.Quantity
			})
		}
		r.disputed = c.Disputed()
		out.add(r)
	}
	for _, o := range d.Obstacles {
		r := s.row(parley.TypeObstacle, o.What)
		for _, f := range o.Facts {
			r.tell(f, func(t *TermTelling) { t.Value = "said" })
		}
		out.add(r)
	}
	return out, nil
}

func met(f *assess.Fact) string {
	switch m := f.Assertion.Met; {
	case f.Assertion.Type != parley.TypeCondition, m == nil:
		return "said"
	case *m:
		return "met"
	}
	return "not met"
}

func (t *Terms) add(r *rowOf) {
	if r.told {
		t.Rows = append(t.Rows, r.done())
	}
}

// Section is the section of an official text of a deal that a label ("Section
// III") or an address names.
func (t *Terms) Section(name string) (*TextOfDeal, *TextSection, error) {
	want := section.Cited(name)
	var known []string
	for i := range t.Texts {
		for j := range t.Texts[i].Sections {
			s := &t.Texts[i].Sections[j]
			if s.Address == name || len(want) == 1 && s.Label == want[0].String() {
				return &t.Texts[i], s, nil
			}
			known = append(known, s.Label)
		}
	}
	if len(known) == 0 {
		return nil, nil, fmt.Errorf("section %q: the ledger has no official text of this deal in sections", name)
	}
	return nil, nil, fmt.Errorf("section %q: the texts of this deal have %s", name, strings.Join(known, ", "))
}

// sides sorts facts into columns.
type sides struct {
	deal  *assess.Deal
	by    TermsBy
	now   time.Time
	texts []TextOfDeal
	label map[string]section.Label // by the sections' addresses
	cols  []Column
}

func (s *sides) columns() {
	add := func(c Column) {
		if !slices.Contains(s.cols, c) {
			s.cols = append(s.cols, c)
		}
	}
	if s.by == ByOutlet {
		for _, doc := range s.deal.Documents {
			add(s.place(doc))
		}
		slices.SortFunc(s.cols, func(a, b Column) int {
			return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(string(a.Name), string(b.Name)))
		})
		return
	}
	for _, p := range s.deal.Parties {
		add(Column{ColumnParty, parley.Optional(p.Name)})
	}
	for _, kind := range []ColumnKind{ColumnText, ColumnOthers} {
		c := Column{kind, parley.Optional(kind)}
		if slices.ContainsFunc(s.deal.Facts, func(f *assess.Fact) bool { return f.Out == assess.OutNone && s.of(f) == c }) {
			add(c)
		}
	}
}

// of is the column of a fact; the zero one when it has none.
func (s *sides) of(f *assess.Fact) Column {
	if s.by == ByOutlet {
		return s.place(f.Document)
	}
	for _, p := range s.deal.Parties {
		if f.Voice.SpeaksAs(p.Name) {
			return Column{ColumnParty, parley.Optional(p.Name)}
		}
	}
	switch st := f.Statement; {
	case f.Voice.Type == parley.EntityDocument, f.Narration() && s.official(f.Document.ID()), st != nil && st.Source != nil && len(section.Cited(st.Source.Text)) > 0:
		return Column{ColumnText, parley.Optional(ColumnText)}
	case f.Narration() || f.Voice.Type == parley.EntityOutlet:
		return Column{}
	}
	return Column{ColumnOthers, parley.Optional(ColumnOthers)}
}

// place is the column of an outlet's document, or of an official text.
func (s *sides) place(doc *assess.Document) Column {
	if s.official(doc.ID()) {
		return Column{ColumnText, parley.Optional(ColumnText)}
	}
	return Column{ColumnOutlet, doc.Header.Outlet}
}

func (s *sides) official(document string) bool {
	return slices.ContainsFunc(s.texts, func(t TextOfDeal) bool { return t.Document == document })
}

// rowOf is a row being filled.
type rowOf struct {
	*sides
	kind     parley.AssertionType
	term     string
	cells    [][]TermTelling
	told     bool
	disputed bool
	seen     map[*assess.Fact]bool
}

func (s *sides) row(kind parley.AssertionType, term string) *rowOf {
	return &rowOf{sides: s, kind: kind, term: term, cells: make([][]TermTelling, len(s.cols)), seen: map[*assess.Fact]bool{}}
}

// tell puts a fact into its cell, and its echoes into those of the outlets that
// echo it.
func (r *rowOf) tell(f *assess.Fact, value func(*TermTelling)) {
	facts := []*assess.Fact{f}
	if r.by == ByOutlet {
		facts = append(facts, f.Echoes...)
	}
	for _, g := range facts {
		i := slices.Index(r.cols, r.of(g))
		if i < 0 || r.seen[g] {
			continue
		}
		r.seen[g] = true
		t := TermTelling{Own: r.by == ByParty || g.Narration() || g.Basis() == parley.BasisOutletKnowledge, Evidence: evidence(g, r.now), Cites: r.citations(g)}
		value(&t)
		r.cells[i] = append(r.cells[i], t)
		r.told = true
	}
}

// both reports whether the cells hold both values.
func (r *rowOf) both(a, b string) bool {
	has := func(v string) bool {
		return slices.ContainsFunc(r.cells, func(ts []TermTelling) bool {
			return slices.ContainsFunc(ts, func(t TermTelling) bool { return t.Value == v })
		})
	}
	return has(a) && has(b)
}

// done compares the tellings of all cells, so that a teller who changed its word
// differs too.
func (r *rowOf) done() TermRow {
	out := TermRow{Kind: r.kind, Term: r.term, State: TermSame, Cells: []Cell{}}
	var first []TermTelling
	mentioned := 0
	for _, ts := range r.cells {
		out.Cells = append(out.Cells, Cell{list(ts)})
		if len(ts) == 0 {
			continue
		}
		mentioned++
		if first == nil {
			first = ts
		}
		for i := range ts {
			if !ts[i].same(&first[0]) {
				out.State = TermDiffer
			}
		}
	}
	switch {
	case r.disputed && out.State == TermDiffer:
		out.State = TermDisputed
	case mentioned == 1 && out.State == TermSame:
		out.State = TermAlone
	}
	return out
}

func (s *sides) citations(f *assess.Fact) []Citation {
	out := []Citation{}
	for _, l := range citedBy(f) {
		c := Citation{Label: l.String()}
		for _, t := range s.texts {
			for _, x := range t.Sections {
				if c.Address == "" && l.Within(s.label[x.Address]) {
					c.Address, c.Heading = parley.Optional(x.Address), parley.Optional(x.Heading)
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// citedBy lists the sections that a fact's words name.
func citedBy(f *assess.Fact) []section.Label {
	words := f.Assertion.Evidence.Text
	if st := f.Statement; st != nil {
		words += "\n" + st.Content.Text
		if st.Source != nil {
			words = st.Source.Text + "\n" + words
		}
	}
	return section.Cited(words)
}

// texts finds the official texts among a deal's documents, those that show no
// outlet and come in numbered sections, and who cites which.
func (k *Desk) texts(ctx context.Context, s *sides) error {
	s.label = map[string]section.Label{}
	for _, doc := range s.deal.Documents {
		if doc.Header.Outlet != "" || doc.Original != nil || doc.Kind != parley.DocumentArticle {
			continue
		}
		whole, err := k.ledger.Document(ctx, doc.ID())
		if err != nil {
			return err
		}
		t := TextOfDeal{doc.ID(), doc.Header.Title, doc.Header.Published, []TextSection{}}
		for _, x := range section.Parse(whole.Text) {
			address := doc.ID() + "#" + x.Address()
			s.label[address] = x.Label
			t.Sections = append(t.Sections, TextSection{Label: x.Label.String(), Address: address, Heading: x.Heading,
				Words: x.Span.In(whole.Text), Span: x.Span.Runes(whole.Text), CitedBy: []Evidence{}})
		}
		if len(t.Sections) > 0 {
			s.texts = append(s.texts, t)
		}
	}
	for i := len(s.deal.Facts) - 1; i >= 0; i-- {
		f := s.deal.Facts[i]
		for _, c := range s.citations(f) {
			for j := range s.texts {
				for l := range s.texts[j].Sections {
					if x := &s.texts[j].Sections[l]; f.Out == assess.OutNone && string(c.Address) == x.Address && s.texts[j].Document != f.Document.ID() {
						x.CitedBy = append(x.CitedBy, evidence(f, s.now))
					}
				}
			}
		}
	}
	return nil
}
