package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) showCommand() *cobra.Command {
	var q question
	var cite bool
	c := p.command("show", groupAsk, cobra.Command{Args: cobra.ExactArgs(1), ValidArgsFunction: p.completeDeal(&q)})
	c.Flags().BoolVar(&cite, "cite", false, "the sentence with its sources in notes, for pasting")
	q.flags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return p.put(cmd.Context(), &q, func(d *answer.Desk) error {
			s, err := d.Show(cmd.Context(), q.ask, args[0])
			switch {
			case err != nil:
				return err
			case q.json:
				return p.json(s)
			case cite:
				p.cite(s.Cite())
			default:
				p.asked(s.Asked)
				p.show(s)
			}
			return nil
		})
	}
	return c
}

// show prints where a deal stands: the sentence, the axes, what it waits for,
// what is in its way, what was promised, what it hangs together with, and what
// all this rests on.
func (p *program) show(s *answer.Show) {
	o := p.out
	o.paragraph("", o.heading(safe.Line(s.Deal.Name)))
	o.paragraph("", o.faint(strings.Join(about(s.Deal), " · ")))
	o.line("")
	o.paragraph("", safe.Line(s.Sentence.Text))
	o.line("")
	for _, ax := range s.Axes {
		p.axis(ax, s.Conditions)
	}
	if len(s.Conditions) > 0 {
		o.section("Conditions")
		for _, c := range s.Conditions {
			text := waits(c.Effect) + mark(c.Requires)
			if c.Requires == "" {
				text = safe.Line(c.Text)
			}
			if c.Declared {
				text += o.faint(" (deal file)")
			}
			if c.RequiresDeal != nil {
				text += " on " + safe.Line(c.RequiresDeal.Name)
			}
			o.paragraph("  ", text)
			o.paragraph("    ", o.metWords(c.Met))
			o.evidences("    ", c.Evidence)
		}
	}
	if len(s.Obstacles) > 0 {
		o.section("Obstacles")
		for _, b := range s.Obstacles {
			o.paragraph("  ", mark(b.What))
			o.evidences("    ", b.Evidence)
		}
	}
	if len(s.Commitments) > 0 {
		o.section("Commitments")
		o.commitments(s.Commitments, 2)
		o.totals(s.Totals, s.Commitments)
	}
	if len(s.Links) > 0 {
		o.section("Links")
		for _, l := range s.Links {
			o.paragraph("  ", words(string(l.Relation))+" "+safe.Line(l.To.Name))
			o.evidences("    ", l.Evidence)
		}
	}
	if len(s.Events) > 0 {
		o.section("Events")
		t := table{indent: 2, wraps: []int{2, 3}}
		for _, e := range s.Events {
			what := words(string(e.Event))
			if e.Status != parley.StatusOccurred {
				what += ", " + string(e.Status)
			}
			t.add(plain(dated(e.Date)), plain(what), plain(who(e.Voice, e.Evidence)), faint(footing(e.Evidence)))
		}
		t.print(o)
	}
	if len(s.Denials) > 0 {
		o.section("Denied")
		for _, d := range s.Denials {
			whose := "nobody in the ledger says it"
			switch {
			case len(d.Of) > 0:
				whose = "said by " + who(d.Of[0].Voice, d.Of[0])
			case len(d.Back) > 0:
				whose = "taken back: " + who(d.Back[0].Voice, d.Back[0]) + " said it " + when(d.Back[0])
			}
			o.paragraph("  ", words(safe.Line(d.Denies))+o.faint(", "+whose))
			o.evidences("    ", []answer.Evidence{d.By})
		}
	}
	p.unanswered(s)
	o.line("")
	if heard := lastHeard(s.Heard); heard != "" {
		o.paragraph("", o.faint(heard))
	}
	o.paragraph("", o.faint(restsOn(s.Sources)))
	if n := len(s.Orphans); n > 0 {
		o.paragraph("", o.care(plural(n, "judgement")+" on these documents no longer finds its words; parley judge list --orphans"))
	}
}

