package main

import (
	"github.com/spf13/cobra"
)

func (p *program) completionCommand() *cobra.Command {
	c := p.command("completion", groupKeep, cobra.Command{
		Args:      cobra.ExactArgs(1),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
	})
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("shell", args[0], cmd.ValidArgs...); err != nil {
			return err
		}
		root := cmd.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(p.out, true)
		case "zsh":
			return root.GenZshCompletion(p.out)
		case "fish":
			return root.GenFishCompletion(p.out, true)
		default:
			return root.GenPowerShellCompletionWithDesc(p.out)
		}
	}
	return c
}
