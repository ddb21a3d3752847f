package origin

// plainBlocks reads plain text from offset from on: paragraphs are parted by
// blank lines. A first paragraph of one short line that does not end a sentence
// is the title, unless one is known.
func plainBlocks(src string, from int, pg *page) {
	var p prose
	p.copied(src, from, len(src))
	pg.split(p, nil)
}
