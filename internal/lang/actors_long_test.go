//go:build unix

package lang

import (
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley"
)

// Whoever writes the text, the time for names and actors grows with its length.
func TestActorsOfHostileTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	for name, piece := range map[string]string{
		"names":     "Ann Ek met Tom Dorn and ",
		"one noun":  "a minister and the minister of the company minister ",
		"shouting":  "THE COMPANY SAID IT ",
		"pronouns":  "he she it they ",
		"list":      "India, Oman, Fiji, ",
		"pairs":     "Both sides met. India and Oman said the two companies left. ",
		"sentences": "Ann Ek said the company won. He left it. ",
	} {
		run := func(n int) time.Duration {
			text := strings.Repeat(piece, n)
			d := &Doc{Text: text, Header: &parley.Header{Text: text}}
			d.split()
			best := time.Minute
			for range 2 {
				d.Entities = nil
				best = min(best, processorTime(func() {
					d.findNames()
					d.findActors()
				}))
			}
			return best
		}
		run(50)
		// Sixteen times the text: linear is 16, quadratic 256. A busy machine may
		// stretch one measurement, but hardly every one of them.
		var small, large time.Duration
		for range 6 {
			small, large = run(100), run(1600)
			if large <= 80*small+100*time.Millisecond {
				break
			}
		}
		if large > 80*small+100*time.Millisecond {
			t.Errorf("%s: %v for 100 pieces, %v for 1600", name, small, large)
		}
	}
}
