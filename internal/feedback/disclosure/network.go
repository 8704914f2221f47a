package disclosure

import (
	"cmp"
	"math"
	"slices"
)

// network is a table as a flow that goes round: from the whole to rows, through cells to columns, and back to the
// whole. What flows into a place flows out of it, which is all that adding up means. So a number that is hidden can be
// another than it is, while all that is shown stays, exactly if some round trip over hidden numbers goes through it:
// one more here, one fewer there.
//
// The places are 0 for the whole before it is split into rows, then the rows, the columns, and last the whole that the
// columns add up to.
type network struct {
	rows, columns int
	arcs          []arc
	base          int64
	out           [][]int // arcs that begin or end at a place
}

type arc struct {
	from, to int
	count    int64
	hidden   Why
}

func newNetwork(t Table, base int64) *network {
	n := &network{rows: len(t.Rows), columns: len(t.Columns), base: base}
	n.out = make([][]int, n.rows+n.columns+2)
	rowSums, columnSums, all := make([]int64, n.rows), make([]int64, n.columns), int64(0)
	for i, row := range t.Counts {
		for j, c := range row {
			n.add(n.row(i), n.column(j), c)
			rowSums[i] += c
			columnSums[j] += c
			all += c
		}
	}
	for i, sum := range rowSums {
		n.add(0, n.row(i), sum)
	}
	for j, sum := range columnSums {
		n.add(n.column(j), n.end(), sum)
	}
	n.add(n.end(), 0, all)
	return n
}

func (n *network) add(from, to int, count int64) {
	n.out[from] = append(n.out[from], len(n.arcs))
	n.out[to] = append(n.out[to], len(n.arcs))
	n.arcs = append(n.arcs, arc{from: from, to: to, count: count})
}

func (n *network) row(i int) int         { return 1 + i }
func (n *network) column(j int) int      { return 1 + n.rows + j }
func (n *network) end() int              { return 1 + n.rows + n.columns }
func (n *network) cell(i, j int) int     { return i*n.columns + j }
func (n *network) rowTotal(i int) int    { return n.rows*n.columns + i }
func (n *network) columnTotal(j int) int { return n.rows*n.columns + n.rows + j }
func (n *network) total() int            { return len(n.arcs) - 1 }

// hideSmall hides what the rules name: small counts, and all of rows and columns about too few people.
func (n *network) hideSmall(t Table) {
	hide := func(a int, why Why) {
		if n.arcs[a].hidden == Shown {
			n.arcs[a].hidden = why
		}
	}
	for i := range n.rows {
		for j := range n.columns {
			if small(t.Counts[i][j]) {
				hide(n.cell(i, j), Small)
			}
		}
	}
	for i := range n.rows {
		if n.columns > 1 && n.arcs[n.rowTotal(i)].count < n.base {
			hide(n.rowTotal(i), Base)
			for j := range n.columns {
				hide(n.cell(i, j), Base)
			}
		}
	}
	for j := range n.columns {
		if n.rows > 1 && n.arcs[n.columnTotal(j)].count < n.base {
			hide(n.columnTotal(j), Base)
			for i := range n.rows {
				hide(n.cell(i, j), Base)
			}
		}
	}
	if n.arcs[n.total()].count < n.base {
		for a := range n.arcs {
			hide(a, Base)
		}
	}
	n.oneName()
}

// oneName makes a total that is only another name for a cell as hidden as the cell: that of a row in a table of one
// column, and of a column in a table of one row. It is never shown.
func (n *network) oneName() {
	if n.columns == 1 {
		for i := range n.rows {
			n.arcs[n.rowTotal(i)].hidden = n.arcs[n.cell(i, 0)].hidden
		}
	}
	if n.rows == 1 {
		for j := range n.columns {
			n.arcs[n.columnTotal(j)].hidden = n.arcs[n.cell(0, j)].hidden
		}
	}
}

