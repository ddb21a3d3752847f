package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
)

// genStory draws a small press: several deals whose names and aliases overlap,
// documents that copy one another and change under their URL, and judgements.
func genStory(t *rapid.T) ledger.Evidence {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	var b strings.Builder
	b.WriteString(`
deal a: Technology Prosperity Deal, tech pact; technology; United States, United Kingdom
deal b: US-UK Technology Prosperity Deal; technology; United States, United Kingdom
deal c: Technology Prosperity Deal; technology; United States, Japan
deal d: Economic Prosperity Deal, Oak Lane Framework; trade; United States, United Kingdom
deal e: Oak Lane Framework; trade; United States
deal f: tech pact; technology; United States, United Kingdom
deal g: steel talks; trade; United States, United Kingdom
`)
	n := rapid.IntRange(1, 6).Draw(t, "documents")
	for i := range n {
		fmt.Fprintf(&b, "@p%d %s 2025-12-%02d", i, pick("outlet", "BBC", "Sky", "-"), rapid.IntRange(1, 9).Draw(t, "day"))
		if rapid.Bool().Draw(t, "page?") {
			fmt.Fprintf(&b, " url=https://x/%d", rapid.IntRange(1, 2).Draw(t, "page"))
		}
		b.WriteString("\n")
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			deal := func() string { return pick("deal", "a", "b", "c", "d", "e", "f", "g") }
			who := pick("who", "tells", "White House says", "Downing Street says", "BBC understands")
			switch rapid.IntRange(0, 4).Draw(t, "claim") {
			case 0:
				fmt.Fprintf(&b, "%s: activity(%s) = %s\n", who, deal(), pick("value", "active", "stalled"))
			case 1:
				fmt.Fprintf(&b, "%s: %s(%s)\n", who, pick("event", "signed", "agreed", "terminated"), deal())
			case 2:
				fmt.Fprintf(&b, "%s: operative(%s) when \"progress on steel\" on %s %s\n", who, deal(), deal(), pick("met", "met", "unmet", ""))
			case 3:
				if x, y := deal(), deal(); x != y {
					fmt.Fprintf(&b, "%s: linked_to(%s, %s)\n", who, x, y)
				}
			case 4:
				fmt.Fprintf(&b, "%s: pledged(%s) \"invest\" by Nvidia of GBP 31bn\n", who, deal())
			}
		}
	}
	ev := assesstest.Evidence(t, strings.ReplaceAll(b.String(), "  \n", "\n"))
	if n > 1 && rapid.Bool().Draw(t, "copies?") {
		ev.Pairs = append(ev.Pairs, ledger.Pair{A: assesstest.ID("p0"), B: assesstest.ID("p1"), Score: 0.9})
	}
	if rapid.Bool().Draw(t, "file?") {
		ev.DealFiles = append(ev.DealFiles, ledger.Declared{ID: "tpd", Learned: ev.Readings[0].Learned,
			YAML: []byte("id: tpd\nname: Technology Prosperity Deal\naliases: [tech pact]\nparties: [United States, United Kingdom]\nconditions: ['operative(tpd) when signed(epd)']\n")})
	}
	var refs []string
	for _, r := range ev.Readings {
		for _, d := range r.Extraction.Deals {
			refs = append(refs, r.Extraction.ID+"#"+d.ID, strings.ReplaceAll(parley.FoldName(d.Name), " ", "-")+"-"+r.Extraction.ID[7:11])
		}
		for _, a := range r.Extraction.Assertions {
			if rapid.IntRange(0, 9).Draw(t, "judged?") == 0 {
				ev.Judgements = append(ev.Judgements, judged(parley.Judgement{Verdict: parley.Verdict(pick("verdict", "accept", "reject")), Target: a.ID, When: "2026-01-02"}))
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "voices?") == 0 {
		ev.Judgements = append(ev.Judgements, judged(parley.Judgement{Verdict: parley.VerdictSame, Target: "entity:White House", Other: "entity:Downing Street", When: "2026-01-02"}))
	}
	for range min(len(refs), rapid.IntRange(0, 2).Draw(t, "judgements")) {
		ev.Judgements = append(ev.Judgements, judged(parley.Judgement{Verdict: parley.Verdict(pick("verdict", "same", "different")), Target: pick("target", refs...),
			Other: parley.Optional(pick("other", refs...)), When: pick("when", "2026-01-02", "2026-01-03")}))
	}
	return ev
}

func judged(j parley.Judgement) ledger.Judged {
	j.ID = "j-" + parley.ContentHash(string(j.Verdict), j.Target, string(j.Other), j.When)[:8]
	return ledger.Judged{Judgement: j}
}

// A deal's answer from its own evidence is the one out of everything.
func TestOwnEvidenceGivesTheWholeLogsAnswer(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		m := &memory{genStory(t)}
		k := New(m)
		a := rapid.SampledFrom([]Ask{{}, {KnownAt: "2025-12-04"}, {LedgerAt: "2026-01-02"}, {Resolution: "judged"}}).Draw(t, "ask")
		as, err := k.assess(ctx, a, ledger.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range as.Deals {
			want := show(as, d, a)
			for _, name := range append([]string{d.ID}, d.FormerIDs...) {
				if as.Deal(name) != d {
					continue // two deals of one document bear one name
				}
				got, err := k.Show(ctx, a, name)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if x, y := jsonOf(want), jsonOf(got); x != y {
					t.Fatalf("%s under %+v\n%s", name, a, cmp.Diff(want, got))
				}
			}
		}
	})
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
