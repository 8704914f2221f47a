package simjournal

import (
	"context"
	"fmt"

	"github.com/parentpower/parentpower/internal/journal"
)

// Node is the journal as one node reaches it.
type Node struct {
	sim     *Sim
	name    string
	crashed bool
}

// Crashed reports whether the node has ended: whatever runs on it must be abandoned, and begun anew on a new Node.
func (n *Node) Crashed() bool {
	n.sim.mu.Lock()
	defer n.sim.mu.Unlock()
	return n.crashed
}

// Append implements journal.Journal.
func (n *Node) Append(ctx context.Context, c journal.Commit) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := n.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.crashed {
		return fmt.Errorf("%w: %w: crashed", journal.ErrUnavailable, errSim)
	}
	if c.Size() > journal.MaxCommitBytes {
		return journal.ErrTooLarge
	}
	f := s.begin(unavailable, requestLost, requestLate, answerLost, rival, crashBefore, crashAfter)
	err := n.append(f, c)
	s.note(n.name, "append", c.Seq, c.ID, f, err)
	return err
}

func (n *Node) append(f fault, c journal.Commit) error {
	s := n.sim
	lost := fmt.Errorf("%w: %w: %s", journal.ErrUnknown, errSim, f)
	switch f {
	case unavailable:
		return fmt.Errorf("%w: %w", journal.ErrUnavailable, errSim)
	case requestLost:
		return lost
	case requestLate:
		s.late = append(s.late, late{c, 1 + s.rng.IntN(lateCalls)})
		return lost
	case answerLost:
		_ = s.store(c) // the node does not learn how it went
		return lost
	case crashBefore:
		n.crashed = true
		return lost
	case crashAfter:
		_ = s.store(c) // the node does not learn how it went
		n.crashed = true
		return lost
	case rival:
		s.intrude(c)
	}
	return s.store(c)
}

// Read implements journal.Journal. The lock is not held while visiting.
func (n *Node) Read(ctx context.Context, after int64, visit func(journal.Commit) error) error {
	commits, err := n.read(ctx, after)
	for _, c := range commits {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := visit(c); err != nil {
			return err
		}
	}
	return err
}

// read returns the commits to visit and the error to end with.
func (n *Node) read(ctx context.Context, after int64) (commits []journal.Commit, err error) {
	s := n.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.crashed {
		return nil, fmt.Errorf("%w: %w: crashed", journal.ErrUnavailable, errSim)
	}
	f := s.begin(unavailable, readCut, readStale)
	err = s.truth.Read(ctx, after, func(c journal.Commit) error {
		commits = append(commits, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	switch f {
	case unavailable:
		commits, err = nil, fmt.Errorf("%w: %w", journal.ErrUnavailable, errSim)
	case readCut:
		commits, err = commits[:s.rng.IntN(len(commits)+1)], fmt.Errorf("%w: %w: %s", journal.ErrUnavailable, errSim, f)
	case readStale:
		commits = commits[:max(0, len(commits)-1-s.rng.IntN(staleCommits))]
	}
	s.note(n.name, "read after", after, len(commits), f, err)
	return commits, err
}

// Redact implements journal.Journal.
func (n *Node) Redact(ctx context.Context, seq int64, drop func(journal.Entry, journal.Change) bool) error {
	s := n.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.crashed || s.begin(unavailable) == unavailable {
		return fmt.Errorf("%w: %w", journal.ErrUnavailable, errSim)
	}
	err := s.truth.Redact(ctx, seq, drop)
	s.note(n.name, "redact", seq, err)
	return err
}

// Close implements journal.Journal.
func (n *Node) Close(context.Context) error { return nil }
