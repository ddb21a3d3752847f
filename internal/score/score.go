// Package score measures extractions against annotated ones.
//
// In come posts annotated as eval/GUIDELINES.md says ([ReadGold]) and the
// extractions of the same posts; [Post] compares one of each, [Table] adds the
// comparisons up to rows of precision, recall and F1 with 90 % bands. The
// figures are those of the guidelines' score.py to the digit, bands included.
// [Relations] does the same for PolNeAR, whose statements do not nest, with
// the measures of EXTRACTION.md section 5.
package score

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Tally holds the counts of one comparison. The zero value is empty.
type Tally struct {
	found, gold, read map[string]int // rows with precision and recall
	right, of         map[string]int // rows with an accuracy
	Misses            []Miss
	// Verdicts says of each statement, deal and assertion that was read, by id, whether the
	// annotation has it. An assertion that repeats another one is as right as it.
	// Under "DEAL ENTITY" it says whether the entity is a party of a deal that is
	// annotated, under "DEAL main" whether it is the main one.
	Verdicts map[string]Verdict
}

// Verdict is what an annotation says of something read.
type Verdict uint8

// The values of [Verdict].
const (
	Wrong    Verdict = iota // not annotated
	Adrift                  // annotated, of a deal that was not read
	Optional                // annotated as optional, or of an optional deal
	Right                   // annotated
)

// Miss is one thing that the annotation has and the extraction has not, or the
// reverse. What names the row and the direction.
type Miss struct{ What, Text string }

// Row is one line of a table. Precision and Recall mean something when Ranked
// is set, else F1 is an accuracy over Gold items.
type Row struct {
	Name              string
	Ranked            bool
	Precision, Recall float64
	F1                float64 // or the accuracy
	Gold, Read        int
	Band              [2]float64 // 90 % band of F1 by resampling posts; both 0 when not computed
}

// rowOrder is the order of rows in a table. What is not in it is not shown.
var rowOrder = []string{"detect", "triple", "source", "source_text", "cue", "kind", "basis", "coref", "said", "deals", "main_deal", "parties", "position", "event", "event_by",
	"commitment", "commitment_state", "due", "condition", "obstacle", "link", "outlet", "published", "credits", "repairs", "boilerplate", "artefacts", "broken_spans"}

func newTally() *Tally {
	return &Tally{found: map[string]int{}, gold: map[string]int{}, read: map[string]int{}, right: map[string]int{}, of: map[string]int{}, Verdicts: map[string]Verdict{}}
}

func (t *Tally) count(row string, found, gold, read int) {
	t.found[row] += found
	t.gold[row] += gold
	t.read[row] += read
}

func (t *Tally) judge(row string, ok bool) {
	if ok {
		t.right[row]++
	}
	t.of[row]++
}

func (t *Tally) miss(what, text string) { t.Misses = append(t.Misses, Miss{what, text}) }

func (t *Tally) add(o *Tally) {
	for k := range o.gold {
		t.count(k, o.found[k], o.gold[k], o.read[k])
	}
	for k, n := range o.of {
		t.right[k] += o.right[k]
		t.of[k] += n
	}
}

func (t *Tally) rows() []Row {
	var out []Row
	for _, k := range rowOrder {
		if g, ok := t.gold[k]; ok {
			r := Row{Name: k, Ranked: true, Gold: g, Read: t.read[k]}
			r.Precision, r.Recall, r.F1 = prf(float64(t.found[k]), float64(t.found[k]), float64(r.Read), float64(r.Gold))
			out = append(out, r)
		} else if n := t.of[k]; n > 0 {
			out = append(out, Row{Name: k, F1: float64(t.right[k]) / float64(n), Gold: n, Read: n})
		}
	}
	return out
}

// prf is precision, recall and F1 of hits among read and among gold items.
func prf(hitsRead, hitsGold, read, gold float64) (p, r, f float64) {
	if read > 0 {
		p = hitsRead / read
	}
	if gold > 0 {
		r = hitsGold / gold
	}
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return p, r, f
}

// Table adds tallies up, one a post in the posts' order (which the bands depend
// on), and gives each row its band.
func Table(posts []*Tally) []Row {
	total := newTally()
	for _, t := range posts {
		total.add(t)
	}
	rows := total.rows()
	bands := bootstrap(posts)
	for i, r := range rows {
		rows[i].Band = bands[r.Name]
	}
	return rows
}

// bootstrap gives each row's 5th and 95th percentile over 400 samples of posts,
// drawn as score.py draws them.
func bootstrap(posts []*Tally) map[string][2]float64 {
	const samples = 400
	bands := map[string][2]float64{}
	if len(posts) == 0 {
		return bands
	}
	random, got := newMersenne(1), map[string][]float64{}
	for range samples {
		t := newTally()
		for range posts {
			t.add(posts[random.below(len(posts))])
		}
		for _, r := range t.rows() {
			got[r.Name] = append(got[r.Name], 100*r.F1)
		}
	}
	for k, v := range got {
		sort.Float64s(v)
		bands[k] = [2]float64{v[int(0.05*float64(len(v)))], v[int(0.95*float64(len(v)))]}
	}
	return bands
}

// WriteRows prints rows as score.py does, one a line.
func WriteRows(w io.Writer, rows []Row) error {
	for _, r := range rows {
		ranked := strings.Repeat(" ", 15)
		if r.Ranked {
			ranked = fmt.Sprintf("P %5.1f R %5.1f", 100*r.Precision, 100*r.Recall)
		}
		band := ""
		if r.Band != [2]float64{} || r.F1 == 0 {
			band = fmt.Sprintf("  [%.0f, %.0f]", r.Band[0], r.Band[1])
		}
		if _, err := fmt.Fprintf(w, "  %-16s %s  F1/acc %5.1f%s   gold %d read %d\n", r.Name, ranked, 100*r.F1, band, r.Gold, r.Read); err != nil {
			return err
		}
	}
	return nil
}
