package origin

import (
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// furniture marks what frames the article within its own text.
func (p *page) furniture() {
	texts := make([]string, len(p.blocks))
	for i, b := range p.blocks {
		texts[i] = string(fold(b.prose).text)
	}
	if len(texts) > 0 {
		p.last = texts[len(texts)-1]
	}
	p.beforeTitle(texts)
	p.underTitle(texts)
	p.advertisements(texts)
	p.linkLines(texts)
}

func (p *page) mark(i int) { p.blocks[i].part = parley.PartBoilerplate }

// beforeTitle marks a paragraph that repeats the title, and what stands before
// it, when that is a handful of labels.
func (p *page) beforeTitle(texts []string) {
	const farthest = 15 // paragraphs of labels above a headline
	title := string(fold(p.title).text)
	if title == "" {
		return
	}
	bare, full := letters(withoutLabel(title)), letters(title)
	for i, t := range texts[:min(len(texts), farthest+1)] {
		if l := letters(t[:min(len(t), 2*len(title)+8)]); l == bare || l == full {
			for j := range i {
				if personal(texts[j]) {
					p.credits = append(p.credits, texts[j])
				}
				p.mark(j)
			}
			p.mark(i)
			return
		}
		if len(t) >= 120 || strings.HasSuffix(t, ".") {
			return
		}
	}
}

// underTitle marks a reporter's name in one paragraph and what he is in the
// next.
func (p *page) underTitle(texts []string) {
	for i := 0; i+1 < min(len(texts), 8); i++ {
		if personal(texts[i]) && isRoleLine(texts[i+1]) {
			p.credits = append(p.credits, texts[i])
			p.mark(i)
			p.mark(i + 1)
		}
	}
}

// advertisements marks those of several paragraphs, from the one that opens it
// to the one that closes it, or to the end of a text that was cut off.
func (p *page) advertisements(texts []string) {
	const longest, longestCutOff = 12, 6 // paragraphs
	ph := boilerplateLists()
	for i := 0; i < len(texts); i++ {
		if low := lowered(texts[i]); len(low) > longestUI || low == "" || ph["opens"].prefix(low) != len(low) {
			continue
		}
		end := len(texts)
		for j := i + 1; j < min(len(texts), i+longest); j++ {
			if low := lowered(texts[j]); len(low) <= longestUI && ph["closes"].prefix(low) > 0 {
				end = j + 1
				break
			}
		}
		if end-i <= longest && end < len(texts) || end-i <= longestCutOff {
			for ; i < end; i++ {
				p.mark(i)
			}
		}
	}
}

// linkLines marks paragraphs that are nothing but a link and no sentence: they
// lead to other stories, and the last one to the source.
func (p *page) linkLines(texts []string) {
	links := map[string]string{}
	for _, l := range p.links {
		links[l.text] = l.url
	}
	for i, t := range texts {
		url, ok := links[t]
		switch n := utf8.RuneCountInString(t); {
		case !ok || t == "" || i == 0:
		case i == len(texts)-1 && n < 40 && isURL(url):
			p.sourceLink = link{t, url}
			p.sites = append(p.sites, url)
			p.mark(i)
		case i > 1 && n > 3 && n < 160 && !strings.HasSuffix(t, "."):
			p.mark(i)
		}
	}
}
