package assertion

import (
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// everyday are short posts as they come by the hundred. A case without a name
// tells of no deal. Name holds words that the deal's name or an alias must
// have; parties are all of them, separated by "; ".
var everyday = []struct {
	text    string
	name    string
	kind    parley.DealKind
	parties string
}{
	// Deals.
	{"# Kestrel to merge with Rivet\n\nKestrel Foods has agreed to merge with Rivet Dairies, the two companies said on Monday.", "merge", "merger", "Kestrel Foods; Rivet Dairies"},
	{"# Quill Energy buys Northgate Power for £2bn\n\nQuill Energy has agreed to buy Northgate Power for £2bn in cash.", "Northgate Power", "merger", "Quill Energy; Northgate Power"},
	{"# Truce in Tesmar holds\n\nA truce between Norway and Denmark took effect on Sunday after four months of fighting.", "truce", "peace", "Norway; Denmark"},
	{"# Canada and Chile sign extradition treaty\n\nCanada and Chile signed an extradition treaty in Ottawa on Friday.", "extradition treaty", "treaty", "Canada; Chile"},
	{"# India and Kenya sign memorandum on farm research\n\nIndia and Kenya signed a memorandum of understanding on farm research on Tuesday.", "memorandum of understanding", "", "India; Kenya"},
	{"# Japan and Peru reach fishing quota deal\n\nJapan and Peru have reached a deal on fishing quotas for squid, officials said.", "deal", "", "Japan; Peru"},
	{"# EU and Brazil near trade deal\n\nThe European Union and Brazil are close to a trade deal that would cut tariffs on cars.", "trade deal", "trade", "European Union; Brazil"},
	{"# Harwick Motors signs battery supply contract with Voltaro\n\nHarwick Motors has signed a five-year contract with Voltaro to supply battery cells.", "contract", "", "Harwick Motors; Voltaro"},
	{"# Lumora raises $40m in Series B round\n\nThe health start-up Lumora has raised $40m in a Series B funding round led by Pinewood Capital.", "Series B", "", "Lumora; Pinewood Capital"},
	{"# Pinewood Capital invests $90m in Lumora\n\nPinewood Capital has invested $90m in Lumora, the two firms said.", "Lumora", "investment", "Pinewood Capital; Lumora"},
	{"# Norway and Canada announce Harbour Compact on Tuesday\n\nNorway and Canada announced the Harbour Compact on Tuesday. Ministers said the Harbour Compact on Tuesday was a first step.", "Harbour Compact", "", "Norway; Canada"},
	{"# Veltrix and Orbane form joint venture\n\nVeltrix and Orbane have formed a joint venture to build wind farms.", "joint venture", "", "Veltrix; Orbane"},
	{"# Tollgate Bank drops bid for Merrow Insurance\n\nTollgate Bank has dropped its £900m bid for Merrow Insurance.", "bid for Merrow Insurance", "merger", "Tollgate Bank; Merrow Insurance"},
	{"# Poland and Ukraine agree loan\n\nPoland has agreed a loan of $500m with Ukraine to rebuild its railways.", "loan", "financing", "Poland; Ukraine"},
	{"# Peace talks between Egypt and Sudan resume\n\nPeace talks between Egypt and Sudan resumed in Nairobi on Wednesday.", "talks", "peace", "Egypt; Sudan"},
	{"# Arden Steel sells foundry to Colvane\n\nArden Steel has sold its foundry business to Colvane for €70m.", "foundry", "merger", "Arden Steel; Colvane"},
	{"# Sweden to buy frigates from France\n\nSweden and France signed a defence deal under which Sweden will buy four frigates.", "defence deal", "security", "Sweden; France"},
	{"# Lithium offtake agreement\n\nMining firm Brackwater signed a lithium offtake agreement with Harwick Motors.", "offtake agreement", "resources", "Brackwater; Harwick Motors"},
	{"# Stellan Air and Polaris Jet end partnership\n\nStellan Air and Polaris Jet have ended their partnership on routes to Iceland.", "partnership", "", "Stellan Air; Polaris Jet"},
	{"# Kestrel (NYSE: KST) to acquire Rivet\n\nKestrel Foods (NYSE: KST) will acquire Rivet Dairies (Nasdaq: RVT) for $3bn, it said.", "Rivet", "merger", "Kestrel Foods; Rivet Dairies"},

	// None.
	{"# Striker joins Marlow Town\n\nThe striker has joined Marlow Town on a three-year deal. The midfielder will follow in the transfer window.", "", "", ""},
	{"# Goalkeeper signs new contract\n\nGoalkeeper Tom Arlen has signed a new contract with the club until the end of next season.", "", "", ""},
	{"# The best television deals this weekend\n\nShops are offering deals on televisions before Black Friday. The best deals are at the big chains.", "", "", ""},
	{"# Introductory offer for new readers\n\nNew readers can take up our introductory offer of three months for one pound.", "", "", ""},
	{"# Buy one lunch, get one free\n\nThe cafe's lunch deal gives two sandwiches for the price of one.", "", "", ""},
	{"# Why rain is a big deal for farmers\n\nThe rain is a big deal for farmers, who have had to deal with a dry spring.", "", "", ""},
	{"# Crews dealt with a great deal of snow\n\nCrews dealt with a great deal of snow overnight, and the road is open again.", "", "", ""},
	{"# Parliament passes law on plastic bags\n\nParliament passed a law that bans plastic bags from next year.", "", "", ""},
	{"# US puts 25% tariff on steel\n\nThe United States put a tariff of 25% on imported steel on Monday.", "", "", ""},
	{"# Oil slips in quiet trade — Market Talk\n\nThe latest Market Talks covering energy. Oil slips in quiet trade, a broker says.", "", "", ""},
	{"# Deal count falls in third quarter\n\nDeal count fell by a fifth in the third quarter, and deal volume by a tenth, a survey shows.", "", "", ""},
	{"# Report criticises arms deals\n\nThe report says that arms deals breed corruption and that lawmakers should see the accounts.", "", "", ""},
	{"# Fund trims stake in Kestrel Foods\n\nThe fund trimmed its stake in Kestrel Foods and now holds 12,000 shares.", "", "", ""},
	{"# Director sells 4,000 shares of Kestrel Foods\n\nA director sold 4,000 shares of Kestrel Foods on Monday, a filing shows.", "", "", ""},
	{"# Corn rises on export sale\n\nCorn rose after a hefty sale of grain to buyers abroad and a smaller crop.", "", "", ""},
	{"# Prices rise on a mix of causes\n\nPrices rose on a combination of higher wages and dear energy.", "", "", ""},
	{"# Net sales up at Harwick Motors\n\nHarwick Motors said that net sales rose by 4% and that it sold 200,000 cars.", "", "", ""},
	{"# New staking protocol goes live\n\nThe staking protocol went live on Monday, and its token rose by a third.", "", "", ""},
	{"# Minister signs memorandum on dress\n\nThe minister signed a memorandum telling staff to wear ties.", "", "", ""},
	{"# Notes offered\n\nThis release is not an offer to sell or the solicitation of an offer to buy, nor shall there be any sale of these securities in any state.", "", "", ""},
	{"# Suspect takes plea deal\n\nThe suspect took a plea deal and will serve two years.", "", "", ""},
	{"# Council sets out its plans for the park\n\nThe council set out its plans for the park, among them a pond.", "", "", ""},
	{"# Broker advises clients\n\nBuy Kestrel Foods, sell Rivet Dairies, the broker says in a note to clients.", "", "", ""},
	{"# New finance chief at Kestrel Foods\n\nAda North will take over as finance chief of Kestrel Foods in May.", "", "", ""},
}

// unread are the cases that are not read as they should be, by headline, and
// why. A case that is listed and passes fails the test.
var unread = map[string]string{
	"Kestrel to merge with Rivet":                 "who agreed to merge stands too far from the verb for the judge of parties",
	"Kestrel (NYSE: KST) to acquire Rivet":        "the same, across a ticker in brackets",
	"Quill Energy buys Northgate Power for £2bn":  "the headline is taken for one name",
	"Arden Steel sells foundry to Colvane":        "an invented one-word name is not seen as a company",
	"Lumora raises $40m in Series B round":        "the same",
	"Pinewood Capital invests $90m in Lumora":     "the same",
	"Veltrix and Orbane form joint venture":       "the same",
	"Stellan Air and Polaris Jet end partnership": "two names joined by \"and\" are taken for one",
}

func TestEverydayDeals(t *testing.T) {
	for _, c := range everyday {
		title, _, _ := strings.Cut(c.text[2:], "\n")
		problem := ""
		d, sts := marked(c.text)
		deals, _ := Find(d, sts)
		switch {
		case c.name == "" && len(deals) > 0:
			problem = "read as a deal: " + deals[0].Name
		case c.name != "" && len(deals) == 0:
			problem = "no deal is read"
		case c.name != "":
			var have []string
			for _, p := range deals[0].Parties {
				have = append(have, d.Entity(p).Name)
			}
			named := false
			for _, n := range append(deals[0].Aliases, deals[0].Name) {
				named = named || strings.Contains(strings.ToLower(n), strings.ToLower(c.name))
			}
			switch {
			case len(deals) > 1:
				problem = "a second deal is read: " + deals[1].Name
			case !named:
				problem = "it is called " + deals[0].Name
			case c.kind != "" && deals[0].Kind != c.kind:
				problem = "its kind is " + string(deals[0].Kind)
			case !sameSet(have, strings.Split(c.parties, "; ")):
				problem = "its parties are " + strings.Join(have, "; ")
			}
		}
		switch why, listed := unread[title]; {
		case problem != "" && !listed:
			t.Errorf("%s: %s", title, problem)
		case problem == "" && listed:
			t.Errorf("%s: is read now; take it off the list (%s)", title, why)
		}
	}
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !has(b, x) {
			return false
		}
	}
	return true
}
