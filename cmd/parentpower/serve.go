package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/parentpower/parentpower/internal/app"
)

type serveCommand struct {
	app.Config `embed:""`
}

// Run serves until it is asked to stop.
func (c *serveCommand) Run(ctx context.Context, t terminal) error {
	log := t.logger(c.LogLevel)
	a, err := app.New(ctx, c.Config, log)
	if err != nil {
		return err
	}
	err = a.Run(ctx, func(at net.Addr) { log.InfoContext(ctx, "ready", "listen", at.String(), "origin", c.Origins[0]) })
	return errors.Join(err, a.Close(context.WithoutCancel(ctx)))
}

type demoCommand struct {
	app.Config `embed:""`
	JSON       bool `name:"json" help:"Print one line of JSON once it is ready, for scripts."`
}

// Run serves a demonstration community until it is asked to stop.
func (c *demoCommand) Run(ctx context.Context, t terminal) error {
	a, err := app.NewDemo(ctx, c.Config, t.logger(c.LogLevel))
	if err != nil {
		return err
	}
	err = a.Run(ctx, func(net.Addr) {
		tour, err := a.Tour(ctx)
		switch {
		case err != nil:
			_, _ = fmt.Fprintln(t.err, "parentpower:", err)
		case c.JSON:
			_ = printJSON(t.out, tour)
		default:
			_, _ = fmt.Fprint(t.out, tour)
		}
	})
	return errors.Join(err, a.Close(context.WithoutCancel(ctx)))
}
