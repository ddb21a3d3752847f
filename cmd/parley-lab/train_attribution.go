package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/score"
	"github.com/parley-desk/parley/internal/weights"
)

// trainAttribution trains the choice of source, cue and content.
func trainAttribution(args []string, _ io.Writer) error {
	t := newTraining("attribution", "chooses source and content of each word that may attribute something")
	dir := t.String("posts", "eval/train", "folder of annotated posts")
	own := t.String("sentences", "internal/score/testdata/sentences/train", "folder of the project's marked sentences")
	corpora := t.String("data", "", "folder of corpora, for polnear-train.jsonl.gz; empty trains on the posts alone")
	folds := t.Int("folds", 5, "folds of the posts by which confidence is calibrated; 0 leaves it uncalibrated")
	if err := t.parse(args); err != nil {
		return err
	}
	posts, err := readPosts(*dir)
	if err != nil {
		return err
	}
	if err := t.corpusFolder(*dir, "posts annotated for the project", "annotations: the project's; texts: their publishers'"); err != nil {
		return err
	}
	examples := make([]attribution.Example, len(posts))
	for i := range posts {
		examples[i] = posts[i].labelled()
	}
	others, err := sentenceExamples(*own)
	if err != nil {
		return err
	}
	if err := t.corpusFiles(*own, "*.txt", "the project's marked sentences", "Apache-2.0"); err != nil {
		return err
	}
	if *corpora != "" {
		file := filepath.Join(*corpora, "polnear-train.jsonl.gz")
		if err := t.corpus(file, "PolNeAR 1.0.0, train", "not stated"); err != nil {
			return err
		}
		corpus, err := score.ReadCorpus(file)
		if err != nil {
			return err
		}
		for i := range corpus {
			others = append(others, polnearExample(&corpus[i], polnearWeight))
		}
		t.card.Without = "leave out -data"
	}
	o := attributionOptions
	o.Seed = *t.seed
	var calibration learn.Logistic
	if *folds > 1 {
		rows, l, err := crossValidate(posts, examples, others, *folds, o)
		if err != nil {
			return err
		}
		calibration = l
		for _, r := range rows {
			t.card.Scores["posts, cross-validated: "+r.Name] = math.Round(1000*r.F1) / 10
		}
	}
	o.Report = func(epoch int, loss float64) { progress(fmt.Sprintf("epoch %d: loss %.4f", epoch, loss)) }
	r := attribution.Train(append(examples, others...), o)
	if *folds > 1 {
		r.Calibration = calibration
	}
	var b learn.Builder
	b.Ranker("triples", r)
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	return t.write(data)
}

// crossValidate trains without each fold of the posts in turn and reads that
// fold: the rows on statements, and how confidence follows from the odds.
func crossValidate(posts []post, examples, others []attribution.Example, folds int, o attribution.TrainOptions) ([]score.Row, learn.Logistic, error) {
	tallies := make([]*score.Tally, len(posts))
	var odds []float64
	var right []bool
	for k := range folds {
		var rest []attribution.Example
		for i := range examples {
			if i%folds != k {
				rest = append(rest, examples[i])
			}
		}
		r := attribution.Train(append(rest, others...), o)
		for i := k; i < len(posts); i += folds {
			d := lang.Analyze(&posts[i].doc.Header)
			x := parley.Extraction{Header: posts[i].doc.Header, Statements: attribution.FindWith(d, r)}
			x.Entities = d.Entities
			tallies[i] = score.Post(&posts[i].gold, &x)
			for _, s := range x.Statements {
				if v := tallies[i].Verdicts[s.ID]; v != score.Optional && strings.HasPrefix(s.ByRule, "cue-") {
					odds = append(odds, math.Log(s.Confidence/(1-s.Confidence)))
					right = append(right, v == score.Right)
				}
			}
		}
		progress(fmt.Sprintf("fold %d read", k+1))
	}
	l := learn.FitLogistic(odds, right)
	var outcomes []score.Outcome
	for i := range odds {
		outcomes = append(outcomes, score.Outcome{Confidence: l.P(odds[i]), Right: right[i]})
	}
	rows := score.Table(tallies)
	rows = slices.DeleteFunc(rows, func(r score.Row) bool { return !slices.Contains(statementRows, r.Name) })
	return append(rows, score.Row{Name: "calibration error", F1: score.CalibrationError(outcomes) / 100}), l, nil
}

