package assess_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/pledge"
)

// TestMain tries the properties as often as make soak asks.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("PARLEY_SOAK") != "" {
		if err := flag.Set("rapid.checks", "10000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func judge(verdict parley.Verdict, target string, more ...string) ledger.Judged {
	j := parley.Judgement{ID: "j-" + string(verdict) + target, Verdict: verdict, Target: target, Who: "ada", When: "2026-01-05"}
	for _, m := range more {
		k, v, _ := strings.Cut(m, "=")
		switch k {
		case "other":
			j.Other = parley.Optional(v)
		case "field":
			j.Field = parley.Optional(v)
		case "value":
			j.Value = parley.Optional(v)
		case "anchor":
			doc, words, _ := strings.Cut(v, " ")
			j.Anchor = &parley.Anchor{Document: assesstest.ID(doc), Text: words}
		case "when":
			j.When = v
		case "id":
			j.ID = v
		}
	}
	return ledger.Judged{Judgement: j}
}

func TestJudgements(t *testing.T) {
	const long = `obstacle(tpd) "what Washington considers to be wider trade barriers of the UK"`
	const moved = `obstacle(tpd) "what Washington considers to be wider trade barriers of the United"`
	for _, c := range []struct {
		name, story string
		judged      func(ev ledger.Evidence) []ledger.Judged
		check       func(d *Deal, a *Assessment) string // what is wrong, "" for nothing
	}{
		{"amended", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("amend", ev.Readings[0].Extraction.Assertions[0].ID, "field=value", `value="paused"`)}
			},
			func(d *Deal, _ *Assessment) string {
				if f := d.Facts[0]; f.Assertion.Value != "paused" || !f.Review.Reviewed() {
					return "not amended"
				}
				return ""
			}},
		{"an amendment that fits nothing changes nothing", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("amend", ev.Readings[0].Extraction.Assertions[0].ID, "field=colour", `value="red"`)}
			},
			func(d *Deal, _ *Assessment) string {
				if d.Facts[0].Assertion.Value != "active" {
					return "changed"
				}
				return ""
			}},
		{"a rejected statement takes its assertions with it", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active; " + long,
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("reject", ev.Readings[0].Extraction.Statements[0].ID)}
			},
			func(d *Deal, _ *Assessment) string {
				for _, f := range d.Facts {
					if f.Out != OutRejected {
						return "kept"
					}
				}
				return ""
			}},
		{"the latest word on a thing counts", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				id := ev.Readings[0].Extraction.Assertions[0].ID
				return []ledger.Judged{judge("accept", id, "when=2026-01-07"), judge("reject", id, "when=2026-01-06")}
			},
			func(d *Deal, _ *Assessment) string {
				if d.Facts[0].Out != OutNone {
					return "rejected"
				}
				return ""
			}},
		{"an undo can be undone", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				id := ev.Readings[0].Extraction.Assertions[0].ID
				return []ledger.Judged{judge("reject", id, "id=j1"), judge("undo", "j1", "id=j2"), judge("undo", "j2", "id=j3")}
			},
			func(d *Deal, _ *Assessment) string {
				if d.Facts[0].Out != OutRejected {
					return "not rejected"
				}
				return ""
			}},
		{"a judgement follows words that a newer run moved", "@a BBC 2025-12-01\nWhite House says: " + long + "\n@a BBC 2025-12-01 run=2\nWhite House says: " + moved,
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("reject", ev.Readings[0].Extraction.Assertions[0].ID)}
			},
			func(d *Deal, a *Assessment) string {
				if len(d.Facts) != 1 || d.Facts[0].Out != OutRejected || len(a.Orphans) != 0 {
					return "not followed"
				}
				return ""
			}},
		{"what a person stood by survives a run that lost it", "@a BBC 2025-12-01\nWhite House says: " + long + "\n@a BBC 2025-12-01 run=2\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("accept", ev.Readings[0].Extraction.Assertions[0].ID)}
			},
			func(d *Deal, a *Assessment) string {
				if len(d.Obstacles) != 1 || !d.Obstacles[0].Facts[0].OlderRun || len(d.Facts) != 2 {
					return "lost"
				}
				return ""
			}},
		{"what nobody judged does not", "@a BBC 2025-12-01\nWhite House says: " + long + "\n@a BBC 2025-12-01 run=2\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged { return nil },
			func(d *Deal, a *Assessment) string {
				if len(d.Obstacles) != 0 {
					return "kept"
				}
				return ""
			}},
		{"a judgement finds its words again without the run it was made on", "@a BBC 2025-12-01\nWhite House says: " + long,
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("reject", "a-gone", "anchor=a "+moved)}
			},
			func(d *Deal, a *Assessment) string {
				if d.Facts[0].Out != OutRejected {
					return "not found"
				}
				return ""
			}},
		{"one that finds them nowhere is listed", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active",
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("reject", "a-gone", "anchor=a entirely other words that nobody wrote")}
			},
			func(d *Deal, a *Assessment) string {
				if len(a.Orphans) != 1 || a.Orphans[0].Judgement.Target != "a-gone" {
					return "not listed"
				}
				return ""
			}},
		{"two names judged one voice", "@a BBC 2025-12-01\nWhite House says: activity(tpd) = active\n@b BBC 2025-12-05\nthe Trump team says: activity(tpd) = paused",
			func(ev ledger.Evidence) []ledger.Judged {
				return []ledger.Judged{judge("same", "entity:White House", "other=entity:the Trump team")}
			},
			func(d *Deal, a *Assessment) string {
				if got := stand(d, "activity"); !strings.HasPrefix(got, "undisputed") || !strings.HasSuffix(got, "paused") {
					return got
				}
				return ""
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := assesstest.Evidence(t, cast+c.story)
			ev.Judgements = c.judged(ev)
			a := Assess(ev, Options{})
			if wrong := c.check(dealNamed(t, a, "Technology Prosperity Deal"), a); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// A judgement on a reading holds wherever the same words stand, and a copy is no
// source for what its original does not say.
func TestAJudgementHoldsInCopies(t *testing.T) {
	const copied = `
@a BBC 2025-12-01
White House says: activity(tpd) = stalled
@b - 2025-12-02
White House says: activity(tpd) = stalled
`
	first := func(n int) func(ledger.Evidence) string {
		return func(ev ledger.Evidence) string { return ev.Readings[n].Extraction.Assertions[0].ID }
	}
	for _, c := range []struct {
		name, story string
		verdict     string
		more        []string
		target      func(ledger.Evidence) string
		second      string // verdict on the second document's own reading
		want        string
	}{
		{"rejecting the original's reading leaves no echo standing", copied, "reject", nil, first(0), "", "not said:"},
		{"nor does rejecting the copy's leave the original's", copied, "reject", nil, first(1), "", "not said:"},
		{"rejecting the statement does the same", copied, "reject", nil, func(ev ledger.Evidence) string { return ev.Readings[0].Extraction.Statements[0].ID }, "", "not said:"},
		{"an amended reading is amended in the copy", copied, "amend", []string{"field=value", `value="paused"`}, first(0), "", "undisputed: White House paused"},
		{"who speaks is amended in one document's terms, and its copy repeats nothing else", copied, "amend", []string{"field=by", `value="e2"`}, first(0), "", "undisputed: United States stalled"},
		{"a copy's reading that was judged itself keeps its judgement", copied, "reject", nil, first(0), "accept", "undisputed: White House stalled"},
		{"a copy in other words is no source of its own", `
@a BBC 2025-12-01
White House says: talks_resumed(tpd) "talks are to go on, if slowly"
@b - 2025-12-02
White House says: talks_resumed(tpd) "talks went on again"
`, "reject", nil, first(0), "", "not said:"},
		{"other documents keep theirs", strings.ReplaceAll(copied, "@b -", "@c BBC"), "reject", nil, first(0), "", "undisputed: White House stalled"},
		{"a page's next version in the same words is the same misreading", strings.NewReplacer("@a BBC 2025-12-01", "@a BBC 2025-12-01 url=https://x/1", "@b - 2025-12-02", "@c BBC 2025-12-02 url=https://x/1").Replace(copied), "reject", nil, first(0), "", "not said:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := assesstest.Evidence(t, cast+c.story)
			if strings.Contains(c.story, "@b -") {
				ev.Pairs = []ledger.Pair{{A: assesstest.ID("a"), B: assesstest.ID("b"), Score: 0.9}}
			}
			ev.Judgements = []ledger.Judged{judge(parley.Verdict(c.verdict), c.target(ev), c.more...)}
			if c.second != "" {
				ev.Judgements = append(ev.Judgements, judge(parley.Verdict(c.second), first(1)(ev)))
			}
			axis := parley.AxisActivity
			if got := stand(dealNamed(t, Assess(ev, Options{}), "Technology Prosperity Deal"), axis); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			// The undo gives the echo back.
			ev.Judgements = append(ev.Judgements, judge("undo", ev.Judgements[0].ID, "id=u"))
			if got := stand(dealNamed(t, Assess(ev, Options{}), "Technology Prosperity Deal"), axis); !strings.HasPrefix(got, "undisputed: White House ") {
				t.Errorf("after the undo: %s", got)
			}
		})
	}
}

func TestDealsAreJoined(t *testing.T) {
	for _, c := range []struct {
		name, story, file string
		judged            func(ref func(doc, deal string) string) []ledger.Judged
		judgedOnly        bool
		want              string // each deal's documents, by label
	}{
		{"by a full proper name", `
deal a: Oak Lane Treaty; treaty; Chile, Peru
deal b: the Chile-Peru Oak Lane Treaty; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(b)`, "", nil, false, "p q"},
		{"not by a description", `
deal a: trade deal; trade; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(a)`, "", nil, false, "p; q"},
		{"not with conflicting parties", `
deal a: Oak Lane Treaty; treaty; Chile, Peru
deal b: Oak Lane Treaty; treaty; Chile, Bolivia
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(b)`, "", nil, false, "p; q"},
		{"by an alias that is a full name", `
deal a: Oak Lane Treaty, Accord of the Three Rivers; treaty; Chile, Peru
deal b: Accord of the Three Rivers; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(b)`, "", nil, false, "p q"},
		{"but not where a document tells the two apart", `
deal a: Oak Lane Treaty, Accord of the Three Rivers; treaty; Chile, Peru
deal b: Accord of the Three Rivers; treaty; Chile, Peru
deal c: Oak Lane Treaty; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(b); signed(c)`, "", nil, false, "p q; q"},
		{"by a deal file's alias", `
deal a: oak pact; treaty; Chile, Peru
deal b: Oak Lane Treaty; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(b)`, "id: oak\nname: Oak Lane Treaty\naliases: [oak pact]\nparties: [Chile, Peru]", nil, true, "p q"},
		{"by a judgement", `
deal a: trade deal; trade; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(a)`, "", func(ref func(string, string) string) []ledger.Judged {
			return []ledger.Judged{judge("same", ref("p", "d1"), "other="+ref("q", "d1"))}
		}, true, "p q"},
		{"and held apart by one", `
deal a: Oak Lane Treaty; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(a)
@r BBC 2025-12-03
tells: signed(a)`, "", func(ref func(string, string) string) []ledger.Judged {
			return []ledger.Judged{judge("different", ref("p", "d1"), "other="+ref("q", "d1"))}
		}, false, "p r; q"},
		{"only by a person under judged", `
deal a: Oak Lane Treaty; treaty; Chile, Peru
@p BBC 2025-12-01
tells: signed(a)
@q BBC 2025-12-02
tells: signed(a)`, "", nil, true, "p; q"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := assesstest.Evidence(t, c.story)
			if c.file != "" {
				ev.DealFiles = []ledger.Declared{{ID: "oak", YAML: []byte(c.file)}}
			}
			if c.judged != nil {
				ev.Judgements = c.judged(func(doc, deal string) string { return assesstest.ID(doc) + "#" + deal })
			}
			o := Options{}
			if c.judgedOnly {
				o.Resolution = Judged
			}
			labels := map[string]string{}
			for _, l := range []string{"p", "q", "r"} {
				labels[assesstest.ID(l)] = l
			}
			var got []string
			for _, d := range Assess(ev, o).Deals {
				var docs []string
				for _, doc := range d.Documents {
					docs = append(docs, labels[doc.ID()])
				}
				got = append(got, strings.Join(docs, " "))
			}
			sortStrings(got)
			if g := strings.Join(got, "; "); g != c.want {
				t.Errorf("%s, want %s", g, c.want)
			}
		})
	}
}

