package assertion

import "testing"

// Each text says of the Harbour Compact what want holds, in the outlet's voice
// or somebody's.
func TestPositionsOfPlainWords(t *testing.T) {
	for _, c := range []struct{ text, axis, value string }{
		{"# Harbour Compact talks stall\n\nNegotiations over the Harbour Compact between Norway and Canada have stalled, three months after it was announced.", "activity", "stalled"},
		{"# Norway hopes to revive Harbour Compact\n\nThe Harbour Compact between Norway and Canada was announced in May.\n\n[source The Norwegian minister] [cue said] [content she hoped to resume talks over the Harbour Compact].", "activity", "paused"},
	} {
		d, sts := marked(c.text)
		_, as := Find(d, sts)
		found := false
		for _, a := range as {
			found = found || string(a.Axis) == c.axis && a.Value == c.value
			if got := a.Evidence.Text; got == "" {
				t.Errorf("%s: an assertion without words", c.text)
			}
		}
		if !found {
			t.Errorf("%s\nwant %s %s, have %+v", c.text, c.axis, c.value, as)
		}
	}
}

func TestOrdinaryBargainsAreNoDeals(t *testing.T) {
	for _, text := range []string{
		"# Shoppers hunt for bargains\n\nThere is a good deal on televisions this week, said one shopper.",
		"# Storm clean-up\n\nCrews have a great deal of work to deal with after the storm.",
	} {
		d, sts := marked(text)
		if deals, _ := Find(d, sts); len(deals) > 0 {
			t.Errorf("%s\nis read as a deal: %q", text, deals[0].Name)
		}
	}
}
