package assess

import (
	"sort"
	"strings"

	"github.com/parley-desk/parley"
)

// Fact is one assertion in one document, with who made it, when, and whether it
// counts.
type Fact struct {
	ID        string // the assertion's
	Document  *Document
	Assertion parley.Assertion  // as amended
	Statement *parley.Statement // as amended; nil for narration
	Voice     *Voice
	Holder    *Voice          // whose position it counts as: Voice, or under PolicySides the side that Voice speaks for
	Said      parley.Interval // when it was said, else published, else learned
	Review    Review
	OlderRun  bool // found by an older run only, and kept because a person stood by it

	Out    Outcome // why it does not count; "" when it does
	For    *Fact   // what it is an echo of, what replaced or denies it
	Echoes []*Fact // the same saying in copies, or in reports of one origin

	extraction *parley.Extraction
	asRead     string // sameSaying before anybody amended the assertion
}

// Outcome is why a fact does not count.
type Outcome string

// The values of [Outcome].
const (
	OutNone       Outcome = ""
	OutRejected   Outcome = "rejected by a person"
	OutEcho       Outcome = "the same saying again"
	OutWithdrawn  Outcome = "no longer in the page"
	OutLater      Outcome = "later than the time asked about"
	OutReplaced   Outcome = "replaced by the same voice"
	OutRetracted  Outcome = "denied later by the same voice"
	OutEarlier    Outcome = "an earlier step told again"
	OutIncomplete Outcome = "the reading lacks what it refers to"
	OutOriginal   Outcome = "its original was judged otherwise"
)

// Narration reports whether the outlet tells it in its own name.
func (f *Fact) Narration() bool { return f.Statement == nil }

// Basis is the statement's basis; narration has none.
func (f *Fact) Basis() parley.Basis {
	if f.Statement == nil {
		return ""
	}
	return f.Statement.Basis
}

// sameSaying is the key under which a fact is looked for in a copy of its
// document or another version of its page.
func (f *Fact) sameSaying() string { return f.saying(f.Voice, f.Assertion.Key()) }

func (f *Fact) saying(v *Voice, key string) string {
	who := v.ID
	if f.Narration() {
		who = "narration"
	} else if v.Document != "" {
		who = parley.FoldName(v.Name)
	}
	return who + "\x1e" + key
}

// said is when a statement, or narration when st is nil, was made: its own date
// cut off at the document's publication, since nothing is reported before it
// is said.
func said(d *Document, st *parley.Statement) parley.Interval {
	if st == nil || st.Said == "" {
		return d.Known
	}
	iv := parse(st.Said)
	if iv.Zero() || !iv.From.Before(d.Known.To) {
		return d.Known
	}
	if iv.To.After(d.Known.To) {
		iv.To = d.Known.To
	}
	return iv
}

// settleEchoes marks the facts of one deal that say again what another fact
// said: in a copy of its document, in an older or newer version of its page, or
// as reports that name one origin. It expects the facts in the order of their
// documents.
func settleEchoes(facts []*Fact) {
	inOrigin := map[string]*Fact{} // the first to say it, by origin and saying
	judged := map[string]*Fact{}   // what the original was read to say until a person judged it, likewise
	inPage := map[string]*Fact{}   // the first version to say it, by page and saying
	current := map[string]bool{}   // what the newest visible version says, by page and saying
	for _, f := range facts {
		if f.Out == OutNone && f.Document.Newer == nil && f.Document.Header.URL != "" {
			current[string(f.Document.Header.URL)+"\x1e"+f.sameSaying()] = true
		}
	}
	for _, f := range facts {
		if v := f.Review.Verdict; f.Document.Original == nil && (f.Out == OutRejected || v == parley.VerdictAmend) {
			judged[f.Document.ID()+"\x1e"+f.asRead] = f
		}
		if f.Out != OutNone {
			continue
		}
		if url := string(f.Document.Header.URL); url != "" {
			key := url + "\x1e" + f.sameSaying()
			if f.Document.Newer != nil && !current[key] {
				f.Out = OutWithdrawn
				continue
			}
			// What stood in the page before stands since then.
			if first := inPage[key]; first == nil {
				inPage[key] = f
			} else if first.Document != f.Document {
				echo(f, first)
				continue
			}
		}
		origin := f.Document
		if origin.Original != nil {
			origin = origin.Original
		}
		keys := []string{origin.ID() + "\x1e" + f.sameSaying()}
		if f.Narration() {
			for _, name := range append(append([]string(nil), f.Document.Header.FirstReportedBy...), f.Document.Header.Credits...) {
				keys = append(keys, "origin "+parley.FoldName(name)+"\x1e"+f.Assertion.Key())
			}
		}
		if f.Voice.Type == parley.EntityOutlet {
			keys = append(keys, "origin "+f.Voice.ID+"\x1e"+f.Assertion.Key())
		}
		var first *Fact
		for _, k := range keys {
			if g := inOrigin[k]; g != nil && g.Document != f.Document && first == nil {
				first = g
			}
		}
		// An outlet that says it again itself says it anew; others that cite it do not.
		if first != nil && (first.Voice != f.Voice || f.Basis() == parley.BasisPressReport || f.Document.Original != nil) {
			echo(f, first)
			continue
		}
		// A copy is no source for what its original does not say.
		if j := judged[keys[0]]; j != nil && f.Document.Original != nil && f.Review.Verdict == "" {
			f.Out, f.For = OutOriginal, j
			continue
		}
		for _, k := range keys {
			if inOrigin[k] == nil {
				inOrigin[k] = f
			}
		}
	}
}

func echo(f, first *Fact) {
	for first.Out == OutEcho {
		first = first.For
	}
	f.Out, f.For = OutEcho, first
	first.Echoes = append(first.Echoes, f)
}

// sortFacts orders facts by document, then by their place in it, then id.
func sortFacts(facts []*Fact) {
	sort.Slice(facts, func(i, j int) bool {
		a, b := facts[i], facts[j]
		if a.Document != b.Document {
			return earlier(a.Document, b.Document)
		}
		if x, y := a.Assertion.Evidence.Bounds().Start, b.Assertion.Evidence.Bounds().Start; x != y {
			return x < y
		}
		return strings.Compare(a.ID, b.ID) < 0
	})
}

// counted lists the facts of one type that count, newest said first.
func (w *work) counted(d *Deal, t parley.AssertionType) []*Fact {
	var out []*Fact
	for _, f := range d.Facts {
		if f.Assertion.Type == t && f.Out == OutNone && within(f.Said, w.options.Times.Held) {
			out = append(out, f)
		}
	}
	newestFirst(out)
	return out
}

func newestFirst(fs []*Fact) {
	sort.SliceStable(fs, func(i, j int) bool {
		a, b := fs[i], fs[j]
		if !a.Said.From.Equal(b.Said.From) {
			return a.Said.From.After(b.Said.From)
		}
		return a.ID < b.ID
	})
}

// overlap is the F1 of two texts' words, in 0 to 1.
func overlap(a, b string) float64 {
	x, y := strings.Fields(parley.FoldName(a)), strings.Fields(parley.FoldName(b))
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	shared := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}
