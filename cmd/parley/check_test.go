package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parley-desk/parley/internal/answer"
)

// planted are the claims that each draft of testdata/drafts was written to hold,
// by words of theirs, with the verdict that a careful reader of the ledger gives.
var planted = []struct{ draft, words, kind, want string }{
	{"01-sound", "signed", "true", "supported"},
	{"01-sound", "$5bn", "true", "supported"},
	{"01-sound", "$600m", "true", "supported"},
	{"01-sound", "sunlight", "true", "supported"},
	{"02-outdated-figure", "$2bn", "outdated", "contested"},
	{"02-outdated-figure", "740 billion", "true", "supported"},
	{"03-withdrawn-pledge", "signed", "true", "supported"},
	{"03-withdrawn-pledge", "$400m", "outdated", "contested"},
	{"03-withdrawn-pledge", "enough water", "true", "supported"},
	{"04-wrong-figure", "$7bn", "false", "contested"},
	{"04-wrong-figure", "$600m", "true", "supported"},
	{"05-wrong-date", "signed", "false", "contested"},
	{"05-wrong-date", "cut the tax", "false", "contested"},
	{"06-misquoted", "drew the fish", "true", "supported"},
	{"06-misquoted", "laying gold", "false", "contested"},
	{"06-misquoted", "enough water", "false", "contested"},
	{"06-misquoted", "second ship", "unsupported", "not in the ledger"},
	{"07-disputed", "binding", "false", "contested"},
	{"07-disputed", "stalled", "false", "contested"},
	{"07-disputed", "going on", "true", "supported"},
	{"08-unsupported", "ratified", "unsupported", "not in the ledger"},
	{"08-unsupported", "$300m", "unsupported", "not in the ledger"},
	{"08-unsupported", "signed", "true", "supported"},
	{"09-only-pledged", "$5bn", "unsupported", "not in the ledger"},
	{"09-only-pledged", "$8bn", "true", "supported"},
	{"10-unknown-deal", "Reed Islands", "unsupported", "not checked"},
}

// TestCheckFindsWhatWasPlanted checks the drafts against the hand-read ledger of
// the Ocean Cable Partnership and keeps what was found as a page. No draft with
// something wrong in it may pass.
func TestCheckFindsWhatWasPlanted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pledges.db")
	if err := os.WriteFile(file, ledgerByHand(t, "testdata/pledges.jsonl"), 0o600); err != nil {
		t.Fatal(err)
	}
	checked := map[string]answer.Check{}
	status := map[string]int{}
	var rows strings.Builder
	type count struct{ planted, found, right int }
	counts := map[string]*count{}
	passed := map[string]bool{}
	for _, p := range planted {
		if _, ok := checked[p.draft]; !ok {
			var out strings.Builder
			status[p.draft] = runHere(t.Context(), func(string) string { return "" }, 100, &out, &out,
				"check", "--json", "--ledger", file, filepath.Join("testdata/drafts", p.draft+".md"))
			var c answer.Check
			if err := json.Unmarshal([]byte(out.String()), &c); err != nil {
				t.Fatalf("%s: %v\n%s", p.draft, err, out.String())
			}
			checked[p.draft] = c
		}
		got, reason := "not read", ""
		for _, c := range checked[p.draft].Claims {
			// A quotation shows what was said, an assertion what it comes to.
			if strings.Contains(c.Words, p.words) && (c.Type == "quotation" || got == "not read") {
				got, reason = string(c.Verdict), string(c.Reason)
			}
		}
		for _, name := range checked[p.draft].Unknown {
			if strings.Contains(name, p.words) {
				got = "not checked"
			}
		}
		k := counts[p.kind]
		if k == nil {
			k = &count{}
			counts[p.kind] = k
		}
		k.planted++
		if got != "not read" {
			k.found++
		}
		if got == p.want {
			k.right++
		}
		if p.want != "supported" && got == "supported" || p.want == "supported" && got == "contested" {
			t.Errorf("%s: “%s” is %s", p.draft, p.words, got)
		}
		if p.want != "supported" {
			passed[p.draft] = passed[p.draft] || status[p.draft] == 0
		}
		fmt.Fprintf(&rows, "| %s | %s | %s | %s | %s | %s |\n", p.draft, p.words, p.kind, p.want, got, reason)
	}
	var b strings.Builder
	b.WriteString(checkPage)
	for _, kind := range []string{"true", "false", "outdated", "unsupported"} {
		k := counts[kind]
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", kind, k.planted, k.found, k.right)
	}
	b.WriteString("\n## Each claim\n\n| draft | claim with | planted | should be | was found | why |\n|---|---|---|---|---|---|\n" + rows.String())
	golden(t, "../../docs/check.md", b.String())
	for draft, ok := range passed {
		if ok {
			t.Errorf("%s passed", draft)
		}
	}
}

const checkPage = `# What check finds

Ten drafts with planted claims, checked against a ledger in which five posts about one deal were read by hand
([pledges.jsonl](../cmd/parley/testdata/pledges.jsonl)); the drafts themselves are read by the program. So the table shows two things at
once: whether the reader finds the claim in the draft, and whether the check then says the right thing of it. Written on 2026-11-25 by

    go test ./cmd/parley -run TestCheckFindsWhatWasPlanted -update

The [drafts](../cmd/parley/testdata/drafts) and what they claim were written for this test, by whoever wrote the check: the figures show
that it does what it is meant to, and are no measure of how often it is right on drafts of newsrooms.

A claim that is not read is not checked: it neither passes nor fails, but for a figure, which is then said to be missing. No draft with
something wrong in it passed as a whole.

| planted | claims | read in the draft | verdict right |
|---|---|---|---|
`
