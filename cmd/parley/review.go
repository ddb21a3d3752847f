package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/review"
	"github.com/parley-desk/parley/internal/safe"
)

func (p *program) reviewCommand() *cobra.Command {
	var path, by, gold string
	var limit int
	var list, agreement, some, asJSON bool
	c := p.command("review", groupReview, cobra.Command{Args: cobra.NoArgs})
	f := c.Flags()
	f.BoolVar(&list, "list", false, "list what waits, and ask nothing")
	f.IntVar(&limit, "limit", 50, "at most so many")
	f.BoolVar(&agreement, "agreement", false, "say how far people agree with the machine and with each other")
	f.StringVar(&gold, "gold", "", "write reviewed posts as annotated ones into the folder `DIR`")
	f.BoolVar(&some, "some", false, "with --gold: also posts that are reviewed in part")
	f.StringVar(&by, "who", "", "`WHO` decides (else PARLEY_WHO, else USER)")
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if limit < 1 {
			return usagef("--limit: want 1 or more")
		}
		if agreement && gold != "" || some && gold == "" {
			return usagef("--agreement and --gold are two things, and --some goes with --gold")
		}
		ctx := cmd.Context()
		l, err := p.openLedger(ctx, path)
		if err != nil {
			return err
		}
		defer l.Close()
		switch {
		case agreement:
			return p.agreement(ctx, l, asJSON)
		case gold != "":
			return p.gold(ctx, l, gold, some)
		}
		q, err := review.NewQueue(ctx, l, limit)
		if err != nil {
			return err
		}
		in, terminal := p.keyboard()
		switch {
		case asJSON:
			return p.json(q)
		case list || !terminal:
			p.waiting(q)
			return nil
		}
		m := &reviewing{ctx: ctx, p: p, l: l, items: q.Items, left: q.Total, who: p.judge(by)}
		if m.who == "" {
			return usagef("who decides? give --who NAME, or set PARLEY_WHO")
		}
		if err := p.out.flush(); err != nil {
			return err
		}
		_, err = tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(os.Stdout)).Run()
		p.out.line(fmt.Sprintf("%s decided.", plural(m.decided, "reading")))
		return err
	}
	return c
}

// keyboard is standard input where it and standard output are a terminal.
func (p *program) keyboard() (*os.File, bool) {
	in, ok := p.in.(interruptible)
	if !ok || !p.out.terminal {
		return nil, false
	}
	f, ok := in.r.(*os.File)
	return f, ok && term.IsTerminal(f.Fd())
}

// waiting lists what waits to be looked at.
func (p *program) waiting(q *review.Queue) {
	p.out.paragraph("", fmt.Sprintf("%s to look at; %s of %s reviewed.", plural(q.Total, "reading"), grouped(float64(q.Reviewed)), plural(q.Readings, "reading")))
	if len(q.Items) == 0 {
		return
	}
	p.out.line("")
	t := table{head: []string{"reading", "what", "in which words", "why"}, wraps: []int{1, 2, 3}}
	for _, it := range q.Items {
		t.add(plain(safe.Line(it.ID)), strong(asks(it)), plain(mark(shorten(it.Words, 100))), faint(strings.Join(it.Why, "; ")))
	}
	t.print(p.out)
}

// asks is the question that an item puts, in a few words.
func asks(it review.Item) string {
	switch {
	case it.Other != nil:
		return safe.Line(it.Deal.Name) + " = " + safe.Line(it.Other.Name) + "?"
	case it.Kind == "statement":
		return "a statement?"
	}
	s := safe.Line(it.Claim) + ", of " + safe.Line(it.Deal.Name)
	if it.Voice != "" {
		s += ", by " + safe.Line(string(it.Voice))
	}
	return s + "?"
}

