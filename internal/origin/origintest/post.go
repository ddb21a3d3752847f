// Package origintest makes news posts for filling folders: for measuring speed
// and for tests that need more documents than anybody wants to write. In goes a
// number, out comes a post with front matter about an invented deal, of some
// 4,300 bytes as real ones have. What it says is made of templates: good enough
// to keep a reader busy, no measure of how well it reads.
package origintest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// bodySize is how many bytes a post's body has at least; with the front matter
// and the last paragraph posts have 4,300 on average.
const bodySize = 3850

// Post makes post number n and a file name for it; names sort as numbers do.
// The same n gives the same bytes.
func Post(n int) (name string, text []byte) {
	w := &writer{Rand: rand.New(rand.NewPCG(uint64(n), 4300)), fixed: map[string]string{}}
	w.fixed["A"], w.fixed["B"] = w.two("state")
	w.fixed["a"], w.fixed["b"] = w.two("person")
	w.fixed["C"], w.fixed["c"] = w.two("firm")
	w.fixed["D"] = w.fill("{adjective} {thing} {sort}")
	w.fixed["G"] = w.pick("outlet")
	published := time.Date(2021, 1, 4, 6, 0, 0, 0, time.UTC).Add(time.Duration(n) * 97 * time.Minute)

	var b strings.Builder
	fmt.Fprintf(&b, "---\nlayout: post\ntitle: %q\ndate: %s\nauthor: %q\npublisher: %q\ncategories: [Trade]\nexcerpt: %q\n---\n",
		w.fill(w.pick("title")), published.Format(time.RFC3339), w.pick("person"), w.fixed["G"], w.fill(w.pick("lead")))
	start := b.Len()
	b.WriteString("\n" + w.fill(w.pick("lead")) + "\n")
	var order []int
	for b.Len()-start < bodySize {
		if len(order) == 0 {
			order = w.Perm(len(words["body"]))
		}
		b.WriteString("\n" + w.fill(words["body"][order[0]]))
		if order = order[1:]; len(order) > 0 && w.IntN(3) == 0 {
			b.WriteString(" " + w.fill(words["body"][order[0]]))
			order = order[1:]
		}
		b.WriteString("\n")
	}
	b.WriteString("\n" + w.fill(w.pick("end")) + "\n")
	return fmt.Sprintf("%06d.md", n), []byte(b.String())
}

// writer fills templates. {word} is any of a list, {X} what is fixed for the
// post.
type writer struct {
	*rand.Rand
	fixed map[string]string
}

func (w *writer) pick(list string) string {
	of := words[list]
	return of[w.IntN(len(of))]
}

// two picks two different ones.
func (w *writer) two(list string) (string, string) {
	a, b := w.pick(list), w.pick(list)
	for a == b {
		b = w.pick(list)
	}
	return a, b
}

func (w *writer) fill(template string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(template, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		var slot string
		slot, template, _ = strings.Cut(rest, "}")
		switch fixed, ok := w.fixed[slot]; {
		case ok:
			b.WriteString(fixed)
		case slot == "n":
			fmt.Fprint(&b, 2+w.IntN(97))
		case slot == "year":
			fmt.Fprint(&b, 2022+w.IntN(14))
		default:
			b.WriteString(w.fill(w.pick(slot)))
		}
	}
}
