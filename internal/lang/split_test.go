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
		`"It is close.|It is not done," Quill said.`,
		`He called it "a bad deal."|The minister left.`,
		`'It's the workers' deal,' said Lind.|'Nobody's else.'|He left.`,
		"J. P. Lind spoke.|Then R. Osei did.",
		"It fell ... and rose.|It fell...|Then it rose.",
		"He left at 5 p.m.|The others stayed.",
		"(He left.)|The others stayed.",
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
	} {
		d := analyzed(c.text)
		if got := quoted(d); !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}
