package answer

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
)

// Sentence is the attributed sentence: who says what about where a deal stands,
// in clauses that can each be unfolded.
type Sentence struct {
	Text    string   `json:"text"`
	Clauses []Clause `json:"clauses"`
	More    int      `json:"more"` // voices that have no clause of their own
}

// Clause is one voice's part of the sentence, with what it rests on.
type Clause struct {
	Text       string          `json:"text"`
	Voice      parley.Optional `json:"voice"` // id
	Statements []string        `json:"statements"`
	Assertions []string        `json:"assertions"`
}

// clausesAtMost is how many voices get a clause: a fourth makes the sentence
// one that nobody reads to its end.
const clausesAtMost = 3

// sentence says where d stands. It speaks of activity when somebody does, since
// that is what changes, else of the stage, else of effect, then of what was
// announced, promised or required.
func sentence(d *assess.Deal) Sentence {
	w := &writer{deal: d}
	for _, axis := range []parley.Axis{parley.AxisActivity, parley.AxisStage, parley.AxisOperative, parley.AxisBinding} {
		if w.positions(axis, clausesAtMost); len(w.clauses) > 0 {
			if axis == parley.AxisActivity && w.tellsMore() {
				w.positions(parley.AxisStage, clausesAtMost-len(w.clauses))
			}
			break
		}
	}
	if len(w.clauses) == 0 {
		w.event()
	}
	if len(w.clauses) == 0 {
		w.condition()
	}
	if len(w.clauses) == 0 {
		w.commitment()
	}
	if len(w.clauses) == 0 {
		w.add(Clause{Text: w.nothing()})
	}
	return w.sentence()
}

// more speaks of the voices whose word the sentence has no room for.
func more(n int) string {
	if n == 1 {
		return "one other voice differs"
	}
	return number(n) + " others differ"
}

// tellsMore reports whether the stage adds to what was said of activity: that
// talks are active says already that the deal is being negotiated.
func (w *writer) tellsMore() bool {
	for _, v := range w.axis(parley.AxisStage).Values() {
		if v != "proposed" && v != "negotiating" {
			return len(w.clauses) < clausesAtMost
		}
	}
	return false
}

type writer struct {
	deal    *assess.Deal
	clauses []Clause
	more    int
	talks   bool // talks have been named, so that "they" can stand for them
	named   bool // the deal has been named, so that "it" can stand for it
}

func (w *writer) add(c Clause) {
	c.Statements, c.Assertions = list(c.Statements), list(c.Assertions)
	w.clauses = append(w.clauses, c)
}

func (w *writer) sentence() Sentence {
	s := Sentence{Clauses: w.clauses, More: w.more}
	var parts []string
	for _, c := range w.clauses {
		parts = append(parts, c.Text)
	}
	if w.more > 0 {
		parts = append(parts, more(w.more))
	}
	s.Text = capital(strings.Join(parts, "; ")) + "."
	return s
}

// positions writes a clause for each counted voice on an axis: one for each
// value, so that a dispute shows, in the order in which the newest document
// tells it. Voices that hold the same share the clause.
func (w *writer) positions(axis parley.Axis, atMost int) {
	var ps []*assess.Position
	for _, p := range w.axis(axis).Positions {
		if p.Counted {
			ps = append(ps, p)
		}
	}
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i].Newest(), ps[j].Newest()
		if a.Document != b.Document {
			return a.Said.From.After(b.Said.From)
		}
		return a.Assertion.Evidence.Bounds().Start < b.Assertion.Evidence.Bounds().Start
	})
	var groups [][]*assess.Position
	for _, p := range ps {
		i := slices.IndexFunc(groups, func(g []*assess.Position) bool { return slices.Equal(g[0].Values, p.Values) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], p)
	}
	for i, g := range groups {
		if i >= atMost {
			w.more += len(g)
			continue
		}
		if n := len(w.clauses); n == 1 && len(g) == 1 && w.clauses[0].Voice == parley.Optional(g[0].Voice.ID) && !strings.Contains(w.clauses[0].Text, ",") {
			// The one voice goes on.
			c := g[0].Newest()
			first := &w.clauses[0]
			first.Text += " and that " + w.phrase(axis, c, g[0].Values)
			first.Assertions = append(first.Assertions, c.ID)
			if c.Statement != nil && !slices.Contains(first.Statements, c.Statement.ID) {
				first.Statements = append(first.Statements, c.Statement.ID)
			}
			continue
		}
		w.position(axis, g, len(ps) == 1)
	}
}

