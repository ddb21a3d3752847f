package draw

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

func node(id, name string, axes ...answer.Answer) answer.Node {
	return answer.Node{DealRef: answer.DealRef{ID: id, Name: name}, Axes: axes}
}

func pact() *answer.Graph {
	return &answer.Graph{
		Nodes: []answer.Node{
			node("a", "Battery Minerals Partnership", answer.Answer{Axis: parley.AxisActivity, State: assess.StateDisputed, Values: []string{"active", "stalled"}}),
			node("b", "Northern Fisheries Accord", answer.Answer{Axis: parley.AxisStage, State: assess.StateUndisputed, Values: []string{"in_force"}}),
			node("c", `Harbour "Fees" <Review> & Repayment Understanding of the Three Ports`),
		},
		Edges: []answer.Edge{
			{From: "a", To: "b", Effect: "resumed", Requires: "the Senate has <ratified> it", Met: "not said"},
			{From: "a", To: "c", Effect: "operative", Requires: "fees are repaid", Met: "met"},
			{From: "b", To: "c", Relation: "follows"},
			{From: "c", To: "a", Effect: "signed", Requires: "the pact is live", Met: "disputed"},
		},
	}
}

func TestGoldenPictures(t *testing.T) {
	pictures := map[string]func(io.Writer) error{
		"timeline.svg":     func(w io.Writer) error { return Timeline(w, syntheticTimeline(12), SVG) },
		"timeline.mermaid": func(w io.Writer) error { return Timeline(w, syntheticTimeline(12), Mermaid) },
		"commitments.svg":  func(w io.Writer) error { return Commitments(w, syntheticCommitments(12)) },
		"neighbours.svg":   func(w io.Writer) error { return Graph(w, syntheticGraph(30), SVG) },
	}
	for _, f := range Formats {
		pictures["pact."+string(f)] = func(w io.Writer) error { return Graph(w, pact(), f) }
	}
	for name, draw := range pictures {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := draw(&b); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("the picture changed; have\n%s\nlook at it and run with -update", b.String())
			}
		})
	}
}

