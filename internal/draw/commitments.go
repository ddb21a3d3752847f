package draw

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// Commitments writes an SVG of what sums of money were promised: a bar a
// commitment, as long as what is certain of it, with what is possible beyond in
// outline, by currency, parts under their wholes; above them what they come to.
// What has no sum is listed.
func Commitments(w io.Writer, c *answer.Commitments) error {
	var b strings.Builder
	p := promises{b: &b}
	p.draw(c)
	_, err := io.WriteString(w, b.String())
	return err
}

const promisesStyle = `.certain{fill:#3b5b7c}.possible{fill:none;stroke:#3b5b7c;stroke-width:1.2;stroke-dasharray:4 3}.sum{stroke:#1a1a1a;stroke-width:1.6}` +
	`.delivered{fill:#1a6b3a;stroke:#fff;stroke-width:1}.was{stroke:#8a1c1c;stroke-width:2}.rule{stroke:#d0d0ca;stroke-width:1}` +
	`@media screen and (prefers-color-scheme:dark){.certain{fill:#8fb4da}.possible{stroke:#8fb4da}.sum{stroke:#eee}.delivered{fill:#7fd6a0}.was{stroke:#ff8a80}.rule{stroke:#3a3d44}}`

const (
	barsLeft  = 400
	barsRight = 850
	barHeight = 13
	mostBars  = 40
)

type promises struct {
	b    *strings.Builder
	body strings.Builder
	y    int
	most float64 // what the bars' full length stands for
}

func (p *promises) draw(c *answer.Commitments) {
	p.y = 34
	title := "What was promised"
	if len(c.Commitments) > 0 && slices.IndexFunc(c.Commitments, func(x answer.Commitment) bool { return x.Deal.ID != c.Commitments[0].Deal.ID }) < 0 {
		title += ": " + safe.Line(c.Commitments[0].Deal.Name)
	}
	fmt.Fprintf(&p.body, `<text class="name" x="%d" y="28">%s</text>`+"\n", margin, html.EscapeString(wrap(title, 120, 1)[0]))
	if len(c.Commitments) == 0 {
		p.y += 24
		fmt.Fprintf(&p.body, `<text x="%d" y="%d">Nothing was promised.</text>`+"\n", margin, p.y)
	}
	var without []answer.Commitment
	drawn := map[string]bool{}
	for _, t := range c.Totals {
		p.most = t.Certain
		if t.Possible != nil {
			p.most = max(p.most, *t.Possible)
		}
		var these []answer.Commitment
		for _, x := range c.Commitments {
			if x.Amount != nil && x.Amount.Currency == t.Currency {
				these = append(these, x)
				p.most = max(p.most, upTo(x), was(x))
			}
		}
		p.y += 16
		fmt.Fprintf(&p.body, `<g role="list" aria-label="%s">`+"\n", html.EscapeString(safe.Line(t.Currency)))
		p.total(t)
		for i, x := range underWholes(these) {
			if i == mostBars {
				p.note(fmt.Sprintf("and %d more in %s, in the text form", len(these)-i, safe.Line(t.Currency)))
				break
			}
			p.bar(x, drawn[string(x.PartOf)])
			drawn[x.ID] = true
		}
		p.body.WriteString("</g>\n")
	}
	for _, x := range c.Commitments {
		if x.Amount == nil {
			without = append(without, x)
		}
	}
	p.list(without)
	p.legend(len(c.Totals) > 0)
	beginSVG(p.b, "commitments", title, describePromises(c), leastWidth, p.y+16, promisesStyle)
	p.b.WriteString(p.body.String() + "</svg>\n")
}

// underWholes orders commitments so that parts stand under what they are part of.
func underWholes(cs []answer.Commitment) []answer.Commitment {
	var out []answer.Commitment
	here := map[string]bool{}
	for _, c := range cs {
		here[c.ID] = true
	}
	var add func(c answer.Commitment, depth int)
	add = func(c answer.Commitment, depth int) {
		out = append(out, c)
		for _, part := range cs {
			if string(part.PartOf) == c.ID && part.ID != c.ID && depth < 3 {
				add(part, depth+1)
			}
		}
	}
	for _, c := range cs {
		if !here[string(c.PartOf)] || string(c.PartOf) == c.ID {
			add(c, 0)
		}
	}
	return out
}

