// Package lang turns text into a [Doc]: sentences, tokens, quotation spans,
// tags, a dependency parse, names, dates, figures and the actors they refer to.
//
// In comes a document's header and text; out comes one Doc that the packages
// after it read. It does not decide who said what. The same input always gives
// the same Doc, and no input makes it fail: text it cannot make sense of comes
// back as untagged tokens.
package lang

import "github.com/parley-desk/parley"

// Doc is one analysed document. All offsets are bytes of Text.
type Doc struct {
	Text   string
	Header *parley.Header
	Paras  []Para
	Sents  []Sent
	Toks   []Tok
	Quotes []Quote
	Names  []Name // named expressions, in text order, not overlapping

	// Entities are the actors of the document, "e1" first. Later stages add to
	// them through AddEntity.
	Entities []parley.Entity

	Dates   []DateMention
	Figures []Figure

	style []paraStyle // by paragraph
	refs  *references // who is who, behind EntityAt
}

// Para is one paragraph (the decoding unit of the statement models).
type Para struct {
	parley.Span
	Part  parley.PartName
	Sents [2]int // half-open range of Doc.Sents
	Toks  [2]int // half-open range of Doc.Toks
	Apart bool   // boilerplate: analysed no further, speaks for nobody
}

// Sent is one sentence; it lies within one paragraph.
type Sent struct {
	parley.Span
	Para int
	Toks [2]int // half-open range of Doc.Toks
}

// Tok is one token in UD style: clitics and hyphens are tokens of their own
// ("do|n't", "Quill|'s", "US|-|UK").
type Tok struct {
	parley.Span
	Text  string // as it stands
	Low   string // lower case, curly apostrophes made straight
	Lemma string
	Class Class  // the company the word keeps
	Key   uint64 // of Low with marks and digits made alike: a feature for models
	Tag   Tag    // universal part of speech
	XPOS  string // Penn tag, "" when unknown
	Head  int    // index of the head token in Doc.Toks, -1 for a sentence's root
	Rel   string // UD relation, "nsubj", "ccomp", ...
	Sent  int
	Quote int  // index of the innermost quotation the token is in, -1 outside
	Apart bool // boilerplate or artefact: no words of the article
}

// Tag is a universal part of speech (UD v2 UPOS).
type Tag string

// QuoteStyle says which marks enclose a quotation.
type QuoteStyle uint8

// The styles of quotation marks.
const (
	QuoteDouble    QuoteStyle = iota // " or “ ”
	QuoteSingle                      // British ' or ‘ ’
	QuoteTwoSingle                   // ''
)

// Quote is one quotation. Its Span includes the marks, Inner does not. One that
// runs over several paragraphs, each opened anew and only the last closed, is
// one Quote a paragraph, Continues set on all but the first.
type Quote struct {
	parley.Span
	Inner     parley.Span
	Style     QuoteStyle
	Depth     int  // 0 outermost
	Open      bool // no closing mark in this paragraph
	Continues bool // takes up the quotation of the paragraph before
	Para      int
}

// NameType is the type of a named expression: DESIGN's entity types and place.
type NameType string

// The name types that are no [parley.EntityType].
const (
	NamePlace NameType = "place"
	NameDeal  NameType = "deal" // a proper name of an instrument: "Economic Prosperity Deal"
	NameOther NameType = "other"
)

// Name is a named expression.
type Name struct {
	parley.Span
	Toks       [2]int
	Type       NameType // a parley.EntityType value, or one of the above
	Confidence float64
}

// DateMention is an expression of time and what it stands for.
type DateMention struct {
	parley.Span
	Date   string // EDTF, resolved against the document's publication; "" when it cannot be
	Until  bool   // "by", "before", "until": the end of a period
	Since  bool   // "since", "from"
	Future bool   // lies after publication
	Rule   string
}

// Figure is an amount of money, a rate or a quantity in the text. One of the
// three pointers is set.
type Figure struct {
	parley.Span
	Amount   *parley.Amount
	Rate     *parley.Rate
	Quantity *parley.Quantity
	Rule     string
}
