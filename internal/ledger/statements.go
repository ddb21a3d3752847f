package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parley-desk/parley"
)

// StatementQuery says which statements [Ledger.Statements] lists. Its zero
// value asks for all, newest published first.
type StatementQuery struct {
	// By is a speaker's name; statements of those who speak for it count too.
	By string
	// About are deals: name keys, or "document#deal" where a deal has none.
	// Statements that say something about any of them are listed.
	About []string
	Basis parley.Basis
	Act   parley.Act
	// Words must all be in the document, and one of them in the statement.
	Words    string
	Since    time.Time // published (else learned) at or after
	Until    time.Time // published (else learned) before
	LedgerAt time.Time
	Limit    int    // 0 for all
	After    string // Next of the page before
}

// StatementHit is a statement and where it stands.
type StatementHit struct {
	parley.Statement
	Speaker   string   // name of the source's entity, "" when there is none
	About     []string // names of the deals it says something about
	Document  string   // id
	Title     parley.Optional
	Outlet    parley.Optional
	URL       parley.Optional
	Published parley.Optional // of the document, as written
	Learned   time.Time       // when the document entered this ledger
	Seq       int64           // of the run's record
}

// Statements lists statements of the newest run of each document, newest
// published first, and says where the next page begins: "" when there is none.
func (l *Ledger) Statements(ctx context.Context, q StatementQuery) (hits []StatementHit, next string, err error) {
	match, err := ftsQuery(q.Words)
	if err != nil {
		return nil, "", err
	}
	at, run, ord, err := readCursor(q.After)
	if err != nil {
		return nil, "", err
	}
	err = l.read(ctx, q.LedgerAt, func(r *reader) error {
		// Readings that may hold such statements, newest first; which of their
		// statements they are is seen in the decoded reading.
		from, where, args := "reading g", "g.seq <= ?", []any{}
		order := "g" // whose index has the wanted order
		wanted := map[string]bool{}
		if q.About != nil {
			from = `(SELECT run_seq FROM deal_key WHERE key IN (SELECT value FROM json_each(?1))
				UNION SELECT o.seq FROM json_each(?1) j CROSS JOIN record d ON d.kind = 'document' AND d.id = substr(j.value, 1, instr(j.value, '#') - 1)
				CROSS JOIN reading o ON o.doc_seq = d.seq) k CROSS JOIN reading g ON g.seq = k.run_seq`
			args = append(args, list(q.About))
			for _, k := range q.About {
				wanted[k] = true
			}
		}
		args = append(args, r.head)
		voice := parley.FoldName(q.By)
		switch {
		case q.By == "":
		case q.About == nil:
			from, order = "voice v CROSS JOIN reading g ON g.seq = v.run_seq", "v"
			where += " AND v.voice = ?"
			args = append(args, voice)
		default:
			where += " AND EXISTS (SELECT 1 FROM voice v WHERE v.voice = ? AND v.at = g.at AND v.run_seq = g.seq)"
			args = append(args, voice)
		}
		for _, f := range []struct {
			column, word string
			vocabulary   parley.Vocabulary
		}{{"bases", string(q.Basis), parley.Bases}, {"acts", string(q.Act), parley.Acts}} {
			if f.word != "" {
				where += " AND g." + f.column + " & ?"
				args = append(args, bit(f.vocabulary, f.word))
			}
		}
		if match != "" {
			where += " AND g.doc_seq IN (SELECT rowid FROM word WHERE word MATCH ?)"
			args = append(args, match)
		}
		seq := map[string]string{"g": "g.seq", "v": "v.run_seq"}[order]
		where, args = between(where, args, order+".at", q.Since, q.Until)
		if q.After != "" {
			where += " AND (" + order + ".at, " + seq + ") <= (?, ?)"
			args = append(args, at, run)
		}
		where += " AND NOT EXISTS (SELECT 1 FROM reading n WHERE n.doc_seq = g.doc_seq AND n.seq > g.seq AND n.seq <= ?)"
		args = append(args, r.head)

		stems := stemsOf(q.Words)
		more := errors.New("more")
		err := r.each(func(rows *sql.Rows) error {
			var a, s int64
			if err := rows.Scan(&a, &s); err != nil {
				return err
			}
			open, x, err := r.opened(s)
			if err != nil {
				return err
			}
			voices, keys := voicesOf(&x), dealKeys(&x)
			for o, st := range x.Statements {
				switch {
				case q.After != "" && a == at && s == run && o <= ord,
					q.By != "" && !slices.Contains(voices[o], voice),
					q.Basis != "" && st.Basis != q.Basis,
					q.Act != "" && st.Act != q.Act,
					q.About != nil && !concerns(&x, &st, keys, wanted),
					len(stems) > 0 && !says(&st, stems):
					continue
				}
				if q.Limit > 0 && len(hits) == q.Limit {
					return more
				}
				h := open
				h.Statement = st
				h.Speaker, h.About = speaker(&x, &st), about(&x, &st)
				hits = append(hits, h)
				next = fmt.Sprintf("%d.%d.%d", a, s, o)
			}
			return nil
		}, "SELECT g.at, g.seq FROM "+from+" WHERE "+where+" ORDER BY "+order+".at DESC, "+seq+" DESC", args...)
		if errors.Is(err, more) {
			return nil
		}
		next = ""
		return err
	})
	return hits, next, err
}

