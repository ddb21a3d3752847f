// Package extract runs the reading half: a document in, an Extraction out. It
// is deterministic and offline; the same document gives the same bytes.
package extract
