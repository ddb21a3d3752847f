package answer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
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
voice the MOU: document
`

const december = `
@bbc BBC 2025-12-16T22:39:14 learned=2025-12-17
Downing Street says: activity(tpd) = active
BBC understands: activity(tpd) = stalled; obstacle(tpd) "wider UK trade barriers"
Michael Kratsios hopes: activity(tpd) = paused presupposed; resumed(tpd) when "the UK has made substantial progress" on epd
the MOU states: binding(tpd) = false; operative(tpd) alongside "substantive progress being made" on epd
tells: announced(tpd) 2025-09; signed(epd) 2025-05; pledged(tpd) "planned spending" by Microsoft, Nvidia, Google of GBP 31bn due 2026-12
White House silent
UK government declines
`

func desk(t *testing.T, story string) (*Desk, *memory) {
	t.Helper()
	m := &memory{assesstest.Evidence(t, cast+story)}
	return New(m), m
}

func TestSentence(t *testing.T) {
	for _, c := range []struct{ name, story, want string }{
		{"the model post", december,
			"Downing Street says talks are active; the BBC understands they have stalled over wider UK trade barriers; Trump's science adviser Michael Kratsios hopes to resume talks once the UK has made substantial progress."},
		{"one voice", "@a BBC 2025-12-16\nWhite House says: activity(tpd) = stalled",
			"Only the White House says talks have stalled."},
		{"one voice goes on", "@a BBC 2025-12-16\nWhite House says: activity(tpd) = stalled; signed(tpd) 2025-09-18",
			"Only the White House says talks have stalled and that the deal was signed on 18 September 2025."},
		{"voices that agree share a clause", "@a BBC 2025-12-16\nWhite House says: activity(tpd) = stalled\nDowning Street says: activity(tpd) = stalled\nMichael Kratsios says: activity(tpd) = stalled",
			"The White House and Downing Street say talks have stalled, as does one other voice."},
		{"narration of an event", "@a Sky 2025-12-16\ntells: signed(tpd) 2025-09",
			"Only Sky reports the deal was signed in September 2025."},
		{"an outlet that nobody knows", "@a - 2025-12-16\ntells: signed(tpd) 2025-09",
			"Only a post of 16 December 2025 reports the deal was signed in September 2025."},
		{"nobody is named", "@a Sky 2025-12-16\nsays: activity(tpd) = active",
			"It is reported without a source that talks are active."},
		{"a group", "@a Sky 2025-12-16\nofficials briefs: activity(tpd) = active",
			"Only officials say talks are active."},
		{"a condition alone", "@a Sky 2025-12-16\nthe MOU states: operative(tpd) when \"if approval by both sides is given\"",
			"The MOU says the deal hangs on “approval by both sides is given”."},
		{"a promise alone", "@a Sky 2025-12-16\nWhite House says: pledged(tpd) \"invest in laboratories\" by Nvidia of GBP 2bn",
			"The White House speaks of a commitment by Nvidia under the deal: invest in laboratories."},
		{"nothing", "@a Sky 2025-12-16\nWhite House says: linked_to(tpd, epd)",
			"One document mentions it, and nobody in it says where it stands."},
		{"a long reason is quoted", "@a Sky 2025-12-16\nWhite House says: activity(tpd) = stalled; obstacle(tpd) \"the UK has not moved on its digital tax, nor on food\"",
			"Only the White House says talks have stalled, citing “the UK has not moved on its digital tax, nor on food”."},
		{"four voices of four minds", `@a Sky 2025-12-16
White House says: stage(tpd) = agreed
Downing Street says: stage(tpd) = signed
the MOU states: stage(tpd) = proposed
BBC reports: stage(tpd) = approved`,
			"The White House says the deal has been agreed; Downing Street says it has been signed; the MOU states it is proposed; one other voice differs."},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, _ := desk(t, c.story)
			s, err := k.Show(context.Background(), Ask{}, "tech pact")
			if err != nil {
				t.Fatal(err)
			}
			if s.Sentence.Text != c.want {
				t.Errorf("\n got %s\nwant %s", s.Sentence.Text, c.want)
			}
			for _, cl := range s.Sentence.Clauses {
				if c.name != "nothing" && len(cl.Assertions) == 0 {
					t.Errorf("clause %q rests on nothing", cl.Text)
				}
			}
		})
	}
}

func axes(s *Show) string {
	var out []string
	for _, a := range s.Axes {
		var vs []string
		for _, v := range a.Voices {
			if len(v.Values) > 0 {
				vs = append(vs, string(v.Voice.Name)+" "+strings.Join(v.Values, "+"))
			}
		}
		slices.Sort(vs)
		if a.State != assess.StateNotSaid {
			out = append(out, string(a.Axis)+" "+string(a.State)+": "+strings.Join(vs, ", "))
		}
	}
	return strings.Join(out, "; ")
}

func mustShow(t *testing.T, k *Desk, a Ask) *Show {
	t.Helper()
	s, err := k.Show(context.Background(), a, "Technology Prosperity Deal")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const resume = `
