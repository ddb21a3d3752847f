package learn

import (
	"encoding/binary"
	"math/bits"
)

// Dict maps keys to 16-bit values. It reads straight from the bytes of a
// weights file: buckets of eight 16-bit fingerprints and their eight values. A
// key that is not in it is taken for another one about once in 10,000 times.
type Dict struct {
	buckets []byte
	n       uint64
}

const dictBucket = 32

func dictPlace(key, n uint64) (bucket uint64, print uint16) {
	bucket, low := bits.Mul64(key, n)
	print = uint16((low ^ key) * mul1 >> 48)
	if print == 0 {
		print = 1
	}
	return bucket, print
}

// NewDict packs a dictionary. When a bucket overflows or two keys look alike,
// the one that comes first stays: list the keys by importance.
func NewDict(keys []uint64, values []uint16) *Dict {
	d := &Dict{n: uint64((len(keys) + 5) / 6)}
	d.buckets = make([]byte, d.n*dictBucket)
	for i, k := range keys {
		at, print := dictPlace(k, d.n)
		b := d.buckets[at*dictBucket:][:dictBucket]
		for s := range 8 {
			p := binary.LittleEndian.Uint16(b[2*s:])
			if p == 0 {
				binary.LittleEndian.PutUint16(b[2*s:], print)
				binary.LittleEndian.PutUint16(b[16+2*s:], values[i])
			}
			if p == 0 || p == print {
				break
			}
		}
	}
	return d
}

// Lookup returns the value of key.
func (d *Dict) Lookup(key uint64) (uint16, bool) {
	if d.n == 0 {
		return 0, false
	}
	at, print := dictPlace(key, d.n)
	b := d.buckets[at*dictBucket:][:dictBucket]
	lo, hi := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	p := uint64(print) * lanes
	x, y := lo^p, hi^p
	slot := 0
	if x = (x - lanes) &^ x & tops; x != 0 {
		slot = bits.TrailingZeros64(x) / 16
	} else if y = (y - lanes) &^ y & tops; y != 0 {
		slot = 4 + bits.TrailingZeros64(y)/16
	} else {
		return 0, false
	}
	return binary.LittleEndian.Uint16(b[16+2*slot:]), true
}
