package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/draw"
	"github.com/parley-desk/parley/internal/safe"
)

type graphPage struct {
	*answer.Graph
	Deal    string
	Picture template.HTML
	Edges   []edge
}

// edge is an edge with the names of its ends, for those who do not see the
// picture.
type edge struct {
	answer.Edge
	A, B answer.DealRef
}

// graph shows how deals hang together. The picture is a program's own drawing,
// in which package draw has made every stranger's word safe; it alone goes into
// a page as markup.
func (c *call) graph() error {
	deal := c.r.URL.Query().Get("deal")
	g, err := c.s.desk.Graph(c.r.Context(), c.ask, deal)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := draw.Graph(&b, g, draw.SVG); err != nil {
		return err
	}
	if c.ext == ".svg" {
		allowStyle(c, b.String())
		c.w.Header().Set("Content-Type", "image/svg+xml")
		return c.send(safe.HTML(b.Bytes()), 0)
	}
	p := graphPage{Graph: g, Deal: deal}
	names := map[string]answer.DealRef{}
	for _, n := range g.Nodes {
		names[n.ID] = n.DealRef
	}
	for _, e := range g.Edges {
		p.Edges = append(p.Edges, edge{e, names[e.From], names[e.To]})
	}
	if len(g.Nodes) > 0 {
		p.Picture = template.HTML(b.String())
		allowStyle(c, b.String())
	}
	return c.reply(result{template: "graph.html", title: "Graph", section: "graph", answer: g, page: p})
}

// allowStyle lets the page use the picture's own style sheet, by its hash.
func allowStyle(c *call, svg string) {
	_, rest, ok := strings.Cut(svg, "<style>")
	style, _, closed := strings.Cut(rest, "</style>")
	if !ok || !closed {
		return
	}
	sum := sha256.Sum256([]byte(style))
	h := c.w.Header()
	h.Set("Content-Security-Policy", strings.Replace(policy, "style-src 'self'", "style-src 'self' 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", 1))
}
