package origintest

import "strings"

// words are the lists that templates are filled from.
var words = map[string][]string{
	"state":     split("Canada|Norway|Chile|Ireland|Kenya|Vietnam|Poland|Mexico|Ghana|Portugal|Jordan|Finland|Peru|Malaysia|Morocco|New Zealand|Uruguay|Denmark|Thailand|Greece|Ecuador|Austria|Senegal|Estonia|Iceland|Croatia"),
	"person":    split("Mara Lindqvist|Tomas Okoro|Helen Varga|Piet Aalders|Yusra Haddad|Colm Brannigan|Ana Ferreira|Dov Marcus|Lena Thorsen|Rafael Quiroga|Aiko Tanabe|Nils Berglund|Grace Wanjiru|Petra Novotna|Samuel Adeyemi|Ilse Kramer|Noor Rahimi|Victor Salas|Eva Lindholm|Marco Bellini|Joan Tremblay|Kofi Mensah|Dana Petrov|Liam Corrigan"),
	"surname":   split("Lindqvist|Okoro|Varga|Haddad|Brannigan|Ferreira|Thorsen|Quiroga|Tanabe|Novotna|Kramer|Salas|Bellini|Mensah"),
	"office":    split("trade minister|finance minister|foreign minister|chief negotiator|ambassador|energy secretary|agriculture minister|transport minister|central bank governor|deputy prime minister"),
	"body":      body,
	"lead":      lead,
	"title":     title,
	"end":       end,
	"adjective": split("Northern|Coastal|Green|Digital|Atlantic|Pacific|Inland|Maritime|Strategic|Alpine|Southern|Joint|Western|Polar|Eastern"),
	"thing":     split("Hydrogen|Fisheries|Battery|Grain|Rail|Timber|Harbour|Copper|Data|Lithium|Steel|Wind|Water|Aviation|Dairy|Semiconductor|Customs|Pharmaceutical|Tourism"),
	"sort":      split("Agreement|Partnership|Accord|Compact|Treaty|Framework|Pact|Memorandum|Alliance|Convention"),
	"firm":      split("Harrow Steel|Tundra Nickel|Fjordcell|Bluewater Freight|Ostara Energy|Kestrel Motors|Lumen Grid|Pampas Foods|Quarry Point|Silverline Rail|Vantage Ports|Meridian Dairy|Orchard Bio|Calder Chemicals|Polaris Shipping|Tessera Chips"),
	"outlet":    split("Harbour Gazette|Northern Courier|The Daily Ledger|Coastline News|Trade Monitor|Evening Post|Meridian Wire|Capital Times"),
	"union":     split("dockers' union|farmers' federation|chamber of commerce|fishers' association|steelworkers' union|consumers' league|teachers' council|growers' co-operative"),
	"day":       split("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"),
	"month":     split("January|February|March|April|May|June|July|September|October|November"),
	"money":     split("${n}bn|€{n}0m|£{n}bn|${n}.{n}bn|€{n}bn|£{n}0 million|${n}00 million|C${n}bn|{n} billion euros"),
	"goods":     split("copper|beef|grain|solar panels|timber|nickel|dairy products|machine parts|medicines|frozen fish|cars|fertiliser|wine|turbines|textiles|batteries|cement|coffee"),
	"said":      split("said|told reporters|insisted|argued|warned|announced|confirmed|said in a statement|said in an interview with {G}"),
	"place":     split("a hotel outside the capital|the old customs house|the port city of Almar|the presidential palace|a shipyard on the estuary|the margins of a summit|the parliament building|an airport lounge|the university"),
	"reason":    split("quotas for {goods}|who inspects {goods}|the price of {goods}|a clause on {goods}|the rules of origin for {goods}|state aid to {firm}|a tax on {goods}|labour standards|the powers of the tribunal|subsidies for {goods}|visas for seasonal workers"),
	"colour":    split("A brass band played in the rain|Fishing boats sounded their horns|Police closed two streets|A handful of protesters chanted|Interpreters worked in shifts|Nobody touched the sandwiches|Reporters were kept behind a rope|Schoolchildren waved paper flags|The lights failed twice|A dog ran across the red carpet"),
	"verdict":   split("a bargain|a gamble|long overdue|a missed chance|the best that could be had|a leap in the dark|a model for others|too little and too late|an insult to {union}s|plain common sense"),
}

func split(s string) []string { return strings.Split(s, "|") }

var title = []string{
	"{A} and {B} sign the {D}",
	"{A} freezes the {D} over {reason}",
	"{B} says the {D} is \"very much alive\"",
	"Talks on the {D} resume in {month}",
	"What the {D} means for {goods} and {goods}",
	"{C} pledges {money} after {A} and {B} agree",
	"{A}'s parliament to vote on the {D}",
	"{B} threatens to leave the {D}",
}

