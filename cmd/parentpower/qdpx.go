package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/parentpower/parentpower/internal/study/qdpx"
)

type qdpxCommand struct {
	File string `arg:"" type:"existingfile" help:"The project, as a .qdpx file (REFI-QDA 1.5)."`
	Out  string `type:"path" help:"Write the project again, with nothing lost, to this file." placeholder:"OTHER.qdpx"`
	JSON bool   `name:"json" help:"Print how much there is of each, and what is odd, as JSON."`
}

// qdpxReport says how much there is in a project.
type qdpxReport struct {
	Codes      int      `json:"codes"`
	Sources    int      `json:"sources"`
	Selections int      `json:"selections"`
	Codings    int      `json:"codings"`
	Notes      int      `json:"notes"`
	Warnings   []string `json:"warnings"`
}

// Run reads a project, says what is in it, and writes it again where it is told to.
func (c *qdpxCommand) Run(t terminal) error {
	in, err := os.Open(c.File)
	if err != nil {
		return unreadable{err}
	}
	defer in.Close() //nolint:errcheck // only read
	about, err := in.Stat()
	if err != nil {
		return unreadable{err}
	}
	file, err := qdpx.Read(in, about.Size())
	if err != nil {
		return unreadable{fmt.Errorf("%s: %w", c.File, err)}
	}
	if c.Out != "" {
		if err := writeWhole(c.Out, file.Write); err != nil {
			return err
		}
	}
	report := qdpxReport{
		Codes: length(file.Codes()), Sources: length(file.Sources()), Selections: length(file.Selections()),
		Codings: length(file.Codings()), Notes: length(file.Notes()), Warnings: append([]string{}, file.Warnings()...),
	}
	if c.JSON {
		return printJSON(t.out, report)
	}
	for _, w := range report.Warnings {
		_, _ = fmt.Fprintln(t.err, "warning:", w)
	}
	return printCodebook(t.out, file, report)
}

// writeWhole writes a file, in place of one that is there; one that could not be written whole is not there.
func writeWhole(path string, write func(io.Writer) error) error {
	out, err := os.CreateTemp(filepath.Dir(path), ".parentpower-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(out), out.Close())
	if err == nil {
		err = os.Rename(out.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(out.Name()))
	}
	return nil
}

func length[T any](list iter.Seq[T]) int {
	n := 0
	for range list {
		n++
	}
	return n
}

// printCodebook shows the tree of codes, each with how often it was used.
func printCodebook(out io.Writer, file *qdpx.File, r qdpxReport) error {
	used := map[string]int{}
	for c := range file.Codings() {
		used[c.Code]++
	}
	if _, err := fmt.Fprintf(out, "%d codes, %d sources, %d selections, %d codings, %d notes\n", r.Codes, r.Sources, r.Selections, r.Codings, r.Notes); err != nil {
		return err
	}
	for c := range file.Codes() {
		if _, err := fmt.Fprintf(out, "%5d  %s%s\n", used[c.GUID], strings.Repeat("  ", c.Depth), c.Name); err != nil {
			return err
		}
	}
	return nil
}
