package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/pledge"
)

// SchemaDiff names the format of [Diff].
const SchemaDiff = "parley.diff/1"

// Diff is what has changed: the answers first, then what did it.
type Diff struct {
	Schema string `json:"schema"`
	Asked
	Since string       `json:"since"`
	By    Clock        `json:"by"` // published or learned: by which clock Since is meant
	Deals []DealChange `json:"deals"`
}

// DealChange is what has changed about one deal.
type DealChange struct {
	Deal    DealRef         `json:"deal"`
	New     bool            `json:"new"`    // the deal was not there before
	Gone    bool            `json:"gone"`   // it is there no longer: judged otherwise, or rejected
	Before  parley.Optional `json:"before"` // the sentence
	After   parley.Optional `json:"after"`
	Changes []Change        `json:"changes"`
}

// What says what became of an answer.
type What string

// The values of [What].
const (
	WhatNew      What = "new"            // not said before
	WhatReversed What = "reversed"       // it cannot be true beside what it was
	WhatDisputed What = "newly disputed" // voices now contradict each other
	WhatResolved What = "resolved"       // they no longer do
	WhatMoved    What = "moved"          // another value that can be true beside the old one
	WhatVoices   What = "voices"         // the answer is the same; who gives it is not
	WhatMet      What = "met"
	WhatUnmet    What = "not met"
	WhatMissed   What = "missed"  // the deadline passed
	WhatOverdue  What = "overdue" // a commitment's date passed
	WhatGone     What = "gone"    // no longer said
)

// Change is one answer that changed. Which fields are set follows from Type.
type Change struct {
	Type   string          `json:"type"` // axis, condition, commitment, event, obstacle, link, denial
	What   What            `json:"what"`
	Axis   parley.Optional `json:"axis"`
	Key    string          `json:"key"`    // tells it from others of its type: the axis, the condition's text, …
	Before *Answer         `json:"before"` // axis
	After  *Answer         `json:"after"`
	State  parley.Optional `json:"state"`  // condition, commitment: what it is now
	Was    parley.Optional `json:"was"`    // and was
	Voices []VoiceChange   `json:"voices"` // axis
	By     []Evidence      `json:"by"`     // the statements that did it
}

// Cause says why a voice's position changed: the four kinds of change told
// apart, and new words.
type Cause string

// The values of [Cause].
const (
	CauseSpoke    Cause = "spoke"                  // the voice said it for the first time
	CauseReversed Cause = "changed its position"   // the speaker changed their mind
	CauseEdited   Cause = "the page was edited"    // the publisher edited
	CauseReread   Cause = "the text was re-read"   // the machine had erred, or errs now
	CauseJudged   Cause = "a person corrected it"  // we corrected
	CauseJoined   Cause = "deals were joined anew" // another document belongs to the deal, or no longer does
	CauseTime     Cause = "time passed"            // the words were there; the date asked about has come
)

// VoiceChange is one voice's change on one axis.
type VoiceChange struct {
	Voice  Voice      `json:"voice"`
	Before []string   `json:"before"`
	After  []string   `json:"after"`
	Cause  Cause      `json:"cause"`
	By     []Evidence `json:"by"`
}

// DiffQuery says since when. One of the two dates is set.
type DiffQuery struct {
	Since     string // date: what was published after its end
	SinceRead string // date: what the ledger learned after its end
	Deal      string // "" for all deals
}

// Diff compares the answers now, as a asks for them, with those at an earlier
// known or ledger time.
func (k *Desk) Diff(ctx context.Context, a Ask, q DiffQuery) (*Diff, error) {
	old := a
	out := &Diff{Schema: SchemaDiff, Deals: []DealChange{}}
	switch {
	case q.Since != "" && q.SinceRead != "" || q.Since == "" && q.SinceRead == "":
		return nil, errors.New("--since: want a date for either --since or --since-read")
	case q.Since != "":
		old.KnownAt, out.Since, out.By = q.Since, q.Since, ClockPublished
	default:
		old.LedgerAt, out.Since, out.By = q.SinceRead, q.SinceRead, ClockLearned
	}
	if _, err := old.times(); err != nil {
		return nil, fmt.Errorf("--since%s: %w", map[bool]string{true: "-read"}[q.SinceRead != ""], errors.Unwrap(err))
	}
	after, deals, err := k.deals(ctx, a, q.Deal)
	if err != nil {
		return nil, err
	}
	out.Asked = a.asked(after)
	if q.Deal == "" {
		before, err := k.assess(ctx, old, ledger.Query{})
		if err != nil {
			return nil, err
		}
		out.Deals = compare(before, after, old.now(before.Options.Times), a.now(after.Options.Times)).all()
		return out, nil
	}
	d := deals[0]
	before, was, err := k.before(ctx, old, d)
	if err != nil {
		return nil, err
	}
	if was != nil {
		// A document that left the deal is looked at where it is now.
		if after, _, err = k.gather(ctx, a, d.ID, itself, was); err != nil {
			return nil, err
		}
		if d, err = Find(after, d.ID); err != nil {
			return nil, err
		}
	}
	c := compare(before, after, old.now(before.Options.Times), a.now(after.Options.Times))
	if dc, changed := c.deal(was, d); changed {
		out.Deals = append(out.Deals, dc)
	}
	return out, nil
}

