package origin

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// readAll reads inputs to the end.
func readAll(in Input) (docs []*parley.Document, errs []string) {
	for d, err := range Read(context.Background(), in) {
		if err != nil {
			errs = append(errs, err.Error())
		} else {
			docs = append(docs, d)
		}
	}
	return docs, errs
}

func TestReadGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			docs, errs := readAll(Input{Args: []string{file}})
			var b strings.Builder
			for _, d := range docs {
				checkDocument(t, d)
				dump(&b, d)
			}
			for _, e := range errs {
				fmt.Fprintln(&b, "error:", e)
			}
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != string(want) {
				t.Errorf("%s differs from its golden file; got\n%s", file, got)
			}
		})
	}
}

// dump writes a document as its golden file shows it. A paragraph that was
// copied as it stands is followed by where from; another by the original words.
func dump(b *strings.Builder, d *parley.Document) {
	line := func(key string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "[]" {
			fmt.Fprintf(b, "%s: %s\n", key, s)
		}
	}
	line("path", d.Path)
	line("media type", d.MediaType)
	line("encoding", d.Encoding)
	line("title", d.Title)
	line("outlet", d.Outlet)
	line("authors", strings.Join(d.Authors, "; "))
	line("credits", strings.Join(d.Credits, "; "))
	line("first reported by", strings.Join(d.FirstReportedBy, "; "))
	line("published", d.Published)
	line("url", d.URL)
	line("language", d.Language)
	for _, r := range d.Repairs {
		fmt.Fprintf(b, "repair: %s → %s\n", r.From, r.To)
	}
	for _, a := range d.Artefacts {
		line("artefact", a.Text)
	}
	for _, a := range d.Boilerplate {
		line("boilerplate", a.Text)
	}
	for _, p := range d.Parts {
		fmt.Fprintf(b, "[%s] %s\n", p.Part, p.Span.In(d.Text))
		o, ok := d.Map.Original(p.Span)
		if words := o.In(string(d.Original)); !ok {
			b.WriteString("\tfrom nowhere\n")
		} else if words != p.Span.In(d.Text) {
			fmt.Fprintf(b, "\tfrom %q\n", words)
		}
	}
	b.WriteString("\n")
}

// checkDocument checks what holds of every document.
func checkDocument(t testing.TB, d *parley.Document) {
	t.Helper()
	if d.ID != parley.DocumentID(d.Original) {
		t.Errorf("id %s is not that of the original", d.ID)
	}
	at := 0
	for i, p := range d.Parts {
		if i > 0 {
			if !strings.HasPrefix(d.Text[at:], "\n\n") {
				t.Fatalf("no blank line before part %d", i)
			}
			at += 2
		}
		if p.Span.Start != at || p.Span.Empty() || p.Span.End > len(d.Text) {
			t.Fatalf("parts do not tile the text: %v at %d of %d", p, at, len(d.Text))
		}
		if text := p.Span.In(d.Text); strings.TrimSpace(text) != text || strings.Contains(text, "\n") || strings.Contains(text, "  ") {
			t.Fatalf("white space is not folded in %q", text)
		}
		at = p.Span.End
	}
	if at != len(d.Text) {
		t.Fatalf("parts end at %d, the text at %d", at, len(d.Text))
	}
	for _, set := range [][]parley.SetApart{d.Boilerplate, d.Artefacts} {
		for _, s := range set {
			if s.Text != s.Span.In(d.Text) || s.Text == "" {
				t.Errorf("set apart %q, its span gives %q", s.Text, s.Span.In(d.Text))
			}
		}
	}
	for _, r := range d.Repairs {
		if r.To != r.Span.In(d.Text) || r.To == "" {
			t.Errorf("repair to %q, its span gives %q", r.To, r.Span.In(d.Text))
		}
	}
	checkMap(t, d.Map, d.Text, d.Original)
}

// checkMap checks that segments are in text order, fit, and say the truth about
// what was copied.
func checkMap(t testing.TB, m parley.OffsetMap, text string, original []byte) {
	t.Helper()
	end := 0
	for _, s := range m {
		if s.Text < end || s.TextLen < 1 || s.Text+s.TextLen > len(text) || s.Original < 0 || s.OriginalLen < 0 || s.Original+s.OriginalLen > len(original) {
			t.Fatalf("segment %+v does not fit (text before it ends at %d of %d, original %d)", s, end, len(text), len(original))
		}
		end = s.Text + s.TextLen
		if s.TextLen == s.OriginalLen && text[s.Text:end] != string(original[s.Original:s.Original+s.OriginalLen]) {
			t.Fatalf("segment %+v: text %q, original %q", s, text[s.Text:end], original[s.Original:s.Original+s.OriginalLen])
		}
	}
}
