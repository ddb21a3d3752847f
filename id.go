package parley

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"unicode"
)

// DocumentID is the address of a document: "sha256:" and the hex digest of its
// original bytes.
func DocumentID(original []byte) string {
	sum := sha256.Sum256(original)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// StatementID is the id of a statement: a hash of its document and of the
// spans of its parts in the original bytes. Kind, basis and confidence are left
// out, so that a better reader's retyping keeps people's judgements.
func StatementID(document string, source, cue, content []Span) string {
	h := sha256.New()
	fields(h, "statement", document, spanList(source), spanList(cue), spanList(content))
	return "s-" + digest(h)
}

// AssertionID is the id of an assertion: a hash of its document, type, the
// original span of its deal's first mention, the original spans of its
// evidence, its key fields (see [Assertion.Key]) and the holder's name; never
// of a local number.
func AssertionID(document string, dealMention Span, evidence []Span, key, holder string) string {
	h := sha256.New()
	fields(h, "assertion", document, spanList([]Span{dealMention}), spanList(evidence), key, FoldName(holder))
	return "a-" + digest(h)
}

// Key is the assertion's type and the fields that tell it from another one in
// the same words.
func (a *Assertion) Key() string {
	k := []string{string(a.Type)}
	switch a.Type {
	case TypePosition:
		k = append(k, string(a.Axis), a.Value)
	case TypeEvent:
		k = append(k, string(a.Event), string(a.Status), string(a.Date))
	case TypeCommitment:
		k = append(k, string(a.State), a.What)
		if a.Amount != nil {
			k = append(k, fmt.Sprint("amount ", a.Amount.Value, " ", a.Amount.Currency))
		}
		if a.Rate != nil {
			k = append(k, fmt.Sprint("rate ", a.Rate.Value, " ", a.Rate.Unit))
		}
		if a.Quantity != nil {
			k = append(k, fmt.Sprint("quantity ", a.Quantity.Value, " ", a.Quantity.Unit))
		}
	case TypeCondition:
		k = append(k, string(a.Effect), a.Requires)
	case TypeObstacle:
		k = append(k, a.What)
	case TypeLink:
		k = append(k, string(a.Relation))
	}
	return strings.Join(k, "\x1f")
}

// ContentHash is the hex SHA-256 digest of length-prefixed fields, the form
// in which the other content ids of the ledger are made.
func ContentHash(parts ...string) string {
	h := sha256.New()
	fields(h, parts...)
	return hex.EncodeToString(h.Sum(nil))
}

func fields(h hash.Hash, parts ...string) {
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
}

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil))[:20] }

func spanList(ss []Span) string {
	var b strings.Builder
	for _, s := range ss {
		fmt.Fprintf(&b, "%d-%d,", s.Start, s.End)
	}
	return b.String()
}

// FoldName is the form in which two names are compared: lower case, letters
// and digits only, single blanks, without a leading "the".
func FoldName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}
