package answer

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/condition"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaWhatIf names the format of [WhatIf].
const SchemaWhatIf = "parley.whatif/1"

// WhatIf is what would follow from a statement that nobody has made. Nothing of
// it is written down.
type WhatIf struct {
	Schema string `json:"schema"`
	Asked
	Supposed Supposed     `json:"supposed"`
	Deals    []DealChange `json:"deals"`
}

// Supposed is the supposed statement as it was understood.
type Supposed struct {
	Voice string  `json:"voice"`
	Known bool    `json:"known"` // the ledger knows the voice
	Deal  DealRef `json:"deal"`
	Claim string  `json:"claim"`
	Said  string  `json:"said"`
}

// supposedID is the address of the document that a supposed statement stands
// in; no document has it, since it is no hash.
const supposedID = "sha256:supposed"

// WhatIf supposes a statement: "VOICE: AXIS(DEAL)=VALUE [at DATE]", or in place
// of the position an event ("signed(DEAL)", "not signed(DEAL)") or a condition's
// words ("…" on DEAL). DEAL is an id or a name. Without a date the voice speaks
// at the moment asked about. Looked at are the deal and those that wait for it.
func (k *Desk) WhatIf(ctx context.Context, a Ask, supposed string) (*WhatIf, error) {
	t, err := a.times()
	if err != nil {
		return nil, err
	}
	p, err := parseSupposition(supposed)
	if err != nil {
		return nil, err
	}
	before, q, err := k.gather(ctx, a, p.deal, dependents)
	if err != nil {
		return nil, err
	}
	d, err := Find(before, p.deal)
	if err != nil {
		return nil, err
	}
	v, err := k.voice(ctx, a, before, p.who)
	if err != nil {
		return nil, err
	}
	s, x, judgement, err := p.suppose(before, a, d, v)
	if err != nil {
		return nil, err
	}
	ev, o, err := k.evidence(ctx, a, q)
	if err != nil {
		return nil, err
	}
	more := *ev
	more.Readings = append(append([]ledger.Reading(nil), ev.Readings...), ledger.Reading{Seq: ev.Head + 2, DocSeq: ev.Head + 1, Learned: learnedBy(t),
		Kind: parley.DocumentNote, Extraction: x})
	more.Judgements = append(append([]ledger.Judged(nil), ev.Judgements...), ledger.Judged{Judgement: judgement, Seq: ev.Head + 3, Learned: learnedBy(t)})
	after := assess.Assess(more, o)
	c := compare(before, after, a.now(t), a.now(t))
	return &WhatIf{Schema: SchemaWhatIf, Asked: a.asked(before), Supposed: s, Deals: c.all()}, nil
}

// learnedBy is a moment at which the supposed document would have entered the
// ledger in time to count.
func learnedBy(t assess.Times) time.Time {
	if !t.Ledger.IsZero() {
		return t.Ledger.Add(-time.Microsecond)
	}
	return time.Time{}
}

// supposition is a supposed statement taken apart.
type supposition struct {
	src, who, date string
	claim          string // as written
	deal           string // the name or id of the deal in it
	at, to         int    // its place in claim
}

func parseSupposition(src string) (p supposition, err error) {
	who, rest, ok := strings.Cut(src, ":")
	if who = strings.TrimSpace(who); !ok || who == "" {
		return p, fmt.Errorf("%q: want VOICE: CLAIM, such as US: activity(us-uk-tpd)=active", src)
	}
	p = supposition{src: src, who: who, claim: rest}
	if i := strings.LastIndex(rest, " at "); i >= 0 {
		if _, err := parley.ParseDate(strings.TrimSpace(rest[i+4:])); err == nil {
			p.claim, p.date = rest[:i], strings.TrimSpace(rest[i+4:])
		}
	}
	p.claim = strings.TrimSpace(p.claim)
	for _, at := range dealInClaim {
		if m := at.FindStringSubmatchIndex(p.claim); m != nil {
			p.at, p.to = m[2], m[3]
			p.deal = strings.Trim(p.claim[p.at:p.to], `"“” `)
		}
	}
	// Mistakes of the language come before those of the name.
	if _, err := p.expr("x"); err != nil {
		return p, err
	}
	if p.deal == "" {
		return p, fmt.Errorf("%q: on which deal?", src)
	}
	return p, nil
}

