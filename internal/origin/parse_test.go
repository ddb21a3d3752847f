package origin

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func parseText(t *testing.T, path, text string) string {
	t.Helper()
	d, err := Parse([]byte(text), Source{Path: path})
	if err != nil {
		return "error: " + err.Error()
	}
	checkDocument(t, d)
	return d.Text
}

func TestWhatCannotBeReadSaysWhereAndWhy(t *testing.T) {
	for _, c := range []struct{ name, path, data, want string }{
		{"empty", "posts/a.md", "", "posts/a.md: empty"},
		{"only white space", "posts/a.md", " \n\n", "posts/a.md: no text in it"},
		{"unclosed quote", "posts/a.md", "---\ndate: 2025-01-01\ntitle: \"Pact\nlayout: post\n---\nText.\n", "posts/a.md:3: front matter: unclosed quote in title"},
		{"never closed", "posts/a.md", "---\ntitle: Pact\n\nText.\n", "posts/a.md:1: front matter: opened by --- but never closed; want a line of --- after it"},
		{"a list", "posts/a.md", "---\n- a\n- b\n---\nText.\n", "posts/a.md:2: front matter: want lines of KEY: VALUE"},
		{"bad toml", "posts/a.md", "+++\ntitle = \"Pact\"\ndate = yesterday\n+++\nText.\n", "posts/a.md:3: front matter: "},
		{"bad json", "posts/a.md", "{\"title\": \"Pact\",\n\"date\" 3}\nText.\n", "posts/a.md:2: front matter: "},
		{"alias bomb", "posts/a.md", "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\ntitle: Pact\n---\nText.\n", ""},
		{"a picture", "posts/a.md", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "posts/a.md: not a text (image/png); want Markdown, HTML, plain text or JSON Lines"},
		{"a PDF", "a.txt", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "a.txt: not a text (application/pdf); want Markdown, HTML, plain text or JSON Lines"},
		{"binary", "a.txt", "abc\x00\x01\x02def", "a.txt: not a text (application/octet-stream); want Markdown, HTML, plain text or JSON Lines"},
		{"no text field", "a.jsonl", `{"id": "x"}`, `a.jsonl: no "text" in the object`},
		{"cut off", "a.jsonl", `{"id": "x", "text": "abc`, "a.jsonl: the JSON object is cut off"},
		{"nested too deep", "a.html", "<!doctype html><body>" + strings.Repeat("<div>", 100_000) + "x", "a.html: html: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			got := parseText(t, c.path, c.data)
			if c.want == "" {
				if strings.HasPrefix(got, "error: ") {
					t.Errorf("%s; want it read", got)
				}
			} else if !strings.HasPrefix(got, "error: "+c.want) {
				t.Errorf("got %q, want error %q", got, c.want)
			}
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestNoInputTakesMoreTimeThanItsSizeGivesItRight(t *testing.T) {
	for name, in := range map[string]string{
		"a.md":   strings.Repeat("*a_ ", 60_000),
		"b.md":   strings.Repeat("[a](b", 30_000),
		"c.md":   strings.Repeat("Â£", 60_000),
		"d.md":   strings.Repeat("<a href=x><p>y", 30_000),
		"e.md":   strings.Repeat("é\x93 é ", 20_000),
		"f.html": "<!doctype html><body>" + strings.Repeat("<div>a, b, c", 400) + strings.Repeat("<p>a, b, c", 30_000),
	} {
		start := time.Now()
		d, err := Parse([]byte(in), Source{Path: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %v for %d bytes", name, took, len(in))
		}
		checkDocument(t, d)
	}
}

func TestFewWordsAreADocument(t *testing.T) {
	for path, text := range map[string]string{
		"a.md": "Talks stalled.", "a.txt": "Off.", "b.md": "---\ntitle: Pact signed\n---\n", "c.html": "<p>No deal.",
	} {
		if got := parseText(t, path, text); got == "" || strings.HasPrefix(got, "error") {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestMarkdownIsReadAsItsWords(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"emphasis and code", "The **pact** is _off_, `not` on.", "The pact is off, not on."},
		{"link", "[Norland](https://n.example \"t\") and <https://e.example> said.", "Norland and https://e.example said."},
		{"image", "Before ![alt](x.png) after.", "Before after."},
		{"escape and entity", `5 \* 3 &amp; &pound;2bn &nosuch; A\B`, `5 * 3 & £2bn &nosuch; A\B`},
		{"headings", "# Pact\n\n## What next\n\nTalks.", "Pact\n\nWhat next\n\nTalks."},
		{"nested list", "- one\n- two\n    - deep\n\n1. first", "one\n\ntwo\n\ndeep\n\nfirst"},
		{"quotation", "> said\n> they\n\nend", "said they\n\nend"},
		{"table", "| a | b |\n|---|---|\n| 1 | 2 |", "a b\n\n1 2"},
		{"liquid and shortcodes", "{% include x.html %}\n\nText {{ page.x }} here {{< tweet 1 >}}.\n{: .note}", "Text here ."},
		{"raw inline HTML", "A <b>bold</b><br/>line <script>x()</script>end", "A bold line end"},
		{"HTML comment", "One.\n\n<!-- <p>no</p> -->\n\nTwo.", "One.\n\nTwo."},
		{"wrapped lines", "Norland said on Tuesday that it would\nfreeze the pact until the dispute over\nports is settled.", "Norland said on Tuesday that it would freeze the pact until the dispute over ports is settled."},
		{"one paragraph a line", "Norland has frozen the pact over a dispute about who may use which of the deep-water ports, its ministry said on Tuesday evening.\nEstmark called it regrettable.\nTalks go on.",
			"Norland has frozen the pact over a dispute about who may use which of the deep-water ports, its ministry said on Tuesday evening.\n\nEstmark called it regrettable.\n\nTalks go on."},
		{"windows line ends", "One.\r\n\r\nTwo\r\nlines of it.\r\n", "One.\n\nTwo lines of it."},
		{"thematic break at the top", "---\n\nNo front matter here.", "No front matter here."},
	} {
		if got := parseText(t, "a.md", c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAFilesContentGoesBeforeItsName(t *testing.T) {
	for _, c := range []struct{ path, data, want string }{
		{"a.md", "<!DOCTYPE html><html><body><p>Page</p></body></html>", "text/html"},
		{"", "# Title\n\nText", "text/markdown"},
		{"", "Title\n\nText", "text/plain"},
		{"", `{"text": "x"}`, "application/x-ndjson"},
		{"", "<article><p>x</p></article>", "text/html"},
		{"a.html", "---\ntitle: x\n---\n<p>Post</p>", "text/html"},
	} {
		d, err := Parse([]byte(c.data), Source{Path: c.path})
		if err != nil || d.MediaType != c.want {
			t.Errorf("%q %q: %v, %v; want %s", c.path, c.data, d, err, c.want)
		}
	}
}

func TestOwnExtractLinesKeepTheirParts(t *testing.T) {
	line := `{"schema":"parley.extract/1","id":"sha256:0","path":"posts/b.md","title":"Pact “off”","text":"Pact “off”\n\nTalks are off.\n\nA mill.","parts":[{"part":"title","span":[0,10]},{"part":"excerpt","span":[12,26]},{"part":"caption","span":[28,35]}]}`
	d, err := Parse([]byte(line), Source{Path: "x.jsonl"})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	var b strings.Builder
	for _, p := range d.Parts {
		b.WriteString(string(p.Part) + ": " + p.Span.In(d.Text) + "\n")
	}
	if want := "title: Pact “off”\nexcerpt: Talks are off.\ncaption: A mill.\n"; b.String() != want || d.Path != "posts/b.md" {
		t.Errorf("%s: got %q, want %q", d.Path, b.String(), want)
	}
}

func TestKnownGoesBeforeWhatIsFound(t *testing.T) {
	d, err := Parse([]byte("---\ntitle: A\ndate: 2020-01-01\ntags: [Reuters]\n---\nText told the BBC.\n"),
		Source{Path: "a.md", Known: Known{Outlet: "Harbour Gazette", Published: "2025-02-03", URL: "https://g.example/x", Title: "B"}})
	if err != nil {
		t.Fatal(err)
	}
	if d.Outlet != "Harbour Gazette" || d.Published != "2025-02-03" || d.URL != "https://g.example/x" || d.Title != "B" {
		t.Errorf("outlet %q, published %q, url %q, title %q", d.Outlet, d.Published, d.URL, d.Title)
	}
}

func TestDatesAreReadAsWritten(t *testing.T) {
	for in, want := range map[string]string{
		"2025-12-16":                    "2025-12-16",
		"2025-12-16T22:39:14":           "2025-12-16T22:39:14",
		"2025-12-16 22:39:14":           "2025-12-16T22:39:14",
		"2025-12-16 09:30:00 +0000":     "2025-12-16T09:30:00+00:00",
		"2025-12-16T09:30:00.123Z":      "2025-12-16T09:30:00Z",
		"2025-12-16 09:30 -0500":        "2025-12-16T09:30-05:00",
		"2020-09-25-13-44-08":           "2020-09-25T13:44:08",
		"20251216":                      "2025-12-16",
		"Tue, 16 Dec 2025 22:39:14 GMT": "2025-12-16T22:39:14Z",
		"16 December 2025":              "2025-12-16",
		"December 16th, 2025":           "2025-12-16",
		"9:30 AM PDT · August 15, 2026": "2026-08-15",
		"1765924754":                    "2025-12-16T22:39:14Z",
		"1765924754000":                 "2025-12-16T22:39:14Z",
		"03/04/2025":                    "",
		"2025-13-40":                    "",
		"yesterday":                     "",
		"":                              "",
	} {
		if got := isoDate(in); got != want {
			t.Errorf("isoDate(%q) = %q, want %q", in, got, want)
		}
	}
	if got := pathDate("_posts/2025-09-18-pact.md"); got != "2025-09-18" {
		t.Errorf("date in a file name: %q", got)
	}
	if got := pathDate("https://x.example/2025/09/18/pact"); got != "2025-09-18" {
		t.Errorf("date in a URL: %q", got)
	}
}

func TestShortTextsCountAsEnglish(t *testing.T) {
	for text, want := range map[string]string{
		"Talks stalled.": "en",
		"UK pauses deal": "en",
		"ACME FY NET PROFIT EUR 2.1 MILLION VS 1.9 MILLION A YEAR AGO": "en",
		"交渉は火曜日に中断された、と政府が発表した。":                                       "ja",
		"Переговоры приостановлены до осени, сообщило министерство.":   "ru",
	} {
		if got := language(text); string(got) != want {
			t.Errorf("language(%q) = %q, want %q", text, got, want)
		}
	}
}

// The archives and annotated posts beside the repository, when they are there:
// nothing fails, every map is exact.
func TestTrainingPostsAreAllRead(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/eval/train/*.md")
	if len(files) == 0 {
		t.Skip("no training posts here")
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(data, Source{Path: f})
		if err != nil {
			t.Error(err)
			continue
		}
		checkDocument(t, d)
		if d.Title == "" || d.Published == "" || d.Language != "en" {
			t.Errorf("%s: title %q, published %q, language %q", f, d.Title, d.Published, d.Language)
		}
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"---\ntitle: 'it''s'\nexcerpt: >-\n  a\n  b\ntags: [a, b]\n---\nx", "---\ntitle: a: b\n---\nx", "+++\ntitle = \"\\u20ac\"\n+++\nx",
		"{\"title\": \"\\ud83d\\ude00\"}\nx", "---\nsummary: |+\n  a\n\n   b\n---\n", "---\ntitle: \"a\\\n  b\"\n---\nx",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzParse(t, s, "a.md") })
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n\n- b\n    c\n", "<p>a<br>b", "a\\&amp;&#1;b", "[a](b \"c\")![d](e)", "{{< x >}}\n    y\n\n|a|\n|-|\n|b|", "> a\n> b  \nc", "By Al Root\n\nJ\u2028k"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzParse(t, "x\n\n"+s, "a.md") })
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<p>a<p>b", "<table>x<tr><td>y", "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\"}</script><p>x",
		"<title>a - BBC</title><h1>a</h1>&lt;\ufdd0 1\ufdd1", "<!-- a --><a href=x>y</a><br><br>z", "<svg><title>q</title></svg><figure><figcaption>c", "<p", "<textarea>a</textarea><noscript><p>b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fuzzParse(t, "<!doctype html><html><body>"+s, "a.html")
		fuzzParse(t, "---\ntitle: x\n---\n"+s, "a.html")
	})
}

func fuzzParse(t *testing.T, s, path string) {
	d, err := Parse([]byte(s), Source{Path: path})
	if err != nil {
		if !strings.HasPrefix(err.Error(), path+":") {
			t.Fatalf("error without its place: %v", err)
		}
		return
	}
	checkDocument(t, d)
}
