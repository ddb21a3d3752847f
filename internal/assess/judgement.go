package assess

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Review is what people have decided about one statement or assertion.
type Review struct {
	Verdict parley.Verdict // accept, amend, reject, unsure; "" when nobody looked
	Who     string
	When    string
	Why     string
	IDs     []string // the judgements, newest first
	amends  []parley.Judgement
}

// Reviewed reports whether a person has stood by the reading.
func (r Review) Reviewed() bool {
	return r.Verdict == parley.VerdictAccept || r.Verdict == parley.VerdictAmend
}

// local reports whether a correction names things by ids or places that only
// its own document knows.
func (r Review) local() bool {
	for _, j := range r.amends {
		switch j.Field {
		case "by", "who", "to", "deal", "requires_deal", "statement", "source", "cue", "content", "evidence", "parent":
			return true
		}
	}
	return false
}

// newer orders reviews by when they were made, then id.
func (r Review) newer(s Review) bool {
	a, b := parse(parley.Optional(r.When)).From, parse(parley.Optional(s.When)).From
	if !a.Equal(b) {
		return a.After(b)
	}
	return r.IDs[0] > s.IDs[0]
}

// Orphan is a judgement about a reading that the newest run does not make, or
// about a deal that no document has.
type Orphan struct {
	Judgement parley.Judgement
	In        *Document // the document of its words; nil when the evidence holds none
}

// effective lists the judgements that hold before the ledger bound, oldest
// first by when they were made, then id. One that an effective undo names does
// not hold.
func effective(all []ledger.Judged, t Times) []parley.Judgement {
	var js []parley.Judgement
	undone := map[string][]string{}
	seen := map[string]bool{}
	for _, j := range all {
		if seen[j.ID] || !t.Ledger.IsZero() && !j.Learned.Before(t.Ledger) {
			continue
		}
		seen[j.ID] = true
		js = append(js, j.Judgement)
		if j.Verdict == parley.VerdictUndo {
			undone[j.Target] = append(undone[j.Target], j.ID)
		}
	}
	var holds func(id string) bool
	holds = func(id string) bool {
		for _, u := range undone[id] {
			if holds(u) {
				return false
			}
		}
		return true
	}
	kept := js[:0]
	for _, j := range js {
		// A judgement's id is the hash of its content, so that no chain of
		// undos can come back to itself.
		if holds(j.ID) {
			kept = append(kept, j)
		}
	}
	sort.Slice(kept, func(i, j int) bool {
		a, b := parse(parley.Optional(kept[i].When)).From, parse(parley.Optional(kept[j].When)).From
		if !a.Equal(b) {
			return a.Before(b)
		}
		return kept[i].ID < kept[j].ID
	})
	return kept
}

// reviews gathers the judgements on statements and assertions by target.
func reviews(js []parley.Judgement) map[string]Review {
	out := map[string]Review{}
	for _, j := range js {
		switch j.Verdict {
		case parley.VerdictAccept, parley.VerdictAmend, parley.VerdictReject, parley.VerdictUnsure:
			r := out[j.Target]
			r.Verdict, r.Who, r.When, r.Why = j.Verdict, j.Who, j.When, string(j.Why)
			r.IDs = append([]string{j.ID}, r.IDs...)
			if j.Verdict == parley.VerdictAmend {
				r.amends = append(r.amends, j)
			}
			out[j.Target] = r
		}
	}
	return out
}

// amend sets the fields of v, a statement or an assertion, that people
// corrected. A field or value that v's JSON does not take leaves v as it was.
func amend[T any](v T, amends []parley.Judgement) (T, error) {
	if len(amends) == 0 {
		return v, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		return v, err
	}
	for _, j := range amends {
		if _, ok := m[string(j.Field)]; !ok {
			return v, fmt.Errorf("judgement %s: no field %q", j.ID, j.Field)
		}
		m[string(j.Field)] = json.RawMessage(j.Value)
	}
	if b, err = json.Marshal(m); err != nil {
		return v, err
	}
	var out T
	if err := json.Unmarshal(b, &out); err != nil {
		return v, err
	}
	return out, nil
}
