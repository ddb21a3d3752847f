package lang

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

func analyzed(text string) *Doc {
	d := &Doc{Text: text, Header: &parley.Header{Text: text}}
	d.split()
	return d
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"He can't go; it's Quill's, don’t you'd say?":   "He|ca|n't|go|;|it|'s|Quill|'s|,|do|n’t|you|'d|say|?",
		"The US-UK post-war deal, worth £31bn (or 7%).": "The|US|-|UK|post-war|deal|,|worth|£|31|bn|(|or|7|%|)|.",
		"Mr. Dorn of the U.S. met J. Lind at No. 10.":   "Mr.|Dorn|of|the|U.S.|met|J.|Lind|at|No.|10|.",
		"We cannot wait... or can we?!":                 "We|can|not|wait|...|or|can|we|?!",
		"AT&T paid $1,200.50 at 10:30 on 11/28/2000.":   "AT&T|paid|$|1,200.50|at|10:30|on|11/28/2000|.",
		"the workers' deal, the 1990s and '90s":         "the|workers|'|deal|,|the|1990s|and|'90s",
		"see https://a.example/x?y=1, or mail a@b.org.": "see|https://a.example/x?y=1|,|or|mail|a@b.org|.",
		"''Yes,'' he said":                              "''|Yes|,|''|he|said",
		"O'Neill said it at six o'clock":                "O'Neill|said|it|at|six|o'clock",
		"at 7:30PM":                                     "at|7:30|PM",
		"the 20th, 5pm and 2025-12-16":                  "the|20th|,|5|pm|and|2025-12-16",
		"It ended.The rest":                             "It|ended|.|The|rest",
		"@envoy #steel and/or 50-year-old":              "@envoy|#steel|and|/|or|50|-|year|-|old",
	} {
		d := analyzed(in)
		var got []string
		for _, tok := range d.Toks {
			got = append(got, tok.Text)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s\n got %s\nwant %s", in, s, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, text := range []string{
		"Mr. Dorn left.|He met Dr. Osei of Rivet Inc. on Friday.",
		"Talks at No 10 failed.|Talks at No. 10 Downing Street failed.",
		"The U.S. said no.|It left the U.S.|The talks ended.",
		"The U.S. Treasury spoke.",
		`"Is it over?" Quill asked.|"No!" the envoy said.|She left.`,
		`"It is close," Quill said.|"It is not done."`,
		`"Is it over?" Marta Quill told the Courier.|She left.`,
		`He called it "dead."|The minister said he was done.`,
		`"It is close.|It is not done," Quill said.`,
		`He called it "a bad deal."|The minister left.`,
		`'It's the workers' deal,' said Lind.|'Nobody's else.'|He left.`,
		"J. P. Lind spoke.|Then R. Osei did.",
		"It fell ... and rose.|It fell...|Then it rose.",
		"He left at 5 p.m.|The others stayed.",
		"(He left.)|The others stayed.",
		"He left.[4]|The others stayed. [5] [6]|They ate.",
		"1. The parties agree.|2. They sign.",
		"It lapsed on Jan. 5.|In Feb. it was revived.",
		"Apple Inc. said so.|Dorn of Rivet Inc.|He agreed.",
	} {
		sents := strings.Split(text, "|")
		d := analyzed(strings.Join(sents, " "))
		var got []string
		for _, s := range d.Sents {
			got = append(got, s.In(d.Text))
		}
		if !slices.Equal(got, sents) {
			t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), text)
		}
	}
}

