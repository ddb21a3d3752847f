package pledge_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/pledge"
)

// TestMain tries the properties as often as make soak asks.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("PARLEY_SOAK") != "" {
		if err := flag.Set("rapid.checks", "10000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// tell makes a telling of a line:
//
//	DOC DATE VOICE | STATE WHO, WHO > TO | WORDS | CUR [about|at_least|up_to] N[bn|m] or N% or N THINGS or - | DUE
//
// A party in small letters is a crowd, one in capitals a state. Evidence stands
// at byte 100 times the line's number.
func tell(n int, line string) *Telling {
	f := strings.Split(line, "|")
	for len(f) < 5 {
		f = append(f, "")
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	head := strings.SplitN(f[0], " ", 3)
	said, err := parley.ParseDate(head[1])
	if err != nil {
		panic(err)
	}
	state, parties, _ := strings.Cut(f[1], " ")
	who, to, _ := strings.Cut(parties, ">")
	a := &parley.Assertion{ID: fmt.Sprintf("a-%03d", n), Type: parley.TypeCommitment, What: f[2], State: parley.CommitmentState(state), Due: parley.Optional(f[4])}
	a.Evidence = parley.Part{Text: f[2], Spans: []parley.Span{{Start: 100 * n, End: 100*n + len(f[2])}}}
	figure(a, f[3])
	return &Telling{Deal: "d", Document: head[0], Voice: head[2], Said: said, Who: partiesOf(who), To: partiesOf(to), Assertion: a}
}

func figure(a *parley.Assertion, s string) {
	w := strings.Fields(s)
	if len(w) == 0 || w[0] == "-" {
		return
	}
	if rate, ok := strings.CutSuffix(w[0], "%"); ok {
		a.Rate = &parley.Rate{Unit: "percent", Qualifier: parley.QualifierExact}
		fmt.Sscan(rate, &a.Rate.Value)
		return
	}
	if strings.ToUpper(w[0]) != w[0] || w[0][0] <= '9' {
		a.Quantity = &parley.Quantity{Unit: w[1], Qualifier: parley.QualifierExact}
		fmt.Sscan(w[0], &a.Quantity.Value)
		return
	}
	a.Amount = &parley.Amount{Currency: w[0], Qualifier: parley.QualifierExact}
	if len(w) == 3 {
		a.Amount.Qualifier = parley.Qualifier(w[1])
	}
	value, unit := w[len(w)-1], 1.0
	for suffix, by := range map[string]float64{"bn": 1e9, "m": 1e6} {
		if v, ok := strings.CutSuffix(value, suffix); ok {
			value, unit = v, by
		}
	}
	fmt.Sscan(value, &a.Amount.Value)
	a.Amount.Value = math.Round(a.Amount.Value * unit)
}

func partiesOf(s string) []Party {
	var out []Party
	for _, n := range strings.Split(s, ",") {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		p := Party{n, parley.EntityCompany}
		switch {
		case strings.ToLower(n) == n:
			p.Type = parley.EntityGroup
		case strings.ToUpper(n) == n:
			p.Type = parley.EntityState
		}
		out = append(out, p)
	}
	return out
}

func story(lines string) []*Telling {
	var out []*Telling
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, tell(len(out)+1, line))
		}
	}
	return out
}

// print writes commitments, a line each, with parts under their whole.
func print(cs []*Commitment) string {
	var b strings.Builder
	var line func(c *Commitment, indent string)
	line = func(c *Commitment, indent string) {
		fmt.Fprintf(&b, "%s%s %s", indent, strings.Join(c.Who, ", "), c.State())
		if c.Amount != nil {
			r := c.Range()
			fmt.Fprintf(&b, " %s %s", c.Amount.Currency, short(c.Amount.Value))
			if c.Was != nil {
				fmt.Fprintf(&b, " was %s", short(c.Was.Value))
			}
			fmt.Fprintf(&b, " [%s, %s]", short(r.Least), short(r.Most))
		}
		fmt.Fprintf(&b, " told %d\n", len(c.Tellings))
		for _, p := range c.Parts {
			line(p, indent+"  ")
		}
	}
	for _, c := range cs {
		if c.Whole == nil {
			line(c, "")
		}
	}
	return b.String()
}

