package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

//go:embed *.md
var manuals embed.FS

// manual is one command's NAME.md: a heading with the usage, one line that says
// what it is for, an indented block of examples, and the rest of what a user
// needs to know.
type manual struct {
	use      string // "show DEAL"
	short    string
	examples []string
	text     string // Markdown: paragraphs, lists, indented blocks
}

// manualOf reads the manual of a command. A command without one is a mistake
// that the tests find before anybody else.
func manualOf(name string) manual {
	b, err := manuals.ReadFile(name + ".md")
	if err != nil {
		return manual{use: name}
	}
	heading, rest, _ := strings.Cut(string(b), "\n")
	m := manual{use: strings.TrimPrefix(strings.TrimPrefix(heading, "# parley "), "# ")}
	m.short, rest, _ = strings.Cut(strings.TrimSpace(rest), "\n")
	m.short = strings.TrimSuffix(m.short, ".")
	for line := range strings.Lines(strings.TrimLeft(rest, "\n")) {
		if !strings.HasPrefix(line, "    ") {
			break
		}
		m.examples = append(m.examples, strings.TrimSpace(line))
		rest = strings.TrimPrefix(strings.TrimLeft(rest, "\n"), line)
	}
	m.text = strings.TrimSpace(rest)
	return m
}

// help prints a command's help: what for, examples, usage, text, flags.
func (p *program) help(cmd *cobra.Command) {
	o := p.out
	m := manualOf(cmd.Name())
	o.paragraph("", m.short+".")
	o.line("")
	for _, e := range m.examples {
		command, note, _ := strings.Cut(e, "  #")
		o.line("  " + o.strong(strings.TrimRight(command, " ")) + o.faint(gap(e, command)+note))
	}
	o.line("")
	usage := "parley " + m.use
	if cmd.Root() == cmd {
		usage = "parley COMMAND"
	}
	if flags(cmd).HasAvailableFlags() {
		usage += " [flags]"
	}
	o.line("Usage: " + usage)
	if cmd.HasAvailableSubCommands() {
		p.commandList(cmd)
	}
	if m.text != "" {
		o.line("")
		o.markdown(m.text)
	}
	if fs := flags(cmd); fs.HasAvailableFlags() {
		o.line("")
		o.line(o.heading("Flags"))
		o.write(fs.FlagUsagesWrapped(o.width))
	}
}

// gap keeps the notes behind examples in the column in which the manual has
// them.
func gap(line, command string) string {
	if len(line) == len(command) {
		return ""
	}
	return strings.Repeat(" ", len(command)-len(strings.TrimRight(command, " "))+2)
}

func (p *program) commandList(cmd *cobra.Command) {
	width := 0
	for _, c := range cmd.Commands() {
		width = max(width, len(c.Name()))
	}
	for _, g := range cmd.Groups() {
		if !slices.ContainsFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.GroupID == g.ID }) {
			continue
		}
		p.out.line("")
		p.out.line(p.out.heading(g.Title))
		for _, c := range cmd.Commands() {
			if c.GroupID == g.ID && c.IsAvailableCommand() {
				p.out.paragraph(fmt.Sprintf("  %-*s  ", width, c.Name()), c.Short)
			}
		}
	}
}

// flags are the flags of a command without --help, which every one has.
func flags(cmd *cobra.Command) *pflag.FlagSet {
	fs := pflag.NewFlagSet(cmd.Name(), pflag.ContinueOnError)
	fs.SortFlags = false
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			fs.AddFlag(f)
		}
	})
	return fs
}
