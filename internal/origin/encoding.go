package origin

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"

	"github.com/parley-desk/parley"
)

// decoded is a source as UTF-8.
type decoded struct {
	text string
	name string           // IANA name of the encoding it was in
	segs parley.OffsetMap // from text to the original bytes
	// strays are the characters of text that stand for single bytes that UTF-8
	// does not allow.
	strays []parley.Span
}

// decode makes UTF-8 of data. In this order it believes a byte order mark,
// bytes that are valid UTF-8, the declared label (of the transport or of the
// document itself, "" when there is none), and a guess from the bytes. Stray
// bytes within what is otherwise UTF-8 are read as windows-1252.
func decode(data []byte, label string) (decoded, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return decodeUTF8(data, 3), nil
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}):
		return decodeWith(data, 4, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "UTF-32LE")
	case bytes.HasPrefix(data, []byte{0, 0, 0xfe, 0xff}):
		return decodeWith(data, 4, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "UTF-32BE")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return decodeWith(data, 2, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE")
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeWith(data, 2, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE")
	}
	if e, name, ok := wideASCII(data); ok {
		return decodeWith(data, 0, e, name)
	}
	if utf8.Valid(data) && !escapes2022(data, label) {
		return decodeUTF8(data, 0), nil
	}
	if label == "" {
		label = declaredCharset(data)
	}
	if e, name := charset.Lookup(label); e != nil && name != "utf-8" && name != "replacement" {
		return decodeWith(data, 0, sloppy(e, name), ianaName(name))
	}
	if mostlyUTF8(data) {
		return decodeUTF8(data, 0), nil
	}
	if e, name := guess(data); e != nil {
		return decodeWith(data, 0, sloppy(e, name), ianaName(name))
	}
	return decodeWith(data, 0, sloppyWindows1252, "windows-1252")
}

// escapes2022 reports whether a label is needed to read what looks like ASCII.
func escapes2022(data []byte, label string) bool {
	return strings.HasPrefix(strings.ToLower(label), "iso-2022") && bytes.IndexByte(data, 0x1b) >= 0
}

