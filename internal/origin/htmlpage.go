package origin

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parley-desk/parley"
)

// What a page may hold. A real news page has some 3,000 elements. The search for
// the main text takes seconds at maxWeighed, and grows faster than the page, so
// larger ones are read whole. How deep elements may be nested is bounded by the
// parser (512).
const (
	maxElements = 200_000
	maxWeighed  = 20_000
)

// The marks around a token's number in the marked copy of a page: two
// characters that Unicode promises never to use.
const (
	markOpen  = "\ufdd0"
	markClose = "\ufdd1"
)

// htmlPage reads a saved page: its main text, and what its head and JSON-LD
// say.
//
// The parser keeps no offsets. So each text token is numbered in a copy of the
// source before it is parsed; the numbers are taken out of the tree again, and
// from then on lead each text node back to the tokens it is made of, wherever
// the extraction of the main text may move it.
func htmlPage(src string, pg *page) error {
	tokens, marked, elements := markText(src)
	if elements > maxElements {
		return fmt.Errorf("html: more than %d elements", maxElements)
	}
	root, err := html.Parse(strings.NewReader(marked))
	if err != nil {
		return fmt.Errorf("html: %w", err)
	}
	t := &textIndex{src: src, tokens: tokens, nodes: map[*html.Node][]int{}}
	t.unmark(root)

	var meta pageMeta
	meta.read(root, t)
	everything := &page{}
	t.blocks(content(root), everything, true)
	main := &page{}
	if elements <= maxWeighed {
		main = t.mainText(root, meta.url)
	}
	if size(main) < size(everything)/4 || size(main) < 200 && size(everything) < 4000 {
		main = everything // too short a page for a heuristic that weighs paragraphs
	}
	pg.blocks, pg.links = main.blocks, main.links
	meta.give(pg, src, t)
	return nil
}

func size(p *page) int {
	n := 0
	for _, b := range p.blocks {
		n += len(b.text)
	}
	return n
}

// markText copies src with a number before each text token that shows, up to
// where it has more than maxElements elements.
func markText(src string) (tokens []parley.Span, marked string, elements int) {
	var b strings.Builder
	b.Grow(len(src) + len(src)/8)
	z := html.NewTokenizer(strings.NewReader(src))
	raw := false
	for at := 0; elements <= maxElements; {
		t := z.Next()
		if t == html.ErrorToken {
			break
		}
		text := string(z.Raw())
		switch t {
		case html.TextToken:
			if !raw && strings.TrimSpace(text) != "" {
				b.WriteString(markOpen + strconv.Itoa(len(tokens)) + markClose)
				tokens = append(tokens, parley.Span{Start: at, End: at + len(text)})
			}
			b.WriteString(unmarker.Replace(text))
			at += len(text)
			continue
		case html.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			raw = a == atom.Script || a == atom.Style || a == atom.Noscript || a == atom.Iframe || a == atom.Noembed || a == atom.Noframes || a == atom.Xmp || a == atom.Plaintext
			elements++
		case html.SelfClosingTagToken:
			elements++
		case html.EndTagToken:
			raw = false
		}
		b.WriteString(unmarker.Replace(text))
		at += len(text)
	}
	return tokens, b.String(), elements
}

var unmarker = strings.NewReplacer(markOpen, "\ufffd", markClose, "\ufffd")

// textIndex leads the text nodes of a tree back to the source.
type textIndex struct {
	src    string
	tokens []parley.Span
	nodes  map[*html.Node][]int // the tokens a text node is made of
}

// unmark takes the numbers out of the tree.
func (t *textIndex) unmark(root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.TextNode || !strings.Contains(n.Data, markOpen) {
			continue
		}
		var clean strings.Builder
		rest := n.Data
		for {
			before, after, ok := strings.Cut(rest, markOpen)
			clean.WriteString(before)
			if !ok {
				break
			}
			number, behind, _ := strings.Cut(after, markClose)
			if i, err := strconv.Atoi(number); err == nil && i < len(t.tokens) {
				t.nodes[n] = append(t.nodes[n], i)
			}
			rest = behind
		}
		n.Data = clean.String()
	}
}

// blocks walks n. chromeless leaves out what frames an article.
func (t *textIndex) blocks(n *html.Node, pg *page, chromeless bool) {
	w := &blockWriter{src: t.src, page: pg}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			if tokens := t.nodes[n]; tokens != nil {
				for _, i := range tokens {
					w.text(t.tokens[i].Start, t.tokens[i].End)
				}
			} else if strings.TrimSpace(n.Data) == "" {
				w.p.added(" ")
			}
			return
		case html.ElementNode:
			if chromeless && chrome[n.DataAtom] && !holdsHeadline(n) {
				return
			}
			w.open(n.DataAtom, attr(n, "href"))
			defer w.close(n.DataAtom)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	if n != nil {
		walk(n)
	}
	w.flush()
}

// holdsHeadline reports whether a header is the article's own.
func holdsHeadline(n *html.Node) bool {
	return n.DataAtom == atom.Header && find(n, func(n *html.Node) bool { return n.DataAtom == atom.H1 }) != nil
}

// mainText is the article as readability finds it. It changes the tree.
func (t *textIndex) mainText(root *html.Node, address string) *page {
	pg := &page{}
	base, err := url.Parse(address)
	if err != nil || address == "" {
		base = nil
	}
	article := extractMain(root, base)
	if article != nil {
		t.blocks(article, pg, false)
	}
	return pg
}

// extractMain shields the program from the library: a page on which it fails
// has no main text, and is read whole.
func extractMain(root *html.Node, base *url.URL) (n *html.Node) {
	defer func() {
		if recover() != nil {
			n = nil
		}
	}()
	p := readability.NewParser()
	p.MaxElemsToParse = 2 * maxWeighed // it counts the elements that the parser adds
	a, err := p.ParseAndMutate(root, base)
	if err != nil {
		return nil
	}
	return a.Node
}

// content is the element that holds the article when a page says so, else its
// body.
func content(root *html.Node) *html.Node {
	for _, a := range []atom.Atom{atom.Article, atom.Main, atom.Body} {
		if n := find(root, func(n *html.Node) bool { return n.DataAtom == a }); n != nil {
			return n
		}
	}
	return root
}

func find(root *html.Node, ok func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && ok(n) {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
