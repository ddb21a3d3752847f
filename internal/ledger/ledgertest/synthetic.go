package ledgertest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Archive makes documents with their extractions for filling ledgers: texts in
// the shape and size of a news post, on invented deals of which a few are
// written about often and most seldom.
type Archive struct {
	Deals      int // number of deals; 0 for 1,000
	Statements int // statements a document; 0 for 10
	Paragraphs int // of filling text a document; 0 for 6
}

// Run0 is the reader that is said to have read an archive's documents.
var Run0 = ledger.RunKey{Extractor: "synthetic/1", Weights: "none", Lexicon: "none", Normaliser: "synthetic/1"}

var (
	first  = strings.Fields("Amber Birch Cedar Dahlia Elder Fennel Garnet Hazel Indigo Juniper Kestrel Laurel Maple Nettle Orchid Pearl Quartz Rowan Saffron Teal Umber Violet Willow Yarrow Zinnia")
	second = strings.Fields("Anchor Beacon Canal Delta Estuary Fjord Glacier Harbour Isthmus Junction Key Lagoon Meadow Narrows Orchard Plateau Quarry Reef Strait Tundra Upland Valley Wharf")
	states = strings.Fields("Ardenia Belmora Corvania Drelland Estmark Falmere Grenvale Hestria Ilmaria Jorvia Kelland Lorvania")
	speech = strings.Fields("said insisted announced warned added confirmed denied hoped")
	filler = strings.Fields("the ministers met again in the capital after weeks of quiet work on tariffs quotas standards inspection customs and the rules of origin while officials on both sides went through every line of a long text that few people had read and nobody wanted to be seen to delay it was raining and the reporters waited under umbrellas for word of progress")
)

