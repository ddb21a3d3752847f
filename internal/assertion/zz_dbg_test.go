package assertion

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/origin"
)

func TestZZ(t *testing.T) {
	f := os.Getenv("ZZ")
	if f == "" {
		t.Skip()
	}
	for doc, err := range origin.Read(context.Background(), origin.Input{Args: []string{f}}) {
		if err != nil {
			t.Fatal(err)
		}
		d := lang.Analyze(&doc.Header)
		dr := Propose(d, attribution.Find(d))
		r := dr.r
		all := r.candidates
		dr.Result(embedded())
		for _, c := range all {
			sp := r.span(max(0, c.trigger-5), min(len(d.Toks), c.trigger+6))
			fmt.Printf("%.2f %s deal%d ax=%s %s ev=%s %s rule=%s | %.90s\n", c.keep, c.kind, c.deal, c.axis, c.value, c.event, c.effect, c.rule, sp.In(d.Text))
		}
		for i, x := range r.deals {
			fmt.Printf("DEAL %d keep %.2f main %v %s\n", i, x.keep, x.main, r.name(x))
		}
	}
}
