package web

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
)

type statementsPage struct {
	*answer.Statements
	Query answer.StatementsQuery
	Bases []string
	Acts  []string
}

func (c *call) statements() error {
	q := c.r.URL.Query()
	query := answer.StatementsQuery{By: q.Get("by"), About: q.Get("about"), Basis: parley.Basis(q.Get("basis")), Act: parley.Act(q.Get("act")),
		Words: q.Get("words"), Since: q.Get("since"), Limit: limit(q, pageSize), After: q.Get("after")}
	if c.ext == ".csv" {
		query.Limit = limit(q, 10_000)
	}
	ss, err := c.s.desk.Statements(c.r.Context(), c.ask, query)
	if err != nil {
		return asked(err)
	}
	p := statementsPage{ss, query, parley.Bases.Values(), parley.Acts.Values()}
	return c.reply(result{template: "statements.html", title: "Statements", section: "statements", answer: ss, page: p, table: func(w *csv.Writer) error {
		if err := w.Write([]string{"id", "published", "said", "speaker", "source", "cue", "content", "kind", "act", "basis", "about", "outlet", "document"}); err != nil {
			return err
		}
		for _, s := range ss.Statements {
			if err := writeRow(w, s.ID, string(s.Published), string(s.Said), string(s.Speaker), string(s.Source), string(s.Cue), s.Content, string(s.Kind),
				string(s.Act), string(s.Basis), strings.Join(s.About, "; "), string(s.Outlet), s.Document); err != nil {
				return err
			}
		}
		return nil
	}})
}

// asked makes an error of a question's words one of the one who asked.
func asked(err error) error {
	if strings.HasPrefix(err.Error(), "statements:") || strings.HasPrefix(err.Error(), "search:") {
		return badRequest{err}
	}
	return err
}

type statementPage struct {
	*answer.Attribution
	Document   *answer.Document
	Paragraphs []paragraph
	Judge      judged
	Judges     map[string]judged // of what it says, by assertion
	Done       string
}

func (c *call) statement() error {
	s, err := c.s.desk.Statement(c.r.Context(), c.ask, c.id("id"))
	if err != nil {
		return unknownItem(err)
	}
	d, err := c.s.desk.Document(c.r.Context(), c.ask, s.Document)
	if err != nil {
		return err
	}
	p := statementPage{Attribution: s, Document: d, Paragraphs: paragraphs(d, s.ID, ""), Judges: map[string]judged{}, Done: c.r.URL.Query().Get("done")}
	if p.Judge, err = c.judge(s.ID, "/statements/"+s.ID, true); err != nil {
		return err
	}
	for _, x := range s.Says {
		if p.Judges[x.Evidence.Assertion], err = c.judge(x.Evidence.Assertion, "/statements/"+s.ID, false); err != nil {
			return err
		}
	}
	return c.reply(result{template: "statement.html", title: "Statement", section: "statements", answer: s, page: p})
}

// unknownItem makes an id that cannot be one a page that there is not.
func unknownItem(err error) error {
	if strings.Contains(err.Error(), "is not the beginning of an id") {
		return notFound{err}
	}
	return err
}

// assertion leads to where an assertion's words stand.
func (c *call) assertion() error {
	document, statement, err := c.s.desk.Where(c.r.Context(), c.id("id"))
	if err != nil {
		return unknownItem(err)
	}
	to := url.URL{Path: "/documents/" + document, RawQuery: c.r.URL.RawQuery, Fragment: c.id("id")}
	if statement != "" {
		to.Path, to.Fragment = "/statements/"+statement, ""
	}
	http.Redirect(c.w, c.r, to.String(), http.StatusFound)
	return nil
}

type documentPage struct {
	*answer.Document
	Paragraphs []paragraph
	Statements int
}

func (c *call) document() error {
	d, err := c.s.desk.Document(c.r.Context(), c.ask, c.id("id"))
	if err != nil {
		return err
	}
	title := string(d.Extraction.Title)
	if title == "" {
		title = "Document"
	}
	p := documentPage{d, paragraphs(d, "", ""), len(d.Extraction.Statements)}
	return c.reply(result{template: "document.html", title: title, section: "documents", answer: d, page: p})
}
