// Package dealfile reads deal files: what a user already knows of a deal,
// written down in YAML (docs/formats/dealfile.md).
//
// In comes a file's text; out come its deals, or every mistake in it with line
// and column, what was expected and what may have been meant. The file is data:
// anchors and aliases are refused, so that a small file cannot grow in memory.
// Reading knows no ledger; what the declared deals join is for assess to say.
package dealfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
)

// Deal is one declared deal. Only ID and Name are never empty.
type Deal struct {
	ID          string
	Name        string
	Aliases     []string
	Kind        parley.DealKind
	Instrument  parley.Instrument
	Parties     []string // full usual names
	Areas       []string
	Conditions  []*condition.Condition
	URLs        []string
	ExternalIDs map[string]string

	YAML []byte // the deal's own part of the file, which Parse reads again

	places []Error // of Conditions
}

// Error is one mistake in a deal file.
type Error struct {
	File         string
	Line, Column int // from 1; column 0 when only the line is known
	Message      string
}

func (e *Error) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// fields are those of a deal, in the order in which the manual lists them.
var fields = []string{"id", "name", "aliases", "kind", "instrument", "parties", "areas", "conditions", "urls", "external_ids"}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Parse reads a deal file. It may hold several deals, parted by lines of three
// hyphens. The error joins an [Error] for every mistake, in the order of the
// file; the deals without one are returned beside it.
func Parse(file string, src []byte) ([]*Deal, error) {
	var deals []*Deal
	var errs []error
	lines := bytes.SplitAfter(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\n"))
	for start := 0; start < len(lines); {
		end := start
		for end < len(lines) && strings.TrimRight(string(lines[end]), " \t\r\n") != "---" {
			end++
		}
		if part := bytes.Join(lines[start:end], nil); !blank(part) {
			r := &reader{file: file, line: start}
			if d := r.deal(part); len(r.errs) == 0 {
				deals = append(deals, d)
			}
			errs = append(errs, r.errs...)
		}
		start = end + 1
	}
	if len(deals) == 0 && len(errs) == 0 {
		errs = append(errs, &Error{file, 1, 0, "no deal: want at least id and name"})
	}
	return deals, errors.Join(errs...)
}

// blank reports whether a part holds comments and blanks only.
func blank(part []byte) bool {
	for line := range strings.Lines(string(part)) {
		if l := strings.TrimSpace(line); l != "" && !strings.HasPrefix(l, "#") {
			return false
		}
	}
	return true
}

// Check finds what is wrong between deals that are each right: ids and
// conditions on deals that neither the files nor known (ids in the ledger) hold,
// two deals of one id, and conditions that wait for each other.
func Check(deals []*Deal, known []string) error {
	var errs []error
	ids := slices.Clone(known)
	first := map[string]bool{}
	var cs []*condition.Condition
	var places []Error
	for _, d := range deals {
		if first[d.ID] {
			errs = append(errs, fmt.Errorf("deal %q is declared twice", d.ID))
			continue
		}
		first[d.ID] = true
		ids = append(ids, d.ID)
		cs, places = append(cs, d.Conditions...), append(places, d.places...)
	}
	for _, p := range condition.Check(cs, ids) {
		e := places[p.Condition]
		e.Column += p.Offset
		e.Message = p.String()
		errs = append(errs, &e)
	}
	return errors.Join(errs...)
}

// Keys are the name keys under which the deal is joined with documents' deals;
// see [parley.NameKey].
func (d *Deal) Keys() []string {
	party := parley.PartyWords(d.Parties...)
	var keys []string
	for _, n := range append([]string{d.Name}, d.Aliases...) {
		if k := parley.NameKey(n, party); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

type reader struct {
	file string
	line int // lines before the part
	errs []error
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, &Error{r.file, r.line + n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// deal reads one part.
func (r *reader) deal(part []byte) *Deal {
	var doc yaml.Node
	if err := yaml.Unmarshal(part, &doc); err != nil {
		r.errs = append(r.errs, r.syntax(err))
		return nil
	}
	if len(doc.Content) == 0 {
		r.errs = append(r.errs, &Error{r.file, r.line + 1, 0, "no deal: want at least id and name"})
		return nil
	}
	root := doc.Content[0]
	d := &Deal{YAML: part}
	if root.Kind != yaml.MappingNode {
		r.fail(root, "want fields such as id and name, have %s", kindOf(root))
		return nil
	}
	at := map[string]*yaml.Node{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		k, v := root.Content[i], root.Content[i+1]
		switch {
		case !slices.Contains(fields, k.Value):
			r.fail(k, "unknown field %q%s", k.Value, suggest(k.Value, fields))
		case at[k.Value] != nil:
			r.fail(k, "field %q is given twice", k.Value)
		default:
			at[k.Value] = v
		}
	}
	d.ID, d.Name = r.text(root, at, "id"), r.text(root, at, "name")
	if d.ID != "" && !idPattern.MatchString(d.ID) {
		r.fail(at["id"], "id %q: want small letters and digits, parted by hyphens", d.ID)
	}
	d.Aliases = r.list(at["aliases"], "aliases")
	d.Kind = parley.DealKind(r.word(at["kind"], "kind", parley.DealKinds))
	d.Instrument = parley.Instrument(r.word(at["instrument"], "instrument", parley.Instruments))
	d.Parties, d.Areas = r.list(at["parties"], "parties"), r.list(at["areas"], "areas")
	d.URLs = r.list(at["urls"], "urls")
	for i, u := range d.URLs {
		if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
			r.fail(at["urls"].Content[i], "url %q: want http:// or https://", u)
		}
	}
	d.ExternalIDs = r.pairs(at["external_ids"])
	r.conditions(at["conditions"], d)
	slices.SortStableFunc(r.errs, func(a, b error) int {
		var x, y *Error
		if !errors.As(a, &x) || !errors.As(b, &y) {
			return 0
		}
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	return d
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntax places an error of the YAML library in the file.
func (r *reader) syntax(err error) error {
	m := yamlLine.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	if m == nil {
		return &Error{r.file, r.line + 1, 0, err.Error()}
	}
	line := 1
	_, _ = fmt.Sscan(m[1], &line)
	return &Error{r.file, r.line + line, 0, "not YAML: " + m[2]}
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "fields"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return fmt.Sprintf("%q", n.Value)
}

func suggest(word string, among []string) string {
	if s := condition.Nearest(word, among); s != "" {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	return "; fields are " + strings.Join(among, ", ")
}

// scalar is the text of a node, whatever YAML takes it for: a name of digits
// stays a name.
func (r *reader) scalar(n *yaml.Node, what string) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		r.fail(n, "%s: want text, have %s", what, kindOf(n))
	case strings.TrimSpace(n.Value) == "":
		r.fail(n, "%s: want text, have nothing", what)
	case n.Anchor != "":
		r.fail(n, "%s: anchors are not read here", what)
	default:
		return strings.TrimSpace(n.Value)
	}
	return ""
}

func (r *reader) text(root *yaml.Node, at map[string]*yaml.Node, field string) string {
	if at[field] == nil {
		r.fail(root, "no %s", field)
		return ""
	}
	return r.scalar(at[field], field)
}

func (r *reader) list(n *yaml.Node, field string) []string {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "%s: want a list, have %s", field, kindOf(n))
		return nil
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, r.scalar(c, field))
	}
	return out
}

func (r *reader) word(n *yaml.Node, field string, v parley.Vocabulary) string {
	if n == nil {
		return ""
	}
	w := r.scalar(n, field)
	if w != "" && !v.Has(w) {
		s := condition.Nearest(w, v.Values())
		if s != "" {
			s = fmt.Sprintf("; did you mean %q?", s)
		}
		r.fail(n, "%s %q is none of %s%s", field, w, strings.Join(v.Values(), ", "), s)
	}
	return w
}

func (r *reader) pairs(n *yaml.Node) map[string]string {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "external_ids: want names and ids, have %s", kindOf(n))
		return nil
	}
	out := map[string]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		out[n.Content[i].Value] = r.scalar(n.Content[i+1], n.Content[i].Value)
	}
	return out
}

func (r *reader) conditions(n *yaml.Node, d *Deal) {
	if n == nil {
		return
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "conditions: want a list, have %s", kindOf(n))
		return
	}
	for _, c := range n.Content {
		src := r.scalar(c, "conditions")
		if src == "" {
			continue
		}
		place := Error{r.file, r.line + c.Line, c.Column, ""}
		if c.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			place.Column++
		}
		got, err := condition.Parse(src)
		var ce *condition.Error
		if errors.As(err, &ce) {
			place.Column += ce.Column - 1
			place.Message = "condition: " + strings.SplitN(ce.Error(), ": ", 2)[1]
			r.errs = append(r.errs, &place)
			continue
		}
		if got.Deal.ID != d.ID && d.ID != "" {
			place.Column += got.Deal.Offset
			place.Message = fmt.Sprintf("condition of deal %q in the file of %q", got.Deal.ID, d.ID)
			r.errs = append(r.errs, &place)
			continue
		}
		d.Conditions, d.places = append(d.Conditions, got), append(d.places, place)
	}
}
