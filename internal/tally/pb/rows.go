package pb

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// rows walks a text line by line, each split into its fields. A quoted field may run over several lines.
type rows struct {
	text   string
	pos    int
	line   int // the line at pos, from 1
	limit  int // bytes of a field
	fields []string
}

func newRows(r io.Reader, limits Limits) (*rows, error) {
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read .pb file: %w", err)
	}
	if int64(len(data)) > limits.Bytes {
		return nil, &Error{Field: "size", Problem: TooLarge, Value: fmt.Sprint(limits.Bytes)}
	}
	text := string(data)
	if !utf8.ValidString(text) {
		return nil, &Error{Line: badLine(text), Problem: NotText}
	}
	return &rows{text: strings.TrimPrefix(text, "\ufeff"), line: 1, limit: limits.Field}, nil
}

func badLine(text string) int {
	for i, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) {
			return i + 1
		}
	}
	return 0
}

// next returns the fields of the next line that is not blank, trimmed, and its number; no fields at the end.
// The slice is reused.
func (r *rows) next() ([]string, int, error) {
	for r.pos < len(r.text) {
		line := r.line
		r.fields = r.fields[:0]
		for more := true; more; {
			field, last, err := r.field()
			if err != nil {
				return nil, line, err
			}
			if len(field) > r.limit {
				return nil, line, &Error{Line: line, Problem: TooLarge, Value: fmt.Sprint(r.limit)}
			}
			r.fields = append(r.fields, strings.TrimSpace(field))
			more = !last
		}
		if len(r.fields) > 1 || r.fields[0] != "" {
			return r.fields, line, nil
		}
	}
	return nil, r.line, nil
}

// field reads up to the next semicolon or line end, and reports whether the line ends there.
func (r *rows) field() (field string, last bool, err error) {
	if strings.HasPrefix(r.text[r.pos:], `"`) {
		if field, err = r.quoted(); err != nil {
			return "", true, err
		}
	}
	end := strings.IndexAny(r.text[r.pos:], ";\n")
	if end < 0 {
		field += r.text[r.pos:]
		r.pos = len(r.text)
		return field, true, nil
	}
	field += r.text[r.pos : r.pos+end]
	last = r.text[r.pos+end] == '\n'
	r.pos += end + 1
	if last {
		r.line++
		return field, true, nil
	}
	return field, false, nil
}

// quoted reads from an opening quotation mark to the one that closes it; two in a row stand for one.
func (r *rows) quoted() (string, error) {
	var b strings.Builder
	from := r.line
	r.pos++
	for {
		end := strings.IndexByte(r.text[r.pos:], '"')
		if end < 0 || b.Len()+end > r.limit {
			return "", &Error{Line: from, Problem: OpenQuote}
		}
		part := r.text[r.pos : r.pos+end]
		r.line += strings.Count(part, "\n")
		b.WriteString(part)
		r.pos += end + 1
		if !strings.HasPrefix(r.text[r.pos:], `"`) {
			return b.String(), nil
		}
		b.WriteByte('"')
		r.pos++
	}
}
