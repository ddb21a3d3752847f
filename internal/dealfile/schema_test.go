package dealfile_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/dealfile"
)

const schemaFile = "../../docs/formats/dealfile.schema.json"

func schema(t *testing.T) (*jsonschema.Schema, map[string]any) {
	t.Helper()
	b, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("dealfile", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("dealfile")
	if err != nil {
		t.Fatal(err)
	}
	return s, doc.(map[string]any)
}

// value is a YAML part as JSON has it.
func value(t *testing.T, src []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(src, &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSchemaHoldsForTheExamples(t *testing.T) {
	s, _ := schema(t)
	files, err := filepath.Glob("../../examples/deals/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value(t, b)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	for _, src := range []string{"id: a", "id: A\nname: B", "id: a\nname: B\nkind: x", "id: a\nname: B\npartys: []"} {
		if s.Validate(value(t, []byte(src))) == nil {
			t.Errorf("the schema takes %q", src)
		}
		if _, err := Parse("f", []byte(src)); err == nil {
			t.Errorf("the reader takes %q", src)
		}
	}
}

func TestSchemaHasTheVocabularies(t *testing.T) {
	_, doc := schema(t)
	for field, v := range map[string]parley.Vocabulary{"kind": parley.DealKinds, "instrument": parley.Instruments} {
		var have []string
		for _, w := range doc["properties"].(map[string]any)[field].(map[string]any)["enum"].([]any) {
			have = append(have, w.(string))
		}
		if !slices.Equal(have, v.Values()) {
			t.Errorf("%s: %v, want %v", field, have, v.Values())
		}
	}
}
