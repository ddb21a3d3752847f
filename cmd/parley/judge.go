package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// judgements is what `parley judge list --json` says.
type judgements struct {
	Schema     string             `json:"schema"`
	Judgements []parley.Judgement `json:"judgements"`
}

func (p *program) judgeCommand() *cobra.Command {
	var path, why, by string
	var asJSON, orphans bool
	var field, value string
	c := p.command("judge", groupReview, cobra.Command{Args: cobra.MinimumNArgs(1), ValidArgs: append([]string{"list"}, parley.Verdicts.Values()...)})
	f := c.Flags()
	f.StringVar(&why, "why", "", "the `REASON`")
	f.StringVar(&by, "who", "", "`WHO` decides (else PARLEY_WHO, else USER)")
	f.StringVar(&field, "field", "", "amend: the `NAME` of the field that is wrong, as in the JSON")
	f.StringVar(&value, "value", "", "amend: what is right, as `JSON` or as a word")
	f.BoolVar(&orphans, "orphans", false, "list: only those whose words no reading finds any more")
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		verdict := parley.Verdict(args[0])
		if args[0] != "list" {
			if err := checkJudgement(verdict, args[1:], field, value); err != nil {
				return err
			}
		} else if len(args) > 1 {
			return usagef("judge list takes nothing else")
		}
		if orphans && args[0] != "list" {
			return usagef("--orphans goes with list")
		}
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		if args[0] == "list" {
			return p.judgements(cmd.Context(), l, orphans, asJSON)
		}
		j := parley.Judgement{Verdict: verdict, Who: p.judge(by), Why: parley.Optional(why), When: p.now().UTC().Format(time.RFC3339)}
		if j.Who == "" {
			return usagef("who decides? give --who NAME, or set PARLEY_WHO")
		}
		if verdict == parley.VerdictAmend {
			j.Field, j.Value = parley.Optional(field), parley.Optional(jsonValue(value))
		}
		if err := p.target(cmd.Context(), l, &j, args[1:]); err != nil {
			return err
		}
		kept, err := l.AppendJudgement(cmd.Context(), j)
		if err != nil {
			return err
		}
		if asJSON {
			return p.json(judgements{"parley.judgements/1", []parley.Judgement{kept.Judgement}})
		}
		about := safe.Line(j.Target)
		if j.Other != "" {
			about += " and " + safe.Line(string(j.Other))
		}
		p.out.paragraph("", fmt.Sprintf("%s: %s %s.", kept.ID, verdict, about))
		p.out.paragraph("", p.out.faint("parley judge undo "+kept.ID+" takes it back."))
		return nil
	}
	return c
}

// judge is who decides.
func (p *program) judge(flag string) string {
	for _, who := range []string{flag, p.env("PARLEY_WHO"), p.env("USER"), p.env("USERNAME")} {
		if who != "" {
			return who
		}
	}
	return ""
}

func checkJudgement(v parley.Verdict, targets []string, field, value string) error {
	if !parley.Verdicts.Has(string(v)) {
		return usagef("%q is none of list, %s", v, strings.Join(parley.Verdicts.Values(), ", "))
	}
	want := 1
	if v == parley.VerdictSame || v == parley.VerdictDifferent {
		want = 2
	}
	if len(targets) != want {
		return usagef("judge %s takes %s, not %d", v, plural(want, "id"), len(targets))
	}
	if amend := v == parley.VerdictAmend; amend != (field != "") || amend != (value != "") {
		return usagef("--field and --value go with amend, which needs both")
	}
	return nil
}

// jsonValue lets a word stand for itself: document for "document".
func jsonValue(s string) string {
	if json.Valid([]byte(s)) {
		return s
	}
	b, _ := json.Marshal(s)
	return string(b)
}

// target finds what a judgement is about: a statement or assertion by the
// beginning of its id, with the words judged, so that the judgement can follow
// them; a deal by name; a document or a judgement by its whole id.
func (p *program) target(ctx context.Context, l *ledger.Ledger, j *parley.Judgement, ids []string) error {
	var err error
	switch j.Verdict {
	case parley.VerdictSame, parley.VerdictDifferent:
		return p.pair(ctx, l, j, ids)
	case parley.VerdictUndo:
		all, err := allJudgements(ctx, l)
		if err != nil {
			return err
		}
		j.Target = ids[0]
		if !slices.ContainsFunc(all, func(k parley.Judgement) bool { return k.ID == ids[0] }) {
			return fmt.Errorf("no judgement %q; parley judge list has them", ids[0])
		}
		return nil
	case parley.VerdictRedact:
		j.Target = ids[0]
		_, err := l.Document(ctx, ids[0])
		return err
	}
	found, err := l.Find(ctx, ids[0])
	if err != nil {
		return usageError{err}
	}
	switch len(found) {
	case 0:
		return fmt.Errorf("no statement or assertion %q; parley explain DEAL --json has the ids", ids[0])
	case 1:
	default:
		text := fmt.Sprintf("%q begins the ids of %d:", ids[0], len(found))
		for _, i := range found {
			text += "\n  " + i.ID
		}
		return usageError{errors.New(text)}
	}
	j.Target, j.Anchor = found[0].ID, nil
	content := parley.Part{}
	if found[0].Statement != nil {
		content = found[0].Statement.Content
	} else {
		content = found[0].Assertion.Evidence
	}
	doc, err := l.Document(ctx, found[0].Document)
	if err != nil {
		return err
	}
	j.Anchor = &parley.Anchor{Document: doc.ID, Text: content.Text}
	for _, sp := range content.Spans {
		if o, ok := doc.Map.Original(sp); ok {
			j.Anchor.Content = append(j.Anchor.Content, o)
		}
	}
	return nil
}

