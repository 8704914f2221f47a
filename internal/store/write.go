package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
)

const (
	maxBatch      = 4096                       // requests in one commit
	maxBatchBytes = journal.MaxCommitBytes / 2 // beyond which the rest wait for the next, unless the first alone is larger
	attemptFor    = 5 * time.Second            // how long the journal is given to answer before it is asked again
)

// write is the one writer: it takes whatever requests are waiting, decides them in turn, and makes the batch durable.
func (s *Store) write(ctx context.Context) {
	defer close(s.done)
	poll := newPoller(s.opts.Follow)
	defer poll.stop()
	var waiting []*request // taken, but there was no room in the last batch
	for ctx.Err() == nil {
		select {
		case <-poll.due(): // looked at first, so that a flood of requests does not keep the node from following
			s.follow(ctx, poll)
		default:
		}
		if len(waiting) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-poll.due():
				s.follow(ctx, poll)
				continue
			case <-s.look:
				s.follow(ctx, poll)
				continue
			case r := <-s.queue:
				waiting = append(waiting, r)
			}
		}
		waiting = s.commit(ctx, s.take(waiting))
	}
}

// take adds the requests that are waiting now to those that were left over.
func (s *Store) take(requests []*request) []*request {
	for len(requests) < maxBatch {
		select {
		case r := <-s.queue:
			requests = append(requests, r)
		default:
			return requests
		}
	}
	return requests
}

// commit decides requests, makes what they change durable and answers them, deciding again where another node was
// first. It returns the requests for which there was no room.
func (s *Store) commit(ctx context.Context, requests []*request) (rest []*request) {
	for {
		b := s.decide(requests)
		err := s.settle(ctx, &b)
		if errors.Is(err, journal.ErrTaken) {
			s.stats.conflicts.Add(1)
			if err = s.overtaken(ctx); err == nil {
				err = errMoved
			}
		}
		if errors.Is(err, errMoved) {
			continue
		}
		b.tell(err)
		return b.rest
	}
}

// errMoved says that a batch was decided on a state that was not the newest, which this node has now.
var errMoved = errors.New("another node was first")

// overtaken catches up with the node that was first. Where its commit cannot be read yet it waits a little: only a
// pause keeps the two from asking the database as fast as it answers.
func (s *Store) overtaken(ctx context.Context) error {
	before := s.View().Seq()
	err := s.catchUp(ctx)
	if err == nil && s.View().Seq() == before && !sleep(ctx, leastPause) {
		return ctx.Err()
	}
	return err
}

// batch is what the writer is about to settle in one commit.
type batch struct {
	draft   *state
	entries []journal.Entry
	decided []decided
	rest    []*request
}

// decided is a request with its fault, if it has one. It is told once the batch is settled and not before, because
// what it saw, or was refused for, may be of this very batch.
type decided struct {
	*request
	fault error
}

// tell answers everybody in the batch: with err, or where it is nil with what was decided.
func (b *batch) tell(err error) {
	for _, d := range b.decided {
		switch {
		case err != nil:
			d.answer <- answer{err: unavailable(err)}
		case d.fault != nil:
			d.answer <- answer{err: d.fault}
		default:
			d.answer <- answer{seq: b.draft.head.Seq}
		}
	}
}

// decide runs the requests' decisions one after the other over a fresh draft.
func (s *Store) decide(requests []*request) batch {
	b := batch{draft: s.current.Load().draft(s.opts.Now()), decided: make([]decided, 0, len(requests))}
	size := journal.Commit{}.Size()
	for i, r := range requests {
		entry, dropped, err := r.run(b.draft)
		if dropped {
			continue
		}
		if err != nil || len(entry.Changes) == 0 {
			b.decided = append(b.decided, decided{r, err})
			continue
		}
		if len(b.entries) > 0 && size+entry.Size() > maxBatchBytes {
			b.rest = requests[i:] // decided again on the next draft: this one has not been changed by it
			break
		}
		if err := b.add(entry); err != nil {
			b.decided = append(b.decided, decided{r, err})
			continue
		}
		size += entry.Size()
		b.decided = append(b.decided, decided{r, nil})
	}
	return b
}

// add puts an entry into the draft and the commit to be, whole or not at all.
func (b *batch) add(e journal.Entry) error {
	if (journal.Commit{}).Size()+e.Size() > journal.MaxCommitBytes {
		return fault.Wrap(journal.ErrTooLarge, fault.Invalid, "fault.too_large")
	}
	records := make([]any, len(e.Changes))
	for i, c := range e.Changes {
		if _, known := b.draft.tables[c.Table]; !known {
			return fault.Wrap(fmt.Errorf("table %s was not given to Open", c.Table), fault.Internal, "fault.internal")
		}
		var err error
		if records[i], err = b.draft.read(c); err != nil {
			return fault.Wrap(err, fault.Internal, "fault.internal")
		}
	}
	for i, c := range e.Changes {
		b.draft.set(c, records[i])
	}
	b.entries = append(b.entries, e)
	return nil
}

// settle makes a batch durable and visible, or returns ErrTaken or errMoved where another node was first.
func (s *Store) settle(ctx context.Context, b *batch) error {
	if len(b.entries) == 0 {
		return s.confirm(ctx, b)
	}
	var id journal.ID
	if _, err := io.ReadFull(s.opts.Rand, id[:]); err != nil {
		return fmt.Errorf("commit id: %w", err)
	}
	commit, head := b.draft.head.Next(id, b.draft.time, b.entries)
	b.draft.head = head
	if err := s.persist(ctx, commit); err != nil {
		return err
	}
	s.publish(b.draft, commit)
	return nil
}

// confirm asks the journal, where there are other nodes, whether the state on which nothing was changed or a request
// refused is the newest: a node that is behind or cut off must not answer from what it remembers.
func (s *Store) confirm(ctx context.Context, b *batch) error {
	if s.opts.Follow == 0 || len(b.decided) == 0 {
		return nil
	}
	before := s.View().Seq()
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	if s.View().Seq() > before {
		return errMoved
	}
	return nil
}

// persist returns nil once the commit is durable. An answer that was lost is asked for until it is known: guessing
// would lose or double what was decided. When ctx ends, the attempt that is under way is still heard.
func (s *Store) persist(ctx context.Context, c journal.Commit) error {
	start := s.opts.Now()
	pause := 10 * time.Millisecond
	for unknown := false; ; {
		attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), attemptFor)
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

// publish makes a durable draft the visible state, wakes those who await it and tells the subscribers.
func (s *Store) publish(draft *state, c journal.Commit) {
	draft.owned = nil
	before := s.current.Swap(draft)
	close(before.passed)
	s.mu.Lock()
	subs := s.subs
	s.mu.Unlock()
	for _, hear := range subs {
		hear(Commit{View: View{draft}, Time: c.Time, Entries: c.Entries})
	}
	s.snapshotWhenDue(draft, c)
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
