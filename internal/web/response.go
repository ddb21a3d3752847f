package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
	"github.com/parley-desk/parley/internal/users"
)

// policy is the content security policy of every answer: nothing inline, nothing
// from elsewhere, no frames, no forms to others.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// headers sets what every answer carries.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "private, no-cache")
		next.ServeHTTP(w, r)
	})
}

// immutable lets a browser keep files that are part of the program; pages name
// them with their hash.
func immutable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		next.ServeHTTP(w, r)
	})
}

// result is what a page answers with, in any of its formats.
type result struct {
	template string
	title    string
	section  string // of the navigation
	answer   any    // the answer struct: the .json
	page     any    // what the template is given, nil for answer itself
	table    func(*csv.Writer) error
	status   int // 0 for 200
}

// reply writes r in the format that the path asks for.
func (c *call) reply(r result) error {
	var b bytes.Buffer
	h := c.w.Header()
	switch c.ext {
	case ".json":
		h.Set("Content-Type", "application/json")
		out, err := json.MarshalIndent(r.answer, "", " ")
		if err != nil {
			return err
		}
		b.Write(safe.JSON(out))
		b.WriteByte('\n')
	case ".csv":
		if r.table == nil {
			return notFound{errors.New("this page has no table")}
		}
		h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
		h.Set("Content-Disposition", `attachment; filename="`+fileName(c.r.URL.Path)+`"`)
		w := csv.NewWriter(&b)
		if err := r.table(w); err != nil {
			return err
		}
		w.Flush()
	default:
		h.Set("Content-Type", "text/html; charset=utf-8")
		if r.page == nil {
			r.page = r.answer
		}
		var html bytes.Buffer
		if err := c.s.templates[r.template].Execute(&html, c.view(r)); err != nil {
			return err
		}
		b.Write(safe.HTML(html.Bytes()))
	}
	return c.send(b.Bytes(), r.status)
}

// fileName is the last part of a path as a file may be called.
func fileName(p string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, strings.ToLower(path.Base(p)))
}

// send writes a whole answer with a tag by which a browser that has it already
// can say so.
func (c *call) send(body []byte, status int) error {
	if status == 0 {
		status = http.StatusOK
	}
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	c.w.Header().Set("ETag", tag)
	if status == http.StatusOK && slices.Contains(strings.Split(strings.ReplaceAll(c.r.Header.Get("If-None-Match"), " ", ""), ","), tag) {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	c.w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	c.w.WriteHeader(status)
	_, err := c.w.Write(body)
	if err != nil {
		return nil // whoever asked has gone
	}
	return nil
}

// view is what every template is given.
type view struct {
	Title   string
	Section string
	Ask     answer.Ask
	Path    string
	Query   url.Values
	JSON    string // address of this page's .json, "" for none
	CSV     string
	Page    any
	User    users.User
	SignsIn bool // this desk has users

	time string // the query by which links keep the times asked about
}

func (c *call) view(r result) view {
	v := view{Title: r.title, Section: r.section, Ask: c.ask, Path: c.r.URL.EscapedPath(), Query: c.r.URL.Query(), Page: r.page, User: c.user, SignsIn: c.s.o.Users != nil}
	kept := url.Values{}
	for _, f := range askFields {
		if x := v.Query.Get(f); x != "" {
			kept.Set(f, x)
		}
	}
	v.time = kept.Encode()
	with := func(ext string) string {
		u := url.URL{Path: c.r.URL.Path + ext, RawQuery: c.r.URL.RawQuery}
		return u.String()
	}
	if r.answer != nil && c.r.URL.Path != "/" {
		v.JSON = with(".json")
	} else if r.answer != nil {
		v.JSON = with("desk.json")
	}
	if r.table != nil {
		v.CSV = with(".csv")
	}
	return v
}

// To is the address of a page of this desk at the times asked about.
func (v view) To(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("/" + url.PathEscape(p))
	}
	if v.time != "" {
		b.WriteString("?" + v.time)
	}
	return b.String()
}

// With is this page's address with parameters, given as name and value in
// turn, set or, where the value is "", taken away.
func (v view) With(pairs ...string) string {
	q := url.Values{}
	for k, vs := range v.Query {
		q[k] = vs
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	q.Del("after") // another question begins at its first page
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == "after" && pairs[i+1] != "" {
			q.Set("after", pairs[i+1])
		}
	}
	if len(q) == 0 {
		return v.Path
	}
	return v.Path + "?" + q.Encode()
}

// Past reports whether the page is put back in time or asked for in another way
// than the usual one.
func (v view) Past() bool {
	return v.Ask.AsOf != "" || v.Ask.KnownAt != "" || v.Ask.LedgerAt != "" || v.Ask.Policy != "" && v.Ask.Policy != assess.PolicyAll ||
		v.Ask.Resolution == assess.Judged
}

// List is the address of a list, narrowed by one parameter.
func (v view) List(section, name, value string) string {
	u := v.To(section)
	sep := "?"
	if v.time != "" {
		sep = "&"
	}
	return u + sep + url.Values{name: {value}}.Encode()
}

// Nav are the parts of the desk.
func (v view) Nav() []navItem {
	var out []navItem
	for _, n := range []struct {
		section, name string
		least         users.Role
	}{{"", "Desk", users.Reader}, {"deals", "Deals", users.Reader}, {"statements", "Statements", users.Reader}, {"graph", "Graph", users.Reader},
		{"review", "Review", users.Reader}, {"read", "Read in", users.Analyst}} {
		if !v.User.Role.May(n.least) {
			continue
		}
		section := n.section
		if section == "" {
			section = "desk"
		}
		out = append(out, navItem{n.name, v.To(n.section), section == v.Section})
	}
	return out
}

