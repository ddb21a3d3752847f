package origin

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pageMeta is what a page says of itself outside its text.
type pageMeta struct {
	title, description, published, url, publisher, site string
	authors                                             []string
	heading                                             *html.Node // the first <h1>
	headTitle                                           string     // <title>
	headingText                                         prose
}

// metaKeys lists the names under which a <meta> gives a field, best first
// within a field.
var metaKeys = map[string][]string{
	"title":       {"og:title", "twitter:title", "dc.title", "parsely-title", "headline"},
	"description": {"og:description", "description", "twitter:description", "dc.description"},
	"published": {"article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
		"pubdate", "publishdate", "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "article_date_original", "last-modified"},
	"author": {"article:author", "author", "byl", "dc.creator", "parsely-author", "sailthru.author"},
	"site":   {"og:site_name", "application-name", "dc.publisher", "publisher"},
	"url":    {"og:url", "twitter:url"},
}

// read fills m from the tree. JSON-LD says more exactly what it means than
// <meta>, and <meta> more than what is shown.
func (m *pageMeta) read(root *html.Node, t *textIndex) {
	metas := map[string]string{}
	var authors []string
	var stamps []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Meta:
			key := strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop"))
			if v := attr(n, "content"); v != "" {
				if _, twice := metas[key]; !twice {
					metas[key] = v
				}
				if key == "article:author" || key == "author" {
					authors = append(authors, v)
				}
			}
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				m.url = attr(n, "href")
			}
		case atom.Script:
			if strings.EqualFold(attr(n, "type"), "application/ld+json") && n.FirstChild != nil {
				m.linkedData(n.FirstChild.Data)
			}
		case atom.Title:
			if m.headTitle == "" && n.FirstChild != nil && (n.Parent == nil || n.Parent.Data != "svg") {
				m.headTitle = strings.Join(strings.Fields(n.FirstChild.Data), " ")
			}
		case atom.H1:
			if m.heading == nil {
				var pg page
				t.blocks(n, &pg, false)
				if len(pg.blocks) == 1 {
					m.heading, m.headingText = n, pg.blocks[0].prose
				}
			}
		case atom.Time:
			if v := attr(n, "datetime"); v != "" {
				stamps = append(stamps, v)
			}
		}
	}
	first := func(field string) string {
		for _, k := range metaKeys[field] {
			if metas[k] != "" {
				return metas[k]
			}
		}
		return ""
	}
	set(&m.title, first("title"))
	set(&m.description, first("description"))
	set(&m.published, first("published"))
	set(&m.site, first("site"))
	set(&m.url, first("url"))
	if len(m.authors) == 0 {
		if len(authors) == 0 {
			authors = append(authors, first("author"))
		}
		for _, a := range authors {
			m.author(a)
		}
	}
	if m.published == "" && len(stamps) > 0 {
		m.published = stamps[0]
	}
}

func set(field *string, v string) {
	if *field == "" {
		*field = v
	}
}

func (m *pageMeta) author(name string) {
	name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), "By "))
	if name == "" || strings.Contains(name, "://") {
		return
	}
	for _, a := range m.authors {
		if a == name {
			return
		}
	}
	m.authors = append(m.authors, name)
}

var trailingComma = lazy(`,\s*([}\]])`)

// linkedData reads one JSON-LD block. In the wild it comes as an object, an
// array or a @graph, within comments, with trailing commas and raw line breaks.
func (m *pageMeta) linkedData(s string) {
	s = strings.TrimSpace(s)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, wrap[0]), wrap[1]))
	}
	s = strings.TrimSuffix(s, ";")
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		s = trailingComma().ReplaceAllString(strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, s), "$1")
		if json.Unmarshal([]byte(s), &v) != nil {
			return
		}
	}
	m.linkedValue(v, 0)
}

func (m *pageMeta) linkedValue(v any, depth int) {
	if depth > 6 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			m.linkedValue(x, depth+1)
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			set(&m.title, text(v["headline"]))
			set(&m.description, text(v["description"]))
			set(&m.published, text(v["datePublished"]))
			set(&m.publisher, name(v["publisher"]))
			set(&m.url, text(v["url"]))
			for _, a := range list(v["author"]) {
				m.author(name(a))
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			m.linkedValue(v[key], depth+1)
		}
	}
}

// isArticle reports whether a JSON-LD type is a kind of article.
func isArticle(v any) bool {
	for _, t := range list(v) {
		switch s := text(t); {
		case strings.HasSuffix(s, "Article"), strings.HasSuffix(s, "Posting"), s == "Report", s == "PressRelease", strings.HasSuffix(s, "PressRelease"):
			return true
		}
	}
	return false
}

func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

func text(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(html.UnescapeString(s))
}

// name is a JSON-LD name: a string, or an object with one.
func name(v any) string {
	switch v := v.(type) {
	case string:
		return text(v)
	case []any:
		if len(v) > 0 {
			return name(v[0])
		}
	case map[string]any:
		return text(v["name"])
	}
	return ""
}

// give hands what was found to the page.
func (m *pageMeta) give(pg *page, src string, t *textIndex) {
	title := m.title
	if title == "" {
		title = string(fold(m.headingText).text)
	}
	if title == "" {
		title = m.headTitle
	}
	title, site := withoutSite(title, m.site, m.publisher)
	set(&m.site, site)
	if heading := fold(m.headingText); same(string(heading.text), title) {
		pg.title = heading
	} else {
		pg.title = located(title, src)
	}
	if len(pg.blocks) > 0 && same(string(fold(pg.blocks[0].prose).text), title) {
		pg.title = pg.blocks[0].prose
		pg.blocks = pg.blocks[1:]
	}
	pg.excerpt = located(m.description, src)
	for _, b := range pg.blocks {
		if same(string(fold(b.prose).text), m.description) {
			pg.excerpt = prose{} // a standfirst that the body shows
		}
	}
	pg.authors, pg.published, pg.url = m.authors, m.published, m.url
	pg.publisher, pg.site = m.publisher, m.site
	pg.sites = append(pg.sites, m.url)
}

// withoutSite cuts " - Site name" off a page title when the tail is one of names
// or a known outlet, and returns what it cut.
func withoutSite(title string, names ...string) (rest, site string) {
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		tail := title[i+len(sep):]
		if _, ok := outletNamed(tail); ok || slices.ContainsFunc(names, func(n string) bool { return same(n, tail) }) {
			return title[:i], tail
		}
	}
	return title, ""
}

// same reports whether two texts have the same letters and digits.
func same(a, b string) bool {
	a, b = letters(a), letters(b)
	return a != "" && a == b
}

// located is s led back to where the source has it: as it stands, or escaped
// for HTML or JSON. Words that the source has in another form come from nowhere.
func located(s, src string) prose {
	var p prose
	s = strings.TrimSpace(s)
	if i := strings.Index(src, s); i >= 0 && s != "" {
		p.copied(src, i, i+len(s))
		return p
	}
	for _, escaped := range []string{html.EscapeString(s), strings.ReplaceAll(s, "&", "&amp;"), jsonEscaped(s)} {
		if i := strings.Index(src, escaped); i >= 0 && s != "" {
			p.made(s, i, i+len(escaped))
			return p
		}
	}
	p.added(s)
	return p
}

func jsonEscaped(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return strings.Trim(string(b), `"`)
}
