package dealfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/parley-desk/parley/internal/dealfile"
)

const tpd = `# comment
id: us-uk-tpd
name: Technology Prosperity Deal
aliases: [TPD, US-UK tech deal]
kind: technology
instrument: memorandum
parties:
  - United States
  - United Kingdom
conditions:
  - operative(us-uk-tpd) while "substantive progress" on us-uk-epd
urls: ["https://example.org/tpd"]
external_ids:
  register: 2025
`

func TestFileIsRead(t *testing.T) {
	deals, err := Parse("tpd.yaml", []byte(tpd+"---\nid: us-uk-epd\nname: Economic Prosperity Deal\n"))
	if err != nil || len(deals) != 2 {
		t.Fatal(deals, err)
	}
	d := deals[0]
	if d.ID != "us-uk-tpd" || d.Instrument != "memorandum" || len(d.Parties) != 2 || d.ExternalIDs["register"] != "2025" ||
		d.Conditions[0].String() != `operative(us-uk-tpd) while "substantive progress" on us-uk-epd` {
		t.Errorf("%+v", d)
	}
	if diff := cmp.Diff([]string{"technology prosperity deal"}, d.Keys()); diff != "" {
		t.Error(diff)
	}
	if again, err := Parse("again", d.YAML); err != nil || again[0].ID != d.ID {
		t.Errorf("its own part does not read again: %v", err)
	}
	if err := Check(deals, nil); err != nil {
		t.Error(err)
	}
}

func TestMistakesArePlaced(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"empty":         {"# nothing\n", "f.yaml:1: no deal: want at least id and name"},
		"not a mapping": {"- a\n", `f.yaml:1:1: want fields such as id and name, have a list`},
		"no name":       {"id: a\n", "f.yaml:1:1: no name"},
		"unknown field": {"id: a\nname: A\npartys: [X]\n", `f.yaml:3:1: unknown field "partys"; did you mean "parties"?`},
		"far field":     {"id: a\nname: A\nzzz: 1\n", `f.yaml:3:1: unknown field "zzz"; fields are id, name, aliases, kind, instrument, parties, areas, conditions, urls, external_ids`},
		"twice":         {"id: a\nname: A\nname: B\n", `f.yaml:3:1: field "name" is given twice`},
		"kind":          {"id: a\nname: A\nkind: tehcnology\n", `f.yaml:3:7: kind "tehcnology" is none of trade, technology, investment, merger, financing, peace, security, treaty, climate, energy, resources, other; did you mean "technology"?`},
		"id":            {"id: A b\nname: A\n", `f.yaml:1:5: id "A b": want small letters and digits, parted by hyphens`},
		"list":          {"id: a\nname: A\nparties: X\n", `f.yaml:3:10: parties: want a list, have "X"`},
		"syntax":        {"id: a\nname: [A\n", `f.yaml:1: not YAML: did not find expected ',' or ']'`},
		"tabs":          {"id: a\n\tname: A\n", `f.yaml:2: not YAML: found a tab character that violates indentation`},
		"alias":         {"id: &x a\nname: *x\n", `f.yaml:1:5: id: anchors are not read here` + "\n" + `f.yaml:2:7: name: want text, have an alias`},
		"condition":     {"id: a\nname: A\nconditions:\n  - 'signed(a) when sigend(b)'\n", `f.yaml:4:21: condition: found "sigend", expected quoted words, an event such as signed(…), an axis such as operative(…) = true, "reached", a period, "not" or (; did you mean "signed"?`},
		"other's":       {"id: a\nname: A\nconditions:\n  - signed(b) when signed(a)\n", `f.yaml:4:12: condition of deal "b" in the file of "a"`},
		"second deal":   {"id: a\nname: A\n---\nid: b\nnmae: B\n", `f.yaml:4:1: no name` + "\n" + `f.yaml:5:1: unknown field "nmae"; did you mean "name"?`},
		"url":           {"id: a\nname: A\nurls: [ftp://x]\n", `f.yaml:3:8: url "ftp://x": want http:// or https://`},
	} {
		_, err := Parse("f.yaml", []byte(c.src))
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if err.Error() != c.want {
			t.Errorf("%s\n got %s\nwant %s", name, err, c.want)
		}
	}
}

func TestCheckLooksAcrossFiles(t *testing.T) {
	deals, err := Parse("f.yaml", []byte(`id: a
name: A
conditions: ["in_force(a) when in_force(b)", 'signed(a) when "x" on us-uk-edp']
---
id: b
name: B
conditions:
  - in_force(b) when in_force(a)
`))
	if err != nil {
		t.Fatal(err)
	}
	err = Check(append(deals, deals[1]), []string{"us-uk-epd"})
	want := `deal "b" is declared twice
f.yaml:3:69: no deal "us-uk-edp"; did you mean "us-uk-epd"?
f.yaml:3:15: circle: in_force(a) waits for in_force(b) waits for in_force(a)`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(tpd)
	f.Add("id: a\nname: A\n---\nid: b\n")
	f.Fuzz(func(t *testing.T, src string) {
		deals, err := Parse("f", []byte(src))
		if err == nil && len(deals) == 0 {
			t.Fatal("neither deal nor error")
		}
		for _, d := range deals {
			again, err := Parse("f", d.YAML)
			if err != nil || len(again) != 1 || again[0].ID != d.ID {
				t.Fatalf("own part reads as %v, %v", again, err)
			}
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Fatal("error without words")
		}
	})
}
