package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func drawn(width int, f func(*screen)) string {
	var b strings.Builder
	s := (&screen{width: width}).onto(&b)
	f(s)
	s.flush()
	return b.String()
}

func TestWidestColumnWraps(t *testing.T) {
	tb := table{head: []string{"voice", "says"}}
	tb.add(plain("Oslo"), plain("talks have been suspended until the accord is ratified"))
	got := drawn(40, tb.print)
	want := "" +
		"voice  says\n" +
		"Oslo   talks have been suspended until\n" +
		"       the accord is ratified\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWideCharactersStayAligned(t *testing.T) {
	tb := table{}
	tb.add(plain("条約"), plain("x"))
	tb.add(plain("abcd"), plain("y"))
	if got, want := drawn(80, tb.print), "条約  x\nabcd  y\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNothingIsWiderThanTheScreen(t *testing.T) {
	tb := table{head: []string{"id", "words", "more"}, indent: 2}
	tb.add(plain(strings.Repeat("x", 90)), plain(strings.Repeat("word ", 40)), plain(strings.Repeat("条", 60)))
	for width := 40; width <= 120; width += 8 {
		for line := range strings.Lines(drawn(width, tb.print)) {
			if w := ansi.StringWidth(line); w > width {
				t.Errorf("at %d columns a line of %d: %q", width, w, line)
			}
		}
	}
}

func TestColourIsOnlyWhereItIsWanted(t *testing.T) {
	plainText := drawn(80, func(s *screen) { s.line(s.bad("disputed")) })
	if plainText != "disputed\n" {
		t.Errorf("without colour: %q", plainText)
	}
	var b strings.Builder
	s := (&screen{width: 80, colour: true}).onto(&b)
	s.line(s.bad("disputed"))
	s.flush()
	if !strings.Contains(b.String(), "\x1b[31m") {
		t.Errorf("with colour: %q", b.String())
	}
}
