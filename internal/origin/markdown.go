package origin

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"golang.org/x/net/html/atom"

	"github.com/parley-desk/parley"
)

var markdownParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()
})

// template is what Jekyll and Hugo replace before Markdown is read: Liquid tags
// and outputs, Hugo shortcodes, kramdown attribute lists.
var template = lazy(`\{%[^\n]*?%\}|\{\{[^\n]*?\}\}|\{:[^\n}]*\}`)

// markdownBlocks reads the Markdown of src from offset from on into blocks.
func markdownBlocks(src string, from int, page *page) {
	body := []byte(src[from:])
	for _, m := range template().FindAllIndex(body, -1) {
		for i := m[0]; i < m[1]; i++ {
			body[i] = unread
		}
	}
	disarm(body)
	w := &markdownWalk{src: src, from: from, body: body, page: page}
	root := markdownParser().Parse(gmtext.NewReader(body))
	if outdent(body, root) {
		root = markdownParser().Parse(gmtext.NewReader(body))
	}
	w.block(root)
}

// disarm overwrites the marks of a block that has more of them than anybody
// writes: what the parser spends on a block grows with their square.
func disarm(body []byte) {
	const most = 1000
	isMark := func(b byte) bool { return strings.IndexByte("*_~[`", b) >= 0 }
	start, at, n := 0, 0, 0
	for line := range bytes.Lines(body) {
		at += len(line)
		for _, b := range line {
			if isMark(b) {
				n++
			}
		}
		if at < len(body) && len(bytes.TrimSpace(line)) > 0 {
			continue // the block goes on
		}
		if n > most {
			for i := start; i < at; i++ {
				if isMark(body[i]) {
					body[i] = unread
				}
			}
		}
		start, n = at, 0
	}
}

// outdent overwrites the indentation of indented code with a mark that is not
// read: in a post what is indented is no program but prose that was scraped so.
func outdent(body []byte, root ast.Node) (changed bool) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		code, ok := n.(*ast.CodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		for i := range code.Lines().Len() {
			at := code.Lines().At(i).Start
			for at > 0 && (body[at-1] == ' ' || body[at-1] == '\t') {
				at--
			}
			for ; at < len(body) && (body[at] == ' ' || body[at] == '\t'); at++ {
				body[at] = unread
				changed = true
			}
		}
		return ast.WalkContinue, nil
	})
	return changed
}

// unread marks a byte of the Markdown that is no text.
const unread = 1

type markdownWalk struct {
	src  string // the whole source; offsets of goldmark are relative to from
	from int
	body []byte // what goldmark read: src[from:] with templates and indentation marked unread
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
		case *ast.Heading:
			if len(w.page.blocks) == 0 && len(w.page.title.text) == 0 {
				w.inline(&w.page.title, c)
			} else {
				w.paragraph(c)
			}
		case *ast.Paragraph, *ast.TextBlock:
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
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch c := child.(type) {
		case *ast.Text:
			at, end := w.from+c.Segment.Start, w.from+c.Segment.Stop
			if c.IsRaw() {
				p.copied(w.src, at, end)
			} else {
				w.text(p, at, end)
			}
			switch {
			case c.HardLineBreak():
				p.added(paragraphBreak)
			case c.SoftLineBreak():
				p.added(lineBreak)
			}
		case *ast.AutoLink:
			label := string(c.Label(w.body))
			w.page.link(label, label)
			w.autoLink(p, label)
		case *ast.Link:
			start := len(p.text)
			w.inline(p, c)
			w.page.link(string(p.text[start:]), string(c.Destination))
		case *ast.Image:
		case *ast.RawHTML:
			switch a, closes := rawTag(c, w.body); {
			case a == atom.Br:
				p.added(lineBreak)
			case paragraphs[a]:
				p.added(paragraphBreak)
			case hides[a] && !closes:
				child = w.skipTo(c, a)
			}
		default:
			w.inline(p, c)
		}
	}
}

// code reads a block of code: in news a table or a statement, not a program.
func (w *markdownWalk) code(n ast.Node) {
	var p prose
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		p.copied(w.src, w.from+s.Start, w.from+s.Stop)
		p.added(lineBreak)
	}
	w.page.add(parley.PartBody, p)
}

// html reads a block of raw HTML, which in a post may be the whole article.
func (w *markdownWalk) html(n *ast.HTMLBlock) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return
	}
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	if n.HasClosure() {
		to = max(to, n.ClosureLine.Stop)
	}
	src := w.src
	if bytes.IndexByte(w.body[from:to], unread) >= 0 {
		src = src[:w.from] + string(w.body) // what is unread folds to a blank
	}
	fragmentBlocks(src, w.from+from, w.from+to, w.page)
}

// autoLink appends the address of <https://…>, which stands somewhere behind
// what was read last.
func (w *markdownWalk) autoLink(p *prose, label string) {
	from := w.from
	if n := len(p.segs); n > 0 {
		from = p.segs[n-1].Original + p.segs[n-1].OriginalLen
	}
	if i := strings.Index(w.src[from:], label); i >= 0 {
		p.copied(w.src, from+i, from+i+len(label))
		return
	}
	p.added(label)
}

// skipTo is the inline tag that closes the hidden element opened at n, or n
// when nothing does.
func (w *markdownWalk) skipTo(n ast.Node, a atom.Atom) ast.Node {
	for c := n.NextSibling(); c != nil; c = c.NextSibling() {
		if h, ok := c.(*ast.RawHTML); ok {
			if b, closes := rawTag(h, w.body); closes && a == b {
				return c
			}
		}
	}
	return n
}

// rawTag is the name of an inline HTML tag.
func rawTag(n *ast.RawHTML, body []byte) (a atom.Atom, closes bool) {
	if n.Segments.Len() == 0 {
		return 0, false
	}
	s := n.Segments.At(0)
	t := bytes.ToLower(bytes.Trim(body[s.Start:s.Stop], "<>\n"))
	if t, closes = bytes.CutPrefix(t, []byte("/")); len(t) == 0 {
		return 0, closes
	}
	if i := bytes.IndexAny(t, " \t\n/"); i > 0 {
		t = t[:i]
	}
	return atom.Lookup(t), closes
}

// text appends src[at:end] with backslash escapes and entities resolved and
// without what a template would replace.
func (w *markdownWalk) text(p *prose, at, end int) {
	src := w.src
	for at < end {
		i := bytes.IndexAny(w.body[at-w.from:end-w.from], "\\&\x01")
		if i < 0 {
			p.copied(src, at, end)
			return
		}
		p.copied(src, at, at+i)
		at += i
		switch w.body[at-w.from] {
		case unread:
			at++
		case '&':
			at = entity(p, src, at, end)
		default:
			if at+1 < end && isPunct(src[at+1]) {
				at++
			}
			p.copied(src, at, at+1)
			at++
		}
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
