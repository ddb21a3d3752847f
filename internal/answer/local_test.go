package answer

import (
	"context"
	"encoding/json"
	"fmt"
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

// someDeals are deals whose names and aliases overlap.
const someDeals = `
deal a: Technology Prosperity Deal, tech pact; technology; United States, United Kingdom
deal b: US-UK Technology Prosperity Deal; technology; United States, United Kingdom
deal c: Technology Prosperity Deal; technology; United States, Japan
deal d: Economic Prosperity Deal, Oak Lane Framework; trade; United States, United Kingdom
deal e: Oak Lane Framework; trade; United States
deal f: tech pact; technology; United States, United Kingdom
deal g: steel talks; trade; United States, United Kingdom
`

// genStory draws a small press: several deals whose names and aliases overlap,
// documents that copy one another and change under their URL, and judgements.
func genStory(t *rapid.T) ledger.Evidence {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	var b strings.Builder
	b.WriteString(someDeals)
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
	rapid.Check(t, func(t *rapid.T) {
		ev := genStory(t)
		ownEvidenceSuffices(t, ev, rapid.SampledFrom([]Ask{{}, {KnownAt: "2025-12-04"}, {LedgerAt: "2026-01-02"}, {Resolution: "judged"}}).Draw(t, "ask"))
	})
}

// One of two deals of one name in a document would be the declared deal, did a
// judgement not name both of them and a document that the question does not.
func TestOwnEvidenceHoldsWhatAJudgementHoldsApart(t *testing.T) {
	ev := assesstest.Evidence(t, someDeals+`@p0 BBC 2025-12-03
BBC understands: activity(c) = active
BBC understands: activity(a) = stalled
@p1 Sky 2025-12-02
White House says: activity(f) = active
`)
	ev.DealFiles = []ledger.Declared{{ID: "tpd", Learned: ev.Readings[0].Learned,
		YAML: []byte("id: tpd\nname: Technology Prosperity Deal\naliases: [tech pact]\nparties: [United States, United Kingdom]\n")}}
	ev.Judgements = []ledger.Judged{judged(parley.Judgement{Verdict: parley.VerdictDifferent, Target: assess.MentionID("Technology Prosperity Deal", assesstest.ID("p0")),
		Other: parley.Optional(assesstest.ID("p1") + "#d1"), When: "2026-01-02"})}
	ownEvidenceSuffices(t, ev, Ask{Resolution: "judged"})
}

func ownEvidenceSuffices(t assesstest.T, ev ledger.Evidence, a Ask) {
	t.Helper()
	ctx := context.Background()
	k := New(&memory{ev})
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
				t.Fatal(name, err)
			}
			if x, y := jsonOf(want), jsonOf(got); x != y {
				t.Fatal(name, a, cmp.Diff(want, got))
			}
		}
	}
}

// What would follow from a statement is the same out of the deal's own evidence,
// and that of the deals which wait for it, as out of everything.
func TestASuppositionNeedsTheDealsItBearsOnOnly(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		m := &memory{genStory(t)}
		k := New(m)
		as, err := k.assess(ctx, Ask{}, ledger.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if len(as.Deals) == 0 {
			return
		}
		d := rapid.SampledFrom(as.Deals).Draw(t, "deal")
		if as.Deal(d.ID) != d {
			return
		}
		claim := rapid.SampledFrom([]string{"activity(%s)=stalled", "signed(%s)", "not signed(%s)", `"progress on steel" on %s`}).Draw(t, "claim")
		src := fmt.Sprintf("White House: "+claim+" at 2025-12-20", d.ID)
		got, err := k.WhatIf(ctx, Ask{}, src)
		if err != nil {
			t.Fatal(err)
		}
		p, err := parseSupposition(src)
		if err != nil {
			t.Fatal(err)
		}
		v, err := k.voice(ctx, Ask{}, as, p.who)
		if err != nil {
			t.Fatal(err)
		}
		_, x, same, err := p.suppose(as, Ask{}, d, v)
		if err != nil {
			t.Fatal(err)
		}
		more := m.ev
		more.Readings = append(append([]ledger.Reading(nil), more.Readings...), ledger.Reading{Seq: 1 << 40, DocSeq: 1 << 39, Kind: parley.DocumentNote, Extraction: x})
		more.Judgements = append(append([]ledger.Judged(nil), more.Judgements...), ledger.Judged{Judgement: same})
		want := compare(as, assess.Assess(more, as.Options), time.Time{}, time.Time{}).all()
		if x, y := jsonOf(want), jsonOf(got.Deals); x != y {
			t.Fatalf("%s\n%s", src, cmp.Diff(want, got.Deals))
		}
	})
}

