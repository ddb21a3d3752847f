package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) compareCommand() *cobra.Command {
	var q question
	var by, section string
	c := p.command("compare", groupAsk, cobra.Command{Args: cobra.ExactArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	c.Flags().StringVar(&by, "by", string(answer.ByParty), "`WHOSE` accounts: party, outlet")
	c.Flags().StringVar(&section, "section", "", "print a `SECTION` of the deal's own text and who names it")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--by", by, string(answer.ByParty), string(answer.ByOutlet)); err != nil {
			return err
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			terms, err := d.Terms(cmd.Context(), q.ask, args[0], answer.TermsBy(by))
			if err != nil {
				return err
			}
			if section != "" {
				text, s, err := terms.Section(section)
				if err != nil {
					return err
				}
				if q.json {
					return p.json(s)
				}
				p.section(text, s)
				return nil
			}
			if q.json {
				return p.json(terms)
			}
			p.asked(terms.Asked)
			p.terms(terms)
			return nil
		})
	}
	return c
}

// leastTeller is the narrowest column of a table of terms that can be read.
const leastTeller = 13

// terms prints a table, a row a term, with the words that each cell rests on
// below it by number. Where the screen is too narrow for a column each, the
// tellers stand below one another.
func (p *program) terms(t *answer.Terms) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(t.Deal.Name)))
	if len(t.Rows) == 0 {
		o.line("nobody says anything of its terms")
		return
	}
	n := &notes{}
	o.line("")
	if (len(t.Columns)+1)*leastTeller <= o.width {
		table := table{head: []string{"term"}}
		for _, c := range t.Columns {
			table.head = append(table.head, teller(c))
		}
		for _, r := range t.Rows {
			cells := []cell{o.term(r)}
			for _, c := range r.Cells {
				text, style := tellings(r, c, n)
				cells = append(cells, cell{text, style})
			}
			table.add(cells...)
		}
		table.print(o)
	} else {
		for _, r := range t.Rows {
			term := o.term(r)
			o.paragraph("", o.styled(term.style, term.text))
			table := table{indent: 2}
			for i, c := range r.Cells {
				text, style := tellings(r, c, n)
				table.add(faint(teller(t.Columns[i])), cell{text, style})
			}
			table.print(o)
		}
	}
	o.section("In their words")
	for i, e := range n.list {
		cites := ""
		for _, c := range e.Cites {
			cites += "; names " + capital(c.Label)
			if c.Heading != "" {
				cites += " (" + safe.Line(string(c.Heading)) + ")"
			}
		}
		lead := fmt.Sprintf("[%d] ", i+1)
		o.hanging(lead, strings.Repeat(" ", len(lead)), mark(e.Words)+o.faint(", "+strings.Join(parts(said(e.Evidence)...), ", ")+cites))
	}
	if len(t.Texts) > 0 {
		o.section("Texts")
		for _, x := range t.Texts {
			var labels []string
			for _, s := range x.Sections {
				labels = append(labels, capital(s.Label))
			}
			o.hanging("  ", "    ", strings.Join(parts(safe.Line(string(x.Title)), day(x.Published)), ", ")+o.faint(": "+strings.Join(labels, ", ")))
		}
	}
}

// said is who says it, in which outlet where that is another, and when.
func said(e answer.Evidence) []string {
	outlet := safe.Line(string(e.Outlet))
	if outlet == safe.Line(string(e.Voice.Name)) {
		outlet = ""
	}
	return []string{who(e.Voice, e), outlet, when(e)}
}

func teller(c answer.Column) string {
	switch {
	case c.Kind == answer.ColumnText:
		return "its text"
	case c.Name == "":
		return "no outlet shown"
	}
	return safe.Line(string(c.Name))
}

// term names a row and says whether its cells agree.
func (s *screen) term(r answer.TermRow) cell {
	name := words(r.Term)
	switch r.Kind {
	case parley.TypeCondition:
		name = "hangs on " + mark(shorten(r.Term, 60))
	case parley.TypeCommitment:
		name = "pledge " + mark(shorten(r.Term, 60))
	case parley.TypeObstacle:
		name = "obstacle " + mark(shorten(r.Term, 60))
	}
	switch r.State {
	case answer.TermDiffer:
		return cell{name + ": differ", careStyle}
	case answer.TermDisputed:
		return cell{name + ": disputed", badStyle}
	}
	return plain(name)
}

// tellings prints a cell: each thing said once, with the numbers of the words it
// rests on.
func tellings(r answer.TermRow, c answer.Cell, n *notes) (string, style) {
	if len(c.Tellings) == 0 {
		return "not mentioned", faintStyle
	}
	var said []string
	numbers := map[string][]string{}
	for _, t := range c.Tellings {
		text := told(r.Kind, t)
		if !t.Own {
			if text += " (others)"; t.Voice.Name != "" {
				text = strings.TrimSuffix(text, "others)") + safe.Line(string(t.Voice.Name)) + ")"
			}
		}
		if !slices.Contains(said, text) {
			said = append(said, text)
		}
		numbers[text] = append(numbers[text], n.number(t))
	}
	for i, text := range said {
		said[i] = text + " [" + strings.Join(slices.Compact(numbers[text]), ", ") + "]"
	}
	return strings.Join(said, "; "), plainStyle
}

func told(kind parley.AssertionType, t answer.TermTelling) string {
	switch kind {
	case parley.TypeEvent:
		if t.Value == string(parley.StatusOccurred) {
			return strings.Join(parts("yes", string(t.Date)), ", ")
		}
		return strings.Join(parts(t.Value, string(t.Date)), " ")
	case parley.TypeCommitment:
		text := strings.Join(parts(words(t.Value), figure(t.Amount, t.Rate, t.Quantity)), " ")
		if t.Date != "" {
			text += " by " + string(t.Date)
		}
		return text
	case parley.TypeCondition, parley.TypeObstacle:
		if t.Value == "said" {
			return "says so"
		}
	}
	return words(t.Value)
}

// notes numbers what cells rest on, the same words once.
type notes struct{ list []answer.TermTelling }

func (n *notes) number(t answer.TermTelling) string {
	i := slices.IndexFunc(n.list, func(o answer.TermTelling) bool { return o.Assertion == t.Assertion && o.Document == t.Document })
	if i < 0 {
		i = len(n.list)
		n.list = append(n.list, t)
	}
	return fmt.Sprint(i + 1)
}

// section prints one part of an official text and who names it.
func (p *program) section(text *answer.TextOfDeal, s *answer.TextSection) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(s.Heading))+o.faint(", "+strings.Join(parts(safe.Line(string(text.Title)), day(text.Published)), ", ")))
	for _, para := range strings.Split(s.Words, "\n\n") {
		if strings.TrimSpace(para) != s.Heading {
			o.line("")
			o.paragraph("  ", safe.Line(para))
		}
	}
	o.line("")
	o.paragraph("", o.faint(s.Address))
	for _, e := range s.CitedBy {
		o.hanging("named by ", "  ", who(e.Voice, e)+": "+mark(e.Words)+o.faint(", "+strings.Join(parts(safe.Line(string(e.Outlet)), when(e)), ", ")))
	}
}
