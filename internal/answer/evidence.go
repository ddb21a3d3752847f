package answer

import (
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// Voice says who speaks. Name is null for a narrator whose outlet the document
// does not show.
type Voice struct {
	ID        string          `json:"id"`
	Name      parley.Optional `json:"name"`
	Type      parley.Optional `json:"type"`
	Roles     []string        `json:"roles"`
	SpeaksFor []string        `json:"speaks_for"`
	Document  parley.Optional `json:"document"` // for a voice that one document only knows
}

func voice(v *assess.Voice) Voice {
	return Voice{v.ID, parley.Optional(v.Name), parley.Optional(v.Type), list(v.Roles), list(v.SpeaksFor), parley.Optional(v.Document)}
}

// Evidence is one assertion in a document: who, when, on what basis, in which
// words.
type Evidence struct {
	Voice      Voice             `json:"voice"`
	Assertion  string            `json:"assertion"`
	Statement  parley.Optional   `json:"statement"` // null: the outlet's narration
	Basis      parley.Optional   `json:"basis"`
	Act        parley.Optional   `json:"act"`
	Derivation parley.Derivation `json:"derivation"`
	Words      string            `json:"words"` // the evidence, as the document has it
	Said       parley.Optional   `json:"said"`  // EDTF; when the document gives it
	Published  parley.Optional   `json:"published"`
	Document   string            `json:"document"`
	Title      parley.Optional   `json:"title"`
	Outlet     parley.Optional   `json:"outlet"`
	Reviewed   parley.Optional   `json:"reviewed"` // accept, amend, reject, unsure; null when nobody looked
	Confidence float64           `json:"confidence"`
	ByRule     string            `json:"by_rule"`
	Echoes     []Echo            `json:"echoes"`
	Out        parley.Optional   `json:"out"` // why it does not count
	AgeDays    *int              `json:"age_days"`
}

// Echo is a document that says the same again without being a source of its
// own.
type Echo struct {
	Document  string          `json:"document"`
	Title     parley.Optional `json:"title"`
	Outlet    parley.Optional `json:"outlet"`
	Published parley.Optional `json:"published"`
	Faith     parley.Optional `json:"faith"` // verbatim, altered, summary; null for another report of one origin
}

func evidence(f *assess.Fact, now time.Time) Evidence {
	h := f.Document.Header
	e := Evidence{Voice: voice(f.Voice), Assertion: f.ID, Derivation: f.Assertion.Derivation, Words: f.Assertion.Evidence.Text,
		Published: h.Published, Document: h.ID, Title: h.Title, Outlet: h.Outlet, Reviewed: parley.Optional(f.Review.Verdict),
		Confidence: f.Assertion.Confidence, ByRule: f.Assertion.ByRule, Echoes: []Echo{}, Out: parley.Optional(f.Out), AgeDays: age(f.Said, now)}
	if st := f.Statement; st != nil {
		e.Statement, e.Basis, e.Act, e.Said = parley.Optional(st.ID), parley.Optional(st.Basis), parley.Optional(st.Act), st.Said
	}
	for _, g := range f.Echoes {
		h := g.Document.Header
		x := Echo{h.ID, h.Title, h.Outlet, h.Published, ""}
		if g.Document.Original != nil {
			x.Faith = parley.Optional(g.Document.Faith)
		}
		e.Echoes = append(e.Echoes, x)
	}
	return e
}

func evidences(fs []*assess.Fact, now time.Time) []Evidence {
	out := make([]Evidence, 0, len(fs))
	for _, f := range fs {
		out = append(out, evidence(f, now))
	}
	return out
}

// age is the number of whole days from iv to now; nil without now.
func age(iv parley.Interval, now time.Time) *int {
	if now.IsZero() || iv.From.IsZero() || now.Before(iv.From) {
		return nil
	}
	days := int(now.Sub(iv.From) / (24 * time.Hour))
	return &days
}

// list is s, never nil: lists are never null in JSON.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
