package parley

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestExtractionSpansAreCodePointsInJSON(t *testing.T) {
	text := "£31bn pledged, the café says"
	says := Span{len("£31bn pledged, the café "), len(text)}
	cue := NewPart(text, says)
	in := Extraction{Schema: SchemaExtract, Header: Header{Text: text}, Statements: []Statement{{
		ID: "s-1", Part: PartBody, Cue: &cue, Content: NewPart(text, Span{0, len("£31bn")}), Kind: KindIndirect, Act: ActAssert, Basis: BasisOnRecord}}}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var raw struct {
		Statements []struct{ Cue struct{ Spans [][2]int } }
		Deals      []any
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	if got, want := raw.Statements[0].Cue.Spans[0], [2]int{24, 28}; got != want {
		t.Errorf("cue span in JSON: %v, want %v", got, want)
	}
	if raw.Deals == nil {
		t.Error("an empty list was written as null")
	}
	var out Extraction
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	if got := out.Statements[0].Cue.Spans[0]; got != says {
		t.Errorf("cue span read back: %v, want %v", got, says)
	}
	if err := out.Validate(); err != nil {
		t.Error(err)
	}
}

func TestAssertionJSONHoldsTheFieldsOfItsTypeOnly(t *testing.T) {
	met := true
	for _, a := range []Assertion{
		{Type: TypePosition, Axis: AxisActivity, Value: "paused"},
		{Type: TypeEvent, Event: EventSigned, Date: "2025-05", Status: StatusOccurred},
		{Type: TypeCommitment, Who: []string{"e1"}, To: []string{"e2"}, What: "spend", Amount: &Amount{31e9, "GBP", QualifierUpTo}, State: StatePledged},
		{Type: TypeCondition, Effect: EffectOperative, Requires: "progress", RequiresDeal: "d2", Met: &met},
		{Type: TypeObstacle, What: "food rules"},
		{Type: TypeLink, ToDeal: "d2", Relation: RelationLinkedTo},
	} {
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Assertion
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		a.Evidence.Spans = []Span{}
		if !reflect.DeepEqual(a, back) {
			t.Errorf("%s came back as %+v, want %+v", b, back, a)
		}
		var keys map[string]any
		_ = json.Unmarshal(b, &keys)
		if _, has := keys["axis"]; has != (a.Type == TypePosition) {
			t.Errorf("%s: axis present: %v", a.Type, has)
		}
	}
}

func TestOffsetMapLeadsBackToTheOriginal(t *testing.T) {
	// "Â£31bn" (7 bytes of mojibake for the sign alone) was mended to "£31bn".
	m := OffsetMap{{0, 2, 10, 4}, {2, 4, 14, 4}}
	for _, c := range []struct{ in, want Span }{
		{Span{0, 6}, Span{10, 18}},
		{Span{2, 4}, Span{14, 16}},
		{Span{0, 2}, Span{10, 14}},
	} {
		if got, ok := m.Original(c.in); !ok || got != c.want {
			t.Errorf("Original(%v) = %v, %v, want %v", c.in, got, ok, c.want)
		}
	}
	if _, ok := m.Original(Span{6, 8}); ok {
		t.Error("a range that no segment touches has an original")
	}
}

func TestDatesOfEveryPrecisionAreIntervals(t *testing.T) {
	for _, c := range []struct{ in, from, to string }{
		{"2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"2025-09", "2025-09-01T00:00:00Z", "2025-10-01T00:00:00Z"},
		{"2025-12-16~", "2025-12-16T00:00:00Z", "2025-12-17T00:00:00Z"},
		{"2025-12-16T22:39:14", "2025-12-16T22:39:14Z", "2025-12-16T22:39:15Z"},
		{"2025-12-16 09:30:00 +0100", "2025-12-16T08:30:00Z", "2025-12-16T08:30:01Z"},
		{"2025-09/2025-12", "2025-09-01T00:00:00Z", "2026-01-01T00:00:00Z"},
	} {
		got, err := ParseDate(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if f, to := got.From.Format("2006-01-02T15:04:05Z07:00"), got.To.Format("2006-01-02T15:04:05Z07:00"); f != c.from || to != c.to {
			t.Errorf("%s: [%s, %s), want [%s, %s)", c.in, f, to, c.from, c.to)
		}
	}
	for _, bad := range []string{"", "soon", "2025-13", "2025-02-30", "2026/2025", "20a5"} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("%q was read as a date", bad)
		}
	}
}

func TestBelnapLaws(t *testing.T) {
	all := []Truth{None, True, False, Both}
	for _, a := range all {
		if a.Not().Not() != a {
			t.Errorf("not not %v", a)
		}
		for _, b := range all {
			if a.And(b).Not() != a.Not().Or(b.Not()) {
				t.Errorf("De Morgan fails at %v, %v", a, b)
			}
			for _, k := range all { // monotone in knowledge
				if a.And(b)&a.Join(k).And(b) != a.And(b) || a.Or(b)&a.Join(k).Or(b) != a.Or(b) {
					t.Errorf("knowing %v more about %v takes something away (with %v)", k, a, b)
				}
			}
		}
	}
}

// One wrong item costs that item and what hangs on it, never the document.
func TestAnInvalidItemIsDroppedWithItsReason(t *testing.T) {
	text := "Oslo said the talks on the Fjord Pact had stalled."
	part := func(words string) Part {
		at := strings.Index(text, words)
		return NewPart(text, Span{at, at + len(words)})
	}
	valid := func() *Extraction {
		x := &Extraction{Schema: SchemaExtract}
		x.Text = text
		x.Entities = []Entity{{ID: "e1", Name: "Oslo", Type: EntityState}, {ID: "e2", Name: "Bergen", Type: EntityState}}
		x.Statements = []Statement{
			{ID: "s1", Part: PartBody, Content: part("the talks on the Fjord Pact had stalled"), Kind: KindIndirect, Act: ActAssert, Basis: BasisOnRecord},
			{ID: "s2", Part: PartBody, Content: part("had stalled"), Kind: KindIndirect, Act: ActAssert, Basis: BasisOnRecord, Parent: "s1"}}
		x.Deals = []Deal{{ID: "d1", Name: "Fjord Pact", Kind: DealTrade, Instrument: InstrumentOther, Parties: []string{"e1"}}}
		for _, s := range x.Statements {
			x.Assertions = append(x.Assertions, Assertion{ID: "a" + s.ID, Deal: "d1", Type: TypePosition, Statement: Optional(s.ID), By: "e2",
				Derivation: DerivationStated, Evidence: part("had stalled"), Axis: AxisActivity, Value: "stalled"})
		}
		return x
	}
	for name, c := range map[string]struct {
		spoil func(*Extraction)
		why   string
		left  [4]int // entities, statements, deals, assertions
	}{
		"nothing":            {func(*Extraction) {}, "", [4]int{2, 2, 1, 2}},
		"a value":            {func(x *Extraction) { x.Assertions[0].Value = "asleep" }, `assertion as1: axis "activity" has no value "asleep"`, [4]int{2, 2, 1, 1}},
		"a statement's span": {func(x *Extraction) { x.Statements[0].Content.Spans[0].Start++ }, `statement s1 content: spans give`, [4]int{2, 1, 1, 1}},
		"a deal's kind":      {func(x *Extraction) { x.Deals[0].Kind = "pact" }, `deal d1: unknown kind "pact"`, [4]int{2, 2, 0, 0}},
		"a holder":           {func(x *Extraction) { x.Entities[1].Type = "town" }, `entity e2: unknown type "town"`, [4]int{1, 2, 1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			x := valid()
			c.spoil(x)
			why := x.DropInvalid()
			if (len(why) == 0) != (c.why == "") || len(why) > 0 && !strings.Contains(why[0].Error(), c.why) {
				t.Errorf("%v, want %q first", why, c.why)
			}
			if got := [4]int{len(x.Entities), len(x.Statements), len(x.Deals), len(x.Assertions)}; got != c.left {
				t.Errorf("left %v, want %v", got, c.left)
			}
			if err := x.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}
