package export

import (
	"context"
	"slices"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
)

// Source is what exports are made from: a ledger, or its public view.
type Source interface {
	answer.Ledger
	Documents(ctx context.Context, q ledger.DocumentQuery) ([]ledger.DocumentInfo, error)
}

type dealRow struct {
	ID            string   `json:"id" parquet:"id" doc:"of the deal"`
	Name          string   `json:"name" parquet:"name" doc:"its fullest name"`
	Aliases       []string `json:"aliases" parquet:"aliases,list" doc:"other names"`
	Kind          *string  `json:"kind" parquet:"kind,optional" doc:"trade, technology, merger …"`
	Instrument    *string  `json:"instrument" parquet:"instrument,optional" doc:"memorandum, treaty …"`
	Parties       []string `json:"parties" parquet:"parties,list" doc:"by name"`
	Sentence      string   `json:"sentence" parquet:"sentence" doc:"where it stands, according to whom"`
	Stage         []string `json:"stage" parquet:"stage,list" doc:"values that voices hold"`
	StageState    string   `json:"stage_state" parquet:"stage_state" doc:"undisputed, differ, disputed, not said"`
	Activity      []string `json:"activity" parquet:"activity,list" doc:"values that voices hold"`
	ActivityState string   `json:"activity_state" parquet:"activity_state" doc:"undisputed, differ, disputed, not said"`
	Operative     []string `json:"operative" parquet:"operative,list" doc:"values that voices hold"`
	OperativeSt   string   `json:"operative_state" parquet:"operative_state" doc:"undisputed, differ, disputed, not said"`
	Binding       []string `json:"binding" parquet:"binding,list" doc:"values that voices hold"`
	BindingState  string   `json:"binding_state" parquet:"binding_state" doc:"undisputed, differ, disputed, not said"`
	Documents     int      `json:"documents" parquet:"documents" doc:"that mention it"`
	Copies        int      `json:"copies" parquet:"copies" doc:"of them that are copies of others"`
	Newest        *string  `json:"newest" parquet:"newest,optional" doc:"date of publication of the newest original"`
	Joined        string   `json:"joined" parquet:"joined" doc:"by what its documents were joined"`
}

type sayRow struct {
	Deal       string  `json:"deal" parquet:"deal" doc:"id"`
	Assertion  string  `json:"assertion" parquet:"assertion" doc:"id of the reading"`
	Statement  *string `json:"statement" parquet:"statement,optional" doc:"id; null for the outlet's narration"`
	VoiceID    string  `json:"voice_id" parquet:"voice_id" doc:"who says it"`
	Voice      *string `json:"voice" parquet:"voice,optional" doc:"by name"`
	Type       string  `json:"type" parquet:"type" doc:"position, event, condition, commitment, obstacle, link"`
	Axis       *string `json:"axis" parquet:"axis,optional" doc:"of a position"`
	Value      *string `json:"value" parquet:"value,optional" doc:"of a position"`
	Event      *string `json:"event" parquet:"event,optional" doc:"of an event"`
	Status     *string `json:"status" parquet:"status,optional" doc:"of an event: occurred, planned, denied"`
	State      *string `json:"state" parquet:"state,optional" doc:"of a commitment"`
	What       *string `json:"what" parquet:"what,optional" doc:"of a commitment, condition or obstacle, in the document's words"`
	Date       *string `json:"date" parquet:"date,optional" doc:"EDTF; of what, says clock"`
	Clock      string  `json:"clock" parquet:"clock" doc:"happened, planned, said, published, learned"`
	Basis      *string `json:"basis" parquet:"basis,optional" doc:"on what footing it is said"`
	Act        *string `json:"act" parquet:"act,optional" doc:"what the speaker does"`
	Derivation string  `json:"derivation" parquet:"derivation" doc:"stated, entailed, presupposed"`
	Words      string  `json:"words" parquet:"words" doc:"the evidence as the document has it"`
	Said       *string `json:"said" parquet:"said,optional" doc:"EDTF"`
	Published  *string `json:"published" parquet:"published,optional" doc:"of the document"`
	Document   string  `json:"document" parquet:"document" doc:"id"`
	Reviewed   *string `json:"reviewed" parquet:"reviewed,optional" doc:"a person's verdict"`
	Out        *string `json:"out" parquet:"out,optional" doc:"why it does not count; null when it does"`
	Confidence float64 `json:"confidence" parquet:"confidence" doc:"of the reading, never of the truth"`
	ByRule     string  `json:"by_rule" parquet:"by_rule" doc:"the rule or weights that made it"`
}

