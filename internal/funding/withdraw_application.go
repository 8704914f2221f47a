package funding

import (
	"context"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/store"
)

// WithdrawApplication takes an application back, until voting opens. A project that came of it goes off the ballot.
// Withdrawing it again changes nothing. It fails with NotFound, Forbidden for those who only lead it with its author,
// Conflict where voting has opened, and Gone where it goes on within another.
func (f *Funding) WithdrawApplication(ctx context.Context, actor, round, id string) error {
	_, err := f.Store.Update(ctx, "funding.withdraw_application", actor, func(v store.View) ([]store.Change, error) {
		if _, err := unopenedRound(v, round); err != nil {
			return nil, err
		}
		a, err := owning(v, round, id, actor)
		if err != nil || a.State == StateWithdrawn {
			return nil, err
		}
		if a.State == StateMerged {
			return nil, fault.New(fault.Gone, "fault.funding.idea_merged")
		}
		var changes []store.Change
		if a.Project != 0 {
			changes = append(changes, projectGone(v, round, a.Project)...)
		}
		a.State, a.Project, a.Merge, a.Invitations = StateWithdrawn, 0, Merge{}, nil
		return append(changes, applications.Put(a)), nil
	})
	return err
}
