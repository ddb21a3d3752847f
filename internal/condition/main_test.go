package condition_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain tries the properties as often as make soak asks.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("PARLEY_SOAK") != "" {
		if err := flag.Set("rapid.checks", "10000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