type statementRow struct {
	ID         string   `json:"id" parquet:"id" doc:"of the statement"`
	Document   string   `json:"document" parquet:"document" doc:"id"`
	Outlet     *string  `json:"outlet" parquet:"outlet,optional" doc:"who wrote the document"`
	Title      *string  `json:"title" parquet:"title,optional" doc:"of the document"`
	URL        *string  `json:"url" parquet:"url,optional" doc:"of the document"`
	Published  *string  `json:"published" parquet:"published,optional" doc:"of the document, as written"`
	Speaker    *string  `json:"speaker" parquet:"speaker,optional" doc:"the source's full name"`
	Source     *string  `json:"source" parquet:"source,optional" doc:"the source in the document's words"`
	Cue        *string  `json:"cue" parquet:"cue,optional" doc:"the words that attribute"`
	Content    string   `json:"content" parquet:"content" doc:"what is attributed"`
	Kind       string   `json:"kind" parquet:"kind" doc:"direct, indirect, mixed"`
	Act        string   `json:"act" parquet:"act" doc:"what the speaker does"`
	Basis      string   `json:"basis" parquet:"basis" doc:"on what footing it is said"`
	Channel    *string  `json:"channel" parquet:"channel,optional" doc:"through what it was said"`
	Said       *string  `json:"said" parquet:"said,optional" doc:"EDTF"`
	About      []string `json:"about" parquet:"about,list" doc:"names of the deals it says something about"`
	Confidence float64  `json:"confidence" parquet:"confidence" doc:"of the reading, never of the truth"`
	ByRule     string   `json:"by_rule" parquet:"by_rule" doc:"the rule or weights that made it"`
}

type conditionRow struct {
	Deal     string  `json:"deal" parquet:"deal" doc:"id of what waits"`
	Effect   string  `json:"effect" parquet:"effect" doc:"what happens when it is met"`
	Requires string  `json:"requires" parquet:"requires" doc:"the quoted predicate"`
	On       *string `json:"on" parquet:"on,optional" doc:"id of the deal that it points to"`
	Text     string  `json:"text" parquet:"text" doc:"in the language of conditions"`
	Met      string  `json:"met" parquet:"met" doc:"whether voices say that it is met"`
	Declared bool    `json:"declared" parquet:"declared" doc:"by a deal file"`
}

type commitmentRow struct {
	ID       string   `json:"id" parquet:"id" doc:"of the oldest reading that tells of it"`
	Deal     string   `json:"deal" parquet:"deal" doc:"id"`
	Who      []string `json:"who" parquet:"who,list" doc:"undertakes it"`
	To       []string `json:"to" parquet:"to,list" doc:"to whom"`
	What     string   `json:"what" parquet:"what" doc:"in the document's words"`
	State    string   `json:"state" parquet:"state" doc:"how far it has come"`
	Currency *string  `json:"currency" parquet:"currency,optional" doc:"ISO 4217"`
	Amount   *float64 `json:"amount" parquet:"amount,optional" doc:"as pledged, in units of the currency"`
	About    *string  `json:"qualifier" parquet:"qualifier,optional" doc:"exact, about, at_least, up_to"`
	Certain  *float64 `json:"certain" parquet:"certain,optional" doc:"what it comes to at least"`
	Possible *float64 `json:"possible" parquet:"possible,optional" doc:"and at most; null when it has no upper end"`
	Rate     *float64 `json:"rate" parquet:"rate,optional" doc:"a level, in per cent unless rate_unit says else"`
	RateUnit *string  `json:"rate_unit" parquet:"rate_unit,optional" doc:"of the rate"`
	Quantity *float64 `json:"quantity" parquet:"quantity,optional" doc:"a count of things"`
	Unit     *string  `json:"unit" parquet:"unit,optional" doc:"of the quantity"`
	Due      *string  `json:"due" parquet:"due,optional" doc:"EDTF"`
	PartOf   *string  `json:"part_of" parquet:"part_of,optional" doc:"id of the commitment that holds this one"`
	Vague    bool     `json:"vague" parquet:"vague" doc:"it says neither how much nor by when"`
}

type linkRow struct {
	Deal     string `json:"deal" parquet:"deal" doc:"id"`
	Relation string `json:"relation" parquet:"relation" doc:"part_of, follows, replaces, linked_to, rivals"`
	To       string `json:"to" parquet:"to" doc:"id of the other deal"`
	Readings int    `json:"readings" parquet:"readings" doc:"that say so"`
}

