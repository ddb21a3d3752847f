package origin

import (
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/parley-desk/parley"
)

// Source is what came with a document's bytes.
type Source struct {
	Path      string // as given, with forward slashes; "" for standard input
	Line      int    // of a JSON Lines file, from 1; 0 for a file of its own
	URL       string // where it was fetched, after all redirects
	MediaType string // declared by the server, without parameters
	Charset   string // declared by the server
	Known     Known

	format  format
	sniffed bool
}

// place is how errors name the source.
func (s Source) place() string {
	switch {
	case s.URL != "":
		return s.URL
	case s.Line > 0:
		return fmt.Sprintf("%s:%d", shown(s.Path), s.Line)
	}
	return shown(s.Path)
}

// Parse makes a document of its bytes. An error begins with the place.
func Parse(data []byte, src Source) (*parley.Document, error) {
	doc, err := parse(data, src)
	if err == nil {
		return doc, nil
	}
	var at *placeError
	if errors.As(err, &at) && src.Line == 0 {
		return nil, fmt.Errorf("%s:%d: %w", src.place(), at.line, err)
	}
	return nil, fmt.Errorf("%s: %w", src.place(), err)
}

func parse(data []byte, src Source) (*parley.Document, error) {
	if len(data) == 0 {
		return nil, errors.New("empty")
	}
	if what := notText(data); what != "" {
		return nil, fmt.Errorf("not a text (%s); want Markdown, HTML, plain text or JSON Lines", what)
	}
	dec, err := decode(data, src.Charset)
	if err != nil {
		return nil, err
	}
	pg := &page{}
	kind := src.format
	if !src.sniffed {
		kind = sniff(dec.text, src.Path, src.MediaType)
	}
	path := src.Path
	switch kind {
	case formatJSONLines:
		if path, err = jsonLine(dec.text, pg); err != nil {
			return nil, err
		}
	default:
		front, body, err := splitFrontMatter(dec.text)
		if err != nil {
			return nil, err
		}
		pg.frontMatter(dec.text, front)
		switch {
		case kind == formatMarkdown:
			markdownBlocks(dec.text, body, pg)
		case kind == formatPlain:
			plainBlocks(dec.text, body, pg)
		case front != nil:
			fragmentBlocks(dec.text, body, len(dec.text), pg)
		default:
			if err := htmlPage(dec.text, pg); err != nil {
				return nil, err
			}
		}
	}
	if err := pg.known(src); err != nil {
		return nil, err
	}
	h, m := assemble(pg, dec)
	if h.Text == "" {
		return nil, errors.New("no text in it")
	}
	h.ID = parley.DocumentID(data)
	h.Path = parley.Optional(path)
	pg.confidential = pg.confidential || src.Known.Confidential
	doc := parley.DocumentArticle
	if pg.note || src.Known.Note || pg.confidential {
		doc = parley.DocumentNote
	}
	return &parley.Document{
		Header: h, Kind: doc, Confidential: pg.confidential, MediaType: kind.mediaType(), Encoding: dec.name,
		Map: m, Original: data,
	}, nil
}

// known takes over what the caller knows and what the document's place says.
func (p *page) known(src Source) error {
	k := src.Known
	if k.Title != "" && k.Title != string(p.title.text) {
		p.title = prose{}
		p.title.added(k.Title)
	}
	p.knownOutlet = k.Outlet
	if src.URL != "" {
		p.url = src.URL
		p.sites = append(p.sites, src.URL)
	}
	if k.URL != "" {
		p.url = k.URL
		p.sites = append(p.sites, k.URL)
	}
	p.published = isoDate(p.published)
	if k.Published != "" {
		if _, err := parley.ParseDate(k.Published); err != nil {
			return fmt.Errorf("published: %w", err)
		}
		p.published = k.Published
	}
	if p.published == "" && p.url != "" {
		p.published = pathDate(p.url)
	}
	if p.published == "" {
		p.published = pathDate(src.Path)
	}
	return nil
}

// frontMatter takes over what a post's head says.
func (p *page) frontMatter(src string, f frontMatter) {
	if f == nil {
		return
	}
	p.title = withoutMarkup(f.first("title", "headline").prose(src))
	p.excerpt = withoutMarkup(f.first("excerpt", "description", "summary", "subtitle", "lead", "standfirst").prose(src))
	for _, v := range f.all("date", "published", "publishdate", "pubdate", "published_time", "published_at", "datepublished", "created") {
		p.published = finer(p.published, isoDate(v))
	}
	p.authors = f.all("author", "authors", "byline", "author.name", "authors.name")
	p.publisher = f.first("outlet", "publisher", "publication", "source_name", "source.name", "newspaper").value
	p.labels = [][]string{f.all("categories", "category"), f.all("tags", "tag", "keywords")}
	for _, v := range f.all("source", "source_url", "canonical_url", "canonical", "original_url", "original", "link", "url", "permalink", "external_url", "source.url", "via") {
		if isURL(v) {
			p.sites = append(p.sites, v)
			if p.url == "" {
				p.url = v
			}
		} else if p.publisher == "" {
			if o, ok := outletNamed(v); ok {
				p.publisher = o.name
			}
		}
	}
	p.note = strings.EqualFold(f.first("kind").value, string(parley.DocumentNote))
	// In doubt it is kept back.
	secret := strings.ToLower(strings.TrimSpace(f.first("confidential").value))
	p.confidential = secret != "" && secret != "false" && secret != "no"
	p.images = f.all("image", "coverimage", "cover", "thumbnail", "featured_image", "og_image", "image.url", "cover.image", "images")
}

var markup = lazy(`</?[a-zA-Z][^<>]{0,200}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});`)

// withoutMarkup is a title or an excerpt without HTML tags and with character
// references resolved.
func withoutMarkup(p prose) prose {
	var edits []edit
	for _, m := range markup().FindAllIndex(p.text, -1) {
		s := string(p.text[m[0]:m[1]])
		to := ""
		if s[0] == '&' {
			if to = html.UnescapeString(s); to == s {
				continue
			}
		}
		edits = append(edits, edit{parley.Span{Start: m[0], End: m[1]}, to})
	}
	return p.rewrite(edits)
}
