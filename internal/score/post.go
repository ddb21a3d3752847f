package score

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
)

// Post compares the extraction of one post with its annotation.
func Post(gold *Gold, x *parley.Extraction) *Tally {
	c := &comparison{Tally: newTally(), gold: gold, x: x, entities: map[string]*parley.Entity{}}
	for i := range x.Entities {
		c.entities[x.Entities[i].ID] = &x.Entities[i]
	}
	c.statements()
	c.deals()
	c.assertions()
	c.document()
	return c.Tally
}

type comparison struct {
	*Tally
	gold     *Gold
	x        *parley.Extraction
	entities map[string]*parley.Entity

	read   map[string]string // gold deal id to deal id
	asked  map[string]string // deal id to gold deal id
	inPass map[string]bool   // gold deal ids that are optional
}

// name is an entity's name, or the id itself where there is no such entity.
func (c *comparison) name(id string) string {
	if e := c.entities[id]; e != nil {
		return e.Name
	}
	return id
}

// names are an entity's name, what it is called in the text, and the name of
// whom it speaks for.
func (c *comparison) names(id string) []string {
	e := c.entities[id]
	if e == nil {
		return []string{id}
	}
	out := []string{e.Name}
	for _, m := range e.Mentions[:min(20, len(e.Mentions))] {
		word := m.In(c.x.Text)
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
			out = append(out, word)
		}
	}
	if up := c.entities[string(e.SpeaksFor)]; up != nil {
		out = append(out, up.Name)
	}
	return out
}

