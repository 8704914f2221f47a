package tally

import (
	"context"
	"math/big"
	"slices"
)

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
	stride := stride{shares: s, bracket: newBracket(s.box), step: step}
	for s.mayGoOn(kept) {
		if end.Rounds == most {
			end.CapReached = true
			return nil
		}
		tried, steps, err := stride.next(ctx, end.Endowment, most-end.Rounds)
		if err != nil {
			return err
		}
		if tried.cost > s.Budget {
			return nil
		}
		if !s.mayGoOn(tried) {
			steps = 1
		}
		kept = tried
		end.Endowment = raised(end.Endowment, step, steps)
		end.Rounds += steps
	}
	return nil
}

// mayGoOn reports whether Add1 goes on raising from an outcome: while there is something left to buy and, if
// it is exhaustive, something that would still fit.
func (s *shares) mayGoOn(r result) bool {
	if len(r.winners) == len(s.eligible) {
		return false
	}
	return s.rules.Completion != Add1Exhaustive || s.somethingFits(r)
}

// stride takes the steps of Add1: one at a time where outcomes change, many at once where a bracket shows
// that they do not.
type stride struct {
	*shares
	bracket *bracket
	step    int64
	reach   int // how many steps to try at once
	last    []int
}

// worthTrying is the reach from which a bracket, which is dearer than a run, is worth trying.
const worthTrying = 16

// next returns the outcome of the next step and how many steps have that same outcome: at least one, at most
// the given number.
func (s *stride) next(ctx context.Context, from *big.Rat, most int) (result, int, error) {
	for steps := min(s.reach, most); steps >= worthTrying; steps = s.reach {
		least, greatest := raised(from, s.step, 1), raised(from, s.step, steps)
		r, sure, err := s.bracket.run(ctx, least.Num().Int64(), greatest.Num().Int64())
		if err != nil {
			return r, 0, err
		}
		if sure {
			s.reach = 2 * steps
			return r, steps, nil
		}
		s.reach = steps / 2
	}
	r, err := s.run(ctx, raised(from, s.step, 1), nil)
	s.reach++
	if !slices.Equal(r.winners, s.last) {
		s.reach = 0
	}
	s.last = r.winners
	return r, 1, err
}

func raised(endowment *big.Rat, step int64, times int) *big.Rat {
	by := new(big.Int).Mul(big.NewInt(step), big.NewInt(int64(times)))
	return new(big.Rat).Add(endowment, new(big.Rat).SetInt(by))
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
