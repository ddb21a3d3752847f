// Package assesstest makes evidence from a compact notation, so that a test
// reads as the story it tells:
//
//	deal tpd: Technology Prosperity Deal, tech pact; technology; United States, United Kingdom
//	voice Marta Quill: person; the president's science adviser; for White House
//
//	@bbc BBC 2025-12-16
//	Downing Street says: activity(tpd) = active
//	BBC understands: activity(tpd) = stalled; obstacle(tpd) "trade barriers"
//	Marta Quill hopes: activity(tpd) = paused presupposed; resumed(tpd) when "progress" on epd
//	tells: signed(tpd) 2025-09
//	White House silent
//
// A line with @ begins a document: a label, the outlet ("-" for none), the date
// of publication ("-" for none), then url=, learned=, by= (first reported by,
// "_" for a blank) and run= (2 for a second run of the document of that label).
// The document's text is its lines, so that every span is a real one.
package assesstest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// ID is the address of the document with the label.
func ID(label string) string {
	sum := sha256.Sum256([]byte(label))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// T is what of a test is needed, a *rapid.T's too.
type T interface {
	Helper()
	Fatal(args ...any)
}

// Evidence is the evidence that src tells. Documents are learned a day after
// one another from 2026-01-01 on, unless they say when.
func Evidence(t T, src string) ledger.Evidence {
	t.Helper()
	ev, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return ev
}

type story struct {
	deals  map[string]parley.Deal // parties hold names
	voices map[string]parley.Entity
	order  []string
	ev     ledger.Evidence
}

// Parse reads the notation.
func Parse(src string) (ledger.Evidence, error) {
	s := &story{deals: map[string]parley.Deal{}, voices: map[string]parley.Entity{}}
	var doc *document
	flush := func() error {
		if doc == nil {
			return nil
		}
		return s.add(doc)
	}
	for n, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		var err error
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case word == "deal":
			err = s.deal(rest)
		case word == "voice":
			err = s.voice(rest)
		case strings.HasPrefix(line, "@"):
			if err = flush(); err == nil {
				doc, err = s.document(line[1:])
			}
		case doc == nil:
			err = fmt.Errorf("no document yet")
		default:
			err = doc.line(line)
		}
		if err != nil {
			return s.ev, fmt.Errorf("line %d: %s: %w", n+1, line, err)
		}
	}
	err := flush()
	for i := range s.ev.Readings {
		x := &s.ev.Readings[i].Extraction
		if err == nil {
			if err = x.Validate(); err != nil {
				err = fmt.Errorf("document %d: %w", i+1, err)
			}
		}
	}
	return s.ev, err
}

