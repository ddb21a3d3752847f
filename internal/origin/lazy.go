package origin

import (
	"regexp"
	"sync"
)

// lazy is an expression that is compiled when first asked for. The expressions
// of this package together take longer to compile than a command that reads no
// document takes to run.
func lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
