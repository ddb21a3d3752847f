package assess_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parley-desk/parley"
	. "github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/assess/assesstest"
	"github.com/parley-desk/parley/internal/ledger"
)

// The properties below run over random histories of one deal: 100 of them in
// go test, as many as -rapid.checks says in make soak.

var epoch = time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)

// saying is one position in one document of a history.
type saying struct {
	voice, value, said string
}

// axis reports whether the saying is a position and no event.
func (s saying) axis() bool { return !strings.Contains(s.value, "resumed") }

// claim is the saying in the notation.
func (s saying) claim() string {
	switch s.value {
	case "resumed":
		return "talks_resumed(tpd)"
	case "not resumed":
		return "talks_resumed(tpd) denied"
	}
	return "activity(tpd) = " + s.value
}

// post is one document of a history.
type post struct {
	label     string
	published string // "" for none
	page      string // "" for none
	learned   time.Time
	says      []saying
	copyOf    string // label of the document it is a near-duplicate of
	rejected  []int  // sayings that a person rejected
	amended   bool   // or amended to paused
	undone    bool   // and took back
}

// genHistory draws posts in the order in which the ledger learned them. Posts
// are late, undated, of equal instants, versions of pages and copies.
func genHistory(t *rapid.T, pages bool) []post {
	var ps []post
	clock := epoch
	for i := range rapid.IntRange(1, 7).Draw(t, "posts") {
		// The machine's clock may be set back; the ledger's never goes back.
		clock = clock.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour)
		p := post{label: fmt.Sprint("p", i), learned: clock}
		day := func(what string) string {
			return rapid.SampledFrom([]string{"", "2025-11-28", "2025-12-01", "2025-12-02", "2025-12-03", "2025-12-03T08:00:00", "2025-12"}).Draw(t, what)
		}
		p.published = day("published")
		if p.published == "2025-12" {
			p.published = "2025-12-04"
		}
		if pages && rapid.IntRange(0, 2).Draw(t, "page?") == 0 {
			p.page = "https://x/" + rapid.SampledFrom([]string{"1", "2"}).Draw(t, "page")
		}
		for range rapid.IntRange(1, 3).Draw(t, "sayings") {
			s := saying{rapid.SampledFrom([]string{"White House", "Michael Kratsios", "Downing Street", "BBC"}).Draw(t, "voice"),
				rapid.SampledFrom([]string{"active", "stalled", "paused", "resumed", "not resumed"}).Draw(t, "value"), day("said")}
			if !slices.ContainsFunc(p.says, func(o saying) bool { return o.voice == s.voice && o.value == s.value }) {
				p.says = append(p.says, s)
			}
		}
		if len(ps) > 0 && p.page == "" && rapid.IntRange(0, 3).Draw(t, "copy?") == 0 {
			o := rapid.SampledFrom(ps).Draw(t, "original")
			if o.page == "" {
				p.copyOf, p.says = o.label, slices.Clone(o.says)
			}
		}
		if rapid.IntRange(0, 4).Draw(t, "rejected?") == 0 {
			p.rejected, p.undone = []int{0}, rapid.Bool().Draw(t, "undone")
			p.amended = p.says[0].axis() && rapid.Bool().Draw(t, "amended")
		}
		ps = append(ps, p)
	}
	return ps
}

