package score

// Agree reports whether an annotated name is one of names, as [Post] compares
// them: by their words without stop words.
func Agree(name string, names ...string) bool {
	for _, n := range names {
		if overlap(contentWords(name), contentWords(n)) >= 0.66 {
			return true
		}
	}
	return false
}
