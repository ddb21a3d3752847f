package answer

import (
	"context"
	"slices"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// SchemaCompare names the format of [Compare].
const SchemaCompare = "parley.compare/1"

// Compare sets side by side how outlets tell of a deal.
type Compare struct {
	Schema string `json:"schema"`
	Asked
	Deal    DealRef  `json:"deal"`
	Outlets []Outlet `json:"outlets"`
}

// Outlet is what one outlet tells: in its own name, and whom it gives a word.
type Outlet struct {
	Name      parley.Optional `json:"name"` // null: documents that show no outlet
	Documents int             `json:"documents"`
	Copies    int             `json:"copies"`
	Newest    parley.Optional `json:"newest"`
	Own       []Telling       `json:"own"`    // what it says itself
	Others    []Telling       `json:"others"` // what others say in it
	// Alone are the assertions that no other outlet has in any form, of Own and
	// Others.
	Alone []string `json:"alone"`
}

// Telling is one thing that an outlet tells.
type Telling struct {
	Claim string `json:"claim"` // "activity = stalled", "signed", "obstacle: …"
	Evidence
}

// Compare sets the outlets' tellings of a deal side by side. Echoes are told
// under the outlet that echoes.
func (k *Desk) Compare(ctx context.Context, a Ask, deal string) (*Compare, error) {
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	now := a.now(as.Options.Times)
	byName := map[parley.Optional]*Outlet{}
	var names []parley.Optional
	of := func(doc *assess.Document) *Outlet {
		n := doc.Header.Outlet
		if byName[n] == nil {
			byName[n] = &Outlet{Name: n, Own: []Telling{}, Others: []Telling{}, Alone: []string{}}
			names = append(names, n)
		}
		return byName[n]
	}
	for _, doc := range d.Documents {
		o := of(doc)
		o.Documents++
		if doc.Original != nil {
			o.Copies++
		}
		o.Newest = doc.Header.Published
	}
	tellers := map[string][]parley.Optional{}
	for _, f := range d.Facts {
		if f.Out != assess.OutNone && f.Out != assess.OutEcho {
			continue
		}
		o, c := of(f.Document), claimed(f)
		t := Telling{c, evidence(f, now)}
		if f.Narration() || f.Basis() == parley.BasisOutletKnowledge {
			o.Own = append(o.Own, t)
		} else {
			o.Others = append(o.Others, t)
		}
		if !slices.Contains(tellers[c], o.Name) {
			tellers[c] = append(tellers[c], o.Name)
		}
	}
	sort.Slice(names, func(i, j int) bool { return names[i] < names[j] })
	out := &Compare{Schema: SchemaCompare, Asked: a.asked(as), Deal: *ref(d), Outlets: []Outlet{}}
	for _, n := range names {
		o := byName[n]
		for _, ts := range [][]Telling{o.Own, o.Others} {
			for _, t := range ts {
				if len(tellers[t.Claim]) == 1 {
					o.Alone = append(o.Alone, t.Assertion)
				}
			}
		}
		out.Outlets = append(out.Outlets, *o)
	}
	return out, nil
}

// claimed is what a fact comes to, in a form in which two outlets' tellings of
// it agree.
func claimed(f *assess.Fact) string {
	a := &f.Assertion
	switch a.Type {
	case parley.TypePosition:
		return string(a.Axis) + " = " + a.Value
	case parley.TypeEvent:
		if a.Status != parley.StatusOccurred {
			return string(a.Event) + ", " + string(a.Status)
		}
		return string(a.Event)
	case parley.TypeCondition:
		return "condition: " + parley.FoldName(a.Requires)
	case parley.TypeCommitment:
		return "commitment: " + parley.FoldName(a.What)
	case parley.TypeObstacle:
		return "obstacle: " + parley.FoldName(a.What)
	}
	return string(a.Type) + ": " + string(a.Relation)
}
