package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/parley-desk/parley"
)

// Kind says what a record of the log is.
type Kind string

// The kinds of record.
const (
	KindDocument  Kind = "document"
	KindRun       Kind = "run"
	KindPair      Kind = "pair"
	KindJudgement Kind = "judgement"
	KindDealFile  Kind = "deal_file"
)

// Record is one entry of the log.
type Record struct {
	Seq         int64
	Kind        Kind
	ID          string
	Learned     time.Time
	PayloadHash [sha256.Size]byte
	Prev        [sha256.Size]byte
	Hash        [sha256.Size]byte
	// Payload is the record's JSON, nil when a judgement had it dropped.
	Payload json.RawMessage
}

// Sum is the hash that Hash must be: that of the record's other fields.
func (r *Record) Sum() [sha256.Size]byte {
	h := sha256.New()
	for _, f := range []string{"parley.record/1", strconv.FormatInt(r.Seq, 10), string(r.Kind), r.ID,
		strconv.FormatInt(r.Learned.UnixMicro(), 10), hex.EncodeToString(r.PayloadHash[:]), hex.EncodeToString(r.Prev[:])} {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// The payloads, one for each kind. Their JSON is what payload_hash is taken
// of; docs/formats/ledger.md describes it.
type (
	documentPayload struct {
		Kind         parley.DocumentKind `json:"kind"`
		Confidential bool                `json:"confidential"`
		MediaType    string              `json:"media_type"`
		URL          parley.Optional     `json:"url"`
		Path         parley.Optional     `json:"path"`
		Original     string              `json:"original"` // hex SHA-256 of the original bytes
		Size         int                 `json:"size"`
		CameFrom     *origin             `json:"came_from,omitempty"`
	}
	runPayload struct {
		Document   string           `json:"document"`
		Run        RunKey           `json:"run"`
		Encoding   string           `json:"encoding"`
		Map        parley.OffsetMap `json:"map"`
		Sketch     Sketch           `json:"sketch"`
		Extraction json.RawMessage  `json:"extraction"`
		CameFrom   *origin          `json:"came_from,omitempty"`
	}
	pairPayload struct {
		A         string  `json:"a"`
		B         string  `json:"b"`
		Score     float64 `json:"score"`
		Contained float64 `json:"contained"`
		CameFrom  *origin `json:"came_from,omitempty"`
	}
	judgementPayload struct {
		parley.Judgement
		CameFrom *origin `json:"came_from,omitempty"`
	}
	dealFilePayload struct {
		Deal     string   `json:"deal"`
		Keys     []string `json:"keys"`
		YAML     string   `json:"yaml"`
		CameFrom *origin  `json:"came_from,omitempty"`
	}
)

// origin says where an imported record was first kept.
type origin struct {
	Ledger  string    `json:"ledger"`
	Seq     int64     `json:"seq"`
	Learned time.Time `json:"learned"`
}

// Sketch is what near-duplicates are found by: the least values of a number of
// hash functions over the shingles of a document's text (MinHash, Broder 1997),
// and how many different shingles there are. The zero Sketch pairs with nothing.
type Sketch struct {
	Mins     []uint32
	Shingles int
}

type sketchJSON struct {
	Mins     []byte `json:"mins"` // big endian
	Shingles int    `json:"shingles"`
}

// MarshalJSON writes the minima as base64.
func (s Sketch) MarshalJSON() ([]byte, error) {
	return json.Marshal(sketchJSON{s.bytes(), s.Shingles})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Sketch) UnmarshalJSON(b []byte) error {
	var w sketchJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	if len(w.Mins)%4 != 0 {
		return fmt.Errorf("sketch: %d bytes are not a whole number of minima", len(w.Mins))
	}
	*s = Sketch{readMins(w.Mins), w.Shingles}
	return nil
}

func (s Sketch) bytes() []byte {
	b := make([]byte, 0, 4*len(s.Mins))
	for _, m := range s.Mins {
		b = binary.BigEndian.AppendUint32(b, m)
	}
	return b
}

func readMins(b []byte) (mins []uint32) {
	for ; len(b) >= 4; b = b[4:] {
		mins = append(mins, binary.BigEndian.Uint32(b))
	}
	return mins
}

// runID is the id of the run of one reader over one document.
func runID(document string, k RunKey) string {
	return "r-" + parley.ContentHash("run", document, k.Extractor, k.Weights, k.Lexicon, k.Normaliser)[:20]
}

// pairID is the id of a pair; a is the smaller document id.
func pairID(a, b string) string { return "p-" + parley.ContentHash("pair", a, b)[:20] }

// dealFileID is the id of one wording of a deal file.
func dealFileID(deal string, yaml []byte) string {
	return "f-" + parley.ContentHash("deal file", deal, string(yaml))[:20]
}

// JudgementID is the content id of a judgement: a hash of all its other fields.
func JudgementID(j parley.Judgement) string {
	j.ID = ""
	b, err := json.Marshal(j)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return "j-" + parley.ContentHash("judgement", string(b))[:20]
}

// encode is the JSON of a payload as it is hashed and kept.
func encode(payload any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(payload); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
