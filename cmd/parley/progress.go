package main

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/parley-desk/parley/internal/safe"
)

// progress is one line on standard error that says how far a long read is. It
// shows on a terminal only, and only once there is something to wait for.
type progress struct {
	s     *screen
	now   func() time.Time
	of    string      // what is counted: "document"
	marks []milestone // what was shown in the last progressWindow, oldest first
	shown bool
}

// milestone is how far it was at a time.
type milestone struct {
	at time.Time
	n  int
}

func (p *program) progress(of string) *progress {
	now := p.now()
	return &progress{s: p.err, now: p.now, of: of, marks: []milestone{{now, 0}}}
}

const (
	// Twice a second is often enough to see that it moves, and too seldom to cost.
	progressEvery = 500 * time.Millisecond
	// The rate is that of the last seconds: a read that goes on passes quickly
	// over what it knows.
	progressWindow = 10 * time.Second
)

// at says that n of total are done, or of nobody knows how many when total is 0,
// and that name was the last.
func (p *progress) at(n, total int, name string) {
	if !p.s.terminal {
		return
	}
	now := p.now()
	if last := p.marks[len(p.marks)-1]; now.Sub(last.at) < progressEvery {
		return
	}
	p.marks = append(p.marks, milestone{now, n})
	for len(p.marks) > 2 && now.Sub(p.marks[1].at) > progressWindow {
		p.marks = p.marks[1:]
	}
	p.shown = true
	p.s.write("\r\x1b[K" + ansi.Truncate(p.line(n, total)+"  "+safe.Line(name), p.s.width-1, "…"))
	p.s.flush()
}

// line is how far it is, how fast, and how long it may still take.
func (p *progress) line(n, total int) string {
	first, last := p.marks[0], p.marks[len(p.marks)-1]
	rate := float64(last.n-first.n) / last.at.Sub(first.at).Seconds()
	if total < n {
		return fmt.Sprintf("%s, %.0f/s", plural(n, p.of), rate)
	}
	line := fmt.Sprintf("%s of %s, %.0f/s", grouped(float64(n)), plural(total, p.of), rate)
	if left := float64(total-n) / rate; rate > 0 && left >= 1 {
		line += ", " + time.Duration(left*float64(time.Second)).Round(time.Second).String() + " left"
	}
	return line
}

// clear takes the line away, so that a message can stand there.
func (p *progress) clear() {
	if p.shown {
		p.s.write("\r\x1b[K")
		p.s.flush()
	}
}
