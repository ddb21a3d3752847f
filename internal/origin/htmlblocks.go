package origin

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parley-desk/parley"
)

// blockWriter gathers the words of HTML into paragraphs. It is told of tags and
// text in document order, by the tokenizer or by a walk over a tree.
type blockWriter struct {
	src     string
	page    *page
	p       prose
	caption int    // open figcaption elements
	hidden  int    // open elements that show nothing
	breaks  int    // <br> since the last word
	href    string // of the open link; links do not nest
	linkAt  int    // length of p.text where it began
}

// hides lists the elements whose text is not read.
var hides = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Iframe: true,
	atom.Head: true, atom.Title: true, atom.Object: true, atom.Select: true, atom.Textarea: true, atom.Button: true,
	atom.Audio: true, atom.Video: true, atom.Canvas: true, atom.Math: true, atom.Noembed: true, atom.Noframes: true,
}

// chrome lists the elements that frame an article.
var chrome = map[atom.Atom]bool{atom.Nav: true, atom.Header: true, atom.Footer: true, atom.Aside: true, atom.Form: true, atom.Menu: true, atom.Dialog: true}

// paragraphs lists the elements that begin and end a paragraph.
var paragraphs = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Center: true, atom.Dd: true,
	atom.Details: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true,
	atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Header: true, atom.Hgroup: true, atom.Hr: true, atom.Html: true, atom.Li: true, atom.Main: true, atom.Nav: true, atom.Ol: true, atom.P: true,
	atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Tfoot: true, atom.Thead: true,
	atom.Tr: true, atom.Ul: true, atom.Caption: true,
}

func (w *blockWriter) open(a atom.Atom, href string) {
	switch {
	case hides[a]:
		w.hidden++
	case paragraphs[a]:
		w.flush()
	}
	switch a {
	case atom.Figcaption:
		w.caption++
	case atom.Br:
		if w.breaks++; w.breaks == 2 {
			w.p.added(paragraphBreak)
		} else {
			w.p.added(lineBreak)
		}
	case atom.Td, atom.Th:
		w.p.added(" ")
	case atom.A:
		w.href, w.linkAt = href, len(w.p.text)
	}
}

func (w *blockWriter) close(a atom.Atom) {
	switch {
	case hides[a]:
		w.hidden = max(0, w.hidden-1)
	case paragraphs[a]:
		w.flush()
	}
	switch a {
	case atom.Figcaption:
		w.caption = max(0, w.caption-1)
	case atom.A:
		if w.href != "" {
			w.page.link(string(w.p.text[w.linkAt:]), w.href)
			w.href = ""
		}
	}
}

// text appends the character data src[from:to].
func (w *blockWriter) text(from, to int) {
	if w.hidden > 0 {
		return
	}
	if strings.TrimSpace(w.src[from:to]) != "" {
		w.breaks = 0
	}
	for from < to {
		i := strings.IndexByte(w.src[from:to], '&')
		if i < 0 {
			w.p.copied(w.src, from, to)
			return
		}
		w.p.copied(w.src, from, from+i)
		from = entity(&w.p, w.src, from+i, to)
	}
}

func (w *blockWriter) flush() {
	part := parley.PartBody
	if w.caption > 0 {
		part = parley.PartCaption
	}
	w.page.add(part, w.p)
	w.p = prose{}
	w.breaks, w.linkAt = 0, 0
}

// fragmentBlocks reads the HTML of src[from:to], be it whole or torn, straight
// from its tokens: what it costs grows with its length only.
func fragmentBlocks(src string, from, to int, pg *page) {
	w := &blockWriter{src: src, page: pg}
	z := html.NewTokenizer(strings.NewReader(src[from:to]))
	for at := from; ; {
		t := z.Next()
		if t == html.ErrorToken {
			w.text(at, to) // a tag that never ends is text after all
			break
		}
		size := len(z.Raw())
		switch t {
		case html.TextToken:
			w.text(at, at+size)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := z.TagName()
			a := atom.Lookup(name)
			href := ""
			for attrs {
				var k, v []byte
				if k, v, attrs = z.TagAttr(); string(k) == "href" {
					href = string(v)
				}
			}
			w.open(a, href)
			if t == html.SelfClosingTagToken && hides[a] {
				w.close(a)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(atom.Lookup(name))
		}
		at += size
	}
	w.flush()
}
