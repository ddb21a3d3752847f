package answer

import (
	"context"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaCandidates names the format of [Candidates].
const SchemaCandidates = "parley.candidates/1"

// Candidates lists pairs of deals that were not joined and that a person may
// want to judge the same, the likeliest first.
type Candidates struct {
	Schema string `json:"schema"`
	Asked
	Deal       *DealRef    `json:"deal"` // whose pairs alone were asked for; null for all
	Candidates []Candidate `json:"candidates"`
}

// Candidate is one such pair.
type Candidate struct {
	A   DealRow `json:"a"`
	B   DealRow `json:"b"`
	Why string  `json:"why"`
}

// Candidates looks through all deals for those that may be one; of deal only,
// unless it is "".
func (k *Desk) Candidates(ctx context.Context, a Ask, deal string) (*Candidates, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	var d *assess.Deal
	if deal != "" {
		if d, err = Find(as, deal); err != nil {
			return nil, err
		}
	}
	out := &Candidates{Schema: SchemaCandidates, Asked: a.asked(as), Deal: ref(d), Candidates: []Candidate{}}
	for _, c := range as.Candidates(d) {
		x, y := c.A, c.B
		if y == d {
			x, y = y, x // the deal asked about comes first
		}
		out.Candidates = append(out.Candidates, Candidate{row(x), row(y), c.Why})
	}
	return out, nil
}

// SchemaMentions names the format of [Mentions].
const SchemaMentions = "parley.mentions/1"

// Mentions lists what was joined into one deal, so that a person can hold some
// of it apart again.
type Mentions struct {
	Schema string `json:"schema"`
	Asked
	Deal     DealRef   `json:"deal"`
	Joined   string    `json:"joined"` // by what
	Mentions []Mention `json:"mentions"`
}

// Mention is a deal as one document, or a deal file, has it.
type Mention struct {
	ID        string          `json:"id"`  // the id it would have alone
	Ref       string          `json:"ref"` // the document and the deal's number in it
	Name      string          `json:"name"`
	Declared  bool            `json:"declared"`
	Document  parley.Optional `json:"document"` // null for a deal file
	Title     parley.Optional `json:"title"`
	Published parley.Optional `json:"published"`
}

// Mentions lists the mentions of a deal, by publication.
func (k *Desk) Mentions(ctx context.Context, a Ask, deal string) (*Mentions, error) {
	as, d, err := k.deal(ctx, a, deal)
	if err != nil {
		return nil, err
	}
	out := &Mentions{Schema: SchemaMentions, Asked: a.asked(as), Deal: *ref(d), Joined: string(d.Join), Mentions: []Mention{}}
	for _, m := range d.Mentions {
		x := Mention{ID: m.ID(), Ref: m.Ref(), Name: m.Names[0], Declared: m.Declared != nil}
		if m.Document != nil {
			h := m.Document.Header
			x.Document, x.Title, x.Published = parley.Optional(h.ID), h.Title, h.Published
		}
		out.Mentions = append(out.Mentions, x)
	}
	return out, nil
}
