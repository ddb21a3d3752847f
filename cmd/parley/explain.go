package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) explainCommand() *cobra.Command {
	var q question
	c := p.command("explain", groupAsk, cobra.Command{Args: cobra.RangeArgs(1, 2), ValidArgsFunction: p.completeDeal(&q, parley.Axes.Values()...)})
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		axis := ""
		if len(args) > 1 {
			if axis = args[1]; !parley.Axes.Has(axis) {
				return usagef("axis %q is none of %s", axis, strings.Join(parley.Axes.Values(), ", "))
			}
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			x, err := d.Explain(cmd.Context(), q.ask, args[0], axis)
			if err != nil {
				return err
			}
			if q.json {
				return p.json(x)
			}
			s, err := d.Show(cmd.Context(), q.ask, x.Deal.ID)
			if err != nil {
				return err
			}
			p.asked(x.Asked)
			p.explain(x, s)
			return nil
		})
	}
	return c
}

// explain prints each answer as a tree that ends in exact words and the bytes
// at which they stand, and then what would change it.
func (p *program) explain(x *answer.Explain, s *answer.Show) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(x.Deal.Name)))
	o.paragraph("", safe.Line(x.Sentence.Text))
	if len(x.Proofs)+len(x.Conditions) == 0 {
		o.line("")
		o.line("Nobody in the ledger speaks of where it stands.")
	}
	for _, proof := range x.Proofs {
		o.line("")
		o.paragraph("", o.strong(safe.Line(proof.Claim))+": "+o.state(assess.State(proof.Value), words(proof.Value)))
		o.proofs(proof, "")
		o.cut("", proof.Cut)
		for _, ax := range s.Axes {
			if strings.HasPrefix(proof.Claim, string(ax.Axis)+"(") {
				o.flips(ax.Flips)
			}
		}
	}
	for _, proof := range x.Conditions {
		o.line("")
		o.paragraph("", o.strong(safe.Line(proof.Claim))+": "+words(proof.Value))
		o.proofs(proof, "")
		o.cut("", proof.Cut)
	}
}

// flips says which further statements would change an answer.
func (s *screen) flips(fs []answer.Flip) {
	const most = 3
	for i, f := range fs {
		if i == most {
			return
		}
		var say []string
		for _, x := range f.Say {
			speaker := "anybody"
			if len(x.Who) > 0 {
				speaker = safe.Line(strings.Join(x.Who, " or "))
			}
			say = append(say, speaker+" saying "+safe.Line(x.Claim))
		}
		if i == 0 {
			s.line("what would change it:")
		}
		s.paragraph("  ", words(f.To)+", by "+strings.Join(say, " and "))
	}
}

// proofs prints the nodes below one.
func (s *screen) proofs(above answer.Proof, lead string) {
	for i, n := range above.Of {
		branch, below := "├─ ", "│  "
		if i == len(above.Of)-1 {
			branch, below = "└─ ", "   "
		}
		s.node(n, above, lead+branch, lead+below)
		s.proofs(n, lead+below)
		s.cut(lead+below, n.Cut)
	}
}

func (s *screen) cut(lead string, n int) {
	if n > 0 {
		s.line(lead + s.faint(fmt.Sprintf("… %d more left out", n)))
	}
}

// node prints one node: a voice with what it holds, or a leaf with its words,
// and who says them unless the node above has it.
func (s *screen) node(n, above answer.Proof, first, rest string) {
	switch {
	case n.Rule == assess.RuleEcho && n.Leaf != nil:
		l := n.Leaf
		s.hanging(first, rest, s.faint("said again in "+strings.Join(parts(mark(string(l.Title)), safe.Line(string(l.Outlet)), day(l.Published), place(l)), ", ")))
	case n.Leaf != nil:
		l := n.Leaf
		text := mark(l.Proof.Text)
		if n.Out != "" {
			s.hanging(first, rest, s.faint(text))
			s.hanging(rest, rest, s.faint("set aside: "+string(n.Out)))
		} else {
			s.hanging(first, rest, text)
		}
		review := verdict(l.Evidence)
		if review == "" {
			review = "not reviewed"
		}
		speaker := ""
		if above.Voice == nil || above.Voice.ID != l.Voice.ID {
			speaker = "by " + who(l.Voice, l.Evidence)
		}
		said := strings.Join(parts(speaker, when(l.Evidence), words(string(l.Basis))), ", ")
		s.hanging(rest, rest, s.faint("read as "+words(n.Value)+" ("+words(n.Rule)+"), "+review+"; said "+said))
		if l.Statements != nil && l.Statements.Text != l.Proof.Text {
			s.hanging(rest, rest, s.faint("in the statement "+mark(shorten(l.Statements.Text, 160))))
		}
		s.hanging(rest, rest, s.faint(place(l)))
	case n.Voice != nil:
		value := s.strong(words(n.Value))
		if n.Value == "" {
			value = s.faint("nothing that stands")
		}
		text := who(*n.Voice, answer.Evidence{}) + ": " + value
		if n.Out != "" {
			text += s.faint(" (" + string(n.Out) + ")")
		}
		s.hanging(first, rest, text)
	default:
		s.hanging(first, rest, s.faint(n.Rule))
	}
}

// place says where a leaf's words stand: the document and the bytes as fetched.
func place(l *answer.Leaf) string {
	doc := safe.Line(string(l.Path))
	if doc == "" {
		doc = safe.Line(string(l.URL))
	}
	if doc == "" {
		doc = l.Document
	}
	var at []string
	for _, s := range l.Proof.Original {
		at = append(at, fmt.Sprintf("%d-%d", s.Start, s.End))
	}
	return strings.Join(parts(doc, "bytes "+strings.Join(at, " and ")), ", ")
}
