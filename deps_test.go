package parley_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

const module = "github.com/parley-desk/parley"

// mayImport says which packages of this module each one may import, and why it
// is so. Imports point down, and never across from the reading half to the
// keeping half. "" is the root package, which every package may import.
var mayImport = []struct {
	pkg  string
	may  string
	why  string
	also string // third-party modules and packages of the standard library that others may not use
}{
	{"", "", "the words of the record; standard library only, so that anybody can build on them", ""},
	{"docs", "", "embedded pages that the program shows", ""},
	{"examples", "", "embedded posts, for the demo and for tests", ""},

	// The reading half: bytes to Extraction. It knows no ledger.
	{"internal/lexicon", "", "word lists know nothing of their users", ""},
	{"internal/learn", "", "learners work on features, whatever they stand for", ""},
	{"internal/weights", "internal/learn", "weights are read by the learners that wrote them", ""},
	{"internal/origin", "internal/lexicon", "documents come before language", "net/http"},
	{"internal/origin/origintest", "", "generated posts, for tests and measuring", ""},
	{"internal/lang", "internal/lexicon internal/learn internal/weights", "analysis decides nothing about who said what", ""},
	{"internal/attribution", "internal/lang internal/lexicon internal/learn internal/weights", "statements come before what they say of deals", ""},
	{"internal/assertion", "internal/lang internal/lexicon internal/learn internal/weights", "gets its statements handed in", ""},
	{"internal/extract", "internal/lang internal/attribution internal/assertion internal/lexicon internal/weights", "the one line that runs the reading half", ""},

	// The keeping half: Extraction to answer. It knows no grammar.
	{"internal/condition", "", "a small language of its own", ""},
	{"internal/dealfile", "internal/condition", "deal files hold conditions", ""},
	{"internal/ledger", "", "keeps evidence and decides nothing", "database/sql github.com/ncruces/go-sqlite3 github.com/pressly/goose/v3"},
	{"internal/ledger/ledgertest", "internal/ledger", "the suite that every store must pass", ""},
	{"internal/pledge", "internal/lexicon", "what was promised, whoever keeps it; the list says which words mark a whole or a part", ""},
	{"internal/assess", "internal/ledger internal/condition internal/dealfile internal/pledge", "evidence to proof; the log is its only source", ""},
	{"internal/assess/assesstest", "internal/ledger", "evidence for tests, from a notation", ""},
	{"internal/section", "internal/lexicon", "numbered parts of a text; the list says what they are called", ""},
	{"internal/answer", "internal/assess internal/ledger internal/condition internal/dealfile internal/pledge internal/section", "proofs to plain structs; the only way to a surface", ""},

	// Between and beside.
	{"internal/intake", "internal/origin internal/extract internal/ledger internal/lang internal/attribution internal/assertion internal/lexicon internal/weights", "the only package that sees both halves", ""},
	{"internal/phrase", "", "values in plain words, the same on every surface", ""},
	{"internal/api", "internal/answer internal/assess internal/export internal/intake internal/ledger internal/origin internal/review internal/users", "answers for programs", "net/http"},
	{"internal/users", "", "who may use a desk", ""},
	{"internal/review", "internal/answer internal/assess internal/ledger internal/phrase", "what people decide, in what order, and how far they agree", ""},
	{"internal/web", "docs internal/api internal/answer internal/assess internal/draw internal/intake internal/ledger internal/origin internal/phrase internal/review internal/safe internal/users", "pages, from answers", "net/http"},
	{"internal/safe", "", "strangers' words out, to any surface", ""},
	{"internal/export", "internal/answer internal/assess internal/ledger internal/safe", "answers and records for other programs", ""},
	{"internal/bundle", "internal/answer internal/assess internal/export internal/ledger internal/safe", "answers that travel, and their check", ""},
	{"internal/draw", "internal/answer internal/assess internal/safe", "pictures of answers", ""},
	{"internal/score", "internal/extract internal/origin internal/lang", "measures the reading half from outside", ""},

	// The programs.
	{"cmd/parley", "internal/answer internal/assess internal/bundle internal/condition internal/dealfile internal/draw internal/export internal/extract internal/intake internal/lang internal/ledger internal/origin internal/phrase internal/pledge internal/review internal/safe internal/users internal/web examples",
		"asks, shows, exits", "net/http github.com/spf13/cobra github.com/spf13/pflag charm.land/bubbletea/v2 charm.land/lipgloss/v2 github.com/charmbracelet/x"},
	{"cmd/parley-lab", "*", "never shipped", "*"},
}

