package score

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Corpus is a document annotated with statements by spans: one of PolNeAR. Its
// spans are byte ranges of Text.
type Corpus struct {
	ID, Published, Title string
	Text                 string
	Relations            []Relation
	Discard              []parley.Span // stretches the annotator wanted left out
}

// Relation is a statement as spans and nothing else. Nil parts are absent.
type Relation struct{ Source, Cue, Content []parley.Span }

// RelationOf takes the spans of a statement.
func RelationOf(s *parley.Statement) Relation {
	r := Relation{Content: s.Content.Spans}
	if s.Source != nil {
		r.Source = s.Source.Spans
	}
	if s.Cue != nil {
		r.Cue = s.Cue.Spans
	}
	return r
}

// RelationAsPolNeAR takes the spans of a statement as PolNeAR marks them: the
// "that" before a content belongs to it, and a cue is one piece.
func RelationAsPolNeAR(text string, s *parley.Statement) Relation {
	r := RelationOf(s)
	r.Content = append([]parley.Span(nil), r.Content...)
	for i, c := range r.Content {
		if c.Start >= 5 && strings.EqualFold(text[c.Start-5:c.Start], "that ") {
			r.Content[i].Start -= 5
		}
	}
	if len(r.Cue) > 1 {
		r.Cue = []parley.Span{s.Cue.Bounds()}
	}
	return r
}

// ReadCorpus reads a PolNeAR file (gzip, JSON Lines, code point offsets).
func ReadCorpus(name string) ([]Corpus, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	type part struct {
		Spans []parley.Span `json:"spans"`
	}
	var out []Corpus
	lines := bufio.NewReader(z)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var doc struct {
				ID         string                                 `json:"id"`
				Published  string                                 `json:"published"`
				Title      string                                 `json:"title"`
				Text       string                                 `json:"text"`
				Statements []struct{ Source, Cue, Content *part } `json:"statements"`
				Marks      []struct {
					Type  string        `json:"type"`
					Spans []parley.Span `json:"spans"`
				} `json:"marks"`
			}
			if err := json.Unmarshal(line, &doc); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, n, err)
			}
			offsets := make([]int, 0, len(doc.Text)+1)
			for i := range doc.Text {
				offsets = append(offsets, i)
			}
			offsets = append(offsets, len(doc.Text))
			spans := func(p *part) []parley.Span {
				if p == nil {
					return nil
				}
				var ss []parley.Span
				for _, s := range p.Spans {
					if s.Start >= 0 && s.End < len(offsets) && s.Start < s.End {
						ss = append(ss, parley.Span{Start: offsets[s.Start], End: offsets[s.End]})
					}
				}
				return ss
			}
			c := Corpus{ID: doc.ID, Published: doc.Published, Title: doc.Title, Text: doc.Text}
			for _, s := range doc.Statements {
				c.Relations = append(c.Relations, Relation{spans(s.Source), spans(s.Cue), spans(s.Content)})
			}
			for _, m := range doc.Marks {
				if m.Type == "discard" {
					c.Discard = append(c.Discard, spans(&part{m.Spans})...)
				}
			}
			out = append(out, c)
		}
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Relations compares the statements read from each document with the annotated
// ones: EXTRACTION.md section 5. Rows are named polnear_*. A read statement
// that lies within another's content is left out first, since PolNeAR marks
// only the outermost.
func Relations(gold []Corpus, read [][]Relation) []Row {
	var (
		hits, goldN, readN              float64
		tripleExact, triple80           float64
		exact, soft, goldRole, readRole [3]float64
		tokHit, tokGold, tokRead        [3]float64
	)
	for d := range gold {
		toks := wordsAndMarks(gold[d].Text)
		g := roleSets(gold[d].Relations, toks, gold[d].Text)
		r := roleSets(outermost(read[d]), toks, gold[d].Text)
		for _, set := range []struct {
			sets            []roles
			all             *float64
			role, roleWords *[3]float64
		}{{g, &goldN, &goldRole, &tokGold}, {r, &readN, &readRole, &tokRead}} {
			*set.all += float64(len(set.sets))
			for _, x := range set.sets {
				for k := range x {
					set.roleWords[k] += float64(len(x[k]))
					if len(x[k]) > 0 {
						set.role[k]++
					}
				}
			}
		}
		for _, pair := range align(g, r) {
			a, b := g[pair[0]], r[pair[1]]
			found := shared(a[2], b[2]) > 0 && shared(a[1], b[1]) > 0
			if len(a[1]) == 0 || len(b[1]) == 0 {
				found = dice(a[2], b[2]) >= 0.5
			}
			if found {
				hits++
			}
			allExact, all80 := true, true
			for k := range a {
				s, v := shared(a[k], b[k]), dice(a[k], b[k])
				tokHit[k] += float64(s)
				both := len(a[k]) > 0 && len(b[k]) > 0
				if both {
					soft[k] += v
				}
				if both && v == 1 {
					exact[k]++
				}
				absent := len(a[k]) == 0 && len(b[k]) == 0
				allExact = allExact && (v == 1 || absent)
				all80 = all80 && (v >= 0.8 || absent)
			}
			if allExact {
				tripleExact++
			}
			if all80 {
				triple80++
			}
		}
	}
	row := func(name string, hitRead, hitGold, read, gold float64) Row {
		r := Row{Name: "polnear_" + name, Ranked: true, Gold: int(gold), Read: int(read)}
		r.Precision, r.Recall, r.F1 = prf(hitRead, hitGold, read, gold)
		return r
	}
	rows := []Row{
		row("detect", hits, hits, readN, goldN),
		row("triple_80", triple80, triple80, readN, goldN),
		row("triple_exact", tripleExact, tripleExact, readN, goldN),
	}
	for k, name := range []string{"source", "cue", "content"} {
		rows = append(rows,
			row(name+"_exact", exact[k], exact[k], readRole[k], goldRole[k]),
			row(name+"_soft", soft[k], soft[k], readRole[k], goldRole[k]),
			row(name+"_tokens", tokHit[k], tokHit[k], tokRead[k], tokGold[k]))
	}
	return rows
}

