package draw

import (
	"fmt"
	"html"
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// Sizes in CSS pixels. A4 landscape at 96 dpi is 1122 wide less its margins:
// three columns of boxes.
const (
	boxWidth    = 230
	boxHeight   = 62
	colGap      = 162
	rowGap      = 20
	gapHeight   = 22 // in a column that a long line crosses
	labelHeight = 18
	margin      = 24
	leastWidth  = 1060
	nameChars   = 30 // characters of a name in one line of a box
	mostBoxes   = 14 // more than these are no picture any more: the rest is listed
	mostNamed   = 60 // in the list, and in a description
)

// baseStyle is what all pictures have in common. On paper a picture takes the
// width of the page.
const baseStyle = `text{font:12.5px system-ui,sans-serif;fill:#1a1a1a}.small{font-size:11px;fill:#444}.name{font-weight:600}` +
	`.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}` +
	`@page{size:A4 landscape;margin:10mm}@media print{svg{background:#fff;width:100%;height:auto;max-height:100vh}}` +
	`@media screen and (prefers-color-scheme:dark){svg{background:#16181c}text{fill:#eee}.small{fill:#bbb}.halo{stroke:#16181c}}`

// beginSVG writes what stands before the picture itself. kind keeps the ids of
// several pictures on one page apart.
func beginSVG(b *strings.Builder, kind, title, desc string, width, height int, style string) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" class="parley-%s" role="group" aria-labelledby="%[1]s-title" aria-describedby="%[1]s-desc" viewBox="0 0 %d %d" width="%[2]d" height="%[3]d">`+"\n", kind, width, height)
	fmt.Fprintf(b, "<title id=\"%s-title\">%s</title>\n<desc id=\"%[1]s-desc\">%[3]s</desc>\n<style>%[4]s%[5]s</style>\n", kind, html.EscapeString(title), html.EscapeString(desc), baseStyle, style)
}

const graphStyle = `.box{fill:#fff;stroke:#555;stroke-width:1.2}.box.disputed{stroke:#8a1c1c;stroke-width:3}.edge{fill:none;stroke:#444;stroke-width:1.4}` +
	`.met{stroke:#1a6b3a;stroke-width:2.4}.not-met{stroke:#8a1c1c;stroke-dasharray:9 4}.edge.disputed{stroke:#8a1c1c;stroke-width:2.4;stroke-dasharray:9 3 2 3}` +
	`.not-said{stroke-dasharray:2 4}.arrow{fill:#444}.asked{fill:#eef3f8}` +
	`@media screen and (prefers-color-scheme:dark){.box{fill:#23262c;stroke:#aaa}.asked{fill:#2b3642}.edge{stroke:#bbb}.arrow{fill:#bbb}` +
	`.box.disputed,.not-met,.edge.disputed{stroke:#ff8a80}.met{stroke:#7fd6a0}}`

