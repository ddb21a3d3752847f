// Package api is the desk for programs: the answers of package answer as JSON
// over HTTP, with judging and reading in, described by an OpenAPI 3.1 document
// that is made from this code.
//
// In come requests of somebody who is known already, out come the same structs
// that the command line and the pages are made from. Errors are problem
// documents (RFC 9457); answers carry an ETag; long lists are paged by a cursor.
package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/ledger"
	"github.com/parley-desk/parley/internal/review"
	"github.com/parley-desk/parley/internal/users"
)

// Version is the version of the interface. Within one, fields are added and
// none goes or changes its meaning.
const Version = "1"

// Prefix begins the path of every operation.
const Prefix = "/api/v1"

// Options of [New].
type Options struct {
	Ledger *ledger.Ledger
	Now    func() time.Time
	// User says who asks.
	User func(*http.Request) users.User
	// Life ends when the server does; streams end with it.
	Life context.Context
}

type server struct {
	o    Options
	desk *answer.Desk
}

type userKey struct{}

// maxBody is the size in bytes of what may be posted: a document, with what
// JSON adds to it.
const maxBody = 12 << 20

// New is the handler of all operations and of /openapi.json, and what it says.
func New(o Options) (http.Handler, *huma.OpenAPI) {
	s := &server{o: o, desk: answer.New(o.Ledger)}
	config := huma.DefaultConfig("Parley", Version)
	config.CreateHooks = nil // bodies are the answers and nothing besides
	config.DocsPath, config.SchemasPath = "", ""
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "Where deals stand, according to whom, with proof down to the words. Every question takes as_of, known_at and ledger_at; the answers are those of the command line's --json."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "a token made by parley users token; not needed at a desk without users"}}
	config.Security = []map[string][]string{{"token": {}}, {}}
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.Schemas = registry
	registry.RegisterTypeAlias(reflect.TypeFor[parley.Optional](), reflect.TypeFor[*string]())
	registry.RegisterTypeAlias(reflect.TypeFor[parley.Span](), reflect.TypeFor[[2]int]())
	registry.RegisterTypeAlias(reflect.TypeFor[parley.Assertion](), reflect.TypeFor[map[string]any]())

	mux := http.NewServeMux()
	api := humago.New(mux, config)
	api.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		least, _ := ctx.Operation().Metadata["least"].(users.Role)
		u, _ := ctx.Context().Value(userKey{}).(users.User)
		switch {
		case u.Role.May(least) && least != users.Nobody:
			next(ctx)
		case u.Role == users.Nobody:
			ctx.SetHeader("WWW-Authenticate", `Bearer realm="parley"`)
			huma.WriteErr(api, ctx, http.StatusUnauthorized, "sign in, or send a token")
		default:
			huma.WriteErr(api, ctx, http.StatusForbidden, "that needs the role "+string(least))
		}
	})
	s.register(api)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), userKey{}, o.User(r)))
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if r.Method != http.MethodGet || r.URL.Path == Prefix+"/changes" {
			mux.ServeHTTP(w, r)
			return
		}
		tagged(w, r, mux)
	}), api.OpenAPI()
}

// schemaName tells the types of the record from the answers that share their
// names.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch pkg := t.PkgPath(); {
	case strings.HasSuffix(pkg, "/parley"):
		return "Record" + name
	case strings.HasSuffix(pkg, "/assess"), strings.HasSuffix(pkg, "/review"), strings.HasSuffix(pkg, "/ledger"), strings.HasSuffix(pkg, "/export"):
		return strings.ToUpper(pkg[strings.LastIndex(pkg, "/")+1:][:1]) + pkg[strings.LastIndex(pkg, "/")+2:] + name
	}
	return name
}

// tagged adds to a whole answer the tag by which a program that has it already
// can say so.
func tagged(w http.ResponseWriter, r *http.Request, next http.Handler) {
	b := &buffer{ResponseWriter: w, status: http.StatusOK}
	next.ServeHTTP(b, r)
	if b.status == http.StatusOK {
		sum := sha256.Sum256(b.body.Bytes())
		tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		w.Header().Set("ETag", tag)
		for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
			if strings.TrimSpace(have) == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	w.WriteHeader(b.status)
	_, _ = w.Write(b.body.Bytes()) // whoever asked may have gone
}

// buffer holds an answer back.
type buffer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (b *buffer) WriteHeader(status int)      { b.status = status }
func (b *buffer) Write(p []byte) (int, error) { return b.body.Write(p) }

// When are the parameters that every question has.
type When struct {
	AsOf       string `query:"as_of" doc:"what held by this date: 2025, 2025-12, 2025-12-16 or a moment"`
	KnownAt    string `query:"known_at" doc:"what the public could know by this date"`
	LedgerAt   string `query:"ledger_at" doc:"what this ledger had learned by this date"`
	Policy     string `query:"policy" doc:"whose word makes the answer" enum:"all,official,press,sides"`
	Resolution string `query:"joined" doc:"how deals of several documents become one" enum:"by-name,judged"`
}

// problem makes a problem document of an error.
func problem(err error) error {
	var ambiguous *answer.AmbiguousError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ambiguous):
		var fits []error
		for _, c := range ambiguous.Candidates {
			fits = append(fits, &huma.ErrorDetail{Message: c.Name, Location: "path.id", Value: c.ID})
		}
		return huma.Error409Conflict("that name fits several deals", fits...)
	case errors.Is(err, answer.ErrUnknownDeal), errors.Is(err, ledger.ErrUnknown), strings.Contains(err.Error(), "is not the beginning of an id"):
		return huma.Error404NotFound(err.Error())
	case errors.Is(err, review.ErrRefused), strings.HasPrefix(err.Error(), "--"), strings.HasPrefix(err.Error(), "statements:"), strings.HasPrefix(err.Error(), "search:"):
		return huma.Error422UnprocessableEntity(strings.TrimPrefix(err.Error(), "--"))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return huma.Error503ServiceUnavailable("not finished in time")
	}
	return huma.Error500InternalServerError("failed")
}