// outermost drops what lies within another relation's content, cue and all.
func outermost(rs []Relation) []Relation {
	within := func(inner, outer Relation) bool {
		in := append(append([]parley.Span(nil), inner.Cue...), inner.Content...)
		for _, s := range in {
			ok := false
			for _, c := range outer.Content {
				ok = ok || c.Contains(s)
			}
			if !ok {
				return false
			}
		}
		return len(in) > 0
	}
	var out []Relation
	for i, r := range rs {
		nested := false
		for j, o := range rs {
			nested = nested || i != j && within(r, o) && !(within(o, r) && i < j)
		}
		if !nested {
			out = append(out, r)
		}
	}
	return out
}

// roles are the token sets of source, cue and content, sorted token numbers.
type roles [3][]int

func roleSets(rs []Relation, toks []parley.Span, text string) []roles {
	out := make([]roles, len(rs))
	for i, r := range rs {
		out[i] = roles{tokenSet(r.Source, toks, text), tokenSet(r.Cue, toks, text), tokenSet(r.Content, toks, text)}
	}
	return out
}

// tokenSet is the tokens of the spans, without the marks at either end of each
// piece, on which annotators differ.
func tokenSet(spans []parley.Span, toks []parley.Span, text string) []int {
	var out []int
	for _, s := range spans {
		a := sort.Search(len(toks), func(i int) bool { return toks[i].End > s.Start })
		b := sort.Search(len(toks), func(i int) bool { return toks[i].Start >= s.End })
		lo, hi := a, b
		for a < b && mark(toks[a].In(text)) {
			a++
		}
		for b > a && mark(toks[b-1].In(text)) {
			b--
		}
		if a == b { // nothing but marks: a colon as a cue
			a, b = lo, hi
		}
		for ; a < b; a++ {
			out = append(out, a)
		}
	}
	sort.Ints(out)
	kept := out[:0]
	for i, v := range out {
		if i == 0 || v != out[i-1] {
			kept = append(kept, v)
		}
	}
	return kept
}

func mark(tok string) bool {
	r, _ := utf8.DecodeRuneInString(tok)
	return !wordRune(r)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' }

// wordsAndMarks cuts text into words (one inner apostrophe allowed) and single marks,
// so that any reader's spans can be compared.
func wordsAndMarks(text string) []parley.Span {
	var out []parley.Span
	run := func(i int) int {
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) {
				break
			}
			i += n
		}
		return i
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		end := i + n
		switch {
		case wordRune(r):
			end = run(i)
			if strings.HasPrefix(text[end:], "'") {
				if more := run(end + 1); more > end+1 {
					end = more
				}
			}
		case unicode.IsSpace(r):
			i = end
			continue
		}
		out = append(out, parley.Span{Start: i, End: end})
		i = end
	}
	return out
}

func shared(a, b []int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

func dice(a, b []int) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(shared(a, b)) / float64(len(a)+len(b))
}

// align pairs gold and read one to one by the greatest total of
// 2 Dice(content) + Dice(cue) + Dice(source); pairs that share nothing are
// dropped.
func align(gold, read []roles) [][2]int {
	n := max(len(gold), len(read))
	weight := make([][]float64, n)
	for i := range weight {
		weight[i] = make([]float64, n)
		for j := range weight[i] {
			if i < len(gold) && j < len(read) {
				weight[i][j] = 2*dice(gold[i][2], read[j][2]) + dice(gold[i][1], read[j][1]) + dice(gold[i][0], read[j][0])
			}
		}
	}
	var out [][2]int
	for i, j := range assign(weight) {
		if weight[i][j] > 0 {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// assign gives each row a column of its own with the greatest total weight
// (Kuhn 1955, in the O(n³) form with potentials).
func assign(weight [][]float64) []int {
	n := len(weight)
	rowPot, colPot := make([]float64, n+1), make([]float64, n+1)
	rowOf, back := make([]int, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		slack, used := make([]float64, n+1), make([]bool, n+1)
		for j := range slack {
			slack[j] = 1e18
		}
		j := 0
		for rowOf[j] != 0 {
			used[j] = true
			row, next, delta := rowOf[j], 0, 1e18
			for k := 1; k <= n; k++ {
				if used[k] {
					continue
				}
				if c := -weight[row-1][k-1] - rowPot[row] - colPot[k]; c < slack[k] {
					slack[k], back[k] = c, j
				}
				if slack[k] < delta {
					delta, next = slack[k], k
				}
			}
			for k := 0; k <= n; k++ {
				if used[k] {
					rowPot[rowOf[k]] += delta
					colPot[k] -= delta
				} else {
					slack[k] -= delta
				}
			}
			j = next
		}
		for j != 0 {
			rowOf[j] = rowOf[back[j]]
			j = back[j]
		}
	}
	col := make([]int, n)
	for j := 1; j <= n; j++ {
		col[rowOf[j]-1] = j - 1
	}
	return col
}

// WithoutThat is a PolNeAR content without a leading "that", which the
// guidelines leave out of it.
func WithoutThat(text string, content []parley.Span) []parley.Span {
	out := append([]parley.Span(nil), content...)
	if s := out[0].In(text); len(s) > 5 && strings.EqualFold(s[:5], "that ") {
		out[0].Start += 5
	}
	return out
}
