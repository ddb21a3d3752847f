package lang

import (
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// sentences cuts paragraph p, whose quotations are known, into sentences.
func (d *Doc) sentences(p int) {
	para := &d.Paras[p]
	para.Sents[0] = len(d.Sents)
	start := para.Toks[0]
	for i := para.Toks[0]; i < para.Toks[1]; i++ {
		last := i+1 == para.Toks[1]
		if !last {
			end := d.Toks[i].Apart != d.Toks[i+1].Apart
			if !end {
				var next int
				if end, next = d.sentenceEnds(i, start, para.Toks[1]); end {
					i = next - 1
					last = next == para.Toks[1]
				}
			}
			if !end {
				continue
			}
		}
		d.addSent(p, start, i+1)
		start = i + 1
		if last {
			break
		}
	}
	para.Sents[1] = len(d.Sents)
}

func (d *Doc) addSent(p, from, to int) {
	if from >= to {
		return
	}
	d.Sents = append(d.Sents, Sent{
		Span: parley.Span{Start: d.Toks[from].Start, End: d.Toks[to-1].End},
		Para: p,
		Toks: [2]int{from, to},
	})
	for i := from; i < to; i++ {
		d.Toks[i].Sent = len(d.Sents) - 1
	}
}

// sentenceEnds reports whether a sentence that began at start ends with token
// i and the closing marks after it, and with which token the next one begins.
func (d *Doc) sentenceEnds(i, start, end int) (bool, int) {
	t := &d.Toks[i]
	c := t.Text[len(t.Text)-1]
	abbr := false
	switch {
	case c == '.' || c == '!' || c == '?':
		abbr = len(t.Text) > 1 && c == '.' && t.Text[0] != '.'
	case t.Text == "…":
	default:
		return false, 0
	}
	// Closing marks that follow without a blank belong to this sentence.
	next, quoted := i+1, false
	for next < end && d.Toks[next].Start == d.Toks[next-1].End {
		switch d.Toks[next].Text {
		case ")", "]", "}":
			next++
			continue
		}
		q := d.Toks[next].Quote
		if q >= 0 && !d.Quotes[q].Open && d.Quotes[q].End == d.Toks[next].End && d.Quotes[q].Inner.End == d.Toks[next].Start {
			next, quoted = next+1, true
			continue
		}
		break
	}
	// "He died in 2014. [4] She ...": a note belongs to what it notes.
	for next+2 < end && d.Toks[next].Text == "[" && digits(d.Toks[next+1].Text) == len(d.Toks[next+1].Text) && d.Toks[next+2].Text == "]" {
		next += 3
	}
	if next == end {
		return true, end
	}
	n := &d.Toks[next]
	r, _ := utf8.DecodeRuneInString(n.Text)
	blank := n.Start > d.Toks[next-1].End
	upper := unicode.IsUpper(r) || unicode.IsTitle(r)
	mark := false // the next token is a mark that may open a sentence
	if _, isQuote := quoteMark(n.Text); isQuote || r == '(' || r == '[' || r == '•' || r == '-' || r == '–' || r == '—' || r == '@' || r == '#' {
		mark = true
	}
	switch {
	case unicode.IsLower(r):
		return false, 0
	case !blank && !upper && !(mark && n.Quote >= 0 && d.Quotes[n.Quote].Start == n.Start):
		return false, 0
	case !upper && !mark && !unicode.IsDigit(r) && !unicode.IsLetter(r) && unicode.IsPunct(r):
		return false, 0
	}
	if (r == '-' || r == '–' || r == '—') && (abbr || !d.upperAfter(next, end)) {
		return false, 0
	}
	if abbr {
		return d.abbreviationEnds(i, next, upper, mark), next
	}
	if i == start || i == start+1 && isDigit(d.Toks[start].Text[0]) {
		return false, 0 // "1. The parties", "... and then"
	}
	if t.Text[0] == '.' && len(t.Text) > 1 || t.Text == "…" {
		// An ellipsis inside a quotation joins what was cut.
		return !quoted && upper || quoted && !d.reportFollows(next, end), next
	}
	if quoted && d.reportFollows(next, end) {
		return false, 0
	}
	return true, next
}

func (d *Doc) upperAfter(i, end int) bool {
	if i+1 >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.Toks[i+1].Text)
	return unicode.IsUpper(r)
}

// abbreviationEnds decides for a stop that belongs to an abbreviation.
func (d *Doc) abbreviationEnds(i, next int, upper, mark bool) bool {
	w := known()
	t := d.Toks[i].Text
	stem := t[:len(t)-1]
	class := w.abbr[stem]
	if class == abbrNone {
		class = w.abbr[d.Toks[i].Low[:len(stem)]]
	}
	switch {
	case class == abbrTitle, class == abbrNumber:
		return false
	case len(stem) == 1: // an initial
		return false
	case mark:
		return next > i+1 || d.Toks[next].Quote >= 0 && d.Quotes[d.Toks[next].Quote].Start == d.Toks[next].Start
	case !upper:
		return false
	}
	return w.openers[d.Toks[next].Low]
}

// reportFollows reports whether the words from token i on say who spoke the
// quotation that has just ended: "Is it over?" Quill asked. "No!" the envoy said.
// A clause after the verb makes them a sentence of their own: "No!" The envoy said
// he was done.
func (d *Doc) reportFollows(i, end int) bool {
	w := known()
	// Six tokens cover a name with a title and a role.
	for k := i; k < min(i+6, end); k++ {
		t := &d.Toks[k]
		if w.report[t.Low] {
			return k+1 == end || t.Low == "told" || t.Low == "asked" || !w.openers[d.Toks[k+1].Low]
		}
		switch t.Text {
		case ".", "!", "?", ":", ";", `"`, "“", "”", "''":
			return false
		}
	}
	return false
}
