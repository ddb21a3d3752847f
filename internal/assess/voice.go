package assess

import (
	"slices"
	"sort"

	"github.com/parley-desk/parley"
)

// Voice is who speaks, at one level: a person, an office, a body or a state is
// each a voice of its own, linked by whom it speaks for.
type Voice struct {
	ID        string            // folded name; "narrator:" and the document for one that shows no outlet
	Name      string            // full usual name; "" for such a narrator
	Type      parley.EntityType // "" for such a narrator
	Roles     []string
	SpeaksFor []string // names of the next levels up, nearest first
	Document  string   // set for a voice that only one document knows: a narrator, a group without a name
}

// Official reports whether the voice is a party or speaks for one, a body, a
// company or a text: whom the policy official hears.
func (v *Voice) official() bool {
	switch v.Type {
	case parley.EntityOutlet, parley.EntityGroup, "":
		return len(v.SpeaksFor) > 0
	case parley.EntityPerson:
		return len(v.SpeaksFor) > 0 || len(v.Roles) > 0
	}
	return true
}

// Side is the outermost level the voice speaks for, itself when it speaks for
// nobody.
func (v *Voice) Side() string {
	if n := len(v.SpeaksFor); n > 0 {
		return v.SpeaksFor[n-1]
	}
	return v.Name
}

// voices makes one Voice for the entities of one name in the documents of one
// deal, so that who a voice is does not hang on what the ledger holds of other
// deals.
type voices struct {
	byID map[string]*Voice
	same sameNames
}

// sameNames leads from a folded name to the one it was judged the same as.
type sameNames map[string]string

// of is the voice of a local entity of x, or of the document's narrator when
// entity is "".
func (vs *voices) of(d *Document, x *parley.Extraction, entity string) *Voice {
	e := entityOf(x, entity)
	if e == nil {
		return vs.get("narrator:"+d.ID(), &Voice{Document: d.ID()})
	}
	id := vs.same.canonical(parley.FoldName(e.Name))
	v := Voice{Name: e.Name, Type: e.Type}
	// "Officials" of one article are not those of another, unless a person says
	// who they are.
	if e.Type == parley.EntityGroup && !vs.same.judged(id) {
		id, v.Document = id+"@"+d.ID(), d.ID()
	}
	out := vs.get(id, &v)
	for _, r := range e.Roles {
		if !slices.Contains(out.Roles, r) {
			out.Roles = append(out.Roles, r)
			sort.Strings(out.Roles)
		}
	}
	chain := SpeaksFor(x, e)
	// The longest chain that any document gives; of equal ones the smallest,
	// for a result without order.
	if len(chain) > len(out.SpeaksFor) || len(chain) == len(out.SpeaksFor) && slices.Compare(chain, out.SpeaksFor) < 0 {
		out.SpeaksFor = chain
	}
	return out
}

// levelsAtMost bounds how many levels up a voice is followed.
const levelsAtMost = 6

// SpeaksFor names the levels above e in its document, nearest first.
func SpeaksFor(x *parley.Extraction, e *parley.Entity) []string {
	var chain []string
	for up := entityOf(x, string(e.SpeaksFor)); up != nil && len(chain) < levelsAtMost && !slices.Contains(chain, up.Name); up = entityOf(x, string(up.SpeaksFor)) {
		chain = append(chain, up.Name)
	}
	return chain
}

// hold says whose position each fact counts as.
func (w *work) hold(d *Deal) {
	for _, f := range d.Facts {
		f.Holder = f.Voice
		if w.options.Policy == PolicySides {
			f.Holder = d.side(f)
		}
	}
}

// side is the voice that a fact's is rolled up to: the party that it is or
// speaks for, else the outermost level that it speaks for, else itself. Whom
// somebody speaks for is what the fact's own document says, since people change
// office; where it says nothing, what the others say.
func (d *Deal) side(f *Fact) *Voice {
	v := *f.Voice
	if e := entityOf(f.extraction, string(f.Assertion.By)); e != nil && e.SpeaksFor != "" {
		v.SpeaksFor = SpeaksFor(f.extraction, e)
	}
	v.SpeaksFor = slices.Clone(v.SpeaksFor)
	for n := len(v.SpeaksFor); n > 0 && n < levelsAtMost; n = len(v.SpeaksFor) {
		up := d.voices.byID[d.voices.same.canonical(parley.FoldName(v.SpeaksFor[n-1]))]
		if up == nil || len(up.SpeaksFor) == 0 || up == f.Voice || slices.Contains(v.SpeaksFor, up.SpeaksFor[0]) {
			break
		}
		v.SpeaksFor = append(v.SpeaksFor, up.SpeaksFor[0])
	}
	for _, p := range d.Parties {
		if v.SpeaksAs(p.Name) {
			return d.voices.named(p.Name, p.Type)
		}
	}
	if len(v.SpeaksFor) > 0 {
		return d.voices.named(v.Side(), "")
	}
	return f.Voice
}

// named is the voice of a name.
func (vs *voices) named(name string, t parley.EntityType) *Voice {
	id := vs.same.canonical(parley.FoldName(name))
	if have := vs.byID[id]; have != nil {
		return have
	}
	return vs.get(id, &Voice{Name: name, Type: t})
}

// judged reports whether a person has joined the name to another.
func (same sameNames) judged(fold string) bool {
	for a, b := range same {
		if a == fold || b == fold {
			return true
		}
	}
	return false
}

func (same sameNames) canonical(fold string) string {
	for hops := 0; hops < 8; hops++ {
		to, ok := same[fold]
		if !ok {
			break
		}
		fold = to
	}
	return fold
}

func (vs *voices) get(id string, v *Voice) *Voice {
	have := vs.byID[id]
	if have == nil {
		v.ID = id
		vs.byID[id] = v
		return v
	}
	if v.Name != "" && v.Name < have.Name {
		have.Name = v.Name
	}
	if v.Type != "" && v.Type < have.Type {
		have.Type = v.Type
	}
	return have
}

func entityOf(x *parley.Extraction, id string) *parley.Entity {
	if id == "" {
		return nil
	}
	for i := range x.Entities {
		if x.Entities[i].ID == id {
			return &x.Entities[i]
		}
	}
	return nil
}
