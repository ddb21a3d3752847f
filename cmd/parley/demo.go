package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/examples"
	"github.com/parley-desk/parley/internal/origin"
)

func (p *program) demoCommand() *cobra.Command {
	var keep string
	c := p.command("demo", groupRead, cobra.Command{Args: cobra.NoArgs})
	c.Flags().StringVar(&keep, "keep", "", "put posts and ledger into the new folder `DIR`, and leave them there")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		dir := keep
		if dir == "" {
			temp, err := os.MkdirTemp("", "parley-demo-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(temp)
			dir = filepath.Join(temp, "demo")
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(dir, "posts"), posts()); err != nil {
			return err
		}
		// From inside the folder, so that documents are named as a user would.
		if err := os.Chdir(dir); err != nil {
			return err
		}
		ctx := cmd.Context()
		l, err := p.makeLedger(ctx, "demo.db")
		if err != nil {
			return err
		}
		p.out.line(p.out.faint("$ parley read --show --ledger demo.db posts"))
		s, ids, err := p.read(ctx, l, origin.Input{Args: []string{"posts"}}, 0)
		if err == nil {
			p.learned(s)
			err = p.showRead(ctx, l, ids)
		}
		if e := l.Close(); err == nil {
			err = e
		}
		if err != nil {
			return err
		}
		for _, args := range [][]string{
			{"show", "--ledger", "demo.db", "Battery Minerals Partnership"},
			{"explain", "--ledger", "demo.db", "Battery Minerals Partnership", "activity"},
		} {
			p.out.line("")
			p.out.line(p.out.faint("$ parley " + shellWords(args)))
			again := p.root()
			again.SetArgs(args)
			if err := again.ExecuteContext(ctx); err != nil {
				return err
			}
		}
		p.out.line("")
		if keep == "" {
			p.out.paragraph("", p.out.faint("Posts and ledger are gone again; parley demo --keep DIR leaves them to you."))
		} else {
			p.out.paragraph("", p.out.faint("Posts and ledger are in "+keep+": cd there and set PARLEY_LEDGER=demo.db."))
		}
		return nil
	}
	return c
}

// posts are the example posts.
func posts() fs.FS {
	sub, err := fs.Sub(examples.Posts, "posts")
	if err != nil {
		return examples.Posts // cannot be: the folder is embedded
	}
	return sub
}

// shellWords is a command line as one would type it.
func shellWords(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		if quoted[i] = a; strings.Contains(a, " ") {
			quoted[i] = `"` + a + `"`
		}
	}
	return strings.Join(quoted, " ")
}
