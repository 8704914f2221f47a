package people

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

const (
	sweepEvery    = 15 * time.Minute
	keepRoom      = 24 * time.Hour // a closed room's code is not given out again for so long
	sweptInCommit = 2_000
)

// sweptAt is when this node last swept, in Unix nanoseconds. Looking for what has expired means looking at every
// session, so it is done now and then, not after each commit.
type sweptAt struct{ atomic.Int64 }

// SweepDuty deletes what has expired.
func (p *People) SweepDuty() store.Duty {
	return store.Duty{
		Name:  "people.sweep",
		Pause: sweepEvery,
		Due: func(_ store.View, now time.Time) bool {
			return now.Sub(time.Unix(0, p.swept.Load())) >= sweepEvery
		},
		Work: p.Sweep,
	}
}

// Sweep deletes links, sessions and tokens that have expired, and rooms that were closed a while ago. None of them lets
// anybody in any more: this only keeps the state small, and ends the live connections of sessions that ran out.
func (p *People) Sweep(ctx context.Context) error {
	now := p.deps.Now()
	v := p.deps.Store.View()
	var gone []func(store.View) []store.Change
	for l := range Links.All(v) {
		if !now.Before(l.Until) {
			gone = append(gone, func(store.View) []store.Change { return []store.Change{Links.Delete(l.ID)} })
		}
	}
	for s := range Sessions.All(v) {
		if !p.live(s, now) {
			gone = append(gone, func(v store.View) []store.Change { return p.sessionGone(v, s.ID, now) })
		}
	}
	for t := range Tokens.All(v) {
		if !now.Before(t.Until) {
			gone = append(gone, func(store.View) []store.Change { return []store.Change{Tokens.Delete(t.ID)} })
		}
	}
	for r := range Rooms.All(v) {
		if !r.Closed.IsZero() && now.Sub(r.Closed) >= keepRoom {
			gone = append(gone, func(store.View) []store.Change { return []store.Change{Rooms.Delete(r.Code)} })
		}
	}
	for len(gone) > 0 {
		some := gone[:min(len(gone), sweptInCommit)]
		gone = gone[len(some):]
		if err := p.sweep(ctx, some); err != nil {
			return err
		}
	}
	p.swept.Store(now.UnixNano())
	return nil
}

// sessionGone looks again: the session may have been used since.
func (p *People) sessionGone(v store.View, id string, now time.Time) []store.Change {
	if s, ok := Sessions.Get(v, id); !ok || p.live(s, now) {
		return nil
	}
	return []store.Change{Sessions.Delete(id)}
}

func (p *People) sweep(ctx context.Context, some []func(store.View) []store.Change) error {
	_, err := p.deps.Store.Update(ctx, "people.sweep", "", func(v store.View) ([]store.Change, error) {
		var changes []store.Change
		for _, gone := range some {
			changes = append(changes, gone(v)...)
		}
		return changes, nil
	})
	return err
}
