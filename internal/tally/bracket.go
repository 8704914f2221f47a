package tally

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// bracket runs equal shares for a whole range of endowments at once, so that Add1 need not take its steps
// one by one where they change nothing. For each group of ballots it keeps two bounds, in fixed point: no
// endowment of the range leaves it with less than low, none with more than high. More money never makes a
// project dearer; so the price from the low amounts is at least, and from the high ones at most, what any
// endowment of the range gives. All rounding is outwards. A run counts only if at every step the bounds
// alone tell which project is next; else it says that it does not know, and nothing is guessed.
type bracket struct {
	*box
	low, high []uint64 // by group
	queue     []bound
	shift     int // binary places
}

// bound is a candidate and, when last looked at, the least and greatest price of a unit of utility.
type bound struct {
	project     int
	least, most fixed
	pays        bool // even the low amounts can pay for it
	plain       bool // and nobody pays less than the full price, so that the price is known exactly
}

// fixed is a number with 64 binary places.
type fixed struct{ whole, part uint64 }

func (a fixed) cmp(b fixed) int {
	return cmp.Or(cmp.Compare(a.whole, b.whole), cmp.Compare(a.part, b.part))
}

// levy is a price before the division: money over the utility of those who pay it in full.
type levy struct{ money, weight uint64 }

func newBracket(b *box) *bracket {
	return &bracket{box: b, low: make([]uint64, len(b.groups)), high: make([]uint64, len(b.groups))}
}

// run counts with all endowments from least to most, in minor units, and reports whether they agree. Like
// shares.run it ends early once the budget is exceeded.
func (b *bracket) run(ctx context.Context, least, most int64) (r result, sure bool, err error) {
	b.shift = bits.LeadingZeros64(natural(max(most, b.Budget))) - 2
	for g := range b.low {
		b.low[g], b.high[g] = b.fix(least), b.fix(most)
	}
	b.queue = b.queue[:0]
	for _, p := range b.eligible {
		b.queue = append(b.queue, bound{project: p})
	}
	for r.cost <= b.Budget {
		if err := ctx.Err(); err != nil {
			return r, false, err
		}
		if !b.look() {
			return r, false, nil
		}
		if len(b.queue) == 0 {
			break
		}
		next := b.queue[0].project
		b.pay(next)
		b.queue = slices.Delete(b.queue, 0, 1)
		r.winners = append(r.winners, next)
		r.cost += b.Projects[next].Cost
	}
	return r, true, nil
}

func (b *bracket) fix(minor int64) uint64 {
	return natural(minor) << b.shift
}

// look brings the bounds up to date as far as needed, drops what cannot be paid for, and puts the next project
// first. It reports false if the bounds do not tell which it is.
func (b *bracket) look() bool {
	slices.SortFunc(b.queue, func(x, y bound) int { return x.least.cmp(y.least) })
	kept, looked := b.queue[:0], 0
	var ceiling fixed
	for i, c := range b.queue {
		if looked > 0 && c.least.cmp(ceiling) > 0 {
			kept = append(kept, b.queue[i:]...)
			break
		}
		switch possible, fits := b.update(&c); {
		case !fits:
			return false
		case !possible:
			continue
		}
		if looked == 0 || c.most.cmp(ceiling) < 0 {
			ceiling = c.most
		}
		kept = append(kept, c)
		looked++
	}
	b.queue = kept
	for i := 1; i < looked; i++ {
		if b.before(b.queue[i], b.queue[0]) {
			b.queue[i], b.queue[0] = b.queue[0], b.queue[i]
		}
	}
	for i := 1; i < looked; i++ {
		if !b.before(b.queue[0], b.queue[i]) {
			return false
		}
	}
	return looked == 0 || b.queue[0].pays
}

// before reports whether x is certain to be bought before y.
func (b *bracket) before(x, y bound) bool {
	if !x.pays {
		return false
	}
	if x.plain && y.plain {
		// Compare c/(U·w) of the two, where the price of both is exact.
		left, right := b.plainPrice(x.project, y.project), b.plainPrice(y.project, x.project)
		return cmp.Or(left.cmp(right), cmp.Compare(b.ranking.place[x.project], b.ranking.place[y.project])) < 0
	}
	return x.most.cmp(y.least) < 0
}

