package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/dealfile"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) declareCommand() *cobra.Command {
	var path string
	c := p.command("declare", groupReview, cobra.Command{Args: cobra.MinimumNArgs(1)})
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		var failed []string
		fail := func(err error) {
			for _, line := range strings.Split(err.Error(), "\n") {
				failed = append(failed, line)
				p.failure(errors.New(line))
			}
		}
		var deals []*dealfile.Deal
		for _, arg := range args {
			files, err := dealFiles(arg)
			if err != nil {
				fail(err)
			}
			for _, name := range files {
				src, err := os.ReadFile(name)
				if err != nil {
					fail(err)
					continue
				}
				ds, err := dealfile.Parse(filepath.ToSlash(name), src)
				deals = append(deals, ds...)
				if err != nil {
					fail(err)
				}
			}
		}
		l, err := p.makeLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		known, err := declaredIDs(cmd.Context(), l)
		if err != nil {
			return err
		}
		if err := dealfile.Check(deals, known); err != nil {
			fail(err)
		}
		for _, d := range deals {
			if _, err := l.AppendDealFile(cmd.Context(), d.ID, d.YAML, nameKeys(d)); err != nil {
				return err
			}
			p.out.paragraph("", safe.Line(d.ID)+p.out.faint(" "+safe.Line(d.Name)))
		}
		p.out.paragraph("", fmt.Sprintf("Declared %s.", plural(len(deals), "deal")))
		if failed != nil {
			return partlyError{failed, true}
		}
		return nil
	}
	return c
}

// dealFiles lists the deal files of a file or folder, by path.
func dealFiles(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	if err != nil || !info.IsDir() {
		return []string{arg}, err
	}
	var files []string
	err = filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(name)) {
			files = append(files, name)
		}
		return err
	})
	return files, err
}

// declaredIDs are the deals that the ledger's deal files declare.
func declaredIDs(ctx context.Context, l *ledger.Ledger) ([]string, error) {
	e, err := l.Evidence(ctx, ledger.Query{Keys: []string{}})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range e.DealFiles {
		ids = append(ids, d.ID)
	}
	return ids, nil
}

// nameKeys are the keys by which documents' deals are found for a declared one.
func nameKeys(d *dealfile.Deal) []string {
	party := parley.PartyWords(d.Parties...)
	var keys []string
	for _, n := range append([]string{d.Name}, d.Aliases...) {
		if k := parley.NameKey(n, party); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
