package score

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// Marked is a text with its statements written into it:
//
//	[source1 Dorn] [cue1 said] [content1 [source2 the bank] [cue2 believed] [content2 the loan was safe]].
//	> 2 parent=1 basis=on_record
//
// The number tells statements apart and may be left out when there is one;
// pieces of one content share it; a "?" after it makes the statement optional.
// A line is a paragraph; "title: " before it makes it the title, "artefact: "
// names a stretch of it as one. Cases are parted by an empty line, "#" begins a
// comment. Fields after ">" are expected too; source and cue there stand for
// words that the statement takes from elsewhere in the text.
type Marked struct {
	Name       string // file without extension, "/", number
	Header     parley.Header
	Statements []MarkedStatement
}

// MarkedStatement is one statement of a [Marked] text.
type MarkedStatement struct {
	Relation
	Optional bool
	number   string
	fields   map[string]string // what is expected, "content" among it
}

// ReadMarked reads the cases of a file.
func ReadMarked(file string) ([]Marked, error) {
	b, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return nil, err
	}
	var out []Marked
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	line := 0
	for block := range strings.SplitSeq(string(b), "\n\n") {
		m := Marked{Name: fmt.Sprintf("%s/%d", base, len(out)+1)}
		if err := m.read(block); err != nil {
			return nil, fmt.Errorf("%s: case %d after line %d: %w", file, len(out)+1, line, err)
		}
		line += strings.Count(block, "\n") + 2
		if m.Header.Text != "" {
			out = append(out, m)
		}
	}
	return out, nil
}

func (m *Marked) read(block string) error {
	m.Header.Published, m.Header.Language = "2031-03-05", "en" // a Wednesday
	var borrowed [][3]string
	artefact := ""
	for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "artefact: "):
			artefact = strings.TrimPrefix(line, "artefact: ")
			continue
		case strings.HasPrefix(line, "> "):
			n, rest, _ := strings.Cut(line[2:], " ")
			for rest != "" {
				var key, value string
				key, rest, _ = strings.Cut(rest, "=")
				if strings.HasPrefix(rest, `"`) {
					value, rest, _ = strings.Cut(rest[1:], `"`)
					rest = strings.TrimSpace(rest)
				} else {
					value, rest, _ = strings.Cut(rest, " ")
				}
				if key == "source" || key == "cue" {
					borrowed = append(borrowed, [3]string{n, key, value})
					continue
				}
				m.statement(n).fields[key] = value
			}
			continue
		}
		part := parley.PartBody
		if title, ok := strings.CutPrefix(line, "title: "); ok {
			part, line = parley.PartTitle, title
		}
		if m.Header.Text != "" {
			m.Header.Text += "\n\n"
		}
		start := len(m.Header.Text)
		if err := m.unmark(line); err != nil {
			return err
		}
		m.Header.Parts = append(m.Header.Parts, parley.TextPart{Part: part, Span: parley.Span{Start: start, End: len(m.Header.Text)}})
	}
	if artefact != "" {
		i := strings.Index(m.Header.Text, artefact)
		m.Header.Artefacts = []parley.SetApart{{Text: artefact, Span: parley.Span{Start: i, End: i + len(artefact)}}}
	}
	for _, b := range borrowed {
		s := m.statement(b[0])
		before := m.Header.Text
		if len(s.Content) > 0 {
			before = before[:s.Content[0].Start]
		}
		i := strings.LastIndex(before, b[2])
		if i < 0 {
			if i = strings.Index(m.Header.Text, b[2]); i < 0 {
				return fmt.Errorf("no %q in the text", b[2])
			}
		}
		m.part(s, b[1], parley.Span{Start: i, End: i + len(b[2])})
	}
	sort.SliceStable(m.Statements, func(i, j int) bool { return m.Statements[i].number < m.Statements[j].number })
	return nil
}

func (m *Marked) statement(number string) *MarkedStatement {
	for i := range m.Statements {
		if m.Statements[i].number == number {
			return &m.Statements[i]
		}
	}
	m.Statements = append(m.Statements, MarkedStatement{number: number, fields: map[string]string{}})
	return &m.Statements[len(m.Statements)-1]
}

func (m *Marked) part(s *MarkedStatement, key string, span parley.Span) {
	word := span.In(m.Header.Text)
	if old := s.fields[key]; old != "" {
		word = old + " " + word
	}
	s.fields[key] = word
	switch key {
	case "source":
		s.Source = append(s.Source, span)
	case "cue":
		s.Cue = append(s.Cue, span)
	case "content":
		s.Content = append(s.Content, span)
	}
}

