package assess

import (
	"strings"

	"github.com/parley-desk/parley"
)

// Heard is when a party's side was last heard on a deal.
type Heard struct {
	Party Party
	Last  *Fact // nil when no voice of that side speaks in the ledger
}

// Heard tells for each party when it was last heard.
func (d *Deal) Heard() []Heard {
	var out []Heard
	for _, p := range d.Parties {
		h := Heard{Party: p}
		for _, f := range d.Facts {
			if f.Out != OutNone || f.Narration() || !f.Voice.SpeaksAs(p.Name) {
				continue
			}
			if h.Last == nil || h.Last.Said.From.Before(f.Said.From) {
				h.Last = f
			}
		}
		out = append(out, h)
	}
	return out
}

// SpeaksAs reports whether the voice is, or speaks for, the party. A state's
// government is its voice.
func (v *Voice) SpeaksAs(party string) bool {
	p := parley.FoldName(party)
	for _, n := range append([]string{v.Name}, v.SpeaksFor...) {
		n = parley.FoldName(n)
		if n == p || strings.HasSuffix(n, " government") && parley.PartyWords(party)(strings.TrimSuffix(n, " government")) {
			return true
		}
	}
	return false
}
