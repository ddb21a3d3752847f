package origin

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/parley-desk/parley"
)

// MaxDocument is the size in bytes beyond which one document is refused. A
// JSON Lines file may be of any size; the bound is then each line's.
const MaxDocument = 10 << 20

// Input says what to read and what is known of it beforehand.
type Input struct {
	// Args are files, folders, http and https URLs, or "-" for Stdin. A folder
	// stands for the documents in it, in all its folders, sorted by path: files
	// named .md, .markdown, .html, .htm, .xhtml, .txt, .jsonl and the like,
	// without what begins with a dot.
	Args  []string
	Stdin io.Reader // nil is an empty input
	Known Known
	// Fetcher gets the URLs; nil is the zero Fetcher.
	Fetcher *Fetcher
}

// Known is what the caller knows of a document that the document itself may
// not say. It goes before what is found; "" leaves it to the document.
type Known struct {
	Outlet, Published, URL, Title string
	// Note says that it is a private note and no article. A post's head says the
	// same with "kind: note".
	Note bool
	// Confidential says that it is a note which the desk keeps to itself. A
	// post's head says the same with "confidential: true".
	Confidential bool
}

// Read yields the documents of the inputs in their order. An input that cannot
// be read yields a nil document and an error that begins with its place
// ("posts/a.md:3: …"), and reading goes on. Only a cancelled context ends it
// early; its error is the last one yielded.
func Read(ctx context.Context, in Input) iter.Seq2[*parley.Document, error] {
	return func(yield func(*parley.Document, error) bool) {
		r := reader{ctx, in, yield}
		for _, arg := range in.Args {
			if !r.arg(arg) {
				return
			}
		}
	}
}

// Count is how many documents the inputs stand for as far as names tell, for
// showing how far a read is; 0 when they do not tell, as for standard input and
// JSON Lines.
func Count(in Input) int {
	n, known := 0, true
	add := func(path string) {
		n++
		known = known && byExtension[strings.ToLower(filepath.Ext(path))] != formatJSONLines
	}
	for _, arg := range in.Args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-":
			known = false
		case err != nil || !info.IsDir():
			add(arg)
		default:
			_ = walk(arg, func(path string, _ error) error {
				add(path)
				return nil
			})
		}
	}
	if !known {
		return 0
	}
	return n
}

// reader yields documents. Its methods report whether to go on.
type reader struct {
	ctx   context.Context
	in    Input
	yield func(*parley.Document, error) bool
}

func (r *reader) arg(arg string) bool {
	if err := r.ctx.Err(); err != nil {
		r.yield(nil, err)
		return false
	}
	switch {
	case arg == "-":
		if r.in.Stdin == nil {
			return r.yield(nil, errors.New("standard input: empty"))
		}
		return r.stream("", r.in.Stdin)
	case isURL(arg):
		f := r.in.Fetcher
		if f == nil {
			f = &Fetcher{}
		}
		src, data, err := f.Fetch(r.ctx, arg)
		if err != nil {
			return r.yield(nil, fmt.Errorf("%s: %w", arg, err))
		}
		src.Known = r.in.Known
		return r.yield(Parse(data, src))
	}
	info, err := os.Stat(arg)
	if err != nil {
		return r.yield(nil, placed(arg, err))
	}
	if info.IsDir() {
		return r.folder(arg)
	}
	return r.file(arg)
}

// folder walks a folder; filepath.WalkDir goes in lexical order.
func (r *reader) folder(root string) bool {
	more, found := true, false
	_ = walk(root, func(path string, err error) error {
		switch {
		case err != nil:
			more = r.yield(nil, placed(path, err))
		case r.ctx.Err() != nil:
			r.yield(nil, r.ctx.Err())
			more = false
		default:
			found = true
			more = r.file(path)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if more && !found {
		return r.yield(nil, fmt.Errorf("%s: no documents in this folder; want files named .md, .html, .txt or .jsonl", root))
	}
	return more
}

// walk calls f for each document's file in a folder, in the order of paths, and
// for what cannot be looked at, with the error.
func walk(root string, f func(path string, err error) error) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := filepath.Base(path)
		switch {
		case err != nil:
			if e := f(path, err); e != nil || d == nil || !d.IsDir() {
				return e
			}
			return fs.SkipDir
		case d.IsDir():
			if path != root && strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
		case isDocumentName(name) && (d.Type().IsRegular() || d.Type()&fs.ModeSymlink != 0):
			return f(path, nil)
		}
		return nil
	})
}

func isDocumentName(name string) bool {
	_, ok := byExtension[strings.ToLower(filepath.Ext(name))]
	return ok && !strings.HasPrefix(name, ".")
}

func (r *reader) file(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return r.yield(nil, placed(path, err))
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return r.yield(nil, placed(path, err))
	} else if info.IsDir() { // a link to a folder
		return true
	} else if info.Mode().IsRegular() && info.Size() > MaxDocument && !isJSONLines(path) {
		return r.yield(nil, tooLarge(path, info.Size()))
	}
	return r.stream(path, f)
}

// stream reads one file or standard input.
func (r *reader) stream(path string, from io.Reader) bool {
	b := bufio.NewReaderSize(from, 64<<10)
	if head, _ := b.Peek(4096); isJSONLines(path) || path == "" && sniffJSONLines(head) {
		return r.lines(path, b)
	}
	data, err := io.ReadAll(io.LimitReader(b, MaxDocument+1))
	if err != nil {
		return r.yield(nil, placed(path, err))
	}
	if len(data) > MaxDocument {
		return r.yield(nil, tooLarge(path, 0))
	}
	return r.yield(Parse(data, Source{Path: filepath.ToSlash(path), Known: r.in.Known}))
}

// lines reads JSON Lines, one document a line.
func (r *reader) lines(path string, b *bufio.Reader) bool {
	for n := 1; ; n++ {
		if err := r.ctx.Err(); err != nil {
			r.yield(nil, err)
			return false
		}
		line, err := readLine(b)
		if err != nil && !errors.Is(err, io.EOF) {
			return r.yield(nil, placed(path, err))
		}
		if len(line) > MaxDocument {
			if !r.yield(nil, fmt.Errorf("%s:%d: line of %s; a document is at most %s", shown(path), n, megabytes(int64(len(line))), megabytes(MaxDocument))) {
				return false
			}
		} else if len(bytes.TrimSpace(line)) > 0 {
			src := Source{Path: filepath.ToSlash(path), Line: n, Known: r.in.Known, format: formatJSONLines, sniffed: true}
			if !r.yield(Parse(bytes.TrimRight(line, "\r\n"), src)) {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			return true
		}
	}
}

// readLine reads to the end of a line. Of a line that is too long it keeps a
// little more than is allowed.
func readLine(b *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		chunk, err := b.ReadSlice('\n')
		if len(line) <= MaxDocument {
			line = append(line, chunk...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func isJSONLines(path string) bool {
	f, ok := byExtension[strings.ToLower(filepath.Ext(path))]
	return ok && f == formatJSONLines
}

func sniffJSONLines(head []byte) bool { return jsonObject().Match(head) }

// shown is how an input without a path is named in errors.
func shown(path string) string {
	if path == "" {
		return "standard input"
	}
	return path
}

// placed puts the place before what went wrong there.
func placed(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("%s: %w", shown(path), err)
}

func tooLarge(path string, size int64) error {
	if size == 0 {
		return fmt.Errorf("%s: more than %s; a document is at most that", shown(path), megabytes(MaxDocument))
	}
	return fmt.Errorf("%s: %s; a document is at most %s", shown(path), megabytes(size), megabytes(MaxDocument))
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
