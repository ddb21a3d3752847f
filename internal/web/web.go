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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/api"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/users"
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
	// Users may use the desk; nil for whoever reaches it, who must sit at this
	// machine.
	Users *users.Store
	// Secure says that browsers reach the desk over https only.
	Secure bool
}

// Server serves one ledger.
type Server struct {
	o         Options
	desk      *answer.Desk
	mux       *http.ServeMux
	handler   http.Handler
	templates map[string]*template.Template
	sessions  *scs.SessionManager
	tries     tries
	jobs      jobs
	openAPI   *huma.OpenAPI
	metrics   *metrics
	working   sync.WaitGroup // reading in that outlives its request
	stop      context.CancelFunc
	life      context.Context
}

// New is a server over an open ledger. Close it before the ledger.
func New(o Options) (*Server, error) {
	s := &Server{o: o, desk: answer.New(o.Ledger), mux: http.NewServeMux()}
	s.life, s.stop = context.WithCancel(context.Background())
	s.sessions = newSessions(o.Secure)
	s.metrics = newMetrics(func() float64 {
		head, err := o.Ledger.Head(s.life)
		if err != nil {
			return -1
		}
		return float64(head)
	})
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
	programs, openAPI := api.New(api.Options{Ledger: o.Ledger, Now: o.Now, User: s.identify, Life: s.life})
	s.openAPI = openAPI
	s.mux.Handle(api.Prefix+"/", programs)
	s.mux.Handle("GET /openapi.json", programs)
	s.mux.HandleFunc("GET /healthz", s.healthy)
	s.mux.HandleFunc("GET /readyz", s.ready)
	cross := http.NewCrossOriginProtection()
	s.handler = s.headers(s.ownHost(cross.Handler(s.sessions.LoadAndSave(s.mux))))
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
	pattern string     // of [http.ServeMux]; a GET route with ext also answers under its .json
	least   users.Role // who may
	serve   func(*call) error
	ext     string // further endings, such as ".json .csv", of a path without a final wildcard
}

// routes lists every page.
func (s *Server) routes() []route {
	return []route{
		{"GET /{$}", users.Reader, (*call).front, ""},
		{"GET /desk.json", users.Reader, (*call).front, ""},
		{"GET /deals", users.Reader, (*call).deals, ".json .csv"},
		{"GET /deals/{id}", users.Reader, (*call).deal, ""},
		{"GET /deals/{id}/timeline", users.Reader, (*call).timeline, ".json .csv"},
		{"GET /deals/{id}/why", users.Reader, (*call).explain, ".json"},
		{"GET /deals/{id}/outlets", users.Reader, (*call).compare, ".json"},
		{"GET /statements", users.Reader, (*call).statements, ".json .csv"},
		{"GET /statements/{id}", users.Reader, (*call).statement, ""},
		{"GET /assertions/{id}", users.Reader, (*call).assertion, ""},
		{"GET /documents/{id}", users.Reader, (*call).document, ""},
		{"GET /actors/{name}", users.Reader, (*call).actor, ""},
		{"GET /review", users.Reader, (*call).review, ".json"},
		{"GET /review/agreement", users.Reader, (*call).agreement, ".json"},
		{"GET /review/gold.zip", users.Reader, (*call).gold, ""},
		{"GET /judgements", users.Reader, (*call).judgements, ".json"},
		{"POST /judgements", users.Reviewer, (*call).decide, ""},
		{"GET /search", users.Reader, (*call).search, ".json"},
		{"GET /graph", users.Reader, (*call).graph, ".json .svg"},
		{"/", users.Reader, func(*call) error { return notFound{errors.New("no such page")} }, ""},
		{"GET /read", users.Analyst, (*call).readForm, ""},
		{"POST /read", users.Analyst, (*call).readIn, ""},
		{"GET /read/{id}", users.Analyst, (*call).progress, ""},
		{"GET /read/{id}/events", users.Analyst, (*call).events, ""},
		{"GET /api", users.Reader, (*call).apiPage, ""},
		{"GET /about", users.Reader, (*call).about, ""},
		{"GET /metrics", users.Admin, func(c *call) error { c.s.metrics.handler().ServeHTTP(c.w, c.r); return nil }, ""},
		{"GET /login", users.Nobody, (*call).login, ""},
		{"POST /login", users.Nobody, (*call).signIn, ""},
		{"POST /logout", users.Nobody, (*call).signOut, ""},
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
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	user users.User
	ask  answer.Ask
	ext  string // ".json", ".csv" or ""
}

// answer runs a route's function and makes a page of its error.
func (s *Server) answer(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.o.Now()
		rec := &recorder{ResponseWriter: w}
		c := &call{s: s, w: rec, r: r, user: s.identify(r), ext: ending(r.URL.Path)}
		defer func() { s.metrics.seen(rt.pattern, rec.status, s.o.Now().Sub(began)) }()
		err := c.admit(rt.least)
		if err == nil {
			err = c.readAsk()
		}
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
	if p := c.ask.Policy; p != "" && !slices.Contains(assess.Policies, p) {
		return badRequest{fmt.Errorf("policy: %q is none of %s", p, strings.Join(policies(), ", "))}
	}
	switch c.ask.Resolution {
	case "", assess.ByName, assess.Judged:
	default:
		return badRequest{fmt.Errorf("joined: %q is none of by-name, judged", c.ask.Resolution)}
	}
	return nil
}
