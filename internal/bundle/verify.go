package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// SchemaReport names the format of [Report].
const SchemaReport = "parley.verified/1"

// Report says what checking a bundle found.
type Report struct {
	Schema   string    `json:"schema"`
	Whole    bool      `json:"whole"`    // no problem
	Problems []Problem `json:"problems"` // what does not hold
	Notes    []string  `json:"notes"`    // what holds and should be known
	ID       string    `json:"id"`       // SHA-256 of the manifest
	Manifest *Manifest `json:"manifest"` // null when it cannot be read
	// Documents are those of the evidence.
	Documents []Document `json:"documents"`
	Records   int        `json:"records"`  // of the ledger that are in the bundle
	Unopened  int64      `json:"unopened"` // of the chain's stretch that are not
	// Answer is what the evidence says, worked out by this program; null when
	// there was no sense in trying.
	Answer *answer.Show `json:"answer"`
}

// Document is one document of the evidence.
type Document struct {
	ID        string          `json:"id"`
	Title     parley.Optional `json:"title"`
	Outlet    parley.Optional `json:"outlet"`
	Published parley.Optional `json:"published"`
	URL       parley.Optional `json:"url"`
	Original  bool            `json:"original"` // its bytes are in the bundle; else their hash only
}

// Problem is something that does not hold.
type Problem struct {
	File string `json:"file"` // of the bundle; "the archive" for what lies between files
	What string `json:"what"`
}

func (p Problem) String() string { return p.File + ": " + p.What }

const theArchive = "the archive"

// Verify checks the bundle in data. madeBy names this program: the answer of a
// bundle that the same program made must be what is worked out here byte for
// byte; one of another version must say the same, in whatever words. Problems
// are in the report; the error is for a context that ended.
func Verify(ctx context.Context, data []byte, madeBy string) (*Report, error) {
	v := &verifier{data: data, madeBy: madeBy, report: &Report{Schema: SchemaReport, Problems: []Problem{}, Notes: []string{}, Documents: []Document{}}}
	for _, step := range []func() error{v.container, v.manifest, v.contents, v.chain, v.records, v.words, func() error { return v.answer(ctx) }} {
		if err := step(); err != nil {
			return nil, err
		}
		// What stands on something broken tells nothing.
		if len(v.report.Problems) > 0 {
			break
		}
	}
	v.report.Whole = len(v.report.Problems) == 0
	return v.report, ctx.Err()
}

type verifier struct {
	data   []byte
	madeBy string
	report *Report

	listed  []file
	files   map[string][]byte
	comment string
	m       *Manifest
	log     map[int64]*ledger.Record // the chain's records, without payloads
	excerpt *ledger.Excerpt
}

func (v *verifier) problem(file, format string, args ...any) {
	v.report.Problems = append(v.report.Problems, Problem{file, fmt.Sprintf(format, args...)})
}

// container checks the archive itself, byte for byte.
func (v *verifier) container() error {
	files, comment, err := unpack(v.data)
	if err != nil {
		v.problem(theArchive, "%s", strings.TrimPrefix(err.Error(), "zip: "))
		return nil
	}
	v.listed, v.comment, v.files = files, comment, map[string][]byte{}
	for _, f := range files {
		v.files[f.name] = f.data
	}
	if at, what := strayByte(v.data, files, comment); at >= 0 {
		// A change in a file changes its checksum too; the file is the better name.
		v.contents()
		if len(v.report.Problems) == 0 {
			v.problem(theArchive, "byte %d is changed, in %s", at, what)
		}
	}
	return nil
}

func (v *verifier) manifest() error {
	const name = "manifest.json"
	if len(v.listed) == 0 || v.listed[0].name != name {
		v.problem(name, "is not the first file")
		return nil
	}
	v.report.ID = hexSum(v.files[name])
	m, err := readManifest(v.files[name])
	if err != nil {
		v.problem(name, "%v", err)
		return nil
	}
	if v.comment != comment(v.report.ID) {
		v.problem(name, "is not the one that the archive's comment names")
		return nil
	}
	v.m, v.report.Manifest = m, m
	return nil
}

func readManifest(b []byte) (*Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("is not what a manifest is: %w", err)
	}
	if m.Schema != Schema {
		return nil, fmt.Errorf("schema %q: this program knows %q", m.Schema, Schema)
	}
	if !slices.Contains(assess.Policies, m.Question.Policy) ||
		!slices.Contains([]assess.Resolution{assess.ByName, assess.Judged}, m.Question.Resolution) {
		return nil, fmt.Errorf("asks by the policy %q and the resolution %q, of which one is unknown", m.Question.Policy, m.Question.Resolution)
	}
	if same, err := pretty(m); err != nil || !bytes.Equal(same, b) {
		return nil, errors.New("is not written as a manifest is")
	}
	return &m, nil
}

