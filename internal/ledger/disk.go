package ledger

import (
	"errors"
	"sync"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// fileSystem is SQLite's own way to files, except that a write for which there
// is no room is sqlite3.FULL: the driver looks for the system's bare number in
// what os.File returns, finds it wrapped, and calls it an I/O error.
type fileSystem struct{ vfs.VFS }

var registerFileSystem = sync.OnceValue(func() string {
	const name = "parley"
	vfs.Register(name, fileSystem{vfs.Find("")})
	return name
})

func (s fileSystem) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpen(s.VFS, name, flags)
	return sayFull(f), flags, err
}

func (s fileSystem) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(s.VFS, name, flags)
	return sayFull(f), flags, err
}

// osFile is what SQLite asks of a file of its own file system.
type osFile interface {
	vfs.FileLockState
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
	vfs.FileSizeHint
	vfs.FileHasMoved
	vfs.FileSharedMemory
}

type file struct{ osFile }

func sayFull(f vfs.File) vfs.File {
	if f, ok := f.(osFile); ok {
		return file{f}
	}
	return f
}

func (f file) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.osFile.WriteAt(b, at)
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return n, vfs.SystemError(err, sqlite3.FULL)
		}
	}
	return n, err
}
