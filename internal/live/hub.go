// Package live pushes the current state of topics ("round/x", "council/y") to every screen that has them open.
//
// What must hold:
//   - What is pushed is state, not a queue. A topic is encoded once for all its viewers, at most four times a
//     second, and a viewer that is behind gets the newest state and never the ones between. So a slow phone
//     skips, uses no memory for it, and delays nobody.
//   - On one connection the sequence numbers of a topic only rise, and the last state always arrives.
//   - Nothing is sent for a topic that Source did not authorise for this subject, and nothing at all to a
//     session after Revoke has returned.
//   - A connection costs one goroutine that reads. Another one writes, while there is something to write.
//     There are no timers of its own: one sweep looks after the silent ones.
//   - Every wait ends: frames, floods, silence and slow writes are bounded, and Close leaves no goroutine.
//
// The protocol is described in docs/live-protocol.md. Time is the runtime's own; tests that care about it run
// in a synctest bubble.
package live

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parentpower/parentpower/internal/fault"
)

const (
	interval = 250 * time.Millisecond // the shortest time between two states of one topic
	retry    = time.Second            // after a state that could not be encoded

	maxConnections = 20_000 // unless Config says otherwise
	maxTopics      = 16     // on one connection
	maxNotes       = 32     // answers that a client may leave unread
	readLimit      = 4 << 10

	writeWait   = 10 * time.Second       // for one frame, then the phone is gone
	lastWords   = 250 * time.Millisecond // for the close frame, and again for the other side to hang up
	sweepEvery  = 5 * time.Second
	pingAfter   = 30 * time.Second
	silentAfter = 75 * time.Second // two pings unanswered

	// The kernel's buffer is a queue too: kept small, so that what a slow phone reads next is not long past.
	kernelBuffer = 32 << 10
)

// Subject is who is at the other end of a connection. Both are opaque here and empty for somebody who is not
// signed in; Session is what Revoke names and Person is what Recheck names.
type Subject struct{ Session, Person string }

// State is what a topic says now. Seq rises with every change of it; JSON carries no language and nothing that
// a viewer of the topic may not see.
type State struct {
	Seq  int64
	JSON []byte
}

// Source is where topics live. Both methods answer from memory and must not wait long: State is asked by the
// one scheduler, Authorise by the connection's reader.
type Source interface {
	// Authorise returns the fault that keeps the subject from the topic, or nil. It must also refuse a session
	// that has ended: a socket that was being opened while its session was revoked is caught here.
	Authorise(ctx context.Context, subject Subject, topic string) error
	State(ctx context.Context, topic string) (State, error)
}

// Config is what a hub needs to know.
type Config struct {
	Source         Source
	Origins        []string // the pages that may connect, as browsers write them: "https://example.org"
	MaxConnections int      // 20,000 if zero
	Log            *slog.Logger
}

// Hub keeps the connections and topics of one process.
type Hub struct {
	source   Source
	origins  []string
	limit    int
	log      *slog.Logger
	upgrader websocket.Upgrader

	ctx     context.Context // ends with the hub: for Source, and for the scheduler and the sweep
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu       sync.RWMutex // taken before a connection's own lock, never after it
	closed   bool
	admitted int // connections, those still shaking hands included
	conns    map[*conn]struct{}
	topics   map[string]*topic // those with viewers

	pending pending
	counts  counters
}

// New starts a hub; Close ends it.
func New(config Config) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Hub{
		source:  config.Source,
		origins: config.Origins,
		limit:   config.MaxConnections,
		log:     config.Log,
		upgrader: websocket.Upgrader{
			ReadBufferSize:   512,
			WriteBufferSize:  1024,
			WriteBufferPool:  &sync.Pool{},
			HandshakeTimeout: writeWait,
			CheckOrigin:      func(*http.Request) bool { return true }, // Upgrade did, more strictly
			Error:            func(http.ResponseWriter, *http.Request, int, error) {},
		},
		ctx:     ctx,
		cancel:  cancel,
		conns:   map[*conn]struct{}{},
		topics:  map[string]*topic{},
		pending: newPending(),
	}
	if h.limit == 0 {
		h.limit = maxConnections
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.running.Go(h.schedule)
	h.running.Go(h.sweep)
	return h
}

// Close tells every viewer that the server is going away, hangs up and waits. If ctx ends first the remaining
// sockets are cut and its error is returned.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel()
	h.each(func(c *conn) { c.close(goingAway) })

	done := make(chan struct{})
	go func() {
		h.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		h.each(func(c *conn) { c.cut() })
		return ctx.Err()
	}
}

// each calls do for every connection. do must not wait and must not come back to the hub's lock.
func (h *Hub) each(do func(*conn)) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.conns {
		do(c)
	}
}

// admit keeps a place for a connection, and one in the count that Close waits for.
func (h *Hub) admit() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return unavailable("fault.live.closing")
	}
	if h.admitted >= h.limit {
		return unavailable("fault.live.full")
	}
	h.admitted++
	h.running.Add(1)
	return nil
}

func unavailable(key string) error {
	f := fault.New(fault.Unavailable, key)
	f.RetryAfter = 5 * time.Second
	return f
}

// release gives the place back.
func (h *Hub) release() {
	h.mu.Lock()
	h.admitted--
	h.mu.Unlock()
	h.running.Done()
}

// register makes a connection known; a hub that closed during the handshake closes it at once.
func (h *Hub) register(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.conns[c] = struct{}{}
	if h.closed {
		c.close(goingAway)
	}
}
