package tally

import (
	"cmp"
	"math/big"
	"slices"
)

// account records the purchase that is about to be paid: p's purses and price (s.best) are the last found.
func (s *shares) account(o *Outcome, p int, tie *Tie) {
	if tie != nil {
		o.Ties = append(o.Ties, *tie)
	}
	step := Step{Project: p, Stage: StageShares, Funded: true, Rho: s.rho(p, s.best), Shares: s.together()}
	for _, purse := range s.purses {
		switch {
		case !purse.poor:
			step.PaidFull += purse.weight
		case purse.held != nothing:
			step.PaidAll += purse.weight
		}
	}
	s.record(o, step)
}

// accountForTheRest records what the backers of each project that could not be bought had left together.
func (s *shares) accountForTheRest(o *Outcome) {
	rest := s.without(o.Winners)
	slices.SortFunc(rest, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.votes[b], s.votes[a]), cmp.Compare(s.ranking.place[a], s.ranking.place[b]))
	})
	for _, p := range rest {
		s.gather(p)
		s.record(o, Step{Project: p, Stage: StageShares, Shares: s.together()})
	}
}

// together is what the gathered purses hold, in minor units.
func (s *shares) together() *big.Rat {
	sum := new(big.Int)
	for _, purse := range s.purses {
		sum.Add(sum, s.part.Mul(s.at(purse.held), s.word.SetInt64(purse.weight)))
	}
	return new(big.Rat).SetFrac(sum, s.one)
}

func (s *shares) rho(p int, c *price) *big.Rat {
	if c.weight == 0 {
		return new(big.Rat)
	}
	per := new(big.Int).Mul(s.one, big.NewInt(c.weight))
	return new(big.Rat).SetFrac(c.units, per.Mul(per, s.worth(p)))
}
