package store

import (
	"context"
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

// Duty runs work again and again while this process, holder, has the lease of that name, and returns when ctx ends.
// Work is called at least once every pause, and at once when the returned poke is called; it should do all that is
// due now and return. Its errors are logged and it is called again.
func (s *Store) Duty(ctx context.Context, name, holder string, pause time.Duration, poke <-chan struct{}, work func(context.Context) error) {
	for ctx.Err() == nil {
		if s.holds(ctx, name, holder) {
			if err := work(ctx); err != nil && ctx.Err() == nil {
				s.opts.Log.WarnContext(ctx, "duty", "name", name, "error", err)
			}
		}
		t := time.NewTimer(pause)
		select {
		case <-t.C:
		case <-poke:
		case <-ctx.Done():
		}
		t.Stop()
	}
	s.release(context.WithoutCancel(ctx), name, holder)
}

// holds takes or renews the lease where that is needed and says whether holder has it.
func (s *Store) holds(ctx context.Context, name, holder string) bool {
	if l, ok := Leases.Get(s.View(), name); ok && l.Holder == holder && s.opts.Now().Before(l.Until.Add(-leaseFor/2)) {
		return true
	}
	mine := false
	_, err := s.Update(ctx, "store.lease", "", func(v View) ([]Change, error) {
		l, ok := Leases.Get(v, name)
		mine = !ok || l.Holder == holder || !v.Time().Before(l.Until)
		if !mine {
			return nil, nil
		}
		return []Change{Leases.Put(Lease{Duty: name, Holder: holder, Until: v.Time().Add(leaseFor)})}, nil
	})
	return err == nil && mine
}

// release gives the lease back, so that another node need not wait for it to run out.
func (s *Store) release(ctx context.Context, name, holder string) {
	_, err := s.Update(ctx, "store.release", "", func(v View) ([]Change, error) {
		if l, ok := Leases.Get(v, name); !ok || l.Holder != holder {
			return nil, nil
		}
		return []Change{Leases.Delete(name)}, nil
	})
	if err != nil {
		s.opts.Log.DebugContext(ctx, "release lease", "name", name, "error", err)
	}
}
