package assess_test

import (
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
)

// Under the policy sides a voice's word counts as that of the party or body it
// speaks for; under every other, each level stands for itself.
func TestSides(t *testing.T) {
	for _, c := range []struct{ name, story, axis, each, sides string }{
		{"a spokesman's newer word replaces the office's", `
@a BBC 2025-12-10
White House says: activity(tpd) = paused
@b BBC 2025-12-12
Michael Kratsios says: activity(tpd) = active`, "activity",
			"disputed: Michael Kratsios active, White House paused", "undisputed: United States active"},
		{"two of one side at one time both stand", `
@a BBC 2025-12-10
White House says: activity(tpd) = paused
Michael Kratsios says: activity(tpd) = active`, "activity",
			"disputed: Michael Kratsios active, White House paused", "disputed: United States paused+active"},
		{"the other side keeps its own word", `
@a BBC 2025-12-10
Downing Street says: activity(tpd) = active
@b BBC 2025-12-12
White House says: activity(tpd) = paused`, "activity",
			"disputed: Downing Street active, White House paused", "disputed: United Kingdom active, United States paused"},
		{"a government is its state's voice, an outlet its own", `
@a BBC 2025-12-10
UK government says: activity(tpd) = active
BBC understands: activity(tpd) = stalled`, "activity",
			"disputed: BBC stalled, UK government active", "disputed: BBC stalled, United Kingdom active"},
		{"the office takes back what its man told", `
@a BBC 2025-12-10
Michael Kratsios says: signed(tpd)
@b BBC 2025-12-12
White House says: signed(tpd) denied`, "stage",
			"undisputed: Michael Kratsios signed", "not said:"},
		{"a body that is no party is a side of its own", `
voice Ana Ruiz: person; for Trade Board
voice Trade Board: body
@a BBC 2025-12-10
Ana Ruiz says: activity(tpd) = paused
@b BBC 2025-12-12
Trade Board says: activity(tpd) = active`, "activity",
			"disputed: Ana Ruiz paused, Trade Board active", "undisputed: Trade Board active"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := assesstest.Evidence(t, cast+c.story)
			for policy, want := range map[Policy]string{PolicyAll: c.each, PolicySides: c.sides} {
				d := dealNamed(t, Assess(ev, Options{Policy: policy}), "Technology Prosperity Deal")
				if got := stand(d, parley.Axis(c.axis)); got != want {
					t.Errorf("%s: %s, want %s", policy, got, want)
				}
			}
		})
	}
}

// People change office: whom a voice speaks for is what the document of the
// saying says.
func TestASideIsThatOfTheDocument(t *testing.T) {
	first := assesstest.Evidence(t, cast+"voice Rowan Hale: person; for United States\n@a BBC 2025-01-10\nRowan Hale says: activity(tpd) = paused")
	then := assesstest.Evidence(t, cast+"voice Rowan Hale: person; for United Kingdom\n@b BBC 2025-12-10\nRowan Hale says: activity(tpd) = active")
	first.Readings = append(first.Readings, then.Readings...)
	d := dealNamed(t, Assess(first, Options{Policy: PolicySides}), "Technology Prosperity Deal")
	if got, want := stand(d, parley.AxisActivity), "disputed: United Kingdom active, United States paused"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A proof under sides names the side, and below it who spoke.
func TestTheProofOfASideNamesWhoSpoke(t *testing.T) {
	d := dealNamed(t, Assess(assesstest.Evidence(t, model), Options{Policy: PolicySides}), "Technology Prosperity Deal")
	var got []string
	for _, n := range d.Axis(parley.AxisActivity).Proof.Of {
		got = append(got, n.Voice.Name+": "+n.Of[0].Fact.Voice.Name+" "+n.Value+" ("+n.Rule+")")
	}
	sortStrings(got)
	want := "BBC: BBC stalled (" + RuleNewest + ")\nUnited Kingdom: Downing Street active (" + RuleSide + ")\nUnited States: Michael Kratsios paused (" + RuleSide + ")"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}
