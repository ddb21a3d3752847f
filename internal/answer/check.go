package answer

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/pledge"
)

// SchemaCheck names the format of [Check].
const SchemaCheck = "parley.check/1"

// Check holds the claims of a draft against the ledger.
type Check struct {
	Schema string `json:"schema"`
	Asked
	Path      parley.Optional `json:"path"`
	Title     parley.Optional `json:"title"`
	Claims    []CheckedClaim  `json:"claims"` // in the order of the draft
	Supported int             `json:"supported"`
	Contested int             `json:"contested"`
	Missing   int             `json:"missing"`
	Unknown   []string        `json:"unknown"` // deals that the draft says something about and the ledger does not know
	Unread    []string        `json:"unread"`  // sentences that name a deal and in which no claim was read
}

// Clean reports whether something was checked, and nothing is contested or
// missing.
func (c *Check) Clean() bool { return len(c.Claims) > 0 && c.Contested+c.Missing == 0 }

// DraftText is what stands in a draft whether or not a claim was read about it,
// in bytes of its text.
type DraftText struct {
	Sentences []parley.Span
	Figures   []DraftFigure
}

// DraftFigure is a sum, rate or quantity in a draft.
type DraftFigure struct {
	parley.Span
	Sentence parley.Span // in which it stands
	Amount   *parley.Amount
	Rate     *parley.Rate
	Quantity *parley.Quantity
}

// CheckedClaim is one claim of a draft with the words for and against it.
type CheckedClaim struct {
	Type    string          `json:"type"`  // position, event, commitment, condition, obstacle, link, quotation, figure
	Claim   string          `json:"claim"` // "activity = stalled", "signed", "pledged"
	Words   string          `json:"words"` // of the draft
	Span    parley.Span     `json:"span"`  // of the draft's text
	Voice   parley.Optional `json:"voice"` // to whom the draft gives it; null: told in its own voice
	Deal    DealRef         `json:"deal"`
	Verdict CheckVerdict    `json:"verdict"`
	Reason  CheckReason     `json:"reason"`
	For     []Source        `json:"for"`
	Against []Source        `json:"against"`
}

// CheckVerdict is what the ledger makes of a claim.
type CheckVerdict string

// The verdicts.
const (
	Supported   CheckVerdict = "supported"
	Contested   CheckVerdict = "contested"
	NotInLedger CheckVerdict = "not in the ledger"
)

// CheckReason says why a verdict is what it is.
type CheckReason string

// The reasons.
const (
	ReasonSaid          CheckReason = "said"                     // the voice says so
	ReasonUncontested   CheckReason = "nobody says otherwise"    // somebody says so
	ReasonAgainst       CheckReason = "others say otherwise"     // what cannot be true beside it
	ReasonVoiceAgainst  CheckReason = "the voice says otherwise" // of a claim given to a voice
	ReasonOutdated      CheckReason = "no longer so"             // it was said, and something took its place
	ReasonDenied        CheckReason = "denied"
	ReasonFigure        CheckReason = "another figure"
	ReasonDate          CheckReason = "another date"
	ReasonParty         CheckReason = "another party"
	ReasonOtherVoice    CheckReason = "another voice"  // somebody else says it
	ReasonWords         CheckReason = "other words"    // of a quotation: nearly these
	ReasonOnlyPlanned   CheckReason = "only planned"   // it is told as to come
	ReasonOnlyPledged   CheckReason = "only pledged"   // nobody says that it was delivered
	ReasonNotComparable CheckReason = "not comparable" // the ledger has no figure to hold it against
	ReasonNobody        CheckReason = "nobody says it" // nothing in the ledger
	ReasonOtherwise     CheckReason = "something else" // the voice says what can be true beside it
	ReasonUnread        CheckReason = "not read"       // a figure in a sentence that the reader made no claim of: compare it with the words given
)

