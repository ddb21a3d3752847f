package origintest_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/origin/origintest"
)

func TestPostsHaveTheSizeOfNewsPosts(t *testing.T) {
	sum := 0
	for n := range 200 {
		name, text := origintest.Post(n)
		if _, again := origintest.Post(n); !bytes.Equal(text, again) {
			t.Fatalf("post %d is another one the second time", n)
		}
		if strings.ContainsAny(string(text), "{}|") {
			t.Errorf("%s: an unfilled template:\n%s", name, text)
		}
		if n < 20 {
			if doc, err := origin.Parse(text, origin.Source{Path: name}); err != nil || doc.Title == "" || doc.Outlet == "" || doc.Published == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		sum += len(text)
	}
	if mean := sum / 200; mean < 4100 || mean > 4500 {
		t.Errorf("posts have %d bytes on average, want about 4,300", mean)
	}
}