func (p *program) agreement(ctx context.Context, l *ledger.Ledger, asJSON bool) error {
	a, err := review.Agree(ctx, l)
	if err != nil {
		return err
	}
	if asJSON {
		return p.json(a)
	}
	if len(a.Kinds) == 0 {
		p.out.line("Nobody has decided anything yet.")
		return nil
	}
	alpha := func(f *float64) string {
		if f == nil {
			return "-"
		}
		return fmt.Sprintf("%.2f", *f)
	}
	t := table{head: []string{"of", "judged", "as read", "corrected", "rejected", "alpha machine", "alpha people"}}
	for _, k := range a.Kinds {
		t.add(plain(k.Name), plain(fmt.Sprint(k.Judged)), plain(fmt.Sprint(k.AsRead)), plain(fmt.Sprint(k.Corrected)), plain(fmt.Sprint(k.Rejected)), plain(alpha(k.Machine)), plain(alpha(k.People)))
	}
	t.print(p.out)
	return nil
}

// gold writes reviewed posts into a folder.
func (p *program) gold(ctx context.Context, l *ledger.Ledger, dir string, some bool) error {
	ids, err := review.ReviewedDocuments(ctx, l, some)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, id := range ids {
		g, err := review.NewGold(ctx, l, id)
		if err != nil {
			return err
		}
		b, err := json.MarshalIndent(g, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, g.Name+".gold.json"), append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	p.out.line(plural(len(ids), "post") + " in " + dir)
	return nil
}

// reviewing is the queue at a terminal.
type reviewing struct {
	ctx     context.Context
	p       *program
	l       *ledger.Ledger
	who     string
	items   []review.Item
	at      int
	left    int
	decided int
	last    string // the newest judgement, which z takes back
	lastAt  int
	said    string // what was done, or what went wrong
	fields  []review.Field
	field   *review.Field // being corrected
	typed   string
	choice  int
}

// Init has nothing to wait for.
func (m *reviewing) Init() tea.Cmd { return nil }

// Update answers one key.
func (m *reviewing) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	if key.String() == "ctrl+c" {
		return m, tea.Quit
	}
	switch {
	case m.field != nil:
		m.correct(key)
	case m.fields != nil:
		m.pick(key.String())
	default:
		if m.key(key.String()) {
			return m, tea.Quit
		}
	}
	return m, nil
}

// key decides about the item that is shown; it reports whether to end.
func (m *reviewing) key(k string) (end bool) {
	m.said = ""
	if k == "q" {
		return true
	}
	if k == "z" {
		m.undo()
		return false
	}
	if m.at >= len(m.items) {
		return false
	}
	it := m.items[m.at]
	yes, no := parley.VerdictAccept, parley.VerdictReject
	if it.Other != nil {
		yes, no = parley.VerdictSame, parley.VerdictDifferent
	}
	switch k {
	case "a":
		m.decide(review.Decision{Verdict: yes})
	case "r":
		m.decide(review.Decision{Verdict: no})
	case "u":
		m.decide(review.Decision{Verdict: parley.VerdictUnsure})
	case "s", "j", "down":
		m.at++
	case "k", "up":
		m.at = max(0, m.at-1)
	case "f":
		if it.Other == nil {
			var err error
			if m.fields, err = review.Fields(m.ctx, m.l, it.ID); err != nil {
				m.said, m.fields = err.Error(), nil
			}
		}
	}
	return false
}

func (m *reviewing) decide(d review.Decision) {
	it := m.items[m.at]
	d.ID, d.Who, d.When = it.ID, m.who, m.p.now()
	if it.Other != nil {
		d.Other = it.Other.ID
	}
	j, err := review.Decide(m.ctx, m.l, d)
	if err != nil {
		m.said = err.Error()
		return
	}
	m.last, m.lastAt = j.ID, m.at
	m.said = string(j.Verdict)
	if j.Field != "" {
		m.said += " " + string(j.Field)
	}
	m.decided++
	m.left--
	m.at++
}

func (m *reviewing) undo() {
	if m.last == "" {
		m.said = "nothing to take back"
		return
	}
	if _, err := review.Decide(m.ctx, m.l, review.Decision{Verdict: parley.VerdictUndo, ID: m.last, Who: m.who, When: m.p.now()}); err != nil {
		m.said = err.Error()
		return
	}
	m.at, m.last, m.said = m.lastAt, "", "taken back"
	m.decided--
	m.left++
}

// pick chooses the field to correct by its number.
func (m *reviewing) pick(k string) {
	if n := int(k[0] - '1'); len(k) == 1 && n >= 0 && n < len(m.fields) {
		m.field, m.typed, m.choice = &m.fields[n], "", 0
		if m.field.Words == nil {
			m.typed = m.field.Now
		}
		return
	}
	m.fields = nil
}

