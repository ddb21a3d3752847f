package origin

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"github.com/parley-desk/parley"
)

// frontMatter is the head of a Jekyll or Hugo post: keys in lower case, each
// with its values in order.
type frontMatter map[string][]scalar

// scalar is one value of the front matter. Its notation, which may be quoted,
// escaped or folded, begins at at.Start in the source and ends before at.End; at
// is empty when the value is not led back to it.
type scalar struct {
	value string
	at    parley.Span
}

// first is the first value of the first of keys that has one.
func (f frontMatter) first(keys ...string) scalar {
	for _, k := range keys {
		for _, s := range f[k] {
			if strings.TrimSpace(s.value) != "" {
				return s
			}
		}
	}
	return scalar{}
}

// all is every value of keys.
func (f frontMatter) all(keys ...string) []string {
	var out []string
	for _, k := range keys {
		for _, s := range f[k] {
			if v := strings.TrimSpace(s.value); v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

// prose is the value with each character led back to its notation.
func (s scalar) prose(src string) prose {
	var p prose
	if s.at.Empty() {
		p.added(s.value)
	} else {
		align(&p, s.value, src, s.at)
	}
	return p
}

// placeError is a mistake at a line of an input (1 is the first).
type placeError struct {
	line int
	what string
}

func (e *placeError) Error() string { return e.what }

// splitFrontMatter parts a post into its front matter and the offset at which
// its body begins. A post without front matter gives nil, 0.
func splitFrontMatter(src string) (frontMatter, int, error) {
	fence, _, _ := strings.Cut(src, "\n")
	switch strings.TrimRight(fence, " \t\r") {
	case "---":
		start, end, body, ok := fenced(src, "---", "...")
		if !ok {
			if looksLikeYAML(src[len(fence):]) {
				return nil, 0, &placeError{1, "front matter: opened by --- but never closed; want a line of --- after it"}
			}
			return nil, 0, nil
		}
		f, err := yamlFields(src, start, end)
		return f, body, err
	case "+++":
		start, end, body, ok := fenced(src, "+++")
		if !ok {
			return nil, 0, nil
		}
		f, err := tomlFields(src, start, end)
		return f, body, err
	}
	if strings.HasPrefix(src, "{") && jsonObject().MatchString(src[:min(len(src), 200)]) {
		return jsonFields(src)
	}
	return nil, 0, nil
}

// tomlFields reads TOML. The library keeps no offsets; the notation of a value
// is looked for behind its key.
func tomlFields(src string, start, end int) (frontMatter, error) {
	var m map[string]any
	if err := toml.Unmarshal([]byte(src[start:end]), &m); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ := at.Position()
			return nil, &placeError{line + 1, "front matter: " + strings.TrimPrefix(at.Error(), "toml: ")}
		}
		return nil, &placeError{1, "front matter: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	f := frontMatter{}
	for key, v := range m {
		at := parley.Span{}
		re := regexp.MustCompile(`(?m)^\s*["']?` + regexp.QuoteMeta(key) + `["']?\s*=\s*`)
		if i := re.FindStringIndex(src[start:end]); i != nil {
			at = parley.Span{Start: start + i[1], End: end}
		}
		f.flatten(strings.ToLower(key), v, at, 0)
	}
	return f, nil
}

// jsonFields reads front matter in JSON: one object at the very beginning.
func jsonFields(src string) (frontMatter, int, error) {
	fields, end, err := topLevel(src)
	if err != nil {
		line := 1
		var syn *json.SyntaxError
		if errors.As(err, &syn) {
			line += strings.Count(src[:min(len(src), int(syn.Offset))], "\n")
		}
		return nil, 0, &placeError{line, "front matter: " + err.Error()}
	}
	f := frontMatter{}
	for key, s := range fields {
		if s.value != "" {
			f[key] = []scalar{s}
			continue
		}
		var v any
		if json.Unmarshal([]byte(s.raw(src)), &v) == nil {
			f.flatten(key, v, parley.Span{}, 0)
		}
	}
	return f, end, nil
}

// flatten adds a decoded value as the scalars it holds, keyed as add does.
func (f frontMatter) flatten(key string, v any, at parley.Span, depth int) {
	switch v := v.(type) {
	case nil:
	case []any:
		for _, x := range v {
			if depth < maxFrontMatterDepth {
				f.flatten(key, x, parley.Span{}, depth+1)
			}
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if depth < maxFrontMatterDepth {
				f.flatten(key+"."+strings.ToLower(k), v[k], parley.Span{}, depth+1)
			}
		}
	case time.Time:
		f[key] = append(f[key], scalar{v.Format(time.RFC3339), at})
	default:
		f[key] = append(f[key], scalar{fmt.Sprint(v), at})
	}
}

// maxFrontMatterDepth is how deep the values of front matter are followed.
const maxFrontMatterDepth = 8

// fenced finds the lines between an opening fence on line 1 and a closing one.
func fenced(src string, closers ...string) (start, end, body int, ok bool) {
	start = strings.IndexByte(src, '\n') + 1
	if start == 0 {
		return 0, 0, 0, false
	}
	for at := start; at <= len(src); {
		line, _, more := strings.Cut(src[at:], "\n")
		for _, c := range closers {
			if strings.TrimRight(line, " \t\r") == c {
				return start, at, min(len(src), at+len(line)+1), true
			}
		}
		if !more {
			break
		}
		at += len(line) + 1
	}
	return 0, 0, 0, false
}

var yamlKey = lazy(`^[A-Za-z_][\w .-]*:(\s|$)`)

// looksLikeYAML reports whether the first line that is neither blank nor a
// comment is a key.
func looksLikeYAML(s string) bool {
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "#") {
			return yamlKey().MatchString(line)
		}
	}
	return false
}

func yamlFields(src string, start, end int) (frontMatter, error) {
	var root yaml.Node
	err := yaml.Unmarshal([]byte(src[start:end]), &root)
	if err != nil {
		if f, ok := plainFields(src, start, end); ok {
			return f, nil
		}
		line, what := yamlMistake(err)
		if key := keyAt(src[start:end], line); key != "" {
			what += " in " + key
		}
		return nil, &placeError{line + 1, "front matter: " + what}
	}
	f := frontMatter{}
	if len(root.Content) == 0 {
		return f, nil
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return nil, &placeError{root.Content[0].Line + 1, "front matter: want lines of KEY: VALUE"}
	}
	lines := lineStarts(src, start, end)
	m := root.Content[0].Content
	for i := 0; i+1 < len(m); i += 2 {
		f.add(strings.ToLower(m[i].Value), m[i+1], lines, src, end, 0)
	}
	return f, nil
}

// add flattens a value into the scalars it holds; the keys of an inner mapping
// are joined to the outer one by a dot.
func (f frontMatter) add(key string, n *yaml.Node, lines []int, src string, end, depth int) {
	if depth > maxFrontMatterDepth {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return
		}
		from := end
		if n.Line-1 < len(lines) {
			from = columnAt(src, lines[n.Line-1], n.Column, end)
		}
		f[key] = append(f[key], scalar{n.Value, parley.Span{Start: from, End: end}})
	case yaml.SequenceNode:
		for _, c := range n.Content {
			f.add(key, c, lines, src, end, depth+1)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			f.add(key+"."+strings.ToLower(n.Content[i].Value), n.Content[i+1], lines, src, end, depth+1)
		}
	}
}

