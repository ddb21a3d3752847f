// Package ledger keeps the evidence: an append-only, hash-chained log of
// documents, runs (what one reader found in a document), near-duplicate pairs,
// people's judgements and deal files, in one SQLite file.
//
// In come a document with its extraction, a judgement or a deal file; each goes
// into the log in one transaction and is on disk when the call returns. Out
// come the records that bear on a question ([Ledger.Evidence]), lists for
// finding one's way, the document as it was fetched, and the log itself. What
// leaves the desk is made from [Public], which keeps confidential notes back; some records
// away from their ledger are an [Excerpt].
//
// # Order and time
//
// Every record has a sequence number given inside its commit, and a time at
// which this ledger learned it that grows with every commit, also when the
// machine's clock is set back. So "up to a time" always means a beginning of
// the log, and what was asked once at a past ledger time gives the same records
// for ever; a redaction is the one exception.
//
// # Identity
//
// Records are known by content ids, so that adding anything twice changes
// nothing and two ledgers can be united ([Ledger.Import]).
//
// # What it does not do
//
// It decides nothing: which record counts at which time, which of a pair is the
// copy and which deals are one is computed by assess. Everything but the log is
// an index that [Ledger.Reindex] can build again and [Ledger.Verify] checks.
package ledger
