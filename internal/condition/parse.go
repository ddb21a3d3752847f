package condition

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Error is where a text is no condition, and why.
type Error struct {
	Offset     int    // byte of the source
	Column     int    // code points from the source's beginning, from 1
	Found      string // what stands there, "end of condition" at the end
	Expected   string
	Suggestion string // a word that may have been meant, "" when none is near
}

func (e *Error) Error() string {
	s := fmt.Sprintf("column %d: found %s, expected %s", e.Column, e.Found, e.Expected)
	if e.Suggestion != "" {
		s += fmt.Sprintf("; did you mean %q?", e.Suggestion)
	}
	return s
}

// Parse reads one condition, "operative(d) when …".
func Parse(src string) (*Condition, error) {
	p := &parser{src: src}
	p.next()
	c := p.condition()
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return c, nil
}

// ParseExpr reads what may stand after the connective.
func ParseExpr(src string) (Expr, error) {
	p := &parser{src: src}
	p.next()
	x := p.or(0)
	p.end()
	if p.err != nil {
		return nil, p.err
	}
	return x, nil
}

// nestAtMost keeps a hostile text from exhausting the stack.
const nestAtMost = 100

type token struct {
	kind   byte // 'w' word, 'q' quoted, 0 end, else the character itself
	text   string
	offset int
}

type parser struct {
	src string
	pos int
	tok token
	err *Error
}

// fail notes the first error; from then on every token is the end.
func (p *parser) fail(expected string, among ...string) {
	if p.err == nil {
		found := "end of condition"
		if p.tok.kind == 'q' {
			found = "quoted words"
		} else if p.tok.kind != 0 {
			found = strconv.Quote(p.tok.text)
		}
		p.err = &Error{Offset: p.tok.offset, Column: utf8.RuneCountInString(p.src[:p.tok.offset]) + 1, Found: found, Expected: expected,
			Suggestion: Nearest(p.tok.text, among)}
	}
	p.tok, p.pos = token{offset: len(p.src)}, len(p.src)
}

func (p *parser) end() {
	if p.err == nil && p.tok.kind != 0 {
		p.fail("and, or, by, within or the end", "and", "or", "by", "within")
	}
}

