package web

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/ledger"
)

// give posts a form of fields and files.
func give(t *testing.T, s *Server, fields map[string]string, files map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		m.WriteField(k, v)
	}
	for name, text := range files {
		w, err := m.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	m.Close()
	r := httptest.NewRequest("POST", "http://localhost/read", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// finished waits for a reading in and returns what it came to.
func finished(t *testing.T, s *Server, at string) jobState {
	t.Helper()
	j := s.jobs.find(strings.TrimPrefix(at, "/read/"))
	if j == nil {
		t.Fatalf("%q is no reading in", at)
	}
	for {
		st, changed := j.state()
		if st.Done {
			return st
		}
		select {
		case <-changed:
		case <-time.After(time.Minute):
			t.Fatal("never finished")
		}
	}
}

func TestWhatIsGivenIsReadIn(t *testing.T) {
	s, l := open(t, nil)
	w := give(t, s, map[string]string{"text": "Portugal said talks on the Coral Reef Treaty were active.", "outlet": "Ostrava Courier", "published": "2025-03-04"}, nil)
	if w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	if st := finished(t, s, w.Header().Get("Location")); len(st.Items) != 1 || st.Items[0].Outcome != "new" || st.Items[0].Statements != 1 {
		t.Errorf("%+v", st)
	}
	docs, err := l.Documents(context.Background(), ledger.DocumentQuery{})
	if err != nil || len(docs) != 1 || docs[0].Outlet != "Ostrava Courier" || docs[0].Published != "2025-03-04" {
		t.Errorf("%+v %v", docs, err)
	}
	w = give(t, s, nil, map[string]string{"a.md": "---\ntitle: One\n---\n\nNorway said the Cod Accord was signed.\n", "b.txt": "Chile said the Kelp Pact was signed.\n"})
	if st := finished(t, s, w.Header().Get("Location")); len(st.Items) != 2 {
		t.Errorf("%+v", st)
	}
	if resp, body := get(t, s, w.Header().Get("Location")+"/events"); resp.Header.Get("Content-Type") != "text/event-stream" || !strings.Contains(body, `"done":true`) {
		t.Errorf("%s %s", resp.Header, body)
	}
}

func TestReadingInHasLimits(t *testing.T) {
	s, _ := open(t, nil)
	for _, c := range []struct {
		name   string
		fields map[string]string
		files  map[string]string
		want   string
	}{
		{"nothing", nil, nil, "give one of"},
		{"two things", map[string]string{"text": "x", "url": "https://example.org/"}, nil, "give one of"},
		{"no web address", map[string]string{"url": "file:///etc/passwd"}, nil, "begins with http"},
		{"a date that is none", map[string]string{"text": "x", "published": "soon"}, nil, "published"},
		{"a text that is too long", map[string]string{"text": strings.Repeat("x", maxTexts+1)}, nil, "at most 2 MB"},
	} {
		if w := give(t, s, c.fields, c.files); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d, want %q in\n%s", c.name, w.Code, c.want, w.Body)
		}
	}
	many := map[string]string{}
	for i := range maxFiles + 1 {
		many[fmt.Sprint(i, ".txt")] = "x"
	}
	if w := give(t, s, nil, many); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "at most 200 files") {
		t.Errorf("too many files: %d", w.Code)
	}
	r := httptest.NewRequest("POST", "http://localhost/judgements", strings.NewReader("why="+strings.Repeat("x", maxForm)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("a form that is too long: %d", w.Code)
	}
}

// The addresses are spellings of places within a network; the fetcher, which
// looks at resolved addresses, has the whole list of them.
func TestAddressesWithinTheNetworkAreNotFetched(t *testing.T) {
	s, _ := open(t, nil)
	for _, u := range []string{"http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://0x7f000001:1/", "http://2130706433:1/", "http://0177.0.0.1:1/",
		"http://[::ffff:127.0.0.1]:1/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1:1/", "http://0.0.0.0:1/"} {
		w := give(t, s, map[string]string{"url": u}, nil)
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", u, w.Code)
			continue
		}
		if st := finished(t, s, w.Header().Get("Location")); len(st.Items) != 1 || st.Items[0].Outcome != "failed" || st.Items[0].Document != "" {
			t.Errorf("%s: %+v", u, st)
		}
	}
}

func TestFileNamesOfStrangersAreNoPaths(t *testing.T) {
	for name, want := range map[string]string{"../../etc/passwd": "passwd", `..\..\boot.ini`: "..-..-boot.ini", "a b\u202egnp.md": "a-b-gnp.md", "": ".", strings.Repeat("x", 300) + ".md": strings.Repeat("x", 77) + ".md"} {
		if got := safeName(name); got != want || strings.ContainsAny(got, `/\`) {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestAnUnexpectedErrorShowsNoDetail(t *testing.T) {
	s, l := open(t, nil)
	l.Close()
	resp, body := get(t, s, "/deals")
	if resp.StatusCode != http.StatusInternalServerError || strings.Contains(body, "desk.db") || strings.Contains(body, "sql") {
		t.Errorf("%s\n%s", resp.Status, body)
	}
}
