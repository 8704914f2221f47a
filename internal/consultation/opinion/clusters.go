package opinion

import (
	"cmp"
	"math"
	"slices"
)

const (
	clustersMost = 100 // of people who voted nearly the same
	clusterTurns = 100
	groupTurns   = 20
	still        = 0.01 // centres that move less stand still
)

// clusters brings together those who stand close, so that groups are found among a hundred places at the most.
func (m *matrix) clusters(places []Point, counted []int) []Cluster {
	rows := m.rows(counted)
	points := make([]Point, len(rows))
	for k, i := range rows {
		points[k] = places[i]
	}
	var list []Cluster
	for _, found := range kMeans(points, nil, clustersMost, clusterTurns) {
		c := Cluster{Centre: found.centre}
		for _, k := range found.members {
			c.Persons = append(c.Persons, counted[k])
		}
		list = append(list, c)
	}
	return list
}

// found is one cluster of a k-means: places in the list of points.
type found struct {
	members []int
	centre  Point
}

// kMeans is Lloyd's algorithm from the first k different points. Clusters that lose all their members go. A nil weight
// is one for each.
func kMeans(points []Point, weights []int, k, turns int) []found {
	now := first(points, k)
	for turn := 0; ; turn++ {
		next := step(points, weights, now)
		if turn == turns || same(now, next) {
			return next
		}
		now = next
	}
}

func first(points []Point, k int) []found {
	var list []found
	seen := map[Point]bool{}
	for _, p := range points {
		if len(list) == k {
			break
		}
		if !seen[p] {
			seen[p] = true
			list = append(list, found{centre: p})
		}
	}
	return list
}

func step(points []Point, weights []int, now []found) []found {
	members := make([][]int, len(now))
	for i, p := range points {
		closest, least := 0, math.Inf(1)
		for c := range now {
			if d := distance(p, now[c].centre); d < least {
				closest, least = c, d
			}
		}
		members[closest] = append(members[closest], i)
	}
	var next []found
	for _, list := range members {
		if len(list) > 0 {
			next = append(next, found{members: list, centre: mean(points, weights, list)})
		}
	}
	return next
}

func mean(points []Point, weights []int, members []int) Point {
	var sum Point
	all := 0.0
	for _, i := range members {
		w := 1.0
		if weights != nil {
			w = float64(weights[i])
		}
		sum.X += w * points[i].X
		sum.Y += w * points[i].Y
		all += w
	}
	return Point{sum.X / all, sum.Y / all}
}

// same reports whether no centre has moved. Centres are compared in their order on the map.
func same(a, b []found) bool {
	left, right := centres(a), centres(b)
	for i := range min(len(left), len(right)) {
		if distance(left[i], right[i]) >= still {
			return false
		}
	}
	return true
}

func centres(list []found) []Point {
	points := make([]Point, len(list))
	for i, f := range list {
		points[i] = f.centre
	}
	slices.SortFunc(points, func(a, b Point) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y)) })
	return points
}

func distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }
