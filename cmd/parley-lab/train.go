package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// trainers make one weights file each.
var trainers = map[string]task{
	"assertion":   trainAssertion,
	"attribution": trainAttribution,
	"actors":      trainActors,
	"names":       trainNames,
	"parse":       trainParse,
	"tag":         trainTag,
	"words":       trainWords,
}

func train(args []string, out io.Writer) error {
	return dispatch("parley-lab train", trainers, args, out)
}

// training is the common part of a trainer: its flags, and the files it writes.
type training struct {
	*flag.FlagSet
	out  *string
	seed *uint64
	card weights.Card
}

// newTraining declares the flags that all trainers have.
func newTraining(name, purpose string) *training {
	fs := flag.NewFlagSet("parley-lab train "+name, flag.ContinueOnError)
	return &training{
		FlagSet: fs,
		out:     fs.String("out", "internal/weights", "folder for NAME.bin and its card NAME.json"),
		seed:    fs.Uint64("seed", 1, "seed of every random choice"),
		card:    weights.Card{Name: name, For: purpose, Scores: map[string]float64{}},
	}
}

// parse reads the flags and notes the command for the card, without folders of
// this machine.
func (t *training) parse(args []string) error {
	if err := t.Parse(args); err != nil {
		return err
	}
	cmd := []string{"parley-lab train", t.card.Name}
	t.Visit(func(f *flag.Flag) {
		if f.Name != "out" {
			cmd = append(cmd, fmt.Sprintf("-%s=%s", f.Name, filepath.Base(f.Value.String())))
		}
	})
	t.card.Command = strings.Join(cmd, " ")
	t.card.Seed = *t.seed
	return nil
}

// corpus notes an input on the card.
func (t *training) corpus(file, name, licence string) error {
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	t.card.Corpora = append(t.card.Corpora, weights.Corpus{Name: name, Licence: licence, SHA256: hex.EncodeToString(h.Sum(nil))})
	return nil
}

// write writes the weights file and its card.
func (t *training) write(data []byte) error {
	sum := sha256.Sum256(data)
	if t.card.Without == "" && !slices.ContainsFunc(t.card.Corpora, func(c weights.Corpus) bool { return c.Licence == "not stated" }) {
		t.card.Without = "every corpus states its licence"
	}
	t.card.Bytes, t.card.SHA256 = len(data), hex.EncodeToString(sum[:])
	card, err := json.MarshalIndent(t.card, "", "  ")
	if err != nil {
		return err
	}
	base := filepath.Join(*t.out, t.card.Name)
	if err := os.WriteFile(base+".bin", data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".json", append(card, '\n'), 0o644)
}

func progress(s string) { fmt.Fprintln(os.Stderr, s) }

// readVectors reads the JSON of wink-embeddings: "words", most frequent first,
// and "vectors", by word, each followed by its norm and number.
func readVectors(file string) ([]string, learn.Vectors, error) {
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		return nil, learn.Vectors{}, err
	}
	defer f.Close()
	var in struct {
		Dimensions int                  `json:"dimensions"`
		Words      []string             `json:"words"`
		Vectors    map[string][]float32 `json:"vectors"`
	}
	if err := json.NewDecoder(f).Decode(&in); err != nil {
		return nil, learn.Vectors{}, fmt.Errorf("%s: %w", file, err)
	}
	v := learn.Vectors{Dim: in.Dimensions}
	var words []string
	for _, w := range in.Words {
		if row := in.Vectors[w]; len(row) >= in.Dimensions {
			words = append(words, w)
			v.Data = append(v.Data, row[:in.Dimensions]...)
		}
	}
	return words, v, nil
}
