package review

import (
	"context"
	"encoding/json"
	"slices"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaAgreement names the format of [Agreement].
const SchemaAgreement = "parley.agreement/1"

// Agreement says how far people agree with the machine and with each other.
type Agreement struct {
	Schema string   `json:"schema"`
	People []string `json:"people"` // who has judged
	Kinds  []Kind   `json:"kinds"`
}

// Kind is the agreement on one kind of thing that is read: whether something is
// a statement ("statement"), one of its parts or fields ("source", "basis" …),
// or an assertion of one type ("position" …).
type Kind struct {
	Name      string `json:"name"`
	Judged    int    `json:"judged"` // things that somebody has decided about
	AsRead    int    `json:"as_read"`
	Corrected int    `json:"corrected"`
	Rejected  int    `json:"rejected"`
	// Machine is Krippendorff's alpha of the machine's readings against those of
	// people, People of people among themselves; null where there is nothing to
	// compare or nothing varies.
	Machine *float64 `json:"machine"`
	People  *float64 `json:"people"`
}

// Agree works out the figures from the judgements that hold.
func Agree(ctx context.Context, l Ledger) (*Agreement, error) {
	ev, err := l.Evidence(ctx, ledger.Query{})
	if err != nil {
		return nil, err
	}
	as := assess.Assess(*ev, assess.Options{})
	type unit struct{ kind, id string }
	labels := map[unit]map[string]string{} // by coder
	read := readings(ev)
	set := func(u unit, who, label string) {
		if labels[u] == nil {
			labels[u] = map[string]string{}
		}
		labels[u][who] = label
	}
	people := map[string]bool{}
	for _, j := range as.Judgements() {
		it := read[j.Target]
		if it == nil {
			continue
		}
		kind := it.kind
		switch j.Verdict {
		case parley.VerdictAccept:
			set(unit{kind, j.Target}, j.Who, asRead)
			for _, f := range it.parts {
				u := unit{f.name, j.Target}
				if labels[u][j.Who] == "" {
					set(u, j.Who, f.value)
				}
			}
		case parley.VerdictReject:
			set(unit{kind, j.Target}, j.Who, rejected)
		case parley.VerdictAmend:
			if kind != "statement" {
				set(unit{kind, j.Target}, j.Who, string(j.Field)+" "+string(j.Value))
				break
			}
			if labels[unit{kind, j.Target}][j.Who] != rejected {
				set(unit{kind, j.Target}, j.Who, asRead)
			}
			for _, f := range it.parts {
				u := unit{f.name, j.Target}
				if f.name == string(j.Field) {
					set(u, j.Who, comparable(string(j.Value)))
				} else if labels[u][j.Who] == "" {
					set(u, j.Who, f.value)
				}
			}
		default:
			continue
		}
		people[j.Who] = true
	}
	kinds := map[string]*Kind{}
	withMachine, among := map[string][][]string{}, map[string][][]string{}
	for u, by := range labels {
		k := kinds[u.kind]
		if k == nil {
			k = &Kind{Name: u.kind}
			kinds[u.kind] = k
		}
		machine := read[u.id].label(u.kind)
		var coders []string
		for who := range by {
			coders = append(coders, who)
		}
		sort.Strings(coders)
		var said []string
		for _, who := range coders {
			said = append(said, by[who])
		}
		k.Judged++
		switch {
		case slices.Contains(said, rejected):
			k.Rejected++
		case slices.ContainsFunc(said, func(s string) bool { return s != machine }):
			k.Corrected++
		default:
			k.AsRead++
		}
		for _, s := range said {
			withMachine[u.kind] = append(withMachine[u.kind], []string{machine, s})
		}
		if len(said) > 1 {
			among[u.kind] = append(among[u.kind], said)
		}
	}
	out := &Agreement{Schema: SchemaAgreement, People: []string{}, Kinds: []Kind{}}
	for who := range people {
		out.People = append(out.People, who)
	}
	sort.Strings(out.People)
	for name, k := range kinds {
		k.Machine, k.People = Alpha(withMachine[name]), Alpha(among[name])
		out.Kinds = append(out.Kinds, *k)
	}
	sort.Slice(out.Kinds, func(i, j int) bool { return order(out.Kinds[i].Name) < order(out.Kinds[j].Name) })
	return out, nil
}

// The labels of a whole reading.
const (
	asRead   = "as read"
	rejected = "rejected"
)

func order(kind string) int {
	all := append([]string{"statement", "source", "cue", "content", "kind", "act", "basis", "said"}, parley.AssertionTypes.Values()...)
	return slices.Index(all, kind)
}

// Alpha is Krippendorff's alpha for nominal data (K. Krippendorff, Content
// Analysis, 4th ed., ch. 12): 1 less the disagreement observed in share of that
// expected by chance. Each unit lists the labels that its coders gave; a unit
// with fewer than two counts for nothing. It is nil where nothing varies, since
// chance then leaves nothing to compare with.
func Alpha(units [][]string) *float64 {
	pairs := map[[2]string]float64{}
	total := map[string]float64{}
	n := 0.0
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		w := 1 / float64(len(u)-1)
		for i, a := range u {
			total[a]++
			n++
			for j, b := range u {
				if i != j {
					pairs[[2]string{a, b}] += w
				}
			}
		}
	}
	var keys []string
	for k := range total {
		keys = append(keys, k)
	}
	sort.Strings(keys) // so that the sums come out the same to the last digit
	observed, expected := 0.0, 0.0
	for _, a := range keys {
		for _, b := range keys {
			if a != b {
				observed += pairs[[2]string{a, b}]
				expected += total[a] * total[b]
			}
		}
	}
	if n < 2 || expected == 0 {
		return nil
	}
	alpha := 1 - (n-1)*observed/expected
	return &alpha
}

// machineItem is what the machine read under one id.
type machineItem struct {
	kind  string
	parts []machinePart // of a statement
}

type machinePart struct{ name, value string }

func (m *machineItem) label(kind string) string {
	for _, p := range m.parts {
		if p.name == kind {
			return p.value
		}
	}
	return asRead
}

// readings holds what the machine found, by id, as its newest reader has it.
func readings(ev *ledger.Evidence) map[string]*machineItem {
	out := map[string]*machineItem{}
	for i := range ev.Readings {
		x := &ev.Readings[i].Extraction
		for k := range x.Statements {
			s := &x.Statements[k]
			m := &machineItem{kind: "statement"}
			for _, f := range fields(x, &ledger.Item{Statement: s}) {
				m.parts = append(m.parts, machinePart{f.Name, f.Now})
			}
			out[s.ID] = m
		}
		for k := range x.Assertions {
			out[x.Assertions[k].ID] = &machineItem{kind: string(x.Assertions[k].Type)}
		}
	}
	return out
}

// comparable is an amended value in the form in which fields give what was
// read: the words of a part, the bare word.
func comparable(value string) string {
	var part struct{ Text string }
	var word string
	switch {
	case value == "null":
		return ""
	case json.Unmarshal([]byte(value), &word) == nil:
		return word
	case json.Unmarshal([]byte(value), &part) == nil:
		return part.Text
	}
	return value
}
