package score

import "github.com/parley-desk/parley"

// NameAgrees reports whether an annotated name is that of entity id of x, as
// [Post] has it: by the entity's name, what the text calls it, or the name of
// whom it speaks for.
func NameAgrees(name string, x *parley.Extraction, id string) bool {
	c := comparison{x: x, entities: map[string]*parley.Entity{}}
	for i := range x.Entities {
		c.entities[x.Entities[i].ID] = &x.Entities[i]
	}
	var got []string
	for _, n := range c.names(id) {
		got = append(got, contentWords(n))
	}
	return id != "" && best(contentWords(name), got) >= 0.66
}
