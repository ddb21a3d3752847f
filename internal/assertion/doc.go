// Package assertion finds the deals that a document speaks of and what is said
// about them: events, positions, commitments, conditions, obstacles and links.
//
// In come an analysed document and its statements; out come deals and
// assertions with local ids ("d1", "a1"), each assertion held by whoever says
// it: the source of the innermost statement whose content holds its words, else
// the outlet. Evidence spans are bytes of the document's text and exact. Every
// assertion names the rule that made it. The package decides what the words
// say, not whether it is true, and adds nothing that the words do not hold:
// what an event entails is for the assessment to work out.
package assertion

import (
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/weights"
)

// Find returns the deals of d and the assertions about them, both in text
// order. It may add entities to d, the outlet among them. Statements are those
// of d, in any order.
func Find(d *lang.Doc, statements []parley.Statement) ([]parley.Deal, []parley.Assertion) {
	return Propose(d, statements).Result(embedded())
}

// embedded is the model in the program.
var embedded = sync.OnceValue(func() *Model {
	m, err := Open(weights.Assertion())
	if err != nil {
		panic("assertion: " + err.Error()) // the program was built with a broken file
	}
	return m
})

func (f *finder) export(d *deal) parley.Deal {
	name := f.name(d)
	x := parley.Deal{ID: d.id, Name: name, Aliases: f.aliases(d, name), Kind: topKind(d.kinds), Instrument: parley.InstrumentAgreement, Parties: d.parties, Main: d.main, Confidence: d.keep}
	if x.Kind == "" {
		x.Kind = parley.DealOther
	}
	for _, i := range d.mentions {
		m := &f.found[i]
		x.Mentions = append(x.Mentions, f.span(m.toks[0], m.toks[1]))
	}
	return x
}
