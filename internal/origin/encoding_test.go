package origin

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodingsAreDecodedAndMappedBack(t *testing.T) {
	const western = "Estmark “suspends” the café pact – worth €300m, it’s said."
	const russian = "Норландия приостановила договор о поставках стали, сообщило министерство экономики страны во вторник."
	const japanese1 = "政府は火曜日、鉄鋼協定の批准を停止したと発表した。交渉は続くという。"
	for _, c := range []struct {
		name, label, text string
		data              []byte
		want              string // the encoding named
	}{
		{"utf-8", "", western, []byte(western), "UTF-8"},
		{"utf-8 with a byte order mark", "", western, []byte("\ufeff" + western), "UTF-8"},
		{"utf-8 declared otherwise", "iso-8859-1", western, []byte(western), "UTF-8"},
		{"windows-1252 declared", "iso-8859-1", western, encoded(t, charmap.Windows1252, western), "windows-1252"},
		{"windows-1252 guessed", "", western, encoded(t, charmap.Windows1252, western), "windows-1252"},
		{"koi8-r declared", "koi8-r", russian, encoded(t, charmap.KOI8R, russian), "koi8-r"},
		{"windows-1251 guessed", "", russian, encoded(t, charmap.Windows1251, russian), "windows-1251"},
		{"shift_jis declared", "shift_jis", japanese1, encoded(t, japanese.ShiftJIS, japanese1), "shift_jis"},
		{"iso-2022-jp declared", "iso-2022-jp", japanese1, encoded(t, japanese.ISO2022JP, japanese1), "iso-2022-jp"},
		{"gb18030 declared", "gb18030", japanese1, encoded(t, simplifiedchinese.GB18030, japanese1), "gb18030"},
		{"utf-16 little-endian", "", western, encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), western), "UTF-16LE"},
		{"utf-16 big-endian", "", western, encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), western), "UTF-16BE"},
		{"utf-16 without a mark", "", western, encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), western), "UTF-16LE"},
		{"utf-16 of two-byte letters", "", "Приостановлено", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "Приостановлено"), "UTF-16BE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(c.data, Source{Path: "a.txt", Charset: c.label})
			if err != nil {
				t.Fatal(err)
			}
			checkDocument(t, d)
			if d.Text != c.text || d.Encoding != c.want {
				t.Errorf("%s %q, want %s %q", d.Encoding, d.Text, c.want, c.text)
			}
			if o, ok := d.Map.Original(d.Parts[0].Span); !ok || o.Len() < len(c.data)-6 {
				t.Errorf("the whole text leads to %v of %d bytes", o, len(c.data))
			}
			if len(d.Repairs) > 0 {
				t.Errorf("repairs %v of right text", d.Repairs)
			}
		})
	}
}

func TestAStrayByteIsReadAsWindows1252AndRecorded(t *testing.T) {
	d, err := Parse([]byte("The café’s pact, Pia Holm’s office said, is \x93off\x94 for good.\n"), Source{Path: "a.md"})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, d)
	if want := "The café’s pact, Pia Holm’s office said, is “off” for good."; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
	if len(d.Repairs) != 1 || d.Repairs[0].From != "\ufffdoff\ufffd" || d.Repairs[0].To != "“off”" {
		t.Errorf("repairs %v", d.Repairs)
	}
}

func FuzzEncodings(f *testing.F) {
	f.Add([]byte("caf\xe9 \x93x\x94"), "")
	f.Add([]byte("\xff\xfea\x00b\x00"), "")
	f.Add([]byte("\x1b$B$3\x1b(B"), "iso-2022-jp")
	f.Add([]byte("\x81\x30\x81"), "gb18030")
	f.Add([]byte("Ã¢â‚¬â„¢ Â£"), "utf-8")
	f.Fuzz(func(t *testing.T, data []byte, label string) {
		dec, err := decode(data, label)
		if err != nil {
			return
		}
		if !utf8.ValidString(dec.text) {
			t.Fatalf("decoded to invalid UTF-8: %q", dec.text)
		}
		checkMap(t, dec.segs, dec.text, data)
		var p prose
		p.copied(dec.text, 0, len(dec.text))
		q, repairs := mend(p)
		checkMap(t, q.segs, string(q.text), []byte(dec.text))
		for _, r := range repairs {
			if r.To != r.Span.In(string(q.text)) {
				t.Fatalf("repair %q at %v is %q", r.To, r.Span, r.Span.In(string(q.text)))
			}
		}
	})
}
