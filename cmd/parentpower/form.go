package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/parentpower/parentpower/internal/consultation/form/xlsform"
)

type formCommand struct {
	File string `arg:"" type:"existingfile" help:"The form, as an XLSForm workbook (.xlsx)."`
	JSON bool   `name:"json" help:"Print what is in it, and what is wrong, as JSON."`
}

type formReport struct {
	Questions   int               `json:"questions"`
	Types       map[string]int    `json:"types"`
	Languages   []string          `json:"languages"`
	Errors      []xlsform.Problem `json:"errors"`
	Unsupported []xlsform.Problem `json:"unsupported"`
}

// Run reads a form and says what is in it. One with errors is refused: the exit status is 2.
func (c *formCommand) Run(t terminal) error {
	read, err := readOf(c.File, xlsform.Read)
	if err != nil {
		return err
	}
	report := formReport{
		Questions: read.Questions(), Types: read.Types, Languages: append([]string{}, read.Form.Languages...),
		Errors: append([]xlsform.Problem{}, read.Errors...), Unsupported: append([]xlsform.Problem{}, read.Unsupported...),
	}
	if c.JSON {
		err = printJSON(t.out, report)
	} else {
		err = report.print(t)
	}
	if err == nil && len(report.Errors) > 0 {
		err = unreadable{fmt.Errorf("%s: the form cannot be used as it is", c.File)}
	}
	return err
}

func (r formReport) print(t terminal) error {
	_, err := fmt.Fprintf(t.out, "%d questions; languages: %s\n", r.Questions, strings.Join(r.Languages, ", "))
	for _, name := range slices.Sorted(maps.Keys(r.Types)) {
		_, more := fmt.Fprintf(t.out, "%5d  %s\n", r.Types[name], name)
		err = errors.Join(err, more)
	}
	for word, list := range map[string][]xlsform.Problem{"error": r.Errors, "not supported": r.Unsupported} {
		for _, p := range list {
			_, more := fmt.Fprintf(t.err, "%s: sheet %s, row %d, column %s: %s\n", word, p.Sheet, p.Row, p.Column, p.Message)
			err = errors.Join(err, more)
		}
	}
	return err
}
