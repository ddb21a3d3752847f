package parley

import (
	"encoding/json"
	"fmt"
	"slices"
)

// MarshalJSON writes the extraction with code point offsets and no null lists.
func (x Extraction) MarshalJSON() ([]byte, error) {
	type wire Extraction // without this method
	idx := newRuneIndex(x.Text)
	w, err := x.mapSpans(func(s Span) (Span, error) { return idx.toRunes(s), nil })
	if err != nil {
		return nil, err
	}
	return json.Marshal(wire(w))
}

// UnmarshalJSON reads what MarshalJSON writes. A span that does not fit the
// text is an error.
func (x *Extraction) UnmarshalJSON(b []byte) error {
	type wire Extraction
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	idx := newRuneIndex(w.Text)
	out, err := Extraction(w).mapSpans(idx.toBytes)
	if err != nil {
		return err
	}
	*x = out
	return nil
}

// mapSpans is a copy of x with f applied to every span and nil lists emptied.
func (x Extraction) mapSpans(f func(Span) (Span, error)) (Extraction, error) {
	var first error
	one := func(s Span) Span {
		t, err := f(s)
		if err != nil && first == nil {
			first = err
		}
		return t
	}
	many := func(in []Span) []Span {
		out := make([]Span, len(in))
		for i, s := range in {
			out[i] = one(s)
		}
		return out
	}
	part := func(p Part) Part { return Part{p.Text, many(p.Spans)} }

	x.Authors, x.Credits, x.FirstReportedBy = list(x.Authors), list(x.Credits), list(x.FirstReportedBy)
	x.Parts = mapped(x.Parts, func(p TextPart) TextPart { p.Span = one(p.Span); return p })
	x.Repairs = mapped(x.Repairs, func(r Repair) Repair { r.Span = one(r.Span); return r })
	apart := func(b SetApart) SetApart { b.Span = one(b.Span); return b }
	x.Boilerplate, x.Artefacts = mapped(x.Boilerplate, apart), mapped(x.Artefacts, apart)
	x.Entities = mapped(x.Entities, func(e Entity) Entity {
		e.Roles, e.Mentions = list(e.Roles), many(e.Mentions)
		return e
	})
	x.Statements = mapped(x.Statements, func(s Statement) Statement {
		if s.Source != nil {
			s.Source = &SourcePart{part(s.Source.Part), s.Source.Entity}
		}
		if s.Cue != nil {
			c := part(*s.Cue)
			s.Cue = &c
		}
		s.Content = part(s.Content)
		return s
	})
	x.Deals = mapped(x.Deals, func(d Deal) Deal {
		d.Aliases, d.Parties, d.Areas, d.Mentions = list(d.Aliases), list(d.Parties), list(d.Areas), many(d.Mentions)
		return d
	})
	x.Assertions = mapped(x.Assertions, func(a Assertion) Assertion { a.Evidence = part(a.Evidence); return a })
	return x, first
}

