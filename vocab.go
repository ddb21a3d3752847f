package parley

// Vocabulary is a closed list of words. Docs, flags, the ledger's checks and
// gold files are tested against these lists.
type Vocabulary struct {
	Name  string // what one word of it is called
	Words []Word
}

// Word is one value of a [Vocabulary].
type Word struct {
	Value   string
	Meaning string
	Since   string // the release that brought it
}

// Has reports whether value is in v.
func (v Vocabulary) Has(value string) bool {
	for _, w := range v.Words {
		if w.Value == value {
			return true
		}
	}
	return false
}

// Values lists v's words in order.
func (v Vocabulary) Values() []string {
	out := make([]string, len(v.Words))
	for i, w := range v.Words {
		out[i] = w.Value
	}
	return out
}

// PartName is a word of [PartNames].
type PartName string

// The values of [PartName].
const (
	PartTitle       PartName = "title"
	PartExcerpt     PartName = "excerpt"
	PartBody        PartName = "body"
	PartCaption     PartName = "caption"
	PartBoilerplate PartName = "boilerplate"
)

// PartNames is the vocabulary of [PartName].
var PartNames = Vocabulary{"part of a document", []Word{
	{"title", "the headline", "0.1"},
	{"excerpt", "the summary or standfirst", "0.1"},
	{"body", "the article's own paragraphs", "0.1"},
	{"caption", "words under a picture", "0.1"},
	{"boilerplate", "words that every page of the site carries", "0.1"},
}}

// DocumentKind is a word of [DocumentKinds].
type DocumentKind string

// The values of [DocumentKind].
const (
	DocumentArticle DocumentKind = "article"
	DocumentNote    DocumentKind = "note"
)

// DocumentKinds is the vocabulary of [DocumentKind].
var DocumentKinds = Vocabulary{"kind of document", []Word{
	{"article", "published by somebody", "0.1"},
	{"note", "written by the desk: a call, an off-the-record line", "0.1"},
}}

// EntityType is a word of [Entities].
type EntityType string

// The values of [EntityType].
const (
	EntityPerson   EntityType = "person"
	EntityOffice   EntityType = "office"
	EntityBody     EntityType = "body"
	EntityCompany  EntityType = "company"
	EntityState    EntityType = "state"
	EntityOutlet   EntityType = "outlet"
	EntityDocument EntityType = "document"
	EntityGroup    EntityType = "group"
)

// Entities is the vocabulary of [EntityType].
var Entities = Vocabulary{"entity type", []Word{
	{"person", "a named human being", "0.1"},
	{"office", "a role that speaks: a spokesman's office, Downing Street", "0.1"},
	{"body", "an organisation that is no company: a government, party, court, union, armed group", "0.1"},
	{"company", "a business", "0.1"},
	{"state", "a country or a union of countries as a party", "0.1"},
	{"outlet", "a newspaper, agency, broadcaster or site", "0.1"},
	{"document", "a text that speaks: a memorandum, report, poll, filing", "0.1"},
	{"group", "people without a name of their own: officials, analysts", "0.1"},
}}

// Kind is a word of [Kinds].
type Kind string

// The values of [Kind].
const (
	KindDirect   Kind = "direct"
	KindIndirect Kind = "indirect"
	KindMixed    Kind = "mixed"
)

// Kinds is the vocabulary of [Kind].
var Kinds = Vocabulary{"kind", []Word{
	{"direct", "all of the content stands in quotation marks", "0.1"},
	{"indirect", "none of it does", "0.1"},
	{"mixed", "some of it does", "0.1"},
}}

// Act is a word of [Acts].
type Act string

// The values of [Act].
const (
	ActAssert  Act = "assert"
	ActDeny    Act = "deny"
	ActPromise Act = "promise"
	ActIntend  Act = "intend"
	ActWant    Act = "want"
	ActExpect  Act = "expect"
	ActBelieve Act = "believe"
	ActDemand  Act = "demand"
	ActPropose Act = "propose"
	ActDecline Act = "decline"
	ActSilent  Act = "silent"
)

