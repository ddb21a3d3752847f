package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// question is what every command that asks has in common: which ledger, at
// which times, by which joining and policy, for people or for programs.
type question struct {
	ledger string
	ask    answer.Ask
	json   bool
}

func (q *question) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&q.ask.AsOf, "as-of", "", "what held by `DATE`: 2025, 2025-12, 2025-12-16 or 2025-12-16T22:39Z")
	f.StringVar(&q.ask.KnownAt, "known-at", "", "what the public could know by `DATE`")
	f.StringVar(&q.ask.LedgerAt, "ledger-at", "", "what this ledger had learned by `DATE`")
	f.StringVar((*string)(&q.ask.Policy), "policy", "all", "`WHOSE` word makes the answer: "+policies)
	f.StringVar((*string)(&q.ask.Resolution), "joined", "by-name", "`HOW` deals of several documents become one: by-name, judged")
	jsonFlag(c, &q.json)
	ledgerFlag(c, &q.ledger)
	for _, name := range []string{"as-of", "known-at", "ledger-at", "policy", "joined", "json", "ledger"} {
		_ = f.SetAnnotation(name, sharedFlag, []string{""})
	}
}

// put opens the ledger and lets f ask it.
func (p *program) put(ctx context.Context, q *question, f func(*answer.Desk) error) error {
	if err := q.check(); err != nil {
		return err
	}
	l, err := p.openLedger(ctx, q.ledger)
	if err != nil {
		return err
	}
	defer l.Close()
	q.ask.Now = p.now()
	return p.explained(ctx, l, f(answer.New(l)))
}

// policies lists the words that --policy takes.
var policies = func() string {
	var all []string
	for _, p := range assess.Policies {
		all = append(all, string(p))
	}
	return strings.Join(all, ", ")
}()

func (q *question) check() error {
	for _, f := range []struct{ name, value string }{{"as-of", q.ask.AsOf}, {"known-at", q.ask.KnownAt}, {"ledger-at", q.ask.LedgerAt}} {
		if _, err := assess.Until(f.value); err != nil {
			return usagef("--%s: %w", f.name, err)
		}
	}
	if err := oneOf("--policy", string(q.ask.Policy), strings.Split(policies, ", ")...); err != nil {
		return err
	}
	return oneOf("--joined", string(q.ask.Resolution), string(assess.ByName), string(assess.Judged))
}

// oneOf checks a flag or argument whose value is one of a few words.
func oneOf(what, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	var near []string
	for _, w := range words {
		if distance(value, w) <= 2 {
			near = append(near, w)
		}
	}
	return usagef("%s: %q is none of %s%s", what, value, strings.Join(words, ", "), didYouMean(near))
}

// explained turns the errors of a question into what helps the one who asked:
// a name that fits several deals, or a flag's wrong value, is wrong usage, and a
// deal that is not there comes with those that sound like it.
func (p *program) explained(ctx context.Context, l *ledger.Ledger, err error) error {
	var ambiguous *answer.AmbiguousError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ambiguous):
		return choiceError{ambiguous}
	case errors.Is(err, answer.ErrUnknownDeal):
		name, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), `deal "`), `":`)
		near := soundsLike(ctx, l, name)
		if near == nil {
			return fmt.Errorf("%w; parley deals lists them", err)
		}
		return fmt.Errorf("%w%s", err, didYouMean(near))
	case strings.HasPrefix(err.Error(), "--"):
		return usageError{err}
	}
	return err
}

// choiceError is a name that fits several deals, with a line for each.
type choiceError struct{ *answer.AmbiguousError }

func (e choiceError) Error() string {
	text := fmt.Sprintf("%q fits %d deals; ask for one by its id:", e.Name, len(e.Candidates))
	for _, c := range e.Candidates {
		text += fmt.Sprintf("\n  %s  (%s)", c.ID, c.Name)
	}
	return text
}

// soundsLike lists up to three names of deals that share a word with name, or
// nearly are it.
func soundsLike(ctx context.Context, l *ledger.Ledger, name string) []string {
	heads, err := l.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil {
		return nil
	}
	fold := parley.FoldName(name)
	words := strings.Fields(fold)
	score := map[string]int{}
	for _, h := range heads {
		own := parley.FoldName(h.Name)
		if distance(own, fold) <= 1+len(fold)/4 {
			score[h.Name] += 10
		}
		for _, w := range strings.Fields(own) {
			for _, v := range words {
				if len(v) >= 4 && distance(w, v) <= len(v)/4 {
					score[h.Name] += 1
				}
			}
		}
	}
	var names []string
	for n, s := range score {
		if s > 0 {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if score[a] != score[b] {
			return score[b] - score[a]
		}
		return strings.Compare(a, b)
	})
	return quoted(names[:min(3, len(names))])
}

func quoted(names []string) []string {
	out := slices.Clone(names)
	for i, n := range out {
		out[i] = fmt.Sprintf("%q", n)
	}
	return out
}

// asked says at which times and by which policy an answer was given, when it
// is not the plain one.
func (p *program) asked(a answer.Asked) {
	var parts []string
	for _, t := range []struct{ what, when string }{{"as of", string(a.AsOf)}, {"as known at", string(a.KnownAt)}, {"as this ledger had it at", string(a.LedgerAt)}} {
		if t.when != "" {
			parts = append(parts, t.what+" "+t.when)
		}
	}
	if a.Policy != assess.PolicyAll {
		parts = append(parts, "by the policy "+string(a.Policy))
	}
	if a.Resolution != assess.ByName {
		parts = append(parts, "deals joined by judgement only")
	}
	if parts != nil {
		p.out.paragraph("", p.out.care(capital(strings.Join(parts, ", ")+".")))
		p.out.line("")
	}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
