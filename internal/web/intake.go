package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/parley-desk/parley"
	"github.com/parley-desk/parley/internal/intake"
	"github.com/parley-desk/parley/internal/origin"
)

// Bounds of what is read in through the desk at a time.
const (
	maxUpload = 32 << 20 // bytes of all files together
	maxFiles  = 200
	maxTexts  = 2 << 20 // bytes of a pasted text
	readTime  = 10 * time.Minute
	jobsKept  = 100
)

// jobs are the readings in of this server, the newest last.
type jobs struct {
	mu  sync.Mutex
	all []*job
}

// job is one reading in.
type job struct {
	ID   string
	Who  string
	What string // what was given, in a few words

	mu      sync.Mutex
	items   []jobItem
	done    bool
	changed chan struct{} // closed when something happens, and made anew
}

// jobItem is what became of one document.
type jobItem struct {
	Place      string          `json:"place"`
	Document   string          `json:"document,omitempty"`
	Title      parley.Optional `json:"title"`
	Outcome    string          `json:"outcome"` // new, read again, known, kept unread, withheld, failed
	Error      string          `json:"error,omitempty"`
	Statements int             `json:"statements"`
	Assertions int             `json:"assertions"`
	Copies     int             `json:"copies"`
}

// jobState is a job as it stands.
type jobState struct {
	Schema string    `json:"schema"`
	ID     string    `json:"id"`
	What   string    `json:"what"`
	Done   bool      `json:"done"`
	Items  []jobItem `json:"items"`
}

// state is the job as it stands and a channel that closes when that changes.
func (j *job) state() (jobState, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return jobState{"parley.job/1", j.ID, j.What, j.done, append([]jobItem{}, j.items...)}, j.changed
}

func (j *job) change(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
	close(j.changed)
	j.changed = make(chan struct{})
}

func (js *jobs) start(who, what string) *job {
	js.mu.Lock()
	defer js.mu.Unlock()
	j := &job{ID: rand.Text(), Who: who, What: what, changed: make(chan struct{})}
	js.all = append(js.all, j)
	if len(js.all) > jobsKept {
		js.all = js.all[1:]
	}
	return j
}

func (js *jobs) find(id string) *job {
	js.mu.Lock()
	defer js.mu.Unlock()
	if i := slices.IndexFunc(js.all, func(j *job) bool { return j.ID == id }); i >= 0 {
		return js.all[i]
	}
	return nil
}

func (c *call) readForm() error {
	return c.reply(result{template: "read.html", title: "Read in", section: "read", page: struct{ Megabytes int }{maxUpload >> 20}})
}

// readIn begins to read what was given and leads to where its progress shows.
func (c *call) readIn() error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxUpload+1<<20)
	parts, err := c.r.MultipartReader()
	if err != nil {
		return badRequest{errors.New("read in: want a multipart form")}
	}
	g, err := gather(parts)
	if err != nil {
		g.clean()
		return badRequest{fmt.Errorf("read in: %w", err)}
	}
	in, what, err := g.input()
	if err != nil {
		g.clean()
		return badRequest{err}
	}
	j := c.s.jobs.start(c.user.Name, what)
	c.s.working.Go(func() {
		defer g.clean()
		c.s.run(j, in, g.dir)
	})
	http.Redirect(c.w, c.r, "/read/"+j.ID, http.StatusSeeOther)
	return nil
}

// given is what a form gave to read.
type given struct {
	text, url string
	known     origin.Known
	dir       string // of the uploaded files, "" for none
	files     []string
}

func (g *given) clean() {
	if g.dir != "" {
		os.RemoveAll(g.dir)
	}
}

// gather reads the parts of a form; files go to a folder of their own.
func gather(parts *multipart.Reader) (*given, error) {
	g := &given{}
	for total := int64(0); ; {
		p, err := parts.NextPart()
		if err == io.EOF {
			return g, nil
		}
		if err != nil {
			return g, err
		}
		if p.FileName() == "" {
			b, err := io.ReadAll(io.LimitReader(p, maxTexts+1))
			if err != nil {
				return g, err
			}
			if len(b) > maxTexts {
				return g, fmt.Errorf("a text has at most %d MB; give it as a file", maxTexts>>20)
			}
			if to := g.field(p.FormName()); to != nil {
				*to = strings.TrimSpace(string(b))
			}
			continue
		}
		if len(g.files) == maxFiles {
			return g, fmt.Errorf("at most %d files at a time", maxFiles)
		}
		if g.dir == "" {
			if g.dir, err = os.MkdirTemp("", "parley-read-"); err != nil {
				return g, err
			}
		}
		// The name tells the reader what sort of file it is and nothing else: it is
		// a stranger's, and no path.
		name := filepath.Join(g.dir, fmt.Sprintf("%03d-%s", len(g.files)+1, safeName(p.FileName())))
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return g, err
		}
		n, err := io.Copy(f, io.LimitReader(p, maxUpload-total+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return g, err
		}
		if total += n; total > maxUpload {
			return g, fmt.Errorf("more than %d MB at a time", maxUpload>>20)
		}
		g.files = append(g.files, name)
	}
}

