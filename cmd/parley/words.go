package main

import "github.com/parley-desk/parley/internal/phrase"

// The commands' short names for how values are put into words.
var (
	words   = phrase.Words
	summary = phrase.Summary
	figure  = phrase.Figure
	money   = phrase.Money
	grouped = phrase.Grouped
)
