package review

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/examples"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// desk is a ledger that has read the example posts named.
func desk(t *testing.T, names ...string) *ledger.Ledger {
	t.Helper()
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(t.TempDir(), "desk.db"), ledger.Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	for _, n := range names {
		b, err := examples.Posts.ReadFile("posts/" + n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := intake.Run(ctx, l, origin.Input{Args: []string{"-"}, Stdin: strings.NewReader(string(b))}, intake.Options{Workers: 1}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// stall is a post in which an outlet and a spokesman contradict each other.
const stall = "2025-09-09-battery-talks-stall.md"

// decide is a decision that must be taken.
func decide(t *testing.T, l *ledger.Ledger, d Decision) parley.Judgement {
	t.Helper()
	if d.Who == "" {
		d.Who = "ann"
	}
	d.When = noon
	j, err := Decide(context.Background(), l, d)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func queue(t *testing.T, l *ledger.Ledger) *Queue {
	t.Helper()
	q, err := NewQueue(context.Background(), l, 0)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func show(t *testing.T, l *ledger.Ledger) *answer.Show {
	t.Helper()
	s, err := answer.New(l).Show(context.Background(), answer.Ask{}, "Battery Minerals Partnership")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASideOfADisputeIsAskedFirst(t *testing.T) {
	q := queue(t, desk(t, stall))
	if len(q.Items) == 0 || q.Items[0].Kind != "position" || !strings.Contains(strings.Join(q.Items[0].Why, " "), "dispute") {
		t.Fatalf("the queue begins with %+v", q.Items)
	}
	if !slices.IsSortedFunc(q.Items, func(a, b Item) int {
		return int(math.Copysign(1, b.worth()-a.worth())) * boolean(a.worth() != b.worth())
	}) {
		t.Error("the queue is not in the order of what looking brings")
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestRejectingAReadingChangesTheAnswerAndUndoingBringsItBack(t *testing.T) {
	l := desk(t, stall)
	before := show(t, l)
	if before.Axes[1].State != "disputed" {
		t.Fatalf("activity is %s", before.Axes[1].State)
	}
	item := queue(t, l).Items[0]
	j := decide(t, l, Decision{Verdict: parley.VerdictReject, ID: item.ID, Why: "it speaks of another deal"})
	after := show(t, l)
	if after.Axes[1].State == "disputed" {
		t.Error("the answer stands on what was rejected")
	}
	if slices.ContainsFunc(queue(t, l).Items, func(i Item) bool { return i.ID == item.ID }) {
		t.Error("what was decided is asked again")
	}
	decide(t, l, Decision{Verdict: parley.VerdictUndo, ID: j.ID})
	if again := show(t, l); again.Axes[1].State != "disputed" {
		t.Errorf("undone, activity is %s", again.Axes[1].State)
	}
	if q := queue(t, l); q.Items[0].ID != item.ID {
		t.Error("undone, it is not asked again")
	}
}

func TestWhatWasAcceptedIsCounted(t *testing.T) {
	l := desk(t, stall)
	decide(t, l, Decision{Verdict: parley.VerdictAccept, ID: queue(t, l).Items[0].ID})
	if s := show(t, l); s.Sources.Reviewed != 1 {
		t.Errorf("the answer says that %d readings are reviewed", s.Sources.Reviewed)
	}
	if q := queue(t, l); q.Reviewed != 1 {
		t.Errorf("the queue says %d", q.Reviewed)
	}
}

func TestACorrectionChangesTheAnswer(t *testing.T) {
	l := desk(t, stall)
	var stalled string
	for _, v := range show(t, l).Axes[1].Voices {
		if v.Values[0] == "stalled" {
			stalled = v.Standing[0].Assertion
		}
	}
	decide(t, l, Decision{Verdict: parley.VerdictAmend, ID: stalled, Field: "value", Value: "paused"})
	for _, v := range show(t, l).Axes[1].Voices {
		if slices.Contains(v.Values, "stalled") {
			t.Errorf("%v still holds stalled", v.Voice.Name)
		}
	}
}

func TestWordsAreCorrectedToWordsOfTheArticle(t *testing.T) {
	l := desk(t, stall)
	hits, _, err := l.Statements(context.Background(), ledger.StatementQuery{})
	if err != nil {
		t.Fatal(err)
	}
	s := hits[slices.IndexFunc(hits, func(h ledger.StatementHit) bool { return h.Source != nil && strings.Count(h.Content.Text, " ") > 3 })]
	words := strings.Fields(s.Content.Text)
	less := strings.Join(words[1:], " ")
	decide(t, l, Decision{Verdict: parley.VerdictAmend, ID: s.ID, Field: "content", Value: less})
	a, err := answer.New(l).Statement(context.Background(), answer.Ask{}, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a.Content != less || len(a.ContentWords.Original) == 0 {
		t.Errorf("content is %q at %v, want %q", a.Content, a.ContentWords.Original, less)
	}
}

func TestADecisionThatCannotBeMeantIsRefused(t *testing.T) {
	l := desk(t, stall)
	id := queue(t, l).Items[0].ID
	hits, _, err := l.Statements(context.Background(), ledger.StatementQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		d    Decision
		want string
	}{
		{Decision{Verdict: "praise", ID: id, Who: "ann"}, "cannot be decided"},
		{Decision{Verdict: parley.VerdictAccept, ID: id}, "who decides"},
		{Decision{Verdict: parley.VerdictAccept, ID: "a-0000", Who: "ann"}, "no statement or assertion"},
		{Decision{Verdict: parley.VerdictAccept, ID: "x", Who: "ann"}, "beginning of an id"},
		{Decision{Verdict: parley.VerdictAmend, ID: id, Field: "value", Value: "asleep", Who: "ann"}, "none of its values"},
		{Decision{Verdict: parley.VerdictAmend, ID: id, Field: "confidence", Value: "1", Who: "ann"}, "can be corrected"},
		{Decision{Verdict: parley.VerdictAmend, ID: hits[0].ID, Field: "content", Value: "words that nobody wrote", Who: "ann"}, "does not say"},
		{Decision{Verdict: parley.VerdictAmend, ID: hits[0].ID, Field: "content", Who: "ann"}, "cannot be nothing"},
		{Decision{Verdict: parley.VerdictAmend, ID: hits[0].ID, Field: "said", Value: "soon", Who: "ann"}, "want YYYY"},
		{Decision{Verdict: parley.VerdictSame, ID: "a", Other: "a", Who: "ann"}, "two deals"},
		{Decision{Verdict: parley.VerdictSame, ID: "a", Other: "b", Who: "ann"}, "no deal"},
		{Decision{Verdict: parley.VerdictUndo, ID: "j-0", Who: "ann"}, "no judgement"},
	} {
		_, err := Decide(context.Background(), l, c.d)
		if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.d, err, c.want)
		}
	}
	if h, err := History(context.Background(), l); err != nil || len(h) != 0 {
		t.Errorf("refused decisions left %v, %v", h, err)
	}
}

// The figures are those of K. Krippendorff, "Computing Krippendorff's
// Alpha-Reliability" (2011), examples B and C with nominal data.
func TestAlphaIsKrippendorffs(t *testing.T) {
	columns := func(coders ...string) [][]string {
		out := make([][]string, len(coders[0]))
		for _, c := range coders {
			for i, v := range c {
				if v != '*' {
					out[i] = append(out[i], string(v))
				}
			}
		}
		return out
	}
	for _, c := range []struct {
		units [][]string
		want  float64
	}{
		{columns("0100000010", "1110010000"), 0.095},
		{columns("123321412***", "1233224125*3", "*3332342251*", "12332441251*"), 0.743},
		{columns("aaa", "aaa"), math.NaN()},
		{columns("ab", "ab"), 1},
	} {
		got := math.NaN()
		if a := Alpha(c.units); a != nil {
			got = *a
		}
		if math.IsNaN(got) != math.IsNaN(c.want) || math.Abs(got-c.want) > 0.0006 {
			t.Errorf("alpha of %v is %.4f, want %.3f", c.units, got, c.want)
		}
	}
}

func TestAgreementCountsPeopleAgainstTheMachineAndEachOther(t *testing.T) {
	l := desk(t, stall)
	items := queue(t, l).Items
	var positions []string
	for _, i := range items {
		if i.Kind == "position" {
			positions = append(positions, i.ID)
		}
	}
	for _, who := range []string{"ann", "ben"} {
		decide(t, l, Decision{Verdict: parley.VerdictAccept, ID: positions[0], Who: who})
		decide(t, l, Decision{Verdict: parley.VerdictReject, ID: positions[1], Who: who})
	}
	a, err := Agree(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.People) != 2 || len(a.Kinds) != 1 || a.Kinds[0].Name != "position" {
		t.Fatalf("%+v", a)
	}
	k := a.Kinds[0]
	if k.Judged != 2 || k.AsRead != 1 || k.Rejected != 1 || k.People == nil || *k.People != 1 || k.Machine == nil || *k.Machine >= 0.5 {
		t.Errorf("%+v", k)
	}
}

func TestAReviewedPostBecomesGold(t *testing.T) {
	l := desk(t, stall)
	ctx := context.Background()
	hits, _, err := l.Statements(ctx, ledger.StatementQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := ReviewedDocuments(ctx, l, true); err != nil || len(ids) != 0 {
		t.Fatal(ids, err)
	}
	decide(t, l, Decision{Verdict: parley.VerdictReject, ID: hits[0].ID})
	for _, h := range hits[1:] {
		decide(t, l, Decision{Verdict: parley.VerdictAccept, ID: h.ID})
	}
	ids, err := ReviewedDocuments(ctx, l, false)
	if err != nil || len(ids) != 0 {
		t.Fatal("a post is whole though nobody decided about its assertions", ids, err)
	}
	x, err := reading(ctx, l, hits[0].Document)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range x.Assertions {
		decide(t, l, Decision{Verdict: parley.VerdictAccept, ID: a.ID})
	}
	if ids, err = ReviewedDocuments(ctx, l, false); err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	g, err := NewGold(ctx, l, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Statements) != len(hits)-1 {
		t.Errorf("%d statements of %d, one rejected", len(g.Statements), len(hits))
	}
	for _, s := range g.Statements {
		if s.Optional || !strings.Contains(x.Text, strings.Fields(s.Content)[0]) {
			t.Errorf("%+v", s)
		}
	}
}
