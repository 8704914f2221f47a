package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// serveMetrics answers Prometheus at /metrics of a listener of its own until ctx ends.
func (a *App) serveMetrics(ctx context.Context, listener net.Listener) {
	routes := http.NewServeMux()
	routes.Handle("GET /metrics", a.site.Metrics())
	server := &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		a.log.ErrorContext(ctx, "serve metrics", "error", err)
	}
}