func (w *writer) axis(axis parley.Axis) *assess.Axis {
	for _, a := range w.deal.Axes {
		if a.Axis == axis {
			return a
		}
	}
	return nil
}

// plainer is what must agree for two voices to share a clause: how the words
// attribute.
func plainer(p *assess.Position) string {
	c := p.Newest()
	verb, _ := attribute(c.Fact)
	return verb + string(c.Assertion.Derivation) + string(c.Assertion.Type)
}

// position writes the clause of the voices in g, which hold the same: the first
// in full, a second that attributes alike by name, the others by number.
func (w *writer) position(axis parley.Axis, g []*assess.Position, only bool) {
	p := g[0]
	c := p.Newest()
	who, plural := w.who(c.Fact)
	clause := Clause{Voice: parley.Optional(p.Voice.ID)}
	others := 0
	for i, q := range g {
		clause.Assertions = append(clause.Assertions, q.Newest().ID)
		if st := q.Newest().Statement; st != nil {
			clause.Statements = append(clause.Statements, st.ID)
		}
		switch name, _ := w.who(q.Newest().Fact); {
		case i == 1 && q.Voice.Name != "" && plainer(p) == plainer(q):
			who, plural = who+" and "+name, true
		case i > 0:
			others++
		}
	}
	if only && who != "" {
		who = "only " + who
	}
	verb, impersonal := attribute(c.Fact)
	tail := w.tail(c, &clause)
	switch resume := c.Value == "paused" && c.Assertion.Derivation == parley.DerivationPresupposed; {
	case resume && impersonal == "" && !onlySays[verb]:
		clause.Text = who + " " + conjugate(verb, plural) + resumption(verb) + tail
	case impersonal != "":
		clause.Text = impersonal + " that " + w.phrase(axis, c, p.Values) + tail
	default:
		if !onlySays[verb] {
			verb = "say"
		}
		clause.Text = who + " " + conjugate(verb, plural) + " " + w.phrase(axis, c, p.Values) + tail
	}
	switch others {
	case 0:
	case 1:
		clause.Text += ", as does one other voice"
	default:
		clause.Text += ", as do " + number(others) + " others"
	}
	w.add(clause)
}

// onlySays are verbs that attribute a fact; the others attribute a wish.
var onlySays = map[string]bool{"say": true, "report": true, "understand": true, "state": true, "believe": true, "deny": true}

func resumption(verb string) string {
	switch verb {
	case "hope", "intend", "propose", "promise":
		return " to resume talks"
	case "want", "expect":
		return " talks to resume"
	}
	return " that talks resume"
}

// attribute is the verb by which a fact is attributed, or for one without a
// source the impersonal clause.
func attribute(f *assess.Fact) (verb, impersonal string) {
	st := f.Statement
	if st == nil {
		return "report", ""
	}
	if st.Source == nil && st.Basis == parley.BasisUnsourced {
		return "", "it is reported without a source"
	}
	if st.Basis == parley.BasisOutletKnowledge {
		return "understand", ""
	}
	switch st.Act {
	case parley.ActWant:
		return "hope", ""
	case parley.ActIntend:
		return "intend", ""
	case parley.ActPromise:
		return "promise", ""
	case parley.ActExpect:
		return "expect", ""
	case parley.ActDemand:
		return "demand", ""
	case parley.ActPropose:
		return "propose", ""
	case parley.ActBelieve:
		return "believe", ""
	}
	switch st.Basis {
	case parley.BasisPressReport:
		return "report", ""
	case parley.BasisDocument:
		return "state", ""
	}
	return "say", ""
}

