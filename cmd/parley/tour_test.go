package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocumentedRuns runs what the pages show. In a block marked console a line
// that begins with "$ " is a command, and what follows is what it prints on
// both streams; a line "..." stands for any number of lines. The blocks of a
// page run one after the other in one empty folder beside the examples.
// -update writes what the commands print now.
func TestDocumentedRuns(t *testing.T) {
	for _, page := range []string{"README.md", "examples/README.md", "docs/errors.md"} {
		t.Run(page, func(t *testing.T) {
			name, err := filepath.Abs(filepath.Join("../..", page))
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			examples, err := filepath.Abs("../../examples")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(examples, filepath.Join(dir, "examples")); err != nil {
				t.Skip(err)
			}
			t.Chdir(dir)
			got := runBlocks(t, string(text))
			if *update && got != string(text) {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// runBlocks runs the console blocks of a page and returns the page with what
// the commands print now.
func runBlocks(t *testing.T, page string) string {
	var out, want strings.Builder
	command, inBlock := "", false
	flush := func() {
		if command == "" {
			return
		}
		got := runDocumented(t, command)
		if !matches(want.String(), got) {
			if !*update {
				t.Errorf("$ %s\nprints\n%s\nbut the page says\n%s", command, got, want.String())
			}
			out.WriteString(got)
		} else {
			out.WriteString(want.String())
		}
		command = ""
		want.Reset()
	}
	for line := range strings.Lines(page) {
		switch {
		case strings.HasPrefix(line, "```console"):
			inBlock = true
			out.WriteString(line)
		case inBlock && strings.HasPrefix(line, "```"):
			flush()
			inBlock = false
			out.WriteString(line)
		case inBlock && strings.HasPrefix(line, "$ "):
			flush()
			command = strings.TrimSpace(line[2:])
			out.WriteString(line)
		case inBlock:
			want.WriteString(line)
		default:
			out.WriteString(line)
		}
	}
	return out.String()
}

// runDocumented runs a command of a page in the current folder and returns what
// it prints. parley itself runs in this process, which spares starting it a
// hundred times; what needs a shell goes to one.
func runDocumented(t *testing.T, command string) string {
	t.Helper()
	command = strings.ReplaceAll(command, "go run ./cmd/parley", "parley")
	if args, ok := plainWords(command); ok && args[0] == "parley" {
		var out strings.Builder
		runHere(t.Context(), func(string) string { return "" }, 100, &out, &out, args[1:]...)
		return out.String()
	}
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = append(os.Environ(), "COLUMNS=100", testClock+"=2026-06-01T09:00:00Z")
	b, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(b)
}

// plainWords cuts a command line into words, unless it asks for more of a shell
// than double quotes.
func plainWords(command string) (words []string, ok bool) {
	word, begun, quoted := "", false, false
	for _, r := range command {
		switch {
		case strings.ContainsRune("|><$'`\\;&*", r):
			return nil, false
		case r == '"':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word)
			}
			word, begun = "", false
		default:
			word, begun = word+string(r), true
		}
	}
	if begun {
		words = append(words, word)
	}
	return words, len(words) > 0
}

// matches reports whether got is what a page wants, where "..." on a line of
// its own stands for any number of lines.
func matches(want, got string) bool {
	w, g := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	var match func(i, j int) bool
	match = func(i, j int) bool {
		for ; i < len(w); i, j = i+1, j+1 {
			if strings.TrimSpace(w[i]) == "..." {
				for k := j; k <= len(g); k++ {
					if match(i+1, k) {
						return true
					}
				}
				return false
			}
			if j >= len(g) || w[i] != g[j] {
				return false
			}
		}
		return j == len(g)
	}
	return match(0, 0)
}
