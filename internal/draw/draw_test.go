package draw

import (
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	for _, f := range Formats {
		t.Run(string(f), func(t *testing.T) {
			var b strings.Builder
			if err := Graph(&b, pact(), f); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "pact."+string(f))
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
		d := xml.NewDecoder(strings.NewReader(b.String()))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%d deals: %v", n, err)
			}
		}
		for i := range n {
			if !strings.Contains(b.String(), fmt.Sprintf("Deal %d&", i)) {
				t.Fatalf("%d deals: deal %d is neither drawn nor listed", n, i)
			}
		}
	}
}

func TestACircleOfDealsIsDrawn(t *testing.T) {
	at, width, height := place(pact())
	if len(at) != 3 || at["a"].x >= at["b"].x || at["b"].x >= at["c"].x {
		t.Errorf("boxes at %v, want a left of b left of c", at)
	}
	for id, p := range at {
		if p.x+boxWidth > width || p.y+boxHeight > height {
			t.Errorf("%s at %v lies outside %d×%d", id, p, width, height)
		}
	}
}

func TestAnUnknownFormatIsAnError(t *testing.T) {
	if err := Graph(io.Discard, pact(), "png"); err == nil {
		t.Error("png was drawn")
	}
}
