package assertion

import "github.com/parley-desk/parley"

// noDeal reports whether the deal noun at i, whose phrase is m, names no deal
// between parties although no phrase of the list of idioms says so.
func (f *finder) noDeal(m *mention, i int) bool {
	if f.disclaimed(f.tok(i).Sent) || f.figures(m) || f.office(m) || f.statute(m.head+1) {
		return true
	}
	switch f.singularAt(m.head) {
	case "combination":
		// "a combination of higher prices and weak demand"
		return f.low(m.head+1) == "of"
	case "collaboration", "partnership", "cooperation", "alliance":
		return f.motto(m)
	case "agreement":
		// "grateful for his agreement to speak"
		w := f.low(m.toks[0])
		return (w == "his" || w == "her" || w == "my") && f.low(m.head+1) == "to"
	case "sale", "purchase", "acquisition", "divestment":
		return f.merchandise(m)
	case "investment":
		return f.securities(m.head+1, m.long[1])
	case "offer":
		// "the offer of a warm bed"
		return f.low(m.head+1) == "of" && len(m.given) == 0 && f.is(m.head+2, "DET") && f.merchandise(m)
	case "takeover":
		// "the takeover of the ministry", "of the island": nobody sells
		return f.seized(m)
	case "deal", "contract":
		return f.employment(m) || f.bargains(m)
	case "stake":
		return f.merelyHeld(m)
	case "protocol":
		return !f.diplomatic(m)
	case "memorandum", "memo":
		return f.unilateral(m)
	}
	return false
}

// disclaimed reports whether sentence s is of the small print that offers of
// securities and class actions carry: "nor shall there be any sale of these
// securities in any state".
func (f *finder) disclaimed(s int) bool {
	if s < 0 {
		return false
	}
	for k := f.d.Sents[s].Toks[0]; k < f.d.Sents[s].Toks[1]; k++ {
		if _, n := f.w.smallPrint.at(f.low, k); n > 0 {
			return true
		}
	}
	return false
}

// figures reports whether the phrase before the head is a row of figures.
func (f *finder) figures(m *mention) bool {
	n := 0
	for k := m.toks[0]; k < m.head; k++ {
		if f.is(k, "NUM") {
			n++
		}
	}
	return n > 2
}

// office reports whether m tells what somebody's office is about: "head of
// partnerships".
func (f *finder) office(m *mention) bool {
	if f.low(m.toks[0]-1) != "of" || m.det != bare {
		return false
	}
	switch f.low(m.toks[0] - 2) {
	case "head", "director", "president", "manager", "chief", "vp":
		return true
	}
	return false
}

// statute reports whether the word at i makes a law of the noun before it: "the
// Foreign Takeovers Act".
func (f *finder) statute(i int) bool {
	switch f.low(i) {
	case "act", "bill", "law", "laws", "code", "ordinance", "regulations":
		return true
	}
	return false
}

// goods reports whether what is sold or bought is told in common nouns for no
// price, to nobody or to a whole country: "the sale of products", "a sale of
// corn to Norland".
func (f *finder) goods(m *mention) bool {
	end := f.nounRight(m.head+2, m.long[1])
	if f.low(m.head+1) != "of" || end <= m.head+2 || len(f.amountsIn(m.toks[0], m.long[1])) > 0 {
		return false
	}
	for k := m.head + 2; k < end; k++ {
		if f.upper(k) || f.w.assets[f.singularAt(k)] || f.tok(k).XPOS == "PRP$" || f.is(k, "DET", "NUM") || f.low(k) == "%" {
			return false
		}
	}
	for _, e := range m.given {
		if x := f.d.Entity(e); x != nil && x.Type != parley.EntityState {
			return false
		}
	}
	return true
}

// motto reports whether m stands in what a meeting calls itself: "under the
// theme 'Partnership for Growth'".
func (f *finder) motto(m *mention) bool {
	for k := m.toks[0] - 1; k > m.toks[0]-4; k-- {
		switch f.low(k) {
		case "theme", "motto", "slogan", "titled", "entitled":
			return true
		}
	}
	return false
}

// anybody reports whether the subject at i stands for whoever reads or invests:
// "if you bought", "those already invested in Rivet".
func (f *finder) anybody(i int) bool {
	switch f.low(i) {
	case "you", "those", "anyone", "anybody", "people", "investors", "shareholders", "everyone", "someone":
		return true
	}
	return false
}

// merchandise reports whether a sale or purchase is of goods or of securities
// on a market: "a hefty sale of corn", "the purchase of 763,000 shares". What
// is told of a company, of a part of one or of a price is a deal.
func (f *finder) merchandise(m *mention) bool {
	if f.securities(m.head+1, m.long[1]) || f.low(m.head+1) == "or" && f.securities(m.head+2, m.head+7) {
		return true // "the sale or other disposition of shares"
	}
	if f.goods(m) {
		return true
	}
	if m.det == definite || m.det == demonstrative || m.det == possessive || len(m.parties) > 0 || m.inner {
		return false
	}
	for k := m.toks[0]; k < m.long[1]; k++ {
		if f.w.assets[f.singularAt(k)] || f.upper(k) && k > m.toks[0] && !f.headline[f.d.Sents[f.tok(k).Sent].Para] {
			return false
		}
	}
	return len(f.amountsIn(m.toks[0], m.long[1])) == 0
}

