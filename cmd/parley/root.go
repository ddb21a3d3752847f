package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The groups of commands in the order of the help.
const (
	groupRead   = "read"
	groupAsk    = "ask"
	groupReview = "review"
	groupKeep   = "keep"
)

// root is the command line. Every command is listed here.
func (p *program) root() *cobra.Command {
	root := p.command("parley", "", cobra.Command{Args: cobra.ArbitraryArgs})
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return usagef("unknown command %q%s", args[0], didYouMean(root.SuggestionsFor(args[0])))
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { p.help(cmd) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { p.help(cmd); return nil })
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: groupRead, Title: "Read"},
		&cobra.Group{ID: groupAsk, Title: "Ask"},
		&cobra.Group{ID: groupReview, Title: "Review"},
		&cobra.Group{ID: groupKeep, Title: "Keep"},
	)
	root.AddCommand(
		p.readCommand(),
		p.extractCommand(),
		p.demoCommand(),
		p.dealsCommand(),
		p.showCommand(),
		p.explainCommand(),
		p.proveCommand(),
		p.timelineCommand(),
		p.statementsCommand(),
		p.commitmentsCommand(),
		p.overdueCommand(),
		p.compareCommand(),
		p.checkCommand(),
		p.graphCommand(),
		p.diffCommand(),
		p.whatIfCommand(),
		p.searchCommand(),
		p.serveCommand(),
		p.reviewCommand(),
		p.judgeCommand(),
		p.declareCommand(),
		p.importCSVCommand(),
		p.verifyCommand(),
		p.backupCommand(),
		p.exportCommand(),
		p.importCommand(),
		p.doctorCommand(),
		p.usersCommand(),
		p.versionCommand(),
		p.completionCommand(),
	)
	return root
}

// command makes a cobra command of c, with its words from NAME.md.
func (p *program) command(name, group string, c cobra.Command) *cobra.Command {
	m := manualOf(name)
	c.Use, c.Short, c.GroupID = m.use, m.short, group
	c.DisableFlagsInUseLine = true
	if args := c.Args; args != nil {
		c.Args = func(cmd *cobra.Command, a []string) error {
			if args(cmd, a) == nil {
				return nil
			}
			return usagef("want parley %s, not %s", m.use, plural(len(a), "argument"))
		}
	}
	c.Flags().SortFlags = false
	return &c
}

// flagError makes a wrong flag a usage error and suggests the nearest one.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usageError{err}
	}
	var near []string
	name := unknown.GetSpecifiedName()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if len(name) > 1 && (distance(name, f.Name) <= 2 || strings.HasPrefix(f.Name, name)) {
			near = append(near, "--"+f.Name)
		}
	})
	return usagef("%w%s", err, didYouMean(near))
}

// didYouMean is the tail of an error that offers names near to the wrong one.
func didYouMean(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("; did you mean %s?", names[0])
	}
	last := len(names) - 1
	return fmt.Sprintf("; did you mean %s or %s?", strings.Join(names[:last], ", "), names[last])
}

// distance is the number of single-byte edits between a and b (Levenshtein 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
