package parley

import (
	"encoding/json"
	"reflect"
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
