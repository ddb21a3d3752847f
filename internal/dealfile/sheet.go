package dealfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/charmap"

	"github.com/parley-desk/parley"
)

// Skip as the field of a column leaves the column out.
const Skip = "-"

// headings are the words by which a sheet's columns are known, folded as
// [parley.FoldName] does it, and the fields they stand for.
var headings = map[string]string{
	"id": "id", "deal id": "id", "slug": "id",
	"name": "name", "deal": "name", "deal name": "name", "title": "name", "agreement": "name",
	"aliases": "aliases", "alias": "aliases", "other names": "aliases", "also known as": "aliases", "short name": "aliases", "acronym": "aliases",
	"kind": "kind", "type": "kind", "category": "kind", "deal type": "kind",
	"instrument": "instrument", "form": "instrument",
	"parties": "parties", "party": "parties", "between": "parties", "countries": "parties", "signatories": "parties",
	"areas": "areas", "area": "areas", "topics": "areas", "subject": "areas", "sector": "areas",
	"conditions": "conditions", "condition": "conditions",
	"urls": "urls", "url": "urls", "link": "urls", "links": "urls", "source": "urls", "website": "urls",
}

// Sheet is what [FromSheet] made of a table.
type Sheet struct {
	Deals []*Deal
	Left  []string // headings of columns that were not taken over
	// Errors are those of rows that make no deal file, place first.
	Errors []error
}

const mostRows = 100_000

// FromSheet makes deal files of the rows of a table: CSV with commas,
// semicolons or tabs, in UTF-8 or, as older spreadsheets write it,
// windows-1252. The first row names the columns; columns says which field a
// heading stands for where its own words do not (a field of a deal file,
// "external_ids.NAME", or [Skip]). A cell with several values has semicolons or
// line feeds between them. A row without an id gets one from its name.
//
// A row with a mistake is in Errors, with its line and column, and the others
// are made all the same. The error is for a table that cannot be read at all.
func FromSheet(file string, src []byte, columns map[string]string) (*Sheet, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if !utf8.Valid(src) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		src = decoded
	}
	r := csv.NewReader(bytes.NewReader(src))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(src), -1, true
	head, err := r.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%s: empty; want a row of headings, then a deal a row", file)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	s := &Sheet{}
	fieldsOf, err := s.columns(file, head, columns)
	if err != nil {
		return nil, err
	}
	ids := map[string]int{}
	for n := 0; ; n++ {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if n == mostRows {
			return nil, fmt.Errorf("%s: more than %d rows: cut it into several files", file, mostRows)
		}
		line, _ := r.FieldPos(0)
		if slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			s.row(&sheetRow{file: file, line: line, head: head, fields: fieldsOf}, row, ids)
		}
	}
	if len(s.Deals) == 0 && len(s.Errors) == 0 {
		return nil, fmt.Errorf("%s: no rows under the headings", file)
	}
	return s, nil
}