func conjugate(verb string, plural bool) string {
	switch {
	case plural:
		return verb
	case strings.HasSuffix(verb, "y"):
		if verb == "deny" {
			return "denies"
		}
	}
	return verb + "s"
}

// phrase says a position's value of the deal.
func (w *writer) phrase(axis parley.Axis, c *assess.Claim, values []string) string {
	if axis == parley.AxisStage && len(values) == 1 && c.Assertion.Type == parley.TypeEvent {
		return fmt.Sprintf(happened(c.Assertion.Event), w.subject()) + on(c.Assertion.Date)
	}
	var out []string
	for _, v := range values {
		switch v {
		case "active", "paused":
			out = append(out, w.ofTalks()+" are "+v)
		case "stalled":
			out = append(out, w.ofTalks()+" have stalled")
		case "proposed":
			out = append(out, w.subject()+" is proposed")
		case "negotiating":
			out = append(out, w.subject()+" is being negotiated")
		case "in_force":
			out = append(out, w.subject()+" is in force")
		case "ended":
			out = append(out, w.subject()+" has ended")
		case "true", "false":
			out = append(out, w.subject()+" "+effect(axis, v))
		default:
			out = append(out, w.subject()+" has been "+v)
		}
	}
	return strings.Join(out, " and that ")
}

// subject is the deal, then "it".
func (w *writer) subject() string {
	if w.named {
		return "it"
	}
	w.named = true
	return "the deal"
}

// ofTalks is "talks", then "they".
func (w *writer) ofTalks() string {
	if w.talks {
		return "they"
	}
	w.talks = true
	return "talks"
}

func effect(axis parley.Axis, value string) string {
	if axis == parley.AxisBinding {
		if value == "true" {
			return "is binding"
		}
		return "is not binding"
	}
	if value == "true" {
		return "has taken effect"
	}
	return "has no effect"
}

// happened is an event in the past tense, with a verb for the deal's name.
func happened(e parley.Event) string {
	switch e {
	case parley.EventTalksOpened:
		return "talks on %s opened"
	case parley.EventTalksResumed:
		return "talks on %s resumed"
	case parley.EventEnteredIntoForce:
		return "%s came into force"
	case parley.EventExpired, parley.EventStalled:
		return "%s " + string(e)
	case parley.EventWithdrawn:
		return "a party withdrew from %s"
	case parley.EventDelivered:
		return "something was delivered under %s"
	}
	return "%s was " + string(e)
}

// on is a date as prose: " on 18 September 2025", " in May 2025".
func on(date parley.Optional) string {
	d := Day(string(date))
	switch {
	case d == "":
		return ""
	case len(date) >= 10 && !strings.Contains(string(date), "/"):
		return " on " + d
	case strings.Contains(string(date), "/"):
		return " between " + d
	}
	return " in " + d
}

// tail adds what the same statement gives as the reason and as the condition.
func (w *writer) tail(c *assess.Claim, clause *Clause) string {
	f := c.Fact
	if f.Statement == nil {
		return ""
	}
	var out string
	var over []string
	obstacles := w.deal.Obstacles
	if c.Value != "stalled" && c.Value != "paused" && c.Value != "ended" && c.Value != "false" {
		obstacles = nil // what hampers is no reason for what goes on
	}
	for _, o := range obstacles {
		for _, g := range o.Facts {
			if g.Statement != nil && g.Statement.ID == f.Statement.ID && g.Document == f.Document && len(over) < 2 {
				clause.Assertions = append(clause.Assertions, g.ID)
				over = append(over, g.Assertion.What)
				break // the others word the same obstacle
			}
		}
	}
	if len(over) > 0 {
		out += reason(over)
	}
	for _, c := range w.deal.Conditions {
		for _, g := range c.Facts {
			if g.Statement != nil && g.Statement.ID == f.Statement.ID && g.Document == f.Document {
				clause.Assertions = append(clause.Assertions, g.ID)
				return out + once(g.Assertion.Requires)
			}
		}
	}
	return out
}

