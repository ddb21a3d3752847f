package lang

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// nameActors makes the actors of Doc.Names: names that stand for the same
// thing in this document share one ("Marta Quill", "Quill";
// "Competition and Markets Authority", "CMA"; "Hotel Chocolat Group plc",
// "Hotel Chocolat"). Fuller names come first, so that a headline's short form
// finds the full one below it.
func (d *Doc) nameActors() {
	r := d.refs
	type form struct {
		text  string
		words []string
		typ   NameType
		uses  []int // name mentions
		first int
	}
	var forms []*form
	byText := map[string]*form{}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != mentionName {
			continue
		}
		n := d.Names[m.name]
		text := d.nameText(m.toks)
		f := byText[text]
		if f == nil {
			f = &form{text: text, words: strings.Fields(text), typ: n.Type, first: i}
			byText[text] = f
			forms = append(forms, f)
		}
		f.uses = append(f.uses, i)
	}
	sort.SliceStable(forms, func(i, j int) bool {
		a, b := forms[i], forms[j]
		if len(a.words) != len(b.words) {
			return len(a.words) > len(b.words)
		}
		return a.first < b.first
	})
	x := aliasIndex{d: d, byFold: map[string][]int{}, byWord: map[string][]int{}, byAcronym: map[string][]int{}}
	brackets := d.bracketed()
	for _, f := range forms {
		a := -1
		k := d.knownName(f.uses[0])
		if k != nil && k.capital {
			// The seat of a government is a town, or stands for it.
			for _, m := range f.uses {
				d.attach(m, d.seat(k, m))
			}
			continue
		}
		if k != nil && (k.typ == f.typ || f.typ != namePerson) {
			a = x.override(k, f.text)
			if a < 0 {
				a = d.knownActor(k)
			}
		}
		if a < 0 {
			if full, ok := brackets[f.text]; ok {
				if g := byText[full]; g != nil && len(g.uses) > 0 && r.mentions[g.uses[0]].actor >= 0 {
					a = r.mentions[g.uses[0]].actor
				}
			}
		}
		if a < 0 {
			a = x.find(f.text, f.words, f.typ, f.first)
		}
		if a < 0 {
			a = d.newActor(actor{name: f.text, typ: f.typ, guessed: k == nil && (f.typ == NamePlace || f.typ == NameOther || f.typ == nameCompany && gaz().suffix[strings.ToLower(f.words[len(f.words)-1])] == "")})
		}
		x.add(a, f.text, f.words)
		for _, m := range f.uses {
			d.attach(m, a)
		}
	}
	for i := range r.actors {
		d.finishName(i)
	}
}

// seat is the actor that mention m of a capital stands for: the place itself
// where the words around it are of places, else the government there.
func (d *Doc) seat(k *knownActor, m int) int {
	toks := d.refs.mentions[m].toks
	local := false
	if i := toks[0] - 1; d.sameSentence(toks[0], i) {
		local = gaz().is(d.Toks[i].Low, wordBeforePlace)
	}
	if i := toks[1]; d.sameSentence(toks[0], i) {
		switch low := d.Toks[i].Low; {
		case low == "-" || low == "(" || gaz().is(low, wordAfterPlace):
			local = true
		case low == ",":
			if n := d.nameFrom(i + 1); n >= 0 && d.typeOfMention(n) == nameState && d.stateOf(d.knownActor(gaz().byName[k.up])) != nil {
				local = true
			}
		}
	}
	up := gaz().byName[k.up]
	if local || up == nil {
		return d.knownActor(k)
	}
	return d.knownActor(up)
}

// nameText is the words of a name, apart by single blanks and with a straight
// apostrophe, without "the".
func (d *Doc) nameText(toks [2]int) string {
	s := d.Text[d.Toks[toks[0]].Start:d.Toks[toks[1]-1].End]
	if strings.ContainsAny(s, "\n\t’") || strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(strings.ReplaceAll(s, "’", "'")), " ")
	}
	if len(s) > 4 && (strings.HasPrefix(s, "the ") || strings.HasPrefix(s, "The ")) {
		return s[4:]
	}
	return s
}

// knownName is the gazetteer's actor of name mention m, nil when it has none.
func (d *Doc) knownName(m int) *knownActor {
	toks := d.refs.mentions[m].toks
	if home := d.refs.home; home != nil {
		if k := gaz().atHome[atHome{strings.ToLower(d.nameText(toks)), home.iso}]; k != nil {
			return k
		}
	}
	k, n := gaz().match(d, toks[0], toks[1], d.style[d.Sents[d.Toks[toks[0]].Sent].Para] == styleShouted)
	if n == toks[1]-toks[0] {
		return k
	}
	if d.Toks[toks[0]].Low == "the" && toks[1]-toks[0] > 1 {
		if k, n := gaz().match(d, toks[0]+1, toks[1], false); n == toks[1]-toks[0]-1 {
			return k
		}
	}
	return nil
}

