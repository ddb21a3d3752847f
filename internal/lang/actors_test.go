package lang

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// actorCase is a text and what some of its words refer to.
type actorCase struct {
	line  int
	h     parley.Header
	wants []actorWant
	known string // why it is known to fail
}

type actorWant struct {
	span parley.Span
	name string
}

func readActorCases(t *testing.T, file string) []actorCase {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []actorCase
	var text strings.Builder
	c := actorCase{}
	flush := func() {
		if text.Len() > 0 {
			c.h.Text = text.String()
			if end := c.h.Parts; len(end) > 0 {
				c.h.Parts = append(c.h.Parts, parley.TextPart{Part: parley.PartBody, Span: parley.Span{Start: end[0].Span.End, End: len(c.h.Text)}})
			}
			out = append(out, c)
		}
		text.Reset()
		c = actorCase{}
	}
	for n, line := range strings.Split(string(b), "\n") {
		switch {
		case strings.HasPrefix(line, "#") || line == "":
			continue
		case line == "--":
			flush()
			c.line = n + 2
			continue
		case strings.HasPrefix(line, "outlet: "):
			c.h.Outlet = parley.Optional(line[len("outlet: "):])
			continue
		case strings.HasPrefix(line, "known: "):
			c.known = line[len("known: "):]
			continue
		}
		title := strings.HasPrefix(line, "title: ")
		line = strings.TrimPrefix(line, "title: ")
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		for line != "" {
			i := strings.IndexByte(line, '[')
			if i < 0 {
				text.WriteString(line)
				break
			}
			text.WriteString(line[:i])
			words, rest, ok := strings.Cut(line[i+1:], "]")
			if !ok {
				t.Fatalf("%s:%d: no closing bracket", file, n+1)
			}
			words, name, _ := strings.Cut(words, " =")
			start := text.Len()
			text.WriteString(words)
			c.wants = append(c.wants, actorWant{parley.Span{Start: start, End: text.Len()}, strings.TrimSpace(name)})
			line = rest
		}
		if title {
			c.h.Parts = []parley.TextPart{{Part: parley.PartTitle, Span: parley.Span{Start: 0, End: text.Len()}}}
		}
	}
	flush()
	return out
}

func TestActorsOfTexts(t *testing.T) {
	const file = "testdata/actors.txt"
	for _, c := range readActorCases(t, file) {
		d := Analyze(&c.h)
		var wrong []string
		for _, w := range c.wants {
			name := ""
			if e := d.Entity(d.Resolve(w.span)); e != nil {
				name = e.Name
			}
			if name != w.name {
				wrong = append(wrong, fmt.Sprintf("%q is %q, want %q", w.span.In(c.h.Text), name, w.name))
			}
		}
		switch {
		case c.known == "" && len(wrong) > 0:
			t.Errorf("%s:%d: %s", file, c.line, strings.Join(wrong, "; "))
		case c.known != "" && len(wrong) == 0:
			t.Errorf("%s:%d: passes; take its mark off (%s)", file, c.line, c.known)
		}
	}
}

func TestSpeakerOfQuotation(t *testing.T) {
	h := parley.Header{Text: `Ann Ekdahl spoke in Oslo. "We are close and I will sign," she said. "Our text is ready."`}
	d := Analyze(&h)
	ek := parley.Span{Start: 0, End: len("Ann Ekdahl")}
	id, ok := d.EntityAt(ek)
	if !ok {
		t.Fatal("Ann Ekdahl is nobody")
	}
	we := parley.Span{Start: strings.Index(h.Text, "We are"), End: strings.Index(h.Text, "We are") + 2}
	if got, ok := d.EntityAt(we); ok {
		t.Errorf("before its speaker is known, We is %s", got)
	}
	d.SetSpeaker(parley.Span{Start: we.Start, End: strings.Index(h.Text, " she said") - 2}, id)
	if got, _ := d.EntityAt(we); got != id {
		t.Errorf("We is %q, want %q", got, id)
	}
	our := parley.Span{Start: strings.Index(h.Text, "Our"), End: strings.Index(h.Text, "Our") + 3}
	if got, ok := d.EntityAt(our); ok {
		t.Errorf("Our outside the span is %s", got)
	}
}

