// Package extract runs the reading half: a [parley.Document] in, a
// [parley.Extraction] out. It is deterministic and offline, knows no ledger,
// and gives the same bytes for the same document. An item that is not valid is a
// mistake of the reader; whoever calls it takes such items out and says so
// ([parley.Extraction.DropInvalid]).
package extract

import (
	"math"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assertion"
	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/lang"
)

// Version names the extractor in a run's key. It changes whenever the code of
// the reading half may give another result for the same document.
const Version = "parley-reader/1"

// Document reads one document. A document that is not English comes back with
// its header only.
func Document(doc *parley.Document) parley.Extraction {
	x := parley.Extraction{Schema: parley.SchemaExtract, Header: doc.Header}
	if !readable(doc) {
		return x
	}
	d := lang.Analyze(&doc.Header)
	x.Statements = attribution.Find(d)
	x.Deals, x.Assertions = assertion.Find(d, x.Statements)
	x.Entities = d.Entities
	identify(&x, doc.Map)
	return x
}

// readable reports whether the reader knows the document's language. A
// document whose language nobody could tell is tried as English.
func readable(doc *parley.Document) bool {
	return doc.Language == "" || doc.Language == "en"
}

// identify gives statements and assertions their content ids in place of the
// local ones, puts them in text order, and drops what says the same thing
// twice.
func identify(x *parley.Extraction, m parley.OffsetMap) {
	original := func(spans []parley.Span) []parley.Span {
		var out []parley.Span
		for _, s := range spans {
			if o, ok := m.Original(s); ok {
				out = append(out, o)
			}
		}
		return out
	}
	ids := map[parley.Optional]parley.Optional{}
	seen := map[string]bool{}
	sort.SliceStable(x.Statements, func(i, j int) bool {
		return before(x.Statements[i].Content.Bounds(), x.Statements[j].Content.Bounds())
	})
	kept := x.Statements[:0]
	for _, s := range x.Statements {
		var source, cue []parley.Span
		if s.Source != nil {
			source = original(s.Source.Spans)
		}
		if s.Cue != nil {
			cue = original(s.Cue.Spans)
		}
		id := parley.StatementID(x.ID, source, cue, original(s.Content.Spans))
		ids[parley.Optional(s.ID)] = parley.Optional(id)
		if s.ID = id; !seen[id] {
			seen[id] = true
			kept = append(kept, s)
		}
	}
	x.Statements = kept
	for i := range x.Statements {
		x.Statements[i].Confidence = thousandths(x.Statements[i].Confidence)
	}
	for i := range x.Deals {
		x.Deals[i].Confidence = thousandths(x.Deals[i].Confidence)
	}
	for i := range x.Statements {
		if p := ids[x.Statements[i].Parent]; string(p) != x.Statements[i].ID {
			x.Statements[i].Parent = p
		} else {
			x.Statements[i].Parent = ""
		}
	}

	names, mentions := map[string]string{}, map[string]parley.Span{}
	for _, e := range x.Entities {
		names[e.ID] = e.Name
	}
	for _, d := range x.Deals {
		if len(d.Mentions) > 0 {
			mentions[d.ID], _ = m.Original(d.Mentions[0])
		}
	}
	sort.SliceStable(x.Assertions, func(i, j int) bool {
		return before(x.Assertions[i].Evidence.Bounds(), x.Assertions[j].Evidence.Bounds())
	})
	as := x.Assertions[:0]
	for _, a := range x.Assertions {
		a.Statement, a.Confidence = ids[a.Statement], thousandths(a.Confidence)
		a.ID = parley.AssertionID(x.ID, mentions[a.Deal], original(a.Evidence.Spans), a.Key(), names[string(a.By)])
		if !seen[a.ID] {
			seen[a.ID] = true
			as = append(as, a)
		}
	}
	x.Assertions = as
}

// thousandths is how exactly a confidence is given: further digits say nothing.
func thousandths(c float64) float64 { return math.Round(c*1000) / 1000 }

func before(a, b parley.Span) bool {
	if a.Start != b.Start {
		return a.Start < b.Start
	}
	return a.End > b.End
}
