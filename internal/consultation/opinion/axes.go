package opinion

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Axes are the two directions in which votes differ most, and the mean vote that they start from.
type Axes struct {
	Centre []float64 // by column
	X, Y   []float64 // unit vectors by column
}

// axes finds the first two principal components. What somebody has not seen counts as the mean of the column, so that
// after centring it is nothing.
func (m *matrix) axes() Axes {
	n, c := len(m.persons), len(m.statements)
	a := Axes{Centre: make([]float64, c), X: make([]float64, c), Y: make([]float64, c)}
	for j := range c {
		sum, seen := 0, 0
		for i := range n {
			if s := m.at(i, j); s != unseen {
				sum += int(s)
				seen++
			}
		}
		if seen > 0 {
			a.Centre[j] = float64(sum) / float64(seen)
		}
	}
	centred := mat.NewDense(n, c, nil)
	for i := range n {
		for j := range c {
			if s := m.at(i, j); s != unseen {
				centred.Set(i, j, float64(s)-a.Centre[j])
			}
		}
	}
	var spread mat.SymDense
	spread.SymOuterK(1, centred.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(&spread, true) { // never for finite numbers
		return a
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // ascending
	for k, axis := range [][]float64{a.X, a.Y} {
		at := c - 1 - k
		// A direction in which nobody differs is none.
		if at < 0 || values[at] <= values[c-1]*1e-12 || values[at] <= 0 {
			continue
		}
		mat.Col(axis, at, &vectors)
		turn(axis)
	}
	return a
}

// turn makes the largest part of an axis positive.
func turn(axis []float64) {
	largest := 0.0
	for _, x := range axis {
		if math.Abs(x) > math.Abs(largest)+1e-9 {
			largest = x
		}
	}
	if largest < 0 {
		for j := range axis {
			axis[j] = -axis[j]
		}
	}
}

// places are where people stand. Somebody who has voted little is pushed out from the middle by the square root of how
// little, because the votes that are missing would have been counted as the mean.
func (m *matrix) places(a Axes) []Point {
	places := make([]Point, len(m.persons))
	for i := range places {
		var p Point
		votes := 0
		for j := range m.statements {
			s := m.at(i, j)
			if s == unseen {
				continue
			}
			votes++
			off := float64(s) - a.Centre[j]
			p.X += off * a.X[j]
			p.Y += off * a.Y[j]
		}
		scale := math.Sqrt(float64(len(m.statements)) / float64(max(votes, 1)))
		places[i] = Point{p.X * scale, p.Y * scale}
	}
	return places
}

// extremity is how far out somebody stands who has agreed with this statement and said nothing else.
func (a Axes) extremity(j int) float64 {
	return math.Sqrt(float64(len(a.Centre))) * math.Abs(1-a.Centre[j]) * math.Hypot(a.X[j], a.Y[j])
}
