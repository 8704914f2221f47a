package live

import (
	"time"

	"github.com/gorilla/websocket"
)

var pingFrame = prepared(websocket.PingMessage, nil)

// note leaves an answer for the writer. A client that asks and asks and never reads is flooding.
func (c *conn) note(frame *websocket.PreparedMessage) {
	c.mu.Lock()
	full := len(c.notes) >= maxNotes
	if !full && c.closing == nil {
		c.notes = append(c.notes, frame)
	}
	c.mu.Unlock()
	if full {
		c.close(flooding)
		return
	}
	c.wake()
}

// wake starts the writer unless it is at work, in which case it will find what is new by itself. It never
// waits: a slow phone's writer is stuck in its own socket only.
func (c *conn) wake() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing != nil {
		return
	}
	if c.writing {
		c.hub.counts.skipped.Add(1)
		return
	}
	c.writing = true
	c.hub.running.Go(c.write) // the reader is counted until closing is set, so Close is not past waiting
}

// write sends until there is nothing to send.
func (c *conn) write() {
	for frame := c.next(); frame != nil; frame = c.next() {
		_ = c.ws.SetWriteDeadline(time.Now().Add(writeWait)) // of the next write; it cannot fail
		if err := c.ws.WritePreparedMessage(frame); err != nil {
			c.close(normal)
			return
		}
		c.hub.counts.sent.Add(1)
	}
}

// next is what to send now: answers first, then the states that the client has not seen, the topics taking
// turns. Nil means that the writer has stopped.
func (c *conn) next() *websocket.PreparedMessage {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == nil {
		if len(c.notes) > 0 {
			frame := c.notes[0]
			c.notes = c.notes[1:]
			if len(c.notes) == 0 {
				c.notes = nil // and its memory
			}
			return frame
		}
		for range c.subs {
			at := int(c.turn) % len(c.subs)
			c.turn = uint8(at + 1) //nolint:gosec // at most maxTopics
			if frame := c.subs[at].next(); frame != nil {
				return frame
			}
		}
		if c.ping {
			c.ping = false
			return pingFrame
		}
	}
	c.writing = false
	return nil
}

// next empties the mailbox: the topic's current state unless the client has it, which it is told if it asked.
func (s *subscription) next() *websocket.PreparedMessage {
	m := s.topic.current.Load()
	if m == nil || (m.seq == s.seen && !s.fresh) {
		return nil
	}
	known := m.seq == s.seen
	s.seen, s.fresh = m.seq, false
	if known {
		return okFrame(s.topic.name, m.seq)
	}
	return m.frame
}