func TestCommitmentsClimbTheirLadder(t *testing.T) {
	ev := assesstest.Evidence(t, cast+`
@a BBC 2025-09-18
tells: pledged(tpd) "invest in data centres" by Nvidia, Microsoft of GBP 31bn due 2027
@b BBC 2025-10-01
Microsoft says: pledged(tpd) "spend on data centres" by Microsoft of GBP 22bn
@c BBC 2025-12-16
says: in_doubt(tpd) "invest in data centres" by Nvidia of GBP 31bn
@d BBC 2026-02-01
Nvidia says: cut(tpd) "invest in data centres" by Nvidia of GBP 20bn
@e BBC 2026-03-01
tells: pledged(tpd) "invest in data centres" by Nvidia of GBP 31bn
Google promises: pledged(tpd) "hire" by Google of up_to USD 1bn`)
	d := dealNamed(t, Assess(ev, Options{}), "Technology Prosperity Deal")
	var got []string
	for _, c := range d.Commitments {
		line := strings.Join(c.Who, "+") + " " + string(c.State())
		if c.Was != nil {
			line += " (cut)"
		}
		if f := d.Told(c.Tellings[0]); f == nil || f.ID != c.ID() {
			t.Errorf("%s: its oldest telling is %v", line, f)
		}
		got = append(got, line)
	}
	sortStrings(got)
	if g := strings.Join(got, "; "); g != "Google pledged; Microsoft pledged; Nvidia+Microsoft cut (cut)" {
		t.Error(g)
	}
	// What Microsoft says of its own may be its share of what the two pledged
	// together; who said "up to" is certain of nothing.
	ts := pledge.Totals(d.Commitments)
	if len(ts) != 2 || ts[0].Certain != 22e9 || ts[0].Possible != 42e9 || ts[1].Certain != 0 || ts[1].Possible != 1e9 {
		t.Errorf("%+v", ts)
	}
}

