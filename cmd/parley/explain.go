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

// The depths of an explanation.
const (
	depthSentence = "sentence"
	depthScreen   = "screen"
	depthProof    = "proof"
)

// screenNodes is how many nodes of the proofs one screen has room for.
const screenNodes = 9

func (p *program) explainCommand() *cobra.Command {
	var q question
	var depth string
	c := p.command("explain", groupAsk, cobra.Command{Args: cobra.RangeArgs(1, 2), ValidArgsFunction: p.completeDeal(&q, parley.Axes.Values()...)})
	c.Flags().StringVar(&depth, "depth", "", "`HOW` far down: sentence, screen, proof (else screen, and proof with --json)")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		axis := ""
		if len(args) > 1 {
			if axis = args[1]; !parley.Axes.Has(axis) {
				return usagef("axis %q is none of %s", axis, strings.Join(parley.Axes.Values(), ", "))
			}
		}
		switch {
		case depth != "":
			if err := oneOf("--depth", depth, depthSentence, depthScreen, depthProof); err != nil {
				return err
			}
		case q.json:
			depth = depthProof
		default:
			depth = depthScreen
		}
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			x, err := d.Explain(cmd.Context(), q.ask, args[0], axis)
			if err != nil {
				return err
			}
			switch depth {
			case depthSentence:
				x.Proofs, x.Conditions = []answer.Proof{}, []answer.Proof{}
			case depthScreen:
				x = x.Screen(screenNodes)
			}
			if q.json {
				return p.json(x)
			}
			p.asked(x.Asked)
			p.out.paragraph("", p.out.heading(safe.Line(x.Deal.Name)))
			p.out.paragraph("", safe.Line(x.Sentence.Text))
			if depth == depthSentence {
				return nil
			}
			if len(x.Proofs)+len(x.Conditions) == 0 {
				p.out.line("")
				p.out.line("Nobody in the ledger speaks of where it stands.")
				return nil
			}
			s, err := d.Show(cmd.Context(), q.ask, x.Deal.ID)
			if err != nil {
				return err
			}
			if depth == depthScreen {
				p.note(x, s)
			} else {
				p.explain(x, s)
			}
			return nil
		})
	}
	return c
}

// note explains on one screen: each axis with what each voice says in which
// words, who contradicts whom, and what would change it; then the conditions.
func (p *program) note(x *answer.Explain, s *answer.Show) {
	o := p.out
	for _, proof := range x.Proofs {
		ax := axisOf(s, proof)
		o.line("")
		o.paragraph("", o.strong(string(ax.Axis))+": "+o.state(ax.State, strings.Join(parts(words(strings.Join(ax.Values, "/")), proof.Value), ", ")))
		o.voices(proof)
		o.against(ax)
		o.flips(ax.Flips, x.Deal.ID)
	}
	for i, proof := range x.Conditions {
		o.line("")
		o.paragraph("", o.strong(here(proof.Claim, x.Deal.ID))+": "+words(proof.Value))
		o.voices(proof)
		o.flips(s.Conditions[i].Flips[:min(1, len(s.Conditions[i].Flips))], x.Deal.ID)
	}
	o.line("")
	o.paragraph("", o.faint("--depth proof goes on to every saying, its document and the bytes at which the words stand."))
}

// here leaves a deal's id out of a claim where all claims are about it.
func here(claim, deal string) string {
	return safe.Line(strings.ReplaceAll(strings.ReplaceAll(claim, "("+deal+")", ""), " on "+deal, ""))
}

// axisOf is the axis that a proof is of.
func axisOf(s *answer.Show, proof answer.Proof) answer.Axis {
	for _, ax := range s.Axes {
		if strings.HasPrefix(proof.Claim, string(ax.Axis)+"(") {
			return ax
		}
	}
	return answer.Axis{}
}

