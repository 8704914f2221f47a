package tally_test

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/parentpower/parentpower/internal/tally"
)

// naive counts as the definitions in docs/counting.md say it, ballot by ballot in fractions, with nothing
// clever: what the fast count is held against. It knows the tie rule cost-votes-name only.
type naive struct {
	*tally.Election
	rules   tally.Rules
	ballots []map[int]*big.Rat // one a voter: project → points
}

func newNaive(e *tally.Election, rules tally.Rules) *naive {
	n := &naive{Election: e, rules: rules}
	for _, b := range e.Ballots {
		for range b.Count {
			points := map[int]*big.Rat{}
			for i, p := range b.Projects {
				switch {
				case e.Kind == tally.Points && b.Points[i] > 0:
					points[p] = big.NewRat(b.Points[i], 1)
				case e.Kind == tally.Ordinal:
					points[p] = big.NewRat(int64(len(b.Projects)-i), 1)
				case e.Kind != tally.Points:
					points[p] = big.NewRat(1, 1)
				}
			}
			n.ballots = append(n.ballots, points)
		}
	}
	return n
}

func (n *naive) votes(p int) int64 {
	var votes int64
	for _, b := range n.ballots {
		if b[p] != nil {
			votes++
		}
	}
	return votes
}

func (n *naive) utility(ballot, p int) *big.Rat {
	switch n.rules.Utility {
	case tally.UtilityPoints:
		return n.ballots[ballot][p]
	case tally.UtilityCount:
		return big.NewRat(1, 1)
	}
	return big.NewRat(max(n.Projects[p].Cost, 1), 1)
}

func (n *naive) eligible() []int {
	var list []int
	for p, project := range n.Projects {
		if n.votes(p) > 0 && project.Cost <= n.Budget {
			list = append(list, p)
		}
	}
	return list
}

func (n *naive) ahead(a, b int) bool {
	return cmp.Or(cmp.Compare(n.Projects[a].Cost, n.Projects[b].Cost), cmp.Compare(n.votes(b), n.votes(a)),
		cmp.Compare(n.Projects[a].ID, n.Projects[b].ID)) < 0
}

// first picks the least by value, then by tie order; -1 if no project has a value.
func (n *naive) first(left []int, value func(p int) *big.Rat) (int, *big.Rat) {
	best, least := -1, (*big.Rat)(nil)
	for _, p := range left {
		v := value(p)
		if v != nil && (best < 0 || v.Cmp(least) < 0 || v.Cmp(least) == 0 && n.ahead(p, best)) {
			best, least = p, v
		}
	}
	return best, least
}

func (n *naive) equalShares(endowment *big.Rat) []int {
	money := make([]*big.Rat, len(n.ballots))
	for i := range money {
		money[i] = endowment
	}
	var won []int
	left := n.eligible()
	for {
		p, rho := n.first(left, func(p int) *big.Rat { return n.rho(p, money) })
		if p < 0 {
			return won
		}
		for i, b := range n.ballots {
			if b[p] != nil {
				money[i] = new(big.Rat).Sub(money[i], lesser(money[i], new(big.Rat).Mul(rho, n.utility(i, p))))
			}
		}
		won = append(won, p)
		left = slices.DeleteFunc(left, func(q int) bool { return q == p })
	}
}

