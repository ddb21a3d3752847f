package condition

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
)

// Kind is how a condition stands to its effect.
type Kind string

// The kinds, each with the word that writes it.
const (
	Precedent  Kind = "precedent"  // when: it must come first
	Concurrent Kind = "concurrent" // while: the two go together
	Subsequent Kind = "subsequent" // until: it ends the effect
	Linkage    Kind = "linkage"    // given: the one bears on the other
)

// connectives write the kinds.
var connectives = []struct {
	word string
	kind Kind
}{{"when", Precedent}, {"while", Concurrent}, {"until", Subsequent}, {"given", Linkage}}

// Condition is one condition: the effect on a deal and what it hangs on.
type Condition struct {
	Effect parley.Effect
	Deal   Deal
	Kind   Kind
	Expr   Expr
}

// Deal names a deal, or a provision of one, by the deal's id.
type Deal struct {
	ID        string
	Provision string // "" for the whole deal
	Offset    int    // byte of the source at which it stands
}

// Expr is what a condition hangs on: one of [All], [Any], [Not], [Words],
// [Event], [Position], [Reached], [Deadline] and [Elapsed].
type Expr interface {
	print(b *strings.Builder, outer int)
}

// All holds when all of its parts do.
type All struct{ Of []Expr }

// Any holds when one of its parts does.
type Any struct{ Of []Expr }

// Not holds when X does not.
type Not struct{ X Expr }

// Words is a quoted predicate: whether it holds is what statements say.
type Words struct {
	Text  string
	On    *Deal  // the deal it is about, nil when it names none
	From  string // who must do it, "" when nobody is named
	Judge string // whose judgement decides, "" when nobody's is named
}

// Event holds when the event has happened to the deal.
type Event struct {
	Event   parley.Event
	Deal    Deal
	Who     string         // by whom, "" for anybody
	Parties int            // by how many parties at least, 0 for any
	Amount  *parley.Amount // of how much at least, nil for any; money paid or delivered
}

// Position holds when the deal stands at the value on the axis.
type Position struct {
	Axis  parley.Axis
	Deal  Deal
	Value string
}

// Reached holds from the beginning of the date on.
type Reached struct{ Date string }

// Deadline holds when X has come true in time: by the end of By, or within a
// period of Of.
type Deadline struct {
	X      Expr
	By     string  // EDTF date; "" when Within is set
	Within *Period // nil when By is set
	Of     Expr
}

// Elapsed holds once a period has passed since Of came true.
type Elapsed struct {
	After Period
	Of    Expr
}

// Period is a length of calendar time.
type Period struct {
	N    int
	Unit string // days, weeks, months, years
}

// Levels of the printer, loosest first.
const (
	levelOr = iota
	levelAnd
	levelNot
	levelSuffix
)

// String prints the condition as Parse reads it.
func (c *Condition) String() string {
	var b strings.Builder
	word := ""
	for _, k := range connectives {
		if k.kind == c.Kind {
			word = k.word
		}
	}
	fmt.Fprintf(&b, "%s(%s) %s ", c.Effect, c.Deal, word)
	c.Expr.print(&b, levelOr)
	return b.String()
}

// Print writes an expression as Parse reads it after a connective.
func Print(x Expr) string {
	var b strings.Builder
	x.print(&b, levelOr)
	return b.String()
}

// String is the deal's id, and its provision after a slash.
func (d Deal) String() string {
	if d.Provision != "" {
		return d.ID + "/" + d.Provision
	}
	return d.ID
}

func printList(b *strings.Builder, of []Expr, word string, own, outer int) {
	if outer > own {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for i, x := range of {
		if i > 0 {
			b.WriteString(" " + word + " ")
		}
		x.print(b, own+1)
	}
}

func (x All) print(b *strings.Builder, outer int) { printList(b, x.Of, "and", levelAnd, outer) }
func (x Any) print(b *strings.Builder, outer int) { printList(b, x.Of, "or", levelOr, outer) }

func (x Not) print(b *strings.Builder, outer int) {
	if outer > levelNot {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	b.WriteString("not ")
	x.X.print(b, levelNot)
}

func (x Words) print(b *strings.Builder, _ int) {
	b.WriteString(quote(x.Text))
	if x.On != nil {
		b.WriteString(" on " + x.On.String())
	}
	if x.From != "" {
		b.WriteString(" from " + quote(x.From))
	}
	if x.Judge != "" {
		b.WriteString(" judged by " + quote(x.Judge))
	}
}

func (x Event) print(b *strings.Builder, _ int) {
	b.WriteString(string(x.Event) + "(" + x.Deal.String())
	if x.Who != "" {
		b.WriteString(", " + quote(x.Who))
	}
	b.WriteByte(')')
	if x.Amount != nil {
		b.WriteString(" of " + x.Amount.Currency + " " + strconv.FormatFloat(x.Amount.Value, 'f', -1, 64))
	}
	if x.Parties > 0 {
		fmt.Fprintf(b, " by %d parties", x.Parties)
	}
}

func (x Position) print(b *strings.Builder, _ int) {
	fmt.Fprintf(b, "%s(%s) = %s", x.Axis, x.Deal, x.Value)
}

func (x Reached) print(b *strings.Builder, _ int) { b.WriteString("reached " + x.Date) }

func (x Deadline) print(b *strings.Builder, outer int) {
	if outer > levelSuffix {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	x.X.print(b, levelSuffix)
	if x.Within == nil {
		b.WriteString(" by " + x.By)
		return
	}
	b.WriteString(" within " + x.Within.String() + " of ")
	x.Of.print(b, levelSuffix+1)
}

func (x Elapsed) print(b *strings.Builder, outer int) {
	if outer > levelSuffix {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	b.WriteString(x.After.String() + " after ")
	x.Of.print(b, levelSuffix+1)
}

// String is the period in words.
func (p Period) String() string {
	if p.N == 1 {
		return "1 " + strings.TrimSuffix(p.Unit, "s")
	}
	return strconv.Itoa(p.N) + " " + p.Unit
}

// quote writes a string as the language does: double quotation marks, with a
// backslash before a mark or backslash within.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