// now is what a commitment comes to: after what happened to it where that is
// known, else as pledged.
func now(c answer.Commitment) answer.Range {
	if c.Now != nil {
		return *c.Now
	}
	v := c.Amount.Value
	return answer.Range{Certain: v, Possible: &v}
}

func upTo(c answer.Commitment) float64 {
	r := now(c)
	if r.Possible != nil {
		return max(r.Certain, *r.Possible)
	}
	return r.Certain
}

func was(c answer.Commitment) float64 {
	if c.Was != nil && c.Was.Currency == c.Amount.Currency {
		return c.Was.Value
	}
	return 0
}

func (p *promises) x(v float64) int {
	if p.most <= 0 {
		return barsLeft
	}
	return barsLeft + int(float64(barsRight-barsLeft)*v/p.most)
}

// span draws a range and says where it ends.
func (p *promises) span(r answer.Range, height int, class string) int {
	certain := p.x(r.Certain)
	fmt.Fprintf(&p.body, `<rect class="certain%s" x="%d" y="%d" width="%d" height="%d"/>`, class, barsLeft, p.y-height+2, max(certain-barsLeft, 1), height)
	end := certain
	switch {
	case r.Possible == nil:
		end = barsRight + 16
		fmt.Fprintf(&p.body, `<path class="possible" d="M%d %dH%dl10 %d-10 %dH%d"/>`, certain, p.y-height+2, end-10, height/2, height-height/2, certain)
	case p.x(*r.Possible) > certain:
		end = p.x(*r.Possible)
		fmt.Fprintf(&p.body, `<rect class="possible" x="%d" y="%d" width="%d" height="%d"/>`, certain, p.y-height+2, end-certain, height)
	}
	return end
}

func (p *promises) total(t answer.Total) {
	p.y += 22
	words := fmt.Sprintf("In %s: %s, of %d", safe.Line(t.Currency), rangeWords(t.Range), t.Of)
	fmt.Fprintf(&p.body, `<g role="listitem" aria-label="%s"><title>%[1]s</title><text class="name" x="%d" y="%d">%s</text>`, html.EscapeString(words), margin, p.y, html.EscapeString(wrap("All in "+safe.Line(t.Currency), 44, 1)[0]))
	end := p.span(t.Range, barHeight+3, " sum")
	if t.Delivered > 0 {
		fmt.Fprintf(&p.body, `<rect class="delivered" x="%d" y="%d" width="%d" height="5"><title>delivered: %s</title></rect>`, barsLeft, p.y-3, p.x(t.Delivered)-barsLeft, sum(t.Delivered))
	}
	fmt.Fprintf(&p.body, `<text class="name" x="%d" y="%d">%s</text></g>`+"\n", end+8, p.y, html.EscapeString(rangeWords(t.Range)))
	fmt.Fprintf(&p.body, `<path class="rule" d="M%d %dH%d"/>`+"\n", margin, p.y+9, leastWidth-margin)
	p.y += 8
}

func (p *promises) bar(c answer.Commitment, part bool) {
	p.y += 23
	x, room := margin, 52
	if part {
		x, room = margin+18, 48
	}
	r := now(c)
	state := strings.ReplaceAll(string(c.State), "_", " ")
	if c.Overdue {
		state += ", overdue"
	}
	if c.Due != "" {
		state += ", due " + safe.Line(string(c.Due))
	}
	name := whatOf(c)
	fmt.Fprintf(&p.body, `<g role="listitem" aria-label="%s"><title>%[1]s</title><text x="%d" y="%d">%s</text>`,
		html.EscapeString(name+": "+rangeWords(r)+" "+safe.Line(c.Amount.Currency)+", "+state), x, p.y, html.EscapeString(wrap(name, room, 1)[0]))
	end := p.span(r, barHeight, "")
	if c.State == parley.StateDelivered {
		fmt.Fprintf(&p.body, `<rect class="delivered" x="%d" y="%d" width="%d" height="5"/>`, barsLeft, p.y-3, max(p.x(r.Certain)-barsLeft, 1))
	}
	if before := was(c); before > 0 {
		at := p.x(before)
		fmt.Fprintf(&p.body, `<path class="was" d="M%d %dv%d"><title>was %s</title></path>`, at, p.y-barHeight, barHeight+4, sum(before))
		end = max(end, at)
	}
	fmt.Fprintf(&p.body, `<text class="small" x="%d" y="%d">%s</text></g>`+"\n", end+8, p.y, html.EscapeString(wrap(rangeWords(r)+" · "+state, 34, 1)[0]))
}

