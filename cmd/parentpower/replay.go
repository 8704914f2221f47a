package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/replay"
)

type replayCommand struct {
	File      string            `arg:"" type:"existingfile" help:"The election, in the .pb format of Pabulib."`
	URL       string            `name:"url" required:"" help:"The server to play it on, such as http://localhost:8080." placeholder:"URL"`
	Token     string            `help:"API token of somebody who looks after a council. A demonstration gives one by itself." env:"PARENTPOWER_TOKEN"`
	Council   string            `help:"The id of the council whose round it will be; otherwise the first that the token's owner looks after." placeholder:"ID"`
	Rate      float64           `help:"Ballots a second at most; 0: as fast as it goes." default:"0"`
	Workers   int               `help:"Voters at a time." default:"64"`
	Standings funding.Standings `help:"When votes by project show: live, after-vote or after-close." enum:"live,after-vote,after-close" default:"after-close"`
	JSON      bool              `name:"json" help:"Print the report as JSON."`
}

// Run plays an election. It fails when a ballot was lost, or when others won than the file says.
func (c *replayCommand) Run(ctx context.Context, t terminal) error {
	file, err := readElection(c.File, t)
	if err != nil {
		return err
	}
	config := replay.Config{
		File: file, URL: c.URL, Token: c.Token, Council: c.Council, Standings: c.Standings, Rate: c.Rate, Workers: c.Workers,
	}
	if !c.JSON || isTerminal(t.err) {
		bar := progressbar.NewOptions(len(file.Votes), progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription("ballots"),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		config.Progress = func(done, _ int) { _ = bar.Set(done) }
		defer bar.Exit() //nolint:errcheck // only clears a line
	}
	report, err := replay.Run(ctx, config)
	if report.Round == "" {
		return err // nothing began
	}
	if c.JSON {
		err = errors.Join(err, printJSON(t.out, report))
	} else {
		err = errors.Join(err, printReplay(t.out, report))
	}
	return errors.Join(err, report.Check())
}

func printReplay(out io.Writer, r replay.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d ballots cast in %.1f s, %d acknowledged, %d counted.\n", r.Cast, r.Seconds, r.Acknowledged, r.Counted)
	fmt.Fprintf(&b, "Acknowledged after %.1f ms (half of them), %.1f ms (99 of 100).\n", r.P50, r.P99)
	if r.LastViewer != nil {
		fmt.Fprintf(&b, "A viewer saw all of them %.0f ms after the last acknowledgement.\n", *r.LastViewer)
	}
	fmt.Fprintf(&b, "Winners:  %s\n", strings.Join(r.Winners, " "))
	if len(r.Official) > 0 {
		fmt.Fprintf(&b, "Official: %s\n", strings.Join(r.Official, " "))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// isTerminal reports whether a person is looking at what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
