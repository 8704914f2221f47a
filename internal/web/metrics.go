package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/parentpower/parentpower/internal/fault"
)

// metrics counts what the site does. Labels are routes of the table and kinds, never anything that was sent.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func (s *Site) newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parentpower_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "parentpower_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, read func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	gauge("parentpower_live_connections", "Open websockets.", func() float64 { return float64(s.Hub.Stats().Connections) })
	gauge("parentpower_live_topics", "Topics with viewers.", func() float64 { return float64(s.Hub.Stats().Topics) })
	gauge("parentpower_store_sequence", "Number of the last commit.", func() float64 { return float64(s.Store.View().Seq()) })
	gauge("parentpower_store_waiting", "Changes that wait for the writer.", func() float64 { return float64(s.Store.Stats().Waiting) })
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// Metrics serves the counters to Prometheus. It belongs on a listener of its own that only the operator's
// network reaches, and is no route of the site.
func (s *Site) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})
}

// healthz says that the process answers.
func (s *Site) healthz(r *request) error {
	return r.text("alive\n")
}

// readyz says that this node can take people: its store has booted, which it has where there is a site, and
// the journal was not lost.
func (s *Site) readyz(r *request) error {
	if err := s.Ready(r.ctx); err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	}
	return r.text("ready\n")
}
