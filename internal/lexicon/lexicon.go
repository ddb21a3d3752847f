// Package lexicon holds the language knowledge of the reader as readable word
// lists: UTF-8 text, sorted, one record a line, tab-separated fields, lines
// that begin with "#" are comments and name what the list is for and where it
// comes from. The lists are embedded; nothing outside them is read.
package lexicon

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

//go:embed en
var files embed.FS

// Entry is one record of a list. Fields[0] is its key.
type Entry struct {
	Fields []string
	Line   int
}

// Field returns field i, or "" when the record has none.
func (e Entry) Field(i int) string {
	if i < len(e.Fields) {
		return e.Fields[i]
	}
	return ""
}

// List reads en/NAME.txt. A list that does not exist is a mistake of the
// program and panics; a test reads every list that the program names.
func List(name string) []Entry {
	b, err := files.ReadFile("en/" + name + ".txt")
	if err != nil {
		panic("lexicon: no list " + name)
	}
	var out []Entry
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimRight(line, "\r ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		out = append(out, Entry{strings.Split(line, "\t"), i + 1})
	}
	return out
}

// Hash is the hex SHA-256 digest of all lists, part of what a run is keyed by.
var Hash = sync.OnceValue(func() string {
	h := sha256.New()
	_ = fs.WalkDir(files, "en", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", path, len(b))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))
})