// about describes a deal on one line.
func about(d answer.DealHead) []string {
	parts := []string{d.ID}
	switch kind, instrument := words(string(d.Kind)), words(string(d.Instrument)); {
	case kind == "" || kind == "other":
		parts = append(parts, instrument)
	case instrument == "" || instrument == "other":
		parts = append(parts, kind)
	default:
		parts = append(parts, kind+", "+instrument)
	}
	if len(d.Parties) > 0 {
		parts = append(parts, safe.Line(strings.Join(d.Parties, ", ")))
	}
	if d.Joined == assess.JoinName {
		parts = append(parts, "joined "+string(d.Joined))
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// onlyVoice names the one voice on whom an answer rests.
func onlyVoice(ax answer.Axis) string {
	for _, v := range ax.Voices {
		if v.Voice.ID == string(ax.Only) && len(v.Standing) > 0 {
			return who(v.Voice, v.Standing[0])
		}
	}
	return "one voice"
}

// waits is how a condition on an effect begins.
func waits(e parley.Effect) string {
	if e == parley.EffectOther {
		return "hangs on "
	}
	return words(string(e)) + " when "
}

func (p *program) axis(ax answer.Axis, conditions []answer.Condition) {
	o := p.out
	answered := string(ax.State)
	switch {
	case ax.State == assess.StateUndisputed && ax.Only != "":
		answered = words(strings.Join(ax.Values, ", ")) + ", says only " + onlyVoice(ax)
	case ax.State == assess.StateUndisputed:
		answered = words(strings.Join(ax.Values, ", ")) + ", undisputed"
	case ax.Only != "":
		answered += ", by " + onlyVoice(ax) + " alone"
	}
	if ax.Axis == parley.AxisOperative && slices.ContainsFunc(conditions, func(c answer.Condition) bool {
		return c.Effect == parley.EffectOperative || c.Effect == parley.EffectInForce
	}) {
		answered += ", with a condition"
	}
	o.line(o.heading(fmt.Sprintf("%-9s", ax.Axis)) + "  " + o.state(ax.State, answered))
	t := table{indent: 2, wraps: []int{1, 3}}
	for _, v := range ax.Voices {
		for i, e := range v.Standing {
			value := strong(words(strings.Join(v.Values, ", ")))
			if !v.Counted {
				value = faint(words(strings.Join(v.Values, ", ")))
			}
			if i > 0 {
				value = faint("again")
			}
			t.add(value, plain(holder(v.Voice, e)), plain(when(e)), plain(footing(e)), strong(verdict(e)))
		}
		if n := len(v.Passed); n > 0 {
			e, name := v.Passed[0], faint("")
			if len(v.Standing) == 0 {
				name = faint(holder(v.Voice, e))
			}
			t.add(faint("before"), name, faint(when(e)), faint(string(e.Out)+further(n-1)))
		}
	}
	t.print(o)
}

// further says how many more there are of what was shown one of.
func further(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n)
}

// state colours the state of an answer; the words say the same without colour.
func (s *screen) state(st assess.State, text string) string {
	switch st {
	case assess.StateUndisputed:
		return s.good(text)
	case assess.StateDisputed:
		return s.bad(text)
	case assess.StateDiffer:
		return s.care(text)
	}
	return s.faint(text)
}

// speaksForAnother reports whether it helps to know for whom a voice speaks:
// that a government speaks for its state goes without saying.
func speaksForAnother(v answer.Voice) bool {
	switch parley.EntityType(v.Type) {
	case parley.EntityPerson, parley.EntityOffice:
		return len(v.SpeaksFor) > 0
	}
	return false
}

// who names a voice, with whom it speaks for.
func who(v answer.Voice, e answer.Evidence) string {
	name := safe.Line(string(v.Name))
	if name == "" {
		if name = "an article without an outlet"; e.Title != "" {
			name = "the article " + mark(shorten(string(e.Title), 40))
		}
	}
	if speaksForAnother(v) {
		name += " (" + safe.Line(v.SpeaksFor[0]) + ")"
	}
	return name
}

// holder names whose position a saying counts as, and who said it when that is
// another who speaks for it.
func holder(v answer.Voice, e answer.Evidence) string {
	if v.ID == e.Voice.ID {
		return who(v, e)
	}
	return who(v, e) + ", by " + who(e.Voice, e)
}

// when is the date of a saying: when it was said, else the day by which it must
// have been, since it was published then.
func when(e answer.Evidence) string {
	switch {
	case e.Said != "":
		return string(e.Said)
	case e.Published != "":
		return "by " + day(e.Published)
	}
	return ""
}

// day is the day of a date as a document writes it.
func day(date parley.Optional) string {
	s := safe.Line(string(date))
	if len(s) > 10 && s[4] == '-' {
		return s[:10]
	}
	return s
}

func dated(date parley.Optional) string {
	if date == "" {
		return "undated"
	}
	return string(date)
}

// footing says on what a saying stands: its basis, and how the reading follows
// from the words when they do not say it outright.
func footing(e answer.Evidence) string {
	s := words(string(e.Basis))
	if e.Basis == "" {
		s = "narration"
	}
	if e.Derivation != parley.DerivationStated {
		s += ", " + string(e.Derivation)
	}
	return s
}

// verdict is what a person decided about a reading, "" when nobody looked.
func verdict(e answer.Evidence) string {
	switch parley.Verdict(e.Reviewed) {
	case parley.VerdictAccept:
		return "accepted"
	case parley.VerdictAmend:
		return "amended"
	case parley.VerdictReject:
		return "rejected"
	}
	return string(e.Reviewed)
}

// evidences prints who says so, newest first, three at most: explain has all.
func (s *screen) evidences(lead string, es []answer.Evidence) {
	const most = 3
	for i, e := range es {
		if i == most {
			s.paragraph(lead, s.faint(fmt.Sprintf("and %s more", plural(len(es)-most, "saying"))))
			return
		}
		s.paragraph(lead, s.faint(strings.Join(parts(who(e.Voice, e), when(e), footing(e), verdict(e)), ", ")))
	}
}

func (s *screen) metWords(m answer.Met) string {
	switch m.State {
	case assess.StateNotSaid:
		if m.Missed {
			return s.care("its deadline has passed, and nobody says that it was met")
		}
		return s.faint("nobody says whether it is met")
	case assess.StateDisputed:
		return s.bad("whether it is met is disputed")
	}
	if len(m.Values) == 1 && m.Values[0] == "met" {
		return s.good("met")
	}
	return s.care(strings.Join(m.Values, ", "))
}

// unanswered names who was asked and did not answer, and who is not heard.
func (p *program) unanswered(s *answer.Show) {
	if len(s.Silences) == 0 && len(s.Unheard) == 0 {
		return
	}
	o := p.out
	o.section("Not answered")
	t := table{indent: 2}
	for _, q := range s.Silences {
		how := "gave no answer"
		if q.Declined {
			how = "declined"
		}
		t.add(plain(who(q.Voice, answer.Evidence{})), plain(how), plain(askedAbout(q.Words)), faint(strings.Join(parts(safe.Line(string(q.Outlet)), day(q.Published)), ", ")))
	}
	t.print(o)
	if len(s.Unheard) > 0 {
		o.paragraph("  ", "no voice in the ledger speaks for "+safe.Line(strings.Join(s.Unheard, ", ")))
	}
}

// askedAbout is what somebody would not speak of, "" when it is just a comment.
func askedAbout(words string) string {
	if len(words) < 60 && strings.Contains(words, "comment") {
		return ""
	}
	return mark(shorten(words, 60))
}

// lastHeard says when each party was last heard.
func lastHeard(hs []answer.Heard) string {
	var all []string
	for _, h := range hs {
		if h.Last == "" || h.Days == nil {
			continue
		}
		all = append(all, fmt.Sprintf("%s %s ago", safe.Line(h.Party), plural(*h.Days, "day")))
	}
	if all == nil {
		return ""
	}
	return "last heard: " + strings.Join(all, ", ")
}

// restsOn says how much there is behind an answer.
func restsOn(s answer.Sources) string {
	text := "from " + plural(s.Documents, "document")
	switch {
	case s.Copies == 1:
		text += ", 1 of them a copy"
	case s.Copies > 1:
		text += fmt.Sprintf(", %d of them copies", s.Copies)
	}
	if s.Newest != "" {
		text += ", newest " + day(s.Newest)
	}
	reviewed := "none"
	if s.Reviewed > 0 {
		reviewed = fmt.Sprint(s.Reviewed)
	}
	return text + fmt.Sprintf("; %s, %s reviewed", plural(s.Assertions, "reading"), reviewed)
}

// cite prints the sentence with a note for each source, to be pasted.
func (p *program) cite(c answer.Cite) {
	p.out.paragraph("", safe.Line(c.Text))
	for i, n := range c.Notes {
		if i == 0 {
			p.out.line("")
		}
		p.out.paragraph(fmt.Sprintf("[%d] ", n.N), strings.Join(parts(mark(n.Words), safe.Line(string(n.Outlet)), quotedTitle(n.Title), day(n.Published)), ", ")+".")
	}
}

func quotedTitle(title parley.Optional) string {
	if title == "" {
		return ""
	}
	return mark(string(title))
}

// mark puts a stranger's words into quotation marks, made safe.
func mark(words string) string {
	w := safe.Line(words)
	if strings.ContainsAny(w, "“”") {
		return "‘" + w + "’"
	}
	return "“" + w + "”"
}

// shorten cuts words at a blank to at most n code points.
func shorten(words string, n int) string {
	r := []rune(strings.TrimSpace(words))
	if len(r) <= n {
		return string(r)
	}
	cut := string(r[:n])
	if i := strings.LastIndexByte(cut, ' '); r[n] != ' ' && i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

func parts(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// plural is a count with its word.
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return grouped(float64(n)) + " " + word + "s"
}