// isXML reads a picture as a browser would.
func isXML(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

const hostile = "<script>“x”\u202e\x1b[31m</script>\"'&"

func TestLanesAndBarsEscapeStrangersWords(t *testing.T) {
	for _, n := range []int{0, 1, 5, 50, 500} {
		lanes, bars := syntheticTimeline(n), syntheticCommitments(n)
		lanes.Deal.Name = hostile
		for i := range lanes.Entries {
			e := &lanes.Entries[i]
			e.Voice.Name, e.Outlet = parley.Optional(hostile+string(e.Voice.Name)), hostile
			e.What = hostile
		}
		for i := range bars.Commitments {
			c := &bars.Commitments[i]
			c.What, c.Who, c.Due, c.Deal.Name = hostile, []string{hostile}, hostile, hostile
		}
		var a, b, m strings.Builder
		if err := errors.Join(Timeline(&a, lanes, SVG), Commitments(&b, bars), Timeline(&m, lanes, Mermaid)); err != nil {
			t.Fatal(err)
		}
		for _, svg := range []string{a.String(), b.String()} {
			isXML(t, svg)
			if strings.Contains(svg, "<script") || strings.ContainsAny(svg, "\u202e\x1b") {
				t.Errorf("%d entries: a stranger's words reached the picture raw", n)
			}
			if !strings.Contains(svg, "<title id=") || !strings.Contains(svg, "<desc id=") {
				t.Errorf("%d entries: nothing for a screen reader", n)
			}
		}
		if strings.ContainsAny(m.String(), "\u202e\x1b") {
			t.Errorf("%d entries: a stranger's words reached the chart raw", n)
		}
	}
}

// A position is held until the same voice takes another on the same axis; the
// turn shows, and what is said again does not.
func TestAVoiceThatTurnsAboutShows(t *testing.T) {
	say := func(date, value string) answer.Entry {
		e := answer.Entry{Date: parley.Optional(date), Type: parley.TypePosition, Axis: "activity", Value: parley.Optional(value)}
		e.Voice = answer.Voice{ID: "v", Name: "Oslo"}
		return e
	}
	tl := &answer.Timeline{Entries: []answer.Entry{say("2025-01-01", "active"), say("2025-02-01", "active"), say("2025-03-01", "paused"), say("2025-04-01", "paused"), say("2025-05", "active")}}
	tl.Silences = []answer.Silence{{Voice: tl.Entries[0].Voice, Declined: true, Published: "2025-03-15"}}
	var got []string
	for _, m := range lanes(tl)[0].marks {
		got = append(got, string(m.form)+" "+m.full())
	}
	want := []string{
		"position 2025-01-01: talks active, 2 times, until 2025-03-01",
		"turnabout 2025-03-01: talks paused, 2 times (before: talks active), until 2025-05-01",
		"silence 2025-03-15: would not comment",
		"turnabout 2025-05-01: talks active (before: talks paused)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("have\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSVGIsXMLAndEscapesStrangersWords(t *testing.T) {
	for _, n := range []int{0, 1, 5, 50, 500} {
		g := &answer.Graph{}
		for i := range n {
			g.Nodes = append(g.Nodes, node(fmt.Sprint(i), fmt.Sprintf("<script>Deal %d\u202e</script>", i)))
			g.Edges = append(g.Edges, answer.Edge{From: fmt.Sprint(i), To: fmt.Sprint(i / 2), Relation: "part_of"})
		}
		var b strings.Builder
		if err := Graph(&b, g, SVG); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "<script") || strings.ContainsRune(b.String(), '\u202e') {
			t.Errorf("%d deals: a stranger's words reached the picture raw", n)
		}
		isXML(t, b.String())
		for i := range min(n, mostBoxes+mostNamed) {
			if n <= mostBoxes+mostNamed && !strings.Contains(b.String(), fmt.Sprintf("Deal %d&", i)) {
				t.Fatalf("%d deals: deal %d is neither drawn nor listed", n, i)
			}
		}
	}
}

func TestACircleOfDealsIsDrawn(t *testing.T) {
	l := place(pact())
	if len(l.boxes) != 3 || l.boxes["a"].x >= l.boxes["b"].x || l.boxes["b"].x >= l.boxes["c"].x {
		t.Errorf("boxes at %v, want a left of b left of c", l.boxes)
	}
	if len(l.lines) != 4 || !l.lines[3].back {
		t.Errorf("lines %+v, want four, the last from right to left", l.lines)
	}
}

// Whatever hangs together, boxes and labels stand apart and within the picture.
func TestNothingOverlapsInAPictureOfDeals(t *testing.T) {
	for n := range 120 {
		shown, rest := choose(syntheticGraph(n))
		if len(shown.Nodes)+len(rest) != n || len(shown.Nodes) > mostBoxes {
			t.Fatalf("%d deals: %d drawn, %d listed", n, len(shown.Nodes), len(rest))
		}
		l := place(shown)
		for i, a := range shown.Nodes {
			p := l.boxes[a.ID]
			if p.x < 0 || p.y < 0 || p.x+boxWidth > l.width || p.y+p.height > l.height {
				t.Errorf("%d deals: %s at %v is outside %d×%d", n, a.ID, p, l.width, l.height)
			}
			for _, b := range shown.Nodes[:i] {
				if q := l.boxes[b.ID]; p.x == q.x && p.y < q.y+q.height && q.y < p.y+p.height {
					t.Errorf("%d deals: %s and %s overlap", n, a.ID, b.ID)
				}
			}
		}
		labels := map[point]bool{}
		for _, k := range l.lines {
			at := k.points[0]
			if labels[at] {
				t.Errorf("%d deals: two labels at %v", n, at)
			}
			labels[at] = true
		}
	}
}

func TestAnUnknownFormatIsAnError(t *testing.T) {
	if err := Graph(io.Discard, pact(), "png"); err == nil {
		t.Error("png was drawn")
	}
}
