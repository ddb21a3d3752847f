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
	const n = 6_000
	Analyze(&parley.Header{Text: "Opens the weights."})
	for name, shape := range hostile {
		small, large := shape(n), shape(4*n)
		var a, b time.Duration
		for range 3 {
			a = processorTime(func() { Analyze(&parley.Header{Text: small}) })
			b = processorTime(func() { Analyze(&parley.Header{Text: large}) })
			// Four times the text: a factor of 16 were quadratic.
			if b < 8*a || b < 20*time.Millisecond {
				break
			}
		}
		if b >= 8*a && b >= 20*time.Millisecond {
			t.Errorf("%s: %v for %d bytes, %v for four times as many", name, a, len(small), b)
		}
	}
}
