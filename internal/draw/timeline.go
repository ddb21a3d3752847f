package draw

import (
	"fmt"
	"html"
	"io"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// TimelineFormats lists the formats of a timeline.
var TimelineFormats = []Format{SVG, Mermaid}

// Timeline writes t in format f: a lane for each voice; a mark where something
// was said or happened, a bar for as long as the voice holds it, a stroke where
// it was published when that was later.
func Timeline(w io.Writer, t *answer.Timeline, f Format) error {
	var b strings.Builder
	switch f {
	case SVG:
		timelineSVG(&b, t)
	case Mermaid:
		timelineMermaid(&b, t)
	default:
		return fmt.Errorf("no format %q; there are %v", f, TimelineFormats)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mark is one thing said or done, in its place in time.
type mark struct {
	at        time.Time // said or happened
	until     time.Time // zero when it is no position, or stands to this day
	published time.Time // zero when not known
	late      bool      // it was published on a later day than it was said
	holds     bool      // a position: it is held from at on
	form      form
	axis      parley.Axis
	value     string
	words     string // what, in a few words
	aside     string // why it does not stand, or that it was turned about
	times     int    // how often it was said in a row
}

// form is how a mark is drawn.
type form string

const (
	formPosition  form = "position"
	formEvent     form = "event"
	formPlanned   form = "planned"
	formDenied    form = "denied"
	formOther     form = "other"
	formSilence   form = "silence"
	formTurnabout form = "turnabout"
)

// lane is what one voice said, oldest first.
type lane struct {
	name  string
	marks []*mark
}

// lanes sorts a timeline by voices, in the order in which they were first
// heard. What has no date that can be read stands with its publication.
func lanes(t *answer.Timeline) []*lane {
	byVoice := map[string]*lane{}
	var out []*lane
	in := func(v answer.Voice, outlet parley.Optional) *lane {
		l := byVoice[v.ID]
		if l == nil {
			name := string(v.Name)
			if name == "" {
				name = string(outlet)
			}
			if name == "" {
				name = "a report"
			}
			l = &lane{name: safe.Line(name)}
			byVoice[v.ID] = l
			out = append(out, l)
		}
		return l
	}
	for _, e := range t.Entries {
		if e.Out == "later than the time asked about" {
			continue
		}
		m := &mark{published: day(e.Published).From, words: told(e), aside: string(e.Out), times: 1, form: formOther}
		said := day(e.Date)
		switch planned := e.Type == parley.TypeEvent && parley.EventStatus(e.Status) == parley.StatusPlanned; {
		case said.Zero():
			m.at = m.published
		case planned: // by the end of the time that is named
			m.at = said.To.Add(-time.Second)
		default:
			m.at = said.From
			m.late = m.published.Sub(said.To) >= 0 && m.published.Sub(said.From) >= 24*time.Hour
		}
		if m.at.IsZero() {
			continue
		}
		switch e.Type {
		case parley.TypePosition:
			m.form, m.holds, m.axis, m.value = formPosition, true, parley.Axis(e.Axis), string(e.Value)
		case parley.TypeEvent:
			m.form = map[parley.EventStatus]form{parley.StatusPlanned: formPlanned, parley.StatusDenied: formDenied}[parley.EventStatus(e.Status)]
			if m.form == "" {
				m.form = formEvent
			}
		}
		l := in(e.Voice, e.Outlet)
		l.marks = append(l.marks, m)
	}
	for _, s := range t.Silences {
		m := &mark{at: day(s.Published).From, words: "did not answer", form: formSilence, times: 1}
		if s.Declined {
			m.words = "would not comment"
		}
		if !m.at.IsZero() {
			l := in(s.Voice, s.Outlet)
			l.marks = append(l.marks, m)
		}
	}
	for _, l := range out {
		sort.SliceStable(l.marks, func(i, j int) bool { return l.marks[i].at.Before(l.marks[j].at) })
		l.settle()
	}
	return out
}

// settle joins what a voice said several times running, ends each position
// where its next begins, and marks where it turned about.
func (l *lane) settle() {
	last := map[parley.Axis]*mark{}
	said := map[string]*mark{} // other things, by their words
	var kept []*mark
	for _, m := range l.marks {
		if !m.holds {
			if before := said[m.words+m.aside]; before != nil && m.form == before.form {
				before.times++
				continue
			}
			said[m.words+m.aside] = m
			kept = append(kept, m)
			continue
		}
		before := last[m.axis]
		if before != nil && before.value == m.value {
			before.times++
			if m.aside == "" && before.form != formTurnabout {
				before.aside = ""
			}
			continue
		}
		if before != nil && m.at.After(before.at) {
			before.until = m.at
			m.form, m.aside = formTurnabout, "before: "+spoken(before.axis, before.value)
			if before.aside == "replaced by the same voice" {
				before.aside = "" // the bar's end says it
			}
		}
		last[m.axis] = m
		kept = append(kept, m)
	}
	l.marks = kept
}

// day is the time that a date stands for; zero for one that cannot be read.
func day(date parley.Optional) parley.Interval {
	iv, err := parley.ParseDate(string(date))
	if err != nil {
		return parley.Interval{}
	}
	return iv
}

// told says in a few words what an entry is.
func told(e answer.Entry) string {
	short := func(s parley.Optional) string { return wrap(safe.Line(string(s)), 36, 1)[0] }
	switch e.Type {
	case parley.TypePosition:
		return spoken(parley.Axis(e.Axis), string(e.Value))
	case parley.TypeEvent:
		s := strings.ReplaceAll(string(e.Event), "_", " ")
		if e.Status != "" && parley.EventStatus(e.Status) != parley.StatusOccurred {
			s += ", " + string(e.Status)
		}
		return s
	case parley.TypeCommitment:
		return strings.ReplaceAll(string(e.State), "_", " ") + ": " + short(e.What)
	case parley.TypeCondition:
		return "waits for: " + short(e.What)
	case parley.TypeObstacle:
		return "in the way: " + short(e.What)
	}
	return "hangs together: " + short(parley.Optional(e.Words))
}

// spoken says a value of an axis so that it stands by itself.
func spoken(axis parley.Axis, value string) string {
	value = strings.ReplaceAll(value, "_", " ")
	switch {
	case axis == parley.AxisActivity:
		return "talks " + value
	case axis != parley.AxisStage && value == "false":
		return "not " + string(axis)
	case axis != parley.AxisStage:
		return string(axis)
	}
	return value
}

// full is all that is known of a mark, on one line.
func (m *mark) full() string {
	s := m.at.Format("2006-01-02") + ": " + m.words
	if m.times > 1 {
		s += fmt.Sprintf(", %d times", m.times)
	}
	if m.aside != "" {
		s += " (" + m.aside + ")"
	}
	if !m.until.IsZero() {
		s += ", until " + m.until.Format("2006-01-02")
	}
	if m.late {
		s += ", published " + m.published.Format("2006-01-02")
	}
	return s
}

// timelineMermaid writes a Gantt chart: positions are bars, all else are
// milestones. Colons, semicolons and hashes end a title there.
func timelineMermaid(b *strings.Builder, t *answer.Timeline) {
	clean := strings.NewReplacer(":", " –", ";", ",", "#", "no. ", "%%", "%")
	fmt.Fprintf(b, "gantt\n  title %s\n  dateFormat YYYY-MM-DD\n", clean.Replace(safe.Line(t.Deal.Name)))
	ls := lanes(t)
	_, last := span(ls)
	for _, l := range ls {
		fmt.Fprintf(b, "  section %s\n", clean.Replace(l.name))
		for _, m := range l.marks {
			what := m.words
			if m.aside != "" {
				what += " (" + m.aside + ")"
			}
			from := m.at.Format("2006-01-02")
			if !m.holds {
				fmt.Fprintf(b, "  %s :milestone, %s, 0d\n", clean.Replace(what), from)
				continue
			}
			until := m.until
			if until.IsZero() {
				until = last
			}
			if days := int(until.Sub(m.at).Hours() / 24); days < 1 {
				until = m.at.AddDate(0, 0, 1)
			}
			tag := map[string]string{"stalled": "crit, ", "paused": "done, ", "active": "active, "}[m.value]
			fmt.Fprintf(b, "  %s :%s%s, %s\n", clean.Replace(what), tag, from, until.Format("2006-01-02"))
		}
	}
}

// span is the first and the last day on a timeline.
func span(ls []*lane) (first, last time.Time) {
	for _, l := range ls {
		for _, m := range l.marks {
			for _, at := range []time.Time{m.at, m.until, m.published} {
				if at.IsZero() || at == m.published && !m.late {
					continue
				}
				if first.IsZero() || at.Before(first) {
					first = at
				}
				if at.After(last) {
					last = at
				}
			}
		}
	}
	return first, last
}

// Sizes of a timeline in CSS pixels: an A4 page across.
const (
	timelineWidth = 1060
	laneLeft      = 210 // where time begins
	laneRight     = timelineWidth - 24
	rowHeight     = 25
	mostLanes     = 10
	mostRows      = 6   // in one lane
	charWidth     = 6.4 // of a character of a label, about
	boldWidth     = 7.3
)

const timelineStyle = `.lane{fill:#f4f4f1}.rule{stroke:#d0d0ca;stroke-width:1}.hold{stroke:#555;stroke-width:3;fill:none}` +
	`.hold.active{stroke:#1a6b3a;stroke-width:4}.hold.stalled{stroke:#8a1c1c;stroke-width:4;stroke-dasharray:10 4}.hold.paused{stroke:#7a5200;stroke-width:4;stroke-dasharray:2 4}` +
	`.sign{fill:#1a1a1a;stroke:#1a1a1a;stroke-width:1.6}.open{fill:#fff}.late{stroke:#555;stroke-width:1;stroke-dasharray:1 3;fill:none}.tick{stroke:#555;stroke-width:1.6}` +
	`.gone{fill:#666;font-style:italic}.turn{font-weight:600}` +
	`@media screen and (prefers-color-scheme:dark){.lane{fill:#1f2227}.rule{stroke:#3a3d44}.hold,.late,.tick{stroke:#bbb}.hold.active{stroke:#7fd6a0}.hold.stalled{stroke:#ff8a80}.hold.paused{stroke:#f0c36d}` +
	`.sign{fill:#eee;stroke:#eee}.open{fill:#16181c}.gone{fill:#aaa}}`

// placed is a mark in its row, with the room that it takes.
type placed struct {
	*mark
	x, end    int // of its bar
	shown     int // where it was published
	left      bool
	from, to  int // room
	row       int
	labelText string
}

func timelineSVG(b *strings.Builder, t *answer.Timeline) {
	all := lanes(t)
	ls, rest := chooseLanes(all)
	first, last := span(ls)
	scale := newScale(first, last)
	rows := make([][]*placed, len(ls))
	heights, over := make([]int, len(ls)), make([]int, len(ls))
	height := 70
	for i, l := range ls {
		rows[i], heights[i], over[i] = scale.place(l)
		heights[i] = max(heights[i], 12+15*len(wrap(l.name, 30, 2)))
		height += heights[i]
	}
	full := height + 66
	if len(rest) > 0 {
		full += 20 + 17*len(rest)
	}
	title := "Timeline: " + safe.Line(t.Deal.Name)
	beginSVG(b, "timeline", title, describeTimeline(all), timelineWidth, full, timelineStyle)
	fmt.Fprintf(b, `<text class="name" x="24" y="28">%s</text>`+"\n", html.EscapeString(wrap(title, 120, 1)[0]))
	if len(all) == 0 {
		b.WriteString(`<text x="24" y="58">Nothing is said of it.</text>` + "\n</svg>\n")
		return
	}
	y := 60
	for i := range ls {
		if i%2 == 0 {
			fmt.Fprintf(b, `<rect class="lane" x="0" y="%d" width="%d" height="%d"/>`+"\n", y, timelineWidth, heights[i])
		}
		y += heights[i]
	}
	for _, k := range scale.ticks() {
		fmt.Fprintf(b, `<path class="rule" d="M%d 52V%d"/><text class="small" x="%d" y="48">%s</text>`+"\n", k.x, height-10, k.x+3, k.words)
	}
	y = 60
	for i, l := range ls {
		fmt.Fprintf(b, `<g role="list" aria-label="%s">`+"\n", html.EscapeString(l.name))
		for j, line := range wrap(l.name, 30, 2) {
			fmt.Fprintf(b, `<text class="name" aria-hidden="true" x="12" y="%d">%s</text>`+"\n", y+19+15*j, html.EscapeString(line))
		}
		for _, p := range rows[i] {
			p.draw(b, y+17+p.row*rowHeight)
		}
		if over[i] > 0 {
			fmt.Fprintf(b, `<text class="small" x="12" y="%d">and %d earlier, in the text form</text>`+"\n", y+heights[i]-8, over[i])
		}
		b.WriteString("</g>\n")
		y += heights[i]
	}
	y += 22
	x := 12
	for _, k := range legendMarks {
		end := x + 6
		if k.mark.holds {
			end += 26
		}
		k.mark.draw(b, x+6, y-2, end)
		fmt.Fprintf(b, `<text class="small" x="%d" y="%d">%s</text>`+"\n", end+14, y+4, k.words)
		x = end + 30 + int(6*float64(len(k.words)))
		if k.last {
			x, y = 12, y+20
		}
	}
	if len(rest) > 0 {
		y += 32
		fmt.Fprintf(b, `<text class="small name" x="12" y="%d">Not drawn, heard less often:</text>`+"\n", y)
		for _, l := range rest {
			y += 17
			m := l.marks[len(l.marks)-1]
			fmt.Fprintf(b, `<text class="small" x="12" y="%d">%s</text>`+"\n", y, html.EscapeString(wrap(fmt.Sprintf("%s (%d), last %s", l.name, len(l.marks), m.full()), 150, 1)[0]))
		}
	}
	b.WriteString("</svg>\n")
}

// chooseLanes keeps the voices heard most often, where there are too many.
func chooseLanes(all []*lane) (drawn, rest []*lane) {
	if len(all) <= mostLanes {
		return all, nil
	}
	byCount := slices.Clone(all)
	sort.SliceStable(byCount, func(i, j int) bool { return len(byCount[i].marks) > len(byCount[j].marks) })
	in := map[*lane]bool{}
	for _, l := range byCount[:mostLanes] {
		in[l] = true
	}
	for _, l := range all {
		if in[l] {
			drawn = append(drawn, l)
		}
	}
	rest = byCount[mostLanes:]
	return drawn, rest[:min(len(rest), mostNamed)]
}

// scale turns time into places.
type scale struct{ first, last time.Time }

func newScale(first, last time.Time) scale {
	if pad := last.Sub(first) / 40; pad > 0 {
		return scale{first.Add(-pad / 2), last.Add(pad)}
	}
	return scale{first.AddDate(0, 0, -1), first.AddDate(0, 0, 15)}
}

func (s scale) x(at time.Time) int {
	if s.last.Equal(s.first) {
		return laneLeft
	}
	return laneLeft + int(float64(laneRight-laneLeft)*float64(at.Sub(s.first))/float64(s.last.Sub(s.first)))
}

type tick struct {
	x     int
	words string
}

// ticks are beginnings of days, months or years, at most a dozen.
func (s scale) ticks() []tick {
	steps := []struct {
		years, months, days int
		layout              string
	}{{0, 0, 1, "2 Jan 2006"}, {0, 0, 7, "2 Jan 2006"}, {0, 1, 0, "Jan 2006"}, {0, 3, 0, "Jan 2006"}, {1, 0, 0, "2006"}, {5, 0, 0, "2006"}, {20, 0, 0, "2006"}, {100, 0, 0, "2006"}}
	for _, k := range steps {
		at := time.Date(s.first.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		if k.years > 1 {
			at = at.AddDate(-(s.first.Year() % k.years), 0, 0)
		}
		var out []tick
		for ; !at.After(s.last) && len(out) <= 12; at = at.AddDate(k.years, k.months, k.days) {
			if !at.Before(s.first) && s.x(at) < laneRight-40 {
				out = append(out, tick{s.x(at), at.Format(k.layout)})
			}
		}
		if len(out) <= 12 && (len(out) == 0 || float64(laneRight-laneLeft)/float64(len(out)) > 72) {
			return out
		}
	}
	return nil
}

// place gives each mark of a lane a row in which nothing else takes its room.
// Of more than fit, the oldest are left out.
func (s scale) place(l *lane) (out []*placed, height, over int) {
	for {
		var rows int
		if out, rows = s.rows(l.marks[over:]); rows <= mostRows {
			height = max(1, rows)*rowHeight + 10
			if over > 0 {
				height += 16
			}
			return out, height, over
		}
		over += rows - mostRows
	}
}

// rows places marks in as many rows as it takes.
func (s scale) rows(marks []*mark) (out []*placed, rows int) {
	var taken [][][2]int
	for _, m := range marks {
		p := &placed{mark: m, x: s.x(m.at), labelText: m.label()}
		p.end = p.x
		wide := charWidth
		if m.form == formTurnabout {
			wide = boldWidth
		}
		width := int(wide*float64(len([]rune(p.labelText)))) + 12
		switch {
		case m.holds && m.until.IsZero() && (m.aside == "" || m.form == formTurnabout):
			p.end = laneRight
		case m.holds && !m.until.IsZero():
			p.end = s.x(m.until)
		case m.holds:
			p.end = p.x + 16
		}
		p.from, p.to = p.x-7, max(p.x+10+width, p.end+4)
		if p.x+10+width > timelineWidth {
			p.left, p.from, p.to = true, p.x-10-width, max(p.x+8, p.end+4)
		}
		if m.late {
			p.shown = s.x(m.published)
			p.to = max(p.to, p.shown+4)
		}
		for p.row = 0; p.row < len(taken); p.row++ {
			if !slices.ContainsFunc(taken[p.row], func(r [2]int) bool { return p.from < r[1] && r[0] < p.to }) {
				break
			}
		}
		if p.row == len(taken) {
			taken = append(taken, nil)
		}
		taken[p.row] = append(taken[p.row], [2]int{p.from, p.to})
		out = append(out, p)
	}
	return out, len(taken)
}

// label is what stands beside a mark.
func (m *mark) label() string {
	s := m.words
	if m.times > 1 {
		s += fmt.Sprintf(" ×%d", m.times)
	}
	if m.aside != "" {
		s += " (" + m.aside + ")"
	}
	return s
}

func (p *placed) draw(b *strings.Builder, y int) {
	fmt.Fprintf(b, `<g role="listitem" aria-label="%s"><title>%[1]s</title>`, html.EscapeString(p.full()))
	if p.late {
		fmt.Fprintf(b, `<path class="late" d="M%d %dH%d"/><path class="tick" d="M%[3]d %dv8"/>`, p.x, y+10, p.shown, y+6)
	}
	p.mark.draw(b, p.x, y, p.end)
	class := "label"
	switch {
	case p.form == formTurnabout:
		class = "turn"
	case p.aside != "":
		class = "gone"
	}
	anchor, x := "start", p.x+11
	if p.left {
		anchor, x = "end", p.x-11
	}
	fmt.Fprintf(b, `<text class="%s halo" text-anchor="%s" x="%d" y="%d">%s</text></g>`+"\n", class, anchor, x, y-1, html.EscapeString(p.labelText))
}

// draw draws the sign of a mark at x and its bar to end.
func (m *mark) draw(b *strings.Builder, x, y, end int) {
	if m.holds && end > x {
		class := "hold"
		if m.axis == parley.AxisActivity {
			class += " " + m.value
		}
		fmt.Fprintf(b, `<path class="%s" d="M%d %dH%d"/>`, class, x, y+6, end)
		switch {
		case !m.until.IsZero():
			fmt.Fprintf(b, `<path class="tick" d="M%d %dv8"/>`, end, y+2)
		case end == laneRight:
			fmt.Fprintf(b, `<path class="sign" d="M%d %dl8 4-8 4z"/>`, end-1, y+2)
		}
	}
	switch m.form {
	case formPosition, formTurnabout:
		fmt.Fprintf(b, `<circle class="sign" cx="%d" cy="%d" r="4.5"/>`, x, y+2)
		if m.form == formTurnabout {
			fmt.Fprintf(b, `<circle class="hold" style="stroke-width:1.5" cx="%d" cy="%d" r="7.5"/>`, x, y+2)
		}
	case formEvent:
		fmt.Fprintf(b, `<path class="sign" d="M%d %dl6 6-6 6-6-6z"/>`, x, y-4)
	case formPlanned:
		fmt.Fprintf(b, `<path class="sign open" d="M%d %dl6 6-6 6-6-6z"/>`, x, y-4)
	case formDenied:
		fmt.Fprintf(b, `<path class="sign open" d="M%d %dl6 6-6 6-6-6z"/><path class="tick" d="M%d %dl14-14"/>`, x, y-4, x-7, y+9)
	case formSilence:
		fmt.Fprintf(b, `<circle class="sign open" cx="%d" cy="%d" r="5"/>`, x, y+2)
	default:
		fmt.Fprintf(b, `<rect class="sign" x="%d" y="%d" width="8" height="8"/>`, x-4, y-2)
	}
}

var legendMarks = []struct {
	mark  *mark
	words string
	last  bool // of its line
}{
	{&mark{form: formPosition, holds: true, axis: parley.AxisActivity, value: "active"}, "talks active", false},
	{&mark{form: formPosition, holds: true, axis: parley.AxisActivity, value: "stalled"}, "stalled", false},
	{&mark{form: formPosition, holds: true, axis: parley.AxisActivity, value: "paused"}, "paused", false},
	{&mark{form: formPosition, holds: true, axis: parley.AxisStage}, "holds another position", false},
	{&mark{form: formTurnabout}, "turns about", true},
	{&mark{form: formEvent}, "happened", false},
	{&mark{form: formPlanned}, "planned", false},
	{&mark{form: formDenied}, "denied", false},
	{&mark{form: formSilence}, "would not or did not answer", false},
	{&mark{form: formOther}, "condition, obstacle, promise", false},
}

// describeTimeline tells the picture in words.
func describeTimeline(ls []*lane) string {
	n := 0
	for _, l := range ls {
		n += len(l.marks)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d voices, %d entries.", len(ls), n)
	told := 0
	for _, l := range ls {
		for _, m := range l.marks {
			if told++; told <= mostNamed {
				fmt.Fprintf(&b, " %s, %s.", l.name, m.full())
			}
		}
	}
	if told > mostNamed {
		fmt.Fprintf(&b, " And %d more.", told-mostNamed)
	}
	return b.String()
}
