package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/export"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/origin"
	"github.com/parley-desk/parley/internal/review"
	"github.com/parley-desk/parley/internal/users"
)

// body is an answer of one operation.
type body[T any] struct{ Body T }

// named is a question about one thing.
type named struct {
	When
	ID string `path:"id" doc:"its id, or its name where it has one"`
}

// operation describes an operation; the role is the least that may.
func operation(method, path, id, summary string, least users.Role) huma.Operation {
	return huma.Operation{Method: method, Path: Prefix + path, OperationID: id, Summary: summary, Metadata: map[string]any{"least": least}}
}

// ask is the question's common part.
func (s *server) ask(w When) answer.Ask {
	return answer.Ask{AsOf: w.AsOf, KnownAt: w.KnownAt, LedgerAt: w.LedgerAt, Policy: assess.Policy(w.Policy), Resolution: assess.Resolution(w.Resolution), Now: s.o.Now()}
}

// get registers a question.
func get[I, O any](api huma.API, path, id, summary string, f func(context.Context, *I) (O, error)) {
	huma.Register(api, operation(http.MethodGet, path, id, summary, users.Reader), func(ctx context.Context, in *I) (*body[O], error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, problem(err)
		}
		return &body[O]{out}, nil
	})
}

func (s *server) register(api huma.API) {
	get(api, "/deals", "deals", "List deals", func(ctx context.Context, in *struct {
		When
		Party string `query:"party"`
		Kind  string `query:"kind"`
		State string `query:"state"`
		Since string `query:"since"`
		Main  bool   `query:"main"`
		Sort  string `query:"sort" enum:"newest,name,documents"`
		Limit int    `query:"limit" default:"100" minimum:"1" maximum:"1000"`
	}) (*answer.Deals, error) {
		return s.desk.Deals(ctx, s.ask(in.When), answer.DealsQuery{Party: in.Party, Kind: in.Kind, State: in.State, Since: in.Since, Main: in.Main, Sort: in.Sort, Limit: in.Limit})
	})
	get(api, "/deals/{id}", "show", "Say where a deal stands", func(ctx context.Context, in *named) (*answer.Show, error) {
		return s.desk.Show(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/deals/{id}/timeline", "timeline", "Tell a deal's history", func(ctx context.Context, in *named) (*answer.Timeline, error) {
		return s.desk.Timeline(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/deals/{id}/outlets", "outlets", "Set side by side how outlets tell of a deal", func(ctx context.Context, in *named) (*answer.Compare, error) {
		return s.desk.Compare(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/statements", "statements", "List who said what, the newest first", func(ctx context.Context, in *struct {
		When
		By    string `query:"by" doc:"a speaker's name; who speaks for it counts too"`
		About string `query:"about" doc:"a deal"`
		Basis string `query:"basis"`
		Act   string `query:"act"`
		Words string `query:"words"`
		Since string `query:"since"`
		After string `query:"after" doc:"the page before's next"`
		Limit int    `query:"limit" default:"50" minimum:"1" maximum:"500"`
	}) (*answer.Statements, error) {
		return s.desk.Statements(ctx, s.ask(in.When), answer.StatementsQuery{By: in.By, About: in.About, Basis: parley.Basis(in.Basis), Act: parley.Act(in.Act),
			Words: in.Words, Since: in.Since, After: in.After, Limit: in.Limit})
	})
	get(api, "/statements/{id}", "statement", "Say all about one statement", func(ctx context.Context, in *named) (*answer.Attribution, error) {
		return s.desk.Statement(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/statements/{id}/annotation", "annotation", "Give a statement as a W3C Web Annotation", func(ctx context.Context, in *named) (export.Annotation, error) {
		return s.annotation(ctx, in.ID)
	})
	get(api, "/documents/{id}", "document", "Give a document with what was found in it", func(ctx context.Context, in *named) (*answer.Document, error) {
		return s.desk.Document(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/actors/{id}", "actor", "Say what an actor says, over all deals", func(ctx context.Context, in *named) (*answer.Actor, error) {
		return s.desk.Actor(ctx, s.ask(in.When), in.ID)
	})
	get(api, "/search", "search", "Find by words", func(ctx context.Context, in *struct {
		When
		Words  string `query:"q" required:"true" minLength:"1" maxLength:"500"`
		Outlet string `query:"outlet"`
		Year   string `query:"year"`
		Limit  int    `query:"limit" default:"20" minimum:"1" maximum:"200"`
		Offset int    `query:"offset" minimum:"0"`
	}) (*answer.Finds, error) {
		return s.desk.Find(ctx, s.ask(in.When), answer.FindQuery{Words: in.Words, Outlet: in.Outlet, Year: in.Year, Limit: in.Limit, Offset: in.Offset})
	})
	get(api, "/graph", "graph", "Say how deals hang together", func(ctx context.Context, in *struct {
		When
		Deal string `query:"deal"`
	}) (*answer.Graph, error) {
		return s.desk.Graph(ctx, s.ask(in.When), in.Deal)
	})
	get(api, "/queue", "queue", "List what people should look at, what is worth most first", func(ctx context.Context, in *struct {
		Limit int `query:"limit" default:"50" minimum:"1" maximum:"1000"`
	}) (*review.Queue, error) {
		return review.NewQueue(ctx, s.o.Ledger, in.Limit)
	})
	get(api, "/agreement", "agreement", "Say how far people agree with the machine and each other", func(ctx context.Context, _ *struct{}) (*review.Agreement, error) {
		return review.Agree(ctx, s.o.Ledger)
	})

	post := operation(http.MethodPost, "/judgements", "judge", "Keep what a person decides", users.Reviewer)
	post.DefaultStatus = http.StatusCreated
	huma.Register(api, post, func(ctx context.Context, in *struct {
		Body struct {
			Verdict string `json:"verdict" enum:"accept,amend,reject,unsure,same,different,undo"`
			ID      string `json:"id" doc:"statement, assertion, deal or judgement"`
			Other   string `json:"other,omitempty" doc:"same, different: the second deal"`
			Field   string `json:"field,omitempty" doc:"amend: the field that is wrong"`
			Value   string `json:"value,omitempty" doc:"amend: a word of its list, or words of the document"`
			Why     string `json:"why,omitempty" maxLength:"500"`
		}
	}) (*body[parley.Judgement], error) {
		u, _ := ctx.Value(userKey{}).(users.User)
		j, err := review.Decide(ctx, s.o.Ledger, review.Decision{Verdict: parley.Verdict(in.Body.Verdict), ID: in.Body.ID, Other: in.Body.Other,
			Field: in.Body.Field, Value: in.Body.Value, Why: in.Body.Why, Who: u.Name, When: s.o.Now()})
		if err != nil {
			return nil, problem(err)
		}
		return &body[parley.Judgement]{j}, nil
	})

	read := operation(http.MethodPost, "/documents", "read", "Read a text or a page in", users.Analyst)
	read.MaxBodyBytes, read.BodyReadTimeout = maxBody, time.Minute
	huma.Register(api, read, s.read)

	sse.Register(api, operation(http.MethodGet, "/changes", "changes", "Tell when the ledger learns something", users.Reader), map[string]any{"head": Head{}}, s.changes)
}

// annotation is a statement as others' tools read it.
func (s *server) annotation(ctx context.Context, id string) (export.Annotation, error) {
	found, err := s.o.Ledger.Find(ctx, id)
	if err != nil {
		return export.Annotation{}, err
	}
	if len(found) != 1 || found[0].Statement == nil {
		return export.Annotation{}, ledger.ErrUnknown
	}
	doc, err := s.o.Ledger.Document(ctx, found[0].Document)
	if err != nil {
		return export.Annotation{}, err
	}
	a, err := s.desk.Statement(ctx, answer.Ask{}, found[0].ID)
	if err != nil {
		return export.Annotation{}, err
	}
	return export.Annotate(ledger.StatementHit{Statement: *found[0].Statement, Speaker: string(a.Speaker), About: a.About, Document: doc.ID}, doc, export.UsualSurroundings), nil
}

// Reading is what became of a document that was read in.
type Reading struct {
	Document   string          `json:"document"` // id
	Title      parley.Optional `json:"title"`
	Known      bool            `json:"known"`  // this reader had read it before
	Unread     bool            `json:"unread"` // kept, in a language that the reader does not know
	Statements int             `json:"statements"`
	Assertions int             `json:"assertions"`
	Copies     []string        `json:"copies"` // ids of documents that tell the same
	VersionOf  parley.Optional `json:"version_of"`
}

func (s *server) read(ctx context.Context, in *struct {
	Body struct {
		Text      string `json:"text,omitempty" doc:"the document; or url" maxLength:"10485760"`
		URL       string `json:"url,omitempty" doc:"with text: where it stands; without: the page to fetch" maxLength:"2000"`
		Title     string `json:"title,omitempty" maxLength:"500"`
		Outlet    string `json:"outlet,omitempty" maxLength:"200"`
		Published string `json:"published,omitempty" maxLength:"40"`
	}
}) (*body[Reading], error) {
	b := in.Body
	input := origin.Input{Known: origin.Known{Title: b.Title, Outlet: b.Outlet, Published: b.Published}}
	if b.Published != "" {
		if _, err := parley.ParseDate(b.Published); err != nil {
			return nil, huma.Error422UnprocessableEntity("published: " + err.Error())
		}
	}
	switch {
	case strings.TrimSpace(b.Text) != "":
		input.Args, input.Stdin, input.Known.URL = []string{"-"}, strings.NewReader(b.Text), b.URL
	case strings.HasPrefix(b.URL, "https://"), strings.HasPrefix(b.URL, "http://"):
		input.Args = []string{b.URL}
	default:
		return nil, huma.Error422UnprocessableEntity("give a text, or a url that begins with http:// or https://")
	}
	var out *Reading
	sum, err := intake.Run(ctx, s.o.Ledger, input, intake.Options{Workers: 1, Each: func(i intake.Item) {
		if i.Err == nil {
			out = &Reading{i.ID, i.Title, i.Known, i.Unread, i.Counts.Statements, i.Counts.Assertions, append([]string{}, i.Receipt.Pairs...), parley.Optional(i.Receipt.VersionOf)}
		}
	}})
	switch {
	case err != nil:
		return nil, problem(err)
	case len(sum.Failures) > 0:
		return nil, huma.Error422UnprocessableEntity(sum.Failures[0].Error())
	case out == nil:
		return nil, huma.Error422UnprocessableEntity("nothing to read in it")
	}
	return &body[Reading]{*out}, nil
}

// Head says how far the ledger's log has come.
type Head struct {
	Head int64 `json:"head"`
}

// How often the log is looked at for something new, and how often a stream says
// that it still lives.
const (
	lookEvery = time.Second
	beatEvery = 30 * time.Second
)

// changes tells the head of the log at once and whenever it moves. A consumer
// asks again for what it shows.
func (s *server) changes(ctx context.Context, _ *struct{}, send sse.Sender) {
	last, told := int64(-1), time.Duration(0)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		head, err := s.o.Ledger.Head(ctx)
		if err != nil {
			return
		}
		if told += lookEvery; head != last || told >= beatEvery {
			if send(sse.Message{ID: int(head), Data: Head{head}}) != nil {
				return
			}
			last, told = head, 0
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		case <-s.o.Life.Done():
			return
		}
	}
}

// Operation is one line of the browsable page.
type Operation struct {
	Method, Path, Summary string
	Least                 users.Role
	Parameters            []Parameter
}

// Parameter is one parameter of an operation.
type Parameter struct {
	Name, In, Doc string
	Required      bool
}

// Operations lists what an OpenAPI document describes, in the order of paths.
func Operations(doc *huma.OpenAPI) []Operation {
	var out []Operation
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post} {
			if op == nil {
				continue
			}
			o := Operation{Method: method, Path: path, Summary: op.Summary}
			o.Least, _ = op.Metadata["least"].(users.Role)
			for _, p := range op.Parameters {
				o.Parameters = append(o.Parameters, Parameter{p.Name, p.In, p.Description, p.Required})
			}
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b Operation) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return out
}
