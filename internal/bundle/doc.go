// Package bundle makes an answer travel: a zip archive with the answer, its
// proof and all the evidence that it rests on, and the check that tells whether
// the one follows from the other.
//
// [Make] takes a question and a ledger and gives the archive; the same ledger
// and question give the same bytes. [Verify] takes nothing but the archive. It
// does not trust the answer in it: it works it out again from the evidence, by
// the same code ([answer.Desk]) over the bundle's records in place of a ledger,
// and compares. Every byte of the archive is covered: a changed one is named
// with its file.
//
// What Verify shows is that the answer follows from this evidence and that the
// evidence stands in a chain with this head. It cannot show that the keeper of
// the ledger left nothing out; docs/formats/bundle.md says what can.
package bundle
