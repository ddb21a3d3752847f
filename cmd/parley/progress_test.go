package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// The rate of a read that goes on is that of what it reads, not of what it
// passes over.
func TestProgressTellsTheRateOfTheLastSeconds(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	s := (&screen{width: 100, terminal: true}).onto(&out)
	p := (&program{err: s, now: func() time.Time { return now }}).progress("document")
	n := 0
	for second := range 60 {
		now = now.Add(time.Second)
		n += 10
		if second < 5 {
			n += 990 // known already
		}
		p.at(n, 10_000, "posts/\x1b[31mb.md")
	}
	lines := strings.Split(out.String(), "\r\x1b[K")
	if got, want := lines[len(lines)-1], "5,550 of 10,000 documents, 10/s, 7m25s left  posts/<U+001B>[31mb.md"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := lines[1], "1,000 of 10,000 documents, 1000/s, 9s left  posts/<U+001B>[31mb.md"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestProgressIsSilentWhereNobodyLooks(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	p := (&program{err: (&screen{width: 80}).onto(&out), now: func() time.Time { now = now.Add(time.Minute); return now }}).progress("document")
	p.at(1, 2, "a.md")
	p.clear()
	if out.Len() > 0 {
		t.Errorf("%q", out.String())
	}
}
