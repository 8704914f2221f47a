package award

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

// Duty is what has to be done without being asked: promise the winners their money, remind those whose story is due,
// and tell those who voted what came of it. Each step can be broken off anywhere and taken up again by this node or
// another.
func (a *Acts) Duty() store.Duty {
	return store.Duty{
		Name:  "award",
		Pause: time.Second,
		Due: func(v store.View, now time.Time) bool {
			_, untold := storiesToTell.First(v, "tell")
			return untold || ledgerMissing(v) || reminderDue(v, now)
		},
		Work: func(ctx context.Context) error {
			if err := a.makeAwards(ctx); err != nil {
				return fmt.Errorf("make awards: %w", err)
			}
			if err := a.remind(ctx); err != nil {
				return fmt.Errorf("remind: %w", err)
			}
			if err := a.storiesTold(ctx); err != nil {
				return fmt.Errorf("tell stories: %w", err)
			}
			return nil
		},
	}
}
