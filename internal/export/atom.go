package export

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// An Atom feed (RFC 4287), as far as it is needed.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomAuthor  `xml:"author"`
		Entries []atomEntry `xml:"entry"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomEntry struct {
		ID       string     `xml:"id"`
		Title    string     `xml:"title"`
		Updated  string     `xml:"updated"`
		Category []category `xml:"category"`
		Content  atomText   `xml:"content"`
	}
	category struct {
		Term string `xml:"term,attr"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// theBeginning is before anything that a ledger can hold.
const theBeginning = "0001"

// mostEntries is how many changes a feed tells of, the newest first.
const mostEntries = 200

// feed tells what changed, one entry a changed answer. An entry's id and date
// come from what changed and from the words that did it, so that an entry that
// was seen does not look new. What no words did, as a date that passed, is dated
// by the newest document.
func feed(ctx context.Context, src Source, o Options) ([]byte, error) {
	since := o.Since
	if since == "" {
		since = theBeginning
	}
	d, err := answer.New(src).Diff(ctx, o.Ask, answer.DiffQuery{Since: since})
	if err != nil {
		return nil, err
	}
	newest, err := newestDocument(ctx, src)
	if err != nil {
		return nil, err
	}
	f := atomFeed{ID: "urn:parley:ledger:" + o.Ledger, Title: "What changed about deals", Updated: newest.Format(time.RFC3339), Author: atomAuthor{"Parley"}}
	for _, c := range d.Deals {
		for _, x := range c.Changes {
			f.Entries = append(f.Entries, entryOf(c, x, newest))
		}
	}
	sort.SliceStable(f.Entries, func(i, j int) bool {
		if f.Entries[i].Updated != f.Entries[j].Updated {
			return f.Entries[i].Updated > f.Entries[j].Updated
		}
		return f.Entries[i].ID < f.Entries[j].ID
	})
	f.Entries = f.Entries[:min(len(f.Entries), mostEntries)]
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func newestDocument(ctx context.Context, src Source) (time.Time, error) {
	docs, err := src.Documents(ctx, ledger.DocumentQuery{})
	newest := time.Unix(0, 0).UTC()
	for _, d := range docs {
		at := d.Learned
		if iv, err := parley.ParseDate(string(d.Published)); err == nil {
			at = iv.From
		}
		if at.After(newest) {
			newest = at
		}
	}
	return newest.Truncate(time.Second), err
}

func entryOf(d answer.DealChange, c answer.Change, newest time.Time) atomEntry {
	by := wordsOf(c)
	at, id := time.Time{}, []string{"change", d.Deal.ID, c.Type, string(c.What), c.Key}
	var body strings.Builder
	if c.After != nil {
		was := "not said"
		if c.Before != nil && len(c.Before.Values) > 0 {
			was = fmt.Sprintf("%s (%s)", strings.Join(c.Before.Values, ", "), c.Before.State)
		}
		fmt.Fprintf(&body, "Before: %s. Now: %s (%s).\n", was, strings.Join(c.After.Values, ", "), c.After.State)
	}
	if c.State != "" && c.Was != "" && c.State != c.Was {
		fmt.Fprintf(&body, "Before: %s. Now: %s.\n", c.Was, c.State)
	}
	for _, e := range by {
		id = append(id, e.Assertion)
		if iv, err := parley.ParseDate(string(e.Published)); err == nil && iv.From.After(at) {
			at = iv.From
		}
		who := e.Voice.Name
		if who == "" {
			who = e.Outlet
		}
		fmt.Fprintf(&body, "%s: “%s” (%s, %s)\n", safe.Line(string(who)), safe.Line(e.Words), safe.Line(string(e.Outlet)), safe.Line(string(e.Published)))
	}
	if at.IsZero() {
		at = newest
	}
	title := safe.Line(d.Deal.Name) + ": " + strings.ReplaceAll(string(c.What), "_", " ") + ": " + c.Type
	if c.Axis != "" {
		title = fmt.Sprintf("%s: %s %s", safe.Line(d.Deal.Name), c.Axis, c.What)
	} else if c.Key != "" {
		title += ", " + safe.Line(c.Key)
	}
	return atomEntry{ID: "urn:parley:change:" + parley.ContentHash(id...)[:32], Title: title, Updated: at.Truncate(time.Second).Format(time.RFC3339),
		Category: []category{{c.Type}, {string(c.What)}}, Content: atomText{"text", body.String()}}
}

// wordsOf is the evidence of a change, once each.
func wordsOf(c answer.Change) []answer.Evidence {
	var out []answer.Evidence
	seen := map[string]bool{}
	add := func(es []answer.Evidence) {
		for _, e := range es {
			if !seen[e.Assertion] {
				seen[e.Assertion] = true
				out = append(out, e)
			}
		}
	}
	add(c.By)
	for _, v := range c.Voices {
		add(v.By)
	}
	return out
}