// before is the deal that d was at the earlier times of old: the one that has
// the first mention which counted then. What arrived since may have given d
// another id. Nil for a deal that was not there.
func (k *Desk) before(ctx context.Context, old Ask, d *assess.Deal) (*assess.Assessment, *assess.Deal, error) {
	t, err := old.times()
	if err != nil {
		return nil, nil, err
	}
	for _, m := range d.Mentions {
		if doc := m.Document; doc != nil && (!t.Ledger.IsZero() && !doc.Learned.Before(t.Ledger) || !t.Known.IsZero() && doc.Known.To.After(t.Known)) {
			continue
		}
		as, _, err := k.gather(ctx, old, m.Ref(), itself, d)
		if err != nil {
			return nil, nil, err
		}
		if was, err := Find(as, m.Ref()); err == nil {
			return as, was, nil
		}
	}
	// Its documents may have been there, and not have spoken of it.
	as, err := k.assess(ctx, old, ledger.Query{Keys: list(d.Keys()), Deals: d.Refs(), Files: true})
	return as, nil, err
}

// comparer compares two assessments.
type comparer struct {
	before, after *assess.Assessment
	then, now     time.Time

	visible                 map[string]*assess.Document // documents that counted before
	pages                   map[parley.Optional]bool    // their URLs
	factsBefore, factsAfter map[string]*assess.Fact
}

func compare(before, after *assess.Assessment, then, now time.Time) *comparer {
	c := &comparer{before: before, after: after, then: then, now: now, visible: map[string]*assess.Document{}, pages: map[parley.Optional]bool{},
		factsBefore: facts(before), factsAfter: facts(after)}
	for _, d := range before.Documents {
		if d.Visible {
			c.visible[d.ID()], c.pages[d.Header.URL] = d, true
		}
	}
	return c
}

func facts(as *assess.Assessment) map[string]*assess.Fact {
	out := map[string]*assess.Fact{}
	for _, d := range as.Deals {
		for _, f := range d.Facts {
			out[f.ID] = f
		}
	}
	return out
}

func (c *comparer) all() []DealChange {
	out := []DealChange{}
	seen := map[*assess.Deal]bool{}
	for _, d := range c.after.Deals {
		old := c.earlier(d)
		seen[old] = true
		if dc, changed := c.deal(old, d); changed {
			out = append(out, dc)
		}
	}
	for _, d := range c.before.Deals {
		if !seen[d] {
			out = append(out, DealChange{Deal: *ref(d), Gone: true, Before: parley.Optional(sentence(d).Text), Changes: []Change{}})
		}
	}
	// What moved most comes first.
	sort.SliceStable(out, func(i, j int) bool { return weight(out[i]) > weight(out[j]) })
	return out
}

func weight(d DealChange) int {
	best := 0
	for _, c := range d.Changes {
		w := map[What]int{WhatReversed: 6, WhatDisputed: 6, WhatResolved: 5, WhatMet: 5, WhatUnmet: 5, WhatMissed: 4, WhatOverdue: 4, WhatNew: 3, WhatMoved: 3, WhatVoices: 2, WhatGone: 1}[c.What]
		if c.Type != "axis" && c.What == WhatNew {
			w = 2
		}
		best = max(best, w)
	}
	return best
}

