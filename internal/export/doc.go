// Package export writes what a reader sees for other programs: tables as CSV
// and Parquet, records as JSON Lines, statements as W3C Web Annotations and as
// FollowTheMoney statements, changes as an Atom feed, each folder with a data
// package description and checksums.
//
// In comes a ledger as the reader may see it ([ledger.Public] for whoever is
// outside the desk); out come bytes, the same for the same ledger and question.
// Nothing here decides what is confidential, and nothing is drawn or printed.
package export
