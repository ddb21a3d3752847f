package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/users"
)

// guarded is a desk with one user of each role, whose tokens it returns.
func guarded(t *testing.T) (*Server, map[users.Role]string) {
	t.Helper()
	dir := t.TempDir()
	l, err := ledger.Open(context.Background(), filepath.Join(dir, "desk.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	// A hash that costs little, in place of the 64 MiB of a real one.
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range users.Roles() {
		list = append(list, fmt.Sprintf(`{"name": "the-%s", "role": %q, "password": %q, "tokens": []}`, r, r, hash))
	}
	path := filepath.Join(dir, "users.json")
	if err := os.WriteFile(path, []byte(`{"schema": "parley.users/1", "users": [`+strings.Join(list, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := users.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	tokens := map[users.Role]string{}
	for _, r := range users.Roles() {
		role := users.Role(r)
		if tokens[role], err = store.NewToken("the-"+r, role, "test", today); err != nil {
			t.Fatal(err)
		}
	}
	s, err := New(Options{Ledger: l, Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler), Users: store})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, tokens
}

const password = "correct horse battery"

// least is the whole table: what each way in asks for. A route that is not in
// it fails the test, and so does a cell that answers otherwise.
var least = map[string]users.Role{
	"GET /{$}": users.Reader, "GET /desk.json": users.Reader, "/": users.Reader,
	"GET /deals": users.Reader, "GET /deals/{id}": users.Reader, "GET /deals/{id}/timeline": users.Reader, "GET /deals/{id}/why": users.Reader, "GET /deals/{id}/outlets": users.Reader,
	"GET /statements": users.Reader, "GET /statements/{id}": users.Reader, "GET /assertions/{id}": users.Reader, "GET /documents/{id}": users.Reader,
	"GET /actors/{name}": users.Reader, "GET /search": users.Reader, "GET /graph": users.Reader,
	"GET /review": users.Reader, "GET /review/agreement": users.Reader, "GET /review/gold.zip": users.Reader, "GET /judgements": users.Reader,
	"POST /judgements": users.Reviewer,
	"GET /read":        users.Analyst, "POST /read": users.Analyst, "GET /read/{id}": users.Analyst, "GET /read/{id}/events": users.Analyst,
	"GET /metrics": users.Admin,
	"GET /about":   users.Reader, "GET /api": users.Reader,
	"GET /login": users.Nobody, "POST /login": users.Nobody, "POST /logout": users.Nobody,
}

func TestEveryRouteAsksForItsRole(t *testing.T) {
	s, tokens := guarded(t)
	seen := 0
	for _, rt := range s.routes() {
		want, ok := least[rt.pattern]
		if !ok {
			t.Errorf("%s is not in the table", rt.pattern)
			continue
		}
		seen++
		method, path, ok := strings.Cut(rt.pattern, " ")
		if !ok {
			method, path = "GET", rt.pattern
		}
		path = strings.NewReplacer("{$}", "", "{id}", "s-00", "{name}", "Nobody").Replace(path)
		for _, role := range []users.Role{users.Nobody, users.Reader, users.Analyst, users.Reviewer, users.Admin} {
			for _, ext := range append([]string{""}, strings.Fields(rt.ext)...) {
				r := httptest.NewRequest(method, "http://desk.example"+path+ext, nil)
				if role != users.Nobody {
					r.Header.Set("Authorization", "Bearer "+tokens[role])
				}
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				switch {
				case role.May(want):
					if w.Code == http.StatusForbidden || w.Code == http.StatusUnauthorized && path != "/login" || w.Header().Get("Location") != "" && strings.HasPrefix(w.Header().Get("Location"), "/login") {
						t.Errorf("%s%s as %q: %d, though %q may", rt.pattern, ext, role, w.Code, want)
					}
				case role == users.Nobody:
					if w.Code != http.StatusUnauthorized && !(w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/login?next=")) {
						t.Errorf("%s%s as nobody: %d", rt.pattern, ext, w.Code)
					}
				case w.Code != http.StatusForbidden:
					t.Errorf("%s%s as %q: %d, though it needs %q", rt.pattern, ext, role, w.Code, want)
				}
			}
		}
	}
	if seen != len(least) {
		t.Errorf("the table has %d routes, the desk %d", len(least), seen)
	}
}

// signIn signs in and returns the session's cookie.
func signIn(t *testing.T, s *Server, name, password string) (*http.Response, *http.Cookie) {
	t.Helper()
	r := httptest.NewRequest("POST", "http://desk.example/login", strings.NewReader(url.Values{"name": {name}, "password": {password}, "next": {"/deals"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "parley_session" {
			return w.Result(), c
		}
	}
	return w.Result(), nil
}

func TestASessionBeginsWithThePasswordAndEndsWithSigningOut(t *testing.T) {
	s, _ := guarded(t)
	resp, cookie := signIn(t, s, "the-reader", password)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/deals" || cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Fatal(resp.Status, resp.Header, cookie)
	}
	ask := func(method, path string) int {
		r := httptest.NewRequest(method, "http://desk.example"+path, nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	if code := ask("GET", "/deals"); code != 200 {
		t.Errorf("signed in: %d", code)
	}
	if code := ask("POST", "/judgements"); code != http.StatusForbidden {
		t.Errorf("a reader judges: %d", code)
	}
	ask("POST", "/logout")
	if code := ask("GET", "/deals"); code != http.StatusSeeOther {
		t.Errorf("signed out: %d", code)
	}
}

func TestASessionEndsWhenItsUserIsRemoved(t *testing.T) {
	s, _ := guarded(t)
	_, cookie := signIn(t, s, "the-reader", password)
	if err := s.o.Users.Remove("the-reader"); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "http://desk.example/deals.json", nil)
	r.AddCookie(cookie)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Error(w.Code)
	}
}

func TestGuessingPasswordsIsSlowedDown(t *testing.T) {
	s, _ := guarded(t)
	for i := range triesFree + 1 {
		s.tries.failed("the-reader", today)
		_ = i
	}
	if resp, cookie := signIn(t, s, "the-reader", password); resp.StatusCode != http.StatusTooManyRequests || cookie != nil {
		t.Error(resp.Status)
	}
	if !s.tries.may("the-reader", today.Add(triesUntil+time.Second)) {
		t.Error("a name is locked for good")
	}
}

func TestAPageElsewhereCanDoNothing(t *testing.T) {
	s, _ := open(t, nil)
	for _, c := range []struct {
		name, host, origin, site string
		want                     int
	}{
		{"a form of its own", "localhost:8765", "http://localhost:8765", "same-origin", http.StatusBadRequest},
		{"a form elsewhere", "localhost:8765", "https://evil.example", "cross-site", http.StatusForbidden},
		{"an old browser's form elsewhere", "localhost:8765", "https://evil.example", "", http.StatusForbidden},
		{"a name made to lead here", "evil.example", "http://evil.example", "same-origin", http.StatusMisdirectedRequest},
	} {
		r := httptest.NewRequest("POST", "http://"+c.host+"/judgements", strings.NewReader("verdict=accept&id=a-00"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", c.origin)
		if c.site != "" {
			r.Header.Set("Sec-Fetch-Site", c.site)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.want)
		}
	}
}

func TestOnlyAddressesOfThisDeskAreLedTo(t *testing.T) {
	for to, want := range map[string]string{"/deals?kind=trade": "/deals?kind=trade", "": "/", "//evil.example": "/", "https://evil.example/": "/",
		`/\evil.example`: "/", "javascript:alert(1)": "/", "deals": "/", "/%2F/evil": "/", "///evil.example": "/"} {
		if got := local(to); got != want {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

func TestHealthIsToldToAnybodyAndNothingElse(t *testing.T) {
	s, _ := guarded(t)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": http.StatusSeeOther} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "http://desk.example"+path, nil))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	s.Close()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "http://desk.example/readyz", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("a desk that ends says %d", w.Code)
	}
}
