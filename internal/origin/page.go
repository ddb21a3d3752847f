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
	knownOutlet    string     // by the caller
	publisher      string     // declared as such
	site           string     // og:site_name
	labels         [][]string // tags, categories: one list each
	sites          []string   // addresses that say where it came from
	images         []string   // addresses of pictures
	links          []link
	sourceLink     link   // the link that is the text's last paragraph
	last           string // the last paragraph
	credits        []string
	mentioned      []outletMention
	note           bool // a private note, by its own word
	confidential   bool // the same
}

// block is one paragraph.
type block struct {
	part parley.PartName
	prose
}

// link is one link of the body.
type link struct{ text, url string }

func (p *page) link(text, url string) {
	p.links = append(p.links, link{strings.TrimSpace(text), url})
}