// pair finds the two deals, or the two voices, that a judgement is about. What
// was joined into one deal is held apart by the ids of its mentions.
func (p *program) pair(ctx context.Context, l *ledger.Ledger, j *parley.Judgement, names []string) error {
	const voice = parley.VoiceTarget
	if a, b := strings.HasPrefix(names[0], voice), strings.HasPrefix(names[1], voice); a || b {
		if !a || !b {
			return usagef("%q and %q: want two deals, or two voices as entity:NAME", names[0], names[1])
		}
		for _, n := range names {
			n = strings.TrimPrefix(n, voice)
			if hits, _, err := l.Statements(ctx, ledger.StatementQuery{By: n, Limit: 1}); err != nil {
				return err
			} else if len(hits) == 0 {
				return fmt.Errorf("nobody of the name %q speaks in the ledger; parley statements --by %q", n, n)
			}
		}
		j.Target, j.Other = names[0], parley.Optional(names[1])
		return nil
	}
	ids, deals := [2]string{}, [2]*answer.Mentions{}
	for i, n := range names {
		m, err := answer.New(l).Mentions(ctx, answer.Ask{}, n)
		if err != nil {
			return p.explained(ctx, l, err)
		}
		ids[i], deals[i] = m.Deal.ID, m
		for _, x := range m.Mentions {
			if n == x.ID || n == x.Ref {
				ids[i] = n
			}
		}
	}
	one := deals[0].Deal.ID == deals[1].Deal.ID
	switch {
	case one && j.Verdict == parley.VerdictSame:
		return usagef("%q and %q are one deal already", names[0], names[1])
	case one && ids[0] == ids[1]:
		return usagef("%q and %q are one deal: name two of its mentions, which parley deals --mentions %q lists", names[0], names[1], deals[0].Deal.ID)
	}
	j.Target, j.Other = ids[0], parley.Optional(ids[1])
	return nil
}

func allJudgements(ctx context.Context, l *ledger.Ledger) ([]parley.Judgement, error) {
	var all []parley.Judgement
	for r, err := range l.Log(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if r.Kind == ledger.KindJudgement && r.Payload != nil {
			var j parley.Judgement
			if err := json.Unmarshal(r.Payload, &j); err != nil {
				return nil, err
			}
			all = append(all, j)
		}
	}
	return all, nil
}

// judgements lists what people decided, oldest first: all of it, or what no
// reading bears out any more.
func (p *program) judgements(ctx context.Context, l *ledger.Ledger, orphansOnly, asJSON bool) error {
	all, err := allJudgements(ctx, l)
	if err != nil {
		return err
	}
	found, err := answer.New(l).Orphans(ctx, answer.Ask{})
	if err != nil {
		return err
	}
	orphaned := map[string]bool{}
	for _, j := range found.Judgements {
		orphaned[j.ID] = true
	}
	if orphansOnly {
		all = slices.DeleteFunc(all, func(j parley.Judgement) bool { return !orphaned[j.ID] })
	}
	if asJSON {
		return p.json(judgements{"parley.judgements/1", append([]parley.Judgement{}, all...)})
	}
	if len(all) == 0 {
		p.out.line("no judgements")
		return nil
	}
	undone := map[string]bool{}
	for _, j := range all {
		if j.Verdict == parley.VerdictUndo {
			undone[j.Target] = true
		}
	}
	t := table{head: []string{"judgement", "decided", "about", "who", "when"}, wraps: []int{2}}
	for _, j := range all {
		what := string(j.Verdict)
		if j.Field != "" {
			what += " " + string(j.Field) + " = " + string(j.Value)
		}
		if undone[j.ID] {
			what += ", undone"
		}
		if orphaned[j.ID] {
			what += ", its words not found"
		}
		about := j.Target
		if j.Anchor != nil {
			about = mark(shorten(j.Anchor.Text, 80))
		} else if j.Other != "" {
			about += " and " + string(j.Other)
		}
		if j.Why != "" {
			about += ": " + string(j.Why)
		}
		t.add(plain(j.ID), strong(safe.Line(what)), plain(safe.Line(about)), plain(safe.Line(j.Who)), plain(day(parley.Optional(j.When))))
	}
	t.print(p.out)
	return nil
}
