package lang

import (
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// dated analyses text as published on that day, without the stages after
// sentences: dates must not hang on tags.
func dated(text, published string) *Doc {
	d := &Doc{Text: text, Header: &parley.Header{Text: text, Published: parley.Optional(published)}}
	d.split()
	d.findDates()
	return d
}

func TestDatesAreReadAsNewsIsWritten(t *testing.T) {
	// 2025-06-11 is a Wednesday. Want: "words=date", in order.
	const published = "2025-06-11T08:30:00"
	for _, c := range []struct{ text, want string }{
		// Weekdays by tense.
		{"The ministry said on Tuesday that the accord stands.", "Tuesday=2025-06-10"},
		{"Envoys will meet on Tuesday in Oslo.", "Tuesday=2025-06-17"},
		{"On Friday, Ms Orlov said she had called it off.", "Friday=2025-06-06"},
		{"On Friday, the two sides will sign.", "Friday=2025-06-13"},
		{"The vote is expected to be held on Thursday.", "Thursday=2025-06-12"},
		{"The pact was signed Wednesday.", "Wednesday=2025-06-11"},
		{"The council is due to decide on Monday morning.", "Monday morning=2025-06-16"},
		{"Last Friday the board met.", "Last Friday=2025-06-06"},
		{"They gave Norland until this coming Saturday to reply.", "this coming Saturday=2025-06-14"},
		{"They agreed to meet next Monday.", "next Monday=2025-06-16"},
		{"Its chairman was at the fair this weekend.", "this weekend=2025-06-07/2025-06-08"},
		{"He spoke late on Sunday.", "Sunday=2025-06-08"},
		// Days near by.
		{"The offer was tabled yesterday evening.", "yesterday evening=2025-06-10"},
		{"Talks begin tomorrow.", "tomorrow=2025-06-12"},
		{"The terms were published today.", "today=2025-06-11"},
		// Weeks, months, years.
		{"The bid collapsed last week.", "last week=2025-06-02/2025-06-08"},
		{"Formal talks will resume next week.", "next week=2025-06-16/2025-06-22"},
		{"It was signed earlier this month.", "earlier this month=2025-06"},
		{"The merger closed last month.", "last month=2025-05"},
		{"The sale should complete later this year.", "later this year=2025"},
		{"A vote is planned next year.", "next year=2026"},
		{"It will be done by the end of the year.", "end of the year=2025"},
		{"It was agreed over the weekend.", "weekend=2025-06-07/2025-06-08"},
		{"The first delivery is due this weekend.", "this weekend=2025-06-14/2025-06-15"},
		// Months without a year.
		{"The two presidents met in May.", "May=2025-05"},
		{"The ban was lifted in October.", "October=2024-10"},
		{"Ministers will return in October.", "October=2025-10"},
		{"It was signed in late March.", "late March=2025-03"},
		{"Last November the union walked out.", "Last November=2024-11"},
		{"It was announced in July last year.", "July last year=2024-07"},
		{"The licence ran until January of this year.", "January of this year=2025-01"},
		{"They hope to close the deal by early 2027.", "early 2027=2027"},
		{"The plant may open.", ""},
		{"Crowds march on the capital; Mrs May was there.", ""},
		{"It could end in May or June.", "May=2025-05|June=2025-06"},
		{"April was cruel to Ms June Ashdown.", ""},
		// Days of a month, British and American.
		{"The treaty was signed on 18 September 2024.", "18 September 2024=2024-09-18"},
		{"The treaty was signed on September 18, 2024, in Bern.", "September 18, 2024=2024-09-18"},
		{"The truce began on Jan. 19.", "Jan. 19=2025-01-19"},
		{"On June 4, Kestrel tabled an offer.", "June 4=2025-06-04"},
		{"On August 4, Kestrel tabled an offer.", "August 4=2024-08-04"},
		{"No job goes before 31 October, it promised.", "31 October=2025-10-31"},
		{"The law took effect on the 3rd of March.", "3rd of March=2025-03-03"},
		{"The talks of 5-7 May failed.", "5-7 May=2025-05-05/2025-05-07"},
		{"Envoys met in Lund on July 28 and 29, 2024.", "July 28 and 29, 2024=2024-07-28"},
		{"Dated Thursday, February 23, 2006.", "Thursday, February 23, 2006=2006-02-23"},
		{"Filed 2025-04-30 with the court.", "2025-04-30=2025-04-30"},
		{"On 31 June nothing happened.", ""},
		// Years.
		{"The fund bought the mill in 2018.", "2018=2018"},
		{"Spending will reach 2% by 2028.", "2028=2028"},
		{"The 2017 pact was never ratified.", "2017=2017"},
		{"It employs 2000 people and ships 1,950 tons.", ""},
		{"A first tranche is planned by fall 2026.", "fall 2026=2026-09/2026-11"},
		{"In 2019 both sides announced it; Norland approved it in April the following year.", "2019=2019|April the following year=2020-04"},
		// Counted from publication.
		{"The pledge was made three years ago.", "three years ago=2022"},
		{"The truce came into force five months ago.", "five months ago=2025-01"},
		{"It lapsed 10 days ago.", "10 days ago=2025-06-01"},
		{"They must answer within 72 hours.", "within 72 hours=2025-06-14"},
		{"They must leave within 90 days.", "within 90 days=2025-09"},
		{"It is expected to be signed within the next two weeks.", "within the next two weeks=2025-06-25"},
		{"The group will spend $1 billion over the next eight years.", "over the next eight years=2033"},
		{"Flights return within six weeks of any ceasefire.", ""},
		{"A decision is expected in the coming weeks.", "coming weeks="},
		{"It lasted in two weeks of rain.", ""},
	} {
		d := dated(c.text, published)
		var got []string
		for _, m := range d.Dates {
			got = append(got, m.In(d.Text)+"="+m.Date)
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, g, c.want)
		}
	}
}

