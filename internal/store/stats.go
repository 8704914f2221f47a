package store

import (
	"sync/atomic"
	"time"
)

// Stats counts what the writer has done since the store was opened.
type Stats struct {
	Commits, Entries   int64         // made durable by this node
	Conflicts          int64         // batches decided again because another node was first
	Unknown            int64         // answers of the journal that were lost
	Waiting            int           // requests in the queue now
	AppendTime         time.Duration // spent waiting for the journal, in all
	Snapshots          int64
	LastSnapshotFailed bool
}

type counters struct {
	commits, entries, conflicts, unknown, appendNanos, snapshots atomic.Int64
	snapshotFailed                                               atomic.Bool
}

func (c *counters) record(entries int, took time.Duration) {
	c.commits.Add(1)
	c.entries.Add(int64(entries))
	c.appendNanos.Add(int64(took))
}

// Stats returns the counters.
func (s *Store) Stats() Stats {
	c := &s.stats
	return Stats{
		Commits: c.commits.Load(), Entries: c.entries.Load(), Conflicts: c.conflicts.Load(), Unknown: c.unknown.Load(),
		Waiting: len(s.queue), AppendTime: time.Duration(c.appendNanos.Load()),
		Snapshots: c.snapshots.Load(), LastSnapshotFailed: c.snapshotFailed.Load(),
	}
}
