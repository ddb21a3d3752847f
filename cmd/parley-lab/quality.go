package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/extract"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/score"
)

// quality reads annotated posts and PolNeAR with the embedded reader and writes
// how it did as a page, with the scores that the weights' cards hold.
func quality(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("quality", flag.ContinueOnError)
	posts := fs.String("posts", "", "folder with train and dev, folders of annotated posts")
	data := fs.String("data", "", "folder of corpora, for polnear-dev.jsonl.gz; empty leaves PolNeAR out")
	cards := fs.String("weights", "internal/weights", "folder of the weights' cards")
	page := fs.String("o", "", "page to write; empty prints it")
	if err := fs.Parse(args); err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Quality\n\nMeasured %s with `parley-lab quality -posts POSTS -data DATA`. Rows are those of the annotation guidelines' scorer; brackets hold 90 %% bands by resampling posts. "+
		"The reader has learnt from the train posts and never from the dev posts: the dev table and the five-fold scores tell what to expect, the train table does not.\n", time.Now().UTC().Format(time.DateOnly))
	for _, set := range []string{"dev", "train"} {
		if err := qualityOf(&b, set, filepath.Join(*posts, set)); err != nil {
			return err
		}
	}
	if *data != "" {
		if err := qualityOfPolNeAR(&b, filepath.Join(*data, "polnear-dev.jsonl.gz")); err != nil {
			return err
		}
	}
	if err := qualityOfCards(&b, *cards); err != nil {
		return err
	}
	if *page == "" {
		_, err := out.Write(b.Bytes())
		return err
	}
	return os.WriteFile(*page, b.Bytes(), 0o644)
}

func qualityOf(w io.Writer, set, folder string) error {
	ps, err := readPosts(folder)
	if err != nil {
		return err
	}
	tallies := make([]*score.Tally, len(ps))
	var outcomes []score.Outcome
	for i := range ps {
		x := extract.Document(ps[i].doc)
		tallies[i] = score.Post(&ps[i].gold, &x)
		for _, s := range x.Statements {
			if v := tallies[i].Verdicts[s.ID]; v != score.Optional {
				outcomes = append(outcomes, score.Outcome{Confidence: s.Confidence, Right: v == score.Right})
			}
		}
	}
	fmt.Fprintf(w, "\n## %s: %d posts\n\n```\n", set, len(ps))
	if err := score.WriteRows(w, score.Table(tallies)); err != nil {
		return err
	}
	fmt.Fprintf(w, "```\n\nExpected calibration error of the statements' confidence: %.1f points.\n", score.CalibrationError(outcomes))
	return nil
}

func qualityOfPolNeAR(w io.Writer, file string) error {
	corpus, err := score.ReadCorpus(file)
	if err != nil {
		return err
	}
	read := make([][]score.Relation, len(corpus))
	for i, c := range corpus {
		h := &parley.Header{ID: c.ID, Text: c.Text, Published: parley.Optional(c.Published)}
		for _, s := range attribution.Find(lang.Analyze(h)) {
			read[i] = append(read[i], score.RelationAsPolNeAR(c.Text, &s))
		}
	}
	fmt.Fprintf(w, "\n## PolNeAR dev: %d articles\n\nStatements as the embedded reader finds them under our own guidelines, which nest statements and leave \"that\" and adverbs out; PolNeAR does not.\n\n```\n", len(corpus))
	if err := score.WriteRows(w, score.Relations(corpus, read)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, "```")
	return err
}

func qualityOfCards(w io.Writer, folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return err
	}
	fmt.Fprint(w, "\n## The models, as their cards have it\n\n| model | bytes | scores |\n|---|---:|---|\n")
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Clean(f))
		if err != nil {
			return err
		}
		var card struct {
			Name   string
			Bytes  int
			Scores map[string]float64
		}
		if err := json.Unmarshal(raw, &card); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		var scores []string
		for name, v := range card.Scores {
			scores = append(scores, fmt.Sprintf("%s %.1f", name, v))
		}
		sort.Strings(scores)
		fmt.Fprintf(w, "| %s | %d | %s |\n", card.Name, card.Bytes, strings.Join(scores, ", "))
	}
	return nil
}
