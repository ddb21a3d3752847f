package origin

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// assemble turns a page into a document's header and the map from its text to
// the original bytes.
func assemble(pg *page, dec decoded) (parley.Header, parley.OffsetMap) {
	h := parley.Header{URL: parley.Optional(pg.url), Authors: pg.authors, Published: parley.Optional(pg.published)}
	pg.furniture()

	var all prose
	put := func(part parley.PartName, p prose) parley.Span {
		p, repairs := mend(p)
		p, edits := folded(p)
		if len(p.text) == 0 {
			return parley.Span{}
		}
		if len(all.text) > 0 {
			all.added("\n\n")
		}
		s := parley.Span{Start: len(all.text), End: len(all.text) + len(p.text)}
		for _, r := range repairs {
			r.Span = parley.Span{Start: s.Start + shifted(edits, r.Span.Start), End: s.Start + shifted(edits, r.Span.End)}
			r.To = r.Span.In(string(all.text) + string(p.text))
			if r.To != "" {
				h.Repairs = append(h.Repairs, r)
			}
		}
		all.append(p)
		h.Parts = append(h.Parts, parley.TextPart{Part: part, Span: s})
		return s
	}
	if s := put(parley.PartTitle, pg.title); !s.Empty() {
		h.Title = parley.Optional(s.In(string(all.text)))
	}
	put(parley.PartExcerpt, pg.excerpt)
	for _, b := range pg.blocks {
		put(b.part, b.prose)
	}
	h.Text = string(all.text)
	pg.strays(&h, all.segs, dec)
	pg.apart(&h)
	pg.artefacts(&h)
	pg.mentioned = mentions(h.Text)
	h.Outlet = parley.Optional(pg.outlet(&h))
	h.FirstReportedBy = pg.firstReportedBy(&h)
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
func (pg *page) strays(h *parley.Header, m parley.OffsetMap, dec decoded) {
	for _, stray := range dec.strays {
		for _, s := range m {
			if s.TextLen != s.OriginalLen || stray.Start < s.Original || stray.End > s.Original+s.OriginalLen {
				continue
			}
			at := parley.Span{Start: s.Text + stray.Start - s.Original, End: s.Text + stray.End - s.Original}
			w := word([]byte(h.Text), at)
			from := h.Text[w.Start:at.Start] + "\ufffd" + h.Text[at.End:w.End]
			if n := len(h.Repairs); n > 0 && h.Repairs[n-1].Span == w { // two in one word
				last := &h.Repairs[n-1]
				last.From = last.From[:len(last.From)-(w.End-at.Start)] + from[at.Start-w.Start:]
				break
			}
			h.Repairs = append(h.Repairs, parley.Repair{From: from, To: w.In(h.Text), Span: w})
			break
		}
	}
}

// furniture marks what frames the article within its own text: all that stands
// before a paragraph which repeats the title, advertisements of several
// paragraphs, links to other stories, the link to the source at the end.
func (pg *page) furniture() {
	title := string(fold(pg.title).text)
	bare, full := letters(withoutLabel(title)), letters(title)
	texts := make([]string, len(pg.blocks))
	for i, b := range pg.blocks {
		texts[i] = string(fold(b.prose).text)
	}
	mark := func(i int) { pg.blocks[i].part = parley.PartBoilerplate }
	for i, t := range texts {
		if i > 15 {
			break
		}
		if len(t) > 2*len(title)+8 {
			continue
		}
		if l := letters(t); title == "" || l != bare && l != full {
			continue
		}
		short := true
		for _, before := range texts[:i] {
			short = short && len(before) < 120 && !strings.HasSuffix(before, ".")
		}
		if short {
			for j := range i {
				if personal(texts[j]) {
					pg.credits = append(pg.credits, texts[j])
				}
				mark(j)
			}
			mark(i)
		}
		break
	}
	for i := 0; i+1 < min(len(texts), 8); i++ {
		if personal(texts[i]) && isRoleLine(texts[i+1]) {
			pg.credits = append(pg.credits, texts[i])
			mark(i)
			mark(i + 1)
		}
	}
	ph := boilerplateLists()
	for i := 0; i < len(texts); i++ {
		if low := lowered(texts[i]); len(low) > longestUI || ph["opens"].prefix(low) != len(low) || low == "" {
			continue
		}
		end := len(texts)
		for j := i + 1; j < min(len(texts), i+12); j++ {
			if low := lowered(texts[j]); len(low) <= longestUI && ph["closes"].prefix(low) > 0 {
				end = j + 1
				break
			}
		}
		if end-i <= 12 && (end < len(texts) || end-i <= 6) {
			for ; i < end; i++ {
				mark(i)
			}
		}
	}
	for i := range texts {
		if i > 1 && pg.isLink(texts[i]) {
			mark(i)
		}
	}
	if n := len(texts); n > 0 {
		pg.last = texts[n-1]
	}
	if n := len(texts); n > 1 && len(pg.links) > 0 {
		if l := pg.links[len(pg.links)-1]; l.text == texts[n-1] && utf8.RuneCountInString(l.text) < 40 && isURL(l.url) {
			pg.sourceLink = l
			pg.sites = append(pg.sites, l.url)
			mark(n - 1)
		}
	}
}

// isLink reports whether a paragraph is nothing but a link, and no sentence: it
// leads to another story.
func (pg *page) isLink(text string) bool {
	return len(text) > 3 && len(text) < 160 && !strings.HasSuffix(text, ".") && slices.ContainsFunc(pg.links, func(l link) bool { return l.text == text })
}

// apart finds boilerplate and credits.
func (pg *page) apart(h *parley.Header) {
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
			pg.credits = append(pg.credits, creditLine(text, lowered(text))...)
		case parley.PartBody, parley.PartCaption:
			a := setApart(text)
			pg.credits = append(pg.credits, a.names...)
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
	pg.credits = append(pg.credits, writers(h)...)
	h.Credits = unique(pg.credits)
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
func (pg *page) artefacts(h *parley.Header) {
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

var opensSentence = regexp.MustCompile(`^\s*["'“‘]?(?:The|A|An|It|Its|This|That|These|Those|He|She|They|His|Her|Their|In|On|At|As|After|Before|When|While|With|For|From|More|Most|Some|Two|Three|Plans|Talks|Ministers|Officials|One|Hundreds|Thousands|Millions|There|We|I|You|By|About|Up|Over|Under|Around|All|Both|No|Not|But|And|If)\s`)

// beginsSentence reports whether what follows an opener was the beginning of a
// sentence before the opener was glued to it.
func beginsSentence(rest string) bool { return opensSentence.MatchString(rest) }

// withoutLabel is a title without the label before it.
func withoutLabel(title string) string {
	n := originalLen(title, boilerplateLists()["title"].prefix(lowered(title)))
	return strings.TrimSpace(title[n:])
}

var (
	reportedFirst = regexp.MustCompile(`(?i)\b(?:first|earlier|previously|originally|initially) (?:been )?reported (?:by|in|on) (?:the )?$|\breported (?:first|earlier) by (?:the )?$`)
	reportBy      = regexp.MustCompile(`(?i)\b(?:according to|citing|in) (?:a|an|the|its|their)?\s?(?:new |earlier |exclusive |recent |\p{L}+day )?(?:news(?:paper)? |media )?report (?:by|in|from|on) (?:the )?$|\bas reported by (?:the )?$`)
	reportedThen  = regexp.MustCompile(`^(?: newspaper| news agency| news| magazine| website)? (?:first |earlier |had |previously |has )?(?:reported|reports)\b`)
	unlisted      = regexp.MustCompile(`\b(\p{Lu}[\p{L}]*\.(?:com|net|org|co\.uk)|\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+){0,2})(?: (?:newspaper|news agency|magazine|news website))? (?:first )?reported\b`)
)

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
		before, after := h.Text[max(0, m.Start-80):m.Start], h.Text[m.End:min(len(h.Text), m.End+60)]
		if reportedFirst.MatchString(before) || m.Start < beginning && (reportBy.MatchString(before) || reportedThen.MatchString(after)) {
			out = append(out, m.outlet.name)
		}
	}
	head := h.Text[:beginning]
	if !strings.Contains(head, " reported") {
		return unique(out)
	}
	for _, m := range unlisted.FindAllStringSubmatchIndex(head, -1) {
		name := h.Text[m[2]:m[3]]
		if noun := h.Text[m[3]:m[1]]; strings.Contains(name, ".") || strings.Count(noun, " ") > 1 && !strings.Contains(noun, "first") {
			if _, listed := outletNamed(name); !listed {
				out = append(out, name)
			}
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
