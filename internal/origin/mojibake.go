package origin

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/parley-desk/parley"
)

// mend repairs text that was UTF-8 once, was read in an old 8-bit encoding and
// written again ("Â£31bn", "donâ€™t"), up to three times over. A stretch is
// mended only when its bytes are valid UTF-8 for a character that news prints,
// and when the stretch itself is not what somebody would write. Each repair
// names the whole word as it was and as it is now; its span is of the returned
// text.
func mend(p prose) (prose, []parley.Repair) {
	if !suspicious(p.text) {
		return p, nil
	}
	// local counts from the broken text, so that the repairs can be read off it.
	local := prose{text: p.text, segs: parley.OffsetMap{{TextLen: len(p.text), OriginalLen: len(p.text)}}}
	for range 3 {
		edits := mendOnce(local.text)
		if len(edits) == 0 {
			break
		}
		local = local.rewrite(edits)
	}
	var repairs []parley.Repair
	text := string(local.text)
	for _, s := range local.segs {
		if s.TextLen == s.OriginalLen {
			continue
		}
		if n := len(repairs); n > 0 && repairs[n-1].Span.End > s.Text {
			continue // in the word mended last
		}
		now := word(text, parley.Span{Start: s.Text, End: s.Text + s.TextLen})
		if was, ok := local.segs.Original(now); ok {
			repairs = append(repairs, parley.Repair{From: string(p.text[was.Start:was.End]), To: now.In(text), Span: now})
		}
	}
	return prose{local.text, compose(local.segs, p.segs)}, repairs
}

// misread is one 8-bit encoding in which UTF-8 may have been read by mistake.
type misread struct {
	bytes map[rune]byte
	// leads are the first characters of the broken sequences looked at, each
	// with what the sequence must have encoded. Other first characters stand
	// before a quotation mark or a dash in right text (CAFÉ’, NO FUÉ…) more
	// often than in broken English.
	leads map[rune]func(rune) bool
}

var misreadings = sync.OnceValue(func() []misread {
	return []misread{
		{windows1252Bytes(), map[rune]func(rune) bool{
			'Â': between(0xa0, 0xbf),
			'Ã': between(0xc0, 0xff),
			'Ä': between(0x100, 0x13f),
			'Å': between(0x140, 0x17f),
			'â': printed,
			'ï': func(r rune) bool { return r == 0xfeff || r == 0xfffd || r == 0xfe0f || r >= 0xfb00 && r <= 0xfb06 },
			'ð': between(0x1f300, 0x1faff),
		}},
		{tableBytes(charmap.Macintosh), map[rune]func(rune) bool{
			'‚': printed,
			'¬': between(0xa2, 0xbf),
			'√': between(0xc0, 0xff),
		}},
		{tableBytes(charmap.Windows1251), map[rune]func(rune) bool{'в': printed}},
		{tableBytes(charmap.CodePage850), map[rune]func(rune) bool{'Ô': printed, '┬': between(0xa0, 0xbf), '├': between(0xc0, 0xff)}},
		{tableBytes(charmap.CodePage437), map[rune]func(rune) bool{'Γ': printed, '┬': between(0xa0, 0xbf), '├': between(0xc0, 0xff)}},
	}
})

// printed reports whether news prints r: quotation marks, dashes, currency,
// trade marks, arrows, bullets.
func printed(r rune) bool {
	return r >= 0x2010 && r <= 0x2044 || r >= 0x20a0 && r <= 0x20bf || r >= 0x2100 && r <= 0x22ff || r >= 0x25a0 && r <= 0x27bf
}

func between(from, to rune) func(rune) bool {
	return func(r rune) bool { return r >= from && r <= to }
}

func windows1252Bytes() map[rune]byte {
	m := make(map[rune]byte, 256)
	for i, r := range windows1252() {
		if i >= utf8.RuneSelf {
			m[r] = byte(i)
		}
	}
	for r := rune(0x80); r < 0xa0; r++ { // the same bytes read as ISO 8859-1
		m[r] = byte(r)
	}
	return m
}

func tableBytes(c *charmap.Charmap) map[rune]byte {
	m := make(map[rune]byte, 128)
	for i := utf8.RuneSelf; i < 256; i++ {
		m[c.DecodeByte(byte(i))] = byte(i)
	}
	return m
}

// suspicious is a quick look for the first character of a broken sequence
// followed by another that is not ASCII.
func suspicious(t []byte) bool {
	for i := 0; i < len(t); {
		if t[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(t[i:])
		i += n
		if i < len(t) && t[i] >= utf8.RuneSelf {
			for _, m := range misreadings() {
				if m.leads[r] != nil {
					return true
				}
			}
		}
	}
	return false
}

// mendOnce finds the broken sequences of one level.
func mendOnce(t []byte) []edit {
	var out []edit
	prev := ' '
	for i := 0; i < len(t); {
		if t[i] < utf8.RuneSelf {
			prev = rune(t[i])
			i++
			continue
		}
		r, n := utf8.DecodeRune(t[i:])
		for _, m := range misreadings() {
			plausible := m.leads[r]
			if plausible == nil {
				continue
			}
			got, size := m.sequence(t[i:])
			if size == 0 || intended(t[i+n:], size-n) || !plausible(got) && !halfMended(prev, got) {
				continue
			}
			to := string(got)
			if got == 0xfeff { // a byte order mark
				to = ""
			}
			out = append(out, edit{parley.Span{Start: i, End: i + size}, to})
			r, n = got, size
			break
		}
		prev = r
		i += n
	}
	return out
}

// sequence reads the UTF-8 sequence that the characters at the start of t stand
// for. size is 0 when they stand for none.
func (m misread) sequence(t []byte) (r rune, size int) {
	var b [utf8.UTFMax]byte
	want := 1
	for k := 0; k < want; k++ {
		c, n := utf8.DecodeRune(t[size:])
		v, ok := m.bytes[c]
		if !ok {
			return 0, 0
		}
		b[k] = v
		size += n
		if k == 0 {
			switch {
			case v >= 0xf0:
				want = 4
			case v >= 0xe0:
				want = 3
			default:
				want = 2
			}
		}
	}
	r, n := utf8.DecodeRune(b[:want])
	if n != want {
		return 0, 0
	}
	return r, size
}

// intended reports whether a sequence of two characters is how somebody writes
// the end of a word: a capital with an accent before a closing mark, and no
// letter behind that (“AMANHÔ, Å…).
func intended(rest []byte, second int) bool {
	c, n := utf8.DecodeRune(rest)
	if n != second || c < 0x2000 || !unicode.IsPunct(c) {
		return false
	}
	next, _ := utf8.DecodeRune(rest[n:])
	return !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// halfMended reports whether got is the last byte of a sequence that was broken
// twice and of which this level mends the second half ("â€" and U+009D).
func halfMended(prev, got rune) bool { return prev == '€' && got >= 0x80 && got < 0xa0 }

// word is s extended to the white space around it.
func word(t string, s parley.Span) parley.Span {
	for s.Start > 0 {
		r, n := utf8.DecodeLastRuneInString(t[:s.Start])
		if unicode.IsSpace(r) {
			break
		}
		s.Start -= n
	}
	for s.End < len(t) {
		r, n := utf8.DecodeRuneInString(t[s.End:])
		if unicode.IsSpace(r) {
			break
		}
		s.End += n
	}
	return s
}
