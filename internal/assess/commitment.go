package assess

import (
	"slices"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/pledge"
)

// commitments joins the facts that tell of one undertaking, the newest pledge
// first, those of one time as the text has them.
func (w *work) commitments(d *Deal) {
	var ts []*pledge.Telling
	d.told = map[*pledge.Telling]*Fact{}
	for _, f := range w.counted(d, parley.TypeCommitment) {
		t := &pledge.Telling{Deal: d.ID, Document: f.Document.ID(), Voice: f.Voice.ID, Said: f.Said,
			Who: partiesOf(f, f.Assertion.Who), To: partiesOf(f, f.Assertion.To), Assertion: &f.Assertion}
		if f.Statement != nil {
			t.Context = f.Statement.Content.Text
		}
		d.told[t] = f
		ts = append(ts, t)
	}
	d.Commitments = pledge.Match(ts)
	slices.SortStableFunc(d.Commitments, func(a, b *pledge.Commitment) int {
		return b.Tellings[0].Said.From.Compare(a.Tellings[0].Said.From)
	})
}

func partiesOf(f *Fact, ids []string) []pledge.Party {
	var out []pledge.Party
	for _, id := range ids {
		if e := entityOf(f.extraction, id); e != nil {
			out = append(out, pledge.Party{Name: e.Name, Type: e.Type})
		}
	}
	return out
}

// Told is the fact that a telling of one of the deal's commitments is.
func (d *Deal) Told(t *pledge.Telling) *Fact { return d.told[t] }

// Tellings are the facts that tell of a commitment, newest said first.
func (d *Deal) Tellings(c *pledge.Commitment) []*Fact {
	out := make([]*Fact, len(c.Tellings))
	for i, t := range c.Tellings {
		out[len(out)-1-i] = d.told[t]
	}
	return out
}

// Kept is the state of the answer how far a commitment has come. To name a
// pledge again goes with every further step.
func Kept(c *pledge.Commitment) State {
	if c.Disputed() {
		return StateDisputed
	}
	var said parley.CommitmentState
	for _, t := range c.Standing() {
		switch s := t.Assertion.State; {
		case s == parley.StatePledged || s == said:
		case said == "":
			said = s
		default:
			return StateDiffer
		}
	}
	return StateUndisputed
}
