package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parentpower/parentpower/internal/tally"
	"github.com/parentpower/parentpower/internal/tally/pb"
)

type tallyCommand struct {
	File       string `arg:"" type:"existingfile" help:"The election, in the .pb format of Pabulib."`
	Rule       string `help:"How to count: most-votes, equal-shares or phragmen." default:"most-votes"`
	Utility    string `help:"What a funded project is worth to its supporters: cost, count or points." default:"cost"`
	Completion string `help:"What happens to money that equal shares leaves: none, add1, add1-exhaustive, add1u or greedy." default:"add1"`
	Step       string `help:"How much Add1 raises each endowment by, in the file's unit; a hundredth of it in small elections, one in larger ones, when left out." placeholder:"AMOUNT"`
	Stop       bool   `help:"Most votes: end at the first project that does not fit." xor:"fit"`
	Skip       bool   `help:"Most votes: skip what does not fit (this is what happens without either)." xor:"fit"`
	Ties       string `help:"What tells tied projects apart at last: cost-votes-name or cost-votes-lot." default:"cost-votes-name"`
	Seed       string `help:"Seed of the lot for ties."`
	Pure       bool   `help:"Count even where everything fits the budget, instead of funding all."`
	Cap        int    `help:"The most times that Add1 raises the endowment." placeholder:"N"`
	Trace      bool   `help:"Show every step of the count."`
	JSON       bool   `name:"json" help:"Print the outcome as JSON."`
}

// Run counts a file.
func (c *tallyCommand) Run(ctx context.Context, t terminal) error {
	file, err := readElection(c.File, t)
	if err != nil {
		return err
	}
	rules, err := c.rules(file)
	if err != nil {
		return unreadable{err}
	}
	outcome, err := tally.Count(ctx, file.Election(), rules)
	if err != nil {
		return err
	}
	report := pb.NewReport(file, rules, outcome, c.Trace)
	if c.JSON {
		return printJSON(t.out, report)
	}
	return printReport(t.out, report)
}

func (c *tallyCommand) rules(file *pb.File) (tally.Rules, error) {
	r := tally.Rules{Stop: c.Stop, Seed: c.Seed, Pure: c.Pure, Cap: c.Cap, Step: file.DefaultStep()}
	err := errors.Join(
		r.Method.UnmarshalText([]byte(c.Rule)), r.Utility.UnmarshalText([]byte(c.Utility)),
		r.Completion.UnmarshalText([]byte(c.Completion)), r.Ties.UnmarshalText([]byte(c.Ties)),
	)
	if c.Step != "" {
		step, ok := pb.ParseAmount(c.Step, file.Unit)
		if !ok || step <= 0 {
			err = errors.Join(err, fmt.Errorf("--step %q is not an amount of money above zero", c.Step))
		}
		r.Step = step
	}
	return r, err
}

// readElection reads a .pb file and says on err what was odd in it.
func readElection(path string, t terminal) (*pb.File, error) {
	file, err := readOf(path, func(in io.Reader) (*pb.File, error) { return pb.Read(in, pb.DefaultLimits) })
	if err != nil {
		return nil, err
	}
	for _, w := range file.Warnings {
		_, _ = fmt.Fprintf(t.err, "%s: %v\n", path, w)
	}
	return file, nil
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func printReport(out io.Writer, r *pb.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d projects win, for %s of %s; %s is left. %d ballots.\n", len(r.Winners), r.Cost, r.Budget, r.MoneyLeft, r.Ballots)
	for _, w := range r.Winners {
		fmt.Fprintf(&b, "  %s\n", w)
	}
	for _, tie := range r.Ties {
		fmt.Fprintf(&b, "Tied: %s; %s was chosen, by %s.\n", strings.Join(tie.Among, ", "), tie.Chosen, tie.By)
	}
	for i, s := range r.Trace {
		word := "not funded"
		if s.Funded {
			word = "funded"
		}
		fmt.Fprintf(&b, "%3d. %s: %s (%s), cost %s, %d votes, %s left", i+1, s.Project, word, s.Stage, s.Cost, s.Votes, s.MoneyLeft)
		if s.RhoAbout != "" {
			fmt.Fprintf(&b, ", rho %s", s.RhoAbout)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}
