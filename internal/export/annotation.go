package export

import (
	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
)

// Annotation is a statement in the W3C Web Annotation Data Model
// (https://www.w3.org/TR/annotation-model/): its body says who attributes what
// on what basis, and its target is the words in the document.
type Annotation struct {
	Context string             `json:"@context"`
	ID      string             `json:"id"`
	Type    string             `json:"type"`
	Body    AnnotationBody     `json:"body"`
	Target  []AnnotationTarget `json:"target"`
}

// AnnotationBody is a TextualBody: the words of the source and the cue, and
// what the reader made of them.
type AnnotationBody struct {
	Type    string          `json:"type"`
	Purpose string          `json:"purpose"`
	Format  string          `json:"format"`
	Value   string          `json:"value"`
	Speaker parley.Optional `json:"parley:speaker"`
	Kind    parley.Kind     `json:"parley:kind"`
	Act     parley.Act      `json:"parley:act"`
	Basis   parley.Basis    `json:"parley:basis"`
	Said    parley.Optional `json:"parley:said"`
	About   []string        `json:"parley:about"`
}

// AnnotationTarget is one stretch of a document.
type AnnotationTarget struct {
	Source   string     `json:"source"` // URL of the document, else its id
	Selector []Selector `json:"selector"`
}

// Selector is a TextQuoteSelector or a TextPositionSelector.
type Selector struct {
	Type   string  `json:"type"`
	Exact  *string `json:"exact,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	Suffix *string `json:"suffix,omitempty"`
	Start  *int    `json:"start,omitempty"` // code points of the normalised text
	End    *int    `json:"end,omitempty"`
}

// Surroundings says how many code points of text before and after a quotation
// an annotation gives, to tell it from another in the same words.
type Surroundings int

// What callers give: none where only the quoted words may be passed on.
const (
	NoSurroundings    Surroundings = 0
	UsualSurroundings Surroundings = 32
)

// Annotate is the annotation of a statement of doc.
func Annotate(s ledger.StatementHit, doc *parley.Document, around Surroundings) Annotation {
	body := AnnotationBody{Type: "TextualBody", Purpose: "describing", Format: "text/plain", Speaker: parley.Optional(s.Speaker),
		Kind: s.Kind, Act: s.Act, Basis: s.Basis, Said: s.Said, About: append([]string{}, s.About...)}
	if s.Source != nil {
		body.Value = s.Source.Text
	}
	if s.Cue != nil {
		body.Value += " " + s.Cue.Text
	}
	a := Annotation{Context: "http://www.w3.org/ns/anno.jsonld", ID: "urn:parley:" + s.ID, Type: "Annotation", Body: body}
	where := string(doc.URL)
	if where == "" {
		where = "urn:" + doc.ID
	}
	for _, sp := range s.Content.Spans {
		a.Target = append(a.Target, AnnotationTarget{where, selectors(doc.Text, sp, int(around))})
	}
	return a
}

func selectors(text string, sp parley.Span, around int) []Selector {
	exact, r := sp.In(text), sp.Runes(text)
	quote := Selector{Type: "TextQuoteSelector", Exact: &exact}
	if around > 0 {
		before, after := []rune(text[:sp.Start]), []rune(text[sp.End:])
		prefix := string(before[max(0, len(before)-around):])
		suffix := string(after[:min(len(after), around)])
		quote.Prefix, quote.Suffix = &prefix, &suffix
	}
	return []Selector{quote, {Type: "TextPositionSelector", Start: &r.Start, End: &r.End}}
}

// AnnotationPageHead and AnnotationPageTail stand before and after the
// annotations of a page, which are separated by commas.
const (
	AnnotationPageHead = `{"@context":["http://www.w3.org/ns/anno.jsonld",{"parley":"urn:parley:"}],"type":"AnnotationPage","items":[`
	AnnotationPageTail = "\n]}\n"
)
