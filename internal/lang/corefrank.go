package lang

import (
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/learn"
)

// features fills v.seq with those of v.cands as answers for mention i.
func (v *resolver) features(i int) {
	d := v.d
	r := d.refs
	m := &r.mentions[i]
	v.seq.Reset()
	head := &d.Toks[m.head]
	// What kind of mention asks; everything is learnt for each kind apart, and
	// for coarser kinds together.
	form := learn.Hash(head.Low)
	coarse := uint64(1)
	noun := uint64(0)
	if m.kind == mentionNominal {
		coarse = 2
		noun = learn.Hash(m.noun)
		form = 2
		if len(m.sense) > 0 {
			form = learn.Hash(string(m.sense[0].typ))
		}
		if m.num != one {
			form += 77
			coarse = 3
		}
	} else if pronouns[head.Low].person == 3 {
		p := pronouns[head.Low]
		switch {
		case p.sex != genderUnknown:
			form = 11
		case p.thing:
			form, coarse = 12, 4
		default:
			form, coarse = 13, 4
		}
		if p.owner {
			form += 10
		}
	}
	speaks := bit(v.says[i])
	subject := bit(d.subjectLike(i))
	quoted := bit(head.Quote >= 0)
	para := d.Sents[head.Sent].Para
	rank := 0
	for c := range v.cands {
		o := v.cands[c]
		add := func(t, x uint64) {
			v.seq.Add(learn.Mix2(t, x, form))
			v.seq.Add(learn.Mix2(t+100, x, coarse))
		}
		add2 := func(t, a, b uint64) { add(t, learn.Mix2(t, a, b)) }
		if o.actor < 0 {
			add(1, 1)
			add2(2, speaks, quoted)
			add(3, noun)
			add2(4, bit(m.def), uint64(min(len(m.mods), 3)))
			add(5, uint64(min(len(v.cands)-1, 4)))
			v.seq.Next()
			continue
		}
		act := &r.actors[o.actor]
		typ := learn.Hash(string(act.typ))
		add(10, typ)
		add2(11, typ, bit(act.names > 0))
		count := bucket(len(act.mentions))
		names := bucket(act.names)
		add(12, count)
		add2(13, names, typ)
		add2(14, bit(act.plural), uint64(min(len(act.members), 3)))
		if act.typ == namePerson {
			add2(15, uint64(act.sex), bit(act.sex != genderUnknown && act.sex == pronouns[head.Low].sex))
		}
		add(16, uint64(min(rank, 4)))
		add2(17, uint64(min(rank, 4)), count)
		rank++
		if coarse != 1 { // a headline's people are no more likely to be "he"
			add2(19, bit(v.headed[o.actor]), names)
			add2(22, bit(v.headed[o.actor]), typ)
			add(18, bit(len(v.named) > 0 && v.named[0] == o.actor))
		}
		if m.kind == mentionNominal {
			v.nominalFeatures(m, act, noun, add, add2)
		}
		if o.last < 0 {
			add(20, 1)
			v.seq.Next()
			continue
		}
		last := &r.mentions[o.last]
		lastHead := &d.Toks[last.head]
		dist := bucket(head.Sent - lastHead.Sent)
		paras := uint64(min(para-d.Sents[lastHead.Sent].Para, 4))
		kind := uint64(last.kind)
		lastSubject := bit(d.subjectLike(o.last))
		lastSays := bit(v.says[o.last])
		lastQuoted := bit(lastHead.Quote >= 0)
		same := bit(lastHead.Quote == head.Quote)
		add(30, dist)
		add(31, paras)
		add2(32, dist, kind)
		add2(33, dist, lastSubject)
		add2(34, dist, lastSays)
		add2(35, lastSays, speaks)
		add2(36, lastSubject, subject)
		add2(37, lastQuoted*2+same, quoted)
		add2(38, learn.Mix2(1, dist, lastSubject), learn.Mix2(2, lastSays, speaks))
		add2(39, learn.Mix2(1, dist, lastQuoted*2+same), learn.Mix2(2, quoted, speaks))
		add2(40, uint64(min(o.order, 6)), dist)
		add2(41, uint64(min(o.order, 6)), bit(rank == 1))
		add2(42, dist, typ)
		add2(43, kind, count)
		add2(44, paras, lastSubject)
		add2(45, bit(last.toks[0] == d.Sents[lastHead.Sent].Toks[0]), dist)
		if last.kind == mentionPronoun {
			add2(46, learn.Hash(lastHead.Low), learn.Hash(head.Low))
			add2(47, dist, learn.Hash(lastHead.Low))
		}
		if coarse != 1 {
			root := bit(d.rootSubject(o.last))
			add2(49, root, dist)
			add2(50, learn.Mix2(1, root, lastSays), learn.Mix2(2, dist, speaks))
			add2(51, root, learn.Mix2(2, count, dist))
		}
		add2(52, bit(lastHead.Sent == head.Sent && clauseOf(d, m.head, last.head)), speaks)
		if lastHead.Rel != "" {
			add2(48, learn.Hash(lastHead.Rel), learn.Hash(head.Rel))
		}
		v.seq.Next()
	}
}

// rootSubject reports whether mention k is the subject of its sentence's main
// verb.
func (d *Doc) rootSubject(k int) bool {
	t := &d.Toks[d.subjectHead(k)]
	return strings.HasPrefix(t.Rel, "nsubj") && t.Head >= 0 && d.Toks[t.Head].Rel == "root"
}

// subjectHead is the token by which mention k hangs in its sentence: names of
// several words hang by their first.
func (d *Doc) subjectHead(k int) int {
	m := &d.refs.mentions[k]
	for i := m.toks[0]; i < m.toks[1]; i++ {
		if h := d.Toks[i].Head; h < m.toks[0] || h >= m.toks[1] {
			return i
		}
	}
	return m.head
}

// clauseOf reports whether token i stands in a clause that hangs from the verb
// of which the noun phrase at token j is the subject: "Rivet said it would".
func clauseOf(d *Doc, i, j int) bool {
	for n := 0; n < 6 && d.Toks[j].Rel != "" && !strings.HasPrefix(d.Toks[j].Rel, "nsubj") && d.Toks[j].Head >= 0; n++ {
		j = d.Toks[j].Head
	}
	verb := d.Toks[j].Head
	if verb < 0 || !strings.HasPrefix(d.Toks[j].Rel, "nsubj") {
		return false
	}
	for n := 0; n < 12 && i >= 0; n++ {
		if i == verb {
			return n > 1
		}
		i = d.Toks[i].Head
	}
	return false
}

// nominalFeatures compares a noun phrase with what its candidate was called.
func (v *resolver) nominalFeatures(m *mention, act *actor, noun uint64, add func(t, x uint64), add2 func(t, a, b uint64)) {
	called := uint64(0)
	switch {
	case has(act.nouns, m.noun):
		called = 1
	case hasAny(act.nouns, gaz().same(m.noun)):
		called = 2
	case suffixOf(act.nouns, m.noun):
		called = 3
	}
	named := bit(strings.HasSuffix(strings.ToLower(act.name), m.noun))
	shared, apart := 0, 0
	for _, w := range m.mods {
		if has(act.of, w) || act.name != "" && strings.Contains(strings.ToLower(act.name), w) {
			shared++
		} else {
			apart++
		}
	}
	state := uint64(0)
	if m.state != nil {
		state = 1
		if s := act.state; s != nil && s == m.state {
			state = 2
		} else if act.known != nil && act.known == m.state {
			state = 3
		}
	}
	mods := uint64(min(shared, 2)*3 + min(apart, 2))
	add2(60, called, named)
	add2(61, called, mods)
	add2(62, called, bit(act.names > 0))
	add2(63, learn.Mix2(1, called, named), uint64(min(len(act.nouns), 3)))
	add2(64, state, called)
	add2(65, noun, called)
	add2(66, noun, learn.Hash(string(act.typ)))
	add2(67, mods, bit(act.names > 0))
	add2(68, named, bit(len(m.mods) > 0))
}

func hasAny(list, of []string) bool {
	for _, s := range of {
		if has(list, s) {
			return true
		}
	}
	return false
}

