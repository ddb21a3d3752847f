package origin

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// format is how a document is written.
type format int

const (
	formatMarkdown format = iota // with or without front matter
	formatHTML
	formatPlain
	formatJSONLines
)

// mediaType is the IANA name of a format.
func (f format) mediaType() string {
	return [...]string{"text/markdown", "text/html", "text/plain", "application/x-ndjson"}[f]
}

// byExtension is what a file's name promises.
var byExtension = map[string]format{
	".md": formatMarkdown, ".markdown": formatMarkdown, ".mdown": formatMarkdown, ".mkd": formatMarkdown,
	".html": formatHTML, ".htm": formatHTML, ".xhtml": formatHTML,
	".txt": formatPlain, ".text": formatPlain,
	".jsonl": formatJSONLines, ".ndjson": formatJSONLines,
}

// byMediaType is what a server's Content-Type promises.
var byMediaType = map[string]format{
	"text/markdown": formatMarkdown, "text/x-markdown": formatMarkdown,
	"text/html": formatHTML, "application/xhtml+xml": formatHTML,
	"application/x-ndjson": formatJSONLines, "application/jsonl": formatJSONLines,
}

var (
	wholeHTML    = lazy(`(?i)^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?s:.*?)-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	htmlTag      = lazy(`(?i)^\s*<(?:article|main|div|section|p|h1)\b[^>]*>`)
	markdownSign = lazy(`(?m)^#{1,6} \S|\]\(https?://|^> |\*\*\S|^!\[`)
	jsonObject   = lazy(`^\s*\{\s*"[\w-]+"\s*:`)
)

// sniff decides how text is written: what it plainly is goes before what its
// name or server promises, and that before what it looks like.
func sniff(text, path, declared string) format {
	head := text[:min(len(text), 4096)]
	promised, known := byExtension[strings.ToLower(filepath.Ext(path))]
	if !known {
		promised, known = byMediaType[declared]
	}
	switch {
	case wholeHTML().MatchString(head):
		return formatHTML
	case known:
		return promised
	case jsonObject().MatchString(head):
		return formatJSONLines
	case strings.HasPrefix(head, "---\n"), strings.HasPrefix(head, "---\r\n"), strings.HasPrefix(head, "+++\n"), strings.HasPrefix(head, "+++\r\n"):
		return formatMarkdown
	case htmlTag().MatchString(head):
		return formatHTML
	case markdownSign().MatchString(head):
		return formatMarkdown
	}
	return formatPlain
}

// notText names what data is when it is no text, else "".
func notText(data []byte) string {
	head := data[:min(len(data), 3072)]
	if _, _, wide := wideASCII(head); wide || bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}) {
		return ""
	}
	m := mimetype.Detect(head)
	for t := m; t != nil; t = t.Parent() {
		if t.Is("text/plain") {
			if bytes.IndexByte(data, 0) >= 0 {
				return "binary data"
			}
			return ""
		}
	}
	if m.Is("application/octet-stream") && bytes.IndexByte(data, 0) < 0 && printable(head) {
		return ""
	}
	return m.String()
}

// printable reports whether nearly all bytes are those of a text in some
// encoding.
func printable(b []byte) bool {
	odd := 0
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			odd++
		}
	}
	return odd*50 <= len(b)
}
