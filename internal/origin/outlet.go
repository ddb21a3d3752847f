package origin

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lexicon"
)

// outlet is one record of en/outlets.txt.
type outlet struct {
	name  string
	names []string // the name and its other forms
	flags map[string]bool
}

type outletIndex struct {
	byName   map[string]*outlet   // folded
	byDomain map[string][]*outlet // an address may serve several titles of one house
	ofWords  map[string][]*outlet // by the first word of a name, as it is written
}

var outlets = sync.OnceValue(func() *outletIndex {
	x := &outletIndex{map[string]*outlet{}, map[string][]*outlet{}, map[string][]*outlet{}}
	for _, e := range lexicon.List("outlets") {
		o := &outlet{name: e.Field(0), names: []string{e.Field(0)}, flags: map[string]bool{}}
		for _, n := range strings.Split(e.Field(2), "|") {
			if n != "" {
				o.names = append(o.names, n)
			}
		}
		for _, f := range strings.Split(e.Field(3), "|") {
			o.flags[f] = true
		}
		for _, n := range o.names {
			if k := parley.FoldName(n); x.byName[k] == nil {
				x.byName[k] = o
			}
		}
		for _, d := range strings.Split(e.Field(1), "|") {
			if d != "" {
				x.byDomain[d] = append(x.byDomain[d], o)
			}
		}
	}
	return x
})

// outletNamed finds an outlet by any of its names.
func outletNamed(s string) (*outlet, bool) {
	o, ok := outlets().byName[parley.FoldName(s)]
	return o, ok
}

