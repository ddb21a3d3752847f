package answer

import (
	"context"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaGraph names the format of [Graph].
const SchemaGraph = "parley.graph/1"

// Graph is how deals hang together.
type Graph struct {
	Schema string `json:"schema"`
	Asked
	About *DealRef `json:"about"` // null for all deals
	Nodes []Node   `json:"nodes"`
	Edges []Edge   `json:"edges"`
}

// Node is a deal.
type Node struct {
	DealRef
	Parties []string `json:"parties"`
	Axes    []Answer `json:"axes"`
}

// Edge is a link between two deals, or a condition of the first on the second.
type Edge struct {
	From     string          `json:"from"`
	To       string          `json:"to"`
	Relation parley.Optional `json:"relation"` // a link's
	Effect   parley.Optional `json:"effect"`   // a condition's
	Requires parley.Optional `json:"requires"` // a condition's words
	Met      parley.Optional `json:"met"`      // a condition's: met, not met, disputed, missed, not said
}

// graphReach is how many edges away from the deal asked about a graph goes.
const graphReach = 2

// Graph draws the deals around one deal, or all that hang together with
// another when deal is "".
func (k *Desk) Graph(ctx context.Context, a Ask, deal string) (*Graph, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	var edges []Edge
	near := map[string][]string{}
	join := func(e Edge) {
		edges = append(edges, e)
		near[e.From], near[e.To] = append(near[e.From], e.To), append(near[e.To], e.From)
	}
	for _, d := range as.Deals {
		for _, l := range d.Links {
			join(Edge{From: d.ID, To: l.To.ID, Relation: parley.Optional(l.Relation)})
		}
		for _, c := range d.Conditions {
			seen := map[string]bool{d.ID: true}
			for _, on := range c.Deals() {
				if other := as.Deal(on.ID); other != nil && !seen[other.ID] {
					seen[other.ID] = true
					join(Edge{From: d.ID, To: other.ID, Effect: parley.Optional(c.Effect), Requires: parley.Optional(c.Requires), Met: parley.Optional(metWord(c))})
				}
			}
		}
	}
	in := map[string]bool{}
	var about *DealRef
	if deal == "" {
		for id := range near {
			in[id] = true
		}
	} else {
		d, err := Find(as, deal)
		if err != nil {
			return nil, err
		}
		about = ref(d)
		ring := []string{d.ID}
		in[d.ID] = true
		for range graphReach {
			var next []string
			for _, id := range ring {
				for _, n := range near[id] {
					if !in[n] {
						in[n] = true
						next = append(next, n)
					}
				}
			}
			ring = next
		}
	}
	out := &Graph{Schema: SchemaGraph, Asked: a.asked(as), About: about, Nodes: []Node{}, Edges: []Edge{}}
	for _, d := range as.Deals {
		if in[d.ID] {
			out.Nodes = append(out.Nodes, Node{*ref(d), head(d).Parties, answers(d)})
		}
	}
	for _, e := range edges {
		if in[e.From] && in[e.To] {
			out.Edges = append(out.Edges, e)
		}
	}
	sort.SliceStable(out.Edges, func(i, j int) bool {
		if out.Edges[i].From != out.Edges[j].From {
			return out.Edges[i].From < out.Edges[j].From
		}
		return out.Edges[i].To < out.Edges[j].To
	})
	return out, nil
}

// answers are the deal's axes without their voices.
func answers(d *assess.Deal) []Answer {
	out := []Answer{}
	for _, ax := range d.Axes {
		out = append(out, Answer{ax.Axis, ax.State(), list(ax.Values())})
	}
	return out
}
