package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamplePostsAreShown keeps what a newcomer sees of each example post. A
// change of the reader changes these files: read the difference.
func TestExamplePostsAreShown(t *testing.T) {
	posts, err := filepath.Abs("../../examples/posts")
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := filepath.Abs("testdata/posts")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(posts)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(posts)
	for _, f := range files {
		t.Run(f.Name(), func(t *testing.T) {
			var out strings.Builder
			status := runHere(t.Context(), func(string) string { return "" }, 100, &out, &out,
				"read", "--show", "--ledger", filepath.Join(t.TempDir(), "x.db"), f.Name())
			if status != 0 {
				t.Errorf("exit status %d", status)
			}
			golden(t, filepath.Join(goldens, strings.TrimSuffix(f.Name(), filepath.Ext(f.Name()))+".txt"), out.String())
		})
	}
}
