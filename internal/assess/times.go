package assess

import (
	"time"

	"github.com/parley-desk/parley"
)

// Times bound an assessment. Each is the first instant that no longer counts,
// UTC; the zero time bounds nothing.
type Times struct {
	Held   time.Time // true in the world before this (--as-of)
	Known  time.Time // published before this (--known-at)
	Ledger time.Time // learned by the ledger before this (--ledger-at)
}

// Until is the bound that a reader's date gives: the end of the day, month,
// year or moment it names, so that the date itself counts. "" bounds nothing.
func Until(date string) (time.Time, error) {
	if date == "" {
		return time.Time{}, nil
	}
	iv, err := parley.ParseDate(date)
	return iv.To, err
}

// within reports whether what is certain only at the end of iv counts before
// the bound: something said "in September" counts as of 30 September, not as
// of the 15th.
func within(iv parley.Interval, bound time.Time) bool {
	return bound.IsZero() || !iv.To.After(bound)
}

// before reports whether all of a lies before all of b.
func before(a, b parley.Interval) bool { return !b.From.Before(a.To) }

// instant is the shortest interval that holds t.
func instant(t time.Time) parley.Interval {
	t = t.UTC()
	return parley.Interval{From: t, To: t.Add(time.Nanosecond)}
}

// parse is ParseDate with the zero interval for what is no date.
func parse(date parley.Optional) parley.Interval {
	if date == "" {
		return parley.Interval{}
	}
	iv, err := parley.ParseDate(string(date))
	if err != nil {
		return parley.Interval{}
	}
	return iv
}
