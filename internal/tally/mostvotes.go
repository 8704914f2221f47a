package tally

import (
	"cmp"
	"slices"
)

// mostVotes funds projects by score, highest first, from the money that is left, skipping what does not fit
// or, if the rules say so, ending there. It is a method of its own and the end of two completions.
func (b *box) mostVotes(o *Outcome, among []int) {
	queue := slices.Clone(among)
	slices.SortFunc(queue, func(x, y int) int {
		return cmp.Or(cmp.Compare(b.scores[y], b.scores[x]), cmp.Compare(b.ranking.place[x], b.ranking.place[y]))
	})
	for start, end := 0, 0; start < len(queue); start = end {
		for end = start + 1; end < len(queue) && b.scores[queue[end]] == b.scores[queue[start]]; end++ {
		}
		if _, tie := b.ranking.pick(queue[start:end], StageVotes); tie != nil {
			o.Ties = append(o.Ties, *tie)
		}
		for _, p := range queue[start:end] {
			fits := b.Projects[p].Cost <= o.MoneyLeft
			b.record(o, Step{Project: p, Stage: StageVotes, Funded: fits})
			if !fits && b.rules.Stop {
				return
			}
		}
	}
}

// record adds a step to the account and, if the project is funded, pays for it.
func (b *box) record(o *Outcome, s Step) {
	if s.Funded {
		o.Winners = append(o.Winners, s.Project)
		o.Cost += b.Projects[s.Project].Cost
		o.MoneyLeft -= b.Projects[s.Project].Cost
	}
	s.MoneyLeft = o.MoneyLeft
	o.Trace = append(o.Trace, s)
}

// without lists the eligible projects that are not yet funded.
func (b *box) without(winners []int) []int {
	var rest []int
	for _, p := range b.eligible {
		if !slices.Contains(winners, p) {
			rest = append(rest, p)
		}
	}
	return rest
}
