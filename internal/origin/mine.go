package origin

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
)

// Candidate is a piece of text that documents of one site share.
type Candidate struct {
	Site      string
	Where     string // title, opener or paragraph, as in en/artefacts.txt and en/boilerplate.txt
	Text      string
	Documents int // documents of the site that have it
	Of        int // documents of the site
}

// MineOptions bounds what [Mine] reports.
type MineOptions struct {
	Site  func(*parley.Document) string // whose documents are compared
	Least int                           // documents that must share a piece
}

// Mine finds what a site puts into many of its documents: the label before the
// title's colon, the words with which the first paragraph begins though what
// follows differs, and whole paragraphs. It is run offline over an archive; a
// person decides which candidates go into the lists that extraction reads. The
// candidates come sorted by site, where, and falling number of documents.
func Mine(docs iter.Seq[*parley.Document], o MineOptions) []Candidate {
	type key struct{ site, where, text string }
	count := map[key]int{}
	next := map[key]map[string]bool{} // the words that follow an opener
	of := map[string]int{}
	for d := range docs {
		site := o.Site(d)
		of[site]++
		seen := map[key]bool{}
		add := func(where, text, follows string) {
			k := key{site, where, text}
			if seen[k] || text == "" {
				return
			}
			seen[k] = true
			count[k]++
			if next[k] == nil {
				next[k] = map[string]bool{}
			}
			next[k][follows] = true
		}
		first := true
		for _, part := range d.Parts {
			text := part.Span.In(d.Text)
			switch {
			case part.Part == parley.PartTitle:
				if label, rest, ok := strings.Cut(text, ": "); ok && strings.Count(label, " ") < 4 {
					add("title", label+":", rest)
				}
				continue
			case part.Part == parley.PartExcerpt:
				continue
			case first && part.Part == parley.PartBody:
				first = false
				words := strings.Fields(text)
				for n := 2; n <= min(9, len(words)-1); n++ {
					add("opener", strings.Join(words[:n], " "), words[n])
				}
			}
			if len(text) <= 300 {
				add("paragraph", text, d.ID)
			}
		}
	}
	var out []Candidate
	for k, n := range count {
		// What follows a glued opener differs from post to post; what follows the
		// beginning of a sentence ("The company said …") soon repeats itself.
		if n >= o.Least && len(next[k])*5 >= n*3 {
			out = append(out, Candidate{k.site, k.where, k.text, n, of[k.site]})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Where, b.Where), cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Text, b.Text))
	})
	return slices.DeleteFunc(out, func(c Candidate) bool { // "Here's what" where "Here's what you need to know:" is as common
		return c.Where == "opener" && slices.ContainsFunc(out, func(d Candidate) bool {
			return d.Site == c.Site && d.Where == c.Where && len(d.Text) > len(c.Text) && strings.HasPrefix(d.Text, c.Text) && d.Documents*10 >= c.Documents*9
		})
	})
}
