package parley

// SchemaExtract names the format that `parley extract` writes.
const SchemaExtract = "parley.extract/1"

// Header is what is known of a document before its language is looked at. Its
// spans are byte ranges of Text in the program and code points in JSON.
type Header struct {
	ID              string     `json:"id"` // "sha256:" + hex of the original bytes
	Path            Optional   `json:"path"`
	URL             Optional   `json:"url"`
	Title           Optional   `json:"title"`
	Outlet          Optional   `json:"outlet"` // who wrote it, not the site that re-published it
	Authors         []string   `json:"authors"`
	Credits         []string   `json:"credits"`
	FirstReportedBy []string   `json:"first_reported_by"`
	Published       Optional   `json:"published"` // as written, ISO 8601; a zone-less time is read as UTC
	Language        Optional   `json:"language"`  // ISO 639-1
	Text            string     `json:"text"`      // title, excerpt and body; blank line between paragraphs
	Parts           []TextPart `json:"parts"`     // tile Text's paragraphs in order
	Repairs         []Repair   `json:"repairs"`
	Boilerplate     []SetApart `json:"boilerplate"`
	Artefacts       []SetApart `json:"artefacts"`
}

// Document is one fetched text. It is immutable and addressed by the hash of
// its bytes.
type Document struct {
	Header
	Kind         DocumentKind // article or note
	Confidential bool         // a note that exports must withhold
	MediaType    string       // of Original, "text/markdown"
	Encoding     string       // IANA name under which Original was decoded
	Map          OffsetMap    // from Text back to Original
	Original     []byte
}

// Extraction is what one reader found in one document: one line of
// `parley extract`.
type Extraction struct {
	Schema string `json:"schema"`
	Header
	Entities   []Entity    `json:"entities"`
	Statements []Statement `json:"statements"`
	Deals      []Deal      `json:"deals"`
	Assertions []Assertion `json:"assertions"`
}

// TextPart says which part of the document one paragraph of its text is.
type TextPart struct {
	Part PartName `json:"part"`
	Span Span     `json:"span"`
}

// Repair is one mended stretch of broken encoding: From as it was, To as it
// stands in the text at Span.
type Repair struct {
	From string `json:"from"`
	To   string `json:"to"`
	Span Span   `json:"span"`
}

// SetApart is a stretch of the text that is not the article's own words.
type SetApart struct {
	Text string `json:"text"`
	Span Span   `json:"span"`
}

// Entity is an actor, a place of speech or a text that a document names. ID is
// local to the document ("e1").
type Entity struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"` // full usual English name
	Type      EntityType `json:"type"`
	Roles     []string   `json:"roles"`
	SpeaksFor Optional   `json:"speaks_for"` // entity id of the next level up
	Mentions  []Span     `json:"mentions"`
}

// Statement is an attribution relation: somebody (Source) attributes (Cue)
// something (Content). Source and Cue may be nil: "it is believed" has no
// source, a continued quotation no cue.
type Statement struct {
	ID         string      `json:"id"` // content hash, see [StatementID]
	Part       PartName    `json:"part"`
	Source     *SourcePart `json:"source"`
	Cue        *Part       `json:"cue"`
	Content    Part        `json:"content"`
	Kind       Kind        `json:"kind"`
	Act        Act         `json:"act"`
	Basis      Basis       `json:"basis"`
	Channel    Optional    `json:"channel"`
	Said       Optional    `json:"said"`   // EDTF
	Parent     Optional    `json:"parent"` // statement whose content holds this one
	Confidence float64     `json:"confidence"`
	ByRule     string      `json:"by_rule"`
}

// SourcePart is the words of a source and the entity they refer to.
type SourcePart struct {
	Part
	Entity Optional `json:"entity"`
}

// Deal is an instrument or understanding between parties as one document shows
// it. ID is local to the document ("d1").
type Deal struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"` // fullest proper name in the text, else a short description in its words
	Aliases    []string   `json:"aliases"`
	Kind       DealKind   `json:"kind"`
	Instrument Instrument `json:"instrument"`
	Parties    []string   `json:"parties"` // entity ids
	Areas      []string   `json:"areas"`
	Main       bool       `json:"main"`
	Mentions   []Span     `json:"mentions"`
	Confidence float64    `json:"confidence"`
}
