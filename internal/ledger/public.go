package ledger

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

// Public is a ledger as people outside the desk may see it: without the
// documents marked confidential, what was found in them, and the judgements
// that speak of either. Whatever leaves the desk is made from it, so that this
// file alone decides what the mark keeps back.
type Public struct{ l *Ledger }

// Public is the ledger without what is confidential.
func (l *Ledger) Public() *Public { return &Public{l} }

// confidential is the set of ids of the documents that are kept back.
func (r *reader) confidential() (map[string]bool, error) {
	out := map[string]bool{}
	return out, r.each(func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out[id] = true
		return err
	}, "SELECT id FROM document WHERE confidential AND seq <= ?", r.head)
}

// Confidential is the set of ids of the documents that [Public] keeps back.
func (l *Ledger) Confidential(ctx context.Context) (ids map[string]bool, err error) {
	err = l.read(ctx, time.Time{}, func(r *reader) error {
		ids, err = r.confidential()
		return err
	})
	return ids, err
}

// Evidence is [Ledger.Evidence] without what is confidential.
func (p *Public) Evidence(ctx context.Context, q Query) (*Evidence, error) {
	secret, err := p.l.Confidential(ctx)
	if err != nil {
		return nil, err
	}
	e, err := p.l.Evidence(ctx, q)
	if err != nil || len(secret) == 0 {
		return e, err
	}
	kept := Evidence{}
	e.Readings = slices.DeleteFunc(e.Readings, func(g Reading) bool {
		if secret[g.Extraction.ID] {
			kept.Readings = append(kept.Readings, g)
		}
		return secret[g.Extraction.ID]
	})
	e.Pairs = slices.DeleteFunc(e.Pairs, func(q Pair) bool { return secret[q.A] || secret[q.B] })
	back := kept.ids()
	for _, g := range kept.Readings {
		for _, d := range g.Extraction.Deals {
			back[mentionOf(d.Name, g.Extraction.ID)] = true
		}
	}
	gone := func(id string) bool { return back[id] || back[mentioned(id)] }
	for n := -1; n != len(back); { // judgements on judgements go with them
		n = len(back)
		e.Judgements = slices.DeleteFunc(e.Judgements, func(j Judged) bool {
			out := gone(j.Target) || gone(string(j.Other)) || j.Anchor != nil && secret[j.Anchor.Document]
			if out {
				back[j.ID] = true
			}
			return out
		})
	}
	return e, nil
}

// mentionOf is what the id of a deal without a file shares with no other
// document's: the first word of its name and four digits of the document.
func mentionOf(name, document string) string {
	first, _, _ := strings.Cut(parley.FoldName(name), " ")
	return first + "-" + strings.TrimPrefix(document, "sha256:")[:4]
}

// mentioned is [mentionOf] for a deal's id.
func mentioned(id string) string {
	words := strings.Split(id, "-")
	return words[0] + "-" + words[len(words)-1]
}

// DealHeads is [Ledger.DealHeads] without what is confidential.
func (p *Public) DealHeads(ctx context.Context, q HeadQuery) ([]Head, error) {
	secret, err := p.l.Confidential(ctx)
	if err != nil {
		return nil, err
	}
	heads, err := p.l.DealHeads(ctx, q)
	return slices.DeleteFunc(heads, func(h Head) bool { return secret[h.Document] }), err
}

// Document is [Ledger.Document]; one that is confidential is [ErrUnknown].
func (p *Public) Document(ctx context.Context, id string) (*parley.Document, error) {
	d, err := p.l.Document(ctx, id)
	if err == nil && d.Confidential {
		return nil, unknownDocument(id)
	}
	return d, err
}

// Documents is [Ledger.Documents] without what is confidential. A page may be
// shorter than its limit.
func (p *Public) Documents(ctx context.Context, q DocumentQuery) ([]DocumentInfo, error) {
	docs, err := p.l.Documents(ctx, q)
	return slices.DeleteFunc(docs, func(d DocumentInfo) bool { return d.Confidential }), err
}

// Statements is [Ledger.Statements] without what is confidential. A page may
// be shorter than its limit.
func (p *Public) Statements(ctx context.Context, q StatementQuery) (hits []StatementHit, next string, err error) {
	secret, err := p.l.Confidential(ctx)
	if err != nil {
		return nil, "", err
	}
	hits, next, err = p.l.Statements(ctx, q)
	return slices.DeleteFunc(hits, func(h StatementHit) bool { return secret[h.Document] }), next, err
}

// Search is [Ledger.Search] without what is confidential. A page may be shorter
// than its limit.
func (p *Public) Search(ctx context.Context, words string, limit, offset int) ([]Hit, error) {
	hits, err := p.l.Search(ctx, words, limit, offset)
	return slices.DeleteFunc(hits, func(h Hit) bool { return h.Confidential }), err
}
