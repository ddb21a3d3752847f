package pledge

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/parley-desk/parley"
)

// likeness is how far two figures agree.
type likeness int

const (
	unlike likeness = iota
	near            // one may be the other, said with another qualifier or rounded
	alike
)

// figure is what an assertion measures: a sum, a rate or a quantity.
type figure struct {
	kind  string // "GBP", "rate percent", "quantity tonnes"; "" for none
	value float64
	how   parley.Qualifier
}

func figureOf(a *parley.Assertion) figure {
	switch {
	case a.Amount != nil:
		return figure{a.Amount.Currency, a.Amount.Value, a.Amount.Qualifier}
	case a.Rate != nil:
		return figure{"rate " + a.Rate.Unit, a.Rate.Value, a.Rate.Qualifier}
	case a.Quantity != nil:
		return figure{"quantity " + a.Quantity.Unit, a.Quantity.Value, a.Quantity.Qualifier}
	}
	return figure{}
}

func (f figure) money() bool { return f.kind != "" && !strings.Contains(f.kind, " ") }

// roundAbout is how far from "about £30bn" the sum may be that is meant.
const roundAbout = 0.05

// like compares two figures of one kind.
func (f figure) like(g figure) likeness {
	switch {
	case f.kind == "" || f.kind != g.kind:
		return unlike
	case f.value == g.value:
		return alike
	case f.value > g.value:
		return g.like(f)
	case f.how == parley.QualifierAbout || g.how == parley.QualifierAbout:
		if g.value-f.value <= roundAbout*g.value {
			return near
		}
	case f.how == parley.QualifierAtLeast || g.how == parley.QualifierUpTo:
		if g.value-f.value <= 2*roundAbout*g.value {
			return near
		}
	}
	if rounds(g.value, f.value) || rounds(f.value, g.value) {
		return near
	}
	return unlike
}

// rounds reports whether short is long rounded to short's digits, of which it
// has two or more.
func rounds(long, short float64) bool {
	if short <= 0 {
		return false
	}
	digits, _, _ := strings.Cut(strconv.FormatFloat(short, 'e', -1, 64), "e")
	n := len(digits) - 2 // after the point
	if n < 1 {
		return false
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(long, 'e', n, 64), 64)
	return err == nil && r == short && long != short
}

//go:embed currencies.txt
var currencies string

type worth struct{ least, most float64 } // in US dollars

var worths = sync.OnceValue(func() map[string]worth {
	out := map[string]worth{}
	for line := range strings.Lines(currencies) {
		f := strings.Fields(line)
		if len(f) != 3 || f[0] == "#" {
			continue
		}
		least, _ := strconv.ParseFloat(f[1], 64)
		most, _ := strconv.ParseFloat(f[2], 64)
		out[f[0]] = worth{least, most}
	}
	return out
})

// exchangeable reports whether two sums of different currencies can be one at
// some rate of recent years. Of a currency that is not in the list it says no.
func exchangeable(f, g figure) bool {
	a, okA := worths()[f.kind]
	b, okB := worths()[g.kind]
	if !okA || !okB || f.kind == g.kind || f.value <= 0 || g.value <= 0 {
		return false
	}
	ratio := g.value / f.value
	return a.least/b.most <= ratio && ratio <= a.most/b.least
}

// bounds are what an amount can come to.
func bounds(a *parley.Amount) (least, most float64) {
	switch a.Qualifier {
	case parley.QualifierUpTo:
		return 0, a.Value
	case parley.QualifierAtLeast:
		return a.Value, math.Inf(1)
	}
	return a.Value, a.Value
}
