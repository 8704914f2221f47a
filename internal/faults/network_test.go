package faults

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// line is the network between one node and the database, which can be made to fail.
type line struct {
	t     testing.TB
	proxy *toxiproxy.Proxy
}

func newLine(t testing.TB, to string) *line {
	t.Helper()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	l := &line{t: t, proxy: toxiproxy.NewProxy(api, "to the database", "127.0.0.1:0", to)}
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.proxy.Stop)
	return l
}

// uri is the database's address as the node is told it. Failed servers are looked for again twice a second.
func (l *line) uri(name string) string {
	return "mongodb://" + l.proxy.Listen + "/" + name + "?heartbeatFrequencyMS=500"
}

func (l *line) poison(toxic string) {
	l.t.Helper()
	if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *line) heal() { l.proxy.Toxics.ResetToxics(l.t.Context()) }

func (l *line) cut() { l.proxy.Stop() }

func (l *line) mend() {
	l.t.Helper()
	if err := l.proxy.Start(); err != nil {
		l.t.Fatal(err)
	}
}

// newMasterKey is a key for all nodes of a database.
func newMasterKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return hex.EncodeToString(key)
}
