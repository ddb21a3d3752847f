package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/ledger"
)

// ledgerFlag gives a command --ledger.
func ledgerFlag(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "ledger", "", "the ledger's `FILE`; else PARLEY_LEDGER, else parley/parley.db in the user's data folder")
}

// ledgerPath is the ledger's file: the flag, else PARLEY_LEDGER, else the
// user's own.
func (p *program) ledgerPath(flag string) string {
	if flag != "" {
		return flag
	}
	if path := p.env("PARLEY_LEDGER"); path != "" {
		return path
	}
	return filepath.Join(xdg.DataHome, "parley", "parley.db")
}

// openLedger opens a ledger that is there already, for questions. One that may
// not be written is asked all the same.
func (p *program) openLedger(ctx context.Context, flag string) (*ledger.Ledger, error) {
	path := p.ledgerPath(flag)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no ledger yet; parley read FILE... makes one", path)
	}
	l, err := ledger.Open(ctx, path, ledger.Options{Now: p.now})
	if errors.Is(err, ledger.ErrReadOnly) || errors.Is(err, fs.ErrPermission) {
		return ledger.Open(ctx, path, ledger.Options{Now: p.now, ReadOnly: true})
	}
	return l, err
}

// makeLedger opens a ledger for what adds to it, and makes it where there is
// none.
func (p *program) makeLedger(ctx context.Context, flag string) (*ledger.Ledger, error) {
	path := p.ledgerPath(flag)
	if flag == "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
	}
	return ledger.Open(ctx, path, ledger.Options{Now: p.now})
}
