package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestPicturesOfTheManual keeps the pictures that docs/manual/pictures.md shows
// the ones that the program draws of the story.
func TestPicturesOfTheManual(t *testing.T) {
	file := filepath.Join(t.TempDir(), "story.db")
	if err := os.WriteFile(file, storyLedger(t), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"graph.svg":       {"graph", "battery", "--format", "svg"},
		"timeline.svg":    {"timeline", "battery", "--format", "svg"},
		"commitments.svg": {"commitments", "battery", "--format", "svg"},
	} {
		var out, err bytes.Buffer
		if status := runHere(context.Background(), func(string) string { return "" }, plainWidth, &out, &err, append(args, "--ledger", file)...); status != 0 {
			t.Fatalf("%s: exit status %d: %s", name, status, err.String())
		}
		golden(t, filepath.Join("../../docs/manual/pictures", name), out.String())
	}
}