type silenceRow struct {
	Deal      string  `json:"deal" parquet:"deal" doc:"id"`
	VoiceID   string  `json:"voice_id" parquet:"voice_id" doc:"who would not or did not answer"`
	Voice     *string `json:"voice" parquet:"voice,optional" doc:"by name"`
	Declined  bool    `json:"declined" parquet:"declined" doc:"would not comment, rather than did not answer"`
	Statement string  `json:"statement" parquet:"statement" doc:"id"`
	Document  string  `json:"document" parquet:"document" doc:"id"`
	Published *string `json:"published" parquet:"published,optional" doc:"of the document"`
}

type documentRow struct {
	ID           string  `json:"id" parquet:"id" doc:"sha256: and the digest of its bytes"`
	Title        *string `json:"title" parquet:"title,optional" doc:"headline"`
	Outlet       *string `json:"outlet" parquet:"outlet,optional" doc:"who wrote it"`
	URL          *string `json:"url" parquet:"url,optional" doc:"where it stands"`
	Published    *string `json:"published" parquet:"published,optional" doc:"as written"`
	Learned      string  `json:"learned" parquet:"learned" doc:"when the ledger got it"`
	Language     *string `json:"language" parquet:"language,optional" doc:"ISO 639-1"`
	Kind         string  `json:"kind" parquet:"kind" doc:"article or note"`
	Confidential bool    `json:"confidential" parquet:"confidential" doc:"a note that is kept back from what leaves the desk"`
	Statements   int     `json:"statements" parquet:"statements" doc:"found in it"`
	Assertions   int     `json:"assertions" parquet:"assertions" doc:"found in it"`
}

// tables gathers everything that a reader sees.
type gathered struct {
	shows  []*answer.Show
	docs   []ledger.DocumentInfo
	tables []table
}

func gather(ctx context.Context, src Source, ask answer.Ask) (*gathered, error) {
	g := &gathered{}
	desk := answer.New(src)
	list, err := desk.Deals(ctx, ask, answer.DealsQuery{Sort: "name"})
	if err != nil {
		return nil, err
	}
	deals := &rows[dealRow]{title: "deals", doc: "Where each deal stands", key: []string{"id"}}
	says := &rows[sayRow]{title: "readings", doc: "What each voice says about each deal, also what no longer counts"}
	conditions := &rows[conditionRow]{title: "conditions", doc: "What deals wait for"}
	commitments := &rows[commitmentRow]{title: "commitments", doc: "What was promised"}
	links := &rows[linkRow]{title: "links", doc: "How deals hang together"}
	silences := &rows[silenceRow]{title: "silences", doc: "Who would not or did not answer"}
	for _, d := range list.Deals {
		s, err := desk.Show(ctx, ask, d.ID)
		if err != nil {
			return nil, err
		}
		t, err := desk.Timeline(ctx, ask, d.ID)
		if err != nil {
			return nil, err
		}
		g.shows = append(g.shows, s)
		deals.of = append(deals.of, dealOf(s))
		for _, e := range t.Entries {
			says.of = append(says.of, sayOf(s.Deal.ID, e))
		}
		for _, c := range s.Conditions {
			r := conditionRow{Deal: s.Deal.ID, Effect: string(c.Effect), Requires: c.Requires, Text: c.Text, Met: string(c.Met.State), Declared: c.Declared}
			if c.RequiresDeal != nil {
				r.On = &c.RequiresDeal.ID
			}
			conditions.of = append(conditions.of, r)
		}
		for _, c := range s.Commitments {
			commitments.of = append(commitments.of, commitmentOf(s.Deal.ID, c))
		}
		for _, l := range s.Links {
			links.of = append(links.of, linkRow{s.Deal.ID, string(l.Relation), l.To.ID, len(l.Evidence)})
		}
		for _, q := range s.Silences {
			silences.of = append(silences.of, silenceRow{s.Deal.ID, q.Voice.ID, text(q.Voice.Name), q.Declined, q.Statement, q.Document, text(q.Published)})
		}
	}
	statements, err := statementRows(ctx, src)
	if err != nil {
		return nil, err
	}
	documents := &rows[documentRow]{title: "documents", doc: "What was read", key: []string{"id"}}
	if g.docs, err = src.Documents(ctx, ledger.DocumentQuery{}); err != nil {
		return nil, err
	}
	g.docs = slices.DeleteFunc(g.docs, func(d ledger.DocumentInfo) bool { return d.Redacted })
	for _, d := range g.docs {
		documents.of = append(documents.of, documentRow{d.ID, text(d.Title), text(d.Outlet), text(d.URL), text(d.Published), d.Learned.Format("2006-01-02T15:04:05Z"),
			text(d.Language), string(d.Kind), d.Confidential, d.Statements, d.Assertions})
	}
	g.tables = []table{commitments, conditions, deals, documents, links, says, silences, statements}
	return g, nil
}

