package export

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/parley-desk/parley/internal/answer"
	"github.com/parley-desk/parley/internal/safe"
)

// Format is a form in which what a reader sees is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"     // tables for a spreadsheet
	JSONL   Format = "jsonl"   // the same tables, a JSON object a row
	Parquet Format = "parquet" // the same tables, by columns
	FTM     Format = "ftm"     // actors, deals and documents as FollowTheMoney statements
	Atom    Format = "atom"    // what changed, as a feed
)

// Formats lists the formats.
var Formats = []Format{CSV, JSONL, Parquet, FTM, Atom}

// File is a file of an export.
type File struct {
	Name string
	Data []byte
}

// Options of [Files].
type Options struct {
	Formats []Format
	Ask     answer.Ask
	// Since is the date after which changes are told in the feed; "" tells all
	// that the ledger holds.
	Since string
	// Ledger is the ledger's own name, which makes ids of a feed its own.
	Ledger string
}

// Files is the export of src: the files of each format, and over all of them a
// data package description (Frictionless Data Package v1) and SHA256SUMS. The
// same ledger and options give the same bytes.
func Files(ctx context.Context, src Source, o Options) ([]File, error) {
	g, err := gather(ctx, src, o.Ask)
	if err != nil {
		return nil, err
	}
	var files []File
	pack := dataPackage{Profile: "data-package", Name: "parley-export", Title: "What a Parley ledger holds", Resources: []resource{}}
	add := func(r resource, data []byte) {
		sum := sha256.Sum256(data)
		r.Bytes, r.Hash, r.Encoding = len(data), "sha256:"+hex.EncodeToString(sum[:]), "utf-8"
		if r.Format == string(Parquet) {
			r.Encoding = ""
		}
		files = append(files, File{r.Path, data})
		pack.Resources = append(pack.Resources, r)
	}
	for _, f := range o.Formats {
		switch f {
		case FTM:
			t := followTheMoney(g)
			data, err := t.csv()
			if err != nil {
				return nil, err
			}
			r := t.describe("followthemoney.csv")
			r.Format, r.MediaType = "csv", "text/csv"
			add(r, data)
		case Atom:
			data, err := feed(ctx, src, o)
			if err != nil {
				return nil, err
			}
			add(resource{Name: "changes", Title: "What changed", Path: "changes.atom", Format: "atom", MediaType: "application/atom+xml"}, data)
		default:
			for _, t := range g.tables {
				data, media, err := written(t, f)
				if err != nil {
					return nil, err
				}
				r := t.describe(t.name() + "." + string(f))
				r.Name, r.Format, r.MediaType = t.name()+"-"+string(f), string(f), media
				add(r, data)
			}
		}
	}
	described, err := json.MarshalIndent(pack, "", "  ")
	if err != nil {
		return nil, err
	}
	files = append(files, File{"datapackage.json", append(safe.JSON(described), '\n')})
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	var sums bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(f.Data), f.Name)
	}
	return append(files, File{"SHA256SUMS", sums.Bytes()}), nil
}

// One is the one file that stands for a format where there is no folder: the
// statements as a table, the FollowTheMoney statements, the feed.
func One(ctx context.Context, src Source, f Format, o Options) ([]byte, error) {
	switch f {
	case FTM:
		g, err := gather(ctx, src, o.Ask)
		if err != nil {
			return nil, err
		}
		return followTheMoney(g).csv()
	case Atom:
		return feed(ctx, src, o)
	}
	t, err := statementRows(ctx, src)
	if err != nil {
		return nil, err
	}
	data, _, err := written(t, f)
	return data, err
}

func written(t table, f Format) (data []byte, media string, err error) {
	switch f {
	case CSV:
		data, err = t.csv()
		return data, "text/csv", err
	case JSONL:
		data, err = t.jsonLines()
		return data, "application/x-ndjson", err
	case Parquet:
		data, err = t.parquet()
		return data, "application/vnd.apache.parquet", err
	}
	return nil, "", fmt.Errorf("no format %q; there are %v", f, Formats)
}

// dataPackage is a Frictionless Data Package (specs.frictionlessdata.io).
type dataPackage struct {
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Name      string       `json:"name"`
	Title     string       `json:"title"`
	Path      string       `json:"path"`
	Format    string       `json:"format"`
	MediaType string       `json:"mediatype"`
	Encoding  string       `json:"encoding,omitempty"`
	Bytes     int          `json:"bytes"`
	Hash      string       `json:"hash"`
	Schema    *tableSchema `json:"schema,omitempty"`
}

type tableSchema struct {
	Fields        []schemaField `json:"fields"`
	MissingValues []string      `json:"missingValues"`
	PrimaryKey    []string      `json:"primaryKey,omitempty"`
}

type schemaField struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description"`
}
