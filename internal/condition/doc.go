// Package condition is the small language in which conditions of deals are
// written down: what a deal waits for, in quoted words, events, dates, amounts
// and counts.
//
//	operative(us-uk-tpd) while "substantive progress" on us-uk-epd
//	in_force(paris) when ratified(paris) by 55 parties and "55 percent of emissions" on paris
//	completed(merger) when (approved(merger, "CMA") and approved(merger, "European Commission")) by 2026-05-08
//
// In comes text; out comes a [Condition], or an [Error] that says where, what
// was expected and what may have been meant. [Condition.String] prints what
// [Parse] reads back to the same condition. [Check] finds deals that nobody
// knows, and circles. [Eval] works a condition out, in Belnap's four values,
// over a [World] that knows what was said, and [Flips] finds the smallest sets
// of further sayings that would change it. The grammar is in
// docs/formats/condition.md.
//
// The package knows no ledger and no voices; it invents no scale: a comparison
// is possible only where the text has a date, an amount or a count.
package condition
