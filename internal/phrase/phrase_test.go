package phrase

import (
	"testing"

	"github.com/parley-desk/parley"
)

func TestFiguresAreShortAndExact(t *testing.T) {
	from := 25.0
	for _, c := range []struct {
		a    *parley.Amount
		r    *parley.Rate
		q    *parley.Quantity
		want string
	}{
		{a: &parley.Amount{Value: 31e9, Currency: "GBP"}, want: "£31bn"},
		{a: &parley.Amount{Value: 2.4e9, Currency: "CAD", Qualifier: "about"}, want: "about CAD 2.4bn"},
		{a: &parley.Amount{Value: 38.5, Currency: "USD"}, want: "$38.50"},
		{a: &parley.Amount{Value: 1234567, Currency: "EUR", Qualifier: "up_to"}, want: "up to €1,234,567"},
		{a: &parley.Amount{Value: 2.05e10, Currency: "INR"}, want: "₹20.5bn"},
		{a: &parley.Amount{Value: 550e9, Currency: "USD", Qualifier: "at_least"}, want: "at least $550bn"},
		{a: &parley.Amount{Value: 900, Currency: "EUR"}, want: "€900"},
		{r: &parley.Rate{Value: 15, Unit: "percent", From: &from}, want: "from 25% to 15%"},
		{q: &parley.Quantity{Value: 13000, Unit: "tonnes", Of: "beef"}, want: "13,000 tonnes of beef"},
		{want: ""},
	} {
		if got := Figure(c.a, c.r, c.q); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