func printTotals(ts []Total) string {
	var b strings.Builder
	for _, t := range ts {
		fmt.Fprintf(&b, "%s [%s, %s] delivered %s\n", t.Currency, short(t.Certain), short(t.Possible), short(t.Delivered))
		for _, o := range t.Overlaps {
			if o.Relation != RelationPart {
				fmt.Fprintf(&b, "  %s %s: %s\n", strings.Join(o.A.Who, ", "), o.Relation, strings.Join(o.B.Who, ", "))
			}
		}
	}
	return b.String()
}

// sums are the figures of totals.
func sums(ts []Total) string {
	var b strings.Builder
	for _, t := range ts {
		fmt.Fprintln(&b, t.Currency, t.Certain, t.Possible, t.Delivered)
	}
	return b.String()
}

func short(v float64) string { return fmt.Sprintf("%gbn", v/1e9) }

func TestCommitments(t *testing.T) {
	for name, c := range map[string]struct{ story, want, totals string }{
		"the same pledge in other words, outlets and currencies is one": {`
			a 2025-06-17 Liffey Times | pledged Hanbit > IRELAND | invest €5bn in a chip plant in Athlone | EUR 5bn
			b 2025-06-18 Wire | pledged Hanbit | about $5.8 billion for a plant in Athlone | USD about 5.8bn
			c 2025-06-18 Hanbit | reaffirmed Hanbit | the euro amount, 5 billion, was the one that counted | EUR 5bn`,
			"Hanbit reaffirmed EUR 5bn [5bn, 5bn] told 3\n", "EUR [5bn, 5bn] delivered 0bn\n"},
		"a total holds its parts, and what becomes of them": {`
			a 2025-06-17 Liffey Times | pledged korean companies | invest a total of €9bn in Ireland | EUR 9bn
			a 2025-06-17 Liffey Times | pledged Hanbit | includes €5bn from Hanbit for a chip plant | EUR 5bn
			a 2025-06-17 Liffey Times | pledged Daeyang | €2.5bn from Daeyang for a data campus | EUR 2.5bn
			a 2025-06-17 Liffey Times | pledged Moru | €1.5bn from Moru for a storage works | EUR 1.5bn
			b 2025-12-09 Liffey Times | cut Moru | cut the sum that it will invest in storage | EUR 600m
			c 2026-03-12 Daeyang | delivered Daeyang | it had spent the whole €2.5bn on the campus | EUR 2.5bn
			d 2026-04-30 Hanbit | withdrawn Hanbit | its pledge to build a chip plant | -`,
			"korean companies pledged EUR 9bn [3.1bn, 3.1bn] told 1\n" +
				"  Hanbit withdrawn EUR 5bn [0bn, 0bn] told 2\n" +
				"  Daeyang delivered EUR 2.5bn [2.5bn, 2.5bn] told 2\n" +
				"  Moru cut EUR 0.6bn was 1.5bn [0.6bn, 0.6bn] told 2\n", "EUR [3.1bn, 3.1bn] delivered 2.5bn\n"},
		"what is in doubt is possible and not certain, of a part too": {`
			a 2025-06-17 Times | pledged firms | a package worth £31bn | GBP 31bn
			a 2025-06-17 Times | pledged Acme | £22bn from Acme | GBP 22bn
			b 2025-07-01 Wire | in_doubt Acme | £22bn from Acme | GBP 22bn`,
			"firms pledged GBP 31bn [9bn, 31bn] told 1\n  Acme in_doubt GBP 22bn [0bn, 22bn] told 2\n", "GBP [9bn, 31bn] delivered 0bn\n"},
		"who may be among those of a larger sum is counted once for certain": {`
			a 2025-06-17 Times | pledged american firms | invest £31bn in Britain | GBP 31bn
			b 2025-06-20 Wire | pledged Acme | build laboratories for £4bn | GBP 4bn`,
			"american firms pledged GBP 31bn [31bn, 31bn] told 1\nAcme pledged GBP 4bn [4bn, 4bn] told 1\n",
			"GBP [31bn, 35bn] delivered 0bn\n  Acme maybe part: american firms\n"},
		"who was paid is not who pays": {`
			a 2025-06-17 Times | pledged firms > IRELAND | invest €9bn in Ireland | EUR 9bn
			b 2025-06-20 Wire | pledged IRELAND | spend €90m on the grid | EUR 90m`,
			"firms pledged EUR 9bn [9bn, 9bn] told 1\nIRELAND pledged EUR 0.09bn [0.09bn, 0.09bn] told 1\n", "EUR [9.09bn, 9.09bn] delivered 0bn\n"},
		"equal sums of two companies are two": {`
			a 2025-06-17 Times | pledged Acme | invest £1bn | GBP 1bn
			a 2025-06-17 Times | pledged Bolt | invest £1bn | GBP 1bn
			b 2025-06-18 Wire | pledged | invest £1bn | GBP 1bn`,
			"Acme pledged GBP 1bn [1bn, 1bn] told 1\nBolt pledged GBP 1bn [1bn, 1bn] told 1\n pledged GBP 1bn [1bn, 1bn] told 1\n",
			"GBP [2bn, 3bn] delivered 0bn\n   maybe same: Acme\n   maybe same: Bolt\n"},
		"another equal sum is another pledge": {`
			a 2025-06-17 Times | pledged Acme | £1bn for a plant | GBP 1bn
			a 2025-06-17 Times | pledged Acme | another £1bn for roads | GBP 1bn`,
			"Acme pledged GBP 1bn [1bn, 1bn] told 1\nAcme pledged GBP 1bn [1bn, 1bn] told 1\n", "GBP [1bn, 2bn] delivered 0bn\n  Acme maybe same: Acme\n"},
		"up to is certain of nothing, at least has no upper end": {`
			a 2025-06-17 Times | pledged Acme | lend | USD up_to 2bn
			a 2025-06-17 Times | pledged Bolt | build | USD at_least 3bn`,
			"Acme pledged USD 2bn [0bn, 2bn] told 1\nBolt pledged USD 3bn [3bn, +Infbn] told 1\n", "USD [3bn, +Infbn] delivered 0bn\n"},
		"two outlets with two figures for one thing": {`
			a 2025-06-17 Times | pledged Acme | build a data centre in Leeds | GBP 5bn
			b 2025-06-17 Wire | pledged Acme | build a data centre in Leeds | GBP 7bn`,
			"Acme pledged GBP 5bn [5bn, 5bn] told 1\nAcme pledged GBP 7bn [7bn, 7bn] told 1\n", "GBP [5bn, 12bn] delivered 0bn\n  Acme maybe same: Acme\n"},
		"a withdrawal before a reaffirmation is disputed, after it is progress": {`
			a 2025-06-17 Times | pledged Acme | build a plant | GBP 5bn
			b 2025-07-01 Times | withdrawn Acme | build a plant | GBP 5bn
			c 2025-07-02 Acme | reaffirmed Acme | build a plant | GBP 5bn
			d 2025-06-17 Times | pledged Bolt | dig a mine | GBP 1bn
			e 2025-07-01 Bolt | reaffirmed Bolt | dig a mine | GBP 1bn
			f 2025-07-02 Times | withdrawn Bolt | dig a mine | GBP 1bn`,
			"Acme reaffirmed GBP 5bn [0bn, 5bn] told 3\nBolt withdrawn GBP 1bn [0bn, 0bn] told 3\n", "GBP [0bn, 5bn] delivered 0bn\n"},
		"rates and quantities are matched by what they are of": {`
			a 2025-06-17 Times | pledged NORWAY | cut the tariff on battery parts | 0%
			b 2025-06-18 Wire | pledged NORWAY | cut its tariff on parts for batteries | 0%
			c 2025-06-18 Wire | pledged NORWAY | abolish fees for ships | 0%
			d 2025-06-18 Wire | pledged NORWAY | buy nickel | 40000 tonnes
			e 2025-06-19 Wire | in_doubt NORWAY | its promise to buy nickel | -`,
			"NORWAY pledged told 2\nNORWAY pledged told 1\nNORWAY in_doubt told 2\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cs := Match(story(c.story))
			if got := print(cs); got != c.want {
				t.Errorf("commitments\n%s\nwant\n%s", got, c.want)
			}
			if got := printTotals(Totals(cs)); got != c.totals {
				t.Errorf("totals\n%s\nwant\n%s", got, c.totals)
			}
		})
	}
}

