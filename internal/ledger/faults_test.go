package ledger

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// disk is a simulated disk, as a VFS of SQLite. It remembers what was written
// since the last sync of each file, so that at a power cut each such write can
// be kept, dropped or torn.
type disk struct {
	shm string // folder of the wal-index, which is memory and not disk

	mu    sync.Mutex
	files map[string]*diskFile
	ops   int // writes, truncations, syncs and deletions so far
	cut   int // the power goes at this operation; 0 for never
	off   bool
	room  int // bytes that the files may hold together; 0 for any number
}

// diskFile is one file: what is surely on the disk, and what was done since.
type diskFile struct {
	synced  []byte
	pending []change
	now     []byte
	named   bool // its folder entry is surely on the disk
	gone    bool // deleted, but the deletion may be lost

	shared int
	writer *handle // holds RESERVED or more
}

// change is one write, or a truncation when data is nil.
type change struct {
	at   int64
	data []byte
}

func (c change) apply(b []byte) []byte {
	if c.data == nil {
		if c.at <= int64(len(b)) {
			return b[:c.at]
		}
		return append(b, make([]byte, c.at-int64(len(b)))...)
	}
	if end := c.at + int64(len(c.data)); end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	copy(b[c.at:], c.data)
	return b
}

var diskNames atomic.Int64

// plug makes d known to SQLite for the duration of the test, and returns the
// name under which it is.
func (d *disk) plug(t testing.TB) string {
	name := fmt.Sprint("disk", diskNames.Add(1))
	d.shm = t.TempDir()
	vfs.Register(name, d)
	t.Cleanup(func() { vfs.Unregister(name) })
	return name
}

// reboot is the disk as it may be found after the power was cut.
func (d *disk) reboot(r *rand.Rand) *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := &disk{files: map[string]*diskFile{}}
	for _, name := range sortedNames(d.files) {
		f := d.files[name]
		if f.gone && r.IntN(2) == 0 || !f.named && r.IntN(2) == 0 {
			continue
		}
		b := append([]byte(nil), f.synced...)
		for _, c := range f.pending {
			switch r.IntN(3) {
			case 0: // dropped
			case 1:
				b = c.apply(b)
			default: // torn at sectors
				if c.data == nil {
					continue
				}
				for s := 0; s < len(c.data); s += 512 {
					if r.IntN(2) == 0 {
						b = change{c.at + int64(s), c.data[s:min(s+512, len(c.data))]}.apply(b)
					}
				}
			}
		}
		out.files[name] = &diskFile{synced: b, now: append([]byte(nil), b...), named: true}
	}
	return out
}

func sortedNames(files map[string]*diskFile) []string {
	set := map[string]bool{}
	for n := range maps.Keys(files) {
		set[n] = true
	}
	return sorted(set)
}

// step counts an operation and reports whether the power is still on.
func (d *disk) step() bool {
	d.ops++
	d.off = d.off || d.cut > 0 && d.ops >= d.cut
	return !d.off
}

func (d *disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == "" {
		return &vfsutil.SliceFile{}, flags | vfs.OPEN_MEMORY, nil // for sorting
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return nil, flags, sqlite3.IOERR
	}
	f := d.files[name]
	if f == nil || f.gone {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		f = &diskFile{}
		d.files[name] = f
	}
	h := &handle{d: d, f: f, syncsFolder: flags&(vfs.OPEN_MAIN_JOURNAL|vfs.OPEN_WAL|vfs.OPEN_SUPER_JOURNAL) != 0}
	h.memory = vfs.NewSharedMemory(filepath.Join(d.shm, "shm"), flags)
	return h, flags, nil
}

func (d *disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[name]
	if f == nil || f.gone {
		return sqlite3.IOERR_DELETE_NOENT
	}
	if !d.step() {
		return sqlite3.IOERR_DELETE
	}
	if f.gone = true; syncDir {
		delete(d.files, name)
		d.syncFolder()
	}
	return nil
}