func split(s, sep string) []string {
	var out []string
	for _, p := range strings.Split(s, sep) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (s *story) deal(rest string) error {
	id, rest, ok := strings.Cut(rest, ":")
	parts := append(strings.Split(rest, ";"), "", "")
	names := split(parts[0], ",")
	if !ok || len(names) == 0 {
		return fmt.Errorf("want id: Name, alias; kind; parties")
	}
	d := parley.Deal{Name: names[0], Aliases: names[1:], Kind: parley.DealKind(strings.TrimSpace(parts[1])), Instrument: "other", Parties: split(parts[2], ","), Main: true, Confidence: 1}
	if d.Kind == "" {
		d.Kind = parley.DealOther
	}
	s.deals[strings.TrimSpace(id)] = d
	s.order = append(s.order, strings.TrimSpace(id))
	return nil
}

func (s *story) voice(rest string) error {
	name, rest, ok := strings.Cut(rest, ":")
	parts := split(rest, ";")
	if !ok || len(parts) == 0 {
		return fmt.Errorf("want Name: type; role; for Name")
	}
	e := parley.Entity{Name: strings.TrimSpace(name), Type: parley.EntityType(parts[0])}
	for _, p := range parts[1:] {
		if up, ok := strings.CutPrefix(p, "for "); ok {
			e.SpeaksFor = parley.Optional(up)
		} else {
			e.Roles = append(e.Roles, p)
		}
	}
	s.voices[e.Name] = e
	return nil
}

// document is one being written.
type document struct {
	*story
	x        parley.Extraction
	reading  ledger.Reading
	text     strings.Builder
	entities map[string]string
	locals   map[string]string
	lines    int
	run      string
	label    string
}

func (s *story) document(head string) (*document, error) {
	f := strings.Fields(head)
	if len(f) < 3 {
		return nil, fmt.Errorf("want @label outlet date")
	}
	d := &document{story: s, entities: map[string]string{}, locals: map[string]string{}, label: f[0]}
	n := len(s.ev.Readings)
	d.reading = ledger.Reading{DocSeq: int64(2*n + 1), Seq: int64(2*n + 2), Kind: parley.DocumentArticle,
		Learned: time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC)}
	d.x = parley.Extraction{Schema: parley.SchemaExtract}
	d.x.ID, d.x.Title, d.x.Language = ID(f[0]), parley.Optional("Post "+f[0]), "en"
	if f[1] != "-" {
		d.x.Outlet = parley.Optional(strings.ReplaceAll(f[1], "_", " "))
		if _, ok := s.voices[string(d.x.Outlet)]; !ok {
			s.voices[string(d.x.Outlet)] = parley.Entity{Name: string(d.x.Outlet), Type: parley.EntityOutlet}
		}
	}
	if f[2] != "-" {
		d.x.Published = parley.Optional(f[2])
	}
	for _, opt := range f[3:] {
		k, v, _ := strings.Cut(opt, "=")
		v = strings.ReplaceAll(v, "_", " ")
		switch k {
		case "url":
			d.x.URL = parley.Optional(v)
		case "learned":
			iv, err := parley.ParseDate(v)
			if err != nil {
				return nil, err
			}
			d.reading.Learned = iv.From
		case "by":
			d.x.FirstReportedBy = append(d.x.FirstReportedBy, v)
		case "run":
			d.run = v
			for _, r := range s.ev.Readings {
				if r.Extraction.ID == d.x.ID {
					d.reading.DocSeq, d.reading.Learned = r.DocSeq, r.Learned
				}
			}
		default:
			return nil, fmt.Errorf("unknown option %q", k)
		}
	}
	return d, nil
}

func (s *story) add(d *document) error {
	d.x.Text = d.text.String()
	d.x.Parts = []parley.TextPart{{Part: parley.PartBody, Span: parley.Span{Start: 0, End: len(d.x.Text)}}}
	d.reading.Run.Extractor = "test/" + d.run
	d.reading.Extraction = d.x
	s.ev.Readings = append(s.ev.Readings, d.reading)
	s.ev.Head = d.reading.Seq
	return nil
}

// entity is the local id of a name.
func (d *document) entity(name string) string {
	if name == "" {
		return ""
	}
	if id := d.entities[name]; id != "" {
		return id
	}
	e, ok := d.voices[name]
	if !ok {
		e = parley.Entity{Name: name, Type: parley.EntityBody}
		if len(name) > 0 && name[0] >= 'a' && name[0] <= 'z' {
			e.Type = parley.EntityGroup
		}
	}
	up := string(e.SpeaksFor)
	e.ID, e.SpeaksFor = fmt.Sprintf("e%d", len(d.x.Entities)+1), ""
	d.entities[name] = e.ID
	i := len(d.x.Entities)
	d.x.Entities = append(d.x.Entities, e)
	if up != "" {
		d.x.Entities[i].SpeaksFor = parley.Optional(d.entity(up))
	}
	return e.ID
}

