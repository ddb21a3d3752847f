package score

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Gold is one annotated post. Its strings are words of the post.
type Gold struct {
	Name       string          `json:"-"` // file name without ".gold.json"
	Document   GoldDocument    `json:"document"`
	Statements []GoldStatement `json:"statements"`
	Deals      []GoldDeal      `json:"deals"`
	Assertions []GoldAssertion `json:"assertions"`
}

// GoldDocument is what is annotated of the document as such.
type GoldDocument struct {
	Title       string       `json:"title"`
	Outlet      string       `json:"outlet"`
	Published   string       `json:"published"`
	Credits     []string     `json:"credits"`
	Repairs     []goldRepair `json:"repairs"`
	Boilerplate []string     `json:"boilerplate"`
	Artefacts   []string     `json:"artefacts"`
}

type goldRepair struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// GoldStatement is an annotated statement. A nil Source or Cue is absent.
type GoldStatement struct {
	ID         string  `json:"id"`
	Part       string  `json:"part"`
	Source     *string `json:"source"`
	ResolvesTo string  `json:"resolves_to"`
	Role       string  `json:"role"`
	Cue        *string `json:"cue"`
	Content    string  `json:"content"`
	Kind       string  `json:"kind"`
	Basis      string  `json:"basis"`
	Channel    string  `json:"channel"`
	Said       string  `json:"said"`
	Parent     string  `json:"parent"`
	Optional   bool    `json:"optional"`
}

// GoldDeal is an annotated deal.
type GoldDeal struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases"`
	Kind     string   `json:"kind"`
	Parties  []string `json:"parties"`
	Areas    []string `json:"areas"`
	Main     bool     `json:"main"`
	Optional bool     `json:"optional"`
}

// GoldAssertion is an annotated assertion; which fields are set follows from Type.
type GoldAssertion struct {
	Deal         string      `json:"deal"`
	Type         string      `json:"type"`
	Axis         string      `json:"axis"`
	Value        any         `json:"value"` // a word, or true and false
	Event        string      `json:"event"`
	Status       string      `json:"status"`
	Date         string      `json:"date"`
	By           string      `json:"by"`
	Statement    string      `json:"statement"`
	Evidence     string      `json:"evidence"`
	Who          []string    `json:"who"`
	To           any         `json:"to"` // names of a commitment's receivers, or a link's deal id
	What         string      `json:"what"`
	Amount       *goldFigure `json:"amount"`
	Rate         *goldFigure `json:"rate"`
	Quantity     *goldFigure `json:"quantity"`
	Due          string      `json:"due"`
	State        string      `json:"state"`
	Effect       string      `json:"effect"`
	Requires     string      `json:"requires"`
	RequiresDeal string      `json:"requires_deal"`
	Relation     string      `json:"relation"`
	Optional     bool        `json:"optional"`
}

// goldFigure is written loosely in annotations: a value may be a number in
// quotes or no number at all.
type goldFigure struct {
	Value    any `json:"value"`
	Currency any `json:"currency"`
	Unit     any `json:"unit"`
}

// figure is what two figures are compared by.
type figure struct {
	value float64 // to four decimals
	unit  string
}

var unreadable = &figure{unit: "unreadable"}

func (f *goldFigure) key() *figure {
	v, ok := 0.0, true
	switch x := f.Value.(type) {
	case nil:
	case float64:
		v = x
	case bool:
		if x {
			v = 1
		}
	case string:
		if x != "" {
			var err error
			v, err = strconv.ParseFloat(strings.TrimSpace(x), 64)
			ok = err == nil
		}
	default:
		ok = false
	}
	for _, u := range []any{f.Currency, f.Unit} {
		switch s := u.(type) {
		case nil:
			continue
		case string:
			if s == "" {
				continue
			}
			if ok {
				return &figure{round4(v), strings.ToLower(s)}
			}
		}
		return unreadable
	}
	if !ok {
		return unreadable
	}
	return &figure{round4(v), ""}
}

func round4(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
	if err != nil {
		return v
	}
	return r
}

func (a *GoldAssertion) figure() *figure {
	for _, f := range []*goldFigure{a.Amount, a.Rate, a.Quantity} {
		if f != nil {
			return f.key()
		}
	}
	return nil
}

// ReadGold reads every NAME.gold.json of a folder, sorted by name.
func ReadGold(dir string) ([]Gold, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no *.gold.json", dir)
	}
	sort.Strings(files)
	out := make([]Gold, len(files))
	for i, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(b, &out[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out[i].Name = strings.TrimSuffix(filepath.Base(f), ".gold.json")
	}
	return out, nil
}
