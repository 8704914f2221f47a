package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/parentpower/parentpower/internal/funding"
)

type verifyCommand struct {
	Bundle string `arg:"" type:"existingfile" help:"The audit bundle, as downloaded from a round's result."`
	Older  string `type:"existingfile" help:"An older bundle of the same round: check that nothing in it is gone." placeholder:"BUNDLE"`
	JSON   bool   `name:"json" help:"Print the checks as JSON."`
}

// verdict is what --json prints.
type verdict struct {
	OK     bool            `json:"ok"`
	Round  string          `json:"round"`
	Title  string          `json:"title"`
	Checks []funding.Check `json:"checks"`
}

// Run checks a bundle. It fails when a check does.
func (c *verifyCommand) Run(ctx context.Context, t terminal) error {
	bundle, err := readBundle(c.Bundle)
	if err != nil {
		return err
	}
	var older *funding.Bundle
	if c.Older != "" {
		if older, err = readBundle(c.Older); err != nil {
			return err
		}
	}
	v := verdict{OK: true, Round: bundle.Round.ID, Title: bundle.Round.Title, Checks: funding.Verify(ctx, *bundle, older)}
	for _, check := range v.Checks {
		v.OK = v.OK && check.OK
	}
	if c.JSON {
		err = printJSON(t.out, v)
	} else {
		err = v.print(t)
	}
	if err == nil && !v.OK {
		err = errors.New("the bundle does not hold")
	}
	return err
}

func (v verdict) print(t terminal) error {
	text := v.Title + "\n"
	for _, check := range v.Checks {
		mark := "ok    "
		if !check.OK {
			mark = "FAILED"
		}
		text += fmt.Sprintf("  %s  %s", mark, check.What)
		if check.Note != "" {
			text += ": " + check.Note
		}
		text += "\n"
	}
	_, err := fmt.Fprint(t.out, text)
	return err
}

func readBundle(path string) (*funding.Bundle, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the file that the person at the terminal named
	if err != nil {
		return nil, unreadable{err}
	}
	var b funding.Bundle
	if err := json.Unmarshal(text, &b); err != nil {
		return nil, unreadable{fmt.Errorf("%s is not an audit bundle: %w", path, err)}
	}
	return &b, nil
}
