// Command parley keeps the record of deals that are made, doubted, paused and
// revived in public. It reads posts, pages and texts into a ledger and answers
// where a deal stands, according to whom, with proof down to the words.
//
// Each command lives in a file of its own with its manual beside it: show.go
// and show.md. This package alone prints, exits, and looks at the environment
// and the clock.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/parley-desk/parley/internal/safe"
)

// program is what a run of the command line has of the outside.
type program struct {
	in  io.Reader
	out *screen // data
	err *screen // all else
	env func(string) string
	now func() time.Time
}

func main() { os.Exit(runMain(time.Now)) }

// runMain runs the command line of the process.
func runMain(now func() time.Time) int {
	// The first Ctrl-C asks for a clean end, the second one ends at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() { <-ctx.Done(); stop() }()
	p := &program{
		in:  os.Stdin,
		out: newScreen(os.Stdout, os.Getenv),
		err: newScreen(os.Stderr, os.Getenv),
		env: os.Getenv,
		now: now,
	}
	return p.run(ctx, os.Args[1:])
}

// run carries out one command line and returns its exit status.
func (p *program) run(ctx context.Context, args []string) int {
	p.in = interruptible{ctx, p.in}
	root := p.root()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if flushed := p.out.flush(); err == nil {
		err = flushed
	}
	code := exitStatus(err)
	if code != 0 && !quiet(err) {
		fmt.Fprintf(p.err, "parley: %s\n", safe.Text(err.Error()))
		if errors.As(err, new(usageError)) {
			fmt.Fprintf(p.err, "see '%s --help'\n", cmd.CommandPath())
		}
	}
	p.err.flush()
	return code
}

// The exit statuses.
const (
	exitDone    = 0
	exitFailure = 1
	exitUsage   = 2
	exitPartly  = 3
)

// exitStatus is the one place where an error becomes an exit status.
func exitStatus(err error) int {
	var usage usageError
	var choice choiceError
	var partly partlyError
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE): // whoever read us has read enough
		return exitDone
	case errors.As(err, &usage), errors.As(err, &choice):
		return exitUsage
	case errors.As(err, &partly):
		return exitPartly
	default:
		return exitFailure
	}
}

// quiet reports whether everything about err has been said already.
func quiet(err error) bool {
	var partly partlyError
	return errors.As(err, &partly) && partly.said
}

// usageError is a command line that asks for something that does not exist.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Unwrap() error { return e.error }

// partlyError says that some inputs failed and the others were kept.
type partlyError struct {
	failed []string // one line an input, place first
	said   bool     // the lines are on standard error already
}

func (e partlyError) Error() string { return strings.Join(e.failed, "\n") }
