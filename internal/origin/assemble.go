package origin

import (
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// assemble turns a page into a document's header and the map from its text to
// the decoded source.
func assemble(pg *page) (parley.Header, parley.OffsetMap) {
	h := parley.Header{
		URL:       parley.Optional(pg.url),
		Outlet:    parley.Optional(pg.outlet),
		Authors:   pg.authors,
		Published: parley.Optional(pg.published),
		Language:  parley.Optional(pg.language),
	}
	var all prose
	put := func(part parley.PartName, p prose) {
		p = fold(p)
		if len(p.text) == 0 {
			return
		}
		if len(all.text) > 0 {
			all.added("\n\n")
		}
		start := len(all.text)
		all.append(p)
		h.Parts = append(h.Parts, parley.TextPart{Part: part, Span: parley.Span{Start: start, End: len(all.text)}})
	}
	put(parley.PartTitle, pg.title)
	if len(h.Parts) > 0 {
		h.Title = parley.Optional(all.text)
	}
	put(parley.PartExcerpt, pg.excerpt)
	for _, b := range pg.blocks {
		put(b.part, b.prose)
	}
	h.Text = string(all.text)
	return h, all.segs
}

// fold makes every run of white space one blank and drops it at both ends.
func fold(p prose) prose {
	var edits []edit
	t := p.text
	for i := 0; i < len(t); {
		r, n := utf8.DecodeRune(t[i:])
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
			i += n
			continue
		}
		j := i + n
		for j < len(t) {
			r, n := utf8.DecodeRune(t[j:])
			if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
				break
			}
			j += n
		}
		switch {
		case i == 0 || j == len(t):
			edits = append(edits, edit{parley.Span{Start: i, End: j}, ""})
		case j-i > 1 || t[i] != ' ':
			edits = append(edits, edit{parley.Span{Start: i, End: j}, " "})
		}
		i = j
	}
	return p.rewrite(edits)
}
