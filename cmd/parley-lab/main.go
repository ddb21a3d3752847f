// Command parley-lab trains and measures what goes into parley. It is not shipped.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// A task is one subcommand. It writes its result to out; the errors it returns
// are printed by main.
type task func(args []string, out io.Writer) error

var tasks = map[string]task{
	"bench":         benchReport,
	"bench-answers": benchAnswers,
	"eval":          eval,
	"eval-actors":   evalActors,
	"quality":       quality,
	"soak":          soak,
	"train":         train,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "parley-lab:", err)
		os.Exit(1)
	}
}

func run(args []string) error { return dispatch("parley-lab", tasks, args, os.Stdout) }

// dispatch runs the task that args begin with.
func dispatch(of string, among map[string]task, args []string, out io.Writer) error {
	var names []string
	for name := range among {
		names = append(names, name)
	}
	slices.Sort(names)
	usage := fmt.Sprintf("usage: %s %s", of, strings.Join(names, "|"))
	if len(args) == 0 {
		return errors.New(usage)
	}
	t, ok := among[args[0]]
	if !ok {
		return fmt.Errorf("%s: no task %q; %s", of, args[0], usage)
	}
	return t(args[1:], out)
}