// next reads the next token.
func (p *parser) next() {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
	start := p.pos
	if start == len(p.src) {
		p.tok = token{offset: start}
		return
	}
	switch c := p.src[start]; {
	case wordByte(c):
		for p.pos < len(p.src) && wordByte(p.src[p.pos]) {
			p.pos++
		}
		p.tok = token{'w', p.src[start:p.pos], start}
	case c == '"' || strings.HasPrefix(p.src[start:], "“"):
		p.quoted(start)
	default:
		_, n := utf8.DecodeRuneInString(p.src[start:])
		p.pos += n
		p.tok = token{c, p.src[start:p.pos], start}
		if n > 1 {
			p.tok.kind = '?'
		}
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '/' || c == '.' || c == ':' || c == '~'
}

// quoted reads "…" with \" and \\ within, or “…”.
func (p *parser) quoted(start int) {
	if strings.HasPrefix(p.src[start:], "“") {
		inner, _, ok := strings.Cut(p.src[start+len("“"):], "”")
		if !ok {
			p.tok = token{'?', "“", start}
			p.fail("a closing ”")
			return
		}
		p.pos = start + len("“") + len(inner) + len("”")
		p.tok = token{'q', inner, start}
		return
	}
	var b strings.Builder
	for i := start + 1; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == '"':
			p.pos = i + 1
			p.tok = token{'q', b.String(), start}
			return
		case c == '\\' && i+1 < len(p.src):
			i++
			if p.src[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(p.src[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	p.tok = token{'?', `"`, start}
	p.fail(`a closing "`)
}

// take is the token if it is of the kind, which it passes.
func (p *parser) take(kind byte, expected string) token {
	t := p.tok
	if t.kind != kind {
		p.fail(expected)
		return token{}
	}
	p.next()
	return t
}

// word reports whether the token is this word, and passes it if so.
func (p *parser) word(w string) bool {
	if p.tok.kind == 'w' && p.tok.text == w {
		p.next()
		return true
	}
	return false
}

func (p *parser) condition() *Condition {
	c := &Condition{}
	effects := parley.Effects.Values()
	if p.tok.kind != 'w' || !slices.Contains(effects, p.tok.text) {
		p.fail("an effect: "+strings.Join(effects, ", "), effects...)
		return c
	}
	c.Effect = parley.Effect(p.take('w', "an effect").text)
	p.take('(', "(")
	c.Deal = p.deal()
	p.take(')', ")")
	var words []string
	for _, k := range connectives {
		words = append(words, k.word)
		if p.word(k.word) {
			c.Kind = k.kind
			c.Expr = p.or(0)
			return c
		}
	}
	p.fail("when, while, until or given", words...)
	return c
}

func (p *parser) deal() Deal {
	const expected = "a deal's id in small letters, digits and hyphens"
	if p.tok.kind != 'w' || strings.ToLower(p.tok.text) != p.tok.text {
		p.fail(expected)
		return Deal{}
	}
	t := p.take('w', expected)
	id, provision, slash := strings.Cut(t.text, "/")
	if id == "" || slash && provision == "" {
		p.tok = t
		p.fail(expected)
	}
	return Deal{ID: id, Provision: provision, Offset: t.offset}
}

func (p *parser) or(depth int) Expr {
	return p.list("or", depth, func(d int) Expr { return p.list("and", d, p.unary, func(of []Expr) Expr { return All{of} }) },
		func(of []Expr) Expr { return Any{of} })
}

func (p *parser) list(word string, depth int, part func(int) Expr, join func([]Expr) Expr) Expr {
	of := []Expr{part(depth)}
	for p.word(word) {
		of = append(of, part(depth))
	}
	if len(of) == 1 {
		return of[0]
	}
	return join(of)
}

func (p *parser) unary(depth int) Expr {
	if depth > nestAtMost {
		p.fail(fmt.Sprintf("at most %d levels", nestAtMost))
		return Words{}
	}
	if p.word("not") {
		return Not{p.unary(depth + 1)}
	}
	return p.suffixes(p.primary(depth), depth)
}

// suffixes reads the deadlines that follow an expression.
func (p *parser) suffixes(x Expr, depth int) Expr {
	for n := 0; ; n++ {
		if n > nestAtMost {
			p.fail("fewer deadlines")
			return x
		}
		switch {
		case p.word("by"):
			x = Deadline{X: x, By: p.date()}
		case p.word("within"):
			period := p.period()
			if !p.word("of") {
				p.fail(`"of"`, "of")
				return x
			}
			x = Deadline{X: x, Within: &period, Of: p.primary(depth + 1)}
		default:
			return x
		}
	}
}

func (p *parser) date() string {
	t := p.take('w', "a date such as 2026-05-08")
	if p.err == nil {
		if _, err := parley.ParseDate(t.text); err != nil {
			p.tok = t
			p.fail("a date such as 2026-05-08, 2026-05 or 2026")
		}
	}
	return t.text
}

var units = []string{"days", "weeks", "months", "years"}

func (p *parser) period() Period {
	n := p.count("a number of days, weeks, months or years")
	u := p.tok.text
	if !strings.HasSuffix(u, "s") {
		u += "s"
	}
	if p.tok.kind != 'w' || !slices.Contains(units, u) {
		p.fail("days, weeks, months or years", units...)
		return Period{}
	}
	p.next()
	return Period{n, u}
}

func (p *parser) count(expected string) int {
	n, err := strconv.Atoi(p.tok.text)
	if p.tok.kind != 'w' || err != nil || n < 1 || n > 1_000_000 {
		p.fail(expected)
		return 0
	}
	p.next()
	return n
}

// primaryWords may begin an expression beside an event or axis.
var primaryWords = []string{"not", "reached"}

func (p *parser) primary(depth int) Expr {
	if depth > nestAtMost {
		p.fail(fmt.Sprintf("at most %d levels", nestAtMost))
		return Words{}
	}
	switch {
	case p.tok.kind == '(':
		p.next()
		x := p.or(depth + 1)
		p.take(')', ")")
		return x
	case p.tok.kind == 'q':
		return p.words()
	case p.word("reached"):
		return Reached{p.date()}
	case p.tok.kind == 'w' && p.tok.text[0] >= '0' && p.tok.text[0] <= '9':
		period := p.period()
		if !p.word("after") {
			p.fail(`"after"`, "after")
			return Words{}
		}
		return Elapsed{period, p.primary(depth + 1)}
	case p.tok.kind == 'w' && parley.Axes.Has(p.tok.text):
		return p.position()
	case p.tok.kind == 'w' && eventNamed(p.tok.text) != "":
		return p.event()
	}
	p.fail(`quoted words, an event such as signed(…), an axis such as operative(…) = true, "reached", a period, "not" or (`,
		append(append(slices.Clone(primaryWords), parley.Events.Values()...), parley.Axes.Values()...)...)
	return Words{}
}

// aliases are further names of events, as deals' own texts call them.
var aliases = map[string]parley.Event{"notice": parley.EventNotified, "in_force": parley.EventEnteredIntoForce, "paid": parley.EventDelivered, "resumed": parley.EventTalksResumed}

func eventNamed(word string) parley.Event {
	if e := aliases[word]; e != "" {
		return e
	}
	if parley.Events.Has(word) {
		return parley.Event(word)
	}
	return ""
}

func (p *parser) words() Expr {
	x := Words{Text: p.take('q', "quoted words").text}
	if x.Text == "" && p.err == nil {
		p.fail("words between the quotation marks")
	}
	if p.word("on") {
		d := p.deal()
		x.On = &d
	}
	if p.word("from") {
		x.From = p.name()
	}
	if p.word("judged") {
		if !p.word("by") {
			p.fail(`"by"`, "by")
			return x
		}
		x.Judge = p.name()
	}
	return x
}

// name is a quoted name that is not empty.
func (p *parser) name() string {
	t := p.take('q', "a name in quotation marks")
	if p.err == nil && t.text == "" {
		p.tok = t
		p.fail("a name between the quotation marks")
	}
	return t.text
}

func (p *parser) event() Expr {
	x := Event{Event: eventNamed(p.take('w', "an event").text)}
	p.take('(', "(")
	x.Deal = p.deal()
	if p.tok.kind == ',' {
		p.next()
		x.Who = p.name()
	}
	p.take(')', ", or )")
	if p.word("of") {
		x.Amount = p.amount()
	}
	if save := *p; p.word("by") {
		n, err := strconv.Atoi(p.tok.text)
		p.next()
		if err == nil && n > 0 && n <= 1_000_000 && (p.word("parties") || p.word("party")) {
			x.Parties = n
		} else {
			*p = save // a deadline
		}
	}
	return x
}

func (p *parser) amount() *parley.Amount {
	cur := p.tok.text
	if p.tok.kind != 'w' || len(cur) != 3 || strings.ToUpper(cur) != cur {
		p.fail("a currency of three capitals, such as USD")
		return nil
	}
	p.next()
	text, scale := p.tok.text, 1.0
	for _, s := range []struct {
		suffix string
		by     float64
	}{{"bn", 1e9}, {"m", 1e6}, {"tn", 1e12}, {"k", 1e3}} {
		if t, ok := strings.CutSuffix(text, s.suffix); ok {
			text, scale = t, s.by
			break
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if p.tok.kind != 'w' || err != nil || !(v > 0) || v*scale > 1e18 || strings.ContainsAny(text, "xXpPeEnN_") {
		p.fail("an amount such as 5500000000 or 5.5bn")
		return nil
	}
	p.next()
	return &parley.Amount{Value: v * scale, Currency: cur, Qualifier: parley.QualifierAtLeast}
}

func (p *parser) position() Expr {
	x := Position{Axis: parley.Axis(p.take('w', "an axis").text)}
	p.take('(', "(")
	x.Deal = p.deal()
	p.take(')', ")")
	values := parley.AxisValues[x.Axis]
	if p.tok.kind != '=' && values.Has("true") {
		x.Value = "true" // operative(d) is short for operative(d) = true
		return x
	}
	p.take('=', "=")
	if p.err == nil && !values.Has(p.tok.text) {
		p.fail("a value of "+string(x.Axis)+": "+strings.Join(values.Values(), ", "), values.Values()...)
		return x
	}
	x.Value = p.take('w', "a value").text
	return x
}

// Nearest is the word among those that is at most two edits away from w, the
// nearest of them; "" when none is.
func Nearest(w string, among []string) string {
	best, least := "", 3
	for _, a := range among {
		if d := edits(w, a, least); d > 0 && d < least && d < len(a) {
			best, least = a, d
		}
	}
	return best
}

// edits is the Levenshtein distance of two words, where a swap of neighbours
// counts as one; limit or more when it is not below.
func edits(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
