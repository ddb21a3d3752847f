package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/assess"
	"github.com/parley-desk/parley/internal/phrase"
)

// functions are what templates may call beside their own fields.
var functions = template.FuncMap{
	"policies": policies,
	"words":    func(v any) string { return phrase.Words(fmt.Sprint(v)) },
	"figure":   phrase.Figure,
	"summary":  func(a parley.Assertion) string { return phrase.Summary(&a) },
	"money":    phrase.Money,
	"grouped":  func(n int) string { return phrase.Grouped(float64(n)) },
	"plural":   plural,
	"day":      func(v any) string { return day(fmt.Sprint(v)) },
	"when":     when,
	"who":      who,
	"side":     side,
	"footing":  footing,
	"effect":   effect,
	"join":     func(sep string, s []string) string { return strings.Join(s, sep) },
	"short":    func(n int, s any) string { return shorten(fmt.Sprint(s), n) },
	"on":       func(v view, x any) on { return on{v, x} },
	"asset":    asset,
	"meaning":  meaning,
	"percent":  func(f float64) string { return fmt.Sprintf("%.0f%%", 100*f) },
	"list":     func(s ...string) []string { return s },
	"capital":  capital,
	"list1":    func(e answer.Evidence) []answer.Evidence { return []answer.Evidence{e} },
	"tabs":     func(d answer.DealRef, here string) tabs { return tabs{d, here} },
	"entry":    entryWords,
	"saying":   saying,
	"axisvalues": func(a parley.Axis, vs []string) string {
		out := make([]string, len(vs))
		for i, v := range vs {
			out[i] = axisValue(a, v)
		}
		return strings.Join(out, ", ")
	},
	"flash": func(done, back string) flash { return flash{done, back} },
	"share": func(n, of int) string {
		if of == 0 {
			return "–"
		}
		return fmt.Sprintf("%.0f%%", 100*float64(n)/float64(of))
	},
	"alpha": func(a *float64) string {
		if a == nil {
			return "–"
		}
		return strings.Replace(fmt.Sprintf("%.2f", *a), "-", "−", 1)
	},
	"effectword": func(e parley.Optional) string { return effect(parley.Effect(e)) },
	"str":        func(v any) string { return fmt.Sprint(v) },
}

// on is what a part of a page is given: the page's view and its own subject.
type on struct {
	V view
	X any
}

// flash is the judgement that was just made, with where undoing it leads.
type flash struct{ Done, Back string }

// tabs are the pages of one deal, and which of them this is.
type tabs struct {
	Deal answer.DealRef
	Here string
}

// asset is the address of a file of the program, which changes when it does.
func asset(name string) (string, error) {
	if v, ok := assets.Load(name); ok {
		return v.(string), nil
	}
	b, err := files.ReadFile("static/" + name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	u := "/static/" + name + "?" + hex.EncodeToString(sum[:6])
	assets.Store(name, u)
	return u, nil
}

var assets sync.Map

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if stem, ok := strings.CutSuffix(word, "y"); ok && !strings.HasSuffix(stem, "a") {
		word = stem + "ie"
	}
	return phrase.Grouped(float64(n)) + " " + word + "s"
}

// day is the day of a date as a reader would write it: 16 Dec 2025; what is no
// whole date stays as it is.
func day(date string) string {
	if len(date) >= 10 {
		if t, err := time.Parse("2006-01-02", date[:10]); err == nil {
			return t.Format("2 Jan 2006")
		}
	}
	if len(date) == 7 {
		if t, err := time.Parse("2006-01", date); err == nil {
			return t.Format("Jan 2006")
		}
	}
	return date
}

// when is when a saying was made: when it was said, else the day by which it
// must have been.
func when(e answer.Evidence) string {
	switch {
	case e.Said != "":
		return day(string(e.Said))
	case e.Published != "":
		return "by " + day(string(e.Published))
	}
	return "undated"
}

// who names a voice.
func who(v answer.Voice) string {
	if v.Name == "" {
		return "an article without an outlet"
	}
	return string(v.Name)
}

// side is for whom a person or office speaks, "" where that goes without saying.
func side(v answer.Voice) string {
	switch parley.EntityType(v.Type) {
	case parley.EntityPerson, parley.EntityOffice:
		if len(v.SpeaksFor) > 0 {
			return v.SpeaksFor[0]
		}
	}
	return ""
}

// footing says on what a saying stands.
func footing(e answer.Evidence) string {
	s := phrase.Words(string(e.Basis))
	if e.Basis == "" {
		s = "narration"
	}
	if e.Derivation != parley.DerivationStated {
		s += ", " + string(e.Derivation)
	}
	return s
}

// claimForm is a position or an event in the small language of conditions.
var claimForm = regexp.MustCompile(`^(not )?([a-z_]+)\(([^)]*)\)(?: = ([a-z_]+))?$`)

// saying puts a claim of the small language about the deal with the given id
// into words; what is about another deal, or is no simple claim, stays.
func saying(id, claim string) string {
	m := claimForm.FindStringSubmatch(claim)
	if m == nil || m[3] != id {
		return claim
	}
	switch {
	case m[4] == "":
		return phrase.Words(m[1] + m[2])
	case parley.Axes.Has(m[2]):
		return axisValue(parley.Axis(m[2]), m[4])
	}
	return phrase.Words(m[2] + " is " + m[4])
}

// effect is how a condition on an effect begins.
func effect(e parley.Effect) string {
	if e == parley.EffectOther {
		return "hangs on"
	}
	return phrase.Words(string(e)) + " when"
}

// meaning is what an axis asks.
func meaning(a parley.Axis) string {
	for _, w := range parley.Axes.Words {
		if w.Value == string(a) {
			return w.Meaning
		}
	}
	return ""
}

func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := string([]rune(s)[:n])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}

// stands says where a deal stands, in a few words.
func stands(axes []answer.Answer) string {
	var out []string
	for _, a := range axes {
		switch {
		case a.State == assess.StateNotSaid || a.Axis == parley.AxisBinding:
		case a.State == assess.StateDisputed:
			out = append(out, string(a.Axis)+" disputed")
		case a.Axis == parley.AxisOperative:
			out = append(out, map[string]string{"true": "operative", "false": "not operative"}[a.Values[0]])
		default:
			out = append(out, phrase.Words(strings.Join(a.Values, "/")))
		}
	}
	if out == nil {
		return "not said"
	}
	return strings.Join(out, ", ")
}

// policies are the words that the question's policy takes.
func policies() []string {
	var out []string
	for _, p := range assess.Policies {
		out = append(out, string(p))
	}
	return out
}
