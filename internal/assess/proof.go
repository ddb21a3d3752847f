package assess

import (
	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/condition"
)

// Proof is a node of a proof tree: a claim, what it comes to, and what that
// rests on. An answer's value is its root's Value, so that an explanation
// cannot say another thing than the answer.
type Proof struct {
	Claim string   // what is concluded about: "activity(us-uk-tpd)"
	Value string   // what is concluded
	Rule  string   // how it follows from Of
	Voice *Voice   // whose position this node is, if one's
	Fact  *Fact    // the leaf's evidence
	Out   Outcome  // why the node does not count towards its parent's value
	Of    []*Proof // in order of weight: what counts first
	Cut   int      // how many further nodes were left out
}

// Rules of proof nodes.
const (
	RuleCompare   = "the positions of the voices compared"
	RuleNewest    = "the voice's newest saying stands"
	RuleSide      = "the newest saying of those who speak for it stands"
	RuleStated    = "stated"
	RuleEntailed  = "entailed"
	RulePresumed  = "presupposed"
	RuleEvent     = "entailed by the event"
	RuleAbsent    = "nobody in the ledger says"
	RuleEcho      = "one origin counts once"
	RuleConnected = "by the condition's words"
	RuleTold      = "what the voices say of it"
)

func proveAxis(d *Deal, a *Axis) *Proof {
	claim := string(a.Axis) + "(" + d.ID + ")"
	root := &Proof{Claim: claim, Rule: RuleCompare, Value: string(stateOf(a.Axis, a.Positions))}
	for _, p := range a.Positions {
		node := &Proof{Claim: claim, Voice: p.Voice, Rule: RuleNewest}
		if p.rolledUp() {
			node.Rule = RuleSide
		}
		if !p.Counted && len(p.Standing) > 0 {
			node.Out = "not heard by the policy"
		}
		for i, v := range p.Values {
			if i > 0 {
				node.Value += " and "
			}
			node.Value += v
		}
		for _, c := range p.Standing {
			node.Of = append(node.Of, c.proof(claim))
		}
		for _, c := range p.Passed {
			node.Of = append(node.Of, c.proof(claim))
		}
		root.Of = append(root.Of, node)
	}
	if State(root.Value) == StateNotSaid {
		root.Of = append(root.Of, &Proof{Claim: claim, Value: string(StateNotSaid), Rule: RuleAbsent})
	}
	return root
}

func (c *Claim) proof(claim string) *Proof {
	n := &Proof{Claim: claim, Value: c.Value, Fact: c.Fact, Out: c.Out, Rule: RuleStated}
	switch {
	case c.event():
		n.Rule = RuleEvent
	case c.Assertion.Derivation == parley.DerivationEntailed:
		n.Rule = RuleEntailed
	case c.Assertion.Derivation == parley.DerivationPresupposed:
		n.Rule = RulePresumed
	}
	for _, e := range c.Echoes {
		n.Of = append(n.Of, &Proof{Claim: claim, Value: c.Value, Fact: e, Out: OutEcho, Rule: RuleEcho})
	}
	return n
}

// Proof is why the condition is met or not: its expression taken apart, down to
// who says what.
func (c *Condition) Proof() *Proof {
	root := prove(c.Met)
	root.Claim = "met(" + c.String() + ")"
	return root
}

func prove(n *condition.Node) *Proof {
	p := &Proof{Claim: condition.Print(n.Expr), Value: told(n), Rule: RuleConnected}
	for _, m := range n.Of {
		p.Of = append(p.Of, prove(m))
	}
	if n.Told == nil {
		return p
	}
	p.Rule = RuleTold
	facts, _ := n.Told.Proof.([]*Fact)
	for _, f := range facts {
		p.Of = append(p.Of, &Proof{Claim: p.Claim, Voice: f.Voice, Fact: f, Value: f.tells(), Rule: RuleStated})
	}
	if len(facts) == 0 {
		p.Of = append(p.Of, &Proof{Claim: p.Claim, Value: string(StateNotSaid), Rule: RuleAbsent})
	}
	return p
}

// told is a node's value in a reader's words.
func told(n *condition.Node) string {
	switch {
	case n.Truth == parley.True:
		return "met"
	case n.Truth == parley.False:
		return "not met"
	case n.Truth == parley.Both:
		return string(StateDisputed)
	case n.Missed:
		return "missed"
	}
	return string(StateNotSaid)
}

// tells is what a fact says of a condition that rests on it.
func (f *Fact) tells() string {
	a := &f.Assertion
	switch {
	case a.Met != nil && *a.Met:
		return "met"
	case a.Met != nil:
		return "not met"
	case a.Type == parley.TypeEvent:
		return string(a.Event) + ", " + string(a.Status)
	case a.Type == parley.TypePosition:
		return string(a.Axis) + " = " + a.Value
	}
	return string(a.State)
}
