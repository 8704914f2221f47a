package sheet

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// readCSV is what another program finds in a CSV file.
func readCSV(t interface{ Fatal(...any) }, data []byte) [][]string {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// readXLSX is what another program finds in a workbook: values as they are kept, not as they are shown.
func readXLSX(t interface{ Fatal(...any) }, data []byte, name string) [][]string {
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestNoTextIsTakenForAFormula(t *testing.T) {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r"} {
		text := start + `cmd|' /C calc'!A0`
		var list, book bytes.Buffer
		if err := CSV(&list, []string{text}, [][]Cell{{text}}); err != nil {
			t.Fatal(err)
		}
		if err := XLSX(&book, "Ledger", []string{text}, [][]Cell{{text}}); err != nil {
			t.Fatal(err)
		}
		for kind, rows := range map[string][][]string{"CSV": readCSV(t, list.Bytes()), "XLSX": readXLSX(t, book.Bytes(), "Ledger")} {
			for i, row := range rows {
				if !strings.HasPrefix(row[0], "'") {
					t.Errorf("%s, row %d: %q", kind, i+1, row[0])
				}
			}
		}
	}
}

func TestAnAmountReadsBackAsTheSamePence(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pence := rapid.Int64Range(-100_000_000_000, 100_000_000_000).Draw(rt, "pence")
		var list, book bytes.Buffer
		if err := CSV(&list, []string{"Amount"}, [][]Cell{{Money(pence)}}); err != nil {
			rt.Fatal(err)
		}
		if err := XLSX(&book, "Ledger", []string{"Amount"}, [][]Cell{{Money(pence)}}); err != nil {
			rt.Fatal(err)
		}
		for kind, rows := range map[string][][]string{"CSV": readCSV(rt, list.Bytes()), "XLSX": readXLSX(rt, book.Bytes(), "Ledger")} {
			pounds, err := strconv.ParseFloat(rows[1][0], 64)
			if err != nil || int64(math.Round(pounds*100)) != pence {
				rt.Fatalf("%s has %q for %d (%v)", kind, rows[1][0], pence, err)
			}
		}
	})
}

func TestOtherCellsAreWrittenAsTheyAre(t *testing.T) {
	var list, book bytes.Buffer
	row := []Cell{int64(7), Day(time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)), Day{}, "Brød, \"and\" milk\nfor all"}
	header := []string{"Number", "Day", "Other day", "What"}
	if err := CSV(&list, header, [][]Cell{row}); err != nil {
		t.Fatal(err)
	}
	if got := readCSV(t, list.Bytes())[1]; got[0] != "7" || got[1] != "2026-03-12" || got[2] != "" || got[3] != "Brød, \"and\" milk\nfor all" {
		t.Errorf("CSV: %q", got)
	}
	if err := XLSX(&book, "Ledger", header, [][]Cell{row}); err != nil {
		t.Fatal(err)
	}
	if got := readXLSX(t, book.Bytes(), "Ledger")[1]; got[0] != "7" || !strings.HasPrefix(got[1], "46093") || got[2] != "" || got[3] != "Brød, \"and\" milk\nfor all" {
		t.Errorf("XLSX: %q", got)
	}
}