func dealOf(s *answer.Show) dealRow {
	r := dealRow{ID: s.Deal.ID, Name: s.Deal.Name, Aliases: words(s.Deal.Aliases), Kind: text(s.Deal.Kind), Instrument: text(s.Deal.Instrument),
		Parties: words(s.Deal.Parties), Sentence: s.Sentence.Text, Documents: s.Sources.Documents, Copies: s.Sources.Copies, Newest: text(s.Sources.Newest),
		Joined: string(s.Deal.Joined), Stage: []string{}, Activity: []string{}, Operative: []string{}, Binding: []string{}}
	for _, a := range s.Axes {
		values, state := words(a.Values), string(a.State)
		switch a.Axis {
		case parley.AxisStage:
			r.Stage, r.StageState = values, state
		case parley.AxisActivity:
			r.Activity, r.ActivityState = values, state
		case parley.AxisOperative:
			r.Operative, r.OperativeSt = values, state
		case parley.AxisBinding:
			r.Binding, r.BindingState = values, state
		}
	}
	return r
}

func sayOf(deal string, e answer.Entry) sayRow {
	return sayRow{Deal: deal, Assertion: e.Assertion, Statement: text(e.Statement), VoiceID: e.Voice.ID, Voice: text(e.Voice.Name), Type: string(e.Type),
		Axis: text(e.Axis), Value: text(e.Value), Event: text(e.Event), Status: text(e.Status), State: optional(string(e.State)), What: text(e.What),
		Date: text(e.Date), Clock: string(e.Clock), Basis: text(e.Basis), Act: text(e.Act), Derivation: string(e.Derivation), Words: e.Words, Said: text(e.Said),
		Published: text(e.Published), Document: e.Document, Reviewed: text(e.Reviewed), Out: text(e.Out), Confidence: e.Confidence, ByRule: e.ByRule}
}

func commitmentOf(deal string, c answer.Commitment) commitmentRow {
	r := commitmentRow{ID: c.ID, Deal: deal, Who: words(c.Who), To: words(c.To), What: c.What, State: string(c.State), Due: text(c.Due), PartOf: text(c.PartOf), Vague: c.Vague}
	if c.Amount != nil {
		r.Currency, r.Amount, r.About = &c.Amount.Currency, &c.Amount.Value, optional(string(c.Amount.Qualifier))
	}
	if c.Now != nil {
		r.Certain, r.Possible = &c.Now.Certain, c.Now.Possible
	}
	if c.Rate != nil {
		r.Rate, r.RateUnit = &c.Rate.Value, &c.Rate.Unit
	}
	if c.Quantity != nil {
		r.Quantity, r.Unit = &c.Quantity.Value, &c.Quantity.Unit
	}
	return r
}

func statementRows(ctx context.Context, src Source) (*rows[statementRow], error) {
	t := &rows[statementRow]{title: "statements", doc: "Who said what, on what footing", key: []string{"id"}}
	err := EachStatement(ctx, src, func(s ledger.StatementHit) error {
		r := statementRow{ID: s.ID, Document: s.Document, Outlet: text(s.Outlet), Title: text(s.Title), URL: text(s.URL), Published: text(s.Published),
			Speaker: optional(s.Speaker), Content: s.Content.Text, Kind: string(s.Kind), Act: string(s.Act), Basis: string(s.Basis),
			Channel: text(s.Channel), Said: text(s.Said), About: words(s.About), Confidence: s.Confidence, ByRule: s.ByRule}
		if s.Source != nil {
			r.Source = &s.Source.Text
		}
		if s.Cue != nil {
			r.Cue = &s.Cue.Text
		}
		t.of = append(t.of, r)
		return nil
	})
	return t, err
}

// EachStatement runs f on every statement of src, newest published first.
func EachStatement(ctx context.Context, src Source, f func(ledger.StatementHit) error) error {
	q := ledger.StatementQuery{Limit: 500}
	for {
		hits, next, err := src.Statements(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if err := f(h); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}
