package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
)

// nameCorpora are the corpora of names, by their files in the data folder.
var nameCorpora = []struct {
	file, name, licence string
	weight              float64
	dev                 bool
	read                func(file string) ([]lang.NamedText, error)
}{
	{"ner/en-worldwide-ner-train.jsonl.gz", "English Worldwide Newswire NER", "not stated", 1, false, readNamedJSON},
	{"ner/wikigold-train.conll.gz", "Wikigold", "CC BY 4.0", 1, false, readNamedCoNLL},
	{"ner/crossner-politics-train.conll.gz", "CrossNER politics", "MIT; text CC BY-SA", 0.7, false, readNamedCoNLL},
	{"ner/re3d-open-train.jsonl.gz", "re3d, open part", "OGL v3, US public domain, CC BY 3.0 AU, CC BY-SA 3.0", 0.5, false, readNamedJSON},
	{"ner/secfilings-train.conll.gz", "SEC filings NER", "CC BY 3.0", 0.2, false, readNamedCoNLL},
	{"ner/wnut17-train.conll.gz", "WNUT17", "CC BY 4.0", 0.2, false, readNamedCoNLL},
	{"coref/gum-coref-train.jsonl.gz", "GUM v11, open genres", "annotations CC BY 4.0; texts CC BY, CC BY-SA and public domain", 0.7, false, readNamedGUM},

	{"ner/en-worldwide-ner-dev.jsonl.gz", "worldwide", "", 1, true, readNamedJSON},
	{"ner/wikigold-dev.conll.gz", "wikigold", "", 1, true, readNamedCoNLL},
	{"ner/uner-ewt-dev.jsonl.gz", "uner_ewt", "", 1, true, readNamedJSON},
	{"ner/crossner-politics-dev.conll.gz", "crossner_politics", "", 1, true, readNamedCoNLL},
	{"coref/gum-coref-dev.jsonl.gz", "gum", "", 1, true, readNamedGUM},
}

// nameClass maps the types of the corpora to the classes of the model.
var nameClass = map[string]string{
	"Person": "PER", "PER": "PER", "person": "PER", "politician": "PER",
	"Organization": "ORG", "Organisation": "ORG", "ORG": "ORG", "organisation": "ORG", "organization": "ORG", "politicalparty": "ORG", "corporation": "ORG", "group": "ORG",
	"Location": "LOC", "LOC": "LOC", "location": "LOC", "country": "LOC", "place": "LOC", "Facility": "LOC",
	"NORP": "NORP", "Nationality": "NORP",
	"Misc": "MISC", "MISC": "MISC", "misc": "MISC", "Product": "MISC", "product": "MISC", "election": "MISC", "event": "MISC", "creative-work": "MISC",
	"Weapon": "MISC", "MilitaryPlatform": "MISC",
}

// trainNames learns to find names.
func trainNames(args []string, out io.Writer) error {
	t := newTraining("names", "finds names and their coarse classes; tells companies, bodies and outlets apart")
	data := t.String("data", "data", "folder of the labelled corpora")
	epochs := t.Int("epochs", 6, "passes over the corpora")
	rate := t.Float64("rate", 0.05, "step size")
	l1 := t.Float64("l1", 0.5, "penalty that leaves the table sparse")
	dir := t.String("posts", "", "folder of the project's annotated posts, whose sources and parties are names; may be empty")
	postWeight := t.Float64("post-weight", 1, "weight of the posts beside the corpora")
	without := t.Bool("open", false, "leave out corpora whose licence is not stated")
	if err := t.parse(args); err != nil {
		return err
	}
	t.card.Without = "parley-lab train names -open"
	var texts []lang.NamedText
	for _, c := range nameCorpora {
		if c.dev || *without && c.licence == "not stated" {
			continue
		}
		file := filepath.Join(*data, filepath.FromSlash(c.file))
		if err := t.corpus(file, c.name, c.licence); err != nil {
			return err
		}
		got, err := c.read(file)
		if err != nil {
			return err
		}
		for i := range got {
			got[i].Weight = c.weight
		}
		texts = append(texts, got...)
	}
	if *dir != "" {
		if err := t.corpusFolder(*dir, "the project's annotated posts", "annotations are the project's; texts belong to their publishers"); err != nil {
			return err
		}
		posts, err := readPosts(*dir)
		if err != nil {
			return err
		}
		for i := range posts {
			n := namedPost(&posts[i])
			n.Weight = *postWeight
			texts = append(texts, n)
		}
	}
	m := lang.TrainNames(texts, learn.Options{
		Epochs: *epochs, Rate: *rate, L1: *l1, L2: 0.01, MinCount: 2, Seed: *t.seed,
		Report: func(epoch int, loss float64) { progress(fmt.Sprintf("names: pass %d: loss %.4f", epoch, loss)) },
	})
	for _, c := range nameCorpora {
		if !c.dev {
			continue
		}
		got, err := c.read(filepath.Join(*data, filepath.FromSlash(c.file)))
		if err != nil {
			return err
		}
		p, r, f := scoreNames(got, func(text string) []lang.ClassedSpan { return lang.NamesBy(m, text) })
		fmt.Fprintf(out, "%-20s P %.1f R %.1f F1 %.1f\n", c.name, p, r, f)
		t.card.Scores[c.name+"_f1"] = float64(int(f*10+0.5)) / 10
	}
	var b learn.Builder
	b.CRF("names", m)
	file, err := b.Bytes()
	if err != nil {
		return err
	}
	return t.write(file)
}

