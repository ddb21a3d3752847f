package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
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
	o.examples(m.examples)
	o.line("")
	usage := "parley " + m.use
	if cmd.Root() == cmd {
		usage = "parley COMMAND"
	}
	own, shared := flagsOf(cmd)
	if len(own)+len(shared) > 0 {
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
	o.flagList("Flags", own)
	o.flagList("Flags of every question", shared)
}

// examples prints a manual's examples. The notes behind them stand in one
// column where all fit the screen, else below.
func (s *screen) examples(lines []string) {
	commands, notes := make([]string, len(lines)), make([]string, len(lines))
	width, widest := 0, 0
	for i, l := range lines {
		command, note, _ := strings.Cut(l, "# ")
		commands[i], notes[i] = strings.TrimRight(command, " "), note
		if note != "" {
			width = max(width, ansi.StringWidth(commands[i]))
			widest = max(widest, ansi.StringWidth(note))
		}
	}
	beside := 2+width+2+widest <= s.width
	for i, command := range commands {
		pad := strings.Repeat(" ", max(0, width-ansi.StringWidth(command))+2)
		switch {
		case notes[i] == "":
			s.line("  " + s.strong(command))
		case beside:
			s.line("  " + s.strong(command) + pad + s.faint(notes[i]))
		default:
			s.line("  " + s.strong(command))
			s.paragraph("      ", s.faint(notes[i]))
		}
	}
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
		p.out.section(g.Title)
		for _, c := range cmd.Commands() {
			if c.GroupID == g.ID && c.IsAvailableCommand() {
				p.out.paragraph(fmt.Sprintf("  %-*s  ", width, c.Name()), c.Short)
			}
		}
	}
}

// sharedFlag marks, in a flag's annotations, one that every question takes.
const sharedFlag = "shared"

// flagsOf parts the flags of a command into its own and those of every
// question. --help, which each has, is left out.
func flagsOf(cmd *cobra.Command) (own, shared []*pflag.Flag) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch {
		case f.Name == "help" || f.Hidden:
		case f.Annotations[sharedFlag] != nil:
			shared = append(shared, f)
		default:
			own = append(own, f)
		}
	})
	return own, shared
}

func (s *screen) flagList(title string, flags []*pflag.Flag) {
	if len(flags) == 0 {
		return
	}
	s.section(title)
	names := make([]string, len(flags))
	texts := make([]string, len(flags))
	width, indent := 0, ""
	if slices.ContainsFunc(flags, func(f *pflag.Flag) bool { return f.Shorthand != "" }) {
		indent = "    "
	}
	for i, f := range flags {
		value, text := pflag.UnquoteUsage(f)
		names[i] = indent + "--" + f.Name
		if f.Shorthand != "" {
			names[i] = "-" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			names[i] += " " + value
		}
		if texts[i] = text; f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			texts[i] += " (" + f.DefValue + " unless given)"
		}
		width = max(width, len(names[i]))
	}
	for i := range flags {
		s.paragraph(fmt.Sprintf("  %-*s  ", width, names[i]), texts[i])
	}
}
