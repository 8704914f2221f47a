package disclosure

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func table(rows ...[]int64) Table {
	t := Table{Counts: rows}
	for i := range rows {
		t.Rows = append(t.Rows, "r"+strconv.Itoa(i))
	}
	for j := range rows[0] {
		t.Columns = append(t.Columns, "c"+strconv.Itoa(j))
	}
	return t
}

// drawn is a release as a person reads it: rows with their totals, then the totals of columns.
func drawn(r Release) string {
	say := func(list []Number) string {
		var words []string
		for _, n := range list {
			if n.Hidden != Shown {
				words = append(words, string(n.Hidden[0]))
			} else {
				words = append(words, strconv.FormatInt(n.Value, 10))
			}
		}
		return strings.Join(words, " ")
	}
	var lines []string
	for i, row := range r.Cells {
		line := say(row)
		if r.RowTotals != nil {
			line += " | " + say(r.RowTotals[i:i+1])
		}
		lines = append(lines, line)
	}
	return strings.Join(append(lines, strings.TrimSpace(say(r.ColumnTotals)+" | "+say([]Number{r.Total}))), "\n")
}

func TestProtectHidesWhatTheRulesNameAndNoMoreThanItMust(t *testing.T) {
	for name, c := range map[string]struct {
		table Table
		want  string
	}{
		"nothing small":                   {table([]int64{12, 31}, []int64{20, 44}), "10 30 | 45\n20 45 | 65\n30 75 | 105"},
		"one small cell takes three":      {table([]int64{3, 31, 50}, []int64{20, 44, 90}, []int64{80, 70, 60}), "s s 50 | 85\ns s 90 | 155\n80 70 60 | 210\n105 145 200 | 450"},
		"two small cells help each other": {table([]int64{3, 4}, []int64{4, 3}, []int64{50, 60}), "s s | b\ns s | b\n50 60 | 110\n55 65 | 125"},
		"a nought is shown":               {table([]int64{0, 31}, []int64{20, 44}), "0 30 | 30\n20 45 | 65\n20 75 | 95"},
		"a nought in a small row is not":  {table([]int64{0, 8}, []int64{20, 44}, []int64{30, 40}), "b b | b\ns s | s\n30 40 | 70\n50 90 | 140"},
		"one column":                      {table([]int64{3}, []int64{20}, []int64{12}, []int64{40}), "s\n20\ns\n40\n75 | 75"},
		"too few people":                  {table([]int64{3, 1}, []int64{2, 2}), "s s | b\ns s | b\nb b | b"},
	} {
		r, err := Protect(c.table, DefaultBase)
		if err != nil {
			t.Fatal(name, err)
		}
		if got := drawn(r); got != c.want {
			t.Errorf("%s:\n%s\nwanted\n%s", name, got, c.want)
		}
	}
}

func TestProtectRefusesWhatIsNoTableOfCounts(t *testing.T) {
	for want, bad := range map[string]Table{
		"empty":            {},
		"is no count":      table([]int64{-1, 2}),
		"counts for":       {Rows: []string{"a"}, Columns: []string{"b", "c"}, Counts: [][]int64{{1}}},
		"as many rows":     {Rows: []string{"a", "b"}, Columns: []string{"b"}, Counts: [][]int64{{1}}},
		"1000000001 is no": table([]int64{MaxCount + 1}),
	} {
		if _, err := Protect(bad, DefaultBase); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, wanted %q", err, want)
		}
	}
}

