package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
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
	posts := os.DirFS("../../examples/posts")
	story := storyLedger(t)
	pledges := ledgerByHand(t, "testdata/pledges.jsonl")
	testscript.RunT(serial{t}, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"run": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 1 || args[0] != "parley" {
					ts.Fatalf("usage: run parley [ARG...]")
				}
				if status := runScripted(ts, args[1:]); status != 0 {
					ts.Fatalf("exit status %d", status)
				}
			},
			"status": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 || args[1] != "parley" {
					ts.Fatalf("usage: status CODE parley [ARG...]")
				}
				if status := runScripted(ts, args[2:]); strconv.Itoa(status) != args[0] {
					ts.Fatalf("exit status %d, want %s", status, args[0])
				}
			},
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			// A path from the working folder, so that what is printed and
			// where it wraps does not hang on where the project lies.
			if err := os.CopyFS(filepath.Join(e.WorkDir, "posts"), posts); err != nil {
				return err
			}
			e.Setenv("POSTS", "posts")
			e.Setenv("COLUMNS", "80")
			e.Setenv("USER", "ines")
			e.Setenv(testClock, "2026-06-01T09:00:00Z")
			if err := os.WriteFile(filepath.Join(e.WorkDir, "pledges.db"), pledges, 0o644); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "story.db"), story, 0o644)
		},
	})
}

// storyLedger is a ledger of the five example posts about the Battery Minerals
// Partnership, read by hand.
func storyLedger(t *testing.T) []byte {
	t.Helper()
	return ledgerByHand(t, "testdata/story.jsonl")
}

// ledgerByHand is a ledger of example posts that tell one story, read by hand:
// what a file of extractions says of them. So a test of what is printed does not
// change with the reader.
func ledgerByHand(t *testing.T, name string) []byte {
	t.Helper()
	lines, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	byHand := map[string]parley.Extraction{}
	var posts []string
	for line := range bytes.Lines(lines) {
		var x parley.Extraction
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		byHand[x.ID] = x
		posts = append(posts, filepath.Join("../../examples", string(x.Path)))
	}
	file := filepath.Join(t.TempDir(), "by-hand.db")
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	l, err := ledger.Open(t.Context(), file, ledger.Options{Now: func() time.Time { now = now.Add(time.Minute); return now }})
	if err != nil {
		t.Fatal(err)
	}
	s, err := intake.Run(t.Context(), l, origin.Input{Args: posts}, intake.Options{
		Reader: ledger.RunKey{Extractor: "by-hand/1"},
		Extract: func(d *parley.Document) parley.Extraction {
			x := byHand[d.ID]
			d.Path = x.Path
			return x
		},
	})
	if err != nil || s.Failures != nil || s.New != len(byHand) {
		t.Fatalf("%d of %d posts: %v %v; does %s still read the posts as they are?", s.New, len(byHand), s.Failures, err, name)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// serial runs scripts one after the other, so that each can have the working
// folder to itself.
type serial struct{ *testing.T }

func (s serial) Parallel()     {}
func (s serial) Verbose() bool { return testing.Verbose() }
func (s serial) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(serial{t}) })
}

// runScripted runs a command line of a script in this process: the weights are
// loaded once, and no process is started. What needs one says exec parley.
func runScripted(ts *testscript.TestScript, args []string) (status int) {
	back, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	defer func() { ts.Check(os.Chdir(back)) }()
	width, err := strconv.Atoi(ts.Getenv("COLUMNS"))
	ts.Check(err)
	return runHere(context.Background(), ts.Getenv, width, ts.Stdout(), ts.Stderr(), args...)
}

// runHere runs a command line in this process, with a clock of its own.
func runHere(ctx context.Context, env func(string) string, width int, out, err io.Writer, args ...string) (status int) {
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	p := &program{
		in:  strings.NewReader(""),
		out: (&screen{width: width}).onto(out),
		err: (&screen{width: width}).onto(err),
		env: env,
		now: func() time.Time { now = now.Add(time.Second); return now },
	}
	return p.run(ctx, args)
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
	index.WriteString("\n[Pictures](pictures.md) shows what they draw.\n")
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
