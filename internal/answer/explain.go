package answer

import (
	"context"
	"fmt"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// SchemaExplain names the format of [Explain].
const SchemaExplain = "parley.explain/1"

// Explain is why a deal's answers are what they are, down to the words.
type Explain struct {
	Schema string `json:"schema"`
	Asked
	Deal     DealRef  `json:"deal"`
	Sentence Sentence `json:"sentence"`
	Proofs   []Proof  `json:"proofs"` // one an axis
	// Conditions are the proofs whether each condition is met.
	Conditions []Proof `json:"conditions"`
}

// Proof is a node of a proof tree. The value of an answer is its root's.
type Proof struct {
	Claim string          `json:"claim"`
	Value string          `json:"value"`
	Rule  string          `json:"rule"`
	Voice *Voice          `json:"voice"`
	Out   parley.Optional `json:"out"` // why it does not count towards the node above
	Leaf  *Leaf           `json:"leaf"`
	Of    []Proof         `json:"of"`
	Cut   int             `json:"cut"` // nodes left out below this one
}

// Leaf is where a proof ends: words in a document as it was fetched.
type Leaf struct {
	Evidence
	Statements *Words          `json:"statement_words"` // the statement's content; null for narration
	Proof      Words           `json:"evidence_words"`
	Source     Words           `json:"source_words"` // who speaks, as the document has it; no spans for narration
	Path       parley.Optional `json:"path"`
	URL        parley.Optional `json:"url"`
}

// Words are exact words of a document and where they stand.
type Words struct {
	Text     string        `json:"text"`
	Spans    []parley.Span `json:"spans"`    // code points of the normalised text
	Original []parley.Span `json:"original"` // bytes of the document as fetched
}

// Explain gives the proof of a deal's answers; axis "" asks for all that
// somebody speaks of.
func (k *Desk) Explain(ctx context.Context, a Ask, deal, axis string) (*Explain, error) {
	if axis != "" && !parley.Axes.Has(axis) {
		return nil, fmt.Errorf("axis %q is none of %v", axis, parley.Axes.Values())
	}
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	out := &Explain{Schema: SchemaExplain, Asked: a.asked(as), Deal: *ref(d), Sentence: sentence(d), Proofs: []Proof{}, Conditions: []Proof{}}
	x := &explainer{ctx: ctx, desk: k, ask: a, as: as, docs: map[string]*parley.Document{}}
	for _, ax := range d.Axes {
		if axis == string(ax.Axis) || axis == "" && len(ax.Positions) > 0 {
			p, err := x.proof(ax.Proof)
			if err != nil {
				return nil, err
			}
			out.Proofs = append(out.Proofs, p)
		}
	}
	for _, c := range d.Conditions {
		if axis != "" && axis != string(parley.AxisOperative) {
			break
		}
		p, err := x.proof(c.Proof())
		if err != nil {
			return nil, err
		}
		out.Conditions = append(out.Conditions, p)
	}
	return out, nil
}

// Screen is the explanation cut to about as many nodes: what counts comes
// first, one voice for each value before a second for any, and each node says
// how many were left out below it. The full proof is what [Desk.Explain]
// returns, and the shortest its sentence.
func (x *Explain) Screen(nodes int) *Explain {
	out := *x
	out.Proofs = make([]Proof, len(x.Proofs))
	for i, p := range x.Proofs {
		out.Proofs[i] = p
		out.Proofs[i].Of = eachValueFirst(p.Of)
	}
	out.Proofs, out.Conditions = cut(out.Proofs, nodes), cut(x.Conditions, nodes)
	return &out
}

// eachValueFirst puts the first node of each value before all second ones, so
// that a cut leaves no side of a dispute out.
func eachValueFirst(ps []Proof) []Proof {
	var first, more []Proof
	seen := map[string]bool{}
	for _, p := range ps {
		if seen[p.Value] {
			more = append(more, p)
		} else {
			seen[p.Value] = true
			first = append(first, p)
		}
	}
	return append(first, more...)
}

// cut shares nodes out among the proofs, the first first, level by level.
func cut(ps []Proof, nodes int) []Proof {
	out := make([]Proof, len(ps))
	level := make([]*Proof, len(ps))
	for i, p := range ps {
		out[i] = p
		level[i] = &out[i]
	}
	for nodes -= len(ps); len(level) > 0; {
		var next []*Proof
		for _, p := range level {
			keep := min(len(p.Of), max(nodes, 0))
			// A value never stands without the first thing that it rests on.
			if len(p.Of) > 0 {
				keep = max(keep, 1)
			}
			p.Cut += len(p.Of) - keep
			p.Of = append([]Proof(nil), p.Of[:keep]...)
			nodes -= keep
			for i := range p.Of {
				next = append(next, &p.Of[i])
			}
		}
		level = next
	}
	for i := range out {
		out[i].Of = list(out[i].Of)
	}
	return out
}

type explainer struct {
	ctx  context.Context
	desk *Desk
	ask  Ask
	as   *assess.Assessment
	docs map[string]*parley.Document
}

func (x *explainer) proof(p *assess.Proof) (Proof, error) {
	out := Proof{Claim: p.Claim, Value: p.Value, Rule: p.Rule, Out: parley.Optional(p.Out), Of: []Proof{}, Cut: p.Cut}
	if p.Voice != nil {
		v := voice(p.Voice)
		out.Voice = &v
	}
	if p.Fact != nil {
		leaf, err := x.leaf(p.Fact)
		if err != nil {
			return out, err
		}
		out.Leaf = leaf
	}
	for _, q := range p.Of {
		c, err := x.proof(q)
		if err != nil {
			return out, err
		}
		out.Of = append(out.Of, c)
	}
	return out, nil
}

func (x *explainer) leaf(f *assess.Fact) (*Leaf, error) {
	doc := x.docs[f.Document.ID()]
	if doc == nil {
		var err error
		if doc, err = x.desk.ledger.Document(x.ctx, f.Document.ID()); err != nil {
			return nil, err
		}
		x.docs[doc.ID] = doc
	}
	l := &Leaf{Evidence: evidence(f, x.ask.now(x.as.Options.Times)), Proof: words(doc, f.Assertion.Evidence), Source: words(doc, parley.Part{}),
		Path: doc.Path, URL: doc.URL}
	if f.Statement != nil {
		w := words(doc, f.Statement.Content)
		l.Statements = &w
		if f.Statement.Source != nil {
			l.Source = words(doc, f.Statement.Source.Part)
		}
	}
	return l, nil
}

// words places a part in its document as fetched.
func words(doc *parley.Document, p parley.Part) Words {
	w := Words{Text: p.Text, Spans: []parley.Span{}, Original: []parley.Span{}}
	for _, s := range p.Spans {
		w.Spans = append(w.Spans, s.Runes(doc.Text))
		if o, ok := doc.Map.Original(s); ok {
			w.Original = append(w.Original, o)
		}
	}
	return w
}
