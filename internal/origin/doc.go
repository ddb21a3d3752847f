// Package origin turns bytes from outside into documents: files and folders of
// Jekyll and Hugo posts, bare Markdown, saved HTML pages, plain text, JSON
// Lines, standard input and URLs.
//
// In come bytes and what the caller knows about them; out comes a
// [parley.Document] with its normalised text, the parts that tile it, a map from
// that text back to the original bytes, what was mended (repairs), what is not
// the article's own words (boilerplate, artefacts), and what the document says
// of itself: title, outlet, authors, credits, date, language. It decides nothing
// about who said what.
//
// No input makes it panic and one bad input never stops the others: [Read]
// yields an error with the input's place and goes on. The same bytes always give
// the same document; only fetching a URL depends on the world.
package origin
