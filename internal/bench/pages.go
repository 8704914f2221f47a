package main

import (
	"context"
	"net/http"
	"os"
)

const (
	pageRate = 500 // requests a second
	pageRun  = 5_000
)

// benchPages asks for the pages that a parent sees, at a steady pace.
func benchPages(ctx context.Context) error {
	r, err := newRig(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.dir) //nolint:errcheck // a temporary directory
	round, slips, err := r.openRound(500)
	if err != nil {
		return err
	}
	if _, err := load(ctx, 400, voters, 0, r.voting(round, slips)); err != nil {
		return err
	}
	head("Pages at 500 requests a second, seen from outside", "page", "p50 ms", "p99 ms")
	for _, path := range []string{"/", "/sign-in", "/slip", "/join", "/rounds/" + round, "/rounds/" + round + "/projects/1"} {
		m, err := load(ctx, pageRun, voters, pageRate, func(context.Context, int) error {
			_, err := send(http.MethodGet, r.url+path, "", "", http.StatusOK)
			return err
		})
		if err != nil {
			return err
		}
		row(path, ms(m.P50), ms(m.P99))
	}
	return r.stop()
}
