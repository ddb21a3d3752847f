// Package web is the desk: pages of what the ledger knows, made from the same
// answer structs as the command line, with review and reading in by hand.
//
// In comes an open ledger and a clock; out comes an [http.Handler]. Every page
// is its URL, the times asked about included, has a .json beside it with the
// answer that it was made from, and works without script.
//
// What strangers wrote is text on every page: templates escape it, the finished
// page goes through package safe, so that no control or bidirectional character
// leaves, and the content security policy runs no inline script.
package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

//go:embed all:templates static
var files embed.FS

// Options of [New].
type Options struct {
	Ledger *ledger.Ledger
	Now    func() time.Time
	Log    *slog.Logger
	// Who is the name under which judgements are kept while nobody signs in.
	Who string
}

// Server serves one ledger.
type Server struct {
	o         Options
	desk      *answer.Desk
	mux       *http.ServeMux
	handler   http.Handler
	templates map[string]*template.Template
	working   sync.WaitGroup // reading in that outlives its request
	stop      context.CancelFunc
	life      context.Context
}

// New is a server over an open ledger. Close it before the ledger.
func New(o Options) (*Server, error) {
	s := &Server{o: o, desk: answer.New(o.Ledger), mux: http.NewServeMux()}
	s.life, s.stop = context.WithCancel(context.Background())
	var err error
	if s.templates, err = parseTemplates(); err != nil {
		return nil, err
	}
	for _, r := range s.routes() {
		s.handle(r)
	}
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	s.mux.Handle("GET /static/", http.StripPrefix("/static/", immutable(http.FileServerFS(static))))
	cross := http.NewCrossOriginProtection()
	s.handler = s.headers(cross.Handler(s.mux))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close ends what still reads in and waits for it. What was begun on a document
// is finished or leaves no trace.
func (s *Server) Close() {
	s.stop()
	s.working.Wait()
}

// route is one way in.
type route struct {
	pattern string // of [http.ServeMux]; a GET route with ext also answers under its .json
	serve   func(*call) error
	ext     string // further endings, such as ".json .csv", of a path without a final wildcard
}

// routes lists every page.
func (s *Server) routes() []route {
	return []route{
		{"GET /{$}", (*call).front, ""},
		{"GET /desk.json", (*call).front, ""},
		{"GET /deals", (*call).deals, ".json .csv"},
		{"GET /deals/{id}", (*call).deal, ""},
		{"GET /deals/{id}/timeline", (*call).timeline, ".json .csv"},
		{"GET /deals/{id}/why", (*call).explain, ".json"},
		{"GET /deals/{id}/outlets", (*call).compare, ".json"},
		{"GET /statements", (*call).statements, ".json .csv"},
		{"GET /statements/{id}", (*call).statement, ""},
		{"GET /assertions/{id}", (*call).assertion, ""},
		{"GET /documents/{id}", (*call).document, ""},
		{"GET /actors/{name}", (*call).actor, ""},
		{"GET /review", (*call).review, ".json"},
		{"GET /review/agreement", (*call).agreement, ".json"},
		{"GET /review/gold.zip", (*call).gold, ""},
		{"GET /judgements", (*call).judgements, ".json"},
		{"POST /judgements", (*call).decide, ""},
		{"GET /search", (*call).search, ".json"},
		{"GET /graph", (*call).graph, ".json .svg"},
		{"GET /", func(*call) error { return notFound{errors.New("no such page")} }, ""},
	}
}

func (s *Server) handle(r route) {
	h := s.answer(r)
	s.mux.Handle(r.pattern, h)
	for ext := range strings.FieldsSeq(r.ext) {
		s.mux.Handle(r.pattern+ext, h)
	}
}

// call is one request on its way.
type call struct {
	s   *Server
	w   http.ResponseWriter
	r   *http.Request
	ask answer.Ask
	ext string // ".json", ".csv" or ""
}

// answer runs a route's function and makes a page of its error.
func (s *Server) answer(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{s: s, w: w, r: r}
		c.ext = ending(r.URL.Path)
		err := c.readAsk()
		if err == nil {
			err = rt.serve(c)
		}
		if err != nil {
			c.fail(err)
		}
	})
}

// ending is the format that a path asks for.
func ending(path string) string {
	for _, e := range []string{".json", ".csv", ".svg"} {
		if strings.HasSuffix(path, e) {
			return e
		}
	}
	return ""
}

// id is the path's last wildcard without the ending that names a format.
func (c *call) id(name string) string { return strings.TrimSuffix(c.r.PathValue(name), c.ext) }

// askFields are the parameters by which any page can be put back in time.
var askFields = []string{"as-of", "known-at", "ledger-at", "policy", "joined"}

func (c *call) readAsk() error {
	q := c.r.URL.Query()
	c.ask = answer.Ask{AsOf: q.Get("as-of"), KnownAt: q.Get("known-at"), LedgerAt: q.Get("ledger-at"),
		Policy: assess.Policy(q.Get("policy")), Resolution: assess.Resolution(q.Get("joined")), Now: c.s.o.Now()}
	for _, name := range []string{"as-of", "known-at", "ledger-at"} {
		if _, err := assess.Until(q.Get(name)); err != nil {
			return badRequest{fmt.Errorf("%s: %w", name, err)}
		}
	}
	switch c.ask.Policy {
	case "", assess.PolicyAll, assess.PolicyOfficial, assess.PolicyPress:
	default:
		return badRequest{fmt.Errorf("policy: %q is none of all, official, press", c.ask.Policy)}
	}
	switch c.ask.Resolution {
	case "", assess.ByName, assess.Judged:
	default:
		return badRequest{fmt.Errorf("joined: %q is none of by-name, judged", c.ask.Resolution)}
	}
	return nil
}
