package origin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/parley-desk/parley"
)

// Input says what to read and what is known of it beforehand.
type Input struct {
	Args  []string  // files, folders, URLs, or "-" for Stdin
	Stdin io.Reader // what "-" reads; nil is an empty input
	Known Known
}

// Known is what the caller knows of a document that the document itself may
// not say. It overrides what is found; "" leaves it to the document.
type Known struct {
	Outlet, Published, URL, Title string
}

// Read yields the documents of the inputs in their order; a folder gives its
// files sorted by path. An input that cannot be read yields a nil document and
// an error that begins with its place, and reading goes on. Only a cancelled
// context stops it.
func Read(ctx context.Context, in Input) iter.Seq2[*parley.Document, error] {
	return func(yield func(*parley.Document, error) bool) {
		for _, arg := range in.Args {
			if !in.arg(ctx, arg, yield) {
				return
			}
		}
	}
}

func (in *Input) arg(ctx context.Context, arg string, yield func(*parley.Document, error) bool) bool {
	if arg == "-" {
		data, err := io.ReadAll(in.Stdin)
		if err != nil {
			return yield(nil, err)
		}
		return yield(in.Known.document("", data))
	}
	more := true
	err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			more = yield(nil, err)
		} else if !d.IsDir() {
			data, err := os.ReadFile(path)
			if err != nil {
				more = yield(nil, err)
			} else {
				more = yield(in.Known.document(path, data))
			}
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return yield(nil, err) && false
	}
	return more
}

// document reads one document from its bytes.
func (k Known) document(path string, data []byte) (*parley.Document, error) {
	src := string(data)
	f, body, err := splitFrontMatter(src)
	if err != nil {
		var at *placeError
		if errors.As(err, &at) {
			return nil, fmt.Errorf("%s:%d: %s", path, at.line, at.what)
		}
		return nil, err
	}
	pg := &page{}
	pg.frontMatter(src, f)
	markdownBlocks(src, body, pg)
	h, m := assemble(pg)
	h.ID = parley.DocumentID(data)
	h.Path = parley.Optional(filepath.ToSlash(path))
	return &parley.Document{
		Header: h, Kind: parley.DocumentArticle, MediaType: "text/markdown", Encoding: "UTF-8",
		Map: m, Original: data,
	}, nil
}

// frontMatter takes over what a post's head says.
func (p *page) frontMatter(src string, f frontMatter) {
	p.title = f.first("title").prose(src)
	p.excerpt = f.first("excerpt", "description", "summary").prose(src)
	p.published = f.first("date", "published", "pubdate").value
	p.authors = f.all("author", "authors")
	p.labels = f.all("tags", "categories", "category")
	p.sites = f.all("source_url", "canonical_url", "original_url")
	p.url = f.first("source_url", "canonical_url").value
}