func TestDateTellsWhichEndOfAPeriodItIs(t *testing.T) {
	for _, c := range []struct {
		text                 string
		until, since, future bool
	}{
		{"It must close by 2027.", true, false, true},
		{"It ran until January 2024.", true, false, false},
		{"No cuts before 31 October, it will say.", true, false, true},
		{"Sanctions have stood since 2014.", false, true, false},
		{"Trains will run from 2030.", false, true, true},
		{"It will be ready by the end of June.", true, false, true},
		{"It was signed in 2021.", false, false, false},
		{"It will open later this year.", false, false, true},
	} {
		d := dated(c.text, "2025-06-11")
		if len(d.Dates) != 1 {
			t.Errorf("%s: %d dates", c.text, len(d.Dates))
			continue
		}
		if m := d.Dates[0]; m.Until != c.until || m.Since != c.since || m.Future != c.future {
			t.Errorf("%s: until %v since %v future %v", c.text, m.Until, m.Since, m.Future)
		}
	}
}

func TestWithoutPublicationOnlyWholeDatesAreKnown(t *testing.T) {
	d := dated("It was signed on Tuesday in May, after 3 March 2024 and in 2023.", "")
	var got []string
	for _, m := range d.Dates {
		got = append(got, m.In(d.Text)+"="+m.Date)
	}
	if g := strings.Join(got, "|"); g != "3 March 2024=2024-03-03|2023=2023" {
		t.Errorf("got %s", g)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"on 5-7 May", "the end of the", "Jan. 3rd of, 2025 last year", "within 9999 years", "in April the following year", "Feb. 30, 2024 the 2017"} {
		f.Add(s, "2024-02-29")
	}
	f.Fuzz(func(t *testing.T, text, published string) {
		d := dated(text, published)
		end := 0
		for _, m := range d.Dates {
			if m.Start < end || m.End > len(text) || m.Empty() {
				t.Fatalf("span %v of %q", m.Span, text)
			}
			end = m.End
			if m.Date != "" {
				if _, err := parley.ParseDate(m.Date); err != nil {
					t.Fatalf("%q: %v", m.In(text), err)
				}
			}
		}
	})
}
