package review

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/ledger"
)

// Gold is a reviewed post as an annotated one, in the format that the project's
// scorer reads: the document's own words, no offsets, so that it survives a
// change of normalisation.
type Gold struct {
	Name       string            `json:"-"` // file name without its ending
	Document   GoldDocument      `json:"document"`
	Statements []GoldStatement   `json:"statements"`
	Deals      []GoldDeal        `json:"deals"`
	Assertions []json.RawMessage `json:"assertions"`
}

// GoldDocument is what is known of the post.
type GoldDocument struct {
	Title           parley.Optional `json:"title"`
	Published       parley.Optional `json:"published"` // a day
	Outlet          parley.Optional `json:"outlet"`
	Author          parley.Optional `json:"author"`
	Credits         []string        `json:"credits"`
	FirstReportedBy []string        `json:"first_reported_by"`
	Repairs         []GoldRepair    `json:"repairs"`
	Boilerplate     []string        `json:"boilerplate"`
	Artefacts       []string        `json:"artefacts"`
}

// GoldRepair is a mended stretch.
type GoldRepair struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// GoldStatement is one statement that people stood by.
type GoldStatement struct {
	ID         string          `json:"id"`
	Part       parley.PartName `json:"part"`
	Source     parley.Optional `json:"source"`
	ResolvesTo parley.Optional `json:"resolves_to"`
	Role       parley.Optional `json:"role"`
	Cue        parley.Optional `json:"cue"`
	Content    string          `json:"content"`
	Kind       parley.Kind     `json:"kind"`
	Basis      parley.Basis    `json:"basis"`
	Channel    parley.Optional `json:"channel"`
	Said       parley.Optional `json:"said"`
	Parent     parley.Optional `json:"parent"`
	Optional   bool            `json:"optional"` // nobody decided about it
}

// GoldDeal is one deal. Nobody judges deals by themselves: one that no judged
// assertion speaks of is optional.
type GoldDeal struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Aliases  []string        `json:"aliases"`
	Kind     parley.DealKind `json:"kind"`
	Parties  []string        `json:"parties"`
	Areas    []string        `json:"areas"`
	Main     bool            `json:"main"`
	Optional bool            `json:"optional"`
}

// ReviewedDocuments lists the documents in which people decided about every
// statement and every assertion, in log order; with some, those in which they
// decided about any.
func ReviewedDocuments(ctx context.Context, l Ledger, some bool) ([]string, error) {
	ev, err := l.Evidence(ctx, ledger.Query{})
	if err != nil {
		return nil, err
	}
	as := assess.Assess(*ev, assess.Options{})
	newest := map[string]*parley.Extraction{}
	var order []string
	for i := range ev.Readings {
		x := &ev.Readings[i].Extraction
		if newest[x.ID] == nil {
			order = append(order, x.ID)
		}
		newest[x.ID] = x
	}
	var out []string
	for _, id := range order {
		judged, open := 0, 0
		count := func(id string) {
			if v := as.Review(id).Verdict; v != "" && v != parley.VerdictUnsure {
				judged++
			} else {
				open++
			}
		}
		for _, s := range newest[id].Statements {
			count(s.ID)
		}
		for _, a := range newest[id].Assertions {
			count(a.ID)
		}
		if judged > 0 && (some || open == 0) {
			out = append(out, id)
		}
	}
	return out, nil
}