// contents compares the files with the manifest.
func (v *verifier) contents() error {
	m := v.m
	if m == nil { // on the way to name a stray byte
		var err error
		if m, err = readManifest(v.files["manifest.json"]); err != nil || v.comment != comment(hexSum(v.files["manifest.json"])) {
			v.problem("manifest.json", "is changed")
			return nil
		}
	}
	listed := map[string]bool{"manifest.json": true}
	for _, f := range m.Files {
		listed[f.Name] = true
		data, ok := v.files[f.Name]
		switch {
		case !ok:
			v.problem(f.Name, "is missing")
		case len(data) != f.Size:
			v.problem(f.Name, "has %d bytes, not %d", len(data), f.Size)
		case hexSum(data) != f.SHA256:
			v.problem(f.Name, "is changed: its SHA-256 is not the manifest's")
		}
	}
	for _, f := range v.listed {
		if !listed[f.name] {
			v.problem(f.name, "is not in the manifest")
		}
	}
	if text, ok := v.files["README.txt"]; !ok || !bytes.Equal(text, readme) {
		v.problem("README.txt", "is not the text that a bundle has")
	}
	return nil
}

// chain works out the hash of every record from the first to the head.
func (v *verifier) chain() error {
	const name = "chain.jsonl"
	lines := bytes.Split(v.files[name], []byte("\n"))
	if n := len(lines) - 1; n < 0 || len(lines[n]) > 0 {
		v.problem(name, "does not end with a whole line")
		return nil
	}
	lines = lines[:len(lines)-1]
	var head chainHead
	if len(lines) == 0 || strict(lines[0], &head) != nil || head.Schema != schemaChain || head.Ledger != v.m.Ledger {
		v.problem(name, "line 1: is not the head of the chain of ledger %s", v.m.Ledger)
		return nil
	}
	last := ledger.Record{Seq: head.After}
	if err := hash(&last.Hash, head.Hash); err != nil {
		v.problem(name, "line 1: %v", err)
		return nil
	}
	v.log = map[int64]*ledger.Record{}
	for i, b := range lines[1:] {
		var l chainLine
		if err := strict(b, &l); err != nil {
			v.problem(name, "line %d: %v", i+2, err)
			return nil
		}
		r := ledger.Record{Seq: l.Seq, Kind: l.Kind, ID: l.ID, Prev: last.Hash}
		at, err := time.Parse(microseconds, l.Learned)
		if err == nil {
			err = hash(&r.PayloadHash, l.PayloadHash)
		}
		if err != nil {
			v.problem(name, "line %d: %v", i+2, err)
			return nil
		}
		r.Learned = at
		r.Hash = r.Sum()
		if err := r.Follows(last.Seq, last.Hash); err != nil {
			v.problem(name, "line %d: record %d %v", i+2, r.Seq, err)
			return nil
		}
		v.log[r.Seq], last = &r, r
	}
	if got := hex.EncodeToString(last.Hash[:]); last.Seq != v.m.Head || got != v.m.HeadHash {
		v.problem(name, "ends with record %d and the hash %s, not with record %d and %s", last.Seq, got, v.m.Head, v.m.HeadHash)
	}
	return nil
}