// Acts is the vocabulary of [Act].
var Acts = Vocabulary{"act", []Word{
	{"assert", "says that it is so", "0.1"},
	{"deny", "says that it is not so", "0.1"},
	{"promise", "undertakes to do it", "0.1"},
	{"intend", "means to do it", "0.1"},
	{"want", "wishes or hopes for it", "0.1"},
	{"expect", "thinks that it will be so", "0.1"},
	{"believe", "thinks that it is so", "0.1"},
	{"demand", "asks another to do it", "0.1"},
	{"propose", "puts it forward", "0.1"},
	{"decline", "will not say", "0.1"},
	{"silent", "was asked and did not answer", "0.1"},
}}

// Basis is a word of [Bases].
type Basis string

// The values of [Basis].
const (
	BasisOnRecord        Basis = "on_record"
	BasisUnnamedOfficial Basis = "unnamed_official"
	BasisUnnamedSource   Basis = "unnamed_source"
	BasisOutletKnowledge Basis = "outlet_knowledge"
	BasisPressReport     Basis = "press_report"
	BasisDocument        Basis = "document"
	BasisUnsourced       Basis = "unsourced"
	BasisDeclined        Basis = "declined"
	BasisNoResponse      Basis = "no_response"
)

// Bases is the vocabulary of [Basis].
var Bases = Vocabulary{"basis", []Word{
	{"on_record", "a named person, body or company", "0.1"},
	{"unnamed_official", "an official, minister or spokesman without a name", "0.1"},
	{"unnamed_source", "sources, people familiar, analysts and other groups without a name", "0.1"},
	{"outlet_knowledge", "the outlet's own: the BBC understands", "0.1"},
	{"press_report", "another outlet reports", "0.1"},
	{"document", "a text, report, poll, filing or data says", "0.1"},
	{"unsourced", "it is believed, reportedly", "0.1"},
	{"declined", "declines or does not comment", "0.1"},
	{"no_response", "was asked and has not answered", "0.1"},
}}

// DealKind is a word of [DealKinds].
type DealKind string

// The values of [DealKind].
const (
	DealTrade      DealKind = "trade"
	DealTechnology DealKind = "technology"
	DealInvestment DealKind = "investment"
	DealMerger     DealKind = "merger"
	DealFinancing  DealKind = "financing"
	DealPeace      DealKind = "peace"
	DealSecurity   DealKind = "security"
	DealTreaty     DealKind = "treaty"
	DealClimate    DealKind = "climate"
	DealEnergy     DealKind = "energy"
	DealResources  DealKind = "resources"
	DealOther      DealKind = "other"
)

// DealKinds is the vocabulary of [DealKind].
var DealKinds = Vocabulary{"deal kind", []Word{
	{"trade", "tariffs, quotas, market access, customs", "0.1"},
	{"technology", "technology co-operation or licensing", "0.1"},
	{"investment", "stakes, funds and plants", "0.1"},
	{"merger", "mergers, takeovers, sales of a business", "0.1"},
	{"financing", "loans, bonds, aid, debt", "0.1"},
	{"peace", "truces, ceasefires, peace accords, exchanges of prisoners", "0.1"},
	{"security", "defence, arms, policing, migration control", "0.1"},
	{"treaty", "boundaries, sovereignty, general treaties", "0.1"},
	{"climate", "emissions and nature", "0.1"},
	{"energy", "oil, gas, power", "0.1"},
	{"resources", "minerals, water, fish", "0.1"},
	{"other", "anything else", "0.1"},
}}

// Instrument is a word of [Instruments].
type Instrument string

