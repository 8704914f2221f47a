package tally

import (
	"context"
	"math/big"
)

// equalShares counts by equal shares and completes the outcome as the rules say.
func (b *box) equalShares(ctx context.Context, o *Outcome) error {
	s := newShares(b)
	endowment := new(big.Rat)
	if b.ballots > 0 {
		endowment.SetFrac64(b.Budget, b.ballots)
	}
	o.Shares = &Shares{Endowment: endowment}
	switch b.rules.Completion {
	case Add1, Add1Exhaustive, Add1U:
		if err := s.add1(ctx, o.Shares); err != nil {
			return err
		}
	}
	if _, err := s.run(ctx, o.Shares.Endowment, o); err != nil {
		return err
	}
	if b.rules.Completion == Add1U || b.rules.Completion == Greedy {
		b.mostVotes(o, b.without(o.Winners))
	}
	return nil
}

// add1 raises the endowment by a step at a time and keeps the last that stays within the budget. Add1's
// endowments are whole steps (as in equalshares.net and the official counts): it starts from the fair share
// rounded down. The money spent does not always grow on the way: more in each purse can buy fewer projects.
func (s *shares) add1(ctx context.Context, end *Shares) error {
	step, most := s.rules.Step, s.rules.Cap
	if step == 0 {
		step = DefaultStep(s.ballots)
	}
	if most == 0 {
		most = DefaultCap
	}
	end.Endowment = wholeSteps(end.Endowment, step)
	kept, err := s.run(ctx, end.Endowment, nil)
	if err != nil {
		return err
	}
	for s.rules.Completion != Add1Exhaustive || s.somethingFits(kept) {
		if end.Rounds == most {
			end.CapReached = true
			return nil
		}
		next := new(big.Rat).Add(end.Endowment, new(big.Rat).SetInt64(step))
		tried, err := s.run(ctx, next, nil)
		if err != nil {
			return err
		}
		if tried.cost > s.Budget {
			return nil
		}
		kept, end.Endowment = tried, next
		end.Rounds++
		if len(kept.winners) == len(s.eligible) {
			return nil
		}
	}
	return nil
}

// wholeSteps rounds an endowment down to a multiple of step.
func wholeSteps(endowment *big.Rat, step int64) *big.Rat {
	per := new(big.Int).Mul(endowment.Denom(), big.NewInt(step))
	steps := new(big.Int).Quo(endowment.Num(), per)
	return new(big.Rat).SetInt(steps.Mul(steps, big.NewInt(step)))
}

// somethingFits reports whether an eligible project that was not bought would still fit the budget.
func (s *shares) somethingFits(r result) bool {
	for _, p := range s.without(r.winners) {
		if s.Projects[p].Cost <= s.Budget-r.cost {
			return true
		}
	}
	return false
}
