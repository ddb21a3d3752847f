package condition_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/condition"
)

func TestConditionPrintsAsItReads(t *testing.T) {
	for _, src := range []string{
		`operative(us-uk-tpd) when "substantive progress" on us-uk-epd`,
		`operative(us-uk-tpd) while "substantive progress" on us-uk-epd from "United Kingdom" judged by "United States"`,
		`in_force(paris) when ratified(paris) by 55 parties and "55 percent of emissions" on paris`,
		`in_force(paris) when 30 days after (ratified(paris) by 55 parties and "55 percent of emissions" on paris)`,
		`completed(merger) when (approved(merger, "CMA") and approved(merger, "European Commission")) by 2026-05-08`,
		`paid(merger) when terminated(merger, "the buyer") and not approved(merger, "CMA") by 2026`,
		`paid(merger) when delivered(merger) of USD 5500000000`,
		`resumed(truce/phase-2) when "all hostages are back" on truce/phase-1 within 42 days of entered_into_force(truce)`,
		`in_force(d) until reached 2026-02-05`,
		`other(d) given stage(e) = signed or activity(e) = active and binding(e) = true`,
		`other(d) when not (signed(d) or not signed(e))`,
		`other(d) when "say \"yes\"" on e`,
		`other(d) when signed(d) by 2026-05 by 2027`,
	} {
		c, err := Parse(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got := c.String(); got != src {
			t.Errorf("%s\nprints as\n%s", src, got)
		}
	}
}

func TestShortFormsPrintInFull(t *testing.T) {
	for src, want := range map[string]string{
		`operative(a) when operative(b)`:                        `operative(a) when operative(b) = true`,
		`paid(a) when paid(a) of USD 5.5bn`:                     `paid(a) when delivered(a) of USD 5500000000`,
		`in_force(a) when signed(a) within 1 days of notice(b)`: `in_force(a) when signed(a) within 1 day of notified(b)`,
		`signed(a) when “it holds” on b`:                        `signed(a) when "it holds" on b`,
		`signed(a)  when((signed(b)))`:                          `signed(a) when signed(b)`,
	} {
		c, err := Parse(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
		} else if got := c.String(); got != want {
			t.Errorf("%s prints as\n%s, not as\n%s", src, got, want)
		}
	}
}

func TestErrorsSayWhereWhatAndWhich(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{``, `column 1: found end of condition, expected an effect: operative, resumed, signed, approved, in_force, completed, lifted, paid, other`},
		{`oprative(a) when signed(b)`, `column 1: found "oprative", expected an effect: operative, resumed, signed, approved, in_force, completed, lifted, paid, other; did you mean "operative"?`},
		{`signed(a) whne signed(b)`, `column 11: found "whne", expected when, while, until or given; did you mean "when"?`},
		{`signed(A) when signed(b)`, `column 8: found "A", expected a deal's id in small letters, digits and hyphens`},
		{`signed(a) when sigend(b)`, `column 16: found "sigend", expected quoted words, an event such as signed(…), an axis such as operative(…) = true, "reached", a period, "not" or (; did you mean "signed"?`},
		{`signed(a) when activity(b) = staled`, `column 30: found "staled", expected a value of activity: active, stalled, paused; did you mean "stalled"?`},
		{`signed(a) when signed(b) by 8 May`, `column 29: found "8", expected a date such as 2026-05-08, 2026-05 or 2026`},
		{`signed(a) when "überall on b`, `column 16: found "\"", expected a closing "`},
		{`signed(a) when "é" signed(b)`, `column 20: found "signed", expected and, or, by, within or the end`},
		{`signed(a) when signed(b) within 3 dyas of signed(c)`, `column 35: found "dyas", expected days, weeks, months or years; did you mean "days"?`},
		{`signed(a) when signed(b) of usd 5`, `column 29: found "usd", expected a currency of three capitals, such as USD`},
		{`signed(a) when ` + strings.Repeat("(", 500), `column 117: found "(", expected at most 100 levels`},
	} {
		_, err := Parse(c.src)
		if err == nil {
			t.Errorf("%s: no error", c.src)
		} else if err.Error() != c.want {
			t.Errorf("%.60s\n got %s\nwant %s", c.src, err, c.want)
		}
	}
}

