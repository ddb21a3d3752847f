//go:build unix

package extract_test

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/origin"
)

// hostile are texts that nobody writes in earnest, as pieces that go on and on.
var hostile = []struct{ name, piece string }{
	{"one long sentence", "and the minister said that the talks on the pact had stalled over tariffs "},
	{"quotation marks", `"`},
	{"nested quotations", `"He said 'it is "over" now'," `},
	{"quotations that never end", `The minister said "the deal is off `},
	{"capitals", "THE MINISTER SAID THE DEAL WAS OFF "},
	{"commas", "steel, wine, cars, "},
	{"names", "Ann Ek met Tom Dorn and "},
	{"numbers", "£31bn 25% 13,000 tonnes 2026 "},
	{"one paragraph", "The minister said the talks had stalled. Norway and Chile signed the Fjord Pact. "},
	{"lines of a word", "Deal.\n\n"},
	{"brackets", "(the deal [the pact (it said) "},
	{"speakers", "he said she said "},
}

// Whoever writes the text, the time to read it grows with its length: four times
// as much takes at most 2.6 times 2.6 as long. Of short texts so much is not
// sure, but a factor of 16 were quadratic.
func TestTimeToReadGrowsWithTheTextOnly(t *testing.T) {
	size, most := 2000, 10.0
	if os.Getenv("PARLEY_SOAK") != "" {
		size, most = 20_000, 2.6*2.6
	}
	reading(t, "Opens the weights.", 1)
	worst, of := 0.0, ""
	for _, h := range hostile {
		ratio := 100.0
		for range 4 { // another process may come between
			small := reading(t, h.piece, size)
			large := reading(t, h.piece, 4*size)
			if ratio = min(ratio, float64(large)/float64(small)); ratio < most {
				break
			}
		}
		if ratio >= most {
			t.Errorf("%s: four times the text takes %.1f times as long", h.name, ratio)
		}
		if ratio > worst {
			worst, of = ratio, h.name
		}
	}
	t.Attr("soak", fmt.Sprintf("%d hostile shapes of %d bytes; four times as many take at most %.1f times as long (%s)", len(hostile), size, worst, of))
}

// reading is how long the processor works to read size bytes of a piece again
// and again.
func reading(t *testing.T, piece string, size int) time.Duration {
	t.Helper()
	text := "A title\n\n" + strings.Repeat(piece, size/len(piece)+1)
	used := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	start := used()
	doc, err := origin.Parse([]byte(text), origin.Source{Path: "hostile.txt"})
	if err != nil {
		t.Fatal(err)
	}
	extract.Document(doc)
	return used() - start
}
