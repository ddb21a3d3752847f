// Package examples holds the example posts, for the program's demo and for
// tests. The posts are written for Parley: their deals, outlets and people are
// invented, and they may be copied freely.
package examples

import "embed"

// Posts holds the folder posts.
//
//go:embed posts
var Posts embed.FS
