package attribution

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// basis tells how the outlet comes to know it, and the name of the rule. The
// head of the source decides; a pronoun and a definite phrase ("they", "the
// people") have the basis of whom they stand for.
func (f *finder) basis(x *found, s *parley.Statement) parley.Basis {
	v := f.v
	if x.cue != nil {
		switch x.cue.kind {
		case cueRefusal:
			return parley.BasisDeclined
		case cueSilence:
			return parley.BasisNoResponse
		}
	}
	if x.source.empty() {
		return parley.BasisUnsourced
	}
	b, sure := f.sourceBasis(x)
	if id := string(s.Source.Entity); id != "" {
		if e := v.d.Entity(id); e != nil && named(e) && (b == parley.BasisUnnamedOfficial || b == parley.BasisUnnamedSource) {
			b = parley.BasisOnRecord
		} else if known, ok := f.bases[id]; ok && !sure {
			b = known
		} else if sure {
			if _, ok := f.bases[id]; !ok {
				f.bases[id] = b
			}
		} else if e := v.d.Entity(id); e != nil {
			switch e.Type {
			case parley.EntityDocument:
				b = parley.BasisDocument
			case parley.EntityOutlet:
				b = f.outletBasis(e.Name)
			}
		}
	}
	if s.Act == parley.ActDecline && b != parley.BasisDocument {
		return parley.BasisDeclined
	}
	return b
}

// sourceBasis is the basis by the source's own words, and whether they leave
// no doubt.
func (f *finder) sourceBasis(x *found) (b parley.Basis, sure bool) {
	v, src := f.v, x.source
	first := v.low(src.from)
	if src.to-src.from == 1 && v.is(src.from, classPron) {
		if x.cue != nil && (first == "i" || first == "we") && !v.quoted(src.from) {
			return parley.BasisOutletKnowledge, true
		}
		return parley.BasisOnRecord, false
	}
	head := v.headOfSource(src)
	typ := parley.EntityType(f.nameAt(head, src))
	// "The Courier understands": only outlets understand in the present tense.
	if x.cue != nil && x.cue.word.lemma == "understand" && x.cue.word.forms&formThird != 0 && v.is(head, className) && typ != parley.EntityPerson {
		return parley.BasisOutletKnowledge, true
	}
	switch typ {
	case parley.EntityPerson:
		return parley.BasisOnRecord, true
	case parley.EntityOutlet:
		return f.outletBasis(v.part(src).Text), true
	case parley.EntityDocument:
		return parley.BasisDocument, true
	}
	word := v.low(head)
	if v.presses(src) {
		return parley.BasisPressReport, true
	}
	listed := parley.Basis(words().sourceNouns[word])
	capital := v.is(head, className)
	if capital && (head > src.from && !v.headline(head) || listed == "") {
		// A name, or a role written like one: "Foreign Secretary".
		if listed == parley.BasisUnnamedSource || listed == parley.BasisUnnamedOfficial || listed == "" {
			if !words().peoples[v.d.Toks[head].Text] {
				return parley.BasisOnRecord, listed == ""
			}
			return parley.BasisUnnamedSource, true
		}
	}
	plural := v.d.Toks[head].XPOS == "NNS" || v.d.Toks[head].XPOS == "NNPS"
	definite := first == "the" || first == "both" || first == "this" || first == "these" || v.is(src.from, classPoss)
	for i := src.from; i < head; i++ {
		definite = definite || v.low(i) == "'s"
	}
	switch listed {
	case parley.BasisUnnamedOfficial:
		// "The minister" stands for one with a name; "the spokesman" does not.
		if definite && !plural && !strings.HasPrefix(word, "spokes") && word != "official" && word != "aide" {
			return parley.BasisOnRecord, false
		}
		return listed, !definite || plural
	case parley.BasisUnnamedSource:
		switch {
		case definite && words().companies[word]: // "the companies" have been named
			return parley.BasisOnRecord, false
		case definite && !plural && word != "source" && word != "industry" && word != "market":
			return parley.BasisOnRecord, false
		}
		return listed, true
	case parley.BasisDocument:
		if word == "report" && definite && f.pressed {
			return parley.BasisPressReport, true
		}
		if word == "reports" && !definite {
			return parley.BasisPressReport, true
		}
		return listed, true
	case parley.BasisPressReport:
		return listed, true
	}
	if plural && !definite && !capital {
		return parley.BasisUnnamedSource, true // "hauliers", "potential bidders"
	}
	return parley.BasisOnRecord, false
}

