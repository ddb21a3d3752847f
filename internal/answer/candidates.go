package answer

import (
	"context"

	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaCandidates names the format of [Candidates].
const SchemaCandidates = "parley.candidates/1"

// Candidates lists deals that were not joined to a deal and that a person may
// want to judge the same.
type Candidates struct {
	Schema string `json:"schema"`
	Asked
	Deal       DealRef     `json:"deal"`
	Candidates []Candidate `json:"candidates"`
}

// Candidate is one such deal.
type Candidate struct {
	DealRef
	Why string `json:"why"`
}

// Candidates looks through all deals for those that may be this one.
func (k *Desk) Candidates(ctx context.Context, a Ask, deal string) (*Candidates, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	d, err := Find(as, deal)
	if err != nil {
		return nil, err
	}
	out := &Candidates{Schema: SchemaCandidates, Asked: a.asked(as), Deal: *ref(d), Candidates: []Candidate{}}
	for _, c := range as.Candidates(d) {
		out.Candidates = append(out.Candidates, Candidate{*ref(c.Deal), c.Why})
	}
	return out, nil
}