// wideASCII finds UTF-16 without a byte order mark: every other byte of a
// Latin text is nought.
func wideASCII(data []byte) (encoding.Encoding, string, bool) {
	head := data[:min(len(data), 512)]
	if len(head) < 8 {
		return nil, "", false
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case zero[1] > half*4/5 && zero[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE", true
	case zero[0] > half*4/5 && zero[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE", true
	}
	return nil, "", false
}

var (
	metaCharset = lazy(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)`)
	xmlEncoding = lazy(`^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)`)
)

// declaredCharset is the label that an HTML or XML document gives in its first
// bytes, as the HTML standard looks for it.
func declaredCharset(data []byte) string {
	head := data[:min(len(data), 4096)]
	for _, re := range []*regexp.Regexp{xmlEncoding(), metaCharset()} {
		if m := re.FindSubmatch(head); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// mostlyUTF8 reports whether there is more valid UTF-8 than stray bytes among
// what is not ASCII.
func mostlyUTF8(data []byte) bool {
	valid, stray := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			stray++
		} else {
			valid++
		}
		i += n
	}
	return valid > stray
}

// guess asks the detector about the bytes around the first that are not ASCII.
func guess(data []byte) (encoding.Encoding, string) {
	at := bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	from := max(0, at-512)
	r := detect(data[from:min(len(data), from+16<<10)])
	if r.Confidence < 0.6 {
		return nil, ""
	}
	if r.Encoding == "MacCyrillic" {
		// Its small letters are those of windows-1251, which nearly all such pages
		// are in. The two differ in where the capitals are.
		if count(data, 0xc0, 0xdf) >= count(data, 0x80, 0x9f) {
			r.Encoding = "windows-1251"
		} else {
			r.Encoding = "x-mac-cyrillic"
		}
	}
	if e, name := charset.Lookup(r.Encoding); e != nil && name != "utf-8" && name != "replacement" {
		return e, name
	}
	return nil, ""
}

func count(data []byte, from, to byte) int {
	n := 0
	for _, b := range data {
		if b >= from && b <= to {
			n++
		}
	}
	return n
}

// detect is the detector, which is a stranger: what it does with odd bytes
// must not end the program.
func detect(data []byte) (r chardet.Result) {
	defer func() {
		if recover() != nil {
			r = chardet.Result{}
		}
	}()
	return chardet.Detect(data)
}

func ianaName(name string) string {
	if e, err := htmlindex.Get(name); err == nil {
		if n, err := htmlindex.Name(e); err == nil {
			name = n
		}
	}
	return name
}

// decodeUTF8 reads UTF-8 from offset skip on.
func decodeUTF8(data []byte, skip int) decoded {
	body := data[skip:]
	if utf8.Valid(body) {
		d := decoded{text: string(body), name: "UTF-8"}
		if len(body) > 0 {
			d.segs = parley.OffsetMap{{Text: 0, TextLen: len(body), Original: skip, OriginalLen: len(body)}}
		}
		return d
	}
	var p prose
	var strays []parley.Span
	for at := skip; at < len(data); {
		n := validPrefix(data[at:])
		p.text = append(p.text, data[at:at+n]...)
		if n > 0 {
			p.segment(parley.Segment{Text: len(p.text) - n, TextLen: n, Original: at, OriginalLen: n})
		}
		if at += n; at < len(data) {
			start := len(p.text)
			p.made(string(windows1252()[data[at]]), at, at+1)
			strays = append(strays, parley.Span{Start: start, End: len(p.text)})
			at++
		}
	}
	return decoded{text: string(p.text), name: "UTF-8", segs: p.segs, strays: strays}
}

// validPrefix is the length of the longest prefix that is valid UTF-8.
func validPrefix(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// decodeWith reads another encoding from offset skip on, character by
// character, so that each is led back to its bytes.
func decodeWith(data []byte, skip int, e encoding.Encoding, name string) (decoded, error) {
	var p prose
	dec := e.NewDecoder()
	var buf [64]byte
	for at := skip; at < len(data); {
		n, size := character(dec, buf[:], data[at:])
		if n == size && bytes.Equal(buf[:n], data[at:at+size]) {
			p.segment(parley.Segment{Text: len(p.text), TextLen: n, Original: at, OriginalLen: n})
			p.text = append(p.text, buf[:n]...)
		} else {
			p.made(string(buf[:n]), at, at+size)
		}
		at += size
	}
	if !utf8.Valid(p.text) {
		return decoded{}, fmt.Errorf("encoding %s: gives no valid text", name)
	}
	return decoded{text: string(p.text), name: name, segs: p.segs}, nil
}

// character decodes the next character of src: size bytes of it give n bytes of
// dst. An escape sequence gives none; what cannot be read gives U+FFFD.
func character(dec *encoding.Decoder, dst, src []byte) (n, size int) {
	for want := 1; want <= min(8, len(src)); want++ { // 4 bytes and an escape sequence before them
		if n, size, _ = dec.Transform(dst, src[:want], want == len(src)); size > 0 {
			return n, size
		}
	}
	return copy(dst, "\ufffd"), 1
}

// windows1252 is the sloppy form of the table, as browsers read it: the five
// bytes that it leaves undefined stand for themselves. Without them a closing
// curly quote that was decoded wrongly (â€ and U+009D) is never mended.
var windows1252 = sync.OnceValue(func() *[256]rune {
	var t [256]rune
	e, _ := charset.Lookup("windows-1252")
	dec := e.NewDecoder()
	for i := range t {
		t[i] = rune(i)
		if s, err := dec.String(string([]byte{byte(i)})); err == nil {
			if r, _ := utf8.DecodeRuneInString(s); r != utf8.RuneError {
				t[i] = r
			}
		}
	}
	return &t
})

// sloppy replaces windows-1252, and the labels that browsers read as it.
func sloppy(e encoding.Encoding, name string) encoding.Encoding {
	if name == "windows-1252" {
		return sloppyWindows1252
	}
	return e
}

type sloppy1252 struct{}

var sloppyWindows1252 encoding.Encoding = sloppy1252{}

func (sloppy1252) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: sloppyDecoder{}}
}

func (sloppy1252) NewEncoder() *encoding.Encoder {
	e, _ := charset.Lookup("windows-1252")
	return e.NewEncoder()
}

type sloppyDecoder struct{ transform.NopResetter }

func (sloppyDecoder) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	table := windows1252()
	for _, b := range src {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], table[b])
		nSrc++
	}
	return nDst, nSrc, nil
}
