package origin

import (
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// assemble turns a page into a document's header and the map from its text to
// the original bytes.
func assemble(p *page, dec decoded) (parley.Header, parley.OffsetMap) {
	h := parley.Header{URL: parley.Optional(p.url), Authors: p.authors, Published: parley.Optional(p.published)}
	p.furniture()

	var all prose
	put := func(part parley.PartName, t prose) parley.Span {
		t, repairs := mend(t)
		t, edits := folded(t)
		if len(t.text) == 0 {
			return parley.Span{}
		}
		if len(all.text) > 0 {
			all.added("\n\n")
		}
		s := parley.Span{Start: len(all.text), End: len(all.text) + len(t.text)}
		for _, r := range repairs {
			from, to := shifted(edits, r.Span.Start), shifted(edits, r.Span.End)
			if from < to {
				r.To, r.Span = string(t.text[from:to]), parley.Span{Start: s.Start + from, End: s.Start + to}
				h.Repairs = append(h.Repairs, r)
			}
		}
		all.append(t)
		h.Parts = append(h.Parts, parley.TextPart{Part: part, Span: s})
		return s
	}
	if s := put(parley.PartTitle, p.title); !s.Empty() {
		h.Title = parley.Optional(s.In(string(all.text)))
	}
	put(parley.PartExcerpt, p.excerpt)
	for _, b := range p.blocks {
		put(b.part, b.prose)
	}
	h.Text = string(all.text)
	p.strays(&h, all.segs, dec)
	p.apart(&h)
	p.artefacts(&h)
	p.mentioned = mentions(h.Text)
	h.Outlet = parley.Optional(p.outlet(&h))
	h.FirstReportedBy = p.firstReportedBy(&h)
	h.Language = language(h.Text)
	return h, compose(all.segs, dec.segs)
}

// folded makes every run of white space one blank and drops it at both ends.
// It returns the edits by which it did.
func folded(p prose) (prose, []edit) {
	var edits []edit
	t := p.text
	for i := 0; i < len(t); {
		if t[i] > ' ' && t[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(t[i:])
		if !isSpace(r) && !isControl(r) {
			i += n
			continue
		}
		j := i + n
		for j < len(t) {
			r, n := utf8.DecodeRune(t[j:])
			if !isSpace(r) && !isControl(r) {
				break
			}
			j += n
		}
		switch {
		case i == 0 || j == len(t):
			edits = append(edits, edit{parley.Span{Start: i, End: j}, ""})
		case j-i > 1 || t[i] != ' ':
			to := " "
			if onlyWidthless(t[i:j]) {
				to = ""
			}
			edits = append(edits, edit{parley.Span{Start: i, End: j}, to})
		}
		i = j
	}
	return p.rewrite(edits), edits
}

// fold is folded without the edits.
func fold(p prose) prose {
	p, _ = folded(p)
	return p
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == '\u00ad' }

// onlyWidthless reports whether white space is nothing but characters without
// width, which part no words: a soft hyphen, a zero-width blank.
func onlyWidthless(t []byte) bool {
	for _, r := range string(t) {
		if r != '\u200b' && r != '\ufeff' && r != '\u2060' && r != '\u00ad' {
			return false
		}
	}
	return true
}

// shifted is where an offset of the text lies once the edits are made.
func shifted(edits []edit, at int) int {
	d := 0
	for _, e := range edits {
		if e.End > at {
			if e.Start < at {
				return min(e.Start+d+len(e.to), at+d)
			}
			break
		}
		d += len(e.to) - e.Len()
	}
	return at + d
}

// strays records the bytes that were no UTF-8 as repairs.
func (p *page) strays(h *parley.Header, m parley.OffsetMap, dec decoded) {
	if len(dec.strays) == 0 {
		return
	}
	var copies parley.OffsetMap
	for _, s := range m {
		if s.TextLen == s.OriginalLen {
			copies = append(copies, s)
		}
	}
	sort.SliceStable(copies, func(i, j int) bool { return copies[i].Original < copies[j].Original })
	for _, stray := range dec.strays {
		i := sort.Search(len(copies), func(i int) bool { return copies[i].Original+copies[i].OriginalLen >= stray.End })
		if i == len(copies) || copies[i].Original > stray.Start {
			continue // not in the text
		}
		d := copies[i].Text - copies[i].Original
		at := parley.Span{Start: stray.Start + d, End: stray.End + d}
		if n := len(h.Repairs); n > 0 && h.Repairs[n-1].Span.Contains(at) { // a second one in a word
			last := &h.Repairs[n-1]
			behind := last.Span.End - at.Start
			last.From = last.From[:len(last.From)-behind] + "\ufffd" + h.Text[at.End:last.Span.End]
			continue
		}
		w := word(h.Text, at)
		h.Repairs = append(h.Repairs, parley.Repair{From: h.Text[w.Start:at.Start] + "\ufffd" + h.Text[at.End:w.End], To: w.In(h.Text), Span: w})
	}
}

// apart finds boilerplate and credits.
func (p *page) apart(h *parley.Header) {
	set := func(s parley.Span) {
		h.Boilerplate = append(h.Boilerplate, parley.SetApart{Text: s.In(h.Text), Span: s})
	}
	first := true
	for i := range h.Parts {
		part := &h.Parts[i]
		text := part.Span.In(h.Text)
		switch part.Part {
		case parley.PartBoilerplate:
			set(part.Span)
			p.credits = append(p.credits, creditLine(text, lowered(text))...)
		case parley.PartBody, parley.PartCaption:
			a := setApart(text)
			p.credits = append(p.credits, a.names...)
			if a.whole {
				part.Part = parley.PartBoilerplate
				set(part.Span)
				continue
			}
			if part.Part == parley.PartBody && first {
				if n, _ := datelineOf(text); n > 0 {
					set(parley.Span{Start: part.Span.Start, End: part.Span.Start + len(strings.TrimRight(text[:n], " "))})
				}
				first = false
			}
			for _, s := range a.spans {
				set(parley.Span{Start: s.Start + part.Span.Start, End: s.End + part.Span.Start})
			}
		}
	}
	if s := scrapedLead(h); !s.Empty() {
		h.Boilerplate = append([]parley.SetApart{{Text: s.In(h.Text), Span: s}}, h.Boilerplate...)
	}
	p.credits = append(p.credits, writers(h)...)
	h.Credits = unique(p.credits)
}

// scrapedLead is the beginning of an excerpt that was cut from the page as it
// stood, labels, byline and date line and all: as much of it as the boilerplate
// before the body says too.
func scrapedLead(h *parley.Header) (lead parley.Span) {
	rest := parley.Span{}
	for _, part := range h.Parts {
		switch part.Part {
		case parley.PartTitle:
		case parley.PartExcerpt:
			rest = part.Span
			lead = parley.Span{Start: rest.Start, End: rest.Start}
		case parley.PartBoilerplate:
			text := rest.In(h.Text)
			if tail, ok := strings.CutPrefix(text, part.Span.In(h.Text)); ok {
				lead.End = rest.End - len(tail)
				rest.Start = rest.End - len(strings.TrimLeft(tail, " "))
			}
		default:
			return lead
		}
	}
	return parley.Span{}
}

func unique(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// artefacts finds what a re-publisher glued on: labels before the title, stock
// openers before the first paragraph.
func (p *page) artefacts(h *parley.Header) {
	ph := boilerplateLists()
	set := func(s parley.Span) { h.Artefacts = append(h.Artefacts, parley.SetApart{Text: s.In(h.Text), Span: s}) }
	for _, part := range h.Parts {
		text := part.Span.In(h.Text)
		switch part.Part {
		case parley.PartTitle:
			for at := 0; ; {
				n := originalLen(text[at:], ph["title"].prefix(lowered(text[at:])))
				if n == 0 || n == len(text)-at {
					break
				}
				set(parley.Span{Start: part.Span.Start + at, End: part.Span.Start + at + n})
				at += n
				at += len(text[at:]) - len(strings.TrimLeft(text[at:], " "))
			}
		case parley.PartBody:
			low := lowered(text)
			n := originalLen(text, ph["opener"].prefix(low))
			if n == 0 {
				if g := originalLen(text, ph["glued"].prefix(low)); g > 0 && beginsSentence(text[g:]) {
					n = g
				}
			}
			if n > 0 && n < len(text) {
				set(parley.Span{Start: part.Span.Start, End: part.Span.Start + n})
			}
			return
		}
	}
}

// originalLen is the length in text of the first n bytes of lowered(text).
func originalLen(text string, n int) int {
	if n == 0 {
		return 0
	}
	at, low := 0, 0
	for low < n && at < len(text) {
		_, size := utf8.DecodeRuneInString(text[at:])
		low += len(lowered(text[at : at+size]))
		at += size
	}
	return at
}

var sentenceOpeners = sync.OnceValue(func() map[string]bool { return wordSet("sentence-openers") })

// wordSet is a list's keys.
func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for _, e := range lexicon.List(list) {
		m[e.Field(0)] = true
	}
	return m
}

// beginsSentence reports whether what follows an opener was the beginning of a
// sentence before the opener was glued to it.
func beginsSentence(rest string) bool {
	word := firstWord(strings.TrimLeft(rest, " \"'“‘"))
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) && sentenceOpeners()[strings.ToLower(word)]
}

// withoutLabel is a title without the label before it.
func withoutLabel(title string) string {
	n := originalLen(title, boilerplateLists()["title"].prefix(lowered(title)))
	return strings.TrimSpace(title[n:])
}

// unlisted is an outlet that is on no list but is called one, or is named by its
// domain, where it "reported".
var unlisted = lazy(`\b(\p{Lu}[\p{L}]*\.(?:com|net|org|co\.uk)|\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+){0,2})(?: (newspaper|news agency|magazine|news website))? (?:first )?reported\b`)

// firstReportedBy finds the outlets that a document credits with the news: by
// name as the first anywhere, or with their report at the beginning of the text.
func (p *page) firstReportedBy(h *parley.Header) []string {
	beginning, n := 0, 0
	for _, part := range h.Parts {
		if part.Part == parley.PartBody {
			if n++; n > 2 {
				break
			}
		}
		beginning = part.Span.End
	}
	var out []string
	for _, m := range p.mentioned {
		if string(h.Outlet) == m.outlet.name || m.outlet.flags["issuer"] {
			continue
		}
		if b := m.beside(h.Text); b.follows("first") || m.Start < beginning && (b.follows("report") || b.precedes("reported")) {
			out = append(out, m.outlet.name)
		}
	}
	head := h.Text[:beginning]
	if !strings.Contains(head, " reported") {
		return unique(out)
	}
	for _, m := range unlisted().FindAllStringSubmatchIndex(head, -1) {
		name := h.Text[m[2]:m[3]]
		if _, listed := outletNamed(name); !listed && (m[4] >= 0 || strings.Contains(name, ".")) {
			out = append(out, name)
		}
	}
	return unique(out)
}

// letters is s in lower case without what is no letter or digit.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