func TestAPledgeThatCannotBeCheckedSaysWhatIsMissing(t *testing.T) {
	for line, want := range map[string]string{
		"a 2025-06-17 Times | pledged Acme | deepen ties":                          "measure date vague",
		"a 2025-06-17 Times | pledged Acme | invest in skills":                     "amount date vague",
		"a 2025-06-17 Times | pledged | invest in skills | - | 2027":               "who amount",
		"a 2025-06-17 Times | pledged Acme | invest in skills | GBP 1m":            "date",
		"a 2025-06-17 Times | pledged Acme | invest in skills | GBP 1m | 2027-12":  "",
		"a 2025-06-17 Times | delivered Acme | deepened ties":                      "",
		"a 2025-06-17 Times | pledged FRANCE | cut the duty on cheese | 5% | 2027": "",
	} {
		c := Match(story(line))[0]
		var got []string
		for _, g := range c.Missing() {
			got = append(got, string(g))
		}
		if c.Vague() {
			got = append(got, "vague")
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: missing %q, want %q", line, g, want)
		}
	}
}

// genStory draws pledges of a few parties, a whole with parts, and what became
// of them.
func genStory(t *rapid.T) []*Telling {
	whos := []string{"Acme", "Bolt", "Acme, Bolt", "firms", "BRITAIN", ""}
	things := []string{"build a plant in Leeds", "a total of jobs", "including a laboratory", "fund research", "buy ships"}
	states := []string{"pledged", "pledged", "reaffirmed", "in_doubt", "cut", "withdrawn", "delivered"}
	figures := []string{"GBP 31bn", "GBP 22bn", "GBP 5bn", "GBP about 5.1bn", "GBP up_to 5bn", "GBP at_least 4bn", "USD 6.5bn", "EUR 5.9bn", "-", "10%", "40 ships"}
	var out []*Telling
	for i := range rapid.IntRange(1, 9).Draw(t, "tellings") {
		line := fmt.Sprintf("%s 2025-06-%02d %s | %s %s | %s | %s", rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "doc"),
			rapid.IntRange(1, 9).Draw(t, "day"), rapid.SampledFrom([]string{"Times", "Wire"}).Draw(t, "voice"), rapid.SampledFrom(states).Draw(t, "state"),
			rapid.SampledFrom(whos).Draw(t, "who"), rapid.SampledFrom(things).Draw(t, "thing"), rapid.SampledFrom(figures).Draw(t, "figure"))
		out = append(out, tell(i+1, line))
	}
	return out
}

