package web

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/parley-desk/parley/internal/safe"
	"github.com/parley-desk/parley/internal/users"
)

// How long somebody stays signed in: at most, and without doing anything.
const (
	sessionLifetime = 12 * time.Hour
	sessionIdle     = 2 * time.Hour
)

// newSessions keeps sessions in memory: they end with the server. Their cookies
// go over https only where the desk is served so.
func newSessions(secure bool) *scs.SessionManager {
	m := scs.New()
	m.Lifetime, m.IdleTimeout = sessionLifetime, sessionIdle
	m.Cookie.Name = "parley_session"
	if secure {
		m.Cookie.Name = "__Host-parley_session"
	}
	m.Cookie.HttpOnly, m.Cookie.Secure, m.Cookie.SameSite, m.Cookie.Path = true, secure, http.SameSiteLaxMode, "/"
	return m
}

const sessionUser = "user"

// identify says who asks: by a token, else by a session. A desk without users is
// for whoever sits at its machine, who may everything.
func (s *Server) identify(r *http.Request) users.User {
	if s.o.Users == nil {
		return users.User{Name: s.o.Who, Role: users.Admin}
	}
	if auth := r.Header.Get("Authorization"); auth != "" {
		if t, ok := strings.CutPrefix(auth, "Bearer "); ok {
			u, _ := s.o.Users.Bearer(t)
			return u
		}
		return users.User{}
	}
	u, _ := s.o.Users.Named(s.sessions.GetString(r.Context(), sessionUser))
	return u
}

// unauthorized is who is not signed in and must be.
type unauthorized struct{ error }

// forbidden is who may not.
type forbidden struct{ error }

// admit refuses who may not.
func (c *call) admit(least users.Role) error {
	if c.user.Role.May(least) {
		return nil
	}
	if c.user.Role == users.Nobody {
		return unauthorized{errors.New("sign in first")}
	}
	return forbidden{errors.New("that needs the role " + string(least) + "; you are " + string(c.user.Role))}
}

// ownHost refuses, on a desk without users, requests that name another host
// than this machine: a page elsewhere whose name was made to lead here (DNS
// rebinding) could else read and judge.
func (s *Server) ownHost(next http.Handler) http.Handler {
	if s.o.Users != nil {
		return next // without its cookie or token such a page is nobody
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		a, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if host != "localhost" && (err != nil || !a.IsLoopback()) {
			http.Error(w, "this desk is at localhost", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type loginPage struct {
	Next   string
	Failed bool
	Wait   bool
}

func (c *call) login() error {
	if c.s.o.Users == nil {
		return notFound{errors.New("nobody signs in here")}
	}
	return c.reply(result{template: "login.html", title: "Sign in", page: loginPage{Next: local(c.r.URL.Query().Get("next"))}})
}

func (c *call) signIn() error {
	if c.s.o.Users == nil {
		return notFound{errors.New("nobody signs in here")}
	}
	if err := c.form(); err != nil {
		return err
	}
	name, next := c.r.PostForm.Get("name"), local(c.r.PostForm.Get("next"))
	p := loginPage{Next: next}
	if !c.s.tries.may(name, c.s.o.Now()) {
		p.Wait = true
		return c.reply(result{template: "login.html", title: "Sign in", page: p, status: http.StatusTooManyRequests})
	}
	password := c.r.PostForm.Get("password")
	if name == "" || password == "" {
		p.Failed = true
		return c.reply(result{template: "login.html", title: "Sign in", page: p, status: http.StatusUnauthorized})
	}
	u, ok := c.s.o.Users.SignIn(c.r.Context(), name, password)
	if !ok {
		c.s.tries.failed(name, c.s.o.Now())
		c.s.o.Log.WarnContext(c.r.Context(), "sign in failed", "name", safe.Line(name), "from", c.r.RemoteAddr)
		p.Failed = true
		return c.reply(result{template: "login.html", title: "Sign in", page: p, status: http.StatusUnauthorized})
	}
	// Another session than before, so that none can be planted.
	if err := c.s.sessions.RenewToken(c.r.Context()); err != nil {
		return err
	}
	c.s.sessions.Put(c.r.Context(), sessionUser, u.Name)
	c.s.o.Log.InfoContext(c.r.Context(), "signed in", "name", u.Name)
	http.Redirect(c.w, c.r, next, http.StatusSeeOther)
	return nil
}

func (c *call) signOut() error {
	if err := c.s.sessions.Destroy(c.r.Context()); err != nil {
		return err
	}
	http.Redirect(c.w, c.r, "/", http.StatusSeeOther)
	return nil
}

// local is a path of this desk, "/" in place of an address of elsewhere.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(to, `\`) {
		return "/"
	}
	return to
}

// tries slows down who guesses passwords: after a few wrong ones a name must
// wait. It forgets the oldest names when there are too many.
type tries struct {
	mu   sync.Mutex
	name map[string]failures
}

type failures struct {
	n    int
	last time.Time
}

const (
	triesFree  = 5                // wrong passwords before a name must wait
	triesWait  = 30 * time.Second // for each further one
	triesUntil = 15 * time.Minute // after which they are forgotten
	triesNames = 10_000
)

func (t *tries) may(name string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.name[name]
	return f.n < triesFree || now.Sub(f.last) > min(time.Duration(f.n-triesFree+1)*triesWait, triesUntil)
}

func (t *tries) failed(name string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.name == nil || len(t.name) >= triesNames {
		t.name = map[string]failures{}
	}
	f := t.name[name]
	if now.Sub(f.last) > triesUntil {
		f.n = 0
	}
	t.name[name] = failures{f.n + 1, now}
}

// healthy says that the program runs.
func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// ready says that the ledger answers and the server is not about to end.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	status, err := "ready", s.life.Err()
	if err == nil {
		_, err = s.o.Ledger.Head(r.Context())
	}
	if err != nil {
		status = "not ready"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(map[string]string{"status": status})
}
