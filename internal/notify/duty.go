package notify

import (
	"context"
	"errors"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

// atOnce is how many readers are told in one commit: some 150 kilobytes of letters, so that whoever votes meanwhile
// hardly waits for them.
const atOnce = 40

// Duty brings news to its readers, and sends the digests whose hour has come.
func (n *Notify) Duty() store.Duty {
	return store.Duty{
		Name:  "notify",
		Pause: 20 * time.Second,
		Due: func(v store.View, now time.Time) bool {
			return Told.Len(v) > 0 || len(dueDigests(v, now, 1)) > 0
		},
		Work: n.work,
	}
}

// work goes on with other news where one cannot be told just now: it is taken up again the next time.
func (n *Notify) work(ctx context.Context) error {
	var failed error
	for news := range Told.All(n.deps.Store.View()) {
		failed = errors.Join(failed, n.spread(ctx, news))
	}
	for {
		due := dueDigests(n.deps.Store.View(), n.deps.Now(), atOnce)
		if len(due) == 0 || ctx.Err() != nil {
			return failed
		}
		if err := n.sendDigests(ctx, due); err != nil {
			return errors.Join(failed, err)
		}
	}
}
