package live

import (
	"sync"
	"time"
)

// pending is what the scheduler has still to do. Its lock is a leaf and held for moments, so that a store's
// commit can mark topics without ever waiting.
type pending struct {
	mu       sync.Mutex
	dirty    map[string]struct{} // topics
	rechecks map[string]struct{} // persons
	wake     chan struct{}
}

func newPending() pending {
	return pending{dirty: map[string]struct{}{}, rechecks: map[string]struct{}{}, wake: make(chan struct{}, 1)}
}

// mark adds names to a set and wakes the scheduler if any is new to it: for a topic that waits for its turn
// the timer runs already.
func (p *pending) mark(set map[string]struct{}, names ...string) {
	p.mu.Lock()
	before := len(set)
	for _, name := range names {
		set[name] = struct{}{}
	}
	grown := len(set) > before
	p.mu.Unlock()
	if grown {
		select {
		case p.wake <- struct{}{}:
		default:
		}
	}
}

// Changed says that topics may read differently now. It is called after the change can be read, costs next to
// nothing and never waits. The first change after a quiet time goes out at once; topics nobody views are free.
func (h *Hub) Changed(topics ...string) { h.pending.mark(h.pending.dirty, topics...) }

// Recheck authorises every subscription of the person's connections again, soon and without making the caller
// wait, and before any state that is marked afterwards. What is no longer allowed ends with an error frame.
func (h *Hub) Recheck(person string) {
	if person != "" {
		h.pending.mark(h.pending.rechecks, person)
	}
}

// schedule is the one goroutine that encodes. Each topic keeps its own pace from its own first change, so
// their encodings spread by themselves.
func (h *Hub) schedule() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-h.pending.wake:
		case <-timer.C:
		}
		for _, person := range h.takeRechecks() {
			h.recheck(person)
		}
		ready, wait := h.takeDue(time.Now())
		for _, t := range ready {
			h.push(t)
		}
		if wait > 0 {
			timer.Reset(wait)
		}
	}
}

func (h *Hub) takeRechecks() []string {
	p := &h.pending
	p.mu.Lock()
	defer p.mu.Unlock()
	var persons []string
	for person := range p.rechecks {
		persons = append(persons, person)
	}
	clear(p.rechecks)
	return persons
}

// takeDue takes the dirty topics whose time has come and tells how long until that of the next (0: none).
// They are unmarked before they are encoded, so that a change during the encoding marks them anew.
func (h *Hub) takeDue(now time.Time) (ready []*topic, wait time.Duration) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	p := &h.pending
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.dirty {
		t := h.topics[name]
		if t != nil && t.due.After(now) {
			if left := t.due.Sub(now); wait == 0 || left < wait {
				wait = left
			}
			continue
		}
		delete(p.dirty, name)
		if t != nil {
			ready = append(ready, t)
		}
	}
	return ready, wait
}
