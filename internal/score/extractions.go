package score

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/parley-desk/parley"
)

// ReadExtractions reads what `parley extract` wrote, keyed by the stem of each
// document's path. Two documents of one stem are an error.
func ReadExtractions(r io.Reader) (map[string]*parley.Extraction, error) {
	out := map[string]*parley.Extraction{}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			x := &parley.Extraction{}
			if err := json.Unmarshal(line, x); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			stem := Stem(x)
			if out[stem] != nil {
				return nil, fmt.Errorf("line %d: a second document named %s", n, stem)
			}
			out[stem] = x
		}
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Stem is the name by which an extraction is matched to its annotation: its
// file's, without folder and last extension.
func Stem(x *parley.Extraction) string {
	name := string(x.Path)
	if name == "" {
		name = x.ID
	}
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}
