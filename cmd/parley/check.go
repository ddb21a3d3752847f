package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) checkCommand() *cobra.Command {
	var q question
	var known origin.Known
	c := p.command("check", groupAsk, cobra.Command{Args: cobra.ExactArgs(1)})
	knownFlags(c, &known)
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := p.input(args, known)
		if err != nil {
			return err
		}
		draft, err := oneDocument(cmd.Context(), in)
		if err != nil {
			return err
		}
		x := extract.Document(draft)
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			r, err := d.Check(cmd.Context(), q.ask, &x, textOf(draft))
			if err != nil {
				return err
			}
			if q.json {
				err = p.json(r)
			} else {
				p.asked(r.Asked)
				p.check(r)
			}
			if err == nil && !r.Clean() {
				return partlyError{said: true}
			}
			return err
		})
	}
	return c
}

// textOf lists the sentences of a draft and the sums, rates and quantities in
// them.
func textOf(draft *parley.Document) answer.DraftText {
	d := lang.Analyze(&draft.Header)
	var out answer.DraftText
	for _, s := range d.Sents {
		out.Sentences = append(out.Sentences, s.Span)
	}
	for _, f := range d.Figures {
		if i := slices.IndexFunc(out.Sentences, func(s parley.Span) bool { return s.Contains(f.Span) }); i >= 0 {
			out.Figures = append(out.Figures, answer.DraftFigure{Span: f.Span, Sentence: out.Sentences[i], Amount: f.Amount, Rate: f.Rate, Quantity: f.Quantity})
		}
	}
	return out
}

// oneDocument reads the one document that the inputs give.
func oneDocument(ctx context.Context, in origin.Input) (*parley.Document, error) {
	var found *parley.Document
	for doc, err := range origin.Read(ctx, in) {
		switch {
		case err != nil:
			return nil, err
		case found != nil:
			return nil, usagef("%s holds several documents: check one draft at a time", in.Args[0])
		}
		found = doc
	}
	if found == nil {
		return nil, usagef("%s holds no document", in.Args[0])
	}
	return found, nil
}

// check prints the claims of a draft in its order, each with the words that bear
// on it, and a count.
func (p *program) check(r *answer.Check) {
	o := p.out
	for _, c := range r.Claims {
		style := map[answer.CheckVerdict]style{answer.Supported: goodStyle, answer.Contested: badStyle, answer.NotInLedger: careStyle}[c.Verdict]
		claim := words(safe.Line(c.Claim))
		if c.Type == c.Claim {
			claim = c.Type
		} else {
			claim = c.Type + " " + claim
		}
		if c.Voice != "" {
			claim += ", by " + safe.Line(string(c.Voice))
		}
		o.paragraph("", o.styled(style, string(c.Verdict))+": "+mark(shorten(c.Words, 160)))
		o.paragraph("  ", o.faint(claim+", of "+safe.Line(c.Deal.Name)+": ")+string(c.Reason))
		p.bearing("for", c.For)
		p.bearing("against", c.Against)
		o.line("")
	}
	for _, name := range r.Unknown {
		o.paragraph("", o.care("not checked: ")+"the ledger knows no deal called "+mark(name))
	}
	for _, sentence := range r.Unread {
		o.paragraph("", o.care("not read: ")+mark(shorten(sentence, 160)))
	}
	if len(r.Unknown)+len(r.Unread) > 0 {
		o.line("")
	}
	if len(r.Claims) == 0 {
		o.paragraph("", "Nothing was checked: the draft is read to say nothing about a deal that the ledger knows.")
		return
	}
	o.paragraph("", plural(len(r.Claims), "claim")+": "+strings.Join([]string{
		grouped(float64(r.Supported)) + " supported", grouped(float64(r.Contested)) + " contested", grouped(float64(r.Missing)) + " not in the ledger"}, ", "))
}

// bearingAtMost is how many words for or against a claim are printed; --json has
// all.
const bearingAtMost = 3

func (p *program) bearing(lead string, sources []answer.Source) {
	for i, s := range sources {
		if i == bearingAtMost {
			p.out.paragraph("  ", p.out.faint(lead+" "+grouped(float64(len(sources)-i))+" more"))
			return
		}
		voice := safe.Line(string(s.Voice))
		if voice == safe.Line(string(s.Outlet)) {
			voice = ""
		}
		date := ""
		if s.Date != "" {
			date = " (" + string(s.Date) + ")"
		}
		p.out.hanging("  "+lead+" ", "    ", mark(shorten(s.Words, 160))+date+p.out.faint(", "+strings.Join(parts(voice, safe.Line(string(s.Outlet)), string(s.Said)), ", ")))
	}
}
