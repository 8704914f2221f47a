package app

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
	"github.com/parentpower/parentpower/internal/mongodb"
	"github.com/parentpower/parentpower/internal/store"
)

// mirror writes behind the journal what the current records are, as ordinary documents. It reads the journal and not
// the state, so it can be broken off and taken up again, by this node or another.
type mirror struct {
	journal journal.Journal
	target  *mongodb.Mirror
	written atomic.Int64 // the commit that it has come to, as far as this node knows
}

// mirrorBatch is about how many changes go in one go.
const mirrorBatch = 2_000

func (m *mirror) duty() store.Duty {
	return store.Duty{
		Name:  "mirror",
		Pause: time.Second,
		Due:   func(v store.View, _ time.Time) bool { return v.Seq() > m.written.Load() },
		Work:  m.catchUp,
	}
}

func (m *mirror) catchUp(ctx context.Context) error {
	at, err := m.target.Position(ctx)
	if err != nil {
		return err
	}
	var pending []journal.Change
	flush := func() error {
		if at == m.written.Load() && len(pending) == 0 {
			return nil
		}
		if err := m.target.Apply(ctx, at, pending); err != nil {
			return err
		}
		pending = pending[:0]
		m.written.Store(at)
		return nil
	}
	err = m.journal.Read(ctx, at, func(c journal.Commit) error {
		for _, e := range c.Entries {
			pending = append(pending, e.Changes...)
		}
		at = c.Seq
		if len(pending) < mirrorBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
