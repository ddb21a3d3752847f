package draw

import (
	"slices"
	"sort"

	"github.com/parley-desk/parley/internal/answer"
)

// layout is where everything in a picture of deals stands.
type layout struct {
	boxes         map[string]box
	lines         []line
	width, height int
}

// box is a deal's place.
type box struct{ x, y, height int }

// line is an edge's way from left to right, through the gaps between boxes.
type line struct {
	answer.Edge
	back   bool // it leads from right to left: its end is points[0]
	points []point
}

type point struct{ x, y int }

// slot is what stands in a column: a deal, or the gap through which a long line
// passes.
type slot struct {
	deal    string // "" for a gap
	height  int
	y       int
	in, out []*hop // to the columns beside it
}

// hop is the part of a line between two neighbouring columns.
type hop struct{ from, to *slot }

// place lays deals out in columns, what is waited for to the right of what
// waits, after Sugiyama, Tagawa and Toda ("Methods for visual understanding of
// hierarchical system structures", 1981): lines that would close a circle are
// turned about, columns go by the longest path, long lines get gaps in the columns that
// they cross, and rows go by the mean of the neighbours' in two sweeps.
func place(g *answer.Graph) *layout {
	l := &layout{boxes: map[string]box{}}
	next, back := acyclic(g)
	column := columns(g, next)
	slots := map[string]*slot{}
	var cols [][]*slot
	at := func(c int, s *slot) *slot {
		for len(cols) <= c {
			cols = append(cols, nil)
		}
		cols[c] = append(cols[c], s)
		return s
	}
	for _, n := range g.Nodes {
		slots[n.ID] = at(column[n.ID], &slot{deal: n.ID})
	}
	ways := make([][]*hop, len(g.Edges))
	for i, e := range g.Edges {
		from, to := slots[e.From], slots[e.To]
		if from == nil || to == nil || from == to {
			continue
		}
		a, b := column[e.From], column[e.To]
		if back[i] {
			from, to, a, b = to, from, b, a
		}
		for c := a + 1; c <= b; c++ {
			s := to
			if c < b {
				s = at(c, &slot{height: gapHeight})
			}
			h := &hop{from, s}
			from.out, s.in = append(from.out, h), append(s.in, h)
			ways[i] = append(ways[i], h)
			from = s
		}
	}
	for _, s := range slots {
		s.height = max(boxHeight, 10+labelHeight*len(s.out), 10+8*len(s.in))
	}
	order(cols)
	for _, col := range cols {
		l.height = max(l.height, stack(col))
	}
	for _, col := range cols { // the shorter columns stand in the middle
		shift := (l.height - stack(col)) / 2
		for _, s := range col {
			s.y += shift + margin
		}
	}
	l.height += 2 * margin
	l.width = 2*margin + len(cols)*(boxWidth+colGap) - colGap
	for c, col := range cols {
		for _, s := range col {
			sort.SliceStable(s.out, func(i, j int) bool { return s.out[i].to.middle() < s.out[j].to.middle() })
			sort.SliceStable(s.in, func(i, j int) bool { return s.in[i].from.middle() < s.in[j].from.middle() })
			if s.deal != "" {
				l.boxes[s.deal] = box{margin + c*(boxWidth+colGap), s.y, s.height}
			}
		}
	}
	for i, way := range ways {
		if len(way) == 0 {
			continue
		}
		a, b := column[g.Edges[i].From], column[g.Edges[i].To]
		n := line{Edge: g.Edges[i], back: back[i]}
		for k, h := range way {
			x := margin + (min(a, b)+k)*(boxWidth+colGap) + boxWidth
			n.points = append(n.points, point{x, h.from.port(h.from.out, h)}, point{x + colGap, h.to.port(h.to.in, h)})
		}
		l.lines = append(l.lines, n)
	}
	return l
}

func (s *slot) middle() int { return s.y + s.height/2 }

// port is the height at which a line leaves or reaches a slot.
func (s *slot) port(all []*hop, h *hop) int {
	step := float64(s.height) / float64(len(all)+1)
	return s.y + int(step*float64(slices.Index(all, h)+1))
}

// stack puts the slots of a column under each other and says how high it is.
func stack(col []*slot) int {
	y := 0
	for _, s := range col {
		s.y = y
		y += s.height + rowGap
	}
	return y - rowGap
}

// order sorts each column by the mean row of the neighbours to the left, then
// of those to the right.
func order(cols [][]*slot) {
	row := map[*slot]float64{}
	sweep := func(col []*slot, beside func(*slot) []*slot) {
		want := map[*slot]float64{}
		for i, s := range col {
			want[s] = float64(i)
			if near := beside(s); len(near) > 0 {
				sum := 0.0
				for _, o := range near {
					sum += row[o]
				}
				want[s] = sum / float64(len(near))
			}
		}
		sort.SliceStable(col, func(i, j int) bool { return want[col[i]] < want[col[j]] })
		for i, s := range col {
			row[s] = float64(i) - float64(len(col))/2
		}
	}
	left := func(s *slot) (near []*slot) {
		for _, h := range s.in {
			near = append(near, h.from)
		}
		return near
	}
	right := func(s *slot) (near []*slot) {
		for _, h := range s.out {
			near = append(near, h.to)
		}
		return near
	}
	for range 2 {
		for _, col := range cols {
			sweep(col, left)
		}
		for i := len(cols) - 1; i >= 0; i-- {
			sweep(cols[i], right)
		}
	}
}

// acyclic gives each deal's next ones, with the edges turned about that close
// a circle, and says which these are.
func acyclic(g *answer.Graph) (next map[string][]string, back map[int]bool) {
	next, back = map[string][]string{}, map[int]bool{}
	out := map[string][]int{}
	known := map[string]bool{}
	for _, n := range g.Nodes {
		known[n.ID] = true
	}
	for i, e := range g.Edges {
		if known[e.From] && known[e.To] && e.From != e.To {
			out[e.From] = append(out[e.From], i)
		}
	}
	state := map[string]int{} // 1 on the path, 2 done
	var visit func(string)
	visit = func(id string) {
		state[id] = 1
		for _, i := range out[id] {
			to := g.Edges[i].To
			if state[to] == 1 {
				back[i] = true
				next[to] = append(next[to], id)
				continue
			}
			next[id] = append(next[id], to)
			if state[to] == 0 {
				visit(to)
			}
		}
		state[id] = 2
	}
	for _, n := range g.Nodes {
		if state[n.ID] == 0 {
			visit(n.ID)
		}
	}
	return next, back
}

// columns is each deal's distance from the left: the longest path to it; what
// nothing leads to stands beside what it leads to.
func columns(g *answer.Graph, next map[string][]string) map[string]int {
	column, into := map[string]int{}, map[string]bool{}
	var reach func(string, int)
	reach = func(id string, c int) {
		if c < column[id] || c == column[id] && c > 0 && into[id] {
			return
		}
		column[id] = c
		for _, to := range next[id] {
			into[to] = true
			reach(to, c+1)
		}
	}
	for _, n := range g.Nodes {
		reach(n.ID, 0)
	}
	for _, n := range g.Nodes {
		if into[n.ID] || len(next[n.ID]) == 0 {
			continue
		}
		nearest := len(g.Nodes)
		for _, to := range next[n.ID] {
			nearest = min(nearest, column[to])
		}
		column[n.ID] = nearest - 1
	}
	return column
}
