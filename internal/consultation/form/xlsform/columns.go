package xlsform

import (
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/consultation/form"
)

// column is what a column of a sheet is for.
type column struct {
	key      string // what it holds: "type", "label", "image" …
	language string // "" where texts have none, or it holds no text
	title    string // as it stands
	at       int
}

// Names of columns, and the older names that tools still write.
var (
	surveyColumns = []string{
		"type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
		"calculation", "choice_filter", "appearance", "default", "repeat_count", "parameters", "read_only", "image", "audio",
	}
	choiceColumns = []string{"list_name", "name", "label", "image", "audio"}
	translated    = []string{"label", "hint", "required_message", "constraint_message", "image", "audio"}
	olderNames    = map[string]string{
		"requiredmsg": "required_message", "relevance": "relevant", "constraining_message": "constraint_message",
		"calculate": "calculation", "readonly": "read_only", "caption": "label", "command": "type", "tag": "name",
		"count": "repeat_count", "jr:count": "repeat_count", "list name": "list_name", "value": "name",
		"bind::required": "required", "bind::relevant": "relevant", "bind::constraint": "constraint",
		"bind::calculate": "calculation", "bind::readonly": "read_only", "control::appearance": "appearance",
		"bind::jr:constraintmsg": "constraint_message", "bind::jr:requiredmsg": "required_message",
	}
)

// columnsOf says what the columns of a sheet are for. Two for the same are an error; those in none of the known names
// are handed to other, which says whether they may be.
func (r *reader) columnsOf(s sheet, known []string, other func(column) bool) []column {
	var list []column
	for i, title := range s.header {
		if title == "" {
			continue
		}
		c := columnOf(title)
		c.at = i
		if !slices.Contains(known, c.key) && !other(c) {
			r.unsupported(s.name, 1, title, "this column is not read")
			continue
		}
		if twice := slices.ContainsFunc(list, func(d column) bool { return d.key == c.key && d.language == c.language }); twice {
			r.wrong(s.name, 1, title, "there are two columns of this name")
			continue
		}
		list = append(list, c)
	}
	return list
}

// columnOf reads a title: "label", "label::English (en)", "media::image::English (en)", and with a single colon as older
// tools write it.
func columnOf(title string) column {
	key := strings.ToLower(strings.TrimSpace(title))
	if older, is := olderNames[key]; is {
		return column{key: older, title: title}
	}
	parts := strings.Split(title, "::")
	if len(parts) == 1 && !strings.HasPrefix(key, "jr:") {
		parts = strings.SplitN(title, ":", 2)
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if strings.EqualFold(parts[0], "media") && len(parts) > 1 {
		parts = parts[1:]
	}
	c := column{key: strings.ReplaceAll(strings.ToLower(parts[0]), " ", "_"), title: title}
	if older, is := olderNames[c.key]; is {
		c.key = older
	}
	if len(parts) > 1 {
		if !slices.Contains(translated, c.key) {
			return column{key: key, title: title}
		}
		c.language = strings.Join(parts[1:], "::")
	}
	return c
}

// cells is a row by what its columns are for.
type cells struct {
	r       *reader
	sheet   string
	row     row
	columns []column
}

// get is a cell, with the title of its column.
func (c cells) get(key string) (text, title string) {
	for _, col := range c.columns {
		if col.key == key && col.language == "" && col.at < len(c.row.cells) {
			return c.row.cells[col.at], col.title
		}
	}
	return "", key
}

// text is a text in all the languages in which it is there.
func (c cells) text(key string) form.Text {
	var t form.Text
	for _, col := range c.columns {
		if col.key != key || col.at >= len(c.row.cells) || c.row.cells[col.at] == "" {
			continue
		}
		if t == nil {
			t = form.Text{}
		}
		t[c.r.language(col.language)] = c.row.cells[col.at]
	}
	return t
}

// language is the name of a column's language: the form's own where it names none.
func (r *reader) language(name string) string {
	if name != "" {
		return name
	}
	if r.defaultLanguage != "" {
		return r.defaultLanguage
	}
	return form.Default
}

// languages are those that a form's texts are in, in the order of the columns. A column without one counts where it holds
// what people read first: labels.
func (r *reader) languages(columns []column) {
	for _, c := range columns {
		if !slices.Contains(translated, c.key) || c.language == "" && c.key != "label" {
			continue
		}
		if name := r.language(c.language); !slices.Contains(r.Form.Languages, name) {
			r.Form.Languages = append(r.Form.Languages, name)
		}
	}
}
