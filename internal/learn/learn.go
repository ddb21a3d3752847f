// Package learn holds the project's learners and what runs what they learnt:
// linear models over hashed sparse features. In come examples whose features
// are 64-bit keys; out come models that are tables of 8-bit weights.
//
//   - [Linear]: a multiclass model, trained by [Perceptron].
//   - [CRF]: a linear chain, trained by [CRFTrainer]; gives the best and the k
//     best label sequences and calibrated marginals. On sequences of one it is
//     multinomial logistic regression.
//   - [Ranker]: one score a candidate, trained list-wise by [RankTrainer], and
//     a [Logistic] that turns scores into probabilities.
//
// Training is single-threaded and takes a seed: the same examples in the same
// order give the same bytes. Inference allocates nothing once its scratch space
// has grown, adds whole numbers only, and is safe for concurrent use as long as
// each goroutine brings its own scratch ([Lattice], score slices). [Builder]
// and [File] write and read weights files.
package learn

import "github.com/zeebo/xxh3"

// Hash is the key of a string.
func Hash(s string) uint64 { return xxh3.HashString(s) }

// HashBytes is Hash(string(b)).
func HashBytes(b []byte) uint64 { return xxh3.Hash(b) }

const (
	mul1 = 0x9E3779B97F4A7C15
	mul2 = 0xD6E8FEB86659FD93
)

// Mix joins a template's number and one value into a key.
func Mix(template, a uint64) uint64 {
	h := (a ^ template*mul1) * mul2
	h ^= h >> 32
	h *= mul1
	return h ^ h>>29
}

// Mix2 joins a template's number and two values, in order.
func Mix2(template, a, b uint64) uint64 {
	h := (a ^ template*mul1) * mul2
	h ^= h >> 32
	h = (h + b) * mul1
	h ^= h >> 29
	h *= mul2
	return h ^ h>>32
}

// Mix3 joins a template's number and three values, in order.
func Mix3(template, a, b, c uint64) uint64 { return Mix2(Mix2(template, a, b), c, template) }

// Seq is a list of feature lists: the tokens of a sequence or the candidates of
// a list. Its memory is reused after Reset.
type Seq struct {
	keys []uint64
	ends []int
}

// Reset empties s.
func (s *Seq) Reset() { s.keys, s.ends = s.keys[:0], s.ends[:0] }

// Add gives the current item a feature.
func (s *Seq) Add(key uint64) { s.keys = append(s.keys, key) }

// Next ends the current item.
func (s *Seq) Next() { s.ends = append(s.ends, len(s.keys)) }

// Len is the number of ended items.
func (s *Seq) Len() int { return len(s.ends) }

// At returns the features of item i; valid until Reset.
func (s *Seq) At(i int) []uint64 {
	if i == 0 {
		return s.keys[:s.ends[0]]
	}
	return s.keys[s.ends[i-1]:s.ends[i]]
}

// index numbers keys in the order in which they first come: an open-addressing
// table, quicker than a map of millions.
type index struct {
	keys []uint64
	ids  []int32 // id + 1; 0 is free
	n    int32
}

func (x *index) find(key uint64) int32 {
	if len(x.keys) == 0 {
		return -1
	}
	mask := uint64(len(x.keys) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		switch {
		case x.ids[i] == 0:
			return -1
		case x.keys[i] == key:
			return x.ids[i] - 1
		}
	}
}

// add returns the number of key, a new one when it is new.
func (x *index) add(key uint64) int32 {
	if int(x.n)*4 >= len(x.keys)*3 {
		x.grow()
	}
	mask := uint64(len(x.keys) - 1)
	i := key & mask
	for ; x.ids[i] != 0; i = (i + 1) & mask {
		if x.keys[i] == key {
			return x.ids[i] - 1
		}
	}
	x.n++
	x.keys[i], x.ids[i] = key, x.n
	return x.n - 1
}

func (x *index) grow() {
	old := *x
	n := max(1<<12, 2*len(old.keys))
	x.keys, x.ids = make([]uint64, n), make([]int32, n)
	mask := uint64(n - 1)
	for j, id := range old.ids {
		if id == 0 {
			continue
		}
		i := old.keys[j] & mask
		for x.ids[i] != 0 {
			i = (i + 1) & mask
		}
		x.keys[i], x.ids[i] = old.keys[j], id
	}
}

// list returns the keys by number.
func (x *index) list() []uint64 {
	out := make([]uint64, x.n)
	for i, id := range x.ids {
		if id != 0 {
			out[id-1] = x.keys[i]
		}
	}
	return out
}
