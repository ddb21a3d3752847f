package lang

import (
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"github.com/parley-desk/parley"
)

// benchText is treebank text when the shared corpora are there, else a few
// sentences over and over.
func benchText(b *testing.B) string {
	b.Helper()
	f, err := os.Open("../../../shared/data/ud/en_gum-open-dev.conllu.gz")
	if err != nil {
		return strings.Repeat("The envoy said on Friday that the tariff pact with Lisbon was close. \"We are nearly there,\" Marta Quill told reporters.\n\n", 300)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	tb, err := ReadTreebank(z)
	if err != nil {
		b.Fatal(err)
	}
	return tb.doc().Text
}

func BenchmarkStages(b *testing.B) {
	text := benchText(b)
	stages := []struct {
		name string
		run  func(d *Doc)
	}{
		{"split", (*Doc).split}, {"tag", (*Doc).tag}, {"lemma", (*Doc).lemmatize}, {"parse", (*Doc).parse},
	}
	for at, stage := range stages {
		b.Run(stage.name, func(b *testing.B) {
			toks := 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				d := &Doc{Text: text, Header: &parley.Header{Text: text}}
				for _, before := range stages[:at] {
					before.run(d)
				}
				b.StartTimer()
				stage.run(d)
				toks += len(d.Toks)
			}
			b.ReportMetric(float64(toks)/b.Elapsed().Seconds(), "tok/s")
		})
	}
}
