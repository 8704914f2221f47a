// Package sheet writes tables for spreadsheet programs, as CSV and as XLSX.
//
// Invariants:
//   - No text that anybody typed is read as a formula: one that begins with = + - @, a tab or a carriage return gets an
//     apostrophe before it, in headings as well.
//   - An amount is written exactly, as a number of pounds, and reads back as the same pence.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Cell is one field of a table: a string, a Money, a Day or an int64.
type Cell any

// Money is an amount in pence.
type Money int64

// Day is a date; the zero time is an empty cell.
type Day time.Time

// byteOrderMark makes Excel read a CSV file as UTF-8.
const byteOrderMark = "\ufeff"

// CSV writes a table as comma-separated values.
func CSV(w io.Writer, header []string, rows [][]Cell) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	out := csv.NewWriter(w)
	_ = out.Write(texts(headings(header))) // what fails is told by Error
	for _, row := range rows {
		_ = out.Write(texts(row))
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// texts are cells as CSV has them.
func texts(row []Cell) []string {
	list := make([]string, len(row))
	for i, cell := range row {
		switch c := cell.(type) {
		case Money:
			list[i] = pounds(int64(c))
		case Day:
			if !time.Time(c).IsZero() {
				list[i] = time.Time(c).Format(time.DateOnly)
			}
		case int64:
			list[i] = strconv.FormatInt(c, 10)
		default:
			list[i] = harmless(fmt.Sprint(c))
		}
	}
	return list
}

// pounds is an amount with its pence: "-1250.50".
func pounds(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "-", -pence
	}
	return fmt.Sprintf("%s%d.%02d", sign, pence/100, pence%100)
}

// harmless is a text that no spreadsheet program takes for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func headings(header []string) []Cell {
	row := make([]Cell, len(header))
	for i, text := range header {
		row[i] = text
	}
	return row
}

// XLSX writes a table as a workbook with one sheet of the given name.
func XLSX(w io.Writer, name string, header []string, rows [][]Cell) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // it holds nothing but memory
	if err := fill(book, name, append([][]Cell{headings(header)}, rows...)); err != nil {
		return fmt.Errorf("make a workbook: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

func fill(book *excelize.File, name string, rows [][]Cell) error {
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	money, day := "#,##0.00", "yyyy-mm-dd"
	amounts, err := book.NewStyle(&excelize.Style{CustomNumFmt: &money})
	if err != nil {
		return err
	}
	days, err := book.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			switch c := cell.(type) {
			case Money:
				cells[j] = excelize.Cell{StyleID: amounts, Value: float64(c) / 100}
			case Day:
				if !time.Time(c).IsZero() {
					cells[j] = excelize.Cell{StyleID: days, Value: time.Time(c)}
				}
			case int64:
				cells[j] = c
			default:
				cells[j] = harmless(fmt.Sprint(c))
			}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