// reason joins an obstacle's words to the clause: bare when they read as a noun
// ("over trade barriers"), else cited.
func reason(over []string) string {
	for _, o := range over {
		if len(strings.Fields(o)) > 8 || clausal(o) || quoteUnlessPlain(o) != o || startsUpper(o) {
			quoted := make([]string, len(over))
			for i, o := range over {
				quoted[i] = quote(o)
			}
			return ", citing " + strings.Join(quoted, " and ")
		}
	}
	return " over " + strings.Join(over, " and ")
}

// once joins a condition's words to the clause they belong to.
func once(requires string) string {
	requires = bare(requires)
	if clausal(requires) && !startsUpper(requires) {
		return " once " + quoteUnlessPlain(requires)
	}
	return ", subject to " + quote(requires)
}

// bare is a condition without the word that made it one.
func bare(requires string) string {
	if first, rest, ok := strings.Cut(requires, " "); ok {
		switch strings.ToLower(first) {
		case "if", "when", "once", "unless", "until", "that", "after", "provided":
			return rest
		}
	}
	return requires
}

func startsUpper(words string) bool {
	r, _ := utf8.DecodeRuneInString(words)
	return unicode.IsUpper(r) && !strings.HasPrefix(words, "US ") && !strings.HasPrefix(words, "UK ") && !strings.HasPrefix(words, "EU ")
}

// clausal reports whether words look like a clause of their own ("the UK has
// made progress") rather than a noun ("approval by regulators").
func clausal(words string) bool {
	for _, w := range strings.Fields(strings.ToLower(words)) {
		switch w {
		case "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "must", "does", "do", "did", "gets", "makes", "agrees",
			"agree", "approve", "approves", "signs", "sign", "refuses", "remains", "remained", "opposed", "failed", "wants", "succeeds", "accepts":
			return true
		}
	}
	return false
}

// quoteUnlessPlain puts words of a document into the sentence: bare when they
// are few and hold no marks of their own, else quoted.
func quoteUnlessPlain(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	if len(strings.Fields(words)) > 16 {
		return quote(words)
	}
	for _, r := range words {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -'’%£$€,.", r) {
			return quote(words)
		}
	}
	return strings.TrimRight(words, ".,")
}

// quote marks words as a document's own, cut after two dozen.
func quote(words string) string {
	fields := strings.Fields(strings.NewReplacer("“", "'", "”", "'", `"`, "'").Replace(words))
	if len(fields) > 24 {
		fields = append(fields[:24], "…")
	}
	return "“" + strings.TrimRight(strings.Join(fields, " "), ".,") + "”"
}

func (w *writer) event() {
	for i := len(w.deal.Events) - 1; i >= 0 && len(w.clauses) < 2; i-- {
		f := w.deal.Events[i]
		if f.Assertion.Status != parley.StatusOccurred {
			continue
		}
		who, plural := w.who(f)
		verb, impersonal := attribute(f)
		if !onlySays[verb] {
			verb = "say"
		}
		c := Clause{Voice: parley.Optional(f.Voice.ID), Assertions: []string{f.ID}}
		if f.Statement != nil {
			c.Statements = []string{f.Statement.ID}
		}
		what := fmt.Sprintf(happened(f.Assertion.Event), w.subject()) + on(f.Assertion.Date)
		if impersonal != "" {
			c.Text = impersonal + " that " + what
		} else {
			c.Text = who + " " + conjugate(verb, plural) + " " + what
		}
		w.add(c)
	}
}

func (w *writer) condition() {
	for _, c := range w.deal.Conditions {
		if len(c.Facts) == 0 {
			continue // a deal file's, of which nobody speaks
		}
		f := c.Facts[0]
		who, plural := w.who(f)
		if who == "" {
			continue
		}
		cl := Clause{Voice: parley.Optional(f.Voice.ID), Assertions: []string{f.ID}}
		if f.Statement != nil {
			cl.Statements = []string{f.Statement.ID}
		}
		cl.Text = fmt.Sprintf("%s %s the deal hangs on %s", who, conjugate("say", plural), quote(bare(c.Requires)))
		if met := f.Assertion.Met; met != nil {
			cl.Text = fmt.Sprintf("%s %s %s is %s", who, conjugate("say", plural), quote(bare(c.Requires)), map[bool]string{true: "met", false: "not met"}[*met])
		}
		w.add(cl)
		return
	}
}

