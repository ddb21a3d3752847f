// Package answer turns assessments into answers: one file a question, each a
// plain struct with JSON tags and a schema id that a program can rely on and a
// screen can be made from.
//
// In comes a question in the reader's words (a deal's name, dates, a policy);
// out comes a value. Nothing here writes for a screen, with one exception: the
// attributed sentence, which is made of clauses so that each can be unfolded to
// the statements it rests on. Words quoted from documents are strangers' words;
// a surface passes them through package safe.
package answer

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// Ledger is what answers are made from.
type Ledger interface {
	Evidence(ctx context.Context, q ledger.Query) (*ledger.Evidence, error)
	DealHeads(ctx context.Context, q ledger.HeadQuery) ([]ledger.Head, error)
	Document(ctx context.Context, id string) (*parley.Document, error)
	Statements(ctx context.Context, q ledger.StatementQuery) (hits []ledger.StatementHit, next string, err error)
	Search(ctx context.Context, words string, limit, offset int) ([]ledger.Hit, error)
}

// Desk answers questions from one ledger.
type Desk struct {
	ledger Ledger
	memo   memo
}

// New is a desk over l. What it has worked out it keeps, as long as it holds, for
// the next question; a program that asks often keeps its desk.
func New(l Ledger) *Desk { return &Desk{ledger: l} }

// Ask is what every question has in common. The zero value asks for all the
// ledger holds, deals joined by name, all voices heard.
type Ask struct {
	AsOf       string            // date: true in the world by then
	KnownAt    string            // date: published by then
	LedgerAt   string            // date: learned by then
	Resolution assess.Resolution // "" is by-name
	Policy     assess.Policy     // "" is all
	// Now is the moment from which ages are counted and due dates called
	// overdue. When it is zero, AsOf serves, else nothing is.
	Now time.Time
}

