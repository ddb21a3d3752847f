package lang

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// calendar is what words of the calendar stand for.
type calendar struct {
	month, weekday, season, unit map[string]int
	tense                        map[string]bool // true: lies ahead
}

var calendarLists = sync.OnceValue(func() calendar {
	c := calendar{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}}
	kinds := map[string]map[string]int{"month": c.month, "weekday": c.weekday, "season": c.season, "unit": c.unit}
	for _, e := range lexicon.List("calendar") {
		if n, err := strconv.Atoi(e.Field(2)); err == nil && kinds[e.Field(1)] != nil {
			kinds[e.Field(1)][e.Field(0)] = n
		}
	}
	for _, e := range lexicon.List("tense") {
		c.tense[e.Field(0)] = e.Field(1) == "future"
	}
	return c
})

// findDates fills d.Dates: expressions of time in the article's own words with
// the EDTF date each stands for, read as news is written. A weekday is the last
// one on or before publication when what it dates lies behind ("said on
// Tuesday") and the next one when it lies ahead ("will meet on Tuesday"); a
// month or day without a year likewise. A week is an interval of seven days.
// Where the document has no date of publication, what hangs on it has none.
//
// DateMention.Span covers the date with the words that narrow it ("the end of
// May", "early 2026") and not the preposition, which Until and Since tell.
func (d *Doc) findDates() {
	d.Dates = nil
	s := dateScan{d: d, c: calendarLists(), n: figureLists()}
	if in, err := parley.ParseDate(string(d.published())); err == nil {
		y, m, day := in.From.Date()
		s.pub = time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	}
	spans := d.ownSpans()
	if d.Sents != nil {
		spans = spans[:0]
		for _, x := range d.Sents {
			if x.Para < 0 || x.Para >= len(d.Paras) || !d.Paras[x.Para].Apart {
				spans = append(spans, x.Span)
			}
		}
	}
	for _, span := range spans {
		s.a = atoms(d.Text, span)
		for i := 0; i < len(s.a); {
			if n := s.at(i); n > i {
				i = n
				continue
			}
			i++
		}
	}
}

func (d *Doc) published() parley.Optional {
	if d.Header == nil {
		return ""
	}
	return d.Header.Published
}

type dateScan struct {
	d    *Doc
	c    calendar
	n    figureWords
	pub  time.Time // midnight of the day of publication; zero when unknown
	a    []atom
	last string // the date found before, for "the following year"
}

func (s *dateScan) word(i int) string {
	if i < 0 || i >= len(s.a) {
		return ""
	}
	return s.a[i].low
}

func (s *dateScan) capital(i int) bool {
	c := s.d.Text[s.a[i].Start]
	return c >= 'A' && c <= 'Z'
}

// narrow are words before a date that pick a part of it.
var narrow = map[string]bool{"early": true, "late": true, "mid": true, "end": true, "start": true, "beginning": true, "middle": true, "close": true,
	"half": true, "quarter": true, "later": true, "earlier": true}

// at reads a date at atom i and returns the atom after it, or i.
func (s *dateScan) at(i int) int {
	w := s.word(i)
	switch {
	case s.a[i].kind == atomNumber || s.n.unit[w] > 0 || w == "a" || w == "an":
		if date, n, rule := s.numbered(i); n > i {
			return s.emit(i, n, date, rule)
		}
	case w == "last" || w == "next" || w == "this" || w == "past" || w == "coming" || w == "previous" || w == "following":
		if date, n, rule := s.relative(i); n > i {
			return s.emit(i, n, date, rule)
		}
	case w == "within" || w == "over" || w == "in":
		if date, n := s.within(i); n > i {
			return s.emit(i, n, date, "within")
		}
	}
	if s.a[i].kind != atomWord {
		return i
	}
	if date, n, rule := s.named(i); n > i {
		return s.emit(i, n, date, rule)
	}
	return i
}