// unmark adds a line without its marks to the text.
func (m *Marked) unmark(line string) error {
	type open struct {
		n, key   string
		optional bool
		at       int
	}
	var stack []open
	out := []byte(m.Header.Text)
	type closed struct {
		open
		end int
	}
	var parts []closed
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '[':
			head, _, _ := strings.Cut(line[i+1:], " ")
			name, optional := strings.CutSuffix(head, "?")
			key := strings.TrimRight(name, "0123456789")
			if key != "source" && key != "cue" && key != "content" {
				return fmt.Errorf("%q is no source, cue or content", head)
			}
			n := name[len(key):]
			if n == "" {
				n = "1"
			}
			stack = append(stack, open{n, key, optional, len(out)})
			i += len(head) + 1
		case ']':
			if len(stack) == 0 {
				return fmt.Errorf("a bracket too many in %q", line)
			}
			parts = append(parts, closed{stack[len(stack)-1], len(out)})
			stack = stack[:len(stack)-1]
		default:
			out = append(out, line[i])
		}
	}
	if len(stack) > 0 {
		return fmt.Errorf("a bracket is not closed in %q", line)
	}
	m.Header.Text = string(out)
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].at < parts[j].at })
	for _, p := range parts {
		s := m.statement(p.n)
		s.Optional = s.Optional || p.optional
		m.part(s, p.key, parley.Span{Start: p.at, End: p.end})
	}
	return nil
}

// Check lists what of the marked statements was not found, what differs in
// those that were, and what was found beside them. Marks at the edges of parts
// do not count.
func (m *Marked) Check(found []parley.Statement) []string {
	describe := func(s *parley.Statement) map[string]string {
		f := map[string]string{"content": s.Content.Text, "kind": string(s.Kind), "act": string(s.Act), "basis": string(s.Basis),
			"channel": string(s.Channel), "said": string(s.Said)}
		if s.Source != nil {
			f["source"] = s.Source.Text
		}
		if s.Cue != nil {
			f["cue"] = s.Cue.Text
		}
		return f
	}
	bare := func(s string) string { return strings.Trim(s, " .,:;'\"‘’“”") }
	var errs []string
	used := make([]bool, len(found))
	id := map[string]string{} // number to id
	pairs := make([]*parley.Statement, len(m.Statements))
	for i := range m.Statements {
		w := &m.Statements[i]
		for j := range found {
			d := describe(&found[j])
			if !used[j] && (w.fields["content"] == "" || bare(d["content"]) == bare(w.fields["content"])) && bare(d["source"]) == bare(w.fields["source"]) && bare(d["cue"]) == bare(w.fields["cue"]) {
				used[j], pairs[i], id[w.number] = true, &found[j], found[j].ID
				break
			}
		}
		if pairs[i] == nil && !w.Optional {
			errs = append(errs, fmt.Sprintf("not found: [%s] [%s] [%s]", w.fields["source"], w.fields["cue"], w.fields["content"]))
		}
	}
	for i, s := range pairs {
		if s == nil {
			continue
		}
		d, w := describe(s), &m.Statements[i]
		for _, k := range []string{"kind", "act", "basis", "channel", "said"} {
			if v := w.fields[k]; v != "" && d[k] != v {
				errs = append(errs, fmt.Sprintf("[%s] has %s %q, want %q", d["content"], k, d[k], v))
			}
		}
		if p := w.fields["parent"]; p != "" && string(s.Parent) != id[p] {
			errs = append(errs, fmt.Sprintf("[%s] has parent %q, want statement %s", d["content"], s.Parent, p))
		}
	}
	for j := range found {
		if !used[j] {
			d := describe(&found[j])
			errs = append(errs, fmt.Sprintf("not wanted: [%s] [%s] [%s] (%s, %.2f)", d["source"], d["cue"], d["content"], found[j].ByRule, found[j].Confidence))
		}
	}
	return errs
}

// Gold turns a marked text into an annotation, so that it is scored like a post.
// What the text does not say of a statement (kind, basis) is left out of it.
func (m *Marked) Gold() Gold {
	g := Gold{Name: m.Name}
	for i := range m.Statements {
		w := &m.Statements[i]
		s := GoldStatement{ID: w.number, Content: w.fields["content"], Kind: w.fields["kind"], Basis: w.fields["basis"], Said: w.fields["said"], Optional: w.Optional}
		if v, ok := w.fields["source"]; ok {
			s.Source = &v
		}
		if v, ok := w.fields["cue"]; ok {
			s.Cue = &v
		}
		if s.Kind == "" {
			s.Kind = "indirect"
		}
		g.Statements = append(g.Statements, s)
	}
	return g
}
