package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assertion"
	"github.com/parley-desk/parley/internal/attribution"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/score"
)

// trainAssertion trains what judges deals, parties and assertions, and scores it
// by five-fold cross-validation. Posts on one story share a fold.
func trainAssertion(args []string, out io.Writer) error {
	t := newTraining("assertion", "judges the deals, parties and assertions that rules propose")
	dir := t.String("posts", "eval/train", "folder of annotated posts")
	misses := t.String("misses", "", "post whose misses are printed, \"all\" for every one")
	gold := t.Bool("gold-statements", false, "stand on the annotated statements")
	dry := t.Bool("dry", false, "measure only")
	news := t.String("archive", "", "folder of the news archive, whose judged posts teach what is no deal")
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
	folds := foldsOf(posts)
	judged, err := judgedDeals(*news)
	if err != nil {
		return err
	}
	if *news != "" {
		if err := t.corpus("cmd/parley-lab/testdata/archive-deals.tsv", "news archive, deals judged by the project", "judgements: the project's; texts: their publishers'"); err != nil {
			return err
		}
	}
	models, whole := crossTrain(posts, judged, folds, *gold, *t.seed)

	tallies := make([]*score.Tally, len(posts))
	for i := range posts {
		x, d := reading(&posts[i], *gold)
		x.Deals, x.Assertions = assertion.Propose(d, x.Statements).Result(models[folds[i]])
		x.Entities = d.Entities
		if err := x.Validate(); err != nil {
			return fmt.Errorf("%s: %w", posts[i].gold.Name, err)
		}
		tallies[i] = score.Post(&posts[i].gold, x)
		if *misses == "all" || *misses == posts[i].gold.Name {
			for _, m := range tallies[i].Misses {
				fmt.Fprintf(out, "%s\t%s\t%s\n", posts[i].gold.Name, m.What, m.Text)
			}
		}
	}
	rows := score.Table(tallies)
	kept := rows[:0]
	for _, r := range rows {
		if slices.Contains(assertionRows, r.Name) {
			kept = append(kept, r)
			t.card.Scores["five-fold "+r.Name] = float64(int(r.F1*1000+0.5)) / 10
		}
	}
	if err := score.WriteRows(out, kept); err != nil || *dry {
		return err
	}
	var b learn.Builder
	whole.Write(&b)
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	return t.write(data)
}

var assertionRows = []string{"deals", "main_deal", "parties", "position", "event", "event_by", "commitment", "commitment_state", "due", "condition", "obstacle", "link", "broken_spans"}

// draft is one post as the rules read it, with what its annotation says.
type draft struct {
	*assertion.Draft
	deals      []parley.Deal
	assertions []parley.Assertion
	verdicts   map[string]score.Verdict
}

func reading(p *post, gold bool) (*parley.Extraction, *lang.Doc) {
	x := &parley.Extraction{Schema: parley.SchemaExtract, Header: p.doc.Header}
	d := lang.Analyze(&p.doc.Header)
	if gold {
		x.Statements = goldStatements(d, &p.gold)
	} else {
		x.Statements = attribution.Find(d)
	}
	return x, d
}

// goldStatements places a post's annotated statements in its text.
func goldStatements(d *lang.Doc, gold *score.Gold) []parley.Statement {
	var out []parley.Statement
	for i, r := range score.Locate(gold, d.Header) {
		if len(r.Content) == 0 {
			continue
		}
		g := &gold.Statements[i]
		s := parley.Statement{ID: g.ID, Part: parley.PartName(g.Part), Content: parley.NewPart(d.Text, r.Content...), Kind: parley.Kind(g.Kind), Act: parley.ActAssert,
			Basis: parley.Basis(g.Basis), Parent: parley.Optional(g.Parent)}
		if len(r.Cue) > 0 {
			cue := parley.NewPart(d.Text, r.Cue...)
			s.Cue = &cue
		}
		if len(r.Source) > 0 {
			s.Source = &parley.SourcePart{Part: parley.NewPart(d.Text, r.Source...)}
			id, ok := d.EntityAt(s.Source.Bounds())
			if !ok || g.ResolvesTo != "" {
				name := s.Source.Text
				if g.ResolvesTo != "" {
					name = g.ResolvesTo
				}
				id = d.AddEntity(name, parley.EntityPerson, nil, s.Source.Bounds())
			}
			s.Source.Entity = parley.Optional(id)
			d.SetSpeaker(s.Content.Bounds(), id)
		}
		out = append(out, s)
	}
	return out
}

