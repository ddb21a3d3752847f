package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/safe"
)

// table is rows of one kind, which know how to be written. The type of the row
// says all there is to say: its fields are the columns, their json and parquet
// tags the names, their doc tags the meaning.
type table interface {
	name() string
	describe(path string) resource
	csv() ([]byte, error)
	jsonLines() ([]byte, error)
	parquet() ([]byte, error)
}

// rows is a table of rows of type T.
type rows[T any] struct {
	title string // also the file's name
	doc   string
	key   []string // columns that tell one row from another
	of    []T
}

func (t *rows[T]) name() string { return t.title }

func (t *rows[T]) columns() []reflect.StructField {
	return reflect.VisibleFields(reflect.TypeFor[T]())
}

func column(f reflect.StructField) string { return f.Tag.Get("json") }

// csv writes a heading and a line a row, with the quoting of RFC 4180. Every word of a
// stranger's is guarded against being taken for a formula; the members of a
// list stand between semicolons.
func (t *rows[T]) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	cols := t.columns()
	line := make([]string, len(cols))
	for i, f := range cols {
		line[i] = column(f)
	}
	w.Write(line)
	for _, r := range t.of {
		v := reflect.ValueOf(r)
		for i, f := range cols {
			line[i] = cell(v.FieldByIndex(f.Index))
		}
		w.Write(line)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func cell(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return cell(v.Elem())
	case reflect.String:
		return safe.Cell(v.String())
	case reflect.Slice:
		return safe.Cell(strings.Join(v.Interface().([]string), "; "))
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}

// jsonLines writes an object a row; missing values are null.
func (t *rows[T]) jsonLines() ([]byte, error) {
	var b bytes.Buffer
	for _, r := range t.of {
		j, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		b.Write(append(safe.JSON(j), '\n'))
	}
	return b.Bytes(), nil
}

func (t *rows[T]) parquet() ([]byte, error) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, parquet.Compression(&parquet.Zstd))
	if _, err := w.Write(t.of); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// describe is the table's entry in the data package.
func (t *rows[T]) describe(path string) resource {
	s := &tableSchema{PrimaryKey: t.key, MissingValues: []string{""}}
	for _, f := range t.columns() {
		typ := f.Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		kind := map[reflect.Kind]string{reflect.Float64: "number", reflect.Int: "integer", reflect.Bool: "boolean", reflect.Slice: "array"}[typ.Kind()]
		if kind == "" || kind == "array" && strings.HasSuffix(path, ".csv") {
			kind = "string"
		}
		s.Fields = append(s.Fields, schemaField{column(f), kind, f.Tag.Get("doc")})
	}
	return resource{Name: t.title, Title: t.doc, Path: path, Schema: s}
}

// optional is a value that is null when it is the zero one.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// words are the strings of a list of any string type; never nil.
func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// text is an optional value as the tables hold it.
func text(o parley.Optional) *string { return optional(string(o)) }
