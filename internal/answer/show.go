package answer

import (
	"context"
	"slices"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/condition"
	"github.com/parley-desk/parley/internal/pledge"
)

// SchemaShow names the format of [Show].
const SchemaShow = "parley.show/1"

// Show is where one deal stands, in the order in which it is shown.
type Show struct {
	Schema string `json:"schema"`
	Asked
	Deal        DealHead     `json:"deal"`
	Sentence    Sentence     `json:"sentence"`
	Axes        []Axis       `json:"axes"`
	Events      []Event      `json:"events"` // newest first
	Conditions  []Condition  `json:"conditions"`
	Obstacles   []Obstacle   `json:"obstacles"`
	Commitments []Commitment `json:"commitments"`
	Totals      []Total      `json:"totals"` // of the commitments, by currency
	Links       []Link       `json:"links"`
	Denials     []Denial     `json:"denials"`
	Silences    []Silence    `json:"silences"`
	Heard       []Heard      `json:"heard"`   // when each party was last heard
	Unheard     []string     `json:"unheard"` // parties for whom no voice speaks
	Sources     Sources      `json:"sources"`
	Orphans     []string     `json:"orphans"` // judgements on its documents whose words no reading finds any more
}

// DealHead describes a deal.
type DealHead struct {
	DealRef
	Aliases    []string        `json:"aliases"`
	Kind       parley.Optional `json:"kind"`
	Instrument parley.Optional `json:"instrument"`
	Parties    []string        `json:"parties"`
	Areas      []string        `json:"areas"`
	Joined     assess.Join     `json:"joined"` // by what its documents were joined
	Declared   bool            `json:"declared"`
}

// Axis is the answer on one axis.
type Axis struct {
	Axis   parley.Axis  `json:"axis"`
	State  assess.State `json:"state"`
	Values []string     `json:"values"`
	// Only is the one voice that speaks, for an answer that rests on it alone.
	Only   parley.Optional `json:"only"`
	Voices []Position      `json:"voices"`
	// Against lists who contradicts whom.
	Against []Contradiction `json:"against"`
	// Flips are the smallest sets of further statements that would change the
	// answer's state.
	Flips []Flip `json:"flips"`
}

// Contradiction is two voices that cannot both be right.
type Contradiction struct {
	A      string          `json:"a"` // voice ids
	AValue string          `json:"a_value"`
	B      string          `json:"b"`
	BValue string          `json:"b_value"`
	Since  parley.Optional `json:"since"` // date: since the later of them spoke
}

// Flip is a set of statements nobody has made, and what the answer would then
// be.
type Flip struct {
	To  string   `json:"to"`
	Say []Saying `json:"say"`
}

// Saying is one such statement: who would have to say what.
type Saying struct {
	Who   []string `json:"who"` // any of them; empty for anybody
	Claim string   `json:"claim"`
}

// Denial is a fact that denies, and what it denies.
type Denial struct {
	Denies string     `json:"denies"` // "signed", "activity = stalled"
	By     Evidence   `json:"by"`
	Of     []Evidence `json:"of"`   // empty: no other voice in the ledger says it
	Back   []Evidence `json:"back"` // what the same voice said before and takes back
}

// Heard is when a party was last heard on the deal.
type Heard struct {
	Party string          `json:"party"`
	Last  parley.Optional `json:"last"` // date; null when no voice of its side speaks in the ledger
	Voice parley.Optional `json:"voice"`
	Days  *int            `json:"days"` // since then
}

// Position is one voice's place on an axis.
type Position struct {
	Voice    Voice      `json:"voice"`
	Values   []string   `json:"values"`
	Counted  bool       `json:"counted"`  // the policy hears this voice
	Standing []Evidence `json:"standing"` // newest first
	Passed   []Evidence `json:"passed"`   // said before; Out says why it no longer stands
}

// Event is something that happened to the deal, is planned or is denied.
type Event struct {
	Event  parley.Event       `json:"event"`
	Status parley.EventStatus `json:"status"`
	Date   parley.Optional    `json:"date"`
	Evidence
}