func TestCheckNamesUnknownDealsAndCircles(t *testing.T) {
	var cs []*Condition
	for _, src := range []string{
		`in_force(a) when signed(a) and in_force(b)`,
		`in_force(b) when "x" on c and 3 days after in_force(c)`,
		`in_force(c) when in_force(a) or signed(us-uk-tdp)`,
		`signed(a) when signed(b)`,
		`in_force(d) until in_force(d)`,
	} {
		c, err := Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		cs = append(cs, c)
	}
	var got []string
	for _, p := range Check(cs, []string{"a", "b", "c", "d", "us-uk-tpd"}) {
		got = append(got, p.String())
	}
	want := []string{
		`no deal "us-uk-tdp"; did you mean "us-uk-tpd"?`,
		`circle: in_force(a) waits for in_force(b) waits for in_force(c) waits for in_force(a)`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// told is a world given as a table: printed expression → truth and date.
type told struct {
	says map[string]string // "true 2026-01-05", "false", "both"
	now  string
}

func (w told) Now() time.Time {
	if w.now == "" {
		return time.Time{}
	}
	iv, err := parley.ParseDate(w.now)
	if err != nil {
		panic(err)
	}
	return iv.To
}

func (w told) Tell(x Expr) Told {
	truth, date, _ := strings.Cut(w.says[Print(x)], " ")
	t := Told{Truth: map[string]parley.Truth{"true": parley.True, "false": parley.False, "both": parley.Both}[truth]}
	if date != "" {
		t.Since, _ = parley.ParseDate(date)
	}
	return t
}

func TestEval(t *testing.T) {
	both := map[string]string{"signed(a)": "both", "signed(b)": "true 2026-01-05", "signed(c)": "false"}
	for _, c := range []struct {
		src    string
		says   map[string]string
		now    string
		want   parley.Truth
		missed bool
	}{
		{`signed(x)`, nil, "", parley.None, false},
		{`signed(a) and signed(b)`, both, "", parley.Both, false},
		{`signed(a) and signed(c)`, both, "", parley.False, false},
		{`signed(a) or signed(c)`, both, "", parley.Both, false},
		{`signed(x) and signed(c)`, both, "", parley.False, false},
		{`signed(x) and signed(b)`, both, "", parley.None, false},
		{`not signed(c)`, both, "", parley.True, false},
		{`signed(b) by 2026-01-05`, both, "", parley.True, false},
		{`signed(b) by 2026-01-04`, both, "2026-02", parley.False, false},
		{`signed(x) by 2026-01-04`, both, "2026-01-03", parley.None, false},
		{`signed(x) by 2026-01-04`, both, "2026-01-04", parley.None, true},
		{`signed(c) by 2026-01-04`, both, "2026-01-03", parley.None, false},
		{`signed(c) by 2026-01-04`, both, "2026-01-05", parley.False, false},
		{`signed(x) within 10 days of signed(b)`, both, "2026-01-15", parley.None, true},
		{`signed(x) within 10 days of signed(b)`, both, "2026-01-14", parley.None, false},
		{`signed(x) within 10 days of signed(c)`, both, "2027", parley.None, false},
		{`30 days after signed(b)`, both, "2026-02-03", parley.False, false},
		{`30 days after signed(b)`, both, "2026-02-04T10:00", parley.None, false},
		{`30 days after signed(b)`, both, "2026-02-04", parley.True, false},
		{`30 days after signed(b)`, both, "2026-01-20", parley.False, false},
		{`30 days after signed(b)`, both, "", parley.None, false},
		{`reached 2026-05-08`, nil, "2026-05-08", parley.True, false},
		{`reached 2026-05-08`, nil, "2026-05-07", parley.False, false},
	} {
		x, err := ParseExpr(c.src)
		if err != nil {
			t.Fatalf("%s: %v", c.src, err)
		}
		n := Eval(x, told{c.says, c.now})
		if n.Truth != c.want || n.Missed != c.missed {
			t.Errorf("%s at %s: %v (missed %v), want %v (missed %v)", c.src, c.now, n.Truth, n.Missed, c.want, c.missed)
		}
	}
}

func TestFlipsAreTheSmallestSets(t *testing.T) {
	for _, c := range []struct {
		src  string
		want bool
		sets string
	}{
		{`signed(a) and (signed(b) or signed(c) and signed(d))`, true, "signed(b) | signed(c) signed(d)"},
		{`signed(a) and signed(b)`, false, "not signed(a) | not signed(b)"},
		{`not signed(b)`, true, "not signed(b)"},
		{`signed(a) or signed(b)`, true, ""},
		{`10 days after signed(b)`, true, "signed(b) 10 days after signed(b)"},
		{`(signed(b) or signed(c)) and (signed(b) or signed(d))`, true, "signed(b) | signed(c) signed(d)"},
	} {
		x, err := ParseExpr(c.src)
		if err != nil {
			t.Fatal(err)
		}
		sets, cut := Flips(Eval(x, told{says: map[string]string{"signed(a)": "true 2026-01-05"}}), c.want)
		var got []string
		for _, s := range sets {
			var words []string
			for _, y := range s {
				words = append(words, y.String())
			}
			got = append(got, strings.Join(words, " "))
		}
		if g := strings.Join(got, " | "); g != c.sets || cut {
			t.Errorf("%s told %v: %q (cut %v), want %q", c.src, c.want, g, cut, c.sets)
		}
	}
}

// genExpr draws expressions as the parser can make them.
func genExpr(depth int) *rapid.Generator[Expr] {
	deal := rapid.Custom(func(t *rapid.T) Deal {
		d := Deal{ID: rapid.StringMatching(`[a-z][a-z0-9-]{0,6}`).Draw(t, "id")}
		if rapid.Bool().Draw(t, "provision?") {
			d.Provision = rapid.StringMatching(`[a-z][a-z0-9/.-]{0,6}`).Draw(t, "provision")
		}
		return d
	})
	text := rapid.StringMatching(`[ -~é\n]{1,12}`)
	period := rapid.Custom(func(t *rapid.T) Period {
		return Period{rapid.IntRange(1, 999).Draw(t, "n"), rapid.SampledFrom([]string{"days", "weeks", "months", "years"}).Draw(t, "unit")}
	})
	return rapid.Custom(func(t *rapid.T) Expr {
		n := 9
		if depth == 0 {
			n = 4
		}
		sub := func() Expr { return genExpr(depth-1).Draw(t, "x") }
		switch rapid.IntRange(0, n-1).Draw(t, "form") {
		case 0:
			w := Words{Text: text.Draw(t, "text")}
			if rapid.Bool().Draw(t, "on?") {
				d := deal.Draw(t, "on")
				w.On = &d
			}
			if rapid.Bool().Draw(t, "from?") {
				w.From = text.Draw(t, "from")
			}
			if rapid.Bool().Draw(t, "judge?") {
				w.Judge = text.Draw(t, "judge")
			}
			return w
		case 1:
			e := Event{Event: parley.Event(rapid.SampledFrom(parley.Events.Values()).Draw(t, "event")), Deal: deal.Draw(t, "deal")}
			if rapid.Bool().Draw(t, "who?") {
				e.Who = text.Draw(t, "who")
			}
			if rapid.Bool().Draw(t, "parties?") {
				e.Parties = rapid.IntRange(1, 200).Draw(t, "parties")
			}
			if rapid.Bool().Draw(t, "amount?") {
				e.Amount = &parley.Amount{Value: rapid.Float64Range(1, 1e15).Draw(t, "value"), Currency: "USD", Qualifier: parley.QualifierAtLeast}
			}
			return e
		case 2:
			axis := parley.Axis(rapid.SampledFrom(parley.Axes.Values()).Draw(t, "axis"))
			return Position{axis, deal.Draw(t, "deal"), rapid.SampledFrom(parley.AxisValues[axis].Values()).Draw(t, "value")}
		case 3:
			return Reached{"2026-05-08"}
		case 4:
			return All{[]Expr{sub(), sub()}}
		case 5:
			return Any{[]Expr{sub(), sub(), sub()}}
		case 6:
			return Not{sub()}
		case 7:
			if rapid.Bool().Draw(t, "by?") {
				return Deadline{X: sub(), By: "2026-05"}
			}
			p := period.Draw(t, "period")
			return Deadline{X: sub(), Within: &p, Of: sub()}
		}
		return Elapsed{period.Draw(t, "period"), sub()}
	})
}

func TestEveryExpressionReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := genExpr(4).Draw(t, "x")
		src := Print(x)
		y, err := ParseExpr(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if again := Print(y); again != src {
			t.Fatalf("%s\nreads back as\n%s", src, again)
		}
		if d := cmp.Diff(x, y, cmp.Comparer(func(a, b Deal) bool { return a.ID == b.ID && a.Provision == b.Provision })); d != "" {
			t.Fatalf("%s\n%s", src, d)
		}
	})
}

