package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/parley-desk/parley/internal/lang"
)

// treebanks are the corpora of the tagger and the parser, by their files in the
// data folder.
var treebanks = []struct{ file, name, licence string }{
	{"en_ewt-train", "UD English EWT 2.16", "CC BY-SA 4.0"},
	{"en_gum-open-train", "UD English GUM 2.16, genres with open licences", "annotations CC BY 4.0; texts CC BY, CC BY-SA and public domain"},
}

func readTreebank(folder, name string) (lang.Treebank, error) {
	f, err := os.Open(filepath.Join(folder, "ud", name+".conllu.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	tb, err := lang.ReadTreebank(z)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return tb, nil
}

// ownTimes is how often the project's own sentences are seen for each time of
// the treebanks': they are few, and of the domain.
const ownTimes = 4

// readTrain reads the training treebanks and the project's own sentences and
// notes them on the card.
func (t *training) readTrain(folder, own string) (lang.Treebank, error) {
	if err := t.corpus(own, "sentences of the deal domain, the project's own", "the project's"); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Clean(own))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	mine, err := lang.ReadTreebank(f)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", own, err)
	}
	var all lang.Treebank
	for range ownTimes {
		all = append(all, mine...)
	}
	for _, c := range treebanks {
		if err := t.corpus(filepath.Join(folder, "ud", c.file+".conllu.gz"), c.name, c.licence); err != nil {
			return nil, err
		}
		tb, err := readTreebank(folder, c.file)
		if err != nil {
			return nil, err
		}
		all = append(all, tb...)
	}
	return all, nil
}

// trainTag trains the tagger.
func trainTag(args []string, out io.Writer) error {
	t := newTraining("tag", "universal and Penn part-of-speech tags of tokens")
	data := t.String("data", "../shared/data", "folder of corpora")
	own := t.String("own", "internal/lang/testdata/deals.conllu", "the project's own treebank")
	epochs := t.Int("epochs", 6, "times through the corpora")
	rows := t.Int("rows", 150000, "most features kept")
	runs := t.Int("runs", 2, "trainings whose weights are averaged")
	if err := t.parse(args); err != nil {
		return err
	}
	tb, err := t.readTrain(*data, *own)
	if err != nil {
		return err
	}
	file, err := lang.TrainTagger(tb, lang.TrainOptions{Epochs: *epochs, Seed: *t.seed, Runs: *runs, Rows: *rows, Report: progress})
	if err != nil {
		return err
	}
	for _, dev := range []string{"en_ewt-dev", "en_gum-open-dev"} {
		tb, err := readTreebank(*data, dev)
		if err != nil {
			return err
		}
		s, err := lang.ScoreTagger(file, tb)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: UPOS %.2f, XPOS %.2f\n", dev, s.UPOS, s.XPOS)
		t.card.Scores[dev+" UPOS"], t.card.Scores[dev+" XPOS"] = round(s.UPOS), round(s.XPOS)
	}
	return t.write(file)
}

// trainParse trains the parser; its scores are with the tags of -tagger.
func trainParse(args []string, out io.Writer) error {
	t := newTraining("parse", "heads and universal relations of tokens")
	data := t.String("data", "../shared/data", "folder of corpora")
	tagger := t.String("tagger", "internal/weights/tag.bin", "weights of the tagger, for the scores")
	own := t.String("own", "internal/lang/testdata/deals.conllu", "the project's own treebank")
	epochs := t.Int("epochs", 8, "times through the corpora")
	runs := t.Int("runs", 3, "trainings whose weights are averaged")
	rows := t.Int("rows", 300000, "most features of the moves kept; a third of them of the relations")
	if err := t.parse(args); err != nil {
		return err
	}
	tb, err := t.readTrain(*data, *own)
	if err != nil {
		return err
	}
	file, err := lang.TrainParser(tb, lang.TrainOptions{Epochs: *epochs, Seed: *t.seed, Runs: *runs, Rows: *rows, Report: progress})
	if err != nil {
		return err
	}
	tags, err := os.ReadFile(filepath.Clean(*tagger))
	if err != nil {
		return err
	}
	for _, dev := range []string{"en_ewt-dev", "en_gum-open-dev"} {
		tb, err := readTreebank(*data, dev)
		if err != nil {
			return err
		}
		s, err := lang.ScoreParser(tags, file, tb)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: UAS %.2f, LAS %.2f\n", dev, s.UAS, s.LAS)
		t.card.Scores[dev+" UAS"], t.card.Scores[dev+" LAS"] = round(s.UAS), round(s.LAS)
	}
	return t.write(file)
}

func round(x float64) float64 { return float64(int(x*100+0.5)) / 100 }
