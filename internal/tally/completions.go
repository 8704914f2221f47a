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
