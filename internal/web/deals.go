package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/phrase"
	"github.com/parley-desk/parley/internal/safe"
)

// pageSize is how many rows a list shows at a time.
const pageSize = 50

type dealsPage struct {
	*answer.Deals
	Rows   []dealRow
	Kinds  []string
	States []string
	Query  answer.DealsQuery
}

type dealRow struct {
	answer.DealRow
	Stands   string
	Disputed bool
}

func (c *call) deals() error {
	q := c.r.URL.Query()
	query := answer.DealsQuery{Party: q.Get("party"), Kind: q.Get("kind"), State: q.Get("state"), Since: q.Get("since"),
		Main: q.Get("main") != "", Sort: q.Get("sort"), Limit: limit(q, 200)}
	ds, err := c.s.desk.Deals(c.r.Context(), c.ask, query)
	if err != nil {
		return err
	}
	p := dealsPage{Deals: ds, Kinds: parley.DealKinds.Values(), Query: query,
		States: []string{"disputed", "differ", "negotiating", "agreed", "signed", "approved", "in_force", "completed", "ended", "active", "stalled", "paused"}}
	for _, d := range ds.Deals {
		row := dealRow{DealRow: d, Stands: stands(d.Axes)}
		for _, a := range d.Axes {
			row.Disputed = row.Disputed || a.State == assess.StateDisputed
		}
		p.Rows = append(p.Rows, row)
	}
	return c.reply(result{template: "deals.html", title: "Deals", section: "deals", answer: ds, page: p, table: func(w *csv.Writer) error {
		if err := w.Write([]string{"id", "name", "kind", "parties", "stands", "sentence", "documents", "copies", "newest", "readings", "reviewed"}); err != nil {
			return err
		}
		for _, d := range p.Rows {
			if err := writeRow(w, d.ID, d.Name, string(d.Kind), strings.Join(d.Parties, "; "), d.Stands, d.Sentence.Text, fmt.Sprint(d.Sources.Documents),
				fmt.Sprint(d.Sources.Copies), string(d.Sources.Newest), fmt.Sprint(d.Sources.Assertions), fmt.Sprint(d.Sources.Reviewed)); err != nil {
				return err
			}
		}
		return nil
	}})
}

// writeRow writes cells that no spreadsheet takes for formulas.
func writeRow(w *csv.Writer, cells ...string) error {
	for i := range cells {
		cells[i] = safe.Cell(cells[i])
	}
	return w.Write(cells)
}

// limit is the limit parameter, at most most.
func limit(q url.Values, most int) int {
	n, err := strconv.Atoi(q.Get("limit"))
	if err != nil || n <= 0 || n > most {
		return most
	}
	return n
}

type dealPage struct {
	*answer.Show
	Sentence []clause
	Axes     []axisView
	Flips    []flipView
}

// clause is one clause of the sentence and the place on the page that it
// unfolds to.
type clause struct {
	Text, To string
}

type axisView struct {
	answer.Axis
	Says    string
	Columns []column
}

// column holds the voices that hold one value.
type column struct {
	Value  string
	Head   bool // the value stands over it: there are several
	Voices []answer.Position
}

type flipView struct {
	About string
	answer.Flip
}

func (c *call) deal() error {
	id := c.id("id")
	s, err := c.s.desk.Show(c.r.Context(), c.ask, id)
	if err != nil {
		return err
	}
	if s.Deal.ID != id {
		u := url.URL{Path: "/deals/" + s.Deal.ID + c.ext, RawQuery: c.r.URL.RawQuery}
		http.Redirect(c.w, c.r, u.String(), http.StatusFound)
		return nil
	}
	p := dealPage{Show: s}
	for _, cl := range s.Sentence.Clauses {
		x := clause{Text: cl.Text}
		if len(cl.Assertions) > 0 {
			x.To = cl.Assertions[0]
		}
		p.Sentence = append(p.Sentence, x)
	}
	if len(p.Sentence) > 0 {
		p.Sentence[0].Text = capital(p.Sentence[0].Text)
	}
	for _, ax := range s.Axes {
		p.Axes = append(p.Axes, viewAxis(ax))
		for _, f := range ax.Flips {
			p.Flips = append(p.Flips, flipView{string(ax.Axis), f})
		}
	}
	for _, x := range s.Conditions {
		for _, f := range x.Flips {
			p.Flips = append(p.Flips, flipView{"the condition “" + shorten(x.Requires, 60) + "”", f})
		}
	}
	return c.reply(result{template: "deal.html", title: s.Deal.Name, section: "deals", answer: s, page: p})
}

