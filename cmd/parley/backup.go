package main

import (
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) backupCommand() *cobra.Command {
	var path string
	c := p.command("backup", groupKeep, cobra.Command{Args: cobra.ExactArgs(1)})
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		l, err := p.openLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		if err := l.Backup(cmd.Context(), args[0]); err != nil {
			return err
		}
		s, err := l.Stats(cmd.Context())
		if err != nil {
			return err
		}
		p.out.paragraph("", "Copied "+plural(int(s.Documents), "document")+" and "+plural(int(s.Records), "record")+" to "+safe.Line(args[0])+".")
		return nil
	}
	return c
}
