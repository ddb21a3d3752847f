package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/parley-desk/parley/internal/answer"
)

func TestEveryErrorHasOneExitStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk on fire"), 1},
		{fmt.Errorf("interrupted: %w", context.Canceled), 1},
		{fmt.Errorf("deal %q: %w", "x", answer.ErrUnknownDeal), 1},
		{usagef("--sort: no"), 2},
		{fmt.Errorf("while asking: %w", usagef("no")), 2},
		{choiceError{&answer.AmbiguousError{Name: "x"}}, 2},
		{partlyError{[]string{"a.md: gone"}, false}, 3},
		{fmt.Errorf("write: %w", syscall.EPIPE), 0},
	} {
		if got := exitStatus(c.err); got != c.want {
			t.Errorf("%v: status %d, want %d", c.err, got, c.want)
		}
	}
}

func TestDistanceCountsEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"show", "show", 0}, {"show", "shwo", 2}, {"", "abc", 3}, {"known-at", "knwon-at", 2}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestWordsAreCutAtABlank(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"the memorandum of understanding", 20, "the memorandum of …"},
		{"£31bn für ÄÖÜ und mehr", 13, "£31bn für ÄÖÜ …"},
		{"onewordwithoutanyblankinit", 10, "onewordwit …"},
	} {
		if got := shorten(c.in, c.n); got != c.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestQuotationsUseTheOtherMarksInside(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                "“plain”",
		"says “so”":            "‘says “so”’",
		"a\u202eb\nsecond":     "“a<U+202E>b second”",
		`with "straight" ones`: `“with "straight" ones”`,
	} {
		if got := mark(in); got != want {
			t.Errorf("mark(%q) = %q, want %q", in, got, want)
		}
	}
}
