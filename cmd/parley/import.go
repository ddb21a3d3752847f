package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/ledger"
)

// imported is what `parley import --json` says.
type imported struct {
	Schema string `json:"schema"`
	ledger.Imported
}

func (p *program) importCommand() *cobra.Command {
	var path string
	var asJSON bool
	c := p.command("import", groupKeep, cobra.Command{Args: cobra.ExactArgs(1)})
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		from, name := p.in, "standard input"
		if args[0] != "-" {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			from, name = io.Reader(f), args[0]
		}
		l, err := p.makeLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		done, err := l.Import(cmd.Context(), from)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if asJSON {
			return p.json(imported{"parley.import/1", done})
		}
		text := fmt.Sprintf("Took over %s from ledger %.8s; %s known already", plural(done.New, "record"), done.Ledger, grouped(float64(done.Known)))
		for _, x := range []struct {
			n    int
			what string
		}{{done.Withheld, "came without their words"}, {done.Refused, "are kept out by a judgement here"}, {done.Kept, "deal files stay as they are here"}} {
			if x.n > 0 {
				text += fmt.Sprintf(", %d %s", x.n, x.what)
			}
		}
		p.out.paragraph("", text+".")
		return nil
	}
	return c
}
