package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
)

// MostBytes is how large a bundle may be.
const MostBytes = 1 << 30

// mostFiles is how many files a bundle may have; the plain zip format counts to
// 65535.
const mostFiles = 60000

// file is one member of an archive.
type file struct {
	name string
	data []byte
}

// member is what a file of a bundle may be called: names are never paths to
// write to, and nothing else has a place in a bundle.
var member = regexp.MustCompile(`^(manifest\.json|README\.txt|answer\.json|proof\.json|annotations\.jsonld|chain\.jsonl|(records|quotes)/[0-9]{12}\.json|originals/[0-9a-f]{64})$`)

// region is a stretch of an archive and what it holds.
type region struct {
	end  int
	what string
}

// archive lays files out as a zip archive in the one form that a bundle has:
// stored, in the given order, dated 1 January 1980, without extra fields. It is
// written here and not by archive/zip because every byte has to be the same in
// every release of Go: a reader lays the files out again to find changes in what
// lies between them.
func archive(files []file, comment string) ([]byte, []region) {
	const (
		version = 20
		made    = 3<<8 | version // by Unix, for the file mode
		mode    = 0o100644 << 16
		date    = 1<<5 | 1
	)
	var out, directory bytes.Buffer
	var regions []region
	put := func(b *bytes.Buffer, values ...any) {
		for _, v := range values {
			binary.Write(b, binary.LittleEndian, v) // to a buffer: cannot fail
		}
	}
	type entry struct {
		length int
		what   string
	}
	var entries []entry
	for _, f := range files {
		at, sum, size := out.Len(), crc32.ChecksumIEEE(f.data), uint32(len(f.data))
		put(&out, uint32(0x04034b50), uint16(version), uint16(0), uint16(zip.Store), uint16(0), uint16(date), sum, size, size, uint16(len(f.name)), uint16(0))
		out.WriteString(f.name)
		regions = append(regions, region{out.Len(), "the zip header of " + f.name})
		out.Write(f.data)
		regions = append(regions, region{out.Len(), f.name})
		before := directory.Len()
		put(&directory, uint32(0x02014b50), uint16(made), uint16(version), uint16(0), uint16(zip.Store), uint16(0), uint16(date), sum, size, size,
			uint16(len(f.name)), uint16(0), uint16(0), uint16(0), uint16(0), uint32(mode), uint32(at))
		directory.WriteString(f.name)
		entries = append(entries, entry{directory.Len() - before, "the directory entry of " + f.name})
	}
	start := out.Len()
	for _, e := range entries {
		regions = append(regions, region{regions[len(regions)-1].end + e.length, e.what})
	}
	out.Write(directory.Bytes())
	put(&out, uint32(0x06054b50), uint16(0), uint16(0), uint16(len(files)), uint16(len(files)), uint32(directory.Len()), uint32(start), uint16(len(comment)))
	out.WriteString(comment)
	return out.Bytes(), append(regions, region{out.Len(), "the end of the archive"})
}

// unpack reads an archive's files, their contents unchecked, and its comment.
func unpack(data []byte) (files []file, comment string, err error) {
	if len(data) > MostBytes {
		return nil, "", fmt.Errorf("has %d bytes; a bundle has at most %d", len(data), MostBytes)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, "", err
	}
	if len(z.File) > mostFiles {
		return nil, "", fmt.Errorf("has %d files; a bundle has at most %d", len(z.File), mostFiles)
	}
	seen, total := map[string]bool{}, 0
	for _, f := range z.File {
		switch {
		case !member.MatchString(f.Name):
			return nil, "", fmt.Errorf("holds %q, which has no place in a bundle", f.Name)
		case seen[f.Name]:
			return nil, "", fmt.Errorf("holds %s twice", f.Name)
		case f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64:
			return nil, "", fmt.Errorf("%s is compressed; a bundle's files are not", f.Name)
		}
		seen[f.Name] = true
		r, err := f.OpenRaw()
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", f.Name, err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", f.Name, err)
		}
		// Entries that share bytes would make a small archive a large one.
		if total += len(b); total > len(data) {
			return nil, "", errors.New("its files overlap")
		}
		files = append(files, file{f.Name, b})
	}
	return files, z.Comment, nil
}

// strayByte is the place of the first byte of data that is not as [archive]
// would lay the files out, and what stands there; at is -1 when there is none.
func strayByte(data []byte, files []file, comment string) (at int, what string) {
	want, regions := archive(files, comment)
	at = 0
	for at < len(data) && at < len(want) && data[at] == want[at] {
		at++
	}
	if at == len(data) && at == len(want) {
		return -1, ""
	}
	for _, r := range regions {
		if at < r.end {
			return at, r.what
		}
	}
	return at, "what follows the archive"
}