// The values of [Instrument].
const (
	InstrumentMemorandum      Instrument = "memorandum"
	InstrumentTreaty          Instrument = "treaty"
	InstrumentAgreement       Instrument = "agreement"
	InstrumentFramework       Instrument = "framework"
	InstrumentTermSheet       Instrument = "term_sheet"
	InstrumentMergerAgreement Instrument = "merger_agreement"
	InstrumentLoan            Instrument = "loan"
	InstrumentStatement       Instrument = "statement"
	InstrumentOther           Instrument = "other"
)

// Instruments is the vocabulary of [Instrument].
var Instruments = Vocabulary{"instrument", []Word{
	{"memorandum", "a memorandum of understanding", "0.1"},
	{"treaty", "a treaty, convention or protocol", "0.1"},
	{"agreement", "an agreement, accord, deal, pact", "0.1"},
	{"framework", "a framework or roadmap", "0.1"},
	{"term_sheet", "a term sheet or letter of intent", "0.1"},
	{"merger_agreement", "a merger, takeover or purchase", "0.1"},
	{"loan", "a loan or credit", "0.1"},
	{"statement", "a joint statement or declaration", "0.1"},
	{"other", "anything else", "0.1"},
}}

// AssertionType is a word of [AssertionTypes].
type AssertionType string

// The values of [AssertionType].
const (
	TypePosition   AssertionType = "position"
	TypeEvent      AssertionType = "event"
	TypeCommitment AssertionType = "commitment"
	TypeCondition  AssertionType = "condition"
	TypeObstacle   AssertionType = "obstacle"
	TypeLink       AssertionType = "link"
)

// AssertionTypes is the vocabulary of [AssertionType].
var AssertionTypes = Vocabulary{"assertion type", []Word{
	{"position", "where a deal stands on an axis", "0.1"},
	{"event", "something that happened to a deal, is planned, or is denied", "0.1"},
	{"commitment", "what a party undertakes", "0.1"},
	{"condition", "what a deal waits for", "0.1"},
	{"obstacle", "what stands in a deal's way", "0.1"},
	{"link", "how a deal relates to another", "0.1"},
}}

// Axis is a word of [Axes].
type Axis string

// The values of [Axis].
const (
	AxisStage     Axis = "stage"
	AxisActivity  Axis = "activity"
	AxisOperative Axis = "operative"
	AxisBinding   Axis = "binding"
)

// Axes is the vocabulary of [Axis].
var Axes = Vocabulary{"axis", []Word{
	{"stage", "how far it has come", "0.1"},
	{"activity", "whether work on it goes on", "0.1"},
	{"operative", "whether it has effect", "0.1"},
	{"binding", "whether it binds", "0.1"},
}}

// Event is a word of [Events].
type Event string

// The values of [Event].
const (
	EventProposed         Event = "proposed"
	EventTalksOpened      Event = "talks_opened"
	EventTalksResumed     Event = "talks_resumed"
	EventOffered          Event = "offered"
	EventAnnounced        Event = "announced"
	EventAgreed           Event = "agreed"
	EventSigned           Event = "signed"
	EventApproved         Event = "approved"
	EventRatified         Event = "ratified"
	EventNotified         Event = "notified"
	EventEnteredIntoForce Event = "entered_into_force"
	EventCompleted        Event = "completed"
	EventAmended          Event = "amended"
	EventExtended         Event = "extended"
	EventDelayed          Event = "delayed"
	EventStalled          Event = "stalled"
	EventPaused           Event = "paused"
	EventRejected         Event = "rejected"
	EventWithdrawn        Event = "withdrawn"
	EventTerminated       Event = "terminated"
	EventBreached         Event = "breached"
	EventExpired          Event = "expired"
	EventChallenged       Event = "challenged"
	EventDelivered        Event = "delivered"
)

