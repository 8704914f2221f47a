package polis

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/parentpower/parentpower/internal/consultation/opinion"
)

// MaxRows is how many rows a file may have.
const MaxRows = 20_000_000

// column is what is looked for in a file, under the names that it goes by.
type column struct {
	key    string
	names  []string
	needed bool
}

type row = map[string]string // by column.key

// read reads a list of records from CSV with a header or from a JSON array of objects, whichever it is.
func read(r io.Reader, columns []column) ([]row, error) {
	in := bufio.NewReader(r)
	for {
		b, err := in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil, errors.New("the file is empty")
		case err != nil:
			return nil, err
		case strings.IndexByte(" \t\r\n\xef\xbb\xbf", b) >= 0: // space, or the mark of UTF-8
			continue
		}
		if err := in.UnreadByte(); err != nil {
			return nil, err
		}
		if b == '[' {
			return readJSON(in, columns)
		}
		return readCSV(in, columns)
	}
}

func readCSV(in io.Reader, columns []column) ([]row, error) {
	file := csv.NewReader(in)
	file.ReuseRecord = true
	header, err := file.Read()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, c := range columns {
		i := slices.IndexFunc(header, func(name string) bool { return slices.Contains(c.names, strings.TrimSpace(name)) })
		if i >= 0 {
			at[c.key] = i
		} else if c.needed {
			return nil, fmt.Errorf("row 1: there is no column %s", strings.Join(c.names, " or "))
		}
	}
	var rows []row
	for {
		record, err := file.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if len(rows) == MaxRows {
			return nil, fmt.Errorf("there are more than %d rows", MaxRows)
		}
		one := row{}
		for key, i := range at {
			one[key] = strings.Clone(record[i])
		}
		rows = append(rows, one)
	}
}

func readJSON(in io.Reader, columns []column) ([]row, error) {
	file := json.NewDecoder(in)
	file.UseNumber()
	if _, err := file.Token(); err != nil {
		return nil, err
	}
	var rows []row
	for file.More() {
		if len(rows) == MaxRows {
			return nil, fmt.Errorf("there are more than %d records", MaxRows)
		}
		var record map[string]any
		if err := file.Decode(&record); err != nil {
			return nil, fmt.Errorf("record %d: %w", len(rows)+1, err)
		}
		one := row{}
		for _, c := range columns {
			i := slices.IndexFunc(c.names, func(name string) bool { return record[name] != nil })
			if i >= 0 {
				one[c.key] = fmt.Sprint(record[c.names[i]])
			} else if c.needed {
				return nil, fmt.Errorf("record %d: there is no %s", len(rows)+1, strings.Join(c.names, " or "))
			}
		}
		rows = append(rows, one)
	}
	_, err := file.Token()
	return rows, err
}

// whole reads a whole number, also one that was written as 3.0.
func whole(text string) (int, error) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<31 {
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	return int(f), nil
}

func stance(text string) (opinion.Stance, error) {
	n, err := whole(text)
	if err != nil || n < -1 || n > 1 {
		return 0, fmt.Errorf("%q is no vote: it is 1, 0 or -1", text)
	}
	return opinion.Stance(n), nil
}
