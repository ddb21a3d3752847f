package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "rewrite golden files")

// testClock is the variable by which a test sets the clock of the program that
// it runs: each look at it is a second later than the last.
const testClock = "PARLEY_TEST_CLOCK"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parley": func() {
		now := time.Now
		if t, err := time.Parse(time.RFC3339, os.Getenv(testClock)); err == nil {
			now = func() time.Time { t = t.Add(time.Second); return t }
		}
		os.Exit(runMain(now))
	}})
}

// TestScripts runs testdata/*.txt, one script a command.
func TestScripts(t *testing.T) {
	posts, err := filepath.Abs("../../examples/posts")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("POSTS", posts)
			e.Setenv("COLUMNS", "80")
			e.Setenv(testClock, "2026-06-01T09:00:00Z")
			return nil
		},
	})
}

// status runs a command and checks its exit status: status 2 parley shw.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// commands lists every command a user can see.
func commands() []*cobra.Command {
	p := &program{env: func(string) string { return "" }}
	root := p.root()
	all := []*cobra.Command{root}
	for i := 0; i < len(all); i++ {
		for _, c := range all[i].Commands() {
			if c.IsAvailableCommand() {
				all = append(all, c)
			}
		}
	}
	return all
}

// TestManual keeps docs/manual the same as --help, and each manual whole: two
// examples, a line on what the command is for, and a group in the list.
func TestManual(t *testing.T) {
	const dir = "../../docs/manual"
	var index strings.Builder
	index.WriteString("# Manual\n\nOne page a command, as `parley COMMAND --help` prints it.\n\n")
	for _, c := range commands() {
		m := manualOf(c.Name())
		if m.short == "" || len(m.examples) < 2 {
			t.Errorf("%s.md: want a line that says what the command is for, then two examples or more", c.Name())
		}
		if c.HasParent() && c.GroupID == "" && !c.Parent().HasParent() {
			t.Errorf("%s: in no group of the list of commands", c.Name())
		}
		var b strings.Builder
		p := &program{out: &screen{width: plainWidth}}
		p.out = p.out.onto(&b)
		p.help(c)
		p.out.flush()
		page := "# " + c.CommandPath() + "\n\n```text\n" + b.String() + "```\n"
		name := c.Name() + ".md"
		index.WriteString("- [" + c.CommandPath() + "](" + name + "): " + m.short + "\n")
		golden(t, filepath.Join(dir, name), page)
	}
	golden(t, filepath.Join(dir, "README.md"), index.String())
}

// golden compares got with a file, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s holds\n%s\nbut now it would be\n%s\n(make golden)", name, want, got)
	}
}
