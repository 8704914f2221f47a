package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// The tests here run in a bubble with its own clock, on a pipe for a network: the hub is given a connection
// the way that web's bridge from Fiber gives it one.

// bridge is a ResponseWriter that has nothing but a connection to hand over.
type bridge struct{ nc net.Conn }

func (b bridge) Header() http.Header { return http.Header{} }
func (b bridge) Write([]byte) (int, error) {
	return 0, errors.New("nothing is written before the upgrade")
}
func (b bridge) WriteHeader(int) {}
func (b bridge) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return b.nc, bufio.NewReadWriter(bufio.NewReader(b.nc), bufio.NewWriter(b.nc)), nil
}

// pipe connects a client to the hub. The connection lives once start is called.
func pipe(t *testing.T, hub *Hub, subject Subject) (v *viewer, start func()) {
	t.Helper()
	ours, theirs := net.Pipe()
	upgraded := make(chan struct{})
	go func() {
		defer close(upgraded)
		r, err := http.ReadRequest(bufio.NewReader(theirs))
		if err != nil {
			t.Errorf("request: %v", err)
			return
		}
		start, err = hub.Upgrade(bridge{theirs}, r, subject)
		if err != nil {
			t.Errorf("upgrade: %v", err)
		}
	}()
	dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return ours, nil }}
	ws, answer, err := dialer.Dial("ws://pipe/", http.Header{"Origin": {origin}})
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	_ = answer.Body.Close()
	<-upgraded
	return &viewer{t, ws}, start
}

func bubble(t *testing.T, log io.Writer, test func(*testing.T, *board, *Hub)) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard("round/a")
		hub := New(Config{Source: b, Origins: []string{origin}, Log: slog.New(slog.NewTextHandler(log, nil))})
		test(t, b, hub)
		if err := hub.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}

func TestTheFirstChangeGoesAtOnceAndThenFourASecond(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, b *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{})
		start()
		v.subscribe("round/a")
		v.state("round/a")
		time.Sleep(time.Second) // of the bubble
		b.set(func(b *board) { b.asked = nil })

		began := time.Now()
		seen := make(chan time.Duration, 100)
		go func() {
			for {
				if _, err := v.read(); err != nil {
					close(seen)
					return
				}
				seen <- time.Since(began)
			}
		}()
		for range 1000 { // ten seconds of a hundred changes each
			b.set(func(b *board) { b.seqs["round/a"]++ })
			hub.Changed("round/a")
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(interval)
		_ = v.ws.Close()

		var times []time.Duration
		for at := range seen {
			times = append(times, at)
		}
		if len(times) != 41 || times[0] != 0 || len(b.asked) != len(times) {
			t.Fatalf("%d states in ten seconds, the first after %v, State asked %d times", len(times), times[0], len(b.asked))
		}
		for i := range times[1:] {
			if gap := times[i+1] - times[i]; gap < interval || gap > interval+10*time.Millisecond {
				t.Fatalf("%s between two states", gap)
			}
		}
	})
}

func TestAQuietClientIsPingedAndASilentOneClosed(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, _ *board, hub *Hub) {
		lively, start := pipe(t, hub, Subject{Session: "lively"})
		start()
		deaf, start := pipe(t, hub, Subject{Session: "deaf"})
		start()
		pings := 0
		answer := lively.ws.PingHandler()
		lively.ws.SetPingHandler(func(data string) error {
			pings++
			return answer(data)
		})
		deaf.ws.SetPingHandler(func(string) error { return nil })
		ended := make(chan time.Duration, 2)
		began := time.Now()
		for _, v := range []*viewer{lively, deaf} {
			go func() {
				_, _, _ = v.ws.ReadMessage()
				ended <- time.Since(began)
			}()
		}
		if after := <-ended; after < silentAfter || after > silentAfter+2*sweepEvery {
			t.Errorf("the silent client was closed after %s", after)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if s := hub.Stats(); s.Connections != 1 || s.Silenced != 1 {
			t.Errorf("%+v", s)
		}
		if pings < 8 || pings > 14 {
			t.Errorf("%d pings in six minutes", pings)
		}
		hub.Revoke("lively")
		<-ended
	})
}