// Events is the vocabulary of [Event].
var Events = Vocabulary{"event", []Word{
	{"proposed", "put forward", "0.1"},
	{"talks_opened", "talks began", "0.1"},
	{"talks_resumed", "talks began again", "0.1"},
	{"offered", "an offer was made", "0.1"},
	{"announced", "made public", "0.1"},
	{"agreed", "agreed by the parties", "0.1"},
	{"signed", "signed", "0.1"},
	{"approved", "approved by who must approve", "0.1"},
	{"ratified", "ratified", "0.1"},
	{"notified", "notified to a party or depositary", "0.1"},
	{"entered_into_force", "took effect", "0.1"},
	{"completed", "closed or carried out", "0.1"},
	{"amended", "changed", "0.1"},
	{"extended", "made to last longer", "0.1"},
	{"delayed", "put back", "0.1"},
	{"stalled", "stopped moving", "0.1"},
	{"paused", "halted on purpose", "0.1"},
	{"rejected", "turned down", "0.1"},
	{"withdrawn", "pulled out of", "0.1"},
	{"terminated", "ended by a party", "0.1"},
	{"breached", "broken", "0.1"},
	{"expired", "lapsed", "0.1"},
	{"challenged", "contested before a court or authority", "0.1"},
	{"delivered", "something under it was delivered", "0.1"},
}}

// EventStatus is a word of [EventStatuses].
type EventStatus string

// The values of [EventStatus].
const (
	StatusOccurred EventStatus = "occurred"
	StatusPlanned  EventStatus = "planned"
	StatusDenied   EventStatus = "denied"
)

// EventStatuses is the vocabulary of [EventStatus].
var EventStatuses = Vocabulary{"event status", []Word{
	{"occurred", "it happened", "0.1"},
	{"planned", "it is to happen", "0.1"},
	{"denied", "somebody says that it did not happen", "0.1"},
}}

// CommitmentState is a word of [CommitmentStates].
type CommitmentState string

// The values of [CommitmentState].
const (
	StatePledged    CommitmentState = "pledged"
	StateDelivered  CommitmentState = "delivered"
	StateCut        CommitmentState = "cut"
	StateWithdrawn  CommitmentState = "withdrawn"
	StateReaffirmed CommitmentState = "reaffirmed"
	StateInDoubt    CommitmentState = "in_doubt"
)

// CommitmentStates is the vocabulary of [CommitmentState].
var CommitmentStates = Vocabulary{"commitment state", []Word{
	{"pledged", "undertaken", "0.1"},
	{"delivered", "done", "0.1"},
	{"cut", "made smaller", "0.1"},
	{"withdrawn", "taken back", "0.1"},
	{"reaffirmed", "said again to stand", "0.1"},
	{"in_doubt", "said to be at risk", "0.1"},
}}

// Qualifier is a word of [Qualifiers].
type Qualifier string

// The values of [Qualifier].
const (
	QualifierExact   Qualifier = "exact"
	QualifierAbout   Qualifier = "about"
	QualifierAtLeast Qualifier = "at_least"
	QualifierUpTo    Qualifier = "up_to"
)

// Qualifiers is the vocabulary of [Qualifier].
var Qualifiers = Vocabulary{"qualifier", []Word{
	{"exact", "this figure", "0.1"},
	{"about", "near this figure", "0.1"},
	{"at_least", "this figure or more", "0.1"},
	{"up_to", "this figure or less", "0.1"},
}}

// Effect is a word of [Effects].
type Effect string

// The values of [Effect].
const (
	EffectOperative Effect = "operative"
	EffectResumed   Effect = "resumed"
	EffectSigned    Effect = "signed"
	EffectApproved  Effect = "approved"
	EffectInForce   Effect = "in_force"
	EffectCompleted Effect = "completed"
	EffectLifted    Effect = "lifted"
	EffectPaid      Effect = "paid"
	EffectOther     Effect = "other"
)

// Effects is the vocabulary of [Effect].
var Effects = Vocabulary{"effect", []Word{
	{"operative", "it takes effect", "0.1"},
	{"resumed", "talks or work resume", "0.1"},
	{"signed", "it is signed", "0.1"},
	{"approved", "it is approved", "0.1"},
	{"in_force", "it is in force", "0.1"},
	{"completed", "it closes or is carried out", "0.1"},
	{"lifted", "a measure is lifted", "0.1"},
	{"paid", "money is paid", "0.1"},
	{"other", "anything else", "0.1"},
}}

