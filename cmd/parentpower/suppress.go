package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/parentpower/parentpower/internal/feedback/disclosure"
)

type suppressCommand struct {
	File string `arg:"" type:"existingfile" help:"A table of counts of people, as CSV: a row of names of columns, then rows that begin with their name. Totals may be there; they are checked."`
	Base int64  `help:"The smallest number of people about whom anything is shown." default:"10"`
	JSON bool   `name:"json" help:"Print what may be shown, and what was hidden and why, as JSON."`
}

// suppressReport is a table as it may be shown. A hidden number is "c".
type suppressReport struct {
	Base         int64            `json:"base"`
	Columns      []string         `json:"columns"`
	Rows         []suppressRow    `json:"rows"`
	ColumnTotals []any            `json:"column_totals,omitempty"`
	Total        any              `json:"total"`
	Hidden       []suppressHidden `json:"hidden"` // for whoever made the table
}

type suppressRow struct {
	Name  string `json:"name"`
	Cells []any  `json:"cells"`
	Total any    `json:"total,omitempty"`
}

// suppressHidden says why a number is hidden. One without a row is a column's total, one without a column a row's.
type suppressHidden struct {
	Row    string         `json:"row,omitempty"`
	Column string         `json:"column,omitempty"`
	Why    disclosure.Why `json:"why"` // small, base, secondary or whole
}

// Run protects a table.
func (c *suppressCommand) Run(t terminal) error {
	if c.Base < 1 {
		return unreadable{errors.New("--base is a number of people, 1 or more")}
	}
	table, err := readOf(c.File, readTable)
	if err != nil {
		return err
	}
	release, err := disclosure.Protect(table, c.Base)
	if err != nil {
		return unreadable{fmt.Errorf("%s: %w", c.File, err)}
	}
	report := newSuppressReport(release, c.Base)
	if c.JSON {
		return printJSON(t.out, report)
	}
	return report.print(t.out)
}

func newSuppressReport(r disclosure.Release, base int64) suppressReport {
	s := suppressReport{Base: base, Columns: r.Columns, Rows: []suppressRow{}, Hidden: []suppressHidden{}}
	show := func(n disclosure.Number, row, column string) any {
		if n.Hidden == disclosure.Shown {
			return n.Value
		}
		s.Hidden = append(s.Hidden, suppressHidden{row, column, n.Hidden})
		return "c"
	}
	for i, name := range r.Rows {
		row := suppressRow{Name: name}
		for j, n := range r.Cells[i] {
			row.Cells = append(row.Cells, show(n, name, r.Columns[j]))
		}
		if r.RowTotals != nil {
			row.Total = show(r.RowTotals[i], name, "")
		}
		s.Rows = append(s.Rows, row)
	}
	for j, n := range r.ColumnTotals {
		s.ColumnTotals = append(s.ColumnTotals, show(n, "", r.Columns[j]))
	}
	s.Total = show(r.Total, "", "")
	return s
}

func (s suppressReport) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	line := func(name string, cells []any, total any) {
		_, _ = fmt.Fprintf(w, "%s\t", name) // kept by w until Flush
		for _, c := range cells {
			_, _ = fmt.Fprintf(w, "%v\t", c)
		}
		if total != nil {
			_, _ = fmt.Fprintf(w, "%v\t", total)
		}
		_, _ = fmt.Fprintln(w)
	}
	header := make([]any, len(s.Columns))
	for j, c := range s.Columns {
		header[j] = c
	}
	line("", header, "Total")
	for _, r := range s.Rows {
		line(r.Name, r.Cells, r.Total)
	}
	line("Total", s.ColumnTotals, s.Total)
	return w.Flush()
}

// readTable reads a table of counts from CSV, with commas, semicolons or tabs between.
func readTable(in io.Reader) (disclosure.Table, error) {
	var t disclosure.Table
	text := bufio.NewReader(in)
	if mark, _, err := text.ReadRune(); err == nil && mark != '\ufeff' {
		if err := text.UnreadRune(); err != nil {
			return t, err
		}
	}
	first, _ := text.Peek(4096) // a shorter file gives what there is
	header, _, _ := strings.Cut(string(first), "\n")
	file := csv.NewReader(text)
	file.TrimLeadingSpace = true
	for _, between := range ";\t" {
		if strings.Count(header, string(between)) > strings.Count(header, string(file.Comma)) {
			file.Comma = between
		}
	}
	lines, err := file.ReadAll()
	if err != nil {
		return t, err
	}
	if len(lines) < 2 || len(lines[0]) < 2 {
		return t, errors.New("a table needs a row of names and a row of counts, and a column of each")
	}
	t.Columns = lines[0][1:]
	for i, line := range lines[1:] {
		t.Rows = append(t.Rows, line[0])
		counts := make([]int64, len(line)-1)
		for j, cell := range line[1:] {
			if counts[j], err = readCount(cell); err != nil {
				return t, fmt.Errorf("row %d, column %d: %w", i+2, j+2, err)
			}
		}
		t.Counts = append(t.Counts, counts)
	}
	return withoutTotals(t)
}

// readCount reads a whole number, also one with commas or spaces between thousands.
func readCount(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "").Replace(text), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	return n, nil
}

func isTotal(name string) bool {
	return slices.Contains([]string{"total", "totals", "all", "sum"}, strings.ToLower(strings.TrimSpace(name)))
}

// withoutTotals takes the last row and column away where they are totals, after looking whether they add up.
func withoutTotals(t disclosure.Table) (disclosure.Table, error) {
	last := len(t.Columns) - 1
	if last > 0 && isTotal(t.Columns[last]) {
		for i, row := range t.Counts {
			if sum := sumOf(row[:last]); sum != row[last] {
				return t, fmt.Errorf("row %d: the total is %d, but the counts add up to %d", i+2, row[last], sum)
			}
			t.Counts[i] = row[:last]
		}
		t.Columns = t.Columns[:last]
	}
	last = len(t.Rows) - 1
	if last > 0 && isTotal(t.Rows[last]) {
		for j, total := range t.Counts[last] {
			sum := int64(0)
			for _, row := range t.Counts[:last] {
				sum += row[j]
			}
			if sum != total {
				return t, fmt.Errorf("column %d: the total is %d, but the counts add up to %d", j+2, total, sum)
			}
		}
		t.Rows, t.Counts = t.Rows[:last], t.Counts[:last]
	}
	return t, nil
}

func sumOf(list []int64) (sum int64) {
	for _, n := range list {
		sum += n
	}
	return sum
}