func TestATotalsLowerEndIsNeverAboveItsUpperEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cs := Match(genStory(t))
		for _, c := range cs {
			if r := c.Range(); r.Least < 0 || r.Least > r.Most {
				t.Fatalf("%v [%v, %v]", c.Who, r.Least, r.Most)
			}
		}
		for _, x := range Totals(cs) {
			if x.Certain < 0 || x.Certain > x.Possible || x.Delivered > x.Possible {
				t.Fatalf("%+v\n%s", x, print(cs))
			}
		}
	})
}

func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ts := genStory(t)
		cs := Match(ts)
		want := print(cs) + printTotals(Totals(cs))
		shuffled := slices.Clone(ts)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(ts), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		cs = Match(shuffled)
		if got := print(cs) + printTotals(Totals(cs)); got != want {
			t.Fatalf("in one order\n%s\nin another\n%s", want, got)
		}
	})
}

func TestTellingAgainNeverChangesATotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ts := genStory(t)
		want := sums(Totals(Match(ts)))
		again := *rapid.SampledFrom(ts).Draw(t, "again")
		a := *again.Assertion
		a.ID, a.State, again.Assertion = "a-999", parley.StatePledged, &a
		again.Document, again.Voice = "z", "Gazette"
		if later := rapid.Bool().Draw(t, "later"); later {
			again.Said, _ = parley.ParseDate("2026-01-01")
		}
		if got := sums(Totals(Match(append(ts, &again)))); got != want {
			t.Fatalf("with %v %v told again\n%s\nbefore\n%s", a.What, a.Amount, got, want)
		}
	})
}

func TestAPledgeToldInAnotherCurrencyChangesNoTotal(t *testing.T) {
	rates := map[string]float64{"USD": 1.3, "EUR": 1.16, "JPY": 190, "CAD": 1.8} // of a pound
	rapid.Check(t, func(t *rapid.T) {
		ts := story(`
			a 2025-06-17 Times | pledged firms | invest a total of £31bn in Britain | GBP 31bn
			a 2025-06-17 Times | pledged Acme | £22bn from Acme for data centres in Leeds | GBP 22bn
			a 2025-06-17 Times | pledged Bolt | £5bn from Bolt for laboratories | GBP 5bn
			b 2025-08-17 Times | cut Bolt | spend on laboratories | GBP 4bn`)
		want := printTotals(Totals(Match(ts)))
		i := rapid.IntRange(0, 2).Draw(t, "which")
		cur := rapid.SampledFrom([]string{"USD", "EUR", "JPY", "CAD"}).Draw(t, "currency")
		again := *ts[i]
		a := *again.Assertion
		a.ID, again.Assertion, again.Document, again.Voice = "a-999", &a, "z", "Gazette"
		a.Amount = &parley.Amount{Value: math.Round(ts[i].Assertion.Amount.Value * rates[cur]), Currency: cur, Qualifier: parley.QualifierAbout}
		again.Said, _ = parley.ParseDate("2025-06-18")
		if got := printTotals(Totals(Match(append(ts, &again)))); got != want {
			t.Fatalf("with %v %v told in %s\n%s\nbefore\n%s", a.Who, a.Amount.Value, cur, got, want)
		}
	})
}

func TestAPartNeverRaisesItsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ts := story(`a 2025-06-17 Times | pledged firms | invest a total of £31bn in Britain | GBP 31bn`)
		for i := range rapid.IntRange(1, 5).Draw(t, "parts") {
			state := rapid.SampledFrom([]string{"pledged", "delivered", "in_doubt", "reaffirmed"}).Draw(t, "state")
			how := rapid.SampledFrom([]string{"", "about ", "up_to ", "at_least "}).Draw(t, "how")
			part := fmt.Sprintf("a 2025-06-17 Times | %s Firm%d | including £%dbn from Firm%d for thing%d | GBP %s%dbn", state, i, i, i, i, how, rapid.IntRange(1, 30).Draw(t, "bn"))
			ts = append(ts, tell(len(ts)+1, part))
			cs := Match(ts)
			total := Totals(cs)[0]
			if total.Possible > 31e9 || total.Certain > 31e9 {
				t.Fatalf("[%v, %v]\n%s", total.Certain, total.Possible, print(cs))
			}
		}
	})
}

// A draft's telling finds the commitment it speaks of, whether or not it has it
// right.
func TestFindWhatATellingSpeaksOf(t *testing.T) {
	cs := Match(story(`
		a 2025-06-17 Times | pledged firms | invest a total of £31bn in Britain | GBP 31bn
		a 2025-06-17 Times | pledged Acme | build a plant in Leeds for £5bn | GBP 5bn
		b 2025-06-18 Wire | pledged Acme | build a plant in Leeds for $6.8bn | USD 6.8bn
		c 2025-09-17 Times | cut Acme | build a plant in Leeds | GBP 3bn
		a 2025-06-17 Times | pledged Bolt | fund research at universities | GBP 1bn
		a 2025-06-17 Times | pledged FRANCE | cut the duty on cheese | 5%`))
	for line, want := range map[string]string{
		"z 2026-01-01 Draft | pledged Acme | build a plant in Leeds | GBP 3bn":            "Acme same fits",
		"z 2026-01-01 Draft | pledged Acme | build a plant in Leeds | GBP 5bn":            "Acme outdated fits",
		"z 2026-01-01 Draft | pledged Acme | build a plant in Leeds | GBP 9bn":            "Acme other fits",
		"z 2026-01-01 Draft | pledged Acme | build a plant in Leeds | EUR 3.5bn":          "Acme unknown fits",
		"z 2026-01-01 Draft | pledged Acme | build a plant in Leeds | USD 6.8bn":          "Acme outdated fits",
		"z 2026-01-01 Draft | withdrawn Acme | the plant in Leeds | -":                    "Acme none fits",
		"z 2026-01-01 Draft | pledged Bolt | fund research at universities | EUR 1.2bn":   "Bolt unknown fits",
		"z 2026-01-01 Draft | pledged Crow | fund research at universities | GBP 1bn":     "Bolt same",
		"z 2026-01-01 Draft | pledged american companies | invest in Britain | GBP 31bn":  "firms same fits",
		"z 2026-01-01 Draft | pledged FRANCE | cut its duty on cheese | 8%":               "FRANCE other fits",
		"z 2026-01-01 Draft | pledged Dove | plant trees | GBP 77m":                       "",
		"z 2026-01-01 Draft | pledged ITALY | welcome tourists":                           "",
		"z 2026-01-01 Draft | pledged Bolt | paint ships in harbours elsewhere | GBP 2bn": "",
	} {
		x := tell(1, line)
		got := ""
		if c := Find(cs, x); c != nil {
			got = strings.Join(c.Who, ", ") + " " + string(c.Hold(x))
			if c.Fits(x) {
				got += " fits"
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}
