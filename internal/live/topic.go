package live

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
)

// topic is something with at least one viewer.
type topic struct {
	name    string
	viewers map[*conn]struct{} // under the hub's lock
	current atomic.Pointer[message]

	// The scheduler's own.
	due     time.Time // not encoded again before
	failing bool      // and it has been logged
}

// join makes the connection a viewer of the topic, unless it has too many or a recheck came since the count was
// taken (then neither joined nor a fault). The topic's first state is encoded by the scheduler like every other:
// a commit that came before join is in it, and one that comes after finds the topic and marks it.
func (h *Hub) join(c *conn, name string, seen int64, rechecks uint32) (joined bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rechecks != rechecks {
		return false, nil
	}
	at := c.find(name)
	if at < 0 && len(c.subs) >= maxTopics {
		return false, fault.New(fault.TooMany, "fault.live.topics", "max", maxTopics)
	}
	t := h.topics[name]
	if t == nil {
		t = &topic{name: name, viewers: map[*conn]struct{}{}}
		h.topics[name] = t
		h.Changed(name)
	}
	t.viewers[c] = struct{}{}
	if at < 0 {
		c.subs = append(c.subs, subscription{t, seen, true})
	} else {
		c.subs[at] = subscription{t, seen, true}
	}
	return true, nil
}

// leave ends it, and the topic with its last viewer.
func (h *Hub) leave(c *conn, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.find(name); at >= 0 {
		h.drop(c, c.subs[at].topic)
		c.subs = slices.Delete(c.subs, at, at+1)
	}
}

// forget takes an ended connection out of the hub.
func (h *Hub) forget(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.subs {
		h.drop(c, s.topic)
	}
	c.subs, c.notes = nil, nil
	delete(h.conns, c)
}

func (h *Hub) drop(c *conn, t *topic) {
	delete(t.viewers, c)
	if len(t.viewers) == 0 {
		delete(h.topics, t.name)
	}
}

// Present is how many connections view the topic on this node.
func (h *Hub) Present(topic string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if t := h.topics[topic]; t != nil {
		return len(t.viewers)
	}
	return 0
}

// Current is the topic's message as viewers get it, and its seq, which serves as the ETag: the way of a page
// that cannot keep a socket open. Faults are those of Source.
func (h *Hub) Current(ctx context.Context, subject Subject, topic string) (message []byte, seq int64, err error) {
	if err := h.source.Authorise(ctx, subject, topic); err != nil {
		return nil, 0, err
	}
	h.mu.RLock()
	t := h.topics[topic]
	h.mu.RUnlock()
	if t != nil {
		if m := t.current.Load(); m != nil {
			return m.json, m.seq, nil
		}
	}
	m, err := h.encode(ctx, topic)
	if err != nil {
		return nil, 0, err
	}
	return m.json, m.seq, nil
}

func (h *Hub) encode(ctx context.Context, topic string) (*message, error) {
	state, err := h.source.State(ctx, topic)
	if err != nil {
		return nil, err
	}
	h.counts.encoded.Add(1)
	return encodeState(topic, state)
}

// push encodes the topic's state and sets its viewers' writers to work.
func (h *Hub) push(t *topic) {
	t.due = time.Now().Add(interval)
	m, err := h.encode(h.ctx, t.name)
	if err != nil {
		h.counts.failed.Add(1)
		if !t.failing {
			t.failing = true
			h.log.Error("live: a topic's state could not be encoded; trying again quietly", "topic", t.name, "err", err)
		}
		t.due = time.Now().Add(retry)
		h.Changed(t.name)
		return
	}
	t.failing = false
	if last := t.current.Load(); last != nil && m.seq <= last.seq {
		return
	}
	t.current.Store(m)
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range t.viewers {
		c.wake()
	}
}
