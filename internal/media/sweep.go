package media

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

const (
	sweepEvery    = 6 * time.Hour
	sweptInCommit = 1_000
)

// SweepDuty removes what nothing refers to.
func (l *Library) SweepDuty() store.Duty {
	return store.Duty{
		Name:  "media.sweep",
		Pause: sweepEvery,
		Due: func(_ store.View, now time.Time) bool {
			return now.Sub(time.Unix(0, l.swept.Load())) >= sweepEvery
		},
		Work: l.Sweep,
	}
}

// Sweep removes the files that were sent more than a day ago and that no record mentions, and then whatever lies in the
// store of files that is of none.
func (l *Library) Sweep(ctx context.Context) error {
	now := l.Now()
	if err := l.sweepRecords(ctx, now); err != nil {
		return err
	}
	if err := l.Files.Sweep(ctx, l.kept); err != nil {
		return err
	}
	l.swept.Store(now.UnixNano())
	return nil
}

func (l *Library) sweepRecords(ctx context.Context, now time.Time) error {
	v := l.Store.View()
	var old []string
	for f := range All.All(v) {
		if now.Sub(f.Added) > orphanAge {
			old = append(old, f.ID)
		}
	}
	used, err := v.Mentions(old, All)
	if err != nil {
		return err
	}
	for len(old) > 0 {
		some := old[:min(len(old), sweptInCommit)]
		old = old[len(some):]
		_, err := l.Store.Update(ctx, "media.sweep", "", func(v store.View) ([]store.Change, error) {
			var gone []store.Change
			for _, id := range some {
				// One that was sent again meanwhile may be referred to again.
				if f, ok := All.Get(v, id); ok && !used[id] && v.Time().Sub(f.Added) > orphanAge {
					gone = append(gone, All.Delete(id))
				}
			}
			return gone, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// kept are the ids of everything in the store of files that belongs to a file.
func (l *Library) kept() map[string]bool {
	ids := map[string]bool{}
	for f := range All.All(l.Store.View()) {
		ids[f.ID] = true
		if f.Small.ID != "" {
			ids[f.Small.ID] = true
		}
	}
	return ids
}
