package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// memory is a ledger for tests: a list that is scanned for every question.
type memory struct{ ev ledger.Evidence }

func (m *memory) Evidence(_ context.Context, q ledger.Query) (*ledger.Evidence, error) {
	in := func(learned time.Time) bool { return q.LedgerAt.IsZero() || !learned.After(q.LedgerAt) }
	all := q.Keys == nil && q.Deals == nil
	docs, urls := map[string]bool{}, map[parley.Optional]bool{}
	for _, d := range q.Deals {
		id, _, _ := strings.Cut(d, "#")
		docs[id] = true
	}
	for _, r := range m.ev.Readings {
		for i := range r.Extraction.Deals {
			if slices.ContainsFunc(r.Extraction.DealKeys(&r.Extraction.Deals[i]), func(k string) bool { return slices.Contains(q.Keys, k) }) {
				docs[r.Extraction.ID] = true
			}
		}
	}
	for n := -1; n != len(docs); {
		n = len(docs)
		for _, p := range m.ev.Pairs {
			if docs[p.A] || docs[p.B] {
				docs[p.A], docs[p.B] = true, true
			}
		}
		for _, r := range m.ev.Readings {
			if docs[r.Extraction.ID] && r.Extraction.URL != "" {
				urls[r.Extraction.URL] = true
			}
		}
		for _, r := range m.ev.Readings {
			if urls[r.Extraction.URL] {
				docs[r.Extraction.ID] = true
			}
		}
	}
	out := &ledger.Evidence{Head: m.ev.Head}
	targets := map[string]bool{}
	for _, d := range q.Deals {
		targets[d] = true
	}
	for _, r := range m.ev.Readings {
		x := r.Extraction
		if !in(r.Learned) || !all && !docs[x.ID] {
			continue
		}
		targets[x.ID] = true
		for _, s := range x.Statements {
			targets[s.ID] = true
		}
		for _, a := range x.Assertions {
			targets[a.ID] = true
		}
		for _, d := range x.Deals {
			targets[x.ID+"#"+d.ID] = true
		}
		for _, e := range x.Entities {
			targets[x.ID+"#"+e.ID] = true
		}
		if !q.Texts {
			x.Text = ""
		}
		r.Extraction = x
		out.Readings = append(out.Readings, r)
	}
	for _, p := range m.ev.Pairs {
		if all || docs[p.A] && docs[p.B] {
			out.Pairs = append(out.Pairs, p)
		}
	}
	for n := -1; n != len(out.Judgements); {
		n = len(out.Judgements)
		out.Judgements = nil
		for _, j := range m.ev.Judgements {
			if in(j.Learned) && (all || targets[j.Target] || strings.HasPrefix(j.Target, parley.VoiceTarget) || targets[string(j.Other)] || j.Anchor != nil && targets[j.Anchor.Document]) {
				targets[j.ID] = true
				out.Judgements = append(out.Judgements, j)
			}
		}
	}
	for _, f := range m.ev.DealFiles {
		if in(f.Learned) && (all || q.Files || targets[f.ID]) {
			out.DealFiles = append(out.DealFiles, f)
		}
	}
	return out, nil
}

func (m *memory) DealHeads(_ context.Context, q ledger.HeadQuery) ([]ledger.Head, error) {
	newest := map[string]ledger.Reading{}
	for _, r := range m.ev.Readings {
		if have, ok := newest[r.Extraction.ID]; (!ok || have.Seq < r.Seq) && (q.LedgerAt.IsZero() || !r.Learned.After(q.LedgerAt)) {
			newest[r.Extraction.ID] = r
		}
	}
	var out []ledger.Head
	for _, id := range sorted(newest) {
		x := newest[id].Extraction
		for i := range x.Deals {
			d := &x.Deals[i]
			h := ledger.Head{Document: x.ID, Local: d.ID, Name: d.Name, Aliases: d.Aliases, Keys: x.DealKeys(d)}
			if q.Prefix == "" || named(h, func(n string) bool { return strings.HasPrefix(n, q.Prefix) }) {
				out = append(out, h)
			}
		}
	}
	return out, nil
}

func (m *memory) Statements(context.Context, ledger.StatementQuery) ([]ledger.StatementHit, string, error) {
	return nil, "", nil
}

func (m *memory) Search(context.Context, string, int, int) ([]ledger.Hit, error) { return nil, nil }

// Document is the document with its text as its original bytes.
func (m *memory) Document(_ context.Context, id string) (*parley.Document, error) {
	for _, r := range m.ev.Readings {
		if r.Extraction.ID == id {
			text := r.Extraction.Text
			return &parley.Document{Header: r.Extraction.Header, Original: []byte(text),
				Map: parley.OffsetMap{{TextLen: len(text), OriginalLen: len(text)}}}, nil
		}
	}
	return nil, fmt.Errorf("no document %s", id)
}
