package assess

import (
	"slices"

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
	Facts    []*Fact
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
