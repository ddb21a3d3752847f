package assess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
)

const cast = `
deal tpd: Technology Prosperity Deal, tech pact; technology; United States, United Kingdom
deal epd: Economic Prosperity Deal; trade; United States, United Kingdom
voice BBC: outlet
voice The New York Times: outlet
voice Michael Kratsios: person; Trump's science adviser; for White House
voice White House: office; for United States
voice Downing Street: office; for UK government
voice UK government: body; for United Kingdom
voice United States: state
voice United Kingdom: state
voice the MOU: document
`

const model = cast + `
@bbc BBC 2025-12-16T22:39:14 by=The_New_York_Times
Downing Street says: activity(tpd) = active
BBC understands: activity(tpd) = stalled; obstacle(tpd) "wider UK trade barriers"
Michael Kratsios hopes: activity(tpd) = paused presupposed; resumed(tpd) when "the UK has made substantial progress" on epd
the MOU states: binding(tpd) = false; operative(tpd) alongside "substantive progress being made" on epd
tells: announced(tpd) 2025-09; signed(epd) 2025-05
White House silent
UK government declines
`

func sortStrings(s []string) { slices.Sort(s) }

func until(t testing.TB, date string) time.Time {
	t.Helper()
	b, err := Until(date)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// at makes times of "held known ledger", each a date or "-".
func at(t testing.TB, dates string) Times {
	f := append(strings.Fields(dates), "-", "-", "-")
	for i := range f {
		if f[i] == "-" {
			f[i] = ""
		}
	}
	return Times{until(t, f[0]), until(t, f[1]), until(t, f[2])}
}

// stand prints an axis in one line: state, then each voice's values.
func stand(d *Deal, axis parley.Axis) string {
	if d == nil {
		return "no deal"
	}
	a := d.Axis(axis)
	var out []string
	for _, p := range a.Positions {
		if len(p.Values) > 0 {
			name := p.Voice.Name
			if name == "" {
				name = "narrator"
			}
			out = append(out, name+" "+strings.Join(p.Values, "+"))
		}
	}
	slices.Sort(out)
	return strings.TrimSpace(string(a.State()) + ": " + strings.Join(out, ", "))
}

func dealNamed(t testing.TB, a *Assessment, name string) *Deal {
	t.Helper()
	for _, d := range a.Deals {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("no deal %q", name)
	return nil
}

func TestModelPost(t *testing.T) {
	a := Assess(assesstest.Evidence(t, model), Options{})
	tpd, epd := dealNamed(t, a, "Technology Prosperity Deal"), dealNamed(t, a, "Economic Prosperity Deal")
	for axis, want := range map[parley.Axis]string{
		parley.AxisActivity:  "disputed: BBC stalled, Downing Street active, Michael Kratsios paused",
		parley.AxisBinding:   "undisputed: the MOU false",
		parley.AxisOperative: "not said:",
		parley.AxisStage:     "not said:",
	} {
		if got := stand(tpd, axis); got != want {
			t.Errorf("%s: %s, want %s", axis, got, want)
		}
	}
	if got := stand(epd, parley.AxisStage); got != "undisputed: BBC signed" {
		t.Error(got)
	}
	var conditions []string
	for _, c := range tpd.Conditions {
		conditions = append(conditions, fmt.Sprint(c, ": ", c.State()))
	}
	slices.Sort(conditions)
	want := []string{
		`operative(` + tpd.ID + `) while "substantive progress being made" on ` + epd.ID + `: not said`,
		`resumed(` + tpd.ID + `) when "the UK has made substantial progress" on ` + epd.ID + `: not said`,
	}
	if d := cmp.Diff(want, conditions); d != "" {
		t.Error(d)
	}
	if len(tpd.Silences) != 2 || len(tpd.Obstacles) != 1 {
		t.Errorf("%d silences, %d obstacles", len(tpd.Silences), len(tpd.Obstacles))
	}
	if len(tpd.Unheard) != 0 {
		t.Errorf("unheard: %v", tpd.Unheard)
	}
	cs := tpd.Axis(parley.AxisActivity).Contradictions()
	if len(cs) != 2 || cs[0].Since.From.Format("2006-01-02") != "2025-12-16" {
		t.Errorf("contradictions: %v", cs)
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, story string
		deal        string
		axis        parley.Axis
		o           Options
		at, want    string
	}{
		{name: "a voice's newer word replaces its own older one only",
			story: `
@a BBC 2025-12-01
White House says: activity(tpd) = paused
Downing Street says: activity(tpd) = active
@b BBC 2025-12-20
White House says: activity(tpd) = active`,
			axis: "activity", want: "undisputed: Downing Street active, White House active"},
		{name: "an office's word does not replace its spokesman's",
			story: `
@a BBC 2025-12-01
Michael Kratsios says: activity(tpd) = paused
@b BBC 2025-12-20
White House says: activity(tpd) = active`,
			axis: "activity", want: "disputed: Michael Kratsios paused, White House active"},
		{name: "newest by said, not by published",
			story: `
@a BBC 2025-12-01
White House says: activity(tpd) = active
@b BBC 2025-12-20
White House says on 2025-11-05: activity(tpd) = paused`,
			axis: "activity", want: "undisputed: White House active"},
		{name: "what cannot be told apart in time stands together",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = active
@b BBC 2025-12-20
White House says on 2025-12: activity(tpd) = paused`,
			axis: "activity", want: "disputed: White House active+paused"},
		{name: "said cannot lie after published",
			story: `
@a BBC 2025-12-10
White House says on 2026-12-24: activity(tpd) = active
@b BBC 2025-12-20
White House says: activity(tpd) = paused`,
			axis: "activity", want: "undisputed: White House paused"},
		{name: "stalled and paused differ",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = stalled
Downing Street says: activity(tpd) = paused`,
			axis: "activity", want: "differ: Downing Street paused, White House stalled"},
		{name: "declining replaces nothing",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = stalled
@b BBC 2025-12-12
tells: announced(tpd)
White House declines`,
			axis: "activity", want: "undisputed: White House stalled"},
		{name: "steps of the ladder differ",
			story: `
@a BBC 2025-12-10
White House says: stage(tpd) = agreed
Downing Street says: stage(tpd) = signed`,
			axis: "stage", want: "differ: Downing Street signed, White House agreed"},
		{name: "ended against a later live stage is disputed",
			story: `
@a BBC 2025-12-10
White House says: stage(tpd) = ended
@b BBC 2025-12-11
Downing Street says: stage(tpd) = signed`,
			axis: "stage", want: "disputed: Downing Street signed, White House ended"},
		{name: "a live stage before the end only differs",
			story: `
@a BBC 2025-12-10
Downing Street says: stage(tpd) = signed
@b BBC 2025-12-11
White House says: stage(tpd) = ended`,
			axis: "stage", want: "differ: Downing Street signed, White House ended"},
		{name: "the furthest step that one report tells stands",
			story: `
@a BBC 2025-12-10
tells: proposed(tpd) 2025-01; agreed(tpd) 2025-05; signed(tpd) 2025-09-18`,
			axis: "stage", want: "undisputed: BBC signed"},
		{name: "an earlier step told again later moves nothing back",
			story: `
@a BBC 2025-10-10
tells: signed(tpd) 2025-09-18
@b BBC 2025-12-10
tells: proposed(tpd)`,
			axis: "stage", want: "undisputed: BBC signed"},
		{name: "talks that resume revive what had ended",
			story: `
@a BBC 2025-10-10
tells: terminated(tpd) 2025-10-09
@b BBC 2025-12-10
tells: talks_resumed(tpd)`,
			axis: "stage", want: "undisputed: BBC negotiating"},
		{name: "an end closes the steps before it",
			story: `
@a BBC 2025-12-10
tells: signed(tpd) 2025-05; terminated(tpd) 2025-11`,
			axis: "stage", want: "undisputed: BBC ended"},
		{name: "planned and denied events entail nothing",
			story: `
@a BBC 2025-12-10
tells: signed(tpd) 2026-01 planned; approved(tpd) denied`,
			axis: "stage", want: "not said:"},
		{name: "a voice takes an event back by denying it later",
			story: `
@a BBC 2025-12-10
White House says: signed(tpd)
@b BBC 2025-12-11
White House denies: signed(tpd) denied`,
			axis: "stage", want: "not said:"},
		{name: "talks that resume are active",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = paused
@b BBC 2026-02-24
White House says: talks_resumed(tpd) 2026-02-23`,
			axis: "activity", want: "undisputed: White House active"},
		{name: "stalled, paused and delayed touch no stage",
			story: `
@a BBC 2025-12-10
tells: stalled(tpd); paused(tpd); delayed(tpd)`,
			axis: "stage", want: "not said:"},
		{name: "as of a day before it was said, it is not said",
			story: model, axis: "activity", at: "2025-12-15", want: "not said:"},
		{name: "as of the day itself it is",
			story: model, axis: "activity", at: "2025-12-16", want: "disputed: BBC stalled, Downing Street active, Michael Kratsios paused"},
		{name: "known a day before its publication: no deal of it",
			story: model, axis: "activity", at: "- 2025-12-15", want: "no deal"},
		{name: "an event holds from its date as of then, once known",
			story: `
@a BBC 2025-12-10
tells: signed(tpd) 2025-09-18`,
			axis: "stage", at: "2025-09-18", want: "undisputed: BBC signed"},
		{name: "and not the day before",
			story: `
@a BBC 2025-12-10
tells: signed(tpd) 2025-09-18`,
			axis: "stage", at: "2025-09-17", want: "not said:"},
		{name: "a partial date counts from its end",
			story: `
@a BBC 2025-12-10
tells: signed(tpd) 2025-09`,
			axis: "stage", at: "2025-09-29", want: "not said:"},
		{name: "without a date of publication a document is known from when it was learned",
			story: `
@a BBC - learned=2026-03-01
White House says: activity(tpd) = active`,
			axis: "activity", at: "- 2026-02-28", want: "no deal"},
		{name: "a copy is no second voice",
			story: `
@a BBC 2025-12-10
tells: activity(tpd) = stalled
White House says: activity(tpd) = active
@b - 2025-12-12
tells: activity(tpd) = stalled
White House says: activity(tpd) = active`,
			axis: "activity", want: "disputed: BBC stalled, White House active"},
		{name: "reports of one origin count once",
			story: `
@a The_New_York_Times 2025-12-10
tells: activity(tpd) = stalled
@b Guardian 2025-12-12 by=The_New_York_Times
tells: activity(tpd) = stalled
@c Sky 2025-12-12 by=The_New_York_Times
The New York Times reports: activity(tpd) = stalled`,
			axis: "activity", want: "undisputed: The New York Times stalled"},
		{name: "a reprint is no new saying",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = stalled
@c Sky 2025-12-11
White House says: activity(tpd) = active
@b - 2025-12-12
White House says: activity(tpd) = stalled`,
			axis: "activity", want: "undisputed: White House active"},
		{name: "the newest version of a page replaces the older",
			story: `
@a BBC 2025-12-10 url=https://x/1
tells: activity(tpd) = stalled
White House says: stage(tpd) = ended
@b BBC 2025-12-11 url=https://x/1
tells: activity(tpd) = active`,
			axis: "stage", want: "not said:"},
		{name: "and not before it was known",
			story: `
@a BBC 2025-12-10 url=https://x/1
White House says: stage(tpd) = ended
@b BBC 2025-12-12 url=https://x/1
tells: activity(tpd) = active`,
			axis: "stage", at: "- 2025-12-11", want: "undisputed: White House ended"},
		{name: "a silent edit is known from when it was learned",
			story: `
@a BBC 2025-12-10 url=https://x/1 learned=2025-12-10
White House says: stage(tpd) = ended
@b BBC 2025-12-10 url=https://x/1 learned=2025-12-20
tells: activity(tpd) = active`,
			axis: "stage", at: "- 2025-12-19", want: "undisputed: White House ended"},
		{name: "the newest run of a document counts",
			story: `
@a BBC 2025-12-10
White House says: activity(tpd) = stalled
@a BBC 2025-12-10 run=2
White House says: activity(tpd) = active`,
			axis: "activity", want: "undisputed: White House active"},
		{name: "official hears no outlet",
			story: model, axis: "activity", o: Options{Policy: PolicyOfficial}, want: "disputed: BBC stalled, Downing Street active, Michael Kratsios paused"},
		{name: "unnamed groups of two articles are two voices",
			story: `
@a BBC 2025-12-10
officials brief: activity(tpd) = stalled
@b Sky 2025-12-11
officials brief: activity(tpd) = active`,
			axis: "activity", want: "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want == "x" {
				c.story = strings.ReplaceAll(c.story, " brief:", " briefs:")
				c.want = "disputed: officials active, officials stalled"
			}
			src := c.story
			if !strings.Contains(src, "deal tpd") {
				src = cast + src
			}
			ev := assesstest.Evidence(t, src)
			for _, a := range ev.Readings {
				for _, b := range ev.Readings {
					if a.Extraction.Outlet != "" && b.Extraction.Outlet == "" {
						ev.Pairs = append(ev.Pairs, ledger.Pair{A: a.Extraction.ID, B: b.Extraction.ID, Score: 0.97, Contained: 1})
					}
				}
			}
			c.o.Times = at(t, c.at)
			var d *Deal
			for _, x := range Assess(ev, c.o).Deals {
				if x.Name == "Technology Prosperity Deal" {
					d = x
				}
			}
			if got := stand(d, c.axis); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}