// plainPrice is the exact price of p times what divides the prices of p and q: cost(p)·weight(q), the worth
// of a project being its cost or the same for both.
func (b *bracket) plainPrice(p, q int) (product fixed) {
	cost := b.Projects[p].Cost
	if b.rules.Utility == UtilityCost {
		cost = min(cost, 1)
	}
	var weight uint64
	for _, backer := range b.backers[q] {
		weight += backer.power()
	}
	product.whole, product.part = bits.Mul64(natural(cost), weight)
	return product
}

// update finds the bounds of a candidate's price. It is not possible if even the high amounts are too little;
// fits is false if the numbers do not fit the fixed point.
func (b *bracket) update(c *bound) (possible, fits bool) {
	dear, poor, pays := b.levy(c.project, b.low)
	cheap, _, possible := b.levy(c.project, b.high)
	if !possible {
		return false, true
	}
	c.pays, c.plain = pays, pays && !poor
	if c.least, fits = b.perUtility(c.project, cheap, false); !fits {
		return true, false
	}
	c.most = fixed{^uint64(0), ^uint64(0)}
	if pays {
		c.most, fits = b.perUtility(c.project, dear, true)
	}
	return true, fits
}

// power is what the backer's ballots add to the weight of a price that they can pay in full.
func (b backer) power() uint64 { return natural(b.weight * b.utility) }

// natural is a number that is known not to be below zero, for the arithmetic of package bits.
func natural(n int64) uint64 { return uint64(n) } //nolint:gosec // see above

// levy finds the price at which the backers of p can pay for it with these amounts, as shares.price does.
func (b *bracket) levy(p int, amounts []uint64) (l levy, poor, affordable bool) {
	full := levy{money: b.fix(b.Projects[p].Cost)}
	for _, backer := range b.backers[p] {
		full.weight += backer.power()
	}
	for l = full; ; {
		next := full
		for _, backer := range b.backers[p] {
			if amount := amounts[backer.group]; l.over(amount, backer) {
				next.money -= amount * natural(backer.weight)
				next.weight -= backer.power()
			}
		}
		switch {
		case next == l:
			return l, l != full, true
		case next.weight == 0:
			return l, true, false
		}
		l = next
	}
}

// over reports whether the levy asks more of a backer than the amount.
func (l levy) over(amount uint64, backer backer) bool {
	haveHigh, have := bits.Mul64(amount, l.weight)
	askHigh, ask := bits.Mul64(l.money, natural(backer.utility))
	return haveHigh < askHigh || haveHigh == askHigh && have < ask
}

// perUtility divides the levy by the worth of p, rounding as told.
func (b *bracket) perUtility(p int, l levy, up bool) (price fixed, fits bool) {
	worth := uint64(1)
	if b.rules.Utility == UtilityCost {
		worth = natural(max(b.Projects[p].Cost, 1))
	}
	overflow, divisor := bits.Mul64(l.weight, worth)
	if overflow > 0 {
		return price, false
	}
	price.whole = l.money / divisor
	var rest uint64
	price.part, rest = bits.Div64(l.money%divisor, 0, divisor)
	if up && rest > 0 {
		var carry uint64
		price.part, carry = bits.Add64(price.part, 1, 0)
		price.whole += carry
	}
	return price, true
}

// pay charges the backers of p: from the low amounts at the greatest price, from the high ones at the least.
func (b *bracket) pay(p int) {
	for _, side := range []struct {
		amounts []uint64
		up      bool
	}{{b.low, true}, {b.high, false}} {
		l, _, _ := b.levy(p, side.amounts)
		for _, backer := range b.backers[p] {
			amount := &side.amounts[backer.group]
			if l.over(*amount, backer) {
				*amount = 0
				continue
			}
			high, low := bits.Mul64(l.money, natural(backer.utility))
			due, rest := bits.Div64(high, low, l.weight)
			if side.up && rest > 0 && due < *amount {
				due++
			}
			*amount -= due
		}
	}
}