// correct takes the right value: chosen with the arrows, or typed.
func (m *reviewing) correct(key tea.KeyPressMsg) {
	f := m.field
	switch k := key.String(); {
	case k == "esc":
		m.field, m.fields = nil, nil
	case k == "enter":
		value := m.typed
		if f.Words != nil {
			value = f.Words[m.choice].Value
		}
		m.field, m.fields = nil, nil
		m.decide(review.Decision{Verdict: parley.VerdictAmend, Field: f.Name, Value: value})
	case f.Words != nil && (k == "down" || k == "j"):
		m.choice = min(m.choice+1, len(f.Words)-1)
	case f.Words != nil && (k == "up" || k == "k"):
		m.choice = max(m.choice-1, 0)
	case f.Words == nil && k == "backspace":
		if r := []rune(m.typed); len(r) > 0 {
			m.typed = string(r[:len(r)-1])
		}
	case f.Words == nil:
		m.typed += key.Text
	}
}

// View draws the item with the words around it.
func (m *reviewing) View() tea.View {
	var b strings.Builder
	s := m.p.out.onto(&b)
	if m.at >= len(m.items) {
		s.line("Nothing more waits here.")
	} else {
		it := m.items[m.at]
		s.line(s.faint(fmt.Sprintf("%s left", grouped(float64(m.left)))))
		s.line("")
		s.paragraph("", s.heading(asks(it)))
		if len(it.Why) > 0 {
			s.paragraph("", s.faint(strings.Join(it.Why, "; ")))
		}
		s.line("")
		if it.Other != nil {
			s.paragraph("  ", safe.Line(it.Words))
		} else {
			s.paragraph("  ", m.around(s, it))
		}
		s.line("")
		s.paragraph("  ", s.faint(strings.Join(parts(safe.Line(string(it.Outlet)), day(it.Published), quotedTitle(it.Title), fmt.Sprintf("read with %.0f%% confidence", 100*it.Confidence)), ", ")))
	}
	s.line("")
	switch {
	case m.field != nil && m.field.Words != nil:
		s.line(s.strong(words(m.field.Name)))
		from := max(0, m.choice-5)
		for i := from; i < min(from+12, len(m.field.Words)); i++ {
			mark := "  "
			if i == m.choice {
				mark = "> "
			}
			s.line(mark + safe.Line(words(m.field.Words[i].Value)) + s.faint("  "+safe.Line(m.field.Words[i].Meaning)))
		}
		s.line(s.faint("up and down, enter; esc leaves it"))
	case m.field != nil:
		s.paragraph(m.field.Name+": ", safe.Line(m.typed)+"_")
		s.line(s.faint("words as they stand in the article, enter; esc leaves it"))
	case m.fields != nil:
		for i, f := range m.fields {
			s.paragraph(fmt.Sprintf("%d ", i+1), s.strong(words(f.Name))+" "+safe.Line(shorten(f.Now, 80)))
		}
		s.line(s.faint("which one is wrong?"))
	default:
		s.line(s.faint("a right  r wrong  u not sure  f fix  s skip  k back  z undo  q end"))
	}
	if m.said != "" {
		s.paragraph("", safe.Line(m.said))
	}
	s.flush()
	v := tea.NewView(b.String())
	v.AltScreen = true
	return v
}

// around is the stretch of the article that an item's words stand in, with them
// in bold.
func (m *reviewing) around(s *screen, it review.Item) string {
	d, err := answer.New(m.l).Document(m.ctx, answer.Ask{}, it.Document)
	if err != nil {
		return mark(it.Words)
	}
	text := d.Extraction.Text
	i := strings.Index(text, it.Words)
	if i < 0 {
		return mark(it.Words)
	}
	end := i + len(it.Words)
	from := strings.LastIndex(text[:i], "\n") + 1
	to := len(text)
	if n := strings.Index(text[end:], "\n"); n >= 0 {
		to = end + n
	}
	return safe.Line(text[from:i]) + " " + s.strong(safe.Line(it.Words)) + " " + safe.Line(text[end:to])
}