// aliasIndex finds the actor that another form of its name stands for.
type aliasIndex struct {
	d         *Doc
	byFold    map[string][]int // folded name → actors
	byWord    map[string][]int // persons: each word of the name; others: the first word
	byAcronym map[string][]int
}

func (x *aliasIndex) add(a int, text string, words []string) {
	put := func(m map[string][]int, k string) {
		for _, b := range m[k] {
			if b == a {
				return
			}
		}
		m[k] = append(m[k], a)
	}
	put(x.byFold, foldOrganisation(text))
	if len(words) < 2 {
		return
	}
	if x.d.refs.actors[a].typ == namePerson {
		for _, w := range words {
			put(x.byWord, w)
			if i := strings.LastIndexByte(w, '-'); i >= 0 {
				put(x.byWord, w[i+1:])
			}
		}
		return
	}
	put(x.byWord, words[0])
	for _, ac := range acronyms(words) {
		put(x.byAcronym, ac)
	}
}

// override returns an actor of the document that a short form stands for
// rather than the gazetteer's: "the Commission" after "Trade Commission".
func (x *aliasIndex) override(k *knownActor, text string) int {
	if text == k.name {
		return -1
	}
	for _, a := range x.byAcronym[text] {
		if x.d.refs.actors[a].known != k {
			return a
		}
	}
	if _, general := gaz().suffix[strings.ToLower(text)]; general {
		for a := range x.d.refs.actors {
			if act := &x.d.refs.actors[a]; act.known != k && strings.HasSuffix(act.name, " "+text) {
				return a
			}
		}
	}
	return -1
}

func (x *aliasIndex) find(text string, words []string, typ NameType, first int) int {
	if c := x.byFold[foldOrganisation(text)]; len(c) > 0 {
		return x.nearest(c, typ, first)
	}
	if typ == namePerson || len(words) == 1 {
		if a := x.person(words, typ, first); a >= 0 {
			return a
		}
	}
	if typ == namePerson {
		return -1
	}
	if len(words) == 1 {
		if c := x.byAcronym[strings.ReplaceAll(text, ".", "")]; len(c) > 0 {
			return x.nearest(c, typ, first)
		}
	}
	// "Juniper" for "Juniper Networks".
	var c []int
	for _, a := range recent(x.byWord[words[0]]) {
		act := &x.d.refs.actors[a]
		if act.typ != namePerson && act.typ != NamePlace && act.typ != NameDeal && strings.HasPrefix(act.name, text+" ") && compatible(act.typ, typ) {
			c = append(c, a)
		}
	}
	return x.nearest(c, typ, first)
}

// compatible reports whether names typed a and b can be one thing: what kind of
// organisation a name is, is often only told by its fuller form.
func compatible(a, b NameType) bool {
	if a == b {
		return true
	}
	org := func(t NameType) bool {
		return t == nameBody || t == nameCompany || t == nameOutlet || t == nameGroup || t == nameOffice || t == NameOther
	}
	return org(a) && org(b)
}

// person finds the person whose name words shortens ("Quill", "Sir Keir") or
// varies ("Donald J. Trump").
func (x *aliasIndex) person(words []string, typ NameType, first int) int {
	last := words[len(words)-1]
	var surname, other []int
	for _, a := range recent(x.byWord[last]) {
		act := &x.d.refs.actors[a]
		if act.typ != namePerson {
			continue
		}
		full := strings.Fields(act.name)
		switch {
		case len(words) == 1 && (full[len(full)-1] == last || strings.HasSuffix(act.name, "-"+last)):
			surname = append(surname, a)
		case len(words) == 1 && typ == namePerson:
			other = append(other, a)
		case len(words) > 1 && full[len(full)-1] == last && sameGiven(words[0], full[0]):
			surname = append(surname, a)
		case len(words) > 1 && strings.Contains(" "+act.name+" ", " "+strings.Join(words, " ")+" "):
			surname = append(surname, a)
		}
	}
	if len(surname) > 0 {
		return x.nearest(surname, namePerson, first)
	}
	return x.nearest(other, namePerson, first)
}

// recent is the end of a list that may be as long as the document.
func recent(list []int) []int { return list[max(0, len(list)-50):] }

