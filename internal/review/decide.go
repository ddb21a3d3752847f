package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// Decision is what a person decides, in the person's words.
type Decision struct {
	Verdict parley.Verdict
	// ID is what is decided about: a statement or assertion by the beginning of
	// its id that no other has, a deal, a document or a judgement by its whole id.
	ID    string
	Other string // same, different: the second deal
	Field string // amend: one of the names of [Fields]
	Value string // amend: a word of the field's vocabulary, or words of the document
	Who   string
	Why   string
	When  time.Time
}

// ErrRefused is matched by the error for a decision that cannot be meant.
var ErrRefused = errors.New("refused")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
}

// Decide appends a decision as a judgement, with the words judged, so that the
// judgement can follow them when another reader moves them. An amendment is
// admitted only when it is a word of its vocabulary or stands in the document.
func Decide(ctx context.Context, l Ledger, d Decision) (parley.Judgement, error) {
	j := parley.Judgement{Verdict: d.Verdict, Target: d.ID, Who: strings.TrimSpace(d.Who), Why: parley.Optional(strings.TrimSpace(d.Why)),
		When: d.When.UTC().Format(time.RFC3339Nano)}
	if j.Who == "" {
		return j, refuse("who decides?")
	}
	switch d.Verdict {
	case parley.VerdictAccept, parley.VerdictReject, parley.VerdictUnsure, parley.VerdictAmend:
		if d.Other != "" && d.Verdict == parley.VerdictUnsure {
			j.Other = parley.Optional(d.Other)
			break
		}
		if err := onItem(ctx, l, d, &j); err != nil {
			return j, err
		}
	case parley.VerdictSame, parley.VerdictDifferent:
		if d.ID == "" || d.Other == "" || d.ID == d.Other {
			return j, refuse("%s takes two deals", d.Verdict)
		}
		j.Other = parley.Optional(d.Other)
		ev, err := l.Evidence(ctx, ledger.Query{})
		if err != nil {
			return j, err
		}
		as := assess.Assess(*ev, assess.Options{})
		for _, id := range []string{d.ID, d.Other} {
			if as.Any(id) == nil {
				return j, refuse("%q is no deal of this ledger", id)
			}
		}
	case parley.VerdictUndo:
		all, err := History(ctx, l)
		if err != nil {
			return j, err
		}
		if !slices.ContainsFunc(all, func(k Judged) bool { return k.ID == d.ID }) {
			return j, refuse("%q is no judgement of this ledger", d.ID)
		}
	default:
		return j, refuse("%q cannot be decided here", d.Verdict)
	}
	kept, err := l.AppendJudgement(ctx, j)
	return kept.Judgement, err
}

// onItem fills a judgement about a statement or an assertion.
func onItem(ctx context.Context, l Ledger, d Decision, j *parley.Judgement) error {
	found, err := l.Find(ctx, d.ID)
	switch {
	case err != nil:
		return refuse("%v", err)
	case len(found) == 0:
		return refuse("no statement or assertion %q", d.ID)
	case len(found) > 1:
		return refuse("%q begins the ids of %d", d.ID, len(found))
	}
	it := found[0]
	x, err := reading(ctx, l, it.Document)
	if err != nil {
		return err
	}
	doc, err := l.Document(ctx, it.Document)
	if err != nil {
		return err
	}
	j.Target = it.ID
	words := content(&it)
	j.Anchor = &parley.Anchor{Document: doc.ID, Text: words.Text}
	for _, sp := range words.Spans {
		if o, ok := doc.Map.Original(sp); ok {
			j.Anchor.Content = append(j.Anchor.Content, o)
		}
	}
	if d.Verdict != parley.VerdictAmend {
		return nil
	}
	for _, f := range fields(x, &it) {
		if f.Name != d.Field {
			continue
		}
		value, err := f.read(x, words.Bounds(), d.Value)
		if err != nil {
			return err
		}
		j.Field, j.Value = parley.Optional(f.Name), parley.Optional(value)
		return nil
	}
	return refuse("%s has no field %q that can be corrected", it.ID, d.Field)
}

func content(it *ledger.Item) parley.Part {
	if it.Statement != nil {
		return it.Statement.Content
	}
	return it.Assertion.Evidence
}

// reading is what the newest reader found in a document, with its text.
func reading(ctx context.Context, l Ledger, document string) (*parley.Extraction, error) {
	ev, err := l.Evidence(ctx, ledger.Query{Keys: []string{}, Deals: []string{document}, Texts: true})
	if err != nil {
		return nil, err
	}
	for i := len(ev.Readings) - 1; i >= 0; i-- {
		if ev.Readings[i].Extraction.ID == document {
			return &ev.Readings[i].Extraction, nil
		}
	}
	return nil, fmt.Errorf("document %s: %w", document, ledger.ErrUnknown)
}