// local is the local id of a deal of the story.
func (d *document) local(id string) (string, error) {
	if l := d.locals[id]; l != "" {
		return l, nil
	}
	deal, ok := d.deals[id]
	if !ok {
		return "", fmt.Errorf("no deal %q", id)
	}
	var parties []string
	for _, p := range deal.Parties {
		if _, ok := d.voices[p]; !ok {
			d.voices[p] = parley.Entity{Name: p, Type: parley.EntityState}
		}
		parties = append(parties, d.entity(p))
	}
	deal.Parties = parties
	deal.ID = fmt.Sprintf("d%d", len(d.x.Deals)+1)
	deal.Main = len(d.x.Deals) == 0
	d.locals[id] = deal.ID
	d.x.Deals = append(d.x.Deals, deal)
	return deal.ID, nil
}

// write adds words to the text.
func (d *document) write(words string) parley.Part {
	start := d.text.Len()
	d.text.WriteString(words + "\n\n")
	return parley.Part{Text: words, Spans: []parley.Span{{Start: start, End: start + len(words)}}}
}

var verbs = []struct {
	verb  string
	act   parley.Act
	basis parley.Basis
}{
	{"says", parley.ActAssert, parley.BasisOnRecord}, {"understands", parley.ActAssert, parley.BasisOutletKnowledge},
	{"reports", parley.ActAssert, parley.BasisPressReport}, {"states", parley.ActAssert, parley.BasisDocument},
	{"hopes", parley.ActWant, parley.BasisOnRecord}, {"denies", parley.ActDeny, parley.BasisOnRecord},
	{"expects", parley.ActExpect, parley.BasisOnRecord}, {"promises", parley.ActPromise, parley.BasisOnRecord},
	{"whispers", parley.ActAssert, parley.BasisUnnamedSource}, {"briefs", parley.ActAssert, parley.BasisUnnamedOfficial},
	{"declines", parley.ActDecline, parley.BasisDeclined}, {"silent", parley.ActSilent, parley.BasisNoResponse},
}

var attributed = regexp.MustCompile(`^(.*?) ?\b(says|understands|reports|states|hopes|denies|expects|promises|whispers|briefs|declines|silent)(?: on (\S+?))?(?:: (.*))?$`)

func (d *document) line(line string) error {
	d.lines++
	if claims, ok := strings.CutPrefix(line, "tells: "); ok {
		return d.claims(claims, string(d.x.Outlet), nil)
	}
	m := attributed.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("want tells: …, or NAME VERB [on DATE]: …")
	}
	i := slices.IndexFunc(verbs, func(v struct {
		verb  string
		act   parley.Act
		basis parley.Basis
	}) bool {
		return v.verb == m[2]
	})
	st := parley.Statement{ID: "s-" + parley.ContentHash(d.label, m[1], m[2], m[3], m[4])[:20], Part: parley.PartBody, Kind: parley.KindIndirect,
		Act: verbs[i].act, Basis: verbs[i].basis, Said: parley.Optional(m[3]), Confidence: 1, ByRule: "test"}
	if m[1] != "" {
		st.Source = &parley.SourcePart{Part: d.write(m[1]), Entity: parley.Optional(d.entity(m[1]))}
	} else {
		st.Basis = parley.BasisUnsourced
	}
	cue := d.write(m[2])
	st.Cue = &cue
	content := m[4]
	if content == "" {
		content = "comment"
	}
	st.Content = d.write(content)
	if !slices.ContainsFunc(d.x.Statements, func(o parley.Statement) bool { return o.ID == st.ID }) {
		d.x.Statements = append(d.x.Statements, st)
	}
	if m[4] == "" {
		return nil
	}
	return d.claims(m[4], m[1], &st)
}

func (d *document) claims(src, by string, st *parley.Statement) error {
	for _, c := range split(src, ";") {
		a, err := d.claim(c)
		if err != nil {
			return fmt.Errorf("%q: %w", c, err)
		}
		a.By, a.Confidence, a.ByRule = parley.Optional(d.entity(by)), 1, "test"
		if a.Derivation == "" {
			a.Derivation = parley.DerivationStated
		}
		a.Evidence = d.write(c)
		if st != nil {
			a.Statement = parley.Optional(st.ID)
		}
		a.ID = "a-" + parley.ContentHash(d.label, by, c)[:20]
		if slices.ContainsFunc(d.x.Assertions, func(b parley.Assertion) bool { return b.ID == a.ID }) {
			continue // said already
		}
		d.x.Assertions = append(d.x.Assertions, a)
	}
	return nil
}

