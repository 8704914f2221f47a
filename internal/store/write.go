package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
)

// request is one Update that waits for the writer.
type request struct {
	action, actor string
	decide        func(View) ([]Change, error)
	answer        chan answer // buffered: the writer never waits for a caller
	dropped       atomic.Bool // the caller has gone; decide it no more
}

type answer struct {
	seq int64
	err error
}

// decided is a request whose change is in the batch and waits for the journal.
type decided struct {
	*request
	entry journal.Entry
}

const (
	maxBatch      = 4096                       // requests in one commit
	maxBatchBytes = journal.MaxCommitBytes / 2 // records in one commit, beyond which the rest wait for the next
)

// write is the one writer: it takes whatever requests are waiting, decides them in turn, and makes the batch durable.
func (s *Store) write(ctx context.Context) {
	defer close(s.done)
	poll := newPoller(s.opts.Follow)
	defer poll.stop()
	var carried []*request // taken, but there was no room in the last batch
	for {
		if len(carried) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-poll.due():
				before := s.View().Seq()
				if err := s.catchUp(ctx); err != nil && ctx.Err() == nil {
					s.opts.Log.WarnContext(ctx, "following the journal", "error", err)
				}
				poll.next(s.View().Seq() > before)
				continue
			case r := <-s.queue:
				carried = append(carried, r)
			}
		}
		batch := s.take(carried)
		carried = s.commit(ctx, batch)
	}
}

// take adds the requests that are waiting now to those that were carried over.
func (s *Store) take(batch []*request) []*request {
	for len(batch) < maxBatch {
		select {
		case r := <-s.queue:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// commit decides a batch and makes it durable, deciding again where another node was first. It returns the requests
// for which there was no room.
func (s *Store) commit(ctx context.Context, batch []*request) (carried []*request) {
	for {
		draft, pending, rest := s.decide(batch)
		if len(pending) == 0 {
			return rest
		}
		commit, err := s.number(draft, pending)
		if err == nil {
			err = s.persist(ctx, commit)
		}
		switch {
		case err == nil:
			s.publish(draft, commit)
			for _, d := range pending {
				d.answer <- answer{seq: commit.Seq}
			}
			return rest
		case errors.Is(err, journal.ErrTaken):
			s.stats.conflicts.Add(1)
			if err := s.catchUp(ctx); err != nil {
				refuse(pending, unavailable(err))
				return rest
			}
			batch = batch[:0]
			for _, d := range pending {
				batch = append(batch, d.request)
			}
			batch = append(batch, rest...)
		default:
			refuse(pending, unavailable(err))
			return rest
		}
	}
}

// decide runs the requests' decisions one after the other over a fresh draft. Faults are answered at once, and so are
// requests that change nothing.
func (s *Store) decide(batch []*request) (*state, []decided, []*request) {
	base := s.current.Load()
	draft := base.draft(s.opts.Now())
	pending := make([]decided, 0, len(batch))
	size := 0
	for i, r := range batch {
		if size >= maxBatchBytes {
			return draft, pending, batch[i:]
		}
		if r.dropped.Load() {
			continue
		}
		changes, err := r.decide(View{draft})
		if err != nil {
			r.answer <- answer{err: err}
			continue
		}
		if len(changes) == 0 {
			// Nothing to change, but what it saw may be of this batch: answer when that is durable.
			pending = append(pending, decided{request: r})
			continue
		}
		entry, bytes, err := r.enter(changes)
		if err != nil {
			r.answer <- answer{err: err}
			continue
		}
		if size > 0 && size+bytes > journal.MaxCommitBytes*9/10 {
			return draft, pending, batch[i:] // decided again on the next draft: it has not been applied
		}
		size += bytes
		for _, c := range entry.Changes {
			if err := draft.apply(c); err != nil {
				panic(fmt.Sprintf("store: a record just encoded cannot be read back: %v", err))
			}
		}
		pending = append(pending, decided{request: r, entry: entry})
	}
	return draft, pending, nil
}

// enter makes a journal entry of what was decided.
func (r *request) enter(changes []Change) (journal.Entry, int, error) {
	e := journal.Entry{Action: r.action, Actor: r.actor, Changes: make([]journal.Change, len(changes))}
	size := 256
	for i, c := range changes {
		if c.err != nil {
			return e, 0, fault.Wrap(c.err, fault.Internal, "fault.internal")
		}
		e.Changes[i] = c.Change
		size += len(c.Record) + len(c.Key) + 192 // names, digest and framing
	}
	if size > journal.MaxCommitBytes*9/10 {
		return e, 0, fault.Wrap(journal.ErrTooLarge, fault.Invalid, "fault.too_large")
	}
	return e, size, nil
}

// number builds the commit for a batch. A batch in which nothing changes has no entries and needs no journal.
func (s *Store) number(draft *state, pending []decided) (journal.Commit, error) {
	entries := make([]journal.Entry, 0, len(pending))
	for _, d := range pending {
		if d.entry.Action != "" {
			entries = append(entries, d.entry)
		}
	}
	if len(entries) == 0 {
		return journal.Commit{Seq: draft.head.Seq}, nil
	}
	var id journal.ID
	if _, err := io.ReadFull(s.opts.Rand, id[:]); err != nil {
		return journal.Commit{}, fmt.Errorf("commit id: %w", err)
	}
	commit, head := draft.head.Next(id, draft.time, entries)
	draft.head = head
	return commit, nil
}

// persist returns nil once the commit is durable. An answer that was lost is asked for until it is known: guessing
// would lose or double what was decided.
func (s *Store) persist(ctx context.Context, c journal.Commit) error {
	if len(c.Entries) == 0 {
		return nil
	}
	start := s.opts.Now()
	pause := 10 * time.Millisecond
	for unknown := false; ; {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := s.opts.Journal.Append(attempt, c)
		cancel()
		switch {
		case err == nil:
			s.stats.record(len(c.Entries), s.opts.Now().Sub(start))
			return nil
		case errors.Is(err, journal.ErrTaken), errors.Is(err, journal.ErrTooLarge):
			return err
		case errors.Is(err, journal.ErrUnavailable) && !unknown:
			return err
		}
		unknown = true
		s.stats.unknown.Add(1)
		s.opts.Log.WarnContext(ctx, "journal gave no answer; asking again", "seq", c.Seq, "error", err)
		if !sleep(ctx, pause) {
			return ctx.Err()
		}
		pause = min(2*pause, time.Second)
	}
}

// publish makes a durable draft the visible state and tells the subscribers.
func (s *Store) publish(draft *state, c journal.Commit) {
	if len(c.Entries) == 0 {
		return
	}
	draft.owned = nil
	s.current.Store(draft)
	s.mu.Lock()
	subs := s.subs
	s.mu.Unlock()
	for _, hear := range subs {
		hear(Commit{View: View{draft}, Time: c.Time, Entries: c.Entries})
	}
	s.snapshotWhenDue(draft, c)
}

func refuse(pending []decided, err error) {
	for _, d := range pending {
		d.answer <- answer{err: err}
	}
}

// sleep waits; it is false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
