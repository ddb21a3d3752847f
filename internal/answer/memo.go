package answer

import (
	"crypto/sha256"
	"encoding/binary"
	"io"
	"sync"

	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// memo holds the assessments worked out last. An assessment follows from its
// records, its options and nothing else, so that one of the same records holds
// good however far the log has grown since: a new statement has only those deals
// worked out anew whose own evidence it is part of. It can be thrown away at any
// time.
type memo struct {
	mu  sync.Mutex
	as  map[memoKey]*assess.Assessment
	old map[memoKey]*assess.Assessment // goes when as is full
	// The one assessment of a great part of the ledger that was wanted last.
	great    *assess.Assessment
	greatKey memoKey
}

type memoKey struct {
	options assess.Options
	records [sha256.Size]byte
}

// memoAtMost bounds each half of a memo. An assessment of a deal of two hundred
// statements takes about half a megabyte.
const memoAtMost = 32

// greatFrom is the number of readings from which evidence is more than a deal's
// own, so that its assessment would take the room of many.
const greatFrom = 2000

// assess is Assess for evidence that may have been assessed before.
func (m *memo) assess(ev *ledger.Evidence, o assess.Options) *assess.Assessment {
	key := memoKey{o, recordsOf(ev)}
	m.mu.Lock()
	as := m.as[key]
	if as == nil {
		as = m.old[key]
	}
	if m.great != nil && m.greatKey == key {
		as = m.great
	}
	m.mu.Unlock()
	if as == nil {
		as = assess.Assess(*ev, o)
	}
	m.mu.Lock()
	switch {
	case len(ev.Readings) >= greatFrom:
		m.great, m.greatKey = as, key
	case len(m.as) >= memoAtMost || m.as == nil:
		m.as, m.old = map[memoKey]*assess.Assessment{key: as}, m.as
	default:
		m.as[key] = as
	}
	m.mu.Unlock()
	if as.Head != ev.Head {
		at := *as
		at.Head = ev.Head
		return &at
	}
	return as
}

// recordsOf tells evidence from other evidence of the same ledger: by the
// records that it holds.
func recordsOf(ev *ledger.Evidence) (sum [sha256.Size]byte) {
	h := sha256.New()
	var b [8]byte
	add := func(seq int64, ids ...string) {
		binary.LittleEndian.PutUint64(b[:], uint64(seq))
		h.Write(b[:])
		for _, id := range ids {
			io.WriteString(h, id)
			h.Write(b[:1])
		}
	}
	for i := range ev.Readings {
		add(ev.Readings[i].Seq, "reading", ev.Readings[i].Extraction.ID)
	}
	for _, p := range ev.Pairs {
		add(p.Seq, "pair", p.A, p.B)
	}
	for i := range ev.Judgements {
		add(ev.Judgements[i].Seq, "judgement", ev.Judgements[i].ID)
	}
	for _, f := range ev.DealFiles {
		add(f.Seq, "file", f.ID, string(f.YAML))
	}
	h.Sum(sum[:0])
	return sum
}
