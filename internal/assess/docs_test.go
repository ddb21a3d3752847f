package assess_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
)

func page(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The table of docs/time.md is what its story comes to.
func TestTimePageIsTrue(t *testing.T) {
	doc := page(t, "time.md")
	_, rest, _ := strings.Cut(doc, "```story\n")
	story, rest, _ := strings.Cut(rest, "```")
	ev := assesstest.Evidence(t, story)
	rows := 0
	for _, line := range strings.Split(rest, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.Contains(line, "---") || strings.Contains(line, "`") {
			continue
		}
		rows++
		var times []string
		for _, c := range cells[1:4] {
			if c = strings.TrimSpace(c); c == "" {
				c = "-"
			}
			times = append(times, c)
		}
		want := strings.TrimSpace(cells[4])
		got := "not said"
		for _, d := range Assess(ev, Options{Times: at(t, strings.Join(times, " "))}).Deals {
			got = strings.TrimSuffix(stand(d, parley.AxisActivity), ":")
		}
		if got != want {
			t.Errorf("%s\n got %s", line, got)
		}
	}
	if rows != 9 {
		t.Errorf("%d rows", rows)
	}
}

// docs/laws.md has the tables that the program goes by.
func TestLawsPageHasTheTables(t *testing.T) {
	doc := page(t, "laws.md")
	for _, e := range parley.Events.Values() {
		cell := func(axis parley.Axis) string {
			if v := Entails(parley.Event(e), axis); v != "" {
				return v
			}
			return "nothing"
		}
		if row := fmt.Sprintf("| %s | %s | %s |", e, cell(parley.AxisStage), cell(parley.AxisActivity)); !strings.Contains(doc, row) {
			t.Errorf("no row %s", row)
		}
	}
	now, err := parley.ParseDate("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, axis := range parley.Axes.Values() {
		values := parley.AxisValues[parley.Axis(axis)].Values()
		for i, a := range values {
			for _, b := range values[i+1:] {
				word := "differ"
				if !Compatible(parley.Axis(axis), a, b, now, now) {
					word = "disputed"
				}
				if axis == "stage" && b != "ended" {
					continue // one row says it of all steps
				}
				if axis == "stage" {
					a = "a live stage, said no earlier"
				}
				if row := fmt.Sprintf("| %s | %s | %s | %s |", axis, a, b, word); !strings.Contains(doc, row) {
					t.Errorf("no row %s", row)
				}
			}
		}
	}
}