// separator is the one of comma, semicolon and tab that the headings hold most
// of.
func separator(src []byte) rune {
	line, _, _ := bytes.Cut(src, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// columns says which field each column stands for, "" for none.
func (s *Sheet) columns(file string, head []string, given map[string]string) ([]string, error) {
	out := make([]string, len(head))
	used := map[string]bool{}
	for heading, field := range given {
		if !slices.ContainsFunc(head, func(h string) bool { return parley.FoldName(h) == parley.FoldName(heading) }) {
			return nil, fmt.Errorf("%s: there is no column %q; there are %s", file, heading, quotedList(head))
		}
		if field != Skip && !slices.Contains(fields, field) && !strings.HasPrefix(field, "external_ids.") {
			return nil, fmt.Errorf("%s: column %q: there is no field %q%s", file, heading, field, suggest(field, fields))
		}
	}
	for i, h := range head {
		fold := parley.FoldName(h)
		field := headings[fold]
		if name, ok := strings.CutPrefix(strings.TrimSpace(h), "external_ids."); ok {
			field = "external_ids." + name
		}
		for heading, f := range given {
			if parley.FoldName(heading) == fold {
				field = f
			}
		}
		if (field == "id" || field == "name" || field == "kind" || field == "instrument") && used[field] {
			return nil, fmt.Errorf("%s: column %q: %s has a column already; leave one out", file, h, field)
		}
		used[field] = true
		switch field {
		case Skip:
			field = ""
		case "":
			if strings.TrimSpace(h) != "" {
				s.Left = append(s.Left, h)
			}
		}
		out[i] = field
	}
	if !used["name"] {
		return nil, fmt.Errorf("%s: no column for the deals' names; there are %s", file, quotedList(head))
	}
	return out, nil
}

func quotedList(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(out, ", ")
}

// sheetRow is a row on its way to a deal file. Its tags are the fields of one.
type sheetRow struct {
	ID          string            `yaml:"id"`
	Name        string            `yaml:"name"`
	Aliases     []string          `yaml:"aliases,flow,omitempty"`
	Kind        string            `yaml:"kind,omitempty"`
	Instrument  string            `yaml:"instrument,omitempty"`
	Parties     []string          `yaml:"parties,flow,omitempty"`
	Areas       []string          `yaml:"areas,flow,omitempty"`
	Conditions  []string          `yaml:"conditions,omitempty"`
	URLs        []string          `yaml:"urls,omitempty"`
	ExternalIDs map[string]string `yaml:"external_ids,omitempty"`

	file   string
	line   int
	head   []string
	fields []string
	errs   []error
}

func (r *sheetRow) fail(column int, format string, args ...any) {
	where := fmt.Sprintf("%s:%d: ", r.file, r.line)
	if column >= 0 {
		where += fmt.Sprintf("column %q: ", r.head[column])
	}
	r.errs = append(r.errs, errors.New(where+fmt.Sprintf(format, args...)))
}

// row makes a deal of a row.
func (s *Sheet) row(r *sheetRow, cells []string, ids map[string]int) {
	if len(cells) > len(r.head) {
		r.fail(-1, "%d cells under %d headings", len(cells), len(r.head))
	}
	for i, c := range cells[:min(len(cells), len(r.head))] {
		if c = unguarded(c); c != "" {
			r.cell(i, c)
		}
	}
	if r.ID == "" && r.Name != "" {
		if r.ID = slug(r.Name); r.ID == "" {
			r.fail(-1, "no id can be made of %q: give the deal one in a column id", r.Name)
		}
	}
	switch first := ids[r.ID]; {
	case r.Name == "":
		r.fail(-1, "no name")
	case r.ID != "" && first != 0:
		r.fail(-1, "the deal %q is in line %d already", r.ID, first)
	default:
		ids[r.ID] = r.line
	}
	if len(r.errs) == 0 {
		text, err := yaml.Marshal(r)
		if err != nil {
			r.fail(-1, "%v", err)
		} else if ds, err := Parse(r.file, text); err != nil {
			// What only the deal file's own reader finds, such as a condition's syntax.
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				var at *Error
				if errors.As(e, &at) {
					r.fail(-1, "%s", at.Message)
				} else {
					r.fail(-1, "%v", e)
				}
			}
		} else {
			s.Deals = append(s.Deals, ds...)
		}
	}
	s.Errors = append(s.Errors, r.errs...)
}

// cell takes over one cell.
func (r *sheetRow) cell(i int, c string) {
	word := func(v parley.Vocabulary) string {
		w := strings.ReplaceAll(parley.FoldName(c), " ", "_")
		if !v.Has(w) {
			r.fail(i, "%q is no %s%s; want one of %s", c, v.Name, suggest(w, v.Values()), strings.Join(v.Values(), ", "))
		}
		return w
	}
	switch field := r.fields[i]; field {
	case "id":
		if r.ID = c; !idPattern.MatchString(c) {
			r.fail(i, "id %q: want small letters and digits, parted by hyphens", c)
		}
	case "name":
		r.Name = strings.Join(strings.Fields(c), " ")
	case "kind":
		r.Kind = word(parley.DealKinds)
	case "instrument":
		r.Instrument = word(parley.Instruments)
	case "aliases":
		r.Aliases = append(r.Aliases, several(c)...)
	case "parties":
		r.Parties = append(r.Parties, several(c)...)
	case "areas":
		r.Areas = append(r.Areas, several(c)...)
	case "conditions":
		r.Conditions = append(r.Conditions, several(c)...)
	case "urls":
		for _, u := range several(c) {
			if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
				r.fail(i, "url %q: want http:// or https://", u)
			}
			r.URLs = append(r.URLs, u)
		}
	default:
		if name, ok := strings.CutPrefix(field, "external_ids."); ok {
			if r.ExternalIDs == nil {
				r.ExternalIDs = map[string]string{}
			}
			r.ExternalIDs[name] = c
		}
	}
}

// unguarded is a cell without blanks around it and without the apostrophe that
// guards it against being taken for a formula.
func unguarded(c string) string {
	c = strings.TrimSpace(c)
	if len(c) > 1 && c[0] == '\'' && strings.ContainsAny(c[1:2], "=+-@") {
		c = c[1:]
	}
	return c
}

// several are the values of a cell.
func several(c string) []string {
	var out []string
	for _, v := range strings.FieldsFunc(c, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// slug is the id of a deal of this name.
func slug(name string) string {
	var words []string
	n := 0
	for _, w := range strings.Fields(parley.FoldName(name)) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if n += len(w) + 1; w != "" && n <= 60 {
			words = append(words, w)
		}
	}
	return strings.Join(words, "-")
}
