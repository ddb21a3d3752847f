package draw

import (
	"fmt"
	"math/rand/v2"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
)

var (
	places = []string{"Ardenia", "Belmora", "Corvania", "Drelland", "Estmark", "Falmere", "Grenvale", "Hestria", "Ilmaria", "Jorvia", "Kelland", "Lorvania"}
	topics = []string{"Fisheries Accord", "Battery Minerals Partnership", "Rail Freight Compact", "Digital Services Framework", "Grain Corridor Understanding",
		"Customs Modernisation Agreement", "Hydrogen Pipeline Memorandum", "Border Waters Treaty", "Visa Facilitation Arrangement"}
)

// syntheticGraph has n deals as a desk's ledger has them: a few that much hangs
// on, chains of conditions, and pairs by themselves.
func syntheticGraph(n int) *answer.Graph {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	g := &answer.Graph{}
	states := [][]answer.Answer{
		{{Axis: parley.AxisStage, State: assess.StateUndisputed, Values: []string{"negotiating"}}, {Axis: parley.AxisActivity, State: assess.StateDisputed, Values: []string{"active", "stalled"}}},
		{{Axis: parley.AxisStage, State: assess.StateUndisputed, Values: []string{"in_force"}}},
		{{Axis: parley.AxisActivity, State: assess.StateUndisputed, Values: []string{"paused"}}},
		nil,
	}
	for i := range n {
		g.Nodes = append(g.Nodes, node(fmt.Sprint("deal-", i), fmt.Sprintf("%s-%s %s", places[i%12], places[(i/12+i+3)%12], topics[i*5%9]), states[i*7%4]...))
	}
	met := []parley.Optional{"met", "not met", "disputed", "not said", "missed"}
	effects := []parley.Optional{"operative", "signed", "in_force", "resumed"}
	for i := 1; i < n; i++ {
		hub := r.IntN(i)
		if r.IntN(3) > 0 {
			hub = int(float64(i) * r.Float64() * r.Float64() * r.Float64())
		}
		e := answer.Edge{From: fmt.Sprint("deal-", i), To: fmt.Sprint("deal-", hub)}
		if i%4 == 0 {
			e.Relation = []parley.Optional{"part_of", "follows", "replaces", "linked_to", "rivals"}[r.IntN(5)]
		} else {
			e.Effect, e.Met, e.Requires = effects[r.IntN(4)], met[r.IntN(5)], "real progress in the other talks"
		}
		g.Edges = append(g.Edges, e)
	}
	return g
}

// syntheticTimeline has about n entries of some voices over some years.
func syntheticTimeline(n int) *answer.Timeline {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	t := &answer.Timeline{Deal: answer.DealRef{ID: "pact", Name: "Ardenia-Belmora Battery Minerals Partnership"}}
	voices := min(3+n/12, 40)
	day := 0
	for i := range n {
		day += 1 + r.IntN(max(1, 1200/n))
		date := parley.Optional(fmt.Sprintf("%d-%02d-%02d", 2024+day/360, day%360/30+1, day%30%28+1))
		v := int(float64(voices) * r.Float64() * r.Float64())
		name := places[v%12] + []string{" government", " trade ministry", " Foreign Secretary Edda Lindqvist-Morrow", " Chamber of Shipping"}[v/12%4]
		e := answer.Entry{Date: date, Clock: answer.ClockSaid, Type: parley.TypePosition}
		e.Voice = answer.Voice{ID: name, Name: parley.Optional(name)}
		e.Published = date
		switch r.IntN(8) {
		case 0:
			e.Type, e.Event, e.Status = parley.TypeEvent, []parley.Optional{"announced", "talks_opened", "signed", "delayed"}[r.IntN(4)], []parley.Optional{"occurred", "planned", "denied"}[r.IntN(3)]
		case 1:
			e.Type, e.What = parley.TypeCondition, "real progress in ratifying the Northern Fisheries Accord"
		case 2:
			e.Type, e.What, e.State = parley.TypeCommitment, "to invest C$2.4bn in a cathode plant", parley.StatePledged
		case 3:
			e.Axis, e.Value = "stage", []parley.Optional{"negotiating", "agreed", "signed"}[r.IntN(3)]
		default:
			e.Axis, e.Value = "activity", []parley.Optional{"active", "stalled", "paused"}[r.IntN(3)]
		}
		t.Entries = append(t.Entries, e)
		if i%9 == 4 {
			t.Silences = append(t.Silences, answer.Silence{Voice: e.Voice, Declined: i%2 == 0, Published: date})
		}
	}
	return t
}

// syntheticCommitments has n commitments in two currencies, some of them parts
// of others, some without a sum.
func syntheticCommitments(n int) *answer.Commitments {
	r := rand.New(rand.NewPCG(uint64(n), 13))
	c := &answer.Commitments{}
	totals := map[string]*answer.Total{}
	possible := map[string]float64{}
	states := []parley.CommitmentState{"pledged", "reaffirmed", "in_doubt", "cut", "withdrawn", "delivered"}
	for i := range n {
		x := answer.Commitment{ID: fmt.Sprint("c", i), Deal: answer.DealRef{ID: "pact", Name: "Ardenia-Belmora Battery Minerals Partnership"},
			Who: []string{places[i%12] + " Mining"}, What: "invest in " + topics[i%9], State: states[r.IntN(6)]}
		if i%5 != 4 {
			v := float64(1+r.IntN(300)) * 1e8
			cur := []string{"GBP", "USD"}[i%2]
			x.Amount = &parley.Amount{Value: v, Currency: cur, Qualifier: parley.QualifierExact}
			x.Now = &answer.Range{Certain: v, Possible: &v}
			switch x.State {
			case "cut":
				x.Was = &parley.Amount{Value: v * 1.5, Currency: cur}
			case "in_doubt":
				x.Now.Certain = 0
			case "withdrawn":
				zero := 0.0
				x.Now = &answer.Range{Possible: &zero}
			case "pledged":
				if i%3 == 0 {
					x.Now.Possible = nil
				}
			}
			t := totals[cur]
			if t == nil {
				t = &answer.Total{Currency: cur}
				totals[cur] = t
			}
			if i > 3 && i%4 == 2 {
				x.PartOf = parley.Optional(fmt.Sprint("c", i-2))
			} else {
				t.Certain += x.Now.Certain
			}
			possible[cur] += v
			t.Of++
			if x.State == "delivered" {
				t.Delivered += v / 2
				x.Due = "2027"
			}
		}
		c.Commitments = append(c.Commitments, x)
	}
	for _, cur := range []string{"GBP", "USD"} {
		if t := totals[cur]; t != nil {
			v := possible[cur]
			t.Possible = &v
			c.Totals = append(c.Totals, *t)
		}
	}
	return c
}
