package weights

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/parley-desk/parley/internal/learn"
)

func TestEveryFileHasItsCard(t *testing.T) {
	total := 0
	for _, f := range all {
		total += len(f.data)
		w, err := learn.Open(f.data)
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		if err := w.Verify(); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
		card, err := ReadCard(f.name)
		if err != nil {
			t.Errorf("%s: %v", f.name, err)
			continue
		}
		sum := sha256.Sum256(f.data)
		if card.SHA256 != hex.EncodeToString(sum[:]) || card.Bytes != len(f.data) {
			t.Errorf("%s: the card is of another file", f.name)
		}
		if card.Name != f.name || card.For == "" || card.Command == "" || len(card.Corpora) == 0 || card.Without == "" {
			t.Errorf("%s: the card leaves something out: %+v", f.name, card)
		}
		for _, c := range card.Corpora {
			if c.Licence == "" || len(c.SHA256) != 64 {
				t.Errorf("%s: %s: no licence or hash", f.name, c.Name)
			}
		}
	}
	// The bound that the binary's size is planned with.
	if total > 24<<20 {
		t.Errorf("the weights are %d bytes, more than 24 MiB", total)
	}
}
