// Package draw makes pictures of answers: how deals hang together ([Graph]),
// who said what when ([Timeline]), what was promised ([Commitments]), as SVG for
// a page or a printer, Mermaid and DOT for other tools, and plain text.
//
// In comes an answer of package answer, out come the bytes of one picture. The
// same answer gives the same bytes. Words from documents are made safe and
// escaped here.
//
// An SVG is a document of its own, with its style inside: a page shows it by
// <img> or <object>. A state is told by its word and by its line, never by colour alone. For
// a screen reader there are a title, a description in words and a list of
// items, each with a label. It fits an A4 page across when it is printed. Of more than a
// picture can hold, the nearest or most heard are drawn and the others listed.
package draw

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/safe"
)

// Format is a way to write a picture.
type Format string

// The formats of a graph.
const (
	SVG     Format = "svg"
	Mermaid Format = "mermaid"
	DOT     Format = "dot"
	Text    Format = "text"
)

// Formats lists the formats of a graph.
var Formats = []Format{Text, SVG, Mermaid, DOT}

// Graph writes g in format f.
func Graph(w io.Writer, g *answer.Graph, f Format) error {
	var b strings.Builder
	switch f {
	case SVG:
		graphSVG(&b, g)
	case Mermaid:
		graphMermaid(&b, g)
	case DOT:
		graphDOT(&b, g)
	case Text:
		graphText(&b, g)
	default:
		return fmt.Errorf("no format %q; there are %v", f, Formats)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// label is what an edge says.
func label(e answer.Edge) string {
	if e.Effect == "" {
		return strings.ReplaceAll(string(e.Relation), "_", " ")
	}
	return effects[e.Effect] + ": " + string(e.Met)
}

// effects says in a word what waits for a condition.
var effects = map[parley.Optional]string{
	parley.Optional(parley.EffectOperative): "operative when", parley.Optional(parley.EffectResumed): "resumed when",
	parley.Optional(parley.EffectSigned): "signed when", parley.Optional(parley.EffectApproved): "approved when",
	parley.Optional(parley.EffectInForce): "in force when", parley.Optional(parley.EffectCompleted): "completed when",
	parley.Optional(parley.EffectLifted): "lifted when", parley.Optional(parley.EffectPaid): "paid when",
	parley.Optional(parley.EffectOther): "waits for",
}

// stands says where a deal stands, in a few words.
func stands(n answer.Node) string {
	var out []string
	for _, a := range n.Axes {
		if a.State == assess.StateNotSaid || a.Axis != parley.AxisStage && a.Axis != parley.AxisActivity {
			continue
		}
		s := strings.ReplaceAll(strings.Join(a.Values, "/"), "_", " ")
		if a.State == assess.StateDisputed {
			s = string(a.Axis) + " disputed"
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return "not said"
	}
	return strings.Join(out, ", ")
}

// disputed reports whether voices contradict each other about n.
func disputed(n answer.Node) bool {
	for _, a := range n.Axes {
		if a.State == assess.StateDisputed {
			return true
		}
	}
	return false
}

func names(g *answer.Graph) map[string]string {
	out := map[string]string{}
	for _, n := range g.Nodes {
		out[n.ID] = safe.Line(n.Name)
	}
	return out
}

func graphText(b *strings.Builder, g *answer.Graph) {
	if len(g.Nodes) == 0 {
		b.WriteString("no deal hangs together with another\n")
		return
	}
	name := names(g)
	for i, n := range g.Nodes {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "%s  (%s)\n", name[n.ID], stands(n))
		for _, e := range g.Edges {
			if e.From != n.ID {
				continue
			}
			fmt.Fprintf(b, "  %s → %s", label(e), name[e.To])
			if e.Requires != "" {
				fmt.Fprintf(b, "\n    “%s”", safe.Line(string(e.Requires)))
			}
			b.WriteString("\n")
		}
	}
}

// graphMermaid escapes as Mermaid's flowcharts want it: labels in quotation
// marks, with HTML references inside.
func graphMermaid(b *strings.Builder, g *answer.Graph) {
	id, name := map[string]string{}, names(g)
	b.WriteString("flowchart LR\n")
	for i, n := range g.Nodes {
		id[n.ID] = fmt.Sprintf("d%d", i+1)
		fmt.Fprintf(b, "  %s[\"%s<br/>%s\"]\n", id[n.ID], html.EscapeString(name[n.ID]), html.EscapeString(stands(n)))
	}
	for _, e := range g.Edges {
		arrow := "-->"
		if e.Effect != "" && e.Met != "met" {
			arrow = "-.->"
		}
		fmt.Fprintf(b, "  %s %s|\"%s\"| %s\n", id[e.From], arrow, html.EscapeString(label(e)), id[e.To])
	}
}

func graphDOT(b *strings.Builder, g *answer.Graph) {
	name := names(g)
	b.WriteString("digraph deals {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	for _, n := range g.Nodes {
		style := "solid"
		if disputed(n) {
			style = "bold"
		}
		fmt.Fprintf(b, "  %s [label=%s, style=%s];\n", quoteDOT(n.ID), quoteDOT(name[n.ID]+"\n"+stands(n)), style)
	}
	for _, e := range g.Edges {
		fmt.Fprintf(b, "  %s -> %s [label=%s, style=%s];\n", quoteDOT(e.From), quoteDOT(e.To), quoteDOT(label(e)), map[bool]string{true: "solid", false: "dashed"}[e.Effect == "" || e.Met == "met"])
	}
	b.WriteString("}\n")
}

func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