// Document makes document number n. The same n gives the same document.
func (a Archive) Document(n int) (*parley.Document, *parley.Extraction, ledger.Sketch) {
	r := rand.New(rand.NewPCG(uint64(n), 41))
	deals, statements, paragraphs := orDefault(a.Deals, 1000), orDefault(a.Statements, 10), orDefault(a.Paragraphs, 6)

	var text strings.Builder
	write := func(s string) parley.Span {
		from := text.Len()
		text.WriteString(s)
		return parley.Span{Start: from, End: text.Len()}
	}
	x := &parley.Extraction{Schema: parley.SchemaExtract}
	about := [2]int{skewed(r, deals), skewed(r, deals)}
	for i := range 6 {
		// A deal has the same parties wherever it is written about.
		k := about[i/4] / len(second)
		x.Entities = append(x.Entities, parley.Entity{ID: fmt.Sprint("e", i+1), Name: states[(k+i%2*(1+about[i/4]%11))%len(states)], Type: parley.EntityState})
	}
	x.Entities[2].Name, x.Entities[2].Type = x.Entities[0].Name+" trade ministry", parley.EntityBody
	x.Entities[2].SpeaksFor = "e1"
	x.Entities[3].Name, x.Entities[3].Type = "The Daily "+second[r.IntN(len(second))], parley.EntityOutlet
	for i, k := range about {
		name := fmt.Sprintf("%s %s Accord", first[k%len(first)], second[k/len(first)%len(second)])
		if k >= len(first)*len(second) {
			name = fmt.Sprintf("%s %s %d Accord", first[k%len(first)], second[k/len(first)%len(second)], k)
		}
		x.Deals = append(x.Deals, parley.Deal{ID: fmt.Sprint("d", i+1), Name: name, Kind: parley.DealTrade, Instrument: parley.InstrumentAgreement,
			Parties: []string{fmt.Sprint("e", 4*i+1), fmt.Sprint("e", 4*i+2)}, Main: i == 0, Confidence: 0.9})
	}

	paragraph := func(part parley.PartName, f func()) {
		if text.Len() > 0 {
			write("\n\n")
		}
		from := text.Len()
		f()
		x.Parts = append(x.Parts, parley.TextPart{Part: part, Span: parley.Span{Start: from, End: text.Len()}})
	}
	mention := func(i int) parley.Span {
		s := write(x.Entities[i].Name)
		x.Entities[i].Mentions = append(x.Entities[i].Mentions, s)
		return s
	}
	deal := func(i int) parley.Span {
		s := write(x.Deals[i].Name)
		x.Deals[i].Mentions = append(x.Deals[i].Mentions, s)
		return s
	}
	words := func(n int) {
		at := r.IntN(len(filler))
		for range n {
			write(filler[at%len(filler)] + " ")
			at += 1 + r.IntN(3)
		}
	}
	paragraph(parley.PartTitle, func() {
		mention(0)
		write(" and ")
		mention(1)
		write(" on the ")
		deal(0)
		write(fmt.Sprintf(", day %d", n))
	})
	x.Title = parley.Optional(text.String())
	id := parley.DocumentID(fmt.Appendf(nil, "synthetic %d", n)) // the true id needs the whole text
	for i := range statements {
		paragraph(parley.PartBody, func() {
			who, what := i%3, i%2
			source := mention(who)
			write(" ")
			cue := write(speech[r.IntN(len(speech))])
			write(" that ")
			from := text.Len()
			deal(what)
			evidence := write([]string{" is active", " has stalled", " is paused"}[r.IntN(3)])
			evidence.Start = from
			write(" because ")
			words(8)
			content := parley.Span{Start: from, End: text.Len() - 1}
			write("“yes”.")
			at := text.String()
			st := parley.Statement{ID: parley.StatementID(id, []parley.Span{source}, []parley.Span{cue}, []parley.Span{content}), Part: parley.PartBody,
				Source:  &parley.SourcePart{Part: parley.NewPart(at, source), Entity: parley.Optional(x.Entities[who].ID)},
				Content: parley.NewPart(at, content), Kind: parley.KindIndirect, Act: parley.ActAssert, Basis: parley.BasisOnRecord,
				Confidence: 0.9, ByRule: "synthetic"}
			c := parley.NewPart(at, cue)
			st.Cue = &c
			x.Statements = append(x.Statements, st)
			as := parley.Assertion{Deal: x.Deals[what].ID, Type: parley.TypePosition, By: parley.Optional(x.Entities[who].ID), Statement: parley.Optional(st.ID),
				Derivation: "stated", Evidence: parley.NewPart(at, evidence), Confidence: 0.9, ByRule: "synthetic", Axis: parley.AxisActivity,
				Value: map[byte]string{'e': "active", 'd': "stalled"}[at[evidence.End-1]]}
			if as.Value == "stalled" && strings.HasSuffix(as.Evidence.Text, "paused") {
				as.Value = "paused"
			}
			as.ID = parley.AssertionID(id, x.Deals[what].Mentions[0], as.Evidence.Spans, as.Key(), x.Entities[who].Name)
			x.Assertions = append(x.Assertions, as)
		})
	}
	paragraph(parley.PartBody, func() {
		mention(4)
		write(" and ")
		mention(5)
		write(" wait")
	})
	for range paragraphs {
		paragraph(parley.PartBody, func() { words(60) })
	}
	when := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 17 * time.Minute)
	x.Text = text.String()
	original := []byte(x.Text)
	x.ID = parley.DocumentID(original)
	x.URL = parley.Optional(fmt.Sprintf("https://posts.example/%d", n))
	x.Outlet = parley.Optional(x.Entities[3].Name)
	x.Published = parley.Optional(when.Format("2006-01-02T15:04:05Z"))
	x.Language = "en"
	doc := &parley.Document{Header: x.Header, Kind: parley.DocumentArticle, MediaType: "text/plain", Encoding: "utf-8",
		Map:      parley.OffsetMap{{TextLen: len(x.Text), OriginalLen: len(x.Text)}},
		Original: original}
	sketch := ledger.Sketch{Shingles: len(x.Text) / 6}
	for range 128 {
		sketch.Mins = append(sketch.Mins, r.Uint32())
	}
	return doc, x, sketch
}

func orDefault(n, d int) int {
	if n == 0 {
		return d
	}
	return n
}

// skewed picks a deal by the log-uniform law: the k-th deal is written about
// about 1/k as often as the first.
func skewed(r *rand.Rand, n int) int {
	return min(n-1, int(math.Exp(r.Float64()*math.Log(float64(n+1))))-1)
}
