package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/score"
)

// eval scores an extraction file against a folder of annotated posts.
func eval(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("eval", flag.ContinueOnError)
	gold := fs.String("gold", "", "folder of annotated posts (NAME.gold.json)")
	file := fs.String("extract", "", "what `parley extract` wrote for these posts")
	misses := fs.Bool("misses", false, "print what was missed or not asked for")
	if err := fs.Parse(args); err != nil {
		return err
	}
	posts, err := score.ReadGold(*gold)
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Clean(*file))
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := score.ReadExtractions(f)
	if err != nil {
		return fmt.Errorf("%s: %w", *file, err)
	}
	tallies := make([]*score.Tally, len(posts))
	unread := 0
	for i := range posts {
		x := read[posts[i].Name]
		if x == nil {
			x = &parley.Extraction{}
			unread++
		}
		tallies[i] = score.Post(&posts[i], x)
		if *misses {
			for _, m := range tallies[i].Misses {
				fmt.Fprintf(out, "%s\t%s\t%s\n", posts[i].Name, m.What, m.Text)
			}
		}
	}
	fmt.Fprintf(out, "all %d posts, 90 %% bands by resampling posts", len(posts))
	if unread > 0 {
		fmt.Fprintf(out, ", %d not read", unread)
	}
	fmt.Fprintln(out)
	return score.WriteRows(out, score.Table(tallies))
}