// Field is one field of a statement or assertion that a person can correct.
type Field struct {
	Name string `json:"name"` // as in the JSON
	Now  string `json:"now"`  // what was read, "" for nothing
	// Words are the values it can take, each with its meaning; nil for words of
	// the document or a date.
	Words []Choice `json:"words"`
	Empty bool     `json:"empty"` // it may be nothing

	how how
}

// Choice is one value that a field can take.
type Choice struct {
	Value   string `json:"value"`
	Meaning string `json:"meaning"`
}

// how says in what form a field's value is kept.
type how int

const (
	asWord   how = iota // a JSON string, of Words where there are any
	asSource            // words of the document with whom they refer to
	asPart              // words of the document with where they stand
	asWords             // words of the document, as a string
	asDate
	asTruth // true, false or null
)

// Fields lists what can be corrected about a statement or an assertion.
func Fields(ctx context.Context, l Ledger, id string) ([]Field, error) {
	found, err := l.Find(ctx, id)
	if err != nil || len(found) != 1 {
		return nil, errors.Join(err, ledger.ErrUnknown)
	}
	x, err := reading(ctx, l, found[0].Document)
	if err != nil {
		return nil, err
	}
	return fields(x, &found[0]), nil
}

func fields(x *parley.Extraction, it *ledger.Item) []Field {
	if s := it.Statement; s != nil {
		source, cue := "", ""
		if s.Source != nil {
			source = s.Source.Text
		}
		if s.Cue != nil {
			cue = s.Cue.Text
		}
		return []Field{
			{Name: "source", Now: source, Empty: true, how: asSource},
			{Name: "cue", Now: cue, Empty: true, how: asPart},
			{Name: "content", Now: s.Content.Text, how: asPart},
			{Name: "basis", Now: string(s.Basis), Words: vocabulary(parley.Bases)},
			{Name: "act", Now: string(s.Act), Words: vocabulary(parley.Acts)},
			{Name: "kind", Now: string(s.Kind), Words: vocabulary(parley.Kinds)},
			{Name: "said", Now: string(s.Said), Empty: true, how: asDate},
		}
	}
	a := it.Assertion
	out := []Field{{Name: "deal", Now: a.Deal, Words: deals(x)}, {Name: "by", Now: string(a.By), Words: actors(x), Empty: true}}
	switch a.Type {
	case parley.TypePosition:
		out = append([]Field{{Name: "value", Now: a.Value, Words: vocabulary(parley.AxisValues[a.Axis])}}, out...)
	case parley.TypeEvent:
		out = append([]Field{
			{Name: "event", Now: string(a.Event), Words: vocabulary(parley.Events)},
			{Name: "status", Now: string(a.Status), Words: vocabulary(parley.EventStatuses)},
			{Name: "date", Now: string(a.Date), Empty: true, how: asDate},
		}, out...)
	case parley.TypeCommitment:
		out = append([]Field{
			{Name: "state", Now: string(a.State), Words: vocabulary(parley.CommitmentStates)},
			{Name: "what", Now: a.What, how: asWords},
			{Name: "due", Now: string(a.Due), Empty: true, how: asDate},
		}, out...)
	case parley.TypeCondition:
		met := ""
		if a.Met != nil {
			met = fmt.Sprint(*a.Met)
		}
		out = append([]Field{
			{Name: "requires", Now: a.Requires, how: asWords},
			{Name: "requires_deal", Now: string(a.RequiresDeal), Words: deals(x), Empty: true},
			{Name: "effect", Now: string(a.Effect), Words: vocabulary(parley.Effects)},
			{Name: "met", Now: met, Words: []Choice{{"true", "it says that it is met"}, {"false", "it says that it is not met"}}, Empty: true, how: asTruth},
		}, out...)
	case parley.TypeObstacle:
		out = append([]Field{{Name: "what", Now: a.What, how: asWords}}, out...)
	case parley.TypeLink:
		out = append([]Field{
			{Name: "relation", Now: string(a.Relation), Words: vocabulary(parley.Relations)},
			{Name: "to", Now: a.ToDeal, Words: deals(x)},
		}, out...)
	}
	return out
}

func vocabulary(v parley.Vocabulary) []Choice {
	var out []Choice
	for _, w := range v.Words {
		out = append(out, Choice{w.Value, w.Meaning})
	}
	return out
}

