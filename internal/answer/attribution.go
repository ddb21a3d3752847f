package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaStatement names the format of [Attribution].
const SchemaStatement = "parley.statement/1"

// Attribution is one statement with what it says of which deal, who repeats it,
// who denies it, and what people decided about it.
type Attribution struct {
	Schema string `json:"schema"`
	Asked
	Statement
	Part         parley.PartName    `json:"part"`
	Confidence   float64            `json:"confidence"` // of the reading, never of what is said
	ByRule       string             `json:"by_rule"`
	SourceWords  *Words             `json:"source_words"`
	CueWords     *Words             `json:"cue_words"`
	ContentWords Words              `json:"content_words"`
	Parent       parley.Optional    `json:"parent"`   // the statement that holds this one
	Children     []string           `json:"children"` // statements that it holds
	Says         []Asserted         `json:"says"`
	Reviewed     *Reviewed          `json:"reviewed"`   // null when nobody looked
	Judgements   []parley.Judgement `json:"judgements"` // on it and on what it says; those that hold
}

// Asserted is what a statement says of a deal.
type Asserted struct {
	Deal  DealRef `json:"deal"`
	Claim string  `json:"claim"` // "activity = stalled", "signed", "obstacle: …"
	Evidence
	Assertion parley.Assertion `json:"asserted"`  // as people amended it; offsets in bytes
	Repeated  []Evidence       `json:"repeated"`  // the same claim by others
	DeniedBy  []Evidence       `json:"denied_by"` // by others, or later by the same
}

// Statement gives a statement by its id or the beginning of it that no other
// has.
func (k *Desk) Statement(ctx context.Context, a Ask, id string) (*Attribution, error) {
	item, err := k.item(ctx, id)
	if err != nil {
		return nil, err
	}
	if item.Statement == nil {
		return nil, fmt.Errorf("%s is an assertion, no statement: %w", item.ID, ledger.ErrUnknown)
	}
	doc, err := k.ledger.Document(ctx, item.Document)
	if err != nil {
		return nil, err
	}
	as, ev, err := k.around(ctx, a, item.Document)
	if err != nil {
		return nil, err
	}
	r := newestReading(ev, item.Document)
	if r == nil {
		return nil, fmt.Errorf("document %s: %w", item.Document, ledger.ErrUnknown)
	}
	x, st := &r.Extraction, item.Statement
	if amended, ok := as.Amended(st); ok {
		st = amended
	}
	out := &Attribution{Schema: SchemaStatement, Asked: a.asked(as), Part: st.Part, Confidence: st.Confidence, ByRule: st.ByRule,
		ContentWords: words(doc, st.Content), Parent: st.Parent, Children: []string{}, Says: []Asserted{}, Judgements: []parley.Judgement{},
		Statement: Statement{ID: st.ID, Content: st.Content.Text, Kind: st.Kind, Act: st.Act, Basis: st.Basis, Channel: st.Channel, Said: st.Said,
			About: []string{}, Document: doc.ID, Title: doc.Title, Outlet: doc.Outlet, URL: doc.URL, Published: doc.Published}}
	if st.Source != nil {
		w := words(doc, st.Source.Part)
		out.SourceWords, out.Source = &w, parley.Optional(st.Source.Text)
		for _, e := range x.Entities {
			if e.ID == string(st.Source.Entity) {
				out.Speaker = parley.Optional(e.Name)
			}
		}
	}
	if st.Cue != nil {
		w := words(doc, *st.Cue)
		out.CueWords, out.Cue = &w, parley.Optional(st.Cue.Text)
	}
	for _, s := range x.Statements {
		if string(s.Parent) == st.ID {
			out.Children = append(out.Children, s.ID)
		}
	}
	if rv := as.Review(st.ID); rv.Verdict != "" {
		out.Reviewed = &Reviewed{st.ID, rv.Verdict, rv.Who, rv.When, parley.Optional(rv.Why)}
	}
	about := map[string]bool{st.ID: true}
	seen := map[string]bool{}
	for _, as := range x.Assertions {
		if string(as.Statement) != st.ID {
			continue
		}
		about[as.ID] = true
		if ref := doc.ID + "#" + as.Deal; !seen[ref] {
			seen[ref] = true
			if err := k.says(ctx, a, out, ref); err != nil {
				return nil, err
			}
		}
	}
	for _, j := range as.Judgements() {
		if about[j.Target] {
			out.Judgements = append(out.Judgements, j)
		}
	}
	return out, nil
}

// says adds what the statement says of one deal.
func (k *Desk) says(ctx context.Context, a Ask, out *Attribution, deal string) error {
	as, d, err := k.deal(ctx, a, deal)
	switch {
	case errors.Is(err, ErrUnknownDeal):
		return nil // the times leave nothing of it
	case err != nil:
		return err
	}
	now := a.now(as.Options.Times)
	denials := map[string][]*assess.Fact{}
	for _, n := range d.Denials {
		for _, f := range slices.Concat(n.Of, n.Back) {
			denials[f.ID] = append(denials[f.ID], n.Fact)
		}
	}
	for _, f := range d.Facts {
		if f.Statement == nil || f.Statement.ID != out.ID {
			continue
		}
		x := Asserted{Deal: *ref(d), Claim: claimed(f), Evidence: evidence(f, now), Assertion: f.Assertion, Repeated: []Evidence{},
			DeniedBy: evidences(denials[f.ID], now)}
		for _, g := range d.Facts {
			if g.Voice != f.Voice && g.Out == assess.OutNone && claimed(g) == x.Claim {
				x.Repeated = append(x.Repeated, evidence(g, now))
			}
		}
		out.About = append(out.About, d.Name)
		out.Says = append(out.Says, x)
	}
	return nil
}

// finder is a ledger that has an index of ids; an excerpt of one has none.
type finder interface {
	Find(ctx context.Context, prefix string) ([]ledger.Item, error)
}

// item finds a statement or assertion by the beginning of its id.
func (k *Desk) item(ctx context.Context, id string) (*ledger.Item, error) {
	l, ok := k.ledger.(finder)
	if !ok {
		return nil, fmt.Errorf("%s: %w", id, ledger.ErrUnknown)
	}
	found, err := l.Find(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, fmt.Errorf("%s: %w", id, ledger.ErrUnknown)
	case len(found) > 1:
		return nil, fmt.Errorf("%s begins the ids of %d: %w", id, len(found), ledger.ErrUnknown)
	}
	return &found[0], nil
}

// Where is the document that a statement or assertion stands in, and the
// statement that an assertion belongs to, "" for narration.
func (k *Desk) Where(ctx context.Context, id string) (document, statement string, err error) {
	item, err := k.item(ctx, id)
	if err != nil {
		return "", "", err
	}
	if item.Assertion != nil {
		return item.Document, string(item.Assertion.Statement), nil
	}
	return item.Document, item.ID, nil
}
