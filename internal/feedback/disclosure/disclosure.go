// Package disclosure decides what of a table of counts of people may leave the circle that it came from.
//
// The rules are those of the field (the Department for Education's for "children in need", Ofsted's Parent View, UK
// LLC):
//   - A base below ten (settable) is not shown: neither the row or column, nor what it adds up to.
//   - A count of one to five is not shown. A nought is, unless its row or column has too small a base.
//   - Further cells are held back until nothing that is hidden can be worked out from what is shown and from totals.
//   - What is shown is rounded to the nearest five.
//
// Invariants:
//   - Every hidden number has at least two values that fit all that is shown, even for somebody who knows the exact
//     numbers behind the rounded ones and why each hidden one is hidden.
//   - A table for which that cannot be reached shows nothing.
package disclosure

import (
	"errors"
	"fmt"
)

// DefaultBase is the smallest number of people about whom anything is said.
const DefaultBase = 10

const (
	smallMost = 5 // counts from 1 to this are small
	roundTo   = 5
	// MaxCells is how many cells a table may have.
	MaxCells = 10_000
	// MaxCount is the largest count in a table.
	MaxCount = 1_000_000_000
)

// Table is counts of people by two things: each person is in one row and in one column.
type Table struct {
	Rows, Columns []string
	Counts        [][]int64 // by row, then column
}

// Why says why a number is not shown; "" where it is.
type Why string

// The reasons.
const (
	Shown     Why = ""
	Small     Why = "small"     // one to five people
	Base      Why = "base"      // of a row or column about too few people, or such a row's or column's total
	Secondary Why = "secondary" // with it another hidden number could be worked out
	Whole     Why = "whole"     // nothing less would do
)

// Number is a count as it may be shown: rounded to the nearest five, or hidden.
type Number struct {
	Value  int64
	Hidden Why
}

// Release is a table as it may be shown.
type Release struct {
	Rows, Columns []string
	Cells         [][]Number
	RowTotals     []Number // none in a table of one column, where they would be the cells
	ColumnTotals  []Number // none in a table of one row
	Total         Number
}

// Protect makes of a table what may be shown. It fails where the table is no table of counts.
func Protect(t Table, base int64) (Release, error) {
	if err := t.check(); err != nil {
		return Release{}, err
	}
	n := newNetwork(t, base)
	n.hideSmall(t)
	n.hideFurther()
	n.showAgain()
	return n.release(t), nil
}

func (t Table) check() error {
	if len(t.Rows) == 0 || len(t.Columns) == 0 {
		return errors.New("the table is empty")
	}
	if len(t.Rows)*len(t.Columns) > MaxCells {
		return fmt.Errorf("the table has more than %d cells", MaxCells)
	}
	if len(t.Counts) != len(t.Rows) {
		return errors.New("there are not as many rows of counts as names of rows")
	}
	for i, row := range t.Counts {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("row %q has %d counts for %d columns", t.Rows[i], len(row), len(t.Columns))
		}
		for j, c := range row {
			if c < 0 || c > MaxCount {
				return fmt.Errorf("row %q, column %q: %d is no count of people", t.Rows[i], t.Columns[j], c)
			}
		}
	}
	return nil
}

// small reports whether a count is one that may show a person.
func small(count int64) bool { return count >= 1 && count <= smallMost }

func rounded(count int64) int64 { return (count + roundTo/2) / roundTo * roundTo }