// viewAxis sets the voices of an axis side by side, under what they hold.
func viewAxis(ax answer.Axis) axisView {
	v := axisView{Axis: ax}
	at := map[string]int{}
	for _, p := range ax.Voices {
		for _, value := range p.Values {
			i, ok := at[value]
			if !ok {
				i = len(v.Columns)
				at[value] = i
				v.Columns = append(v.Columns, column{Value: axisValue(ax.Axis, value)})
			}
			v.Columns[i].Voices = append(v.Columns[i].Voices, p)
		}
	}
	for i := range v.Columns {
		v.Columns[i].Head = len(v.Columns) > 1
	}
	values := make([]string, len(ax.Values))
	for i, x := range ax.Values {
		values[i] = axisValue(ax.Axis, x)
	}
	switch held := strings.Join(values, ", "); {
	case ax.State == assess.StateNotSaid:
		v.Says = "not said"
	case ax.State == assess.StateDisputed:
		v.Says = "disputed"
	default:
		v.Says = held
	}
	return v
}

// axisValue is a value as it reads on a page: true and false say of what.
func axisValue(a parley.Axis, value string) string {
	if a == parley.AxisOperative || a == parley.AxisBinding {
		if value == "true" {
			return string(a)
		}
		return "not " + string(a)
	}
	return phrase.Words(value)
}

func (c *call) timeline() error {
	t, err := c.s.desk.Timeline(c.r.Context(), c.ask, c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.reply(result{template: "timeline.html", title: t.Deal.Name + ": timeline", section: "deals", answer: t, table: func(w *csv.Writer) error {
		if err := w.Write([]string{"date", "clock", "type", "what", "voice", "basis", "outlet", "words", "document", "counts"}); err != nil {
			return err
		}
		for _, e := range t.Entries {
			counts := string(e.Out)
			if counts == "" {
				counts = "yes"
			}
			if err := writeRow(w, string(e.Date), string(e.Clock), string(e.Type), entryWords(e), string(e.Voice.Name), string(e.Basis), string(e.Outlet), e.Words, e.Document, counts); err != nil {
				return err
			}
		}
		return nil
	}})
}

// entryWords says what an entry of a timeline is about.
func entryWords(e answer.Entry) string {
	switch {
	case e.Axis != "":
		return string(e.Axis) + ": " + axisValue(parley.Axis(e.Axis), string(e.Value))
	case e.Event != "":
		s := phrase.Words(string(e.Event))
		if e.Status != "" && parley.EventStatus(e.Status) != parley.StatusOccurred {
			s += ", " + string(e.Status)
		}
		return s
	case e.State != "":
		return phrase.Words(string(e.State)) + ": " + string(e.What)
	case e.What != "":
		return string(e.Type) + ": " + string(e.What)
	}
	return phrase.Words(string(e.Type))
}

func (c *call) explain() error {
	axis := c.r.URL.Query().Get("axis")
	x, err := c.s.desk.Explain(c.r.Context(), c.ask, c.r.PathValue("id"), axis)
	if err != nil {
		return err
	}
	return c.reply(result{template: "explain.html", title: "Why: " + x.Deal.Name, section: "deals", answer: x})
}

func (c *call) compare() error {
	x, err := c.s.desk.Compare(c.r.Context(), c.ask, c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.reply(result{template: "compare.html", title: x.Deal.Name + ": outlets", section: "deals", answer: x})
}
