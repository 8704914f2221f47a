package opinion

import (
	"math"
	"slices"
)

const (
	groupsLeast = 2
	groupsMost  = 5
	oneMorePer  = 12 // clusters for each group beyond two
	winsToMove  = 4  // times in a row that another number of groups must be best
)

// Smoother keeps the number of groups from flickering while votes come in: it changes only once another number has been
// the best four times in a row. The zero Smoother takes the best at once.
type Smoother struct {
	Best int // the number that was best last
	Wins int // how often in a row
	Used int // the number in use
}

func (s Smoother) next(best int) Smoother {
	if best == s.Best {
		s.Wins++
	} else {
		s.Best, s.Wins = best, 1
	}
	if s.Used == 0 || s.Wins >= winsToMove {
		s.Used = best
	}
	return s
}

// Split gathers clusters into groups: for each number of groups a k-means in which a cluster weighs as many as are in
// it, and of these the one whose clusters sit best among their own (silhouette; Rousseeuw 1987). Each group is places
// in the list of clusters.
func Split(clusters []Cluster, before Smoother) ([][]int, Smoother) {
	if len(clusters) == 0 {
		return nil, before
	}
	points, weights := make([]Point, len(clusters)), make([]int, len(clusters))
	for i, c := range clusters {
		points[i], weights[i] = c.Centre, len(c.Persons)
	}
	most := min(groupsMost, groupsLeast+len(clusters)/oneMorePer)
	splits := map[int][][]int{}
	best, highest := 0, math.Inf(-1)
	for k := groupsLeast; k <= most; k++ {
		for _, f := range kMeans(points, weights, k, groupTurns) {
			splits[k] = append(splits[k], f.members)
		}
		if s := silhouette(points, splits[k]); s >= highest {
			best, highest = k, s
		}
	}
	after := before.next(best)
	if splits[after.Used] == nil { // fewer people than there were: the number in use is out of reach
		after.Used = best
	}
	return splits[after.Used], after
}

// silhouette is the mean over all points of how much nearer a point is to its own group than to the next: −1 to 1. One
// that is alone in its group counts 0.
func silhouette(points []Point, groups [][]int) float64 {
	sum := 0.0
	for _, own := range groups {
		for _, p := range own {
			if len(own) == 1 {
				continue
			}
			inside := apart(points, p, own)
			outside := math.Inf(1)
			for _, other := range groups {
				if &other[0] != &own[0] {
					outside = min(outside, apart(points, p, other))
				}
			}
			if larger := max(inside, outside); larger > 0 && !math.IsInf(outside, 1) {
				sum += (outside - inside) / larger
			}
		}
	}
	return sum / float64(len(points))
}

// apart is the mean distance of a point from the others of a group.
func apart(points []Point, p int, group []int) float64 {
	sum, n := 0.0, 0
	for _, q := range group {
		if q != p {
			sum += distance(points[p], points[q])
			n++
		}
	}
	return sum / float64(n)
}

// group gathers what is known of a group: who is in it, where it stands, and how it voted.
func (m *matrix) group(members []int, clusters []Cluster) Group {
	g := Group{Clusters: members}
	points, weights := make([]Point, len(clusters)), make([]int, len(clusters))
	for _, c := range members {
		g.Persons = append(g.Persons, clusters[c].Persons...)
		points[c], weights[c] = clusters[c].Centre, len(clusters[c].Persons)
	}
	g.Centre = mean(points, weights, members)
	g.Persons = slices.Clone(g.Persons)
	rows := m.rows(g.Persons)
	for j := range m.statements {
		g.Votes = append(g.Votes, m.count(rows, j))
	}
	return g
}
