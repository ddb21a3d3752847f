package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// checkup is what `parley doctor --json` says.
type checkup struct {
	Schema string        `json:"schema"`
	Build  buildInfo     `json:"build"`
	Reader ledger.RunKey `json:"reader"`
	Ledger string        `json:"ledger"` // path
	Stats  *ledger.Stats `json:"stats"`  // null when there is no ledger
	Checks []check       `json:"checks"`
}

type check struct {
	What   string `json:"what"`
	Fine   bool   `json:"fine"`
	Remedy string `json:"remedy"`
}

func (p *program) doctorCommand() *cobra.Command {
	var path string
	var asJSON bool
	c := p.command("doctor", groupKeep, cobra.Command{Args: cobra.NoArgs})
	jsonFlag(c, &asJSON)
	ledgerFlag(c, &path)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		d, err := p.checkup(cmd.Context(), path)
		if err != nil {
			return err
		}
		if asJSON {
			err = p.json(d)
		} else {
			p.doctor(d)
		}
		for _, k := range d.Checks {
			if !k.Fine && err == nil {
				err = errors.New("something wants attention, see above")
			}
		}
		return err
	}
	return c
}

func (p *program) checkup(ctx context.Context, flag string) (*checkup, error) {
	d := &checkup{Schema: "parley.doctor/1", Build: build(), Reader: intake.CurrentReader(), Ledger: p.ledgerPath(flag), Checks: []check{}}
	say := func(fine bool, what, remedy string) {
		if fine {
			remedy = ""
		}
		d.Checks = append(d.Checks, check{what, fine, remedy})
	}
	if _, err := os.Stat(d.Ledger); err != nil {
		say(true, "no ledger yet: parley read makes one", "")
		return d, nil
	}
	l, err := p.openLedger(ctx, flag)
	if err != nil {
		say(false, "the ledger opens", err.Error())
		return d, nil
	}
	defer l.Close()
	say(true, "the ledger opens", "")
	say(writable(d.Ledger), "the ledger may be written", "check the permissions of the file and its folder")
	s, err := l.Stats(ctx)
	if err != nil {
		return nil, err
	}
	d.Stats = &s
	docs, err := l.Documents(ctx, ledger.DocumentQuery{})
	if err != nil {
		return nil, err
	}
	older, unread := 0, 0
	for _, doc := range docs {
		if doc.Language != "" && doc.Language != "en" {
			unread++
		}
		has, err := l.HasRun(ctx, doc.ID, d.Reader)
		if err != nil {
			return nil, err
		}
		if !has && !doc.Redacted {
			older++
		}
	}
	say(older == 0, "every document was read by this reader",
		plural(older, "document")+" were read by another one; read the same inputs again to have both")
	if unread > 0 {
		say(true, plural(unread, "document")+" kept unread, not in English", "")
	}
	return d, nil
}

// writable reports whether a file in the ledger's folder, as SQLite needs one,
// can be made, and the ledger opened for writing.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	t, err := os.CreateTemp(filepath.Dir(path), ".parley-*")
	if err != nil {
		return false
	}
	t.Close()
	return os.Remove(t.Name()) == nil
}

func (p *program) doctor(d *checkup) {
	o := p.out
	t := table{}
	t.add(faint("parley"), plain(d.Build.Version+", "+d.Build.Go+" "+d.Build.Platform))
	t.add(faint("reader"), plain(d.Reader.Extractor))
	t.add(faint("ledger"), plain(safe.Line(d.Ledger)))
	if s := d.Stats; s != nil {
		t.add(faint("holds"), plain(fmt.Sprintf("%s, %s, %s, %s", plural(int(s.Documents), "document"), plural(int(s.Statements), "statement"),
			plural(int(s.Judgements), "judgement"), size(s.Bytes))))
		if !s.First.IsZero() {
			t.add(faint("learned"), plain(s.First.Format("2006-01-02 15:04")+" to "+s.Last.Format("2006-01-02 15:04")+" UTC"))
		}
	}
	t.print(o)
	o.line("")
	for _, k := range d.Checks {
		if k.Fine {
			o.paragraph(o.good("ok    "), k.What)
		} else {
			o.paragraph(o.bad("look  "), k.What+": no. "+capital(k.Remedy)+".")
		}
	}
}

func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d KiB", (bytes+1023)/1024)
}
