package assess

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/dealfile"
)

// Resolution says which deals of different documents are one.
type Resolution string

// The resolutions.
const (
	// ByName joins deals that share a full proper name and have no conflicting
	// party, beside what Judged joins.
	ByName Resolution = "by-name"
	// Judged joins what a person's judgement or a deal file joins, and no more.
	Judged Resolution = "judged"
)

// Join says what a deal's documents were joined by.
type Join string

// The values of [Join].
const (
	JoinNone     Join = "one document"
	JoinName     Join = "by name, not reviewed"
	JoinDeclared Join = "deal file"
	JoinJudged   Join = "judgement"
)

// Mention is one document's deal, or a declared one, before joining.
type Mention struct {
	Document *Document // nil for a declared deal
	Deal     *parley.Deal
	Names    []string // the deal's name, then its aliases
	Parties  []Party
	Declared *dealfile.Deal

	x    *parley.Extraction
	keys []string
}

// Party is a party of a deal by its full usual name.
type Party struct {
	Name string
	Type parley.EntityType
}

// Ref is the mention's address: the document and the deal's local id, or the
// declared deal's id.
func (m *Mention) Ref() string {
	if m.Declared != nil {
		return m.Declared.ID
	}
	return m.Document.ID() + "#" + m.Deal.ID
}

// ID is the deal id that the mention alone would have: a slug of its name and
// four hex digits of its document.
func (m *Mention) ID() string {
	if m.Declared != nil {
		return m.Declared.ID
	}
	return MentionID(m.Deal.Name, m.Document.ID())
}

// MentionID is the deal id of a name in a document that joins no other: a slug
// of the name and four hex digits of the document's address.
func MentionID(name, document string) string { return Slug(name) + "-" + hex4(document) }

// Slug is a name in small letters, digits and hyphens, cut at a word's end
// after at most 40 bytes.
func Slug(name string) string {
	var b strings.Builder
	for _, w := range strings.Fields(parley.FoldName(name)) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if w == "" {
			continue
		}
		if b.Len() > 0 && b.Len()+1+len(w) > 40 {
			break
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(w[:min(len(w), 40)])
	}
	if b.Len() == 0 {
		return "deal"
	}
	return b.String()
}

func hex4(document string) string {
	h := strings.TrimPrefix(document, "sha256:")
	return h[:min(len(h), 4)]
}

// cluster is a set of mentions that the resolution holds to be one deal.
type cluster struct {
	mentions []*Mention
	join     Join
}

// resolver joins mentions. Everything it decides depends on the whole set of
// mentions and on none of their order.
type resolver struct {
	mentions []*Mention
	byName   bool
	same     []pairOf[string] // refs that a person joined
	apart    []pairOf[string] // refs that a person held apart
}

type pairOf[T any] struct{ a, b T }

// resolve gives the clusters in the order of their earliest mention.
func (r *resolver) resolve() []*cluster {
	sort.SliceStable(r.mentions, func(i, j int) bool { return mentionBefore(r.mentions[i], r.mentions[j]) })
	u := &union{r: r, parent: map[*Mention]*Mention{}, by: map[*Mention]Join{}, members: map[*Mention][]*Mention{}}
	if r.byName {
		for _, group := range r.nameGroups() {
			for _, part := range splitByParties(group) {
				for _, m := range part[1:] {
					u.join(part[0], m, JoinName)
				}
			}
		}
	}
	r.joinDeclared(u)
	for _, s := range r.same {
		for _, a := range r.find(s.a) {
			for _, b := range r.find(s.b) {
				u.join(a, b, JoinJudged)
			}
		}
	}
	return u.clusters()
}

// find lists the mentions that a ref or id points to.
func (r *resolver) find(ref string) []*Mention {
	var out []*Mention
	for _, m := range r.mentions {
		if m.Ref() == ref || m.ID() == ref {
			out = append(out, m)
		}
	}
	return out
}

func (r *resolver) heldApart(a, b *Mention) bool {
	is := func(m *Mention, ref string) bool { return m.Ref() == ref || m.ID() == ref }
	for _, p := range r.apart {
		if is(a, p.a) && is(b, p.b) || is(a, p.b) && is(b, p.a) {
			return true
		}
	}
	return false
}

