package attribution

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/score"
)

// TestConstructions runs every case of testdata/constructions, see
// [score.Marked]. Those listed in testdata/known_failures.txt must fail: one
// that passes is to be taken off it.
func TestConstructions(t *testing.T) {
	known := map[string]string{}
	b, err := os.ReadFile("testdata/known_failures.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if name, why, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			known[name] = why
		}
	}
	files, err := filepath.Glob("testdata/constructions/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		cases, err := score.ReadMarked(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range cases {
			wrong := m.Check(Find(lang.Analyze(&m.Header)))
			why, listed := known[m.Name]
			delete(known, m.Name)
			switch {
			case len(wrong) > 0 && !listed:
				t.Errorf("%s: %s\n\t%s", m.Name, m.Header.Text, strings.Join(wrong, "\n\t"))
			case len(wrong) == 0 && listed:
				t.Errorf("%s passes: take it off testdata/known_failures.txt (%s)", m.Name, why)
			}
		}
	}
	var left []string
	for name := range known {
		left = append(left, name)
	}
	slices.Sort(left)
	for _, name := range left {
		t.Errorf("known_failures.txt: no case %s", name)
	}
}