// Condition is something the deal waits for.
type Condition struct {
	Effect       parley.Effect  `json:"effect"`
	Kind         condition.Kind `json:"kind"`
	Requires     string         `json:"requires"`
	RequiresDeal *DealRef       `json:"requires_deal"`
	Text         string         `json:"text"`     // in the condition language
	Declared     bool           `json:"declared"` // a deal file says it
	Met          Met            `json:"met"`
	Flips        []Flip         `json:"flips"`    // what would make it met, or not met
	Evidence     []Evidence     `json:"evidence"` // who says that it is one, newest first
}

// Met says whether a condition is met, by voice.
type Met struct {
	State  assess.State `json:"state"`
	Values []string     `json:"values"` // met, not met
	Missed bool         `json:"missed"` // its deadline has passed and nobody says that it was met
	Voices []Evidence   `json:"voices"`
}

// Obstacle is what stands in the deal's way.
type Obstacle struct {
	What     string     `json:"what"`
	Evidence []Evidence `json:"evidence"`
}

// Link is how the deal relates to another.
type Link struct {
	Relation parley.Relation `json:"relation"`
	To       DealRef         `json:"to"`
	Evidence []Evidence      `json:"evidence"`
}

// Silence is somebody who would not or did not answer.
type Silence struct {
	Voice     Voice           `json:"voice"`
	Declined  bool            `json:"declined"`
	Words     string          `json:"words"`
	Statement string          `json:"statement"`
	Document  string          `json:"document"`
	Outlet    parley.Optional `json:"outlet"` // who asked, as far as the document shows
	Published parley.Optional `json:"published"`
}

// Sources counts what the answer rests on.
type Sources struct {
	Documents  int             `json:"documents"`
	Copies     int             `json:"copies"`
	Newest     parley.Optional `json:"newest"` // date of publication of the newest original
	Assertions int             `json:"assertions"`
	Reviewed   int             `json:"reviewed"`
}

// Show answers where a deal stands.
func (k *Desk) Show(ctx context.Context, a Ask, deal string) (*Show, error) {
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	return show(as, d, a), nil
}

func show(as *assess.Assessment, d *assess.Deal, a Ask) *Show {
	now := a.now(as.Options.Times)
	s := &Show{Schema: SchemaShow, Asked: a.asked(as), Deal: head(d), Sentence: sentence(d), Axes: []Axis{}, Events: []Event{}, Conditions: []Condition{},
		Obstacles: []Obstacle{}, Commitments: []Commitment{}, Totals: totals(pledge.Totals(d.Commitments)), Links: []Link{}, Denials: []Denial{},
		Silences: silences(d), Heard: []Heard{}, Unheard: []string{}, Sources: sources(d), Orphans: []string{}}
	for _, ax := range d.Axes {
		s.Axes = append(s.Axes, axis(d, ax, now))
	}
	for i := len(d.Events) - 1; i >= 0; i-- {
		f := d.Events[i]
		s.Events = append(s.Events, Event{f.Assertion.Event, f.Assertion.Status, f.Assertion.Date, evidence(f, now)})
	}
	for _, c := range d.Conditions {
		s.Conditions = append(s.Conditions, showCondition(as, d, c, now))
	}
	for _, o := range d.Obstacles {
		s.Obstacles = append(s.Obstacles, Obstacle{o.What, evidences(o.Facts, now)})
	}
	for _, c := range d.Commitments {
		s.Commitments = append(s.Commitments, commitment(d, c, now))
	}
	for _, l := range d.Links {
		s.Links = append(s.Links, Link{l.Relation, *ref(l.To), evidences(l.Facts, now)})
	}
	for _, x := range d.Denials {
		s.Denials = append(s.Denials, Denial{denied(x.Fact), evidence(x.Fact, now), evidences(x.Of, now), evidences(x.Back, now)})
	}
	for _, h := range d.Heard() {
		x := Heard{Party: h.Party.Name}
		if h.Last != nil {
			x.Last, x.Voice, x.Days = day(h.Last.Said), parley.Optional(h.Last.Voice.Name), age(h.Last.Said, now)
		}
		s.Heard = append(s.Heard, x)
	}
	for _, p := range d.Unheard {
		s.Unheard = append(s.Unheard, p.Name)
	}
	for _, o := range as.Orphans {
		if o.In != nil && slices.Contains(d.Documents, o.In) {
			s.Orphans = append(s.Orphans, o.Judgement.ID)
		}
	}
	return s
}

