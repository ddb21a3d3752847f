package draw

import (
	"fmt"
	"html"
	"sort"
	"strings"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// Sizes in CSS pixels. A4 landscape at 96 dpi is 1122 wide: three columns of
// boxes fit it without being made smaller.
const (
	boxWidth  = 250
	boxHeight = 74
	colGap    = 150
	rowGap    = 64 // room for the lines that pass under boxes
	margin    = 24
	legend    = 64
	nameChars = 28 // characters of a name in one line of a box
	mostBoxes = 40 // more than these are no picture any more: the rest is listed
)

const svgStyle = `text{font:13px system-ui,sans-serif;fill:#1a1a1a}.small{font-size:11px;fill:#444}.name{font-weight:600}` +
	`.box{fill:#fff;stroke:#555;stroke-width:1.2}.disputed{stroke:#8a1c1c;stroke-width:3}.edge{fill:none;stroke:#444;stroke-width:1.4}` +
	`.met{stroke:#1a6b3a;stroke-width:2.4}.not-met{stroke:#8a1c1c;stroke-dasharray:9 4}.edge.disputed{stroke:#8a1c1c;stroke-width:2.4;stroke-dasharray:9 3 2 3}` +
	`.not-said{stroke-dasharray:2 4}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}` +
	`@media (prefers-color-scheme:dark){svg{background:#16181c}text{fill:#eee}.small{fill:#bbb}.box{fill:#23262c;stroke:#aaa}.edge{stroke:#bbb}.halo{stroke:#16181c}` +
	`.disputed,.not-met,.edge.disputed{stroke:#ff8a80}.met{stroke:#7fd6a0}}@media print{svg{background:#fff}}`

func graphSVG(b *strings.Builder, g *answer.Graph) {
	shown, rest := choose(g)
	at, width, height := place(shown)
	title := "How deals hang together"
	if len(shown.Nodes) == 0 {
		title = "No deal hangs together with another"
	}
	width = max(width, 640)
	full := height + legend + 18*len(rest)
	if len(rest) > 0 {
		full += 26
	}
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 %d %d" width="%d" height="%d">`+"\n", width, full, width, full)
	fmt.Fprintf(b, "<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n<style>%s</style>\n", title, html.EscapeString(describe(g)), svgStyle)
	b.WriteString(`<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#777"/></marker></defs>` + "\n")

	between := map[[2]string]int{} // edges drawn so far between two boxes, to set their labels apart
	for _, e := range shown.Edges {
		from, to := at[e.From], at[e.To]
		pair := [2]string{min(e.From, e.To), max(e.From, e.To)}
		n := between[pair]
		between[pair]++
		class := "edge"
		if e.Effect != "" {
			class += " " + strings.ReplaceAll(string(e.Met), " ", "-")
		}
		path, lx, ly := curve(from, to, n)
		fmt.Fprintf(b, `<path class="%s" marker-end="url(#a)" d="%s"/>`+"\n", class, path)
		fmt.Fprintf(b, `<text class="small halo" text-anchor="middle" x="%d" y="%d">%s`, lx, ly, html.EscapeString(label(e)))
		if e.Requires != "" {
			fmt.Fprintf(b, "<title>%s</title>", html.EscapeString("“"+safe.Line(string(e.Requires))+"”"))
		}
		b.WriteString("</text>\n")
	}
	for _, n := range shown.Nodes {
		p, class := at[n.ID], "box"
		if disputed(n) {
			class += " disputed"
		}
		fmt.Fprintf(b, `<g role="listitem"><title>%s</title><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`,
			html.EscapeString(safe.Line(n.Name)+": "+stands(n)), class, p.x, p.y, boxWidth, boxHeight)
		lines := wrap(safe.Line(n.Name), nameChars, 2)
		for i, l := range lines {
			fmt.Fprintf(b, `<text class="name" x="%d" y="%d">%s</text>`, p.x+12, p.y+23+17*i, html.EscapeString(l))
		}
		fmt.Fprintf(b, `<text class="small" x="%d" y="%d">%s</text></g>`+"\n", p.x+12, p.y+boxHeight-12, html.EscapeString(wrap(stands(n), nameChars+10, 1)[0]))
	}
	y := height + 18
	for i, l := range []struct{ class, words string }{{"edge met", "met"}, {"edge not-met", "not met"}, {"edge disputed", "disputed"}, {"edge not-said", "nobody says"}, {"edge", "a link"}} {
		x := margin + i*118
		fmt.Fprintf(b, `<path class="%s" d="M%d %dh34"/><text class="small" x="%d" y="%d">%s</text>`+"\n", l.class, x, y, x+40, y+4, l.words)
	}
	for i, n := range rest {
		if i == 0 {
			y += 34
			fmt.Fprintf(b, `<text class="small name" x="%d" y="%d">Not drawn, further from the middle:</text>`+"\n", margin, y)
		}
		y += 18
		fmt.Fprintf(b, `<text class="small" x="%d" y="%d">%s</text>`+"\n", margin, y, html.EscapeString(wrap(safe.Line(n.Name)+": "+stands(n), 90, 1)[0]))
	}
	b.WriteString("</svg>\n")
}

// describe tells the picture in words.
func describe(g *answer.Graph) string {
	name := names(g)
	var b strings.Builder
	fmt.Fprintf(&b, "%d deals, %d connections.", len(g.Nodes), len(g.Edges))
	for i, e := range g.Edges {
		if i == mostBoxes {
			fmt.Fprintf(&b, " And %d more.", len(g.Edges)-i)
			break
		}
		fmt.Fprintf(&b, " %s, %s, %s.", name[e.From], label(e), name[e.To])
	}
	return b.String()
}

// choose keeps the best connected deals where there are too many for a picture.
func choose(g *answer.Graph) (*answer.Graph, []answer.Node) {
	if len(g.Nodes) <= mostBoxes {
		return g, nil
	}
	degree := map[string]int{}
	for _, e := range g.Edges {
		degree[e.From]++
		degree[e.To]++
	}
	nodes := append([]answer.Node(nil), g.Nodes...)
	sort.SliceStable(nodes, func(i, j int) bool { return degree[nodes[i].ID] > degree[nodes[j].ID] })
	in := map[string]bool{}
	for _, n := range nodes[:mostBoxes] {
		in[n.ID] = true
	}
	out := &answer.Graph{Nodes: nodes[:mostBoxes]}
	for _, e := range g.Edges {
		if in[e.From] && in[e.To] {
			out.Edges = append(out.Edges, e)
		}
	}
	return out, nodes[mostBoxes:]
}

type point struct{ x, y int }

// place lays the boxes out in columns, what is waited for to the right of what
// waits, after Sugiyama, Tagawa and Toda (1981): columns by longest path, rows
// by the mean row of the neighbours to the left.
func place(g *answer.Graph) (at map[string]point, width, height int) {
	column := columns(g)
	var rows [][]string
	for _, n := range g.Nodes {
		c := column[n.ID]
		for len(rows) <= c {
			rows = append(rows, nil)
		}
		rows[c] = append(rows[c], n.ID)
	}
	row := map[string]float64{}
	at, most := map[string]point{}, 0
	for c, ids := range rows {
		want := map[string]float64{}
		for i, id := range ids {
			sum, n := 0.0, 0
			for _, e := range g.Edges {
				if e.To == id && column[e.From] < c {
					sum, n = sum+row[e.From], n+1
				}
			}
			want[id] = float64(i)
			if n > 0 {
				want[id] = sum / float64(n)
			}
		}
		sort.SliceStable(ids, func(i, j int) bool { return want[ids[i]] < want[ids[j]] })
		for i, id := range ids {
			row[id] = float64(i)
			at[id] = point{margin + c*(boxWidth+colGap), margin + i*(boxHeight+rowGap)}
		}
		most = max(most, len(ids))
	}
	return at, 2*margin + len(rows)*(boxWidth+colGap) - colGap, margin + most*(boxHeight+rowGap)
}

// columns is each deal's distance from the left: the longest path to it, edges
// that close a circle left out.
func columns(g *answer.Graph) map[string]int {
	next := map[string][]string{}
	for _, e := range g.Edges {
		next[e.From] = append(next[e.From], e.To)
	}
	var order []string
	state := map[string]int{} // 1 on the path, 2 done
	back := map[[2]string]bool{}
	var visit func(string)
	visit = func(id string) {
		state[id] = 1
		for _, to := range next[id] {
			switch state[to] {
			case 0:
				visit(to)
			case 1:
				back[[2]string{id, to}] = true
			}
		}
		state[id] = 2
		order = append(order, id)
	}
	for _, n := range g.Nodes {
		if state[n.ID] == 0 {
			visit(n.ID)
		}
	}
	column := map[string]int{}
	for i := len(order) - 1; i >= 0; i-- {
		for _, to := range next[order[i]] {
			if !back[[2]string{order[i], to}] {
				column[to] = max(column[to], column[order[i]]+1)
			}
		}
	}
	return column
}

// curve leads from one box to another and says where its label stands: straight
// to the next column, under the boxes when it goes back or passes a column. The
// n-th edge between the same boxes stands lower.
func curve(a, b point, n int) (path string, lx, ly int) {
	if step := b.x - a.x; step == boxWidth+colGap {
		x1, y1, y2 := a.x+boxWidth, a.y+boxHeight/2+16*n, b.y+boxHeight/2+16*n
		mid := x1 + colGap/2
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, mid, y1, mid, y2, b.x, y2), mid, (y1+y2)/2 - 6
	}
	x1, x2 := a.x+boxWidth*2/3, b.x+boxWidth/3
	if a.x == b.x {
		x1, x2 = a.x+boxWidth/3, a.x+boxWidth*2/3
	}
	y1, y2 := a.y+boxHeight, b.y+boxHeight
	low := max(y1, y2) + 30 + 26*n
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1, low, x2, low, x2, y2), (x1 + x2) / 2, (y1+y2+6*low)/8 - 5
}

// wrap cuts s into at most most lines of about width characters; what does not
// fit ends in an ellipsis.
func wrap(s string, width, most int) []string {
	lines := []string{""}
	for _, w := range strings.Fields(s) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = w
		case len([]rune(*last))+1+len([]rune(w)) <= width:
			*last += " " + w
		case len(lines) == most:
			r := []rune(*last)
			*last = strings.TrimRight(string(r[:min(len(r), width-1)]), " ,") + "…"
			return lines
		default:
			lines = append(lines, w)
		}
	}
	for i, l := range lines {
		if r := []rune(l); len(r) > width {
			lines[i] = string(r[:width-1]) + "…"
		}
	}
	return lines
}
