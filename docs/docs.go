// Package docs holds the pages that the program itself shows.
package docs

import _ "embed"

// Quality is how well the reader does, as the project's scorer measured it.
//
//go:embed quality.md
var Quality string