func silences(d *assess.Deal) []Silence {
	out := []Silence{}
	for _, q := range d.Silences {
		h := q.Document.Header
		out = append(out, Silence{voice(q.Voice), q.Declined, q.Statement.Content.Text, q.Statement.ID, h.ID, h.Outlet, h.Published})
	}
	return out
}

func denied(f *assess.Fact) string {
	if f.Assertion.Type == parley.TypeEvent {
		return string(f.Assertion.Event)
	}
	return "not " + claimed(f)
}

// day is the date on which an interval ends.
func day(iv parley.Interval) parley.Optional {
	if iv.Zero() {
		return ""
	}
	return parley.Optional(iv.To.Add(-1).Format("2006-01-02"))
}

func head(d *assess.Deal) DealHead {
	h := DealHead{DealRef: *ref(d), Aliases: list(d.Aliases), Kind: parley.Optional(d.Kind), Instrument: parley.Optional(d.Instrument),
		Parties: []string{}, Areas: list(d.Areas), Joined: d.Join, Declared: d.Declared != nil}
	for _, p := range d.Parties {
		h.Parties = append(h.Parties, p.Name)
	}
	return h
}

func axis(d *assess.Deal, ax *assess.Axis, now time.Time) Axis {
	out := Axis{Axis: ax.Axis, State: ax.State(), Values: list(ax.Values()), Voices: []Position{}, Against: []Contradiction{}, Flips: []Flip{}}
	for _, c := range ax.Contradictions() {
		out.Against = append(out.Against, Contradiction{c.A.Voice.ID, c.A.Value, c.B.Voice.ID, c.B.Value, day(c.Since)})
	}
	for _, f := range ax.Flips(d) {
		x := Flip{To: string(f.To), Say: []Saying{}}
		for _, s := range f.Say {
			x.Say = append(x.Say, Saying{list(s.Who), s.Claim})
		}
		out.Flips = append(out.Flips, x)
	}
	counted := 0
	for _, p := range ax.Positions {
		v := Position{Voice: voice(p.Voice), Values: list(p.Values), Counted: p.Counted, Standing: []Evidence{}, Passed: []Evidence{}}
		for _, c := range p.Standing {
			v.Standing = append(v.Standing, claimEvidence(c, now))
		}
		for _, c := range p.Passed {
			v.Passed = append(v.Passed, claimEvidence(c, now))
		}
		out.Voices = append(out.Voices, v)
		if p.Counted {
			counted++
			out.Only = parley.Optional(p.Voice.ID)
		}
	}
	if counted != 1 {
		out.Only = ""
	}
	return out
}

// claimEvidence is the evidence of a claim; what an event entails is marked so.
func claimEvidence(c *assess.Claim, now time.Time) Evidence {
	e := evidence(c.Fact, now)
	e.Out = parley.Optional(c.Out)
	if c.Assertion.Type == parley.TypeEvent {
		e.Derivation = parley.DerivationEntailed
	}
	return e
}

func showCondition(as *assess.Assessment, d *assess.Deal, c *assess.Condition, now time.Time) Condition {
	m := Met{State: c.State(), Values: []string{}, Missed: c.Met.Missed, Voices: evidences(assess.Told(c.Met), now)}
	if c.Met.Truth&parley.True != 0 {
		m.Values = append(m.Values, "met")
	}
	if c.Met.Truth&parley.False != 0 {
		m.Values = append(m.Values, "not met")
	}
	flips := []Flip{}
	for _, f := range as.Flips(d, c) {
		x := Flip{To: f.To, Say: []Saying{}}
		for _, s := range f.Say {
			x.Say = append(x.Say, Saying{list(s.Who), s.Claim})
		}
		flips = append(flips, x)
	}
	return Condition{c.Effect, c.Kind, c.Requires, ref(c.RequiresDeal), c.String(), c.Declared, m, flips, evidences(c.Facts, now)}
}

func sources(d *assess.Deal) Sources {
	var s Sources
	for _, doc := range d.Documents {
		s.Documents++
		if doc.Original != nil {
			s.Copies++
			continue
		}
		s.Newest = doc.Header.Published
	}
	for _, f := range d.Facts {
		if f.Out == assess.OutNone {
			s.Assertions++
			if f.Review.Reviewed() {
				s.Reviewed++
			}
		}
	}
	return s
}
