package answer

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaDeals names the format of [Deals].
const SchemaDeals = "parley.deals/1"

// Deals lists deals.
type Deals struct {
	Schema string `json:"schema"`
	Asked
	Total int       `json:"total"` // how many fit, before the limit
	Deals []DealRow `json:"deals"`
}

// DealRow is one deal of a list.
type DealRow struct {
	DealHead
	Sentence Sentence `json:"sentence"`
	Axes     []Answer `json:"axes"`
	Main     bool     `json:"main"` // some document is about it
	Sources  Sources  `json:"sources"`
}

// Answer is an axis's answer without its voices.
type Answer struct {
	Axis   parley.Axis  `json:"axis"`
	State  assess.State `json:"state"`
	Values []string     `json:"values"`
}

// DealsQuery narrows and orders a list. Its zero value asks for every deal, the
// newest first.
type DealsQuery struct {
	Party string // a party's name or the beginning of it
	Kind  string // a word of [parley.DealKinds]
	// State is an axis value ("stalled"), an answer state ("disputed"), or an
	// axis with either ("activity=disputed").
	State string
	Since string // date: mentioned in a document published on it or later
	Main  bool   // only deals that some document is about
	Sort  string // newest, name, documents; "" is newest
	Limit int    // 0 for no limit
}

// Deals lists the deals that fit q.
func (k *Desk) Deals(ctx context.Context, a Ask, q DealsQuery) (*Deals, error) {
	keep, err := q.filter()
	if err != nil {
		return nil, err
	}
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	var found []*assess.Deal
	for _, d := range as.Deals {
		if keep(d) {
			found = append(found, d)
		}
	}
	switch q.Sort {
	case "", "newest":
		sort.SliceStable(found, func(i, j int) bool { return newestDocument(found[i]).After(newestDocument(found[j])) })
	case "name":
		sort.SliceStable(found, func(i, j int) bool { return parley.FoldName(found[i].Name) < parley.FoldName(found[j].Name) })
	case "documents":
		sort.SliceStable(found, func(i, j int) bool { return len(found[i].Documents) > len(found[j].Documents) })
	}
	out := &Deals{Schema: SchemaDeals, Asked: a.asked(as), Total: len(found), Deals: []DealRow{}}
	for _, d := range found {
		if q.Limit > 0 && len(out.Deals) == q.Limit {
			break
		}
		out.Deals = append(out.Deals, row(d))
	}
	return out, nil
}

func row(d *assess.Deal) DealRow {
	return DealRow{DealHead: head(d), Sentence: sentence(d), Axes: answers(d), Main: d.Main, Sources: sources(d)}
}

func (q DealsQuery) filter() (func(*assess.Deal) bool, error) {
	since, err := parley.Interval{}, error(nil)
	if q.Since != "" {
		if since, err = parley.ParseDate(q.Since); err != nil {
			return nil, fmt.Errorf("--since: %w", err)
		}
	}
	if q.Kind != "" && !parley.DealKinds.Has(q.Kind) {
		return nil, fmt.Errorf("--kind: %q is none of %s", q.Kind, strings.Join(parley.DealKinds.Values(), ", "))
	}
	if !slices.Contains([]string{"", "newest", "name", "documents"}, q.Sort) {
		return nil, fmt.Errorf("--sort: %q is none of newest, name, documents", q.Sort)
	}
	inState, err := stateFilter(q.State)
	if err != nil {
		return nil, err
	}
	party := parley.FoldName(q.Party)
	return func(d *assess.Deal) bool {
		if q.Kind != "" && string(d.Kind) != q.Kind || q.Main && !d.Main && d.Declared == nil || !inState(d) {
			return false
		}
		if party != "" && !slices.ContainsFunc(d.Parties, func(p assess.Party) bool {
			n := parley.FoldName(p.Name)
			return strings.HasPrefix(n+" ", party+" ") || parley.PartyWords(p.Name)(party)
		}) {
			return false
		}
		return q.Since == "" || !newestDocument(d).Before(since.From)
	}, nil
}

func stateFilter(want string) (func(*assess.Deal) bool, error) {
	if want == "" {
		return func(*assess.Deal) bool { return true }, nil
	}
	axis, value, ok := strings.Cut(want, "=")
	if !ok {
		axis, value = "", want
	}
	value = strings.ReplaceAll(value, "-", " ")
	if value == "in force" {
		value = "in_force"
	}
	states := []string{string(assess.StateUndisputed), string(assess.StateDiffer), string(assess.StateDisputed), string(assess.StateNotSaid)}
	known := slices.Contains(states, value)
	for ax, v := range parley.AxisValues {
		known = known || v.Has(value) && (axis == "" || axis == string(ax))
	}
	if axis != "" && !parley.Axes.Has(axis) || !known {
		return nil, fmt.Errorf("--state: %q is no axis value and no answer state; values are %s", want, strings.Join(stateWords(states), ", "))
	}
	return func(d *assess.Deal) bool {
		for _, ax := range d.Axes {
			if axis != "" && axis != string(ax.Axis) {
				continue
			}
			if slices.Contains(ax.Values(), value) || string(ax.State()) == value && (axis != "" || value != string(assess.StateNotSaid)) {
				return true
			}
		}
		return false
	}, nil
}

func stateWords(states []string) []string {
	words := slices.Clone(states)
	for _, ax := range parley.Axes.Values() {
		words = append(words, parley.AxisValues[parley.Axis(ax)].Values()...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// newestDocument is when the newest original that mentions d was known.
func newestDocument(d *assess.Deal) time.Time {
	for i := len(d.Documents) - 1; i >= 0; i-- {
		if d.Documents[i].Original == nil {
			return d.Documents[i].Known.From
		}
	}
	return time.Time{}
}