func (w *writer) commitment() {
	if len(w.deal.Commitments) == 0 {
		return
	}
	c := w.deal.Commitments[0]
	f := w.deal.Tellings(c)[0]
	who, plural := w.who(f)
	cl := Clause{Voice: parley.Optional(f.Voice.ID), Assertions: []string{f.ID}}
	if f.Statement != nil {
		cl.Statements = []string{f.Statement.ID}
	}
	what := quoteUnlessPlain(c.What)
	if slices.ContainsFunc(c.Who, func(n string) bool { return parley.FoldName(n) == parley.FoldName(f.Voice.Name) }) {
		cl.Text = fmt.Sprintf("%s %s: %s", who, own(f.Assertion.State, plural), what)
	} else {
		by := ""
		if len(c.Who) > 0 {
			by = " by " + and(c.Who)
		}
		verb, _ := attribute(f)
		if verb != "report" {
			verb = "speak of"
		}
		verb, rest, _ := strings.Cut(verb, " ")
		cl.Text = fmt.Sprintf("%s %s %s%s under the deal: %s", who, strings.TrimSpace(conjugate(verb, plural)+" "+rest), undertaking(f.Assertion.State), by, what)
	}
	w.add(cl)
}

// own says what a voice does with its own commitment.
func own(state parley.CommitmentState, plural bool) string {
	switch state {
	case parley.StateDelivered:
		return conjugate("say", plural) + " it is done"
	case parley.StateCut:
		return conjugate("cut", plural) + " what was promised under the deal"
	case parley.StateWithdrawn:
		return conjugate("withdraw", plural) + " what was promised under the deal"
	case parley.StateReaffirmed:
		return conjugate("stand", plural) + " by what was promised under the deal"
	case parley.StateInDoubt:
		return conjugate("say", plural) + " this is in doubt under the deal"
	}
	return conjugate("promise", plural) + " under the deal"
}

// undertaking names a commitment as others speak of it.
func undertaking(state parley.CommitmentState) string {
	switch state {
	case parley.StateDelivered:
		return "a commitment kept"
	case parley.StateCut:
		return "a commitment cut"
	case parley.StateWithdrawn:
		return "a commitment withdrawn"
	case parley.StateReaffirmed:
		return "a commitment reaffirmed"
	case parley.StateInDoubt:
		return "a commitment in doubt"
	}
	return "a commitment"
}

func (w *writer) nothing() string {
	switch n := len(w.deal.Documents); n {
	case 0:
		return "nobody in the ledger has spoken of it"
	case 1:
		return "one document mentions it, and nobody in it says where it stands"
	default:
		return fmt.Sprintf("%s documents mention it, and nobody in them says where it stands", number(n))
	}
}

// who names the speaker as prose does, and reports whether the verb is plural.
func (w *writer) who(f *assess.Fact) (name string, plural bool) {
	v := f.Voice
	if v.Name == "" {
		if t := f.Document.Header.Published; t != "" {
			return "a post of " + Day(string(t)), false
		}
		return "a post without an outlet", false
	}
	name = w.spoken(v, f)
	if f.Holder != v {
		name += ", for " + w.spoken(f.Holder, f) + ","
	}
	return name, isPlural(v)
}

// isPlural reports whether a voice's name takes a plural verb: "officials say",
// "Ministers and aides say".
func isPlural(v *assess.Voice) bool {
	words := strings.Fields(strings.ToLower(v.Name))
	if len(words) == 0 || words[0] == "a" || words[0] == "an" || words[0] == "one" {
		return false
	}
	switch words[len(words)-1] {
	case "officials", "sources", "ministers", "negotiators", "analysts", "experts", "lawyers", "leaders", "aides", "diplomats", "people", "countries",
		"companies", "investors", "outlets", "executives", "lawmakers", "critics", "insiders", "spokespeople":
		return true
	}
	return v.Type == parley.EntityGroup && (strings.HasSuffix(v.Name, "s") || slices.Contains(words, "and"))
}

