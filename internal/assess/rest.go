package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// Obstacle is what stands in a deal's way.
type Obstacle struct {
	What  string
	Facts []*Fact // newest first
}

// Link is how a deal relates to another.
type Link struct {
	Relation parley.Relation
	To       *Deal
	From     bool // the other deal says it of this one
	Facts    []*Fact
}

// counted lists the facts of one type that count, newest said first.
func (w *work) counted(d *Deal, t parley.AssertionType) []*Fact {
	var out []*Fact
	for _, f := range d.Facts {
		if f.Assertion.Type == t && f.Out == OutNone && within(f.Said, w.options.Times.Held) {
			out = append(out, f)
		}
	}
	newestFirst(out)
	return out
}

func newestFirst(fs []*Fact) {
	sort.SliceStable(fs, func(i, j int) bool {
		a, b := fs[i], fs[j]
		if !a.Said.From.Equal(b.Said.From) {
			return a.Said.From.After(b.Said.From)
		}
		return a.ID < b.ID
	})
}

func (w *work) obstacles(d *Deal) {
	for _, f := range w.counted(d, parley.TypeObstacle) {
		i := slices.IndexFunc(d.Obstacles, func(o *Obstacle) bool { return overlap(o.What, f.Assertion.What) >= 0.8 })
		if i < 0 {
			i = len(d.Obstacles)
			d.Obstacles = append(d.Obstacles, &Obstacle{What: f.Assertion.What})
		}
		d.Obstacles[i].Facts = append(d.Obstacles[i].Facts, f)
	}
}

func (w *work) links(d *Deal) {
	for _, f := range w.counted(d, parley.TypeLink) {
		m := w.local[localDeal{f.extraction, f.Assertion.ToDeal}]
		if m == nil || w.dealOf[m] == d {
			continue
		}
		to := w.dealOf[m]
		i := slices.IndexFunc(d.Links, func(l *Link) bool { return l.To == to && l.Relation == f.Assertion.Relation })
		if i < 0 {
			i = len(d.Links)
			d.Links = append(d.Links, &Link{Relation: f.Assertion.Relation, To: to})
		}
		d.Links[i].Facts = append(d.Links[i].Facts, f)
	}
}

// overlap is the F1 of two texts' words, in 0 to 1.
func overlap(a, b string) float64 {
	x, y := strings.Fields(parley.FoldName(a)), strings.Fields(parley.FoldName(b))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	shared := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}
