package funding

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/notify"
	"github.com/parentpower/parentpower/internal/store"
)

const (
	remindBefore = 24 * time.Hour // closing
	worthIt      = 48 * time.Hour // a round that is open for less was opened the other day, and its opening letter said when it closes
)

// lastDay reports whether it is time to write to those who have not voted. Nobody can say when the last day is of a
// round that is closed by hand.
func (r Round) lastDay(now time.Time) bool {
	return r.Phase == Voting && !r.Reminded && !r.Closes.IsZero() && !r.pastClose(now) &&
		!now.Before(r.Closes.Add(-remindBefore)) && r.Closes.Sub(r.Opened) >= worthIt
}

// remind sends the news that a round is about to close on its way to those who have not voted. Who these are is worked
// out under the round's key when they are written to, and stands on no record: see docs/decisions/0007.
func (f *Funding) remind(ctx context.Context) error {
	_, err := f.Store.Update(ctx, "funding.remind", "", func(v store.View) ([]store.Change, error) {
		var changes []store.Change
		for r := range roundsToDo.Each(v, toClose) {
			if !r.lastDay(v.Time()) {
				continue
			}
			r.Reminded = true
			item := r.item(v, notify.LastDay, "last-day")
			item.Until = r.Closes
			changes = append(changes, Rounds.Put(r))
			changes = append(changes, notify.Tell(v, notify.News{About: Scope(r.ID), Item: item, Audience: notVoted, Discreet: true})...)
		}
		return changes, nil
	})
	return err
}
