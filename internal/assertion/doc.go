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
	"strconv"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// Find returns the deals of d and the assertions about them, both in text
// order. It may add entities to d, the outlet among them. Statements are those
// of d, in any order.
func Find(d *lang.Doc, statements []parley.Statement) ([]parley.Deal, []parley.Assertion) {
	r := &reader{finder: newFinder(newView(d)), statements: statements}
	r.run()
	r.deals = r.cluster()
	r.index()
	r.events()
	r.positions()
	r.commitments()
	r.conditions()
	r.obstacles()
	r.links()
	var out []parley.Deal
	for i, x := range r.deals {
		x.id = "d" + strconv.Itoa(i+1)
		out = append(out, r.export(x))
	}
	return out, r.assertions()
}

func (f *finder) export(d *deal) parley.Deal {
	name := f.name(d)
	x := parley.Deal{ID: d.id, Name: name, Aliases: f.aliases(d, name), Kind: topKind(d.kinds), Instrument: parley.InstrumentAgreement, Parties: d.parties, Main: d.main, Confidence: 0.5}
	if x.Kind == "" {
		x.Kind = parley.DealOther
	}
	for _, i := range d.mentions {
		m := &f.found[i]
		x.Mentions = append(x.Mentions, f.span(m.toks[0], m.toks[1]))
	}
	return x
}
