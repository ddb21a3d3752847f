package ledger

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/parley-desk/parley"
)

// fill sets every field of v to something that is not its zero value.
func fill(v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *parley.Span:
		*p = parley.Span{Start: 0, End: 3}
		return
	case *parley.Part:
		*p = parley.Part{Text: "one two", Spans: []parley.Span{{Start: 0, End: 3}, {Start: 8, End: 11}}}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.String:
		v.SetString("word " + v.Type().Name())
	case reflect.Int:
		v.SetInt(-70)
	case reflect.Float64:
		v.SetFloat(31e9)
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("a kind that pack does not know: " + v.Type().String())
	}
}

func TestEveryFieldOfTheRecordIsPacked(t *testing.T) {
	var x parley.Extraction
	var run RunKey
	fill(reflect.ValueOf(&x).Elem())
	fill(reflect.ValueOf(&run).Elem())
	x.Schema, x.Text = parley.SchemaExtract, "one and two"
	for i := range x.Assertions {
		x.Assertions[i].Evidence = parley.NewPart(x.Text, x.Assertions[i].Evidence.Spans...)
	}
	for i := range x.Statements {
		s := &x.Statements[i]
		for _, p := range []*parley.Part{&s.Content, s.Cue, &s.Source.Part} {
			*p = parley.NewPart(x.Text, p.Spans...)
		}
	}
	gotRun, got, err := unpackRun(packRun(run, &x))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(run, gotRun); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(x, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzUnpackRun(f *testing.F) {
	_, x := note(1)
	f.Add(packRun(RunKey{Extractor: "a"}, x))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if run, x, err := unpackRun(b); err == nil {
			_ = packRun(run, &x)
		}
	})
}

func FuzzSearchWords(f *testing.F) {
	for _, s := range []string{"steel deal", `"economic prosperity" pau*`, `"`, "NEAR(a b) OR c", "é\xff*", "title:x"} {
		f.Add(s, "The deal on steel is paused.")
	}
	l, err := Open(context.Background(), filepath.Join(f.TempDir(), "l.db"), Options{synchronous: "OFF"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { l.Close() })
	f.Fuzz(func(t *testing.T, words, text string) {
		match, err := ftsQuery(words)
		if err != nil || match == "" {
			return
		}
		if _, err := l.Search(context.Background(), words, 1, 0); err != nil {
			t.Errorf("%q: %v", words, err)
		}
		if !utf8.ValidString(text) {
			return
		}
		cut, marks := snippet(text, stemsOf(words))
		if !strings.Contains(text, cut) || !utf8.ValidString(cut) {
			t.Errorf("%q is not cut from %q", cut, text)
		}
		for _, m := range marks {
			if m.In(cut) == "" {
				t.Errorf("mark %v does not fit %q", m, cut)
			}
		}
	})
}

func FuzzImport(f *testing.F) {
	good, err := os.ReadFile("testdata/ledger-1.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(bytes.ReplaceAll(good, []byte(`"payload":{`), []byte(`"payload":null,"x":{`)))
	f.Add([]byte(`{"schema":"parley.ledger/1","ledger":"x","records":1}` + "\n" + `{"seq":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := Open(context.Background(), filepath.Join(t.TempDir(), "l.db"), Options{synchronous: "OFF"})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, _ = l.Import(context.Background(), bytes.NewReader(b))
		if _, err := l.Verify(context.Background(), nil); err != nil {
			t.Error(err)
		}
	})
}
