package main

import (
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/origin"
)

// knownFlags lets the user say what a pasted text does not.
func knownFlags(c *cobra.Command, k *origin.Known) {
	f := c.Flags()
	f.StringVar(&k.Outlet, "outlet", "", "`WHO` wrote it, when the text does not say")
	f.StringVar(&k.Published, "published", "", "`DATE` of publication: 2025, 2025-12, 2025-12-16, 2025-12-16T22:39Z")
	f.StringVar(&k.URL, "url", "", "the `URL` at which it stands")
	f.StringVar(&k.Title, "title", "", "its `TITLE`")
}

// workersFlag gives a command --workers. Its default is not shown as a number,
// since it is the machine's.
func workersFlag(c *cobra.Command, to *int) {
	c.Flags().IntVarP(to, "workers", "j", runtime.GOMAXPROCS(0), "read `N` documents at once (else one for each processor)")
	c.Flags().Lookup("workers").DefValue = ""
}

func checkWorkers(n int) error {
	if n < 1 {
		return usagef("--workers %d: want 1 or more", n)
	}
	return nil
}

// input is what the arguments of read and extract ask for.
func (p *program) input(args []string, known origin.Known) (origin.Input, error) {
	if len(args) == 0 {
		return origin.Input{}, usagef("name a file, a folder or a URL, or - for standard input")
	}
	for i, a := range args {
		if strings.TrimSpace(a) == "" {
			return origin.Input{}, usagef("argument %d is empty", i+1)
		}
	}
	return origin.Input{Args: args, Stdin: p.in, Known: known}, nil
}
