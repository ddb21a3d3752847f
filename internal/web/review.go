package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/review"
)

// judged is what a form for deciding about one reading is given.
type judged struct {
	ID      string
	Back    string // where to go afterwards
	Keys    bool   // single keys decide
	Choices []review.Field
	Words   []review.Field // that take words of the article
	Dates   []review.Field
	Verdict parley.Verdict
}

// judge makes the form for a reading.
func (c *call) judge(id, back string, keys bool) (judged, error) {
	j := judged{ID: id, Back: back, Keys: keys}
	fields, err := review.Fields(c.r.Context(), c.s.o.Ledger, id)
	for _, f := range fields {
		switch {
		case f.Words != nil:
			j.Choices = append(j.Choices, f)
		case f.Name == "said" || f.Name == "date" || f.Name == "due":
			j.Dates = append(j.Dates, f)
		default:
			j.Words = append(j.Words, f)
		}
	}
	return j, err
}

type reviewPage struct {
	Queue      *review.Queue
	Item       *review.Item
	Judge      judged
	Document   *answer.Document
	Paragraphs []paragraph
	Next       string // the address that skips this item
	Done       string // the judgement just made
	Left       int
	Who        string
}

// queueShown is how many items of the queue are looked at for one page.
const queueShown = 200

func (c *call) review() error {
	q, err := review.NewQueue(c.r.Context(), c.s.o.Ledger, queueShown)
	if err != nil {
		return err
	}
	p := reviewPage{Queue: q, Left: q.Total, Done: c.r.URL.Query().Get("done"), Who: c.who()}
	after := c.r.URL.Query().Get("after")
	at := 0
	if i := slices.IndexFunc(q.Items, func(it review.Item) bool { return key(it) == after }); i >= 0 {
		at = i + 1
	}
	if at < len(q.Items) {
		p.Item = &q.Items[at]
		back := url.URL{Path: "/review"}
		if after != "" {
			back.RawQuery = url.Values{"after": {after}}.Encode()
		}
		p.Next = "/review?" + url.Values{"after": {key(*p.Item)}}.Encode()
		if p.Item.Kind == "deals" {
			p.Judge = judged{ID: p.Item.ID, Back: back.String(), Keys: true}
		} else {
			if p.Judge, err = c.judge(p.Item.ID, back.String(), true); err != nil {
				return err
			}
			if p.Document, err = c.s.desk.Document(c.r.Context(), answer.Ask{}, p.Item.Document); err != nil {
				return err
			}
			p.Paragraphs = around(p.Document, p.Item)
		}
	}
	return c.reply(result{template: "review.html", title: "Review", section: "review", answer: q, page: p})
}

// key tells an item of the queue from the others.
func key(it review.Item) string {
	if it.Other != nil {
		return it.ID + "+" + it.Other.ID
	}
	return it.ID
}

// around are the paragraphs that an item stands in, with the one before and the
// one after.
func around(d *answer.Document, it *review.Item) []paragraph {
	only := it.ID
	if it.Statement != "" {
		only = string(it.Statement)
	}
	all := paragraphs(d, only, it.ID)
	var out []paragraph
	for i, p := range all {
		near := false
		for k := max(0, i-1); k <= min(len(all)-1, i+1); k++ {
			near = near || slices.ContainsFunc(all[k].Segments, func(s segment) bool { return s.marked() })
		}
		if near {
			p.Notes = nil
			out = append(out, p)
		}
	}
	return out
}

// marked reports whether a reading, and not the state of the text, marks it.
func (s segment) marked() bool {
	return slices.ContainsFunc(strings.Fields(s.Class), func(c string) bool { return c != "repair" && c != "artefact" })
}

// decide keeps what a person decided and goes back to where it was decided.
func (c *call) decide() error {
	if err := c.form(); err != nil {
		return err
	}
	f := c.r.PostForm
	d := review.Decision{Verdict: parley.Verdict(f.Get("verdict")), ID: f.Get("id"), Other: f.Get("other"), Field: f.Get("field"), Value: f.Get("value"),
		Who: c.who(), Why: f.Get("why"), When: c.s.o.Now()}
	if set := f.Get("set"); set != "" { // one choice that holds both
		d.Field, d.Value, _ = strings.Cut(set, "=")
	}
	j, err := review.Decide(c.r.Context(), c.s.o.Ledger, d)
	if errors.Is(err, review.ErrRefused) {
		return badRequest{err}
	}
	if err != nil {
		return err
	}
	c.s.o.Log.InfoContext(c.r.Context(), "judged", "verdict", j.Verdict, "target", j.Target, "who", j.Who, "judgement", j.ID)
	back, err := url.Parse(local(f.Get("back")))
	if err != nil {
		return err
	}
	q := back.Query()
	q.Set("done", j.ID)
	back.RawQuery = q.Encode()
	http.Redirect(c.w, c.r, back.String(), http.StatusSeeOther)
	return nil
}

// maxForm is how many bytes a form without files may have.
const maxForm = 64 << 10

// form reads a posted form.
func (c *call) form() error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxForm)
	if err := c.r.ParseForm(); err != nil {
		return badRequest{err}
	}
	return nil
}

// who decides.
func (c *call) who() string { return c.user.Name }

// judgements is what people decided.
type judgements struct {
	Schema     string          `json:"schema"`
	Judgements []review.Judged `json:"judgements"` // the newest first
	Total      int             `json:"total"`
}

func (c *call) judgements() error {
	all, err := review.History(c.r.Context(), c.s.o.Ledger)
	if err != nil {
		return err
	}
	out := judgements{"parley.judgements/1", append([]review.Judged{}, all[:min(len(all), limit(c.r.URL.Query(), 200))]...), len(all)}
	return c.reply(result{template: "judgements.html", title: "Judgements", section: "review", answer: out})
}

type agreementPage struct {
	*review.Agreement
	Gold int
	Some int
}

func (c *call) agreement() error {
	a, err := review.Agree(c.r.Context(), c.s.o.Ledger)
	if err != nil {
		return err
	}
	p := agreementPage{Agreement: a}
	for _, n := range []struct {
		some bool
		to   *int
	}{{false, &p.Gold}, {true, &p.Some}} {
		ids, err := review.ReviewedDocuments(c.r.Context(), c.s.o.Ledger, n.some)
		if err != nil {
			return err
		}
		*n.to = len(ids)
	}
	return c.reply(result{template: "agreement.html", title: "Agreement", section: "review", answer: a, page: p})
}

// gold is a ZIP archive of the reviewed posts, annotated.
func (c *call) gold() error {
	ids, err := review.ReviewedDocuments(c.r.Context(), c.s.o.Ledger, c.r.URL.Query().Get("some") != "")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, id := range ids {
		g, err := review.NewGold(c.r.Context(), c.s.o.Ledger, id)
		if err != nil {
			return err
		}
		text, err := json.MarshalIndent(g, "", " ")
		if err != nil {
			return err
		}
		w, err := z.Create(g.Name + ".gold.json")
		if err != nil {
			return err
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="gold.zip"`)
	return c.send(b.Bytes(), 0)
}