// A desk that is kept while the log grows answers as a new one does, whatever
// arrives: it works out again what has changed, and keeps the rest.
func TestAKeptDeskAnswersAsANewOne(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		whole := genStory(t)
		m := &memory{}
		k := New(m)
		a := rapid.SampledFrom([]Ask{{}, {KnownAt: "2025-12-04"}, {Policy: assess.PolicySides}}).Draw(t, "ask")
		grow := func() bool {
			e := &m.ev
			var choices []func()
			if n := len(e.Readings); n < len(whole.Readings) {
				choices = append(choices, func() { e.Readings = append(e.Readings, whole.Readings[n]) })
			}
			if n := len(e.Pairs); n < len(whole.Pairs) {
				choices = append(choices, func() { e.Pairs = append(e.Pairs, whole.Pairs[n]) })
			}
			if n := len(e.Judgements); n < len(whole.Judgements) {
				choices = append(choices, func() { e.Judgements = append(e.Judgements, whole.Judgements[n]) })
			}
			if n := len(e.DealFiles); n < len(whole.DealFiles) {
				choices = append(choices, func() { e.DealFiles = append(e.DealFiles, whole.DealFiles[n]) })
			}
			if len(choices) == 0 {
				return false
			}
			rapid.SampledFrom(choices).Draw(t, "next")()
			e.Head++
			return true
		}
		for grow() {
			as, err := New(m).assess(ctx, a, ledger.Query{})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range as.Deals {
				if as.Deal(d.ID) != d {
					continue
				}
				got, err := k.Show(ctx, a, d.ID)
				if err != nil {
					t.Fatal(err)
				}
				want, err := New(m).Show(ctx, a, d.ID)
				if err != nil {
					t.Fatal(err)
				}
				if x, y := jsonOf(want), jsonOf(got); x != y {
					t.Fatalf("%s after %d records\n%s", d.ID, m.ev.Head, cmp.Diff(want, got))
				}
			}
		}
	})
}

// What a new statement has nothing to do with is not worked out again.
func TestANewStatementMovesOnlyWhatDependsOnIt(t *testing.T) {
	ctx := context.Background()
	ev := assesstest.Evidence(t, `
deal a: Oak Lane Treaty; treaty; Chile, Peru
deal b: Elm Hill Treaty; treaty; Chile, Bolivia
deal c: Ash Row Treaty; treaty; Peru, Bolivia
@p BBC 2025-12-01
Chile says: activity(a) = active
@q BBC 2025-12-02
Bolivia says: activity(b) = active
@r BBC 2025-12-03
Peru says: operative(c) when "progress on it" on a
@s BBC 2025-12-04
Peru says: activity(a) = stalled`)
	m := &memory{ev}
	m.ev.Readings = ev.Readings[:3]
	k := New(m)
	assessed := func(deal string) *assess.Deal {
		_, d, err := k.deal(ctx, Ask{}, deal)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before := map[string]*assess.Deal{}
	for _, d := range []string{"oak", "elm", "ash"} {
		before[d] = assessed(d)
	}
	m.ev.Readings, m.ev.Head = ev.Readings, ev.Head+10
	for d, again := range map[string]bool{"oak": true, "elm": false, "ash": true} {
		if now := assessed(d); (now != before[d]) != again {
			t.Errorf("%s: worked out again: %t, want %t", d, now != before[d], again)
		}
	}
	if s, err := k.Show(ctx, Ask{}, "elm"); err != nil || s.Head != ev.Head+10 {
		t.Errorf("%d, %v: an answer is of the log's end", s.Head, err)
	}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