// spoken is a voice's name with its article and role.
func (w *writer) spoken(v *assess.Voice, f *assess.Fact) string {
	name := v.Name
	if v.Type == parley.EntityPerson {
		if role := shortest(v.Roles); role != "" && len(strings.Fields(role)) <= 6 && !strings.Contains(role, ",") {
			first, _ := utf8.DecodeRuneInString(role)
			role = strings.TrimPrefix(role, "The ")
			if unicode.IsLower(first) && !strings.HasPrefix(role, "the ") && !strings.HasPrefix(role, "a ") {
				role = "the " + role
			}
			return role + " " + name
		}
		return name
	}
	for _, first := range []string{"The ", "A ", "An ", "One ", "Some ", "Several ", "Two ", "Senior ", "Officials ", "Sources ", "People "} {
		if strings.HasPrefix(name, first) {
			return strings.ToLower(first) + name[len(first):]
		}
	}
	if w.takesArticle(v, f) {
		return "the " + name
	}
	return name
}

// takesArticle reports whether a name is spoken with "the": as the document has
// it, else by what such names do.
func (w *writer) takesArticle(v *assess.Voice, f *assess.Fact) bool {
	// A name without the article may be a headline's way of putting it, so one
	// place that has it is enough.
	for _, g := range append([]*assess.Fact{f}, w.deal.Facts...) {
		if g.Voice == v && g.Statement != nil && g.Statement.Source != nil && strings.EqualFold(g.Statement.Source.Text, "the "+v.Name) {
			return true
		}
	}
	words := strings.Fields(v.Name)
	if len(words) == 0 {
		return false
	}
	switch first := strings.ToLower(words[0]); {
	case first == "the", first == "a", first == "an", strings.HasSuffix(first, "'s"), strings.HasSuffix(first, "’s"):
		return false
	}
	last := strings.ToLower(words[len(words)-1])
	switch last {
	case "spokesman", "spokeswoman", "spokesperson", "adviser", "advisor", "envoy", "ambassador", "negotiator", "delegation", "team":
		return true
	}
	switch v.Type {
	case parley.EntityOutlet:
		switch last {
		case "times", "journal", "post", "guardian", "telegraph", "independent", "economist", "mail", "mirror", "sun", "standard", "herald", "observer", "express", "bbc", "ft":
			return true
		}
		return false
	case parley.EntityBody, parley.EntityState, parley.EntityDocument:
		switch last {
		case "government", "administration", "commission", "union", "ministry", "department", "council", "states", "kingdom", "house", "kremlin", "bank", "authority",
			"court", "parliament", "treasury", "office", "emirates", "netherlands", "memorandum", "understanding", "agreement", "treaty", "deal", "pact", "statement", "report", "mou", "organization", "organisation", "party", "regulator":
			return true
		}
	case parley.EntityOffice:
		return unicode.IsLower([]rune(v.Name)[0]) || last == "house" || last == "palace" || last == "office" || last == "kremlin" || last == "pentagon"
	case parley.EntityGroup:
		return false
	}
	return false
}

func shortest(ss []string) string {
	best := ""
	for _, s := range ss {
		if best == "" || len(s) < len(best) {
			best = s
		}
	}
	return best
}

func and(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	case 3:
		return names[0] + ", " + names[1] + " and " + names[2]
	default:
		return fmt.Sprintf("%s, %s and %s others", names[0], names[1], number(n-2))
	}
}

// number writes small numbers as words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Day is an EDTF date as prose: "16 December 2025", "May 2025", "2025"; "" when
// it is none.
func Day(date string) string {
	if a, b, ok := strings.Cut(date, "/"); ok {
		if a, b = Day(a), Day(b); a != "" && b != "" {
			return a + " and " + b
		}
		return ""
	}
	iv, err := parley.ParseDate(date)
	if err != nil {
		return ""
	}
	switch n := len(strings.TrimRight(date, "~?")); {
	case n == 4:
		return iv.From.Format("2006")
	case n == 7:
		return iv.From.Format("January 2006")
	}
	return iv.From.Format("2 January 2006")
}