func TestAChangeDuringTheEncodingIsNotLost(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, b *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{})
		start()
		b.during = func() {
			b.seqs["round/a"]++ // the board is locked; what is being encoded has been read
			hub.Changed("round/a")
		}
		v.subscribe("round/a")
		if first, second := v.state("round/a"), v.state("round/a"); first != 1 || second != 2 {
			t.Errorf("got %d and %d", first, second)
		}
		_ = v.ws.Close()
	})
}

func TestAStateThatCannotBeEncodedIsLoggedOnceAndTriedAgain(t *testing.T) {
	var log bytes.Buffer
	bubble(t, &log, func(t *testing.T, b *board, hub *Hub) {
		b.broken = errors.New("no such table")
		v, start := pipe(t, hub, Subject{})
		start()
		v.subscribe("round/a")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := strings.Count(log.String(), "no such table"); n != 1 {
			t.Errorf("logged %d times", n)
		}
		if n := hub.Stats().Failed; n < 9 || n > 11 {
			t.Errorf("tried %d times in ten seconds", n)
		}
		b.set(func(b *board) { b.broken = nil })
		v.state("round/a")
		_ = v.ws.Close()
	})
}

func TestASlowViewerSkipsToTheNewestState(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, b *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{})
		start()
		v.subscribe("round/a")
		for range 20 { // the first state is stuck in the socket meanwhile
			time.Sleep(interval)
			b.set(func(b *board) { b.seqs["round/a"]++ })
			hub.Changed("round/a")
		}
		synctest.Wait()
		if first, second := v.state("round/a"), v.state("round/a"); first != 1 || second != 21 {
			t.Errorf("got %d and then %d", first, second)
		}
		if n := hub.Stats().Encoded; n != 21 {
			t.Errorf("encoded %d times", n)
		}
		_ = v.ws.Close()
	})
}

func TestAViewerWhoseSocketTakesNothingIsGivenUp(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, _ *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{})
		start()
		v.subscribe("round/a")
		time.Sleep(writeWait + 2*lastWords + time.Millisecond)
		synctest.Wait()
		if n := hub.Stats().Connections; n != 0 {
			t.Error("still connected")
		}
		_ = v.ws.Close()
	})
}

func TestRevokingAStuckViewerTakesLessThanASecond(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, _ *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{Session: "s"})
		start()
		v.subscribe("round/a")
		synctest.Wait()
		hub.Revoke("s")
		time.Sleep(time.Second)
		if _, err := v.ws.NetConn().Write([]byte{0}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("after a second the socket is open: %v", err)
		}
	})
}

func TestWhatWaitsForAStuckViewerIsNotSentOnceRevoked(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, b *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{Session: "s"})
		start()
		for i := range maxTopics {
			topic := fmt.Sprintf("round/%d", i)
			b.set(func(b *board) { b.seqs[topic] = 1 })
			v.subscribe(topic)
		}
		synctest.Wait()
		hub.Revoke("s")
		if code, states := v.closed(); code != revoked.Code || states > 1 {
			t.Errorf("code %d after %d states, of which one was under way", code, states)
		}
		_ = v.ws.Close()
	})
}

// fasthttp resets the deadlines between the upgrade and the moment when it lets go of the connection.
func TestAConnectionRevokedBeforeItsStartEndsAtItsStart(t *testing.T) {
	bubble(t, io.Discard, func(t *testing.T, _ *board, hub *Hub) {
		v, start := pipe(t, hub, Subject{Session: "s"})
		hub.Revoke("s")
		var c *conn
		hub.each(func(one *conn) { c = one })
		_ = c.meter.SetDeadline(time.Time{})
		start()
		if code, _ := v.closed(); code != revoked.Code {
			t.Errorf("code %d", code)
		}
		_ = v.ws.Close()
	})
}
