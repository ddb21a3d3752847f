// Package parley is the vocabulary of the record: who said what, on what
// basis, and what that says about which deal.
//
// A [Document] is one fetched text. Reading it gives an [Extraction]: the
// [Entity] values it names, the [Statement] values somebody makes in it, the
// [Deal] values it speaks of, and the [Assertion] values — events, positions,
// commitments, conditions, obstacles and links — that a statement, or the
// outlet's own narration, makes about a deal. A person's [Judgement] is an
// input beside documents, never an edit of them.
//
// The package holds types, their JSON, their validation and their content
// ids, and nothing else; it imports the standard library only.
//
// # Offsets
//
// A [Span] is a half-open range of bytes of the document's normalised text
// inside the program. Every public format counts Unicode code points, as the
// W3C Web Annotation Data Model does for TextPositionSelector; [Extraction]
// converts when it is written to or read from JSON.
//
// # Null
//
// Missing single values are written as null ([Optional]), lists never.
package parley
