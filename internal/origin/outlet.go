package origin

import (
	"net/url"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
	byName   map[string]*outlet    // folded
	byDomain map[string][]*outlet  // an address may serve several titles of one house
	byFirst  map[string][]spelling // by the first word, longest first
}

// spelling is a name as prose has it. A name that begins with "The" and is
// not listed without it ("The Hill", "The Sun") is one only behind a "the".
type spelling struct {
	words    string
	needsThe bool
	outlet   *outlet
}

var outlets = sync.OnceValue(func() *outletIndex {
	x := &outletIndex{map[string]*outlet{}, map[string][]*outlet{}, map[string][]spelling{}}
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
			words, the := strings.CutPrefix(n, "The ")
			w := firstWord(words)
			x.byFirst[w] = append(x.byFirst[w], spelling{words, the, o})
		}
		for _, d := range strings.Split(e.Field(1), "|") {
			if d != "" {
				x.byDomain[d] = append(x.byDomain[d], o)
			}
		}
	}
	for _, names := range x.byFirst {
		sort.SliceStable(names, func(i, j int) bool {
			if len(names[i].words) != len(names[j].words) {
				return len(names[i].words) > len(names[j].words)
			}
			return !names[i].needsThe && names[j].needsThe
		})
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
	dateline  = lazy(`^(?:[\p{Lu}][\p{L} ./'’-]{1,60}(?:,[^()]{1,40})?\s)?(\([A-Z][\p{L} ]{1,20}\)|/PRNewswire/)\s?[-–—]{1,2}\s?`)
	emailHost = lazy(`@([\w-]+(?:\.[\w-]+)+)`)
)

// voice is en/outlet_voice.txt: the phrases of each meaning.
var voice = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, e := range lexicon.List("outlet_voice") {
		m[e.Field(2)] = append(m[e.Field(2)], e.Field(0))
	}
	return m
})

// beside is the text around a mention, in lower case, without the "the" before
// it.
type beside struct{ before, after string }

func (m outletMention) beside(text string) beside {
	const reach = 80
	before := lowered(strings.ToValidUTF8(text[max(0, m.Start-reach):m.Start], ""))
	after := lowered(strings.ToValidUTF8(text[m.End:min(len(text), m.End+reach)], ""))
	return beside{strings.TrimSuffix(strings.TrimRight(before, " "), " the"), strings.TrimLeft(after, " ")}
}

// follows reports whether the mention comes behind a phrase of that meaning.
func (b beside) follows(meaning string) bool {
	for _, p := range voice()[meaning] {
		if strings.HasSuffix(b.before, p) {
			r, _ := utf8.DecodeLastRuneInString(b.before[:len(b.before)-len(p)])
			if !isWordRune(r) || len(b.before) == len(p) {
				return true
			}
		}
	}
	return false
}

// precedes reports whether the mention comes before a phrase of that meaning.
func (b beside) precedes(meaning string) bool {
	for _, p := range voice()[meaning] {
		if rest, ok := strings.CutPrefix(b.after, p); ok {
			if r, _ := utf8.DecodeRuneInString(rest); !isWordRune(r) || rest == "" {
				return true
			}
		}
	}
	return false
}

// people reports whether the mention is whose somebody is: "'s Rome
// correspondent".
func (b beside) people() bool {
	owned, ok := strings.CutPrefix(b.after, "'s ")
	if !ok {
		return false
	}
	words := strings.Fields(owned)
	return isRole(strings.Join(words[:min(len(words), 4)], " "))
}

// onAir reports whether somebody speaks on the channel mentioned, in the same
// sentence.
func (b beside) onAir() bool {
	rest, ok := strings.CutSuffix(b.before, " on")
	if !ok {
		return false
	}
	rest = rest[strings.LastIndexAny(rest, ".!?")+1:]
	for _, w := range voice()["air"] {
		if i := strings.LastIndex(rest, w); i >= 0 && wordEdge(rest, i, i+len(w)) {
			return true
		}
	}
	return false
}