// plainFields reads front matter that YAML refuses though a person would not:
// a value with a colon, a leading @ or a backtick in it, unquoted. Every line
// has to be a key with a value, a list item or blank.
func plainFields(src string, start, end int) (frontMatter, bool) {
	f := frontMatter{}
	key := ""
	at := start
	for line := range strings.Lines(src[start:end]) {
		from := at
		at += len(line)
		text := strings.TrimRight(line, " \t\r\n")
		indent := len(text) - len(strings.TrimLeft(text, " \t"))
		rest := text[indent:]
		switch {
		case rest == "" || rest[0] == '#':
			continue
		case key != "" && strings.HasPrefix(rest, "- "):
			from += indent + 2
			rest = rest[2:]
		case indent == 0 && yamlKey().MatchString(rest+" "):
			k, v, _ := strings.Cut(rest, ":")
			key = strings.ToLower(k)
			from += len(k) + 1
			rest = v
		default:
			return nil, false
		}
		lead := len(rest) - len(strings.TrimLeft(rest, " \t"))
		from, rest = from+lead, rest[lead:]
		if rest == "" {
			continue
		}
		if q := rest[0]; q == '"' || q == '\'' {
			if len(rest) < 2 || rest[len(rest)-1] != q {
				return nil, false
			}
			from, rest = from+1, rest[1:len(rest)-1]
		}
		f[key] = append(f[key], scalar{rest, parley.Span{Start: from, End: from + len(rest)}})
	}
	return f, len(f) > 0
}