var (
	position = regexp.MustCompile(`^(stage|activity|operative|binding)\((\S+)\) = (\w+)(?: (presupposed|entailed))?$`)
	event    = regexp.MustCompile(`^(\w+)\((\S+)\)(?: ([\d/-]+))?(?: (planned|denied))?(?: ".*")?$`)
	cond     = regexp.MustCompile(`^(\w+)\((\S+)\) (when|while|alongside) "(.*?)"(?: on (\S+))?(?: (met|unmet))?$`)
	obstacle = regexp.MustCompile(`^obstacle\((\S+)\) "(.*)"$`)
	link     = regexp.MustCompile(`^(\w+)\((\S+), (\S+)\)$`)
	commit   = regexp.MustCompile(`^(\w+)\((\S+)\) "(.*?)"(?: by ([^;]*?))?(?: of (about |up_to |at_least |)([A-Z]{3}) ([\d.]+)(bn|m)?)?(?: due (\S+))?$`)
)

func (d *document) claim(c string) (a parley.Assertion, err error) {
	deal := func(id string) string {
		l, e := d.local(id)
		if e != nil {
			err = e
		}
		return l
	}
	if m := position.FindStringSubmatch(c); m != nil {
		a = parley.Assertion{Type: parley.TypePosition, Axis: parley.Axis(m[1]), Deal: deal(m[2]), Value: m[3], Derivation: parley.Derivation(m[4])}
		return a, err
	}
	if m := obstacle.FindStringSubmatch(c); m != nil {
		return parley.Assertion{Type: parley.TypeObstacle, Deal: deal(m[1]), What: m[2]}, err
	}
	if m := cond.FindStringSubmatch(c); m != nil && parley.Effects.Has(m[1]) {
		a = parley.Assertion{Type: parley.TypeCondition, Effect: parley.Effect(m[1]), Deal: deal(m[2]), Requires: m[4]}
		if m[5] != "" {
			a.RequiresDeal = parley.Optional(deal(m[5]))
		}
		if m[6] != "" {
			met := m[6] == "met"
			a.Met = &met
		}
		return a, err
	}
	if m := link.FindStringSubmatch(c); m != nil && parley.Relations.Has(m[1]) {
		return parley.Assertion{Type: parley.TypeLink, Relation: parley.Relation(m[1]), Deal: deal(m[2]), ToDeal: deal(m[3])}, err
	}
	if m := commit.FindStringSubmatch(c); m != nil && parley.CommitmentStates.Has(m[1]) {
		a = parley.Assertion{Type: parley.TypeCommitment, State: parley.CommitmentState(m[1]), Deal: deal(m[2]), What: m[3], Due: parley.Optional(m[9])}
		for _, n := range split(m[4], ",") {
			a.Who = append(a.Who, d.entity(n))
		}
		if m[6] != "" {
			a.Amount = &parley.Amount{Currency: m[6], Qualifier: parley.Qualifier(strings.TrimSpace(m[5]))}
			if a.Amount.Qualifier == "" {
				a.Amount.Qualifier = parley.QualifierExact
			}
			fmt.Sscan(m[7], &a.Amount.Value)
			a.Amount.Value *= map[string]float64{"bn": 1e9, "m": 1e6, "": 1}[m[8]]
		}
		return a, err
	}
	if m := event.FindStringSubmatch(c); m != nil && parley.Events.Has(m[1]) {
		a = parley.Assertion{Type: parley.TypeEvent, Event: parley.Event(m[1]), Deal: deal(m[2]), Date: parley.Optional(m[3]), Status: parley.EventStatus(m[4])}
		if a.Status == "" {
			a.Status = parley.StatusOccurred
		}
		return a, err
	}
	return a, fmt.Errorf("no claim")
}
