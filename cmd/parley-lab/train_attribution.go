package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
	corpora := t.String("data", "", "folder of corpora, for polnear-train.jsonl.gz; empty trains on the posts alone")
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
			examples = append(examples, polnearExample(&corpus[i], polnearWeight))
		}
		t.card.Without = "leave out -data"
	}
	o := attributionOptions
	o.Seed = *t.seed
	o.Report = func(epoch int, loss float64) { progress(fmt.Sprintf("epoch %d: loss %.4f", epoch, loss)) }
	var b learn.Builder
	b.Ranker("triples", attribution.Train(examples, o))
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	return t.write(data)
}

// attributionOptions and polnearWeight were found by cross-validation over the
// posts.
var attributionOptions = attribution.TrainOptions{Epochs: 6, Rate: 0.05, L1: 0.5, L2: 1, Drop: 0.3, MinCount: 2}

const polnearWeight = 0.2 // of a PolNeAR cue against one of the posts

// corpusFolder notes a folder of posts on the card: the digest is that of its
// files' digests in order of name.
func (t *training) corpusFolder(dir, name, licence string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
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