// attack tries every table that adds up to what is shown exactly, and returns how many values each hidden cell can
// take, up to two. It knows nothing of how Protect works: it is a search by hand over small tables.
func attack(t Table, r Release) [][]int {
	rows, columns := len(t.Rows), len(t.Columns)
	seen := make([][]map[int64]bool, rows)
	for i := range seen {
		seen[i] = make([]map[int64]bool, columns)
		for j := range seen[i] {
			seen[i][j] = map[int64]bool{}
		}
	}
	guess := make([][]int64, rows)
	for i := range guess {
		guess[i] = slices.Clone(t.Counts[i])
	}
	sum := func(row func(int) int64, n int) (s int64) {
		for k := range n {
			s += row(k)
		}
		return s
	}
	fits := func() bool {
		for i := range rows {
			if r.RowTotals != nil && r.RowTotals[i].Hidden == Shown &&
				sum(func(j int) int64 { return guess[i][j] - t.Counts[i][j] }, columns) != 0 {
				return false
			}
		}
		all := int64(0)
		for j := range columns {
			off := sum(func(i int) int64 { return guess[i][j] - t.Counts[i][j] }, rows)
			all += off
			if r.ColumnTotals != nil && r.ColumnTotals[j].Hidden == Shown && off != 0 {
				return false
			}
		}
		return r.Total.Hidden != Shown || all == 0
	}
	var hidden [][2]int
	for i := range rows {
		for j := range columns {
			if r.Cells[i][j].Hidden != Shown {
				hidden = append(hidden, [2]int{i, j})
			}
		}
	}
	var try func(k int)
	try = func(k int) {
		if k == len(hidden) {
			if fits() {
				for _, at := range hidden {
					seen[at[0]][at[1]][guess[at[0]][at[1]]] = true
				}
			}
			return
		}
		i, j := hidden[k][0], hidden[k][1]
		for _, off := range []int64{0, 1, -1} {
			if v := t.Counts[i][j] + off; v >= 0 {
				guess[i][j] = v
				try(k + 1)
			}
		}
		guess[i][j] = t.Counts[i][j]
	}
	try(0)
	values := make([][]int, rows)
	for i := range values {
		values[i] = make([]int, columns)
		for j := range values[i] {
			values[i][j] = len(seen[i][j])
		}
	}
	return values
}

func anyTable(t *rapid.T, most int) Table {
	rows, columns := rapid.IntRange(1, most).Draw(t, "rows"), rapid.IntRange(1, most).Draw(t, "columns")
	counts := make([][]int64, rows)
	for i := range counts {
		counts[i] = rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 30), func(n int) int64 { return int64(n) }), columns, columns).Draw(t, "row")
	}
	return table(counts...)
}

func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := anyTable(t, 3)
		r, err := Protect(tab, DefaultBase)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range attack(tab, r) {
			for j, values := range row {
				if hidden := r.Cells[i][j].Hidden; hidden != Shown && values < 2 {
					t.Fatalf("cell %d,%d (%d, %s) can be worked out of\n%s", i, j, tab.Counts[i][j], hidden, drawn(r))
				}
			}
		}
	})
}

// The negative control: with only the small numbers hidden, the attacker finds one.
func TestTheAttackerFindsWhatIsHiddenTooLittle(t *testing.T) {
	tab := table([]int64{3, 31}, []int64{20, 44})
	n := newNetwork(tab, DefaultBase)
	n.hideSmall(tab)
	if values := attack(tab, n.release(tab)); values[0][0] != 1 {
		t.Errorf("the hidden cell has %d values: the attacker is blind", values[0][0])
	}
}

func TestProtectHoldsForLargerTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := anyTable(t, 12)
		r, err := Protect(tab, DefaultBase)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range r.Cells {
			for j, n := range row {
				count := tab.Counts[i][j]
				if small(count) && n.Hidden == Shown {
					t.Fatalf("%d is shown", count)
				}
				if n.Hidden == Shown && (n.Value%roundTo != 0 || math.Abs(float64(n.Value-count)) > 2) {
					t.Fatalf("%d is shown as %d", count, n.Value)
				}
			}
		}
		if again, _ := Protect(tab, DefaultBase); drawn(again) != drawn(r) {
			t.Fatal("the same table gave another release")
		}
	})
}

func BenchmarkProtect(b *testing.B) {
	rows := make([][]int64, 100)
	for i := range rows {
		rows[i] = make([]int64, 100)
		for j := range rows[i] {
			rows[i][j] = int64((i*31 + j*17) % 40)
		}
	}
	for b.Loop() {
		if _, err := Protect(table(rows...), DefaultBase); err != nil {
			b.Fatal(err)
		}
	}
}
