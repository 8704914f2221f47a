package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing/synctest"

	"github.com/parentpower/parentpower/internal/journal"
)

// verdict is what becomes of a node's call to its journal.
type verdict struct {
	fault mishap
	cut   int // commits that are read before the connection is
}

type mishap string

const (
	none     mishap = ""
	refused  mishap = "refused"  // nothing was sent: unavailable
	torn     mishap = "torn"     // cut off on the way: the database keeps nothing of it, and the node does not know
	unheard  mishap = "unheard"  // it is done, and the node does not know
	delayed  mishap = "delayed"  // the node does not know, and it arrives later
	readCut  mishap = "read cut" // what was being read breaks off
	conflict mishap = "conflict" // not drawn: another node was first
	killed   mishap = "killed"   // not drawn: with a call under way
)

func (w *world) verdict() verdict {
	of := []mishap{refused, torn, unheard, delayed, readCut}
	if w.chance.IntN(100) < 70 {
		return verdict{}
	}
	return verdict{of[w.chance.IntN(len(of))], w.chance.IntN(4)}
}

// link is one life of a node's connection to the journal.
type link struct {
	world *world
	mu    sync.Mutex
	gate  *call // where the node's writer waits; there is only one
	dead  bool
}

type call struct {
	what   string
	goesOn chan verdict
}

// wait holds a call until the world lets it go on.
func (l *link) wait(ctx context.Context, what string) (verdict, error) {
	l.mu.Lock()
	if l.dead {
		l.mu.Unlock()
		return verdict{}, journal.ErrUnknown
	}
	c := &call{what, make(chan verdict)}
	l.gate = c
	l.mu.Unlock()
	select {
	case v := <-c.goesOn:
		return v, nil
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		l.gate = nil
		return verdict{}, ctx.Err()
	}
}

// at says where the node waits, for the trace.
func (l *link) at() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gate == nil {
		return "idle"
	}
	return l.gate.what
}

// release lets a node's call go on, if it makes one.
func (n *node) release(v verdict) {
	if n.link == nil {
		return
	}
	n.link.mu.Lock()
	c := n.link.gate
	n.link.gate = nil
	n.link.mu.Unlock()
	if c != nil {
		n.link.world.happened[v.fault]++
		c.goesOn <- v
	}
}

// kill ends a node's life: what it was doing may reach the database, and nothing that it says is heard any more.
func (n *node) kill(v verdict) {
	if n.store == nil {
		n.release(verdict{fault: refused}) // if it was booting
		return
	}
	n.link.mu.Lock()
	n.link.dead = true
	if n.link.gate != nil {
		n.link.world.happened[killed]++
	}
	n.link.mu.Unlock()
	n.release(v)
	synctest.Wait()
	go n.store.Close(context.Background()) //nolint:errcheck // it is dead
	n.store, n.link = nil, nil
}

// Append is decided by the world: see verdict.
func (l *link) Append(ctx context.Context, c journal.Commit) error {
	v, err := l.wait(ctx, fmt.Sprintf("append %d", c.Seq))
	if err != nil {
		return err
	}
	switch v.fault {
	case refused:
		return journal.ErrUnavailable
	case torn, readCut:
		return journal.ErrUnknown
	case delayed:
		l.world.late = append(l.world.late, c)
		return journal.ErrUnknown
	case unheard:
		if err := l.world.journal.Append(context.WithoutCancel(ctx), c); err != nil {
			return err
		}
		return journal.ErrUnknown
	}
	if err := l.world.journal.Append(context.WithoutCancel(ctx), c); err != nil {
		l.world.happened[conflict]++
		return err
	}
	_, err = l.wait(ctx, fmt.Sprintf("answer %d", c.Seq))
	return err
}

// Read may be refused or break off.
func (l *link) Read(ctx context.Context, after int64, visit func(journal.Commit) error) error {
	v, err := l.wait(ctx, fmt.Sprintf("read %d", after))
	if err != nil {
		return err
	}
	switch v.fault {
	case refused, torn:
		return journal.ErrUnavailable
	case readCut, delayed:
		n := 0
		return l.world.journal.Read(ctx, after, func(c journal.Commit) error {
			if n++; n > v.cut {
				return journal.ErrUnavailable
			}
			return visit(c)
		})
	}
	return l.world.journal.Read(ctx, after, visit)
}

func (l *link) Redact(context.Context, int64, func(journal.Entry, journal.Change) bool) error {
	return journal.ErrUnavailable // nobody does
}

func (l *link) Close(context.Context) error { return nil }
