package origin

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
)

func TestAChangeThatKeepsTheLengthIsNotACopy(t *testing.T) {
	var p prose
	p.made("é", 4, 6)
	for _, s := range p.segs {
		if s.TextLen == s.OriginalLen {
			t.Errorf("segment %+v claims to be a copy", s)
		}
	}
	if got, ok := p.segs.Original(parley.Span{Start: 0, End: 2}); !ok || got != (parley.Span{Start: 4, End: 6}) {
		t.Errorf("original of é = %v, %v; want [4,6]", got, ok)
	}
}

// drawProse is a prose of several copied and made pieces of a source.
func drawProse(t *rapid.T, src string) prose {
	var p prose
	for range rapid.IntRange(0, 6).Draw(t, "pieces") {
		from := rapid.IntRange(0, len(src)).Draw(t, "from")
		to := rapid.IntRange(from, len(src)).Draw(t, "to")
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			p.copied(src, from, to)
		case 1:
			p.made(rapid.StringMatching(`[A-Z]{0,4}`).Draw(t, "made"), from, to)
		default:
			p.added(" ")
		}
	}
	return p
}

func drawEdits(t *rapid.T, n int) []edit {
	var edits []edit
	for at := 0; at < n && len(edits) < 5; {
		from := rapid.IntRange(at, n).Draw(t, "edit from")
		to := rapid.IntRange(from, n).Draw(t, "edit to")
		if to > from {
			edits = append(edits, edit{parley.Span{Start: from, End: to}, rapid.SampledFrom([]string{"", " ", "Q", "long"}).Draw(t, "edit")})
		}
		at = to + 1
	}
	return edits
}

// Whatever is done to a prose, a segment of equal lengths gives the very bytes
// of the source, and segments stay in order.
func TestRewritingKeepsTheMapExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.StringMatching(`[a-z .]{1,40}`).Draw(t, "source")
		p := drawProse(t, src)
		q := p.rewrite(drawEdits(t, len(p.text)))
		check(t, q.segs, string(q.text), src)
		from := rapid.IntRange(0, len(q.text)).Draw(t, "slice from")
		s := q.slice(parley.Span{Start: from, End: rapid.IntRange(from, len(q.text)).Draw(t, "slice to")})
		check(t, s.segs, string(s.text), src)
		s.append(q)
		check(t, s.segs, string(s.text), src)
	})
}

// Composing two maps is the same as rewriting twice.
func TestComposedMapLeadsToTheInnerSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.StringMatching(`[a-z .]{1,40}`).Draw(t, "source")
		inner := drawProse(t, src)
		outer := drawProse(t, string(inner.text))
		check(t, compose(outer.segs, inner.segs), string(outer.text), src)
	})
}

func check(t *rapid.T, m parley.OffsetMap, text, src string) {
	end := 0
	for _, s := range m {
		if s.Text < end || s.TextLen < 1 || s.Text+s.TextLen > len(text) || s.Original < 0 || s.Original+s.OriginalLen > len(src) {
			t.Fatalf("segment %+v does not fit text %q of source %q", s, text, src)
		}
		end = s.Text + s.TextLen
		if s.TextLen == s.OriginalLen && text[s.Text:end] != src[s.Original:s.Original+s.OriginalLen] {
			t.Fatalf("segment %+v is no copy of %q in %q", s, src, text)
		}
	}
}

func TestFoldedTextHasSingleBlanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.StringOfN(rapid.SampledFrom([]rune("ab \t\n\u00a0\u200bé\u00ad")), 0, 30, -1).Draw(t, "source")
		var p prose
		p.copied(src, 0, len(src))
		q, edits := folded(p)
		got := string(q.text)
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") || strings.ContainsAny(got, "\t\n\u00a0") {
			t.Fatalf("%q folded to %q", src, got)
		}
		if shifted(edits, len(src)) != len(got) {
			t.Fatalf("the end of %q shifts to %d, the folded text ends at %d", src, shifted(edits, len(src)), len(got))
		}
		check(t, q.segs, got, src)
	})
}
