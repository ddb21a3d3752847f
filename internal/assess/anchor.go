package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// anchorAt is the overlap of words from which a judgement follows its words to
// what a later run made of them.
const anchorAt = 0.8

// anchor makes the judgements on d's statements and assertions hold for its
// newest run: a judged item that run finds again keeps its judgement by its id;
// one whose words it finds under another id passes the judgement on; one that a
// person stood by and the run lost is kept from the older run. Any other is an
// orphan.
func (w *work) anchor(d *Document, judged map[string][]parley.Judgement) (kept []keptItem) {
	ids := judgedIn(d, judged)
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		w.housed.add(id)
	}
	newest := items(&d.runs[0].Extraction)
	for _, id := range ids {
		if newest[id] != nil {
			continue
		}
		old := w.older(d, id)
		words := judgedWords(judged[id])
		if old != nil {
			words = old.words()
		}
		if to := match(newest, id[:2], words, old); to != "" {
			if w.reviews[to].Verdict == "" {
				w.reviews[to] = w.reviews[id]
			}
			continue
		}
		if old != nil && w.reviews[id].Reviewed() {
			kept = append(kept, keptItem{id, old})
			continue
		}
		for _, j := range judged[id] {
			w.out.Orphans = append(w.out.Orphans, Orphan{j, d})
		}
	}
	return kept
}

// spread makes a judgement on a reading hold for the same reading of the same
// words in the copies of its document and the other versions of its page: what
// was misread once was misread wherever the words stand. A reading that was
// judged itself keeps its own judgement; of several others the newest holds.
func (w *work) spread() {
	type judged struct {
		Review
		in *Document
	}
	for _, family := range w.families {
		if !slices.ContainsFunc(family, w.judges) {
			continue
		}
		all, found := map[string][]judged{}, map[*Document]map[string][]string{}
		for _, d := range family {
			found[d] = readings(&d.runs[0].Extraction)
			for key, ids := range found[d] {
				for _, id := range ids {
					if r := w.reviews[id]; r.Verdict != "" && !r.local() {
						all[key] = append(all[key], judged{r, d})
					}
				}
			}
		}
		for _, d := range family {
			for key, ids := range found[d] {
				var r Review
				for _, j := range all[key] {
					if j.in != d && (r.Verdict == "" || j.newer(r)) {
						r = j.Review
					}
				}
				for _, id := range ids {
					if r.Verdict != "" && w.reviews[id].Verdict == "" {
						w.reviews[id] = r
					}
				}
			}
		}
	}
}

// judges reports whether a person judged anything that d's newest run found.
func (w *work) judges(d *Document) bool {
	x := &d.runs[0].Extraction
	return len(w.reviews) > 0 && (slices.ContainsFunc(x.Statements, func(s parley.Statement) bool { return w.reviews[s.ID].Verdict != "" }) ||
		slices.ContainsFunc(x.Assertions, func(a parley.Assertion) bool { return w.reviews[a.ID].Verdict != "" }))
}

// readings are the ids of x's statements and assertions, by what was read off
// which words.
func readings(x *parley.Extraction) map[string][]string {
	out := map[string][]string{}
	name := func(entity parley.Optional) string {
		if e := entityOf(x, string(entity)); e != nil {
			return parley.FoldName(e.Name)
		}
		return ""
	}
	add := func(id string, key ...string) {
		k := strings.Join(key, "\x1e")
		out[k] = append(out[k], id)
	}
	for i := range x.Statements {
		st := &x.Statements[i]
		source := ""
		if st.Source != nil {
			source = parley.FoldName(st.Source.Text)
		}
		add(st.ID, "s", source, parley.FoldName(st.Content.Text))
	}
	for i := range x.Assertions {
		a := &x.Assertions[i]
		add(a.ID, "a", name(a.By), a.Key(), parley.FoldName(a.Evidence.Text))
	}
	return out
}

// homeless lists as orphans the judgements whose statement, assertion or deal is
// in no document of the evidence.
func (w *work) homeless(judged map[string][]parley.Judgement) {
	for _, id := range sortedKeys(judged) {
		for _, j := range judged[id] {
			if !w.housed[id] {
				w.out.Orphans = append(w.out.Orphans, Orphan{Judgement: j})
			}
		}
	}
	for _, j := range w.judged {
		pair := j.Verdict == parley.VerdictSame || j.Verdict == parley.VerdictDifferent
		lost := func(ref string) bool { return w.out.byID[ref] == nil && w.entityName(ref) == "" }
		if pair && (lost(j.Target) || lost(string(j.Other))) {
			w.out.Orphans = append(w.out.Orphans, Orphan{Judgement: j})
		}
	}
}

// keptItem is an item of an older run that a person stood by.
type keptItem struct {
	id   string
	item *item
}

// item is a statement or an assertion of one run.
type item struct {
	x         *parley.Extraction
	statement *parley.Statement
	assertion *parley.Assertion
}

func (i *item) words() string {
	if i.statement != nil {
		return i.statement.Content.Text
	}
	return i.assertion.Evidence.Text
}

func items(x *parley.Extraction) map[string]*item {
	out := map[string]*item{}
	for i := range x.Statements {
		out[x.Statements[i].ID] = &item{x: x, statement: &x.Statements[i]}
	}
	for i := range x.Assertions {
		out[x.Assertions[i].ID] = &item{x: x, assertion: &x.Assertions[i]}
	}
	return out
}

// older finds an item in the runs before the newest, the latest of them first.
func (w *work) older(d *Document, id string) *item {
	for i := 1; i < len(d.runs); i++ {
		if it := items(&d.runs[i].Extraction)[id]; it != nil {
			return it
		}
	}
	return nil
}

// judgedIn lists the judged ids that belong to d: those its runs hold, and
// those whose judgement names it as the place of its words.
func judgedIn(d *Document, judged map[string][]parley.Judgement) []string {
	if len(judged) == 0 {
		return nil
	}
	set := map[string]bool{}
	for i := range d.runs {
		for id := range items(&d.runs[i].Extraction) {
			if judged[id] != nil {
				set[id] = true
			}
		}
	}
	for id, js := range judged {
		for _, j := range js {
			if j.Anchor != nil && j.Anchor.Document == d.ID() {
				set[id] = true
			}
		}
	}
	return sortedKeys(set)
}

func judgedWords(js []parley.Judgement) string {
	for _, j := range js {
		if j.Anchor != nil {
			return j.Anchor.Text
		}
	}
	return ""
}

// match is the id of the item of the same sort whose words overlap most with
// the judged words, "" when none overlaps enough. An assertion of which the
// type and value are known must agree in them.
func match(newest map[string]*item, prefix, words string, old *item) string {
	if words == "" {
		return ""
	}
	type found struct {
		id    string
		score float64
	}
	var all []found
	for id, it := range newest {
		if !strings.HasPrefix(id, prefix) || old != nil && old.assertion != nil && it.assertion != nil && !sameKey(old.assertion, it.assertion) {
			continue
		}
		if s := overlap(words, it.words()); s >= anchorAt {
			all = append(all, found{id, s})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].score != all[j].score {
			return all[i].score > all[j].score
		}
		return all[i].id < all[j].id
	})
	if len(all) == 0 {
		return ""
	}
	return all[0].id
}

// sameKey reports whether two assertions claim the same sort of thing, whatever
// the exact words of it.
func sameKey(a, b *parley.Assertion) bool {
	return a.Type == b.Type && a.Axis == b.Axis && a.Event == b.Event && a.Effect == b.Effect && a.Relation == b.Relation
}
