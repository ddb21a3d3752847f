package ledger

import (
	"encoding/binary"
	"math"
	"sort"

	"github.com/zeebo/xxh3"
)

// A pair is kept when so much of the two is the same, or so much of the smaller
// is found in the larger. Found on 10,000 posts of a news archive, against exact
// similarities: from 0.6 on, two posts were one article told again, or one
// rolling digest an hour later; between 0.5 and 0.6 most were one law firm's
// notices about different companies. An article inside its own longer update
// has a similarity of 0.4 to 0.5 but is contained to 0.8 and more, where nearly
// all such notices stay below.
const (
	pairScore     = 0.6
	pairContained = 0.82
)

const (
	// bandRows minima make a band; documents that agree in one band are
	// compared. With bandCount bands, two documents of similarity 0.45 meet
	// with probability 0.63, of 0.6 with 0.96 and of 0.7 with 0.999.
	bandRows  = 4
	bandCount = 24
	// bandLimit bounds the documents of one band that a new one is compared
	// with, so that the thousandth copy of a text costs what the fiftieth did.
	bandLimit = 50
)

// bands are the keys of the sketch in the band index, without repetition.
func (s Sketch) bands() []int64 {
	var out []int64
	seen := map[int64]bool{}
	for i := 0; i+bandRows <= min(len(s.Mins), bandRows*bandCount); i += bandRows {
		var b [4 * (bandRows + 1)]byte
		binary.BigEndian.PutUint32(b[:], uint32(i))
		for j, m := range s.Mins[i : i+bandRows] {
			binary.BigEndian.PutUint32(b[4*(j+1):], m)
		}
		if h := int64(xxh3.Hash(b[:])); !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	return out
}

// similar estimates the Jaccard similarity of two sketches, and the share of
// the smaller one's shingles that the larger holds.
func (s Sketch) similar(t Sketch) (score, contained float64) {
	n := min(len(s.Mins), len(t.Mins))
	if n == 0 || s.Shingles == 0 || t.Shingles == 0 {
		return 0, 0
	}
	same := 0
	for i := range n {
		if s.Mins[i] == t.Mins[i] {
			same++
		}
	}
	score = float64(same) / float64(n)
	shared := score * float64(s.Shingles+t.Shingles) / (1 + score)
	contained = math.Min(1, shared/float64(min(s.Shingles, t.Shingles)))
	return score, contained
}

// pairs appends the pairs that a new run's sketch makes and returns the other
// documents' ids.
func (w *writer) pairs(seq int64, id string, sketch Sketch) ([]string, error) {
	candidates := map[int64]bool{}
	for _, h := range sketch.bands() {
		rows, err := w.query("SELECT run_seq FROM band WHERE hash = ? AND run_seq < ? ORDER BY run_seq LIMIT ?", h, seq, bandLimit)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var s int64
			if err := rows.Scan(&s); err != nil {
				rows.Close()
				return nil, err
			}
			candidates[s] = true
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	runs := make([]int64, 0, len(candidates))
	for s := range candidates {
		runs = append(runs, s)
	}
	sort.Slice(runs, func(i, j int) bool { return runs[i] < runs[j] })

	var found []string
	for _, s := range runs {
		var document string
		var mins []byte
		var other Sketch
		if err := w.row("SELECT document, mins, shingles FROM sketch WHERE run_seq = ?", s).Scan(&document, &mins, &other.Shingles); err != nil {
			return nil, err
		}
		other.Mins = readMins(mins)
		score, contained := sketch.similar(other)
		if document == id || score < pairScore && contained < pairContained {
			continue
		}
		a, b := min(id, document), max(id, document)
		p := pairPayload{A: a, B: b, Score: score, Contained: contained}
		isNew, err := w.pair(&p)
		if err != nil {
			return nil, err
		}
		if isNew {
			found = append(found, document)
		}
	}
	return found, nil
}

// pair appends a pair unless the two documents are paired already.
func (w *writer) pair(p *pairPayload) (bool, error) {
	pid := pairID(p.A, p.B)
	known, err := w.has(KindPair, pid)
	if err != nil || known != 0 {
		return false, err
	}
	payload, err := encode(p)
	if err != nil {
		return false, err
	}
	at, err := w.record(KindPair, pid, payload)
	if err != nil {
		return false, err
	}
	return true, w.index(pairRows(at, p))
}
