// Package assess works out where deals stand: a pure function of what the
// ledger holds, a resolution, a policy and three times.
//
// In comes a [ledger.Evidence]; out comes an [Assessment]: for each deal every
// voice's position on each axis, the conditions, obstacles, commitments and
// links, and the proof tree off whose root each answer is read. The result
// depends on the records' content and their places in the log, never on the
// order in which they are handed over, and the package reads no clock.
//
// It decides nothing about language and nothing about who is to be believed.
// What it infers beyond the words (an event's stage, a step that was passed) is
// marked so in the proof.
package assess