func whatOf(c answer.Commitment) string {
	who := safe.Line(strings.Join(c.Who, ", "))
	if who == "" {
		who = "somebody"
	}
	return who + ": " + safe.Line(c.What)
}

func (p *promises) note(words string) {
	p.y += 20
	fmt.Fprintf(&p.body, `<text class="small" x="%d" y="%d">%s</text>`+"\n", margin, p.y, html.EscapeString(words))
}

// list names what has no sum of money.
func (p *promises) list(cs []answer.Commitment) {
	if len(cs) == 0 {
		return
	}
	p.y += 34
	fmt.Fprintf(&p.body, `<text class="name" x="%d" y="%d">Without a sum</text>`+"\n<g role=\"list\" aria-label=\"Without a sum\">\n", margin, p.y)
	for i, c := range cs {
		if i == mostBars {
			p.note(fmt.Sprintf("and %d more, in the text form", len(cs)-i))
			break
		}
		p.y += 19
		line := whatOf(c) + " · " + strings.ReplaceAll(string(c.State), "_", " ")
		fmt.Fprintf(&p.body, `<text role="listitem" class="small" x="%d" y="%d">%s</text>`+"\n", margin, p.y, html.EscapeString(wrap(line, 160, 1)[0]))
	}
	p.body.WriteString("</g>\n")
}

func (p *promises) legend(bars bool) {
	if !bars {
		return
	}
	p.y += 40
	fmt.Fprintf(&p.body, `<rect class="certain" x="%d" y="%d" width="30" height="%d"/><text class="small" x="%d" y="%d">certain</text>`, margin, p.y-barHeight+2, barHeight, margin+38, p.y)
	fmt.Fprintf(&p.body, `<rect class="possible" x="%d" y="%d" width="30" height="%d"/><text class="small" x="%d" y="%d">possible</text>`, margin+100, p.y-barHeight+2, barHeight, margin+138, p.y)
	fmt.Fprintf(&p.body, `<rect class="delivered" x="%d" y="%d" width="30" height="5"/><text class="small" x="%d" y="%d">said to be delivered</text>`, margin+205, p.y-3, margin+243, p.y)
	fmt.Fprintf(&p.body, `<path class="was" d="M%d %dv%d"/><text class="small" x="%d" y="%d">before it was cut</text>`, margin+370, p.y-barHeight, barHeight+4, margin+380, p.y)
	fmt.Fprintf(&p.body, `<text class="small" x="%d" y="%d">Promises, not money: what is certain counts nothing twice.</text>`+"\n", margin+500, p.y)
}

// rangeWords says a range: "31bn", "22bn to 31bn", "5bn or more".
func rangeWords(r answer.Range) string {
	switch {
	case r.Possible == nil:
		return sum(r.Certain) + " or more"
	case *r.Possible > r.Certain:
		return sum(r.Certain) + " to " + sum(*r.Possible)
	}
	return sum(r.Certain)
}

// sum writes an amount shortly: 31bn, 900m, 1.35bn, 40,000.
func sum(v float64) string {
	for _, u := range []struct {
		of   float64
		name string
	}{{1e12, "tn"}, {1e9, "bn"}, {1e6, "m"}} {
		if v >= u.of {
			return strconv.FormatFloat(float64(int(v/u.of*1000+0.5))/1000, 'f', -1, 64) + u.name
		}
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}

func describePromises(c *answer.Commitments) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d commitments.", len(c.Commitments))
	for _, t := range c.Totals {
		fmt.Fprintf(&b, " In %s: %s.", safe.Line(t.Currency), rangeWords(t.Range))
	}
	for i, x := range c.Commitments {
		if i == mostNamed {
			fmt.Fprintf(&b, " And %d more.", len(c.Commitments)-i)
			break
		}
		fmt.Fprintf(&b, " %s, %s.", whatOf(x), strings.ReplaceAll(string(x.State), "_", " "))
	}
	return b.String()
}
