package main

import (
	"testing"

	"github.com/parley-desk/parley/internal/weights"
)

// The figures that the cards of the committed weights carry must not fall.
func TestNamesAndActorsKeepTheirLevel(t *testing.T) {
	floors := map[string]map[string]float64{
		"names":  {"worldwide_f1": 78, "wikigold_f1": 62, "uner_ewt_f1": 66, "crossner_politics_f1": 67},
		"actors": {"cv_all": 82, "cv_he, she": 87, "cv_it": 60, "cv_name": 90, "cv_role": 65},
	}
	for name, scores := range floors {
		card, err := weights.ReadCard(name)
		if err != nil {
			t.Fatal(err)
		}
		for score, floor := range scores {
			if card.Scores[score] < floor {
				t.Errorf("%s: %s is %.1f, below %.1f", name, score, card.Scores[score], floor)
			}
		}
	}
}
