package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/parentpower/parentpower/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	origin   = "https://parents.example"
	patience = 10 * time.Second // of a test that waits for something which should come
)

// board is a Source whose topics are numbers.
type board struct {
	mu     sync.Mutex
	seqs   map[string]int64
	denied map[string]bool // "person topic"
	filler string
	broken error
	at     map[int64]time.Time // when a seq was read
	asked  []time.Time         // when State was
	during func()              // what happens once, while a state is being encoded
}

func newBoard(topics ...string) *board {
	b := &board{seqs: map[string]int64{}, denied: map[string]bool{}, at: map[int64]time.Time{}}
	for _, t := range topics {
		b.seqs[t] = 1
	}
	return b
}

func (b *board) Authorise(_ context.Context, subject Subject, topic string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.seqs[topic]; !ok {
		return fault.New(fault.NotFound, "fault.topic.unknown")
	}
	if b.denied[subject.Person+" "+topic] {
		return fault.New(fault.Forbidden, "fault.topic.forbidden")
	}
	return nil
}

func (b *board) State(_ context.Context, topic string) (State, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, time.Now())
	if b.broken != nil {
		return State{}, b.broken
	}
	seq := b.seqs[topic]
	if b.during != nil {
		defer b.during()
		b.during = nil
	}
	if _, ok := b.at[seq]; !ok {
		b.at[seq] = time.Now()
	}
	return State{Seq: seq, JSON: fmt.Appendf(nil, `{"n":%d,"filler":%q}`, seq, b.filler)}, nil
}

func (b *board) set(change func(*board)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(b)
}

// rig is a hub behind a real HTTP server on a real socket.
type rig struct {
	t     *testing.T
	board *board
	hub   *Hub
	url   string
}

func newRig(t *testing.T, config Config, topics ...string) *rig {
	t.Helper()
	b := newBoard(topics...)
	config.Source, config.Origins = b, []string{origin}
	config.Log = slog.New(slog.DiscardHandler)
	hub := New(config)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if err := hub.Serve(w, r, Subject{Session: q.Get("session"), Person: q.Get("person")}); err != nil {
			status := map[fault.Kind]int{fault.Forbidden: 403, fault.Unavailable: 503, fault.Invalid: 400}
			http.Error(w, err.Error(), status[fault.From(err).Kind])
		}
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := hub.Close(ctx); err != nil {
			t.Errorf("Close: %v", err)
		}
		server.Close()
	})
	return &rig{t, b, hub, "ws" + strings.TrimPrefix(server.URL, "http")}
}

// change raises a topic's seq and says so.
func (r *rig) change(topic string) int64 {
	var seq int64
	r.board.set(func(b *board) {
		b.seqs[topic]++
		seq = b.seqs[topic]
	})
	r.hub.Changed(topic)
	return seq
}

func (r *rig) until(what string, holds func() bool) {
	r.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			r.t.Fatalf("never came true: %s", what)
		}
	}
}

// viewer is a client.
type viewer struct {
	t  *testing.T
	ws *websocket.Conn
}

// frame is anything that the server sends.
type frame struct {
	Topic string
	Seq   int64
	State *struct{ N int64 }
	OK    *struct {
		Topic string
		Seq   int64
	}
	Error *struct{ Topic, Kind, Key string }
}

func (r *rig) dial(session, person string) *viewer {
	r.t.Helper()
	return r.dialWith(websocket.DefaultDialer, session, person)
}

func (r *rig) dialWith(dialer *websocket.Dialer, session, person string) *viewer {
	r.t.Helper()
	url := fmt.Sprintf("%s/?session=%s&person=%s", r.url, session, person)
	ws, answer, err := dialer.Dial(url, http.Header{"Origin": {origin}})
	if err != nil {
		r.t.Fatalf("dial: %v", err)
	}
	_ = answer.Body.Close()
	r.t.Cleanup(func() { _ = ws.Close() })
	return &viewer{r.t, ws}
}

func (v *viewer) send(text string) {
	v.t.Helper()
	if err := v.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		v.t.Fatalf("send: %v", err)
	}
}

func (v *viewer) subscribe(topic string) { v.send(fmt.Sprintf(`{"subscribe":%q}`, topic)) }

func (v *viewer) next() frame {
	v.t.Helper()
	f, err := v.read()
	if err != nil {
		v.t.Fatalf("read: %v", err)
	}
	return f
}

func (v *viewer) read() (frame, error) {
	_ = v.ws.SetReadDeadline(time.Now().Add(patience))
	var f frame
	_, data, err := v.ws.ReadMessage()
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(data, &f)
}

// state reads the next frame, which must be a state of the topic, and returns its seq.
func (v *viewer) state(topic string) int64 {
	v.t.Helper()
	f := v.next()
	if f.Topic != topic || f.State == nil || f.State.N != f.Seq {
		v.t.Fatalf("got %+v, want a state of %s", f, topic)
	}
	return f.Seq
}

// closed reads to the end and returns its code and how many states came before it.
func (v *viewer) closed() (code, states int) {
	v.t.Helper()
	for {
		f, err := v.read()
		var end *websocket.CloseError
		switch {
		case errors.As(err, &end):
			return end.Code, states
		case err != nil:
			v.t.Fatalf("ended without a close frame: %v", err)
		case f.State != nil:
			states++
		}
	}
}