func draftOf(p *post, gold bool) draft {
	x, d := reading(p, gold)
	g := draft{Draft: assertion.Propose(d, x.Statements)}
	g.deals, g.assertions = g.Deals(), g.Assertions()
	x.Deals, x.Assertions, x.Entities = g.deals, g.assertions, d.Entities
	g.verdicts = score.Post(&p.gold, x).Verdicts
	return g
}

// foldsOf spreads posts over five folds, those whose main deals have the same
// parties together.
func foldsOf(posts []post) []int {
	story := map[string][]int{}
	var keys []string
	for i, p := range posts {
		key := p.gold.Name
		for _, d := range p.gold.Deals {
			if d.Main && len(d.Parties) > 1 {
				parties := slices.Clone(d.Parties)
				sort.Strings(parties)
				key = strings.Join(parties, "+")
				break
			}
		}
		if story[key] == nil {
			keys = append(keys, key)
		}
		story[key] = append(story[key], i)
	}
	sort.SliceStable(keys, func(i, j int) bool { return len(story[keys[i]]) > len(story[keys[j]]) })
	folds, size := make([]int, len(posts)), [5]int{}
	for _, k := range keys {
		f := 0
		for n := range size {
			if size[n] < size[f] {
				f = n
			}
		}
		for _, i := range story[k] {
			folds[i] = f
		}
		size[f] += len(story[k])
	}
	return folds
}

var filterOptions = learn.Options{Epochs: 30, Rate: 0.03, L1: 0.02, L2: 40, MinCount: 3}

// example is one thing to be judged, in one or several readings.
type example struct {
	post     int // -1 when of the archive
	fold     int
	readings [][]uint64
	right    []bool // of the readings
	weight   float64
}

// one is an example with a single reading.
func one(post, fold int, keys []uint64, right bool, weight float64) example {
	return example{post, fold, [][]uint64{keys}, []bool{right}, weight}
}

// best is the reading that m finds likeliest, and its score.
func (e *example) best(m *learn.Ranker) (n int, score float64) {
	for i, keys := range e.readings {
		if s := m.Score(keys); i == 0 || s > score {
			n, score = i, s
		}
	}
	return n, score
}

// judge trains on the examples of all posts but those of fold; -1 leaves none out.
func judge(all []example, fold int, seed uint64) *learn.Ranker {
	o := filterOptions
	o.Seed = seed
	t := learn.NewRankTrainer(o)
	var list learn.Seq
	for _, e := range all {
		if e.fold == fold || e.weight == 0 {
			continue
		}
		list.Reset()
		for _, keys := range e.readings {
			for _, k := range keys {
				list.Add(k)
			}
			list.Next()
		}
		list.Next() // none of them: a candidate without features
		t.Add(&list, append(slices.Clone(e.right), !slices.Contains(e.right, true)), e.weight)
	}
	return t.Train()
}

// crossJudge trains one judge a fold and one on everything; all are calibrated
// on what the folds' judges say of posts they have not seen, which it returns.
func crossJudge(all []example, seed uint64) (byFold []*learn.Ranker, whole *learn.Ranker, unseen []float64) {
	unseen = make([]float64, len(all))
	for f := range 5 {
		byFold = append(byFold, judge(all, f, seed))
	}
	whole = judge(all, -1, seed)
	var scores []float64
	var right []bool
	for i, e := range all {
		n, score := e.best(byFold[e.fold])
		unseen[i] = score
		if e.weight > 0 {
			scores = append(scores, score)
			right = append(right, e.right[n])
		}
	}
	c := learn.FitLogistic(scores, right)
	for _, m := range append(byFold, whole) {
		m.Calibration = c
	}
	for i := range unseen {
		unseen[i] = c.P(unseen[i])
	}
	return byFold, whole, unseen
}

