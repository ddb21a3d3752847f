package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"
)

// soak runs the module's tests with full counts and every fuzz target for a
// while, and writes what was tried as a table. A test says how often it tried
// with t.Attr("soak", "1,000 ledgers"); the counts of rapid are taken from what
// it logs. The error is that of the first run that failed; the table is written
// all the same.
func soak(args []string, out io.Writer) error {
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	to := f.String("o", "", "write to this file, else to standard output")
	fuzz := f.Duration("fuzz", time.Minute, "for how long to fuzz each target; 0 for not at all")
	limit := f.Duration("timeout", 3*time.Hour, "of the tests")
	if err := f.Parse(args); err != nil {
		return err
	}
	packages := f.Args()
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	began := time.Now()
	where := machine()
	s := soaking{packages: map[string]bool{}}
	failed := s.tests(packages, *limit)
	if *fuzz > 0 {
		if err := s.fuzz(packages, *fuzz); err != nil && failed == nil {
			failed = err
		}
	}
	var page bytes.Buffer
	fmt.Fprintf(&page, "# Long tests\n\n`make soak` on %s, %s; it took %s.\n", began.UTC().Format("2 January 2006"), where, time.Since(began).Round(time.Second))
	fmt.Fprintf(&page, "%d tests in %d packages, %d of which failed. Those that try something many times:\n\n| test | what was tried | result | seconds |\n|---|---|---|---:|\n",
		s.ran, len(s.packages), s.failed)
	slices.SortFunc(s.tried, func(a, b tried) int { return strings.Compare(a.name, b.name) })
	for _, t := range s.tried {
		fmt.Fprintf(&page, "| %s | %s | %s | %.1f |\n", t.name, t.what, t.result, t.seconds)
	}
	if *to == "" {
		if _, err := out.Write(page.Bytes()); err != nil {
			return err
		}
	} else if err := os.WriteFile(*to, page.Bytes(), 0o644); err != nil {
		return err
	}
	return failed
}

// soaking is one run of soak.
type soaking struct {
	packages    map[string]bool
	ran, failed int
	tried       []tried
}

// tried is one test that tries something many times.
type tried struct {
	name, what, result string
	seconds            float64
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Key, Value, Output string
	Elapsed                                   float64
}

var (
	rapidPassed = regexp.MustCompile(`\[rapid\] OK, passed (\d+) tests`)
	fuzzed      = regexp.MustCompile(`execs: (\d+)`)
)

func shortName(pkg, test string) string {
	return strings.TrimPrefix(strings.TrimPrefix(pkg, "github.com/parley-desk/parley"), "/") + " " + test
}

// tests runs the tests and fills s. Output of failed tests goes to standard
// error.
func (s *soaking) tests(packages []string, limit time.Duration) error {
	c := exec.Command("go", append([]string{"test", "-json", "-count=1", "-timeout", limit.String()}, packages...)...)
	c.Env = append(os.Environ(), "PARLEY_SOAK=1")
	c.Stderr = os.Stderr
	pipe, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	what, output := map[string]string{}, map[string]string{}
	lines := bufio.NewReader(pipe)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		name := shortName(e.Package, e.Test)
		switch e.Action {
		case "attr":
			if e.Key == "soak" {
				what[name] = e.Value
			}
		case "output":
			output[name] += e.Output
			if m := rapidPassed.FindStringSubmatch(e.Output); m != nil {
				what[name] = m[1] + " random cases"
			}
		case "pass", "fail", "skip":
			s.packages[e.Package] = true
			if e.Action == "fail" {
				fmt.Fprint(os.Stderr, output[name])
			}
			delete(output, name)
			if e.Test == "" {
				continue
			}
			s.ran++
			if e.Action == "fail" {
				s.failed++
			}
			if what[name] != "" || e.Action == "fail" {
				s.tried = append(s.tried, tried{name, what[name], e.Action, e.Elapsed})
			}
		}
	}
	return c.Wait()
}

// fuzz runs each fuzz target of the packages.
func (s *soaking) fuzz(packages []string, long time.Duration) error {
	list, err := exec.Command("go", append([]string{"test", "-json", "-run", "^$", "-list", "^Fuzz"}, packages...)...).Output()
	if err != nil {
		return fmt.Errorf("listing fuzz targets: %w", err)
	}
	var failed error
	for line := range bytes.Lines(list) {
		var e event
		target := ""
		if json.Unmarshal(line, &e) == nil && e.Action == "output" {
			target = strings.TrimSpace(e.Output)
		}
		if !strings.HasPrefix(target, "Fuzz") {
			continue
		}
		start := time.Now()
		out, err := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", long.String(), e.Package).CombinedOutput()
		t := tried{name: shortName(e.Package, target), result: "pass", seconds: time.Since(start).Seconds()}
		if m := fuzzed.FindAllSubmatch(out, -1); m != nil {
			t.what = string(m[len(m)-1][1]) + " inputs"
		}
		if err != nil {
			t.result = "fail"
			fmt.Fprintf(os.Stderr, "%s", out)
			if failed == nil {
				failed = fmt.Errorf("%s: %w", t.name, err)
			}
		}
		s.tried = append(s.tried, t)
	}
	return failed
}
