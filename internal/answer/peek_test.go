package answer

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/parley-desk/parley"
)

func TestPeek(t *testing.T) {
	f, err := os.Open(os.Getenv("PEEK"))
	if err != nil {
		t.Skip()
	}
	var xs []parley.Extraction
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var x parley.Extraction
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		xs = append(xs, x)
	}
	d := New(hold(xs...))
	if name := os.Getenv("DEAL"); name != "" {
		s, err := d.Show(context.Background(), Ask{}, name)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.MarshalIndent(s, "", " ")
		fmt.Println(string(b))
		return
	}
	ds, err := d.Deals(context.Background(), Ask{}, DealsQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ds.Deals {
		fmt.Printf("%s [%d docs, %s]\n    %s\n", r.ID, r.Sources.Documents, r.Joined, r.Sentence.Text)
		for _, a := range r.Axes {
			if a.State != "not said" {
				fmt.Println("      ", a.Axis, a.State, a.Values)
			}
		}
	}
}