// Source is the words of one document that bear on a claim.
type Source struct {
	Voice     parley.Optional `json:"voice"`
	Words     string          `json:"words"`
	Date      parley.Optional `json:"date"` // of the event told; by when a commitment is due
	Said      parley.Optional `json:"said"` // date; the last day it can have been
	Document  string          `json:"document"`
	Title     parley.Optional `json:"title"`
	Outlet    parley.Optional `json:"outlet"`
	Statement parley.Optional `json:"statement"`
	Assertion parley.Optional `json:"assertion"` // null: a quotation
}

func sourceOf(f *assess.Fact) Source {
	h := f.Document.Header
	s := Source{Voice: parley.Optional(f.Voice.Name), Words: f.Assertion.Evidence.Text, Said: day(f.Said), Document: h.ID, Title: h.Title, Outlet: h.Outlet, Assertion: parley.Optional(f.ID)}
	if f.Statement != nil {
		s.Statement = parley.Optional(f.Statement.ID)
	}
	switch f.Assertion.Type {
	case parley.TypeEvent:
		s.Date = f.Assertion.Date
	case parley.TypeCommitment:
		s.Date = f.Assertion.Due
	}
	return s
}

func sourcesOf(fs []*assess.Fact) []Source {
	out := []Source{}
	for _, f := range fs {
		s := sourceOf(f)
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Check holds what an extractor found in a draft against the ledger, which the
// draft does not enter. A figure that no claim covers is not passed over: the
// ledger is asked for it, and it counts as missing. Quotations and figures are
// also looked up of deals that only the draft's text names; a sentence that names
// one and in which nothing was read is listed.
func (k *Desk) Check(ctx context.Context, a Ask, draft *parley.Extraction, text DraftText) (*Check, error) {
	out := &Check{Schema: SchemaCheck, Path: draft.Path, Title: draft.Title, Claims: []CheckedClaim{}, Unknown: []string{}, Unread: []string{}}
	as, err := k.assess(ctx, a, ledger.Query{Keys: []string{}, Deals: []string{}})
	if err != nil {
		return nil, err
	}
	out.Asked = a.asked(as)
	known := map[string]*assess.Deal{}
	for i := range draft.Deals {
		d, err := k.meant(ctx, a, draft, &draft.Deals[i])
		if err != nil {
			return nil, err
		}
		known[draft.Deals[i].ID] = d
		says := slices.ContainsFunc(draft.Assertions, func(x parley.Assertion) bool { return x.Deal == draft.Deals[i].ID })
		if name := draft.Deals[i].Name; d == nil && (says || draft.Deals[i].Main) && !slices.Contains(out.Unknown, name) {
			out.Unknown = append(out.Unknown, name)
		}
	}
	c := &checker{draft: draft, known: known}
	if c.deals, err = k.mentioned(ctx, a, draft, known); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i := range draft.Assertions {
		x := &draft.Assertions[i]
		d := known[x.Deal]
		if d == nil {
			continue
		}
		r := c.assertion(d, x)
		key := strings.Join([]string{r.Deal.ID, string(r.Voice), r.Type, x.Key()}, "\x1f")
		if r.Verdict != "" && !seen[key] {
			seen[key] = true
			out.Claims = append(out.Claims, r)
		}
	}
	out.Claims = append(out.Claims, c.quotations()...)
	out.Claims = append(out.Claims, c.figures(out.Claims, text.Figures)...)
	out.Unread = c.unread(out.Claims, text.Sentences)
	slices.SortStableFunc(out.Claims, func(a, b CheckedClaim) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	for i := range out.Claims {
		x := &out.Claims[i]
		x.Span, x.For, x.Against = x.Span.Runes(draft.Text), list(x.For), list(x.Against)
		switch x.Verdict {
		case Supported:
			out.Supported++
		case Contested:
			out.Contested++
		default:
			out.Missing++
		}
	}
	return out, nil
}

// meant is the ledger's deal that a draft's deal is: of one of its proper names,
// and no party that conflicts; nil when there is none or more than one.
func (k *Desk) meant(ctx context.Context, a Ask, x *parley.Extraction, d *parley.Deal) (*assess.Deal, error) {
	var parties []string
	for _, p := range d.Parties {
		if e := entityIn(x, p); e != nil && e.Type == parley.EntityState {
			parties = append(parties, e.Name)
		}
	}
	for _, name := range append([]string{d.Name}, d.Aliases...) {
		// A name with more after it ("the Lake Treaty in Oslo on Tuesday") is tried
		// word by word, as long as it can tell deals apart.
		for words := strings.Fields(name); parley.NameKey(strings.Join(words, " "), nil) != "" || len(words) == len(strings.Fields(name)); words = words[:len(words)-1] {
			found, err := k.named(ctx, a, strings.Join(words, " "), parties)
			if found != nil || err != nil {
				return found, err
			}
			if len(words) < 2 {
				break
			}
		}
	}
	return nil, nil
}

// named is the deal of exactly this name or alias that these states may be
// parties of.
func (k *Desk) named(ctx context.Context, a Ask, name string, parties []string) (*assess.Deal, error) {
	candidates := []string{name}
	var ambiguous *AmbiguousError
	_, _, err := k.deal(ctx, a, name)
	switch {
	case errors.As(err, &ambiguous):
		candidates = nil
		for _, c := range ambiguous.Candidates {
			candidates = append(candidates, c.ID)
		}
	case errors.Is(err, ErrUnknownDeal):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var found *assess.Deal
	for _, id := range candidates {
		_, d, err := k.deal(ctx, a, id)
		if err != nil {
			return nil, err
		}
		bears := slices.ContainsFunc(append([]string{d.Name, d.ID}, d.Aliases...), func(n string) bool { return parley.FoldName(n) == parley.FoldName(name) })
		strange := len(d.Parties) > 0 && slices.ContainsFunc(parties, func(p string) bool {
			return !slices.ContainsFunc(d.Parties, func(q assess.Party) bool { return parley.FoldName(p) == parley.FoldName(q.Name) })
		})
		if !bears || strange {
			continue
		}
		// Of several the one with most to say, when the others say nothing.
		if found != nil && len(found.Facts) > 0 && len(d.Facts) > 0 {
			return nil, nil
		}
		if found == nil || len(found.Facts) == 0 {
			found = d
		}
	}
	return found, nil
}

// mentioned lists the deals that the draft is read to speak of, then those that
// its text names by a proper name, each once.
func (k *Desk) mentioned(ctx context.Context, a Ask, x *parley.Extraction, known map[string]*assess.Deal) ([]*assess.Deal, error) {
	var out []*assess.Deal
	var ids []string
	add := func(d *assess.Deal) {
		if d != nil && !slices.Contains(ids, d.ID) {
			ids = append(ids, d.ID)
			out = append(out, d)
		}
	}
	for i := range x.Deals {
		add(known[x.Deals[i].ID])
	}
	t, err := a.times()
	if err != nil {
		return nil, err
	}
	hq := ledger.HeadQuery{}
	if !t.Ledger.IsZero() {
		hq.LedgerAt = t.Ledger.Add(-time.Microsecond)
	}
	heads, err := k.ledger.DealHeads(ctx, hq)
	if err != nil {
		return nil, err
	}
	text := " " + parley.FoldName(x.Text) + " "
	tried := map[string]bool{}
	for _, h := range heads {
		for _, n := range append([]string{h.Name}, h.Aliases...) {
			fold := parley.FoldName(n)
			if tried[fold] || parley.NameKey(n, nil) == "" || !strings.Contains(text, " "+fold+" ") {
				continue
			}
			tried[fold] = true
			d, err := k.named(ctx, a, n, nil)
			if err != nil {
				return nil, err
			}
			add(d)
		}
	}
	return out, nil
}

func entityIn(x *parley.Extraction, id string) *parley.Entity {
	i := slices.IndexFunc(x.Entities, func(e parley.Entity) bool { return id != "" && e.ID == id })
	if i < 0 {
		return nil
	}
	return &x.Entities[i]
}

// checker holds the claims of one draft against assessed deals.
type checker struct {
	draft *parley.Extraction
	known map[string]*assess.Deal // by the draft's local id; nil where the ledger knows none
	deals []*assess.Deal          // that the draft finds or names
}

// voice is to whom the draft gives an assertion; "" for its own narration.
func (c *checker) voice(x *parley.Assertion) string {
	i := slices.IndexFunc(c.draft.Statements, func(s parley.Statement) bool { return s.ID == string(x.Statement) })
	e := entityIn(c.draft, string(x.By))
	if i < 0 || e == nil || c.draft.Statements[i].Basis == parley.BasisOutletKnowledge && parley.FoldName(e.Name) == parley.FoldName(string(c.draft.Outlet)) {
		return ""
	}
	return e.Name
}

// by reports whether a fact's voice is, or speaks for, the one whom the draft
// names; everybody is when it names none.
func by(v *assess.Voice, name string) bool {
	return name == "" || v.SpeaksAs(name) || v.Type == parley.EntityPerson && samePerson(v.Name, name)
}

func only(fs []*assess.Fact, name string) (of, others []*assess.Fact) {
	for _, f := range fs {
		if by(f.Voice, name) {
			of = append(of, f)
		} else {
			others = append(others, f)
		}
	}
	return of, others
}

// verdict is a claim's verdict with its reason.
type verdict struct {
	CheckVerdict
	reason       CheckReason
	yes, against []*assess.Fact
}

func (c *checker) assertion(d *assess.Deal, x *parley.Assertion) CheckedClaim {
	voice := c.voice(x)
	r := CheckedClaim{Type: string(x.Type), Words: x.Evidence.Text, Span: x.Evidence.Bounds(), Voice: parley.Optional(voice), Deal: *ref(d)}
	var v verdict
	switch x.Type {
	case parley.TypePosition:
		r.Claim, v = string(x.Axis)+" = "+x.Value, c.position(d, x, voice)
	case parley.TypeEvent:
		r.Claim, v = string(x.Event), c.event(d, x, voice)
		if x.Status != parley.StatusOccurred {
			r.Claim += ", " + string(x.Status)
		}
	case parley.TypeCommitment:
		r.Claim, v = string(x.State), c.commitment(d, x, voice)
	case parley.TypeCondition:
		r.Claim, v = "condition", c.condition(d, x, voice)
	case parley.TypeObstacle:
		r.Claim = "obstacle"
		var fs []*assess.Fact
		for _, o := range d.Obstacles {
			if alike(o.What, x.What) {
				fs = append(fs, o.Facts...)
			}
		}
		v = told(fs, voice)
	case parley.TypeLink:
		r.Claim = string(x.Relation)
		var fs []*assess.Fact
		for _, l := range d.Links {
			if l.Relation == x.Relation && l.To == c.known[x.ToDeal] {
				fs = append(fs, l.Facts...)
			}
		}
		v = told(fs, voice)
	}
	r.Verdict, r.Reason, r.For, r.Against = v.CheckVerdict, v.reason, sourcesOf(v.yes), sourcesOf(v.against)
	return r
}

// told is the verdict on what can only be said or not.
func told(fs []*assess.Fact, voice string) verdict {
	of, others := only(fs, voice)
	switch {
	case len(of) > 0 && voice != "":
		return verdict{Supported, ReasonSaid, of, nil}
	case len(of) > 0:
		return verdict{Supported, ReasonUncontested, of, nil}
	case len(others) > 0:
		return verdict{NotInLedger, ReasonOtherVoice, others, nil}
	}
	return verdict{NotInLedger, ReasonNobody, nil, nil}
}

func (c *checker) position(d *assess.Deal, x *parley.Assertion, voice string) verdict {
	var yes, no, beside, was, others []*assess.Fact
	for _, p := range d.Axis(x.Axis).Positions {
		for _, cl := range p.Standing {
			switch mine := by(cl.Voice, voice); {
			case cl.Value == x.Value && mine:
				yes = append(yes, cl.Fact)
			case cl.Value == x.Value:
				others = append(others, cl.Fact)
			case !mine:
			case !assess.Compatible(x.Axis, cl.Value, x.Value, cl.Said, cl.Said):
				no = append(no, cl.Fact)
			default:
				beside = append(beside, cl.Fact)
			}
		}
		for _, cl := range p.Passed {
			if cl.Value == x.Value && by(cl.Voice, voice) {
				was = append(was, cl.Fact)
			}
		}
	}
	switch {
	case len(yes) > 0 && len(no) > 0 && voice == "":
		return verdict{Contested, ReasonAgainst, yes, no}
	case len(yes) > 0 && voice == "":
		return verdict{Supported, ReasonUncontested, yes, nil}
	case len(yes) > 0:
		return verdict{Supported, ReasonSaid, yes, nil}
	case len(was) > 0 && len(no)+len(beside) > 0:
		return verdict{Contested, ReasonOutdated, was, append(no, beside...)}
	case len(no) > 0 && voice == "":
		return verdict{Contested, ReasonAgainst, nil, no}
	case len(no) > 0:
		return verdict{Contested, ReasonVoiceAgainst, others, no}
	case len(others) > 0:
		return verdict{NotInLedger, ReasonOtherVoice, others, nil}
	case len(beside) > 0:
		return verdict{NotInLedger, ReasonOtherwise, nil, beside}
	}
	return verdict{NotInLedger, ReasonNobody, nil, nil}
}

func (c *checker) event(d *assess.Deal, x *parley.Assertion, voice string) verdict {
	var yes, otherDate, denied, planned, happened, others []*assess.Fact
	dated := false // somebody gives a date that agrees
	for _, f := range d.Facts {
		a := &f.Assertion
		if f.Out != assess.OutNone || a.Type != parley.TypeEvent || a.Event != x.Event {
			continue
		}
		same := agreeDates(string(a.Date), string(x.Date))
		dated = dated || same && a.Date != "" && a.Status == x.Status
		switch {
		case a.Status == x.Status && same && by(f.Voice, voice):
			yes = append(yes, f)
		case a.Status == x.Status && same:
			others = append(others, f)
		case a.Status == x.Status:
			otherDate = append(otherDate, f)
		case a.Status == parley.StatusDenied:
			denied = append(denied, f)
		case a.Status == parley.StatusPlanned:
			planned = append(planned, f)
		default:
			happened = append(happened, f)
		}
	}
	switch {
	case x.Status == parley.StatusOccurred && len(denied) > 0:
		return verdict{Contested, ReasonDenied, append(yes, others...), denied}
	case x.Status != parley.StatusOccurred && len(happened) > 0:
		return verdict{Contested, ReasonOutdated, append(yes, others...), happened}
	case len(otherDate) > 0 && !dated:
		return verdict{Contested, ReasonDate, append(yes, others...), otherDate}
	case len(yes) > 0 && voice == "":
		return verdict{Supported, ReasonUncontested, yes, nil}
	case len(yes) > 0:
		return verdict{Supported, ReasonSaid, yes, nil}
	case len(others) > 0:
		return verdict{NotInLedger, ReasonOtherVoice, others, nil}
	case len(planned) > 0:
		return verdict{NotInLedger, ReasonOnlyPlanned, planned, nil}
	}
	return verdict{NotInLedger, ReasonNobody, nil, nil}
}

// agreeDates reports whether two dates can be one: one lies in the other, or one
// is not given, or only about.
func agreeDates(a, b string) bool {
	if strings.HasSuffix(a, "~") || strings.HasSuffix(b, "~") {
		return true
	}
	x, errX := parley.ParseDate(a)
	y, errY := parley.ParseDate(b)
	return errX != nil || errY != nil || x.From.Before(y.To) && y.From.Before(x.To)
}

func (c *checker) commitment(d *assess.Deal, x *parley.Assertion, voice string) verdict {
	t := &pledge.Telling{Deal: d.ID, Assertion: x}
	for _, id := range x.Who {
		if e := entityIn(c.draft, id); e != nil {
			t.Who = append(t.Who, pledge.Party{Name: e.Name, Type: e.Type})
		}
	}
	found := pledge.Find(d.Commitments, t)
	if found == nil {
		return verdict{NotInLedger, ReasonNobody, nil, nil}
	}
	all := d.Tellings(found)
	// Who tells of a party's promise says that the party made it.
	if slices.ContainsFunc(found.Who, func(n string) bool { return parley.FoldName(n) == parley.FoldName(voice) }) {
		voice = ""
	}
	of, others := only(all, voice)
	in := func(states ...parley.CommitmentState) []*assess.Fact {
		return slices.DeleteFunc(slices.Clone(all), func(f *assess.Fact) bool { return !slices.Contains(states, f.Assertion.State) })
	}
	state := found.State()
	figure := found.Hold(t)
	switch {
	case !found.Fits(t):
		return verdict{Contested, ReasonParty, nil, all}
	case figure == pledge.FigureOutdated && x.State != parley.StatePledged:
		return verdict{Contested, ReasonOutdated, nil, in(parley.StateCut)}
	case figure == pledge.FigureOutdated:
		return verdict{Contested, ReasonOutdated, in(parley.StatePledged, parley.StateReaffirmed), in(parley.StateCut)}
	case figure == pledge.FigureOther:
		return verdict{Contested, ReasonFigure, nil, all}
	case figure == pledge.FigureUnknown:
		return verdict{NotInLedger, ReasonNotComparable, all, nil}
	case x.Due != "" && found.Due != "" && !slices.ContainsFunc(all, func(f *assess.Fact) bool {
		return f.Assertion.Due != "" && agreeDates(string(f.Assertion.Due), string(x.Due))
	}):
		return verdict{Contested, ReasonDate, nil, all}
	}
	if x.State == parley.StatePledged {
		switch {
		case state == parley.StateWithdrawn:
			return verdict{Contested, ReasonOutdated, in(parley.StatePledged), in(parley.StateWithdrawn)}
		case state == parley.StateInDoubt:
			return verdict{Contested, ReasonAgainst, in(parley.StatePledged, parley.StateReaffirmed), in(parley.StateInDoubt)}
		case len(of) == 0:
			return verdict{NotInLedger, ReasonOtherVoice, others, nil}
		case voice != "":
			return verdict{Supported, ReasonSaid, of, nil}
		}
		return verdict{Supported, ReasonUncontested, of, nil}
	}
	said, _ := only(in(x.State), voice)
	against := map[parley.CommitmentState][]parley.CommitmentState{
		parley.StateDelivered: {parley.StateWithdrawn}, parley.StateWithdrawn: {parley.StateDelivered, parley.StateReaffirmed},
		parley.StateReaffirmed: {parley.StateWithdrawn}, parley.StateInDoubt: {parley.StateDelivered, parley.StateWithdrawn},
	}[x.State]
	no := in(against...)
	switch {
	case len(said) > 0 && state != x.State && slices.Contains(against, state):
		return verdict{Contested, ReasonOutdated, said, no}
	case len(said) > 0:
		return verdict{Supported, ReasonSaid, said, nil}
	case len(no) > 0:
		return verdict{Contested, ReasonAgainst, nil, no}
	case len(in(x.State)) > 0:
		return verdict{NotInLedger, ReasonOtherVoice, in(x.State), nil}
	case x.State == parley.StateDelivered:
		return verdict{NotInLedger, ReasonOnlyPledged, all, nil}
	}
	return verdict{NotInLedger, ReasonNobody, nil, all}
}

func (c *checker) condition(d *assess.Deal, x *parley.Assertion, voice string) verdict {
	for _, o := range d.Conditions {
		on := c.known[string(x.RequiresDeal)]
		if !alike(o.Requires, x.Requires) && (on == nil || o.RequiresDeal != on) {
			continue
		}
		if x.Met == nil {
			return told(o.Facts, voice)
		}
		var yes, no []*assess.Fact
		for _, f := range assess.Told(o.Met) {
			if m := f.Assertion.Met; m != nil && *m == *x.Met {
				yes = append(yes, f)
			} else if m != nil {
				no = append(no, f)
			}
		}
		if len(no) > 0 {
			return verdict{Contested, ReasonAgainst, yes, no}
		}
		return told(yes, voice)
	}
	return verdict{NotInLedger, ReasonNobody, nil, nil}
}

// alikeAt is the share of words at which two descriptions are of one thing.
const alikeAt = 0.5

func alike(a, b string) bool { return wordF1(wordsOf(a), wordsOf(b)) >= alikeAt }

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// wordF1 is the F1 of two lists' words, counted as often as they stand.
func wordF1(a, b []string) float64 {
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	shared := 0
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

// Quotations shorter than this many words ("alive and well") may be anybody's.
const leastQuoted = 4

// nearlyAt is the share of words at which one quotation is another, altered.
const nearlyAt = 0.75

// quotations checks the words in quotation marks that the draft gives to
// somebody: whether a document about the same deals has them, from whom.
func (c *checker) quotations() []CheckedClaim {
	if len(c.deals) == 0 {
		return nil
	}
	var out []CheckedClaim
	for i := range c.draft.Statements {
		st := &c.draft.Statements[i]
		if st.Kind == parley.KindIndirect || st.Act == parley.ActDecline || st.Act == parley.ActSilent {
			continue
		}
		quoted := quotedWords(c.draft.Text, st)
		if len(wordsOf(quoted)) < leastQuoted {
			continue
		}
		speaker := ""
		if st.Source != nil {
			if e := entityIn(c.draft, string(st.Source.Entity)); e != nil {
				speaker = e.Name
			}
		}
		r := CheckedClaim{Type: "quotation", Claim: "quotation", Words: quoted, Span: st.Content.Bounds(), Voice: parley.Optional(speaker), Deal: *ref(c.deals[0])}
		c.quotation(&r, speaker, wordsOf(quoted))
		out = append(out, r)
	}
	return out
}

// quotedWords are the words of a statement that stand in quotation marks: all of
// a direct one, the longest stretch between marks of a mixed one.
func quotedWords(text string, st *parley.Statement) string {
	if st.Kind == parley.KindDirect {
		return st.Content.Text
	}
	best := ""
	for _, s := range st.Content.Spans {
		pieces := strings.FieldsFunc(s.In(text), func(r rune) bool { return strings.ContainsRune(`"“”«»`, r) })
		for i, p := range pieces {
			// Every second piece, counted from whether the content begins with a mark.
			opens := strings.HasPrefix(strings.TrimSpace(s.In(text)), p[:min(1, len(p))])
			if (i%2 == 1) == opens && len(p) > len(best) {
				best = p
			}
		}
	}
	return strings.TrimSpace(best)
}

func (c *checker) quotation(r *CheckedClaim, speaker string, quoted []string) {
	var same, others, nearly []Source
	for _, d := range c.deals {
		for _, doc := range d.Documents {
			x := doc.Reading()
			for i := range x.Statements {
				st := &x.Statements[i]
				have := wordsOf(st.Content.Text)
				s := Source{Words: st.Content.Text, Said: day(doc.Known), Document: doc.ID(), Title: doc.Header.Title, Outlet: doc.Header.Outlet, Statement: parley.Optional(st.ID)}
				e := &parley.Entity{}
				if st.Source != nil {
					if e = entityIn(x, string(st.Source.Entity)); e == nil {
						e = &parley.Entity{Name: st.Source.Text}
					}
				}
				s.Voice = parley.Optional(e.Name)
				switch {
				case runs(have, quoted) && samePerson(e.Name, speaker):
					same = append(same, s)
				case runs(have, quoted):
					others = append(others, s)
				case wordF1(have, quoted) >= nearlyAt:
					nearly = append(nearly, s)
				}
			}
		}
	}
	r.Verdict, r.Reason = NotInLedger, ReasonNobody
	switch {
	case len(same) > 0:
		r.Verdict, r.Reason, r.For = Supported, ReasonSaid, same
	case len(others) > 0:
		r.Verdict, r.Reason, r.Against = Contested, ReasonOtherVoice, others
	case len(nearly) > 0:
		r.Verdict, r.Reason, r.Against = Contested, ReasonWords, nearly
	}
}

// figures lists the figures of the draft that stand in no claim's words, each
// with what the ledger has of that figure. In a title they count only when no
// claim has them.
func (c *checker) figures(claims []CheckedClaim, figures []DraftFigure) []CheckedClaim {
	if len(c.deals) == 0 {
		return nil
	}
	var out []CheckedClaim
	for _, f := range figures {
		words := f.In(c.draft.Text)
		covered := func(x CheckedClaim) bool {
			return x.Span.Overlaps(f.Span) || c.part(f.Span) != parley.PartBody && strings.Contains(x.Words, words)
		}
		if slices.ContainsFunc(claims, covered) || slices.ContainsFunc(out, covered) {
			continue
		}
		r := CheckedClaim{Type: "figure", Claim: "figure", Words: f.Sentence.In(c.draft.Text), Span: f.Span, Deal: *ref(c.deals[0]), Verdict: NotInLedger, Reason: ReasonNobody}
		have := &parley.Assertion{Amount: f.Amount, Rate: f.Rate, Quantity: f.Quantity}
		var has []*assess.Fact
		for _, d := range c.deals {
			for _, x := range d.Commitments {
				for _, fact := range d.Tellings(x) {
					if pledge.SameFigure(have, &fact.Assertion) {
						has = append(has, fact)
					}
				}
			}
		}
		if len(has) > 0 {
			r.Reason, r.For = ReasonUnread, sourcesOf(has)
		}
		out = append(out, r)
	}
	return out
}

// unread lists the sentences that bear a proper name of a deal and hold no
// claim's words.
func (c *checker) unread(claims []CheckedClaim, sentences []parley.Span) []string {
	out := []string{}
	for _, s := range sentences {
		text := " " + parley.FoldName(s.In(c.draft.Text)) + " "
		names := func(d *assess.Deal) bool {
			return slices.ContainsFunc(append([]string{d.Name}, d.Aliases...), func(n string) bool {
				return parley.NameKey(n, nil) != "" && strings.Contains(text, " "+parley.FoldName(n)+" ")
			})
		}
		if c.part(s) == parley.PartBody && slices.ContainsFunc(c.deals, names) &&
			!slices.ContainsFunc(claims, func(x CheckedClaim) bool { return x.Span.Overlaps(s) }) {
			out = append(out, s.In(c.draft.Text))
		}
	}
	return out
}

// part is the part of the draft in which a span stands.
func (c *checker) part(s parley.Span) parley.PartName {
	for _, p := range c.draft.Parts {
		if p.Span.Contains(s) {
			return p.Part
		}
	}
	return parley.PartBody
}

// runs reports whether quoted stands in have, word for word.
func runs(have, quoted []string) bool {
	for i := 0; i+len(quoted) <= len(have); i++ {
		if slices.Equal(have[i:i+len(quoted)], quoted) {
			return true
		}
	}
	return false
}

// samePerson compares two names as far as both go: a draft may give the surname
// alone, and who is not named may be anybody.
func samePerson(a, b string) bool {
	x, y := strings.Fields(parley.FoldName(a)), strings.Fields(parley.FoldName(b))
	if len(x) == 0 || len(y) == 0 {
		return true
	}
	return slices.Equal(x, y) || (len(x) == 1 || len(y) == 1) && x[len(x)-1] == y[len(y)-1]
}