// write turns a history into evidence by way of the notation.
func write(t *rapid.T, ps []post) ledger.Evidence {
	var b strings.Builder
	b.WriteString(cast)
	for _, p := range ps {
		published := p.published
		if published == "" {
			published = "-"
		}
		fmt.Fprintf(&b, "@%s Wire %s learned=%s", p.label, published, p.learned.Format("2006-01-02T15:04:05"))
		if p.page != "" {
			b.WriteString(" url=" + p.page)
		}
		b.WriteString("\n")
		for _, s := range p.says {
			on := ""
			if s.said != "" {
				on = " on " + s.said
			}
			fmt.Fprintf(&b, "%s says%s: %s\n", s.voice, on, s.claim())
		}
	}
	ev := assesstest.Evidence(t, b.String())
	for i, p := range ps {
		if p.copyOf != "" {
			a, c := assesstest.ID(p.copyOf), assesstest.ID(p.label)
			ev.Pairs = append(ev.Pairs, ledger.Pair{A: min(a, c), B: max(a, c), Score: 0.9})
		}
		for n, r := range p.rejected {
			at := ev.Readings[i].Extraction.Assertions[r]
			j := parley.Judgement{ID: fmt.Sprint("j-", p.label, n), Verdict: parley.VerdictReject, Target: at.ID, When: "2026-01-0" + string(p.label[1]+1)}
			if p.amended {
				j.Verdict, j.Field, j.Value = parley.VerdictAmend, "value", `"paused"`
			}
			ev.Judgements = append(ev.Judgements, ledger.Judged{Judgement: j, Learned: p.learned})
			if p.undone {
				u := parley.Judgement{ID: fmt.Sprint("u-", p.label, n), Verdict: parley.VerdictUndo, Target: j.ID, When: "2026-01-01"}
				ev.Judgements = append(ev.Judgements, ledger.Judged{Judgement: u, Learned: p.learned})
			}
		}
	}
	return ev
}

// sides are whom the voices of a history are rolled up to.
var sides = map[string]string{"White House": "United States", "Michael Kratsios": "United States", "Downing Street": "United Kingdom", "BBC": "BBC"}

// naive answers the activity axis by scanning the list of posts, as the words
// of docs/laws.md have it. It shares no code with what it is compared to.
func naive(ps []post, o Options) string {
	type pos struct {
		voice, value string
		from, to     time.Time
	}
	times := o.Times
	date := func(s string) (from, to time.Time) {
		iv, err := parley.ParseDate(s)
		if err != nil {
			panic(err)
		}
		return iv.From, iv.To
	}
	past := func(at, bound time.Time) bool { return !bound.IsZero() && at.After(bound) }
	known := func(p post) (from, to time.Time) {
		if p.published == "" {
			return p.learned, p.learned.Add(1)
		}
		return date(p.published)
	}
	var learned, seen []post
	for _, p := range ps {
		if times.Ledger.IsZero() || p.learned.Before(times.Ledger) {
			learned = append(learned, p)
			if _, to := known(p); !past(to, times.Known) {
				seen = append(seen, p)
			}
		}
	}
	sort.SliceStable(seen, func(i, j int) bool {
		a, _ := known(seen[i])
		b, _ := known(seen[j])
		if !a.Equal(b) {
			return a.Before(b)
		}
		return assesstest.ID(seen[i].label) < assesstest.ID(seen[j].label)
	})
	// root groups posts that hang together as copies.
	root := func(among []post) func(label string) string {
		up := map[string]string{}
		var find func(l string) string
		find = func(l string) string {
			if g, ok := up[l]; ok && g != l {
				return find(g)
			}
			return l
		}
		in := func(l string) bool { return slices.ContainsFunc(among, func(q post) bool { return q.label == l }) }
		for _, p := range among {
			if a, b := find(p.label), find(p.copyOf); p.copyOf != "" && in(p.copyOf) && a != b {
				up[a] = b
			}
		}
		return find
	}
	// What a person made of a saying: of this post, else the newest word on the
	// same saying in a copy.
	family := root(learned)
	judged := func(p post, s saying) (post, bool) {
		for _, own := range []bool{true, false} {
			for i := len(learned) - 1; i >= 0; i-- {
				q := learned[i]
				if (q.label == p.label) == own && family(q.label) == family(p.label) && len(q.rejected) > 0 && !q.undone &&
					q.says[0].voice == s.voice && q.says[0].value == s.value {
					return q, true
				}
			}
		}
		return post{}, false
	}
	group := root(seen)
	var all []pos
	first := map[string]bool{}
	for _, p := range seen {
		for _, s := range p.says {
			if j, ok := judged(p, s); ok && !j.amended {
				continue
			} else if ok {
				s.value = "paused"
			}
			if key := group(p.label) + s.voice + s.value; !first[key+p.label] {
				if first[key] {
					continue
				}
				first[key], first[key+p.label] = true, true
			}
			from, to := known(p)
			if s.said != "" {
				f, e := date(s.said)
				if f.Before(to) {
					from = f
					if e.Before(to) {
						to = e
					}
				}
			}
			if past(to, times.Held) {
				continue
			}
			if o.Policy == PolicySides {
				s.voice = sides[s.voice]
			}
			all = append(all, pos{s.voice, s.value, from, to})
		}
	}
	// later reports whether y is by x's voice and certainly said later.
	later := func(x, y pos) bool { return y.voice == x.voice && !y.from.Before(x.to) }
	// What a voice took back counts for nothing.
	all = slices.DeleteFunc(slices.Clone(all), func(x pos) bool {
		return x.value == "resumed" && slices.ContainsFunc(all, func(y pos) bool { return y.value == "not resumed" && later(x, y) })
	})
	stands := map[string]map[string]bool{}
	for _, x := range all {
		// A position stands unless its voice certainly said another one later. A
		// denial is no position.
		if x.value == "not resumed" || slices.ContainsFunc(all, func(y pos) bool { return y.value != "not resumed" && later(x, y) }) {
			continue
		}
		if stands[x.voice] == nil {
			stands[x.voice] = map[string]bool{}
		}
		stands[x.voice][strings.Replace(x.value, "resumed", "active", 1)] = true
	}
	var out []string
	values := map[string]bool{}
	for v, set := range stands {
		for value := range set {
			out = append(out, v+" "+value)
			values[value] = true
		}
	}
	slices.Sort(out)
	state := StateUndisputed
	switch {
	case len(values) == 0:
		state = StateNotSaid
	case values["active"] && len(values) > 1:
		state = StateDisputed
	case len(values) > 1:
		state = StateDiffer
	}
	return fmt.Sprint(state, " ", out)
}