// voices lists the leaves below a proof, each with what it is read as, who says
// it and in which words.
func (s *screen) voices(above answer.Proof) {
	for _, n := range above.Of {
		if n.Leaf == nil {
			if len(n.Of) == 0 {
				s.paragraph("  ", s.faint(n.Rule))
			}
			s.voices(n)
			continue
		}
		e := n.Leaf.Evidence
		speaker := who(e.Voice, e)
		if above.Voice != nil {
			speaker = holder(*above.Voice, e)
		}
		value := s.strong(words(n.Value))
		if n.Out != "" {
			value = s.faint(words(n.Value))
		}
		again := ""
		if k := len(e.Echoes); k > 0 {
			again = "said again in " + plural(k, "document")
		}
		text := mark(shorten(n.Leaf.Proof.Text, 160))
		if n.Out != "" {
			text = s.faint(text + ", set aside: " + string(n.Out))
		}
		s.hanging("  ", "    ", value+": "+strings.Join(parts(speaker, s.faint(when(e)), s.faint(footing(e)), s.faint(verdict(e)), s.faint(again)), ", ")+": "+text)
	}
	what := "voice"
	if above.Voice != nil {
		what = "saying"
	}
	s.more(above.Cut, what)
}

// more counts what a note leaves out.
func (s *screen) more(n int, what string) {
	if n > 0 {
		s.line("  " + s.faint("… "+plural(n, "more "+what)))
	}
}

// against says who cannot both be right.
func (s *screen) against(ax answer.Axis) {
	const most = 1
	name := map[string]string{}
	for _, v := range ax.Voices {
		name[v.Voice.ID] = safe.Line(string(v.Voice.Name))
		if v.Voice.Name == "" {
			name[v.Voice.ID] = who(v.Voice, answer.Evidence{})
		}
	}
	for i, c := range ax.Against {
		if i == most {
			s.more(len(ax.Against)-most, "pair")
			break
		}
		since := ""
		if c.Since != "" {
			since = s.faint(", since " + day(c.Since))
		}
		s.hanging("  ", "    ", fmt.Sprintf("%s (%s) and %s (%s) cannot both be right", name[c.A], words(c.AValue), name[c.B], words(c.BValue))+since)
	}
}

// explain prints each answer as a tree that ends in exact words and the bytes
// at which they stand, and then what would change it.
func (p *program) explain(x *answer.Explain, s *answer.Show) {
	o := p.out
	for _, proof := range x.Proofs {
		o.line("")
		o.paragraph("", o.strong(safe.Line(proof.Claim))+": "+o.state(assess.State(proof.Value), words(proof.Value)))
		o.proofs(proof, "")
		o.cut("", proof.Cut)
		o.flips(axisOf(s, proof).Flips, x.Deal.ID)
	}
	for i, proof := range x.Conditions {
		o.line("")
		o.paragraph("", o.strong(safe.Line(proof.Claim))+": "+words(proof.Value))
		o.proofs(proof, "")
		o.cut("", proof.Cut)
		o.flips(s.Conditions[i].Flips, x.Deal.ID)
	}
}

// flips says which further statements would change an answer about a deal.
func (s *screen) flips(fs []answer.Flip, deal string) {
	const most = 3
	for i, f := range fs {
		if i == 0 {
			s.line("what would change it:")
		}
		if i == most {
			s.more(len(fs)-most, "way")
			return
		}
		// Those who would have to say the same share its words.
		var claims []string
		who := map[string][]string{}
		for _, x := range f.Say {
			if who[x.Claim] == nil {
				claims = append(claims, x.Claim)
			}
			who[x.Claim] = append(who[x.Claim], safe.Line(strings.Join(x.Who, " or ")))
		}
		for i, c := range claims {
			speaker := "the passing of time to"
			if w := strings.Join(who[c], " and "); w != "" {
				speaker = w + " saying"
			}
			claims[i] = speaker + " " + here(c, deal)
		}
		s.paragraph("  ", words(f.To)+", by "+strings.Join(claims, " and "))
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
