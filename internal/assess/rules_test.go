package assess_test

import (
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

// exampleDeals are all example deal files.
func exampleDeals(t *testing.T) []*dealfile.Deal {
	t.Helper()
	files, err := filepath.Glob(deals + "*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []*dealfile.Deal
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		ds, err := dealfile.Parse(f, b)
		if err != nil {
			t.Error(err)
		}
		all = append(all, ds...)
		if len(ds) == 1 && ds[0].ID+".yaml" != filepath.Base(f) {
			t.Errorf("%s holds %s", f, ds[0].ID)
		}
	}
	return all
}

func TestExampleDealsAreRight(t *testing.T) {
	if err := dealfile.Check(exampleDeals(t), nil); err != nil {
		t.Error(err)
	}
}

// The rules of real deals, from their public terms, over stories in our words.
// Every example that has conditions is in the table.
func TestRulesOfRealDeals(t *testing.T) {
	tested := map[string]bool{}
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
			name: "Paris has its parties, and not their emissions", files: "paris-agreement", deal: "Paris Agreement",
			story: `
deal paris: Paris Agreement; climate;
voice UN: body
@a BBC 2016-09-22
UN says: ratified(paris) 2016-09-21 "60 parties have joined"
@b BBC 2016-09-23
UN says: other(paris) when "parties with 55 percent of global greenhouse gas emissions" unmet
@c BBC 2016-10-06
UN says: other(paris) when "parties with 55 percent of global greenhouse gas emissions" met`,
			states: map[string]string{"2016-09-22": "none", "2016-09-23": "false", "2016-10-05": "false", "2016-11-20": "true"},
		},
		{
			name: "the accession to CPTPP waits for the United Kingdom, and for six others", files: "cptpp-uk-accession cptpp", deal: "Protocol on the Accession of the United Kingdom to the CPTPP",
			story: `
deal acc: Protocol on the Accession of the United Kingdom to the CPTPP, CPTPP accession protocol; trade; United Kingdom, Japan, Singapore, Chile, New Zealand, Vietnam, Peru
deal cptpp: Comprehensive and Progressive Agreement for Trans-Pacific Partnership, CPTPP; trade; Australia, Canada, Japan, Mexico, New Zealand, Singapore
@z ABC 2018-12-31
tells: entered_into_force(cptpp) 2018-12-30
@a ABC 2024-05-18
United Kingdom says: notified(acc) 2024-05-17
@b ABC 2024-10-17
Japan says: notified(acc) 2023-12-15
Singapore says: notified(acc) 2024-01-30
Chile says: notified(acc) 2024-02-20
New Zealand says: notified(acc) 2024-05-30
Vietnam says: notified(acc) 2024-06-25
@c ABC 2024-10-18
Peru says: notified(acc) 2024-10-16`,
			states: map[string]string{"2024-06-01": "none", "2024-10-18": "false", "2024-12-15": "true"},
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
			name: "EU-Mercosur: and has them", files: "eu-mercosur-empa eu-mercosur-ita", deal: "EU-Mercosur Partnership Agreement",
			story: `
deal empa: EU-Mercosur Partnership Agreement; trade; European Union, Brazil
voice European Parliament: body
@a Politico 2026-05-01
European Parliament says: approved(empa) 2026-04-30
@b Politico 2029-06-01
European Union says: ratified(empa) 2029-05-20 "all 27 member states have ratified"
@c Politico 2029-06-10
tells: entered_into_force(empa) 2029-06-09`,
			states: map[string]string{"2029-05-19": "none", "2029-05-20": "true"},
		},
		{
			name: "its trade part stands until the whole is in force", files: "eu-mercosur-empa eu-mercosur-ita", deal: "EU-Mercosur Interim Trade Agreement", which: 1,
			story: `
deal ita: EU-Mercosur Interim Trade Agreement; trade; European Union, Brazil
deal empa: EU-Mercosur Partnership Agreement; trade; European Union, Brazil
@a Politico 2026-05-01
tells: signed(ita) 2026-04-30
@c Politico 2029-06-10
tells: entered_into_force(empa) 2029-06-09`,
			states: map[string]string{"2029-06-08": "none", "2029-06-09": "true"},
		},
		{
			name: "a Parliament that votes it down", files: "eu-mercosur-empa eu-mercosur-ita", deal: "EU-Mercosur Interim Trade Agreement",
			story: `
deal ita: EU-Mercosur Interim Trade Agreement; trade; European Union, Brazil
voice European Parliament: body
voice Council: body
@a Politico 2026-01-10
Council says: approved(ita) 2026-01-09
@b Politico 2026-05-01
European Parliament denies: approved(ita) denied`,
			states: map[string]string{"2026-01-31": "none", "2026-05-01": "false"},
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
			name: "an authority that blocks a merger, and then lets a changed one through in time", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard",
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
voice European Commission: body
voice Competition and Markets Authority: body
@a FT 2023-04-27
Competition and Markets Authority says: approved(m) denied
@b FT 2023-05-15
European Commission says: approved(m) 2023-05-15
@c FT 2023-10-13
Competition and Markets Authority says: approved(m) 2023-10-13`,
			states: map[string]string{"2023-06-01": "none", "2023-10-12": "none", "2023-10-13": "true", "2023-12-01": "true"},
		},
		{
			name: "and one that does not", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard",
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
voice European Commission: body
voice Competition and Markets Authority: body
@a FT 2023-04-27
Competition and Markets Authority says: approved(m) denied
@b FT 2023-05-15
European Commission says: approved(m) 2023-05-15`,
			states: map[string]string{"2023-10-17": "none", "2023-10-18": "false"},
		},
		{
			name: "approvals that come late are not in time", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard",
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
voice European Commission: body
voice Competition and Markets Authority: body
@a FT 2023-05-15
European Commission says: approved(m) 2023-05-15
@b FT 2023-11-02
Competition and Markets Authority says: approved(m) 2023-11-01`,
			states: map[string]string{"2023-10-20": "none missed", "2023-11-02": "false"},
		},
		{
			name: "a merger that is completed owes no fee", files: "microsoft-activision", deal: "Microsoft's acquisition of Activision Blizzard", which: 1,
			story: `
deal m: Microsoft-Activision merger; merger; Microsoft, Activision Blizzard
@a FT 2023-10-14
Microsoft says: completed(m) 2023-10-13`,
			states: map[string]string{"2023-10-01": "none", "2023-10-20": "false"},
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
		{
			name: "and has it when they are agreed in time", files: "gaza-ceasefire-2025", deal: "Israel-Hamas ceasefire agreement of January 2025",
			story: `
deal c: Israel-Hamas ceasefire agreement of January 2025, Gaza ceasefire deal; peace; Israel, Hamas
@a BBC 2025-01-20
tells: entered_into_force(c) 2025-01-19
@b BBC 2025-02-20
Hamas says: in_force(c) when "agreement on the terms of phase two" met`,
			states: map[string]string{"2025-02-19": "none", "2025-02-20": "true", "2025-03-10": "true"},
		},
		{
			name: "or not when the other side says that they are not", files: "gaza-ceasefire-2025", deal: "Israel-Hamas ceasefire agreement of January 2025",
			story: `
deal c: Israel-Hamas ceasefire agreement of January 2025, Gaza ceasefire deal; peace; Israel, Hamas
@a BBC 2025-01-20
tells: entered_into_force(c) 2025-01-19
@b BBC 2025-02-20
Hamas says: in_force(c) when "agreement on the terms of phase two" met
Israel says: in_force(c) when "agreement on the terms of phase two" unmet`,
			states: map[string]string{"2025-02-20": "true", "2025-03-03": "both"},
		},
		{
			name: "a treaty between two waits for both to notify", files: "uk-mauritius-chagos", deal: "Agreement concerning the Chagos Archipelago including Diego Garcia",
			story: `
deal ch: Agreement concerning the Chagos Archipelago including Diego Garcia; treaty; United Kingdom, Mauritius
@a BBC 2026-02-02
United Kingdom says: notified(ch) 2026-02-01
@b BBC 2026-03-02
Mauritius says: notified(ch) 2026-03-01`,
			states: map[string]string{"2026-02-28": "none", "2026-03-01": "true"},
		},
		{
			name: "and for both to ratify", files: "uk-india-ceta", deal: "UK-India Comprehensive Economic and Trade Agreement",
			story: `
deal ceta: UK-India Comprehensive Economic and Trade Agreement; trade; United Kingdom, India
@a BBC 2026-02-02
India says: ratified(ceta) 2026-02-01
@b BBC 2026-03-02
United Kingdom says: ratified(ceta) planned
@c BBC 2026-04-02
United Kingdom says: ratified(ceta) 2026-04-01`,
			states: map[string]string{"2026-03-10": "none", "2026-04-01": "true"},
		},
		{
			name: "USMCA came with its third notification", files: "usmca", deal: "United States-Mexico-Canada Agreement",
			story: `
deal us: United States-Mexico-Canada Agreement, USMCA; trade; United States, Mexico, Canada
@a CBC 2020-04-05
Canada says: notified(us) 2020-04-02
Mexico says: notified(us) 2020-04-03
@b CBC 2020-04-25
United States says: notified(us) 2020-04-24`,
			states: map[string]string{"2020-04-23": "none", "2020-04-24": "true"},
		},
		{
			name: "the UK and the EU, each by its own procedure", files: "uk-eu-tca", deal: "UK-EU Trade and Cooperation Agreement",
			story: `
deal tca: UK-EU Trade and Cooperation Agreement; trade; United Kingdom, European Union
voice European Parliament: body
voice Council: body
@a BBC 2020-12-31
United Kingdom says: ratified(tca) 2020-12-30
@b BBC 2021-04-29
European Parliament says: approved(tca) 2021-04-27
Council says: approved(tca) 2021-04-29`,
			states: map[string]string{"2021-04-28": "none", "2021-04-29": "true"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := declare(t, assesstest.Evidence(t, c.story), strings.Fields(c.files)...)
			tested[c.deal] = true
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
	for _, d := range exampleDeals(t) {
		if len(d.Conditions) > 0 && !tested[d.Name] {
			t.Errorf("no story tries the conditions of %s", d.ID)
		}
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
