package web

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley/examples"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
)

// today is the clock of the tests.
var today = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// posts are the example posts about one deal: few, so that tests stay quick.
var posts = []string{"2025-05-20-battery-minerals-partnership.md", "2025-09-09-battery-talks-stall.md", "2025-09-10-battery-talks-respun.md",
	"2025-11-18-battery-pact-on-ice.md", "2026-02-24-battery-talks-resume.html"}

// open is a desk over a new ledger that has read the named example posts and
// the given texts.
func open(t testing.TB, names []string, texts ...string) (*Server, *ledger.Ledger) {
	t.Helper()
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "desk.db"), ledger.Options{Now: func() time.Time { return today.Add(-time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	for _, n := range names {
		b, err := examples.Posts.ReadFile("posts/" + n)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	for _, text := range texts {
		if _, err := intake.Run(ctx, l, origin.Input{Args: []string{"-"}, Stdin: strings.NewReader(text)}, intake.Options{Workers: 1}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := New(Options{Ledger: l, Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler), Who: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, l
}

// get is the answer to a GET request.
func get(t testing.TB, h http.Handler, path string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

func TestEveryPageComesWithItsAnswer(t *testing.T) {
	s, _ := open(t, posts)
	ctx := context.Background()
	ds, err := s.desk.Deals(ctx, answer.Ask{}, answer.DealsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var deal string
	for _, d := range ds.Deals {
		if d.Name == "Battery Minerals Partnership" {
			deal = d.ID
		}
	}
	show, err := s.desk.Show(ctx, answer.Ask{}, deal)
	if err != nil {
		t.Fatal(err)
	}
	said := show.Axes[1].Voices[0].Standing[0]
	for _, c := range []struct{ path, words, json string }{
		{"/", "Disputed", "/desk.json"},
		{"/deals", "Battery Minerals Partnership", "/deals.json"},
		{"/deals/" + deal, "the Meridian understands they have stalled over fishing rights", "/deals/" + deal + ".json"},
		{"/deals/" + deal + "/timeline", "talks resumed", "/deals/" + deal + "/timeline.json"},
		{"/deals/" + deal + "/why", "stalled", "/deals/" + deal + "/why.json"},
		{"/deals/" + deal + "/outlets", "In its own name", "/deals/" + deal + "/outlets.json"},
		{"/statements", "declined to comment", "/statements.json"},
		{"/statements/" + string(said.Statement), "In the article", "/statements/" + string(said.Statement) + ".json"},
		{"/documents/" + said.Document, "told by the outlet", "/documents/" + said.Document + ".json"},
	} {
		resp, body := get(t, s, c.path)
		if resp.StatusCode != 200 || !strings.Contains(body, c.words) {
			t.Errorf("%s: %s, and %q is not in it", c.path, resp.Status, c.words)
		}
		resp, body = get(t, s, c.json)
		var v struct{ Schema string }
		if err := json.Unmarshal([]byte(body), &v); err != nil || !strings.HasPrefix(v.Schema, "parley.") || resp.StatusCode != 200 {
			t.Errorf("%s: %s: %v, schema %q", c.json, resp.Status, err, v.Schema)
		}
	}
}

func TestAPageGoesBackInTime(t *testing.T) {
	s, _ := open(t, posts)
	_, now := get(t, s, "/deals/Battery%20Minerals%20Partnership.json")
	if now != "" && !strings.Contains(now, "Found") && !strings.Contains(now, "deals/") {
		t.Fatal(now)
	}
	resp, _ := get(t, s, "/deals/Battery%20Minerals%20Partnership?known-at=2025-06")
	to := resp.Header.Get("Location")
	_, body := get(t, s, to)
	if !strings.Contains(body, "what the public could know by Jun 2025") {
		t.Error("the page does not say that it is put back in time")
	}
	if strings.Contains(body, "fishing rights") {
		t.Error("a page put back to June 2025 knows of September")
	}
	if !strings.Contains(body, "/timeline?known-at=2025-06") {
		t.Error("links forget the time asked about")
	}
}

func TestErrorsArePages(t *testing.T) {
	s, _ := open(t, nil)
	for _, c := range []struct {
		path   string
		status int
		words  string
	}{
		{"/deals?known-at=2025-13", 400, "want YYYY"},
		{"/deals?state=sideways", 400, "no axis value"},
		{"/deals?policy=mine", 400, "none of all"},
		{"/deals/nothing", 404, "no such deal"},
		{"/documents/sha256:00", 404, "not in the ledger"},
		{"/statements/s-00", 404, "not in the ledger"},
		{"/statements/what", 404, "not the beginning of an id"},
		{"/nowhere", 404, "no such page"},
	} {
		resp, body := get(t, s, c.path)
		if resp.StatusCode != c.status || !strings.Contains(body, c.words) {
			t.Errorf("%s: %s, want %d and %q in\n%s", c.path, resp.Status, c.status, c.words, body)
		}
	}
	resp, body := get(t, s, "/deals/nothing.json")
	if resp.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(body, `"status":404`) {
		t.Errorf("a program gets %s %s", resp.Header, body)
	}
}

// hostile is a post in which everything is a trap.
const hostile = "---\ntitle: \"<script>alert(1)</script> \u202Egnihtemos\"\noutlet: \"B\u0412C </title><img src=x onerror=alert(2)>\"\ndate: 2025-12-16\nurl: \"javascript:alert(3)\"\n---\n\n" +
	"The Norwegian government said the \"Battery Minerals\u2066 Partnership\" <b onmouseover=alert(4)>had stalled</b> \x1b[31mnow\x07.\n\n" +
	"\"{{.}} </q></a><script>alert(5)</script> talks on the Battery Minerals Partnership have resumed,\" said Prime Minister Ola \u202DNordmann.\n"

func TestNothingOfAStrangerActsOnAnyPage(t *testing.T) {
	s, l := open(t, nil, hostile)
	hits, _, err := l.Statements(context.Background(), ledger.StatementQuery{})
	if err != nil || len(hits) == 0 {
		t.Fatal(err, len(hits))
	}
	paths := []string{"/", "/deals", "/statements", "/documents/" + hits[0].Document, "/documents/" + hits[0].Document + ".json", "/statements.csv", "/statements.json"}
	for _, h := range hits {
		paths = append(paths, "/statements/"+h.ID)
	}
	ds, _ := s.desk.Deals(context.Background(), answer.Ask{}, answer.DealsQuery{})
	for _, d := range ds.Deals {
		for _, p := range []string{"", "/timeline", "/why", "/outlets", ".json"} {
			paths = append(paths, "/deals/"+d.ID+p)
		}
	}
	for _, p := range paths {
		resp, body := get(t, s, p)
		if resp.StatusCode != 200 {
			t.Errorf("%s: %s", p, resp.Status)
		}
		if i := strings.IndexFunc(body, func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
		}); i >= 0 {
			t.Errorf("%s: %q goes out raw", p, body[max(0, i-20):i+8])
		}
		if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			for _, bad := range []string{"<script>alert", "<img", "<b ", `href="javascript:`} {
				if strings.Contains(body, bad) {
					t.Errorf("%s holds %q", p, bad)
				}
			}
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", p, csp)
		}
	}
}

func TestWhatABrowserHasIsNotSentAgain(t *testing.T) {
	s, _ := open(t, nil)
	resp, _ := get(t, s, "/deals")
	r := httptest.NewRequest("GET", "http://localhost/deals", nil)
	r.Header.Set("If-None-Match", resp.Header.Get("ETag"))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
}
