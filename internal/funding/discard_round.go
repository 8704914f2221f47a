package funding

import (
	"context"
	"fmt"
	"strconv"

	"github.com/parentpower/parentpower/internal/fault"
	"github.com/parentpower/parentpower/internal/people"
	"github.com/parentpower/parentpower/internal/store"
)

// DiscardRound throws away a draft that was set up by mistake: the round, its projects and its roll, the slips that
// were made for it with the sessions that came by them, and its room. Nobody has voted in a draft, so no vote is lost.
// It fails with NotFound, Conflict once the draft has been shown to
// parents, Invalid where there are more slips than go into one commit
// (some forty thousand), and Unavailable where the key could not be destroyed: the round is gone then all the same, and
// nothing hangs on its key any more.
func (f *Funding) DiscardRound(ctx context.Context, actor, id string) error {
	_, err := f.Store.Update(ctx, actDiscard, actor, func(v store.View) ([]store.Change, error) {
		r, err := RoundByID(v, id)
		if err != nil {
			return nil, err
		}
		if r.Phase != Draft {
			return nil, fault.New(fault.Conflict, "fault.funding.not_draft")
		}
		changes := append(people.ScopeGone(v, Scope(id)), Rounds.Delete(id))
		for p := range Projects.Under(v, id+"/") {
			changes = append(changes, projectGone(v, id, p.Number)...)
		}
		for a := range ApplicationsOf(v, id) {
			changes = append(changes, applications.Delete(applicationKey(id, a.ID)))
		}
		for n := range namings.Under(v, id+"/") {
			changes = append(changes, namings.Delete(id+"/"+strconv.Itoa(n.Number)))
		}
		for e := range RollOf(v, id) {
			changes = append(changes, Roll.Delete(id+"/"+e.Voter))
		}
		return changes, nil
	})
	if err != nil {
		return err
	}
	// Not before: until the round is gone somebody else may open it, and ballots would hang on the key. What is begun
	// is ended, also where the asker has stopped waiting.
	for _, subject := range []string{Scope(id), FilesOwner(id)} {
		if err := f.Vault.Erase(context.WithoutCancel(ctx), subject); err != nil {
			return fmt.Errorf("destroy a key: %w", err)
		}
	}
	return nil
}
