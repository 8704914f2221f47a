package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parentpower/parentpower/internal/fault"
)

// readJSON reads a program's object strictly: nothing unknown, nothing of another type, nothing after it. It
// fails with Invalid, naming the field wherever there is one to name.
func readJSON[T any](body []byte) (T, error) {
	var v, none T
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return none, fault.New(fault.Invalid, "fault.json.empty")
	case !utf8.Valid(body):
		return none, fault.New(fault.Invalid, "fault.characters")
	case trimmed[0] != '{':
		return none, fault.New(fault.Invalid, "fault.json.object")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return none, wrongJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return none, fault.New(fault.Invalid, "fault.json.more")
	}
	return v, nil
}

// wrongJSON says what the decoder found. The names of unknown fields are told in its error's words only.
func wrongJSON(err error) error {
	var checks fault.Checks
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		checks.That(false, ofTheBody(wrong.Field), "fault.json.type", "wanted", wrong.Type.Kind().String())
		return checks.Fault()
	}
	if _, rest, unknown := strings.Cut(err.Error(), "unknown field "); unknown {
		checks.That(false, fieldName(rest), "fault.unknown_field")
		return checks.Fault()
	}
	return fault.Wrap(err, fault.Invalid, "fault.json")
}

// ofTheBody is a field as whoever sent the body knows it: without the names of the records of ours that it is in, which
// begin with a capital.
func ofTheBody(field string) string {
	names := slices.DeleteFunc(strings.Split(field, "."), func(name string) bool {
		return name != "" && unicode.IsUpper(rune(name[0]))
	})
	return strings.Join(names, ".")
}

// fieldName is a name that somebody else chose, fit to be said back to them.
func fieldName(quoted string) string {
	var name string
	if err := json.Unmarshal([]byte(quoted), &name); err != nil || !plain(name) {
		return "?"
	}
	if len(name) > 64 {
		name = strings.ToValidUTF8(name[:64], "")
	}
	return name
}
