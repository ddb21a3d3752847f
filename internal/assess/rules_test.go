package assess_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/dealfile"
	"github.com/parley-desk/parley/internal/ledger"
)

const deals = "../../examples/deals/"

// declare adds the example deal files to the evidence.
func declare(t *testing.T, ev ledger.Evidence, names ...string) ledger.Evidence {
	t.Helper()
	for _, n := range names {
		b, err := os.ReadFile(deals + n + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		ev.DealFiles = append(ev.DealFiles, ledger.Declared{ID: n, YAML: b, Learned: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
	}
	return ev
}

func TestExampleDealsAreRight(t *testing.T) {
	files, err := filepath.Glob(deals + "*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []*dealfile.Deal
	var errs []error
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		ds, err := dealfile.Parse(f, b)
		all, errs = append(all, ds...), append(errs, err)
		if len(ds) == 1 && ds[0].ID+".yaml" != filepath.Base(f) {
			t.Errorf("%s holds %s", f, ds[0].ID)
		}
	}
	if err := errors.Join(append(errs, dealfile.Check(all, nil))...); err != nil {
		t.Error(err)
	}
}

// The rules of real deals, from their public terms, over stories in our words.
func TestRulesOfRealDeals(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  string
		deal   string // name
		story  string
		which  int               // which condition of the file
		states map[string]string // held date → state of the condition: truth, "missed"
	}{
		{
			name: "the TPD takes effect alongside progress on the EPD, of which voices differ", files: "us-uk-tpd us-uk-epd", deal: "Technology Prosperity Deal",
			story: `
deal tpd: Technology Prosperity Deal; technology; United States, United Kingdom
deal epd: Economic Prosperity Deal; trade; United States, United Kingdom
@a BBC 2025-12-16
the MOU states: operative(tpd) alongside "substantive progress being made to formalise and implement" on epd
@b BBC 2026-02-01
Downing Street says: operative(tpd) when "substantive progress" on epd met
@c BBC 2026-03-01
White House says: operative(tpd) when "substantive progress" on epd unmet`,
			states: map[string]string{"2026-01-01": "none", "2026-02-01": "true", "2026-03-01": "both"},
		},
		{
			name: "Paris waits for 55 parties, 55 percent of emissions, and thirty days", files: "paris-agreement", deal: "Paris Agreement",
			story: `
deal paris: Paris Agreement; climate; 
voice UN: body
@a BBC 2016-09-22
UN says: ratified(paris) 2016-09-21
@b BBC 2016-10-06
UN says: other(paris) when "parties with 55 percent of global greenhouse gas emissions" met
UN says: ratified(paris) 2016-10-05 "72 parties have joined"`,
			states: map[string]string{"2016-10-01": "none", "2016-10-31": "false", "2016-11-05": "true"},
		},
		{
			name: "CPTPP counts notifications", files: "cptpp", deal: "Comprehensive and Progressive Agreement for Trans-Pacific Partnership",
			story: `
deal cptpp: Comprehensive and Progressive Agreement for Trans-Pacific Partnership, CPTPP; trade; Australia, Canada, Japan, Mexico, New Zealand, Singapore
@a ABC 2018-07-06
Mexico says: notified(cptpp) 2018-06-28
Japan says: notified(cptpp) 2018-07-06
@b ABC 2018-10-31
Singapore says: notified(cptpp) 2018-07-19
New Zealand says: notified(cptpp) 2018-10-25
Canada says: notified(cptpp) 2018-10-29
Australia says: notified(cptpp) 2018-10-31`,
			states: map[string]string{"2018-10-30": "none", "2018-11-15": "false", "2018-12-30": "true"},
		},
		{
			name: "New START's ratifications are two events by two parties", files: "new-start", deal: "New START",
			story: `
deal ns: New START; security; United States, Russia
@a BBC 2010-12-23
United States says: ratified(ns) 2010-12-22
@b BBC 2011-01-29
Russia says: ratified(ns) 2011-01-28`,
			states: map[string]string{"2010-12-31": "none", "2011-01-28": "true"},
		},
		{
			name: "and its term ends by date alone", files: "new-start", deal: "New START", which: 1,
			story:  "deal ns: New START; security; United States, Russia\n@a BBC 2010-12-23\ntells: announced(ns)",
			states: map[string]string{"2026-02-04": "false", "2026-02-05": "true"},
		},
		{
			name: "EU-Mercosur: the whole needs every member state", files: "eu-mercosur-empa eu-mercosur-ita", deal: "EU-Mercosur Partnership Agreement",
			story: `
deal empa: EU-Mercosur Partnership Agreement; trade; European Union, Brazil
voice European Parliament: body
@a Politico 2026-05-01
European Parliament says: approved(empa) 2026-04-30
@b Politico 2026-06-01
tells: ratified(empa) 2026-05-20`,
			states: map[string]string{"2026-06-01": "none"},
		},
		{
			name: "and its trade part the Union alone", files: "eu-mercosur-empa eu-mercosur-ita", deal: "EU-Mercosur Interim Trade Agreement",
			story: `
deal ita: EU-Mercosur Interim Trade Agreement; trade; European Union, Brazil
voice European Parliament: body
voice Council: body
@a Politico 2026-01-10
Council says: approved(ita) 2026-01-09
@b Politico 2026-05-01
European Parliament says: approved(ita) 2026-04-30`,
			states: map[string]string{"2026-01-31": "none", "2026-05-01": "true"},
		},
		{
			name: "a merger's approvals in time", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard",
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
voice European Commission: body
voice Competition and Markets Authority: body
@a FT 2023-05-15
European Commission says: approved(m) 2023-05-15
@b FT 2023-10-13
Competition and Markets Authority says: approved(m) 2023-10-13`,
			states: map[string]string{"2023-06-01": "none", "2023-10-13": "true"},
		},
		{
			name: "a merger's long-stop date passes", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard",
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
voice European Commission: body
@a FT 2023-05-15
European Commission says: approved(m) 2023-05-15`,
			states: map[string]string{"2023-10-17": "none", "2023-10-18": "none missed"},
		},
		{
			name: "a merger's break fee falls due", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard", which: 1,
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
@a FT 2023-10-20
Microsoft says: terminated(m) 2023-10-19; completed(m) denied`,
			states: map[string]string{"2023-10-01": "none", "2023-10-20": "true"},
		},
		{
			name: "a ceasefire's second phase needs terms within the first", files: "gaza-ceasefire-2025", deal: "Israel-Hamas ceasefire agreement of January 2025",
			story: `
deal c: Israel-Hamas ceasefire agreement of January 2025, Gaza ceasefire deal; peace; Israel, Hamas
@a BBC 2025-01-20
tells: entered_into_force(c) 2025-01-19`,
			states: map[string]string{"2025-02-28": "none", "2025-03-03": "none missed"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := declare(t, assesstest.Evidence(t, c.story), strings.Fields(c.files)...)
			for date, want := range c.states {
				d := dealNamed(t, Assess(ev, Options{Times: at(t, date)}), c.deal)
				if len(d.Documents) == 0 {
					t.Errorf("%s: no document is joined to %s", date, d.ID)
				}
				got := d.Conditions[c.which].Met.Truth.String()
				if d.Conditions[c.which].Met.Missed {
					got += " missed"
				}
				if got != want {
					t.Errorf("%s: %s is %s, want %s", date, d.Conditions[c.which], got, want)
				}
			}
		})
	}
}

func TestFlipsSayWho(t *testing.T) {
	ev := declare(t, assesstest.Evidence(t, model), "us-uk-tpd", "us-uk-epd")
	a := Assess(ev, Options{})
	d := a.Deal("us-uk-tpd")
	flips := a.Flips(d, d.Conditions[0])
	if len(flips) != 2 || flips[0].To != "met" || flips[0].Say[0].Claim != `"substantive progress" on us-uk-epd` ||
		strings.Join(flips[0].Say[0].Who, ", ") != "United States, United Kingdom" {
		t.Errorf("%+v", flips)
	}
	got := d.Axis(parley.AxisActivity).Flips(d)
	if len(got) != 2 || got[0].To != "differ" || len(got[0].Say) != 1 || got[0].Say[0].Who[0] != "Downing Street" {
		t.Errorf("%+v", got)
	}
}
