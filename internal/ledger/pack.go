package ledger

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/parley-desk/parley"
)

// The packed form of a run is an index of the ledger like any other: the same
// extraction as its payload's JSON, but quick to read (JSON takes ten times as
// long, most of it to turn code points into bytes). Values stand in the order
// of the fields of their Go types; numbers are varints; the words of a
// [parley.Part] are left out, since its spans cut them from the text.

// packed is what is kept in packed form.
type packed struct {
	Run    RunKey
	Header parley.Header
	Body   packedBody
}

type packedBody struct {
	Entities   []parley.Entity
	Statements []parley.Statement
	Deals      []parley.Deal
	Assertions []parley.Assertion
}

// packRun is the packed form of x as run found it.
func packRun(run RunKey, x *parley.Extraction) []byte {
	p := packed{run, x.Header, packedBody{x.Entities, x.Statements, x.Deals, x.Assertions}}
	return appendValue(nil, reflect.ValueOf(&p).Elem())
}

// unpackRun reads what packRun wrote.
func unpackRun(b []byte) (run RunKey, x parley.Extraction, err error) {
	var p packed
	u := unpacker{rest: string(b)}
	u.value(reflect.ValueOf(&p.Run).Elem())
	u.value(reflect.ValueOf(&p.Header).Elem())
	u.text = p.Header.Text
	u.value(reflect.ValueOf(&p.Body).Elem())
	if u.bad || u.rest != "" {
		return run, x, fmt.Errorf("index: packed extraction is damaged")
	}
	return p.Run, parley.Extraction{Schema: parley.SchemaExtract, Header: p.Header, Entities: p.Body.Entities, Statements: p.Body.Statements,
		Deals: p.Body.Deals, Assertions: p.Body.Assertions}, nil
}

var partType = reflect.TypeFor[parley.Part]()

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == partType {
			return appendValue(b, v.FieldByName("Spans"))
		}
		for i := range v.NumField() {
			b = appendValue(b, v.Field(i))
		}
		return b
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendValue(b, v.Index(i))
		}
		return b
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return appendValue(append(b, 1), v.Elem())
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...)
	case reflect.Int:
		return binary.AppendVarint(b, v.Int())
	case reflect.Float64:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	}
	panic("ledger: cannot pack " + v.Type().String()) // a test packs every type of the record
}

// unpacker reads packed values. Strings share the memory of what they are read
// from.
type unpacker struct {
	rest string
	text string // of the document
	bad  bool
}

func (u *unpacker) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == partType {
			p := v.Addr().Interface().(*parley.Part)
			u.spans(&p.Spans)
			p.Text = cut(u.text, p.Spans)
			return
		}
		for i := range v.NumField() {
			u.value(v.Field(i))
		}
	case reflect.Slice:
		if s, ok := v.Addr().Interface().(*[]parley.Span); ok {
			u.spans(s)
			return
		}
		n := u.length()
		if n == 0 {
			return // nil, as lists of a type that an assertion is not of
		}
		s := reflect.MakeSlice(v.Type(), n, n)
		for i := 0; i < n && !u.bad; i++ {
			u.value(s.Index(i))
		}
		v.Set(s)
	case reflect.Pointer:
		if u.byte() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			u.value(v.Elem())
		}
	case reflect.String:
		n := u.length()
		v.SetString(u.rest[:n])
		u.rest = u.rest[n:]
	case reflect.Int:
		v.SetInt(u.int())
	case reflect.Float64:
		if len(u.rest) < 8 {
			u.fail()
			return
		}
		v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64([]byte(u.rest[:8]))))
		u.rest = u.rest[8:]
	case reflect.Bool:
		v.SetBool(u.byte() == 1)
	}
}

func (u *unpacker) spans(out *[]parley.Span) {
	s := make([]parley.Span, u.length())
	for i := range s {
		s[i] = parley.Span{Start: int(u.int()), End: int(u.int())}
	}
	*out = s
}

// cut is the text of the part at spans, which are in text order.
func cut(text string, spans []parley.Span) string {
	if len(spans) == 1 {
		return spans[0].In(text)
	}
	return parley.NewPart(text, spans...).Text
}

// uvarint reads an unsigned number as encoding/binary writes it.
func (u *unpacker) uvarint() uint64 {
	var n uint64
	for shift := 0; ; shift += 7 {
		c := u.byte()
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			break
		}
		if shift > 56 {
			u.fail()
			break
		}
	}
	return n
}

// length reads the length of something that takes at least a byte an element.
func (u *unpacker) length() int {
	n := u.uvarint()
	if n > uint64(len(u.rest)) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) int() int64 {
	n := u.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (u *unpacker) byte() byte {
	if u.rest == "" {
		u.fail()
		return 0
	}
	c := u.rest[0]
	u.rest = u.rest[1:]
	return c
}

func (u *unpacker) fail() { u.rest, u.bad = "", true }

// layout describes the packed form: the names and kinds of all fields in order.
func layout(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		var b strings.Builder
		for i := range t.NumField() {
			fmt.Fprintf(&b, "%s:%s;", t.Field(i).Name, layout(t.Field(i).Type))
		}
		return "{" + b.String() + "}"
	case reflect.Slice:
		return "[]" + layout(t.Elem())
	case reflect.Pointer:
		return "*" + layout(t.Elem())
	}
	return t.Kind().String()
}