// outlet decides who wrote the document, from what says so most plainly to what
// only suggests it. The site that shows a text is not its outlet.
func (p *page) outlet(h *parley.Header) string {
	if p.knownOutlet != "" {
		return p.knownOutlet
	}
	for _, m := range p.mentioned {
		if m.beside(h.Text).follows("wrote") && inBoilerplate(h, m.Span) != "" {
			return m.outlet.name
		}
	}
	if o := datelined(h); o != "" {
		return o
	}
	if o, known := outletNamed(p.publisher); p.publisher != "" && !(known && o.flags["aggregator"]) {
		return canonical(p.publisher)
	}
	if o := p.labelled(); o != "" {
		return o
	}
	voices := p.spokenTo(h)
	for _, address := range p.sites {
		if os := outletsAt(address); os != nil {
			return among(os, voices)
		}
	}
	for _, address := range p.images {
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
		if same(labels[0], p.last) {
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
		if _, name := datelineOf(part.Span.In(h.Text)); name != "" {
			if o, ok := outletNamed(name); ok {
				return o.name
			}
		}
		if n++; n == 3 {
			break
		}
	}
	return ""
}

// datelineOf is the length of the dateline with which a paragraph begins, and
// the agency in it; 0 when there is none.
func datelineOf(text string) (n int, agency string) {
	if name, _, ok := strings.Cut(text[:min(len(text), 60)], " -"); ok {
		if o, listed := outletNamed(name); listed && !strings.Contains(name, "(") {
			rest := strings.TrimLeft(text[len(name):], " -–—")
			return len(text) - len(rest), o.name // "Investing.com -- "
		}
	}
	if i := strings.IndexAny(text[:min(len(text), 120)], "(/"); i < 0 {
		return 0, ""
	}
	m := dateline().FindStringSubmatchIndex(text)
	if m == nil {
		return 0, ""
	}
	return m[1], strings.Trim(text[m[2]:m[3]], "()/")
}

// signed is the outlet in whose name the reporter may be written to.
func signed(h *parley.Header) string {
	for _, part := range h.Parts {
		t := part.Span.In(h.Text)
		if part.Part == parley.PartBoilerplate && writeTo().MatchString(t) {
			if m := emailHost().FindStringSubmatch(t); m != nil {
				if os := outletsAt("https://" + m[1]); os != nil {
					return os[0].name
				}
			}
		}
	}
	return ""
}

// spokenTo finds the outlets that the text speaks of as itself, the plainest
// first: "told the BBC", "the BBC understands", "the BBC's Rome correspondent",
// or a call to follow it. An outlet that others often print ("told Reuters")
// has to be named so more than twice.
func (p *page) spokenTo(h *parley.Header) []*outlet {
	score := map[*outlet]int{}
	var order []*outlet
	for _, m := range p.mentioned {
		n := 0
		switch b := m.beside(h.Text); {
		case b.precedes("own"), callToReader().MatchString(inBoilerplate(h, m.Span)):
			n = 6
		case b.follows("told"), b.people(), b.onAir():
			n = 3
		case b.follows("heard"):
			n = 1
		}
		if n == 3 && m.outlet.flags["quoted"] {
			n = 1
		}
		if n > 0 && score[m.outlet] == 0 {
			order = append(order, m.outlet)
		}
		score[m.outlet] += n
	}
	out := order[:0]
	for _, o := range order {
		if score[o] >= 3 && !o.flags["issuer"] && !o.flags["aggregator"] {
			out = append(out, o)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return score[out[i]] > score[out[j]] })
	return out
}

// callToReader begins what calls the reader to an outlet: to its newsletter, its
// app, its channels.
var callToReader = lazy(`(?i)^\W{0,3}(?:sign up|subscribe|get|listen|you can|download|follow|go to|watch|hear)\b`)

// inBoilerplate is the boilerplate in which s stands, "" when it is in none.
func inBoilerplate(h *parley.Header, s parley.Span) string {
	i := sort.Search(len(h.Boilerplate), func(i int) bool { return h.Boilerplate[i].Span.End >= s.End })
	if i < len(h.Boilerplate) && h.Boilerplate[i].Span.Contains(s) {
		return h.Boilerplate[i].Text
	}
	return ""
}

type outletMention struct {
	parley.Span
	outlet *outlet
}

// mentions finds outlets' names in text, the longest at each place.
func mentions(text string) []outletMention {
	x := outlets()
	var out []outletMention
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			i += n
			continue
		}
		end := i + n
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if !isWordRune(r) && !(r == '.' || r == '-' || r == '&') {
				break
			}
			end += n
		}
		word := strings.TrimRight(text[i:end], ".-&")
		if !unicode.IsUpper(r) {
			i = end
			continue
		}
		at := i
		i = end
		for _, name := range x.byFirst[word] {
			to := at + len(name.words)
			if !strings.HasPrefix(text[at:], name.words) || name.needsThe && !strings.HasSuffix(text[:at], "the ") && !strings.HasSuffix(text[:at], "The ") {
				continue
			}
			if after, _ := utf8.DecodeRuneInString(text[to:]); to < len(text) && isWordRune(after) {
				continue
			}
			out = append(out, outletMention{parley.Span{Start: at, End: to}, name.outlet})
			i = to
			break
		}
	}
	return out
}
