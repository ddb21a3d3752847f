package lang

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

func figured(text string) *Doc {
	d := &Doc{Text: text, Header: &parley.Header{Text: text}}
	d.split()
	d.findFigures()
	return d
}

func showFigure(d *Doc, f Figure) string {
	num := func(v float64) string {
		return strings.NewReplacer("e+0", "e", "e+", "e").Replace(fmt.Sprintf("%g", v))
	}
	show := func(q parley.Qualifier, s string) string {
		if q != parley.QualifierExact {
			s = string(q) + " " + s
		}
		return f.In(d.Text) + "=" + s
	}
	switch {
	case f.Amount != nil:
		return show(f.Amount.Qualifier, num(f.Amount.Value)+" "+f.Amount.Currency)
	case f.Rate != nil:
		s := num(f.Rate.Value) + "%"
		if f.Rate.From != nil {
			s += " from " + num(*f.Rate.From)
		}
		return show(f.Rate.Qualifier, s)
	}
	s := num(f.Quantity.Value) + " " + f.Quantity.Unit
	if f.Quantity.Of != "" {
		s += " of " + string(f.Quantity.Of)
	}
	return show(f.Quantity.Qualifier, s)
}

func TestFiguresAreRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Money.
		{"The pledge of £31bn stands.", "£31bn=3.1e10 GBP"},
		{"a fund of $550 billion", "$550 billion=5.5e11 USD"},
		{"They will lend €300m.", "€300m=3e8 EUR"},
		{"an order worth Rs 2,000 crore", "Rs 2,000 crore=2e10 INR"},
		{"an order worth Rs. 1,00,000", "Rs. 1,00,000=100000 INR"},
		{"up to US$4.5m a year", "US$4.5m=up_to 4.5e6 USD"},
		{"more than a £1bn", "£1bn=at_least 1e9 GBP"},
		{"about A$368bn over time", "A$368bn=about 3.68e11 AUD"},
		{"HK$20 million and S$3m", "HK$20 million=2e7 HKD|S$3m=3e6 SGD"},
		{"some 40 billion yuan", "40 billion yuan=about 4e10 CNY"},
		{"a 20.5 million pound proposal", "20.5 million pound=2.05e7 GBP"},
		{"a multi-year 20-million-pound programme", "20-million-pound=2e7 GBP"},
		{"worth $10bn or more", "$10bn=at_least 1e10 USD"},
		{"It is worth $10 billion-plus.", "$10 billion=1e10 USD"},
		{"It costs £3m-£4m.", "£3m=3e6 GBP|£4m=4e6 GBP"},
		{"a budget of $5-7 billion", "$5-7 billion=7e9 USD"},
		{"half a billion dollars", "half a billion dollars=5e8 USD"},
		{"a trillion-dollar plan", "a trillion-dollar=1e12 USD"},
		{"two million euros", "two million euros=2e6 EUR"},
		{"100,000 won apiece; we won 3 seats", "100,000 won=100000 KRW|3 seats=3 seats"},
		{"a 500-pound bomb", ""},
		{"€90bn (£79bn; $105bn) loan", "€90bn=9e10 EUR|£79bn=7.9e10 GBP|$105bn=1.05e11 USD"},
		{"USD 40 million", "USD 40 million=4e7 USD"},
		// Prices.
		{"180p per Lantern share", "180p=1.8 GBP"},
		{"a $124.25-per-share bid", "$124.25=124.25 USD"},
		{"98 Singapore cents for each unit", "98 Singapore cents=0.98 SGD"},
		{"99 pence", "99 pence=0.99 GBP"},
		// Rates.
		{"a 25% tariff", "25%=25%"},
		{"cut from 25% to 15%", "25% to 15%=15% from 25"},
		{"a tariff of 10 per cent, down from 27.5 per cent", "10 per cent=10% from 27.5|27.5 per cent=27.5%"},
		{"tariffs on rivets have been cut to zero", "zero=0%"},
		{"a zero percent rate", "zero percent=0%"},
		{"24 percentage points", "24 percentage points=24%"},
		{"at least 2.5% of output", "2.5%=at_least 2.5%"},
		// Quantities.
		{"a quota of 13,000 tonnes of beef", "13,000 tonnes=13000 tonnes of beef"},
		{"up to 100,000 vehicles a year", "100,000 vehicles=up_to 100000 vehicles"},
		{"1.4 billion litres of ethanol can arrive", "1.4 billion litres=1.4e9 litres of ethanol"},
		{"at least five new warships", "five new warships=at_least 5 warships of new warships"},
		{"three second-hand Corvus-class submarines", "three second-hand Corvus-class submarines=3 submarines of second-hand Corvus-class submarines"},
		{"18 Norlandish soldiers", "18 Norlandish soldiers=18 soldiers of Norlandish soldiers"},
		{"600 aid trucks a day", "600 aid trucks=600 trucks of aid trucks"},
		{"a 2.8-gigawatt plant", "2.8-gigawatt=2.8 gigawatts"},
		{"750 MW of power", "750 MW=750 megawatts of power"},
		{"a 40km road", "40km=40 km"},
		{"in 2025 jobs went", ""},
		{"the A380 jets, model B12 and 4 July", ""},
		{"chapter 3.4 and 9/11", ""},
	} {
		d := figured(c.text)
		var got []string
		for _, f := range d.Figures {
			got = append(got, showFigure(d, f))
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

func TestConvertedMoneyIsMarked(t *testing.T) {
	d := figured("A €90bn (£79bn; $105bn) loan, and $5 per share for £2bn (2024: £1bn).")
	var rules []string
	for _, f := range d.Figures {
		rules = append(rules, f.Rule)
	}
	if g := strings.Join(rules, " "); g != "money money_converted money_converted money_per_share money money_converted" {
		t.Error(g)
	}
}

func FuzzFigures(f *testing.F) {
	for _, s := range []string{"£31bn", "from 25% to", "$-5-7 billion (", "Rs. 1,00,000,00 crore crore", "a half a dozen p", "1e9 000,000.0.0 tonnes of", "zero to zero tariffs to zero"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := figured(text)
		end := 0
		for _, x := range d.Figures {
			if x.Start < end || x.End > len(text) || x.Empty() {
				t.Fatalf("span %v of %q", x.Span, text)
			}
			end = x.End
			set := 0
			for _, v := range []float64{value(x.Amount != nil, x), value(x.Rate != nil, x), value(x.Quantity != nil, x)} {
				if !math.IsNaN(v) {
					set++
				}
				if math.IsInf(v, 0) {
					t.Fatalf("%q is endless", x.In(text))
				}
			}
			if set != 1 {
				t.Fatalf("%q: %d kinds", x.In(text), set)
			}
		}
	})
}

func value(is bool, f Figure) float64 {
	switch {
	case !is:
		return math.NaN()
	case f.Amount != nil:
		return f.Amount.Value
	case f.Rate != nil:
		return f.Rate.Value
	}
	return f.Quantity.Value
}