// dealInClaim is where a deal stands in a claim: in the parentheses of a
// position or event, or after quoted words.
var dealInClaim = []*regexp.Regexp{
	regexp.MustCompile(`^(?:not\s+)?[a-z_]+\(\s*("[^"]+"|“[^”]+”|[^"“”(),/]+?)\s*[,)/]`),
	regexp.MustCompile(`["”]\s+on\s+("[^"]+"|“[^”]+”|[^"“”]+?)$`),
}

// expr is the claim with the deal's id for its name.
func (p supposition) expr(id string) (condition.Expr, error) {
	claim := p.claim
	if p.deal != "" {
		claim = p.claim[:p.at] + id + p.claim[p.to:]
	}
	expr, err := condition.ParseExpr(claim)
	if err != nil {
		return nil, fmt.Errorf("%q: after %q: %w", p.src, p.who+":", err)
	}
	return expr, nil
}

// suppose makes the reading of a document that holds nothing but the claim about
// d by v, who may be unknown.
func (p supposition) suppose(as *assess.Assessment, a Ask, d *assess.Deal, v *assess.Voice) (s Supposed, x parley.Extraction, same parley.Judgement, err error) {
	src, who, date := p.src, p.who, p.date
	expr, err := p.expr(d.ID)
	if err != nil {
		return s, x, same, err
	}
	if date == "" {
		date = moment(as, a).Format(time.RFC3339)
	}
	name := p.claim[:p.at] + d.ID + p.claim[p.to:]
	holds := true
	if not, ok := expr.(condition.Not); ok {
		expr, holds = not.X, false
	}
	claimed := parley.Assertion{Deal: "d1", By: "e1", Statement: "s-supposed", Derivation: parley.DerivationStated, Confidence: 1, ByRule: "supposed", ID: "a-supposed"}
	switch e := expr.(type) {
	case condition.Position:
		if !holds {
			return s, x, same, fmt.Errorf("%q: suppose another value rather than not one", src)
		}
		claimed.Type, claimed.Axis, claimed.Value = parley.TypePosition, e.Axis, e.Value
	case condition.Event:
		claimed.Type, claimed.Event, claimed.Status = parley.TypeEvent, e.Event, parley.StatusOccurred
		if !holds {
			claimed.Status = parley.StatusDenied
		}
		if day, err := parley.ParseDate(date); err == nil && holds {
			claimed.Date = parley.Optional(day.From.Format("2006-01-02"))
		}
	case condition.Words:
		claimed.Type, claimed.Effect, claimed.Requires, claimed.Met = parley.TypeCondition, parley.EffectOther, e.Text, &holds
	default:
		return s, x, same, fmt.Errorf("%q: want one position, event or condition's words", src)
	}
	if claimed.Type == parley.TypeCondition {
		d = conditioned(as, d, &claimed)
	}
	e := parley.Entity{ID: "e1", Name: who, Type: parley.EntityBody}
	entities := []parley.Entity{e}
	if v != nil {
		entities[0].Name, entities[0].Type, entities[0].Roles = v.Name, v.Type, v.Roles
		for i, up := range v.SpeaksFor {
			id := fmt.Sprintf("e%d", i+2)
			entities[i].SpeaksFor = parley.Optional(id)
			entities = append(entities, parley.Entity{ID: id, Name: up, Type: parley.EntityBody})
		}
	}
	part := parley.Part{Text: name, Spans: []parley.Span{{Start: 0, End: len(name)}}}
	claimed.Evidence = part
	st := parley.Statement{ID: "s-supposed", Part: parley.PartBody, Source: &parley.SourcePart{Part: parley.Part{Text: entities[0].Name}, Entity: "e1"},
		Content: part, Kind: parley.KindIndirect, Act: parley.ActAssert, Basis: parley.BasisOnRecord, Confidence: 1, ByRule: "supposed"}
	x = parley.Extraction{Schema: parley.SchemaExtract,
		Header:     parley.Header{ID: supposedID, Title: "supposed: " + parley.Optional(src), Published: parley.Optional(date), Text: name},
		Entities:   entities,
		Statements: []parley.Statement{st},
		Deals:      []parley.Deal{{ID: "d1", Name: d.Name, Kind: d.Kind, Instrument: d.Instrument, Main: true}},
		Assertions: []parley.Assertion{claimed},
	}
	same = parley.Judgement{ID: "j-supposed", Verdict: parley.VerdictSame, Target: supposedID + "#d1", Other: parley.Optional(d.Refs()[0]), When: date}
	return Supposed{entities[0].Name, v != nil, *ref(d), name, date}, x, same, nil
}

