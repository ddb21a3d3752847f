package assess_test

import (
	"strings"
	"testing"

	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
)

func TestCandidates(t *testing.T) {
	const two = `
deal a: Oak Lane Treaty; trade; Chile, Peru
deal b: oak pact; trade; Chile, Peru
deal c: trade pact; trade; Chile, Peru
deal d: Elm Hill Treaty; trade; Chile, Peru
deal e: trade pact; trade; Chile, Bolivia
deal f: Orchard Treaty; trade; Chile, Peru
deal g: Orchard levy deal; trade; Chile, Peru
`
	for _, c := range []struct{ name, story, different, want string }{
		{"a description may be any deal of its parties and kind", "@p BBC 2025-12-01\ntells: signed(a)\n@q BBC 2025-12-02\ntells: signed(c)", "",
			"Oak Lane Treaty = trade pact: same parties and kind, and one has no name of its own"},
		{"two proper names are two deals", "@p BBC 2025-12-01\ntells: signed(a)\n@q BBC 2025-12-02\ntells: signed(d)", "", ""},
		{"but for a telling word in common", "@p BBC 2025-12-01\ntells: signed(f)\n@q BBC 2025-12-02\ntells: signed(g)", "", "Orchard Treaty = Orchard levy deal: same parties and kind, both named after orchard"},
		{"one name of two descriptions comes first", "@p BBC 2025-12-01\ntells: signed(c)\n@q BBC 2025-12-02\ntells: signed(c)\n@r BBC 2025-12-02\ntells: signed(a)", "",
			"trade pact = trade pact: same parties and kind, both called “trade pact”; Oak Lane Treaty = trade pact: same parties and kind, and one has no name of its own; Oak Lane Treaty = trade pact: same parties and kind, and one has no name of its own"},
		{"other parties are another deal", "@p BBC 2025-12-01\ntells: signed(a)\n@q BBC 2025-12-02\ntells: signed(e)", "", ""},
		{"one document that has both tells them apart", "@p BBC 2025-12-01\ntells: signed(a); signed(c)", "", ""},
		{"so does a person", "@p BBC 2025-12-01\ntells: signed(a)\n@q BBC 2025-12-02\ntells: signed(c)", "p q", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := assesstest.Evidence(t, two+c.story)
			if a, b, ok := strings.Cut(c.different, " "); ok {
				ev.Judgements = []ledger.Judged{judge("different", assesstest.ID(a)+"#d1", "other="+assesstest.ID(b)+"#d1")}
			}
			as := Assess(ev, Options{})
			var got []string
			for _, x := range as.Candidates(nil) {
				a, b := x.A, x.B
				if a.Name > b.Name {
					a, b = b, a
				}
				got = append(got, a.Name+" = "+b.Name+": "+x.Why)
			}
			if g := strings.Join(got, "; "); g != c.want {
				t.Errorf("%s\nwant %s", g, c.want)
			}
			// Each deal's own are those of the list that it is in.
			for _, d := range as.Deals {
				n := 0
				for _, x := range as.Candidates(nil) {
					if x.A == d || x.B == d {
						n++
					}
				}
				if own := as.Candidates(d); len(own) != n {
					t.Errorf("%s: %d of its own, want %d", d.ID, len(own), n)
				}
			}
		})
	}
}

// Two deal files are two deals, until a person says otherwise: then both ids
// lead to the one, and the conditions of both hold.
func TestTwoDealFilesAreJoinedByAPersonOnly(t *testing.T) {
	ev := assesstest.Evidence(t, cast+"@a BBC 2025-12-01\ntells: signed(tpd)")
	ev.DealFiles = []ledger.Declared{
		{ID: "a-pact", YAML: []byte("id: a-pact\nname: Technology Prosperity Deal\nparties: [United States, United Kingdom]\nconditions: ['operative(a-pact) when \"progress\"']\n")},
		{ID: "b-pact", YAML: []byte("id: b-pact\nname: Prosperity Technology Deal\naliases: [second name]\nparties: [United States, United Kingdom]\nconditions: ['signed(b-pact) when \"consent\"']\n")},
	}
	if a := Assess(ev, Options{}); len(a.Deals) != 2 {
		t.Fatalf("%d deals, want two", len(a.Deals))
	}
	ev.Judgements = []ledger.Judged{judge("same", "a-pact", "other=b-pact")}
	a := Assess(ev, Options{})
	if len(a.Deals) != 1 || a.Deal("b-pact") != a.Deal("a-pact") || a.Deals[0].ID != "a-pact" || len(a.Deals[0].Conditions) != 2 || a.Deals[0].Join != JoinJudged {
		t.Errorf("%+v", a.Deals[0])
	}
	ev.Judgements = append(ev.Judgements, judge("undo", ev.Judgements[0].ID, "id=u"))
	if a := Assess(ev, Options{}); len(a.Deals) != 2 {
		t.Errorf("%d deals after the undo, want two", len(a.Deals))
	}
}

// A judgement that finds nothing to be about is kept, and listed.
func TestOrphans(t *testing.T) {
	ev := assesstest.Evidence(t, cast+"@a BBC 2025-12-01\nBBC understands: obstacle(tpd) \"rules on food\"\n@a BBC 2025-12-01 run=2\nWhite House says: activity(tpd) = active")
	misread := ev.Readings[0].Extraction.Assertions[0].ID
	ev.Judgements = []ledger.Judged{
		judge("unsure", misread, "id=j0"),
		judge("accept", ev.Readings[1].Extraction.Assertions[0].ID),
		judge("reject", "a-gone", "anchor=a words that nobody wrote anywhere here", "id=j1"),
		judge("reject", "s-gone", "id=j2"),
		judge("same", "no-such-deal-1234", "other="+assesstest.ID("a")+"#d1", "id=j3"),
		judge("same", assesstest.ID("a")+"#d1", "other=technology-prosperity-deal-"+assesstest.ID("a")[7:11], "id=j4"),
		judge("same", "entity:White House", "other=entity:Washington", "id=j5"),
		judge("reject", "a-undone", "id=j6"), judge("undo", "j6", "id=j7"),
	}
	got := map[string]string{}
	for _, o := range Assess(ev, Options{}).Orphans {
		got[o.Judgement.ID] = ""
		if o.In != nil {
			got[o.Judgement.ID] = o.In.ID()
		}
	}
	if len(got) != 4 || got["j1"] != assesstest.ID("a") {
		t.Errorf("%v", got)
	}
	for _, id := range []string{"j0", "j1", "j2", "j3"} {
		if _, ok := got[id]; !ok {
			t.Errorf("%s is not listed", id)
		}
	}
}
