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
	start time.Time
	last  time.Time
	shown bool
}

func (p *program) progress() *progress {
	return &progress{s: p.err, now: p.now, start: p.now()}
}

// Twice a second is often enough to see that it moves, and too seldom to cost.
const progressEvery = 500 * time.Millisecond

// at says that n documents are done and that name is being read.
func (p *progress) at(n int, name string) {
	if !p.s.terminal {
		return
	}
	now := p.now()
	if now.Sub(p.last) < progressEvery && p.shown || now.Sub(p.start) < progressEvery {
		return
	}
	p.last, p.shown = now, true
	rate := float64(n) / now.Sub(p.start).Seconds()
	line := fmt.Sprintf("%s documents, %.0f/s  %s", grouped(float64(n)), rate, safe.Line(name))
	p.s.write("\r\x1b[K" + ansi.Truncate(line, p.s.width-1, "…"))
	p.s.flush()
}

// clear takes the line away, so that a message can stand there.
func (p *progress) clear() {
	if p.shown {
		p.s.write("\r\x1b[K")
		p.s.flush()
	}
}