func TestDenialsArePairedWithWhatTheyDeny(t *testing.T) {
	ev := assesstest.Evidence(t, cast+`
@a BBC 2025-12-01
White House says: signed(tpd)
@b BBC 2025-12-02
Downing Street denies: signed(tpd) denied
UK government denies: activity(tpd) = active
@c BBC 2025-12-03
BBC understands: activity(tpd) = stalled
@d BBC 2025-12-04
White House says: notified(tpd)
@e BBC 2025-12-05
White House denies: notified(tpd) denied`)
	d := dealNamed(t, Assess(ev, Options{}), "Technology Prosperity Deal")
	if len(d.Denials) != 3 || len(d.Denials[2].Of) != 0 || len(d.Denials[2].Back) != 1 || len(d.Denials[0].Back) != 0 {
		t.Fatalf("%+v", d.Denials)
	}
	for _, f := range d.Events {
		if f.Assertion.Event == parley.EventNotified && f.Assertion.Status == parley.StatusOccurred {
			t.Error("what the White House took back still counts as an event")
		}
	}
	if len(d.Denials[0].Of) != 1 || d.Denials[0].Of[0].Voice.Name != "White House" ||
		len(d.Denials[1].Of) != 1 || d.Denials[1].Of[0].Voice.Name != "BBC" {
		t.Errorf("%+v", d.Denials)
	}
}
