package main

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/safe"
)

// trace shows how a document was read: each sentence with its tokens, tags,
// parse and quotation state, then what was found in it and which rule or
// weights found it. Offsets are code points, as in the JSON.
func (p *program) trace(doc *parley.Document) []byte {
	x := extract.Document(doc)
	d := lang.Analyze(&doc.Header)
	var b bytes.Buffer
	s := p.out.onto(&b)
	s.line(s.heading(safe.Line(placeOf(doc))))
	for i, sent := range d.Sents {
		s.line("")
		s.paragraph(fmt.Sprintf("%-3d ", i+1), s.strong(safe.Line(sent.In(d.Text))))
		tokens := table{head: []string{"", "token", "lemma", "tag", "xpos", "head", "relation", "quote"}, right: []int{0, 5}, indent: 4}
		for t := sent.Toks[0]; t < sent.Toks[1]; t++ {
			tok := d.Toks[t]
			head, quote := "", ""
			if tok.Head >= 0 {
				head = strconv.Itoa(tok.Head - sent.Toks[0] + 1)
			}
			if tok.Quote >= 0 {
				quote = strconv.Itoa(tok.Quote + 1)
			}
			tokens.add(faint(strconv.Itoa(t-sent.Toks[0]+1)), plain(safe.Line(tok.Text)), plain(safe.Line(tok.Lemma)),
				plain(string(tok.Tag)), plain(tok.XPOS), plain(head), plain(tok.Rel), plain(quote))
		}
		tokens.print(s)
		found := table{indent: 4}
		for _, n := range d.Names {
			if sent.Contains(n.Span) {
				found.add(faint("name"), plain(safe.Line(n.In(d.Text))), plain(string(n.Type)), faint(""))
			}
		}
		for _, f := range d.Figures {
			if sent.Contains(f.Span) {
				found.add(faint("figure"), plain(safe.Line(f.In(d.Text))), plain(figure(f.Amount, f.Rate, f.Quantity)), faint(f.Rule))
			}
		}
		for _, m := range d.Dates {
			if sent.Contains(m.Span) {
				found.add(faint("date"), plain(safe.Line(m.In(d.Text))), plain(m.Date), faint(m.Rule))
			}
		}
		for _, st := range x.Statements {
			if !begins(sent, st.Content) {
				continue
			}
			if st.Source != nil {
				found.add(faint("source"), plain(safe.Line(st.Source.Text)), plain(entityName(&x, string(st.Source.Entity))), faint(""))
			}
			if st.Cue != nil {
				found.add(faint("cue"), plain(safe.Line(st.Cue.Text)), plain(string(st.Act)), faint(""))
			}
			found.add(faint("content"), plain(safe.Line(st.Content.Text)), plain(fmt.Sprintf("%s, %s", st.Kind, words(string(st.Basis)))), faint(rule(st.ByRule, st.Confidence)))
		}
		for _, a := range x.Assertions {
			if begins(sent, a.Evidence) {
				found.add(faint(string(a.Type)), plain(safe.Line(a.Evidence.Text)), plain(safe.Line(dealName(&x, a.Deal)+": "+summary(&a))), faint(rule(a.ByRule, a.Confidence)))
			}
		}
		found.print(s)
	}
	s.line("")
	s.flush()
	return b.Bytes()
}

func rule(name string, confidence float64) string { return fmt.Sprintf("%s %.2f", name, confidence) }

func entityName(x *parley.Extraction, id string) string {
	for _, e := range x.Entities {
		if e.ID == id {
			return safe.Line(e.Name)
		}
	}
	return ""
}

func dealName(x *parley.Extraction, id string) string {
	for _, d := range x.Deals {
		if d.ID == id {
			return d.Name
		}
	}
	return id
}

// begins reports whether a part's words begin in the sentence: a quotation may
// go on into the next ones.
func begins(s lang.Sent, p parley.Part) bool {
	b := p.Bounds()
	return s.Start <= b.Start && b.Start < s.End
}
