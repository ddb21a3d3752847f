//go:build unix

package lang

import (
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"github.com/parley-desk/parley"
)

// processorTime is what f takes of the processor, however busy the machine is.
func processorTime(f func()) time.Duration {
	used := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	start := used()
	f()
	return used() - start
}

func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	const n = 8_000
	for _, stage := range []struct {
		name string
		run  func(text string)
	}{
		{"split", func(text string) { analyzed(text) }},
		{"tag and parse", func(text string) {
			d := analyzed(text)
			d.tag()
			d.parse()
			d.lemmatize()
		}},
		{"all", func(text string) { Analyze(&parley.Header{Text: text}) }},
	} {
		for name, shape := range hostile {
			small, large := shape(n), shape(4*n)
			best := func(s string) time.Duration {
				least := time.Hour
				for range 2 {
					least = min(least, processorTime(func() { stage.run(s) }))
				}
				return least
			}
			a, b := best(small), best(large)
			// Four times the text: a factor of 16 were quadratic.
			if b > 8*a && b > 20*time.Millisecond {
				t.Errorf("%s, %s: %v for %d bytes, %v for four times as many", stage.name, name, a, len(small), b)
			}
		}
	}
}
