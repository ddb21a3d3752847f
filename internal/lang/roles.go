package lang

import "strings"

// appositions reads what the text says somebody is: "chancellor Rachel
// Reeves", "Marta Quill, director of ...", "its chief executive, Ann Ek,",
// "the Rivet group".
func (d *Doc) appositions() {
	r := d.refs
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != mentionNominal || m.num != one {
			continue
		}
		if n := d.describes(m); n >= 0 {
			d.giveRole(i, n)
		}
	}
}

// describes is the name mention that role phrase m is in apposition to, -1 when
// there is none.
func (d *Doc) describes(m *mention) int {
	r := d.refs
	fits := func(n int) bool {
		return n >= 0 && r.mentions[n].actor >= 0 && m.means(&r.actors[r.mentions[n].actor]) && d.sameSentence(m.head, r.mentions[n].head)
	}
	after := d.skipTitles(m.toks[1])
	if n := d.nameFrom(after); fits(n) {
		return n // "trade minister Ann Ek"
	}
	// "Chancellor of the Exchequer Ann Ek", "ambassador to Oman, Ann Ek,"
	if after < len(d.Toks) && gaz().is(d.Toks[after].Low, wordPreposition) && d.sameSentence(m.head, after) {
		for j := after + 1; j < after+10 && d.sameSentence(m.head, j); j++ {
			if n := d.nameFrom(d.skipTitles(j)); n >= 0 && d.typeOfMention(n) == namePerson && fits(n) {
				before := d.Toks[j-1]
				if before.Text == "," && d.closed(r.mentions[n].toks[1]) || before.Text != "," && !gaz().is(before.Low, wordPreposition) && before.Low != "the" && before.Low != "and" {
					return n
				}
				break
			}
			if low := d.Toks[j].Low; d.Toks[j].Text != "," && !wordy(d.Toks[j].Text) && d.Toks[j].Text != "-" || known().report[low] || low == "who" || low == "that" {
				break
			}
		}
	}
	before := m.toks[0] - 1
	if before < 1 {
		return -1
	}
	switch d.Toks[before].Low {
	case ",":
		// "Ann Ek, the trade minister,"
		if n := d.nameTo(before); fits(n) && d.apposed(m, n) {
			return n
		}
	case "is", "was", "became", "as":
		// "Ann Ek is managing director at Rivet"
		if n := d.nameTo(before); fits(n) && d.Toks[before].Low != "as" {
			return n
		}
	}
	// "its chief executive, Ann Ek, said"; "the regulator, Ofwat,"
	if m.def && m.noun != "government" && after < len(d.Toks) && d.Toks[after].Text == "," {
		if n := d.nameFrom(d.skipTitles(after + 1)); fits(n) && d.closed(r.mentions[n].toks[1]) {
			return n
		}
	}
	// "the Rivet group": the noun says what the name before it is.
	if n := d.mentionOfName(m.beside); m.owner < 0 && fits(n) && r.mentions[n].toks[1] == d.nounStart(m) && d.typeOfMention(n) != namePerson && d.typeOfMention(n) != nameState {
		for _, s := range m.sense {
			if s.typ == namePerson {
				return -1
			}
		}
		return n
	}
	return -1
}

// apposed reports whether phrase m after the comma behind name n describes it,
// and is not the next one of a list or clause: it ends with a comma, a stop or
// a phrase of its own.
func (d *Doc) apposed(m *mention, n int) bool {
	next := m.toks[1]
	if !d.sameSentence(m.head, next) {
		return true
	}
	t := &d.Toks[next]
	switch {
	case t.Text == "," || t.Text == "." || t.Text == ")" || t.Text == "”" || t.Text == "\"":
		return true
	case gaz().is(t.Low, wordPreposition) || t.Low == "who" || t.Low == "which" || t.Low == "and" || t.Low == "whose":
		return true
	}
	return false
}

// closed reports whether an apposition can end before token i: at a mark, the
// sentence's end, or the verb of its clause.
func (d *Doc) closed(i int) bool {
	if i >= len(d.Toks) || !d.sameSentence(i-1, i) {
		return true
	}
	t := &d.Toks[i]
	return t.Text == "," || t.Text == "." || t.Text == "(" || t.Text == "-" || t.Text == "–" || t.Tag == "VERB" || t.Tag == "AUX" || known().report[t.Low]
}

