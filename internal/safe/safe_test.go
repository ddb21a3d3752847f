package safe

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestWhatActsIsSpelledOut(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain words", "Talks over the £31bn pact — “live”", "Talks over the £31bn pact — “live”"},
		{"an escape sequence", "a\x1b[31mred", "a<U+001B>[31mred"},
		{"an eight-bit control sequence", "a\u009b31m", "a<U+009B>31m"},
		{"a bell and a backspace", "a\a\b", "a<U+0007><U+0008>"},
		{"text turned round", "pay \u202e000,1\u202c", "pay <U+202E>000,1<U+202C>"},
		{"an isolate", "\u2066x\u2069", "<U+2066>x<U+2069>"},
		{"a name with a hidden blank", "Down\u200bing", "Down<U+200B>ing"},
		{"a joiner between letters", "Re\u200duters", "Re<U+200D>uters"},
		{"a joined picture", "👩\u200d🚒", "👩\u200d🚒"},
		{"a byte order mark inside", "a\ufeffb", "a<U+FEFF>b"},
		{"tags", "a\U000e0041", "a<U+E0041>"},
		{"bytes hidden in selectors", "a\U000e0101", "a<U+E0101>"},
		{"a picture-style selector", "❤\ufe0f", "❤\ufe0f"},
		{"broken encoding", "a\xff\xfeb", "a<0xFF><0xFE>b"},
		{"line feed and tab", "a\n\tb", "a\n\tb"},
		{"a Windows line end", "a\r\nb", "a\nb"},
		{"a carriage return that overwrites", "a\rb", "a<U+000D>b"},
		{"a line separator", "a\u2028b", "a<U+2028>b"},
		{"accents", "Élysée, e\u0301", "Élysée, e\u0301"},
		{"a tower of marks", "a" + strings.Repeat("\u0301", 6), "a" + strings.Repeat("\u0301", 4) + "<U+0301><U+0301>"},
		{"private use", "\ue000", "<U+E000>"},
		{"other scripts", "Договор 条約 اتفاق", "Договор 条約 اتفاق"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("Text(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestLineIsOneLine(t *testing.T) {
	if got, want := Line(" a\n\n b\tc\x1b "), "a b c<U+001B>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFormulaIsGuarded(t *testing.T) {
	for in, want := range map[string]string{
		`=HYPERLINK("http://x")`: `'=HYPERLINK("http://x")`,
		"+1":                     "'+1",
		"-2+3":                   "'-2+3",
		"@SUM(A1)":               "'@SUM(A1)",
		"\t=1":                   "'\t=1",
		" \r\n=1":                "' \n=1",
		"\u200b=1":               "'<U+200B>=1",
		"＝1+1":                   "'＝1+1",
		"a=b":                    "a=b",
		"":                       "",
		"£31bn":                  "£31bn",
	} {
		if got := Cell(in); got != want {
			t.Errorf("Cell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestJSONKeepsValues(t *testing.T) {
	in := "a\x1b\u009b\u202e\U000e0041 £ \u2028"
	encoded, _ := json.Marshal(in)
	out := JSON(encoded)
	for _, r := range string(out) {
		if acts(r) {
			t.Errorf("%q holds %U", out, r)
		}
	}
	var back string
	if err := json.Unmarshal(out, &back); err != nil || back != in {
		t.Errorf("read back %q, %v", back, err)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b]0;title\a", "\u202eabc", "a\xff", "e\u0301\u0301\u0301\u0301\u0301\u0301", "👩\u200d🚒", "\r\n\r"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Text(s)
		if !utf8.ValidString(out) {
			t.Fatalf("Text(%q) is no UTF-8: %q", s, out)
		}
		if again := Text(out); again != out {
			t.Fatalf("Text(%q) = %q, and again %q", s, out, again)
		}
		var prev rune
		for _, r := range out {
			if acts(r) && r != '\n' && r != '\t' && (r != joiner || !joins(prev)) {
				t.Fatalf("Text(%q) lets %U through", s, r)
			}
			prev = r
		}
		if line := Line(s); strings.ContainsFunc(line, func(r rune) bool { return r == '\n' || r == '\t' }) {
			t.Fatalf("Line(%q) = %q", s, line)
		}
		cell := strings.TrimLeftFunc(Cell(s), unicode.IsSpace)
		if cell != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(cell)[0]) {
			t.Fatalf("Cell(%q) is a formula: %q", s, cell)
		}
		encoded, _ := json.Marshal(s)
		var a, b string
		if json.Unmarshal(encoded, &a) != nil || json.Unmarshal(JSON(encoded), &b) != nil || a != b {
			t.Fatalf("JSON(%q) reads back as %q", encoded, b)
		}
	})
}
