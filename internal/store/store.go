// Package store holds the community's living state in memory, over the journal.
//
// Invariants:
//   - A View is an immutable picture of all tables after one commit. Reading it takes no lock and no I/O.
//   - Every change is decided by pure code over the state that the change before it left, one at a time, by one
//     writer. There is no check-then-insert to get wrong: two requests cannot both find a ballot missing.
//   - A caller is answered, also when refused, only after the journal acknowledged the commit that the answer rests on,
//     and only then is it visible.
//   - The state is what the journal says: records are applied from their journaled form, so a node that booted, one
//     that followed and the one that decided hold the same.
//
// It knows nothing of what the tables mean.
package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/journal"
)

// Options says what a store is made of. Journal and Tables are required.
type Options struct {
	Journal journal.Journal
	Tables  []Registered

	Now  func() time.Time // the wall clock; time.Now when nil
	Rand io.Reader        // commit ids; crypto/rand when nil
	Log  *slog.Logger     // slog.Default when nil

	// SnapshotDir is where snapshots are kept; empty means that boot replays the whole journal.
	SnapshotDir string
	// SnapshotEvery is how many changes pass between snapshots at the least; 100,000 when zero.
	SnapshotEvery int64
	// Follow is the longest time between two looks for commits of other nodes; zero when this is the only one. Where
	// there are others, a request that changes nothing is answered only after one look-up in the journal.
	Follow time.Duration
	// Patience is how long Update waits for the journal before it answers Unavailable; two seconds when zero.
	Patience time.Duration
}

// Store is one node's state. Make it with Open.
type Store struct {
	opts    Options
	node    string // a random name of this process, for leases
	tables  map[string]Registered
	current atomic.Pointer[state]
	queue   chan *request
	look    chan struct{} // asks the writer to look for commits of other nodes now
	stop    context.CancelFunc
	done    chan struct{}

	mu   sync.Mutex // guards subs
	subs []func(Commit)

	stats counters
	snap  struct {
		since   atomic.Int64 // changes since the last snapshot
		running atomic.Bool
		wait    sync.WaitGroup
		writing sync.Mutex
	}
}

// Commit is what a subscriber hears of: one commit that has become visible.
type Commit struct {
	View    View
	Time    time.Time
	Entries []journal.Entry
}

// maxQueue bounds the requests that wait for the writer; the next one is told to come back.
const maxQueue = 20_000

// Open boots a store: the newest good snapshot, then the journal after it. It returns an error that wraps
// journal.ErrBroken when the journal does not verify.
func Open(ctx context.Context, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	s := &Store{
		opts:   opts,
		tables: make(map[string]Registered, len(opts.Tables)),
		queue:  make(chan *request, maxQueue),
		look:   make(chan struct{}, 1),
		done:   make(chan struct{}),
	}
	for _, t := range append([]Registered{Leases}, opts.Tables...) {
		if _, twice := s.tables[t.Name()]; twice {
			return nil, fmt.Errorf("store: table %q registered twice", t.Name())
		}
		s.tables[t.Name()] = t
	}
	var name [16]byte
	if _, err := io.ReadFull(opts.Rand, name[:]); err != nil {
		return nil, fmt.Errorf("store: name of the node: %w", err)
	}
	s.node = hex.EncodeToString(name[:])
	booted, err := s.boot(ctx)
	if err != nil {
		return nil, fmt.Errorf("boot: %w", err)
	}
	s.current.Store(booted)
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	go s.write(run)
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.SnapshotEvery == 0 {
		o.SnapshotEvery = 100_000
	}
	if o.Patience == 0 {
		o.Patience = 2 * time.Second
	}
	return o
}

// View returns the newest visible state.
func (s *Store) View() View { return View{s.current.Load()} }

// Subscribe calls hear after each commit has become visible, in order, from the writer: it must return quickly and
// must not call Update. Subscriptions last as long as the store.
func (s *Store) Subscribe(hear func(Commit)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subs = append(s.subs, hear)
}

// Update makes one change durable. The decide function reads the view it is given and does not keep it, and returns
// the records to change, or a fault, which comes back as it is and changes nothing. It may run more than once, in
// another goroutine, but not after Update has returned, so it may leave results in its caller's variables. Action names
// the act in the journal; actor is a pseudonymous id, empty where the journal must name nobody.
//
// The sequence number returned is that of the commit, or of the view where decide found nothing to change. An answer
// that did not come within Options.Patience is fault.Unavailable with RetryAfter: the change may then still happen, so
// acts carry a key that makes a second try harmless. What is more than a commit holds is fault.Invalid.
func (s *Store) Update(ctx context.Context, action, actor string, decide func(View) ([]Change, error)) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, unavailable(err)
	}
	select {
	case <-s.done:
		return 0, unavailable(errClosed)
	default:
	}
	r := &request{action: action, actor: actor, decide: decide, answer: make(chan answer, 1)}
	select {
	case s.queue <- r:
	default:
		return 0, unavailable(errors.New("too many changes are waiting"))
	}
	patience := time.NewTimer(s.opts.Patience)
	defer patience.Stop()
	select {
	case a := <-r.answer:
		return a.seq, a.err
	case <-ctx.Done():
		return s.abandon(r, ctx.Err())
	case <-patience.C:
		return s.abandon(r, errors.New("no answer from the journal yet"))
	case <-s.done:
		return s.abandon(r, errClosed)
	}
}

var errClosed = errors.New("the store is closed")

// abandon gives up waiting. A request that the writer has not taken up yet will never be.
func (s *Store) abandon(r *request, why error) (int64, error) {
	r.drop()
	select {
	case a := <-r.answer: // it came after all
		return a.seq, a.err
	default:
		return 0, unavailable(why)
	}
}

func unavailable(err error) error {
	f := fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	f.RetryAfter = 2 * time.Second
	return f
}

// Await returns once this node has applied the commit with the given number, so that a session that wrote on another
// node sees its own writes; fault.Unavailable when ctx ends or the store closes first.
func (s *Store) Await(ctx context.Context, seq int64) error {
	for {
		now := s.current.Load()
		if now.head.Seq >= seq {
			return nil
		}
		select {
		case s.look <- struct{}{}:
		default: // asked already
		}
		select {
		case <-now.passed:
		case <-s.done:
			return unavailable(errClosed)
		case <-ctx.Done():
			return unavailable(ctx.Err())
		}
	}
}

// Close stops the writer, answers those who wait and writes a last snapshot. It waits for an answer of the journal
// that is under way, at the most five seconds. The journal stays open: it was not ours.
func (s *Store) Close(context.Context) error {
	s.stop()
	<-s.done
	s.snap.wait.Wait()
	return s.snapshot(s.View())
}
