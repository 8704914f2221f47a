package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/parentpower/parentpower/internal/journal"
)

// boot makes the state from the newest snapshot that reads and that the journal agrees with, and the journal after it.
// Once the journal has been read to its end, snapshots that were passed over are known to be of no use and are removed,
// and so is what a write that was cut off left behind.
func (s *Store) boot(ctx context.Context) (*state, error) {
	files, err := snapshotFiles(s.opts.SnapshotDir)
	if err != nil {
		return nil, err
	}
	for i, file := range files {
		st, err := s.bootFrom(ctx, file)
		if err == nil {
			return st, s.tidy(files[:i])
		}
		if ctx.Err() != nil || errors.Is(err, journal.ErrUnavailable) {
			return nil, err
		}
		s.opts.Log.WarnContext(ctx, "snapshot not used", "file", filepath.Base(file), "error", err)
	}
	st, err := s.replay(ctx, s.empty(), 0)
	if err != nil {
		return nil, err
	}
	return st, s.tidy(files)
}

func (s *Store) bootFrom(ctx context.Context, file string) (*state, error) {
	f, err := os.Open(file) //nolint:gosec // a file of our own directory
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	st := s.empty()
	if err := st.load(f); err != nil {
		return nil, err
	}
	return s.replay(ctx, st, st.head.Seq)
}

// replay applies the journal to a state. Where the state came from a snapshot at commit from, the journal must hold
// that very commit.
func (s *Store) replay(ctx context.Context, st *state, from int64) (*state, error) {
	met := from == 0
	s.snap.since.Store(0)
	err := s.opts.Journal.Read(ctx, max(from-1, 0), func(c journal.Commit) error {
		if !met {
			met = true
			if n := len(c.Entries); c.Seq != from || n == 0 || c.Entries[n-1].Hash != st.head.Hash {
				return fmt.Errorf("%w: the snapshot is not of this journal", journal.ErrBroken)
			}
			return nil
		}
		s.snap.since.Add(changesIn(c))
		return st.follow(c)
	})
	if err == nil && !met {
		err = fmt.Errorf("%w: the journal ends before the snapshot", journal.ErrBroken)
	}
	st.owned = nil
	return st, err
}

// tidy removes snapshots that were passed over and what is left of those that were never finished.
func (s *Store) tidy(passedOver []string) error {
	if s.opts.SnapshotDir == "" {
		return nil
	}
	unfinished, err := filepath.Glob(filepath.Join(s.opts.SnapshotDir, unfinishedSnapshots))
	return errors.Join(err, removeFiles(append(unfinished, passedOver...)))
}

func (s *Store) empty() *state {
	st := &state{tables: make(map[string]rows, len(s.tables)), owned: make(map[string]bool, len(s.tables)), passed: make(chan struct{})}
	for name, t := range s.tables {
		st.tables[name], st.owned[name] = t.empty(), true
	}
	return st
}
