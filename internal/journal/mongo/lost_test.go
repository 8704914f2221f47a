package mongo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/journal/journaltest"
	"github.com/parentpower/parentpower/internal/mongodb"
)

func TestALostAnswerIsUnknownAndAppendingAgainGivesExactlyOne(t *testing.T) {
	network := openNetwork(t)
	through, beside := network.journal(t, network.proxy.Listen), network.journal(t, network.server)
	var head journal.Head
	for _, fault := range []struct {
		name, toxic string
		arrives     bool
	}{
		{"the answer is swallowed and the connection closed", `{"type": "timeout", "attributes": {"timeout": 200}}`, true},
		{"the answer is swallowed until the time is up", `{"type": "timeout", "attributes": {"timeout": 0}}`, true},
		{"the connection is reset at the answer", `{"type": "reset_peer", "attributes": {"timeout": 0}}`, true},
		{"the answer is cut in its header", `{"type": "limit_data", "attributes": {"bytes": 10}}`, true},
		{"the answer is cut in its body", `{"type": "limit_data", "attributes": {"bytes": 40}}`, true},
		{"the request is swallowed", `{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 200}}`, false},
		{"the request is cut in its header", `{"type": "limit_data", "stream": "upstream", "attributes": {"bytes": 7}}`, false},
		{"the request is cut in a record", `{"type": "limit_data", "stream": "upstream", "attributes": {"bytes": 700}}`, false},
	} {
		t.Run(fault.name, func(t *testing.T) {
			var commits [2]journal.Commit
			commits[0], head = journaltest.Next(head, 20)
			commits[1], head = journaltest.Next(head, 20)
			journaltest.Append(t, through, commits[0]) // so that a connection is open
			network.poison(t, fault.toxic)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			if err := through.Append(ctx, commits[1]); !errors.Is(err, journal.ErrUnknown) {
				t.Errorf("append: %v, want ErrUnknown", err)
			}
			if fault.arrives {
				eventually(t, func() bool { return len(journaltest.Read(t, beside, commits[0].Seq)) == 1 })
			} else if n := len(journaltest.Read(t, beside, commits[0].Seq)); n != 0 {
				t.Errorf("%d commits arrived", n)
			}
			network.heal(t)
			eventually(t, func() bool {
				err := through.Append(t.Context(), commits[1])
				if errors.Is(err, journal.ErrTaken) {
					t.Fatalf("our own commit is taken for another's: %v", err)
				}
				return err == nil
			})
			journaltest.Verify(t, beside, head.Seq)
		})
	}
}

func TestARivalThatTookTheNumberWhileTheAnswerWasLostIsToldApart(t *testing.T) {
	network := openNetwork(t)
	through, beside := network.journal(t, network.proxy.Listen), network.journal(t, network.server)
	commits := journaltest.Commits(2, 3)
	journaltest.Append(t, through, commits[0])
	network.poison(t, `{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 100}}`)
	if err := through.Append(t.Context(), commits[1]); !errors.Is(err, journal.ErrUnknown) {
		t.Fatalf("append: %v, want ErrUnknown", err)
	}
	rival := commits[1]
	rival.ID = journal.ID{9}
	journaltest.Append(t, beside, rival)
	network.heal(t)
	eventually(t, func() bool {
		err := through.Append(t.Context(), commits[1])
		if err == nil {
			t.Fatal("a commit that is not there was acknowledged")
		}
		return errors.Is(err, journal.ErrTaken)
	})
}

func TestAServerThatIsAwayIsUnavailableWithinTwoSecondsAndComesBackByItself(t *testing.T) {
	network := openNetwork(t)
	j := network.journal(t, network.proxy.Listen)
	commits := journaltest.Commits(2, 3)
	journaltest.Append(t, j, commits[0])
	network.proxy.Stop()
	eventually(t, func() bool { return errors.Is(j.Append(t.Context(), commits[1]), journal.ErrUnavailable) })
	start := time.Now()
	if err := j.Read(t.Context(), 0, func(journal.Commit) error { return nil }); !errors.Is(err, journal.ErrUnavailable) {
		t.Errorf("read: %v, want ErrUnavailable", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	if err := network.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return j.Append(t.Context(), commits[1]) == nil })
	journaltest.Verify(t, j, 2)
}

// network is an embedded server on a loopback port and a proxy before it that can be made to fail.
type network struct {
	server string
	proxy  *toxiproxy.Proxy
}

func openNetwork(t *testing.T) *network {
	t.Helper()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"}, Handler: "sqlite", SQLiteURL: "file:" + t.TempDir() + "/",
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Run(ctx) }()
	address, err := url.Parse(server.MongoDBURI())
	if err != nil {
		t.Fatal(err)
	}
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	n := &network{server: address.Host, proxy: toxiproxy.NewProxy(api, strings.ReplaceAll(t.Name(), "/", " "), "127.0.0.1:0", address.Host)}
	if err := n.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.proxy.Stop()
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	return n
}

// journal opens the journal at an address.
func (n *network) journal(t *testing.T, address string) *Journal {
	t.Helper()
	s, err := mongodb.Connect(t.Context(), fmt.Sprintf("mongodb://%s/lost?maxPoolSize=1&heartbeatFrequencyMS=500", address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	c, err := s.Collection(t.Context(), Collection)
	if err != nil {
		t.Fatal(err)
	}
	j, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func (n *network) poison(t *testing.T, toxic string) {
	t.Helper()
	if _, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
}

func (n *network) heal(t *testing.T) { n.proxy.Toxics.ResetToxics(t.Context()) }

// eventually waits for what must come to hold.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("it never came to hold")
		}
	}
}