// emit records the date at atoms i..n, with the words that narrow it.
func (s *dateScan) emit(i, n int, date, rule string) int {
	m := DateMention{Date: date, Rule: rule, Until: rule == "within"}
	first := i
	for first > 0 {
		switch w := s.word(first - 1); {
		case w == "of" || w == "the" || w == "-":
			// "the end of", "mid-": only where a narrowing word stands before.
			k := first - 2
			for s.word(k) == "the" || s.word(k) == "of" {
				k--
			}
			if k < 0 || !narrow[s.word(k)] {
				goto prepositions
			}
			first = k
		case narrow[w]:
			first--
		case (w == "first" || w == "second" || w == "third" || w == "fourth") && narrow[s.word(first)]:
			first--
		default:
			goto prepositions
		}
	}
prepositions:
	before := first - 1
	for s.word(before) == "the" || s.word(before) == "about" || s.word(before) == "around" {
		before--
	}
	switch s.word(before) {
	case "by", "before", "until", "till", "through", "than":
		m.Until = m.Until || s.word(before) != "than" || s.word(before-1) == "later"
	case "since", "from", "after", "starting", "beginning":
		m.Since = true
	}
	m.Span = parley.Span{Start: s.a[first].Start, End: s.a[n-1].End}
	if in, err := parley.ParseDate(date); err == nil && !s.pub.IsZero() {
		m.Future = in.From.After(s.pub) || m.Until && in.To.After(s.pub.AddDate(0, 0, 1)) || s.word(first) == "later" && in.To.After(s.pub)
	} else {
		m.Future = rule == "within" || rule == "vague"
	}
	if date != "" {
		s.last = date
	}
	s.d.Dates = append(s.d.Dates, m)
	return n
}

// numbered reads what begins with a number: "18 September 2025", "2025-09-18",
// "2027", "two months ago".
func (s *dateScan) numbered(i int) (date string, next int, rule string) {
	if s.a[i].kind == atomNumber {
		if date, n, ok := s.iso(i); ok {
			return date, n, "iso"
		}
		if date, n, ok := s.dayMonth(i); ok {
			return date, n, "day"
		}
		if y := s.year(i); y > 0 {
			if s.yearStands(i) {
				return fmt.Sprintf("%04d", y), i + 1, "year"
			}
			return "", i, ""
		}
	}
	v, k := s.count(i)
	if k == i {
		return "", i, ""
	}
	if s.word(k) == "-" {
		return "", i, ""
	}
	u, ok := s.c.unit[s.word(k)]
	if !ok || s.pub.IsZero() {
		return "", i, ""
	}
	switch s.word(k + 1) {
	case "ago":
		return s.shift(-v, u), k + 2, "ago"
	case "from":
		if s.word(k+2) == "now" {
			return s.shift(v, u), k + 3, "hence"
		}
	}
	return "", i, ""
}

// count is a small whole number at atom i: digits, a word, or "a".
func (s *dateScan) count(i int) (v, next int) {
	w := s.word(i)
	if w == "a" || w == "an" {
		return 1, i + 1
	}
	if i < len(s.a) && s.a[i].kind == atomNumber && s.a[i].value >= 1 && s.a[i].value <= 1000 && s.a[i].value == float64(int(s.a[i].value)) {
		return int(s.a[i].value), i + 1
	}
	if u := s.n.unit[w]; u > 0 {
		return int(u), i + 1
	}
	return 0, i
}

// shift is the date n units of u days from publication, as precise as the unit.
func (s *dateScan) shift(n, u int) string {
	switch u {
	case 0:
		return day(s.pub)
	case 1:
		return day(s.pub.AddDate(0, 0, n))
	case 7, 14, 5:
		return week(s.pub.AddDate(0, 0, n*max(u, 7)))
	case 30, 90:
		return month(addMonths(s.pub, n*u/30))
	}
	return fmt.Sprintf("%04d", s.pub.Year()+n*u/365)
}

// addMonths keeps within the month: 31 March and one month are 30 April.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(t.Day(), first.AddDate(0, 1, -1).Day())-1)
}

func day(t time.Time) string   { return t.Format("2006-01-02") }
func month(t time.Time) string { return t.Format("2006-01") }

// week is the interval from Monday to Sunday around t.
func week(t time.Time) string {
	monday := t.AddDate(0, 0, -weekdayOf(t))
	return day(monday) + "/" + day(monday.AddDate(0, 0, 6))
}

