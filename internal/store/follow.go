package store

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/journal"
)

// follow looks for commits of other nodes.
func (s *Store) follow(ctx context.Context, poll *poller) {
	before := s.View().Seq()
	if err := s.catchUp(ctx); err != nil && ctx.Err() == nil {
		s.opts.Log.WarnContext(ctx, "following the journal", "error", err)
	}
	poll.next(s.View().Seq() > before)
}

// catchUp applies what other nodes have appended. It runs in the writer only. What was read before an error stays
// applied, so the next time goes on from there.
func (s *Store) catchUp(ctx context.Context) error {
	read, cancel := context.WithTimeout(ctx, attemptFor)
	defer cancel()
	return s.opts.Journal.Read(read, s.View().Seq(), func(c journal.Commit) error {
		draft, err := s.current.Load().after(c)
		if err != nil {
			return err
		}
		s.publish(draft, c)
		return nil
	})
}

// after is the state that follows s when a commit read from the journal is applied to it.
func (s *state) after(c journal.Commit) (*state, error) {
	draft := s.draft(c.Time)
	return draft, draft.follow(c)
}

// follow applies a commit read from the journal to a draft.
func (s *state) follow(c journal.Commit) error {
	head, err := s.head.Follow(c)
	if err != nil {
		return err
	}
	s.head, s.time = head, later(s.time, c.Time)
	for _, e := range c.Entries {
		for _, ch := range e.Changes {
			if err := s.apply(ch); err != nil {
				return fmt.Errorf("commit %d: %w", c.Seq, err)
			}
		}
	}
	return nil
}

// poller says when to look for commits of other nodes: soon after there were some, seldom when it is quiet.
type poller struct {
	most  time.Duration // between two looks; zero: never look
	pause time.Duration
	timer *time.Timer
}

const leastPause = 10 * time.Millisecond

func newPoller(most time.Duration) *poller {
	p := &poller{most: most, pause: most}
	if most > 0 {
		p.timer = time.NewTimer(most)
	}
	return p
}

func (p *poller) due() <-chan time.Time {
	if p.timer == nil {
		return nil
	}
	return p.timer.C
}

func (p *poller) next(found bool) {
	p.pause = min(2*p.pause, p.most)
	if found {
		p.pause = min(leastPause, p.most)
	}
	if p.timer != nil {
		p.timer.Reset(p.pause)
	}
}

func (p *poller) stop() {
	if p.timer != nil {
		p.timer.Stop()
	}
}