// NewGold makes an annotated post of a document as people left it: corrected
// where they corrected, without what they rejected. What nobody decided about
// is in it as optional, so that a scorer neither asks for it nor holds it
// against a reader.
func NewGold(ctx context.Context, l Ledger, document string) (*Gold, error) {
	ev, err := l.Evidence(ctx, ledger.Query{Keys: []string{}, Deals: []string{document}, Texts: true})
	if err != nil {
		return nil, err
	}
	as := assess.Assess(*ev, assess.Options{})
	x, err := reading(ctx, l, document)
	if err != nil {
		return nil, err
	}
	g := &Gold{Name: goldName(x), Statements: []GoldStatement{}, Deals: []GoldDeal{}, Assertions: []json.RawMessage{},
		Document: GoldDocument{Title: x.Title, Published: dayOf(x.Published), Outlet: x.Outlet, Author: parley.Optional(strings.Join(x.Authors, ", ")),
			Credits: x.Credits, FirstReportedBy: x.FirstReportedBy, Repairs: []GoldRepair{}, Boilerplate: apart(x.Boilerplate), Artefacts: apart(x.Artefacts)}}
	for _, r := range x.Repairs {
		g.Document.Repairs = append(g.Document.Repairs, GoldRepair{r.From, r.To})
	}
	names, roles := map[string]string{"": ""}, map[string]string{}
	for _, e := range x.Entities {
		names[e.ID] = e.Name
		if len(e.Roles) > 0 {
			roles[e.ID] = e.Roles[0]
		}
	}
	local := map[parley.Optional]string{} // ids of the statements that stay
	n := 0
	for i := range x.Statements {
		if as.Review(x.Statements[i].ID).Verdict != parley.VerdictReject {
			n++
			local[parley.Optional(x.Statements[i].ID)] = fmt.Sprint("s", n)
		}
	}
	for i := range x.Statements {
		id := parley.Optional(x.Statements[i].ID)
		if local[id] == "" {
			continue
		}
		s, _ := as.Amended(&x.Statements[i])
		out := GoldStatement{ID: local[id], Part: s.Part, Content: s.Content.Text, Kind: s.Kind, Basis: s.Basis, Channel: s.Channel, Said: s.Said,
			Parent: parley.Optional(local[s.Parent]), Optional: !as.Review(string(id)).Reviewed()}
		if s.Source != nil {
			out.Source, out.Role = parley.Optional(s.Source.Text), parley.Optional(roles[string(s.Source.Entity)])
			if name := names[string(s.Source.Entity)]; name != s.Source.Text {
				out.ResolvesTo = parley.Optional(name)
			}
		}
		if s.Cue != nil {
			out.Cue = parley.Optional(s.Cue.Text)
		}
		g.Statements = append(g.Statements, out)
	}
	stood := map[string]bool{} // deals that judged assertions speak of
	for i := range x.Assertions {
		id := x.Assertions[i].ID
		r := as.Review(id)
		if r.Verdict == parley.VerdictReject || as.Review(string(x.Assertions[i].Statement)).Verdict == parley.VerdictReject {
			continue
		}
		a := as.AmendedAssertion(&x.Assertions[i])
		raw, err := goldAssertion(a, names, local, !r.Reviewed())
		if err != nil {
			return nil, err
		}
		g.Assertions = append(g.Assertions, raw)
		stood[a.Deal] = stood[a.Deal] || r.Reviewed()
	}
	for _, d := range x.Deals {
		parties := []string{}
		for _, p := range d.Parties {
			parties = append(parties, names[p])
		}
		g.Deals = append(g.Deals, GoldDeal{d.ID, d.Name, some(d.Aliases), d.Kind, parties, some(d.Areas), d.Main, !stood[d.ID]})
	}
	return g, nil
}

// goldAssertion is an assertion with names in place of the document's ids, and
// its evidence as words.
func goldAssertion(a *parley.Assertion, names map[string]string, statements map[parley.Optional]string, optional bool) (json.RawMessage, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	for _, drop := range []string{"id", "derivation", "confidence", "by_rule"} {
		delete(m, drop)
	}
	m["evidence"], m["optional"] = a.Evidence.Text, optional
	m["by"], m["statement"] = orNull(names[string(a.By)]), orNull(statements[a.Statement])
	if a.Type == parley.TypeCommitment {
		m["who"] = named(a.Who, names)
		if m["to"] = named(a.To, names); len(a.To) == 0 {
			m["to"] = nil
		}
	}
	return json.Marshal(m)
}

func named(ids []string, names map[string]string) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, names[id])
	}
	return out
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func apart(ss []parley.SetApart) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.Text)
	}
	return out
}

func some(s []string) []string { return append([]string{}, s...) }

func dayOf(date parley.Optional) parley.Optional {
	if len(date) > 10 {
		return date[:10]
	}
	return date
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// goldName names the file of a post: its day, the beginning of its title, and
// four digits of its id, by which two posts of one title are told apart.
func goldName(x *parley.Extraction) string {
	title := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(string(x.Title)), "-"), "-")
	if len(title) > 48 {
		title = strings.TrimRight(title[:48], "-")
	}
	parts := []string{string(dayOf(x.Published)), title, strings.TrimPrefix(x.ID, "sha256:")[:4]}
	return notInNames.ReplaceAllString(strings.ToLower(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "-")), "-")
}
