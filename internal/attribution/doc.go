// Package attribution finds who said what: it turns an analysed document into
// statements, each a source, a cue and a content with its kind, act, basis,
// channel, date and parent.
//
// In comes a [lang.Doc]; out come the statements in text order with local ids
// ("s1"), each with the name of the rule that made it and a confidence. The
// definition of a statement is that of eval/GUIDELINES.md. Spans are bytes of
// the document's text and always give exactly the words of their part. The
// package reads the document only, except that it adds sources that no earlier
// stage knew as an actor to the document's entities. It is deterministic, takes
// any input, and its time grows linearly with the text.
package attribution
