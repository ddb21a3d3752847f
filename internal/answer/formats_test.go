package answer

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

const formatsFile = "../../docs/formats/answers.md"

// docs/formats/answers.md is written from the types and their comments.
func TestFormatsPageIsOfTheTypes(t *testing.T) {
	got := formatsPage(t)
	if *update {
		if err := os.WriteFile(formatsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(formatsFile)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the types say; go test ./internal/answer -run Formats -update", formatsFile)
	}
}

type structType struct {
	name, doc, schema string
	fields            *ast.FieldList
}

func formatsPage(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	schemas := map[string]string{} // type → schema id
	var types []structType
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					for i, n := range s.Names {
						if id, ok := strings.CutPrefix(n.Name, "Schema"); ok {
							schemas[id] = strings.Trim(s.Values[i].(*ast.BasicLit).Value, `"`)
						}
					}
				case *ast.TypeSpec:
					if st, ok := s.Type.(*ast.StructType); ok && isJSON(st) {
						types = append(types, structType{name: s.Name.Name, doc: prose(g.Doc.Text()), fields: st.Fields})
					}
				}
			}
		}
	}
	for i := range types {
		types[i].schema = schemas[types[i].name]
	}
	slices.SortStableFunc(types, func(a, b structType) int {
		if (a.schema != "") != (b.schema != "") {
			if a.schema != "" {
				return -1
			}
			return 1
		}
		return strings.Compare(a.schema+a.name, b.schema+b.name)
	})
	var b strings.Builder
	b.WriteString(`# Answers

What each command that asks prints with ` + "`--json`" + `: one object with its schema id. This page is written from the types of
[` + "`internal/answer`" + `](../../internal/answer) and their comments by a test.

Missing single values are null, lists never. Dates are EDTF as the document gives them. Spans are half-open and count code
points of the document's normalised text, but for those called ` + "`original`" + `, which count bytes of the document as fetched.
Words of a closed vocabulary are those of package parley. New fields may be added under the same schema id.
`)
	parts := false
	for _, s := range types {
		if s.schema == "" && !parts {
			parts = true
			b.WriteString("\n## Parts of answers\n")
		}
		title := "## `" + s.schema + "`"
		if s.schema == "" {
			title = "### " + s.name
		}
		fmt.Fprintf(&b, "\n%s\n\n%s\n\n| field | type | |\n|---|---|---|\n", title, s.doc)
		for _, f := range s.fields.List {
			doc := prose(f.Doc.Text() + " " + f.Comment.Text())
			if len(f.Names) == 0 {
				fmt.Fprintf(&b, "| | all fields of %s | %s |\n", typeWords(f.Type), doc)
				continue
			}
			tag, _, _ := strings.Cut(strings.TrimPrefix(strings.Trim(f.Tag.Value, "`"), `json:"`), `"`)
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.TrimSuffix(tag, ",omitempty"), typeWords(f.Type), doc)
		}
	}
	b.WriteString("\n## History\n\n- 0.1: first forms.\n")
	return b.String()
}

func isJSON(st *ast.StructType) bool {
	return slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool { return f.Tag != nil && strings.Contains(f.Tag.Value, "json:") })
}

// prose folds a comment into a line that Markdown takes.
func prose(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer("[Desk.", "[", "[", "", "]", "", "|", "\\|").Replace(s)
}

// typeWords says what JSON a Go type is.
func typeWords(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ArrayType:
		return "list of " + typeWords(e.Elt)
	case *ast.StarExpr:
		return typeWords(e.X) + " or null"
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "text"
		case "int", "int64", "float64":
			return "number"
		case "bool":
			return "true or false"
		case "Clock", "What", "Cause":
			return "word"
		}
		return "[" + e.Name + "](#" + strings.ToLower(e.Name) + ")"
	case *ast.SelectorExpr:
		switch e.Sel.Name {
		case "Optional":
			return "text or null"
		case "Span":
			return "span"
		case "Amount", "Rate", "Quantity", "Judgement":
			return strings.ToLower(e.Sel.Name)
		}
		return "word"
	}
	return "value"
}
