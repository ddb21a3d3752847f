package ledger

import (
	"time"

	"github.com/parley-desk/parley"
)

// Evidence is the part of the log that bears on a question: what assess works
// from. It holds records of one moment of the log; which of them count at
// which held, said and published time is for assess to say.
type Evidence struct {
	Head       int64 // sequence number of the newest record that was looked at
	Readings   []Reading
	Pairs      []Pair
	Judgements []Judged
	DealFiles  []Declared
}

// Reading is one document with what one run found in it. Where several runs
// read a document, all are present, in log order; assess takes the newest and
// keeps reviewed items of older ones.
type Reading struct {
	Seq        int64     // of the run's record; system time follows it
	Learned    time.Time // when the document (not the run) entered this ledger
	DocSeq     int64     // of the document's record
	Run        RunKey
	Kind       parley.DocumentKind
	Extraction parley.Extraction // Text is empty unless the query asked for texts
}

// RunKey tells one reader from another.
type RunKey struct {
	Extractor  string `json:"extractor"`  // name and version
	Weights    string `json:"weights"`    // hash
	Lexicon    string `json:"lexicon"`    // hash
	Normaliser string `json:"normaliser"` // version
}

// Pair is a pair of near-duplicate documents. A is the smaller id. Which is
// the copy is computed when assessing.
type Pair struct {
	A, B  string
	Score float64 // estimated Jaccard similarity of shingles, 0 to 1
	// Contained is the share of the smaller one's shingles found in the larger.
	Contained float64
	Seq       int64
}

// Judged is a judgement with its place in the log.
type Judged struct {
	parley.Judgement
	Seq     int64
	Learned time.Time
}

// Declared is a deal file's deal with its place in the log. YAML is its text.
type Declared struct {
	ID      string
	YAML    []byte
	Seq     int64
	Learned time.Time
}

// Query says which evidence is wanted.
type Query struct {
	// Keys are name keys of deals ([parley.Extraction.DealKeys]): wanted are all
	// readings of documents with a deal of one of these keys, of the documents
	// that are paired with them or stood under the same URL, and the pairs,
	// judgements and deal files that touch them. nil asks for everything.
	Keys []string
	// Deals are further deals wanted by document and local id ("sha256:…#d1").
	Deals []string
	// Files asks for all deal files, whatever their keys.
	Files bool
	// LedgerAt bounds the log: only records learned up to then; zero for all.
	LedgerAt time.Time
	// Texts asks for the documents' texts too.
	Texts bool
}