// nameGroups are the mentions whose name keys are connected: an alias joins its
// key to the name's, unless some document holds the two to be two deals or a
// person does.
func (r *resolver) nameGroups() [][]*Mention {
	distinct := map[pairOf[string]]bool{}
	mark := func(a, b *Mention) {
		if len(a.keys) > 0 && len(b.keys) > 0 && a.keys[0] != b.keys[0] {
			distinct[pairOf[string]{a.keys[0], b.keys[0]}] = true
			distinct[pairOf[string]{b.keys[0], a.keys[0]}] = true
		}
	}
	byDocument := map[*Document][]*Mention{}
	for _, m := range r.mentions {
		byDocument[m.Document] = append(byDocument[m.Document], m)
	}
	for _, ms := range byDocument {
		for i, a := range ms {
			for _, b := range ms[i+1:] {
				mark(a, b)
			}
		}
	}
	for _, p := range r.apart {
		for _, a := range r.find(p.a) {
			for _, b := range r.find(p.b) {
				mark(a, b)
			}
		}
	}
	root := map[string]string{}
	var find func(k string) string
	find = func(k string) string {
		if p, ok := root[k]; ok && p != k {
			root[k] = find(p)
			return root[k]
		}
		return k
	}
	// Each key class keeps the keys in it, so that no chain of aliases joins
	// two that are distinct.
	members := map[string][]string{}
	class := func(k string) []string {
		if len(members[k]) == 0 {
			members[k] = []string{k}
		}
		return members[k]
	}
	var edges []pairOf[string]
	for _, m := range r.mentions {
		if len(m.keys) == 0 {
			continue
		}
		for _, k := range m.keys[1:] {
			edges = append(edges, pairOf[string]{min(m.keys[0], k), max(m.keys[0], k)})
		}
	}
	slices.SortFunc(edges, func(x, y pairOf[string]) int {
		if c := strings.Compare(x.a, y.a); c != 0 {
			return c
		}
		return strings.Compare(x.b, y.b)
	})
	for _, e := range slices.Compact(edges) {
		a, b := find(e.a), find(e.b)
		if a == b {
			continue
		}
		clash := false
		for _, x := range class(a) {
			for _, y := range class(b) {
				clash = clash || distinct[pairOf[string]{x, y}]
			}
		}
		if !clash {
			root[b] = a
			members[a] = append(class(a), class(b)...)
		}
	}
	groups := map[string][]*Mention{}
	for _, m := range r.mentions {
		if len(m.keys) > 0 {
			k := find(m.keys[0])
			groups[k] = append(groups[k], m)
		}
	}
	out := make([][]*Mention, 0, len(groups))
	for _, k := range sortedKeys(groups) {
		out = append(out, groups[k])
	}
	return out
}

// splitByParties parts a group of one name where its parties conflict: the
// United States has a Technology Prosperity Deal with more than one country. A
// mention joins the largest set of parties that holds its own; one that would
// fit several stands alone.
func splitByParties(group []*Mention) [][]*Mention {
	sets := map[string][]string{}
	for _, m := range group {
		s := partyKey(m)
		sets[strings.Join(s, "|")] = s
	}
	fitting := map[string][]string{} // by a set, the largest sets that hold it
	for k, s := range sets {
		for l, t := range sets {
			if subset(s, t) && !slices.ContainsFunc(sortedKeys(sets), func(o string) bool { return len(sets[o]) > len(t) && subset(t, sets[o]) }) {
				fitting[k] = append(fitting[k], l)
			}
		}
	}
	parts := map[string][]*Mention{}
	var alone [][]*Mention
	for _, m := range group {
		fits := fitting[strings.Join(partyKey(m), "|")]
		if len(fits) == 1 {
			parts[fits[0]] = append(parts[fits[0]], m)
		} else {
			alone = append(alone, []*Mention{m})
		}
	}
	var out [][]*Mention
	for _, k := range sortedKeys(parts) {
		out = append(out, parts[k])
	}
	return append(out, alone...)
}

// partyKey is what two mentions' parties are compared by: their states, or all
// parties when none is a state. Bodies and companies that a post adds to the
// states' deal are no conflict.
func partyKey(m *Mention) []string {
	var states, all []string
	for _, p := range m.Parties {
		name := parley.FoldName(p.Name)
		all = append(all, name)
		if p.Type == parley.EntityState {
			states = append(states, name)
		}
	}
	if len(states) == 0 {
		states = all
	}
	sort.Strings(states)
	return slices.Compact(states)
}

