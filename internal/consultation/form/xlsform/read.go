package xlsform

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/consultation/form"
)

// reader makes a form of sheets, and notes what is wrong.
type reader struct {
	Report
	defaultLanguage string
	duplicates      bool     // a list may name a choice twice
	filters         []string // columns of choices, which a choice filter may ask for
	open            []opened
	refers          []refer // of expressions and texts, checked once all names are known
	names           map[string]int
}

// opened is a group or a repeat that has begun and not ended.
type opened struct {
	begin form.Type
	row   int
	names map[string]int // of the questions directly inside, and their rows
}

// refer is a place that speaks of a question by its name.
type refer struct {
	name   string
	row    int
	column string
}

func (r *reader) wrong(sheet string, row int, column, format string, args ...any) {
	r.Errors = append(r.Errors, Problem{sheet, row, column, fmt.Sprintf(format, args...)})
}

func (r *reader) unsupported(sheet string, row int, column, format string, args ...any) {
	r.Unsupported = append(r.Unsupported, Problem{sheet, row, column, fmt.Sprintf(format, args...)})
}

func (r *reader) read(sheets []sheet) {
	find := func(name string) (sheet, bool) {
		i := slices.IndexFunc(sheets, func(s sheet) bool { return strings.EqualFold(strings.TrimSpace(s.name), name) })
		if i < 0 {
			return sheet{}, false
		}
		return sheets[i], true
	}
	survey, has := find("survey")
	if !has && len(sheets) == 1 { // a workbook of one sheet needs no name for it
		survey, has = sheets[0], true
	}
	if !has {
		r.wrong("survey", 0, "", "there is no sheet named survey")
		return
	}
	if settings, has := find("settings"); has {
		r.settings(settings)
	}
	columns := r.columnsOf(survey, surveyColumns, func(column) bool { return false })
	r.languages(columns)
	if choices, has := find("choices"); has {
		r.choices(choices)
	}
	r.survey(survey, columns)
	for _, s := range sheets {
		if name := strings.ToLower(strings.TrimSpace(s.name)); s.name != survey.name && name != "settings" && name != "choices" && len(s.header) > 0 {
			r.unsupported(s.name, 0, "", "this sheet is not read")
		}
	}
}

func (r *reader) settings(s sheet) {
	for i, title := range s.header {
		value := ""
		if len(s.rows) > 0 && i < len(s.rows[0].cells) {
			value = s.rows[0].cells[i]
		}
		switch key := strings.ReplaceAll(strings.ToLower(title), " ", "_"); key {
		case "":
		case "form_title", "title":
			r.Form.Title = value
		case "form_id", "id_string":
			r.Form.ID = value
		case "version":
			r.Form.Version = value
		case "default_language":
			r.defaultLanguage = value
		case "allow_choice_duplicates":
			r.duplicates = yes(value)
		default:
			if value != "" {
				r.unsupported(s.name, 1, title, "this setting is not used")
			}
		}
	}
}

func yes(value string) bool {
	return slices.Contains([]string{"yes", "true", "true()", "1"}, strings.ToLower(value))
}

func (r *reader) choices(s sheet) {
	columns := r.columnsOf(s, choiceColumns, func(c column) bool {
		return c.key != "" && form.IsName(c.key) // what a choice filter may ask for
	})
	r.languages(columns)
	for _, c := range columns {
		r.filters = append(r.filters, c.title)
	}
	for _, row := range s.rows {
		c := cells{r, s.name, row, columns}
		list, listTitle := c.get("list_name")
		name, nameTitle := c.get("name")
		switch {
		case list == "":
			r.wrong(s.name, row.number, listTitle, "the choice belongs to no list")
			continue
		case name == "":
			r.wrong(s.name, row.number, nameTitle, "the choice has no name")
			continue
		case strings.ContainsAny(name, " \t\n"):
			r.wrong(s.name, row.number, nameTitle, "the name %q has a space in it, which parts the answers of a question with several", name)
		}
		if !r.duplicates && slices.ContainsFunc(r.Form.Lists[list], func(d form.Choice) bool { return d.Name == name }) {
			r.wrong(s.name, row.number, nameTitle, "the list %s has two choices named %s", list, name)
		}
		choice := form.Choice{Name: name, Label: c.text("label"), Image: c.text("image"), Audio: c.text("audio")}
		for _, col := range columns {
			if !slices.Contains(choiceColumns, col.key) && col.at < len(row.cells) && row.cells[col.at] != "" {
				if choice.Columns == nil {
					choice.Columns = map[string]string{}
				}
				choice.Columns[col.title] = row.cells[col.at]
			}
		}
		r.Form.Lists[list] = append(r.Form.Lists[list], choice)
	}
}

// expression reads a cell that holds logic; nil where it holds none, or none that is understood.
func (r *reader) expression(c cells, key string) *form.Expression {
	text, title := c.get(key)
	if text == "" {
		return nil
	}
	e, err := form.Parse(text)
	var not *form.UnsupportedError
	if errors.As(err, &not) {
		r.unsupported(c.sheet, c.row.number, title, "%v", not)
		return nil
	}
	if err != nil {
		r.wrong(c.sheet, c.row.number, title, "%v", err)
		return nil
	}
	for n := range e.All() {
		switch {
		case n.Kind == form.Refer:
			r.refers = append(r.refers, refer{n.Text, c.row.number, title})
		case n.Kind == form.Column && key != "choice_filter":
			r.wrong(c.sheet, c.row.number, title, "%s is no question: it would be ${%s}", n.Text, n.Text)
		case n.Kind == form.Column && !slices.Contains(r.filters, n.Text):
			r.unsupported(c.sheet, c.row.number, title, "there is no column %s on the sheet choices: it counts as empty", n.Text)
		}
	}
	return e
}
