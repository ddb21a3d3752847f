package parley

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Interval is the half-open range of instants [From, To) that a date of any
// precision stands for. Both are UTC.
type Interval struct{ From, To time.Time }

// ParseDate reads a date as the record writes it: EDTF (ISO 8601-2) level 0
// with the precision of a year ("2025"), month ("2025-09") or day
// ("2025-09-18"), a date and time with or without zone (a zone-less one is UTC;
// a blank may stand for the T), or an EDTF interval "2025-09/2025-12". A
// trailing "~" or "?" (approximate, uncertain) is accepted and widens nothing.
func ParseDate(s string) (Interval, error) {
	if a, b, ok := strings.Cut(s, "/"); ok {
		from, err := ParseDate(a)
		if err != nil {
			return Interval{}, err
		}
		to, err := ParseDate(b)
		if err != nil {
			return Interval{}, err
		}
		if !to.To.After(from.From) {
			return Interval{}, fmt.Errorf("date %q: ends before it begins", s)
		}
		return Interval{from.From, to.To}, nil
	}
	bare := strings.TrimRight(strings.TrimSpace(s), "~?")
	bad := fmt.Errorf("date %q: want YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS][zone]", s)
	switch len(bare) {
	case 4:
		y, err := strconv.Atoi(bare)
		if err != nil || y < 1 {
			return Interval{}, bad
		}
		return Interval{time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
	case 7:
		t, err := time.Parse("2006-01", bare)
		if err != nil {
			return Interval{}, bad
		}
		return Interval{t, t.AddDate(0, 1, 0)}, nil
	case 10:
		t, err := time.Parse("2006-01-02", bare)
		if err != nil {
			return Interval{}, bad
		}
		return Interval{t, t.AddDate(0, 0, 1)}, nil
	}
	if len(bare) > 10 && bare[10] == ' ' {
		bare = bare[:10] + "T" + bare[11:]
	}
	bare = strings.Replace(bare, " ", "", 1) // "10:00:00 +0000"
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, bare); err == nil {
			t = t.UTC()
			unit := time.Second
			if strings.HasPrefix(layout, "2006-01-02T15:04Z") || layout == "2006-01-02T15:04" {
				unit = time.Minute
			}
			return Interval{t, t.Add(unit)}, nil
		}
	}
	return Interval{}, bad
}

// Contains reports whether t lies in the interval.
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.From) && t.Before(i.To) }

// Zero reports whether the interval stands for no date at all.
func (i Interval) Zero() bool { return i.From.IsZero() && i.To.IsZero() }
