package live

import (
	"slices"

	"github.com/parentpower/parentpower/internal/fault"
)

// subscription is a connection's one-place mailbox for a topic: there is something in it when the topic's
// current state is not the one that was seen. The state itself is kept once, by the topic.
type subscription struct {
	topic *topic
	seen  int64 // seq of the state that the client has
	fresh bool  // asked for and not answered yet
}

// subscribe authorises and adds the topic; asked again, it answers again. A recheck that comes between the
// two may have changed the answer, so then it asks once more.
func (c *conn) subscribe(name string, seen int64) {
	for {
		c.mu.Lock()
		rechecks := c.rechecks
		c.mu.Unlock()
		if err := c.hub.source.Authorise(c.hub.ctx, c.subject, name); err != nil {
			c.refuse(name, err)
			return
		}
		joined, err := c.hub.join(c, name, seen, rechecks)
		if err != nil {
			c.note(errorFrame(name, fault.From(err)))
			return
		}
		if joined {
			c.wake()
			return
		}
	}
}

func (c *conn) find(name string) int {
	return slices.IndexFunc(c.subs, func(s subscription) bool { return s.topic.name == name })
}

// refuse tells why, and ends the subscription if there was one.
func (c *conn) refuse(name string, err error) {
	f := fault.From(err)
	if f.Kind == fault.Internal {
		c.hub.log.Error("live: a subscription could not be authorised", "topic", name, "err", err)
	}
	c.hub.leave(c, name)
	c.note(errorFrame(name, f))
}

// Revoke hangs up on every connection of the session, without a state more. It never waits.
func (h *Hub) Revoke(session string) {
	if session == "" {
		return
	}
	h.each(func(c *conn) {
		if c.subject.Session == session {
			c.close(revoked)
		}
	})
}

// recheck is the scheduler's part of Recheck.
func (h *Hub) recheck(person string) {
	var theirs []*conn
	h.each(func(c *conn) {
		if c.subject.Person == person {
			theirs = append(theirs, c)
		}
	})
	for _, c := range theirs {
		for _, name := range c.rechecked() {
			if err := h.source.Authorise(h.ctx, c.subject, name); err != nil {
				c.refuse(name, err)
			}
		}
	}
}

// rechecked counts a recheck and returns the topics that it is about.
func (c *conn) rechecked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rechecks++
	names := make([]string, len(c.subs))
	for i, s := range c.subs {
		names[i] = s.topic.name
	}
	return names
}
