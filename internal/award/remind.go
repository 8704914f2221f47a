package award

import (
	"context"
	"time"

	"github.com/parentpower/parentpower/internal/funding"
	"github.com/parentpower/parentpower/internal/store"
)

// Reminder says which letters have gone out about a story that is awaited.
type Reminder string

// How far reminding has got.
const (
	NotReminded    Reminder = ""
	RemindedBefore Reminder = "before"
	RemindedAfter  Reminder = "after"
)

// remindBefore is how long before its day a story is asked for.
const remindBefore = 14 * 24 * time.Hour

// toWatch lists the awards about which a reminder may be due.
func toWatch(w Award) []string {
	if !w.Taken() || w.Reminded == RemindedAfter {
		return nil
	}
	return []string{"watch"}
}

// next is the reminder that an award is due at a time; the one that it had, where none is.
func next(v store.View, w Award, now time.Time) Reminder {
	_, told := StoryOf(v, w.Round, w.Project)
	r, err := funding.RoundByID(v, w.Round)
	switch {
	case told || err != nil || r.Phase == funding.Closed:
		return w.Reminded
	case Over(w.StoryBy, now):
		return RemindedAfter
	case w.Reminded == NotReminded && !now.Before(w.StoryBy.Add(-remindBefore)):
		return RemindedBefore
	}
	return w.Reminded
}

func reminderDue(v store.View, now time.Time) bool {
	for w := range awardsToWatch.Each(v, "watch") {
		if next(v, w, now) != w.Reminded {
			return true
		}
	}
	return false
}

// remind writes to those who lead a project whose story is due, or is late: once each, in the commit that notes it.
// Those without an address are reminded by staff, who see what is late.
func (a *Acts) remind(ctx context.Context) error {
	v, now := a.deps.Store.View(), a.deps.Now()
	for w := range awardsToWatch.Each(v, "watch") {
		due := next(v, w, now)
		if due == w.Reminded {
			continue
		}
		letter := a.deps.Letters.StoryDue
		if due == RemindedAfter {
			letter = a.deps.Letters.StoryLate
		}
		letters, err := a.write(ctx, v, w, ProjectBalance(v, w.Round, w.Project).Awarded, w.Leads, w.StoryBy, letter)
		if err != nil {
			return err
		}
		if _, err := a.deps.Store.Update(ctx, "award.remind", "", func(v store.View) ([]store.Change, error) {
			w, err := Get(v, w.Round, w.Project)
			if err != nil || next(v, w, now) != due || w.Reminded == due {
				return nil, err
			}
			w.Reminded = due
			return append(letters, Awards.Put(w)), nil
		}); err != nil {
			return err
		}
	}
	return nil
}
