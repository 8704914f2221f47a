package xlsform

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/parentpower/parentpower/internal/consultation/form"
	"github.com/parentpower/parentpower/internal/realdata"
)

// workbook makes an .xlsx of sheets; a sheet is lines, a line is cells with | between.
func workbook(t *testing.T, sheets map[string]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(sheets[name]), "\n") {
			var cells []any
			for _, c := range strings.Split(line, "|") {
				cells = append(cells, strings.TrimSpace(c))
			}
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = book.SetSheetRow(name, at, &cells)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, sheets map[string]string) *Report {
	t.Helper()
	r, err := Read(bytes.NewReader(workbook(t, sheets)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	families = `
		type | name | label::English (en) | label::العربية (ar) | hint | relevant | constraint | required | choice_filter | image
		begin group | home | At home |
		integer | children | How many children? | كم طفلاً؟ | | | . >= 0 and . < 20 | yes
		select_one area or_other | area | Which area, with ${children} children? | | | ${children} > 0
		select_multiple street | streets | Which streets? | | | | | no | area=${area} | map.png
		end group
		rank street | best | Which is best? |
		calculate | twice | |
		geopoint | where | Where? |`
	lists = `
		list_name | name | label::English (en) | area
		area | leys | The Leys |
		street | cuddesdon | Cuddesdon Way | leys
		street | pegasus | Pegasus Road | leys`
)

func TestFormIsReadWithItsLogicListsAndLanguages(t *testing.T) {
	r := read(t, map[string]string{"survey": strings.Replace(families, "twice | |", "twice | | | | | | | | | ", 1), "choices": lists, "settings": "form_title | form_id\nFamilies | f1"})
	if len(r.Errors) != 1 || r.Errors[0].Row != 8 { // nothing to work out
		t.Errorf("%+v", r.Errors)
	}
	if want := []string{"English (en)", "العربية (ar)"}; !slices.Equal(r.Form.Languages, want) {
		t.Errorf("languages: %q", r.Form.Languages)
	}
	if want := map[string]int{"integer": 1, "select_one": 1, "select_multiple": 1, "rank": 1, "calculate": 1, "geopoint": 1}; !maps.Equal(r.Types, want) || r.Questions() != 6 {
		t.Errorf("types: %v", r.Types)
	}
	area := r.Form.Items[2]
	if area.Type != form.SelectOne || area.List != "area" || !area.OrOther || area.Relevant.Source != "${children} > 0" || area.Label["English (en)"] == "" {
		t.Errorf("%+v", area)
	}
	streets := r.Form.Items[3]
	if streets.ChoiceFilter == nil || streets.Required.Source != "false()" || streets.Image[form.Default] != "map.png" {
		t.Errorf("%+v", streets)
	}
	if c := r.Form.Lists["street"]; len(c) != 2 || c[0].Columns["area"] != "leys" {
		t.Errorf("%+v", c)
	}
	if len(r.Unsupported) != 1 || r.Unsupported[0] != (Problem{"survey", 9, "type", "the type geopoint is not supported"}) {
		t.Errorf("%+v", r.Unsupported)
	}
	if r.Form.Title != "Families" || r.Form.ID != "f1" {
		t.Errorf("%q %q", r.Form.Title, r.Form.ID)
	}
}

func TestProblemsNameSheetRowAndColumn(t *testing.T) {
	ok := "type | name | label\ntext | a | A\n"
	for want, sheets := range map[Problem]map[string]string{
		{"survey", 2, "type", `there is no type "essay"`}:                               {"survey": "type | name\nessay | a"},
		{"survey", 3, "name", "row 2 has the name a too"}:                               {"survey": ok + "text | a | B"},
		{"survey", 3, "name", "there is no name"}:                                       {"survey": ok + "text | | B"},
		{"survey", 3, "name", "the question b has no type"}:                             {"survey": ok + " | b | B"},
		{"survey", 3, "type", "this group does not end"}:                                {"survey": ok + "begin group | g | G"},
		{"survey", 3, "type", "there is no repeat to end here"}:                         {"survey": ok + "end_repeat"},
		{"survey", 3, "type", "there is no list area on the sheet choices"}:             {"survey": ok + "select_one area | b | B"},
		{"survey", 3, "label", "there is no question ${c}"}:                             {"survey": ok + "note | b | Hello ${c}"},
		{"survey", 1, "label", "there are two columns of this name"}:                    {"survey": "type | name | label | label\ntext | a | A | A"},
		{"survey", 1, "name", "there is no column name"}:                                {"survey": "type | label\ntext | A"},
		{"survey", 0, "", "there are no questions"}:                                     {"survey": "type | name"},
		{"survey", 0, "", "there is no sheet named survey"}:                             {"a": ok, "b": ok},
		{"survey", 2, "calculation", "at character 3: something is missing at the end"}: {"survey": "type | name | calculation\ncalculate | a | 1+"},
		{"survey", 2, "relevant", "yes is no question: it would be ${yes}"}:             {"survey": "type | name | relevant\ntext | a | yes"},
		{"choices", 3, "name", "the list l has two choices named x"}:                    {"survey": ok, "choices": "list_name | name\nl | x\nl | x"},
		{"choices", 2, "name", "the choice has no name"}:                                {"survey": ok, "choices": "list_name | name | label\nl | | X"},
	} {
		if r := read(t, sheets); !slices.Contains(r.Errors, want) {
			t.Errorf("%+v, wanted %+v", r.Errors, want)
		}
	}
}

func TestTypesAreReadInAllTheirSpellings(t *testing.T) {
	for text, want := range map[string]struct {
		t     form.Type
		list  string
		other bool
	}{
		"select_one Yes_No":                      {form.SelectOne, "Yes_No", false},
		"select one from Sexes or specify other": {form.SelectOne, "Sexes", true},
		"Select_Multiple l or_other":             {form.SelectMany, "l", true},
		"select all that apply from l":           {form.SelectMany, "l", false},
		"rank l":                                 {form.Rank, "l", false},
		"dateTime":                               {form.DateTime, "", false},
		"begin_repeat":                           {form.BeginRepeat, "", false},
		"  int ":                                 {form.Integer, "", false},
	} {
		got, list, other, known := typeOf(text)
		if !known || got != want.t || list != want.list || other != want.other {
			t.Errorf("%q: %s %s %v %v", text, got, list, other, known)
		}
	}
	if _, _, _, known := typeOf("select_one_from_file x.csv"); known {
		t.Error("a list in a file is taken for one on the sheet")
	}
}

func TestRealFormsAreReadOrRefused(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realdata.Path(t, "xlsform"), "*.xlsx"))
	if err != nil || len(files) == 0 {
		t.Fatal("no forms", err)
	}
	refused := map[string]Problem{
		"bad_calc.xlsx":          {"survey", 2, "calculation", "at character 22: the text that begins with ' does not end"},
		"duplicate_columns.xlsx": {"survey", 1, "label", "there are two columns of this name"},
	}
	for _, path := range files {
		in, err := os.Open(path) //nolint:gosec // found by this test
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read(in)
		if err = errors.Join(err, in.Close()); err != nil {
			t.Fatal(path, err)
		}
		name := filepath.Base(path)
		want, refuse := refused[name]
		if refuse && !slices.Contains(r.Errors, want) || !refuse && (len(r.Errors) > 0 || r.Questions() == 0) {
			t.Errorf("%s: %+v", name, r.Errors)
		}
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	if _, err := Read(strings.NewReader("hello")); err == nil || !strings.Contains(err.Error(), "not a workbook") {
		t.Error(err)
	}
	if _, err := Read(bytes.NewReader(make([]byte, MaxFile+1))); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = Read(bytes.NewReader(data))
	})
}