// free reports whether a hidden number could be one more, or one fewer, as far as it is known why it is hidden: who
// knows that a number is small knows that it is one to five, who knows that it is not knows that it is more.
func (n *network) free(a int, forward bool) bool {
	least, most := int64(0), int64(math.MaxInt64)
	isTotal := a >= n.rows*n.columns
	switch why := n.arcs[a].hidden; {
	case why == Small:
		least, most = 1, smallMost
	case why == Base && isTotal:
		most = n.base - 1
	case why == Secondary && isTotal, why == Shown && isTotal:
		least = n.base
	case why == Secondary, why == Shown: // as it would be known if it were hidden further
		least = smallMost + 1
	}
	if forward {
		return n.arcs[a].count < most
	}
	return n.arcs[a].count > least
}

// open reports whether a hidden number has another value that fits what is shown.
func (n *network) open(a int) bool {
	return n.free(a, true) && n.around(a, true, false) != nil || n.free(a, false) && n.around(a, false, false) != nil
}

// safe reports whether every hidden number is open, or nothing is shown.
func (n *network) safe() bool {
	for a := range n.arcs {
		if n.arcs[a].hidden == Whole {
			return true
		}
		if n.arcs[a].hidden != Shown && !n.open(a) {
			return false
		}
	}
	return true
}

// hideFurther hides, for each hidden number that is not open, the cheapest others that make it so. One pass is enough:
// what is hidden on the way of a round trip is open by that trip, and hiding more closes nothing.
func (n *network) hideFurther() {
	for a := range n.arcs {
		if n.arcs[a].hidden == Shown || n.open(a) {
			continue
		}
		way := n.cheapest(a)
		if way == nil {
			for b := range n.arcs {
				n.arcs[b].hidden = Whole
			}
			return
		}
		for _, b := range way {
			if n.arcs[b].hidden == Shown {
				n.arcs[b].hidden = Secondary
			}
		}
		n.oneName()
	}
}

// cheapest is the cheaper of the round trips that go along an arc one way or the other.
func (n *network) cheapest(a int) []int {
	var best []int
	for _, forward := range []bool{true, false} {
		if !n.free(a, forward) {
			continue
		}
		if way := n.around(a, forward, true); way != nil && (best == nil || n.cost(way) < n.cost(best)) {
			best = way
		}
	}
	return best
}

// showAgain shows what was hidden further and turned out not to be needed, the largest first.
func (n *network) showAgain() {
	var list []int
	for a := range n.arcs {
		if n.arcs[a].hidden == Secondary {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(n.price(b), n.price(a)) })
	for _, a := range list {
		n.arcs[a].hidden = Shown
		n.oneName()
		if !n.safe() {
			n.arcs[a].hidden = Secondary
			n.oneName()
		}
	}
}

// price is what hiding a number loses: how many people it tells of. A total tells of all the rest too.
func (n *network) price(a int) int64 {
	count := n.arcs[a].count + 1
	switch {
	case a == n.total():
		return count * 1_000
	case a >= n.rows*n.columns:
		return count * 100
	}
	return count
}

func (n *network) cost(way []int) int64 {
	sum := int64(0)
	for _, a := range way {
		if n.arcs[a].hidden == Shown {
			sum += n.price(a)
		}
	}
	return sum
}

// release is the table with what is hidden left out.
func (n *network) release(t Table) Release {
	r := Release{Rows: t.Rows, Columns: t.Columns, Total: n.number(n.total())}
	for i := range n.rows {
		row := make([]Number, n.columns)
		for j := range n.columns {
			row[j] = n.number(n.cell(i, j))
		}
		r.Cells = append(r.Cells, row)
		if n.columns > 1 {
			r.RowTotals = append(r.RowTotals, n.number(n.rowTotal(i)))
		}
	}
	if n.rows > 1 {
		for j := range n.columns {
			r.ColumnTotals = append(r.ColumnTotals, n.number(n.columnTotal(j)))
		}
	}
	return r
}

func (n *network) number(a int) Number {
	if why := n.arcs[a].hidden; why != Shown {
		return Number{Hidden: why}
	}
	return Number{Value: rounded(n.arcs[a].count)}
}
