package parley

// Judgement is a person's record about something the ledger holds: an input
// like a document, never an edit of one.
type Judgement struct {
	ID      string   `json:"id"`      // content hash of all fields below
	Verdict Verdict  `json:"verdict"` // accept, amend, reject, ...
	Target  string   `json:"target"`  // id of a statement, assertion, deal, entity, document or judgement; a voice by [VoiceTarget]
	Other   Optional `json:"other"`   // same, different: the second id
	Field   Optional `json:"field"`   // amend: which field
	Value   Optional `json:"value"`   // amend: its value, as JSON writes it
	Anchor  *Anchor  `json:"anchor"`  // the words judged, to find them again after a re-read
	Who     string   `json:"who"`
	Why     Optional `json:"why"`
	When    string   `json:"when"` // RFC 3339, when the person decided
}

// VoiceTarget begins the target of a judgement on a voice by name, whichever
// documents have it: "entity:Downing Street".
const VoiceTarget = "entity:"

// Anchor holds the words that a judgement is about, so that it can follow them
// when a better reader moves a span.
type Anchor struct {
	Document string `json:"document"`
	Content  []Span `json:"content"` // in original bytes
	Text     string `json:"text"`
}
