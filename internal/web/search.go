package web

import (
	"strconv"
	"strings"

	"github.com/parley-desk/parley/internal/answer"
)

// searchSize is how many documents one page of a search shows.
const searchSize = 20

type searchPage struct {
	*answer.Finds
	Hits []hit
	From int
	Next int // offset of the next page, 0 for none
}

// hit is a found document with its snippet cut at the words found.
type hit struct {
	answer.Found
	Parts []hitPart
}

type hitPart struct {
	Text  string
	Found bool
}

func (c *call) search() error {
	q := c.r.URL.Query()
	words := strings.TrimSpace(q.Get("q"))
	if words == "" {
		return c.reply(result{template: "search.html", title: "Search", section: "search", page: searchPage{Finds: &answer.Finds{}}, answer: &answer.Finds{Schema: answer.SchemaFinds}})
	}
	offset, _ := strconv.Atoi(q.Get("offset"))
	offset = max(0, offset)
	f, err := c.s.desk.Find(c.r.Context(), c.ask, answer.FindQuery{Words: words, Outlet: q.Get("outlet"), Year: q.Get("year"), Limit: searchSize, Offset: offset})
	if err != nil {
		return asked(err)
	}
	p := searchPage{Finds: f, From: offset}
	for _, d := range f.Documents {
		h := hit{Found: d}
		at, runes := 0, []rune(d.Snippet)
		for _, m := range d.Marks {
			h.Parts = append(h.Parts, hitPart{string(runes[at:m.Start]), false}, hitPart{string(runes[m.Start:m.End]), true})
			at = m.End
		}
		h.Parts = append(h.Parts, hitPart{string(runes[at:]), false})
		p.Hits = append(p.Hits, h)
	}
	if offset+len(p.Hits) < f.Total {
		p.Next = offset + len(p.Hits)
	}
	return c.reply(result{template: "search.html", title: words, section: "search", answer: f, page: p})
}

func (c *call) actor() error {
	a, err := c.s.desk.Actor(c.r.Context(), c.ask, c.id("name"))
	if err != nil {
		return err
	}
	return c.reply(result{template: "actor.html", title: a.Name, section: "actors", answer: a})
}
