package learn

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A weights file is
//
//	"parleyw1"   8 bytes, the format and its version
//	n            uint32, little endian, length of the directory
//	directory    JSON, a list of blocks: name, kind, labels, sizes
//	blocks       one after the other, each padded to 16 bytes
//	digest       SHA-256 of all before it, 32 bytes
//
// Tables are used in place: nothing is copied or decoded when a file is opened.
const magic = "parleyw1"

type block struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind"` // linear, crf, ranker, dict, raw
	Labels  []string  `json:"labels,omitempty"`
	Width   int       `json:"width,omitempty"`
	Unit    float64   `json:"unit,omitempty"`
	Buckets int       `json:"buckets,omitempty"`
	Wide    bool      `json:"wide,omitempty"`
	Size    int       `json:"size"` // bytes, buckets included
	Edges   []float32 `json:"edges,omitempty"`
	Calib   *Logistic `json:"calibration,omitempty"`
	at      int
}

// Builder writes a weights file.
type Builder struct {
	dir  []block
	data bytes.Buffer
}

func (b *Builder) table(k block, t *Table) {
	k.Width, k.Wide, k.Unit, k.Buckets = t.width, t.wide, t.unit, int(t.n)
	k.Size = len(t.buckets) + len(t.rows)
	b.data.Write(t.buckets)
	b.data.Write(t.rows)
	b.add(k)
}

func (b *Builder) add(k block) {
	b.dir = append(b.dir, k)
	for b.data.Len()%16 != 0 {
		b.data.WriteByte(0)
	}
}

// Linear adds a multiclass model.
func (b *Builder) Linear(name string, m *Linear) {
	b.table(block{Name: name, Kind: "linear", Labels: m.Labels}, &m.Table)
}

// CRF adds a chain.
func (b *Builder) CRF(name string, m *CRF) {
	var edges []float32
	for _, part := range [][]float32{m.trans, m.start, m.end} {
		for _, w := range part {
			// JSON has no infinity; no score comes near this.
			edges = append(edges, max(w, -1e30))
		}
	}
	b.table(block{Name: name, Kind: "crf", Labels: m.Labels, Edges: edges}, &m.Table)
}

// Ranker adds a ranker with its calibration.
func (b *Builder) Ranker(name string, m *Ranker) {
	b.table(block{Name: name, Kind: "ranker", Calib: &m.Calibration}, &m.Table)
}

// Dict adds a dictionary.
func (b *Builder) Dict(name string, d *Dict) {
	b.data.Write(d.buckets)
	b.add(block{Name: name, Kind: "dict", Size: len(d.buckets)})
}

// Raw adds bytes that the package does not interpret.
func (b *Builder) Raw(name string, data []byte) {
	b.data.Write(data)
	b.add(block{Name: name, Kind: "raw", Size: len(data)})
}

// Bytes returns the file.
func (b *Builder) Bytes() ([]byte, error) {
	dir, err := json.Marshal(b.dir)
	if err != nil {
		return nil, fmt.Errorf("weights: directory: %w", err)
	}
	var out bytes.Buffer
	out.WriteString(magic)
	var n [4]byte
	binary.LittleEndian.PutUint32(n[:], uint32(len(dir)))
	out.Write(n[:])
	out.Write(dir)
	for out.Len()%16 != 0 {
		out.WriteByte(' ')
	}
	out.Write(b.data.Bytes())
	sum := sha256.Sum256(out.Bytes())
	out.Write(sum[:])
	return out.Bytes(), nil
}

// File is an opened weights file.
type File struct {
	data   []byte
	blocks map[string]block
}

