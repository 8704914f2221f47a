package store

import (
	"context"
	"sync"
	"time"
)

// Lease is a record that says which node does a duty (sending mail, closing rounds on time) until when, so that one
// of several nodes does it and another takes over when it is gone.
type Lease struct {
	Duty   string    `bson:"_id"`
	Holder string    `bson:"holder"` // a random name for the process
	Until  time.Time `bson:"until"`
}

// Leases is the table of leases; every store has it.
var Leases = NewTable("leases", func(l Lease) string { return l.Duty })

// leaseFor is how long a lease is taken for. It is renewed when half of it has passed.
const leaseFor = 10 * time.Second

// Duty is work that is done for the whole community by one node at a time.
type Duty struct {
	Name  string
	Pause time.Duration                    // look at least this often
	Due   func(v View, now time.Time) bool // whether there is anything to do; no lease is taken while there is not
	Work  func(ctx context.Context) error  // does all that is due now; its errors are logged and it is called again; ctx ends when the lease is lost
}

// Do carries out a duty until ctx ends. It looks at every pause and after every commit.
func (s *Store) Do(ctx context.Context, d Duty) {
	changed := make(chan struct{}, 1)
	s.Subscribe(func(Commit) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	for {
		if d.Due(s.View(), s.opts.Now()) && s.holds(ctx, d.Name) {
			if err := s.work(ctx, d); err != nil && ctx.Err() == nil {
				s.opts.Log.WarnContext(ctx, "duty", "name", d.Name, "error", err)
				sleep(ctx, min(d.Pause, time.Second)) // not at once: whatever failed may need a moment
			}
		}
		t := time.NewTimer(d.Pause)
		select {
		case <-t.C:
		case <-changed:
		case <-ctx.Done():
			t.Stop()
			return
		}
		t.Stop()
	}
}

// work does a duty's work and keeps the lease up meanwhile.
func (s *Store) work(ctx context.Context, d Duty) error {
	if s.opts.Follow == 0 {
		return d.Work(ctx)
	}
	ctx, lost := context.WithCancel(ctx)
	var keepers sync.WaitGroup
	defer keepers.Wait()
	defer lost()
	keepers.Go(func() {
		for sleep(ctx, leaseFor/4) {
			s.holds(ctx, d.Name)
		}
	})
	// Apart from that, since a renewal may hang: work ends while the lease still lasts, before another node can take it.
	keepers.Go(func() {
		for sleep(ctx, leaseFor/8) {
			if !s.leased(d.Name, s.opts.Now().Add(leaseFor/4)) {
				lost()
			}
		}
	})
	return d.Work(ctx)
}

// leased reports whether this node has a lease until after a time, as far as it knows.
func (s *Store) leased(duty string, until time.Time) bool {
	l, ok := Leases.Get(s.View(), duty)
	return ok && l.Holder == s.node && until.Before(l.Until)
}

// holds takes or renews the lease where that is needed and says whether this node has it. A node that is the only one
// needs none.
func (s *Store) holds(ctx context.Context, duty string) bool {
	if s.opts.Follow == 0 {
		return true
	}
	if s.leased(duty, s.opts.Now().Add(leaseFor/2)) {
		return true
	}
	mine := false
	_, err := s.Update(ctx, "store.lease", "", func(v View) ([]Change, error) {
		l, ok := Leases.Get(v, duty)
		mine = !ok || l.Holder == s.node || !v.Time().Before(l.Until)
		if !mine {
			return nil, nil
		}
		return []Change{Leases.Put(Lease{Duty: duty, Holder: s.node, Until: v.Time().Add(leaseFor)})}, nil
	})
	return err == nil && mine
}