@reuters Reuters 2026-02-24 learned=2026-02-25
Michael Kratsios says: talks_resumed(tpd) 2026-02-23
`

func TestAFurtherStatementMovesOnlyItsVoice(t *testing.T) {
	k, _ := desk(t, december+resume)
	before, after := mustShow(t, k, Ask{KnownAt: "2026-02-23"}), mustShow(t, k, Ask{})
	if got, want := axes(before), "activity disputed: BBC stalled, Downing Street active, Michael Kratsios paused; binding undisputed: the MOU false"; got != want {
		t.Error(got)
	}
	if got, want := axes(after), "stage undisputed: Michael Kratsios negotiating; activity disputed: BBC stalled, Downing Street active, Michael Kratsios active; binding undisputed: the MOU false"; got != want {
		t.Error(got)
	}
	d, err := k.Diff(context.Background(), Ask{}, DiffQuery{Since: "2026-02-23", Deal: "tech pact"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Deals[0].Changes {
		line := c.Type + " " + string(c.What)
		for _, v := range c.Voices {
			line += ", " + string(v.Voice.Name) + " " + strings.Join(v.Before, "+") + ">" + strings.Join(v.After, "+") + " (" + string(v.Cause) + ")"
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"axis new, Michael Kratsios >negotiating (spoke)", "axis moved, Michael Kratsios paused>active (changed its position)", "event new"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCopiesOnlyAddEchoes(t *testing.T) {
	story := december
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		story += "\n@copy" + n + " - 2025-12-18" + strings.SplitN(strings.SplitN(december, "2025-12-17", 2)[1], "@", 2)[0]
	}
	k, m := desk(t, story)
	for i, r := range m.ev.Readings[1:] {
		m.ev.Pairs = append(m.ev.Pairs, ledger.Pair{A: m.ev.Readings[0].Extraction.ID, B: r.Extraction.ID, Score: 0.9, Seq: int64(100 + i)})
	}
	one, _ := desk(t, december)
	alone, copied := mustShow(t, one, Ask{}), mustShow(t, k, Ask{})
	if copied.Sources.Documents != 6 || copied.Sources.Copies != 5 {
		t.Errorf("%+v", copied.Sources)
	}
	for _, v := range copied.Axes[1].Voices {
		if len(v.Standing) != 1 || len(v.Standing[0].Echoes) != 5 {
			t.Errorf("%s stands on %d and is echoed %d times", v.Voice.ID, len(v.Standing), len(v.Standing[0].Echoes))
		}
	}
	echoless := func(s *Show) string {
		s.Sources = Sources{}
		s.Head, s.Deal.Joined = 0, ""
		for i := range s.Axes {
			for j := range s.Axes[i].Voices {
				for _, es := range [][]Evidence{s.Axes[i].Voices[j].Standing} {
					for n := range es {
						es[n].Echoes = nil
					}
				}
			}
		}
		for _, es := range [][]Condition{s.Conditions} {
			for i := range es {
				for n := range es[i].Evidence {
					es[i].Evidence[n].Echoes = nil
				}
			}
		}
		for i := range s.Events {
			s.Events[i].Echoes = nil
		}
		for i := range s.Obstacles {
			s.Obstacles[i].Evidence[0].Echoes = nil
		}
		for i := range s.Commitments {
			s.Commitments[i].Evidence[0].Echoes = nil
			s.Commitments[i].Steps[0].Echoes = nil
		}
		return jsonOf(s)
	}
	if a, b := echoless(alone), echoless(copied); a != b {
		t.Errorf("copies changed more than echoes:\n%s", cmp.Diff(alone, copied))
	}
}

func TestAnOldArticleThatArrivesToday(t *testing.T) {
	k, _ := desk(t, december+"\n@old Sky 2025-06-01 learned=2026-03-02\nWhite House says: activity(tpd) = active\n")
	if got := axes(mustShow(t, k, Ask{KnownAt: "2026-03-01"})); !strings.Contains(got, "White House active") {
		t.Errorf("not in yesterday's known answer: %s", got)
	}
	if got := axes(mustShow(t, k, Ask{LedgerAt: "2026-03-01"})); strings.Contains(got, "White House active") {
		t.Errorf("in yesterday's ledger answer: %s", got)
	}
}

func TestKindsOfChangeAreToldApart(t *testing.T) {
	for _, c := range []struct {
		name  string
		story string
		more  func(*memory)
		cause Cause
	}{
		{"speaker", "@a BBC 2025-12-01 learned=2025-12-01\nWhite House says: activity(tpd) = active\n@b BBC 2025-12-10 learned=2025-12-10\nWhite House says: activity(tpd) = paused", nil, CauseReversed},
		{"publisher", "@a BBC 2025-12-01 learned=2025-12-01 url=https://x/1\nWhite House says: activity(tpd) = active\n@b BBC 2025-12-10 learned=2025-12-10 url=https://x/1\nWhite House says: activity(tpd) = paused", nil, CauseEdited},
		{"us", "@a BBC 2025-12-01 learned=2025-12-01\nWhite House says: activity(tpd) = active", func(m *memory) {
			j := judged(parley.Judgement{Verdict: parley.VerdictAmend, Target: m.ev.Readings[0].Extraction.Assertions[0].ID, Field: "value", Value: `"paused"`, When: "2025-12-10"})
			j.Learned = m.ev.Readings[0].Learned.AddDate(0, 0, 9)
			m.ev.Judgements = append(m.ev.Judgements, j)
		}, CauseJudged},
		{"voice new", "@z BBC 2025-12-01 learned=2025-12-01\ntells: announced(tpd)\n@a BBC 2025-12-10 learned=2025-12-10\nWhite House says: activity(tpd) = active", nil, CauseSpoke},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, m := desk(t, c.story)
			if c.more != nil {
				c.more(m)
			}
			d, err := k.Diff(context.Background(), Ask{}, DiffQuery{SinceRead: "2025-12-05"})
			if err != nil || len(d.Deals) != 1 {
				t.Fatalf("%+v %v", d, err)
			}
			for _, ch := range d.Deals[0].Changes {
				if ch.Key == "activity" {
					if ch.Voices[0].Cause != c.cause {
						t.Errorf("cause %q, want %q", ch.Voices[0].Cause, c.cause)
					}
					return
				}
			}
			t.Errorf("no change of activity: %+v", d.Deals[0].Changes)
		})
	}
}

func TestWhatIfMovesTheVoiceAndWritesNothing(t *testing.T) {
	k, m := desk(t, december)
	n := len(m.ev.Readings)
	if _, err := k.WhatIf(context.Background(), Ask{}, `Downing Street: activity(no such pact)=stalled`); err == nil {
		t.Fatal("no deal bears the name")
	}
	byName, err := k.WhatIf(context.Background(), Ask{}, `Downing Street: activity(the Tech Pact)=stalled at 2026-01-05`)
	if err != nil {
		t.Fatal(err)
	}
	id := mustShow(t, k, Ask{}).Deal.ID
	w, err := k.WhatIf(context.Background(), Ask{}, `Downing Street: activity(`+id+`)=stalled at 2026-01-05`)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(w.Deals[0].After, byName.Deals[0].After); d != "" || w.Supposed.Deal != byName.Supposed.Deal {
		t.Errorf("by name it is another answer: %s", d)
	}
	if len(w.Deals) != 1 || len(w.Deals[0].Changes) != 1 || w.Deals[0].Changes[0].What != WhatResolved || !w.Supposed.Known {
		t.Errorf("%+v", w)
	}
	if len(m.ev.Readings) != n {
		t.Error("something was written")
	}
	w, err = k.WhatIf(context.Background(), Ask{}, `White House: "substantive progress" on economic-prosperity-deal-`+assesstest.ID("bbc")[7:11])
	if err != nil {
		t.Fatal(err)
	}
	met := false
	for _, d := range w.Deals {
		for _, c := range d.Changes {
			met = met || c.Type == "condition" && c.What == WhatMet
		}
	}
	if !met {
		t.Errorf("no condition is met: %s", jsonOf(w))
	}
}

func TestATimelineKeepsWhatWasTakenBack(t *testing.T) {
	k, _ := desk(t, "@a BBC 2025-12-01\nWhite House says: signed(tpd)\n@b BBC 2025-12-10\nWhite House denies: signed(tpd) denied")
	tl, err := k.Timeline(context.Background(), Ask{}, "tech pact")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range tl.Entries {
		got = append(got, string(e.Event)+" "+string(e.Status)+": "+string(e.Out))
	}
	if d := cmp.Diff([]string{"signed occurred: denied later by the same voice", "signed denied: "}, got); d != "" {
		t.Error(d)
	}
	s := mustShow(t, k, Ask{})
	if len(s.Denials) != 1 || len(s.Denials[0].Back) != 1 || len(s.Denials[0].Of) != 0 {
		t.Errorf("%+v", s.Denials)
	}
	df, err := k.Diff(context.Background(), Ask{}, DiffQuery{Since: "2025-12-05", Deal: "tech pact"})
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, c := range df.Deals[0].Changes {
		changes = append(changes, c.Type+" "+string(c.What)+" "+c.Key)
	}
	if d := cmp.Diff([]string{"axis gone stage", "event new signed, denied", "event gone signed"}, changes); d != "" {
		t.Error(d)
	}
}

func TestNamesFindDeals(t *testing.T) {
	k, _ := desk(t, december)
	ctx := context.Background()
	id := mustShow(t, k, Ask{}).Deal.ID
	for _, name := range []string{id, "Technology Prosperity Deal", "the technology prosperity deal", "TECH PACT", "technology", "tech", "Economic Prosperity"} {
		if _, err := k.Show(ctx, Ask{}, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{"technol": "no such deal", "x": "no such deal", "": "no such deal"} {
		if _, err := k.Show(ctx, Ask{}, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	k, _ = desk(t, "deal a: Oak Lane Treaty; treaty; Chile\ndeal b: Oak Hill Treaty; treaty; Chile\n@a BBC 2025-12-01\ntells: signed(a); signed(b)")
	if _, err := k.Show(ctx, Ask{}, "oak"); err == nil || !strings.Contains(err.Error(), "fits 2 deals: oak-hill-treaty-") {
		t.Errorf("%v", err)
	}
}

// The answers after a diff are the old ones with the diff applied.
func TestDiffAppliedToTheOldAnswerGivesTheNew(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		k := New(&memory{genStory(t)})
		day := rapid.SampledFrom([]string{"2025-12-02", "2025-12-04", "2025-12-06"}).Draw(t, "since")
		q, old := DiffQuery{Since: day}, Ask{KnownAt: day}
		if rapid.Bool().Draw(t, "read") {
			day = strings.Replace(day, "2025-12", "2026-01", 1)
			q, old = DiffQuery{SinceRead: day}, Ask{LedgerAt: day}
		}
		before, err := k.assess(ctx, old, ledger.Query{})
		if err != nil {
			t.Fatal(err)
		}
		after, err := k.assess(ctx, Ask{}, ledger.Query{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := k.Diff(ctx, Ask{}, q)
		if err != nil {
			t.Fatal(err)
		}
		c := compare(before, after, time.Time{}, time.Time{})
		for _, deal := range after.Deals {
			// Asked about alone, a deal has changed as it has among all.
			q.Deal = deal.ID
			one, err := k.Diff(ctx, Ask{}, q)
			if err != nil {
				t.Fatal(err)
			}
			among := slices.DeleteFunc(slices.Clone(d.Deals), func(dc DealChange) bool { return dc.Deal.ID != deal.ID || dc.Gone })
			if x, y := jsonOf(among), jsonOf(one.Deals); x != y {
				t.Fatalf("%s alone: %s", deal.ID, cmp.Diff(among, one.Deals))
			}
			var have []Answer
			if was := c.earlier(deal); was != nil {
				have = answers(was)
			} else {
				have = answers(&assess.Deal{})
			}
			for _, dc := range d.Deals {
				if dc.Deal.ID == deal.ID && !dc.Gone {
					have = dc.Apply(have)
				}
			}
			want := answers(deal)
			if c.earlier(deal) == nil {
				want = slices.DeleteFunc(want, func(a Answer) bool { return a.State == assess.StateNotSaid })
			}
			for i := range have {
				slices.Sort(have[i].Values)
			}
			for i := range want {
				slices.Sort(want[i].Values)
			}
			if x, y := jsonOf(want), jsonOf(have); x != y {
				t.Fatalf("%s\nwant %s\nhave %s", deal.ID, x, y)
			}
		}
	})
}