func (g *given) field(name string) *string {
	return map[string]*string{"text": &g.text, "url": &g.url, "outlet": &g.known.Outlet, "published": &g.known.Published, "title": &g.known.Title}[name]
}

// safeName is a file's name with letters, digits, points and dashes only.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, filepath.Base(filepath.ToSlash(name)))
	if len(name) > 80 {
		name = name[len(name)-80:]
	}
	return name
}

// input is what origin is to read. Exactly one of text, URL and files is given.
func (g *given) input() (origin.Input, string, error) {
	if g.known.Published != "" {
		if _, err := parley.ParseDate(g.known.Published); err != nil {
			return origin.Input{}, "", fmt.Errorf("published: %w", err)
		}
	}
	in := origin.Input{Known: g.known}
	switch n := len(g.files); {
	case g.text != "" && g.url == "" && n == 0:
		in.Args, in.Stdin = []string{"-"}, strings.NewReader(g.text)
		return in, "a pasted text", nil
	case g.url != "" && g.text == "" && n == 0:
		if u, err := url.Parse(g.url); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return in, "", fmt.Errorf("%q is no address that begins with http:// or https://", g.url)
		}
		in.Args = []string{g.url}
		return in, g.url, nil
	case n > 0 && g.text == "" && g.url == "":
		in.Args = g.files
		return in, plural(n, "file"), nil
	}
	return in, "", errors.New("read in: give one of a text, an address, or files")
}

// run reads in until all is read or the server ends.
func (s *Server) run(j *job, in origin.Input, dir string) {
	ctx, cancel := context.WithTimeout(s.life, readTime)
	defer cancel()
	shown := func(place string) string { return strings.TrimPrefix(place, filepath.ToSlash(dir)+"/") }
	_, err := intake.Run(ctx, s.o.Ledger, in, intake.Options{Workers: 1, Each: func(i intake.Item) {
		it := jobItem{Place: shown(i.Place), Document: i.ID, Title: i.Title, Statements: i.Counts.Statements, Assertions: i.Counts.Assertions, Copies: len(i.Receipt.Pairs)}
		switch {
		case i.Err != nil:
			it.Outcome, it.Error = "failed", shown(i.Err.Error())
		case i.Receipt.Redacted:
			it.Outcome = "withheld"
		case i.Unread:
			it.Outcome = "kept unread"
		case i.Known:
			it.Outcome = "known"
		case i.Receipt.NewDoc:
			it.Outcome = "new"
		default:
			it.Outcome = "read again"
		}
		s.metrics.read.WithLabelValues(it.Outcome).Inc()
		j.change(func() { j.items = append(j.items, it) })
	}})
	j.change(func() {
		j.done = true
		if err != nil {
			j.items = append(j.items, jobItem{Place: j.What, Outcome: "failed", Error: err.Error()})
		}
	})
	s.o.Log.Info("read in", "who", j.Who, "documents", len(j.items), "error", err)
}

func (c *call) job() (*job, error) {
	if j := c.s.jobs.find(c.id("id")); j != nil {
		return j, nil
	}
	return nil, notFound{errors.New("no such reading in; a server that was started again has forgotten the earlier ones")}
}

func (c *call) progress() error {
	j, err := c.job()
	if err != nil {
		return err
	}
	st, _ := j.state()
	if !st.Done && c.ext == "" {
		c.w.Header().Set("Refresh", "2") // for browsers without script
	}
	return c.reply(result{template: "progress.html", title: "Reading in", section: "read", answer: st})
}

// events tells a reading in's progress as server-sent events.
func (c *call) events() error {
	j, err := c.job()
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	rc := http.NewResponseController(c.w)
	_ = rc.SetWriteDeadline(time.Time{}) // a stream outlives the time of one answer
	for {
		st, changed := j.state()
		b, err := json.Marshal(st)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(c.w, "event: state\ndata: %s\n\n", b); err != nil {
			return nil
		}
		if err := rc.Flush(); err != nil || st.Done {
			return nil
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
		case <-c.r.Context().Done():
			return nil
		case <-c.s.life.Done():
			return nil
		}
	}
}
