package origin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// jsonLine reads one object with a text: {"id": "…", "text": "…"} with any of
// title, outlet, published, url, authors, or a line that `parley extract` wrote,
// whose parts are kept. It returns the path under which the document goes: the
// line's own, else its id.
func jsonLine(src string, pg *page) (path string, err error) {
	fields, _, err := topLevel(src)
	if err != nil {
		return "", err
	}
	body, ok := fields["text"]
	if !ok || body.value == "" {
		return "", errors.New(`no "text" in the object`)
	}
	pg.title = fields["title"].prose(src)
	pg.publisher = fields["outlet"].value
	pg.published = fields["published"].value
	pg.url = fields["url"].value
	_ = json.Unmarshal([]byte(fields["authors"].raw(src)), &pg.authors)
	if a := fields["author"].value; len(pg.authors) == 0 && a != "" {
		pg.authors = []string{a}
	}
	var all prose
	align(&all, body.value, src, body.at)
	pg.split(all, partsOf(fields["parts"].raw(src), body.value))
	if path = fields["path"].value; path == "" {
		path = fields["id"].value
	}
	return path, nil
}

// raw is the notation of the value.
func (s scalar) raw(src string) string { return s.at.In(src) }

// topLevel reads the fields of one JSON object, and where it ends. A value that
// is no string is left as its notation.
func topLevel(src string) (fields map[string]scalar, end int, err error) {
	d := json.NewDecoder(strings.NewReader(src))
	bad := func(err error) error {
		var syn *json.SyntaxError
		switch {
		case errors.As(err, &syn):
			return fmt.Errorf("byte %d: %w", syn.Offset, err)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("the JSON object is cut off")
		}
		return err
	}
	if t, err := d.Token(); err != nil {
		return nil, 0, bad(err)
	} else if t != json.Delim('{') {
		return nil, 0, errors.New("want a JSON object")
	}
	fields = map[string]scalar{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, 0, bad(err)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, 0, bad(err)
		}
		end := int(d.InputOffset())
		s := scalar{at: parley.Span{Start: end - len(raw), End: end}}
		if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '"' {
			_ = json.Unmarshal(raw, &s.value)
			s.value = strings.ToValidUTF8(s.value, "\ufffd")
		}
		fields[strings.ToLower(fmt.Sprint(key))] = s
	}
	if _, err := d.Token(); err != nil {
		return nil, 0, bad(err)
	}
	return fields, int(d.InputOffset()), nil
}

// partsOf reads the parts of an extract line: byte spans of text, nil when
// there are none or they do not fit.
func partsOf(raw, text string) []parley.TextPart {
	var parts []parley.TextPart
	if raw == "" || json.Unmarshal([]byte(raw), &parts) != nil {
		return nil
	}
	bytesOf := make([]int, 0, len(text)+1)
	for i := range text {
		bytesOf = append(bytesOf, i)
	}
	bytesOf = append(bytesOf, len(text))
	last := 0
	for i, p := range parts {
		s := p.Span
		if s.Start < last || s.End <= s.Start || s.End >= len(bytesOf) || !parley.PartNames.Has(string(p.Part)) {
			return nil
		}
		last = s.End
		parts[i].Span = parley.Span{Start: bytesOf[s.Start], End: bytesOf[s.End]}
	}
	return parts
}

// split makes blocks of a text: by parts where they are known, else by blank
// lines.
func (p *page) split(all prose, parts []parley.TextPart) {
	if parts != nil {
		p.title = prose{}
	}
	for _, part := range parts {
		t := all.slice(part.Span)
		switch part.Part {
		case parley.PartTitle:
			p.title = t
		case parley.PartExcerpt:
			p.excerpt = t
		default:
			p.blocks = append(p.blocks, block{part.Part, t})
		}
	}
	if parts != nil {
		return
	}
	var para prose
	at := 0
	for line := range bytes.Lines(all.text) {
		end := at + len(line)
		if len(bytes.TrimFunc(line, isSpace)) == 0 {
			p.add(parley.PartBody, para)
			para = prose{}
		} else {
			para.append(all.slice(parley.Span{Start: at, End: at + len(bytes.TrimRight(line, "\r\n"))}))
			para.added(lineBreak)
		}
		at = end
	}
	p.add(parley.PartBody, para)
	p.headline()
}

// headline takes the first paragraph for the title where it reads like one and
// none is known, and out of the body where it repeats the one known.
func (p *page) headline() {
	if len(p.blocks) < 2 {
		return
	}
	first := strings.TrimFunc(strings.TrimSuffix(string(p.blocks[0].text), lineBreak), isSpace)
	known := strings.TrimSpace(string(p.title.text))
	n := utf8.RuneCountInString(first)
	looksIt := n <= 150 && !strings.HasSuffix(first, ".") && !strings.HasSuffix(first, ":") && !strings.Contains(first, lineBreak)
	if known == "" && looksIt || known != "" && same(first, known) {
		p.title = p.blocks[0].prose
		p.blocks = p.blocks[1:]
	}
}
