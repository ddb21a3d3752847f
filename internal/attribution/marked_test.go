package attribution

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
)

// A marked case is a text with its statements written into it:
//
//	[source1 Dorn] [cue1 said] [content1 [source2 the bank] [cue2 believed] [content2 the loan was safe]].
//	> 2 parent=1 basis=on_record
//
// The number tells statements apart and may be left out when there is one;
// pieces of one content share it. A line is a paragraph, "title: " before it
// makes it the title, "artefact: " names a stretch of it as one. Cases are
// parted by an empty line. Fields after ">" are expected too; source and cue
// there stand for words that the statement takes from elsewhere in the text.
type marked struct {
	name       string
	header     parley.Header
	statements []want
}

type want struct{ fields map[string]string }

func readMarked(t *testing.T, file string) []marked {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []marked
	base := strings.TrimSuffix(filepath.Base(file), ".txt")
	for block := range strings.SplitSeq(string(b), "\n\n") {
		m := marked{name: fmt.Sprintf("%s/%d", base, len(out)+1)}
		m.header.Published = "2031-03-05" // a Wednesday
		found := map[string]map[string]string{}
		field := func(n, key, value string) {
			if found[n] == nil {
				found[n] = map[string]string{}
			}
			if old := found[n][key]; old != "" {
				value = old + " " + value
			}
			found[n][key] = value
		}
		var artefact string
		var borrowed [][3]string
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
					field(n, key, value)
				}
				continue
			}
			part := parley.PartBody
			if title, ok := strings.CutPrefix(line, "title: "); ok {
				part, line = parley.PartTitle, title
			}
			if m.header.Text != "" {
				m.header.Text += "\n\n"
			}
			start := len(m.header.Text)
			m.header.Text += unmark(line, field)
			end := len(m.header.Text)
			m.header.Parts = append(m.header.Parts, parley.TextPart{Part: part, Span: parley.Span{Start: start, End: end}})
		}
		if m.header.Text == "" {
			continue
		}
		for _, b := range borrowed {
			field(b[0], b[1], b[2])
		}
		if artefact != "" {
			i := strings.Index(m.header.Text, artefact)
			m.header.Artefacts = []parley.SetApart{{Text: artefact, Span: parley.Span{Start: i, End: i + len(artefact)}}}
		}
		for _, n := range sortedKeys(found) {
			m.statements = append(m.statements, want{found[n]})
		}
		out = append(out, m)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// unmark returns a line without its marks and hands each marked stretch to
// field.
func unmark(line string, field func(n, key, value string)) string {
	type open struct {
		n, key string
		at     int
	}
	var out []byte
	var stack []open
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '[':
			head, _, _ := strings.Cut(line[i+1:], " ")
			key := strings.TrimRight(head, "0123456789")
			n := head[len(key):]
			if n == "" {
				n = "1"
			}
			stack = append(stack, open{n, key, len(out)})
			i += len(head) + 1
		case ']':
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			field(o.n, o.key, string(out[o.at:]))
		default:
			out = append(out, line[i])
		}
	}
	return string(out)
}

// check compares what was found with what is written into the text.
func (m *marked) check(found []parley.Statement) error {
	bare := func(s string) string { return strings.Trim(s, " .,:;'\"") }
	describe := func(s *parley.Statement) map[string]string {
		f := map[string]string{"content": bare(s.Content.Text), "kind": string(s.Kind), "act": string(s.Act), "basis": string(s.Basis),
			"channel": string(s.Channel), "said": string(s.Said), "parent": string(s.Parent)}
		if s.Source != nil {
			f["source"] = bare(s.Source.Text)
		}
		if s.Cue != nil {
			f["cue"] = bare(s.Cue.Text)
		}
		return f
	}
	var errs []string
	used := map[int]bool{}
	numbers := map[string]string{} // number in the text to id
	pairs := map[int]*parley.Statement{}
	for i, w := range m.statements {
		best := -1
		for j := range found {
			d := describe(&found[j])
			if !used[j] && (d["content"] == bare(w.fields["content"]) || w.fields["content"] == "") && d["source"] == bare(w.fields["source"]) && d["cue"] == bare(w.fields["cue"]) {
				best = j
				break
			}
		}
		if best < 0 {
			errs = append(errs, fmt.Sprintf("not found: [%s] [%s] [%s]", w.fields["source"], w.fields["cue"], w.fields["content"]))
			continue
		}
		used[best] = true
		numbers[fmt.Sprint(i+1)] = found[best].ID
		pairs[i] = &found[best]
	}
	for i, w := range m.statements {
		s := pairs[i]
		if s == nil {
			continue
		}
		d := describe(s)
		for _, k := range []string{"kind", "act", "basis", "channel", "said"} {
			if v := w.fields[k]; v != "" && d[k] != v {
				errs = append(errs, fmt.Sprintf("[%s] has %s %q, want %q", d["content"], k, d[k], v))
			}
		}
		if p := w.fields["parent"]; p != "" && d["parent"] != numbers[p] {
			errs = append(errs, fmt.Sprintf("[%s] has parent %q, want statement %s", d["content"], d["parent"], p))
		}
	}
	for j := range found {
		if !used[j] {
			d := describe(&found[j])
			errs = append(errs, fmt.Sprintf("not wanted: [%s] [%s] [%s] (%s, %.2f)", d["source"], d["cue"], d["content"], found[j].ByRule, found[j].Confidence))
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("%s\n\t%s", m.header.Text, strings.Join(errs, "\n\t"))
	}
	return nil
}

// TestConstructions runs every case of testdata/constructions. Those listed in
// testdata/known_failures.txt must fail: one that passes is to be taken off it.
func TestConstructions(t *testing.T) {
	known := map[string]string{}
	if b, err := os.ReadFile("testdata/known_failures.txt"); err == nil {
		for line := range strings.SplitSeq(string(b), "\n") {
			if name, why, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
				known[name] = why
			}
		}
	}
	files, err := filepath.Glob("testdata/constructions/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		for _, m := range readMarked(t, file) {
			err := m.check(Find(lang.Analyze(&m.header)))
			why, listed := known[m.name]
			delete(known, m.name)
			switch {
			case err != nil && !listed:
				t.Errorf("%s: %v", m.name, err)
			case err == nil && listed:
				t.Errorf("%s passes: take it off testdata/known_failures.txt (%s)", m.name, why)
			}
		}
	}
	for _, name := range sortedKeys(known) {
		t.Errorf("known_failures.txt: no case %s", name)
	}
}