// earlier is the deal of the earlier assessment that has become d: the one that
// has its first mention which was there. An id will not do, since two deals of
// one name in one document are told apart by their order alone.
func (c *comparer) earlier(d *assess.Deal) *assess.Deal {
	for _, r := range d.Refs() {
		if old := c.before.Deal(r); old != nil {
			return old
		}
	}
	return nil
}

// deal compares one deal; old is nil when it was not there.
func (c *comparer) deal(old, d *assess.Deal) (DealChange, bool) {
	dc := DealChange{Deal: *ref(d), New: old == nil, After: parley.Optional(sentence(d).Text), Changes: []Change{}}
	if old == nil {
		old = &assess.Deal{}
	} else {
		dc.Before = parley.Optional(sentence(old).Text)
	}
	for _, ax := range d.Axes {
		if ch, ok := c.axis(old, d, ax); ok {
			dc.Changes = append(dc.Changes, ch)
		}
	}
	dc.Changes = append(dc.Changes, c.conditions(old, d)...)
	dc.Changes = append(dc.Changes, c.commitments(old, d)...)
	dc.Changes = append(dc.Changes, c.listed("event", old.Events, d.Events)...)
	dc.Changes = append(dc.Changes, c.obstacles(old, d)...)
	dc.Changes = append(dc.Changes, c.denials(old, d)...)
	return dc, dc.New || len(dc.Changes) > 0
}

func (c *comparer) axis(old, d *assess.Deal, ax *assess.Axis) (Change, bool) {
	was := old.Axis(ax.Axis)
	ch := Change{Type: "axis", Axis: parley.Optional(ax.Axis), Key: string(ax.Axis), Voices: []VoiceChange{}, By: []Evidence{},
		Before: &Answer{ax.Axis, was.State(), list(was.Values())}, After: &Answer{ax.Axis, ax.State(), list(ax.Values())}}
	ch.Voices = c.voices(old, d, was, ax)
	same := was.State() == ax.State() && sameSet(was.Values(), ax.Values())
	if same && len(ch.Voices) == 0 {
		return ch, false
	}
	for _, v := range ch.Voices {
		ch.By = append(ch.By, v.By...)
	}
	disjoint := !slices.ContainsFunc(ax.Values(), func(v string) bool {
		return slices.ContainsFunc(was.Values(), func(w string) bool {
			return assess.Compatible(ax.Axis, w, v, oneTime, oneTime)
		})
	})
	switch {
	case same:
		ch.What = WhatVoices
	case was.State() == assess.StateNotSaid:
		ch.What = WhatNew
	case ax.State() == assess.StateNotSaid:
		ch.What = WhatGone
	case ax.State() == assess.StateDisputed && was.State() != assess.StateDisputed:
		ch.What = WhatDisputed
	case was.State() == assess.StateDisputed && ax.State() != assess.StateDisputed:
		ch.What = WhatResolved
	case disjoint:
		ch.What = WhatReversed
	default:
		ch.What = WhatMoved
	}
	return ch, true
}

// oneTime stands for any moment at which two values are held against each
// other.
var oneTime = parley.Interval{From: time.Unix(0, 0).UTC(), To: time.Unix(1, 0).UTC()}

func sameSet(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}

// voices lists the voices whose standing values changed.
func (c *comparer) voices(old, d *assess.Deal, was, ax *assess.Axis) []VoiceChange {
	out := []VoiceChange{}
	find := func(a *assess.Axis, id string) *assess.Position {
		for _, p := range a.Positions {
			if p.Voice.ID == id {
				return p
			}
		}
		return &assess.Position{}
	}
	done := map[string]bool{}
	for _, p := range append(slices.Clone(ax.Positions), was.Positions...) {
		if done[p.Voice.ID] {
			continue
		}
		done[p.Voice.ID] = true
		before, after := find(was, p.Voice.ID), find(ax, p.Voice.ID)
		if slices.Equal(before.Values, after.Values) {
			continue
		}
		vc := VoiceChange{Voice: voice(p.Voice), Before: list(before.Values), After: list(after.Values), By: []Evidence{}}
		vc.Cause = c.cause(old, before, after)
		for _, cl := range after.Standing {
			if !holds(before.Standing, cl) {
				vc.By = append(vc.By, claimEvidence(cl, c.now))
			}
		}
		// A position that fell is shown by what it was.
		if len(vc.By) == 0 {
			for _, cl := range before.Standing {
				if !holds(after.Standing, cl) {
					e := claimEvidence(cl, c.now)
					for _, now := range after.Passed {
						if now.ID == cl.ID {
							e.Out = parley.Optional(now.Out)
						}
					}
					vc.By = append(vc.By, e)
				}
			}
		}
		out = append(out, vc)
	}
	return out
}