func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// joinDeclared joins to a declared deal the mentions that bear exactly one of
// its names and no conflicting party. A mention that two declared deals claim
// goes to the one whose full name it bears, else to none.
func (r *resolver) joinDeclared(u *union) {
	var declared []*Mention
	for _, m := range r.mentions {
		if m.Declared != nil {
			declared = append(declared, m)
		}
	}
	for _, m := range r.mentions {
		if m.Declared != nil || len(declared) == 0 {
			continue
		}
		var byAlias, byFull []*Mention
		for _, d := range declared {
			shared, full := sharedName(m, d)
			if !shared || !compatible(partyKey(m), partyKey(d)) {
				continue
			}
			byAlias = append(byAlias, d)
			if full {
				byFull = append(byFull, d)
			}
		}
		switch {
		case len(byFull) == 1:
			u.join(byFull[0], m, JoinDeclared)
		case len(byAlias) == 1:
			u.join(byAlias[0], m, JoinDeclared)
		}
	}
}

// sharedName reports whether m bears one of d's names, and whether m's own name
// is d's. A name of general words alone ("the MOU") counts only when m's
// parties are known, since it tells nothing by itself.
func sharedName(m, d *Mention) (shared, full bool) {
	for i, n := range m.Names {
		fold := parley.FoldName(n)
		for j, dn := range d.Names {
			if fold == "" || fold != parley.FoldName(dn) {
				continue
			}
			if parley.NameKey(n, nil) == "" && len(m.Parties) < 2 {
				continue
			}
			shared = true
			full = full || i == 0 && j == 0
		}
	}
	for _, k := range m.keys {
		shared = shared || slices.Contains(d.keys, k)
	}
	return shared, full
}

func compatible(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || subset(a, b) || subset(b, a)
}

// mentionBefore puts declared deals first, then mentions by their documents'
// publication and id, then by their place in the document.
func mentionBefore(a, b *Mention) bool {
	if (a.Declared != nil) != (b.Declared != nil) {
		return a.Declared != nil
	}
	if a.Declared != nil {
		return a.Declared.ID < b.Declared.ID
	}
	if a.Document != b.Document {
		return earlier(a.Document, b.Document)
	}
	if la, lb := localNumber(a.Deal.ID), localNumber(b.Deal.ID); la != lb {
		return la < lb
	}
	return a.Deal.ID < b.Deal.ID
}

func localNumber(id string) int {
	n, err := strconv.Atoi(strings.TrimLeft(id, "abcdefghijklmnopqrstuvwxyz"))
	if err != nil {
		return -1
	}
	return n
}

// union is a union-find over mentions. The root is the earliest mention. Two
// declared deals, and what a person held apart, are joined by a person's word
// only.
type union struct {
	r       *resolver
	parent  map[*Mention]*Mention
	by      map[*Mention]Join
	members map[*Mention][]*Mention // of a root, when more than itself
}

func (u *union) find(m *Mention) *Mention {
	p, ok := u.parent[m]
	if !ok || p == m {
		return m
	}
	u.parent[m] = u.find(p)
	return u.parent[m]
}

func (u *union) all(root *Mention) []*Mention {
	if ms := u.members[root]; ms != nil {
		return ms
	}
	return []*Mention{root}
}

func (u *union) join(a, b *Mention, by Join) {
	a, b = u.find(a), u.find(b)
	if a == b || by != JoinJudged && a.Declared != nil && b.Declared != nil {
		return
	}
	if by != JoinJudged && len(u.r.apart) > 0 {
		for _, x := range u.all(a) {
			for _, y := range u.all(b) {
				if u.r.heldApart(x, y) {
					return
				}
			}
		}
	}
	if mentionBefore(b, a) {
		a, b = b, a
	}
	u.parent[b] = a
	u.members[a] = append(u.all(a), u.all(b)...)
	u.by[a] = strongest(u.by[a], u.by[b], by)
}

// strongest prefers a person's word over a file's over a name's.
func strongest(js ...Join) Join {
	order := []Join{JoinJudged, JoinDeclared, JoinName}
	for _, j := range order {
		if slices.Contains(js, j) {
			return j
		}
	}
	return JoinNone
}

func (u *union) clusters() []*cluster {
	byRoot := map[*Mention]*cluster{}
	var out []*cluster
	for _, m := range u.r.mentions {
		r := u.find(m)
		c := byRoot[r]
		if c == nil {
			c = &cluster{join: strongest(u.by[r])}
			byRoot[r] = c
			out = append(out, c)
		}
		c.mentions = append(c.mentions, m)
	}
	for _, c := range out {
		// What bears the name of a declared deal was joined by its file.
		if c.mentions[0].Declared != nil && c.join == JoinName {
			c.join = JoinDeclared
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
