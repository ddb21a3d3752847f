package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/parley-desk/parley/internal/review"
)

// patience is how long a page may take on a busy machine. What is waited for is
// looked for again and again, so that a quick machine is quick.
const patience = 20 * time.Second

// browser is a real Chromium at a desk.
type browser struct {
	t    *testing.T
	ctx  context.Context
	home string
}

// chromium starts the browser that PARLEY_CHROMIUM names, as .ci/run does where
// it finds one, or skips.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath(os.Getenv("PARLEY_CHROMIUM"))
	if err != nil {
		t.Skip("PARLEY_CHROMIUM names no browser")
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("no-first-run", true))...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Skipf("chromium does not start: %v", err)
	}
	return ctx
}

// evaluate is the value of an expression on the page.
func evaluate[T any](b *browser, js string) T {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		b.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// until waits for a condition.
func (b *browser) until(what, js string) {
	b.t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(30 * time.Millisecond) {
		ctx, stop := context.WithTimeout(b.ctx, patience)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		stop()
		if err == nil && ok { // a page that is being left has no values
			return
		}
	}
	b.t.Fatalf("%s: never, on %s:\n%s", what, evaluate[string](b, "location.href"), evaluate[string](b, "document.body.innerText.slice(0, 600)"))
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.home + path))
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// holds says that the page's text has the words.
func (b *browser) holds(words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the page says %q", words), fmt.Sprintf("document.body.innerText.toLowerCase().includes(%q.toLowerCase())", words))
}

// pages are the sorts of page that there are.
func pages(s *Server, t *testing.T) []string {
	t.Helper()
	_, body := get(t, s, "/statements.json?about=Battery+Minerals+Partnership")
	var st struct {
		Statements []struct{ ID, Document string }
	}
	if err := json.Unmarshal([]byte(body), &st); err != nil || len(st.Statements) == 0 {
		t.Fatal(body)
	}
	resp, _ := get(t, s, "/deals/Battery%20Minerals%20Partnership")
	deal := resp.Header.Get("Location")
	return []string{"/", "/?since=2025-01", "/deals", deal, deal + "?known-at=2025-10", deal + "/timeline", deal + "/why", deal + "/outlets", "/statements",
		"/statements/" + st.Statements[0].ID, "/documents/" + st.Statements[0].Document, "/actors/Norway", "/search?q=talks", "/graph", "/review", "/judgements",
		"/review/agreement", "/read", "/about", "/api", "/nowhere"}
}

func TestADeskInARealBrowser(t *testing.T) {
	ctx := chromium(t)
	s, l := open(t, posts[1:4])
	server := httptest.NewServer(s)
	defer server.Close()
	b := &browser{t, ctx, server.URL}

	// A text is pasted, and its deal is found.
	b.open("/read")
	b.do(chromedp.SetValue(chromedp.CSS("textarea[name=text]"), "The Finnish government said the Sauna Stones Accord has been signed.\n\n\"The Sauna Stones Accord has stalled,\" said Estonian Trade Minister Liis Kask.\n"),
		chromedp.SetValue(chromedp.CSS("section[aria-labelledby=paste] input[name=outlet]"), "Tallinn Mail"),
		chromedp.Click(chromedp.CSS("section[aria-labelledby=paste] button")))
	b.holds("Done: 1 document")
	// A file is read in the same way.
	file := filepath.Join(t.TempDir(), "post.md")
	if err := os.WriteFile(file, []byte("---\ntitle: Reef treaty talks\n---\n\nPortugal said talks on the Coral Reef Treaty were active.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/read")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}), chromedp.Click(chromedp.CSS("section[aria-labelledby=files] button")))
	b.holds("Done: 1 document")
	b.holds("Reef treaty talks")
	b.open("/deals")
	b.holds("Sauna Stones Accord")

	// From a status down to the words in the article.
	b.open("/deals/Battery%20Minerals%20Partnership")
	b.holds("disputed")
	b.do(chromedp.Click(chromedp.CSS(".axis.disputed .column:nth-child(2) q a")))
	b.holds("In the article")
	if words := evaluate[string](b, "document.querySelector('.article .content').textContent"); !strings.Contains(evaluate[string](b, "document.querySelector('.big').textContent"), words) {
		t.Errorf("the article has %q marked", words)
	}

	// Back in time.
	b.open("/deals/Battery%20Minerals%20Partnership?known-at=2025-09-09")
	b.holds("Put back in time")
	b.do(chromedp.Click(chromedp.CSS(".past a.button")))
	b.until("back at the present", "!document.querySelector('.past') && !location.search")

	// By keys alone a reading is found wrong, the answer changes, and it is
	// taken back.
	q, err := review.NewQueue(ctx, l, 1)
	if err != nil {
		t.Fatal(err)
	}
	b.open("/review")
	b.holds(q.Items[0].Words)
	b.do(chromedp.KeyEvent("r"))
	b.until("the decision is kept", "document.querySelector('.done')")
	b.open("/judgements")
	b.holds("reject")
	b.open("/review")
	b.until("another reading is asked about", fmt.Sprintf("!document.querySelector('.reviewed').innerText.includes(%q) || %q == ''", q.Items[0].Claim, ""))
	b.open("/judgements")
	b.do(chromedp.Click(chromedp.CSS("button[value=undo]")))
	b.holds("undone")

	// Every page fits a phone, has no violation of the policy, and in the dark is
	// dark.
	axe, _ := os.ReadFile(os.Getenv("PARLEY_AXE")) // the script of axe-core, where the run has it
	for _, path := range pages(s, t) {
		b.do(chromedp.EmulateViewport(390, 844))
		b.open(path)
		if over := evaluate[float64](b, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
			t.Errorf("%s is %v px wider than a phone: %s", path, over, evaluate[string](b, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 3).join("\n")`))
		}
		if n := evaluate[float64](b, `[...document.querySelectorAll("[style], style:not(svg style), script:not([src])")].length`); n > 0 {
			t.Errorf("%s has %v inline styles or scripts", path, n)
		}
		if axe == nil {
			continue
		}
		b.do(chromedp.EmulateViewport(1280, 900))
		ctx, stop := context.WithTimeout(b.ctx, patience)
		_, err := chromedp.Run(ctx, chromedp.Evaluate[any](string(axe)+"; 1"))
		stop()
		if err != nil {
			t.Fatal(err)
		}
		evaluate[any](b, `window.axeSays = null; axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(r => window.axeSays = r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(" | ")).join("\n")); 1`)
		b.until("axe is done", "window.axeSays !== null")
		if says := evaluate[string](b, "window.axeSays"); says != "" {
			t.Errorf("%s: %s", path, says)
		}
	}
}
