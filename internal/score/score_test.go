package score

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// testdata/score.txt is what the guidelines' score.py prints for the same
// posts, its "not read" list cut to a number.
func TestFiguresAreThoseOfTheGuidelinesScorer(t *testing.T) {
	posts, err := ReadGold("testdata/posts")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/extract.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read, err := ReadExtractions(f)
	if err != nil {
		t.Fatal(err)
	}
	var tallies []*Tally
	for i := range posts {
		x := read[posts[i].Name]
		if x == nil {
			x = &parley.Extraction{}
		}
		tallies = append(tallies, Post(&posts[i], x))
	}
	var got bytes.Buffer
	if err := WriteRows(&got, Table(tallies)); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/score.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, rows, _ := strings.Cut(string(want), "\n"); got.String() != rows {
		t.Errorf("got\n%swant\n%s", got.String(), rows)
	}
}

func TestRandomNumbersAreThoseOfPython(t *testing.T) {
	// random.Random(1): [r.getrandbits(32) for _ in range(3)], then
	// [r.choice(range(10)) for _ in range(8)]
	m := newMersenne(1)
	for i, want := range []uint32{577090037, 2444712010, 3639700191} {
		if got := m.uint32(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
	for i, want := range []int{1, 4, 1, 7, 7, 7, 6, 3} {
		if got := m.below(10); got != want {
			t.Errorf("choice %d is %d, want %d", i, got, want)
		}
	}
}

func TestFigureThatIsNoNumberEqualsOnlyItsLike(t *testing.T) {
	a, b := (&goldFigure{Value: "about 3"}).key(), (&goldFigure{Value: 3.0, Unit: "tonnes"}).key()
	if *a != *unreadable || *b != (figure{3, "tonnes"}) {
		t.Errorf("keys are %v and %v", *a, *b)
	}
}

func TestDatesAgreeWhenOneIsAPrefix(t *testing.T) {
	for _, c := range []struct {
		gold, read string
		want       bool
	}{{"2025-09", "2025-09-18", true}, {"2025-09-18", "2025-09", true}, {"2025-09-18", "2025", false}, {"", "2025", true}, {"2025", "", false}, {"2025~", "2025-01", true}} {
		if got := datesAgree(c.gold, c.read); got != c.want {
			t.Errorf("datesAgree(%q, %q) = %v", c.gold, c.read, got)
		}
	}
}

func TestCalibrationErrorIsTheGapBetweenConfidenceAndShareOfRight(t *testing.T) {
	var os []Outcome
	for i := range 10 {
		os = append(os, Outcome{0.8, i < 6}, Outcome{0.35, i < 3})
	}
	// 20 points too sure of the one half, 5 of the other.
	if got := CalibrationError(os); got < 12.49 || got > 12.51 {
		t.Errorf("error is %.2f, want 12.5", got)
	}
}
