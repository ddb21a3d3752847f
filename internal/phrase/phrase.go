// Package phrase puts values of the record into the few plain words that every
// surface uses for them: in_force as "in force", 31e9 GBP as "£31bn".
//
// In come values, out come strings of the program's own words, with the words
// of a document in between where the value holds some: a surface passes the
// result through package safe.
package phrase

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
)

// Words makes a value of a vocabulary readable: "in force" of in_force.
func Words(value string) string { return strings.ReplaceAll(value, "_", " ") }

// Summary says what an assertion asserts, in the terms of the record and the
// words of its document.
func Summary(a *parley.Assertion) string {
	switch a.Type {
	case parley.TypePosition:
		return string(a.Axis) + " " + Words(a.Value)
	case parley.TypeEvent:
		s := Words(string(a.Event))
		if a.Status != parley.StatusOccurred {
			s += ", " + string(a.Status)
		}
		if a.Date != "" {
			s += " " + string(a.Date)
		}
		return s
	case parley.TypeCommitment:
		s := Words(string(a.State))
		if f := Figure(a.Amount, a.Rate, a.Quantity); f != "" {
			s += " " + f
		}
		if a.Due != "" {
			s += " by " + string(a.Due)
		}
		return s + ": " + a.What
	case parley.TypeCondition:
		return Words(string(a.Effect)) + " when " + strconv.Quote(a.Requires)
	case parley.TypeObstacle:
		return a.What
	case parley.TypeLink:
		return Words(string(a.Relation))
	}
	return string(a.Type)
}

// Figure writes the one of the three that is given, "" for none.
func Figure(a *parley.Amount, r *parley.Rate, q *parley.Quantity) string {
	switch {
	case a != nil:
		return qualified(a.Qualifier, Money(a.Value, a.Currency))
	case r != nil:
		s := Number(r.Value) + unit(r.Unit)
		if r.From != nil {
			s = "from " + Number(*r.From) + unit(r.Unit) + " to " + s
		}
		return qualified(r.Qualifier, s)
	case q != nil:
		s := Grouped(q.Value) + " " + q.Unit
		if q.Of != "" {
			s += " of " + string(q.Of)
		}
		return qualified(q.Qualifier, strings.TrimSpace(s))
	}
	return ""
}

func qualified(q parley.Qualifier, s string) string {
	switch q {
	case "about":
		return "about " + s
	case "at_least":
		return "at least " + s
	case "up_to":
		return "up to " + s
	}
	return s
}

func unit(u string) string {
	if u == "percent" {
		return "%"
	}
	return " " + u
}

// signs are the currencies that a reader knows by sign. The others, and all
// dollars but one, stand by their code.
var signs = map[string]string{"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}

// Money writes an amount short and exact: £31bn, CAD 2.4bn, $38.50.
func Money(v float64, currency string) string {
	s := short(v)
	if sign := signs[currency]; sign != "" {
		return sign + s
	}
	return currency + " " + s
}

// short writes thousands, millions and so on as people say them, when that
// loses nothing.
func short(v float64) string {
	for _, m := range []struct {
		unit float64
		name string
	}{{1e12, "tn"}, {1e9, "bn"}, {1e6, "m"}} {
		if math.Abs(v) >= m.unit {
			if n := math.Round(v/m.unit*1000) / 1000; math.Abs(n*m.unit-v) < 1e-6*math.Abs(v) {
				return Number(n) + m.name
			}
		}
	}
	if v != math.Trunc(v) {
		return fmt.Sprintf("%.2f", v)
	}
	return Grouped(v)
}

// Number writes v with the digits it has and no more.
func Number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Grouped is Number with commas between thousands.
func Grouped(v float64) string {
	s := Number(v)
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}
