package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/bundle"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// verified is what `parley verify --json` says of a ledger.
type verified struct {
	Schema string `json:"schema"`
	Whole  bool   `json:"whole"`
	Why    string `json:"why"` // the first thing that does not hold
	ledger.Stats
}

func (p *program) verifyCommand() *cobra.Command {
	var path, head string
	var asJSON bool
	c := p.command("verify", groupKeep, cobra.Command{Args: cobra.MaximumNArgs(1)})
	c.Flags().StringVar(&head, "head", "", "check too that a record with this `HASH`, noted earlier, is still there; of a bundle, that it is the chain's end")
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if b, err := hex.DecodeString(head); err != nil || head != "" && len(b) != 32 {
			return usagef("--head %q: want the 64 hex digits that parley verify printed", head)
		}
		head = strings.ToLower(head)
		if len(args) == 0 {
			return p.verifyLedger(cmd.Context(), path, head, asJSON)
		}
		if path != "" {
			return usagef("name a bundle or --ledger, not both")
		}
		data, err := readBundle(args[0])
		switch {
		case err != nil:
			return err
		case data == nil:
			return fmt.Errorf("%s: is no bundle; a ledger is checked with parley verify --ledger %s", args[0], args[0])
		}
		return p.verifyBundle(cmd.Context(), args[0], data, head, asJSON)
	}
	return c
}

func (p *program) verifyLedger(ctx context.Context, path, head string, asJSON bool) error {
	l, err := p.openLedger(ctx, path)
	if err != nil {
		return err
	}
	defer l.Close()
	progress := p.progress("record")
	s, err := l.Verify(ctx, func(done, total int64) {
		progress.at(int(done), int(total), "")
	})
	progress.clear()
	if err == nil && head != "" {
		err = holds(ctx, l, head)
	}
	var broken *ledger.Broken
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	if asJSON {
		v := verified{Schema: "parley.verify/1", Whole: broken == nil, Stats: s}
		if broken != nil {
			v.Why = broken.Error()
		}
		if err := p.json(v); err != nil {
			return err
		}
	} else if broken == nil {
		p.out.paragraph("", p.out.good("The ledger is whole: ")+fmt.Sprintf("%s, every hash and index checked.", plural(int(s.Records), "record")))
		if s.Head != "" {
			p.out.line("head " + s.Head)
		}
	}
	if broken != nil {
		return fmt.Errorf("%s: %w", p.ledgerPath(path), broken)
	}
	return nil
}

// holds reports whether the log has a record with this hash.
func holds(ctx context.Context, l *ledger.Ledger, head string) error {
	for r, err := range l.Log(ctx, 0) {
		if err != nil {
			return err
		}
		if hex.EncodeToString(r.Hash[:]) == head {
			return nil
		}
	}
	return &ledger.Broken{Why: "no record has the hash " + head + ": the log was cut off or replaced"}
}

// verifyBundle checks a bundle and shows the answer as it is worked out here.
func (p *program) verifyBundle(ctx context.Context, name string, data []byte, head string, asJSON bool) error {
	r, err := bundle.Verify(ctx, data, p.madeBy())
	if err != nil {
		return err
	}
	if head != "" && r.Whole && r.Manifest.HeadHash != head {
		r.Whole = false
		r.Problems = append(r.Problems, bundle.Problem{File: "chain.jsonl", What: "does not end with the head " + head})
	}
	if asJSON {
		if err := p.json(r); err != nil {
			return err
		}
	} else if r.Whole {
		p.verifiedBundle(r, len(data))
	}
	if !r.Whole {
		var what []string
		for _, problem := range r.Problems {
			what = append(what, problem.String())
		}
		return fmt.Errorf("%s: does not hold:\n  %s", name, strings.Join(what, "\n  "))
	}
	return nil
}

func (p *program) verifiedBundle(r *bundle.Report, size int) {
	o, m := p.out, r.Manifest
	o.paragraph("", o.good("The bundle holds: ")+fmt.Sprintf("%s, %s, every byte accounted for; the answer was worked out again from the evidence and is the same.",
		plural(len(m.Files)+1, "file"), plural(size, "byte")))
	o.line("")
	o.paragraph("", o.heading(safe.Line(r.Answer.Deal.Name)))
	p.asked(r.Answer.Asked)
	o.paragraph("", safe.Line(r.Answer.Sentence.Text))
	for _, a := range r.Answer.Axes {
		text := string(a.State)
		if a.State != assess.StateNotSaid {
			var values []string
			for _, v := range a.Values {
				values = append(values, words(v))
			}
			text += ": " + strings.Join(values, ", ")
		}
		o.paragraph(fmt.Sprintf("  %-10s ", a.Axis), text)
	}
	o.section("Evidence")
	for _, d := range r.Documents {
		what := "its bytes are here"
		if !d.Original {
			what = "its hash only"
		}
		title := string(d.Title)
		if title == "" {
			title = d.ID
		}
		o.paragraph("  ", safe.Line(title)+o.faint(" · "+safe.Line(string(d.Outlet))+" "+day(d.Published)+", "+what))
	}
	o.paragraph("  ", fmt.Sprintf("%s of ledger %s, in its chain up to record %d", plural(r.Records, "record"), safe.Line(m.Ledger), m.Head))
	if r.Unopened > 0 {
		o.paragraph("  ", fmt.Sprintf("%s between them are in the chain and not in the bundle: that none of them bears on the answer is the keeper's word", plural(int(r.Unopened), "record")))
	}
	for _, n := range r.Notes {
		o.paragraph("  ", capital(safe.Line(n)))
	}
	o.line("")
	o.line("bundle " + r.ID)
	o.line("head   " + m.HeadHash)
	o.paragraph("", o.faint("Compare the head with the one that the ledger's keeper made public."))
}