func holds(cs []*assess.Claim, c *assess.Claim) bool {
	return slices.ContainsFunc(cs, func(d *assess.Claim) bool { return d.ID == c.ID && d.Value == c.Value })
}

// cause tells the kinds of change apart. A claim that stands now was new words,
// unless its document was there before: then the reading, a judgement, the page
// or the joining changed.
func (c *comparer) cause(old *assess.Deal, before, after *assess.Position) Cause {
	visible := c.visible
	for _, cl := range after.Standing {
		if holds(before.Standing, cl) {
			continue
		}
		switch {
		case len(cl.Review.IDs) > 0 && !c.judgedBefore(cl.Fact):
			return CauseJudged
		case visible[cl.Document.ID()] == nil && c.edited(cl.Document):
			return CauseEdited
		case visible[cl.Document.ID()] == nil && len(before.Standing) > 0:
			return CauseReversed
		case visible[cl.Document.ID()] == nil:
			return CauseSpoke
		case !slices.Contains(old.Documents, visible[cl.Document.ID()]):
			return CauseJoined
		case c.factsBefore[cl.ID] != nil:
			return CauseTime
		}
		return CauseReread
	}
	for _, cl := range before.Standing {
		if holds(after.Standing, cl) {
			continue
		}
		for _, now := range after.Passed {
			if now.ID != cl.ID {
				continue
			}
			switch now.Out {
			case assess.OutRejected:
				return CauseJudged
			case assess.OutWithdrawn:
				return CauseEdited
			case assess.OutRetracted, assess.OutReplaced:
				return CauseReversed
			}
		}
		if f := c.factsAfter[cl.ID]; f != nil && f.Out == assess.OutRejected {
			return CauseJudged
		} else if f != nil && f.Out == assess.OutWithdrawn {
			return CauseEdited
		} else if f != nil {
			return CauseJoined
		}
	}
	return CauseReread
}

// edited reports whether a document is a later version of a page of which the
// earlier assessment knew a version.
func (c *comparer) edited(d *assess.Document) bool {
	return d.Header.URL != "" && c.pages[d.Header.URL]
}

func (c *comparer) judgedBefore(f *assess.Fact) bool {
	g := c.factsBefore[f.ID]
	return g != nil && slices.Equal(g.Review.IDs, f.Review.IDs)
}

func (c *comparer) conditions(old, d *assess.Deal) []Change {
	was := map[string]*assess.Condition{} // by text, and by each fact that tells of it
	gone := map[string]*assess.Condition{}
	for _, x := range old.Conditions {
		was[x.String()], gone[x.String()] = x, x
		for _, f := range x.Facts {
			was[f.ID] = x
		}
	}
	var out []Change
	for _, x := range d.Conditions {
		before := was[x.String()]
		for _, f := range x.Facts {
			if before == nil {
				before = was[f.ID]
			}
		}
		if before != nil {
			delete(gone, before.String())
		}
		ch := Change{Type: "condition", Key: x.String(), State: parley.Optional(metWord(x)), Voices: []VoiceChange{}, By: evidences(x.Facts, c.now)}
		if before == nil {
			ch.What = WhatNew
			out = append(out, ch)
			continue
		}
		ch.Was = parley.Optional(metWord(before))
		if ch.State == ch.Was {
			continue
		}
		ch.By = evidences(assess.Told(x.Met), c.now)
		switch {
		case x.State() == assess.StateDisputed:
			ch.What = WhatDisputed
		case x.Met.Truth == parley.True:
			ch.What = WhatMet
		case x.Met.Truth == parley.False:
			ch.What = WhatUnmet
		case x.Met.Missed:
			ch.What = WhatMissed
		default:
			ch.What = WhatGone
		}
		out = append(out, ch)
	}
	for _, k := range sorted(gone) {
		out = append(out, Change{Type: "condition", What: WhatGone, Key: k, Was: parley.Optional(metWord(gone[k])), Voices: []VoiceChange{}, By: evidences(gone[k].Facts, c.then)})
	}
	return out
}