// statementRows are the rows of a table that tell of statements.
var statementRows = []string{"detect", "triple", "source", "cue", "kind", "basis", "coref", "said"}

// attributionOptions and the weights below were found by cross-validation over the
// posts.
var attributionOptions = attribution.TrainOptions{Epochs: 6, Rate: 0.05, L1: 0.5, L2: 1, Drop: 0.3, MinCount: 2}

const (
	polnearWeight  = 0.2 // of a PolNeAR cue against one of the posts
	sentenceWeight = 3   // of a cue of the project's sentences
)

// corpusFolder notes a folder of annotated posts on the card.
func (t *training) corpusFolder(dir, name, licence string) error {
	return t.corpusFiles(dir, "*.gold.json", name, licence)
}

// corpusFiles notes the files of a folder on the card, with the digest of all
// in order of name.
func (t *training) corpusFiles(dir, pattern, name, licence string) error {
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return err
	}
	h := sha256.New()
	for _, f := range files {
		b, err := os.ReadFile(filepath.Clean(f))
		if err != nil {
			return err
		}
		h.Write(b)
	}
	t.card.Corpora = append(t.card.Corpora, weights.Corpus{Name: name, Licence: licence, SHA256: hex.EncodeToString(h.Sum(nil))})
	return nil
}

// post is one annotated post, read.
type post struct {
	gold score.Gold
	doc  *parley.Document
}

// readPosts reads the annotated posts of a folder.
func readPosts(dir string) ([]post, error) {
	golds, err := score.ReadGold(dir)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	posts := make([]post, len(golds))
	for i, g := range golds {
		posts[i].gold = g
		at[g.Name] = i
	}
	var args []string
	for _, ext := range []string{"*.md", "*.html", "*.txt"} {
		files, err := filepath.Glob(filepath.Join(dir, ext))
		if err != nil {
			return nil, err
		}
		args = append(args, files...)
	}
	for doc, err := range origin.Read(context.Background(), origin.Input{Args: args}) {
		if err != nil {
			return nil, err
		}
		x := parley.Extraction{Header: doc.Header}
		if i, ok := at[score.Stem(&x)]; ok {
			posts[i].doc = doc
		}
	}
	for _, p := range posts {
		if p.doc == nil {
			return nil, fmt.Errorf("%s: no post of that name", p.gold.Name)
		}
	}
	return posts, nil
}

// labelled turns an annotated post into an example.
func (p *post) labelled() attribution.Example {
	e := attribution.Example{Doc: lang.Analyze(&p.doc.Header), Weight: 1}
	for i, r := range score.Locate(&p.gold, &p.doc.Header) {
		if len(r.Content) == 0 {
			continue
		}
		e.Statements = append(e.Statements, attribution.Labelled{Source: r.Source, Cue: r.Cue, Content: r.Content, Optional: p.gold.Statements[i].Optional})
	}
	return e
}

// sentenceExamples turns a folder of marked sentences into examples.
func sentenceExamples(dir string) ([]attribution.Example, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var out []attribution.Example
	for _, f := range files {
		cases, err := score.ReadMarked(f)
		if err != nil {
			return nil, err
		}
		for i := range cases {
			e := attribution.Example{Doc: lang.Analyze(&cases[i].Header), Weight: sentenceWeight}
			for _, s := range cases[i].Statements {
				e.Statements = append(e.Statements, attribution.Labelled{Source: s.Source, Cue: s.Cue, Content: s.Content, Optional: s.Optional})
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// polnearExample turns a PolNeAR document into an example: its contents without
// the marks and the "that" that belong to them there.
func polnearExample(c *score.Corpus, weight float64) attribution.Example {
	h := &parley.Header{ID: c.ID, Published: parley.Optional(c.Published), Text: c.Text, Language: "en"}
	e := attribution.Example{Doc: lang.Analyze(h), Convention: attribution.PolNeAR, Weight: weight}
	for _, r := range c.Relations {
		if len(r.Content) == 0 {
			continue
		}
		e.Statements = append(e.Statements, attribution.Labelled{Source: r.Source, Cue: r.Cue, Content: score.WithoutThat(c.Text, r.Content)})
	}
	return e
}
