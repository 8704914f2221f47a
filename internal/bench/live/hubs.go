package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge"

	"github.com/parentpower/parentpower/internal/live"
)

const (
	topic    = "round/benchmark"
	origin   = "http://localhost"
	projects = 20
)

// hub is what is compared.
type hub interface {
	http.Handler
	changed() // the count rose
	close() error
}

func start(name string, c *count) (hub, error) {
	if name == "centrifuge" {
		return newTheirs(c)
	}
	return newOurs(c), nil
}

// standings are what a round of twenty projects shows: the payload of both hubs.
func standings(seq int64) []byte {
	votes := make([]int64, projects)
	for i := range votes {
		votes[i] = seq * int64(i) / projects
	}
	data, err := json.Marshal(map[string]any{"ballots": seq, "votes": votes})
	if err != nil {
		panic(err)
	}
	return data
}

// count is the state that changes.
type count struct{ atomic.Int64 }

func (c *count) Authorise(context.Context, live.Subject, string) error { return nil }

func (c *count) State(context.Context, string) (live.State, error) {
	seq := c.Load()
	return live.State{Seq: seq, JSON: standings(seq)}, nil
}

type ours struct{ hub *live.Hub }

func newOurs(c *count) ours {
	return ours{live.New(live.Config{Source: c, Origins: []string{origin}})}
}

func (o ours) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := o.hub.Serve(w, r, live.Subject{Session: r.RemoteAddr, Person: r.RemoteAddr}); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (o ours) changed() { o.hub.Changed(topic) }

func (o ours) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return o.hub.Close(ctx)
}

// theirs is centrifuge with the buffers and limits of ours, publishing the newest state at the pace of ours.
type theirs struct {
	http.Handler
	node  *centrifuge.Node
	count *count
	stop  chan struct{}
}

func newTheirs(c *count) (*theirs, error) {
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return nil, err
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, cb centrifuge.SubscribeCallback) {
			cb(centrifuge.SubscribeReply{}, nil)
		})
	})
	if err := node.Run(); err != nil {
		return nil, err
	}
	t := &theirs{node: node, count: c, stop: make(chan struct{}), Handler: centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{
		CheckOrigin:        func(r *http.Request) bool { return r.Header.Get("Origin") == origin },
		ReadBufferSize:     512,
		WriteBufferSize:    1024,
		UseWriteBufferPool: true,
		MessageSizeLimit:   4 << 10,
		WriteTimeout:       10 * time.Second,
		PingPongConfig:     centrifuge.PingPongConfig{PingInterval: 5 * time.Minute}, // none comes in the short time, as none of ours does
	})}
	go t.publish()
	return t, nil
}

func (t *theirs) publish() {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for last := int64(0); ; {
		select {
		case <-t.stop:
			return
		case <-tick.C:
		}
		seq := t.count.Load()
		if seq == last {
			continue
		}
		last = seq
		data := fmt.Appendf(nil, `{"topic":%q,"seq":%d,"state":%s}`, topic, seq, standings(seq))
		if _, err := t.node.Publish(topic, data); err != nil {
			panic(err)
		}
	}
}

func (t *theirs) changed() {}

func (t *theirs) close() error {
	close(t.stop)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return t.node.Shutdown(ctx)
}
