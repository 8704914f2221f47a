package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestSuppressHidesSmallNumbersWithOrWithoutTotalsInTheFile(t *testing.T) {
	var reports []string
	for _, file := range []string{
		"area,yes,no\nnorth,3,31\nsouth,20,44\n",
		"\ufeffarea;yes;no;Total\nnorth;3;31;34\nsouth;20;44;64\nTotal;23;75;98\n",
	} {
		code, out, errs := call(t, "suppress", write(t, "table.csv", file), "--base", "10", "--json")
		if code != 0 {
			t.Fatal(code, errs)
		}
		reports = append(reports, out)
	}
	if reports[0] != reports[1] {
		t.Errorf("%s\n%s", reports[0], reports[1])
	}
	var r struct {
		Rows []struct {
			Cells []any
			Total any
		}
		Hidden []struct{ Row, Column, Why string }
	}
	if err := json.Unmarshal([]byte(reports[0]), &r); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(r.Rows[0].Cells, []any{"c", "c"}) || len(r.Hidden) != 4 || r.Hidden[0].Why != "small" || r.Hidden[1].Why != "secondary" {
		t.Errorf("%s", reports[0])
	}
}

func TestSuppressSaysWhereATableIsWrong(t *testing.T) {
	for file, want := range map[string]string{
		"area,yes\nnorth,many\n":                `row 2, column 2: "many" is not a whole number`,
		"area,yes,Total\nnorth,3,4\n":           "row 2: the total is 4, but the counts add up to 3",
		"area,yes\nnorth,3\nsouth,4\nTotal,8\n": "column 2: the total is 8",
		"area\n":                                "a table needs",
		"area,yes\nnorth,-3\n":                  "is no count of people",
	} {
		if code, _, errs := call(t, "suppress", write(t, "table.csv", file)); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%q: %d %s", file, code, errs)
		}
	}
}
