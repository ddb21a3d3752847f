package parley

import "sort"

// OffsetMap leads from a document's normalised text back to its original
// bytes. Segments are in text order and do not overlap.
type OffsetMap []Segment

// Segment says that Text bytes [Text, Text+TextLen) came from original bytes
// [Original, Original+OriginalLen). When the two lengths agree the stretch was
// copied byte by byte; when they differ (an entity, a mended character, a
// folded blank) it only maps as a whole.
type Segment struct {
	Text        int `json:"t"`
	TextLen     int `json:"tl"`
	Original    int `json:"o"`
	OriginalLen int `json:"ol"`
}

// Original is the smallest range of original bytes from which the normalised
// range s came. ok is false when no segment touches s, as for words that the
// reader added.
func (m OffsetMap) Original(s Span) (out Span, ok bool) {
	i := sort.Search(len(m), func(i int) bool { return m[i].Text+m[i].TextLen > s.Start })
	for ; i < len(m) && m[i].Text < s.End; i++ {
		g := m[i]
		from, to := g.Original, g.Original+g.OriginalLen
		if g.TextLen == g.OriginalLen {
			from += max(0, s.Start-g.Text)
			to -= max(0, g.Text+g.TextLen-s.End)
		}
		if !ok {
			out, ok = Span{from, to}, true
			continue
		}
		out.Start, out.End = min(out.Start, from), max(out.End, to)
	}
	return out, ok
}