// Relation is a word of [Relations].
type Relation string

// The values of [Relation].
const (
	RelationPartOf   Relation = "part_of"
	RelationFollows  Relation = "follows"
	RelationReplaces Relation = "replaces"
	RelationLinkedTo Relation = "linked_to"
	RelationRivals   Relation = "rivals"
)

// Relations is the vocabulary of [Relation].
var Relations = Vocabulary{"relation", []Word{
	{"part_of", "it belongs to the other deal", "0.1"},
	{"follows", "it comes after the other", "0.1"},
	{"replaces", "it takes the other's place", "0.1"},
	{"linked_to", "each bears on the other", "0.1"},
	{"rivals", "both cannot be had", "0.1"},
}}

// Verdict is a word of [Verdicts].
type Verdict string

// The values of [Verdict].
const (
	VerdictAccept    Verdict = "accept"
	VerdictAmend     Verdict = "amend"
	VerdictReject    Verdict = "reject"
	VerdictUnsure    Verdict = "unsure"
	VerdictSame      Verdict = "same"
	VerdictDifferent Verdict = "different"
	VerdictRedact    Verdict = "redact"
	VerdictUndo      Verdict = "undo"
)

// Verdicts is the vocabulary of [Verdict].
var Verdicts = Vocabulary{"verdict", []Word{
	{"accept", "the reading is right", "0.1"},
	{"amend", "one field of it is wrong, and this is right", "0.1"},
	{"reject", "the reading is wrong", "0.1"},
	{"unsure", "looked at and left open", "0.1"},
	{"same", "two ids are one thing", "0.1"},
	{"different", "two ids are two things", "0.1"},
	{"redact", "the document's words are to be withheld", "0.1"},
	{"undo", "an earlier judgement no longer holds", "0.1"},
}}

// Derivation is a word of [Derivations].
type Derivation string

// The values of [Derivation].
const (
	DerivationStated      Derivation = "stated"
	DerivationEntailed    Derivation = "entailed"
	DerivationPresupposed Derivation = "presupposed"
)

// Derivations is the vocabulary of [Derivation].
var Derivations = Vocabulary{"derivation", []Word{
	{"stated", "the words say it", "0.1"},
	{"entailed", "the words cannot be true without it", "0.1"},
	{"presupposed", "the words take it for granted", "0.1"},
}}

// AxisValues holds the values of each [Axis].
var AxisValues = map[Axis]Vocabulary{
	AxisStage: {"stage", []Word{
		{"proposed", "put forward", "0.1"},
		{"negotiating", "being negotiated", "0.1"},
		{"agreed", "agreed", "0.1"},
		{"signed", "signed", "0.1"},
		{"approved", "approved or ratified", "0.1"},
		{"in_force", "in force", "0.1"},
		{"completed", "closed or carried out", "0.1"},
		{"ended", "ended", "0.1"},
	}},
	AxisActivity: {"activity", []Word{
		{"active", "work on it goes on", "0.1"},
		{"stalled", "it does not move", "0.1"},
		{"paused", "halted on purpose", "0.1"},
	}},
	AxisOperative: {"operative", []Word{
		{"true", "it has effect", "0.1"},
		{"false", "it has no effect yet or any more", "0.1"},
	}},
	AxisBinding: {"binding", []Word{
		{"true", "it binds", "0.1"},
		{"false", "it does not bind", "0.1"},
	}},
}

// Vocabularies lists every closed vocabulary.
var Vocabularies = []Vocabulary{PartNames, DocumentKinds, Entities, Kinds, Acts, Bases, DealKinds, Instruments, AssertionTypes, Axes, Events, EventStatuses, CommitmentStates, Qualifiers, Effects, Relations, Verdicts, Derivations}
