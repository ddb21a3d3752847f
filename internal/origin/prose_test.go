package origin

import (
	"testing"

	"github.com/parley-desk/parley"
)

func TestAChangeThatKeepsTheLengthIsNotACopy(t *testing.T) {
	var p prose
	p.made("é", 4, 6)
	for _, s := range p.segs {
		if s.TextLen == s.OriginalLen {
			t.Errorf("segment %+v claims to be a copy", s)
		}
	}
	if got, ok := p.segs.Original(parley.Span{Start: 0, End: 2}); !ok || got != (parley.Span{Start: 4, End: 6}) {
		t.Errorf("original of é = %v, %v; want [4,6]", got, ok)
	}
}