// Open reads the directory of a weights file and checks that its blocks fit.
// It does not compute the digest; [File.Verify] does. The bytes must not change
// while the file or a model out of it is in use.
func Open(data []byte) (*File, error) {
	if len(data) < len(magic)+4+sha256.Size || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("weights: not a weights file: want %q first", magic)
	}
	n := int(binary.LittleEndian.Uint32(data[len(magic):]))
	at := len(magic) + 4
	body := len(data) - sha256.Size
	if n > body-at {
		return nil, errors.New("weights: directory is cut short")
	}
	var dir []block
	if err := json.Unmarshal(data[at:at+n], &dir); err != nil {
		return nil, fmt.Errorf("weights: directory: %w", err)
	}
	f := &File{data, map[string]block{}}
	at += n
	for _, k := range dir {
		at = (at + 15) &^ 15
		k.at = at
		if k.Size < 0 || k.Size > body-at || k.Buckets < 0 || k.Buckets > k.Size/bucketSize || k.Width < 0 || k.Width > 1<<16 {
			return nil, fmt.Errorf("weights: block %q does not fit the file", k.Name)
		}
		f.blocks[k.Name] = k
		at += k.Size
	}
	return f, nil
}

// Hash is the digest the file carries, in hex.
func (f *File) Hash() string { return hex.EncodeToString(f.data[len(f.data)-sha256.Size:]) }

// Verify computes the digest and compares.
func (f *File) Verify() error {
	body := f.data[:len(f.data)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], f.data[len(body):]) {
		return fmt.Errorf("weights: digest is %x, the file says %s", sum, f.Hash())
	}
	return nil
}

func (f *File) block(name, kind string) (block, error) {
	k, ok := f.blocks[name]
	if !ok || k.Kind != kind {
		return k, fmt.Errorf("weights: no %s named %q", kind, name)
	}
	return k, nil
}

func (f *File) table(k block) Table {
	cut := k.at + k.Buckets*bucketSize
	return Table{width: k.Width, wide: k.Wide, unit: k.Unit, n: uint64(k.Buckets),
		buckets: f.data[k.at:cut:cut], rows: f.data[cut : k.at+k.Size]}
}

// Linear returns the multiclass model of that name.
func (f *File) Linear(name string) (*Linear, error) {
	k, err := f.block(name, "linear")
	if err != nil {
		return nil, err
	}
	if len(k.Labels) != k.Width {
		return nil, fmt.Errorf("weights: %q has %d labels for %d weights", name, len(k.Labels), k.Width)
	}
	return &Linear{f.table(k), k.Labels}, nil
}

// CRF returns the chain of that name.
func (f *File) CRF(name string) (*CRF, error) {
	k, err := f.block(name, "crf")
	if err != nil {
		return nil, err
	}
	L := len(k.Labels)
	if L != k.Width || len(k.Edges) != L*L+2*L {
		return nil, fmt.Errorf("weights: %q has %d labels and %d edges for %d weights", name, L, len(k.Edges), k.Width)
	}
	for i, w := range k.Edges {
		if w <= -1e30 {
			k.Edges[i] = float32(math.Inf(-1))
		}
	}
	return &CRF{Linear{f.table(k), k.Labels}, k.Edges[:L*L], k.Edges[L*L : L*L+L], k.Edges[L*L+L:]}, nil
}

// Ranker returns the ranker of that name.
func (f *File) Ranker(name string) (*Ranker, error) {
	k, err := f.block(name, "ranker")
	if err != nil {
		return nil, err
	}
	r := &Ranker{Table: f.table(k), Calibration: Logistic{A: 1}}
	if r.width != 1 {
		return nil, fmt.Errorf("weights: %q is %d wide, a ranker is 1", name, r.width)
	}
	if k.Calib != nil {
		r.Calibration = *k.Calib
	}
	return r, nil
}

// Dict returns the dictionary of that name.
func (f *File) Dict(name string) (*Dict, error) {
	k, err := f.block(name, "dict")
	if err != nil {
		return nil, err
	}
	n := k.Size / dictBucket
	return &Dict{f.data[k.at : k.at+n*dictBucket], uint64(n)}, nil
}

// Raw returns the bytes of that name; they must not be changed.
func (f *File) Raw(name string) ([]byte, error) {
	k, err := f.block(name, "raw")
	if err != nil {
		return nil, err
	}
	return f.data[k.at : k.at+k.Size : k.at+k.Size], nil
}