func (d *Doc) skipTitles(i int) int {
	for i < len(d.Toks) && honorific(d.Toks[i].Low) {
		i++
	}
	return i
}

func (d *Doc) nounStart(m *mention) int {
	return m.head - strings.Count(strings.ReplaceAll(m.noun, "-", " - "), " ")
}

func (d *Doc) typeOfMention(n int) NameType {
	if k := d.refs.mentions[n].name; k >= 0 {
		return d.Names[k].Type
	}
	return ""
}

// giveRole records that the actor of name mention n is what nominal m says.
func (d *Doc) giveRole(m, n int) {
	r := d.refs
	a := r.mentions[n].actor
	d.attach(m, a)
	mm, act := &r.mentions[m], &r.actors[a]
	if act.guessed {
		for _, s := range mm.sense {
			if s.typ != namePerson {
				act.typ, act.guessed = s.typ, false
				break
			}
		}
	}
	toks := mm.toks
	switch d.Toks[toks[0]].Low {
	case "the", "a", "an", "its", "his", "her", "their":
		toks[0]++
	}
	if toks[0] < toks[1] {
		if words := d.phrase(toks); act.typ == namePerson && !has(act.roles, words) {
			act.roles = append(act.roles, words)
		}
	}
	if sex := mm.sex(); sex != genderUnknown && act.sex == genderUnknown {
		act.sex = sex
	}
	if act.up < 0 && act.typ == namePerson {
		if up := d.employer(mm); up >= 0 && up != a {
			r.actors[a].up = up
		}
	}
	if act.state == nil {
		r.actors[a].state = mm.state
	}
}

// employer is whom somebody with role m speaks for: the organisation among its
// modifiers or after "of", or the government of the state there. -1 when the
// text does not show it.
func (d *Doc) employer(m *mention) int {
	r := d.refs
	organisation := func(n int) int {
		if n < 0 || r.mentions[n].actor < 0 {
			return -1
		}
		a := r.mentions[n].actor
		switch r.actors[a].typ {
		case nameCompany, nameBody, nameGroup, nameOffice, nameOutlet:
			return a
		}
		return -1
	}
	for _, n := range []int{m.beside, m.owner} {
		if a := organisation(d.mentionOfName(n)); a >= 0 {
			return a
		}
	}
	if len(m.sense) > 0 && m.sense[0].typ == nameDocument {
		// "a report by Rivet", "a post on the Rivet blog"
		for j := m.toks[1]; j < m.toks[1]+6 && d.sameSentence(m.head, j); j++ {
			if a := organisation(d.nameFrom(j)); a >= 0 {
				return a
			}
			if t := d.Toks[j]; known().report[t.Low] || t.Text == "," {
				break
			}
		}
	}
	if j := m.toks[1]; d.sameSentence(m.head, j) {
		switch d.Toks[j].Low {
		case "of", "at", "for", "with":
			if j++; j < len(d.Toks) && d.Toks[j].Low == "the" {
				j++
			}
			n := d.nameFrom(j)
			if a := organisation(n); a >= 0 {
				return a
			}
			if n >= 0 && r.mentions[n].actor >= 0 && m.public() != notPublic {
				if k := d.stateOf(r.mentions[n].actor); k != nil {
					return d.knownActor(gaz().govOf[k.name])
				}
			}
		}
	}
	if m.state != nil && m.public() != notPublic {
		if k := gaz().govOf[m.state.name]; k != nil {
			return d.knownActor(k)
		}
	}
	if r.home != nil && m.state == nil && (m.public() == publicAtHome || m.noun == "secretary" && r.home.iso == "GB") {
		return d.knownActor(gaz().govOf[r.home.name])
	}
	return -1
}

// government is whom "the government" means in mention i: the one last spoken
// of by that word, else that of the state at home.
func (d *Doc) government(i int) int {
	r := d.refs
	for k := i - 1; k >= 0 && k > i-60; k-- {
		m := &r.mentions[k]
		if a := m.actor; a >= 0 && m.kind != mentionDemonym && strings.HasSuffix(r.actors[a].name, " government") {
			if m.kind == mentionNominal || m.kind == mentionName && strings.HasSuffix(d.Toks[m.head].Low, "government") {
				return a
			}
		}
	}
	if r.home != nil {
		return d.knownActor(gaz().govOf[r.home.name])
	}
	return -1
}
