package main

import (
	"flag"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/lang"
	"github.com/parley-desk/parley/internal/score"
)

// sourceKind says what words a source is made of.
func sourceKind(d *lang.Doc, words string) string {
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
	right, all := map[string]int{}, map[string]int{}
	parties, partiesAll := 0, 0
	for i := range posts {
		p := &posts[i]
		d := lang.Analyze(&p.doc.Header)
		at := score.Locate(&p.gold, &p.doc.Header)
		type answer struct {
			s  *score.GoldStatement
			id string
		}
		var answers []answer
		for i := range p.gold.Statements {
			s := &p.gold.Statements[i]
			if s.Source == nil || s.ResolvesTo == "" || len(at[i].Source) == 0 {
				continue
			}
			answers = append(answers, answer{s, d.Resolve(at[i].Source[0])})
		}
		x := &parley.Extraction{Header: p.doc.Header, Entities: d.Entities}
		for _, a := range answers {
			kind := sourceKind(d, *a.s.Source)
			for _, k := range []string{kind, "all"} {
				all[k]++
				if score.NameAgrees(a.s.ResolvesTo, x, a.id) {
					right[k]++
				} else if *misses && k != "all" {
					got := ""
					if e := d.Entity(a.id); e != nil {
						got = fmt.Sprintf("%s (%s)", e.Name, e.Type)
					}
					fmt.Fprintf(out, "%s\t%s\t%s\twant %s\tgot %s\n", p.gold.Name, k, *a.s.Source, a.s.ResolvesTo, got)
				}
			}
		}
		seen := map[string]bool{}
		for _, deal := range p.gold.Deals {
			for _, party := range deal.Parties {
				if seen[party] {
					continue
				}
				seen[party] = true
				partiesAll++
				ok := false
				for _, e := range d.Entities {
					ok = ok || score.NameAgrees(party, x, e.ID)
				}
				if ok {
					parties++
				} else if *misses {
					fmt.Fprintf(out, "%s\tparty\t%s\n", p.gold.Name, party)
				}
			}
		}
	}
	var kinds []string
	for k := range all {
		kinds = append(kinds, k)
	}
	sort.Strings(kinds)
	for _, k := range kinds {
		fmt.Fprintf(out, "%-8s %4d of %4d  %.1f\n", k, right[k], all[k], 100*float64(right[k])/float64(all[k]))
	}
	fmt.Fprintf(out, "parties known %d of %d  %.1f\n", parties, partiesAll, 100*float64(parties)/float64(max(partiesAll, 1)))
	return nil
}
