package attribution

import "github.com/parley-desk/parley"

// titles finds the statements that only headlines make: "Minister: tariff plan
// 'will be ready'" and "Tariff plan ready - minister". "Tariff plan ready, says
// minister" is left to the cues.
func (f *finder) titles() {
	v := f.v
	for p := range v.d.Paras {
		para := &v.d.Paras[p]
		if para.Part != parley.PartTitle || para.Apart {
			continue
		}
		from, to := para.Toks[0], para.Toks[1]
		for from < to && v.d.Toks[from].Apart {
			from++
		}
		for i := from + 1; i < to-1; i++ {
			switch {
			case v.is(i, classColon) && i+2 < to && f.speaks(span{from, i}):
				f.found = append(f.found, found{source: span{from, i}, content: []span{{i + 1, to}}, rule: "title-colon", score: 0.7})
			case v.is(i, classDash) && i > from+2 && v.d.Toks[i].Start > v.d.Toks[i-1].End && i+1 < to && f.speaks(span{i + 1, to}):
				f.found = append(f.found, found{source: span{i + 1, to}, content: []span{{from, i}}, rule: "title-dash", score: 0.7})
			default:
				continue
			}
			break
		}
	}
}

// speaks reports whether a stretch of a headline is somebody who can speak: a
// person, an office, a body or a role, and nothing more.
func (f *finder) speaks(s span) bool {
	v := f.v
	if s.to-s.from > 6 {
		return false
	}
	for i := s.from; i < s.to; i++ {
		if v.punct(i) || v.is(i, classAux) || v.is(i, classPrep) && v.low(i) != "of" {
			return false
		}
	}
	head := s.to - 1
	if b, ok := words().sourceNouns[v.low(head)]; ok {
		return b != string(parley.BasisDocument)
	}
	if words().speakers[v.low(head)] {
		return true
	}
	a, b := v.d.Toks[s.from].Start, v.d.Toks[head].End
	for _, n := range v.d.Names {
		if n.End == b && n.Start >= a {
			switch string(n.Type) {
			case string(parley.EntityPerson), string(parley.EntityOffice), string(parley.EntityBody):
				return true
			}
		}
	}
	return false
}
