package tally

import "context"

// Preference is how the ballots themselves compare two outcomes: each prefers the one that gives it more
// utility, under the rules' utility.
type Preference struct {
	MostVotes   int64
	EqualShares int64
	Same        int64
}

// compare is the comparison step: it returns the most-votes outcome if more ballots prefer it.
func (b *box) compare(shares *Outcome) *Outcome {
	votes := b.outcome(MostVotes)
	b.mostVotes(votes, b.eligible)
	preference := b.preference(votes, shares)
	kept := shares
	if preference.MostVotes > preference.EqualShares {
		kept = votes
	}
	kept.Compared = &preference
	return kept
}

func (b *box) preference(votes, shares *Outcome) Preference {
	var p Preference
	byVotes, byShares := b.utilities(votes), b.utilities(shares)
	for g, group := range b.groups {
		switch {
		case byVotes[g] > byShares[g]:
			p.MostVotes += group.weight
		case byVotes[g] < byShares[g]:
			p.EqualShares += group.weight
		default:
			p.Same += group.weight
		}
	}
	return p
}

// utilities is what an outcome is worth to each group of ballots.
func (b *box) utilities(o *Outcome) []int64 {
	worth := make([]int64, len(b.groups))
	for _, p := range o.Winners {
		for _, backer := range b.backers[p] {
			utility := backer.utility
			if b.rules.Utility == UtilityCost {
				utility = b.Projects[p].Cost
			}
			worth[backer.group] += utility
		}
	}
	return worth
}

// Comparison sets most votes and equal shares side by side for the same ballots.
type Comparison struct {
	MostVotes       Side
	EqualShares     Side
	Both            []int // won under both, in equal-shares order
	OnlyMostVotes   []int
	OnlyEqualShares []int
	Preference      Preference
}

// Side is one method's result in short. Served is how many ballots have at least one of their projects funded.
type Side struct {
	Winners   []int
	Cost      int64
	MoneyLeft int64
	Served    int64
}

// Compare counts by most votes and by equal shares, under the same other rules.
func Compare(ctx context.Context, election *Election, rules Rules) (*Comparison, error) {
	b, err := newBox(election, rules)
	if err != nil {
		return nil, err
	}
	rules.Method, rules.Compare = EqualShares, false
	shares, err := Count(ctx, election, rules)
	if err != nil {
		return nil, err
	}
	votes := b.outcome(MostVotes)
	b.mostVotes(votes, b.eligible)
	c := &Comparison{MostVotes: b.side(votes), EqualShares: b.side(shares), Preference: b.preference(votes, shares)}
	for _, p := range shares.Winners {
		if votes.Funded(p) {
			c.Both = append(c.Both, p)
		} else {
			c.OnlyEqualShares = append(c.OnlyEqualShares, p)
		}
	}
	for _, p := range votes.Winners {
		if !shares.Funded(p) {
			c.OnlyMostVotes = append(c.OnlyMostVotes, p)
		}
	}
	return c, nil
}

func (b *box) side(o *Outcome) Side {
	s := Side{Winners: o.Winners, Cost: o.Cost, MoneyLeft: o.MoneyLeft}
	for g, served := range b.served(o) {
		if served > 0 {
			s.Served += b.groups[g].weight
		}
	}
	return s
}

// served is, by group of ballots, how many of its projects are funded.
func (b *box) served(o *Outcome) []int {
	served := make([]int, len(b.groups))
	for _, p := range o.Winners {
		for _, backer := range b.backers[p] {
			served[backer.group]++
		}
	}
	return served
}