// securities reports whether tokens from..to speak of so many shares, bonds or
// coins, and not of a share of a company in per cent.
func (f *finder) securities(from, to int) bool {
	for k := from; k < to; k++ {
		if !f.w.securities[f.low(k)] || f.named(f.tok(k).Span) {
			continue
		}
		for n := max(0, from-2); n < min(to+2, len(f.d.Toks)); n++ {
			if w := f.low(n); w == "%" || w == "percent" || w == "per" && f.low(n+1) == "cent" || w == "all" || w == "outstanding" || w == "majority" {
				return false
			}
		}
		return true
	}
	return false
}

// seized reports whether what is taken over is a state, an office or a place.
func (f *finder) seized(m *mention) bool {
	if f.low(m.head+1) != "of" {
		return false
	}
	end := f.nounRight(m.head+2, m.long[1])
	found := false
	for _, e := range f.d.EntitiesIn(f.span(m.head+2, max(end, m.head+3))) {
		switch x := f.d.Entity(e); x.Type {
		case parley.EntityState, parley.EntityOffice:
			found = true
		default:
			return false
		}
	}
	return found
}

// merelyHeld reports whether somebody just has the stake that m speaks of, or
// trades in it on a market: "investors who hold a majority stake".
func (f *finder) merelyHeld(m *mention) bool {
	v, _ := f.verbOf(m.head)
	if v < 0 {
		return false
	}
	return f.w.roles[f.lemma(v)]&roleHolds != 0
}

// diplomatic reports whether a protocol is an agreement between states, not one
// of computers, doctors or courts: "the Kelso Protocol on fisheries", "signed a
// protocol".
func (f *finder) diplomatic(m *mention) bool {
	if v, rel := f.verbOf(m.head); v >= 0 && rel != "nsubj" && (f.lemma(v) == "sign" || f.lemma(v) == "ratify" || f.lemma(v) == "initial") {
		return true
	}
	for _, e := range m.given {
		if x := f.d.Entity(e); x != nil && x.Type != parley.EntityState && x.Type != parley.EntityBody {
			return false
		}
	}
	return m.proper != "" || len(m.given) > 1
}

// unilateral reports whether a memorandum is one that somebody writes to his
// own people: "the president signed a memorandum renaming the base". One that
// has been spoken of, or that two sign, is a deal.
func (f *finder) unilateral(m *mention) bool {
	if len(m.parties) > 1 {
		return false
	}
	for k := m.head + 1; k < m.long[1]; k++ {
		if w := f.low(k); w == "understanding" || w == "agreement" || w == "with" || w == "between" {
			return false
		}
	}
	if m.proper != "" {
		return true
	}
	for i := range f.found {
		if o := &f.found[i]; o.noun.instrument == parley.InstrumentMemorandum {
			return false
		}
	}
	if m.det == indefinite || m.det == bare {
		return true
	}
	v, rel := f.verbOf(m.head)
	return v >= 0 && rel == "obj" && (f.lemma(v) == "sign" || f.lemma(v) == "issue" || f.lemma(v) == "write")
}

// employment reports whether m is what somebody works or plays under: "signed
// on a three-year deal", "his contract".
func (f *finder) employment(m *mention) bool {
	if w := f.low(m.toks[0]); (w == "his" || w == "her") && f.singularAt(m.head) == "contract" {
		return true
	}
	if f.low(m.toks[0]-1) != "on" || m.det != indefinite {
		return false
	}
	v, _ := f.verbOf(m.head)
	switch f.lemma(v) {
	case "sign", "re-sign", "join", "hire", "appoint", "recruit", "move", "arrive", "tie", "return":
		return true
	}
	return false
}

// bargains reports whether m praises what shops offer: "the best television
// deals".
func (f *finder) bargains(m *mention) bool {
	for k := m.toks[0]; k < m.head && f.low(m.head) == "deals"; k++ {
		switch f.low(k) {
		case "best", "cheapest", "hottest", "top", "great", "amazing":
			return len(m.given) == 0
		}
	}
	return false
}

// advised reports whether the deal verb at i is a broker's advice: "Buy
// Kestrel, sell Rivet".
func (f *finder) advised(i int) bool {
	l := f.low(i)
	return (l == "buy" || l == "sell") && f.child(i, "nsubj", "nsubj:pass", "aux", "mark") < 0 && (f.tok(i).Rel == "root" || f.upper(i)) && f.low(i-1) != "to"
}
