package tally

import "math/big"

// ledger holds exact amounts of money as whole numbers of a unit that gets finer as the count goes on: one
// minor unit is always `one` of the ledger's units. An amount is brought to the present unit only when it
// is looked at, so that refining costs nothing for amounts nobody asks for again.
type ledger struct {
	one     *big.Int
	factors []*big.Int // how much finer each refinement made the unit
	amounts []amount
	used    int // amounts beyond are kept for their memory
	spare   *big.Int
}

type amount struct {
	units *big.Int
	level int // how many refinements it has seen
}

// nothing is the amount that every ledger has from the start: zero.
const nothing = 0

func newLedger() *ledger { return &ledger{one: new(big.Int), spare: new(big.Int)} }

// reset empties the ledger and sets its unit to 1/one of a minor unit.
func (l *ledger) reset(one *big.Int) {
	l.one.Set(one)
	l.factors = l.factors[:0]
	l.used = 0
	l.add().SetInt64(0)
}

// refine divides the unit by factor.
func (l *ledger) refine(factor int64) {
	f := big.NewInt(factor)
	l.factors = append(l.factors, f)
	l.one = new(big.Int).Mul(l.one, f)
}

// add makes room for a new amount, to be set by the caller in present units; its number is l.used-1.
func (l *ledger) add() *big.Int {
	if l.used == len(l.amounts) {
		l.amounts = append(l.amounts, amount{units: new(big.Int)})
	}
	a := &l.amounts[l.used]
	a.level = len(l.factors)
	l.used++
	return a.units
}

// at is an amount in present units. It must not be changed.
func (l *ledger) at(i int) *big.Int {
	a := &l.amounts[i]
	for ; a.level < len(l.factors); a.level++ {
		l.spare.Mul(a.units, l.factors[a.level])
		a.units, l.spare = l.spare, a.units
	}
	return a.units
}
