package lang

import (
	"errors"
	"math"
	"sync"

	"github.com/parley-desk/parley/internal/learn"
	"github.com/parley-desk/parley/internal/weights"
)

// Class is what is known of a word from the company it keeps in news text: its
// place in a tree of 64, 256 and 1,024 groups of like words, and how frequent
// it is. The zero Class is that of a word that is not known.
type Class uint32

// Known reports whether the word is one of the 340,000 that are classed.
func (c Class) Known() bool { return c != 0 }

// C64 is the number of the word's group among 64.
func (c Class) C64() int { return int(c & 63) }

// C256 is the number of the word's group among 256; each lies within one of 64.
func (c Class) C256() int { return int(c >> 6 & 255) }

// C1024 is the number of the word's group among 1,024.
func (c Class) C1024() int { return int(c >> 14 & 1023) }

// Rank says how rare the word is: 1 + 2*log2 of its place in the list of words by
// frequency, from 1 ("the") to 37; 0 when it is not known.
func (c Class) Rank() int { return int(c >> 24) }

// ClassOf looks up a word, given in lower case with straight apostrophes.
func ClassOf(low string) Class { return classOf(learn.Hash(low)) }

type classTable struct {
	words *learn.Dict // ten bits of class, six of rank
	tree  []byte      // of each of the 1,024 groups: its number among 256 and among 64
}

var classes = sync.OnceValue(func() classTable {
	f := weights.Words()
	words, err := f.Dict("classes")
	if err != nil {
		panic(err) // the program was built with a broken file
	}
	tree, err := f.Raw("tree")
	if err != nil {
		panic(err)
	}
	return classTable{words, tree}
})

func classOf(key uint64) Class {
	t := classes()
	v, ok := t.words.Lookup(key)
	if !ok {
		return 0
	}
	c := int(v & 1023)
	return Class(uint32(t.tree[2*c+1]) | uint32(t.tree[2*c])<<6 | uint32(c)<<14 | uint32(v>>10)<<24)
}

// TrainClasses groups words, the most frequent first, by their vectors, which
// it normalises, and returns the weights file that [ClassOf] reads. Words rarer
// than the first fit are classed but do not shape the groups.
func TrainClasses(words []string, v learn.Vectors, fit int, seed uint64, report func(string)) ([]byte, error) {
	if len(words) < 1024 || len(words) != v.Len() {
		return nil, errors.New("words: want a vector for each of at least 1,024 words")
	}
	v.Normalize()
	fit = min(fit, len(words))
	// Frequent words shape the groups more, but less than their frequency has it.
	weight := make([]float32, fit)
	for i := range weight {
		weight[i] = float32(1 / math.Sqrt(float64(i+100)))
	}
	report("k-means")
	centres := learn.KMeans(learn.Vectors{Dim: v.Dim, Data: v.Data[:fit*v.Dim]}, weight, 1024, 20, seed)
	report("classing")
	class := make([]int, len(words))
	size := make([]float32, 1024)
	for i := range words {
		class[i], _ = learn.Nearest(centres, v.At(i))
		if i < fit {
			size[class[i]] += weight[i]
		}
	}
	for c := range size {
		size[c] += 1e-3
	}
	report("tree")
	levels := learn.Join(centres, size, 256, 64)
	tree := make([]byte, 2*1024)
	for c := range 1024 {
		tree[2*c], tree[2*c+1] = byte(levels[0][c]), byte(levels[1][c])
	}
	keys, values := make([]uint64, len(words)), make([]uint16, len(words))
	for i, w := range words {
		rank := 2 * math.Log2(float64(i+1))
		keys[i], values[i] = learn.Hash(w), uint16(class[i])|uint16(1+rank)<<10
	}
	var out learn.Builder
	out.Dict("classes", learn.NewDict(keys, values))
	out.Raw("tree", tree)
	return out.Bytes()
}
