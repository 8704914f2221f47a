package tally

import (
	"context"
	"math/big"
)

// loads runs the sequential rule of Phragmén (Brill, Freeman, Janson, Lackner 2017; with costs: Los,
// Christoff, Grossi 2022): fund the project whose supporters would end with the least load when they carry
// its cost so that their loads become equal; end at the first that does not fit.
//
// All supporters of a funded project have the same load afterwards, so there are at most as many different
// loads as winners; like the amounts of equal shares they are kept in a ledger.
type loads struct {
	*box
	*ledger
	carried []int   // by group: the ledger's number of its load
	weights []int64 // scratch, by load
}

func (b *box) phragmen(ctx context.Context, o *Outcome) error {
	l := &loads{box: b, ledger: newLedger(), carried: make([]int, len(b.groups))}
	l.reset(big.NewInt(1))
	for left := b.without(nil); len(left) > 0; left = b.without(o.Winners) {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, tie := b.ranking.pick(l.least(left), StageLoads)
		if tie != nil {
			o.Ties = append(o.Ties, *tie)
		}
		load := new(big.Rat).SetFrac(l.together(p), l.times(l.one, p))
		fits := b.Projects[p].Cost <= o.MoneyLeft
		b.record(o, Step{Project: p, Stage: StageLoads, Funded: fits, Rho: load})
		if !fits {
			return nil
		}
		l.carry(p)
	}
	return nil
}

// least finds the projects whose supporters would end with the least load.
func (l *loads) least(left []int) (tied []int) {
	var least *big.Int // what the supporters of tied[0] would carry together
	for _, p := range left {
		sum, order := l.together(p), -1
		if len(tied) > 0 {
			order = l.times(sum, tied[0]).Cmp(l.times(least, p))
		}
		if order < 0 {
			tied, least = tied[:0], sum
		}
		if order <= 0 {
			tied = append(tied, p)
		}
	}
	return tied
}

// times multiplies by the number of p's supporters.
func (l *loads) times(x *big.Int, p int) *big.Int { return new(big.Int).Mul(x, big.NewInt(l.votes[p])) }

// together is what the supporters of p carry now, and its cost.
func (l *loads) together(p int) *big.Int {
	l.weights = append(l.weights[:0], make([]int64, l.used)...)
	for _, backer := range l.backers[p] {
		l.weights[l.carried[backer.group]] += backer.weight
	}
	sum := new(big.Int).Mul(l.one, big.NewInt(l.Projects[p].Cost))
	share := new(big.Int)
	for i, weight := range l.weights {
		if weight > 0 && i != nothing {
			sum.Add(sum, share.Mul(l.at(i), big.NewInt(weight)))
		}
	}
	return sum
}

// carry spreads the loads of p's supporters and its cost evenly over them.
func (l *loads) carry(p int) {
	sum, votes := l.together(p), big.NewInt(l.votes[p])
	divisor := new(big.Int).GCD(nil, nil, new(big.Int).Mod(sum, votes), votes)
	l.refine(l.votes[p] / divisor.Int64())
	l.add().Quo(sum, divisor)
	for _, backer := range l.backers[p] {
		l.carried[backer.group] = l.used - 1
	}
}