// conditioned finds the condition that words on d speak of: of d itself, or of
// another deal that waits for d. The supposed statement is about that one.
func conditioned(as *assess.Assessment, d *assess.Deal, a *parley.Assertion) *assess.Deal {
	for _, other := range append([]*assess.Deal{d}, as.Deals...) {
		for _, c := range other.Conditions {
			if w, ok := c.Expr.(condition.Words); ok && (other == d || w.On != nil && as.Deal(w.On.ID) == d) &&
				strings.Contains(" "+parley.FoldName(c.Requires)+" ", " "+parley.FoldName(a.Requires)+" ") {
				a.Effect, a.Requires = c.Effect, c.Requires
				return other
			}
		}
	}
	return d
}

// voice is the known voice that a name means: by id, by name, by the words of a
// party ("US"), among those who speak of these deals, else in the whole ledger;
// nil when none is known.
func (k *Desk) voice(ctx context.Context, a Ask, as *assess.Assessment, name string) (*assess.Voice, error) {
	fold := parley.FoldName(name)
	means := func(n string, t parley.EntityType) bool {
		return parley.FoldName(n) == fold || t == parley.EntityState && parley.PartyWords(n)(fold)
	}
	var found *assess.Voice
	for _, d := range as.Deals {
		for _, f := range d.Facts {
			v := f.Voice
			if v.ID == name || v.ID == fold {
				return v, nil
			}
			if found == nil && v.Name != "" && means(v.Name, v.Type) {
				found = v
			}
		}
	}
	if found != nil {
		return found, nil
	}
	hits, _, err := k.ledger.Statements(ctx, ledger.StatementQuery{By: name, Limit: 1})
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	ev, _, err := k.evidence(ctx, a, ledger.Query{Deals: []string{hits[0].Document + "#"}})
	if err != nil {
		return nil, err
	}
	for i := range ev.Readings {
		x := &ev.Readings[i].Extraction
		for j := range x.Entities {
			if e := &x.Entities[j]; x.ID == hits[0].Document && means(e.Name, e.Type) {
				return &assess.Voice{ID: parley.FoldName(e.Name), Name: e.Name, Type: e.Type, Roles: e.Roles, SpeaksFor: assess.SpeaksFor(x, e)}, nil
			}
		}
	}
	return nil, nil
}

// moment is when a supposed statement without a date is made: now, or just
// before the moment asked about.
func moment(as *assess.Assessment, a Ask) time.Time {
	t := as.Options.Times
	for _, bound := range []time.Time{t.Held, t.Known} {
		if !bound.IsZero() {
			return bound.Add(-time.Second).UTC().Truncate(time.Second)
		}
	}
	now := a.Now
	for _, d := range as.Documents {
		if d.Visible && !d.Known.To.Before(now) {
			now = d.Known.To
		}
	}
	return now.UTC().Add(time.Second).Truncate(time.Second)
}
