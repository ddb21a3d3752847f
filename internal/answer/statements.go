package answer

import (
	"context"
	"fmt"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaStatements names the format of [Statements].
const SchemaStatements = "parley.statements/1"

// Statements lists who said what, newest published first.
type Statements struct {
	Schema     string          `json:"schema"`
	AsOf       parley.Optional `json:"as_of"`
	KnownAt    parley.Optional `json:"known_at"`
	LedgerAt   parley.Optional `json:"ledger_at"`
	Statements []Statement     `json:"statements"`
	Next       parley.Optional `json:"next"` // where the next page begins; null when there is none
}

// Statement is one statement and where it stands.
type Statement struct {
	ID        string          `json:"id"`
	Speaker   parley.Optional `json:"speaker"` // name; null when nobody is named
	Source    parley.Optional `json:"source"`  // as the document has it
	Cue       parley.Optional `json:"cue"`
	Content   string          `json:"content"`
	Kind      parley.Kind     `json:"kind"`
	Act       parley.Act      `json:"act"`
	Basis     parley.Basis    `json:"basis"`
	Channel   parley.Optional `json:"channel"`
	Said      parley.Optional `json:"said"`
	About     []string        `json:"about"` // names of the deals it says something of
	Document  string          `json:"document"`
	Title     parley.Optional `json:"title"`
	Outlet    parley.Optional `json:"outlet"`
	URL       parley.Optional `json:"url"`
	Published parley.Optional `json:"published"`
}

// StatementsQuery narrows a list of statements.
type StatementsQuery struct {
	By    string // a speaker's name; who speaks for it counts too
	About string // a deal, as for [Desk.Show]
	Basis parley.Basis
	Act   parley.Act
	Words string // all in the document, one of them in the statement
	Since string // date: published on it or later
	Limit int    // 0 for all
	After string // Next of the page before
}

// Statements lists the statements that fit q.
func (k *Desk) Statements(ctx context.Context, a Ask, q StatementsQuery) (*Statements, error) {
	t, err := a.times()
	if err != nil {
		return nil, err
	}
	lq := ledger.StatementQuery{By: q.By, Basis: q.Basis, Act: q.Act, Words: q.Words, Limit: q.Limit, After: q.After, Until: t.Known}
	if !t.Held.IsZero() && (t.Known.IsZero() || t.Held.Before(t.Known)) {
		lq.Until = t.Held
	}
	if !t.Ledger.IsZero() {
		lq.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	if q.Since != "" {
		iv, err := parley.ParseDate(q.Since)
		if err != nil {
			return nil, fmt.Errorf("--since: %w", err)
		}
		lq.Since = iv.From
	}
	if q.About != "" {
		_, d, err := k.deal(ctx, a, q.About)
		if err != nil {
			return nil, err
		}
		lq.About = append(d.Keys(), d.Refs()...)
	}
	hits, next, err := k.ledger.Statements(ctx, lq)
	if err != nil {
		return nil, err
	}
	out := &Statements{SchemaStatements, parley.Optional(a.AsOf), parley.Optional(a.KnownAt), parley.Optional(a.LedgerAt), []Statement{}, parley.Optional(next)}
	for _, h := range hits {
		s := Statement{ID: h.ID, Speaker: parley.Optional(h.Speaker), Content: h.Content.Text, Kind: h.Kind, Act: h.Act, Basis: h.Basis, Channel: h.Channel,
			Said: h.Said, About: list(h.About), Document: h.Document, Title: h.Title, Outlet: h.Outlet, URL: h.URL, Published: h.Published}
		if h.Source != nil {
			s.Source = parley.Optional(h.Source.Text)
		}
		if h.Cue != nil {
			s.Cue = parley.Optional(h.Cue.Text)
		}
		out.Statements = append(out.Statements, s)
	}
	return out, nil
}
