package main

import (
	"flag"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/score"
)

// sourceKind says what words a source is made of.
func sourceKind(words string) string {
	low := strings.ToLower(words)
	switch low {
	case "he", "she", "his", "her", "him":
		return "he, she"
	case "it", "its":
		return "it"
	case "they", "their", "them":
		return "they"
	case "i", "we", "our", "us", "me", "my":
		return "I, we"
	}
	if strings.ToLower(strings.TrimPrefix(words, "The ")) == strings.TrimPrefix(words, "The ") {
		return "role"
	}
	return "name"
}

// actorTally counts whom annotated sources resolve to, by kind of source, and
// which parties of deals are known at all.
type actorTally struct {
	right, all          map[string]int
	parties, partiesAll int
}

// post counts one post; misses, when set, hears of what was wrong.
func (t *actorTally) post(p *post, d *lang.Doc, misses io.Writer) {
	if t.right == nil {
		t.right, t.all = map[string]int{}, map[string]int{}
	}
	at := score.Locate(&p.gold, &p.doc.Header)
	ids := make([]string, len(at))
	for i := range at {
		if s := &p.gold.Statements[i]; s.Source != nil && s.ResolvesTo != "" && len(at[i].Source) > 0 {
			ids[i] = d.Resolve(at[i].Source[0])
		}
	}
	names := func(id string) []string {
		e := d.Entity(id)
		if e == nil {
			return nil
		}
		out := []string{e.Name}
		for _, m := range e.Mentions[:min(20, len(e.Mentions))] {
			if w := m.In(d.Text); strings.ToLower(w[:1]) != w[:1] {
				out = append(out, w)
			}
		}
		if up := d.Entity(string(e.SpeaksFor)); up != nil {
			out = append(out, up.Name)
		}
		return out
	}
	for i, id := range ids {
		s := &p.gold.Statements[i]
		if s.Source == nil || s.ResolvesTo == "" || len(at[i].Source) == 0 {
			continue
		}
		kind := sourceKind(*s.Source)
		ok := score.Agree(s.ResolvesTo, names(id)...)
		for _, k := range []string{kind, "all"} {
			t.all[k]++
			if ok {
				t.right[k]++
			}
		}
		if !ok && misses != nil {
			got := ""
			if e := d.Entity(id); e != nil {
				got = fmt.Sprintf("%s (%s)", e.Name, e.Type)
			}
			fmt.Fprintf(misses, "%s\t%s\t%s\twant %s\tgot %s\n", p.gold.Name, kind, *s.Source, s.ResolvesTo, got)
		}
	}
	seen := map[string]bool{}
	for _, deal := range p.gold.Deals {
		for _, party := range deal.Parties {
			if seen[party] {
				continue
			}
			seen[party] = true
			t.partiesAll++
			ok := false
			for _, e := range d.Entities {
				ok = ok || score.Agree(party, names(e.ID)...)
			}
			if ok {
				t.parties++
			} else if misses != nil {
				fmt.Fprintf(misses, "%s\tparty\t%s\n", p.gold.Name, party)
			}
		}
	}
}

func (t *actorTally) write(out io.Writer) {
	var kinds []string
	for k := range t.all {
		kinds = append(kinds, k)
	}
	sort.Strings(kinds)
	for _, k := range kinds {
		fmt.Fprintf(out, "%-8s %4d of %4d  %.1f\n", k, t.right[k], t.all[k], 100*float64(t.right[k])/float64(t.all[k]))
	}
	fmt.Fprintf(out, "parties known %d of %d  %.1f\n", t.parties, t.partiesAll, 100*float64(t.parties)/float64(max(t.partiesAll, 1)))
}

// evalActors measures whom the annotated sources of posts resolve to.
func evalActors(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("eval-actors", flag.ContinueOnError)
	dir := fs.String("gold", "", "folder of annotated posts")
	misses := fs.Bool("misses", false, "print what was resolved wrongly")
	if err := fs.Parse(args); err != nil {
		return err
	}
	posts, err := readPosts(*dir)
	if err != nil {
		return err
	}
	var tally actorTally
	var wrong io.Writer
	if *misses {
		wrong = out
	}
	for i := range posts {
		tally.post(&posts[i], lang.Analyze(&posts[i].doc.Header), wrong)
	}
	tally.write(out)
	return nil
}
