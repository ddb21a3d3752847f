package main

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// screen writes for people: wrapped to a width, coloured only on a terminal.
// Its methods take words that are safe already; [safe.Line] and [safe.Text]
// make them so.
type screen struct {
	w        *bufio.Writer
	width    int // columns
	colour   bool
	terminal bool
}

// plainWidth is the width where there is no terminal to ask.
const plainWidth = 80

// maxWidth keeps lines readable on a wide terminal.
const maxWidth = 120

// newScreen looks at f and the environment: NO_COLOR and TERM=dumb switch
// colour off, COLUMNS sets the width where f is no terminal.
func newScreen(f *os.File, env func(string) string) *screen {
	s := &screen{w: bufio.NewWriter(f), width: plainWidth}
	if n, err := strconv.Atoi(env("COLUMNS")); err == nil && n > 0 {
		s.width = n
	}
	if term.IsTerminal(f.Fd()) {
		s.terminal = true
		s.colour = env("NO_COLOR") == "" && env("TERM") != "dumb"
		if w, _, err := term.GetSize(f.Fd()); err == nil && w > 0 {
			s.width = w
		}
	}
	s.width = min(max(s.width, 40), maxWidth)
	return s
}

func (s *screen) Write(b []byte) (int, error) { return s.w.Write(b) }
func (s *screen) flush() error                { return s.w.Flush() }
func (s *screen) write(text string)           { io.WriteString(s.w, text) }
func (s *screen) line(text string)            { s.write(strings.TrimRight(text, " ") + "\n") }

// style is how a word looks on a screen with colours.
type style = lipgloss.Style

var (
	plainStyle   = lipgloss.NewStyle()
	headingStyle = lipgloss.NewStyle().Bold(true)
	strongStyle  = lipgloss.NewStyle().Bold(true)
	faintStyle   = lipgloss.NewStyle().Faint(true)
	goodStyle    = lipgloss.NewStyle().Foreground(lipgloss.Green)
	badStyle     = lipgloss.NewStyle().Foreground(lipgloss.Red)
	careStyle    = lipgloss.NewStyle().Foreground(lipgloss.Yellow)
)

// styled styles each word by itself, so that a text can be wrapped afterwards
// and no colour runs over a line's end.
func (s *screen) styled(st style, text string) string {
	if !s.colour {
		return text
	}
	words := strings.Split(text, " ")
	for i, w := range words {
		if w != "" {
			words[i] = st.Render(w)
		}
	}
	return strings.Join(words, " ")
}

func (s *screen) heading(text string) string { return s.styled(headingStyle, text) }
func (s *screen) strong(text string) string  { return s.styled(strongStyle, text) }
func (s *screen) faint(text string) string   { return s.styled(faintStyle, text) }
func (s *screen) good(text string) string    { return s.styled(goodStyle, text) }
func (s *screen) bad(text string) string     { return s.styled(badStyle, text) }
func (s *screen) care(text string) string    { return s.styled(careStyle, text) }

// section prints the heading of a part of an answer.
func (s *screen) section(title string) {
	s.line("")
	s.line(s.heading(title))
}

// paragraph prints text wrapped to the width, its first line after lead and
// the others under it.
func (s *screen) paragraph(lead, text string) {
	s.hanging(lead, strings.Repeat(" ", ansi.StringWidth(lead)), text)
}

// hanging prints text wrapped to the width, its first line after first and the
// others after rest.
func (s *screen) hanging(first, rest, text string) {
	lead := first
	for _, l := range wrap(text, max(s.width-ansi.StringWidth(first), 20)) {
		s.line(lead + l)
		lead = rest
	}
}

// wrap breaks text at blanks into lines of at most room columns. A word wider
// than that stands alone and whole, so that an id or URL can be copied.
func wrap(text string, room int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		w := ansi.StringWidth(word)
		switch {
		case line == "":
			line, used = word, w
		case used+1+w <= room:
			line, used = line+" "+word, used+1+w
		default:
			lines = append(lines, line)
			line, used = word, w
		}
	}
	return append(lines, line)
}

// markdown prints the manual's Markdown: paragraphs and list items wrapped,
// indented blocks as they stand, headings in bold.
func (s *screen) markdown(text string) {
	var para []string
	flush := func() {
		if len(para) == 0 {
			return
		}
		lead, t := "", strings.Join(para, " ")
		if rest, ok := strings.CutPrefix(t, "- "); ok {
			lead, t = "- ", rest
		}
		s.paragraph(lead, strings.ReplaceAll(t, "`", ""))
		para = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
			flush()
			s.line("")
		case strings.HasPrefix(line, "    "):
			flush()
			s.line(line[2:])
		case strings.HasPrefix(line, "## "):
			flush()
			s.line(s.heading(line[3:]))
		case strings.HasPrefix(line, "- "):
			flush()
			para = []string{line}
		default:
			para = append(para, strings.TrimSpace(line))
		}
	}
	flush()
}

// onto is a screen like s that writes elsewhere.
func (s *screen) onto(w io.Writer) *screen {
	return &screen{w: bufio.NewWriter(w), width: s.width, colour: s.colour, terminal: s.terminal}
}
