package tally

import "math/big"

// price is what each supporter pays for a unit of utility: units/weight of the ledger's present units,
// where weight is the utility of those supporters who can pay it in full.
type price struct {
	units  *big.Int
	weight int64
}

// purse is a bucket of a project's backers who have the same amount left.
type purse struct {
	held    int // the ledger's number of the amount
	utility int64
	weight  int64 // ballots
	poor    bool  // the whole amount goes, because it is less than the price
	next    int   // the amount they hold once they have paid
}

// gather sorts a project's backers into purses. Where points count, each backer is a purse of its own.
func (s *shares) gather(p int) {
	s.purses, s.purseOf = s.purses[:0], s.purseOf[:0]
	byPoints := s.rules.Utility == UtilityPoints
	for _, b := range s.backers[p] {
		held := s.held[b.group]
		at := s.slot[held]
		if byPoints || at < 0 {
			at = len(s.purses)
			s.slot[held] = at
			s.purses = append(s.purses, purse{held: held, utility: b.utility})
		}
		s.purses[at].weight += b.weight
		s.purseOf = append(s.purseOf, at)
	}
	for i := range s.purses {
		s.slot[s.purses[i].held] = -1
		s.purses[i].poor = s.purses[i].held == nothing
	}
}

// price finds the smallest price at which the backers of p can carry its cost, into `into`: everybody pays
// the same for a unit of utility, or all they have where that is less. It starts from the price if all could
// pay, and moves those who cannot to the poor until nobody is left to move; the price only rises on the
// way, so nobody has to be moved back. It reports false if together they have too little.
func (s *shares) price(p int, into *price) bool {
	s.gather(p)
	into.units.Mul(s.one, s.cost[p])
	into.weight = 0
	for i := range s.purses {
		if !s.purses[i].poor {
			into.weight += s.purses[i].weight * s.purses[i].utility
		}
	}
	for moved := true; moved; {
		if into.weight == 0 {
			return into.units.Sign() == 0
		}
		moved = s.moveThePoor(into)
	}
	return true
}

// moveThePoor takes out of the price those who cannot pay it as it stands.
func (s *shares) moveThePoor(c *price) bool {
	moved := false
	quota, quotaFor := s.quota, int64(0)
	s.before.Set(c.units)
	weight := c.weight
	for i := range s.purses {
		purse := &s.purses[i]
		if purse.poor {
			continue
		}
		if purse.utility != quotaFor {
			quotaFor = purse.utility
			ceilDiv(quota, s.before, quotaFor, weight, s.word, s.rest)
		}
		money := s.at(purse.held)
		if money.Cmp(quota) >= 0 {
			continue
		}
		purse.poor, moved = true, true
		c.units.Sub(c.units, s.part.Mul(money, s.word.SetInt64(purse.weight)))
		c.weight -= purse.weight * purse.utility
	}
	return moved
}

// ceilDiv sets z to the least whole number that is at least units·utility/weight.
func ceilDiv(z, units *big.Int, utility, weight int64, word, rest *big.Int) {
	if utility != 1 {
		rest.Mul(units, word.SetInt64(utility))
		units = rest
	}
	z.QuoRem(units, word.SetInt64(weight), rest)
	if rest.Sign() > 0 {
		z.Add(z, word.SetInt64(1))
	}
}

// pay charges the backers of p, whose purses and price were just found. Afterwards all purses of one kind
// hold the same new amount, and what was paid is the cost exactly.
func (s *shares) pay(c *price) {
	s.word.SetInt64(c.weight)
	divisor := int64(1)
	if c.weight > 0 {
		divisor = s.part.GCD(nil, nil, s.rest.Mod(c.units, s.word), s.word).Int64()
		s.refine(c.weight / divisor)
	}
	c.units.Quo(c.units, s.word.SetInt64(divisor))
	for i := range s.purses {
		purse := &s.purses[i]
		purse.next = nothing
		if purse.poor {
			continue
		}
		held := s.at(purse.held)
		s.part.Mul(c.units, s.word.SetInt64(purse.utility))
		if held.Cmp(s.part) == 0 {
			continue
		}
		left := s.add()
		left.Sub(s.at(purse.held), s.part)
		purse.next = s.used - 1
	}
	s.growSlots()
}
