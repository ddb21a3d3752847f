package dealfile

import (
	"strings"
	"testing"
)

func sheet(t *testing.T, src string, columns map[string]string) *Sheet {
	t.Helper()
	s, err := FromSheet("deals.csv", []byte(src), columns)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnOldSheetBecomesDealFiles(t *testing.T) {
	s := sheet(t, "Deal;Type;Form;Between;Also known as;Link;Remarks;external_ids.wikidata\r\n"+
		"Lake Marrow Treaty;Treaty;treaty;\"Ardenia; Belmora\";'=LMT;https://lake.example/treaty;old;Q1\r\n"+
		";;;;;;;\r\n"+
		"Grain Corridor Understanding;Trade;term sheet;Ardenia\xe9;GCU;;;\r\n", nil)
	if len(s.Errors) > 0 || len(s.Deals) != 2 || len(s.Left) != 1 || s.Left[0] != "Remarks" {
		t.Fatalf("%d deals, left %q: %v", len(s.Deals), s.Left, s.Errors)
	}
	d := s.Deals[0]
	if d.ID != "lake-marrow-treaty" || d.Kind != "treaty" || strings.Join(d.Parties, "|") != "Ardenia|Belmora" || d.Aliases[0] != "=LMT" || d.ExternalIDs["wikidata"] != "Q1" || d.URLs[0] != "https://lake.example/treaty" {
		t.Errorf("%+v", d)
	}
	if e := s.Deals[1]; e.Instrument != "term_sheet" || e.Parties[0] != "Ardeniaé" {
		t.Errorf("%+v", e)
	}
	// What was written is a deal file.
	if again, err := Parse("x.yaml", d.YAML); err != nil || again[0].Name != d.Name {
		t.Errorf("%v:\n%s", err, d.YAML)
	}
}

func TestColumnsCanBeNamed(t *testing.T) {
	s := sheet(t, "What,Who,Notes\nLake Marrow Treaty,Ardenia,x\n", map[string]string{"what": "name", "Who": "parties", "Notes": Skip})
	if len(s.Deals) != 1 || s.Deals[0].Parties[0] != "Ardenia" || len(s.Left) != 0 {
		t.Errorf("%+v %v", s.Deals, s.Left)
	}
}

// Each mistake is named with its row and column, and the other rows are kept.
func TestMistakesInASheetAreNamedWithTheirPlace(t *testing.T) {
	tests := map[string]string{
		"name,kind\nA Treaty,marriage\nB Treaty,trade\n":             `deals.csv:2: column "kind": "marriage" is no deal kind`,
		"name,url\nA Treaty,lake.example\nB Treaty,\n":               `deals.csv:2: column "url": url "lake.example": want http:// or https://`,
		"name,id\nA Treaty,A!\nB Treaty,b\n":                         `deals.csv:2: column "id": id "A!": want small letters`,
		"name\nB Treaty\nB treaty\n":                                 `deals.csv:3: the deal "b-treaty" is in line 2 already`,
		"name,kind\n,trade\nB Treaty,trade\n":                        `deals.csv:2: no name`,
		"name\nA Treaty,x\nB Treaty\n":                               `deals.csv:2: 2 cells under 1 headings`,
		"name\n条約\nB Treaty\n":                                       `deals.csv:2: no id can be made of`,
		"name,conditions\nA Treaty,whenever it suits\nB Treaty,\n":   `deals.csv:2: `,
		"name,kind\n\"A\nTreaty\",trade\nC Treaty,x\nB Treaty,trade": `deals.csv:4: column "kind"`,
	}
	for src, want := range tests {
		s := sheet(t, src, nil)
		if len(s.Errors) != 1 || !strings.HasPrefix(s.Errors[0].Error(), want) {
			t.Errorf("%q: %v, want %s", src, s.Errors, want)
		}
		if len(s.Deals) == 0 || s.Deals[len(s.Deals)-1].Name != "B Treaty" {
			t.Errorf("%q: the good row is not kept", src)
		}
	}
}

func TestASheetThatIsNone(t *testing.T) {
	for src, want := range map[string]string{
		"":                     "deals.csv: empty",
		"name\n":               "deals.csv: no rows under the headings",
		"colour,size\nred,1\n": `deals.csv: no column for the deals' names; there are "colour", "size"`,
		"name,title\nx,y\n":    `deals.csv: column "title": name has a column already`,
	} {
		if _, err := FromSheet("deals.csv", []byte(src), nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", src, err, want)
		}
	}
	for columns, want := range map[[2]string]string{{"colour", "name"}: `there is no column "colour"`, {"what", "names"}: `there is no field "names"`} {
		if _, err := FromSheet("deals.csv", []byte("what\nx\n"), map[string]string{columns[0]: columns[1]}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", columns, err)
		}
	}
}

func FuzzFromSheet(f *testing.F) {
	f.Add([]byte("Deal;Type;Between\nLake Marrow Treaty;treaty;\"Ardenia; Belmora\"\n"))
	f.Add([]byte("name,conditions\nA Treaty,\"operative(a) when \"\"x\"\" on b\"\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := FromSheet("deals.csv", src, nil)
		if err != nil {
			return
		}
		for _, d := range s.Deals {
			again, err := Parse("x.yaml", d.YAML)
			if err != nil || len(again) != 1 || again[0].Name != d.Name {
				t.Fatalf("%v: %q is no deal file", err, d.YAML)
			}
		}
	})
}