var yamlLine = lazy(`line (\d+): `)

// yamlMistake turns the library's message into a line and what is wrong.
func yamlMistake(err error) (line int, what string) {
	what = strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine().FindStringSubmatchIndex(what); m != nil {
		line, _ = strconv.Atoi(what[m[2]:m[3]])
		what = what[:m[0]] + what[m[1]:]
	}
	if what == "found unexpected end of stream" {
		what = "unclosed quote"
	}
	return line, what
}

// keyAt is the key whose value a line of YAML (1 is the first) belongs to.
func keyAt(yaml string, line int) string {
	key := ""
	for l := range strings.Lines(yaml) {
		if line--; line < 0 {
			break
		}
		if k, _, ok := strings.Cut(l, ":"); ok && yamlKey().MatchString(l) {
			key = k
		}
	}
	return key
}

// lineStarts is the offset at which each line of src[start:end] begins.
func lineStarts(src string, start, end int) []int {
	out := []int{start}
	for i := start; i < end; i++ {
		if src[i] == '\n' {
			out = append(out, i+1)
		}
	}
	return out
}

// columnAt is the offset of column col (1 is the first, counted in code points).
func columnAt(src string, at, col, end int) int {
	for ; col > 1 && at < end; col-- {
		_, n := utf8.DecodeRuneInString(src[at:])
		at += n
	}
	return at
}

// align writes value and leads each of its characters back to the notation
// from which it was read: a quoted, escaped or folded scalar of YAML, TOML or
// JSON that begins at at.Start. What it cannot follow is mapped to the whole of
// what remains.
func align(p *prose, value, src string, at parley.Span) {
	i, end := at.Start, at.End
	if i < end && (src[i] == '|' || src[i] == '>') && !strings.HasPrefix(value, src[i:i+1]) {
		i = min(end, i+strings.IndexByte(src[i:end]+"\n", '\n')) // the header of a block scalar
	}
	for i < end && (src[i] == '"' || src[i] == '\'') && !strings.HasPrefix(value, src[i:i+1]) {
		i++
	}
	for len(value) > 0 {
		r, n := utf8.DecodeRuneInString(value)
		if strings.HasPrefix(src[i:end], value[:n]) && r != '\\' {
			p.copied(src, i, i+n)
			i, value = i+n, value[n:]
			if r == '\'' && i < end && src[i] == '\'' && !strings.HasPrefix(value, "'") {
				i++ // '' within single quotes
			}
			continue
		}
		if got, size := unescape(src[i:end]); size > 0 && strings.HasPrefix(value, got) {
			p.made(got, i, i+size)
			i, value = i+size, value[len(got):]
			continue
		}
		if r == ' ' || r == '\n' {
			j := i
			for j < end && (src[j] == ' ' || src[j] == '\t' || src[j] == '\n' || src[j] == '\r') {
				j++
			}
			p.added(value[:n])
			i, value = j, value[n:]
			continue
		}
		if i < end && isBlank(src[i]) { // an indented or folded line
			i++
			continue
		}
		p.made(value, i, min(end, i+len(value)))
		return
	}
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// unescape reads one backslash escape of YAML, TOML or JSON. size is 0 when
// there is none; an escaped line break gives "".
func unescape(s string) (got string, size int) {
	if len(s) < 2 || s[0] != '\\' {
		return "", 0
	}
	digits := 0
	switch s[1] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case '0':
		return "\x00", 2
	case '_':
		return "\u00a0", 2
	case '"', '\\', '/', '\'', ' ':
		return s[1:2], 2
	case '\n':
		n := 2
		for n < len(s) && isBlank(s[n]) {
			n++
		}
		return "", n
	default:
		return "", 0
	}
	if len(s) < 2+digits {
		return "", 0
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil {
		return "", 0
	}
	size = 2 + digits
	r := rune(v)
	if r >= 0xd800 && r < 0xdc00 && strings.HasPrefix(s[size:], `\u`) && len(s) >= size+6 {
		if lo, err := strconv.ParseUint(s[size+2:size+6], 16, 32); err == nil && lo >= 0xdc00 && lo < 0xe000 {
			return fmt.Sprintf("%c", 0x10000+(r-0xd800)<<10+rune(lo)-0xdc00), size + 6
		}
	}
	return string(r), size
}
