package learn

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// Table maps keys to rows of 8-bit weights. It reads straight from the bytes
// of a weights file.
//
// Keys live in buckets of 16 bytes: six 16-bit fingerprints and the place of
// the bucket's first row. Rows are packed in bucket order, so that an absent
// key, the usual case for rare features, costs one look into the small bucket
// array and no row. A key that is not in the table is taken for another one
// about once in 20,000 times.
//
// A weight is q * 2^e * unit, with one exponent e a row and q of eight bits.
// Scores are sums of q * 2^e, whole numbers, the same on every machine. In a
// narrow table a row is the byte e and then a q for each label, and its place
// its number. In a wide one, where most weights are naught, it is e, the
// number of the others, and for each of them its label and its q; its place is
// its offset in bytes.
type Table struct {
	width   int
	wide    bool
	unit    float64
	buckets []byte
	rows    []byte
	n       uint64 // buckets
}

const (
	slots      = 6
	bucketSize = 16
	lanes      = 0x0001000100010001
	tops       = 0x8000800080008000
)

// Width is the number of weights a row has.
func (t *Table) Width() int { return t.width }

// Unit is the value of one step of a score.
func (t *Table) Unit() float64 { return t.unit }

func place(key, n uint64) (bucket uint64, print uint16) {
	bucket, _ = bits.Mul64(key, n)
	print = uint16(key * mul2 >> 48)
	if print == 0 {
		print = 1
	}
	return bucket, print
}

// find looks up key: where its bucket's rows begin, and which of them is its
// own. A slot of slots or more says that the key is not in the table.
func (t *Table) find(key uint64) (base uint32, slot int) {
	at, print := place(key, t.n)
	b := t.buckets[at*bucketSize : at*bucketSize+bucketSize]
	lo, hi := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	p := uint64(print) * lanes
	// The lowest lane that is naught, of four and of two, without a branch: which
	// slot it is cannot be foreseen.
	x, y := lo^p, (hi^p)&0xFFFFFFFF|0xFFFFFFFF00000000
	slot = bits.TrailingZeros64((x-lanes)&^x&tops) / 16
	rest := bits.TrailingZeros64((y-lanes)&^y&tops) / 16
	if slot == 4 {
		slot += rest
	}
	return uint32(hi >> 32), slot
}

// row returns the row of a slot that find gave.
func (t *Table) row(base uint32, slot int) []byte {
	i := int(base)
	if t.wide {
		for ; slot > 0; slot-- {
			i += 2 + 2*int(t.rows[i+1])
		}
		return t.rows[i : i+2+2*int(t.rows[i+1])]
	}
	stride := t.width + 1
	i = (i + slot) * stride
	return t.rows[i : i+stride : i+stride]
}

// AddTo adds the weights of keys to scores, which has the table's width.
func (t *Table) AddTo(scores []int32, keys ...uint64) {
	if t.n == 0 {
		return
	}
	// All buckets first, then all rows, so that the waits for memory overlap.
	type spot struct {
		base uint32
		slot int32
	}
	var found [32]spot
	for len(keys) > 0 {
		n := 0
		batch := keys[:min(len(keys), len(found))]
		keys = keys[len(batch):]
		for _, k := range batch {
			base, slot := t.find(k)
			found[n&31] = spot{base, int32(slot)}
			if slot < slots {
				n++
			}
		}
		for _, f := range found[:n] {
			row := t.row(f.base, int(f.slot))
			mul := int32(1) << (row[0] & 15)
			if t.wide {
				for row = row[2:]; len(row) >= 2; row = row[2:] {
					scores[row[0]] += int32(int8(row[1])) * mul
				}
				continue
			}
			row = row[1:]
			to := scores[:len(row)]
			for c, q := range row {
				to[c] += int32(int8(q)) * mul
			}
		}
	}
}

// Weight is the first weight of key, for tables of width one.
func (t *Table) Weight(key uint64) int32 {
	if t.n == 0 {
		return 0
	}
	base, slot := t.find(key)
	if slot >= slots {
		return 0
	}
	row := t.row(base, slot)
	return int32(int8(row[1])) << (row[0] & 15)
}

// Pack bounds the size of a table.
type Pack struct {
	MaxRows int     // the rows with the largest weights are kept; 0: all
	Min     float64 // smaller weights are left out, and rows that have no larger one
}

// newTable packs weights, len(keys) rows of width numbers.
func newTable(keys []uint64, width int, weights []float64, p Pack) *Table {
	type entry struct {
		key uint64
		top float64
		at  int
	}
	var es []entry
	most := 0.0
	for i, k := range keys {
		top := 0.0
		for _, w := range weights[i*width : (i+1)*width] {
			top = max(top, math.Abs(w))
		}
		if top > p.Min {
			es = append(es, entry{k, top, i})
			most = max(most, top)
		}
	}
	slices.SortFunc(es, func(a, b entry) int {
		return cmp.Or(-cmp.Compare(a.top, b.top), cmp.Compare(a.key, b.key))
	})
	if p.MaxRows > 0 && len(es) > p.MaxRows {
		es = es[:p.MaxRows]
	}
	// A wide row of eight labels is as long as a narrow one when half of them are naught.
	t := &Table{width: width, wide: width >= 8 && width <= 255, unit: 1}
	if len(es) == 0 {
		return t
	}
	// Ten powers of two between the largest and the smallest full-precision row.
	t.unit = most / 127 / 1024
	// Three keys a bucket on average: 1.6 % of them, the lightest, find theirs full.
	t.n = uint64((len(es) + 2) / 3)
	inBucket := make([][]entry, t.n)
	prints := make([][]uint16, t.n)
	for _, e := range es { // heaviest first
		b, print := place(e.key, t.n)
		if len(inBucket[b]) < slots && !slices.Contains(prints[b], print) {
			inBucket[b] = append(inBucket[b], e)
			prints[b] = append(prints[b], print)
		}
	}
	t.buckets = make([]byte, t.n*bucketSize)
	row := 0
	for b, list := range inBucket {
		at := t.buckets[b*bucketSize:]
		if t.wide {
			row = len(t.rows)
		}
		binary.LittleEndian.PutUint32(at[12:], uint32(row))
		for s, e := range list {
			binary.LittleEndian.PutUint16(at[2*s:], prints[b][s])
			exp := 0
			for e.top > 127.5*t.unit*float64(int(1)<<exp) {
				exp++
			}
			step := t.unit * float64(int(1)<<exp)
			head := len(t.rows)
			t.rows = append(t.rows, byte(exp))
			if t.wide {
				t.rows = append(t.rows, 0)
			}
			for c, w := range weights[e.at*width : (e.at+1)*width] {
				q := byte(int8(max(-127, min(127, math.Round(w/step)))))
				switch {
				case !t.wide:
					t.rows = append(t.rows, q)
				case q != 0 && math.Abs(w) > p.Min:
					t.rows = append(t.rows, byte(c), q)
					t.rows[head+1]++
				}
			}
			row++
		}
	}
	return t
}