func lesser(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// rho tries, for each backer, the price at which that backer is the last who can only just pay.
func (n *naive) rho(p int, money []*big.Rat) *big.Rat {
	cost := big.NewRat(n.Projects[p].Cost, 1)
	var breaks []*big.Rat
	for i, b := range n.ballots {
		if b[p] != nil {
			breaks = append(breaks, new(big.Rat).Quo(money[i], n.utility(i, p)))
		}
	}
	slices.SortFunc(breaks, (*big.Rat).Cmp)
	for _, limit := range append(breaks, nil) {
		poor, rich := new(big.Rat), new(big.Rat)
		for i, b := range n.ballots {
			if b[p] == nil {
				continue
			}
			if limit == nil || new(big.Rat).Quo(money[i], n.utility(i, p)).Cmp(limit) < 0 {
				poor.Add(poor, money[i])
			} else {
				rich.Add(rich, n.utility(i, p))
			}
		}
		need := new(big.Rat).Sub(cost, poor)
		if limit == nil || need.Sign() < 0 {
			break
		}
		if price := need.Quo(need, rich); price.Cmp(limit) <= 0 {
			return price
		}
	}
	return nil
}

func (n *naive) cost(won []int) (sum int64) {
	for _, p := range won {
		sum += n.Projects[p].Cost
	}
	return sum
}

func (n *naive) mostVotes(won []int) []int {
	left := n.cost(won)
	queue := slices.DeleteFunc(n.eligible(), func(p int) bool { return slices.Contains(won, p) })
	slices.SortFunc(queue, func(a, b int) int {
		if c := cmp.Compare(n.score(b), n.score(a)); c != 0 || a == b {
			return c
		}
		if n.ahead(a, b) {
			return -1
		}
		return 1
	})
	for _, p := range queue {
		if left+n.Projects[p].Cost <= n.Budget {
			won, left = append(won, p), left+n.Projects[p].Cost
		} else if n.rules.Stop {
			break
		}
	}
	return won
}

func (n *naive) score(p int) int64 {
	if n.rules.Utility != tally.UtilityPoints {
		return n.votes(p)
	}
	sum := new(big.Rat)
	for _, b := range n.ballots {
		if b[p] != nil {
			sum.Add(sum, b[p])
		}
	}
	return sum.Num().Int64()
}

func (n *naive) add1() []int {
	endowment := new(big.Rat)
	if len(n.ballots) > 0 {
		per := int64(len(n.ballots)) * n.rules.Step
		endowment.SetInt64(n.Budget / per * n.rules.Step)
	}
	won := n.equalShares(endowment)
	for len(won) < len(n.eligible()) {
		fits := slices.ContainsFunc(n.eligible(), func(p int) bool {
			return !slices.Contains(won, p) && n.cost(won)+n.Projects[p].Cost <= n.Budget
		})
		endowment = new(big.Rat).Add(endowment, big.NewRat(n.rules.Step, 1))
		next := n.equalShares(endowment)
		if n.cost(next) > n.Budget || n.rules.Completion == tally.Add1Exhaustive && !fits {
			break
		}
		won = next
	}
	return won
}

func (n *naive) phragmen() []int {
	loads := make([]*big.Rat, len(n.ballots))
	for i := range loads {
		loads[i] = new(big.Rat)
	}
	var won []int
	for left := n.eligible(); ; left = slices.DeleteFunc(left, func(q int) bool { return slices.Contains(won, q) }) {
		p, load := n.first(left, func(p int) *big.Rat {
			sum := big.NewRat(n.Projects[p].Cost, 1)
			for i, b := range n.ballots {
				if b[p] != nil {
					sum.Add(sum, loads[i])
				}
			}
			return sum.Quo(sum, big.NewRat(n.votes(p), 1))
		})
		if p < 0 || n.cost(won)+n.Projects[p].Cost > n.Budget {
			return won
		}
		for i, b := range n.ballots {
			if b[p] != nil {
				loads[i] = load
			}
		}
		won = append(won, p)
	}
}

// count is the whole count, in the order in which projects win (but for "fund all").
func (n *naive) count() []int {
	if all := n.eligible(); !n.rules.Pure && n.cost(all) <= n.Budget {
		return all
	}
	switch n.rules.Method {
	case tally.MostVotes:
		return n.mostVotes(nil)
	case tally.Phragmen:
		return n.phragmen()
	}
	won := []int(nil)
	switch n.rules.Completion {
	case tally.NoCompletion, tally.Greedy:
		if len(n.ballots) > 0 {
			won = n.equalShares(big.NewRat(n.Budget, int64(len(n.ballots))))
		}
	default:
		won = n.add1()
	}
	if n.rules.Completion == tally.Greedy || n.rules.Completion == tally.Add1U {
		won = n.mostVotes(won)
	}
	return won
}
