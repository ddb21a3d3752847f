package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/review"
)

func TestOneKeyDecidesAndOneTakesItBack(t *testing.T) {
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "desk.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	text := "\"Talks on the Coral Reef Treaty have stalled,\" said Cuban Foreign Minister Ana \u202ePrado.\n\nThe Portuguese government said talks on the Coral Reef Treaty were active.\n"
	if _, err := intake.Run(ctx, l, origin.Input{Args: []string{"-"}, Stdin: strings.NewReader(text)}, intake.Options{Workers: 1}); err != nil {
		t.Fatal(err)
	}
	q, err := review.NewQueue(ctx, l, 0)
	if err != nil || len(q.Items) < 2 {
		t.Fatal(q, err)
	}
	p := &program{out: newScreen(os.Stdout, func(string) string { return "" }), now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }}
	m := &reviewing{ctx: ctx, p: p, l: l, items: q.Items, left: q.Total, who: "ann"}
	press := func(keys ...string) {
		for _, k := range keys {
			if len(k) == 1 {
				m.Update(tea.KeyPressMsg{Code: rune(k[0]), Text: k})
			} else {
				m.Update(tea.KeyPressMsg{Code: map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "down": tea.KeyDown}[k]})
			}
		}
	}
	if v := m.View().Content; !strings.Contains(v, "Coral Reef Treaty") || strings.Contains(v, "\u202e") {
		t.Errorf("the screen shows\n%s", v)
	}
	judged := func() (verdicts []string) {
		h, err := review.History(ctx, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range h {
			verdicts = append(verdicts, string(j.Verdict))
		}
		return verdicts
	}
	press("r")
	if got := judged(); m.at != 1 || len(got) != 1 || got[0] != "reject" {
		t.Fatal(m.at, got)
	}
	press("z")
	if got := judged(); m.at != 0 || len(got) != 2 || got[0] != "undo" {
		t.Fatal(m.at, got)
	}
	for m.items[m.at].Kind != "position" {
		press("s")
	}
	press("f", "esc", "f", "1", "down", "enter")
	if got := judged(); got[0] != "amend" {
		t.Fatal(got, m.said)
	}
	if _, cmd := m.Update(tea.KeyPressMsg{Code: 'q', Text: "q"}); cmd == nil {
		t.Error("q does not end it")
	}
}
