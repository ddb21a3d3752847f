package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/ledger"
)

// verified is what `parley verify --json` says.
type verified struct {
	Schema string `json:"schema"`
	Whole  bool   `json:"whole"`
	Why    string `json:"why"` // the first thing that does not hold
	ledger.Stats
}

func (p *program) verifyCommand() *cobra.Command {
	var path, head string
	var asJSON bool
	c := p.command("verify", groupKeep, cobra.Command{Args: cobra.NoArgs})
	c.Flags().StringVar(&head, "head", "", "check too that a record with this `HASH`, noted earlier, is still there")
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if b, err := hex.DecodeString(head); err != nil || head != "" && len(b) != 32 {
			return usagef("--head %q: want the 64 hex digits that parley verify printed", head)
		}
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		progress := p.progress()
		s, err := l.Verify(cmd.Context(), func(done, total int64) {
			progress.at(int(done), fmt.Sprintf("of %d records", total))
		})
		progress.clear()
		if err == nil && head != "" {
			err = holds(cmd.Context(), l, strings.ToLower(head))
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
	return c
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