func TestPartiesOfPhrases(t *testing.T) {
	for text, want := range map[string]string{
		"the US-India trade deal":                                  "United States, India",
		"a truce between Israel and Hamas":                         "Israel, Hamas",
		"a British-Norwegian pact":                                 "United Kingdom, Norway",
		"India and Oman met in Muscat. Both sides want it signed.": "India, Oman",
	} {
		h := parley.Header{Text: text}
		d := Analyze(&h)
		span := parley.Span{Start: 0, End: len(text)}
		if i := strings.Index(text, "Both"); i > 0 {
			span = parley.Span{Start: i, End: i + len("Both sides")}
		}
		var got []string
		for _, id := range d.EntitiesIn(span) {
			got = append(got, d.Entity(id).Name)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%q names %s, want %s", text, s, want)
		}
	}
}

func TestAddedEntityJoinsOneOfItsName(t *testing.T) {
	h := parley.Header{Text: "Rivet plc signed the Harbour Accord with India."}
	d := Analyze(&h)
	at := func(w string) parley.Span {
		i := strings.Index(h.Text, w)
		return parley.Span{Start: i, End: i + len(w)}
	}
	id, _ := d.EntityAt(at("India"))
	if got := d.AddEntity("India", parley.EntityState, nil, at("India")); got != id {
		t.Errorf("India is %s and %s", id, got)
	}
	a := d.AddEntity("Harbour Accord", parley.EntityDocument, nil, at("the Harbour Accord"))
	if e := d.Entity(a); e == nil || e.Name != "Harbour Accord" || len(e.Mentions) != 1 {
		t.Errorf("added entity is %+v", e)
	}
	if d.Entity("e999") != nil || d.Entity("") != nil || d.Entity("x") != nil {
		t.Error("an id that was never given has an entity")
	}
}

func TestWhoSpeaksForWhom(t *testing.T) {
	h := parley.Header{Text: "Downing Street said that Prime Minister Alan Frood and UK trade envoy Ann Ek had met Rivet chief executive Tom Dorn.", Outlet: "BBC"}
	d := Analyze(&h)
	up := map[string]string{}
	for _, e := range d.Entities {
		if u := d.Entity(string(e.SpeaksFor)); u != nil {
			up[e.Name] = u.Name
		}
	}
	for name, want := range map[string]string{
		"Downing Street": "UK government", "UK government": "United Kingdom", "Alan Frood": "UK government",
		"Ann Ek": "UK government", "Tom Dorn": "Rivet",
	} {
		if up[name] != want {
			t.Errorf("%s speaks for %q, want %q", name, up[name], want)
		}
	}
}

func FuzzActors(f *testing.F) {
	for _, s := range []string{"He said the company's boss, Ann Ek of Rivet plc, left.", "THE US-UK DEAL", "\"We,\" I said", "Mr", "its", "Both sides", "’s"} {
		f.Add(s, 0, 3)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		d := Analyze(&parley.Header{Text: text})
		span := parley.Span{Start: start, End: end}
		d.EntityAt(span)
		d.Resolve(span)
		d.EntitiesIn(span)
		d.SetSpeaker(span, "e1")
		d.AddEntity("X", parley.EntityBody, nil, span)
		for _, e := range d.Entities {
			if e.Name == "" {
				t.Errorf("%s has no name", e.ID)
			}
			for _, m := range e.Mentions {
				if m.In(text) == "" {
					t.Errorf("%s: mention %v does not fit", e.ID, m)
				}
			}
			if e.SpeaksFor != "" && d.Entity(string(e.SpeaksFor)) == nil {
				t.Errorf("%s speaks for nobody", e.ID)
			}
		}
	})
}
