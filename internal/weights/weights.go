// Package weights holds the trained weights, embedded. Each NAME.bin has a card
// NAME.json beside it: what it is for, the corpora it was trained on with their
// hashes and licences, the command that makes it, its size and its scores.
//
// A file is opened when it is first asked for. Opening reads its directory
// only; models work on the embedded bytes.
package weights

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/parley-desk/parley/internal/learn"
)

//go:embed words.bin
var wordsBin []byte

// Words holds the word classes.
var Words = opener("words", wordsBin)

//go:embed names.bin
var namesBin []byte

// Names holds the name model and what types organisations.
var Names = opener("names", namesBin)

//go:embed actors.bin
var actorsBin []byte

// Actors holds the ranker of whom pronouns and role nouns stand for.
var Actors = opener("actors", actorsBin)

//go:embed tag.bin
var tagBin []byte

// Tag holds the tagger.
var Tag = opener("tag", tagBin)

//go:embed attribution.bin
var attributionBin []byte

// Attribution holds the ranker of sources and contents.
var Attribution = opener("attribution", attributionBin)

//go:embed assertion.bin
var assertionBin []byte

// Assertion holds the judges of deals, their parties and assertions.
var Assertion = opener("assertion", assertionBin)

//go:embed parse.bin
var parseBin []byte

// Parse holds the parser.
var Parse = opener("parse", parseBin)

// all lists the files, for Hash and Cards.
var all = []struct {
	name string
	data []byte
}{
	{"words", wordsBin},
	{"tag", tagBin},
	{"parse", parseBin},
	{"names", namesBin},
	{"actors", actorsBin},
	{"attribution", attributionBin},
	{"assertion", assertionBin},
}

func opener(name string, data []byte) func() *learn.File {
	return sync.OnceValue(func() *learn.File {
		f, err := learn.Open(data)
		if err != nil {
			panic(fmt.Sprintf("%s.bin: %v", name, err)) // the program was built with a broken file
		}
		return f
	})
}

// Hash is the hex SHA-256 digest of the digests of all files, part of what a
// run is keyed by.
var Hash = sync.OnceValue(func() string {
	h := sha256.New()
	for _, f := range all {
		fmt.Fprintf(h, "%s %x\n", f.name, f.data[max(0, len(f.data)-sha256.Size):])
	}
	return hex.EncodeToString(h.Sum(nil))
})

//go:embed *.json
var cards embed.FS

// Card is the description of one weights file.
type Card struct {
	Name    string             `json:"name"`
	For     string             `json:"for"`
	Corpora []Corpus           `json:"corpora"`
	Command string             `json:"command"`
	Seed    uint64             `json:"seed"`
	Bytes   int                `json:"bytes"`
	SHA256  string             `json:"sha256"` // of the file
	Scores  map[string]float64 `json:"scores"`
	Without string             `json:"without"` // how to train without a corpus whose licence is not stated or not open
}

// Corpus is one input of a training.
type Corpus struct {
	Name    string `json:"name"`
	Licence string `json:"licence"` // "not stated" when its authors do not say
	SHA256  string `json:"sha256"`
}

// ReadCard returns the card of NAME.bin.
func ReadCard(name string) (Card, error) {
	var c Card
	b, err := cards.ReadFile(name + ".json")
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, fmt.Errorf("%s.json: %w", name, err)
	}
	return c, nil
}