// reserved packages may be imported only where mayImport says so.
var reserved = []string{"net/http", "database/sql", "github.com/ncruces/go-sqlite3", "github.com/pressly/goose/v3",
	"github.com/spf13/cobra", "github.com/spf13/pflag", "charm.land/lipgloss/v2", "charm.land/bubbletea/v2", "github.com/charmbracelet/x"}

// refused packages are nowhere to be imported: each costs every start of the
// program dozens of milliseconds, or the binary as many megabytes.
var refused = []string{"github.com/markusmobius/go-dateparser", "github.com/markusmobius/go-trafilatura",
	"github.com/goccy/go-graphviz", "oss.terrastruct.com/d2", "github.com/pemistahl/lingua-go"}

// outside are the calls by which a program looks at the outside world or
// speaks to it. Only cmd may make them.
var outside = map[string]bool{"os.Exit": true, "os.Getenv": true, "os.LookupEnv": true, "os.Environ": true,
	"time.Now": true, "time.Since": true, "fmt.Print": true, "fmt.Printf": true, "fmt.Println": true, "os.Stdout": true, "os.Stderr": true}

// mayLookOutside lists the exceptions, each with its reason.
var mayLookOutside = map[string]string{
	"internal/ledger time.Now": "the clock of the log when the caller hands in none",
}

func TestImportsPointDown(t *testing.T) {
	rules := map[string]int{}
	for i, r := range mayImport {
		rules[r.pkg] = i
	}
	eachFile(t, parser.ImportsOnly, func(name string, f *ast.File) {
		pkg := packageOf(name)
		i, ok := rules[pkg]
		if !ok {
			t.Errorf("%s: package %q is not in the table mayImport", name, pkg)
			return
		}
		r := mayImport[i]
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			switch own, inside := strings.CutPrefix(imp, module); {
			case within(imp, refused):
				t.Errorf("%s imports %s, which is too heavy for anybody", name, imp)
			case inside && own != "":
				if own = own[1:]; r.may != "*" && !slices.Contains(strings.Fields(r.may), own) {
					t.Errorf("%s imports %s; %s: %s", name, own, pkg, r.why)
				}
			case within(imp, reserved) && r.also != "*" && !within(imp, strings.Fields(r.also)):
				t.Errorf("%s imports %s, which only some packages may", name, imp)
			case pkg == "" && strings.Contains(strings.Split(imp, "/")[0], "."):
				t.Errorf("%s imports %s; %s", name, imp, r.why)
			}
		}
	})
}

func TestOnlyCommandsLookOutside(t *testing.T) {
	eachFile(t, 0, func(name string, f *ast.File) {
		pkg := packageOf(name)
		if strings.HasPrefix(pkg, "cmd/") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok {
				call := x.Name + "." + sel.Sel.Name
				if outside[call] && mayLookOutside[pkg+" "+call] == "" {
					t.Errorf("%s uses %s; what a command knows of the outside it hands in", name, call)
				}
			}
			return true
		})
	})
}

// TestModuleList keeps deps.txt, the modules that the program is built from:
// a new one is a visible change. -update rewrites it.
func TestModuleList(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./cmd/parley").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	if *update {
		if err := os.WriteFile("deps.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("deps.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("deps.txt lists\n%s\nbut cmd/parley is built from\n%s\n(go test -run TestModuleList . -update)", want, got)
	}
}

// eachFile parses the module's Go files that are no tests.
func eachFile(t *testing.T, mode parser.Mode, f func(name string, file *ast.File)) {
	t.Helper()
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (d.Name()[0] == '.' || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(fset, name, nil, mode)
		if err != nil {
			return err
		}
		f(filepath.ToSlash(name), file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func packageOf(file string) string {
	if dir := path.Dir(file); dir != "." {
		return dir
	}
	return ""
}

// within reports whether imp is one of the packages or modules, or lies in one.
func within(imp string, list []string) bool {
	return slices.ContainsFunc(list, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") })
}
