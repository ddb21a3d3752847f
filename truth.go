package parley

// Truth is one of the four values of Belnap's logic ("A useful four-valued
// logic", 1977): what a set of told facts says of a proposition. As a pair of
// bits it holds "told true" and "told false" apart, so that a contradiction
// about one deal says nothing about another.
type Truth uint8

// The four values.
const (
	None  Truth = 0 // nobody says
	True  Truth = 1 // told true only
	False Truth = 2 // told false only
	Both  Truth = 3 // told both
)

// Not swaps what is told true and what is told false.
func (t Truth) Not() Truth { return t>>1&1 | t<<1&2 }

// And is told true when both are, told false when either is.
func (t Truth) And(u Truth) Truth { return t&u&True | (t|u)&False }

// Or is told true when either is, told false when both are.
func (t Truth) Or(u Truth) Truth { return (t|u)&True | t&u&False }

// Join adds what u is told to what t is told (the knowledge order).
func (t Truth) Join(u Truth) Truth { return t | u }

// String is none, true, false or both.
func (t Truth) String() string { return [...]string{"none", "true", "false", "both"}[t&3] }
