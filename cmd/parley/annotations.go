package main

import (
	"context"
	"encoding/json"
	"io"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/safe"
)

// The W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/):
// one annotation a statement, whose body says who attributes what on what
// basis, and whose target is the words in the document.
type annotation struct {
	Context string          `json:"@context"`
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Body    annotationBody  `json:"body"`
	Target  []annotationFor `json:"target"`
}

type annotationBody struct {
	Type    string          `json:"type"` // TextualBody
	Purpose string          `json:"purpose"`
	Format  string          `json:"format"`
	Value   string          `json:"value"` // the words of the source and the cue
	Speaker parley.Optional `json:"parley:speaker"`
	Kind    parley.Kind     `json:"parley:kind"`
	Act     parley.Act      `json:"parley:act"`
	Basis   parley.Basis    `json:"parley:basis"`
	Said    parley.Optional `json:"parley:said"`
	About   []string        `json:"parley:about"`
}

type annotationFor struct {
	Source   string     `json:"source"` // URL of the document, else its id
	Selector []selector `json:"selector"`
}

// selector is a TextQuoteSelector or a TextPositionSelector.
type selector struct {
	Type   string  `json:"type"`
	Exact  *string `json:"exact,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	Suffix *string `json:"suffix,omitempty"`
	Start  *int    `json:"start,omitempty"` // code points of the normalised text
	End    *int    `json:"end,omitempty"`
}

// contextRunes is how many code points of text before and after a quotation
// tell it from another in the same words.
const contextRunes = 32

// exportAnnotations writes an AnnotationPage as a JSON array of annotations,
// one a line.
func exportAnnotations(ctx context.Context, l *ledger.Ledger, w io.Writer, o ledger.ExportOptions) error {
	var doc *parley.Document
	first := true
	if _, err := io.WriteString(w, `{"@context":["http://www.w3.org/ns/anno.jsonld",{"parley":"urn:parley:"}],"type":"AnnotationPage","items":[`); err != nil {
		return err
	}
	err := eachStatement(ctx, l, o, func(s ledger.StatementHit) error {
		if doc == nil || doc.ID != s.Document {
			var err error
			if doc, err = l.Document(ctx, s.Document); err != nil {
				return err
			}
		}
		b, err := json.Marshal(annotate(s, doc))
		if err != nil {
			return err
		}
		lead := ",\n"
		if first {
			first, lead = false, "\n"
		}
		_, err = w.Write(append([]byte(lead), safe.JSON(b)...))
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

func annotate(s ledger.StatementHit, doc *parley.Document) annotation {
	body := annotationBody{Type: "TextualBody", Purpose: "describing", Format: "text/plain", Speaker: parley.Optional(s.Speaker),
		Kind: s.Kind, Act: s.Act, Basis: s.Basis, Said: s.Said, About: append([]string{}, s.About...)}
	if s.Source != nil {
		body.Value = s.Source.Text
	}
	if s.Cue != nil {
		body.Value += " " + s.Cue.Text
	}
	a := annotation{Context: "http://www.w3.org/ns/anno.jsonld", ID: "urn:parley:" + s.ID, Type: "Annotation", Body: body}
	where := string(doc.URL)
	if where == "" {
		where = "urn:" + doc.ID
	}
	for _, sp := range s.Content.Spans {
		a.Target = append(a.Target, annotationFor{where, selectors(doc.Text, sp)})
	}
	return a
}

func selectors(text string, sp parley.Span) []selector {
	exact, r := sp.In(text), sp.Runes(text)
	before, after := []rune(text[:sp.Start]), []rune(text[sp.End:])
	prefix := string(before[max(0, len(before)-contextRunes):])
	suffix := string(after[:min(len(after), contextRunes)])
	return []selector{
		{Type: "TextQuoteSelector", Exact: &exact, Prefix: &prefix, Suffix: &suffix},
		{Type: "TextPositionSelector", Start: &r.Start, End: &r.End},
	}
}
