package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/score"
)

// trainActors learns whom pronouns and role nouns stand for, and measures it by
// five-fold cross-validation over the annotated posts.
func trainActors(args []string, out io.Writer) error {
	t := newTraining("actors", "ranks whom pronouns and role nouns stand for")
	data := t.String("data", "data", "folder of the labelled corpora")
	dir := t.String("posts", "train", "folder of the project's annotated posts")
	epochs := t.Int("epochs", 8, "passes over the examples")
	rate := t.Float64("rate", 0.1, "step size")
	l1 := t.Float64("l1", 0.3, "penalty that leaves the table sparse")
	postWeight := t.Float64("post-weight", 4, "weight of the posts beside the corpora")
	folds := t.Int("folds", 5, "parts of the posts for cross-validation; 0 leaves it out")
	if err := t.parse(args); err != nil {
		return err
	}
	t.card.Without = "every corpus states its licence"
	posts, err := readPosts(*dir)
	if err != nil {
		return err
	}
	if err := t.corpusFolder(*dir, "the project's annotated posts", "annotations are the project's; texts belong to their publishers"); err != nil {
		return err
	}
	file := filepath.Join(*data, "coref", "gum-coref-train.jsonl.gz")
	if err := t.corpus(file, "GUM v11, open genres", "annotations CC BY 4.0; texts CC BY, CC BY-SA and public domain"); err != nil {
		return err
	}
	gum, err := readCoref(file)
	if err != nil {
		return err
	}
	examples := make([]*lang.ActorExample, len(posts))
	for i := range posts {
		examples[i] = actorExample(&posts[i])
		examples[i].Weight = *postWeight
	}
	options := learn.Options{Epochs: *epochs, Rate: *rate, L1: *l1, L2: 0.01, MinCount: 2, Seed: *t.seed}
	train := func(ex []*lang.ActorExample) *learn.Ranker {
		all := append(append([]*lang.ActorExample(nil), gum...), ex...)
		// The first model resolves what the annotations leave open; the second
		// learns beside its answers.
		first := lang.TrainActors(all, agrees, nil, options)
		return lang.TrainActors(all, agrees, first, options)
	}
	var tally actorTally
	for k := range *folds {
		var in []*lang.ActorExample
		for i := range posts {
			if i%*folds != k {
				in = append(in, examples[i])
			}
		}
		progress(fmt.Sprintf("actors: fold %d", k+1))
		m := train(in)
		for i := range posts {
			if i%*folds == k {
				tally.post(&posts[i], lang.ActorsBy(m, &posts[i].doc.Header), nil)
			}
		}
	}
	tally.write(out)
	for kind, n := range tally.all {
		t.card.Scores["cv_"+kind] = float64(1000*tally.right[kind]/n) / 10
	}
	m := train(examples)
	var b learn.Builder
	b.Ranker("actors", m)
	packed, err := b.Bytes()
	if err != nil {
		return err
	}
	return t.write(packed)
}

// agrees reports whether an annotated name is one of an actor's.
func agrees(name string, names []string) bool { return score.Agree(name, names...) }

// actorExample is a post with whom its sources stand for.
func actorExample(p *post) *lang.ActorExample {
	e := &lang.ActorExample{Header: &p.doc.Header, Weight: 1}
	at := score.Locate(&p.gold, &p.doc.Header)
	for i := range p.gold.Statements {
		s := &p.gold.Statements[i]
		if s.Source != nil && s.ResolvesTo != "" && len(at[i].Source) > 0 {
			e.Refs = append(e.Refs, lang.ActorRef{Span: at[i].Source[0], Named: s.ResolvesTo})
		}
	}
	return e
}

// readCoref reads GUM's coreference of its open genres.
func readCoref(file string) ([]*lang.ActorExample, error) {
	var out []*lang.ActorExample
	err := eachLine(file, func(line []byte) error {
		var in struct {
			NC       bool   `json:"nc"`
			Genre    string `json:"genre"`
			Text     string `json:"text"`
			Mentions []struct {
				E      int    `json:"e"`
				Entity string `json:"entity"`
				Head   []int  `json:"head"`
			} `json:"mentions"`
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		if in.NC {
			return nil
		}
		at := byteOffsets(in.Text)
		e := &lang.ActorExample{Header: &parley.Header{Text: in.Text}, Weight: 0.3}
		switch in.Genre {
		case "news", "interview", "bio", "speech":
			e.Weight = 1
		}
		for _, m := range in.Mentions {
			if len(m.Head) != 2 || m.Head[1] >= len(at) {
				continue
			}
			e.Refs = append(e.Refs, lang.ActorRef{Span: parley.Span{Start: at[m.Head[0]], End: at[m.Head[1]]}, Same: m.Entity})
			// The last word too: names end with it, whatever their head.
			if m.E < len(at) && m.E != m.Head[1] {
				e.Refs = append(e.Refs, lang.ActorRef{Span: parley.Span{Start: at[m.Head[0]], End: at[m.E]}, Same: m.Entity})
			}
		}
		out = append(out, e)
		return nil
	})
	return out, err
}
