// Package memory is a journal that lives as long as the process: for tests and for trying things out.
//
// It keeps to the same contract as the journal over MongoDB; journaltest holds both to it.
package memory

import (
	"context"
	"fmt"
	"sync"

	"github.com/parentpower/parentpower/internal/journal"
)

// Journal holds commits by number. Use New.
type Journal struct {
	mu      sync.RWMutex
	commits map[int64]journal.Commit
}

// New returns an empty journal.
func New() *Journal { return &Journal{commits: make(map[int64]journal.Commit)} }

// Append keeps c unless its number is taken.
func (j *Journal) Append(ctx context.Context, c journal.Commit) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Size() > journal.MaxCommitBytes {
		return journal.ErrTooLarge
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if there, ok := j.commits[c.Seq]; ok {
		if there.ID == c.ID {
			return nil
		}
		return fmt.Errorf("%w: %d", journal.ErrTaken, c.Seq)
	}
	j.commits[c.Seq] = clone(c)
	return nil
}

// Read visits the commits after the given number until one is missing. What visit is given is shared: it must not be
// altered.
func (j *Journal) Read(ctx context.Context, after int64, visit func(journal.Commit) error) error {
	for seq := after + 1; ; seq++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		j.mu.RLock()
		c, ok := j.commits[seq]
		j.mu.RUnlock()
		if !ok {
			return nil
		}
		if err := visit(c); err != nil {
			return err
		}
	}
}

// Redact takes records out of one commit.
func (j *Journal) Redact(ctx context.Context, seq int64, drop func(journal.Entry, journal.Change) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	c, ok := j.commits[seq]
	if !ok {
		return fmt.Errorf("%w: no commit %d", journal.ErrUnavailable, seq)
	}
	j.commits[seq], _ = c.Redact(drop)
	return nil
}

// Close does nothing: another node may still use the journal.
func (j *Journal) Close(context.Context) error { return nil }

// clone copies what the caller may go on using.
func clone(c journal.Commit) journal.Commit {
	entries := make([]journal.Entry, len(c.Entries))
	for i, e := range c.Entries {
		e.Changes = append([]journal.Change(nil), e.Changes...)
		for k, ch := range e.Changes {
			e.Changes[k].Record = append(journal.Record(nil), ch.Record...)
		}
		entries[i] = e
	}
	c.Entries = entries
	return c
}
