package live

import "time"

// sweep looks after every connection's silence: it pings the quiet ones and closes those that do not answer.
// That is the read deadline, kept by one goroutine instead of a timer for each.
func (h *Hub) sweep() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case now := <-tick.C:
			h.each(func(c *conn) { c.check(now) })
		}
	}
}

func (c *conn) check(now time.Time) {
	switch quiet := now.Sub(time.Unix(c.heard.Load(), 0)); {
	case quiet >= silentAfter:
		c.close(silent)
	case quiet >= pingAfter:
		c.mu.Lock()
		c.ping = true
		c.mu.Unlock()
		c.wake()
	}
}
