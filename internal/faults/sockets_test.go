package faults

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// How many clients of each bad kind there are, and how many good ones.
const (
	badOfEach = 20
	watchers  = 10
	looks     = 15
)

func TestBadSocketsDoNotDelayTheScreensOfOthers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	p := newProgram(t, "--log-level", "error")
	r := openRound(t, p.client, p.tour.Council, p.tour.Token, 2*looks)
	screens := make([]*screen, watchers)
	for i := range screens {
		screens[i] = watch(ctx, t, p.client, r.id)
	}
	voters := func(from int) (list []int) {
		for i := range looks {
			list = append(list, from+i)
		}
		return list
	}
	nodes := []*client{p.client}
	alone := r.lateness(t, nodes, screens, 0, voters(0))
	for range badOfEach {
		for _, behave := range []func(context.Context, *websocket.Conn, string){neverReads, floods, sendsNonsense, sendsTooMuch} {
			go misbehave(ctx, p.client, r.id, behave)
		}
		go neverAsks(ctx, p.address)
	}
	among := r.lateness(t, nodes, screens, looks, voters(looks))
	before, now := slices.Max(alone), slices.Max(among)
	t.Logf("the last of %d screens showed a ballot within %v; among %d bad clients within %v", watchers,
		before.Round(time.Millisecond), 5*badOfEach, now.Round(time.Millisecond))
	if limit := max(2*before, shownWithin); now > limit {
		t.Errorf("the screens of others are late: %v, at the most %v", now, limit)
	}
}

// misbehave opens one socket after the other as long as ctx lasts.
func misbehave(ctx context.Context, c *client, round string, behave func(context.Context, *websocket.Conn, string)) {
	for {
		url := "ws" + strings.TrimPrefix(c.url, "http") + "/live"
		socket, res, err := websocket.DefaultDialer.DialContext(ctx, url, http.Header{"Origin": {c.url}})
		if err == nil {
			_ = res.Body.Close() // empty, as the library says
			stop := context.AfterFunc(ctx, func() { _ = socket.Close() })
			behave(ctx, socket, round)
			stop()
			_ = socket.Close()
		}
		if !pause(ctx, 10*time.Millisecond) {
			return
		}
	}
}

func neverReads(ctx context.Context, c *websocket.Conn, round string) {
	_ = c.WriteJSON(map[string]string{"subscribe": "round/" + round})
	<-ctx.Done()
}

func floods(_ context.Context, c *websocket.Conn, round string) {
	for c.WriteJSON(map[string]string{"subscribe": "round/" + round}) == nil {
		continue // until it is thrown out
	}
}

func sendsNonsense(_ context.Context, c *websocket.Conn, _ string) {
	_, _ = c.NetConn().Write([]byte{0xff, 0x7f, 0, 1, 2, 3}) // reserved bits, not masked
	_, _, _ = c.ReadMessage()
}

func sendsTooMuch(_ context.Context, c *websocket.Conn, _ string) {
	_ = c.WriteMessage(websocket.TextMessage, make([]byte, 1<<20))
	_, _, _ = c.ReadMessage()
}

// neverAsks opens a connection and leaves the handshake half done.
func neverAsks(ctx context.Context, address string) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return
	}
	defer c.Close() //nolint:errcheck // it never was of use
	_, _ = c.Write([]byte("GET /live HTTP/1.1\r\nHost: " + address + "\r\nUpgrade: websock"))
	<-ctx.Done()
}
