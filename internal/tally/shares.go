package tally

import (
	"cmp"
	"context"
	"math/big"
	"slices"
)

// shares runs the Method of Equal Shares (Peters, Pierczyński, Skowron, NeurIPS 2021): every ballot is
// given the same endowment; buy the project with the smallest price ρ for a unit of utility, charge its
// backers, and go on until no project can be paid for.
//
// Three things make the exact count fast. Ballots that hold the same amount are reckoned together: they are
// as few as the different histories of payments, not as many as ballots. A price never falls, so candidates
// wait in the order of the last price seen, and most need not be looked at. And amounts share one
// denominator (ledger), so that comparing them is comparing whole numbers.
type shares struct {
	*box
	*ledger
	cost    []*big.Int // by project
	floor   []uint64   // by project: its key if all backers could pay in full
	held    []int      // by group: the ledger's number of the amount it has left
	queue   []candidate
	slot    []int // scratch: by amount, its purse; -1 outside gather
	purses  []purse
	purseOf []int // by backer of the gathered project

	best, trial                     *price
	tied                            []int
	quota, before, word, rest, part *big.Int // scratch
}

// candidate is a project that may still be bought. Its key is the last price seen, rounded down.
type candidate struct {
	project int
	key     uint64
}

// result is what one run bought.
type result struct {
	winners []int
	cost    int64
}

func newShares(b *box) *shares {
	s := &shares{
		box: b, ledger: newLedger(), held: make([]int, len(b.groups)),
		cost: make([]*big.Int, len(b.Projects)), floor: make([]uint64, len(b.Projects)),
		best: &price{units: new(big.Int)}, trial: &price{units: new(big.Int)},
		quota: new(big.Int), before: new(big.Int), word: new(big.Int), rest: new(big.Int), part: new(big.Int),
	}
	for i, p := range b.Projects {
		s.cost[i] = big.NewInt(p.Cost)
	}
	s.reset(big.NewInt(1))
	for _, p := range b.eligible {
		all := &price{units: s.cost[p]}
		for _, backer := range b.backers[p] {
			all.weight += backer.weight * backer.utility
		}
		s.floor[p] = s.key(p, all)
	}
	return s
}

// run counts with an endowment. It ends early, with a cost over the budget, once the budget is exceeded. The
// account is kept in o unless o is nil.
func (s *shares) run(ctx context.Context, endowment *big.Rat, o *Outcome) (result, error) {
	s.reset(endowment.Denom())
	s.add().Set(endowment.Num())
	s.growSlots()
	for g := range s.held {
		s.held[g] = nothing + 1
	}
	s.queue = s.queue[:0]
	for _, p := range s.eligible {
		s.queue = append(s.queue, candidate{p, s.floor[p]})
	}
	var r result
	for r.cost <= s.Budget && s.cheapest() {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		p, tie := s.ranking.pick(s.tied, StageShares)
		s.price(p, s.best)
		if o != nil {
			s.account(o, p, tie)
		}
		s.pay(s.best)
		for i, backer := range s.backers[p] {
			s.held[backer.group] = s.purses[s.purseOf[i]].next
		}
		s.queue = slices.DeleteFunc(s.queue, func(c candidate) bool { return c.project == p })
		r.winners = append(r.winners, p)
		r.cost += s.Projects[p].Cost
	}
	if o != nil {
		s.accountForTheRest(o)
	}
	return r, nil
}

// cheapest fills s.tied with the projects of the smallest price, if any can be paid for, and drops the
// candidates that never can be again.
func (s *shares) cheapest() bool {
	slices.SortFunc(s.queue, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(s.ranking.place[a.project], s.ranking.place[b.project]))
	})
	s.tied = s.tied[:0]
	var bestKey uint64
	kept := s.queue[:0]
	for i, c := range s.queue {
		if len(s.tied) > 0 && c.key > bestKey {
			kept = append(kept, s.queue[i:]...)
			break
		}
		if !s.price(c.project, s.trial) {
			continue
		}
		c.key = s.key(c.project, s.trial)
		kept = append(kept, c)
		order := -1
		if len(s.tied) > 0 {
			order = s.compare(c.project, s.trial, s.tied[0], s.best)
		}
		if order < 0 {
			s.tied, bestKey = s.tied[:0], c.key
			s.best, s.trial = s.trial, s.best
		}
		if order <= 0 {
			s.tied = append(s.tied, c.project)
		}
	}
	s.queue = kept
	return len(s.tied) > 0
}

// worth is the utility of p to each backer, as far as it is the same for all of them.
func (s *shares) worth(p int) *big.Int {
	if s.rules.Utility == UtilityCost && s.Projects[p].Cost > 0 {
		return s.cost[p]
	}
	return bigOne
}

var bigOne = big.NewInt(1)

// compare orders two prices for a unit of utility, in the same unit of money.
func (s *shares) compare(p int, a *price, q int, b *price) int {
	left := s.part.Mul(a.units, s.word.SetInt64(b.weight))
	left = s.before.Mul(left, s.worth(q))
	right := s.part.Mul(b.units, s.word.SetInt64(a.weight))
	right = s.rest.Mul(right, s.worth(p))
	return left.Cmp(right)
}

// key is ρ in units of 2⁻⁴⁰, rounded down (and cut off at the top): keys in order mean prices not out of
// order, which is all that the queue needs.
func (s *shares) key(p int, c *price) uint64 {
	if c.weight == 0 {
		return 0
	}
	per := s.part.Mul(s.one, s.word.SetInt64(c.weight))
	per = s.rest.Mul(per, s.worth(p))
	key := s.part.Quo(s.before.Lsh(c.units, 40), per)
	if !key.IsUint64() {
		return ^uint64(0)
	}
	return key.Uint64()
}

func (s *shares) growSlots() {
	for len(s.slot) < s.used {
		s.slot = append(s.slot, -1)
	}
}