// outletBasis is the basis of what an outlet says: its own knowledge when it is
// the one that wrote the document.
func (f *finder) outletBasis(name string) parley.Basis {
	if own := string(f.v.d.Header.Outlet); own != "" && sameOutlet(own, name) {
		return parley.BasisOutletKnowledge
	}
	f.pressed = true
	return parley.BasisPressReport
}

func sameOutlet(own, name string) bool {
	a, b := parley.FoldName(own), parley.FoldName(name)
	return a == b || strings.HasPrefix(b, a+" ") || strings.HasPrefix(a, b+" ")
}

// presses reports whether a source is said to be an outlet: "Polish newspaper
// Dziennik", "NBC News correspondent", "energywire.com".
func (v *view) presses(s span) bool {
	for i := s.from; i < s.to; i++ {
		if v.is(i, classComma) || v.is(i, classPrep) {
			return false
		}
		if words().sourceNouns[v.low(i)] == string(parley.BasisPressReport) || strings.HasSuffix(v.low(i), ".com") {
			return true
		}
	}
	return false
}

// headline reports whether token i stands where every word may have a capital.
func (v *view) headline(i int) bool {
	return v.d.Paras[v.d.Sents[v.d.Toks[i].Sent].Para].Part == parley.PartTitle
}

// headOfSource is the head noun of a source: the last word before a modifier
// begins ("a spokesman for Rivet", "data released by the bank"), that of the
// whole for a part ("one of the sources", "members of the team").
func (v *view) headOfSource(s span) int {
	from, end := s.from, s.to
	for i := s.from + 1; i < s.to; i++ {
		t := &v.d.Toks[i]
		if v.low(i) == "of" && words().partitives[v.low(i-1)] && i+1 < s.to {
			from = i + 1
			continue
		}
		if i == from {
			continue
		}
		if v.is(i, classPrep) || t.Tag == "ADP" || v.is(i, classSub) || v.is(i, classComma) || v.is(i, classDash) || v.is(i, classConj) || t.XPOS == "VBN" && t.Tag == "VERB" && v.d.Toks[i-1].Tag != "ADV" || v.low(i) == "who" || v.low(i) == "which" || v.low(i) == "that" ||
			t.Tag == "ADJ" && (v.d.Toks[i-1].Tag == "NOUN" || v.d.Toks[i-1].Tag == "PRON") || v.dated[i] {
			end = i
			break
		}
	}
	for end-1 > from && (v.punct(end-1) || v.low(end-1) == "'s") {
		end--
	}
	return end - 1
}

// nameAt is the type of the name that holds token head and ends in s, "" when
// none does.
func (f *finder) nameAt(head int, s span) string {
	v := f.v
	a, b := v.d.Toks[head].Span, v.d.Toks[s.to-1].End
	i := sort.Search(len(v.d.Names), func(i int) bool { return v.d.Names[i].End >= a.End })
	if i < len(v.d.Names) && v.d.Names[i].Contains(a) && v.d.Names[i].End <= b {
		return string(v.d.Names[i].Type)
	}
	return ""
}

// named reports whether an entity is a person with a name of their own.
func named(e *parley.Entity) bool {
	name := strings.Fields(e.Name)
	if e.Type != parley.EntityPerson || len(name) == 0 {
		return false
	}
	last := name[len(name)-1]
	return last[0] >= 'A' && last[0] <= 'Z' && words().sourceNouns[strings.ToLower(last)] == ""
}
