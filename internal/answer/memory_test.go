package answer_test

import (
	"context"
	"fmt"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// memory is a ledger for tests: everything in one Evidence, answered whole.
type memory struct{ ev ledger.Evidence }

func (m *memory) Evidence(_ context.Context, q ledger.Query) (*ledger.Evidence, error) {
	out := m.ev
	if q.LedgerAt.IsZero() {
		return &out, nil
	}
	out.Readings = nil
	for _, r := range m.ev.Readings {
		if !r.Learned.After(q.LedgerAt) {
			out.Readings = append(out.Readings, r)
		}
	}
	return &out, nil
}

func (m *memory) DealHeads(context.Context, ledger.HeadQuery) ([]ledger.Head, error) { return nil, nil }

func (m *memory) Statements(context.Context, ledger.StatementQuery) ([]ledger.StatementHit, string, error) {
	return nil, "", nil
}

func (m *memory) Search(context.Context, string, int, int) ([]ledger.Hit, error) { return nil, nil }

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

// hold puts extractions into a memory ledger, learned one day apart.
func hold(xs ...parley.Extraction) *memory {
	m := &memory{}
	for i, x := range xs {
		seq := int64(2*i + 1)
		m.ev.Readings = append(m.ev.Readings, ledger.Reading{Seq: seq + 1, DocSeq: seq, Kind: parley.DocumentArticle,
			Learned: time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC), Extraction: x})
		m.ev.Head = seq + 1
	}
	return m
}
