package ledger_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/ledger/ledgertest"
)

// What a confidential note says, and what was judged of it, is nowhere in the
// public view, and everything else is.
func TestPublicKeepsBackNotesAndWhatSpeaksOfThem(t *testing.T) {
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "a.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	posts := ledgertest.Archive{Deals: 5}
	var open, secret *parley.Extraction
	for n := range 6 {
		doc, x, sketch := posts.Document(n)
		doc.Confidential = n%2 == 1
		if _, err := l.AppendReading(ctx, doc, x, ledgertest.Run0, sketch); err != nil {
			t.Fatal(err)
		}
		if doc.Confidential {
			secret = x
		} else {
			open = x
		}
	}
	judge := func(j parley.Judgement) ledger.Judged {
		j.Who, j.When = "ines", "2026-01-01T00:00:00Z"
		out, err := l.AppendJudgement(ctx, j)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	kept := judge(parley.Judgement{Verdict: parley.VerdictAccept, Target: open.Statements[0].ID})
	hidden := judge(parley.Judgement{Verdict: parley.VerdictAccept, Target: secret.Statements[0].ID})
	judge(parley.Judgement{Verdict: parley.VerdictUndo, Target: hidden.ID})
	judge(parley.Judgement{Verdict: parley.VerdictSame, Target: open.ID + "#d1", Other: parley.Optional(secret.ID + "#d1")})
	judge(parley.Judgement{Verdict: parley.VerdictAmend, Target: "no-such-thing", Anchor: &parley.Anchor{Document: secret.ID, Text: "words"}})

	p := l.Public()
	e, err := p.Evidence(ctx, ledger.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Readings) != 3 || len(e.Judgements) != 1 || e.Judgements[0].ID != kept.ID {
		t.Errorf("%d readings, judgements %v; want 3 and %s", len(e.Readings), e.Judgements, kept.ID)
	}
	marked, err := l.Confidential(ctx)
	if err != nil || len(marked) != 3 {
		t.Fatalf("%d marked, %v", len(marked), err)
	}
	for _, g := range e.Readings {
		if marked[g.Extraction.ID] {
			t.Errorf("%s is in the evidence", g.Extraction.ID)
		}
	}
	heads, err := p.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil || len(heads) == 0 {
		t.Fatal(err)
	}
	for _, h := range heads {
		if marked[h.Document] {
			t.Errorf("%s is among the heads", h.Document)
		}
	}
	hits, _, err := p.Statements(ctx, ledger.StatementQuery{})
	if err != nil || len(hits) == 0 {
		t.Fatal(err)
	}
	for _, h := range hits {
		if marked[h.Document] {
			t.Errorf("a statement of %s is listed", h.Document)
		}
	}
	found, err := p.Search(ctx, "ministers", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range found {
		if marked[h.ID] {
			t.Errorf("%s is found by its words", h.ID)
		}
	}
	if docs, err := p.Documents(ctx, ledger.DocumentQuery{}); err != nil || len(docs) != 3 {
		t.Errorf("%d documents, %v", len(docs), err)
	}
	if _, err := p.Document(ctx, secret.ID); err == nil {
		t.Error("a confidential document is handed out")
	}
	if _, err := p.Document(ctx, open.ID); err != nil {
		t.Error(err)
	}
}
