package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
)

// firstLook is how far back a desk looks that was never visited before.
const firstLook = 7 * 24 * time.Hour

// visitLasts is how long one visit lasts: what is new stays new while somebody
// reads it.
const visitLasts = 30 * time.Minute

type frontPage struct {
	*answer.Front
	SinceDay string
	Chosen   bool // the reader chose since when
}

func (c *call) front() error {
	since, chosen := c.since()
	if _, err := assess.Until(since); err != nil {
		return badRequest{err}
	}
	f, err := c.s.desk.Front(c.r.Context(), c.ask, since)
	if err != nil {
		return err
	}
	return c.reply(result{template: "front.html", title: "Desk", section: "desk", answer: f, page: frontPage{f, since, chosen}})
}

// since is the ledger time from which changes count: the one asked for, else
// when this browser's last visit ended. The cookie holds two times and nothing
// of the reader: when the last visit ended, and when this one was last seen.
func (c *call) since() (since string, chosen bool) {
	now := c.s.o.Now().UTC()
	if q := c.r.URL.Query().Get("since"); q != "" {
		return q, true
	}
	before, seen := now.Add(-firstLook), now
	if k, err := c.r.Cookie(visitCookie); err == nil {
		a, b, _ := strings.Cut(k.Value, "_")
		last, err1 := time.Parse(visitForm, a)
		at, err2 := time.Parse(visitForm, b)
		if err1 == nil && err2 == nil && !at.After(now) {
			if before = last; now.Sub(at) > visitLasts {
				before = at
			}
		}
	}
	http.SetCookie(c.w, &http.Cookie{Name: visitCookie, Value: before.Format(visitForm) + "_" + seen.Format(visitForm), Path: "/",
		MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.r.TLS != nil})
	return before.Format("2006-01-02T15:04:05Z"), false
}

const (
	visitCookie = "parley_visit"
	visitForm   = "20060102T150405Z"
)
