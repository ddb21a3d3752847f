package web

import (
	"bufio"
	"context"
	"encoding/csv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// TestHostileInputs puts every trap of testdata/hostile.txt into a title, an
// outlet, a speaker's name and a quotation, and looks at every page and feed that
// shows them. What goes out holds no character that acts, no markup that the
// program did not write, and no cell that calculates.
func TestHostileInputs(t *testing.T) {
	f, err := os.Open("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	families := map[string][]string{}
	var traps []string
	family := ""
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := sc.Text()
		if name, ok := strings.CutPrefix(line, "# "); ok {
			family = name
			continue
		}
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		trap, err := strconv.Unquote(`"` + line + `"`)
		if err != nil {
			t.Fatalf("%s: %q: %v", family, line, err)
		}
		families[family] = append(families[family], trap)
		traps = append(traps, trap)
	}
	if len(families) < 20 || len(traps) < 400 {
		t.Errorf("%d traps of %d families", len(traps), len(families))
	}
	var posts []string
	for family, traps := range families {
		var post strings.Builder
		post.WriteString("Notes of the day, on " + family + ".\n\n")
		for _, trap := range traps {
			flat := strings.Join(strings.FieldsFunc(trap, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
			post.WriteString("Trade Minister Ola Nordmann of " + flat + " said talks on the Coral Reef Treaty have stalled over " + flat + ".\n\n")
		}
		posts = append(posts, post.String())
	}
	posts = append(posts, "---\ntitle: \"Traps <script>alert(1)</script> \u202e =1+1\"\noutlet: \"<b onclick=x>=1+1\u202e\"\n---\n\n\"Talks on the Coral Reef Treaty have stalled,\" said Trade Minister Ola \u202eNordmann.\n")
	s, l := open(t, nil, posts...)
	ctx := context.Background()
	hits, _, err := l.Statements(ctx, ledger.StatementQuery{})
	if err != nil || len(hits) < 100 {
		t.Fatal(err, len(hits))
	}
	paths := map[string]bool{"/": true, "/deals": true, "/deals.csv": true, "/deals.json": true, "/statements": true, "/statements.csv?limit=5000": true, "/statements.json": true,
		"/search?q=talks": true, "/graph": true, "/review": true}
	for i, h := range hits {
		paths["/documents/"+h.Document], paths["/documents/"+h.Document+".json"] = true, true
		if i%16 == 0 {
			paths["/statements/"+h.ID] = true
		}
	}
	ds, err := s.desk.Deals(ctx, answer.Ask{}, answer.DealsQuery{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range ds.Deals {
		paths["/deals/"+d.ID], paths["/deals/"+d.ID+"/timeline.csv"] = true, true
	}
	for p := range paths {
		resp, body := get(t, s, p)
		if resp.StatusCode != 200 {
			t.Errorf("%s: %s", p, resp.Status)
			continue
		}
		if i := strings.IndexFunc(body, acts); i >= 0 {
			t.Errorf("%s: %+q goes out raw", p, body[max(0, i-30):min(len(body), i+12)])
		}
		switch kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";"); kind {
		case "text/html":
			if strings.Contains(p, "/graph") {
				continue // with the program's own drawing
			}
			if n := strings.Count(strings.ToLower(body), "</script"); n != 1 {
				t.Errorf("%s ends %d scripts", p, n)
			}
			for _, tag := range foreignTags(body) {
				t.Errorf("%s holds %q", p, tag)
			}
		case "text/csv":
			rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			if err != nil {
				t.Errorf("%s: %v", p, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if c := strings.TrimSpace(cell); c != "" && strings.ContainsAny(c[:1], "=+@-") {
						t.Errorf("%s: the cell %q calculates", p, cell)
					}
				}
			}
		}
	}
	if got := safe.Text(strings.Join(traps, "\n")); strings.IndexFunc(got, acts) >= 0 {
		t.Error("a terminal would obey a trap")
	}
}

// acts reports whether a character does something other than show.
func acts(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.In(r, unicode.Cc, unicode.Co) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\u200b' || r == '\ufeff')
}

// foreignTags lists what looks like markup on a page and is none that templates
// write: tags of names that they do not use, and handlers.
func foreignTags(body string) (out []string) {
	for rest := body; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return out
		}
		rest = rest[i+1:]
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			return append(out, rest)
		}
		tag := rest[:end]
		name := strings.TrimPrefix(strings.FieldsFunc(tag+" ", func(r rune) bool { return unicode.IsSpace(r) || r == '/' && len(tag) > 1 && tag[0] != '/' })[0], "/")
		if strings.HasPrefix(tag, "!doctype") {
			continue
		}
		switch name {
		case "iframe", "img", "svg", "object", "embed", "style", "base", "math", "video", "audio", "marquee", "b\x00", "xss", "template", "frameset":
			out = append(out, tag)
		case "script":
			if tag != "/script" && !strings.HasPrefix(tag, `script src="/static/`) {
				out = append(out, tag)
			}
		}
		if strings.Contains(tag, " on") && strings.Contains(strings.ReplaceAll(tag, " ", ""), "on") && handler.MatchString(tag) {
			out = append(out, tag)
		}
	}
}

// handler is an attribute that would run something.
var handler = regexp.MustCompile(`\son[a-z]+=[^"]*|href="\s*(?i:javascript|data|vbscript):`)
