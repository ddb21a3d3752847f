package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
)

// Options of [Open]. The zero value is what a program wants.
type Options struct {
	// Now is the machine's clock, from which the time of learning is taken;
	// nil for time.Now.
	Now func() time.Time
	// ReadOnly opens an existing ledger without changing it.
	ReadOnly bool
	// Wait is how long to wait for another process that is writing; 0 for ten
	// seconds.
	Wait time.Duration
	// Reindexing is told how far it is while the indexes are built again, as
	// happens when another version of the program opens the ledger first.
	Reindexing func(done, total int64)

	vfs         string // name of a registered VFS; tests have their own
	synchronous string // "FULL" unless a test says otherwise
	connect     func(*sqlite3.Conn) error
}

// Ledger is an open ledger. Its methods may be called from several goroutines,
// and several processes may have one file open; writers take turns.
type Ledger struct {
	path string
	now  func() time.Time
	id   string

	mu    sync.Mutex // held while writing
	w     *sql.Conn  // the one connection that writes; nil when read-only
	stmts map[string]*sql.Stmt
	wdb   *sql.DB
	rdb   *sql.DB // readers
	reads string  // the data source name of readers
	cache cache
}

// ErrReadOnly is returned by what would write to a ledger that cannot be
// written.
var ErrReadOnly = errors.New("ledger is read-only")

// ErrUnknown is returned when an id is not in the ledger.
var ErrUnknown = errors.New("not in the ledger")

// Open opens the ledger in the file at path and creates it when there is none.
func Open(ctx context.Context, path string, o Options) (*Ledger, error) {
	l := &Ledger{path: path, now: o.Now, stmts: map[string]*sql.Stmt{}}
	if l.now == nil {
		l.now = time.Now
	}
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	if o.synchronous == "" {
		o.synchronous = "FULL"
	}
	onDisk := o.vfs == ""
	if onDisk {
		o.vfs = registerFileSystem()
	}
	if o.ReadOnly && onDisk {
		if _, err := os.Stat(path); err != nil {
			return nil, l.fail(err)
		}
	}
	if o.connect == nil {
		o.connect = fts5.Register
	}
	ok := false
	defer func() {
		if !ok {
			l.Close()
		}
	}()
	if !o.ReadOnly {
		if err := l.openWriter(ctx, o); err != nil {
			return nil, l.fail(err)
		}
	}
	err := l.openReaders(ctx, o, false)
	if o.ReadOnly && (errors.Is(err, sqlite3.CANTOPEN) || errors.Is(err, sqlite3.READONLY)) && !exists(path+"-wal") {
		// The folder may not be written, so that SQLite cannot keep its notes
		// there; and nobody is writing, since there is no write-ahead log.
		err = l.openReaders(ctx, o, true)
	}
	if err != nil {
		return nil, l.fail(err)
	}
	stale, err := l.indexIsStale(ctx)
	if err != nil {
		return nil, l.fail(err)
	}
	if stale && o.ReadOnly {
		return nil, fmt.Errorf("%s: its indexes are of another version of parley: open it once for writing", path)
	}
	if stale {
		if err := l.Reindex(ctx, o.Reindexing); err != nil {
			return nil, err
		}
	}
	ok = true
	return l, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// openWriter opens the connection that writes and brings the schema up to date.
func (l *Ledger) openWriter(ctx context.Context, o Options) (err error) {
	if l.wdb, err = driver.Open(dsn(l.path, o, false, false), o.connect); err != nil {
		return err
	}
	l.wdb.SetMaxOpenConns(1)
	// SQLite does not wait by itself while another connection turns a new file's
	// write-ahead log on.
	for until := time.Now().Add(o.Wait); ; time.Sleep(10 * time.Millisecond) {
		if l.w, err = l.wdb.Conn(ctx); !errors.Is(err, sqlite3.BUSY) || ctx.Err() != nil || time.Now().After(until) {
			break
		}
	}
	if err != nil {
		return err
	}
	return migrate(ctx, l.w)
}

// openReaders opens the connections that read. immutable says that no other
// process can write the file meanwhile.
func (l *Ledger) openReaders(ctx context.Context, o Options, immutable bool) (err error) {
	if l.rdb != nil {
		l.rdb.Close()
	}
	l.reads = dsn(l.path, o, true, immutable)
	if l.rdb, err = driver.Open(l.reads, o.connect); err != nil {
		return err
	}
	l.rdb.SetMaxIdleConns(4)
	if o.ReadOnly {
		c, err := l.rdb.Conn(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		if err := migrate(ctx, c); err != nil { // an old schema fails, since the connection only reads
			return err
		}
	}
	return l.rdb.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'ledger'").Scan(&l.id)
}

// dsn names the file and what every connection to it is set to.
func dsn(path string, o Options, reader, immutable bool) string {
	q := url.Values{}
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", o.Wait.Milliseconds()),
		"journal_mode(wal)",
		"synchronous(" + o.synchronous + ")",
		"recursive_triggers(on)", // so that REPLACE meets the delete triggers
		"wal_autocheckpoint(4000)",
		"cache_size(-16384)",
	}
	if reader {
		pragmas = []string{pragmas[0], "query_only(on)", "cache_size(-8192)"}
		if o.ReadOnly {
			q.Set("mode", "ro")
		}
		if immutable {
			q.Set("immutable", "1")
		}
	}
	q["_pragma"] = pragmas
	q.Set("vfs", o.vfs)
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Close waits for running calls and closes the file.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, s := range l.stmts {
		errs = append(errs, s.Close())
	}
	l.stmts = map[string]*sql.Stmt{}
	if l.rdb != nil {
		errs = append(errs, l.rdb.Close())
	}
	if l.w != nil {
		errs = append(errs, l.w.Close())
		l.w = nil
	}
	if l.wdb != nil {
		errs = append(errs, l.wdb.Close())
	}
	return errors.Join(errs...)
}

// fail puts the file's name first and says in plain words what hit it.
func (l *Ledger) fail(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", l.path, err)
	}
	why := ""
	switch {
	case errors.Is(err, sqlite3.INTERRUPT):
		return fmt.Errorf("%s: %w", l.path, context.Canceled)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		why = "another parley is writing to it; try again when that is done"
	case errors.Is(err, sqlite3.FULL), errors.Is(err, sqlite3.IOERR_SHMSIZE): // the latter: no room for the notes of who reads
		why = "the disk is full; nothing was lost, and reading again goes on from here"
	case errors.Is(err, sqlite3.READONLY), errors.Is(err, fs.ErrPermission) && exists(l.path):
		return fmt.Errorf("%s: %w: check the permissions of the file and its folder (%w)", l.path, ErrReadOnly, err)
	case errors.Is(err, sqlite3.CANTOPEN):
		why = "cannot be opened: check that its folder exists and may be written"
	case errors.Is(err, sqlite3.NOTADB):
		why = "is not a Parley ledger"
	case errors.Is(err, sqlite3.CORRUPT):
		why = "is damaged: restore a backup, or export what can be read"
	}
	if why == "" {
		return fmt.Errorf("%s: %w", l.path, err)
	}
	return fmt.Errorf("%s: %s (%w)", l.path, why, err)
}

// zstd coders are safe for concurrent EncodeAll and DecodeAll.
var (
	pack = sync.OnceValue(func() *zstd.Encoder {
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithLowerEncoderMem(true)))
	})
	unpack = sync.OnceValue(func() *zstd.Decoder {
		return must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<30)))
	})
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // wrong options: a mistake of the program
	}
	return v
}
