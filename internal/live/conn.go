package live

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Why the hub hangs up, as docs/live-protocol.md lists it.
var (
	normal      = &websocket.CloseError{Code: websocket.CloseNormalClosure}
	goingAway   = &websocket.CloseError{Code: websocket.CloseGoingAway, Text: "the server is going away"}
	silent      = &websocket.CloseError{Code: websocket.CloseGoingAway, Text: "no answer to pings"}
	unsupported = &websocket.CloseError{Code: websocket.CloseUnsupportedData, Text: "text frames only"}
	tooBig      = &websocket.CloseError{Code: websocket.CloseMessageTooBig}
	malformed   = &websocket.CloseError{Code: websocket.CloseInvalidFramePayloadData, Text: "not a request of the protocol"}
	flooding    = &websocket.CloseError{Code: websocket.ClosePolicyViolation, Text: "too much"}
	revoked     = &websocket.CloseError{Code: 4001, Text: "signed out"}
)

// conn is one client. Its reader owns it: whoever wants it closed leaves the reason and wakes the reader,
// which says goodbye. Fields are few and small on purpose; there are tens of thousands.
type conn struct {
	hub     *Hub
	ws      *websocket.Conn
	meter   meter
	subject Subject
	heard   atomic.Int64 // when the last whole frame came, in Unix seconds

	mu       sync.Mutex
	subs     []subscription
	notes    []*websocket.PreparedMessage // answers, in order
	closing  *websocket.CloseError
	rechecks uint32 // counts them, so that a subscribe under way notices
	turn     uint8  // the subscription that the writer looks at first
	ping     bool
	writing  bool
}

// prepare sets gorilla up; it has no limits unless told.
func (c *conn) prepare() {
	c.hear()
	c.ws.SetReadLimit(readLimit)
	c.ws.SetPongHandler(func(string) error {
		c.hear()
		return nil
	})
	c.ws.SetPingHandler(func(data string) error {
		c.hear()
		c.note(prepared(websocket.PongMessage, []byte(data)))
		return nil
	})
}

func (c *conn) hear() { c.heard.Store(time.Now().Unix()) }

// start begins the connection's life. Whoever had the socket before may have reset its deadlines, and with them
// the wake of a close that came early.
func (c *conn) start() {
	c.mu.Lock()
	if c.closing != nil {
		c.wakeReader()
	}
	c.mu.Unlock()
	go c.read()
}

func (c *conn) read() {
	for {
		kind, body, err := c.ws.NextReader()
		if err != nil {
			c.close(reason(err))
			break
		}
		if why := c.receive(kind, body); why != nil {
			c.close(why)
			break
		}
	}
	c.finish()
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// receive reads one message and does what it asks. It returns why the connection must end, if it must.
func (c *conn) receive(kind int, body io.Reader) *websocket.CloseError {
	if kind != websocket.TextMessage {
		return unsupported
	}
	buffer := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(body); err != nil {
		return reason(err)
	}
	if !c.meter.spend(messageBytes) {
		return flooding
	}
	r, err := parseRequest(buffer.Bytes())
	if err != nil {
		return malformed
	}
	c.hear()
	if r.Subscribe != "" {
		c.subscribe(r.Subscribe, r.seen())
	} else {
		c.hub.leave(c, r.Unsubscribe)
	}
	return nil
}

// reason is what the client is told when reading failed. For what gorilla itself found wrong it has sent its
// own close frame already.
func reason(err error) *websocket.CloseError {
	switch {
	case errors.Is(err, errFlood):
		return flooding
	case errors.Is(err, websocket.ErrReadLimit):
		return tooBig
	}
	return normal
}

// close has the connection closed for the given reason, the first one given. Nothing is sent after it but the
// close frame. It never waits.
func (c *conn) close(why *websocket.CloseError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing != nil {
		return
	}
	c.closing = why
	c.wakeReader()
}

// wakeReader fails its reading; that of a dead socket has failed already.
func (c *conn) wakeReader() { _ = c.ws.SetReadDeadline(time.Unix(1, 0)) }

// finish says goodbye and hangs up. It lets the other side hang up first, for a moment: closing a socket that
// has unread bytes resets it, and the client would not learn why.
func (c *conn) finish() {
	defer c.hub.release()
	c.hub.forget(c)
	c.hub.counts.ended(c.closing)

	deadline := time.Now().Add(lastWords)
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(c.closing.Code, c.closing.Text), deadline)
	if half, ok := c.meter.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = c.ws.SetReadDeadline(time.Now().Add(lastWords))
	scrap := make([]byte, 512)
	for range 4 * allowance / len(scrap) {
		if _, err := c.meter.Conn.Read(scrap); err != nil {
			break
		}
	}
	c.cut()
}

// cut ends the connection without a word.
func (c *conn) cut() { _ = c.ws.Close() }
