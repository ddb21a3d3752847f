package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/users"
)

// desk is an API over a new ledger, for somebody of the role that the test's
// header names.
func desk(t *testing.T) (http.Handler, *huma.OpenAPI) {
	t.Helper()
	l, err := ledger.Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	life, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	return New(Options{Ledger: l, Now: func() time.Time { return time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC) }, Life: life,
		User: func(r *http.Request) users.User {
			return users.User{Name: "ann", Role: users.Role(r.Header.Get("Role"))}
		}})
}

func ask(h http.Handler, role users.Role, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Role", string(role))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const post = `{"text": "\"Talks on the Coral Reef Treaty have stalled,\" said Cuban Foreign Minister Ana Prado.\n\nThe Portuguese government said talks on the Coral Reef Treaty were active.\n", "outlet": "Ostrava Courier", "published": "2025-03-04", "title": "Reef treaty talks"}`

func TestAProgramReadsADealEndToEnd(t *testing.T) {
	h, _ := desk(t)
	w := ask(h, users.Analyst, "POST", Prefix+"/documents", post)
	var read Reading
	if err := json.Unmarshal(w.Body.Bytes(), &read); err != nil || w.Code != 200 || read.Statements < 2 {
		t.Fatal(w.Code, w.Body)
	}
	var deals answer.Deals
	w = ask(h, users.Reader, "GET", Prefix+"/deals", "")
	if err := json.Unmarshal(w.Body.Bytes(), &deals); err != nil || len(deals.Deals) == 0 {
		t.Fatal(w.Body)
	}
	id := deals.Deals[slices.IndexFunc(deals.Deals, func(d answer.DealRow) bool { return d.Name == "Coral Reef Treaty" })].ID
	var show answer.Show
	w = ask(h, users.Reader, "GET", Prefix+"/deals/"+id, "")
	if err := json.Unmarshal(w.Body.Bytes(), &show); err != nil || show.Axes[1].State != "disputed" {
		t.Fatal(w.Body)
	}
	e := show.Axes[1].Voices[0].Standing[0]
	if w = ask(h, users.Reader, "GET", Prefix+"/statements/"+string(e.Statement)+"/annotation", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "TextQuoteSelector") {
		t.Fatal(w.Code, w.Body)
	}
	if w = ask(h, users.Reviewer, "POST", Prefix+"/judgements", `{"verdict": "reject", "id": "`+e.Assertion+`"}`); w.Code != 201 || !strings.Contains(w.Body.String(), `"who":"ann"`) {
		t.Fatal(w.Code, w.Body)
	}
	w = ask(h, users.Reader, "GET", Prefix+"/deals/"+id, "")
	if err := json.Unmarshal(w.Body.Bytes(), &show); err != nil || show.Axes[1].State == "disputed" {
		t.Error("the answer stands on what was rejected")
	}
	if w = ask(h, users.Reader, "GET", Prefix+"/deals/"+id+"?known_at=2025-01", ""); w.Code != http.StatusNotFound {
		t.Errorf("before anybody published: %d", w.Code)
	}
}

func TestErrorsAreProblemDocuments(t *testing.T) {
	h, _ := desk(t)
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/deals/nothing", "", 404},
		{"GET", "/statements/what", "", 404},
		{"GET", "/statements/s-00/annotation", "", 404},
		{"GET", "/documents/sha256:00", "", 404},
		{"GET", "/deals?known_at=soon", "", 422},
		{"GET", "/deals?limit=0", "", 422},
		{"GET", "/deals?colour=red", "", 422},
		{"GET", "/deals?policy=mine", "", 422},
		{"GET", "/search", "", 422},
		{"GET", "/statements?after=yesterday", "", 422},
		{"POST", "/documents", `{}`, 422},
		{"POST", "/documents", `{"url": "file:///etc/passwd"}`, 422},
		{"POST", "/documents", `{"url": "http://127.0.0.1:1/"}`, 422},
		{"POST", "/documents", `{"text": "x", "published": "soon"}`, 422},
		{"POST", "/documents", `{"tex`, 400},
		{"POST", "/judgements", `{"verdict": "praise", "id": "a-00"}`, 422},
		{"POST", "/judgements", `{"verdict": "accept", "id": "a-00"}`, 422},
	} {
		w := ask(h, users.Admin, c.method, Prefix+c.path, c.body)
		var p struct{ Status int }
		err := json.Unmarshal(w.Body.Bytes(), &p)
		if w.Code != c.want || err != nil || p.Status != c.want || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s %s: %d %s %s", c.method, c.path, c.body, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}

// least is the whole table of what each operation asks for.
var least = map[string]users.Role{
	"GET /deals": users.Reader, "GET /deals/{id}": users.Reader, "GET /deals/{id}/timeline": users.Reader, "GET /deals/{id}/outlets": users.Reader,
	"GET /statements": users.Reader, "GET /statements/{id}": users.Reader, "GET /statements/{id}/annotation": users.Reader, "GET /documents/{id}": users.Reader,
	"GET /actors/{id}": users.Reader, "GET /search": users.Reader, "GET /graph": users.Reader, "GET /queue": users.Reader, "GET /agreement": users.Reader,
	"GET /changes": users.Reader, "POST /documents": users.Analyst, "POST /judgements": users.Reviewer,
}

func TestEveryOperationAsksForItsRole(t *testing.T) {
	h, doc := desk(t)
	ops := Operations(doc)
	if len(ops) != len(least) {
		t.Errorf("%d operations, and %d in the table", len(ops), len(least))
	}
	for _, op := range ops {
		name := op.Method + " " + strings.TrimPrefix(op.Path, Prefix)
		want, ok := least[name]
		if !ok {
			t.Errorf("%s is not in the table", name)
			continue
		}
		path := strings.ReplaceAll(op.Path, "{id}", "s-00")
		for _, role := range []users.Role{users.Nobody, users.Reader, users.Analyst, users.Reviewer, users.Admin, "king"} {
			if role.May(want) && strings.HasSuffix(path, "/changes") {
				continue // a stream does not end
			}
			w := ask(h, role, op.Method, path, "")
			refused := w.Code == http.StatusForbidden || w.Code == http.StatusUnauthorized
			if refused == role.May(want) || role == users.Nobody && w.Code != http.StatusUnauthorized {
				t.Errorf("%s as %q: %d", name, role, w.Code)
			}
		}
	}
}

func TestTheDescriptionIsOpenAPI31AndHangsTogether(t *testing.T) {
	h, _ := desk(t)
	w := ask(h, users.Nobody, "GET", "/openapi.json", "")
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if v, _ := doc["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Errorf("version %q", v)
	}
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				if schemas[strings.TrimPrefix(ref, "#/components/schemas/")] == nil {
					t.Errorf("%s leads nowhere", ref)
				}
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(doc)
	voice := schemas["Voice"].(map[string]any)["properties"].(map[string]any)["name"].(map[string]any)
	if b, _ := json.Marshal(voice["type"]); string(b) != `["string","null"]` {
		t.Errorf("a name that may be null is %s", b)
	}
}

func TestWhatAProgramHasIsNotSentAgain(t *testing.T) {
	h, _ := desk(t)
	tag := ask(h, users.Reader, "GET", Prefix+"/deals", "").Header().Get("ETag")
	r := httptest.NewRequest("GET", Prefix+"/deals", nil)
	r.Header.Set("Role", "reader")
	r.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if tag == "" || w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Error(tag, w.Code)
	}
}

func TestChangesAreToldAsTheyCome(t *testing.T) {
	h, _ := desk(t)
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	r := httptest.NewRequest("GET", Prefix+"/changes", nil).WithContext(ctx)
	r.Header.Set("Role", "reader")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), "event: head") || !strings.Contains(w.Body.String(), `{"head":0}`) {
		t.Errorf("%q", w.Body)
	}
}