func metWord(x *assess.Condition) string {
	switch {
	case x.Met.Truth == parley.Both:
		return "disputed"
	case x.Met.Truth == parley.True:
		return "met"
	case x.Met.Truth == parley.False:
		return "not met"
	case x.Met.Missed:
		return "missed"
	}
	return "not said"
}

func (c *comparer) commitments(old, d *assess.Deal) []Change {
	was := map[string]*pledge.Commitment{}
	for _, x := range old.Commitments {
		for _, t := range x.Tellings {
			was[t.Assertion.ID] = x
		}
	}
	var out []Change
	gone := map[*pledge.Commitment]bool{}
	for _, x := range old.Commitments {
		gone[x] = true
	}
	for _, x := range d.Commitments {
		var before *pledge.Commitment
		for i := len(x.Tellings) - 1; i >= 0; i-- {
			if before = was[x.Tellings[i].Assertion.ID]; before != nil {
				break
			}
		}
		now, then := commitment(d, x, c.now), Commitment{}
		ch := Change{Type: "commitment", Key: x.ID(), State: parley.Optional(now.State), Voices: []VoiceChange{}, By: evidences(d.Tellings(x)[:1], c.now)}
		if before == nil {
			ch.What = WhatNew
			out = append(out, ch)
			continue
		}
		delete(gone, before)
		then = commitment(old, before, c.then)
		ch.Was = parley.Optional(then.State)
		switch {
		case now.Answer == assess.StateDisputed && then.Answer != assess.StateDisputed:
			ch.What = WhatDisputed
		case now.State != then.State:
			ch.What = WhatMoved
		case now.Overdue && !then.Overdue:
			ch.What = WhatOverdue
		default:
			continue
		}
		out = append(out, ch)
	}
	for _, x := range old.Commitments {
		if gone[x] {
			out = append(out, Change{Type: "commitment", What: WhatGone, Key: x.ID(), Was: parley.Optional(x.State()), Voices: []VoiceChange{}, By: evidences(old.Tellings(x)[:1], c.then)})
		}
	}
	return out
}

// listed compares lists of facts by what they claim, whoever claims it.
func (c *comparer) listed(kind string, old, now []*assess.Fact) []Change {
	was, is := map[string]bool{}, map[string]bool{}
	key := func(f *assess.Fact) string {
		k := claimed(f)
		if f.Assertion.Date != "" {
			k += " " + string(f.Assertion.Date)
		}
		return k
	}
	for _, f := range old {
		was[key(f)] = true
	}
	var out []Change
	for _, f := range now {
		if k := key(f); !is[k] {
			is[k] = true
			if !was[k] {
				out = append(out, Change{Type: kind, What: WhatNew, Key: k, Voices: []VoiceChange{}, By: evidences([]*assess.Fact{f}, c.now)})
			}
		}
	}
	for _, f := range old {
		if k := key(f); !is[k] {
			is[k] = true
			out = append(out, Change{Type: kind, What: WhatGone, Key: k, Voices: []VoiceChange{}, By: evidences([]*assess.Fact{f}, c.then)})
		}
	}
	return out
}

func (c *comparer) obstacles(old, d *assess.Deal) []Change {
	first := func(os []*assess.Obstacle) (out []*assess.Fact) {
		for _, o := range os {
			out = append(out, o.Facts[len(o.Facts)-1])
		}
		return out
	}
	return c.listed("obstacle", first(old.Obstacles), first(d.Obstacles))
}

func (c *comparer) denials(old, d *assess.Deal) []Change {
	facts := func(ds []*assess.Denial) (out []*assess.Fact) {
		for _, x := range ds {
			if x.Assertion.Type == parley.TypePosition { // an event's denial is among the events
				out = append(out, x.Fact)
			}
		}
		return out
	}
	return c.listed("denial", facts(old.Denials), facts(d.Denials))
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Apply gives the answers after d of a deal that had the answers before: what
// Show would say on each axis. It is for those who keep answers of their own.
func (d DealChange) Apply(before []Answer) []Answer {
	out := slices.Clone(before)
	for _, c := range d.Changes {
		if c.Type != "axis" {
			continue
		}
		if i := slices.IndexFunc(out, func(a Answer) bool { return string(a.Axis) == strings.TrimSpace(c.Key) }); i >= 0 {
			out[i] = *c.After
		} else {
			out = append(out, *c.After)
		}
	}
	return out
}
