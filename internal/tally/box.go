package tally

import (
	"encoding/binary"
	"slices"
)

// box is an election made ready to count: ballots that support the same projects (to the same points,
// where points count) are one group.
type box struct {
	*Election
	rules    Rules
	ballots  int64 // all that were cast, the empty ones too
	votes    []int64
	scores   []int64
	eligible []int // supported, at least MinScore, and no dearer than the whole budget
	groups   []group
	backers  [][]backer // by project
	ranking  ranking
	lot      []int
}

// group is a set of ballots that say the same. Its projects are in ascending order.
type group struct {
	projects []int
	points   []int64 // nil unless the utility is points
	weight   int64
}

// backer is a group that supports a project. Its utility is that of the points; 1 where points do not count.
type backer struct {
	group   int
	weight  int64
	utility int64
}

func newBox(e *Election, rules Rules) (*box, error) {
	if err := check(e, &rules); err != nil {
		return nil, err
	}
	b := &box{Election: e, rules: rules, votes: make([]int64, len(e.Projects)), scores: make([]int64, len(e.Projects))}
	b.group()
	for i, p := range e.Projects {
		if b.votes[i] > 0 && b.scores[i] > 0 && b.scores[i] >= rules.MinScore && p.Cost <= e.Budget {
			b.eligible = append(b.eligible, i)
		}
	}
	if rules.Ties == CostVotesLot {
		b.lot = Lot(rules.Seed, e.Projects)
	}
	b.ranking = newRanking(e.Projects, b.votes, b.lot)
	return b, nil
}

// group counts votes and scores, gathers equal ballots, and lists each project's backers.
func (b *box) group() {
	byPoints := b.rules.Utility == UtilityPoints
	index := make(map[string]int)
	var marks []choice
	var key []byte
	for _, ballot := range b.Ballots {
		b.ballots += ballot.Count
		marks = choices(marks[:0], ballot, b.Kind)
		key = key[:0]
		for _, m := range marks {
			b.scores[m.project] += b.score(m) * ballot.Count
			if m.points <= 0 {
				continue
			}
			b.votes[m.project] += ballot.Count
			key = binary.AppendUvarint(key, uint64(m.project)) //nolint:gosec // a place in a slice
			if byPoints {
				key = binary.AppendVarint(key, m.points)
			}
		}
		g, known := index[string(key)]
		if !known {
			g = len(b.groups)
			index[string(key)] = g
			b.groups = append(b.groups, newGroup(marks, byPoints))
		}
		b.groups[g].weight += ballot.Count
	}
	b.backers = make([][]backer, len(b.Projects))
	for g, group := range b.groups {
		for i, p := range group.projects {
			utility := int64(1)
			if byPoints {
				utility = group.points[i]
			}
			b.backers[p] = append(b.backers[p], backer{g, group.weight, utility})
		}
	}
}

// choice is one project on one ballot.
type choice struct {
	project int
	points  int64 // 1 where the ballot has none
}

func choices(into []choice, ballot Ballot, kind Kind) []choice {
	for i, p := range ballot.Projects {
		points := int64(1)
		switch kind {
		case Points:
			points = ballot.Points[i]
		case Ordinal:
			points = int64(len(ballot.Projects) - i)
		}
		into = append(into, choice{p, points})
	}
	slices.SortFunc(into, func(a, b choice) int { return a.project - b.project })
	return into
}

// score is what a choice adds to a project's score. Points below zero count against a project; they are no
// support, and buy nothing.
func (b *box) score(c choice) int64 {
	switch {
	case b.rules.Utility == UtilityPoints:
		return c.points
	case c.points > 0:
		return 1
	}
	return 0
}

func newGroup(marks []choice, byPoints bool) group {
	var g group
	for _, m := range marks {
		if m.points <= 0 {
			continue
		}
		g.projects = append(g.projects, m.project)
		if byPoints {
			g.points = append(g.points, m.points)
		}
	}
	return g
}
