// Command parentpower is the whole product: the server, a demonstration of it, and the tools with which anybody can
// count and check a vote without trusting a server. "parentpower --help" lists the commands, "parentpower COMMAND
// --help" every setting.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Run the server."`
	Demo     demoCommand     `cmd:"" help:"Run a demonstration community, with a vote that is ready to open."`
	Tally    tallyCommand    `cmd:"" help:"Count a vote from a .pb file."`
	Verify   verifyCommand   `cmd:"" help:"Check an audit bundle, and count its ballots again."`
	Form     formCommand     `cmd:"" help:"Read a form from an XLSForm workbook, and say what is wrong with it."`
	Opinion  opinionCommand  `cmd:"" help:"Find the groups of opinion in votes on statements, as Polis exports them."`
	Qdpx     qdpxCommand     `cmd:"" help:"Read a coded research project in the REFI-QDA format, and write it again."`
	Suppress suppressCommand `cmd:"" help:"Hide the numbers of a table that could show a person."`
	Replay   replayCommand   `cmd:"" help:"Play a real election through a running server, as separate voters with slips."`
}

// terminal is what a command talks to. What it makes goes to out, everything else to err, so that --json stays clean.
type terminal struct {
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], terminal{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run parses a command line and carries it out. It returns the exit status: 0, 1 for a failure, 2 for a command line
// or a file that cannot be understood.
func run(ctx context.Context, args []string, t terminal) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("parentpower"),
		kong.Description("Parents decide together, and are answered."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(t),
	)
	if err != nil {
		_, _ = fmt.Fprintln(t.err, err)
		return 1
	}
	chosen, err := parser.Parse(args)
	if exit >= 0 { // --help has been shown
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(t.err, "parentpower: %v\nTry: parentpower --help\n", err)
		return 2
	}
	if err := chosen.Run(); err != nil {
		_, _ = fmt.Fprintln(t.err, "parentpower:", err)
		var wrong unreadable
		if errors.As(err, &wrong) {
			return 2
		}
		return 1
	}
	return 0
}

// unreadable is the failure of a file or a flag that cannot be understood, which scripts tell from a check that failed.
type unreadable struct{ error }

func (u unreadable) Unwrap() error { return u.error }

// logger writes to err, with nothing below the level.
func (t terminal) logger(level string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		least = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: least}))
}

// readOf reads a file that the person at the terminal named.
func readOf[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path) //nolint:gosec // the file that the person at the terminal named
	if err != nil {
		return none, unreadable{err}
	}
	defer f.Close() //nolint:errcheck // only read
	got, err := read(f)
	if err != nil {
		return none, unreadable{fmt.Errorf("%s: %w", path, err)}
	}
	return got, nil
}
