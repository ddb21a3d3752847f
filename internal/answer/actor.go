package answer

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaActor names the format of [Actor].
const SchemaActor = "parley.actor/1"

// Actor is one voice over time: where it stands on each deal, what it said
// before, where it would not speak.
type Actor struct {
	Schema string `json:"schema"`
	Asked
	Name      string          `json:"name"`
	Type      parley.Optional `json:"type"`
	Roles     []string        `json:"roles"`
	SpeaksFor []string        `json:"speaks_for"`
	Others    []string        `json:"others"` // voices that speak for it
	Deals     []ActorDeal     `json:"deals"`  // the newest word first
	Silences  []ActorSilence  `json:"silences"`
	Said      []Statement     `json:"said"` // its newest statements, those of its others among them
}

// ActorDeal is what an actor, and who speaks for it, says of one deal.
type ActorDeal struct {
	Deal      DealRef         `json:"deal"`
	Newest    parley.Optional `json:"newest"` // date of its newest word
	Party     bool            `json:"party"`  // it is a party to the deal
	Positions []ActorPosition `json:"positions"`
	Reversals int             `json:"reversals"` // positions that it has given up for others
}

// ActorPosition is one voice's place on an axis.
type ActorPosition struct {
	Axis parley.Axis `json:"axis"`
	Position
}

// ActorSilence is a time when the actor did not answer.
type ActorSilence struct {
	Deal DealRef `json:"deal"`
	Silence
}

// actorStatements is how many statements an actor comes with.
const actorStatements = 8

// Actor answers what a voice says, over all deals. The name is one that the
// ledger knows, case and "the" folded; no such voice is [ledger.ErrUnknown].
func (k *Desk) Actor(ctx context.Context, a Ask, name string) (*Actor, error) {
	as, err := k.assess(ctx, a, ledger.Query{})
	if err != nil {
		return nil, err
	}
	now := a.now(as.Options.Times)
	fold := parley.FoldName(name)
	out := &Actor{Schema: SchemaActor, Asked: a.asked(as), Name: name, Roles: []string{}, SpeaksFor: []string{}, Others: []string{}, Deals: []ActorDeal{},
		Silences: []ActorSilence{}, Said: []Statement{}}
	known := false
	mine := func(v *assess.Voice) bool {
		if v.ID == fold || v.Name != "" && parley.FoldName(v.Name) == fold {
			known = true
			out.Name, out.Type = v.Name, parley.Optional(v.Type)
			out.Roles, out.SpeaksFor = union(out.Roles, v.Roles), union(out.SpeaksFor, v.SpeaksFor)
			return true
		}
		if slices.ContainsFunc(v.SpeaksFor, func(n string) bool { return parley.FoldName(n) == fold }) {
			known = true
			if v.Name != "" {
				out.Others = union(out.Others, []string{v.Name})
			}
			return true
		}
		return false
	}
	for _, d := range as.Deals {
		x := ActorDeal{Deal: *ref(d), Positions: []ActorPosition{}}
		for _, p := range d.Parties {
			if parley.FoldName(p.Name) == fold {
				known, x.Party = true, true
			}
		}
		var newest parley.Interval
		for _, f := range d.Facts {
			if f.Out == assess.OutNone && mine(f.Voice) && f.Said.From.After(newest.From) {
				newest = f.Said
			}
		}
		x.Newest = day(newest)
		for _, ax := range d.Axes {
			for i, p := range axis(d, ax, now).Voices {
				if !mine(ax.Positions[i].Voice) {
					continue
				}
				x.Positions = append(x.Positions, ActorPosition{ax.Axis, p})
				for _, c := range ax.Positions[i].Passed {
					if c.Out == assess.OutReplaced && !slices.Contains(p.Values, c.Value) {
						x.Reversals++
					}
				}
			}
		}
		for _, s := range d.Silences {
			if mine(s.Voice) {
				h := s.Document.Header
				out.Silences = append(out.Silences, ActorSilence{*ref(d), Silence{voice(s.Voice), s.Declined, s.Statement.Content.Text, s.Statement.ID, h.ID, h.Outlet, h.Published}})
			}
		}
		if len(x.Positions) > 0 || x.Newest != "" || x.Party {
			out.Deals = append(out.Deals, x)
		}
	}
	said, err := k.Statements(ctx, a, StatementsQuery{By: name, Limit: actorStatements})
	if err != nil {
		return nil, err
	}
	out.Said = said.Statements
	if !known && len(out.Said) == 0 {
		return nil, fmt.Errorf("actor %q: %w", name, ledger.ErrUnknown)
	}
	sort.SliceStable(out.Deals, func(i, j int) bool { return out.Deals[i].Newest > out.Deals[j].Newest })
	sort.SliceStable(out.Silences, func(i, j int) bool { return out.Silences[i].Published > out.Silences[j].Published })
	return out, nil
}

// union is a with those of b that it lacks.
func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}
