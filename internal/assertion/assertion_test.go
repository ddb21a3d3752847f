package assertion

import (
	"fmt"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// marked reads a text in which statements are marked: [source the minister]
// [cue said] [content that ...]. A source and cue belong to the content that
// follows them or, at a sentence's end, that comes before. Paragraphs are
// parted by a blank line; one that begins with "# " is the title. The post is
// published by the Courier on Wednesday 11 March 2026.
func marked(text string) (*lang.Doc, []parley.Statement) {
	h := &parley.Header{Published: "2026-03-11T09:00:00", Outlet: "Courier", Language: "en"}
	type mark struct {
		what string
		span parley.Span
	}
	var marks []mark
	var b strings.Builder
	for n, para := range strings.Split(text, "\n\n") {
		if n > 0 {
			b.WriteString("\n\n")
		}
		part := parley.PartBody
		if strings.HasPrefix(para, "# ") {
			part, para = parley.PartTitle, para[2:]
		}
		from := b.Len()
		for para != "" {
			i := strings.IndexByte(para, '[')
			if i < 0 {
				b.WriteString(para)
				break
			}
			b.WriteString(para[:i])
			end := strings.IndexByte(para, ']')
			what, words, _ := strings.Cut(para[i+1:end], " ")
			start := b.Len()
			b.WriteString(words)
			marks = append(marks, mark{what, parley.Span{Start: start, End: b.Len()}})
			para = para[end+1:]
		}
		h.Parts = append(h.Parts, parley.TextPart{Part: part, Span: parley.Span{Start: from, End: b.Len()}})
	}
	for i := range h.Parts[:len(h.Parts)-1] {
		h.Parts[i].Span.End = h.Parts[i+1].Span.Start
	}
	h.Text = b.String()
	d := lang.Analyze(h)
	var out []parley.Statement
	var source, cue *parley.Span
	flush := func() {
		if len(out) == 0 || source == nil {
			return
		}
		s := &out[len(out)-1]
		s.Source = &parley.SourcePart{Part: parley.NewPart(h.Text, *source), Entity: parley.Optional(d.Resolve(*source))}
		source, cue = nil, nil
	}
	for i, m := range marks {
		switch m.what {
		case "source":
			source = &marks[i].span
		case "cue":
			cue = &marks[i].span
		case "content":
			out = append(out, parley.Statement{ID: fmt.Sprint("s", len(out)+1), Part: parley.PartBody, Content: parley.NewPart(h.Text, m.span), Kind: parley.KindIndirect, Act: parley.ActAssert, Basis: parley.BasisOnRecord})
			flush()
		}
		if i == len(marks)-1 || marks[i+1].what == "source" && source != nil {
			flush()
		}
	}
	_ = cue
	return d, out
}