// crossTrain trains the whole model and one for each fold.
func crossTrain(posts []post, judged []example, folds []int, gold bool, seed uint64) (byFold []*assertion.Model, whole *assertion.Model) {
	whole = &assertion.Model{Assertion: map[parley.AssertionType]*learn.Ranker{}}
	for range 5 {
		byFold = append(byFold, &assertion.Model{Assertion: map[parley.AssertionType]*learn.Ranker{}})
	}
	set := make([]draft, len(posts))
	for i := range posts {
		set[i] = draftOf(&posts[i], gold)
	}
	// What is optional neither adds nor costs; users are glad of it.
	weigh := func(v score.Verdict) (bool, float64) {
		switch v {
		case score.Optional:
			return true, 0.3
		case score.Adrift: // nothing to learn: its deal is missing
			return false, 0
		}
		return v == score.Right, 1
	}
	var deals, parties []example
	for i := range set {
		for k, d := range set[i].deals {
			right, w := weigh(set[i].verdicts[d.ID])
			deals = append(deals, one(i, folds[i], set[i].DealFeatures(k), right, w))
			if !right {
				continue
			}
			for n, e := range d.Parties {
				parties = append(parties, one(i, folds[i], set[i].PartyFeatures(k, n), set[i].verdicts[d.ID+" "+e] == score.Right, w))
			}
		}
	}
	fs, all, unseen := crossJudge(append(deals, judged...), seed)
	whole.Deal = all
	for f := range byFold {
		byFold[f].Deal = fs[f]
	}
	for n, e := range deals {
		k := 0
		for m := n - 1; m >= 0 && deals[m].post == e.post; m-- {
			k++
		}
		set[e.post].Judge(k, unseen[n])
	}
	fs, all, _ = crossJudge(parties, seed)
	whole.Party = all
	for f := range byFold {
		byFold[f].Party = fs[f]
	}
	whole.Main = mainJudge(set, folds, -1, seed)
	for f := range byFold {
		byFold[f].Main = mainJudge(set, folds, f, seed)
	}
	for _, kind := range assertion.Types {
		var items []example
		for i := range set {
			last := -1
			for _, a := range set[i].assertions {
				n, err := strconv.Atoi(a.ID[1:])
				if a.Type != kind || err != nil {
					continue
				}
				if g := set[i].Group(n - 1); g != last {
					last = g
					items = append(items, example{post: i, fold: folds[i], weight: -1})
				}
				e := &items[len(items)-1]
				right, w := weigh(set[i].verdicts[a.ID])
				e.readings = append(e.readings, set[i].AssertionFeatures(n-1))
				e.right = append(e.right, right)
				e.weight = weightOf(e.weight, w, right)
			}
		}
		fs, all, _ := crossJudge(items, seed)
		whole.Assertion[kind] = all
		for f := range byFold {
			byFold[f].Assertion[kind] = fs[f]
		}
	}
	return byFold, whole
}

// weightOf is the weight of an example to which a reading of weight w is added:
// that of its right readings, else 0 as soon as one cannot be judged.
func weightOf(sum, w float64, right bool) float64 {
	switch {
	case sum < 0:
		return w
	case right:
		return max(sum, w)
	}
	return min(sum, w)
}

// archiveWeight is how much a deal of the archive's posts counts.
const archiveWeight = 0.5

// judgedDeals makes examples of the archive's posts that were judged by hand.
func judgedDeals(dir string) ([]example, error) {
	if dir == "" {
		return nil, nil
	}
	type places struct{ yes, maybe []int }
	judged := map[string]places{}
	var files []string
	list, err := os.ReadFile("cmd/parley-lab/testdata/archive-deals.tsv")
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Split(string(list), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f[0]))
		judged[name] = places{numbers(f[1]), numbers(f[2])}
		files = append(files, name)
	}
	var out []example
	for doc, err := range origin.Read(context.Background(), origin.Input{Args: files}) {
		if err != nil {
			return nil, err
		}
		at := judged[string(doc.Path)]
		d := lang.Analyze(&doc.Header)
		draft := assertion.Propose(d, attribution.Find(d))
		for k, x := range draft.Deals() {
			e := one(-1, len(out)%5, draft.DealFeatures(k), false, archiveWeight)
			switch {
			case holds(x.Mentions, at.yes):
				e.right[0] = true
			case holds(x.Mentions, at.maybe):
				continue
			}
			out = append(out, e)
		}
	}
	return out, nil
}

func numbers(s string) []int {
	var out []int
	for _, f := range strings.Split(s, ",") {
		if n, err := strconv.Atoi(f); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func holds(spans []parley.Span, places []int) bool {
	for _, s := range spans {
		for _, p := range places {
			if s.Start <= p && p < s.End {
				return true
			}
		}
	}
	return false
}

// mainJudge trains the choice of what a post is about, without fold's posts.
func mainJudge(set []draft, folds []int, fold int, seed uint64) *learn.Ranker {
	o := filterOptions
	o.Seed = seed
	t := learn.NewRankTrainer(o)
	for i := range set {
		if folds[i] == fold {
			continue
		}
		var list learn.Seq
		var right []bool
		for k, d := range set[i].deals {
			for _, key := range set[i].DealFeatures(k) {
				list.Add(key)
			}
			list.Next()
			right = append(right, set[i].verdicts[d.ID+" main"] == score.Right)
		}
		t.Add(&list, right, 1)
	}
	return t.Train()
}
