package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/safe"
)

// learned is what `parley read --json` says.
type learned struct {
	Schema    string `json:"schema"`
	Documents int    `json:"documents"` // that were looked at
	New       int    `json:"new"`
	Reread    int    `json:"reread"` // known, and read by a newer reader
	Known     int    `json:"known"`
	intake.Counts
	Copies   []string `json:"copies"`   // new documents that have near-duplicates
	Versions []string `json:"versions"` // new documents under a known URL
	Unread   []string `json:"unread"`   // in a language that the reader does not know
	Failed   []string `json:"failed"`
}

func (p *program) readCommand() *cobra.Command {
	var known origin.Known
	var path string
	var workers int
	var show, asJSON bool
	c := p.command("read", groupRead, cobra.Command{})
	c.Flags().BoolVar(&show, "show", false, "then show where the deals in these documents stand")
	ledgerFlag(c, &path)
	knownFlags(c, &known)
	c.Flags().BoolVar(&known.Note, "note", false, "these are private notes, not articles: a call, an off-the-record line")
	c.Flags().BoolVar(&known.Confidential, "confidential", false, "these are notes that exports, bundles and pages must keep back")
	workersFlag(c, &workers)
	jsonFlag(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := p.input(args, known)
		if err != nil {
			return err
		}
		if err := checkWorkers(workers); err != nil {
			return err
		}
		if show && asJSON {
			return usagef("--show is for people and --json for programs: ask for one, then use parley show --json")
		}
		l, err := p.makeLedger(cmd.Context(), path)
		if err != nil {
			return err
		}
		defer l.Close()
		s, ids, err := p.read(cmd.Context(), l, in, workers)
		if err == nil && known.Confidential {
			err = p.unmarked(cmd.Context(), l, ids, &s)
		}
		switch {
		case asJSON:
			if e := p.json(tell(s)); e != nil {
				return e
			}
		default:
			p.learned(s)
			if show && err == nil {
				err = p.showRead(cmd.Context(), l, ids)
			}
		}
		switch {
		case errors.Is(err, context.Canceled):
			return fmt.Errorf("interrupted; %s whole in the ledger, and the same command goes on from there", are(s.Documents))
		case err != nil:
			return err
		case len(s.Failures) > 0:
			return partlyError{nil, true}
		}
		return nil
	}
	return c
}

// read reads the inputs into the ledger and lists the ids of the documents that
// are in it now. Failures are named as they come.
func (p *program) read(ctx context.Context, l *ledger.Ledger, in origin.Input, workers int) (intake.Summary, []string, error) {
	var ids []string
	progress, n, total := p.progress("document"), 0, 0
	if p.err.terminal {
		total = origin.Count(in)
	}
	s, err := intake.Run(ctx, l, in, intake.Options{Workers: workers, Each: func(i intake.Item) {
		n++
		if i.Err != nil {
			progress.clear()
			p.failure(i.Err)
			return
		}
		if len(i.LeftOut) > 0 {
			progress.clear()
			p.leftOut(i.Place, i.LeftOut)
		}
		ids = append(ids, i.ID)
		progress.at(n, total, i.Place)
	}})
	progress.clear()
	return s, ids, err
}

// unmarked makes failures of the documents that were to be confidential and are
// in the ledger already without the mark: a document is never edited, so a user
// who relies on the mark has to know.
func (p *program) unmarked(ctx context.Context, l *ledger.Ledger, ids []string, s *intake.Summary) error {
	marked, err := l.Confidential(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if marked[id] {
			continue
		}
		err := fmt.Errorf("%s: is in the ledger already, and not as a confidential note; drop its words with parley judge redact %s", id, id)
		s.Failures = append(s.Failures, err)
		p.failure(err)
	}
	return nil
}

