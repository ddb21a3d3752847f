package origin

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

var (
	isoLike  = lazy(`^(\d{4})-?(\d{2})-?(\d{2})(?:[T -]+(\d{2})[:-]?(\d{2})(?:[:-]?(\d{2})(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$`)
	monthDay = lazy(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`)
	dayMonth = lazy(`(?i)\b(\d{1,2})(?:st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (\d{4})\b`)
	inPath   = lazy(`(?:^|[/_-])((?:19|20)\d{2})[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?:[/_.-]|$)`)
	months   = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")
)

// isoDate is a date as documents give it in ISO 8601 with the precision and the
// zone it was written with, "" when it cannot be read. What could be day and
// month either way (03/04/2025) is not read.
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	if m := isoLike().FindStringSubmatch(s); m != nil {
		out := m[1] + "-" + m[2] + "-" + m[3]
		if m[4] != "" {
			out += "T" + m[4] + ":" + m[5]
			if m[6] != "" {
				out += ":" + m[6]
			}
			switch zone := m[7]; {
			case zone == "":
			case !strings.ContainsAny(zone, "+-"):
				out += "Z"
			case len(zone) == 5:
				out += zone[:3] + ":" + zone[3:]
			default:
				out += zone
			}
		}
		return valid(out)
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case len(s) == 13:
			n /= 1000
		case len(s) != 10:
			return ""
		}
		return time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05Z")
	}
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05 -0700 MST"} {
		if t, err := time.Parse(layout, s); err == nil {
			return valid(t.UTC().Format("2006-01-02T15:04:05Z"))
		}
	}
	if len(s) > 60 {
		return ""
	}
	if m := monthDay().FindStringSubmatch(s); m != nil {
		return valid(ymd(m[3], m[1], m[2]))
	}
	if m := dayMonth().FindStringSubmatch(s); m != nil {
		return valid(ymd(m[3], m[2], m[1]))
	}
	return ""
}

func ymd(year, month, day string) string {
	for i, name := range months {
		if strings.EqualFold(name, month[:3]) {
			d, _ := strconv.Atoi(day)
			return fmt.Sprintf("%s-%02d-%02d", year, i+1, d)
		}
	}
	return ""
}

func valid(s string) string {
	if _, err := parley.ParseDate(s); err != nil {
		return ""
	}
	return s
}

// pathDate is the date in a post's file name or an article's address.
func pathDate(s string) string {
	if m := inPath().FindStringSubmatch(s); m != nil {
		return valid(m[1] + "-" + m[2] + "-" + m[3])
	}
	return ""
}

// finer is the more exact of two dates that name one day; else the first.
func finer(a, b string) string {
	if a == "" || len(b) > len(a) && strings.HasPrefix(b, a[:min(10, len(a))]) {
		return b
	}
	return a
}
