package award

import (
	"context"
	"fmt"
	"time"

	"github.com/parentpower/parentpower/internal/store"
)

// Duty is what has to be done without being asked: promise the winners their money, and remind those whose story is
// due. Each step can be broken off anywhere and taken up again by this node or another.
func (a *Acts) Duty() store.Duty {
	return store.Duty{
		Name:  "award",
		Pause: time.Second,
		Due: func(v store.View, now time.Time) bool {
			return ledgerMissing(v) || reminderDue(v, now)
		},
		Work: func(ctx context.Context) error {
			if err := a.makeAwards(ctx); err != nil {
				return fmt.Errorf("make awards: %w", err)
			}
			if err := a.remind(ctx); err != nil {
				return fmt.Errorf("remind: %w", err)
			}
			return nil
		},
	}
}