// strict decodes one JSON value without fields that do not belong in it.
func strict(b []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

func hash(to *[sha256.Size]byte, digits string) error {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(to) {
		return fmt.Errorf("%q is no hash", digits)
	}
	copy(to[:], b)
	return nil
}

// records puts the payloads to the chain's records and makes the excerpt.
func (v *verifier) records() error {
	var records []ledger.Record
	originals := map[string][]byte{}
	wanted := map[string]bool{} // originals of the records
	for _, f := range v.listed {
		folder, rest, _ := strings.Cut(f.name, "/")
		switch folder {
		case "originals":
			id := "sha256:" + rest
			if parley.DocumentID(f.data) != id {
				v.problem(f.name, "is changed: its SHA-256 is not its name")
			}
			originals[id] = f.data
		case "records", "quotes":
			seq, err := strconv.ParseInt(strings.TrimSuffix(rest, ".json"), 10, 64)
			r := v.log[seq]
			if err != nil || r == nil {
				v.problem(f.name, "there is no such record in the chain")
				continue
			}
			r.Payload = f.data
			if folder == "records" {
				if err := r.CheckPayload(); err != nil {
					v.problem(f.name, "%s %s: %v", r.Kind, r.ID, err)
				}
			} else if r.Kind != ledger.KindRun || !v.m.QuotesOnly {
				v.problem(f.name, "a %s may not stand in quotes here", r.Kind)
			}
			if r.Kind == ledger.KindDocument {
				wanted[r.ID] = !v.m.QuotesOnly
			}
			records = append(records, *r)
		}
	}
	for id, want := range wanted {
		if _, here := originals[id]; want && !here {
			v.problem(originalName(id), "is missing")
		}
	}
	for id := range originals {
		if !wanted[id] {
			v.problem(originalName(id), "no record names it")
		}
	}
	slices.SortFunc(v.report.Problems, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
	if len(v.report.Problems) > 0 {
		return nil
	}
	slices.SortFunc(records, func(a, b ledger.Record) int { return int(a.Seq - b.Seq) })
	var err error
	if v.excerpt, err = ledger.NewExcerpt(records, v.m.Head, originals); err != nil {
		var broken *ledger.Broken
		if errors.As(err, &broken) {
			v.problem(v.nameOf(broken.Seq), "%s %s: %s", broken.Kind, broken.ID, broken.Why)
			return nil
		}
		return err
	}
	v.report.Records, v.report.Unopened = len(records), int64(len(v.log)-len(records))
	for _, d := range v.excerpt.Documents() {
		v.report.Documents = append(v.report.Documents, Document{d.ID, d.Title, d.Outlet, d.Published, d.URL, d.Original != nil})
	}
	return nil
}

// nameOf is the file that holds a record.
func (v *verifier) nameOf(seq int64) string {
	if name := recordName("quotes", seq); v.files[name] != nil {
		return name
	}
	return recordName("records", seq)
}

// words compares every text with the bytes it was made of, where it is said to
// be copied from them.
func (v *verifier) words() error {
	for _, d := range v.excerpt.Documents() {
		if d.Original == nil {
			continue
		}
		for _, g := range d.Map {
			if g.Text < 0 || g.TextLen < 0 || g.Original < 0 || g.OriginalLen < 0 || g.Text+g.TextLen > len(d.Text) || g.Original+g.OriginalLen > len(d.Original) {
				v.problem(originalName(d.ID), "the map from its text leads outside it")
				break
			}
			if g.TextLen == g.OriginalLen && d.Text[g.Text:g.Text+g.TextLen] != string(d.Original[g.Original:g.Original+g.OriginalLen]) {
				v.problem(originalName(d.ID), "byte %d: the words of its text do not stand there", g.Original)
				break
			}
		}
	}
	if v.m.QuotesOnly {
		v.report.Notes = append(v.report.Notes,
			"only the quoted words travel: that they stand in documents with these hashes is the ledger keeper's word; who has a document can compare")
	}
	return nil
}

// answer works the answer out again and compares.
func (v *verifier) answer(ctx context.Context) error {
	said, err := workOut(ctx, v.excerpt, v.m.Question, v.m.QuotesOnly)
	if err != nil {
		v.problem("answer.json", "cannot be worked out from the evidence: %v", err)
		return ctx.Err()
	}
	v.report.Answer = said.show
	same := v.m.MadeBy == v.madeBy
	worded := false
	for _, name := range []string{"answer.json", "proof.json", "annotations.jsonld"} {
		have, want := v.files[name], said.files[name]
		switch {
		case bytes.Equal(have, want):
		case same:
			v.problem(name, "line %d is not what the evidence gives", differs(have, want))
		case !saysTheSame(name, have, want):
			v.problem(name, "does not say what the evidence gives by the rules of this program; it was made by %s", v.m.MadeBy)
		default:
			worded = true
		}
	}
	if worded {
		v.report.Notes = append(v.report.Notes, fmt.Sprintf("made by %s: the answers are the same, but worded otherwise than by this program", v.m.MadeBy))
	}
	return nil
}

// differs is the number of the first line in which two texts differ.
func differs(a, b []byte) int {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n + 1
}

// The parts of answers that every version of the program must agree on. Words
// and further fields may change from one to the next.
type (
	answerCore struct {
		Deal struct {
			ID string `json:"id"`
		} `json:"deal"`
		Axes []struct {
			Axis, State string
			Values      []string
			Voices      []struct {
				Voice struct {
					ID string `json:"id"`
				} `json:"voice"`
				Values  []string
				Counted bool
			}
		}
		Conditions []struct {
			Text string
			Met  struct{ State string }
		}
	}
	proofCore struct{ Proofs, Conditions []nodeCore }
	nodeCore  struct {
		Value string
		Leaf  *struct {
			Assertion, Document string
			Words               struct{ Text string } `json:"evidence_words"`
		}
		Of []nodeCore
	}
	annotationsCore struct {
		Items []struct {
			ID     string `json:"id"`
			Target json.RawMessage
		}
	}
)

func saysTheSame(name string, have, want []byte) bool {
	switch name {
	case "answer.json":
		return sameAs[answerCore](have, want)
	case "proof.json":
		return sameAs[proofCore](have, want)
	}
	return sameAs[annotationsCore](have, want)
}

func sameAs[T any](have, want []byte) bool {
	var a, b T
	return json.Unmarshal(have, &a) == nil && json.Unmarshal(want, &b) == nil && reflect.DeepEqual(a, b)
}

// Is reports whether a file that begins with data is a bundle rather than a
// ledger.
func Is(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }
