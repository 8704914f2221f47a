// Package xlsform reads forms from XLSForm workbooks (xlsform.org), as Excel and LibreOffice save them.
//
// Nothing is dropped silently: what makes a workbook no form is a Problem with its sheet, row and column; what is right
// elsewhere but not known here is named as unsupported and left out.
package xlsform

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/parentpower/parentpower/internal/consultation/form"
)

// Limits of a workbook.
const (
	MaxFile    = 10 << 20 // bytes
	maxUnzip   = 100 << 20
	maxRows    = 20_000
	maxColumns = 500
)

// Problem is something about one place of a workbook. Row and Column count from 1; 0 where it is about the whole sheet
// or the whole row.
type Problem struct {
	Sheet   string `json:"sheet"`
	Row     int    `json:"row"`
	Column  string `json:"column"` // its name, as in the first row; "" where it is about the whole row
	Message string `json:"message"`
}

// Report is what came of reading a workbook.
type Report struct {
	Form        form.Form
	Errors      []Problem // with any of these it is no form
	Unsupported []Problem
	Types       map[string]int // how many questions there are of each type, those not supported included
}

// Questions is how many questions the form has, notes and what is worked out included, groups and repeats not.
func (r *Report) Questions() int {
	sum := 0
	for _, n := range r.Types {
		sum += n
	}
	return sum
}

// Read reads a workbook. An error means that it is none; what is wrong inside is in the report.
func Read(in io.Reader) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("the file has more than %d bytes", MaxFile)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip,
	})
	if err != nil {
		return nil, fmt.Errorf("it is not a workbook in the .xlsx format: %w", err)
	}
	sheets, err := sheetsOf(book)
	if err = errors.Join(err, book.Close()); err != nil {
		return nil, err
	}
	r := &reader{Report: Report{Types: map[string]int{}, Form: form.Form{Lists: map[string][]form.Choice{}}}}
	r.read(sheets)
	return &r.Report, nil
}

// sheet is a sheet as text: its first row, and the others with their numbers.
type sheet struct {
	name   string
	header []string
	rows   []row
}

type row struct {
	number int
	cells  []string
}

func sheetsOf(book *excelize.File) ([]sheet, error) {
	var list []sheet
	for _, name := range book.GetSheetList() {
		s := sheet{name: name}
		rows, err := book.Rows(name)
		if err != nil {
			var chart excelize.ErrSheetNotExist
			if errors.As(err, &chart) {
				continue
			}
			return nil, fmt.Errorf("the sheet %s: %w", name, err)
		}
		for n := 1; rows.Next(); n++ {
			if n > maxRows {
				return nil, fmt.Errorf("the sheet %s has more than %d rows", name, maxRows)
			}
			cells, err := rows.Columns()
			if err != nil {
				return nil, fmt.Errorf("the sheet %s, row %d: %w", name, n, err)
			}
			if len(cells) > maxColumns {
				return nil, fmt.Errorf("the sheet %s, row %d has more than %d columns", name, n, maxColumns)
			}
			blank := true
			for i := range cells {
				cells[i] = tidy(cells[i])
				blank = blank && cells[i] == ""
			}
			switch {
			case blank:
			case s.header == nil:
				s.header = cells
			default:
				s.rows = append(s.rows, row{n, cells})
			}
		}
		if err := rows.Close(); err != nil {
			return nil, fmt.Errorf("the sheet %s: %w", name, err)
		}
		list = append(list, s)
	}
	return list, nil
}

// tidy takes away the space around a cell, and makes of a space that does not break one that does.
func tidy(cell string) string {
	return strings.TrimSpace(strings.ReplaceAll(cell, "\u00a0", " "))
}