// answered is what assess answers, in the form of naive.
func answered(ev ledger.Evidence, times Times) string { return answeredBy(ev, Options{Times: times}) }

func answeredBy(ev ledger.Evidence, o Options) string {
	out := []string{}
	state := StateNotSaid
	for _, d := range Assess(ev, o).Deals {
		ax := d.Axis(parley.AxisActivity)
		state = ax.State()
		for _, p := range ax.Positions {
			for _, v := range p.Values {
				out = append(out, p.Voice.Name+" "+v)
			}
		}
	}
	slices.Sort(out)
	return fmt.Sprint(state, " ", out)
}

func genTimes(t *rapid.T) Times {
	bound := func(what string) time.Time {
		if n := rapid.IntRange(0, 20).Draw(t, what); n > 0 {
			return epoch.Add(time.Duration(n-4) * 12 * time.Hour)
		}
		return time.Time{}
	}
	return Times{bound("held"), bound("known"), bound("ledger")}
}

func TestAnswersAreTheNaiveModels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := genHistory(t, false)
		o := Options{Times: genTimes(t), Policy: rapid.SampledFrom([]Policy{PolicyAll, PolicySides}).Draw(t, "policy")}
		if got, want := answeredBy(write(t, ps), o), naive(ps, o); got != want {
			t.Fatalf("at %+v\n got %s\nwant %s", o, got, want)
		}
	})
}

func TestOrderOfArrivalChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps, times := genHistory(t, false), genTimes(t)
		times.Ledger = time.Time{}
		for i := range ps {
			if ps[i].published == "" {
				ps[i].published = "2025-12-02" // the date of arrival is all that an undated post has
			}
		}
		want := answered(write(t, ps), times)
		shuffled := rapid.Permutation(ps).Draw(t, "order")
		for i := range shuffled {
			shuffled[i].learned = epoch.Add(time.Duration(i) * time.Hour)
		}
		if got := answered(write(t, shuffled), times); got != want {
			t.Fatalf("at %+v\n got %s\nwant %s", times, got, want)
		}
	})
}

func TestOrderOfRecordsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev, times := write(t, genHistory(t, true)), genTimes(t)
		want := answered(ev, times)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(ev.Readings), func(i, j int) {
			ev.Readings[i], ev.Readings[j] = ev.Readings[j], ev.Readings[i]
		})
		slices.Reverse(ev.Judgements)
		slices.Reverse(ev.Pairs)
		if got := answered(ev, times); got != want {
			t.Fatalf("at %+v\n got %s\nwant %s", times, got, want)
		}
	})
}

func TestAnAnswerOnceGivenNeverChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps, times := genHistory(t, true), genTimes(t)
		n := rapid.IntRange(0, len(ps)).Draw(t, "then")
		if n < len(ps) {
			times.Ledger = ps[n].learned // just before the next post arrives
		} else {
			times.Ledger = epoch.AddDate(1, 0, 0)
		}
		want := answered(write(t, ps[:n]), times)
		if got := answered(write(t, ps), times); got != want {
			t.Fatalf("at %+v, after %d of %d\n got %s\nwant %s", times, n, len(ps), got, want)
		}
	})
}

func TestNoVoiceRemovesAnothersPosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := genHistory(t, false)
		others := func(answer string) (out []string) {
			_, list, _ := strings.Cut(answer, "[")
			for _, v := range []string{"White House", "Downing Street"} {
				for _, value := range []string{"active", "stalled", "paused"} {
					if strings.Contains(list, v+" "+value) {
						out = append(out, v+" "+value)
					}
				}
			}
			return out
		}
		want := others(answered(write(t, ps), Times{}))
		more := append(slices.Clone(ps), post{label: "new", published: "2025-12-20", learned: epoch.AddDate(0, 0, 30), says: []saying{{"BBC", "paused", ""}}})
		if got := others(answered(write(t, more), Times{})); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestAJudgementAndItsUndoLeaveAnswersAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps, times := genHistory(t, true), genTimes(t)
		for i := range ps {
			ps[i].rejected = nil
		}
		want := answered(write(t, ps), times)
		for i := range ps {
			ps[i].rejected, ps[i].undone = []int{0}, true
		}
		if got := answered(write(t, ps), times); got != want {
			t.Fatalf("at %+v\n got %s\nwant %s", times, got, want)
		}
	})
}

// More knowledge takes no telling away: what the whole ledger tells of an axis
// value, it tells at every later known time too, unless the voice itself spoke
// again. So a voice that speaks once keeps its value for ever.
func TestAVoiceThatSpokeOnceKeepsItsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := genHistory(t, false)
		for i := range ps {
			ps[i].says = slices.DeleteFunc(ps[i].says, func(s saying) bool { return s.voice == "BBC" })
			ps[i].rejected = nil
		}
		ps = append([]post{{label: "once", published: "2025-11-28", learned: epoch.Add(-time.Hour), says: []saying{{"BBC", "stalled", ""}}}}, ps...)
		for hours := 0; hours < 240; hours += 24 {
			times := Times{Known: epoch.Add(time.Duration(hours) * time.Hour)}
			if got := answered(write(t, ps), times); !strings.Contains(got, "BBC stalled") {
				t.Fatalf("at %+v: %s", times, got)
			}
		}
	})
}

// What is said to change an axis's answer changes it so, and no part of it does.
func TestSayingsThatFlipAnAxisFlipIt(t *testing.T) {
	flipped := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		ps := genHistory(t, false)
		policy := rapid.SampledFrom([]Policy{PolicyAll, PolicySides}).Draw(t, "policy")
		state := func(more []saying) State {
			all := slices.Clone(ps)
			if len(more) > 0 {
				all = append(all, post{label: "x9", published: "2026-01-20", learned: epoch.AddDate(0, 0, 60), says: more})
			}
			a := Assess(write(t, all), Options{Policy: policy})
			return a.Deals[0].Axis(parley.AxisActivity).State()
		}
		d := Assess(write(t, ps), Options{Policy: policy}).Deals[0]
		ax := d.Axis(parley.AxisActivity)
		for _, f := range ax.Flips(d) {
			var say []saying
			for _, s := range f.Say {
				_, value, _ := strings.Cut(s.Claim, " = ")
				say = append(say, saying{s.Who[0], value, ""})
			}
			if got := state(say); string(got) != f.To {
				t.Fatalf("%s, after %v: %s, want %s", ax.State(), say, got, f.To)
			}
			for i := range say {
				if got := state(slices.Delete(slices.Clone(say), i, i+1)); got != ax.State() {
					t.Fatalf("%s, after a part of %v: %s already", ax.State(), say, got)
				}
			}
			flipped[string(ax.State())+" → "+f.To]++
		}
	})
	for _, want := range []string{"undisputed → disputed", "disputed → undisputed"} {
		if flipped[want] == 0 {
			t.Errorf("no history tried %s: %v", want, flipped)
		}
	}
}
