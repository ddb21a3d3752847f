package learn

import (
	"math"
	"math/rand/v2"
)

// Vectors are rows of dim numbers.
type Vectors struct {
	Dim  int
	Data []float32
}

// Len is the number of rows.
func (v Vectors) Len() int { return len(v.Data) / v.Dim }

// At returns row i.
func (v Vectors) At(i int) []float32 { return v.Data[i*v.Dim : (i+1)*v.Dim] }

// Normalize brings every row to length one.
func (v Vectors) Normalize() {
	for i := range v.Len() {
		unit(v.At(i))
	}
}

func unit(row []float32) {
	if n := float32(math.Sqrt(float64(dot(row, row)))); n > 0 {
		for k := range row {
			row[k] /= n
		}
	}
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + (s2 + s3)
}

// KMeans groups unit vectors into k clusters by cosine (spherical k-means);
// weight says how much each counts. It returns the centres, of length one.
func KMeans(v Vectors, weight []float32, k, rounds int, seed uint64) Vectors {
	rng := rand.New(rand.NewPCG(seed, 0xC1))
	centres := Vectors{v.Dim, make([]float32, k*v.Dim)}
	for c, i := range rng.Perm(v.Len())[:k] {
		copy(centres.At(c), v.At(i))
	}
	for range rounds {
		sums := make([]float32, len(centres.Data))
		filled := make([]bool, k)
		worst, at := float32(2), 0 // the vector that fits its cluster least
		for i := range v.Len() {
			row := v.At(i)
			c, fit := Nearest(centres, row)
			if fit < worst {
				worst, at = fit, i
			}
			filled[c] = true
			for d, x := range row {
				sums[c*v.Dim+d] += x * weight[i]
			}
		}
		copy(centres.Data, sums)
		for c := range k {
			if !filled[c] {
				copy(centres.At(c), v.At(at))
				at = rng.IntN(v.Len())
			}
		}
		centres.Normalize()
	}
	return centres
}

// Nearest is the centre with the greatest cosine to row, and that cosine.
func Nearest(centres Vectors, row []float32) (int, float32) {
	best, fit := 0, float32(-2)
	for c := range centres.Len() {
		if s := dot(row, centres.At(c)); s > fit {
			best, fit = c, s
		}
	}
	return best, fit
}

// Join merges clusters with the given centres and sizes pair by pair, always
// the pair that costs least (Ward 1963), and returns for each number of
// clusters asked for, in descending order, the new number of each old cluster.
func Join(centres Vectors, size []float32, want ...int) [][]int {
	n := centres.Len()
	sum := Vectors{centres.Dim, append([]float32(nil), centres.Data...)}
	mass := append([]float32(nil), size...)
	group := make([]int, n)
	alive := make([]bool, n)
	for i := range n {
		group[i], alive[i] = i, true
	}
	cost := make([]float32, n*n)
	price := func(a, b int) float32 {
		d := float32(0)
		x, y := sum.At(a), sum.At(b)
		for k := range x {
			d += (x[k] - y[k]) * (x[k] - y[k])
		}
		return d * mass[a] * mass[b] / (mass[a] + mass[b])
	}
	for a := range n {
		for b := range a {
			cost[a*n+b] = price(a, b)
		}
	}
	var out [][]int
	for left := n; len(want) > 0; left-- {
		if left == want[0] {
			number, numbers := map[int]int{}, make([]int, n)
			for i := range n {
				if _, ok := number[group[i]]; !ok {
					number[group[i]] = len(number)
				}
				numbers[i] = number[group[i]]
			}
			out = append(out, numbers)
			want = want[1:]
			if len(want) == 0 {
				break
			}
		}
		bestA, bestB, best := -1, -1, float32(math.Inf(1))
		for a := range n {
			if !alive[a] {
				continue
			}
			for b := range a {
				if alive[b] && cost[a*n+b] < best {
					bestA, bestB, best = a, b, cost[a*n+b]
				}
			}
		}
		if bestA < 0 {
			break
		}
		a, b := bestA, bestB
		x, y := sum.At(b), sum.At(a)
		for k := range x {
			x[k] = (x[k]*mass[b] + y[k]*mass[a]) / (mass[a] + mass[b])
		}
		mass[b] += mass[a]
		alive[a] = false
		for i := range n {
			if group[i] == a {
				group[i] = b
			}
			if alive[i] && i != b {
				cost[max(i, b)*n+min(i, b)] = price(i, b)
			}
		}
	}
	return out
}
