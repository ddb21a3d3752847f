package origin

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"

	"github.com/parley-desk/parley"
)

var markdownParser = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

// template is what Jekyll and Hugo replace before Markdown is read: Liquid tags
// and outputs, Hugo shortcodes, kramdown attribute lists.
var template = regexp.MustCompile(`\{%[^\n]*?%\}|\{\{[^\n]*?\}\}|\{:[^\n}]*\}`)

// markdownBlocks reads the Markdown of src from offset from on into blocks.
func markdownBlocks(src string, from int, page *page) {
	body := []byte(src[from:])
	for _, m := range template.FindAllIndex(body, -1) {
		for i := m[0]; i < m[1]; i++ {
			body[i] = ' '
		}
	}
	w := &markdownWalk{src: src, from: from, page: page}
	w.block(markdownParser.Parse(gmtext.NewReader(body)))
}

type markdownWalk struct {
	src  string // the whole source; offsets of goldmark are relative to from
	from int
	page *page
}

// block reads the children of a container.
func (w *markdownWalk) block(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.HTMLBlock:
			w.html(c)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			w.code(c)
		case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		case *extast.TableHeader, *extast.TableRow:
			var p prose
			for cell := c.FirstChild(); cell != nil; cell = cell.NextSibling() {
				w.inline(&p, cell)
				p.added(" ")
			}
			w.page.add(parley.PartBody, p)
		case *ast.Heading, *ast.Paragraph, *ast.TextBlock:
			w.paragraph(c)
		default:
			w.block(c)
		}
	}
}

func (w *markdownWalk) paragraph(n ast.Node) {
	var p prose
	w.inline(&p, n)
	w.page.add(parley.PartBody, p)
}

// inline appends the words of n's children.
func (w *markdownWalk) inline(p *prose, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			at, end := w.from+c.Segment.Start, w.from+c.Segment.Stop
			if c.IsRaw() {
				p.copied(w.src, at, end)
			} else {
				markdownText(p, w.src, at, end)
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				p.added(" ")
			}
		case *ast.AutoLink:
			label := c.Label([]byte(w.src[w.from:]))
			w.page.link(string(label), string(label))
			p.made(string(label), 0, 0)
		case *ast.Link:
			start := len(p.text)
			w.inline(p, c)
			w.page.link(string(p.text[start:]), string(c.Destination))
		case *ast.Image:
		case *ast.RawHTML:
			if tag := rawTag(c, w.src[w.from:]); tag == "br" || tag == "/p" || tag == "p" {
				p.added(" ")
			}
		default:
			w.inline(p, c)
		}
	}
}

// code reads an indented or fenced block, which in a post is prose that
// happened to be indented.
func (w *markdownWalk) code(n ast.Node) {
	var p prose
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		p.copied(w.src, w.from+s.Start, w.from+s.Stop)
		p.added(" ")
	}
	w.page.add(parley.PartBody, p)
}

func (w *markdownWalk) html(n *ast.HTMLBlock) {}

// rawTag is the lower-case name of an inline HTML tag, "/" before it when it
// closes.
func rawTag(n *ast.RawHTML, src string) string {
	var b strings.Builder
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		b.WriteString(src[s.Start:s.Stop])
	}
	t := strings.ToLower(strings.Trim(b.String(), "<>"))
	if i := strings.IndexAny(t, " \t\n"); i > 0 {
		t = t[:i]
	}
	return strings.TrimSuffix(t, "/")
}

// markdownText appends src[at:end] with backslash escapes and entities resolved.
func markdownText(p *prose, src string, at, end int) {
	for at < end {
		i := strings.IndexAny(src[at:end], `\&`)
		if i < 0 {
			p.copied(src, at, end)
			return
		}
		p.copied(src, at, at+i)
		at += i
		if src[at] == '\\' {
			if at+1 < end && isPunct(src[at+1]) {
				at++
			}
			p.copied(src, at, at+1)
			at++
			continue
		}
		at = entity(p, src, at, end)
	}
}

// entity appends what the character reference at src[at] stands for, or the
// ampersand when it is none, and returns the offset behind it.
func entity(p *prose, src string, at, end int) int {
	if i := strings.IndexByte(src[at:min(end, at+34)], ';'); i > 1 {
		ref := src[at : at+i+1]
		if got := html.UnescapeString(ref); got != ref {
			p.made(got, at, at+len(ref))
			return at + len(ref)
		}
	}
	p.copied(src, at, at+1)
	return at + 1
}

func isPunct(b byte) bool {
	return bytes.IndexByte([]byte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), b) >= 0
}