func deals(x *parley.Extraction) []Choice {
	var out []Choice
	for _, d := range x.Deals {
		out = append(out, Choice{d.ID, d.Name})
	}
	return out
}

func actors(x *parley.Extraction) []Choice {
	var out []Choice
	for _, e := range x.Entities {
		out = append(out, Choice{e.ID, e.Name})
	}
	sort.SliceStable(out, func(i, j int) bool { return parley.FoldName(out[i].Meaning) < parley.FoldName(out[j].Meaning) })
	return out
}

// read makes the field's JSON of what a person gave. near is where the item's
// words stand: of several places that hold the same words the nearest is meant.
func (f *Field) read(x *parley.Extraction, near parley.Span, value string) (string, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		if !f.Empty {
			return "", refuse("%s cannot be nothing", f.Name)
		}
		return "null", nil
	}
	if f.Words != nil && !slices.ContainsFunc(f.Words, func(c Choice) bool { return c.Value == value }) {
		return "", refuse("%s: %q is none of its values", f.Name, value)
	}
	switch f.how {
	case asTruth:
		return value, nil
	case asDate:
		if _, err := parley.ParseDate(value); err != nil {
			return "", refuse("%s: %v", f.Name, err)
		}
	case asPart, asSource, asWords:
		span, ok := locate(x.Text, near, value)
		if !ok {
			return "", refuse("%s: the article does not say %q", f.Name, value)
		}
		part := parley.NewPart(x.Text, span)
		switch f.how {
		case asPart:
			return encode(part)
		case asSource:
			return encode(parley.SourcePart{Part: part, Entity: entityAt(x, span)})
		}
		value = part.Text
	}
	return encode(value)
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// locate finds words in a text, blanks of any sort being alike, nearest to a
// place.
func locate(text string, near parley.Span, words string) (parley.Span, bool) {
	want := strings.Fields(words)
	if len(want) == 0 {
		return parley.Span{}, false
	}
	best, found := parley.Span{}, false
	for at := 0; at < len(text); {
		i := strings.Index(text[at:], want[0])
		if i < 0 {
			break
		}
		start := at + i
		if end, ok := follow(text, start, want); ok {
			s := parley.Span{Start: start, End: end}
			if !found || gap(s, near) < gap(best, near) {
				best, found = s, true
			}
		}
		at = start + 1
	}
	return best, found
}

// follow reads words from a place, with any blanks between them.
func follow(text string, at int, words []string) (end int, ok bool) {
	for i, w := range words {
		if i > 0 {
			rest := strings.TrimLeft(text[at:], " \t\n\u00a0")
			if len(rest) == len(text)-at {
				return 0, false
			}
			at = len(text) - len(rest)
		}
		if !strings.HasPrefix(text[at:], w) {
			return 0, false
		}
		at += len(w)
	}
	return at, true
}

func gap(a, b parley.Span) int {
	switch {
	case a.End <= b.Start:
		return b.Start - a.End
	case b.End <= a.Start:
		return a.Start - b.End
	}
	return 0
}

// entityAt is whom words refer to: the entity with the longest mention in them.
func entityAt(x *parley.Extraction, words parley.Span) parley.Optional {
	var best parley.Optional
	longest := 0
	for _, e := range x.Entities {
		for _, m := range e.Mentions {
			if words.Contains(m) && m.Len() > longest {
				best, longest = parley.Optional(e.ID), m.Len()
			}
		}
	}
	return best
}

// Judged is a judgement with whether it still holds.
type Judged struct {
	parley.Judgement
	Undone bool `json:"undone"`
}

// History lists all judgements, the newest first.
func History(ctx context.Context, l Ledger) ([]Judged, error) {
	var out []Judged
	undoes := map[string][]string{}
	for r, err := range l.Log(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if r.Kind != ledger.KindJudgement || r.Payload == nil {
			continue
		}
		var j parley.Judgement
		if err := json.Unmarshal(r.Payload, &j); err != nil {
			return nil, fmt.Errorf("record %d: %w", r.Seq, err)
		}
		if j.Verdict == parley.VerdictUndo {
			undoes[j.Target] = append(undoes[j.Target], j.ID)
		}
		out = append(out, Judged{Judgement: j})
	}
	var undone func(id string) bool
	undone = func(id string) bool {
		return slices.ContainsFunc(undoes[id], func(by string) bool { return !undone(by) })
	}
	for i := range out {
		out[i].Undone = undone(out[i].ID)
	}
	slices.Reverse(out)
	return out, nil
}
