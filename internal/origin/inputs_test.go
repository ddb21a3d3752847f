package origin

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// tree makes files below a new folder, changes into it and returns nothing: the
// paths that errors name are then the same everywhere.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func paths(docs []*parley.Document) []string {
	var out []string
	for _, d := range docs {
		out = append(out, string(d.Path))
	}
	return out
}

func TestAFolderGivesItsDocumentsSortedAndOneBadFileStopsNone(t *testing.T) {
	tree(t, map[string]string{
		"posts/b.md": "Text b.", "posts/a.md": "", "posts/2024/c.html": "<p>Text c.</p>", "posts/2024/d.JSONL": `{"id":"d1","text":"Text d."}` + "\n\n{\n" + `{"id":"d2","text":"Text e."}`,
		"posts/notes.gold.json": "{}", "posts/pic.png": "\x89PNG\r\n\x1a\n\x00", "posts/.hidden.md": "no", "posts/.git/x.md": "no", "posts/e.txt": "Text e.",
	})
	docs, errs := readAll(Input{Args: []string{"posts", "gone.md", "posts/pic.png"}})
	if want := []string{"posts/2024/c.html", "d1", "d2", "posts/b.md", "posts/e.txt"}; !slices.Equal(paths(docs), want) {
		t.Errorf("documents %q, want %q", paths(docs), want)
	}
	want := []string{"posts/2024/d.JSONL:3: the JSON object is cut off", "posts/a.md: empty", "gone.md: no such file or directory", "posts/pic.png: not a text"}
	if len(errs) != len(want) {
		t.Fatalf("errors %q, want %q", errs, want)
	}
	for i := range want {
		if !strings.HasPrefix(errs[i], want[i]) {
			t.Errorf("error %q, want %q", errs[i], want[i])
		}
	}
}

func TestAFolderWithoutDocumentsIsAnError(t *testing.T) {
	tree(t, map[string]string{"empty/pic.png": "x"})
	_, errs := readAll(Input{Args: []string{"empty"}})
	if len(errs) != 1 || !strings.HasPrefix(errs[0], "empty: no documents in this folder") {
		t.Errorf("errors %q", errs)
	}
}

func TestTooLargeAFileIsRefusedUnread(t *testing.T) {
	tree(t, map[string]string{"ok.md": "Text."})
	f, err := os.Create("big.md")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(100 << 20); err != nil {
		t.Skip("no sparse files here:", err)
	}
	f.Close()
	docs, errs := readAll(Input{Args: []string{"big.md", "ok.md"}})
	if len(docs) != 1 || len(errs) != 1 || errs[0] != "big.md: 100.0 MB; a document is at most 10.0 MB" {
		t.Errorf("%d documents, errors %q", len(docs), errs)
	}
}

// endless gives the same byte for ever.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestStandardInputIsBounded(t *testing.T) {
	_, errs := readAll(Input{Args: []string{"-"}, Stdin: endless('a')})
	if len(errs) != 1 || errs[0] != "standard input: more than 10.0 MB; a document is at most that" {
		t.Errorf("errors %q", errs)
	}
}

func TestStandardInputIsSniffed(t *testing.T) {
	for in, n := range map[string]int{
		"Pact off\n\nTalks are off.\n":             1,
		`{"text":"a b"}` + "\n" + `{"text":"c d"}`: 2,
		"": 0,
	} {
		docs, errs := readAll(Input{Args: []string{"-"}, Stdin: strings.NewReader(in)})
		if len(docs) != n || (n == 0) != (len(errs) == 1) {
			t.Errorf("%q: %d documents, errors %q", in, len(docs), errs)
		}
	}
	if _, errs := readAll(Input{Args: []string{"-"}}); len(errs) != 1 {
		t.Errorf("no standard input: errors %q", errs)
	}
}

func TestAnInputCutOffInReadingIsAnError(t *testing.T) {
	_, errs := readAll(Input{Args: []string{"-"}, Stdin: &failing{}})
	if len(errs) != 1 || errs[0] != "standard input: the tape broke" {
		t.Errorf("errors %q", errs)
	}
}

type failing struct{ n int }

func (f *failing) Read(p []byte) (int, error) {
	if f.n++; f.n > 1 {
		return 0, errors.New("the tape broke")
	}
	return copy(p, "Some text"), nil
}

func TestACancelledContextEndsReading(t *testing.T) {
	tree(t, map[string]string{"p/a.md": "A.", "p/b.md": "B.", "p/c.md": "C."})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	var last error
	for d, err := range Read(ctx, Input{Args: []string{"p", "p"}}) {
		if d != nil {
			n++
			cancel()
		}
		last = err
	}
	if n != 1 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d documents, last error %v", n, last)
	}
}

func TestTheReaderMayStopEarly(t *testing.T) {
	tree(t, map[string]string{"p/a.md": "A.", "p/b.md": "B.", "p/l.jsonl": "{\"text\":\"x\"}\n{\"text\":\"y\"}\n"})
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for range Read(context.Background(), Input{Args: []string{"p"}}) {
			if n++; n == stop {
				break
			}
		}
	}
}

func TestALinkToAFileInAFolderIsRead(t *testing.T) {
	tree(t, map[string]string{"real/a.md": "A.", "p/b.md": "B."})
	if err := os.Symlink("../real/a.md", "p/a.md"); err != nil {
		t.Skip(err)
	}
	_ = os.Symlink("../real", "p/loop.md")
	_ = os.Symlink("nowhere", "p/z.md")
	docs, errs := readAll(Input{Args: []string{"p"}})
	if !slices.Equal(paths(docs), []string{"p/a.md", "p/b.md"}) || len(errs) != 1 || errs[0] != "p/z.md: no such file or directory" {
		t.Errorf("documents %q, errors %q", paths(docs), errs)
	}
}