func graphSVG(b *strings.Builder, g *answer.Graph) {
	shown, rest := choose(g)
	l := place(shown)
	title := "How deals hang together"
	switch {
	case len(shown.Nodes) == 0:
		title = "No deal hangs together with another"
	case g.About != nil:
		title = "What hangs together with " + safe.Line(g.About.Name)
	}
	width := max(l.width, leastWidth)
	listed := rest[:min(len(rest), mostNamed)]
	full := l.height + 96
	if len(rest) > 0 {
		full += 40 + 17*((len(listed)+1)/2)
	}
	beginSVG(b, "graph", title, describe(g), width, full, graphStyle)
	b.WriteString(`<defs><marker id="graph-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto-start-reverse"><path class="arrow" d="M0 0 10 5 0 10z"/></marker></defs>` + "\n")
	fmt.Fprintf(b, `<text class="name" x="%d" y="28">%s</text>`+"\n", margin, html.EscapeString(wrap(title, 110, 1)[0]))
	fmt.Fprintf(b, `<g transform="translate(%d 30)">`+"\n", (width-l.width)/2)
	for _, n := range l.lines {
		n.draw(b)
	}
	b.WriteString("<g role=\"list\" aria-label=\"Deals\">\n")
	for _, n := range shown.Nodes {
		drawBox(b, n, l.boxes[n.ID], shown.Edges, g.About != nil && g.About.ID == n.ID)
	}
	// The labels stand over everything.
	b.WriteString("</g>\n")
	for _, n := range l.lines {
		n.label(b)
	}
	b.WriteString("</g>\n")
	x, y := margin, l.height+56
	for _, k := range []struct{ class, words string }{{"edge met", "met"}, {"edge not-met", "not met, or missed"}, {"edge disputed", "disputed"}, {"edge not-said", "nobody says"}, {"edge", "a link"}} {
		fmt.Fprintf(b, `<path class="%s" d="M%d %dh34"/><text class="small" x="%d" y="%d">%s</text>`+"\n", k.class, x, y, x+40, y+4, k.words)
		x += 70 + int(charWidth*float64(len(k.words)))
	}
	fmt.Fprintf(b, `<rect class="box disputed" x="%d" y="%d" width="34" height="14" rx="3"/><text class="small" x="%d" y="%d">a deal of which voices contradict each other</text>`+"\n", x, y-7, x+42, y+4)
	if len(rest) > 0 {
		y += 34
		words := fmt.Sprintf("Not drawn, further away (%d):", len(rest))
		if len(listed) < len(rest) {
			words = fmt.Sprintf("Not drawn, further away: %d, the first %d of which are", len(rest), len(listed))
		}
		fmt.Fprintf(b, `<text class="small name" x="%d" y="%d">%s</text>`+"\n<g role=\"list\" aria-label=\"Not drawn\">\n", margin, y, words)
		half := (len(listed) + 1) / 2
		for i, n := range listed {
			fmt.Fprintf(b, `<text role="listitem" class="small" x="%d" y="%d">%s</text>`+"\n", margin+i/half*(width/2-10), y+17*(i%half+1),
				html.EscapeString(wrap(safe.Line(n.Name)+": "+stands(n), 84, 1)[0]))
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
}

// drawBox draws a deal. A reader who does not see it hears what leads from it.
func drawBox(b *strings.Builder, n answer.Node, at box, edges []answer.Edge, asked bool) {
	class := "box"
	if disputed(n) {
		class += " disputed"
	}
	if asked {
		class += " asked"
	}
	said := safe.Line(n.Name) + ": " + stands(n)
	fmt.Fprintf(b, `<g role="listitem" aria-label="%s"><title>%[1]s</title><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`,
		html.EscapeString(said), class, at.x, at.y, boxWidth, at.height)
	lines := wrap(safe.Line(n.Name), nameChars, 2)
	y := at.y + at.height/2 - 9*len(lines) + 8
	for i, l := range lines {
		fmt.Fprintf(b, `<text class="name" x="%d" y="%d">%s</text>`, at.x+12, y+16*i, html.EscapeString(l))
	}
	fmt.Fprintf(b, `<text class="small" x="%d" y="%d">%s</text></g>`+"\n", at.x+12, y+16*len(lines), html.EscapeString(wrap(stands(n), nameChars+8, 1)[0]))
}

// draw draws the line with its arrow.
func (n line) draw(b *strings.Builder) {
	class, end := "edge", "end"
	if n.Effect != "" {
		class += " " + strings.ReplaceAll(strings.Replace(string(n.Met), "missed", "not met", 1), " ", "-")
	}
	if n.back {
		end = "start"
	}
	fmt.Fprintf(b, `<path class="%s" marker-%s="url(#graph-arrow)" d="`, class, end)
	for i, p := range n.points {
		switch {
		case i == 0:
			fmt.Fprintf(b, "M%d %d", p.x, p.y)
		case i%2 == 1: // across the space between two columns
			from := n.points[i-1]
			mid := (from.x + p.x) / 2
			fmt.Fprintf(b, "C%d %d %d %d %d %d", mid, from.y, mid, p.y, p.x, p.y)
		default: // through the gap of a column
			fmt.Fprintf(b, "L%d %d", p.x, p.y)
		}
	}
	b.WriteString(`"/>` + "\n")
}

// label says what the line means, beside the deal that it is said of.
func (n line) label(b *strings.Builder) {
	at, anchor, shift := n.points[0], "start", 8
	if n.back {
		at, anchor, shift = n.points[len(n.points)-1], "end", -8
	}
	fmt.Fprintf(b, `<text class="small halo" text-anchor="%s" x="%d" y="%d">%s`, anchor, at.x+shift, at.y-4, html.EscapeString(label(n.Edge)))
	if n.Requires != "" {
		fmt.Fprintf(b, "<title>%s</title>", html.EscapeString("“"+safe.Line(string(n.Requires))+"”"))
	}
	b.WriteString("</text>\n")
}

// describe tells the picture in words.
func describe(g *answer.Graph) string {
	name := names(g)
	var b strings.Builder
	fmt.Fprintf(&b, "%d deals, %d connections.", len(g.Nodes), len(g.Edges))
	for i, e := range g.Edges {
		if i == mostNamed {
			fmt.Fprintf(&b, " And %d more.", len(g.Edges)-i)
			break
		}
		fmt.Fprintf(&b, " %s, %s, %s.", name[e.From], label(e), name[e.To])
	}
	return b.String()
}

// choose keeps the neighbourhood of the deal asked about, else of the best
// connected one, where there are too many deals for a picture: the nearer ones
// first, of those as near the better connected.
func choose(g *answer.Graph) (*answer.Graph, []answer.Node) {
	if len(g.Nodes) <= mostBoxes {
		return g, nil
	}
	near := map[string][]string{}
	for _, e := range g.Edges {
		near[e.From], near[e.To] = append(near[e.From], e.To), append(near[e.To], e.From)
	}
	nodes := slices.Clone(g.Nodes)
	sort.SliceStable(nodes, func(i, j int) bool { return len(near[nodes[i].ID]) > len(near[nodes[j].ID]) })
	centre := nodes[0].ID
	if g.About != nil {
		centre = g.About.ID
	}
	far := map[string]int{centre: 0}
	for ring := []string{centre}; len(ring) > 0; {
		var next []string
		for _, id := range ring {
			for _, n := range near[id] {
				if _, seen := far[n]; !seen {
					far[n] = far[id] + 1
					next = append(next, n)
				}
			}
		}
		ring = next
	}
	distance := func(n answer.Node) int {
		if d, ok := far[n.ID]; ok {
			return d
		}
		return len(nodes) // hangs together with others only
	}
	sort.SliceStable(nodes, func(i, j int) bool { return distance(nodes[i]) < distance(nodes[j]) })
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