// sameGiven reports whether two given names can be one: equal, an initial, or
// one a short form of the other.
func sameGiven(a, b string) bool {
	if a == b {
		return true
	}
	a, b = strings.TrimSuffix(a, "."), strings.TrimSuffix(b, ".")
	if len(a) > len(b) {
		a, b = b, a
	}
	return a != "" && strings.HasPrefix(b, a) && (utf8.RuneCountInString(a) == 1 || len(a) > 2)
}

// nearest picks among actors the one last named before mention first, else the
// one named soonest after it.
func (x *aliasIndex) nearest(c []int, typ NameType, first int) int {
	best, dist := -1, 0
	for _, a := range recent(c) {
		if !compatible(x.d.refs.actors[a].typ, typ) && len(c) > 1 {
			continue
		}
		for _, m := range recent(x.d.refs.actors[a].mentions) {
			dd := first - m
			if dd < 0 {
				dd = 1<<20 - dd
			}
			if best < 0 || dd < dist {
				best, dist = a, dd
			}
		}
	}
	return best
}

// foldOrganisation folds a name and drops what companies add to theirs.
func foldOrganisation(s string) string {
	f := parley.FoldName(strings.ReplaceAll(s, ".", ""))
	for {
		i := strings.LastIndexByte(f, ' ')
		if i < 0 {
			return f
		}
		if !gaz().is(f[i+1:], wordForm) {
			return f
		}
		f = f[:i]
	}
}

// acronyms are the short forms that the initials of a name's words give, with
// and without its small words.
func acronyms(words []string) []string {
	var all, big strings.Builder
	for _, w := range words {
		for _, part := range strings.Split(w, "-") {
			if part == "" {
				continue
			}
			r, _ := utf8.DecodeRuneInString(part)
			all.WriteRune(r)
			if capital(part) {
				big.WriteRune(r)
			}
		}
	}
	var out []string
	for _, s := range []string{big.String(), strings.ToUpper(all.String()), all.String()} {
		if utf8.RuneCountInString(s) > 1 && !has(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// bracketed finds the short forms that the text itself gives in brackets after
// a name: "Ministry of Defence (MoD)", and maps them to it.
func (d *Doc) bracketed() map[string]string {
	out := map[string]string{}
	for k := 1; k < len(d.Names); k++ {
		a, b := d.Names[k-1].Toks, d.Names[k].Toks
		if b[0] == a[1]+1 && d.Toks[a[1]].Text == "(" && b[1] < len(d.Toks) && d.Toks[b[1]].Text == ")" {
			out[d.nameText(b)] = d.nameText(a)
		}
	}
	return out
}

// finishName settles an actor's name, type, sex and whom it speaks for, from
// the forms in which the text names it.
func (d *Doc) finishName(i int) {
	a := &d.refs.actors[i]
	if a.known != nil {
		return
	}
	if a.typ != namePerson {
		return
	}
	d.inOffice(i)
	a = &d.refs.actors[i]
	if a.sex != genderUnknown {
		return
	}
	for _, m := range a.mentions {
		toks := d.refs.mentions[m].toks
		if toks[0] > 0 {
			title := strings.TrimSuffix(d.Toks[toks[0]-1].Low, ".")
			if (title == "prof" || title == "professor") && !has(a.nouns, "professor") {
				a.nouns = append(a.nouns, "professor")
			}
			if sex := gaz().titles[title]; sex != genderUnknown {
				a.sex = sex
				return
			}
		}
	}
	given, _, full := strings.Cut(a.name, " ")
	if full {
		a.sex = gaz().given[given]
		if a.sex == genderUnknown {
			first, _, _ := strings.Cut(given, "-")
			a.sex = gaz().given[first]
		}
	}
}

// inOffice gives a person who held an office when the document was published
// that office, and their full name where the text has the surname only.
func (d *Doc) inOffice(i int) {
	name := d.refs.actors[i].name
	day := string(d.Header.Published)
	day = day[:min(len(day), 10)]
	for _, l := range gaz().leaders[lastWord(name)] {
		if name != lastWord(name) && !sameGiven(strings.Fields(name)[0], strings.Fields(l.name)[0]) {
			continue
		}
		if day != "" && (day < l.from || l.to != "" && day > l.to) || day == "" && l.to != "" {
			continue
		}
		up := l.of
		if up.typ == nameState {
			up = gaz().govOf[up.name]
		}
		u := d.knownActor(up)
		a := &d.refs.actors[i]
		a.nouns = append(a.nouns, l.office)
		a.sex, a.up = l.sex, u
		if l.of.typ == nameState {
			a.state = l.of
		}
		if name == lastWord(name) {
			a.name = l.name
		}
		return
	}
}