// learned says what a read brought.
func (p *program) learned(s intake.Summary) {
	o := p.out
	if s.Documents == 0 && len(s.Failures) > 0 {
		return
	}
	var how []string
	for _, c := range []struct {
		n    int
		what string
	}{{s.New, "new"}, {s.Reread, "read again by a newer reader"}, {s.Known, "known already"}} {
		if c.n > 0 {
			how = append(how, fmt.Sprintf("%s %s", grouped(float64(c.n)), c.what))
		}
	}
	text := "Read " + plural(s.Documents, "document")
	if len(how) > 0 {
		text += ": " + strings.Join(how, ", ")
	}
	o.paragraph("", text+".")
	if s.New+s.Reread > 0 {
		o.paragraph("", fmt.Sprintf("Learned %s and %s about %s.", plural(s.Statements, "statement"), plural(s.Assertions, "assertion"), plural(s.Deals, "deal mention")))
	}
	p.listed(s.Copies, "told before, in other words or the same")
	p.listed(s.Versions, "a new version of a known page")
	p.listed(s.Unread, "kept unread: not in English")
	p.listed(s.Redacted, "kept out by a judgement")
	if n := len(s.Failures); n > 0 {
		o.paragraph("", o.bad(plural(n, "input")+" failed, named on standard error."))
	}
}

// listed names up to five documents that something is to be said about.
func (p *program) listed(items []intake.Item, what string) {
	const most = 5
	for i, it := range items {
		if i == most {
			p.out.paragraph("  ", p.out.faint(fmt.Sprintf("and %s more: %s", grouped(float64(len(items)-most)), what)))
			return
		}
		p.out.paragraph("  ", safe.Line(it.Place)+p.out.faint(" "+what))
	}
}

func tell(s intake.Summary) learned {
	out := learned{Schema: "parley.read/1", Documents: s.Documents, New: s.New, Reread: s.Reread, Known: s.Known, Counts: s.Counts,
		Copies: places(s.Copies), Versions: places(s.Versions), Unread: places(s.Unread), Failed: []string{}}
	for _, err := range s.Failures {
		out.Failed = append(out.Failed, err.Error())
	}
	return out
}

func places(items []intake.Item) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, i.Place)
	}
	return out
}

func are(documents int) string {
	if documents == 1 {
		return "1 document is"
	}
	return grouped(float64(documents)) + " documents are"
}

// How much of what was read is shown: a few deals whole, more of them in
// brief, and the rest by number.
const (
	shownWhole = 3
	shownBrief = 40
)

// showRead shows where the deals of the given documents stand: those that a
// document is about first, whole when they are few, and the others in brief.
func (p *program) showRead(ctx context.Context, l *ledger.Ledger, ids []string) error {
	heads, err := l.DealHeads(ctx, ledger.HeadQuery{})
	if err != nil {
		return err
	}
	heads = slices.DeleteFunc(heads, func(h ledger.Head) bool { return !slices.Contains(ids, h.Document) })
	desk := answer.New(l)
	var about, others []*answer.Show
	seen := map[string]bool{}
	for _, main := range []bool{true, false} {
		for _, h := range heads {
			if h.Main != main || len(about)+len(others) >= shownBrief {
				continue
			}
			s, err := desk.Show(ctx, answer.Ask{Now: p.now()}, h.Document+"#"+h.Local)
			if err != nil {
				return err
			}
			switch {
			case seen[s.Deal.ID]:
			case main:
				about = append(about, s)
			case tells(s):
				others = append(others, s)
			}
			seen[s.Deal.ID] = true
		}
	}
	whole := len(about) <= shownWhole
	for _, s := range about {
		p.out.line("")
		if whole {
			p.show(s)
		} else {
			p.brief(s)
		}
	}
	for _, s := range others {
		p.out.line("")
		p.brief(s)
	}
	if len(about) == 0 && len(others) == 0 {
		p.out.line("")
		p.out.line("No deal found.")
	}
	return nil
}

// tells reports whether anything is known of a deal beyond its name.
func tells(s *answer.Show) bool {
	return len(s.Conditions)+len(s.Obstacles)+len(s.Commitments)+len(s.Events) > 0 ||
		slices.ContainsFunc(s.Axes, func(a answer.Axis) bool { return a.State != assess.StateNotSaid })
}

// brief prints a deal's sentence under its name.
func (p *program) brief(s *answer.Show) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(s.Deal.Name)))
	o.paragraph("  ", safe.Line(s.Sentence.Text))
	var axes []answer.Answer
	for _, a := range s.Axes {
		axes = append(axes, answer.Answer{Axis: a.Axis, State: a.State, Values: a.Values})
	}
	o.paragraph("  ", o.faint(stands(axes)+"; "+restsOn(s.Sources)))
}