// times reads the three dates.
func (a Ask) times() (t assess.Times, err error) {
	for _, f := range []struct {
		flag, date string
		to         *time.Time
	}{{"--as-of", a.AsOf, &t.Held}, {"--known-at", a.KnownAt, &t.Known}, {"--ledger-at", a.LedgerAt, &t.Ledger}} {
		if *f.to, err = assess.Until(f.date); err != nil {
			return t, fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	return t, nil
}

// now is the moment that ages are counted from.
func (a Ask) now(t assess.Times) time.Time {
	switch {
	case !t.Held.IsZero() && (a.Now.IsZero() || t.Held.Before(a.Now)):
		return t.Held
	case !t.Known.IsZero() && (a.Now.IsZero() || t.Known.Before(a.Now)):
		return t.Known
	}
	return a.Now
}

// Asked repeats, in an answer, what it depends on.
type Asked struct {
	AsOf       parley.Optional   `json:"as_of"`
	KnownAt    parley.Optional   `json:"known_at"`
	LedgerAt   parley.Optional   `json:"ledger_at"`
	Resolution assess.Resolution `json:"resolution"`
	Policy     assess.Policy     `json:"policy"`
	Head       int64             `json:"head"` // the newest record that was looked at
}

func (a Ask) asked(as *assess.Assessment) Asked {
	return Asked{parley.Optional(a.AsOf), parley.Optional(a.KnownAt), parley.Optional(a.LedgerAt), as.Options.Resolution, as.Options.Policy, as.Head}
}

// ErrUnknownDeal is matched by the error for a deal that the ledger does not
// hold.
var ErrUnknownDeal = errors.New("no such deal")

// AmbiguousError says that a name fits several deals.
type AmbiguousError struct {
	Name       string
	Candidates []DealRef
}

func (e *AmbiguousError) Error() string {
	var names []string
	for _, c := range e.Candidates {
		names = append(names, fmt.Sprintf("%s (%s)", c.ID, c.Name))
	}
	return fmt.Sprintf("deal %q fits %d deals: %s", e.Name, len(names), strings.Join(names, ", "))
}

// DealRef names a deal.
type DealRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func ref(d *assess.Deal) *DealRef {
	if d == nil {
		return nil
	}
	return &DealRef{d.ID, d.Name}
}

// assess works out the answers to what q asks for.
func (k *Desk) assess(ctx context.Context, a Ask, q ledger.Query) (*assess.Assessment, error) {
	ev, o, err := k.evidence(ctx, a, q)
	if err != nil {
		return nil, err
	}
	return k.memo.assess(ev, o), nil
}

// evidence is what q asks for, and how it is to be assessed.
func (k *Desk) evidence(ctx context.Context, a Ask, q ledger.Query) (*ledger.Evidence, assess.Options, error) {
	t, err := a.times()
	if err != nil {
		return nil, assess.Options{}, err
	}
	if !t.Ledger.IsZero() {
		// The bound is the first instant that no longer counts; the ledger's
		// clock ticks in microseconds.
		q.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	ev, err := k.ledger.Evidence(ctx, q)
	return ev, assess.Options{Resolution: a.Resolution, Policy: a.Policy, Times: t}, err
}

// deal finds the deal that name means and assesses it from its own evidence and
// that of the deals it hangs together with: the answer is the one that the
// whole log would give, at a cost that does not grow with the log.
func (k *Desk) deal(ctx context.Context, a Ask, name string) (*assess.Assessment, *assess.Deal, error) {
	as, _, err := k.gather(ctx, a, name, itself)
	if err != nil {
		return nil, nil, err
	}
	d, err := Find(as, name)
	return as, d, err
}

// reach says which deals' answers evidence must hold all of.
type reach int

const (
	itself     reach = iota // the deals that a name means
	dependents              // and those whose conditions wait for them
)

// gather assesses the deals that name means, and says by which question to the
// ledger. The documents of the deals in with are among the evidence.
func (k *Desk) gather(ctx context.Context, a Ask, name string, r reach, with ...*assess.Deal) (*assess.Assessment, ledger.Query, error) {
	q := ledger.Query{Keys: []string{}, Deals: []string{}, Files: true}
	for _, d := range with {
		q.Keys, q.Deals = append(q.Keys, d.Keys()...), append(q.Deals, d.Refs()...)
	}
	hq := ledger.HeadQuery{}
	t, err := a.times()
	if err != nil {
		return nil, q, err
	}
	if !t.Ledger.IsZero() {
		hq.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	have := map[string]bool{}
	// find widens the query by the documents' deals that begin with a folded
	// name and that keep knows.
	find := func(prefix string, keep func(ledger.Head) bool) error {
		hq.Prefix = prefix
		heads, err := k.ledger.DealHeads(ctx, hq)
		for _, h := range heads {
			if ref := h.Document + "#" + h.Local; keep(h) && !have[ref] {
				// Judgements stand under either.
				id := assess.MentionID(h.Name, h.Document)
				have[ref], have[id] = true, true
				q.Deals, q.Keys = append(q.Deals, ref, id), append(q.Keys, h.Keys...)
			}
		}
		return err
	}
	findID := func(id string) error {
		if have[id] {
			return nil
		}
		have[id] = true
		q.Deals = append(q.Deals, id)
		m := mentionID.FindStringSubmatch(id)
		if m == nil {
			return nil
		}
		is := func(h ledger.Head) bool {
			return assess.Slug(h.Name) == m[1] && strings.HasPrefix(h.Document, "sha256:"+m[2])
		}
		// A slug leaves out what is no plain letter: only its first word is sure to
		// begin the name.
		first, _, _ := strings.Cut(m[1], "-")
		n := len(q.Deals)
		if err := find(strings.ReplaceAll(m[1], "-", " "), is); err != nil || len(q.Deals) > n {
			return err
		}
		return find(first, is)
	}
	if err := findID(name); err != nil {
		return nil, q, err
	}
	if fold := parley.FoldName(name); fold != "" {
		if err := find(fold, func(h ledger.Head) bool {
			return named(h, func(n string) bool { return strings.HasPrefix(n+" ", fold+" ") })
		}); err != nil {
			return nil, q, err
		}
	}
	for range roundsAtMost {
		// The last round looks whether a wider question brings any more.
		as, err := k.assess(ctx, a, q)
		if err != nil {
			return nil, q, err
		}
		n := len(q.Deals) + len(q.Keys)
		ds := meant(as, append(slices.Clone(as.Deals), as.Hidden...), name)
		if len(ds) == 0 {
			// What is meant may be joined with another deal only until the
			// evidence is here by which a judgement holds them apart.
			for _, ref := range q.Deals {
				if d := as.Any(ref); d != nil && !slices.Contains(ds, d) {
					ds = append(ds, d)
				}
			}
		}
		if r == dependents {
			ds = as.Dependents(ds...)
		}
		near := as.Near(ds...)
		for _, key := range near.Keys {
			if !slices.Contains(q.Keys, key) {
				q.Keys = append(q.Keys, key)
			}
		}
		for _, r := range near.Refs {
			if !have[r] {
				have[r] = true
				q.Deals = append(q.Deals, r)
			}
		}
		for _, id := range near.Missing {
			if err := findID(id); err != nil {
				return nil, q, err
			}
		}
		for _, fold := range near.Names {
			if !have["name "+fold] {
				have["name "+fold] = true
				if err := find(fold, func(h ledger.Head) bool { return named(h, func(n string) bool { return n == fold }) }); err != nil {
					return nil, q, err
				}
			}
		}
		if n == len(q.Deals)+len(q.Keys) {
			return as, q, nil
		}
	}
	// Names chained so far that it is quicker to look at everything.
	as, err := k.assess(ctx, a, ledger.Query{})
	return as, ledger.Query{}, err
}

// deals is one deal, or all when name is "".
func (k *Desk) deals(ctx context.Context, a Ask, name string) (*assess.Assessment, []*assess.Deal, error) {
	if name == "" {
		as, err := k.assess(ctx, a, ledger.Query{})
		if err != nil {
			return nil, nil, err
		}
		return as, as.Deals, nil
	}
	as, d, err := k.deal(ctx, a, name)
	return as, []*assess.Deal{d}, err
}

// roundsAtMost bounds how often the evidence of one deal is widened.
const roundsAtMost = 6

// mentionID is a deal id made of a slug and four digits of a document.
var mentionID = regexp.MustCompile(`^([a-z0-9-]+)-([0-9a-f]{4})(?:-[0-9]+)?$`)

func named(h ledger.Head, is func(folded string) bool) bool {
	return slices.ContainsFunc(append([]string{h.Name}, h.Aliases...), func(n string) bool { return is(parley.FoldName(n)) })
}

// Find is the deal that name means: by id, then by exact name or alias (case
// and "the" folded), then by the beginning of a name that ends where a word
// does. A name that several deals answer to is an [AmbiguousError].
func Find(as *assess.Assessment, name string) (*assess.Deal, error) {
	found := meant(as, as.Deals, name)
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("deal %q: %w", name, ErrUnknownDeal)
	case 1:
		return found[0], nil
	}
	e := &AmbiguousError{Name: name}
	for _, d := range found {
		e.Candidates = append(e.Candidates, *ref(d))
	}
	return nil, e
}

// meant lists the deals among these that name means.
func meant(as *assess.Assessment, among []*assess.Deal, name string) []*assess.Deal {
	if d := as.Any(name); d != nil && slices.Contains(among, d) {
		return []*assess.Deal{d}
	}
	fold := parley.FoldName(name)
	if fold == "" {
		return nil
	}
	var exact, prefix []*assess.Deal
	for _, d := range among {
		names := append([]string{d.Name}, d.Aliases...)
		if d.Declared != nil {
			names = append(names, strings.ReplaceAll(d.ID, "-", " "))
		}
		if slices.ContainsFunc(names, func(n string) bool { return parley.FoldName(n) == fold }) {
			exact = append(exact, d)
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(parley.FoldName(n)+" ", fold+" ") }) {
			prefix = append(prefix, d)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return prefix
}