// quoted shows the quotations of a text as style, depth, flags and inner text.
func quoted(d *Doc) []string {
	var out []string
	for _, q := range d.Quotes {
		s := fmt.Sprintf("%s%d", []string{"d", "s", "t"}[q.Style], q.Depth)
		if q.Open {
			s += "o"
		}
		if q.Continues {
			s += "c"
		}
		out = append(out, s+":"+q.Inner.In(d.Text))
	}
	return out
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{`"The text is done," the envoy said. "It is."`, []string{"d0:The text is done,", "d0:It is."}},
		{"“We began in March.\n“We end in May,” Osei said.", []string{"d0o:We began in March.", "d0c:We end in May,"}},
		{"\"We began.\n\"We go on.\n\"We end,\" he said.", []string{"d0o:We began.", "d0oc:We go on.", "d0c:We end,"}},
		{"'It's the workers' deal,' said Lind.", []string{"s0:It's the workers' deal,"}},
		{"‘It’s the workers’ deal,’ said Lind.", []string{"s0:It’s the workers’ deal,"}},
		{"Steel plan 'will be ready' - minister's office", []string{"s0:will be ready"}},
		{"Workers' fears over firms' 'thin' offer", []string{"s0:thin"}},
		{"The workers' deal and the firms' deal", nil},
		{"''We will go,'' he said. ''Soon.''", []string{"t0:We will go,", "t0:Soon."}},
		{`"He told me 'no' twice," Quill said.`, []string{"d0:He told me 'no' twice,", "s1:no"}},
		{`'He said "no" twice,' Quill said.`, []string{`s0:He said "no" twice,`, "d1:no"}},
		{"“He said ‘it’s the unions’ call’ twice,” Quill said.", []string{"d0:He said ‘it’s the unions’ call’ twice,", "s1:it’s the unions’ call"}},
		{`The "fast lane" and the "slow lane" open.`, []string{"d0:fast lane", "d0:slow lane"}},
		{`"We go, he said. "We stay," she said.`, []string{"d0o:We go, he said.", "d0:We stay,"}},
		{`They got '90s music and rock 'n' roll`, nil},
		{`the 6" pipe and 5' wall`, nil},
		{`(“Yes.”)`, []string{"d0:Yes."}},
		{`"" "`, nil},
		{`We are nearly there," she said. "We are."`, []string{"d0:We are nearly there,", "d0:We are."}},
		{"\"We began.\nWe end,\" he said.", []string{"d0o:We began.", "d0c:We end,"}},
	} {
		d := analyzed(c.text)
		if got := quoted(d); !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// hostile are shapes that have made readers slow, each n bytes long or so.
var hostile = map[string]func(n int) string{
	"one sentence":     func(n int) string { return strings.Repeat("the envoy of the port and ", n/26) },
	"quotation marks":  func(n int) string { return strings.Repeat(`"`, n) },
	"spaced marks":     func(n int) string { return strings.Repeat(`" `, n/2) },
	"opening marks":    func(n int) string { return strings.Repeat("“a ", n/5) },
	"nested quotes":    func(n int) string { return strings.Repeat("“‘a ", n/16) + strings.Repeat("b’” ", n/16) },
	"apostrophes":      func(n int) string { return strings.Repeat("'", n) },
	"single openings":  func(n int) string { return strings.Repeat("'a ", n/3) },
	"plurals":          func(n int) string { return "'" + strings.Repeat("ministers' ", n/11) },
	"capitals":         func(n int) string { return strings.Repeat("THE ENVOY SAID NO. ", n/19) },
	"commas":           func(n int) string { return strings.Repeat(",", n) },
	"names":            func(n int) string { return strings.Repeat("Marta Quill, Ada Osei, ", n/23) },
	"numbers":          func(n int) string { return strings.Repeat("1,000", n/5) },
	"dotted":           func(n int) string { return strings.Repeat("a.", n/2) },
	"hyphens":          func(n int) string { return strings.Repeat("1-", n/2) },
	"one word":         func(n int) string { return strings.Repeat("a", n) },
	"addresses":        func(n int) string { return strings.Repeat("a@b.c://www.", n/12) },
	"no blank":         func(n int) string { return strings.Repeat("a'b", n/3) },
	"paragraphs":       func(n int) string { return strings.Repeat("“a\n\n", n/6) },
	"brackets":         func(n int) string { return strings.Repeat("(", n/2) + strings.Repeat(")", n/2) },
	"stops":            func(n int) string { return strings.Repeat("A. ", n/3) },
	"combining":        func(n int) string { return strings.Repeat("a\u0301", n/3) },
	"invalid encoding": func(n int) string { return strings.Repeat("\xff\xc2", n/2) },
}

// wellFormed reports what is wrong with the offsets of d.
func wellFormed(d *Doc) error {
	at := 0
	for i, tok := range d.Toks {
		if tok.Start < at || tok.End <= tok.Start || tok.End > len(d.Text) || tok.In(d.Text) != tok.Text || tok.Low == "" {
			return fmt.Errorf("token %d %+v after byte %d", i, tok, at)
		}
		at = tok.End
		if tok.Quote >= len(d.Quotes) || tok.Quote >= 0 && !d.Quotes[tok.Quote].Contains(tok.Span) {
			return fmt.Errorf("token %d is not in quotation %d", i, tok.Quote)
		}
	}
	next, sent := 0, 0
	for p, para := range d.Paras {
		if para.Toks[0] != next || para.Sents[0] != sent {
			return fmt.Errorf("paragraph %d begins with token %d and sentence %d, want %d and %d", p, para.Toks[0], para.Sents[0], next, sent)
		}
		for s := para.Sents[0]; s < para.Sents[1]; s++ {
			if d.Sents[s].Toks[0] != next || d.Sents[s].Toks[1] <= next || d.Sents[s].Para != p {
				return fmt.Errorf("sentence %d %+v, want it to begin with token %d", s, d.Sents[s], next)
			}
			next = d.Sents[s].Toks[1]
		}
		sent = para.Sents[1]
		if para.Toks[1] != next {
			return fmt.Errorf("paragraph %d ends with token %d, its sentences with %d", p, para.Toks[1], next)
		}
	}
	if next != len(d.Toks) {
		return fmt.Errorf("paragraphs hold %d of %d tokens", next, len(d.Toks))
	}
	for i, q := range d.Quotes {
		if !q.Contains(q.Inner) || i > 0 && q.Start < d.Quotes[i-1].Start {
			return fmt.Errorf("quotation %d %+v", i, q)
		}
	}
	return nil
}

func FuzzSplit(f *testing.F) {
	for _, shape := range hostile {
		f.Add(shape(60))
	}
	f.Add("“We began.\n“It's over,” he said. 'No.' ''Yes,'' she can't 5pm U.S. No. 10")
	f.Fuzz(func(t *testing.T, text string) {
		if err := wellFormed(analyzed(text)); err != nil {
			t.Error(err)
		}
	})
}
