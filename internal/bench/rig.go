package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/valyala/fasthttp"

	"github.com/parentpower/parentpower/internal/app"
)

// rig is the real program on the embedded database, in a directory of its own, listening on loopback.
type rig struct {
	*app.Demo
	dir  string
	url  string
	tour app.Tour
	stop func() error
}

func newRig(ctx context.Context) (*rig, error) {
	dir, err := os.MkdirTemp("", "ppbench")
	if err != nil {
		return nil, err
	}
	return openRig(ctx, dir)
}

// openRig starts the program on a directory, which may hold a community already.
func openRig(ctx context.Context, dir string) (*rig, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	demo, err := app.NewDemo(ctx, app.Config{Listen: address, Data: dir, Zone: "Europe/London", Community: "Benchmark", Mirror: "off"}, log)
	if err != nil {
		return nil, err
	}
	run, cancel := context.WithCancel(ctx)
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- demo.Run(run, func(net.Addr) { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		cancel()
		return nil, err
	}
	r := &rig{Demo: demo, dir: dir, url: "http://" + address}
	r.stop = func() error {
		cancel()
		if err := <-done; err != nil {
			return err
		}
		return demo.Close(ctx)
	}
	r.tour, err = demo.Tour(ctx)
	return r, err
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // only its number was wanted
	return l.Addr().String(), nil
}

// client keeps a connection for each voter at work.
var client = &fasthttp.Client{MaxConnsPerHost: 2000, NoDefaultUserAgentHeader: true}

// send makes a request and fails on any status other than the one wanted.
func send(method, url, bearer, body string, want int) ([]byte, error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.Header.SetMethod(method)
	req.SetRequestURI(url)
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != "" {
		req.Header.SetContentType("application/json")
		req.SetBodyString(body)
	}
	if err := client.Do(req, res); err != nil {
		return nil, err
	}
	if res.StatusCode() != want {
		return nil, fmt.Errorf("%s %s: %d: %s", method, url, res.StatusCode(), res.Body())
	}
	return append([]byte(nil), res.Body()...), nil
}