// syncFolder makes all folder entries sure.
func (d *disk) syncFolder() {
	for name, f := range d.files {
		if f.named = true; f.gone {
			delete(d.files, name)
		}
	}
}

func (d *disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[name]
	return f != nil && !f.gone, nil
}

func (d *disk) FullPathname(name string) (string, error) { return name, nil }

// used is the number of bytes in all files.
func (d *disk) used() (n int) {
	for _, f := range d.files {
		n += len(f.now)
	}
	return n
}

// handle is an open file.
type handle struct {
	d           *disk
	f           *diskFile
	lock        vfs.LockLevel
	memory      vfs.SharedMemory
	syncsFolder bool
}

func (h *handle) SharedMemory() vfs.SharedMemory { return h.memory }

func (h *handle) Close() error {
	_ = h.Unlock(vfs.LOCK_NONE)
	if h.memory != nil {
		return h.memory.Close()
	}
	return nil
}

func (h *handle) ReadAt(b []byte, at int64) (int, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if h.d.off {
		return 0, sqlite3.IOERR_READ
	}
	if at >= int64(len(h.f.now)) {
		return 0, io.EOF
	}
	n := copy(b, h.f.now[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (h *handle) WriteAt(b []byte, at int64) (int, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if grows := int(at) + len(b) - len(h.f.now); h.d.room > 0 && grows > 0 && h.d.used()+grows > h.d.room {
		return 0, sqlite3.FULL
	}
	on := h.d.step()
	// The write during which the power goes may be on the disk, too.
	c := change{at, append(make([]byte, 0, len(b)), b...)}
	h.f.pending = append(h.f.pending, c)
	h.f.now = c.apply(h.f.now)
	if !on {
		return 0, sqlite3.IOERR_WRITE
	}
	return len(b), nil
}

func (h *handle) Truncate(size int64) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if !h.d.step() {
		return sqlite3.IOERR_TRUNCATE
	}
	c := change{at: size}
	h.f.pending = append(h.f.pending, c)
	h.f.now = c.apply(h.f.now)
	return nil
}

func (h *handle) Sync(vfs.SyncFlag) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if !h.d.step() {
		return sqlite3.IOERR_FSYNC
	}
	h.f.synced, h.f.pending = append([]byte(nil), h.f.now...), nil
	if h.syncsFolder {
		h.syncsFolder = false
		h.d.syncFolder()
	}
	return nil
}

func (h *handle) Size() (int64, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	return int64(len(h.f.now)), nil
}

func (h *handle) Lock(want vfs.LockLevel) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if h.lock >= want {
		return nil
	}
	others := h.f.shared
	if h.lock >= vfs.LOCK_SHARED {
		others--
	}
	switch {
	case h.f.writer != nil && h.f.writer != h && (want > vfs.LOCK_SHARED || h.f.writer.lock >= vfs.LOCK_PENDING):
		return sqlite3.BUSY
	case want == vfs.LOCK_EXCLUSIVE && others > 0:
		h.f.writer, h.lock = h, vfs.LOCK_PENDING
		return sqlite3.BUSY
	}
	if h.lock < vfs.LOCK_SHARED {
		h.f.shared++
	}
	if want > vfs.LOCK_SHARED {
		h.f.writer = h
	}
	h.lock = want
	return nil
}

func (h *handle) Unlock(to vfs.LockLevel) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if h.lock <= to {
		return nil
	}
	if h.f.writer == h && to <= vfs.LOCK_SHARED {
		h.f.writer = nil
	}
	if to == vfs.LOCK_NONE {
		h.f.shared--
	}
	h.lock = to
	return nil
}

func (h *handle) CheckReservedLock() (bool, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	return h.f.writer != nil, nil
}

func (h *handle) LockState() vfs.LockLevel { return h.lock }

func (h *handle) SectorSize() int { return 4096 }

// DeviceCharacteristics are those of SQLite's own VFS: a write touches no byte
// beside it.
func (h *handle) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE
}