// outletsAt finds the outlets whose address this is: the host or a domain above
// it. An aggregator is none, since it shows others' copy.
func outletsAt(address string) []*outlet {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil
	}
	for host := strings.ToLower(u.Hostname()); host != ""; {
		if os := outlets().byDomain[host]; os != nil {
			if os[0].flags["aggregator"] {
				return nil
			}
			return os
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return nil
}

var (
	appeared   = regexp.MustCompile(`(?i)\b(?:originally (?:appeared|published|posted)|first (?:appeared|published)|was (?:first )?published|appeared first) (?:on|in|at|by) (?:the )?([\p{L}\p{N}][\p{L}\p{N}'’&. -]{1,40}?)(?: at\b| on\b|\.| and\b|$)`)
	dateline   = regexp.MustCompile(`^(?:[\p{Lu}][\p{L} ./'’-]{1,60}(?:,[^()]{1,40})?\s)?\(([A-Z][\p{L} ]{1,20})\)\s?[-–—]{1,2}\s?`)
	emailHost  = regexp.MustCompile(`@([\w-]+(?:\.[\w-]+)+)`)
	anyWord    = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}.&]*`)
	voiceAfter = regexp.MustCompile(`^(?:['’]s\b|\s(?:understands|has learned|has learnt|has seen|has not seen|has been told|has contacted|has approached|has asked|has spoken|has reached out|has obtained|has requested|has been unable|was told|was not|could not|can reveal|contacted|approached|asked|spoke to|reached out|analysis|reporters?|correspondents?|investigation|finds|found|filmed|witnessed|review|interview|staff|journalists?|team|Verify|Sounds|iPlayer|Newsnight|Today|Radio|News app|Africa))`)
	voiceFront = regexp.MustCompile(`(?i)(?:\b(?:told|tells|telling|tell|told to|speaking to|speaking with|spoke to|spoke with|spoken to|interview with|statement to|comment to|contacted by|approached by|asked by|seen by|shared with|obtained by|reviewed by|provided to|email to|emailed|speaking on|interviewed by|questions from|request from|reporting by|given to|listening to|broadcast on|said on)\s+(?:the\s+)?)$`)
	strong     = regexp.MustCompile(`(?i)\b(?:understands|learned|learnt|has seen|not seen|contacted|approached|reached out|obtained|reviewed by|seen by|reporters?|reporting by|investigation|finds|filmed|sounds|app|iplayer)\b`)
)

// outlet decides who wrote the document, from what says so most plainly to what
// only suggests it. The site that shows a text is not its outlet.
func (p *page) outlet(h *parley.Header) string {
	if p.knownOutlet != "" {
		return p.knownOutlet
	}
	text := h.Text
	for _, part := range h.Parts {
		if part.Part != parley.PartBoilerplate && part.Part != parley.PartBody {
			continue
		}
		if m := appeared.FindStringSubmatch(part.Span.In(text)); m != nil && len(part.Span.In(text)) < 400 {
			if o, ok := outletNamed(m[1]); ok {
				return o.name
			}
		}
	}
	if o := datelined(h); o != "" {
		return o
	}
	if p.publisher != "" {
		return canonical(p.publisher)
	}
	if o := p.labelled(); o != "" {
		return o
	}
	voices := spokenTo(h)
	for _, address := range p.sites {
		if os := outletsAt(address); os != nil {
			return among(os, voices)
		}
	}
	if p.site != "" {
		return canonical(p.site)
	}
	if len(voices) > 0 {
		return voices[0].name
	}
	if o := signed(h); o != "" {
		return o
	}
	for _, address := range p.images {
		if os := outletsAt(address); os != nil {
			return among(os, voices)
		}
	}
	return ""
}

// canonical is an outlet's usual name where it is a known one.
func canonical(name string) string {
	if o, ok := outletNamed(name); ok {
		return o.name
	}
	return strings.TrimSpace(name)
}

// among picks from the titles of one house the one that the text speaks of as
// itself, else the first.
func among(os []*outlet, voices []*outlet) string {
	for _, v := range voices {
		for _, o := range os {
			if v == o {
				return o.name
			}
		}
	}
	return os[0].name
}

// labelled is the outlet that a mirror files a post under: its only category or
// tag, when that is an outlet or is what the link at the text's end is called.
func (p *page) labelled() string {
	for _, labels := range p.labels {
		if len(labels) != 1 {
			continue
		}
		if o, ok := outletNamed(labels[0]); ok {
			return o.name
		}
		if same(labels[0], p.sourceLink.text) {
			if os := outletsAt(p.sourceLink.url); os != nil {
				return os[0].name
			}
			return labels[0]
		}
	}
	if p.sourceLink.text != "" {
		if o, ok := outletNamed(p.sourceLink.text); ok {
			return o.name
		}
	}
	return ""
}

// datelined is the agency of a dateline, "LONDON, Feb 3 (Reuters) -", among the
// first paragraphs.
func datelined(h *parley.Header) string {
	n := 0
	for _, part := range h.Parts {
		if part.Part != parley.PartBody {
			continue
		}
		if m := dateline.FindStringSubmatch(part.Span.In(h.Text)); m != nil {
			if o, ok := outletNamed(m[1]); ok {
				return o.name
			}
		}
		if n++; n == 3 {
			break
		}
	}
	return ""
}

// signed is the outlet in whose name the reporter may be written to.
func signed(h *parley.Header) string {
	for _, part := range h.Parts {
		t := part.Span.In(h.Text)
		if part.Part == parley.PartBoilerplate && writeTo.MatchString(t) {
			if m := emailHost.FindStringSubmatch(t); m != nil {
				if os := outletsAt("https://" + m[1]); os != nil {
					return os[0].name
				}
			}
		}
	}
	return ""
}

// spokenTo finds the outlets that the text speaks of as itself, the plainest
// first: "told the BBC", "the BBC understands", "the BBC's Rome correspondent".
// An outlet that others often quote ("told Reuters") has to be named so more
// than once.
func spokenTo(h *parley.Header) []*outlet {
	score := map[*outlet]int{}
	var order []*outlet
	add := func(o *outlet, n int) {
		if score[o] == 0 {
			order = append(order, o)
		}
		score[o] += n
	}
	for _, m := range mentions(h.Text) {
		before, after := h.Text[max(0, m.Start-40):m.Start], h.Text[m.End:min(len(h.Text), m.End+40)]
		front, back := voiceFront.FindString(before), voiceAfter.FindString(after)
		switch {
		case front != "" && strong.MatchString(front), back != "" && strong.MatchString(back):
			add(m.outlet, 6)
		case front != "" && m.outlet.flags["quoted"]:
			add(m.outlet, 1)
		case front != "":
			add(m.outlet, 3)
		case back != "" && !m.outlet.flags["quoted"]:
			add(m.outlet, 2)
		}
	}
	var out []*outlet
	for _, o := range order {
		if score[o] >= 2 && (!o.flags["quoted"] || score[o] >= 3) && !o.flags["issuer"] && !o.flags["aggregator"] {
			at := len(out)
			for at > 0 && score[out[at-1]] < score[o] {
				at--
			}
			out = append(out[:at], append([]*outlet{o}, out[at:]...)...)
		}
	}
	return out
}

type outletMention struct {
	parley.Span
	outlet *outlet
}

// mentions finds outlets' names in text, the longest at each place.
func mentions(text string) []outletMention {
	x := outlets()
	var out []outletMention
	words := anyWord.FindAllStringIndex(text, -1)
	for i := 0; i < len(words); i++ {
		c := text[words[i][0]]
		if c >= 'a' && c <= 'z' {
			continue
		}
		for n := min(4, len(words)-i); n > 0; n-- {
			s := parley.Span{Start: words[i][0], End: words[i+n-1][1]}
			phrase := strings.TrimRight(s.In(text), ".")
			if strings.ContainsAny(phrase, ",;:()\n") {
				continue
			}
			if o := x.byName[parley.FoldName(phrase)]; o != nil && written(o, phrase) {
				s.End = s.Start + len(phrase)
				out = append(out, outletMention{s, o})
				i += n - 1
				break
			}
		}
	}
	return out
}

// written reports whether phrase is a name of o in the letters in which it is
// written, so that "Express" and "Time" are not found in "express" and "TIME".
func written(o *outlet, phrase string) bool {
	for _, n := range o.names {
		if phrase == n || "The "+phrase == n {
			return true
		}
	}
	return false
}