func suffixOf(list []string, s string) bool {
	for _, x := range list {
		if strings.HasSuffix(x, " "+s) || strings.HasSuffix(s, " "+x) {
			return true
		}
	}
	return false
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// bucket folds a count: 0, 1, 2, 3, 4-5, 6-8, 9-14, 15 and more.
func bucket(n int) uint64 {
	switch {
	case n < 4:
		return uint64(max(n, 0))
	case n < 6:
		return 4
	case n < 9:
		return 5
	case n < 15:
		return 6
	}
	return 7
}

// ActorExample is a document in which it is known whom some mentions stand
// for.
type ActorExample struct {
	Header *parley.Header
	Refs   []ActorRef
	Weight float64

	doc *Doc // analysed as far as names
}

// ActorRef says of the mention whose head lies in Span (bytes), and ends there,
// whom it stands for: all with one Same are one; or Named is its name.
type ActorRef struct {
	Span  parley.Span
	Same  string
	Named string
}

// analyzeNames runs what Analyze runs before the actors.
func (d *Doc) analyzeNames() {
	d.split()
	d.tag()
	d.parse()
	d.findNames()
}

// TrainActors learns whom pronouns and role nouns stand for. agrees reports
// whether an annotated name is one of an actor's. base, which may be nil,
// resolves what the examples do not tell. An example that is used again is not
// analysed again.
func TrainActors(examples []*ActorExample, agrees func(name string, names []string) bool, base *learn.Ranker, o learn.Options) *learn.Ranker {
	t := learn.NewRankTrainer(o)
	for _, e := range examples {
		if e.doc == nil {
			e.doc = &Doc{Text: e.Header.Text, Header: e.Header}
			e.doc.analyzeNames()
		}
		d := e.doc
		d.Entities = nil
		key := map[int]ActorRef{} // by last token
		for _, ref := range e.Refs {
			if toks := d.tokensIn(ref.Span); toks[0] < toks[1] {
				end := toks[1] - 1
				for end > toks[0] && (d.Toks[end].Low == "'s" || d.Toks[end].Low == "'") {
					end--
				}
				key[end] = ref
			}
		}
		d.startActors()
		v := &resolver{d: d, model: base}
		v.teach = func(i int, options []option) ([]bool, bool) {
			ref, ok := key[d.refs.mentions[i].head]
			if !ok {
				return nil, false
			}
			right := make([]bool, len(options))
			any := false
			for c, o := range options {
				if o.actor < 0 {
					continue
				}
				if ref.Named != "" {
					right[c] = agrees(ref.Named, d.namesOf(o.actor))
				} else {
					ms := d.refs.actors[o.actor].mentions
					for n := len(ms) - 1; n >= 0 && n > len(ms)-40; n-- {
						if k, ok := key[d.refs.mentions[ms[n]].head]; ok && ms[n] != i {
							right[c] = k.Same == ref.Same
							if ms[n] < i {
								break
							}
						}
					}
				}
				any = any || right[c]
			}
			right[len(options)-1] = !any
			return right, true
		}
		v.heard = func(s *learn.Seq, right []bool) { t.Add(s, right, e.Weight) }
		d.resolveMentions(v)
	}
	return t.Train()
}

// namesOf are the names of actor i, those in the text that have a capital, and
// that of whom it speaks for.
func (d *Doc) namesOf(i int) []string {
	a := &d.refs.actors[i]
	out := []string{a.name}
	for _, m := range a.mentions {
		if s := d.spanOf(d.refs.mentions[m].toks).In(d.Text); capital(s) && len(out) < 20 && d.refs.mentions[m].kind != mentionDemonym {
			out = append(out, s)
		}
	}
	if a.up >= 0 {
		out = append(out, d.refs.actors[a.up].name)
	}
	return out
}

// ActorsBy analyses a document with another model of whom mentions stand for:
// the way to measure one.
func ActorsBy(m *learn.Ranker, h *parley.Header) *Doc {
	d := &Doc{Text: h.Text, Header: h}
	d.analyzeNames()
	d.startActors()
	d.finishActors(&resolver{d: d, model: m})
	return d
}
