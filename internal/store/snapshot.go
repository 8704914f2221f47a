package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/parentpower/parentpower/internal/journal"
)

const (
	snapshotSuffix      = ".snapshot"
	unfinishedSnapshots = "new-*"
	snapshotsKept       = 2
)

// snapshotWhenDue starts a snapshot in the background once enough has changed: Options.SnapshotEvery, or half as many
// records as there are, so that a large state is not written out again and again while it grows.
func (s *Store) snapshotWhenDue(st *state, c journal.Commit) {
	if s.opts.SnapshotDir == "" {
		return
	}
	due := max(s.opts.SnapshotEvery, st.records()/2)
	if s.snap.since.Add(changesIn(c)) < due || !s.snap.running.CompareAndSwap(false, true) {
		return
	}
	s.snap.since.Store(0)
	s.snap.wait.Go(func() {
		defer s.snap.running.Store(false)
		if err := s.snapshot(View{st}); err != nil {
			s.opts.Log.Error("snapshot", "error", err)
		}
	})
}

// records is how many there are in all tables.
func (s *state) records() (n int64) {
	for _, r := range s.tables {
		n += int64(r.len())
	}
	return n
}

func changesIn(c journal.Commit) (n int64) {
	for _, e := range c.Entries {
		n += int64(len(e.Changes))
	}
	return n
}

// snapshot writes a view to a new file, whole or not at all, and removes all but the newest few.
func (s *Store) snapshot(v View) error {
	if s.opts.SnapshotDir == "" || v.Seq() == 0 {
		return nil
	}
	s.snap.writing.Lock()
	defer s.snap.writing.Unlock()
	err := s.writeSnapshot(v)
	s.stats.snapshotFailed.Store(err != nil)
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

func (s *Store) writeSnapshot(v View) error {
	name := filepath.Join(s.opts.SnapshotDir, fmt.Sprintf("%020d%s", v.Seq(), snapshotSuffix))
	kept, err := snapshotFiles(s.opts.SnapshotDir)
	if err != nil || len(kept) > 0 && kept[0] >= name {
		return err // one that is as new is there: an older one must not come back after ForgetSnapshots
	}
	if err := writeWhole(name, v.s.dump); err != nil {
		return err
	}
	s.stats.snapshots.Add(1)
	return removeFiles(kept[min(snapshotsKept-1, len(kept)):])
}

// ForgetSnapshots replaces every snapshot by one of the present state, so that what has been redacted or re-keyed
// since is in none of them.
func (s *Store) ForgetSnapshots() error {
	if s.opts.SnapshotDir == "" {
		return nil
	}
	if err := s.snapshot(s.View()); err != nil {
		return err
	}
	files, err := snapshotFiles(s.opts.SnapshotDir)
	if err != nil || len(files) == 0 {
		return err
	}
	return removeFiles(files[1:])
}

func removeFiles(files []string) (err error) {
	for _, f := range files {
		err = errors.Join(err, os.Remove(f))
	}
	return err
}

// writeWhole writes a file beside its place, makes it durable and moves it there.
func writeWhole(name string, fill func(io.Writer) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), unfinishedSnapshots)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err = fill(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), name); err != nil {
		return err
	}
	return f.Close()
}

// snapshotFiles lists the snapshots, newest first.
func snapshotFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), snapshotSuffix) {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	sort.Sort(sort.Reverse(sort.StringSlice(files)))
	return files, nil
}
