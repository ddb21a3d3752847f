package parley

import "encoding/json"

// Assertion is what a statement, or the outlet's narration, says about a deal.
// Which of the fields below the common ones are set follows from Type; JSON
// holds the fields of that type only.
type Assertion struct {
	ID         string // content hash, see [AssertionID]
	Deal       string // deal id
	Type       AssertionType
	By         Optional // entity id of who spoke; the outlet's entity for narration, "" when the outlet is not shown
	Statement  Optional // statement id, "" for narration
	Derivation Derivation
	Evidence   Part
	Confidence float64
	ByRule     string

	// position
	Axis  Axis
	Value string // a value of the axis

	// event
	Event  Event
	Date   Optional // EDTF
	Status EventStatus

	// commitment
	Who      []string // entity ids
	To       []string // entity ids; nil when nobody is named
	Amount   *Amount
	Rate     *Rate
	Quantity *Quantity
	Due      Optional // EDTF
	State    CommitmentState

	// commitment and obstacle
	What string // words of the post

	// condition
	Effect       Effect
	Requires     string   // words of the post
	RequiresDeal Optional // deal id
	Met          *bool

	// link
	Relation Relation
	ToDeal   string // deal id
}

// Amount is money. Value is in units of the currency (31e9 for £31bn).
type Amount struct {
	Value     float64   `json:"value"`
	Currency  string    `json:"currency"` // ISO 4217
	Qualifier Qualifier `json:"qualifier"`
}

// Rate is a proportion or level ("from 25% to 10%": Value 10, From 25).
type Rate struct {
	Value     float64   `json:"value"`
	Unit      string    `json:"unit"` // percent
	From      *float64  `json:"from"`
	Qualifier Qualifier `json:"qualifier"`
}

// Quantity is a count of things ("13,000 tonnes of beef").
type Quantity struct {
	Value     float64   `json:"value"`
	Unit      string    `json:"unit"`
	Of        Optional  `json:"of"`
	Qualifier Qualifier `json:"qualifier"`
}

type assertionCommon struct {
	ID         string        `json:"id"`
	Deal       string        `json:"deal"`
	Type       AssertionType `json:"type"`
	By         Optional      `json:"by"`
	Statement  Optional      `json:"statement"`
	Derivation Derivation    `json:"derivation"`
	Evidence   Part          `json:"evidence"`
	Confidence float64       `json:"confidence"`
	ByRule     string        `json:"by_rule"`
}

type positionFields struct {
	Axis  Axis   `json:"axis"`
	Value string `json:"value"`
}

type eventFields struct {
	Event  Event       `json:"event"`
	Date   Optional    `json:"date"`
	Status EventStatus `json:"status"`
}

type commitmentFields struct {
	Who      []string        `json:"who"`
	To       []string        `json:"to"`
	What     string          `json:"what"`
	Amount   *Amount         `json:"amount"`
	Rate     *Rate           `json:"rate"`
	Quantity *Quantity       `json:"quantity"`
	Due      Optional        `json:"due"`
	State    CommitmentState `json:"state"`
}

type conditionFields struct {
	Effect       Effect   `json:"effect"`
	Requires     string   `json:"requires"`
	RequiresDeal Optional `json:"requires_deal"`
	Met          *bool    `json:"met"`
}

type obstacleFields struct {
	What string `json:"what"`
}

type linkFields struct {
	To       string   `json:"to"`
	Relation Relation `json:"relation"`
}

// MarshalJSON writes the common fields and those of the assertion's type.
func (a Assertion) MarshalJSON() ([]byte, error) {
	c := assertionCommon{a.ID, a.Deal, a.Type, a.By, a.Statement, a.Derivation, a.Evidence, a.Confidence, a.ByRule}
	c.Evidence.Spans = list(c.Evidence.Spans)
	switch a.Type {
	case TypePosition:
		return json.Marshal(struct {
			assertionCommon
			positionFields
		}{c, positionFields{a.Axis, a.Value}})
	case TypeEvent:
		return json.Marshal(struct {
			assertionCommon
			eventFields
		}{c, eventFields{a.Event, a.Date, a.Status}})
	case TypeCommitment:
		return json.Marshal(struct {
			assertionCommon
			commitmentFields
		}{c, commitmentFields{list(a.Who), list(a.To), a.What, a.Amount, a.Rate, a.Quantity, a.Due, a.State}})
	case TypeCondition:
		return json.Marshal(struct {
			assertionCommon
			conditionFields
		}{c, conditionFields{a.Effect, a.Requires, a.RequiresDeal, a.Met}})
	case TypeObstacle:
		return json.Marshal(struct {
			assertionCommon
			obstacleFields
		}{c, obstacleFields{a.What}})
	case TypeLink:
		return json.Marshal(struct {
			assertionCommon
			linkFields
		}{c, linkFields{a.ToDeal, a.Relation}})
	}
	return json.Marshal(c)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Assertion) UnmarshalJSON(b []byte) error {
	var c assertionCommon
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	*a = Assertion{ID: c.ID, Deal: c.Deal, Type: c.Type, By: c.By, Statement: c.Statement, Derivation: c.Derivation,
		Evidence: c.Evidence, Confidence: c.Confidence, ByRule: c.ByRule}
	switch a.Type {
	case TypePosition:
		var f positionFields
		err := json.Unmarshal(b, &f)
		a.Axis, a.Value = f.Axis, f.Value
		return err
	case TypeEvent:
		var f eventFields
		err := json.Unmarshal(b, &f)
		a.Event, a.Date, a.Status = f.Event, f.Date, f.Status
		return err
	case TypeCommitment:
		var f commitmentFields
		err := json.Unmarshal(b, &f)
		a.Who, a.To, a.What, a.Amount, a.Rate, a.Quantity, a.Due, a.State = f.Who, f.To, f.What, f.Amount, f.Rate, f.Quantity, f.Due, f.State
		return err
	case TypeCondition:
		var f conditionFields
		err := json.Unmarshal(b, &f)
		a.Effect, a.Requires, a.RequiresDeal, a.Met = f.Effect, f.Requires, f.RequiresDeal, f.Met
		return err
	case TypeObstacle:
		var f obstacleFields
		err := json.Unmarshal(b, &f)
		a.What = f.What
		return err
	case TypeLink:
		var f linkFields
		err := json.Unmarshal(b, &f)
		a.ToDeal, a.Relation = f.To, f.Relation
		return err
	}
	return nil
}
