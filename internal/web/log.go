package web

import (
	"log/slog"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// unknownRoute stands in the log and in metrics for a path that is none of ours: what somebody made up is
// neither written down nor counted apart.
const unknownRoute = "none"

// note logs a request and counts it. The route's pattern stands for the path, which may hold a code. Why a
// request was refused is the asker's business; why we failed is ours, and only then is the cause written down.
func (r *request) note(took time.Duration, err error) {
	pattern := unknownRoute
	if r.route != nil {
		pattern = r.route.path
	}
	status := r.c.Response().StatusCode()
	if r.hijacked {
		status = switchingProtocols
	}
	r.metrics.observe(r.c.Method(), pattern, status, took)

	level := slog.LevelInfo
	about := []slog.Attr{
		slog.String("id", r.id), slog.String("method", r.c.Method()), slog.String("route", pattern),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if err == nil && r.refused != nil {
		err = r.refused
	}
	if err != nil {
		f := fault.From(err)
		about = append(about, slog.String("kind", f.Kind.String()), slog.String("key", f.Key))
		if status >= 500 {
			level = slog.LevelError
			about = append(about, slog.String("cause", err.Error()))
		}
	}
	r.Log.LogAttrs(r.ctx, level, "request", about...)
}
