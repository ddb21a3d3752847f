package attribution

import (
	"sync"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// embedded is the ranker that the program carries.
var embedded = sync.OnceValue(func() *learn.Ranker {
	r, err := weights.Attribution().Ranker("triples")
	if err != nil {
		panic(err) // the program was built with a broken file
	}
	return r
})