// random is a world that draws what it tells, once for each expression.
type random struct {
	t    *rapid.T
	says map[string]Told
	plus map[string]parley.Truth // told in addition
}

func (w *random) Now() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }

func (w *random) Tell(x Expr) Told {
	k := Print(x)
	told, ok := w.says[k]
	if !ok {
		told.Truth = parley.Truth(rapid.IntRange(0, 3).Draw(w.t, "truth"))
		d := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(w.t, "month")), 1, 0, 0, 0, 0, time.UTC)
		told.Since = parley.Interval{From: d, To: d.AddDate(0, 0, 1)}
		w.says[k] = told
	}
	told.Truth |= w.plus[k]
	return told
}

func timeless(x Expr) bool {
	ok := true
	Walk(x, func(y Expr) {
		switch y.(type) {
		case Deadline, Elapsed, Reached:
			ok = false
		}
	})
	return ok
}

// The laws of docs/laws.md.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &random{t: t, says: map[string]Told{}, plus: map[string]parley.Truth{}}
		x, y := genExpr(3).Draw(t, "x"), genExpr(3).Draw(t, "y")
		eval := func(x Expr) parley.Truth { return Eval(x, w).Truth }
		law := func(name string, a, b Expr) {
			if eval(a) != eval(b) {
				t.Fatalf("%s: %s is %v, %s is %v", name, Print(a), eval(a), Print(b), eval(b))
			}
		}
		law("De Morgan, and", Not{All{[]Expr{x, y}}}, Any{[]Expr{Not{x}, Not{y}}})
		law("De Morgan, or", Not{Any{[]Expr{x, y}}}, All{[]Expr{Not{x}, Not{y}}})
		law("double denial", Not{Not{x}}, x)
		law("order of and", All{[]Expr{x, y}}, All{[]Expr{y, x}})
		law("order of or", Any{[]Expr{x, y}}, Any{[]Expr{y, x}})

		// No explosion: a contradiction about one thing tells nothing of another.
		other := Words{Text: "a thing of which nobody has spoken, ever"}
		w.says[Print(other)] = Told{}
		if got := eval(All{[]Expr{x, Not{x}, other}}); got&parley.True != 0 {
			t.Fatalf("contradiction about %s makes %s told true", Print(x), Print(other))
		}

		// Monotone in knowledge: what is told stays told when more is.
		if timeless(x) {
			before := eval(x)
			for k := range w.says {
				w.plus[k] = parley.Truth(rapid.IntRange(0, 3).Draw(t, "more"))
			}
			if after := eval(x); before&^after != 0 {
				t.Fatalf("%s: %v became %v when more was told", Print(x), before, after)
			}
		}
	})
}

func TestFlipsFlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &random{t: t, says: map[string]Told{}, plus: map[string]parley.Truth{}}
		x := genExpr(3).Draw(t, "x")
		if !timeless(x) {
			t.Skip("time cannot be said")
		}
		want := rapid.Bool().Draw(t, "want")
		bit := map[bool]parley.Truth{true: parley.True, false: parley.False}
		sets, _ := Flips(Eval(x, w), want)
		for _, s := range sets {
			w.plus = map[string]parley.Truth{}
			say := func(skip int) {
				clear(w.plus)
				for i, y := range s {
					if i != skip {
						w.plus[Print(y.X)] |= bit[y.Holds]
					}
				}
			}
			if say(-1); Eval(x, w).Truth&bit[want] == 0 {
				t.Fatalf("%s is not told %v after %v", Print(x), want, s)
			}
			for i := range s {
				if say(i); Eval(x, w).Truth&bit[want] != 0 {
					t.Fatalf("%s is told %v without %v of %v", Print(x), want, s[i], s)
				}
			}
			clear(w.plus)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(`operative(a) when "x" on b and not (signed(c) or 3 days after reached 2026)`)
	f.Add(`paid(a) until paid(a, "b") of USD 5.5bn by 55 parties by 2026-05-08 within 3 days of “y” judged by "z"`)
	f.Fuzz(func(t *testing.T, src string) {
		c, err := Parse(src)
		if err != nil {
			return
		}
		again, err := Parse(c.String())
		if err != nil {
			t.Fatalf("%q prints as %q: %v", src, c, err)
		}
		if again.String() != c.String() {
			t.Fatalf("%q prints as %q, then as %q", src, c, again)
		}
	})
}