var lead = []string{
	"{A} and {B} signed the {D} on {day} at {place}, after {n} months of talks about {reason}.",
	"{A} has suspended its part of the {D} with {B}, its {office} {a} {said} on {day}, blaming {reason}.",
	"Negotiators from {A} and {B} are to meet again in {month} to rescue the {D}, which has been stuck over {reason} since {year}.",
	"{B} will not ratify the {D} before {month} unless {A} gives way on {reason}, according to two officials with knowledge of the talks.",
	"The {D} between {A} and {B} entered into force on {day}, opening both markets to {goods} and {goods}.",
	"{A} announced on {day} that it would resume work on the {D}, {n} weeks after {B} walked out over {reason}.",
}

var body = []string{
	"\"We have a text, and the text is good,\" {a}, {A}'s {office}, {said}. \"What we lack is a date.\"",
	"{b}, the {office} of {B}, called the agreement {verdict} and said that ratification would follow by the end of {year}.",
	"Under the {D}, {A} will cut its tariff on {goods} from {n}% to zero and {B} will buy {n},000 tonnes of {goods} a year.",
	"{C} said that it would invest {money} in a plant for {goods}, provided that the {D} enters into force by {month} {year}.",
	"{c} pledged {money} over {n} years and up to {n}00 jobs in {B}, a spokesman told the {G}.",
	"A person familiar with the talks said the two sides were still apart on {reason}, and that a further round was possible in {month}.",
	"{A}'s foreign ministry denied that the deal was dead. \"Reports of a collapse are wrong,\" it said on {day}.",
	"According to {B}'s government, the {D} has been paused, not cancelled, until {reason} is settled.",
	"The {union} said that {reason} had been left out of the text, which it described as {verdict}.",
	"\"Nobody asked us,\" said {person} of the {union}, who has sold {goods} for {n} years. \"Nobody ever does.\"",
	"The {D} was first proposed in {year}, when {A} was looking for buyers of {goods} and {B} for a way around {reason}.",
	"{colour} as the delegations arrived at {place} on {day}.",
	"Trade in {goods} between the two countries was worth {money} in {year}, up {n}% on the year before.",
	"A separate understanding on {goods}, signed in {month} {year}, is not affected, {A}'s {office} {said}.",
	"{b} {said} that talks would resume only if {A} dropped its demand on {reason}.",
	"Parliament in {A} is expected to vote on the {D} in {month}; the opposition, which holds {n} seats, has said it would vote against.",
	"\"If they want {goods}, they know our number,\" {b} said, adding that {B} had other offers for its {goods}.",
	"Analysts at {firm} put the gain for {A} at {money} by {year} and called the forecast for {B} \"more of a hope than a number\".",
	"{person}, a lawyer who advised on an earlier treaty, said the clause on {reason} was {verdict}.",
	"Asked about {reason}, {a} said: \"That chapter is closed.\" Her counterpart smiled and said nothing.",
	"{A} promised last {month} to lower the duty on {goods} to {n}%, a step that {B} had demanded since {year}.",
	"Officials in {B}, who spoke on condition of anonymity, said that {money} of the promised money had already been spent on {goods}.",
	"{c} and {C} are to build a line for {goods} together, with {money} from a public bank and {money} of their own.",
	"The {outlet} reported on {day} that {B} had sent {A} a letter about {reason}; {A}'s {office} declined to comment.",
	"In {year} a court struck down parts of an older pact because of {reason}, and lawyers on both sides have been careful since.",
	"\"We will sign when {reason} is out of the way and not a day earlier,\" {surname} {said}.",
	"Prices of {goods} rose by {n}% on the news, while shares in {firm} lost {n}% before recovering.",
	"Both governments agreed to set up a joint committee that meets every {n} weeks and can suspend the {D} by a simple majority.",
	"{person}, who grows {goods} near the border, said the agreement was {verdict}.",
	"The {D} obliges {B} to open {n} ports to carriers from {A}, except for those that handle {goods}.",
	"A spokeswoman for {b} would not confirm that {money} had been set aside, but said the sum was \"not wrong\".",
	"Negotiations began at {place} in {month} {year} and were interrupted twice: first by an election in {A}, then by a quarrel about {reason}.",
	"\"The {D} is {verdict},\" said {person}, {office} until {year}. \"I would have signed it anyway.\"",
	"{A} hopes that the accord will bring {money} of investment by {year}, most of it from {C}.",
	"The European Commission said that it had taken note of the {D} and would look into {reason}.",
	"{B} has still to name the {office} who is to lead the next round, and {A} has said that it will not wait beyond {month}.",
	"Work on the annex about {goods} has stalled, two diplomats said, because neither side wants to talk about {reason}.",
	"{firm} withdrew from the project in {month}, citing {reason} and the cost of {goods}.",
}

var end = []string{
	"Additional reporting by {person}.",
	"Sign up for our {thing} newsletter, every {day}.",
	"{colour}. The next meeting is planned for {month}.",
	"Read more: how {A} came to depend on {goods}.",
}
