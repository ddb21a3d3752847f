package section_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/parley-desk/parley/internal/section"
)

const memorandum = `Memorandum of Understanding

Section I. Purpose

The participants link their networks.

## Section II – Cable

As Section I says, they do.

SECTION 3

Section 3 creates no obligations.

Annex B
Maps.
`

func TestSectionsRunFromHeadingToHeading(t *testing.T) {
	var got []string
	for _, s := range Parse(memorandum) {
		got = append(got, fmt.Sprintf("%s | %s | %s", s.Label, s.Heading, strings.Join(strings.Fields(s.Span.In(memorandum)), " ")))
	}
	want := []string{
		"section 1 | Section I. Purpose | Section I. Purpose The participants link their networks.",
		"section 2 | Section II – Cable | ## Section II – Cable As Section I says, they do.",
		"section 3 | SECTION 3 | SECTION 3 Section 3 creates no obligations.",
		"annex b | Annex B | Annex B Maps.",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	for _, text := range []string{"", "Section I. Alone", "Section 3 creates no obligations.\nSection 4 creates some.", "Part of it\nPart of them"} {
		if s := Parse(text); s != nil {
			t.Errorf("%q: %v", text, s)
		}
	}
}

func TestCitationsAreFound(t *testing.T) {
	for words, want := range map[string]string{
		"Section III of the memorandum":                      "section 3",
		"under section 3 and Section III":                    "section 3",
		"Articles 5(2) and 7 of the treaty":                  "article 5(2)",
		"Art. 14 and Annex B":                                "article 14, annex b",
		"Article 6(1)(b)":                                    "article 6(1)(b)",
		"part of the deal; a section I wrote":                "section 1",
		"subsection 3, a clause in it, Schedule XIV":         "schedule 14",
		"Chapter IIII, Part MIX, article of faith, Annex ZZ": "",
	} {
		var got []string
		for _, l := range Cited(words) {
			got = append(got, l.String())
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%q: cites %q, want %q", words, g, want)
		}
	}
	a, b := Cited("Article 5(2)")[0], Cited("Article 5")[0]
	if !a.Within(b) || b.Within(a) || a.Address() != "article-5-2" {
		t.Errorf("%v %v %s", a.Within(b), b.Within(a), a.Address())
	}
}

func FuzzParse(f *testing.F) {
	f.Add(memorandum)
	f.Add("Article 1\nArticle ((((\nSection \xff\n")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Parse(text) {
			if s.Span.Start < end || s.Span.End < s.Span.Start || s.Span.End > len(text) {
				t.Fatalf("%v after %d in %d bytes", s.Span, end, len(text))
			}
			end = s.Span.End
		}
		Cited(text)
	})
}