func mapped[T any](in []T, f func(T) T) []T {
	out := make([]T, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

// Validate reports the first way in which x breaks the contract: a span that
// does not give its text, a reference to nothing, a word outside its
// vocabulary. Every extractor's output passes this gate before it is kept.
func (x *Extraction) Validate() error {
	v := x.validator()
	for i := range x.Entities {
		if err := v.entity(&x.Entities[i]); err != nil {
			return err
		}
	}
	for i := range x.Statements {
		if err := v.statement(&x.Statements[i]); err != nil {
			return err
		}
	}
	for i := range x.Deals {
		if err := v.deal(&x.Deals[i]); err != nil {
			return err
		}
	}
	for i := range x.Assertions {
		if err := v.assertion(&x.Assertions[i]); err != nil {
			return err
		}
	}
	return nil
}

// DropInvalid takes out of x each item that breaks the contract, with what
// cannot stand without it, and returns why, an error for each: one item in
// which an extractor erred does not cost the document. What is left is valid.
func (x *Extraction) DropInvalid() []error {
	var why []error
	bad := func(err error) bool {
		if err != nil {
			why = append(why, err)
		}
		return err != nil
	}
	for n := -1; n < len(why); {
		n = len(why)
		v := x.validator()
		x.Entities = slices.DeleteFunc(x.Entities, func(e Entity) bool { return bad(v.entity(&e)) })
		x.Deals = slices.DeleteFunc(x.Deals, func(d Deal) bool { return bad(v.deal(&d)) })
		x.Assertions = slices.DeleteFunc(x.Assertions, func(a Assertion) bool { return bad(v.assertion(&a)) })
		for i := range x.Statements {
			if s := &x.Statements[i]; !v.statements[string(s.Parent)] {
				s.Parent = "" // it stands without the statement that held it
			}
		}
		x.Statements = slices.DeleteFunc(x.Statements, func(s Statement) bool { return bad(v.statement(&s)) })
	}
	return why
}

// validator knows what the items of an extraction may refer to.
type validator struct {
	text                        string
	entities, statements, deals map[string]bool
}

func (x *Extraction) validator() validator {
	v := validator{x.Text, map[string]bool{"": true}, map[string]bool{"": true}, map[string]bool{}}
	for _, e := range x.Entities {
		v.entities[e.ID] = true
	}
	for _, d := range x.Deals {
		v.deals[d.ID] = true
	}
	for _, s := range x.Statements {
		v.statements[s.ID] = true
	}
	return v
}

func (v *validator) part(where string, p Part) error {
	if got := NewPart(v.text, p.Spans...); got.Text != p.Text {
		return fmt.Errorf("%s: spans give %q, not %q", where, got.Text, p.Text)
	}
	if len(p.Spans) == 0 || p.Text == "" {
		return fmt.Errorf("%s: no words", where)
	}
	return nil
}

func (v *validator) entity(e *Entity) error {
	if !Entities.Has(string(e.Type)) {
		return fmt.Errorf("entity %s: unknown type %q", e.ID, e.Type)
	}
	if !v.entities[string(e.SpeaksFor)] {
		return fmt.Errorf("entity %s: speaks for unknown entity %q", e.ID, e.SpeaksFor)
	}
	return nil
}

func (v *validator) statement(s *Statement) error {
	if s.Source != nil {
		if err := v.part("statement "+s.ID+" source", s.Source.Part); err != nil {
			return err
		}
		if !v.entities[string(s.Source.Entity)] {
			return fmt.Errorf("statement %s: unknown entity %q", s.ID, s.Source.Entity)
		}
	}
	if s.Cue != nil {
		if err := v.part("statement "+s.ID+" cue", *s.Cue); err != nil {
			return err
		}
	}
	if err := v.part("statement "+s.ID+" content", s.Content); err != nil {
		return err
	}
	if !v.statements[string(s.Parent)] {
		return fmt.Errorf("statement %s: unknown parent %q", s.ID, s.Parent)
	}
	for _, w := range []struct {
		v    Vocabulary
		word string
	}{{Kinds, string(s.Kind)}, {Acts, string(s.Act)}, {Bases, string(s.Basis)}, {PartNames, string(s.Part)}} {
		if !w.v.Has(w.word) {
			return fmt.Errorf("statement %s: %q is not a %s", s.ID, w.word, w.v.Name)
		}
	}
	return nil
}

func (v *validator) deal(d *Deal) error {
	if !DealKinds.Has(string(d.Kind)) || !Instruments.Has(string(d.Instrument)) {
		return fmt.Errorf("deal %s: unknown kind %q or instrument %q", d.ID, d.Kind, d.Instrument)
	}
	for _, p := range d.Parties {
		if p == "" || !v.entities[p] {
			return fmt.Errorf("deal %s: unknown party %q", d.ID, p)
		}
	}
	return nil
}

func (v *validator) assertion(a *Assertion) error {
	if err := v.part("assertion "+a.ID+" evidence", a.Evidence); err != nil {
		return err
	}
	if !v.deals[a.Deal] || !v.entities[string(a.By)] || !v.statements[string(a.Statement)] {
		return fmt.Errorf("assertion %s: unknown deal %q, holder %q or statement %q", a.ID, a.Deal, a.By, a.Statement)
	}
	if err := a.validateFields(v.entities, v.deals); err != nil {
		return fmt.Errorf("assertion %s: %w", a.ID, err)
	}
	return nil
}

func (a *Assertion) validateFields(entities, deals map[string]bool) error {
	if !Derivations.Has(string(a.Derivation)) {
		return fmt.Errorf("unknown derivation %q", a.Derivation)
	}
	switch a.Type {
	case TypePosition:
		if v, ok := AxisValues[a.Axis]; !ok || !v.Has(a.Value) {
			return fmt.Errorf("axis %q has no value %q", a.Axis, a.Value)
		}
	case TypeEvent:
		if !Events.Has(string(a.Event)) || !EventStatuses.Has(string(a.Status)) {
			return fmt.Errorf("unknown event %q or status %q", a.Event, a.Status)
		}
	case TypeCommitment:
		if !CommitmentStates.Has(string(a.State)) {
			return fmt.Errorf("unknown commitment state %q", a.State)
		}
		for _, id := range append(append([]string(nil), a.Who...), a.To...) {
			if id == "" || !entities[id] {
				return fmt.Errorf("unknown entity %q", id)
			}
		}
	case TypeCondition:
		if !Effects.Has(string(a.Effect)) {
			return fmt.Errorf("unknown effect %q", a.Effect)
		}
		if a.RequiresDeal != "" && !deals[string(a.RequiresDeal)] {
			return fmt.Errorf("requires unknown deal %q", a.RequiresDeal)
		}
	case TypeObstacle:
	case TypeLink:
		if !Relations.Has(string(a.Relation)) || !deals[a.ToDeal] {
			return fmt.Errorf("unknown relation %q or deal %q", a.Relation, a.ToDeal)
		}
	default:
		return fmt.Errorf("unknown type %q", a.Type)
	}
	return nil
}
