package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func formFile(t *testing.T, lines ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	path := filepath.Join(t.TempDir(), "form.xlsx")
	for i, line := range lines {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", at, &line)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFormPrintsWhatIsInItAndWhatIsWrongAsCleanJSON(t *testing.T) {
	head := []any{"type", "name", "label::English (en)", "calculation"}
	for want, file := range map[int]string{
		0: formFile(t, head, []any{"text", "a", "Your story?"}, []any{"geopoint", "b", "Where?"}),
		2: formFile(t, head, []any{"text", "a", "Your story?"}, []any{"calculate", "b", "", "as you like"}),
	} {
		code, out, errs := call(t, "form", file, "--json")
		var r formReport
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if code != want || r.Questions != 2 || r.Types["text"] != 1 || len(r.Languages) != 1 {
			t.Errorf("%d %+v %s", code, r, errs)
		}
		if want == 0 && (len(r.Errors) != 0 || len(r.Unsupported) != 1 || r.Unsupported[0].Row != 3) {
			t.Errorf("%+v", r)
		}
		if want == 2 && (len(r.Errors) != 1 || r.Errors[0].Row != 3 || r.Errors[0].Column != "calculation") {
			t.Errorf("%+v", r)
		}
	}
	if code, _, errs := call(t, "form", write(t, "x.xlsx", "hello")); code != 2 || !strings.Contains(errs, "not a workbook") {
		t.Error(code, errs)
	}
}