func (c *comparison) statements() {
	gold := c.gold.Statements
	var read []*parley.Statement
	for i := range c.x.Statements {
		if s := &c.x.Statements[i]; strings.TrimSpace(s.Content.Text) != "" {
			read = append(read, s)
		}
	}
	entity := func(s *parley.Statement) string {
		if s.Source == nil {
			return ""
		}
		return string(s.Source.Entity)
	}
	sameName := func(name string, s *parley.Statement) bool {
		if entity(s) == "" {
			return false
		}
		for _, n := range c.names(entity(s)) {
			if overlap(contentWords(name), contentWords(n)) >= 0.66 {
				return true
			}
		}
		return false
	}
	sourceRight := func(g *GoldStatement, s *parley.Statement) bool {
		text := strings.TrimSpace(sourceText(s))
		if g.Source == nil {
			return text == ""
		}
		return overlap(*g.Source, text) >= 0.7 || g.ResolvesTo != "" && sameName(g.ResolvesTo, s) || sameName(*g.Source, s)
	}
	mute := func(basis string) bool { return basis == "declined" || basis == "no_response" }
	alike := func(i, j int) float64 {
		g, s := &gold[i], read[j]
		if mute(g.Basis) && mute(string(s.Basis)) && sourceRight(g, s) {
			return 0.99 // a refusal to comment has no content to speak of
		}
		v := overlap(g.Content, s.Content.Text)
		cue := ""
		if g.Cue != nil {
			cue = *g.Cue
		}
		if strings.Join(words(cue), " ") != strings.Join(words(cueText(s)), " ") {
			v -= 0.001
		}
		return v
	}
	least := func(i int) float64 {
		if gold[i].Kind == "indirect" {
			return 0.6 - 0.002
		}
		return 0.8 - 0.002
	}
	pairedGold, pairedRead := map[int]bool{}, map[int]bool{}
	wanted, found, triple, optionalRead := 0, 0, 0, 0
	for _, g := range gold {
		if !g.Optional {
			wanted++
		}
	}
	for _, h := range pairs(len(gold), len(read), alike, least) {
		g, s := &gold[h[0]], read[h[1]]
		pairedGold[h[0]], pairedRead[h[1]] = true, true
		if g.Optional {
			optionalRead++
			c.Verdicts[s.ID] = Optional
			continue
		}
		found++
		source := sourceRight(g, s)
		if g.Source != nil && *g.Source != "" && sourceText(s) != "" {
			c.judge("source_text", overlap(*g.Source, sourceText(s)) >= 0.5)
		}
		cue := strings.TrimSpace(cueText(s)) == ""
		if g.Cue != nil {
			cue = overlap(*g.Cue, cueText(s)) >= 0.5
		}
		c.judge("source", source)
		c.judge("cue", cue)
		c.judge("kind", g.Kind == string(s.Kind))
		c.judge("basis", g.Basis == string(s.Basis))
		if g.ResolvesTo != "" && g.Source != nil && *g.Source != "" {
			c.judge("coref", sameName(g.ResolvesTo, s))
		}
		if g.Said != "" {
			ok := datesAgree(g.Said, string(s.Said))
			c.judge("said", ok)
			if !ok {
				c.miss("said", fmt.Sprintf("%s, not %s: %s | %s | %s", g.Said, s.Said, sourceText(s), cueText(s), s.Content.Text))
			}
		}
		if source && cue {
			triple++
			c.Verdicts[s.ID] = Right
		}
		for _, wrong := range []struct {
			row        string
			ok         bool
			gold, read string
		}{
			{"source", source, deref(g.Source), sourceText(s)},
			{"cue", cue, deref(g.Cue), cueText(s)},
			{"kind", g.Kind == string(s.Kind), g.Kind, string(s.Kind)},
			{"basis", g.Basis == string(s.Basis), g.Basis, string(s.Basis)},
		} {
			if !wrong.ok {
				c.miss(wrong.row, fmt.Sprintf("%q, not %q: %s | %s | %s (%s)", wrong.gold, wrong.read, sourceText(s), cueText(s), s.Content.Text, s.ByRule))
			}
		}
	}
	c.count("detect", found, wanted, len(read)-optionalRead)
	c.count("triple", triple, wanted, len(read)-optionalRead)
	for i, g := range gold {
		if !g.Optional && !pairedGold[i] {
			c.miss("statement missed", fmt.Sprintf("%s | %s | %s (%s, %s)", deref(g.Source), deref(g.Cue), g.Content, g.Kind, g.Basis))
		}
	}
	for j, s := range read {
		if !pairedRead[j] {
			c.miss("statement not in gold", fmt.Sprintf("%s | %s | %s (%s, %s, %.2f)", sourceText(s), cueText(s), s.Content.Text, s.Basis, s.ByRule, s.Confidence))
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func sourceText(s *parley.Statement) string {
	if s.Source == nil {
		return ""
	}
	return s.Source.Text
}

func cueText(s *parley.Statement) string {
	if s.Cue == nil {
		return ""
	}
	return s.Cue.Text
}

func (c *comparison) deals() {
	gold, read := c.gold.Deals, c.x.Deals
	goldNames := make([][]string, len(gold))
	for i, g := range gold {
		goldNames[i] = folded(append([]string{g.Name}, g.Aliases[:min(10, len(g.Aliases))]...))
	}
	readNames := make([][]string, len(read))
	for j, p := range read {
		readNames[j] = folded(append([]string{p.Name}, p.Aliases[:min(10, len(p.Aliases))]...))
	}
	hits := pairs(len(gold), len(read), func(i, j int) float64 {
		m := 0.0
		for _, n := range goldNames[i] {
			m = max(m, best(n, readNames[j]))
		}
		return m
	}, always(0.75))
	c.read, c.asked, c.inPass = map[string]string{}, map[string]string{}, map[string]bool{}
	goldAt, readAt := map[int]int{}, map[int]int{}
	found, wanted, optionalRead := 0, 0, 0
	for _, h := range hits {
		goldAt[h[0]], readAt[h[1]] = h[1], h[0]
		c.read[gold[h[0]].ID] = read[h[1]].ID
		c.asked[read[h[1]].ID] = gold[h[0]].ID
		if gold[h[0]].Optional {
			optionalRead++
			c.Verdicts[read[h[1]].ID] = Optional
		} else {
			found++
			c.Verdicts[read[h[1]].ID] = Right
		}
	}
	for i, g := range gold {
		j, paired := goldAt[i]
		if g.Optional {
			c.inPass[g.ID] = true
		} else {
			wanted++
			if !paired {
				c.miss("deal missed", g.Name)
			}
		}
		if g.Main {
			c.judge("main_deal", paired && read[j].Main)
		}
	}
	c.count("deals", found, wanted, len(read)-optionalRead)
	for j, p := range read {
		if _, ok := readAt[j]; !ok {
			c.miss("deal not in gold", p.Name)
		}
	}
	for _, h := range hits {
		id := read[h[1]].ID
		if gold[h[0]].Main {
			c.Verdicts[id+" main"] = Right
		}
		parties := unique(folded(gold[h[0]].Parties))
		var got [][]string
		for _, e := range read[h[1]].Parties {
			got = append(got, folded(c.names(e)))
			for _, p := range parties {
				if best(p, got[len(got)-1]) >= 0.7 {
					c.Verdicts[id+" "+e] = Right
				}
			}
		}
		if gold[h[0]].Optional {
			continue
		}
		met, ok := map[int]bool{}, map[int]bool{}
		for _, m := range pairs(len(parties), len(got), func(i, j int) float64 { return best(parties[i], got[j]) }, always(0.7)) {
			met[m[0]], ok[m[1]] = true, true
		}
		c.count("parties", len(met), len(parties), len(got))
		for i, p := range parties {
			if !met[i] {
				c.miss("party missed", p+" | "+gold[h[0]].Name)
			}
		}
		for j := range got {
			if !ok[j] {
				c.miss("party not in gold", got[j][0]+" | "+gold[h[0]].Name)
			}
		}
	}
}

func folded(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = contentWords(n)
	}
	return out
}

func unique(s []string) []string {
	sort.Strings(s)
	out := s[:0]
	for i, v := range s {
		if i == 0 || v != s[i-1] {
			out = append(out, v)
		}
	}
	return out
}

func (c *comparison) assertions() {
	holder := func(g *GoldAssertion, a *parley.Assertion) float64 {
		if g.By == "" {
			got := contentWords(c.name(string(a.By)))
			if got == "" || got == contentWords(c.name(string(c.x.Outlet))) || got == "narrator" {
				return 1
			}
			return 0
		}
		return best(contentWords(g.By), folded(c.names(string(a.By))))
	}
	whether := func(ok bool) float64 {
		if ok {
			return 1
		}
		return 0
	}
	c.assertion(parley.TypePosition, func(g *GoldAssertion, a *parley.Assertion) float64 {
		return whether(g.Axis == string(a.Axis) && strings.EqualFold(fmt.Sprint(g.Value), a.Value) && holder(g, a) >= 0.66)
	}, nil)
	c.assertion(parley.TypeEvent, func(g *GoldAssertion, a *parley.Assertion) float64 {
		occurred := func(s string) string {
			if s == "" {
				return "occurred"
			}
			return s
		}
		return whether(g.Event == string(a.Event) && occurred(g.Status) == occurred(string(a.Status)) && datesAgree(g.Date, string(a.Date)))
	}, func(g *GoldAssertion, a *parley.Assertion) { c.judge("event_by", holder(g, a) >= 0.66) })
	c.assertion(parley.TypeCommitment, func(g *GoldAssertion, a *parley.Assertion) float64 {
		fg, fa := g.figure(), figureOf(a)
		if (fg == nil) != (fa == nil) || fg != nil && *fg != *fa || !c.shareHolder(g.Who, a.Who) {
			return 0
		}
		if fg != nil {
			return 1
		}
		return overlap(g.What, a.What)
	}, func(g *GoldAssertion, a *parley.Assertion) {
		c.judge("commitment_state", g.State == string(a.State))
		if g.Due != "" {
			c.judge("due", datesAgree(g.Due, string(a.Due)))
		}
	})
	c.assertion(parley.TypeCondition, func(g *GoldAssertion, a *parley.Assertion) float64 {
		deal, paired := c.read[g.RequiresDeal]
		return whether(g.Effect == string(a.Effect) && (paired && deal == string(a.RequiresDeal) || overlap(g.Requires, a.Requires) >= 0.5))
	}, nil)
	c.assertion(parley.TypeObstacle, func(g *GoldAssertion, a *parley.Assertion) float64 { return overlap(g.What, a.What) }, nil)
	c.assertion(parley.TypeLink, func(g *GoldAssertion, a *parley.Assertion) float64 {
		to, _ := g.To.(string)
		deal, paired := c.read[to]
		return whether(g.Relation == string(a.Relation) && paired && deal == a.ToDeal)
	}, nil)
}

func figureOf(a *parley.Assertion) *figure {
	switch {
	case a.Amount != nil:
		return &figure{round4(a.Amount.Value), strings.ToLower(a.Amount.Currency)}
	case a.Rate != nil:
		return &figure{round4(a.Rate.Value), strings.ToLower(a.Rate.Unit)}
	case a.Quantity != nil:
		return &figure{round4(a.Quantity.Value), strings.ToLower(a.Quantity.Unit)}
	}
	return nil
}

func (c *comparison) shareHolder(gold []string, ids []string) bool {
	for _, id := range ids {
		for _, n := range folded(c.names(id)) {
			if best(n, folded(gold)) >= 0.66 {
				return true
			}
		}
	}
	return len(gold) == 0 && len(ids) == 0
}

// assertion pairs the assertions of one type within paired deals. Optional
// ones, and those of optional deals, neither add nor cost.
func (c *comparison) assertion(kind parley.AssertionType, same func(*GoldAssertion, *parley.Assertion) float64, also func(*GoldAssertion, *parley.Assertion)) {
	var gold []*GoldAssertion
	for i := range c.gold.Assertions {
		if a := &c.gold.Assertions[i]; a.Type == string(kind) {
			gold = append(gold, a)
		}
	}
	var read []*parley.Assertion
	for i := range c.x.Assertions {
		if a := &c.x.Assertions[i]; a.Type == kind {
			read = append(read, a)
		}
	}
	alike := func(i, j int) float64 {
		if deal, ok := c.read[gold[i].Deal]; !ok || deal != read[j].Deal {
			return 0
		}
		return same(gold[i], read[j])
	}
	hits := pairs(len(gold), len(read), alike, always(0.5))
	optional := func(g *GoldAssertion) bool { return g.Optional || c.inPass[g.Deal] }
	free := map[int]bool{}
	for j, a := range read {
		if g, ok := c.asked[a.Deal]; ok && c.inPass[g] {
			free[j] = true
		}
		for i, g := range gold {
			if _, ok := c.read[g.Deal]; !ok && c.Verdicts[a.ID] == Wrong && same(g, a) >= 0.5 {
				c.Verdicts[a.ID] = Adrift
			}
			switch {
			case alike(i, j) < 0.5:
			case !optional(g):
				c.Verdicts[a.ID] = Right
			case c.Verdicts[a.ID] < Optional:
				c.Verdicts[a.ID] = Optional
			}
		}
	}
	for _, h := range hits {
		if optional(gold[h[0]]) {
			free[h[1]] = true
		}
	}
	found, wanted := 0, 0
	pairedGold, pairedRead := map[int]bool{}, map[int]bool{}
	for _, h := range hits {
		pairedGold[h[0]], pairedRead[h[1]] = true, true
		if optional(gold[h[0]]) {
			continue
		}
		if !free[h[1]] {
			found++
		}
		if also != nil {
			also(gold[h[0]], read[h[1]])
		}
	}
	for i, g := range gold {
		if optional(g) {
			continue
		}
		wanted++
		if !pairedGold[i] {
			b, _ := json.Marshal(g)
			c.miss(string(kind)+" missed", string(b))
		}
	}
	for j, a := range read {
		if !pairedRead[j] && !free[j] {
			b, _ := json.Marshal(a)
			c.miss(string(kind)+" not in gold", string(b))
		}
	}
	c.count(string(kind), found, wanted, len(read)-len(free))
}

func (c *comparison) document() {
	g, x := &c.gold.Document, c.x
	if g.Outlet == "" {
		c.judge("outlet", x.Outlet == "")
	} else {
		c.judge("outlet", overlap(contentWords(g.Outlet), contentWords(c.name(string(x.Outlet)))) >= 0.66)
	}
	day := func(s string) string { return s[:min(10, len(s))] }
	if g.Published != "" {
		c.judge("published", day(string(x.Published)) == day(g.Published))
	}
	apart := func(s []parley.SetApart) []string {
		out := make([]string, len(s))
		for i, a := range s {
			out[i] = a.Text
		}
		return out
	}
	c.strings("credits", g.Credits, x.Credits)
	c.boilerplate(g.Boilerplate, apart(x.Boilerplate))
	c.strings("artefacts", g.Artefacts, apart(x.Artefacts))
	if len(g.Repairs) > 0 || len(x.Repairs) > 0 {
		ok := 0
		for _, r := range g.Repairs {
			if strings.Contains(x.Text, r.To) && !strings.Contains(x.Text, r.From) {
				ok++
			}
		}
		c.count("repairs", ok, len(g.Repairs), max(ok, len(x.Repairs)))
	}
	bad, all := c.broken()
	c.right["broken_spans"] += all - bad
	c.of["broken_spans"] += all
}

func (c *comparison) strings(row string, gold, read []string) {
	if len(gold) > 0 || len(read) > 0 {
		n := len(pairs(len(gold), len(read), func(i, j int) float64 { return overlap(gold[i], read[j]) }, always(0.66)))
		c.count(row, n, len(gold), len(read))
	}
}

// boilerplate counts what was wanted and set apart; setting apart more costs
// only when it takes the words of a statement away.
func (c *comparison) boilerplate(gold, read []string) {
	if len(gold) == 0 && len(read) == 0 {
		return
	}
	flat := func(s string) string { return strings.Join(words(s), " ") }
	var said []string
	for _, s := range c.gold.Statements {
		if t := flat(s.Content); !s.Optional && t != "" {
			said = append(said, t)
		}
	}
	wrong := 0
	var kept []string
	for _, r := range read {
		t := flat(r)
		holds, touches := false, false
		for _, s := range said {
			holds = holds || strings.Contains(t, s)
			touches = touches || strings.Contains(t, s) || strings.Contains(s, t)
		}
		if touches {
			wrong++
		}
		if !holds {
			kept = append(kept, r)
		}
	}
	n := len(pairs(len(gold), len(kept), func(i, j int) float64 {
		if g := flat(gold[i]); g != "" && strings.Contains(flat(kept[j]), g) {
			return 1
		}
		return overlap(gold[i], kept[j])
	}, always(0.5)))
	c.count("boilerplate", n, len(gold), n+wrong)
}

// broken counts the parts whose spans do not give their text, and all parts.
func (c *comparison) broken() (bad, all int) {
	fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	check := func(p *parley.Part) {
		if p == nil || p.Text == "" {
			return
		}
		all++
		pieces := make([]string, len(p.Spans))
		for i, s := range p.Spans {
			pieces[i] = s.In(c.x.Text)
		}
		if len(p.Spans) == 0 || fold(strings.Join(pieces, " ")) != fold(p.Text) {
			bad++
		}
	}
	for i := range c.x.Statements {
		s := &c.x.Statements[i]
		if s.Source != nil {
			check(&s.Source.Part)
		}
		check(s.Cue)
		if strings.TrimSpace(s.Content.Text) != "" {
			check(&s.Content)
		}
	}
	for i := range c.x.Assertions {
		check(&c.x.Assertions[i].Evidence)
	}
	return bad, all
}