type navItem struct {
	Name, To string
	Here     bool
}

// Times are the parameters that put pages back in time, as a form carries them.
func (v view) Times() []pair {
	var out []pair
	for _, f := range askFields {
		if x := v.Query.Get(f); x != "" {
			out = append(out, pair{f, x})
		}
	}
	return out
}

// Now is this page's address at the present.
func (v view) Now() string {
	var off []string
	for _, f := range askFields {
		off = append(off, f, "")
	}
	return v.With(off...)
}

// When says at which times and in which way the page was asked for.
func (v view) When() string {
	var parts []string
	for _, t := range []struct{ what, when string }{{"what held by", v.Ask.AsOf}, {"what the public could know by", v.Ask.KnownAt}, {"what this ledger had learned by", v.Ask.LedgerAt}} {
		if t.when != "" {
			parts = append(parts, t.what+" "+day(t.when))
		}
	}
	if v.Ask.Policy != "" && v.Ask.Policy != assess.PolicyAll {
		parts = append(parts, "answers by the policy "+string(v.Ask.Policy))
	}
	if v.Ask.Resolution == assess.Judged {
		parts = append(parts, "deals joined by judgement only")
	}
	return "You see " + strings.Join(parts, "; ") + "."
}

// Others are the parameters that a form of the times must carry along.
func (v view) Others() []pair {
	var out []pair
	for k, vs := range v.Query {
		if !slices.Contains(askFields, k) && k != "after" {
			for _, x := range vs {
				out = append(out, pair{k, x})
			}
		}
	}
	slices.SortFunc(out, func(a, b pair) int { return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value) })
	return out
}

type pair struct{ Name, Value string }

// badRequest is a question that cannot be asked.
type badRequest struct{ error }

func (e badRequest) Unwrap() error { return e.error }

// notFound is a page that there is not.
type notFound struct{ error }

func (e notFound) Unwrap() error { return e.error }

// problem is RFC 9457's account of what went wrong.
type problem struct {
	Type   string           `json:"type"`
	Title  string           `json:"title"`
	Status int              `json:"status"`
	Detail string           `json:"detail,omitempty"`
	Choice []answer.DealRef `json:"choice,omitempty"` // deals that an ambiguous name fits
}

// fail makes an answer of an error.
func (c *call) fail(err error) {
	p := c.problem(err)
	if p.Status >= 500 {
		c.s.o.Log.ErrorContext(c.r.Context(), "failed", "path", c.r.URL.Path, "error", err)
	}
	for _, name := range []string{"Content-Disposition", "ETag"} {
		c.w.Header().Del(name)
	}
	if p.Status == http.StatusUnauthorized {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="parley"`)
		if c.ext == "" && c.r.Method == http.MethodGet && c.r.Header.Get("Authorization") == "" {
			http.Redirect(c.w, c.r, "/login?"+url.Values{"next": {c.r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
			return
		}
	}
	if c.ext == ".json" {
		b, _ := json.Marshal(p)
		c.w.Header().Set("Content-Type", "application/problem+json")
		_ = c.send(safe.JSON(b), p.Status)
		return
	}
	c.ext = ""
	if err := c.reply(result{template: "problem.html", title: p.Title, page: p, status: p.Status}); err != nil {
		http.Error(c.w, "the page of the error failed too", http.StatusInternalServerError)
	}
}

func (c *call) problem(err error) problem {
	p := problem{Type: "about:blank", Detail: err.Error()}
	var ambiguous *answer.AmbiguousError
	switch {
	case errors.As(err, &ambiguous):
		p.Status, p.Title, p.Choice = http.StatusMultipleChoices, "That name fits several deals", ambiguous.Candidates
	case errors.As(err, new(badRequest)), strings.HasPrefix(err.Error(), "--"):
		p.Status, p.Title = http.StatusBadRequest, "That cannot be asked"
		p.Detail = strings.TrimPrefix(p.Detail, "--")
	case errors.As(err, new(unauthorized)):
		p.Status, p.Title = http.StatusUnauthorized, "Sign in first"
	case errors.As(err, new(forbidden)):
		p.Status, p.Title = http.StatusForbidden, "Not for you"
	case errors.As(err, new(notFound)), errors.Is(err, answer.ErrUnknownDeal), errors.Is(err, ledger.ErrUnknown):
		p.Status, p.Title = http.StatusNotFound, "Not in the ledger"
	case c.r.Context().Err() != nil:
		p.Status, p.Title = http.StatusServiceUnavailable, "Not finished in time"
	default:
		p.Status, p.Title = http.StatusInternalServerError, "Something failed"
		p.Detail = "The log of the server says what."
	}
	return p
}

// parseTemplates makes one template of each page with the frame around it.
func parseTemplates() (map[string]*template.Template, error) {
	names, err := files.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, n := range names {
		if strings.HasPrefix(n.Name(), "_") {
			continue
		}
		t, err := template.New("_frame.html").Funcs(functions).ParseFS(files, "templates/_*.html", "templates/"+n.Name())
		if err != nil {
			return nil, err
		}
		out[n.Name()] = t
	}
	return out, nil
}