// scoreNames is the exact-match precision, recall and F1, in per cent, of read
// over texts. Classes that a corpus does not have are not asked for.
func scoreNames(texts []lang.NamedText, read func(string) []lang.ClassedSpan) (p, r, f float64) {
	has := map[string]bool{}
	for _, t := range texts {
		for _, n := range t.Names {
			has[n.Class] = true
		}
	}
	hits, gold, found := 0.0, 0.0, 0.0
	for _, t := range texts {
		want := map[lang.ClassedSpan]bool{}
		for _, n := range t.Names {
			want[n] = true
		}
		gold += float64(len(want))
		for _, n := range read(t.Text) {
			if !has[n.Class] {
				continue
			}
			found++
			if want[n] {
				hits++
			}
		}
	}
	if hits == 0 {
		return 0, 0, 0
	}
	p, r = 100*hits/found, 100*hits/gold
	return p, r, 2 * p * r / (p + r)
}

// eachLine calls f for each line of a gzip-compressed file.
func eachLine(file string, f func(line []byte) error) error {
	r, err := os.Open(filepath.Clean(file))
	if err != nil {
		return err
	}
	defer r.Close()
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 64<<20)
	for n := 1; s.Scan(); n++ {
		if err := f(s.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return s.Err()
}

// byteOffsets maps code points of text to bytes.
func byteOffsets(text string) []int {
	out := make([]int, 0, len(text)+1)
	for i := range text {
		out = append(out, i)
	}
	return append(out, len(text))
}

// readNamedJSON reads texts with entities in code points.
func readNamedJSON(file string) ([]lang.NamedText, error) {
	var out []lang.NamedText
	err := eachLine(file, func(line []byte) error {
		var in struct {
			Text     string `json:"text"`
			Entities []struct {
				S    int    `json:"s"`
				E    int    `json:"e"`
				Type string `json:"type"`
			} `json:"entities"`
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		at := byteOffsets(in.Text)
		t := lang.NamedText{Text: in.Text}
		last := 0
		for _, e := range in.Entities {
			class := nameClass[e.Type]
			if class == "" || e.S < 0 || e.E >= len(at) || at[e.S] < last {
				continue
			}
			n := lang.ClassedSpan{Start: at[e.S], End: at[e.E], Class: class}
			// re3d has common nouns too: "rebels", "the Army".
			if strings.Contains(file, "re3d") {
				words := in.Text[n.Start:n.End]
				for _, article := range []string{"the ", "The "} {
					if strings.HasPrefix(words, article) {
						n.Start += len(article)
						words = in.Text[n.Start:n.End]
					}
				}
				if strings.ToLower(words) == words {
					continue
				}
			}
			t.Names = append(t.Names, n)
			last = n.End
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// readNamedGUM reads the named mentions of GUM's open genres. The outermost of
// nested ones counts.
func readNamedGUM(file string) ([]lang.NamedText, error) {
	var out []lang.NamedText
	err := eachLine(file, func(line []byte) error {
		var in struct {
			NC       bool   `json:"nc"`
			Text     string `json:"text"`
			Mentions []struct {
				S     int    `json:"s"`
				E     int    `json:"e"`
				Type  string `json:"type"`
				Named bool   `json:"named"`
			} `json:"mentions"`
			Tokens [][]any `json:"tokens"`
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		if in.NC {
			return nil
		}
		at := byteOffsets(in.Text)
		proper := map[int]bool{} // code points where a proper noun begins
		ends := map[int]bool{}
		for _, tok := range in.Tokens {
			if len(tok) == 4 && (tok[3] == "PROPN") {
				s, _ := tok[0].(float64)
				e, _ := tok[1].(float64)
				proper[int(s)], ends[int(e)] = true, true
			}
		}
		t := lang.NamedText{Text: in.Text}
		last := 0
		for _, m := range in.Mentions {
			class := nameClass[m.Type]
			// A phrase that is a name and no more: proper nouns at both ends.
			if !m.Named || class == "" || m.E >= len(at) || !proper[m.S] || !ends[m.E] || at[m.S] < last || m.E-m.S > 60 {
				continue
			}
			t.Names = append(t.Names, lang.ClassedSpan{Start: at[m.S], End: at[m.E], Class: class})
			last = at[m.E]
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// readNamedCoNLL reads sentences of tokens with IOB2 tags. Ten sentences make
// a text, so that capitals can be counted over more than one.
func readNamedCoNLL(file string) ([]lang.NamedText, error) {
	var out []lang.NamedText
	var b strings.Builder
	var t lang.NamedText
	sentences := 0
	flush := func() {
		if b.Len() > 0 {
			t.Text = b.String()
			out = append(out, t)
		}
		b.Reset()
		t, sentences = lang.NamedText{}, 0
	}
	glued := false // no blank before the next token
	err := eachLine(file, func(line []byte) error {
		word, tag, ok := strings.Cut(string(line), "\t")
		if !ok {
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n\n") {
				b.WriteString("\n\n")
				if sentences++; sentences == 10 {
					flush()
				}
			}
			glued = true
			return nil
		}
		if b.Len() > 0 && !glued && !closes(word) {
			b.WriteByte(' ')
		}
		glued = word == "(" || word == "$" || word == "£"
		start := b.Len()
		b.WriteString(word)
		if class := nameClass[strings.TrimPrefix(strings.TrimPrefix(tag, "B-"), "I-")]; tag != "O" && class != "" {
			if strings.HasPrefix(tag, "I-") && len(t.Names) > 0 {
				t.Names[len(t.Names)-1].End = b.Len()
			} else {
				if class == "MISC" && lang.Demonym(word) {
					class = "NORP"
				}
				t.Names = append(t.Names, lang.ClassedSpan{Start: start, End: b.Len(), Class: class})
			}
		}
		return nil
	})
	flush()
	return out, err
}

func capitalised(s string) bool { return strings.ToLower(s[:1]) != s[:1] }

// closes reports whether a token stands directly after the one before it.
func closes(word string) bool {
	switch word {
	case ".", ",", ";", ":", "?", "!", ")", "'s", "’s", "%", "n't":
		return true
	}
	return false
}

// namedPost finds in a post the names that its annotation tells of: the people
// and organisations that speak, the parties of deals, the outlet.
func namedPost(p *post) lang.NamedText {
	class := map[string]string{}
	give := func(name, c string) {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "the "), "The ")
		if len(name) > 2 && capitalised(name) {
			class[name] = c
		}
	}
	for _, d := range p.gold.Deals {
		for _, party := range d.Parties {
			switch {
			case lang.Place(party):
				give(party, "LOC")
			case !strings.Contains(party, " and ") && !strings.Contains(strings.ToLower(party), "compan"):
				give(party, "ORG")
			}
		}
	}
	for _, s := range p.gold.Statements {
		if s.Source == nil {
			continue
		}
		name := s.ResolvesTo
		if strings.Contains(name, " and ") {
			continue
		}
		switch low := strings.ToLower(*s.Source); {
		case low == "he" || low == "she" || strings.HasPrefix(low, "mr ") || strings.HasPrefix(low, "ms ") || strings.HasPrefix(low, "dr "):
			words := strings.Fields(name)
			if len(words) > 1 && len(words) < 5 && capitalised(name) && !strings.HasPrefix(strings.ToLower(name), "a ") && !strings.HasPrefix(name, "The ") {
				give(name, "PER")
				if before := words[len(words)-2]; capitalised(before) {
					give(words[len(words)-1], "PER")
				}
			}
		case low == "the company" || low == "the firm" || low == "the union":
			give(name, "ORG")
		}
	}
	give(p.gold.Document.Outlet, "ORG")
	for _, c := range p.gold.Document.Credits {
		if lang.Place(c) {
			continue
		}
		if strings.Count(c, " ") == 1 {
			give(c, "PER")
		}
	}
	text := p.doc.Text
	t := lang.NamedText{Text: text, Partial: true}
	taken := make([]bool, len(text)+1)
	var names []string
	for n := range class {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if len(names[i]) != len(names[j]) {
			return len(names[i]) > len(names[j])
		}
		return names[i] < names[j]
	})
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 0x80 || text[i] >= '0' && text[i] <= '9')
	}
	for _, n := range names {
		for at := 0; ; {
			i := strings.Index(text[at:], n)
			if i < 0 {
				break
			}
			i += at
			at = i + len(n)
			if letter(i-1) || letter(at) || taken[i] || taken[at-1] {
				continue
			}
			for k := i; k < at; k++ {
				taken[k] = true
			}
			t.Names = append(t.Names, lang.ClassedSpan{Start: i, End: at, Class: class[n]})
		}
	}
	sort.Slice(t.Names, func(i, j int) bool { return t.Names[i].Start < t.Names[j].Start })
	return t
}