// weekdayOf counts from Monday.
func weekdayOf(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

func (s *dateScan) iso(i int) (string, int, bool) {
	if i+4 >= len(s.a) || s.a[i].Len() != 4 || s.word(i+1) != "-" || s.word(i+3) != "-" || s.a[i+2].kind != atomNumber || s.a[i+4].kind != atomNumber {
		return "", i, false
	}
	date := s.d.Text[s.a[i].Start:s.a[i+4].End]
	if _, err := time.Parse("2006-01-02", date); err != nil {
		return "", i, false
	}
	return date, i + 5, true
}

// year is the year that atom i may stand for, or 0.
func (s *dateScan) year(i int) int {
	if i >= len(s.a) || s.a[i].kind != atomNumber || s.a[i].Len() != 4 || strings.ContainsAny(s.a[i].low, ",.") {
		return 0
	}
	if v := int(s.a[i].value); v >= 1500 && v <= 2199 {
		return v
	}
	return 0
}

// yearStands tells a year from a count of 1,900 things.
func (s *dateScan) yearStands(i int) bool {
	if s.a[i].value < 1900 {
		return false
	}
	if i > 0 && !s.a[i].gap && s.a[i-1].kind == atomMark && s.word(i-1) != "-" && s.word(i-1) != "(" && s.word(i-1) != "‘" && s.word(i-1) != "'" {
		return false
	}
	if _, counted := s.n.thing[s.word(i+1)]; counted {
		return false
	}
	if n := s.word(i + 1); (n == "-" || n == "%" || n == "s") && !s.a[i+1].gap {
		return false
	}
	switch s.word(i - 1) {
	case "in", "by", "since", "of", "from", "until", "till", "during", "early", "late", "mid", "before", "after", "through", "fiscal", "year", "around",
		"circa", "to", "and", "-", "–", "back", "the", "a", "its", "their", "his", "’s", "s", "beyond", "for", "(", ",":
		return s.word(i-1) != "," || s.c.month[s.word(i-2)] > 0 || s.word(i-2) == "in"
	}
	return i == 0 && s.a[i].value > 1950
}

// dayMonth reads "18 September", "18th of September 2025", "5-7 May".
func (s *dateScan) dayMonth(i int) (string, int, bool) {
	d := int(s.a[i].value)
	if d < 1 || d > 31 || float64(d) != s.a[i].value || s.a[i].Len() > 2 {
		return "", i, false
	}
	k := s.ordinal(i + 1)
	to := 0
	if w := s.word(k); (w == "-" || w == "–" || w == "to" || w == "and") && k+1 < len(s.a) && s.a[k+1].kind == atomNumber && s.a[k+1].value <= 31 {
		to = int(s.a[k+1].value)
		k = s.ordinal(k + 2)
	}
	if s.word(k) == "of" {
		k++
	}
	m := s.c.month[s.word(k)]
	if m == 0 || !s.capital(k) {
		return "", i, false
	}
	n := s.stop(k)
	date, n := s.dated(i, n, m, d)
	if date == "" {
		return "", i, false
	}
	if to > d {
		if end := date[:min(8, len(date))] + fmt.Sprintf("%02d", to); len(date) == 10 {
			if _, err := time.Parse("2006-01-02", end); err == nil {
				date += "/" + end
			}
		}
	}
	return date, n, true
}

// ordinal is the atom after "st", "nd", "rd", "th" written onto a number.
func (s *dateScan) ordinal(k int) int {
	switch s.word(k) {
	case "st", "nd", "rd", "th":
		if !s.a[k].gap {
			return k + 1
		}
	}
	return k
}

// stop is the atom after the month at k and its full stop ("Jan.").
func (s *dateScan) stop(k int) int {
	if len(s.word(k)) <= 4 && s.word(k) != "june" && s.word(k) != "july" && s.word(k+1) == "." && !s.a[k+1].gap && k+2 < len(s.a) {
		return k + 2
	}
	return k + 1
}

// dated finishes a month, with day (0 for none), that was read up to atom n:
// its year follows ("2025", ", 2025", "last year", "of this year") or is the one
// that the tense at atom i asks for.
func (s *dateScan) dated(i, n, m, d int) (string, int) {
	k := n
	if s.word(k) == "," {
		k++
	}
	y := s.year(k)
	if y > 0 && (d > 0 || k == n) {
		n = k + 1
	} else if y = 0; s.pub.IsZero() {
		return "", n
	}
	if y == 0 {
		k = n
		if s.word(k) == "of" {
			k++
		}
		if s.word(k+1) == "year" {
			switch s.word(k) {
			case "last":
				y = s.pub.Year() - 1
			case "next":
				y = s.pub.Year() + 1
			case "this":
				y = s.pub.Year()
			}
			if y > 0 {
				n = k + 2
			}
		}
		if s.word(k) == "the" && (s.word(k+1) == "following" || s.word(k+1) == "previous") && s.word(k+2) == "year" && len(s.last) >= 4 {
			if v, err := strconv.Atoi(s.last[:4]); err == nil {
				y, n = v+1, k+3
				if s.word(k+1) == "previous" {
					y = v - 1
				}
			}
		}
	}
	if y == 0 {
		y = s.yearOf(m, d, s.ahead(i))
	}
	if d == 0 {
		return fmt.Sprintf("%04d-%02d", y, m), n
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d {
		return "", n
	}
	return day(t), n
}

// yearOf picks the year of a day or month that has none.
func (s *dateScan) yearOf(m, d int, ahead bool) int {
	y := s.pub.Year()
	from := time.Date(y, time.Month(m), max(d, 1), 0, 0, 0, 0, time.UTC)
	to := from
	if d == 0 {
		to = from.AddDate(0, 1, -1)
	}
	// What lies just behind is not meant to come round again in a year.
	const near = 40 * 24 * time.Hour
	if ahead {
		if to.Before(s.pub) && s.pub.Sub(to) > near {
			y++
		}
		return y
	}
	if from.After(s.pub) {
		y--
	}
	return y
}

// relative reads "last month", "next Tuesday", "this coming Thursday", "last
// October", "the following year".
func (s *dateScan) relative(i int) (string, int, string) {
	w, k := s.word(i), i+1
	if w == "this" && (s.word(k) == "coming" || s.word(k) == "past") {
		if s.word(k) == "coming" {
			w = "next"
		} else {
			w = "last"
		}
		k++
	}
	dir := map[string]int{"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1, "following": 1}[w]
	if w == "following" || w == "previous" {
		return s.following(i, dir)
	}
	if s.pub.IsZero() || k >= len(s.a) {
		return "", i, ""
	}
	if u, ok := s.c.unit[s.word(k)]; ok && !strings.HasSuffix(s.word(k), "s") {
		switch {
		case w == "past" || w == "coming" || u == 0:
			return "", i, ""
		case s.word(k) == "weekend":
			if dir == 0 && weekdayOf(s.pub) < 3 && !s.ahead(i) {
				dir = -1 // told on Monday
			}
			return s.weekend(dir), k + 1, "relative"
		case u == 7 && dir != 0 && s.word(k+1) == "'" && s.word(k+2) == "s":
			return week(s.pub.AddDate(0, 0, 7*dir)), k + 1, "relative"
		case u == 1 && dir == 0:
			return "", i, ""
		case u == 90:
			q := (int(s.pub.Month())-1)/3 + dir
			first := time.Date(s.pub.Year(), time.Month(q*3+1), 1, 0, 0, 0, 0, time.UTC)
			return month(first) + "/" + month(first.AddDate(0, 2, 0)), k + 1, "relative"
		}
		return s.shift(dir, u), k + 1, "relative"
	}
	if _, ok := s.c.unit[s.word(k)]; ok { // "in the coming weeks"
		if dir > 0 {
			return "", k + 1, "vague"
		}
		return "", i, ""
	}
	if wd, ok := s.c.weekday[s.word(k)]; ok && s.capital(k) {
		delta := wd - weekdayOf(s.pub)
		switch {
		case dir < 0 && delta >= 0:
			delta -= 7
		case dir > 0 && delta <= 0:
			delta += 7
		case dir == 0 && delta < 0 && s.ahead(i):
			delta += 7
		}
		return day(s.pub.AddDate(0, 0, delta)), s.partOfDay(k + 1), "weekday"
	}
	if m := s.c.month[s.word(k)]; m > 0 && s.capital(k) {
		y := s.pub.Year()
		switch {
		case dir < 0 && m >= int(s.pub.Month()):
			y--
		case dir > 0 && m <= int(s.pub.Month()):
			y++
		}
		return fmt.Sprintf("%04d-%02d", y, m), s.stop(k), "month"
	}
	if m := s.c.season[s.word(k)]; m > 0 {
		return s.seasonOf(s.pub.Year(), m, dir), k + 1, "season"
	}
	return "", i, ""
}

// following reads "the following month", counted from the date before.
func (s *dateScan) following(i, dir int) (string, int, string) {
	in, err := parley.ParseDate(s.last)
	if err != nil {
		return "", i, ""
	}
	switch s.word(i + 1) {
	case "year":
		return fmt.Sprintf("%04d", in.From.Year()+dir), i + 2, "following"
	case "month":
		if len(s.last) >= 7 {
			return month(addMonths(in.From, dir)), i + 2, "following"
		}
	case "day":
		if len(s.last) == 10 {
			return day(in.From.AddDate(0, 0, dir)), i + 2, "following"
		}
	case "week":
		if len(s.last) >= 10 {
			return week(in.From.AddDate(0, 0, 7*dir)), i + 2, "following"
		}
	}
	return "", i, ""
}

func (s *dateScan) weekend(dir int) string {
	saturday := s.pub.AddDate(0, 0, 5-weekdayOf(s.pub)+7*dir)
	return day(saturday) + "/" + day(saturday.AddDate(0, 0, 1))
}

// seasonOf is the interval of a season that begins in month m: the last one
// that began before publication, the one of its year, or the next one.
func (s *dateScan) seasonOf(y, m, dir int) string {
	switch began := m <= int(s.pub.Month()); {
	case dir < 0 && (!began || m > int(s.pub.Month())-3):
		y--
	case dir > 0 && began:
		y++
	}
	first := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	return month(first) + "/" + month(first.AddDate(0, 2, 0))
}

// within reads the end of a span of time that begins at publication: "within 90
// days", "over the next eight years", "in three weeks" when that lies ahead.
func (s *dateScan) within(i int) (string, int) {
	k := i + 1
	if s.word(k) == "the" {
		k++
	}
	next := false
	if w := s.word(k); w == "next" || w == "coming" {
		next = true
		k++
	}
	if s.word(i) != "within" && !next && (s.word(i) != "in" || !s.ahead(i)) {
		return "", i
	}
	if s.word(k) == "couple" && s.word(k+1) == "of" {
		return "", i
	}
	v, n := s.count(k)
	if n == k || s.pub.IsZero() {
		return "", i
	}
	u, ok := s.c.unit[s.word(n)]
	if !ok || s.word(n+1) == "of" && !next { // "within six weeks of any ceasefire"
		return "", i
	}
	switch {
	case u == 0:
		return day(s.pub.Add(time.Duration(v) * time.Hour)), n + 1
	case u <= 14 && v*u <= 31:
		return day(s.pub.AddDate(0, 0, v*u)), n + 1
	case u <= 90 && v*u < 730:
		if u == 1 || u == 7 {
			return month(s.pub.AddDate(0, 0, v*u)), n + 1
		}
		return month(addMonths(s.pub, v*u/30)), n + 1
	}
	return fmt.Sprintf("%04d", s.pub.Year()+v*u/365), n + 1
}

// named reads what begins with a word of the calendar.
func (s *dateScan) named(i int) (string, int, string) {
	w := s.word(i)
	if !s.pub.IsZero() {
		switch w {
		case "today", "tonight":
			return day(s.pub), i + 1, "today"
		case "yesterday":
			return day(s.pub.AddDate(0, 0, -1)), s.partOfDay(i + 1), "today"
		case "tomorrow":
			return day(s.pub.AddDate(0, 0, 1)), s.partOfDay(i + 1), "today"
		case "weekend":
			if s.word(i-1) == "the" && (s.word(i-2) == "over" || s.word(i-2) == "at") {
				dir := 0
				if !s.ahead(i) && weekdayOf(s.pub) < 5 {
					dir = -1
				}
				return s.weekend(dir), i + 1, "relative"
			}
		case "year", "month", "week":
			if s.word(i-1) == "the" && s.word(i-2) == "of" && narrow[s.word(i-3)] {
				return s.shift(0, s.c.unit[w]), i + 1, "relative"
			}
			if w == "year" && (s.word(i-1) == "by" || s.word(i-1) == "before") && (s.word(i+1) == "end" || s.word(i+1) == "-" && s.word(i+2) == "end") {
				return s.shift(0, 365), i + 2, "relative"
			}
		}
	}
	if m := s.c.month[w]; m > 0 && s.capital(i) && s.monthStands(i) {
		k := s.stop(i)
		if k < len(s.a) && s.a[k].kind == atomNumber && s.a[k].value >= 1 && s.a[k].value <= 31 && s.a[k].Len() <= 2 {
			d, n := int(s.a[k].value), s.ordinal(k+1)
			if w := s.word(n); (w == "and" || w == "-" || w == "–" || w == "to") && n+1 < len(s.a) && s.a[n+1].kind == atomNumber && s.a[n+1].value <= 31 && s.a[n+1].value > float64(d) {
				n = s.ordinal(n + 2) // "July 28 and 29, 2025": the first
			}
			if date, n := s.dated(i, n, m, d); date != "" {
				return date, n, "day"
			}
			return "", i, ""
		}
		date, n := s.dated(i, k, m, 0)
		if n == k { // the stop of a bare month is the sentence's
			n = i + 1
		}
		if date == "" {
			return "", i, ""
		}
		return date, n, "month"
	}
	if wd, ok := s.c.weekday[w]; ok && s.capital(i) && !s.pub.IsZero() && (len(w) > 4 || s.word(i+1) == ".") && !s.inName(i) {
		k := s.partOfDay(i + 1)
		if s.word(k) == "," && k+1 < len(s.a) { // "Thursday, February 23, 2006"
			j := k + 1
			if s.c.month[s.word(j)] > 0 || s.a[j].kind == atomNumber {
				if date, n, rule := s.at2(j); rule == "day" {
					return date, n, rule
				}
			}
		}
		if s.a[min(k, len(s.a)-1)].kind == atomNumber && k < len(s.a) { // "Friday 13 June"
			if date, n, ok := s.dayMonth(k); ok {
				return date, n, "day"
			}
		}
		delta := wd - weekdayOf(s.pub)
		switch ahead := s.ahead(i); {
		case ahead && delta < 0:
			delta += 7
		case !ahead && delta > 0:
			delta -= 7
		}
		return day(s.pub.AddDate(0, 0, delta)), k, "weekday"
	}
	if m := s.c.season[w]; m > 0 && s.year(i+1) > 0 && s.capital2(i) {
		y := s.year(i + 1)
		return fmt.Sprintf("%04d-%02d/%04d-%02d", y, m, y+(m+2)/13, (m+1)%12+1), i + 2, "season"
	}
	return "", i, ""
}

// inName reports whether the weekday at atom i is part of a name: "the Sunday
// Telegraph", "Good Friday".
func (s *dateScan) inName(i int) bool {
	switch s.word(i - 1) {
	case "good", "black", "bloody", "ash", "shrove", "super":
		return s.capital(i - 1)
	}
	at := s.a[i].Span
	for _, n := range s.d.Names {
		if n.Span.Contains(at) && n.Span.Len() > at.Len()+2 {
			return true
		}
	}
	return false
}

// at2 reads the date that follows a weekday and a comma.
func (s *dateScan) at2(j int) (string, int, string) {
	if s.a[j].kind == atomNumber {
		date, n, ok := s.dayMonth(j)
		if ok {
			return date, n, "day"
		}
		return "", j, ""
	}
	return s.named(j)
}

// capital2 keeps "falls 2025" out; "fall 2025" and "Summer 2026" are seasons.
func (s *dateScan) capital2(i int) bool { return s.word(i) != "spring" || s.word(i-1) != "to" }

// partOfDay is the atom after "morning", "night" and the like at k.
func (s *dateScan) partOfDay(k int) int {
	switch s.word(k) {
	case "morning", "afternoon", "evening", "night", "noon", "midday", "lunchtime":
		return k + 1
	}
	return k
}

// monthStands tells a month from the verbs "may" and "march" and from people
// called April, May, June and August.
func (s *dateScan) monthStands(i int) bool {
	if len(s.word(i)) <= 3 && s.word(i) != "may" {
		// "Dec. 3", "Sep 2025"; "Jan" and "Mar" alone are names.
		if n := s.stop(i); n >= len(s.a) || s.a[n].kind != atomNumber {
			return s.word(i+1) == "." && s.word(i-1) == "in"
		}
		return true
	}
	if n := s.stop(i); n < len(s.a) && s.a[n].kind == atomNumber && s.a[n].gap && (s.a[n].value <= 31 || s.year(n) > 0) {
		return true
	}
	switch s.word(i - 1) {
	case "in", "by", "since", "until", "till", "of", "from", "before", "after", "during", "through", "early", "late", "mid", "to", "next", "last", "this", "around", "starting",
		"beginning", "ending", "back", "between", "every", "for":
		return true
	case "-":
		return s.word(i-2) == "mid"
	case "and", "or", "until's":
		return s.c.month[s.word(i-2)] > 0 || s.c.month[s.word(i-3)] > 0 || narrow[s.word(i-2)]
	case "the", "a", "an":
		w := s.word(i)
		return w != "may" && w != "march" && w != "june" && w != "august"
	}
	return false
}

// ahead reports whether what the expression at atom i dates lies ahead, by the
// nearest word that tells: first those before it, then those after it.
func (s *dateScan) ahead(i int) bool {
	if i >= len(s.a) {
		return false
	}
	const reach = 30
	for k := i - 1; k >= 0 && i-k < reach; k-- {
		w := s.word(k)
		if w == ";" || w == ":" || w == "—" {
			break
		}
		switch {
		case w == "by" || w == "later" && k == i-1 || w == "starting" && k == i-1 || w == "before" && k == i-1:
			if k >= i-3 {
				return s.firstTense(i, k) != past
			}
			continue
		case w == "be":
			return true // "will be", "to be", "could be"
		case w == "to" && s.base(k+1):
			return true
		}
		f, told := s.c.tense[w]
		if told && w == "may" && s.capital(k) {
			told = false
		}
		if told && f {
			return true
		}
		if told || strings.HasSuffix(w, "ed") && len(w) > 4 {
			j := k - 1
			for strings.HasSuffix(s.word(j), "ly") {
				j--
			}
			return s.word(j) == "be" // "to be held on Thursday"
		}
		if t, ok := s.tagged(k); ok {
			return t == future
		}
	}
	for k := i + 1; k < len(s.a) && k-i < reach; k++ {
		w := s.word(k)
		if w == ";" || w == "." && k+1 < len(s.a) && s.a[k+1].gap && s.capital(k+1) && len(s.word(k-1)) > 3 {
			break
		}
		if f, ok := s.c.tense[w]; ok && !(w == "may" && s.capital(k)) {
			return f
		}
		if strings.HasSuffix(w, "ed") && len(w) > 4 {
			return false
		}
	}
	return false
}

type tense uint8

const (
	unknown tense = iota
	past
	future
)

// firstTense is what the nearest verb before atom k tells when a "by" or
// "before" stands at k: "had been repaid by May" lies behind.
func (s *dateScan) firstTense(i, k int) tense {
	for k--; k >= 0; k-- {
		if f, ok := s.c.tense[s.word(k)]; ok {
			if f {
				return future
			}
			switch s.word(k) {
			case "had", "was", "were", "did":
				return past
			}
			return unknown
		}
	}
	return unknown
}

// base reports whether atom k is a verb in its base form.
func (s *dateScan) base(k int) bool {
	t, ok := s.token(k)
	return ok && (t.XPOS == "VB" || t.XPOS == "" && (t.Tag == "VERB" || t.Tag == "AUX"))
}

// tagged is the tense of the verb at atom k where tags are known.
func (s *dateScan) tagged(k int) (tense, bool) {
	t, ok := s.token(k)
	if !ok {
		return unknown, false
	}
	switch t.XPOS {
	case "VBD":
		return past, true
	case "VBZ", "VBP":
		// "begins on Monday"; but reports speak in the present of what was said.
		if t.Lemma != "say" && t.Lemma != "be" && t.Lemma != "have" && t.Lemma != "do" && t.Tag == "VERB" {
			return future, true
		}
	}
	return unknown, false
}

// token is the token that begins where atom k does.
func (s *dateScan) token(k int) (*Tok, bool) {
	if k < 0 || k >= len(s.a) {
		return nil, false
	}
	at := s.a[k].Start
	n := sort.Search(len(s.d.Toks), func(n int) bool { return s.d.Toks[n].Start >= at })
	if n == len(s.d.Toks) || s.d.Toks[n].Start != at {
		return nil, false
	}
	return &s.d.Toks[n], true
}
