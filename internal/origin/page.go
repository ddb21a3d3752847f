package origin

import (
	"strings"

	"github.com/parley-desk/parley"
)

// page is what the reader of one format found, in offsets of the decoded
// source.
type page struct {
	title, excerpt prose
	blocks         []block
	authors        []string
	published      string
	url            string
	outlet         string   // declared: publisher, --outlet
	labels         []string // tags and categories
	sites          []string // addresses that say where it came from
	links          []link
	language       string // declared
}

// block is one paragraph.
type block struct {
	part parley.PartName
	prose
}

// link is one link of the body.
type link struct{ text, url string }

func (p *page) add(part parley.PartName, t prose) {
	if len(strings.TrimSpace(string(t.text))) > 0 {
		p.blocks = append(p.blocks, block{part, t})
	}
}

func (p *page) link(text, url string) {
	p.links = append(p.links, link{strings.TrimSpace(text), url})
}