// concerns reports whether a statement says something about a deal with one of
// the wanted keys. keys are those of the deals of x.
func concerns(x *parley.Extraction, s *parley.Statement, keys map[string][]string, wanted map[string]bool) bool {
	for _, a := range x.Assertions {
		if string(a.Statement) == s.ID && anyOf(keys[a.Deal], wanted) {
			return true
		}
	}
	return false
}

// readCursor reads what Statements gave as the next page's beginning.
func readCursor(s string) (at, run int64, ord int, err error) {
	if s == "" {
		return 0, 0, 0, nil
	}
	parts := strings.Split(s, ".")
	if len(parts) == 3 {
		var errs [3]error
		at, errs[0] = strconv.ParseInt(parts[0], 10, 64)
		run, errs[1] = strconv.ParseInt(parts[1], 10, 64)
		ord, errs[2] = strconv.Atoi(parts[2])
		if errors.Join(errs[:]...) == nil {
			return at, run, ord, nil
		}
	}
	return 0, 0, 0, fmt.Errorf("statements: %q is not where a page ended", s)
}

// opened decodes a run and what is known of its document.
func (r *reader) opened(run int64) (StatementHit, parley.Extraction, error) {
	var learned int64
	h := StatementHit{Seq: run}
	err := r.tx.QueryRowContext(r.ctx, "SELECT dr.learned FROM reading g JOIN record dr ON dr.seq = g.doc_seq WHERE g.seq = ?", run).Scan(&learned)
	if err != nil {
		return h, parley.Extraction{}, fmt.Errorf("run %d: %w", run, err)
	}
	x, err := r.decoded(run)
	if err != nil {
		return h, parley.Extraction{}, fmt.Errorf("run %d: %w", run, err)
	}
	e := x.Extraction
	h.Document, h.Title, h.Outlet, h.URL, h.Published, h.Learned = e.ID, e.Title, e.Outlet, e.URL, e.Published, time.UnixMicro(learned).UTC()
	return h, e, nil
}

// says reports whether one of the words is in the statement.
func says(s *parley.Statement, stems []string) bool {
	text := s.Content.Text
	if s.Source != nil {
		text += " " + s.Source.Text
	}
	if s.Cue != nil {
		text += " " + s.Cue.Text
	}
	_, marks := snippet(text, stems)
	return len(marks) > 0
}

func speaker(x *parley.Extraction, s *parley.Statement) string {
	if s.Source == nil {
		return ""
	}
	for _, e := range x.Entities {
		if e.ID == string(s.Source.Entity) {
			return e.Name
		}
	}
	return ""
}

func about(x *parley.Extraction, s *parley.Statement) []string {
	deals := map[string]bool{}
	for _, a := range x.Assertions {
		if string(a.Statement) == s.ID {
			deals[a.Deal] = true
		}
	}
	var names []string
	for _, d := range x.Deals {
		if deals[d.ID] {
			names = append(names, d.Name)
		}
	}
	return names
}

// Item is a statement or an assertion found by its id.
type Item struct {
	ID       string
	Document string // id
	// Exactly one of these is set.
	Statement *parley.Statement
	Assertion *parley.Assertion
}

// Find returns the statements and assertions whose ids begin with prefix, as
// "s-1f3a9c" does, in the newest run that has each; with a whole id, one or
// none.
func (l *Ledger) Find(ctx context.Context, prefix string) ([]Item, error) {
	kind, digits, ok := strings.Cut(prefix, "-")
	if !ok || digits == "" || strings.IndexFunc(digits, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) >= 0 {
		return nil, fmt.Errorf("%q is not the beginning of an id like s-1f3a9c", prefix)
	}
	var out []Item
	err := l.read(ctx, time.Time{}, func(r *reader) error {
		var runs []int64
		err := r.each(func(rows *sql.Rows) error {
			var s int64
			err := rows.Scan(&s)
			runs = append(runs, s)
			return err
		}, "SELECT g.seq FROM word w JOIN reading g ON g.doc_seq = w.rowid WHERE word MATCH ? ORDER BY g.doc_seq, g.seq DESC", `ids : "`+digits[:min(itemDigits, len(digits))]+`"*`)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, s := range runs {
			_, x, err := r.opened(s)
			if err != nil {
				return err
			}
			for i := range x.Statements {
				if id := x.Statements[i].ID; strings.HasPrefix(id, kind+"-"+digits) && !seen[id] {
					seen[id] = true
					out = append(out, Item{ID: id, Document: x.ID, Statement: &x.Statements[i]})
				}
			}
			for i := range x.Assertions {
				if id := x.Assertions[i].ID; strings.HasPrefix(id, kind+"-"+digits) && !seen[id] {
					seen[id] = true
					out = append(out, Item{ID: id, Document: x.ID, Assertion: &x.Assertions[i]})
				}
			}
		}
		return nil
	})
	return out, err
}
