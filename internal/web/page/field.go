package page

import (
	"fmt"
	"strings"
)

// Field is one input of a form, with all that its template needs. Every field of every form is one.
type Field struct {
	Name, Label, Hint, Error string
	Type                     string // text, email, money, number, textarea, select, radios, checks, datetime-local, code
	Value                    string
	Values                   []string // for checks
	Options                  []Option
	Autocomplete, InputMode  string
	Prefix                   string
	Max                      int
	Rows                     int
	Optional                 bool
	Big                      bool
}

// Option is one choice of a field.
type Option struct{ Value, Text, Hint string }

// ID is the input's id, which the error summary links to.
func (f Field) ID() string { return fieldID(f.Name) }

// fieldID is the id of the input of a name. Names of parts have dots, which ids do without.
func fieldID(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// OptionID is the id of one choice. The first has the field's own, so that a link to the field finds it.
func (f Field) OptionID(i int) string {
	if i == 0 {
		return f.ID()
	}
	return fmt.Sprintf("%s-%d", f.ID(), i)
}

// Describes lists the ids of the hint and the error, for aria-describedby.
func (f Field) Describes() string {
	ids := ""
	if f.Hint != "" {
		ids = f.ID() + "-hint"
	}
	if f.Error != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.ID() + "-error"
	}
	return ids
}

// Chosen reports whether an option is.
func (f Field) Chosen(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return f.Value == value
}

// Field makes a field of a form: its value and error are the form's. More is said in pairs: "label", "hint",
// "type", "options", "autocomplete", "inputmode", "max", "rows", "optional", "big", "value" (when the form
// has none). An unknown name fails the render.
func (v View) Field(form Form, name string, more ...any) (Field, error) {
	f := Field{Name: name, Type: "text", Value: form.Get(name), Values: form.Values[name], Rows: 4}
	_, filled := form.Values[name]
	for i := 0; i+1 < len(more); i += 2 {
		if err := f.set(fmt.Sprint(more[i]), more[i+1], filled); err != nil {
			return f, err
		}
	}
	if f.Type == "money" {
		f.Prefix, f.InputMode = v.T("money.sign"), "decimal"
	}
	if wrong := form.wrong(name); wrong != nil {
		f.Error = v.Say(wrong.Key, wrong.Args)
	}
	return f, nil
}

func (f *Field) set(name string, value any, filled bool) error {
	text, number, flag := fmt.Sprint(value), 0, false
	switch v := value.(type) {
	case int:
		number = v
	case bool:
		flag = v
	case []Option:
		f.Options = v
	}
	switch name {
	case "label":
		f.Label = text
	case "hint":
		f.Hint = text
	case "type":
		f.Type = text
	case "autocomplete":
		f.Autocomplete = text
	case "inputmode":
		f.InputMode = text
	case "value":
		if !filled {
			f.Value = text
		}
	case "max":
		f.Max = number
	case "rows":
		f.Rows = number
	case "optional":
		f.Optional = flag
	case "big":
		f.Big = flag
	case "options":
	default:
		return fmt.Errorf("field %s: no such property %q", f.Name, name)
	}
	return nil
}

// Options makes the choices of a field from their values; the words are the messages under a key, and a hint
// is given where there is a message "<key>.<value>.hint".
func (v View) Options(key string, values ...string) []Option {
	list := make([]Option, len(values))
	for i, value := range values {
		list[i] = Option{Value: value, Text: v.T(key + "." + value)}
		if hint := key + "." + value + ".hint"; v.Knows(hint) {
			list[i].Hint = v.T(hint)
		}
	}
	return list
}
